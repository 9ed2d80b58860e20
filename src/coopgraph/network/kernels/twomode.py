"""Centralities of two-mode networks, scaled by what a node of its side can reach at most.

Normalisations of Borgatti and Everett (1997): a node of one side cannot have an edge to another
of the same side, so the scale of a one-mode network is never reached.
"""

import numpy as np
import numpy.typing as npt

from coopgraph.network.kernels.matrix import Floats, Network, ties

__all__ = ["two_mode_betweenness", "two_mode_closeness", "two_mode_degree"]

Side = npt.NDArray[np.bool_]


def two_mode_degree(net: Network, side: Side) -> Floats:
    """Share of the nodes of the other side to which each node is tied."""
    single = ties(net)
    around = np.asarray((single + single.T).astype(bool).sum(axis=1), dtype=float)
    _, others = _sizes(side)
    return np.asarray(around / np.maximum(others, 1.0))


def two_mode_closeness(far: Floats, reached: Floats, side: Side) -> Floats:
    """Least possible sum of distances by the real one, times the share of nodes reached.

    Parameters
    ----------
    far, reached : numpy.ndarray of float
        Sum of the distances of each node to those it reaches, and their number.
    side : numpy.ndarray of bool
        Whether each node is on side ``a``.
    """
    own, others = _sizes(side)
    least = others + 2 * (own - 1)
    share = reached / max(len(far) - 1, 1)
    zero = np.zeros(len(far))
    return np.asarray(np.divide(least, far, where=far > 0, out=zero) * share)


def two_mode_betweenness(sums: Floats, side: Side) -> Floats:
    """Betweenness by the greatest that a node of the side can have.

    Parameters
    ----------
    sums : numpy.ndarray of float
        Sum of the shares of shortest paths, each pair once.
    side : numpy.ndarray of bool
        Whether each node is on side ``a``.
    """
    own, others = _sizes(side)
    most = np.where(own == 0, 0.0, _most(own, others))
    zero = np.zeros(len(sums))
    return np.asarray(np.divide(sums, most, where=most > 0, out=zero))


def _most(own: Floats, others: Floats) -> Floats:
    """Greatest betweenness of a node among `own` nodes of its side and `others` of the other."""
    whole, rest = np.divmod(own - 1, np.maximum(others, 1))
    return np.asarray(
        0.5
        * (
            others**2 * (whole + 1) ** 2
            + others * (whole + 1) * (2 * rest - whole - 1)
            - rest * (2 * whole - rest + 3)
        )
    )


def _sizes(side: Side) -> tuple[Floats, Floats]:
    """For each node the number of nodes on its side, itself included, and on the other."""
    one = float(side.sum())
    two = float(len(side)) - one
    return np.where(side, one, two), np.where(side, two, one)
