"""Centralities as numbers on sparse matrices.

Each function takes a `Network` and gives one number a node, in the order of the nodes. Definitions
are in `coopgraph.network.measures`; here is how they are computed.
"""

from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse import linalg as sparse_linalg

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.matrix import Floats, Network, components

__all__ = ["betweenness", "closeness", "degree", "eigenvector", "pagerank"]

_CELLS: Final = 2_000_000  # of one dense block: some tens of megabytes
_DENSE: Final = 1_000  # up to here a full eigendecomposition is quick, and exact to the last digits
_DAMPING: Final = 0.85
_TOLERANCE: Final = 1e-14


def degree(net: Network) -> Floats:
    """Sum of the edges, or of their weights, at each node; a self-loop counts twice."""
    matrix = net.adjacency
    out, loops = matrix.sum(axis=1), matrix.diagonal()
    total = out + (matrix.sum(axis=0) if net.directed else loops)
    return np.asarray(total, dtype=float)


def betweenness(net: Network, *, normalized: bool = True) -> Floats:
    """Share of the shortest paths between others that lead through each node.

    Brandes' algorithm, for a block of sources at a time: one sparse product a level instead of
    one Python loop an edge. A product with the matrix of multiplicities counts parallel edges as
    distinct geodesics by itself.
    """
    n = net.size
    total = np.zeros(n)
    matrix = net.adjacency - sparse.diags_array(net.adjacency.diagonal())
    matrix = sparse.csr_array(matrix)
    backward = sparse.csr_array(matrix.T)
    for block in _blocks(n):
        total += _dependencies(matrix, backward, block)
    if not net.directed:
        total /= 2
    if normalized and n > 2:
        total /= (n - 1) * (n - 2) / (1 if net.directed else 2)
    return total


def _dependencies(matrix: sparse.csr_array, backward: sparse.csr_array, block: range) -> Floats:
    """Sum over some sources of how much each depends on each node."""
    sources, columns = np.array(block), np.arange(len(block))
    paths = np.zeros((matrix.shape[0], len(block)))
    paths[sources, columns] = 1.0
    distance = np.full(paths.shape, -1, dtype=np.int32)
    distance[sources, columns] = 0
    front, level = paths.copy(), 0
    while True:
        front = backward @ front
        front[distance >= 0] = 0.0
        if not front.any():
            break
        level += 1
        distance[front > 0] = level
        paths += front
    depends = np.zeros(paths.shape)
    for step in range(level, 0, -1):
        share = np.divide(1 + depends, paths, where=distance == step, out=np.zeros(paths.shape))
        depends += np.where(distance == step - 1, paths * (matrix @ share), 0.0)
    depends[sources, columns] = 0.0
    return np.asarray(depends.sum(axis=1))


def closeness(net: Network) -> Floats:
    """Inverse mean distance to a node from those that reach it, times their share of all others."""
    n = net.size
    values = np.zeros(n)
    # Distances towards a node are distances from it in the reversed network.
    reverse = sparse.csr_array(net.adjacency.T)
    for block in _blocks(n):
        distance = csgraph.dijkstra(
            reverse, directed=True, indices=np.array(block), unweighted=True
        )
        reached = np.isfinite(distance)
        others = reached.sum(axis=1) - 1
        far = np.where(reached, distance, 0.0).sum(axis=1)
        joined = others > 0
        values[np.array(block)[joined]] = others[joined] / far[joined] * others[joined] / (n - 1)
    return values


def pagerank(net: Network) -> Floats:
    """Share of visits of a walker who starts anew with probability 0.15 at each step.

    Power iteration until two rounds differ by less than 1e-14 in all, so that the values are
    right to 1e-12.
    """
    n = net.size
    if n == 0:
        return np.zeros(0)
    out = np.asarray(net.adjacency.sum(axis=1), dtype=float)
    dangling = out == 0
    scale = np.divide(1.0, out, where=~dangling, out=np.zeros(n))
    step = sparse.csr_array(net.adjacency.T) @ sparse.diags_array(scale)
    values = np.full(n, 1 / n)
    for _ in range(1_000):  # 0.85 to this power is nothing: the sums' last digits may never settle
        walked = step @ values + values[dangling].sum() / n
        new = _DAMPING * walked + (1 - _DAMPING) / n
        new /= new.sum()
        change = np.abs(new - values).sum()
        values = new
        if change < _TOLERANCE:
            break
    return values


def eigenvector(net: Network) -> Floats:
    """Positive vector of unit length with ``A.T @ x == largest eigenvalue * x``."""
    n = net.size
    if n == 0:
        raise UndefinedMeasure("eigenvector centrality: the network has no nodes")
    parts = int(components(net, strong=True).max()) + 1
    if parts > 1:
        how = "strongly connected" if net.directed else "connected"
        message = (
            f"eigenvector centrality has no single value here: the network is not {how}, it has "
            f"{parts} components. Rank the largest one (largest), or use pagerank, which every "
            "network has."
        )
        raise UndefinedMeasure(message)
    if n == 1:
        return np.ones(1)
    vector = _leading_vector(sparse.csr_array(net.adjacency.T), symmetric=not net.directed)
    vector = np.abs(vector)
    return np.asarray(vector / np.linalg.norm(vector))


def _leading_vector(matrix: sparse.csr_array, *, symmetric: bool) -> Floats:
    """Eigenvector of the largest real eigenvalue; one only, as the network is connected."""
    n = matrix.shape[0]
    if n <= _DENSE:
        if symmetric:
            return np.asarray(np.linalg.eigh(matrix.toarray())[1][:, -1])
        values, vectors = np.linalg.eig(matrix.toarray())
        return np.asarray(np.real(vectors[:, np.argmax(values.real)]))
    start = np.ones(n)  # the same start gives the same result
    if symmetric:
        _, vectors = sparse_linalg.eigsh(matrix, k=1, which="LA", v0=start, tol=0)
    else:
        _, vectors = sparse_linalg.eigs(matrix, k=1, which="LR", v0=start, tol=0)
    return np.asarray(np.real(vectors[:, 0]))


def _blocks(n: int) -> list[range]:
    """Places in groups, so that a dense table of all nodes by a group stays small."""
    width = max(1, min(n, _CELLS // max(n, 1)))
    return [range(start, min(start + width, n)) for start in range(0, n, width)]
