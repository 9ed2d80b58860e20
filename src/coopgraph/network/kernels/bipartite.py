"""Random two-mode networks with given degrees on average, and what their nodes share."""

from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.matrix import Floats

__all__ = ["CellModel", "cell_probabilities", "poisson_binomial_tail", "shared_tails"]

CellModel: TypeAlias = Literal["bicm", "chi-square"]
Places = npt.NDArray[np.intp]

_ROUNDS: Final = 20_000
_TOLERANCE: Final = 1e-10
_NEARLY: Final = 1e-3  # of an edge at a node


def cell_probabilities(row: Places, column: Places, model: CellModel = "bicm") -> Floats:
    r"""Chance of an edge between each row and column node.

    ``bicm``: :math:`p_{ik} = x_i y_k / (1 + x_i y_k)` such that the expected degrees are those of
    the network; of all models that do so the one of greatest entropy (Saracco et al. 2015).
    ``chi-square``: :math:`p_{ik} = d_i d_k / m`, at most 1.

    Parameters
    ----------
    row, column : numpy.ndarray of int
        Ends of the edges, each pair once, numbered from 0.
    model : {"bicm", "chi-square"}
        As above.

    Returns
    -------
    numpy.ndarray of float
        One row a row node, one column a column node.

    Examples
    --------
    >>> cell_probabilities(np.array([0, 0, 1]), np.array([0, 1, 0])).round(6).tolist()
    [[1.0, 1.0], [1.0, 0.0]]
    """
    rows, columns = np.bincount(row).astype(float), np.bincount(column).astype(float)
    if model == "chi-square":
        return np.asarray(np.minimum(np.outer(rows, columns) / max(len(row), 1), 1.0))
    # Nodes of one degree are alike: solve for the degrees that occur.
    high, to_high, many_high = np.unique(rows, return_inverse=True, return_counts=True)
    wide, to_wide, many_wide = np.unique(columns, return_inverse=True, return_counts=True)
    table = _solve(high, many_high.astype(float), wide, many_wide.astype(float))
    return np.asarray(table[to_high][:, to_wide])


def _solve(high: Floats, many_high: Floats, wide: Floats, many_wide: Floats) -> Floats:
    """Chances for each degree of a row and of a column node, those that are certain set apart."""
    table: Floats = np.full((len(high), len(wide)), np.nan)
    left, right = high.copy(), wide.copy()
    rows, columns = np.ones(len(high), dtype=bool), np.ones(len(wide), dtype=bool)
    changed = True
    while changed:
        changed = False
        across, down = many_wide[columns].sum(), many_high[rows].sum()
        for value, certain in ((0.0, left == 0), (1.0, left == across)):
            for place in np.flatnonzero(rows & certain):
                table[place, columns] = value
                right[columns] -= value * many_high[place]
                rows[place], changed = False, True
        if changed:
            continue
        for value, certain in ((0.0, right == 0), (1.0, right == down)):
            for place in np.flatnonzero(columns & certain):
                table[rows, place] = value
                left[rows] -= value * many_wide[place]
                columns[place], changed = False, True
    if rows.any() and columns.any():
        inner = np.ix_(rows, columns)
        table[inner] = _fixed_point(left[rows], many_high[rows], right[columns], many_wide[columns])
    return np.asarray(np.nan_to_num(table))


def _fixed_point(left: Floats, many_left: Floats, right: Floats, many_right: Floats) -> Floats:
    """Chances x y / (1 + x y) with the sums `left` along rows and `right` along columns."""
    total = float(left @ many_left)
    x, y = left / np.sqrt(total), right / np.sqrt(total)
    missed = np.inf
    for _ in range(_ROUNDS):
        x = left / ((y / (1 + np.outer(x, y))) @ many_right)
        y = right / (many_left @ (x[:, None] / (1 + np.outer(x, y))))
        chance: Floats = np.outer(x, y) / (1 + np.outer(x, y))
        missed = float(np.abs(chance @ many_right - left).max())
        if missed < _TOLERANCE * max(total, 1.0):
            return chance
    # With degrees that only just fit, chances creep towards 0 and 1 and never get there.
    if missed < _NEARLY:
        return chance
    message = (
        'the two-mode model did not settle on chances with these degrees; use cells="chi-square"'
    )
    raise UndefinedMeasure(message)


def shared_tails(chance: Floats, first: Places, second: Places, shared: Floats) -> Floats:
    """Chance that two row nodes share as many column nodes as they do, or more.

    Parameters
    ----------
    chance : numpy.ndarray of float
        As from `cell_probabilities`.
    first, second : numpy.ndarray of int
        The two row nodes of each pair.
    shared : numpy.ndarray of float
        How many they share.

    Returns
    -------
    numpy.ndarray of float
        One chance a pair.
    """
    # Rows with equal chances are alike, so few sums of trials are different.
    _, kind = np.unique(chance, axis=0, return_inverse=True)
    kind = kind.ravel()
    representative = np.zeros(int(kind.max()) + 1 if len(kind) else 0, dtype=np.intp)
    representative[kind] = np.arange(len(kind))
    one, two = np.minimum(kind[first], kind[second]), np.maximum(kind[first], kind[second])
    tails = np.zeros(len(first))
    together = np.unique(np.column_stack([one, two]), axis=0, return_inverse=True)
    for number, (a, b) in enumerate(together[0].tolist()):
        here = np.flatnonzero(together[1].ravel() == number)
        trials = chance[representative[a]] * chance[representative[b]]
        most = int(shared[here].max())
        upper = poisson_binomial_tail(trials, most)
        tails[here] = upper[shared[here].astype(int)]
    return tails


def poisson_binomial_tail(chances: Floats, most: int) -> Floats:
    """Chance of 0, 1, … `most` or more successes in independent trials, exactly.

    Parameters
    ----------
    chances : numpy.ndarray of float
        Chance of each trial.
    most : int
        The last number asked for.

    Returns
    -------
    numpy.ndarray of float
        Entry *s* is the chance of *s* or more.

    Examples
    --------
    >>> poisson_binomial_tail(np.array([0.5, 0.5]), 2).tolist()
    [1.0, 0.75, 0.25]
    """
    exact = np.zeros(most + 1)  # the last entry holds `most` or more
    exact[0] = 1.0
    for chance in chances[chances > 0].tolist():
        up = exact * chance
        exact -= up
        exact[1:] += up[:-1]
        exact[-1] += up[-1]
    return np.asarray(np.cumsum(exact[::-1])[::-1])
