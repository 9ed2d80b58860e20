"""Paths between two nodes, every step with the statements that make it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

import networkx as nx
import pandas as pd

from coopgraph.dates import status_column
from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.names import did_you_mean
from coopgraph.network.chain import Citation, Path, PathNode, Paths, Relation, Step
from coopgraph.network.contract import among
from coopgraph.network.find import find
from coopgraph.network.projection import Projection

__all__ = ["path"]


def path(
    projection: Projection,
    source: str,
    target: str,
    k: int = 1,
    *,
    as_of: dt.date | None = None,
    status: Literal["certain", "possible"] = "certain",
    without: Iterable[str] = (),
    types: Iterable[str] | None = None,
) -> Paths:
    """Find the shortest paths between two nodes, with the statements of every step.

    A step is an edge, whatever its weight; parallel edges are one step with several statements.
    In a directed projection a path follows the edges' direction.

    Parameters
    ----------
    projection : Projection
        The network.
    source, target : str
        Names of the two nodes, as `find` takes them.
    k : int
        How many paths to give at most, shortest first.
    as_of : datetime.date, optional
        Use only edges that held on this day.
    status : {"certain", "possible"}
        With `as_of`, whether edges that possibly held count too.
    without : iterable of str
        Names of nodes to keep away from.
    types : iterable of str, optional
        Types of statements to walk along; all unless said.

    Returns
    -------
    Paths
        The paths, or the sizes of the components that keep the two nodes apart.

    Raises
    ------
    NameNotFound, AmbiguousName
        Where a name or a type is not known, or not unique.
    CoopgraphError
        Where what is asked for contradicts itself.
    """
    if k < 1:
        raise CoopgraphError(f"{k} paths were asked for; expected 1 or more")
    ends = find(projection, source), find(projection, target)
    barred = {find(projection, name) for name in without}
    if barred.intersection(ends):
        raise CoopgraphError("a path cannot keep away from its own ends; see 'without'")
    edges = _usable(projection, as_of, status, types)
    edges = edges[~among(edges["source"], barred) & ~among(edges["target"], barred)]
    graph = _simple_graph(projection, edges, barred)
    components = [_component(graph, end) for end in ends]
    found = [list(nodes) for nodes in islice(_routes(graph, *ends), k)]
    teller = _Teller(projection, edges, found)
    return Paths(
        source=teller.node(ends[0]),
        target=teller.node(ends[1]),
        paths=tuple(teller.path(nodes) for nodes in found),
        source_component=len(components[0]),
        target_component=len(components[1]),
        same_component=ends[1] in components[0],
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
    )


def _usable(
    projection: Projection,
    as_of: dt.date | None,
    status: str,
    types: Iterable[str] | None,
) -> pd.DataFrame:
    """The edges of the wanted types that held on the wanted day."""
    edges = projection.edges
    if types is not None:
        wanted, known = set(types), set(edges["type"])
        for name in sorted(wanted - known):
            hint = did_you_mean(name, known)
            message = f'No edge of the projection "{projection.name}" is of type "{name}".{hint}'
            raise NameNotFound(message)
        edges = edges[edges["type"].isin(wanted)]
    if as_of is None:
        return edges
    if not projection.multigraph:
        message = (
            f'The edges of "{projection.name}" rest on several dated statements each. '
            f"Project the graph as of {as_of} instead, and find the path there."
        )
        raise CoopgraphError(message)
    held = ["certain", "possible"] if status == "possible" else ["certain"]
    return edges[status_column(edges, as_of).isin(held)]


def _simple_graph(projection: Projection, edges: pd.DataFrame, barred: set[str]) -> "nx.Graph[str]":
    """Nodes in order of their labels, so that equal paths come in the same order every time."""
    graph: nx.Graph[str] = nx.DiGraph() if projection.directed else nx.Graph()
    nodes = projection.nodes[~projection.nodes["id"].isin(barred)].sort_values(["label", "id"])
    graph.add_nodes_from(nodes["id"].to_list())
    place = {iri: position for position, iri in enumerate(nodes["id"].to_list())}
    pairs = set(zip(edges["source"].to_list(), edges["target"].to_list(), strict=True))
    graph.add_edges_from(sorted(pairs, key=lambda pair: (place[pair[0]], place[pair[1]])))
    return graph


def _component(graph: "nx.Graph[str]", node: str) -> set[str]:
    """The nodes joined to a node, in whatever direction."""
    undirected = graph.to_undirected(as_view=True) if graph.is_directed() else graph
    return set(nx.node_connected_component(undirected, node))


def _routes(graph: "nx.Graph[str]", source: str, target: str) -> Iterator[Sequence[str]]:
    """Simple paths, shortest first."""
    if source == target:
        yield [source]
    elif nx.has_path(graph, source, target):
        yield from nx.shortest_simple_paths(graph, source, target)


class _Teller:
    """Puts the statements and their sources to the steps of paths."""

    def __init__(self, projection: Projection, edges: pd.DataFrame, routes: list[list[str]]):
        ends = {iri for route in routes for iri in route}
        self._directed = projection.directed
        nodes = projection.nodes
        cells = zip(*(nodes[c].to_list() for c in ("id", "label", "type")), strict=True)
        self._nodes = {iri: PathNode(iri, label, kind) for iri, label, kind in cells}
        self._edges = _by_pair(edges, ends)
        # Whether anything later is known does not depend on what the path was allowed to use.
        every = _by_pair(projection.edges, ends)
        cited = {iri for found in every.values() for _, iris in found for iri in iris}
        table = projection.statements[among(projection.statements["statement"], cited)]
        self._statements = dict(iter(table.groupby("statement")))
        days = dict(zip(table["statement"].to_list(), table["as_of"].to_list(), strict=True))
        self._latest: dict[frozenset[str], str] = {}
        for pair, found in every.items():
            newest = max(days[iri] for _, iris in found for iri in iris)
            key = frozenset(pair)
            self._latest[key] = max(newest, self._latest.get(key, ""))

    def node(self, iri: str) -> PathNode:
        return self._nodes[iri]

    def path(self, route: list[str]) -> Path:
        steps = tuple(map(self._step, route, route[1:]))
        return Path(tuple(self._nodes[iri] for iri in route), steps)

    def _step(self, one: str, other: str) -> Step:
        found = list(self._edges.get((one, other), ()))
        if not self._directed:
            found += self._edges.get((other, one), [])
        # One statement may join a pair in two roles, and several edges may share a statement.
        pairs = dict.fromkeys((iri, role) for role, iris in found for iri in iris)
        latest = self._latest[frozenset((one, other))]
        relations = sorted(
            (self._relation(iri, role, latest) for iri, role in pairs),
            key=lambda relation: (relation.type, relation.label, relation.statement),
        )
        return Step(self._nodes[one], self._nodes[other], tuple(relations))

    def _relation(self, iri: str, role: str, latest: str) -> Relation:
        rows = self._statements[iri]
        first = rows.iloc[0]
        columns = ("source", "title", "publisher", "source_date", "locator", "as_stated")
        citations = tuple(
            Citation(*cells)
            for cells in zip(*(rows[column] for column in columns), strict=True)
            if cells[0]
        )
        said = ("label", "begin", "end", "stage", "as_of", "basis")
        label, begin, end, stage, as_of, basis = (str(first[column]) for column in said)
        return Relation(
            statement=iri,
            type=str(first["type"]),
            role=role,
            label=label,
            begin=begin,
            end=end,
            stage=stage,
            as_of=as_of,
            basis=basis,
            citations=citations,
            later=latest if as_of and latest > as_of else "",
        )


def _by_pair(
    edges: pd.DataFrame, ends: set[str]
) -> dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]]:
    """Roles and statements of the edges among some nodes, by source and target."""
    near = edges[among(edges["source"], ends) & among(edges["target"], ends)]
    found: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
    columns = ("source", "target", "role", "statements")
    for one, other, role, iris in zip(*(near[c].to_list() for c in columns), strict=True):
        found.setdefault((one, other), []).append((role, iris))
    return found
