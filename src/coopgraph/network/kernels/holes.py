"""Structural holes: what a node gains from contacts who do not know each other (Burt 1992)."""

import numpy as np
from scipy import sparse

from coopgraph.network.kernels.matrix import Floats, Network

__all__ = ["constraint", "effective_size", "efficiency", "hierarchy"]


def constraint(net: Network) -> Floats:
    """How much of a node's relations leads back to the same contacts; NaN without contacts."""
    links = _links(net)
    total = np.asarray(_constraints(links).sum(axis=1), dtype=float)
    total[_contacts(links) == 0] = np.nan
    return total


def hierarchy(net: Network) -> Floats:
    """How far one contact makes the constraint; NaN with fewer than two contacts."""
    links = _links(net)
    single = _constraints(links).tocoo()
    contacts = _contacts(links)
    mean = np.asarray(_constraints(links).sum(axis=1), dtype=float) / np.maximum(contacts, 1)
    part = single.data / mean[single.row]
    total = np.bincount(single.row, weights=part * np.log(part), minlength=net.size)
    enough = contacts > 1
    scale = np.where(enough, contacts * np.log(np.maximum(contacts, 2)), np.nan)
    return np.asarray(np.where(enough, total / scale, np.nan), dtype=float)


def effective_size(net: Network) -> Floats:
    """Number of contacts less what they have in common; NaN without contacts."""
    links = _links(net)
    if net.size == 0:
        return np.zeros(0)
    most = np.asarray(links.max(axis=1).toarray(), dtype=float).ravel()
    bound = _scaled(links, most)
    common = (_proportions(links) @ bound.T).multiply(_ones(links))
    contacts = _contacts(links)
    size = contacts - np.asarray(common.sum(axis=1), dtype=float)
    size[contacts == 0] = np.nan
    return np.asarray(size)


def efficiency(net: Network) -> Floats:
    """Effective size by the number of contacts; NaN without contacts."""
    contacts = _contacts(_links(net))
    return np.asarray(effective_size(net) / np.where(contacts > 0, contacts, np.nan), dtype=float)


def _links(net: Network) -> sparse.csr_array:
    """Strength of the relation of each pair, both directions added up, without self-loops."""
    both = net.adjacency + net.adjacency.T
    table = both.tocoo()
    kept = table.row != table.col
    ends = (table.row[kept], table.col[kept])
    return sparse.csr_array((table.data[kept].astype(float), ends), shape=both.shape)


def _constraints(links: sparse.csr_array) -> sparse.csr_array:
    """Constraint that each contact is to each node: what is put into it directly or by others."""
    share = _proportions(links)
    around = share + (share @ share).multiply(_ones(links))
    return sparse.csr_array(around.multiply(around))


def _contacts(links: sparse.csr_array) -> Floats:
    return np.asarray(_ones(links).sum(axis=1), dtype=float)


def _ones(links: sparse.csr_array) -> sparse.csr_array:
    ones = links.copy()
    ones.data[:] = 1.0
    return ones


def _proportions(links: sparse.csr_array) -> sparse.csr_array:
    """Share of a node's relations that each contact has."""
    return _scaled(links, np.asarray(links.sum(axis=1), dtype=float))


def _scaled(links: sparse.csr_array, by: Floats) -> sparse.csr_array:
    inverse = np.divide(1.0, by, where=by > 0, out=np.zeros(len(by)))
    return sparse.csr_array(sparse.diags_array(inverse) @ links)
