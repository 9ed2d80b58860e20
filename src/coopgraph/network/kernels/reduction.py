"""An undirected network, split at its cut vertices into blocks that count shortest paths alone.

Networks of cooperation are full of leaves and cut vertices. A shortest path enters and leaves a
block (a largest part without a cut vertex of its own) at the same two vertices whatever lies
outside, so all that hangs at a vertex of a block can be folded into a number: how many vertices
one reaches from the block through it, itself included. Shortest paths then need to be counted
within blocks only. A tree is made of blocks of two vertices, where nothing is left to count.

The split is exact, for betweenness of nodes and of edges, and parallel edges stay distinct
shortest paths: outside the block they multiply the number of all paths of a pair alike
(Puzis et al. 2012; Baglioni et al. 2012; Sarıyüce et al. 2013).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from coopgraph.network.kernels.jit import compiled

__all__ = ["Floats", "Indices", "Places", "Reduction", "clean", "reduce_network", "whole"]

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Reduction:
    """Blocks side by side, each with its own copy of a cut vertex.

    Parameters
    ----------
    adjacency : scipy.sparse.csr_array
        The blocks of three vertices and more as one network, the largest first, the copies of a
        block next to each other.
    origin : numpy.ndarray of int
        Of which node of the whole network each vertex is a copy.
    reach : numpy.ndarray of float
        How many nodes one reaches from the block through the vertex, itself included.
    starts : numpy.ndarray of int
        Where each block begins, and where the last one ends.
    between : numpy.ndarray of float
        For each node of the whole network, the pairs of others that only it holds together,
        counted both ways.
    bridges : numpy.ndarray of int, two columns
        Pairs of nodes that are a block by themselves, the edges of trees above all.
    crossings : numpy.ndarray of float
        For each of `bridges`, the pairs of nodes that it alone holds together, counted one way.
    """

    adjacency: sparse.csr_array
    origin: Places
    reach: Floats
    starts: Places
    between: Floats
    bridges: Places
    crossings: Floats


def clean(adjacency: sparse.csr_array) -> sparse.csr_array:
    """Give an adjacency without self-loops and empty entries, in order, of floats.

    Parameters
    ----------
    adjacency : scipy.sparse.csr_array
        Entry *ij* is the number of edges from *i* to *j*. It is left as it is.

    Returns
    -------
    scipy.sparse.csr_array
        A new array with 32-bit indices.

    Raises
    ------
    ValueError
        Where an entry is negative or not a number: it counts no edges.
    """
    table = sparse.coo_array(adjacency)
    row, column = table.coords
    value = np.asarray(table.data, dtype=np.float64)
    if not (np.isfinite(value) & (value >= 0)).all():
        raise ValueError("an entry of the adjacency is negative or not finite; it counts edges")
    kept = (row != column) & (value != 0)
    tidy = sparse.csr_array((value[kept], (row[kept], column[kept])), shape=table.shape)
    tidy.sum_duplicates()
    return _narrow(tidy)


def whole(adjacency: sparse.csr_array) -> Reduction:
    """Give a network with its components for blocks, nothing folded: the form for directed ones.

    Parameters
    ----------
    adjacency : scipy.sparse.csr_array
        As from `clean`.

    Returns
    -------
    Reduction
        The network, one (weakly connected) component after the other, the largest first.
    """
    n = adjacency.shape[0]
    labels = csgraph.connected_components(adjacency)[1] if n else np.zeros(0, dtype=np.int64)
    sizes = np.bincount(labels)
    origin = np.lexsort((labels, -sizes[labels])).astype(np.int64)
    place = np.empty(n, dtype=np.int64)
    place[origin] = np.arange(n)
    table = adjacency.tocoo()
    row, column = table.coords
    moved = sparse.csr_array((table.data, (place[row], place[column])), shape=(n, n))
    moved.sort_indices()
    return Reduction(
        adjacency=_narrow(moved),
        origin=origin,
        reach=np.ones(n),
        starts=np.concatenate([[0], np.cumsum(-np.sort(-sizes))]).astype(np.int64),
        between=np.zeros(n),
        bridges=np.zeros((0, 2), dtype=np.int64),
        crossings=np.zeros(0),
    )


def reduce_network(adjacency: sparse.csr_array) -> Reduction:
    """Split an undirected network at its cut vertices, trees folded away.

    Parameters
    ----------
    adjacency : scipy.sparse.csr_array
        As from `clean`, and symmetric.

    Returns
    -------
    Reduction
        Its blocks.

    Examples
    --------
    A triangle with a tail of two nodes: the tail is folded into the vertex that it hangs at.

    >>> edges = sparse.coo_array(([1.0] * 5, ([0, 1, 0, 2, 3], [1, 2, 2, 3, 4])), shape=(5, 5))
    >>> triangle = reduce_network(clean(edges.tocsr() + edges.T.tocsr()))
    >>> triangle.origin.tolist(), triangle.reach.tolist()
    ([0, 1, 2], [1.0, 1.0, 3.0])
    >>> triangle.between.tolist()
    [0.0, 0.0, 8.0, 6.0, 0.0]
    """
    n = adjacency.shape[0]
    order, home, parent, below, component = compiled(_search)(
        adjacency.indptr, adjacency.indices, np.arange(n, dtype=np.int32)
    )
    blocks = len(parent)
    size = np.bincount(component, minlength=1).astype(np.float64)[component] if n else np.zeros(0)
    # Every node but a root is in one block as a child; a block has one parent besides.
    children = np.flatnonzero(home >= 0)
    block = np.concatenate([home[children], np.arange(blocks)]).astype(np.int64)
    node = np.concatenate([children, parent]).astype(np.int64)
    folded = np.bincount(home[children], weights=below[children], minlength=blocks)
    reach = np.concatenate([below[children], size[parent] - folded])
    beyond = size[node] - reach  # nodes that one reaches from this one through the block
    alone = size - 1
    joined = np.bincount(node, weights=beyond * beyond, minlength=n)
    between = (alone * alone - joined).astype(np.float64)
    members = np.bincount(block, minlength=blocks)
    bridged = children[members[home[children]] == 2]
    bridges = np.column_stack([bridged, parent[home[bridged]]]).astype(np.int64)
    crossings = below[bridged] * (size[bridged] - below[bridged])

    # Copies in order of their blocks, the largest block first, within it as the search met them.
    rank = np.empty(blocks, dtype=np.int64)
    rank[np.lexsort((np.arange(blocks), -members))] = np.arange(blocks)
    sorting = np.lexsort((order[node], rank[block]))
    sorting = sorting[members[block[sorting]] > 2]
    place = np.full(len(node), -1, dtype=np.int64)
    place[sorting] = np.arange(len(sorting))
    as_child = np.full(n, -1, dtype=np.int64)
    as_child[children] = place[: len(children)]
    as_parent = place[len(children) :]
    return Reduction(
        adjacency=_split(adjacency, order, home, as_child, as_parent, len(sorting)),
        origin=node[sorting],
        reach=reach[sorting],
        starts=np.concatenate([[0], np.cumsum(-np.sort(-members[members > 2]))]).astype(np.int64),
        between=between,
        bridges=bridges,
        crossings=crossings,
    )


def _split(
    adjacency: sparse.csr_array,
    order: Indices,
    home: Indices,
    as_child: Places,
    as_parent: Places,
    copies: int,
) -> sparse.csr_array:
    """The edges of the network between copies of their ends; bridges are left out.

    The end of an edge that was met later is in its block as a child; the other one too, or it is
    the parent of the block.
    """
    n = adjacency.shape[0]
    tail = np.repeat(np.arange(n), np.diff(adjacency.indptr))
    head = adjacency.indices
    block = np.where(order[tail] > order[head], home[tail], home[head])
    row = np.where(home[tail] == block, as_child[tail], as_parent[block])
    column = np.where(home[head] == block, as_child[head], as_parent[block])
    kept = row >= 0
    shape = (copies, copies)
    split = sparse.csr_array((adjacency.data[kept], (row[kept], column[kept])), shape=shape)
    split.sort_indices()
    return _narrow(split)


def _narrow(matrix: sparse.csr_array) -> sparse.csr_array:
    """The same matrix with 32-bit indices, so that kernels are compiled for one type."""
    indices = matrix.indices.astype(np.int32, copy=False)
    indptr = matrix.indptr.astype(np.int32, copy=False)
    return sparse.csr_array((matrix.data, indices, indptr), shape=matrix.shape)


def _search(
    indptr: Indices, indices: Indices, roots: Indices
) -> tuple[Indices, Indices, Indices, Floats, Indices]:
    """Depth-first search for blocks (Hopcroft and Tarjan 1973), without recursion.

    Gives for each node when it was met, the block where it is a child (-1 for a root), and how
    many nodes hang below it outside that block, itself included; the parent of each block; and
    the component of each node.
    """
    n = len(indptr) - 1
    order = np.full(n, -1, np.int32)
    low = np.zeros(n, np.int32)
    home = np.full(n, -1, np.int32)
    parent = np.empty(n, np.int32)
    below = np.ones(n, np.float64)
    component = np.empty(n, np.int32)
    cursor = indptr[:-1].copy()
    path = np.empty(n, np.int32)  # from the root to here
    open_nodes = np.empty(n, np.int32)  # met, and not yet in a block
    met = blocks = parts = 0
    for root in roots:
        if order[root] >= 0:
            continue
        depth = opened = 0
        path[0] = root
        order[root] = low[root] = met
        component[root] = parts
        met += 1
        while depth >= 0:
            v = path[depth]
            if cursor[v] < indptr[v + 1]:
                w = indices[cursor[v]]
                cursor[v] += 1
                if order[w] < 0:
                    order[w] = low[w] = met
                    component[w] = parts
                    met += 1
                    open_nodes[opened] = w
                    opened += 1
                    depth += 1
                    path[depth] = w
                elif order[w] < low[v]:
                    low[v] = order[w]
                continue
            depth -= 1
            if depth < 0:
                break
            u = path[depth]
            low[u] = min(low[u], low[v])
            if low[v] >= order[u]:
                # Nothing below v leads above u: all that is open since v is one block with u.
                parent[blocks] = u
                closed = -1
                while closed != v:
                    opened -= 1
                    closed = open_nodes[opened]
                    home[closed] = blocks
                    below[u] += below[closed]
                blocks += 1
        parts += 1
    return order, home, parent[:blocks], below, component
