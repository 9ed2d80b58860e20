"""Intervals, ranks and groups from draws of a measure."""

from typing import Final

import numpy as np
import numpy.typing as npt

from coopgraph.network.matrix import Floats

__all__ = ["Spans", "competition_ranks", "groups", "margins", "spans"]

Spans = tuple[Floats, Floats, Floats]

_TIE: Final = 1e-12


def margins(values: Floats) -> Floats:
    """Give the difference up to which two values of a draw are equal.

    Parameters
    ----------
    values : numpy.ndarray of float
        One row a draw, one column a node.

    Returns
    -------
    numpy.ndarray of float
        For each draw 1e-12 of its greatest value.
    """
    return _TIE * np.abs(values).max(axis=1, initial=0.0)


def competition_ranks(values: Floats) -> npt.NDArray[np.int32]:
    """Rank the nodes in every draw.

    Parameters
    ----------
    values : numpy.ndarray of float
        One row a draw, one column a node.

    Returns
    -------
    numpy.ndarray of int
        Ranks of each row: the greatest value has 1, equal ones share a rank (1, 2, 2, 4).

    Examples
    --------
    >>> competition_ranks(np.array([[3.0, 7.0, 3.0, 1.0]])).tolist()
    [[2, 1, 2, 4]]
    """
    order = np.argsort(-values, axis=1, kind="stable")
    falling = np.take_along_axis(values, order, axis=1)
    first = np.zeros(values.shape, dtype=np.int32)
    lower = falling[:, :-1] - falling[:, 1:] > margins(values)[:, None]
    first[:, 1:] = np.where(lower, np.arange(1, values.shape[1], dtype=np.int32), 0)
    ranks = np.empty_like(first)
    np.put_along_axis(ranks, order, np.maximum.accumulate(first, axis=1) + 1, axis=1)
    return ranks


def spans(draws: Floats, level: float = 0.95) -> Spans:
    r"""Find for each node the interval that holds a share of the draws.

    Of all intervals whose ends occur among the draws, take those whose share of the draws is
    nearest to `level`, shares being equally near if the draws cannot tell them apart (if they
    differ by less than the standard error :math:`\sqrt{l(1-l)/m}` of a share of *m* draws at level
    *l*). Of these take the one that leaves most evenly little on both sides.

    Where values vary smoothly this is the interval between the quantiles 2.5 % and 97.5 %. Where
    they are few, as degrees of small nodes are, no interval holds exactly 95 %: quantiles would
    then hold far more (up to all draws), while this one holds as nearly 95 % as there is, and its
    share is given with it.

    Parameters
    ----------
    draws : numpy.ndarray of float
        One row a draw, one column a node.
    level : float
        The share.

    Returns
    -------
    low, high, share : numpy.ndarray of float
        Ends of the interval, both included, and its share of the draws.

    Examples
    --------
    >>> low, high, share = spans(np.repeat([1.0, 2.0, 3.0], [4, 90, 6])[:, None])
    >>> low[0], high[0], share[0]
    (np.float64(2.0), np.float64(3.0), np.float64(0.96))
    """
    count, size = draws.shape
    found = np.empty((3, size))
    rising = np.sort(draws, axis=0)
    alike = _TIE * np.abs(draws).max(initial=0.0)
    for node in range(size):
        values = rising[:, node]
        if values[-1] - values[0] <= alike:
            found[:, node] = values[0], values[-1], 1.0
            continue
        first, last = _nearest(values, alike, level)
        found[:, node] = values[first], values[last - 1], (last - first) / count
    return found[0], found[1], found[2]


def _nearest(values: Floats, alike: float, level: float) -> tuple[int, int]:
    """Where the interval begins in the sorted values, and where it is over."""
    count = len(values)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(values) > alike) + 1])
    stops = np.concatenate([starts[1:], [count]])
    last = np.searchsorted(stops, starts + level * count, side="right") - 1
    begin, end = np.tile(np.arange(len(starts)), 2), np.concatenate([last, last + 1])
    fits = (end >= begin) & (end < len(stops))
    first, over = starts[begin[fits]], stops[end[fits]]
    off = np.abs((over - first) / count - level)
    near = off <= off.min() + np.sqrt(level * (1 - level) / count)
    first, over = first[near], over[near]
    # Even tails first; then the wider interval, then the one further left.
    best = np.lexsort((first, first - over, np.abs(first - (count - over))))[0]
    return int(first[best]), int(over[best])


def groups(
    values: Floats, order: npt.NDArray[np.intp], level: float = 0.95
) -> npt.NDArray[np.intp]:
    """Put nodes that the draws do not tell apart into groups.

    The first node leads the first group. A node opens the next one if the leader before it has the
    greater value in at least the given share of the draws; otherwise it belongs to the leader's.

    Parameters
    ----------
    values : numpy.ndarray of float
        One row a draw, one column a node.
    order : numpy.ndarray of int
        Places of the nodes, best first.
    level : float
        The share of draws that tells two nodes apart.

    Returns
    -------
    numpy.ndarray of int
        Number of the group of each node, from 1.

    Examples
    --------
    >>> draws = np.array([[9.0, 5.0, 4.0], [8.0, 3.0, 4.0]])
    >>> groups(draws, np.array([0, 1, 2])).tolist()
    [1, 2, 2]
    """
    found = np.zeros(values.shape[1], dtype=np.intp)
    margin = margins(values)
    leader, number = -1, 0
    for place in order:
        if leader < 0 or np.mean(values[:, leader] - values[:, place] > margin) >= level:
            leader, number = int(place), number + 1
        found[place] = number
    return found
