"""Centralities as numbers on sparse matrices.

Each function takes a `Network` and gives one number a node, in the order of the nodes. Definitions
are in `coopgraph.network.measures.registry`; here is how they are computed.
"""

from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.matrix import Floats, Network, components, pairs
from coopgraph.network.kernels.spectral import leading_pair, leading_singular, spectral_radius

__all__ = [
    "betweenness",
    "closeness",
    "degree",
    "edge_betweenness",
    "eigenvector",
    "harmonic",
    "hits",
    "in_degree",
    "katz",
    "lengths",
    "nearness",
    "out_degree",
    "pagerank",
]

_CELLS: Final = 2_000_000  # of one dense block: some tens of megabytes
_TOLERANCE: Final = 1e-13  # leaves an error of 0.85/0.15 times as much at most
_KATZ: Final = 0.85  # of the greatest possible attenuation


def degree(net: Network) -> Floats:
    """Sum of the edges, or of their weights, at each node; a self-loop counts twice."""
    matrix = net.adjacency
    out, loops = matrix.sum(axis=1), matrix.diagonal()
    total = out + (matrix.sum(axis=0) if net.directed else loops)
    return np.asarray(total, dtype=float)


def in_degree(net: Network) -> Floats:
    """Sum of the edges, or of their weights, that lead to each node."""
    return np.asarray(net.adjacency.sum(axis=0), dtype=float) if net.directed else degree(net)


def out_degree(net: Network) -> Floats:
    """Sum of the edges, or of their weights, that lead from each node."""
    return np.asarray(net.adjacency.sum(axis=1), dtype=float) if net.directed else degree(net)


def betweenness(net: Network, *, normalized: bool = True) -> Floats:
    """Share of the shortest paths between others that lead through each node.

    Brandes' algorithm, for a block of sources at a time: one sparse product a level instead of
    one Python loop an edge. A product with the matrix of multiplicities counts parallel edges as
    distinct geodesics by itself.
    """
    n = net.size
    total = np.zeros(n)
    matrix, backward = _both_ways(net)
    for block in _blocks(n):
        paths, distance, level = _counted(backward, block)
        depends = np.zeros(paths.shape)
        for step in range(level, 0, -1):
            share = _share(paths, distance, depends, step)
            depends += np.where(distance == step - 1, paths * (matrix @ share), 0.0)
        depends[np.array(block), np.arange(len(block))] = 0.0
        total += np.asarray(depends.sum(axis=1))
    if not net.directed:
        total /= 2
    if normalized and n > 2:
        total /= (n - 1) * (n - 2) / (1 if net.directed else 2)
    return total


def edge_betweenness(net: Network, *, normalized: bool = True) -> Floats:
    """Share of the shortest paths between any two nodes that lead along each edge.

    In the order of `pairs`; parallel edges have an equal share each, and this is one of them.
    """
    n = net.size
    source, target = pairs(net)
    total = np.zeros(len(source))
    matrix, backward = _both_ways(net)
    for block in _blocks(max(n, len(source))):
        inside = range(min(block.start, n), min(block.stop, n))
        paths, distance, level = _counted(backward, inside)
        depends = np.zeros(paths.shape)
        for step in range(level, 0, -1):
            share = _share(paths, distance, depends, step)
            forth = np.where(distance[source] == step - 1, paths[source] * share[target], 0.0)
            total += forth.sum(axis=1)
            if not net.directed:
                back = np.where(distance[target] == step - 1, paths[target] * share[source], 0.0)
                total += back.sum(axis=1)
            depends += np.where(distance == step - 1, paths * (matrix @ share), 0.0)
    if not net.directed:
        total /= 2
    if normalized and n > 1:
        total /= n * (n - 1) / (1 if net.directed else 2)
    return total


def _both_ways(net: Network) -> tuple[sparse.csr_array, sparse.csr_array]:
    """The adjacency without self-loops, and its transpose."""
    matrix = sparse.csr_array(net.adjacency - sparse.diags_array(net.adjacency.diagonal()))
    return matrix, sparse.csr_array(matrix.T)


def _counted(
    backward: sparse.csr_array, block: range
) -> tuple[Floats, "np.ndarray[tuple[int, ...], np.dtype[np.int32]]", int]:
    """Number of shortest paths and distance from some sources to all nodes, and the farthest."""
    sources, columns = np.array(block, dtype=np.intp), np.arange(len(block))
    paths = np.zeros((backward.shape[0], len(block)))
    paths[sources, columns] = 1.0
    distance = np.full(paths.shape, -1, dtype=np.int32)
    distance[sources, columns] = 0
    front, level = paths.copy(), 0
    while True:
        front = backward @ front
        front[distance >= 0] = 0.0
        if not front.any():
            return paths, distance, level
        level += 1
        distance[front > 0] = level
        paths += front


def _share(
    paths: Floats,
    distance: "np.ndarray[tuple[int, ...], np.dtype[np.int32]]",
    depends: Floats,
    step: int,
) -> Floats:
    """What each node of a level hands on for each shortest path that leads to it."""
    zero = np.zeros(paths.shape)
    return np.asarray(np.divide(1 + depends, paths, where=distance == step, out=zero))


def lengths(net: Network) -> sparse.csr_array:
    """Give the length 1/strength of each step: the conversion that is called ``inverse``.

    Strengths of parallel edges are added up before: they make one step, a short one.
    """
    matrix = sparse.csr_array(net.adjacency, copy=True)
    matrix.data = 1.0 / matrix.data
    return matrix


def closeness(net: Network, *, distance: str | None = None, unreachable: str = "share") -> Floats:
    """Inverse mean distance to a node from those that reach it, see `nearness` for the others."""
    reached, total = np.zeros(net.size), np.zeros(net.size)
    for block, far in _distances_to(net, distance):
        finite = np.isfinite(far)
        reached[block] = finite.sum(axis=1) - 1
        total[block] = np.where(finite, far, 0.0).sum(axis=1)
    return nearness(reached, total, unreachable)


def nearness(reached: npt.ArrayLike, far: npt.ArrayLike, unreachable: Any = "share") -> Floats:
    """Closeness from the number of nodes that reach each node and the sum of their distances.

    Parameters
    ----------
    reached, far : array-like
        Number of other nodes that reach the node, and the sum of their distances to it.
    unreachable : {"share", "ignore", "n"}
        What becomes of those that do not: times the share of those that do (Wasserman and Faust),
        nothing, or as if each were *n* steps away.

    Returns
    -------
    numpy.ndarray
        A value a node, 0 where none reaches it.
    """
    count, total = np.asarray(reached, dtype=float), np.asarray(far, dtype=float)
    others = max(len(count) - 1, 1)
    if unreachable == "n":
        count, total = np.full(len(count), len(count) - 1.0), total + len(count) * (others - count)
    values: Floats = np.divide(count, total, where=total > 0, out=np.zeros(len(count)))
    return values * (count / others) if unreachable == "share" else values


def harmonic(net: Network, *, distance: str | None = None) -> Floats:
    """Sum of the inverse distances to a node from all others, divided by their number."""
    n = net.size
    values = np.zeros(n)
    for block, far in _distances_to(net, distance):
        far[np.arange(len(block)), block] = np.inf
        values[block] = (1.0 / far).sum(axis=1)
    return values / max(n - 1, 1)


def _distances_to(
    net: Network, distance: str | None
) -> "list[tuple[np.ndarray[tuple[int], np.dtype[np.intp]], Floats]]":
    """Distances towards some nodes from all, block by block."""
    # Distances towards a node are distances from it in the reversed network.
    reverse = sparse.csr_array((lengths(net) if distance else net.adjacency).T)
    return [
        (
            np.array(block, dtype=np.intp),
            csgraph.dijkstra(
                reverse, directed=True, indices=np.array(block), unweighted=distance is None
            ),
        )
        for block in _blocks(net.size)
    ]


def pagerank(net: Network, *, damping: float = 0.85, start: Floats | None = None) -> Floats:
    """Share of visits of a walker who starts anew with probability 0.15 at each step.

    Power iteration until two rounds differ by less than 1e-13 in all, so that the values are
    right to 1e-12. It begins with equal shares, or with `start`, which sums to 1.
    """
    n = net.size
    if not 0 <= damping < 1:
        raise UndefinedMeasure(f"damping is {damping}; expected from 0 to less than 1, say 0.85")
    if n == 0:
        return np.zeros(0)
    out = net.adjacency @ np.ones(n)
    scale = np.divide(damping, out, where=out > 0, out=np.zeros(n))
    dangling = np.flatnonzero(out == 0)
    backward = net.adjacency.T if net.directed else net.adjacency
    values = np.full(n, 1 / n) if start is None else start
    # 0.85 to the power of 1,000 is nothing: the sums' last digits may never settle.
    rounds = 1_000 if damping <= 0.9 else int(np.ceil(40 / (1 - damping)))
    for _ in range(rounds):
        new = backward @ (scale * values)
        new += (damping * values[dangling].sum() + 1 - damping) / n
        new /= new.sum()
        change = np.abs(new - values).sum()
        values = new
        if change < _TOLERANCE:
            break
    return values


def eigenvector(net: Network, *, components: Literal["error", "each"] = "error") -> Floats:
    """Positive vector of unit length with ``A.T @ x == largest eigenvalue * x``."""
    n = net.size
    if n == 0:
        raise UndefinedMeasure("eigenvector centrality: the network has no nodes")
    labels = _strong(net)
    parts = int(labels.max()) + 1
    if parts == 1:
        return _perron(net)
    if components == "each":
        values = np.zeros(n)
        for part in range(parts):
            places = np.flatnonzero(labels == part)
            inner = net.part(places)
            if inner.adjacency.nnz:
                values[places] = _perron(inner) * np.sqrt(len(places) / n)
        return values
    how = "strongly connected" if net.directed else "connected"
    message = (
        f"eigenvector centrality has no single value here: the network is not {how}, it has "
        f"{parts} components. Rank the largest one (largest), each by itself "
        '(components="each"), or use pagerank, which every network has.'
    )
    raise UndefinedMeasure(message)


def _strong(net: Network) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    return components(net, strong=True)


def _perron(net: Network) -> Floats:
    """Eigenvector of a network that is connected."""
    if net.size == 1:
        return np.ones(1)
    _, vector = leading_pair(sparse.csr_array(net.adjacency.T), symmetric=not net.directed)
    vector = np.abs(vector)
    return np.asarray(vector / np.linalg.norm(vector))


def katz(net: Network, *, alpha: float | None = None, beta: float = 1.0) -> Floats:
    """Unit vector along the solution of ``x = alpha * A.T @ x + beta``."""
    n = net.size
    if n == 0:
        return np.zeros(0)
    radius = spectral_radius(net)
    chosen = alpha if alpha is not None else (_KATZ / radius if radius else 0.1)
    if not np.isfinite(beta) or beta == 0:
        raise UndefinedMeasure(f"Katz centrality has no value for beta={beta:g}; expected 1, say")
    if not (0 < chosen < np.inf and chosen * radius < 1):
        below = f"less than {1 / radius:.6g}, 1/the largest eigenvalue" if radius else "any"
        message = (
            f"Katz centrality has no value for alpha={chosen:g}: its sum over walks does not end. "
            f"Expected alpha above 0 and {below}; leave it out for {_KATZ} of the greatest one."
        )
        raise UndefinedMeasure(message)
    system = sparse.csc_array(sparse.eye_array(n) - chosen * net.adjacency.T)
    values = np.asarray(sparse.linalg.spsolve(system, np.full(n, float(beta))), dtype=float)
    return np.asarray(values / np.linalg.norm(values))


def hits(net: Network, *, kind: Literal["hubs", "authorities"]) -> Floats:
    """Leading vector of ``A @ A.T`` (hubs) or of ``A.T @ A`` (authorities), summing to 1."""
    n = net.size
    if n == 0:
        return np.zeros(0)
    if not net.directed:
        # Both are the eigenvector, also where bipartite ends make the product's one ambiguous.
        values = eigenvector(net)
    elif net.adjacency.nnz == 0:
        raise UndefinedMeasure(f"{kind}: the network has no edges. Choose one that has.")
    else:
        values = leading_singular(net.adjacency, left=kind == "hubs", name=kind)
    return np.asarray(values / values.sum())


def _blocks(n: int) -> list[range]:
    """Places in groups, so that a dense table of all nodes by a group stays small."""
    width = max(1, min(n, _CELLS // max(n, 1)))
    return [range(start, min(start + width, n)) for start in range(0, n, width)]
