"""Partitions of nodes: how good one is, and how alike two are."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.matrix import Floats, Network

__all__ = ["ari", "co_assignment", "in_order_of_size", "modularity", "nmi"]

Labels = npt.NDArray[np.intp]


def modularity(net: Network, labels: Labels, *, resolution: float = 1.0) -> float:
    r"""Share of the edges within communities less what chance would give.

    :math:`\sum_c \frac{L_c}{m} - \gamma \frac{k^{out}_c k^{in}_c}{m^2}`, as NetworkX has it
    (Newman and Girvan 2004; Leicht and Newman 2008 for directed networks); an undirected edge
    counts both ways, so does its self-loop.

    Parameters
    ----------
    net : Network
        The network.
    labels : numpy.ndarray of int
        Community of each node, from 0.
    resolution : float
        The greater, the smaller are the best communities.

    Returns
    -------
    float
        From -1 to 1.

    Raises
    ------
    UndefinedMeasure
        Where the network has no edges.
    """
    matrix = net.adjacency
    if not net.directed:  # a loop stands on the diagonal once
        matrix = sparse.csr_array(matrix + sparse.diags_array(matrix.diagonal()))
    total = float(matrix.sum())
    if total == 0:
        raise UndefinedMeasure("modularity: the network has no edges. Choose one that has.")
    table = matrix.tocoo()
    inner = float(table.data[labels[table.row] == labels[table.col]].sum())
    parts = int(labels.max()) + 1
    out = np.bincount(labels, weights=np.asarray(matrix.sum(axis=1)), minlength=parts)
    into = np.bincount(labels, weights=np.asarray(matrix.sum(axis=0)), minlength=parts)
    return inner / total - resolution * float(out @ into) / total**2


def nmi(one: Labels, two: Labels) -> float:
    """Normalised mutual information: what two partitions say of each other, by their mean entropy.

    Parameters
    ----------
    one, two : numpy.ndarray of int
        Two partitions of the same nodes.

    Returns
    -------
    float
        From 0 to 1; 1 where they are the same, also where both are one group.

    Examples
    --------
    >>> nmi(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    >>> abs(round(nmi(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])), 12))
    0.0
    """
    table = _contingency(one, two)
    n = table.sum()
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    entropies = _entropy(rows / n) + _entropy(columns / n)
    if entropies == 0:
        return 1.0
    cells = table.tocoo()
    expected = rows[cells.row] * columns[cells.col] / n
    shared = float((cells.data / n) @ np.log(cells.data / expected))
    return min(2 * shared / entropies, 1.0)


def ari(one: Labels, two: Labels) -> float:
    """Adjusted Rand index: pairs put together by both, beyond chance (Hubert and Arabie 1985).

    Parameters
    ----------
    one, two : numpy.ndarray of int
        Two partitions of the same nodes.

    Returns
    -------
    float
        1 where they are the same, 0 where they agree as chance would.

    Examples
    --------
    >>> round(ari(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])), 12)
    0.571428571429
    """
    table = _contingency(one, two)
    n = float(table.sum())
    together = _pairs(table.data)
    rows, columns = _pairs(np.asarray(table.sum(axis=1))), _pairs(np.asarray(table.sum(axis=0)))
    expected = rows * columns / (n * (n - 1) / 2) if n > 1 else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else float((together - expected) / (most - expected))


def co_assignment(chosen: Labels, others: npt.NDArray[np.intp]) -> Floats:
    """How often each node is with the members of its community in other partitions.

    Parameters
    ----------
    chosen : numpy.ndarray of int
        The partition to judge.
    others : numpy.ndarray of int, one row a partition
        Partitions of the same nodes.

    Returns
    -------
    numpy.ndarray of float
        Mean over the partitions of the share of the other members of the node's community that
        are with it there too; 1 for a node alone.
    """
    sizes = np.bincount(chosen)[chosen].astype(float) if len(chosen) else np.zeros(0)
    total = np.zeros(len(chosen))
    for labels in others:
        together = _contingency(chosen, labels)[chosen, labels]
        alone = sizes == 1
        total += np.where(alone, 1.0, (together - 1) / np.maximum(sizes - 1, 1))
    return np.asarray(total / max(len(others), 1))


def in_order_of_size(labels: Labels) -> Labels:
    """Number the parts anew from 0, the largest first, of equal ones that with the first node.

    Parameters
    ----------
    labels : numpy.ndarray of int
        A partition.

    Returns
    -------
    numpy.ndarray of int
        The same partition.

    Examples
    --------
    >>> in_order_of_size(np.array([7, 3, 3])).tolist()
    [1, 0, 0]
    """
    _, first, inverse, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    place = np.empty(len(sizes), dtype=np.intp)
    place[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return np.asarray(place[inverse.ravel()])


def _contingency(one: Labels, two: Labels) -> sparse.csr_array:
    shape = (int(one.max()) + 1, int(two.max()) + 1)
    table = sparse.csr_array((np.ones(len(one)), (one, two)), shape=shape)
    table.sum_duplicates()
    return table


def _entropy(shares: Floats) -> float:
    kept = shares[shares > 0]
    return float(-(kept @ np.log(kept)))


def _pairs(counts: Floats) -> float:
    return float((counts * (counts - 1)).sum()) / 2
