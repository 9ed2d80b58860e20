"""What a scenario takes out of a network."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.names import did_you_mean
from coopgraph.network.projecting.contract import among
from coopgraph.network.projecting.find import find
from coopgraph.network.projecting.projection import Projection

__all__ = ["Removal", "Removed", "removed"]

_ATTRIBUTES = ("type", "kind", "country", "side", "label")


@dataclass(frozen=True)
class Removal:
    """What to take out; several choices are taken together.

    Parameters
    ----------
    nodes : collection of str
        Names of nodes, as `find` takes them.
    edges : collection of (str, str)
        Pairs of names; all edges between the two go.
    ids : collection of str
        IRIs of nodes or of statements, such as a query gives. What the network does not have is
        counted and left alone.
    where : mapping of str to str or collection of str
        Nodes by an attribute (``type``, ``kind``, ``country``, ``side``, ``label``) and its
        values; several attributes must all fit.
    types, roles : collection of str
        Edges whose statement is of a type, or has a role.
    begun_since : datetime.date, optional
        Edges that certainly did not begin before this day.
    ended_by : datetime.date, optional
        Edges that certainly had ended by this day.
    neighbours : bool
        Take out, instead of the nodes chosen by `nodes`, `ids` and `where`, all nodes next to
        them: with the organisations of a country, all projects that have a partner there.
    """

    nodes: Collection[str] = ()
    edges: Collection[tuple[str, str]] = ()
    ids: Collection[str] = ()
    where: Mapping[str, str | Collection[str]] = field(default_factory=dict)
    types: Collection[str] = ()
    roles: Collection[str] = ()
    begun_since: dt.date | None = None
    ended_by: dt.date | None = None
    neighbours: bool = False

    def words(self) -> str:
        """Say what is chosen."""
        return "; ".join(self._said())

    def _said(self) -> Iterator[str]:
        if self.nodes:
            yield f"nodes {', '.join(self.nodes)}"
        if self.edges:
            yield f"edges {', '.join(' — '.join(pair) for pair in self.edges)}"
        if self.ids:
            yield f"{len(self.ids)} things by IRI"
        for name, values in self.where.items():
            yield f"{name} {' or '.join(_several(values))}"
        if self.types:
            yield f"statements of type {', '.join(self.types)}"
        if self.roles:
            yield f"role {', '.join(self.roles)}"
        if self.begun_since:
            yield f"begun since {self.begun_since}"
        if self.ended_by:
            yield f"ended by {self.ended_by}"
        if self.neighbours:
            yield "neighbours of the nodes, not these"


@dataclass(frozen=True, eq=False)
class Removed:
    """What goes.

    Parameters
    ----------
    nodes : set of str
        IRIs of nodes.
    edges : numpy.ndarray of bool
        Edges chosen as such, in the order of the table.
    statements : set of str
        Statements chosen as such.
    table : pandas.DataFrame
        ``kind`` (node, edge, statement), ``id``, ``label``, ``reason``.
    unknown : int
        How many of the IRIs given are not in the network.
    """

    nodes: frozenset[str]
    edges: npt.NDArray[np.bool_]
    statements: frozenset[str]
    table: pd.DataFrame
    unknown: int


def removed(projection: Projection, removal: Removal) -> Removed:
    """Find what is to be taken out.

    Parameters
    ----------
    projection : Projection
        The network.
    removal : Removal
        The choice.

    Returns
    -------
    Removed
        What goes.

    Raises
    ------
    NameNotFound, AmbiguousName
        Where a name, an attribute or a type is not known, or not unique.
    CoopgraphError
        Where nothing fits.

    Examples
    --------
    >>> from coopgraph import project
    >>> towns = project(name="partnerships")
    >>> removed(towns, Removal(nodes=["Turku"])).table["reason"].to_list()
    ['by name']
    """
    reasons = _nodes(projection, removal)
    if removal.neighbours:
        reasons = _next_to(projection, reasons)
    known = set(projection.statements["statement"])
    statements = {iri for iri in removal.ids if iri in known}
    edges = _edges(projection, removal)
    mask = np.zeros(len(projection.edges), dtype=np.bool_)
    for chosen, _ in edges:
        mask |= chosen
    nodes = set(projection.nodes["id"])
    rows = [
        *_node_rows(projection, reasons),
        *_edge_rows(projection, edges),
        *_statement_rows(projection, statements),
    ]
    if not rows:
        said = removal.words() or "nothing is chosen"
        message = f'The scenario takes nothing out of "{projection.name}" ({said}).'
        raise CoopgraphError(message)
    return Removed(
        nodes=frozenset(reasons),
        edges=mask,
        statements=frozenset(statements),
        table=pd.DataFrame(rows, columns=["kind", "id", "label", "reason"], dtype="str"),
        unknown=len(set(removal.ids) - nodes - known),
    )


def _nodes(projection: Projection, removal: Removal) -> dict[str, str]:
    """IRIs of the nodes chosen, with the reason."""
    nodes = projection.nodes
    reasons = {find(projection, name): "by name" for name in removal.nodes}
    own = set(nodes["id"])
    reasons |= {iri: "by IRI" for iri in removal.ids if iri in own and iri not in reasons}
    if removal.where:
        fits = pd.Series(True, index=nodes.index)
        for name, values in removal.where.items():
            fits &= nodes[_attribute(name)].isin(_known_values(projection, name, values))
        said = ", ".join(f"{k} {' or '.join(_several(v))}" for k, v in removal.where.items())
        for iri in nodes.loc[fits, "id"]:
            reasons.setdefault(iri, said)
    return reasons


def _attribute(name: str) -> str:
    if name not in _ATTRIBUTES:
        hint = did_you_mean(name, _ATTRIBUTES)
        has = ", ".join(_ATTRIBUTES)
        raise NameNotFound(f'Nodes cannot be chosen by "{name}"; expected {has}.{hint}')
    return name


def _known_values(
    projection: Projection, name: str, values: str | Collection[str]
) -> tuple[str, ...]:
    known = set(projection.nodes[name]) - {""}
    for value in _several(values):
        if value not in known:
            hint = did_you_mean(value, known)
            message = f'No node of "{projection.name}" has the {name} "{value}".{hint}'
            raise NameNotFound(message)
    return _several(values)


def _next_to(projection: Projection, chosen: Mapping[str, str]) -> dict[str, str]:
    """The neighbours of nodes, with what they are next to."""
    labels = dict(zip(projection.nodes["id"], projection.nodes["label"], strict=True))
    found: dict[str, set[str]] = {}
    edges = projection.edges
    for one, other in zip(edges["source"].to_list(), edges["target"].to_list(), strict=True):
        for near, far in ((one, other), (other, one)):
            if near in chosen and far not in chosen:
                found.setdefault(far, set()).add(labels[near])
    return {iri: f"next to {', '.join(sorted(names))}" for iri, names in found.items()}


def _edges(projection: Projection, removal: Removal) -> list[tuple[npt.NDArray[np.bool_], str]]:
    """The edges chosen as such, with the reasons."""
    edges = projection.edges
    chosen = []
    for one, other in removal.edges:
        ends = {find(projection, one), find(projection, other)}
        pairs = zip(edges["source"].to_list(), edges["target"].to_list(), strict=True)
        chosen.append(([set(pair) == ends for pair in pairs], f"{one} — {other}"))
    for column, values in (("type", removal.types), ("role", removal.roles)):
        for value in values:
            known = set(edges[column])
            if value not in known:
                hint = did_you_mean(value, known - {""})
                message = f'No edge of "{projection.name}" has the {column} "{value}".{hint}'
                raise NameNotFound(message)
            chosen.append(((edges[column] == value).to_list(), f"{column} {value}"))
    if removal.begun_since:
        # ISO dates sort as text, and an empty one, which is unbounded, before all of them.
        late = edges["begin_earliest"] >= removal.begun_since.isoformat()
        chosen.append((late.to_list(), f"begun since {removal.begun_since}"))
    if removal.ended_by:
        ended = (edges["end_latest"] != "") & (edges["end_latest"] <= removal.ended_by.isoformat())
        chosen.append((ended.to_list(), f"ended by {removal.ended_by}"))
    return [(np.array(mask, dtype=np.bool_), reason) for mask, reason in chosen]


def _node_rows(
    projection: Projection, reasons: Mapping[str, str]
) -> Iterator[tuple[str, str, str, str]]:
    nodes = projection.nodes[among(projection.nodes["id"], reasons)].sort_values(["label", "id"])
    for iri, label in zip(nodes["id"].to_list(), nodes["label"].to_list(), strict=True):
        yield "node", iri, label, reasons[iri]


def _edge_rows(
    projection: Projection, chosen: list[tuple[npt.NDArray[np.bool_], str]]
) -> Iterator[tuple[str, str, str, str]]:
    labels = dict(zip(projection.nodes["id"], projection.nodes["label"], strict=True))
    seen = np.zeros(len(projection.edges), dtype=np.bool_)
    for mask, reason in chosen:
        rows = projection.edges[mask & ~seen]
        seen |= mask
        columns = ("source", "target", "type", "statements")
        for one, other, kind, iris in zip(*(rows[c].to_list() for c in columns), strict=True):
            yield "edge", " ".join(iris), f"{labels[one]} — {labels[other]} ({kind})", reason


def _statement_rows(
    projection: Projection, chosen: set[str]
) -> Iterator[tuple[str, str, str, str]]:
    table = projection.statements.drop_duplicates("statement")
    table = table[among(table["statement"], chosen)].sort_values(["label", "statement"])
    for iri, label in zip(table["statement"].to_list(), table["label"].to_list(), strict=True):
        yield "statement", iri, label, "by IRI"


def _several(values: str | Collection[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)
