"""How well a network hangs together: the figures that a scenario compares."""

from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from coopgraph.network.kernels.distances import distance_sums
from coopgraph.network.kernels.matrix import Floats, Network, components, symmetric, ties
from coopgraph.network.kernels.whole import edge_count, isolates

__all__ = ["FIGURES", "figures", "in_largest", "largest_sizes"]

FIGURES: Final = {
    "nodes": "Number of nodes.",
    "edges": "Number of edges, parallel ones each.",
    "components": "Number of components, whatever the direction of edges.",
    "isolates": "Number of nodes without an edge to another one.",
    "largest component": "Number of nodes in the largest component.",
    "share of the largest component": "The same, of all nodes.",
    "mean distance": "Mean number of steps between the ordered pairs that a path joins.",
    "efficiency": "Mean of the inverse distances of all ordered pairs; 0 where no path joins them.",
}

_COMPILED: Final = 300  # nodes from which machine code is worth its loading


def figures(net: Network) -> Floats:
    """Describe how well a network hangs together.

    Parameters
    ----------
    net : Network
        The network, its parallel edges counted.

    Returns
    -------
    numpy.ndarray of float
        One value for each of `FIGURES`; NaN where a mean has nothing to be taken of.

    Examples
    --------
    >>> path = sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> figures(Network(path, directed=False)).round(3).tolist()
    [3.0, 2.0, 1.0, 0.0, 3.0, 1.0, 1.333, 0.833]
    """
    n = net.size
    if n == 0:
        return np.array([0.0, 0.0, 0.0, 0.0, 0.0, np.nan, np.nan, np.nan])
    sizes = np.bincount(components(net))
    far, reached, harmonic = _sums(net)
    pairs = n * (n - 1)
    return np.array(
        [
            float(n),
            edge_count(net),
            float(len(sizes)),
            isolates(net),
            float(sizes.max()),
            float(sizes.max()) / n,
            far / reached if reached else np.nan,
            harmonic / pairs if pairs else np.nan,
        ]
    )


def in_largest(net: Network) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Tell which nodes are in a largest component; in any of them, where several are equal.

    Parameters
    ----------
    net : Network
        The network.

    Returns
    -------
    numpy.ndarray of bool
        One entry a node.
    """
    labels = components(net)
    sizes = np.bincount(labels)
    return np.asarray(sizes[labels] == sizes.max(initial=0), dtype=np.bool_)


def largest_sizes(net: Network, order: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> Floats:
    """Size of the largest component while nodes leave, one after the other.

    Nodes are put back in the opposite order, and components are joined as they meet (Newman and
    Ziff 2001), so that the whole curve costs as much as one search.

    Parameters
    ----------
    net : Network
        The network; directions are ignored.
    order : numpy.ndarray of int
        Places of the nodes, the first to leave first.

    Returns
    -------
    numpy.ndarray of float
        Size after 0, 1, 2 … nodes have left.

    Examples
    --------
    >>> star = sparse.csr_array([[0, 1, 1], [1, 0, 0], [1, 0, 0]])
    >>> largest_sizes(Network(star, directed=False), np.array([0, 1, 2])).tolist()
    [3.0, 1.0, 1.0, 0.0]
    """
    around = sparse.csr_array(symmetric(net))
    indptr, indices = around.indptr.tolist(), around.indices.tolist()
    parent, size = list(range(net.size)), [0] * net.size

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    found = np.zeros(net.size + 1)
    most = 0
    for back, node in enumerate(reversed(order.tolist()), start=1):
        size[node] = 1
        for other in indices[indptr[node] : indptr[node + 1]]:
            if size[other]:
                one, two = root(node), root(other)
                if one != two:
                    small, large = sorted((one, two), key=lambda place: size[place])
                    parent[small] = large
                    size[large] += size[small]
        most = max(most, size[root(node)])
        found[net.size - back] = most
    return found


def _sums(net: Network) -> tuple[float, float, float]:
    """Sums of the distances, of the pairs joined, and of the inverse distances."""
    if net.size >= _COMPILED:
        found = distance_sums(net.adjacency, directed=net.directed)
        return float(found.far.sum()), float(found.reached.sum()), float(found.harmonic.sum())
    distance = csgraph.shortest_path(ties(net), directed=True, unweighted=True)
    joined = distance[np.isfinite(distance) & (distance > 0)]
    return float(joined.sum()), float(len(joined)), float((1.0 / joined).sum())
