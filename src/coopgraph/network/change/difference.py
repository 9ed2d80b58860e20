"""What two networks differ in: two days, two builds of a graph, two codings of one document."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from coopgraph.errors import CoopgraphError, UndefinedMeasure
from coopgraph.network.measures.measure import Option
from coopgraph.network.measures.registry import rank
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result
from coopgraph.vocabulary import local_name

__all__ = ["Difference", "Match", "diff"]

Match: TypeAlias = Literal["iri", "name"]

_NODE_FIELDS: Final = ("label", "type", "kind", "country", "side")
_EDGE_FIELDS: Final = ("weight", "begin", "end", "stage", "as_of")
_FACT_FIELDS: Final = (
    *("type", "label", "begin", "end", "stage", "as_of", "basis", "confidence", "preference"),
    *("conflicts_with", "note", "sources"),
)
_COLUMNS: Final = ("change", "id", "label", "field", "before", "after")


@dataclass(frozen=True, eq=False)
class Difference:
    """What has appeared, vanished and changed from one network to another.

    Parameters
    ----------
    before, after : Projection
        The two networks.
    nodes, edges, statements : pandas.DataFrame
        ``change`` (appeared, vanished, changed), ``id``, ``label``, and for what has changed the
        ``field`` with its values ``before`` and ``after``, one row a field.
    ranks : Result
        ``id, label, value`` (after), ``rank, before, rank_before, change, rank_change``; NaN where
        a node is in one network only. A positive change of rank is a rise.
    note : str
        Why there are no ranks, where there are none.
    """

    before: Projection
    after: Projection
    nodes: pd.DataFrame
    edges: pd.DataFrame
    statements: pd.DataFrame
    ranks: Result
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether the two do not differ."""
        return self.nodes.empty and self.edges.empty and self.statements.empty

    def summary(self) -> pd.DataFrame:
        """Count the differences.

        Returns
        -------
        pandas.DataFrame
            ``what`` (nodes, edges, statements, ranks), ``appeared, vanished, changed``.
        """
        rows: list[tuple[str, int, int, int]] = []
        for what in ("nodes", "edges", "statements"):
            table = getattr(self, what)
            counts = table.groupby("change")["id"].nunique()
            numbers = [int(counts.get(name, 0)) for name in ("appeared", "vanished", "changed")]
            rows.append((what, numbers[0], numbers[1], numbers[2]))
        ranks = self.ranks.values
        moved = int((ranks["rank_change"].fillna(0) != 0).sum())
        gone, new = int(ranks["rank"].isna().sum()), int(ranks["rank_before"].isna().sum())
        rows.append(("ranks", new, gone, moved))
        return pd.DataFrame(rows, columns=["what", "appeared", "vanished", "changed"])

    def lines(self, top: int = 5) -> list[str]:
        """Say the differences in words.

        Parameters
        ----------
        top : int
            How many names to give of each sort at most.

        Returns
        -------
        list of str
            One sentence each.
        """
        if self.empty:
            return ["The two networks do not differ."]
        lines = []
        for what in ("nodes", "edges", "statements"):
            table = getattr(self, what)
            for change in ("appeared", "vanished", "changed"):
                rows = table[table["change"] == change].drop_duplicates("id")
                if len(rows):
                    more = f" and {len(rows) - top} more" if len(rows) > top else ""
                    named = "; ".join(rows["label"].head(top)) + more
                    word = what.removesuffix("s") if len(rows) == 1 else what
                    lines.append(f"{len(rows)} {word} {change}: {named}.")
        moved = self.ranks.values[self.ranks.values["rank_change"].fillna(0) != 0].head(top)
        cells = zip(moved["label"], moved["rank_before"], moved["rank"], strict=True)
        lines += [f"{k}: {self.ranks.measure} rank {a:.0f} → {b:.0f}." for k, a, b in cells]
        return [*lines, self.note] if self.note else lines


def diff(
    before: Projection,
    after: Projection,
    *,
    measure: str = "degree",
    match: Match = "iri",
    **options: Option,
) -> Difference:
    """Compare two networks.

    An edge is the same where its ends, type, role and statements are; after a one-mode projection,
    where its ends are.

    Parameters
    ----------
    before, after : Projection
        The two networks.
    measure : str
        A measure of nodes, for the ranks.
    match : {"iri", "name"}
        Whether nodes and statements are known by their whole IRIs, as those of two days or builds;
        or nodes by the last part of them, as those of two data sets that code one document with
        the same ids. Then an edge is known by its ends, type and role, several of them in order of
        their begins, and a statement by the edges that it makes.
    **options
        Options of the measure.

    Returns
    -------
    Difference
        What has appeared, vanished and changed.

    Raises
    ------
    NameNotFound
        Where there is no such measure.
    CoopgraphError
        Where the two cannot be compared.

    Examples
    --------
    >>> from coopgraph import project
    >>> towns = project(name="partnerships")
    >>> found = diff(towns, project(name="partnerships", as_of="2000-01-01"))
    >>> found.summary()["what"].to_list()
    ['nodes', 'edges', 'statements', 'ranks']
    """
    if match not in ("iri", "name"):
        raise CoopgraphError(f'match is "{match}"; expected iri or name')
    if (before.directed, before.mode) != (after.directed, after.mode):
        message = "one network is directed or two-mode, and the other is not: nothing to compare"
        raise CoopgraphError(message)
    short = local_name if match == "name" else str
    tables = (
        (_nodes(before, short), _nodes(after, short)),
        (_edges(before, short, match), _edges(after, short, match)),
        (_facts(before, short, match), _facts(after, short, match)),
    )
    nodes, edges, statements = (_compared(one, other) for one, other in tables)
    ranks, note = _ranks(before, after, short, measure, options)
    return Difference(before, after, nodes, edges, statements, ranks, note)


_Table: TypeAlias = Mapping[Hashable, tuple[str, str, Mapping[str, str]]]


def _nodes(projection: Projection, short: Any) -> _Table:
    """Id, label and fields of each node, by what it is known by."""
    found = {}
    for row in _rows(projection.nodes, ("id", *_NODE_FIELDS)):
        found[short(row["id"])] = (row["id"], row["label"], row)
    return {key: (iri, label, _fields(row, "id")) for key, (iri, label, row) in found.items()}


def _edges(projection: Projection, short: Any, match: Match) -> _Table:
    labels = dict(zip(projection.nodes["id"], projection.nodes["label"], strict=True))
    sign = "→" if projection.directed else "—"
    columns = ("source", "target", "type", "role", "statements", *_EDGE_FIELDS)
    found: dict[Hashable, tuple[str, str, Mapping[str, str]]] = {}
    seen: dict[Hashable, int] = {}
    edges = projection.edges
    if match == "name":
        edges = edges.sort_values(["begin", "end", "stage"], kind="stable")
    for row in _rows(edges, columns):
        iris = row["statements"]
        ends = [short(row["source"]), short(row["target"])]
        if not projection.directed and projection.mode == "one-mode":
            ends.sort()
        key: Hashable = tuple(ends)
        if projection.multigraph:
            key = (key, row["type"], row["role"], iris if match == "iri" else "")
        number = seen[key] = seen.get(key, 0) + 1
        role = f", {row['role']}" if row["role"] else ""
        label = f"{labels[row['source']]} {sign} {labels[row['target']]} ({row['type']}{role})"
        own = () if projection.multigraph else ("statements",)
        fields = {name: _text(row[name]) for name in (*_EDGE_FIELDS, *own)}
        found[key, number] = (f"{row['source']} {row['target']} {iris}", label, fields)
    return found


def _facts(projection: Projection, short: Any, match: Match) -> _Table:
    table = projection.statements
    cited: dict[str, set[str]] = {}
    for row in _rows(table, ("statement", "title", "source", "locator")):
        work = f"{row['title'] or row['source']}, {row['locator']}".rstrip(", ")
        cited.setdefault(row["statement"], set()).add(work)
    known = _known_by(projection, short) if match == "name" else {}
    found: dict[Hashable, tuple[str, str, Mapping[str, str]]] = {}
    seen: dict[Hashable, int] = {}
    single = table.drop_duplicates("statement").sort_values(["type", "begin", "statement"])
    for row in _rows(single, [name for name in ("statement", *_FACT_FIELDS) if name != "sources"]):
        iri = row["statement"]
        fields = {**_fields(row, "statement"), "sources": "; ".join(sorted(cited[iri]))}
        key: Hashable = iri
        if match == "name":
            # What refers to the data set itself cannot agree between two of them.
            fields.pop("conflicts_with")
            key = (row["type"], known.get(iri, ()))
        number = seen[key] = seen.get(key, 0) + 1
        found[key, number] = (iri, row["label"] or row["type"], fields)
    return found


def _known_by(projection: Projection, short: Any) -> dict[str, tuple[str, ...]]:
    """The edges that each statement makes."""
    found: dict[str, set[str]] = {}
    for row in _rows(projection.edges, ("source", "target", "role", "statements")):
        ends = sorted((short(row["source"]), short(row["target"])))
        for iri in row["statements"]:
            found.setdefault(iri, set()).add(" ".join([*ends, row["role"]]))
    return {iri: tuple(sorted(edges)) for iri, edges in found.items()}


def _compared(before: _Table, after: _Table) -> pd.DataFrame:
    """One row for what is in one only, and one for each field that differs."""
    rows: list[tuple[str, str, str, str, str, str]] = []
    for key, (iri, label, fields) in before.items():
        if key not in after:
            rows.append(("vanished", iri, label, "", "", ""))
            continue
        other = after[key][2]
        rows += [
            ("changed", after[key][0], after[key][1], name, old, other[name])
            for name, old in fields.items()
            if old != other[name]
        ]
    for key, (iri, label, _) in after.items():
        if key not in before:
            rows.append(("appeared", iri, label, "", "", ""))
    table = pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str")
    return table.sort_values(["change", "label", "id", "field"], ignore_index=True)


def _ranks(
    before: Projection,
    after: Projection,
    short: Any,
    measure: str,
    options: Mapping[str, Option],
) -> tuple[Result, str]:
    note = ""
    tables = []
    results = []
    for projection in (before, after):
        try:
            result = rank(projection, measure, **options)  # type: ignore[arg-type]
            results.append(result)
            table = result.values[["id", "label", "value", "rank"]].astype({"rank": float})
        except UndefinedMeasure as error:
            note = f"No ranks: {error}"
            table = pd.DataFrame({"id": [], "label": [], "value": [], "rank": []}, dtype="str")
            table = table.astype({"value": float, "rank": float})
        tables.append(table.assign(key=[short(iri) for iri in table["id"].to_list()]))
    old, new = tables
    both = new.merge(old, on="key", how="outer", suffixes=("", "_before"))
    for name in ("id", "label"):
        both[name] = both[name].where(both[name].notna(), both[f"{name}_before"])
    both = both.rename(columns={"value_before": "before"})
    both["change"] = both["value"] - both["before"]
    both["rank_change"] = both["rank_before"] - both["rank"]
    size = -both["rank_change"].abs().fillna(np.inf)
    order = np.lexsort((both["id"], both["label"], size))
    columns = ["id", "label", "value", "rank", "before", "rank_before", "change", "rank_change"]
    said = results[-1] if results else None
    return (
        Result(
            values=both.iloc[order][columns].reset_index(drop=True),
            measure=measure,
            definition=said.definition if said else "",
            parameters={
                **_prefixed("before", before.parameters),
                **_prefixed("after", after.parameters),
                "fingerprint before": before.fingerprint,
            },
            projection=after.name,
            projection_fingerprint=after.fingerprint,
            title=after.title,
            engine=said.engine if said else "",
            engine_version=said.engine_version if said else "",
            reference=said.reference if said else "",
        ),
        note,
    )


def _prefixed(word: str, parameters: Mapping[str, str]) -> dict[str, str]:
    return {f"{name} {word}": text for name, text in parameters.items()}


def _rows(table: pd.DataFrame, columns: Iterable[str]) -> Iterable[dict[str, Any]]:
    names = list(columns)
    cells = (table[name].to_list() for name in names)
    return (dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True))


def _fields(row: Mapping[str, Any], key: str) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items() if name != key}


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, float):
        return "" if value != value else f"{value:.12g}"
    return str(value)
