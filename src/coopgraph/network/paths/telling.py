"""Tell of steps through a network: which statements make them, and who states that."""

from collections.abc import Iterable, Sequence

import pandas as pd

from coopgraph.network.paths.chain import Citation, Path, PathNode, Relation, Step
from coopgraph.network.projecting.contract import among
from coopgraph.network.projecting.projection import Projection

__all__ = ["Teller"]


class Teller:
    """Puts the statements and their sources to the steps of paths.

    Parameters
    ----------
    projection : Projection
        The network.
    edges : pandas.DataFrame
        Those of its edges that may be walked.
    routes : iterable of sequence of str
        IRIs of the nodes to be told of, route by route.
    """

    def __init__(
        self, projection: Projection, edges: pd.DataFrame, routes: Iterable[Sequence[str]]
    ):
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
        """Give a node with its label and type."""
        return self._nodes[iri]

    def path(self, route: Sequence[str]) -> Path:
        """Tell a route, step by step."""
        steps = tuple(map(self.step, route, route[1:]))
        return Path(tuple(self._nodes[iri] for iri in route), steps)

    def step(self, one: str, other: str, *, either_way: bool = False) -> Step:
        """Tell of the statements that join two nodes, in a directed network in this direction."""
        found = list(self._edges.get((one, other), ()))
        if (either_way or not self._directed) and one != other:
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
