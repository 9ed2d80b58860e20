"""Random networks in which every node keeps its degree."""

from typing import Final

import numpy as np
import numpy.typing as npt

from coopgraph.network.kernels.jit import compiled

__all__ = ["curveball", "swap_edges"]

Places = npt.NDArray[np.int64]

_COMPILED: Final = 20_000  # tries from which machine code is worth its loading


def swap_edges(
    source: Places,
    target: Places,
    *,
    directed: bool,
    simple: bool,
    swaps: float = 10.0,
    random: np.random.Generator,
) -> tuple[Places, Places]:
    """Exchange the ends of pairs of edges, again and again.

    From the edges *u–v* and *x–y* come *u–y* and *x–v*. What would make a self-loop, or in a simple
    network a parallel edge, is left; staying counts as a step, so that in the long run all simple
    networks with these degrees are equally likely (Rao, Jana and Bandyopadhyay 1996; Fosdick et
    al. 2018), and among multigraphs those with the same stubs.

    Parameters
    ----------
    source, target : numpy.ndarray of int
        Ends of the edges. Self-loops stay as they are.
    directed : bool
        Whether in- and out-degrees are kept apart; so it is for the sides of a two-mode network.
    simple : bool
        Whether parallel edges are never made.
    swaps : float
        Tries for each edge.
    random : numpy.random.Generator
        Where random numbers come from.

    Returns
    -------
    source, target : numpy.ndarray of int
        New ends; edge by edge the source stays, in a directed network.
    """
    one, two = source.astype(np.int64, copy=True), target.astype(np.int64, copy=True)
    moving = np.flatnonzero(one != two)
    m = len(moving)
    if m < 2:
        return one, two
    tries = int(np.ceil(swaps * m))
    draws = moving[random.integers(0, m, (tries, 2))]
    turned = np.zeros(tries, dtype=np.bool_) if directed else random.random(tries) < 0.5
    kernel = compiled(_swap) if tries >= _COMPILED else _swap
    size = int(max(one.max(), two.max())) + 1
    kernel(one, two, draws, turned, size, directed, simple)
    return one, two


def _swap(
    source: Places,
    target: Places,
    draws: Places,
    turned: npt.NDArray[np.bool_],
    size: int,
    directed: bool,
    simple: bool,
) -> None:
    """Try the exchanges drawn, in place; an edge is the number of one end times size plus other."""
    present = {np.int64(-1)}
    for edge in range(len(source)):
        u, v = source[edge], target[edge]
        present.add(u * size + v if directed or u < v else v * size + u)
    for attempt in range(len(draws)):
        one, two = draws[attempt, 0], draws[attempt, 1]
        if one == two:
            continue
        u, v, x, y = source[one], target[one], source[two], target[two]
        if turned[attempt]:
            x, y = y, x
        if u == y or x == v:
            continue
        if simple:
            first = u * size + y if directed or u < y else y * size + u
            second = x * size + v if directed or x < v else v * size + x
            if first in present or second in present:
                continue
            present.remove(u * size + v if directed or u < v else v * size + u)
            present.remove(x * size + y if directed or x < y else y * size + x)
            present.add(first)
            present.add(second)
        target[one] = y
        source[two], target[two] = x, v


def curveball(
    source: Places,
    target: Places,
    *,
    trades: float = 5.0,
    random: np.random.Generator,
) -> tuple[Places, Places]:
    """Let the nodes of one side of a two-mode network trade what they do not share.

    Two nodes of the side put what only one of them has into a pot, and draw from it anew as many
    as each had put in (Strona et al. 2014); uniform in the long run (Carstens 2015). It mixes
    faster than the exchange of single edges.

    Parameters
    ----------
    source, target : numpy.ndarray of int
        Ends of the edges, the trading side first. Parallel edges count once.
    trades : float
        Trades for each trading node.
    random : numpy.random.Generator
        Where random numbers come from.

    Returns
    -------
    source, target : numpy.ndarray of int
        A new network in which each node of either side has as many neighbours.
    """
    owners, place = np.unique(source, return_inverse=True)
    hands: list[set[int]] = [set() for _ in owners]
    for owner, thing in zip(place.tolist(), target.tolist(), strict=True):
        hands[owner].add(thing)
    if len(owners) > 1:
        for one, two in random.integers(0, len(owners), (int(trades * len(owners)), 2)).tolist():
            left, right = hands[one] - hands[two], hands[two] - hands[one]
            if one == two or not left or not right:
                continue
            pot = np.array(sorted(left | right))
            random.shuffle(pot)
            drawn = set(pot[: len(left)].tolist())
            shared = hands[one] & hands[two]
            hands[one] = shared | drawn
            hands[two] = shared | ((left | right) - drawn)
    sizes = [len(hand) for hand in hands]
    things = [thing for hand in hands for thing in sorted(hand)]
    return np.repeat(owners.astype(np.int64), sizes), np.array(things, dtype=np.int64)
