"""Betweenness where steps have lengths: sums over all shortest paths of a network.

Brandes' algorithm (2001) with Dijkstra's search, in machine code and on all cores. As in
`coopgraph.network.kernels.geodesics`, the work is cut into pieces that depend on the network alone,
and their results are added in order. Two paths are equally long where the sums of their lengths
are the same number, as in NetworkX.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from scipy import sparse

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.jit import compiled, in_order
from coopgraph.network.kernels.reduction import Floats, Indices, clean

__all__ = ["weighted_betweenness_sums"]

_PIECE: Final = 1_000_000  # edges to walk in one piece: some hundredths of a second


def weighted_betweenness_sums(
    lengths: sparse.csr_array, *, directed: bool, workers: int | None = None
) -> tuple[Floats, sparse.csr_array]:
    """Sum over all pairs of nodes of the share of their shortest paths through nodes and edges.

    Parameters
    ----------
    lengths : scipy.sparse.csr_array
        Entry *ij* is the length of the step from *i* to *j*, above 0; symmetric if undirected.
        Self-loops are ignored.
    directed : bool
        Whether edges have a direction. If not, each pair counts once.
    workers : int, optional
        Number of threads; one a core unless said. The result does not depend on it.

    Returns
    -------
    nodes : numpy.ndarray of float
        Betweenness of each node, not normalised.
    edges : scipy.sparse.csr_array
        That of each edge from *i* to *j*; symmetric if undirected.

    Raises
    ------
    UndefinedMeasure
        Where two nodes have more than 1e300 shortest paths, beyond what a number can hold.

    Examples
    --------
    >>> detour = sparse.csr_array([[0, 1, 5.0], [1, 0, 1], [5.0, 1, 0]])
    >>> nodes, edges = weighted_betweenness_sums(detour, directed=False)
    >>> nodes.tolist(), edges.toarray().tolist()
    ([0.0, 1.0, 0.0], [[0.0, 2.0, 0.0], [2.0, 0.0, 2.0], [0.0, 2.0, 0.0]])
    """
    tidy = clean(lengths)
    n = tidy.shape[0]
    on_nodes, on_edges = np.zeros(n), np.zeros(tidy.nnz)
    kernel = compiled(_paths)
    parts = (tidy.indptr, tidy.indices, tidy.data)
    kernel(*parts, np.zeros(0, dtype=np.int32))  # compile here, where an interrupt is heard

    def work(sources: Indices) -> tuple[Floats, Floats, bool]:
        return kernel(*parts, sources)

    def put(_: Indices, result: tuple[Floats, Floats, bool]) -> None:
        nodes, arcs, overflow = result
        if overflow:
            message = (
                "betweenness has no value here: some nodes have more than 1e300 shortest paths "
                "between them. Take a smaller part of the network."
            )
            raise UndefinedMeasure(message)
        np.add(on_nodes, nodes, out=on_nodes)
        np.add(on_edges, arcs, out=on_edges)

    in_order(_pieces(n, tidy.nnz), work, put, workers=workers)
    edges = sparse.csr_array((on_edges, tidy.indices, tidy.indptr), shape=tidy.shape)
    if directed:
        return on_nodes, edges
    return on_nodes / 2, sparse.csr_array((edges + edges.T) / 2)  # the same but for rounding


def _pieces(n: int, arcs: int) -> Iterator[Indices]:
    """The sources, in pieces of about the same work."""
    step = max(1, _PIECE // max(n + arcs, 1))
    for begin in range(0, n, step):
        yield np.arange(begin, min(begin + step, n), dtype=np.int32)


def _paths(  # noqa: C901  (one self-contained kernel)
    indptr: Indices, indices: Indices, lengths: Floats, sources: Indices
) -> tuple[Floats, Floats, bool]:
    """Dependencies of some sources on all nodes and edges."""
    n = len(indptr) - 1
    total, along = np.zeros(n), np.zeros(len(indices))
    far, paths, share = np.empty(n), np.empty(n), np.empty(n)
    order, settled = np.empty(n, np.int32), np.empty(n, np.bool_)
    heap, nodes = np.empty(len(indices) + 1), np.empty(len(indices) + 1, np.int32)
    overflow = False
    for source in sources:
        far[:], settled[:] = np.inf, False
        far[source], paths[source] = 0.0, 1.0
        heap[0], nodes[0], size, count = 0.0, source, 1, 0
        while size > 0:
            near, v = heap[0], nodes[0]
            size -= 1
            hole, below = 0, 1
            while below < size:  # the last one sinks from the top
                if below + 1 < size and heap[below + 1] < heap[below]:
                    below += 1
                if heap[below] >= heap[size]:
                    break
                heap[hole], nodes[hole] = heap[below], nodes[below]
                hole, below = below, 2 * below + 1
            heap[hole], nodes[hole] = heap[size], nodes[size]
            if settled[v]:
                continue
            settled[v], order[count] = True, v
            count += 1
            for arc in range(indptr[v], indptr[v + 1]):
                w, length = indices[arc], near + lengths[arc]
                if settled[w] or length > far[w]:
                    continue
                if length == far[w]:
                    paths[w] += paths[v]
                    continue
                far[w], paths[w] = length, paths[v]
                hole, size = size, size + 1
                while hole > 0 and heap[(hole - 1) // 2] > length:  # the new one rises
                    heap[hole], nodes[hole] = heap[(hole - 1) // 2], nodes[(hole - 1) // 2]
                    hole = (hole - 1) // 2
                heap[hole], nodes[hole] = length, w
        for place in range(count - 1, -1, -1):
            v = order[place]
            overflow |= paths[v] > 1e300
            share[v] = 0.0
            for arc in range(indptr[v], indptr[v + 1]):
                w = indices[arc]
                if far[v] < far[w] and far[v] + lengths[arc] == far[w]:
                    part = paths[v] / paths[w] * (1.0 + share[w])
                    share[v] += part
                    along[arc] += part
            if place > 0:
                total[v] += share[v]
    return total, along, overflow
