"""Where a path may go: on which day, along which statements, past which nodes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypedDict

import networkx as nx
import pandas as pd

from coopgraph.dates import status_column
from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.names import did_you_mean
from coopgraph.network.projecting.contract import among
from coopgraph.network.projecting.find import find
from coopgraph.network.projecting.projection import Projection

__all__ = ["Ground", "Limits", "fixed", "ground"]


class Limits(TypedDict, total=False):
    """What a path, an ego network or a common neighbour must keep to; all may be left out.

    Parameters
    ----------
    as_of : datetime.date
        Use only edges that held on this day.
    status : {"certain", "possible"}
        With `as_of`, whether edges that possibly held count too.
    types, roles : iterable of str
        Types and roles of the statements to walk along.
    without : iterable of str
        Names of nodes to keep away from.
    through : iterable of str
        Types that a node in between must have, such as ``Agreement``.
    without_types : iterable of str
        Types of nodes to keep away from in between, such as ``Programme``.
    """

    as_of: dt.date | None
    status: Literal["certain", "possible"]
    types: Iterable[str] | None
    roles: Iterable[str] | None
    without: Iterable[str]
    through: Iterable[str] | None
    without_types: Iterable[str]


@dataclass(frozen=True, eq=False)
class Ground:
    """The part of a network that may be walked.

    Parameters
    ----------
    edges : pandas.DataFrame
        The edges left.
    graph : networkx.Graph or DiGraph
        The same without parallels, nodes in order of their labels.
    """

    edges: pd.DataFrame
    graph: "nx.Graph[str]"

    def component(self, node: str) -> set[str]:
        """Give the nodes joined to a node, in whatever direction."""
        graph = self.graph
        undirected = graph.to_undirected(as_view=True) if graph.is_directed() else graph
        return set(nx.node_connected_component(undirected, node))

    def neighbours(self, node: str) -> set[str]:
        """Give the nodes one step away, in whatever direction."""
        found = set(self.graph.adj[node])
        if isinstance(self.graph, nx.DiGraph):
            found |= set(self.graph.pred[node])
        return found - {node}


def fixed(limits: Limits) -> Limits:
    """Make tuples of all that may be iterated only once.

    Parameters
    ----------
    limits : Limits
        What to keep to.

    Returns
    -------
    Limits
        The same.

    Raises
    ------
    CoopgraphError
        Where a single text stands instead of a list.

    Examples
    --------
    >>> fixed({"types": iter(["Twinning"])})
    {'types': ('Twinning',)}
    """
    found = limits.copy()
    for name in ("types", "roles", "without", "through", "without_types"):
        given = limits.get(name)
        if given is not None:
            found[name] = tuple(_texts(name, given))
    return found


def ground(projection: Projection, ends: Iterable[str], limits: Limits) -> Ground:
    """Find what may be walked.

    Parameters
    ----------
    projection : Projection
        The network.
    ends : iterable of str
        IRIs of the nodes asked about, which the types of nodes do not bar.
    limits : Limits
        What to keep to.

    Returns
    -------
    Ground
        Edges and nodes left.

    Raises
    ------
    NameNotFound, AmbiguousName
        Where a name, a type or a role is not known, or not unique.
    CoopgraphError
        Where what is asked for contradicts itself.
    """
    own = set(ends)
    barred = {find(projection, name) for name in _texts("without", limits.get("without", ()))}
    if barred.intersection(own):
        raise CoopgraphError("a path cannot keep away from its own ends; see 'without'")
    barred |= _of_wrong_type(projection, limits) - own
    edges = projection.edges
    for column, wanted in (("type", limits.get("types")), ("role", limits.get("roles"))):
        if wanted is not None:
            edges = _chosen(projection, edges, column, _texts(f"{column}s", wanted))
    edges = _on_day(projection, edges, limits.get("as_of"), limits.get("status", "certain"))
    if barred:
        edges = edges[~among(edges["source"], barred) & ~among(edges["target"], barred)]
    return Ground(edges, _simple_graph(projection, edges, barred))


def _texts(what: str, given: object) -> list[str]:
    """Several texts; a single one would be taken for its letters."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise CoopgraphError(f'{what} is "{given}"; expected a list, such as ["{given}"]')
    return [str(text) for text in given]


def _of_wrong_type(projection: Projection, limits: Limits) -> set[str]:
    """Nodes whose type is not allowed in between."""
    nodes = projection.nodes
    known = set(nodes["type"])
    out = _texts("without_types", limits.get("without_types", ()))
    through = limits.get("through")
    allowed = known if through is None else set(_texts("through", through))
    for name in [*out, *(allowed - known)]:
        if name not in known:
            hint = did_you_mean(name, known)
            message = f'No node of the projection "{projection.name}" is of type "{name}".{hint}'
            raise NameNotFound(message)
    wrong = nodes["type"].isin(out) | ~nodes["type"].isin(allowed)
    return set(nodes.loc[wrong, "id"])


def _chosen(
    projection: Projection, edges: pd.DataFrame, column: str, wanted: list[str]
) -> pd.DataFrame:
    """The edges with these values, all of which must occur."""
    known = set(projection.edges[column])
    for name in sorted(set(wanted) - known):
        hint = did_you_mean(name, known - {""})
        thing = "is of type" if column == "type" else f"has the {column}"
        message = f'No edge of the projection "{projection.name}" {thing} "{name}".{hint}'
        raise NameNotFound(message)
    return edges[edges[column].isin(wanted)]


def _on_day(
    projection: Projection, edges: pd.DataFrame, as_of: dt.date | None, status: str
) -> pd.DataFrame:
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
    nodes = projection.nodes[~among(projection.nodes["id"], barred)].sort_values(["label", "id"])
    graph.add_nodes_from(nodes["id"].to_list())
    place = {iri: position for position, iri in enumerate(nodes["id"].to_list())}
    pairs = set(zip(edges["source"].to_list(), edges["target"].to_list(), strict=True))
    graph.add_edges_from(sorted(pairs, key=lambda pair: (place[pair[0]], place[pair[1]])))
    return graph
