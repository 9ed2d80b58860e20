"""Leading eigenvalues and vectors of networks, to the last digits."""

from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse import linalg as sparse_linalg

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.matrix import Floats, Network, components

__all__ = ["leading_pair", "leading_singular", "spectral_radius"]

_DENSE: Final = 1_000  # up to here a full eigendecomposition is quick, and exact to the last digits
_SAME: Final = 1e-9  # eigenvalues nearer than this, relative to the first, are one


def leading_pair(matrix: sparse.csr_array, *, symmetric: bool) -> tuple[float, Floats]:
    """Give the largest real eigenvalue of a matrix of an irreducible network, and its vector.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array
        Square, without negative entries.
    symmetric : bool
        Whether it is symmetric.

    Returns
    -------
    value : float
        The eigenvalue.
    vector : numpy.ndarray of float
        Its eigenvector, of unit length and either sign.
    """
    n = matrix.shape[0]
    if n <= _DENSE:
        if symmetric:
            values, vectors = np.linalg.eigh(matrix.toarray())
            return float(values[-1]), np.asarray(vectors[:, -1])
        found, right = np.linalg.eig(matrix.toarray())
        first = int(np.argmax(found.real))
        return float(found[first].real), np.asarray(np.real(right[:, first]))
    start = np.ones(n)  # the same start gives the same result
    if symmetric:
        values, vectors = sparse_linalg.eigsh(matrix, k=1, which="LA", v0=start, tol=0)
        return float(values[0]), np.asarray(vectors[:, 0])
    found, right = sparse_linalg.eigs(matrix, k=1, which="LR", v0=start, tol=0)
    return float(np.real(found[0])), np.asarray(np.real(right[:, 0]))


def spectral_radius(net: Network) -> float:
    """Give the largest eigenvalue of the adjacency: 0 where no walk comes back.

    Parameters
    ----------
    net : Network
        The network.

    Returns
    -------
    float
        The greatest over the components, if directed the strong ones: exactly 0 without cycles.
    """
    if net.adjacency.nnz == 0:
        return 0.0
    labels = components(net, strong=True)
    table = net.adjacency.tocoo()
    inside = labels[table.row] == labels[table.col]
    busy = np.unique(labels[table.row[inside]])
    radius = 0.0
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(labels.max() + 2))
    for part in busy:
        places = np.sort(order[bounds[part] : bounds[part + 1]])
        inner = net.part(places).adjacency
        # No eigenvalue is above the greatest row sum: most components need not be looked at.
        if float(inner.sum(axis=1).max()) <= radius:
            continue
        value, _ = leading_pair(inner, symmetric=not net.directed)
        radius = max(radius, value)
    return radius


def leading_singular(matrix: sparse.csr_array, *, left: bool, name: str) -> Floats:
    """Give the first left or right singular vector, if there is only one.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array
        Square, without negative entries, not empty.
    left : bool
        Which of the two vectors.
    name : str
        What to call it in a message.

    Returns
    -------
    numpy.ndarray of float
        The vector, without negative entries.

    Raises
    ------
    UndefinedMeasure
        Where several vectors are first.
    """
    product = sparse.csr_array(matrix @ matrix.T if left else matrix.T @ matrix)
    n = product.shape[0]
    if n <= _DENSE:
        values, vectors = np.linalg.eigh(product.toarray())
    else:
        values, vectors = sparse_linalg.eigsh(product, k=2, which="LA", v0=np.ones(n), tol=0)
        order = np.argsort(values)
        values, vectors = values[order], vectors[:, order]
    if n > 1 and values[-1] - values[-2] <= _SAME * values[-1]:
        message = (
            f"{name} have no single value here: parts of the network that share no target are "
            "equally strong. Rank the largest component (largest), or use pagerank."
        )
        raise UndefinedMeasure(message)
    return np.asarray(np.abs(vectors[:, -1]))
