"""Sums over distances: what closeness, harmonic centrality, mean distance and diameter are made of.

Breadth-first searches from 64 nodes at a time, one bit of a machine word each (Then et al. 2014),
in machine code and on all cores. In an undirected network nodes with a single neighbour, the most
of many networks of cooperation, need no search: each is one step further from everything than its
neighbour. Distances are counted in steps and are exact.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from coopgraph.network.kernels.jit import compiled, in_order
from coopgraph.network.kernels.reduction import Floats, Indices, Places, clean

__all__ = ["DistanceSums", "distance_sums"]

_PIECE: Final = 4_000_000  # edges to walk in one piece: some hundredths of a second
_WORD: Final = 64  # sources in a machine word, as in `_sweep`


@dataclass(frozen=True, eq=False)
class DistanceSums:
    """Distances from some nodes to all that they reach, or to them from all that reach them.

    Parameters
    ----------
    far : numpy.ndarray of float
        Sum of the distances.
    reached : numpy.ndarray of int
        Number of other nodes reached.
    harmonic : numpy.ndarray of float
        Sum of the inverse distances.
    eccentricity : numpy.ndarray of int
        The longest distance; 0 where no other node is reached.
    """

    far: Floats
    reached: Places
    harmonic: Floats
    eccentricity: Places


def distance_sums(
    adjacency: sparse.csr_array,
    *,
    directed: bool,
    inward: bool = False,
    sources: Places | None = None,
    workers: int | None = None,
) -> DistanceSums:
    """Sums over the distances, in steps, between each node and all others.

    Parameters
    ----------
    adjacency : scipy.sparse.csr_array
        Entry *ij* is the number of edges from *i* to *j*; symmetric if undirected.
    directed : bool
        Whether edges have a direction.
    inward : bool
        Whether to take the distances to each node, as closeness does, instead of from it.
    sources : numpy.ndarray of int, optional
        For which nodes; for all in order unless said.
    workers : int, optional
        Number of threads; one a core unless said. The result does not depend on it.

    Returns
    -------
    DistanceSums
        The sums, in the order of `sources`.

    Examples
    --------
    >>> path = sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> sums = distance_sums(path, directed=False)
    >>> sums.far.tolist(), sums.harmonic.tolist(), sums.eccentricity.tolist()
    ([3.0, 2.0, 3.0], [1.5, 2.0, 1.5], [2, 1, 2])
    """
    tidy = clean(sparse.csr_array(adjacency.T) if inward and directed else adjacency)
    wanted = np.arange(tidy.shape[0]) if sources is None else np.asarray(sources, dtype=np.int64)
    holder = _holders(tidy) if not directed else np.arange(tidy.shape[0])
    searched, position = np.unique(holder[wanted], return_inverse=True)
    far, reached, harmonic, further, longest = _searched(tidy, searched, workers)[:, position]
    # A leaf is one step further from all but itself, and one step from its neighbour.
    leaf = holder[wanted] != wanted
    return DistanceSums(
        far=np.where(leaf, far + reached - 1, far),
        reached=reached.astype(np.int64),
        harmonic=np.where(leaf, further + 0.5, harmonic),
        eccentricity=(longest + leaf).astype(np.int64),
    )


def _holders(adjacency: sparse.csr_array) -> Places:
    """For each leaf the neighbour that it hangs at, for all others the node itself."""
    degree = np.diff(adjacency.indptr)
    holder = np.arange(len(degree))
    leaves = np.flatnonzero(degree == 1)
    neighbour = adjacency.indices[adjacency.indptr[leaves]]
    hanging = degree[neighbour] > 1  # two nodes that have but each other are searched
    holder[leaves[hanging]] = neighbour[hanging]
    return holder


def _searched(adjacency: sparse.csr_array, nodes: Places, workers: int | None) -> Floats:
    """Rows of sums as `_sweep` gives them, for these nodes in order."""
    # Neighbours share most of their search, so they are put into one word.
    near = np.argsort(_nearness(adjacency)[nodes], kind="stable")
    queue = nodes[near].astype(np.int32)
    table = np.zeros((5, len(nodes)))
    width = _WORD * max(1, _PIECE // (8 * (adjacency.nnz + adjacency.shape[0]) + 1))
    kernel = compiled(_sweep)
    kernel(adjacency.indptr, adjacency.indices, queue[:0])  # compile where an interrupt is heard

    def work(span: slice) -> Floats:
        return kernel(adjacency.indptr, adjacency.indices, queue[span])

    def put(span: slice, rows: Floats) -> None:
        table[:, near[span]] = rows

    spans = (slice(begin, begin + width) for begin in range(0, len(queue), width))
    in_order(spans, work, put, workers=workers)
    return table


def _nearness(adjacency: sparse.csr_array) -> Places:
    """Numbers of the nodes such that neighbours have near ones."""
    place = np.empty(adjacency.shape[0], dtype=np.int64)
    if len(place):
        both = sparse.csr_array(adjacency + adjacency.T)
        place[csgraph.reverse_cuthill_mckee(both, symmetric_mode=True)] = np.arange(len(place))
    return place


def _sweep(indptr: Indices, indices: Indices, sources: Indices) -> Floats:
    """Sums of d, of 1, of 1/d and of 1/(d + 1) over the distances d from sources; the longest d."""
    n, none, one = len(indptr) - 1, np.uint64(0), np.uint64(1)
    sums = np.zeros((5, len(sources)))
    seen, front, fresh = np.zeros(n, np.uint64), np.zeros(n, np.uint64), np.zeros(n, np.uint64)
    queue, following = np.empty(n, np.int32), np.empty(n, np.int32)
    slices = np.zeros(32, np.uint64)  # bit j of slice i is bit i of the number that j reached
    for begin in range(0, len(sources), 64):
        batch = sources[begin : begin + 64]
        seen[:] = none
        active = level = 0
        for j in range(len(batch)):
            front[batch[j]] = seen[batch[j]] = one << np.uint64(j)
            queue[active] = batch[j]
            active += 1
        while active > 0:
            level += 1
            count = used = 0
            for place in range(active):
                word = front[queue[place]]
                front[queue[place]] = none
                for arc in range(indptr[queue[place]], indptr[queue[place] + 1]):
                    w = indices[arc]
                    new = word & ~seen[w]
                    if new != none and fresh[w] == none:
                        following[count] = w
                        count += 1
                    fresh[w] |= new
            for place in range(count):
                carry = fresh[following[place]]
                seen[following[place]] |= carry
                i = 0
                while carry != none:
                    slices[i], carry = slices[i] ^ carry, slices[i] & carry
                    i += 1
                used = max(used, i)
            for j in range(len(batch)):
                number = 0.0
                for i in range(used):
                    number += 2.0**i * np.float64((slices[i] >> np.uint64(j)) & one)
                if number > 0:
                    sums[0, begin + j] += number * level
                    sums[1, begin + j] += number
                    sums[2, begin + j] += number / level
                    sums[3, begin + j] += number / (level + 1)
                    sums[4, begin + j] = level
            slices[:used] = none
            queue, following = following, queue
            front, fresh = fresh, front
            active = count
    return sums
