"""Communities of a network of any size, for places and colours: one run of Louvain, no chance.

`coopgraph.communities` is for findings: it runs from many seeds and says how sure each is.
"""

from typing import TYPE_CHECKING, Final

import numpy as np

from coopgraph.network.kernels.jit import compiled
from coopgraph.network.kernels.matrix import Floats
from coopgraph.view.explorer.columns import Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["communities"]

_COMPILED: Final = 2000  # edges from which machine code is worth its loading
_PASSES: Final = 20


def communities(joined: "csr_array") -> Ints:
    """Part a network into communities by the method of Louvain, nodes in their order.

    Parameters
    ----------
    joined : scipy.sparse.csr_array
        Symmetric matrix of weights, without a diagonal.

    Returns
    -------
    numpy.ndarray of int
        Community of each node, 0 the largest; of equal ones that of the first node comes first.

    References
    ----------
    Blondel, V. D. et al. (2008). Fast unfolding of communities in large networks. Journal of
    Statistical Mechanics P10008.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> pairs = csr_array(np.kron(np.eye(2), [[0, 1], [1, 0]]))
    >>> communities(pairs).tolist()
    [0, 0, 1, 1]
    """
    from scipy.sparse import coo_array

    found = np.arange(joined.shape[0])
    matrix = joined.astype(np.float64)
    move = compiled(_move) if joined.nnz > _COMPILED else _move
    while matrix.nnz:
        strength = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
        label = np.arange(matrix.shape[0])
        moved = move(matrix.indptr, matrix.indices, matrix.data, strength, label, _PASSES)
        if not moved:
            break
        _, label = np.unique(label, return_inverse=True)
        label = label.astype(np.int64).ravel()
        found = label[found]
        table = matrix.tocoo()
        size = int(label.max()) + 1
        ends = (label[table.row], label[table.col])
        matrix = coo_array((table.data, ends), shape=(size, size)).tocsr()
    return _by_size(found)


def _by_size(label: Ints) -> Ints:
    """Number communities by size, then by their first node."""
    _, first, inverse, size = np.unique(
        label, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -size))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    return np.asarray(number[inverse.ravel()], dtype=np.int64)


def _move(
    indptr: Ints, indices: Ints, weight: Floats, strength: Floats, label: Ints, passes: int
) -> int:
    """Move each node to the neighbouring community where modularity gains most."""
    count = len(label)
    total = strength.sum()
    inside = strength.copy()
    link = np.zeros(count)
    near = np.zeros(count, dtype=np.int64)
    moves = 0
    for _ in range(passes):
        before = moves
        for node in range(count):
            own, held = label[node], 0
            near[0] = own
            held = 1
            link[own] = 0.0
            for at in range(indptr[node], indptr[node + 1]):
                other = indices[at]
                if other == node:
                    continue
                group = label[other]
                if group != own and link[group] == 0.0:
                    near[held] = group
                    held += 1
                link[group] += weight[at]
            inside[own] -= strength[node]
            best, most = own, link[own] - strength[node] * inside[own] / total
            for i in range(held):
                group = near[i]
                gain = link[group] - strength[node] * inside[group] / total
                if gain > most + 1e-9 * (1.0 + abs(most)):
                    best, most = group, gain
                link[group] = 0.0
            inside[best] += strength[node]
            if best != own:
                label[node] = best
                moves += 1
        if moves - before <= count // 1000:
            break
    return moves
