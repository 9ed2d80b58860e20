"""What becomes of a network without some of its nodes, edges or statements."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.errors import CoopgraphError
from coopgraph.network.change.removal import Removal, Removed, removed
from coopgraph.network.change.soundness import FIGURES, figures, in_largest
from coopgraph.network.kernels.matrix import Floats, network
from coopgraph.network.measures.measure import Case, Measure, Option
from coopgraph.network.measures.peers import choose
from coopgraph.network.measures.registry import case_of, find_measure, rank
from coopgraph.network.projecting.again import base_of, made_again, without_statements
from coopgraph.network.projecting.contract import among
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.projecting.subset import without
from coopgraph.network.result import Result
from coopgraph.network.uncertainty.evidence import EvidenceModel
from coopgraph.network.uncertainty.holding import Evidence, Flags
from coopgraph.network.uncertainty.intervals import competition_ranks, spans
from coopgraph.network.uncertainty.masked import MaskedNetwork, masked_network
from coopgraph.parallel import Progress, in_processes

__all__ = ["Scenario", "scenario"]

_WHY: Final = "removed by the scenario"


@dataclass(frozen=True, eq=False)
class Scenario:
    """A network before and after something was taken out.

    Parameters
    ----------
    before, after : Projection
        The two networks; the loss report of the second says what went.
    removed : pandas.DataFrame
        ``kind, id, label, reason`` of everything that was chosen.
    cut_off : pandas.DataFrame
        ``id, label`` of the nodes that stay, but are no longer in the largest component.
    figures : Result
        ``id, label, value`` (after), ``before, change``; with draws ``change_low, change_high``.
    ranks : Result
        ``id, label, value`` (after), ``rank, before, rank_before, change, rank_change`` of each
        node that stays, the greatest change of rank first; a positive change of rank is a rise.
        Ranks are those among the nodes that stay, so that nobody rises because another left. With
        draws also the intervals of both changes.
    unknown : int
        How many of the IRIs given are not in the network.
    """

    before: Projection
    after: Projection
    removed: pd.DataFrame
    cut_off: pd.DataFrame
    figures: Result
    ranks: Result
    unknown: int = 0

    def lines(self, top: int = 5) -> list[str]:
        """Say in words what the removal does.

        Parameters
        ----------
        top : int
            How many names to give of each sort at most.

        Returns
        -------
        list of str
            One sentence each.
        """
        kinds = self.removed["kind"].value_counts().to_dict()
        what = ", ".join(f"{n} {kind}{'' if n == 1 else 's'}" for kind, n in kinds.items())
        lines = [f"Taken out: {what} ({_named(self.removed['label'], top)})."]
        table = self.figures.values
        cells = zip(table["label"], table["before"], table["value"], strict=True)
        lines += [f"{k.capitalize()}: {a:,.4g} → {b:,.4g}." for k, a, b in cells if a != b]
        if len(self.cut_off):
            named = _named(self.cut_off["label"], top)
            lines.append(f"No longer in the largest component: {len(self.cut_off)} ({named}).")
        moved = self.ranks.values[self.ranks.values["rank_change"] != 0].head(top)
        places = zip(moved["label"], moved["rank_before"], moved["rank"], strict=True)
        lines += [f"{k}: {self.ranks.measure} rank {a} → {b}." for k, a, b in places]
        if self.unknown:
            lines.append(f"{self.unknown} of the IRIs given are not in this network.")
        return lines


def scenario(
    projection: Projection,
    remove: Removal,
    *,
    measure: str = "betweenness",
    shared: Projection | None = None,
    draws: int = 0,
    model: EvidenceModel | None = None,
    seed: int = 0,
    level: float = 0.95,
    workers: int | None = None,
    progress: Progress | None = None,
    **options: Option,
) -> Scenario:
    """Take something out of a network and compare it with what it was.

    Parameters
    ----------
    projection : Projection
        The network.
    remove : Removal
        What to take out.
    measure : str
        A measure of nodes, by whose ranks the brokers are compared.
    shared : Projection, optional
        The two-mode network behind a one-mode one: what is chosen is then taken out of that, and
        the one-mode network made again.
    draws : int
        From how many draws of the statements to take intervals; none unless said. Both networks
        are taken of the same draw, so that an interval is one of the change.
    model : EvidenceModel, optional
        Probabilities of the statements in the draws; the default model unless said.
    seed : int
        Where the random numbers start.
    level : float
        Share of the draws that an interval is to hold.
    workers : int, optional
        Number of processes; one a core unless said.
    progress : callable, optional
        Called with the number of draws done, and of all.
    **options
        Options of the measure.

    Returns
    -------
    Scenario
        Both networks, and what has changed.

    Raises
    ------
    NameNotFound, AmbiguousName
        Where a name, a type or a measure is not known, or not unique.
    UndefinedMeasure
        Where the measure has no value before or after.
    CoopgraphError
        Where nothing fits, or nothing would be left.

    Examples
    --------
    >>> from coopgraph import project
    >>> towns = project(name="partnerships")
    >>> found = scenario(towns, Removal(nodes=["Turku"]))
    >>> found.lines()[0]
    'Taken out: 1 node (Turku).'
    """
    if draws == 1 or draws < 0:
        raise CoopgraphError(f"draws is {draws}; expected 0, or 2 and more")
    base = base_of(projection, shared) if shared or projection.multigraph else projection
    chosen = removed(base, remove)
    if chosen.statements and not base.multigraph:
        base_of(projection, None)  # says why the two-mode network is needed
    after, present = _after(projection, base, chosen, remove.words())
    if after.nodes.empty:
        raise CoopgraphError(f'The scenario leaves nothing of "{projection.name}".')
    item = find_measure(measure, ("node",))
    ranks = _ranks(projection, after, measure, options)
    drawn = None
    if draws:
        work = _Drawing(
            masked=masked_network(projection, shared=shared),
            present=present,
            gone=np.array(
                [iri in chosen.statements for iri in base.statements["statement"].unique()],
                dtype=np.bool_,
            ),
            kept=_places(projection, after),
            evidence=(model or EvidenceModel()).weigh(base),
            cases=tuple(_case(network_, item, options) for network_ in (projection, after)),
            item=item,
            seed=seed,
        )
        drawn = _draw(work, draws, workers, progress)
    said = {"without": remove.words()}
    if draws:
        said |= {"draws": str(draws), "level": f"{level:g}"}
    figured = _figures(projection, after, drawn, level)
    return Scenario(
        before=projection,
        after=after,
        removed=chosen.table,
        cut_off=_cut_off(projection, after),
        figures=_result(projection, "scenario", " ".join(_defined()), figured, said, seed, draws),
        ranks=replace(
            ranks,
            values=_with_spans(ranks.values, after, drawn, level),
            parameters={**ranks.parameters, **said},
            seed=seed if draws else None,
        ),
        unknown=chosen.unknown,
    )


def _after(
    projection: Projection, base: Projection, chosen: Removed, words: str
) -> tuple[Projection, Flags]:
    """What is left; and which edges of the base are."""
    lighter, bare = without_statements(base, chosen.statements)
    gone = bare | chosen.edges
    left = without(
        lighter, edges=gone, nodes=chosen.nodes, reason=_WHY, parameters={"scenario": words}
    )
    ends = among(base.edges["source"], chosen.nodes) | among(base.edges["target"], chosen.nodes)
    present = ~(gone | ends.to_numpy(bool))
    return (left if base is projection else made_again(projection, left)), present


def _ranks(
    before: Projection, after: Projection, measure: str, options: Mapping[str, Option]
) -> Result:
    """Values and ranks of the nodes that stay, before and after."""
    first = rank(before, measure, **options)  # type: ignore[arg-type]
    second = rank(after, measure, **options)  # type: ignore[arg-type]
    old = first.values.set_index("id")[["value", "rank"]]
    table = second.values.join(
        old.rename(columns={"value": "before", "rank": "rank_before"}), on="id", how="inner"
    )
    table["change"] = table["value"] - table["before"]
    for name, column in (("rank", "value"), ("rank_before", "before")):
        table[name] = competition_ranks(table[column].to_numpy(float)[None, :])[0].astype(int)
    table["rank_change"] = table["rank_before"] - table["rank"]
    order = np.lexsort(
        (table["label"], -table["change"].abs(), table["rank_before"], -table["rank_change"].abs())
    )
    return replace(
        second,
        values=table.iloc[order].reset_index(drop=True),
        parameters={**first.parameters, "nodes after": str(len(after.nodes))},
        projection_fingerprint=first.projection_fingerprint,
    )


def _figures(
    before: Projection, after: Projection, drawn: "_Drawn | None", level: float
) -> pd.DataFrame:
    old, new = figures(network(before)), figures(network(after))
    table = pd.DataFrame({"id": list(FIGURES), "label": list(FIGURES)}, dtype="str").assign(
        value=new, before=old, change=new - old
    )
    if drawn is not None:
        defined = np.nan_to_num(drawn.figures)
        low, high, _ = spans(defined, level)
        known = ~np.isnan(drawn.figures).any(axis=0)
        table["change_low"] = np.where(known, low, np.nan)
        table["change_high"] = np.where(known, high, np.nan)
    return table


def _with_spans(
    table: pd.DataFrame, after: Projection, drawn: "_Drawn | None", level: float
) -> pd.DataFrame:
    if drawn is None:
        return table
    places = pd.Index(after.nodes["id"]).get_indexer(table["id"])
    for name, values in (("change", drawn.values), ("rank_change", drawn.ranks)):
        low, high, _ = spans(values[:, places], level)
        table = table.assign(**{f"{name}_low": low, f"{name}_high": high})
    return table


def _cut_off(before: Projection, after: Projection) -> pd.DataFrame:
    """The nodes that stay, were in the largest component, and are no longer."""
    inside = set(before.nodes.loc[in_largest(network(before)), "id"])
    nodes = after.nodes[~in_largest(network(after))]
    lost = nodes[among(nodes["id"], inside)]
    return lost[["id", "label"]].sort_values(["label", "id"], ignore_index=True)


def _result(
    projection: Projection,
    measure: str,
    definition: str,
    values: pd.DataFrame,
    said: Mapping[str, str],
    seed: int,
    draws: int,
) -> Result:
    return Result(
        values=values,
        measure=measure,
        definition=definition,
        parameters={**projection.parameters, **said},
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
        title=projection.title,
        seed=seed if draws else None,
    )


def _defined() -> list[str]:
    return [f"{name}: {text}" for name, text in FIGURES.items()]


def _places(before: Projection, after: Projection) -> npt.NDArray[np.intp]:
    return np.asarray(pd.Index(before.nodes["id"]).get_indexer(after.nodes["id"]))


def _case(projection: Projection, item: Measure, options: Mapping[str, Option]) -> Case:
    return case_of(projection, item, options=options)


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Changes in every draw (row) of every figure, or node that stays (column)."""

    figures: Floats
    values: Floats
    ranks: Floats


@dataclass(frozen=True, eq=False)
class _Drawing:
    """From the number of a draw to the changes in it."""

    masked: MaskedNetwork
    present: Flags
    gone: Flags
    kept: npt.NDArray[np.intp]
    evidence: Evidence
    cases: tuple[Case, ...]
    item: Measure
    seed: int

    def __call__(self, number: int) -> tuple[Floats, Floats, Floats]:
        held = self.evidence.draw([number], seed=self.seed)[0]
        rest = replace(
            self.masked,
            source=self.masked.source[self.present],
            target=self.masked.target[self.present],
            value=self.masked.value[self.present],
            supports=self.masked.supports[np.flatnonzero(self.present)],
        )
        before = self.masked.at(held)
        after = rest.at(held & ~self.gone).part(self.kept)
        values = []
        for case, net in zip(self.cases, (before, after), strict=True):
            _, compute = choose(self.item.name, self.item.engines, case, "auto")
            values.append(compute(replace(case, net=net)))
        stayed = (values[0][self.kept], values[1])
        ranks = [competition_ranks(found[None, :])[0] for found in stayed]
        return (
            figures(after) - figures(before),
            stayed[1] - stayed[0],
            (ranks[0] - ranks[1]).astype(float),
        )


def _draw(work: _Drawing, draws: int, workers: int | None, progress: Progress | None) -> _Drawn:
    found: list[tuple[Floats, Floats, Floats]] = [None] * draws  # type: ignore[list-item]

    def put(number: int, changes: tuple[Floats, Floats, Floats]) -> None:
        found[number] = changes

    in_processes(work, range(draws), put, workers=workers, progress=progress)
    return _Drawn(*(np.array(part) for part in zip(*found, strict=True)))


def _named(labels: "pd.Series[str]", top: int) -> str:
    named = labels.to_list()
    more = f" and {len(named) - top} more" if len(named) > top else ""
    return ", ".join(named[:top]) + more
