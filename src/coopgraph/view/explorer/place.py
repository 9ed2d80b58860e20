"""Where the nodes of a page stand, which community each is of, and how large it may be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from coopgraph.network.kernels.matrix import Network, network, symmetric
from coopgraph.network.kernels.reduction import clean, reduce_network
from coopgraph.network.measures.measure import Case
from coopgraph.network.measures.peers import choose
from coopgraph.network.measures.registry import find_measure
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.explorer.arrange import arrange
from coopgraph.view.explorer.columns import Ints
from coopgraph.view.explorer.communities import communities

__all__ = ["Place", "place"]

Floats = npt.NDArray[np.float64]

_EXACT: Final = 5e6  # nodes times edges up to which betweenness takes a tenth of a second


@dataclass(frozen=True, eq=False)
class Place:
    """What is computed ahead about nodes.

    Parameters
    ----------
    x, y : numpy.ndarray of float
        Position, from 0 to 1 on the longer side, y upwards.
    community : numpy.ndarray of int
        Community of each node, 0 the largest.
    measures : mapping of str to (str, numpy.ndarray)
        What each measure is called, and its values.
    """

    x: Floats
    y: Floats
    community: Ints
    measures: Mapping[str, tuple[str, Floats]]


def place(projection: Projection) -> Place:
    """Compute positions, communities and sizes of the nodes of a network.

    The same network has the same places. Betweenness is there where it takes no time: where
    nodes times edges, added up over the blocks that the network folds into, are below five million.
    PageRank stands in for it in larger networks.

    Parameters
    ----------
    projection : Projection
        The network.

    Returns
    -------
    Place
        One entry a node, in the order of the table.

    Examples
    --------
    >>> from coopgraph import project
    >>> found = place(project(name="partnerships"))
    >>> float(max(found.x.max(), found.y.max())), sorted(found.measures)
    (1.0, ['betweenness', 'degree'])
    """
    net = network(projection)
    joined = symmetric(net)
    community = communities(joined)
    points = arrange(joined, community)
    span = float(np.ptp(points, axis=0).max(initial=0.0)) if len(points) else 0.0
    low = points.min(axis=0) if len(points) else np.zeros(2)
    # All in one place: in the middle.
    scaled = (points - low) / span if span > 0 else np.full(points.shape, 0.5)
    return Place(scaled[:, 0], scaled[:, 1], community, _measures(projection, net))


def _measures(projection: Projection, net: Network) -> dict[str, tuple[str, Floats]]:
    wanted = {"degree": "Relations"}
    if projection.edges["weight"].nunique() > 1:
        wanted["strength"] = "Strength"
    if len(projection.edges):
        quick = _cost(net) <= _EXACT
        wanted |= {"betweenness": "Betweenness"} if quick else {"pagerank": "PageRank"}
    return {name: (label, _values(projection, net, name)) for name, label in wanted.items()}


def _cost(net: Network) -> float:
    """Nodes times edges of what is left to count the shortest paths in."""
    if net.directed:
        return float(net.size * net.adjacency.nnz)
    blocks = reduce_network(clean(net.adjacency))
    edges = np.diff(blocks.adjacency.indptr[blocks.starts]) / 2
    return float((np.diff(blocks.starts) * edges).sum())


def _values(projection: Projection, net: Network, name: str) -> Floats:
    """Values of a measure as `rank` computes them; 0 for nodes that it leaves out."""
    measure = find_measure(name, ("node",))
    weighted = measure.weights == "default"
    counted = not weighted or bool((projection.edges["weight"] == 1.0).all())
    own = net if counted else network(projection, weighted=True)
    case = Case(own, projection.nodes, projection.mode, weighted, measure.options)
    _, compute = choose(name, measure.engines, case, "auto")
    return np.nan_to_num(compute(case))
