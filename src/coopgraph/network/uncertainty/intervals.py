"""Intervals, ranks and groups from draws of a measure."""

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from coopgraph.network.kernels.matrix import Floats

__all__ = ["Ranks", "Spans", "competition_ranks", "groups", "medians", "spans"]

Spans: TypeAlias = tuple[Floats, Floats, Floats]
Ranks: TypeAlias = npt.NDArray[np.int32]

_TIE: Final = 1e-12


def competition_ranks(values: Floats) -> Ranks:
    """Rank the nodes in every draw.

    Parameters
    ----------
    values : numpy.ndarray of float
        One row a draw, one column a node.

    Returns
    -------
    numpy.ndarray of int
        Ranks of each row: the greatest value has 1, equal ones (to 1e-12 of the greatest) share a
        rank (1, 2, 2, 4), and those without a value have the last one together.

    Examples
    --------
    >>> competition_ranks(np.array([[3.0, 7.0, 3.0, 1.0]])).tolist()
    [[2, 1, 2, 4]]
    """
    size = np.where(np.isfinite(values), np.abs(values), 0.0)
    margin = _TIE * size.max(axis=1, initial=0.0, keepdims=True)
    order = np.argsort(-values, axis=1, kind="stable")  # NaN comes last
    falling = np.take_along_axis(values, order, axis=1)
    first = np.zeros(values.shape, dtype=np.int32)
    none = np.isnan(falling)
    lower = (falling[:, :-1] - falling[:, 1:] > margin) | (none[:, 1:] & ~none[:, :-1])
    first[:, 1:] = np.where(lower, np.arange(1, values.shape[1], dtype=np.int32), 0)
    ranks = np.empty_like(first)
    np.put_along_axis(ranks, order, np.maximum.accumulate(first, axis=1) + 1, axis=1)
    return ranks


def spans(draws: Floats, level: float = 0.95) -> Spans:
    """Find for each node the interval that holds a share of the draws.

    Of all intervals whose ends occur among the draws, it is the one whose share of the draws is
    nearest to `level`; of equally near ones, the one that leaves most evenly little on both sides.

    Where values vary smoothly this is the interval between the quantiles 2.5 % and 97.5 %. Where
    they are few, as degrees of small nodes are, no interval holds exactly 95 %: quantiles would
    then hold far more (up to all draws), while this one holds as nearly 95 % as there is, and its
    share is given with it.

    Parameters
    ----------
    draws : numpy.ndarray of float
        One row a draw, one column a node; draws without a value (NaN) do not count.
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
    size = draws.shape[1]
    found = np.full((3, size), np.nan)
    rising = np.sort(draws, axis=0)  # NaN comes last
    known = np.isfinite(draws).sum(axis=0)
    alike = _TIE * np.abs(np.where(np.isfinite(draws), draws, 0.0)).max(initial=0.0)
    for node in np.flatnonzero(known):
        values = rising[: known[node], node]
        if values[-1] - values[0] <= alike:
            found[:, node] = values[0], values[-1], 1.0
            continue
        first, last = _nearest(values, alike, level)
        found[:, node] = values[first], values[last - 1], (last - first) / len(values)
    return found[0], found[1], found[2]


def medians(draws: Floats) -> Floats:
    """Find the median of each node.

    Parameters
    ----------
    draws : numpy.ndarray of float
        One row a draw, one column a node; draws without a value (NaN) do not count.

    Returns
    -------
    numpy.ndarray of float
        Medians; NaN where no draw has a value.
    """
    found = np.full(draws.shape[1], np.nan)
    known = np.isfinite(draws).any(axis=0)
    found[known] = np.nanmedian(draws[:, known], axis=0) if len(draws) else np.nan
    return found


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
    near = off <= off.min() + 0.1 / count  # equal but for rounding
    first, over = first[near], over[near]
    # Even tails first; then the wider interval, then the one further left.
    best = np.lexsort((first, first - over, np.abs(first - (count - over))))[0]
    return int(first[best]), int(over[best])


def groups(ranks: Ranks, order: npt.NDArray[np.intp], level: float = 0.95) -> npt.NDArray[np.intp]:
    """Put nodes that the draws do not tell apart into groups.

    The first node leads the first group. A node opens the next one if the leader before it has the
    better rank in at least the given share of the draws; otherwise it belongs to the leader's.

    Parameters
    ----------
    ranks : numpy.ndarray of int
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
    >>> ranks = np.array([[1, 2, 3], [1, 3, 2]], dtype=np.int32)
    >>> groups(ranks, np.array([0, 1, 2])).tolist()
    [1, 2, 2]
    """
    found = np.zeros(ranks.shape[1], dtype=np.intp)
    leader, number = -1, 0
    for place in order:
        if leader < 0 or np.mean(ranks[:, leader] < ranks[:, place]) >= level:
            leader, number = int(place), number + 1
        found[place] = number
    return found
