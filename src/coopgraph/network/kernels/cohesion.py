"""How closely a network is knit: triangles, cores, cut vertices, bridges."""

import numpy as np
import numpy.typing as npt

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.jit import compiled
from coopgraph.network.kernels.matrix import Floats, Network, entries, pairs, symmetric, ties
from coopgraph.network.kernels.reduction import clean, reduce_network

__all__ = [
    "average_clustering",
    "bridge",
    "clustering",
    "core",
    "core_compiled",
    "cut_vertex",
    "transitivity",
]

Places = npt.NDArray[np.int64]


def clustering(net: Network) -> Floats:
    """Share of the pairs of neighbours of each node that are joined."""
    single = ties(net)
    if not net.directed:
        closed = np.asarray((single @ single).multiply(single).sum(axis=1), dtype=float)
        around = np.asarray(single.sum(axis=1), dtype=float)
        possible = around * (around - 1)
    else:
        both = (single + single.T).tocsr()
        closed = np.asarray((both @ both).multiply(both).sum(axis=1), dtype=float)
        around = np.asarray(both.sum(axis=1), dtype=float)
        mutual = np.asarray(single.multiply(single.T).sum(axis=1), dtype=float)
        possible = 2 * (around * (around - 1) - 2 * mutual)
    zero = np.zeros(net.size)
    return np.asarray(np.divide(closed, possible, where=possible > 0, out=zero))


def average_clustering(net: Network) -> float:
    """Mean of the clustering of all nodes."""
    if net.size == 0:
        raise UndefinedMeasure("average clustering: the network has no nodes")
    return float(clustering(net).mean())


def transitivity(net: Network) -> float:
    """Share of the paths of two steps whose ends are joined; 0 where there are none."""
    single = symmetric(net)
    around = np.asarray(single.sum(axis=1), dtype=float)
    paths = float((around * (around - 1)).sum())
    return float((single @ single).multiply(single).sum()) / paths if paths else 0.0


def core(net: Network) -> Floats:
    """The largest *k* such that the node is in a part where each has *k* edges inside it."""
    return np.asarray(_cores(*_neighbours(net)), dtype=float)


def core_compiled(net: Network) -> Floats:
    """As `core`, by machine code."""
    return np.asarray(compiled(_cores)(*_neighbours(net)), dtype=float)


def _neighbours(net: Network) -> tuple[Places, Places]:
    """Neighbours of each node; in a directed network twice where edges lead both ways."""
    single = ties(net)
    both = (single + single.T).tocsr() if net.directed else single
    counts = both.data.astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)])
    indices = np.repeat(both.indices.astype(np.int64), counts)
    return starts[both.indptr].astype(np.int64), indices


def _cores(indptr: Places, indices: Places) -> Places:
    """Take away the node with the fewest neighbours left, again and again (Batagelj 2003)."""
    n = len(indptr) - 1
    left = np.empty(n, np.int64)
    for v in range(n):
        left[v] = indptr[v + 1] - indptr[v]
    most = 0
    for v in range(n):
        most = max(most, left[v])
    begin = np.zeros(most + 2, np.int64)  # where the nodes with so many neighbours begin
    for v in range(n):
        begin[left[v] + 1] += 1
    for d in range(most + 1):
        begin[d + 1] += begin[d]
    order, place = np.empty(n, np.int64), np.empty(n, np.int64)
    for v in range(n):
        place[v] = begin[left[v]]
        order[place[v]] = v
        begin[left[v]] += 1
    for d in range(most + 1, 0, -1):
        begin[d] = begin[d - 1]
    begin[0] = 0
    for i in range(n):
        v = order[i]
        for at in range(indptr[v], indptr[v + 1]):
            u = indices[at]
            if left[u] > left[v]:
                # Move u to the front of its group, and the border of the group behind it.
                front = begin[left[u]]
                w = order[front]
                if w != u:
                    order[place[u]], place[w] = w, place[u]
                    order[front], place[u] = u, front
                begin[left[u]] = front + 1
                left[u] -= 1
    return left


def cut_vertex(net: Network) -> Floats:
    """Number of components that the network would have more without the node."""
    reduced = reduce_network(clean(symmetric(net)))
    blocks = np.bincount(reduced.origin, minlength=net.size)
    blocks = blocks + np.bincount(reduced.bridges.ravel(), minlength=net.size)
    return np.asarray(np.maximum(blocks - 1.0, 0.0))


def bridge(net: Network) -> Floats:
    """Number of pairs of nodes that each edge alone holds together; 0 where there is a detour."""
    single = symmetric(net)
    reduced = reduce_network(clean(single))
    ends = np.sort(reduced.bridges, axis=1)
    held = {
        (int(u), int(v)): float(count)
        for (u, v), count in zip(ends.tolist(), reduced.crossings.tolist(), strict=True)
    }
    source, target = pairs(net)
    # Two edges between the same nodes, or one each way, are a detour for each other.
    number = (net.adjacency + net.adjacency.T).tocsr() if net.directed else net.adjacency
    several = entries(number, source, target) > 1
    found = zip(np.minimum(source, target), np.maximum(source, target), several, strict=True)
    return np.array(
        [0.0 if twice else held.get((int(u), int(v)), 0.0) for u, v, twice in found], dtype=float
    )
