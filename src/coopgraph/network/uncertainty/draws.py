"""How sure values and ranks are, given how sure the statements are.

The evidence model gives every statement a probability to hold. Each draw lets every statement hold
or not, and the measure is taken of the network of those that do; so values, ranks and whatever
follows from them have a distribution.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.errors import CoopgraphError
from coopgraph.network.kernels.matrix import Floats
from coopgraph.network.measures.measure import Option
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result
from coopgraph.network.uncertainty.evidence import EvidenceModel
from coopgraph.network.uncertainty.holding import Evidence, Flags
from coopgraph.network.uncertainty.intervals import competition_ranks, groups, medians, spans
from coopgraph.network.uncertainty.masked import MaskedNetwork, masked_network
from coopgraph.network.uncertainty.statistic import Function, Statistic, statistic
from coopgraph.parallel import Progress, in_processes

__all__ = [
    "Draws",
    "Outranking",
    "draw_values",
    "uncertainty",
]

_BLOCK: Final = 8  # draws in a piece: an interrupt waits for none of them, progress for one
_LINEAR_CELLS: Final = 4_000_000  # of edges by draws at once: some tens of megabytes


@dataclass(frozen=True, eq=False)
class Outranking:
    """How two nodes compare over the draws.

    Parameters
    ----------
    above, tied, below : float
        Share of the draws in which the first has the greater value, the same, and the smaller one.
    """

    above: float
    tied: float
    below: float


@dataclass(frozen=True, eq=False)
class Draws:
    """A measure of a network over draws of its statements.

    Parameters
    ----------
    nodes : pandas.DataFrame
        ``id, label``, in the order of the columns of `drawn`.
    observed : numpy.ndarray of float
        Value of each node where every statement holds.
    drawn : numpy.ndarray of float
        One row a draw, one column a node.
    seed : int
        Where the random numbers started.
    level : float
        Share of the draws that an interval is to hold.
    bound : numpy.ndarray of float or None
        The greatest error of approximation over all draws, for a measure that is sampled.
    what : Statistic
        What was measured.
    projection : Projection
        On which network.
    parameters : mapping of str to str
        What else made it so.
    """

    nodes: pd.DataFrame
    observed: Floats
    drawn: Floats
    seed: int
    level: float
    bound: Floats | None
    what: Statistic
    projection: Projection
    parameters: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def ranks(self) -> npt.NDArray[np.int32]:
        """Rank of every node (column) in every draw (row)."""
        return competition_ranks(self.drawn)

    def table(self, top: int = 10) -> pd.DataFrame:
        """Give every node its interval, the best first.

        Parameters
        ----------
        top : int
            For which first ranks to give the probability of being among them.

        Returns
        -------
        pandas.DataFrame
            ``id``, ``label``; ``value`` and ``rank`` where every statement holds; ``median``,
            ``low``, ``high`` and ``share`` of the draws between these, of the value; the same of
            the rank as ``rank_median`` …; ``top``, the probability of a rank up to `top`;
            ``group``, the same number for nodes that the draws do not tell apart from the first of
            their group; for a sampled measure ``sampling_error``, which the interval does not hold;
            and where a node has no value in some draws, ``undefined``, their share: the interval is
            of the other draws, and the rank is the last one in these.

        Raises
        ------
        CoopgraphError
            Where `top` is below 1.
        """
        if top < 1:
            raise CoopgraphError(f"top is {top}; expected 1 or more")
        low, high, share = spans(self.drawn, self.level)
        ranks = self.ranks.astype(float)
        rank_low, rank_high, rank_share = spans(ranks, self.level)
        table = self.nodes[["id", "label"]].assign(
            value=self.observed,
            rank=competition_ranks(self.observed[None, :])[0],
            median=medians(self.drawn),
            low=low,
            high=high,
            share=share,
            rank_median=np.median(ranks, axis=0),
            rank_low=rank_low.astype(int),
            rank_high=rank_high.astype(int),
            rank_share=rank_share,
            top=(self.ranks <= top).mean(axis=0),
            group=self._groups(),
        )
        if self.bound is not None:
            table["sampling_error"] = self.bound
        undefined = np.isnan(self.drawn).mean(axis=0)
        if undefined.any():
            table["undefined"] = undefined
        return table.sort_values(["rank", "label", "id"], ignore_index=True)

    def result(self, top: int = 10, shown: int | None = None) -> Result:
        """Give the table as a result, to print and to cite.

        Parameters
        ----------
        top : int
            As in `table`.
        shown : int, optional
            How many nodes to give; all unless said.

        Returns
        -------
        Result
            Values with all that is needed to repeat them.
        """
        table = self.table(top)
        values = table if shown is None else table.head(shown)
        last = values["rank"].max() if len(values) else 0
        return Result(
            values=values,
            measure=self.what.name,
            definition=self.what.definition,
            parameters={
                **self.projection.parameters,
                **self.what.options,
                "weighted": "yes" if self.what.weighted else "no",
                "nodes": str(len(table)),
                "top": str(top),
                **self.parameters,
            },
            projection=self.projection.name,
            projection_fingerprint=self.projection.fingerprint,
            tied_left_out=int((table["rank"] == last).sum() - (values["rank"] == last).sum()),
            title=self.projection.title,
            engine=self.what.engine,
            engine_version=self.what.engine_version,
            seed=self.seed,
            reference=self.what.reference,
        )

    def outranks(self, one: str, other: str) -> Outranking:
        """Compare two nodes.

        Parameters
        ----------
        one, other : str
            Their IRIs.

        Returns
        -------
        Outranking
            In which share of the draws the first is above the second.

        Raises
        ------
        CoopgraphError
            Where there is no such node.
        """
        places = pd.Index(self.nodes["id"]).get_indexer([one, other])
        if (places < 0).any():
            missing = one if places[0] < 0 else other
            raise CoopgraphError(f"no node of the network has the IRI {missing}")
        first, second = self.ranks[:, places].T
        above, below = float(np.mean(first < second)), float(np.mean(first > second))
        return Outranking(above, float(np.mean(first == second)), below)

    def _groups(self) -> npt.NDArray[np.intp]:
        """Groups of nodes, in order of their mean ranks."""
        mean = self.ranks.mean(axis=0)
        names = self.nodes["label"].to_numpy(object)
        order = sorted(range(len(mean)), key=lambda place: (mean[place], names[place]))
        return groups(self.ranks, np.array(order, dtype=np.intp), self.level)


def uncertainty(
    projection: Projection,
    measure: str | Function = "degree",
    *,
    model: EvidenceModel | None = None,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    weighted: bool | None = None,
    engine: str = "auto",
    shared: Projection | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    **options: Option,
) -> Draws:
    """Find how sure a measure and its ranks are, given the evidence for the statements.

    This is the uncertainty of what is stated, not of what the sources leave out (see
    `coopgraph.network.uncertainty.stability`), nor the error of a measure that is approximated,
    which is passed on by itself. An interval holds the value in the network of the statements that
    really hold, if the model is right and statements are right or wrong independently of one
    another; it need not hold the observed value, where every statement counts as true.

    Parameters
    ----------
    projection : Projection
        The network.
    measure : str or callable
        A measure of nodes, or a function of one's own; see
        `coopgraph.network.uncertainty.statistic`.
    model : EvidenceModel, optional
        Probabilities of the statements; the default model unless said.
    draws : int
        How many draws.
    seed : int
        Where the random numbers start. The result does not depend on the number of workers.
    level : float
        Share of the draws that an interval is to hold.
    weighted, engine, **options
        As in `coopgraph.network.measures.registry.rank`.
    shared : Projection, optional
        The two-mode network behind a one-mode one; see `masked_network`.
    workers : int, optional
        Number of processes; one a core unless said.
    progress : callable, optional
        Called with the number of draws done, and of all.

    Returns
    -------
    Draws
        The distribution of values and ranks.

    Raises
    ------
    CoopgraphError
        Where fewer than 2 draws are asked for, or the level is no probability.
    NameNotFound, UndefinedMeasure
        As in `coopgraph.network.measures.registry.rank`; also where the network of some draw has
        no value of the measure, as an eigenvector has none where the network falls apart.

    Notes
    -----
    Draws continue: the first 200 of 1,000 draws are the 200 draws of the same seed.

    Examples
    --------
    >>> from coopgraph import project
    >>> drawn = uncertainty(project(name="partnerships"), "degree", draws=20)
    >>> table = drawn.result().values
    >>> bool((table["low"] <= table["high"]).all())
    True
    """
    if draws < 2:
        raise CoopgraphError(f"draws is {draws}; expected 2 or more, for 95 % intervals 1000")
    if not 0 < level < 1:
        raise CoopgraphError(f"level is {level}; expected a number between 0 and 1")
    model = model or EvidenceModel()
    what = statistic(projection, measure, weighted=weighted, engine=engine, options=options)
    masked = masked_network(projection, weighted=what.weighted, shared=shared)
    evidence = model.weigh(shared if masked.shared and shared is not None else projection)
    whole = what.of(masked.at(np.ones(len(evidence.table), dtype=np.bool_)))
    drawn, bound = draw_values(
        masked, evidence, what, range(draws), seed=seed, workers=workers, progress=progress
    )
    return Draws(
        nodes=projection.nodes[["id", "label"]],
        observed=whole.values,
        drawn=drawn,
        seed=seed,
        level=level,
        bound=np.maximum(whole.bound, bound) if bound is not None else None,
        what=what,
        projection=projection,
        parameters={"draws": str(draws), "level": f"{level:g}", **model.parameters()},
    )


def draw_values(
    masked: MaskedNetwork,
    evidence: Evidence,
    what: Statistic,
    numbers: range,
    *,
    seed: int,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Floats, Floats | None]:
    """Take a measure of the network in several draws.

    Parameters
    ----------
    masked : MaskedNetwork
        The network.
    evidence : Evidence
        Its statements, in the same order.
    what : Statistic
        What to measure.
    numbers : range
        Numbers of the draws.
    seed : int
        Where the random numbers start.
    workers, progress
        As in `uncertainty`.

    Returns
    -------
    values : numpy.ndarray of float
        One row a draw, one column a node.
    bound : numpy.ndarray of float or None
        For a measure that is sampled, the greatest error of each node over the draws.
    """
    if what.added_up and masked.linear:
        return _degrees(masked, evidence, numbers, seed, progress), None
    values = np.empty((len(numbers), masked.size))
    bounds: list[Floats] = []
    # Enough pieces for a steady progress, large enough to send few messages.
    step = max(1, min(_BLOCK, len(numbers) // 64))
    pieces = [numbers[first : first + step] for first in range(0, len(numbers), step)]

    def put(piece: range, found: tuple[Floats, Floats | None]) -> None:
        place = numbers.index(piece[0])
        values[place : place + len(piece)] = found[0]
        if found[1] is not None:
            bounds.append(found[1])

    def told(done: int, _: int) -> None:
        if progress:
            progress(min(done * step, len(numbers)), len(numbers))

    work = _Measuring(masked, evidence, what, seed)
    in_processes(work, pieces, put, workers=workers, progress=told)
    return values, np.max(bounds, axis=0) if bounds else None


@dataclass(frozen=True, eq=False)
class _Measuring:
    """What a worker does: draw, and measure."""

    masked: MaskedNetwork
    evidence: Evidence
    what: Statistic
    seed: int

    def __call__(self, piece: range) -> tuple[Floats, Floats | None]:
        found = [
            self.what.of(self.masked.at(held)) for held in self.evidence.draw(piece, seed=self.seed)
        ]
        values = np.array([one.values for one in found])
        bounds = np.array([one.bound for one in found])
        return values, bounds.max(axis=0) if bounds.any() else None


def _degrees(
    masked: MaskedNetwork,
    evidence: Evidence,
    numbers: range,
    seed: int,
    progress: Progress | None,
) -> Floats:
    """Degrees in several draws: a product of matrices instead of a network a draw."""
    values = np.empty((len(numbers), masked.size))
    step = max(1, _LINEAR_CELLS // max(len(masked.source), len(evidence.table), 1))
    for first in range(0, len(numbers), step):
        held: Flags = evidence.draw(numbers[first : first + step], seed=seed)
        values[first : first + len(held)] = masked.degrees(held)
        if progress:
            progress(first + len(held), len(numbers))
    return values
