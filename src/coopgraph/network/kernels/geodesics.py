"""Betweenness: sums over all shortest paths of a network.

Brandes' algorithm (2001) in machine code and on all cores: one breadth-first search from every
node, with numbers of nodes folded into vertices where the network was reduced. Steps count,
weights do not; parallel edges are distinct shortest paths.

The work is cut into pieces that depend on the network alone, and their results are added in order:
the same network gives the same digits on any number of cores. Numbers of paths are 64-bit floats:
exact up to 2**53, to 16 digits beyond; where they would overflow there is an error, not a value.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.jit import compiled, in_order
from coopgraph.network.kernels.reduction import (
    Floats,
    Indices,
    Reduction,
    clean,
    reduce_network,
    whole,
)

__all__ = [
    "SampledSums",
    "betweenness_sums",
    "edge_betweenness_sums",
    "sampled_betweenness_sums",
]

_PIECE: Final = 4_000_000  # edges to walk in one piece: some hundredths of a second


@dataclass(frozen=True, eq=False)
class SampledSums:
    """Betweenness estimated from some sources, with the greatest error.

    Parameters
    ----------
    values : numpy.ndarray of float
        Estimate for each node, not normalised.
    bound : numpy.ndarray of float
        Greatest error of each estimate, not normalised; all of them hold at once with the
        probability `confidence`.
    pivots, seed, confidence
        As asked for.
    """

    values: Floats
    bound: Floats
    pivots: int
    seed: int
    confidence: float


def betweenness_sums(
    adjacency: sparse.csr_array, *, directed: bool, workers: int | None = None
) -> Floats:
    """Sum over all pairs of other nodes of the share of their shortest paths through each node.

    An undirected network is reduced to its blocks first (see
    `coopgraph.network.kernels.reduction`).

    Parameters
    ----------
    adjacency : scipy.sparse.csr_array
        Entry *ij* is the number of parallel edges from *i* to *j*; symmetric if undirected.
        Self-loops are ignored.
    directed : bool
        Whether edges have a direction. If not, each pair counts once.
    workers : int, optional
        Number of threads; one a core unless said. The result does not depend on it.

    Returns
    -------
    numpy.ndarray of float
        Betweenness of each node, not normalised.

    Raises
    ------
    UndefinedMeasure
        Where two nodes have more than 1e300 shortest paths, beyond what a number can hold.

    Examples
    --------
    >>> path = sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> betweenness_sums(path, directed=False).tolist()
    [0.0, 1.0, 0.0]
    """
    tidy = clean(adjacency)
    reduced = whole(tidy) if directed else reduce_network(tidy)
    nodes, _ = _dependencies(reduced, _all_sources(reduced), edges=False, workers=workers)
    total = reduced.between + _gathered(reduced, nodes)
    return total if directed else total / 2


def edge_betweenness_sums(
    adjacency: sparse.csr_array, *, directed: bool, workers: int | None = None
) -> sparse.csr_array:
    """Sum over all pairs of nodes of the share of their shortest paths along each edge.

    Parameters
    ----------
    adjacency, directed, workers
        As in `betweenness_sums`.

    Returns
    -------
    scipy.sparse.csr_array
        Entry *ij* is the sum for all parallel edges from *i* to *j* together; each of them has an
        equal share. Symmetric if undirected. Self-loops have none.

    Raises
    ------
    UndefinedMeasure
        As in `betweenness_sums`.

    Examples
    --------
    >>> path = sparse.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> edge_betweenness_sums(path, directed=False).toarray().tolist()
    [[0.0, 2.0, 0.0], [2.0, 0.0, 2.0], [0.0, 2.0, 0.0]]
    """
    tidy = clean(adjacency)
    reduced = whole(tidy) if directed else reduce_network(tidy)
    _, edges = _dependencies(reduced, _all_sources(reduced), edges=True, workers=workers)
    inner = reduced.adjacency
    tail = reduced.origin[np.repeat(np.arange(inner.shape[0]), np.diff(inner.indptr))]
    head = reduced.origin[inner.indices]
    one, other = reduced.bridges.T
    value = np.concatenate([edges, reduced.crossings, reduced.crossings])
    row, column = np.concatenate([tail, one, other]), np.concatenate([head, other, one])
    total = sparse.csr_array((value, (row, column)), shape=tidy.shape)
    total.sort_indices()
    if directed:
        return total
    return sparse.csr_array((total + total.T) / 2)  # the same but for rounding


def sampled_betweenness_sums(
    adjacency: sparse.csr_array,
    *,
    directed: bool,
    pivots: int,
    seed: int,
    confidence: float = 0.95,
    workers: int | None = None,
) -> SampledSums:
    r"""Betweenness estimated from the shortest paths that begin at some nodes.

    The sources are drawn evenly and without replacement (Brandes and Pich 2007). What one source
    adds to a node lies between 0 and *R*, the number of nodes in its component less two, so that
    by the inequality of Hoeffding and Serfling the estimates from *k* of *n* sources differ from
    betweenness by at most

    .. math:: n R \sqrt{\rho \ln(2 n / \alpha) / (2 k)}

    for all nodes at once with probability :math:`1-\alpha`, where :math:`\rho = 1 - (k-1)/n` or,
    if smaller, :math:`(1 - k/n)(1 + 1/k)` (Bardenet and Maillard 2015). In an undirected network
    values and bounds are half of that. From all sources the result is exact, its bound 0.

    Parameters
    ----------
    adjacency, directed, workers
        As in `betweenness_sums`.
    pivots : int
        How many sources to draw; all nodes if there are fewer.
    seed : int
        Where the draw starts.
    confidence : float
        Probability that no error is greater than its bound.

    Returns
    -------
    SampledSums
        Estimates and bounds.

    Raises
    ------
    UndefinedMeasure
        Where no pivot is asked for, the confidence is no probability, or as in
        `betweenness_sums`.
    """
    if pivots < 1:
        raise UndefinedMeasure(f"pivots is {pivots}; expected 1 or more")
    if not 0 < confidence < 1:
        raise UndefinedMeasure(f"confidence is {confidence}; expected a number between 0 and 1")
    parts = whole(clean(adjacency))
    n = len(parts.origin)
    k = min(pivots, n)
    if n == 0:
        return SampledSums(np.zeros(0), np.zeros(0), k, seed, confidence)
    # Drawn among the nodes as they stand, so that the draw does not hang on the order of parts.
    drawn = np.zeros(n, dtype=np.bool_)
    drawn[np.random.default_rng(seed).choice(n, size=k, replace=False)] = True
    sources = np.flatnonzero(drawn[parts.origin]).astype(np.int32)
    nodes, _ = _dependencies(parts, sources, edges=False, workers=workers)
    left = min(1 - (k - 1) / n, (1 - k / n) * (1 + 1 / k))
    sizes = np.diff(parts.starts)
    span = _gathered(parts, np.repeat(np.maximum(sizes - 2.0, 0.0), sizes))
    error = span * np.sqrt(left * np.log(2 * n / (1 - confidence)) / (2 * k))
    scale = n if directed else n / 2
    return SampledSums(_gathered(parts, nodes) * (scale / k), error * scale, k, seed, confidence)


def _all_sources(reduced: Reduction) -> Indices:
    """Every vertex of a reduced network."""
    return np.arange(len(reduced.origin), dtype=np.int32)


def _gathered(reduced: Reduction, values: Floats) -> Floats:
    """Values of the copies of a node, added up."""
    total = np.bincount(reduced.origin, weights=values, minlength=len(reduced.between))
    return total.astype(np.float64, copy=False)


@dataclass(frozen=True, eq=False)
class _Piece:
    """Sources, and the span of vertices where their blocks lie."""

    sources: Indices
    low: int
    high: int


def _pieces(reduced: Reduction, sources: Indices) -> Iterator[_Piece]:
    """The sources, which are in order, in pieces of about the same work."""
    starts, indptr = reduced.starts, reduced.adjacency.indptr
    block = np.searchsorted(starts, sources, side="right") - 1
    cost = np.diff(indptr[starts].astype(np.int64)) + np.diff(starts)
    done = np.cumsum(cost[block])
    ends = np.flatnonzero(np.diff(done // _PIECE, append=-1)) + 1
    begin = 0
    for end in ends.tolist():
        low, high = int(starts[block[begin]]), int(starts[block[end - 1] + 1])
        yield _Piece(sources[begin:end], low, high)
        begin = end


def _dependencies(
    reduced: Reduction, sources: Indices, *, edges: bool, workers: int | None
) -> tuple[Floats, Floats]:
    """Sum over sources of how much each depends on each vertex, and on each edge if asked for."""
    matrix, reach = reduced.adjacency, reduced.reach
    indptr, indices, counts = matrix.indptr, matrix.indices, matrix.data
    on_nodes = np.zeros(matrix.shape[0])
    on_edges = np.zeros(matrix.nnz if edges else 0)
    kernel = compiled(_brandes)
    # Compile here, where an interrupt is heard.
    kernel(indptr, indices, counts, reach, sources[:0], 0, 0, edges)

    def work(piece: _Piece) -> tuple[Floats, Floats, bool]:
        return kernel(indptr, indices, counts, reach, piece.sources, piece.low, piece.high, edges)

    def put(piece: _Piece, result: tuple[Floats, Floats, bool]) -> None:
        nodes, arcs, overflow = result
        if overflow:
            message = (
                "betweenness has no value here: some nodes have more than 1e300 shortest paths "
                "between them. Count parallel edges as one, or take a smaller part of the network."
            )
            raise UndefinedMeasure(message)
        on_nodes[piece.low : piece.high] += nodes
        if edges:
            on_edges[indptr[piece.low] : indptr[piece.high]] += arcs

    in_order(_pieces(reduced, sources), work, put, workers=workers)
    return on_nodes, on_edges


def _brandes(
    indptr: Indices,
    indices: Indices,
    counts: Floats,
    reach: Floats,
    sources: Indices,
    low: int,
    high: int,
    edges: bool,
) -> tuple[Floats, Floats, bool]:
    """Dependencies of some sources on the vertices from low to high, and on their edges."""
    size, first = high - low, indptr[low]
    total, along = np.zeros(size), np.zeros(indptr[high] - first if edges else 0)
    paths, share = np.empty(size), np.empty(size)
    distance = np.full(size, -1, np.int32)
    queue, begin = np.empty(size, np.int32), np.empty(size + 1, np.int32)
    onward = np.empty(indptr[high] - first, np.int32)  # edges on shortest paths, as found
    overflow = False
    for source in sources:
        origin = source - low
        queue[0], distance[origin], paths[origin] = origin, 0, 1.0
        head, tail, found = 0, 1, 0
        while head < tail:
            v = queue[head]
            begin[head] = found
            head += 1
            level = distance[v] + 1
            for arc in range(indptr[low + v], indptr[low + v + 1]):
                w = indices[arc] - low
                if distance[w] < 0:
                    distance[w] = level
                    paths[w] = 0.0
                    queue[tail] = w
                    tail += 1
                if distance[w] == level:
                    paths[w] += paths[v] * counts[arc]
                    onward[found] = arc
                    found += 1
        begin[tail] = found
        for place in range(tail - 1, -1, -1):
            v = queue[place]
            overflow |= paths[v] > 1e300
            depends = 0.0
            for step in range(begin[place], begin[place + 1]):
                arc = onward[step]
                part = paths[v] * counts[arc] * share[indices[arc] - low]
                depends += part
                if edges:
                    along[arc - first] += reach[source] * part
            share[v] = (reach[low + v] + depends) / paths[v]
            distance[v] = -1
            if place > 0:
                total[v] += reach[source] * depends
    return total, along, overflow
