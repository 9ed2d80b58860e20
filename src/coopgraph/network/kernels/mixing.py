"""Who is tied to whom: by degree, by attribute, across the borders of groups."""

import numpy as np

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.attributes import Groups
from coopgraph.network.kernels.centrality import in_degree, out_degree
from coopgraph.network.kernels.matrix import Floats, Network

__all__ = [
    "attribute_assortativity",
    "degree_assortativity",
    "ei_index",
    "ei_network",
    "gini",
    "mixing_matrix",
]

_SPREAD = 1e-12


def degree_assortativity(net: Network) -> float:
    """Correlation of the degrees at the two ends of an edge."""
    table = net.adjacency.tocoo()
    total = float(table.data.sum())
    if total == 0:
        raise UndefinedMeasure(
            "degree assortativity: the network has no edges. Choose one that has."
        )
    share = table.data / total
    x, y = out_degree(net)[table.row], in_degree(net)[table.col]
    x, y = x - share @ x, y - share @ y
    spread = float(np.sqrt((share @ x**2) * (share @ y**2)))
    scale = max(float(out_degree(net).max()), 1.0) ** 2
    if spread <= _SPREAD * scale:
        message = (
            "degree assortativity has no value here: all edges lead between nodes of the same "
            "degree, so degrees do not vary. Report their common degree instead."
        )
        raise UndefinedMeasure(message)
    return float(share @ (x * y)) / spread


def mixing_matrix(net: Network, groups: Groups) -> Floats:
    """Edges from group to group, or their weights; in an undirected network counted both ways."""
    table = groups.table()
    return np.asarray(table.T @ (net.adjacency @ table), dtype=float)


def attribute_assortativity(net: Network, groups: Groups) -> float:
    """Newman's coefficient: 1 where all edges stay within groups, 0 where groups do not matter."""
    mixing = mixing_matrix(net, groups)
    if mixing.sum() == 0:
        message = (
            f'assortativity by "{groups.name}": no edge has a known group at both ends. '
            "Choose another attribute."
        )
        raise UndefinedMeasure(message)
    mixing /= mixing.sum()
    expected = float(mixing.sum(axis=0) @ mixing.sum(axis=1))
    if 1 - expected <= _SPREAD:
        message = (
            f'assortativity by "{groups.name}" has no value here: all edges are within one group. '
            "Choose an attribute that divides the nodes."
        )
        raise UndefinedMeasure(message)
    return float((np.trace(mixing) - expected) / (1 - expected))


def ei_index(net: Network, groups: Groups) -> Floats:
    """Edges of each node out of its group less those within, by their sum; NaN without edges."""
    inner, outer = _inner_outer(net, groups)
    known = (inner + outer) > 0
    empty = np.full(net.size, np.nan)
    return np.asarray(np.divide(outer - inner, outer + inner, where=known, out=empty))


def ei_network(net: Network, groups: Groups) -> float:
    """Edges between groups less those within, by their sum."""
    inner, outer = _inner_outer(net, groups)
    total = float(inner.sum() + outer.sum())
    if total == 0:
        message = (
            f'E-I index by "{groups.name}": no edge has a known group at both ends. '
            "Choose another attribute."
        )
        raise UndefinedMeasure(message)
    return float(outer.sum() - inner.sum()) / total


def _inner_outer(net: Network, groups: Groups) -> tuple[Floats, Floats]:
    """Edges within and out of the group at each node, in either direction, without loops."""
    table = net.adjacency.tocoo()
    one, two = groups.codes[table.row], groups.codes[table.col]
    kept = (table.row != table.col) & (one >= 0) & (two >= 0)
    inner = np.zeros(net.size)
    outer = np.zeros(net.size)
    for sums, chosen in ((inner, kept & (one == two)), (outer, kept & (one != two))):
        np.add.at(sums, table.row[chosen], table.data[chosen])
        if net.directed:
            np.add.at(sums, table.col[chosen], table.data[chosen])
    return inner, outer


def gini(values: Floats) -> float:
    """Mean difference between two values by twice their mean: 0 if equal, 1 if one has all.

    Parameters
    ----------
    values : numpy.ndarray of float
        Numbers from 0.

    Returns
    -------
    float
        The coefficient of all pairs of two different nodes, that is with the factor n/(n-1).

    Examples
    --------
    >>> gini(np.array([0.0, 0.0, 3.0]))
    1.0
    """
    n, total = len(values), float(values.sum())
    if n < 2 or total == 0:
        message = (
            "Gini coefficient: there is nothing to divide among the nodes: fewer than two nodes, "
            "or no edges. Choose a network that has both."
        )
        raise UndefinedMeasure(message)
    places = 2.0 * np.arange(1, n + 1) - n - 1
    return float(places @ np.sort(values)) / ((n - 1) * total)
