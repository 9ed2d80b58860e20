"""Where the nodes of a network of any size stand: communities apart, parts side by side.

A small network is laid out by stress, see `coopgraph.view.layout`. In a larger one every community
gets a disc for its nodes; the discs are laid out like a small network, and forces between nodes
arrange the inside of each. Nothing is random.
"""

from typing import TYPE_CHECKING, Final

import numpy as np

from coopgraph.view.explorer.columns import Ints
from coopgraph.view.explorer.forces import settle
from coopgraph.view.explorer.inside import begin
from coopgraph.view.layout import grid, pack, positions
from coopgraph.view.stress import Floats, corners, level, majorise, pivot_scaling

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["arrange"]

_SMALL: Final = 500
_WHOLE: Final = 30  # nodes of a part that is not worth parting
_DISCS: Final = 600  # above, only the pivots place a disc
_ROOM: Final = 40.0  # pixels of `grid` that are the room of a node
_WIDEST: Final = 2.0  # how many times as wide as high a page may become
_ROUNDS: Final = 25  # of forces
_GOLDEN: Final = np.pi * (3.0 - np.sqrt(5.0))


def arrange(joined: "csr_array", community: Ints) -> Floats:
    """Place the nodes of a network.

    Parameters
    ----------
    joined : scipy.sparse.csr_array
        Symmetric matrix of what is connected, without a diagonal.
    community : numpy.ndarray of int
        Community of each node; members of one are connected.

    Returns
    -------
    numpy.ndarray of float
        Row a node: x, and y upwards, in units of their own.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> arrange(csr_array((3, 3)), np.arange(3)).shape
    (3, 2)
    """
    from scipy.sparse.csgraph import connected_components

    count = int(joined.shape[0])
    table = joined.tocoo()
    if count <= _SMALL:
        half = table.row < table.col
        pairs = zip(table.row[half].tolist(), table.col[half].tolist(), strict=True)
        placed = np.array(positions(count, list(pairs)), dtype=float).reshape(-1, 2)
        return placed * [1.0, -1.0]
    _, part = connected_components(joined, directed=False)
    sizes = np.bincount(part)
    group = _groups(part, sizes, community)
    home, radius = _discs(joined, group, part, sizes)
    points = np.zeros((count, 2))
    alone = sizes[part] == 1
    tied = np.flatnonzero(~alone)
    if len(tied):
        start = begin(joined, group, home, radius)[tied]
        inner = joined if len(tied) == count else joined[tied][:, tied].tocsr()
        own = group[tied]
        points[tied] = settle(start, inner, own, home[own], radius[own], _ROUNDS)
    return _beside(points, alone) * [1.0, -1.0]


def _groups(part: Ints, sizes: Ints, community: Ints) -> Ints:
    """Communities of the large parts, and each small part as one."""
    small = sizes[part] <= _WHOLE
    key = np.where(small, part, len(sizes) + community)
    return np.unique(key, return_inverse=True)[1].astype(np.int64).ravel()


def _discs(joined: "csr_array", group: Ints, part: Ints, sizes: Ints) -> tuple[Floats, Floats]:
    """Place a disc for each group: those of one part by their ties, the parts in rows."""
    from scipy.sparse import coo_array

    members = np.bincount(group)
    radius = 0.75 * np.sqrt(members) + 0.3
    first = np.unique(group, return_index=True)[1]
    part_of = part[first]
    table = joined.tocoo()
    across = group[table.row] != group[table.col]
    ends = (group[table.row[across]], group[table.col[across]])
    shape = (len(members), len(members))
    ties = coo_array((np.ones(int(across.sum())), ends), shape=shape).tocsr()
    home = np.zeros((len(members), 2))
    order = [p for p in np.lexsort((np.arange(len(sizes)), -sizes)) if sizes[p] > 1]
    by_part = np.argsort(part_of, kind="stable")
    starts = np.searchsorted(part_of[by_part], np.arange(len(sizes) + 1))
    held = [by_part[starts[p] : starts[p + 1]] for p in order]
    boxes = []
    for groups in held:
        if len(groups) > 1:
            home[groups] = _apart(ties[groups][:, groups], radius[groups])
        reach = radius[groups][:, None]
        boxes.append(np.vstack([home[groups] - reach, home[groups] + reach]))
    for groups, box, moved in zip(held, boxes, _packed(boxes), strict=True):
        home[groups] += moved[0] - box[0]
    return home, radius


def _packed(boxes: list[Floats]) -> list[Floats]:
    """Put parts in rows: the smaller ones to the right of the largest where there is room."""
    if len(boxes) < 2:
        return boxes
    wide, high = np.ptp(boxes[0], axis=0) + 1.0
    width = sum(float(np.prod(np.ptp(box, axis=0) + 1.0)) for box in boxes[1:]) / high
    if (wide + width) / high > _WIDEST:
        return pack(boxes, margin=1.0)
    aside = pack(boxes[1:], margin=1.0, width=width)
    corner = boxes[0].min(axis=0)
    return [boxes[0] - corner, *(box + np.array([wide, 0.0]) for box in aside)]


def _apart(ties: "csr_array", radius: Floats) -> Floats:
    """Lay out discs: those with many ties close by, none on another."""
    from scipy.sparse.csgraph import shortest_path

    table = ties.tocoo()
    ends = radius[table.row] + radius[table.col]
    share = table.data / np.sqrt(radius[table.row] * radius[table.col])
    length = ties.copy().tocoo()
    length.data = ends * (1.05 + 1.2 / (1.0 + share))
    count = len(radius)
    exact = count <= _DISCS
    pivots = np.unique(np.linspace(0, count - 1, min(count, 50)).astype(np.int64))
    far = shortest_path(length.tocsr(), directed=False, indices=None if exact else pivots)
    points = corners(far) if exact else pivot_scaling(far)
    turn = np.arange(count) * _GOLDEN
    points = points + np.column_stack([np.cos(turn), np.sin(turn)]) * radius.mean() * 0.3
    if exact:
        points = majorise(points, far, rounds=int(np.clip(30_000 // count, 30, 150)))
    return _push(level(points), radius)


def _push(points: Floats, radius: Floats, rounds: int = 200) -> Floats:
    """Part discs that overlap, the smaller one moving more."""
    from scipy.spatial import cKDTree

    place = points.copy()
    reach = 2.0 * float(radius.max())
    for _ in range(rounds):
        close = cKDTree(place).query_pairs(reach, output_type="ndarray")
        if not len(close):
            break
        one, other = close[np.lexsort((close[:, 1], close[:, 0]))].T
        away = place[one] - place[other]
        near = np.maximum(np.sqrt((away**2).sum(axis=1)), 1e-6)
        overlap = radius[one] + radius[other] - near
        hit = overlap > 1e-3 * radius.min()
        if not hit.any():
            break
        one, other, away = one[hit], other[hit], away[hit] / near[hit][:, None]
        step = away * (0.5 * overlap[hit])[:, None]
        heavy = (radius[other] ** 2 / (radius[one] ** 2 + radius[other] ** 2))[:, None]
        np.add.at(place, one, step * heavy)
        np.subtract.at(place, other, step * (1.0 - heavy))
    return place


def _beside(points: Floats, alone: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Floats:
    """Put single nodes in a block below the rest."""
    single = grid(int(alone.sum())) / _ROOM
    rest = points[~alone]
    if not len(single) or not len(rest):
        points[alone] = single
        return points
    low, high = rest.min(axis=0), rest.max(axis=0)
    points[alone] = single + np.array([low[0], high[1] + 3.0])
    return points
