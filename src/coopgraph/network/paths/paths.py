"""Paths between two nodes, every step with the statements that make it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Literal

import networkx as nx

from coopgraph.errors import CoopgraphError
from coopgraph.network.paths.chain import Paths
from coopgraph.network.paths.telling import Teller
from coopgraph.network.paths.walking import Ground, Limits, ground
from coopgraph.network.projecting.find import find
from coopgraph.network.projecting.projection import Projection

__all__ = ["all_paths", "path"]

_MOST: Final = 1000  # paths that a reader may still look through


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
    roles: Iterable[str] | None = None,
    through: Iterable[str] | None = None,
    without_types: Iterable[str] = (),
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
    types, roles : iterable of str, optional
        Types and roles of statements to walk along; all unless said.
    through : iterable of str, optional
        Types that a node in between must have; all unless said.
    without_types : iterable of str
        Types of nodes to keep away from in between.

    Returns
    -------
    Paths
        The paths, or the sizes of the components that keep the two nodes apart.

    Raises
    ------
    NameNotFound, AmbiguousName
        Where a name, a type or a role is not known, or not unique.
    CoopgraphError
        Where what is asked for contradicts itself.

    Examples
    --------
    >>> from coopgraph import project
    >>> towns = project(name="partnerships")
    >>> [node.label for node in path(towns, "Åbo", "Pietari").paths[0].nodes]
    ['Turku', 'Saint Petersburg']
    """
    if k < 1:
        raise CoopgraphError(f"{k} paths were asked for; expected 1 or more")
    ends = find(projection, source), find(projection, target)
    limits: Limits = {
        "as_of": as_of,
        "status": status,
        "without": without,
        "types": types,
        "roles": roles,
        "through": through,
        "without_types": without_types,
    }
    walkable = ground(projection, ends, limits)
    found = [list(nodes) for nodes in islice(_routes(walkable.graph, *ends), k)]
    return _answer(projection, walkable, ends, found)


def all_paths(
    projection: Projection,
    source: str,
    target: str,
    max_length: int = 3,
    *,
    most: int = _MOST,
    as_of: dt.date | None = None,
    status: Literal["certain", "possible"] = "certain",
    without: Iterable[str] = (),
    types: Iterable[str] | None = None,
    roles: Iterable[str] | None = None,
    through: Iterable[str] | None = None,
    without_types: Iterable[str] = (),
) -> Paths:
    """Find all simple paths between two nodes up to a length.

    A simple path visits no node twice. The shortest come first, and equally long ones in order of
    the labels of their nodes.

    Parameters
    ----------
    projection : Projection
        The network.
    source, target : str
        Names of the two nodes, as `find` takes them.
    max_length : int
        How many steps a path may have.
    most : int
        How many paths to give; where there are more, `Paths.cut` says so.
    as_of, status, without, types, roles, through, without_types
        As in `path`.

    Returns
    -------
    Paths
        The paths.

    Raises
    ------
    NameNotFound, AmbiguousName
        Where a name, a type or a role is not known, or not unique.
    CoopgraphError
        Where what is asked for contradicts itself.

    Notes
    -----
    Their number may grow exponentially with the length. The search never enters a node from which
    the target is too far, so that what it costs goes with what it finds.

    Examples
    --------
    >>> from coopgraph import project
    >>> towns = project(name="partnerships")
    >>> found = all_paths(towns, "Turku", "Saint Petersburg", 1)
    >>> [len(one.steps) for one in found.paths], found.cut
    ([1], False)
    """
    if max_length < 1 or most < 1:
        wrong = f"max_length is {max_length}" if max_length < 1 else f"most is {most}"
        raise CoopgraphError(f"{wrong}; expected 1 or more")
    ends = find(projection, source), find(projection, target)
    limits: Limits = {
        "as_of": as_of,
        "status": status,
        "without": without,
        "types": types,
        "roles": roles,
        "through": through,
        "without_types": without_types,
    }
    walkable = ground(projection, ends, limits)
    found = list(islice(_simple_routes(walkable.graph, *ends, max_length), most + 1))
    return _answer(
        projection, walkable, ends, found[:most], cut=len(found) > most, max_length=max_length
    )


def _answer(
    projection: Projection,
    walkable: Ground,
    ends: tuple[str, str],
    found: Sequence[Sequence[str]],
    *,
    cut: bool = False,
    max_length: int | None = None,
) -> Paths:
    components = [walkable.component(end) for end in ends]
    teller = Teller(projection, walkable.edges, found)
    return Paths(
        source=teller.node(ends[0]),
        target=teller.node(ends[1]),
        paths=tuple(teller.path(nodes) for nodes in found),
        source_component=len(components[0]),
        target_component=len(components[1]),
        same_component=ends[1] in components[0],
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
        cut=cut,
        max_length=max_length,
    )


def _routes(graph: "nx.Graph[str]", source: str, target: str) -> Iterator[Sequence[str]]:
    """Simple paths, shortest first."""
    if source == target:
        yield [source]
    elif nx.has_path(graph, source, target):
        yield from nx.shortest_simple_paths(graph, source, target)


def _simple_routes(
    graph: "nx.Graph[str]", source: str, target: str, max_length: int
) -> Iterator[list[str]]:
    """Simple paths up to a length, length by length."""
    if source == target:
        yield [source]
        return
    back = graph.reverse(copy=False) if isinstance(graph, nx.DiGraph) else graph
    far = nx.single_source_shortest_path_length(back, target, cutoff=max_length)
    for length in range(far.get(source, max_length + 1), max_length + 1):
        yield from _routes_of(graph, source, target, length, far)


def _routes_of(
    graph: "nx.Graph[str]", source: str, target: str, length: int, far: dict[str, int]
) -> Iterator[list[str]]:
    """Simple paths of exactly a length, depth first and never where the target is too far."""
    route = [source]
    stack = [iter(graph.adj[source])]
    while stack:
        left = length - len(route)
        for node in stack[-1]:
            if node in route or far.get(node, length + 1) > left or (node == target and left):
                continue
            if node == target:
                yield [*route, node]
                continue
            route.append(node)
            stack.append(iter(graph.adj[node]))
            break
        else:
            stack.pop()
            route.pop()
