"""What is around a node, and what two nodes have in common."""

from dataclasses import dataclass
from typing import Unpack

import numpy as np
import pandas as pd

from coopgraph.errors import CoopgraphError
from coopgraph.network.paths.chain import PathNode, Paths, Step
from coopgraph.network.paths.paths import path
from coopgraph.network.paths.telling import Teller
from coopgraph.network.paths.walking import Ground, Limits, fixed, ground
from coopgraph.network.projecting.contract import among
from coopgraph.network.projecting.find import find
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.projecting.subset import without

__all__ = ["Common", "CommonNeighbours", "Why", "common_neighbours", "ego", "why"]


@dataclass(frozen=True)
class Common:
    """A node that is next to both of two nodes.

    Parameters
    ----------
    node : PathNode
        The node.
    steps : tuple of (Step, Step)
        What joins the one, and the other, to it.
    """

    node: PathNode
    steps: tuple[Step, Step]


@dataclass(frozen=True)
class CommonNeighbours:
    """What two nodes have in common.

    Parameters
    ----------
    one, other : PathNode
        The two nodes.
    common : tuple of Common
        Their common neighbours, in order of their labels.
    projection, projection_fingerprint : str
        The network.
    """

    one: PathNode
    other: PathNode
    common: tuple[Common, ...]
    projection: str
    projection_fingerprint: str

    def lines(self) -> list[str]:
        """Write the answer as plain text."""
        ends = f"{self.one.label} and {self.other.label}"
        if not self.common:
            return [f"{ends} have no common neighbour."]
        names = ", ".join(item.node.label for item in self.common)
        word = "neighbour" if len(self.common) == 1 else "neighbours"
        lines = [f"{ends} have {len(self.common)} common {word}: {names}."]
        for item in self.common:
            for step in item.steps:
                lines.append(f"{step.source.label} — {step.target.label}")
                lines += [f"   {relation.sentence()}" for relation in step.relations]
        return lines


@dataclass(frozen=True)
class Why:
    """Why two nodes are connected.

    Parameters
    ----------
    direct : Step or None
        What joins the two themselves.
    neighbours : CommonNeighbours
        What they have in common.
    shortest : Paths
        The shortest paths, or what keeps the two apart.
    """

    direct: Step | None
    neighbours: CommonNeighbours
    shortest: Paths

    def lines(self) -> list[str]:
        """Write the answer as plain text."""
        one, other = self.shortest.source.label, self.shortest.target.label
        if self.shortest.source == self.shortest.target:
            return [f"{one} and {other} are one node."]
        lines = []
        if self.direct:
            count = len(self.direct.relations)
            word = "statement joins" if count == 1 else "statements join"
            lines.append(f"{count} {word} {one} and {other}:")
            lines += [f"   {relation.sentence()}" for relation in self.direct.relations]
        if self.neighbours.common:
            lines += self.neighbours.lines()
        if not lines:
            lines += self.shortest.lines()
        return lines


def ego(projection: Projection, name: str, radius: int = 1, **limits: Unpack[Limits]) -> Projection:
    """Give the network around a node: all within some steps of it, and the edges among these.

    Steps are taken whatever the direction of the edges. Only edges that the limits allow are
    walked, and only these are in the result.

    Parameters
    ----------
    projection : Projection
        The network.
    name : str
        Name of the node, as `find` takes it.
    radius : int
        How many steps.
    **limits
        As in `coopgraph.network.paths.walking.Limits`: ``as_of``, ``status``, ``types``, ``roles``,
        ``without``, ``through``, ``without_types``.

    Returns
    -------
    Projection
        The part; its loss report says what is left out.

    Raises
    ------
    NameNotFound, AmbiguousName
        Where a name, a type or a role is not known, or not unique.
    CoopgraphError
        Where the radius is below 0, or what is asked for contradicts itself.

    Examples
    --------
    >>> from coopgraph import project
    >>> towns = project(name="partnerships")
    >>> near = ego(towns, "Turku")
    >>> "Saint Petersburg" in near.nodes["label"].to_list()
    True
    >>> near.loss["effect"].iloc[-1], near.parameters["around"]
    ('note', 'Turku, 1 step')
    """
    if radius < 0:
        raise CoopgraphError(f"radius is {radius}; expected 0 or more")
    limits = fixed(limits)
    centre = find(projection, name)
    walkable = ground(projection, [centre], limits)
    reached = _within(walkable, centre, radius)
    keys = set(_keys(walkable.edges))
    label = projection.nodes.loc[projection.nodes["id"] == centre, "label"].iloc[0]
    around = f"{label}, {radius} step" + ("" if radius == 1 else "s")
    far = ~among(projection.nodes["id"], reached)
    return without(
        projection,
        edges=np.array([key not in keys for key in _keys(projection.edges)], dtype=np.bool_),
        nodes=projection.nodes.loc[far, "id"],
        reason=f"not around {around}",
        parameters={"around": around, **_said(limits)},
    )


def common_neighbours(
    projection: Projection, one: str, other: str, **limits: Unpack[Limits]
) -> CommonNeighbours:
    """Find the nodes next to both of two nodes, whatever the direction of the edges.

    Parameters
    ----------
    projection : Projection
        The network.
    one, other : str
        Names of the two nodes, as `find` takes them.
    **limits
        As in `ego`.

    Returns
    -------
    CommonNeighbours
        The nodes, with the statements that join both to them.

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
    >>> found = common_neighbours(towns, "Turku", "Saint Petersburg")
    >>> all(len(item.steps) == 2 for item in found.common)
    True
    """
    ends = find(projection, one), find(projection, other)
    return _common(projection, ground(projection, ends, limits), ends)


def why(projection: Projection, one: str, other: str, k: int = 1, **limits: Unpack[Limits]) -> Why:
    """Say why two nodes are connected.

    Parameters
    ----------
    projection : Projection
        The network.
    one, other : str
        Names of the two nodes, as `find` takes them.
    k : int
        How many shortest paths to find; they are told where nothing nearer joins the two.
    **limits
        As in `ego`.

    Returns
    -------
    Why
        The statements that join the two, their common neighbours, and the shortest paths.

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
    >>> found = why(towns, "Turku", "Saint Petersburg", types=["Twinning"])
    >>> found.lines()[0]
    '1 statement joins Turku and Saint Petersburg:'
    """
    limits = fixed(limits)
    ends = find(projection, one), find(projection, other)
    walkable = ground(projection, ends, limits)
    direct = None
    if ends[0] != ends[1] and ends[1] in walkable.neighbours(ends[0]):
        direct = Teller(projection, walkable.edges, [ends]).step(*ends, either_way=True)
    return Why(
        direct=direct,
        neighbours=_common(projection, walkable, ends),
        shortest=path(projection, *ends, k, **limits),
    )


def _common(projection: Projection, walkable: Ground, ends: tuple[str, str]) -> CommonNeighbours:
    one, other = ends
    shared = set() if one == other else walkable.neighbours(one) & walkable.neighbours(other)
    teller = Teller(projection, walkable.edges, [[one, *shared, other]])
    found = [
        Common(
            teller.node(iri),
            (teller.step(one, iri, either_way=True), teller.step(iri, other, either_way=True)),
        )
        for iri in shared
    ]
    return CommonNeighbours(
        one=teller.node(one),
        other=teller.node(other),
        common=tuple(sorted(found, key=lambda item: (item.node.label, item.node.id))),
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
    )


def _within(walkable: Ground, centre: str, radius: int) -> set[str]:
    reached = {centre}
    front = {centre}
    for _ in range(radius):
        front = {node for near in front for node in walkable.neighbours(near)} - reached
        reached |= front
    return reached


def _keys(edges: pd.DataFrame) -> list[tuple[object, ...]]:
    """What tells each edge from all others."""
    columns = ("source", "target", "type", "role", "statements")
    return list(zip(*(edges[name].to_list() for name in columns), strict=True))


def _said(limits: Limits) -> dict[str, str]:
    """Limits as text, those left out that are nothing."""
    said = {}
    for name, value in limits.items():
        if value and (name != "status" or limits.get("as_of")):
            said[name] = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return said
