"""Where the things of a network stand in its picture: computed once, the same every time.

Each connected part is laid out by stress majorisation (the distance on the page follows the number
of steps on the network), the parts are packed side by side, and single things stand in a grid.
Nothing is random: the same network gives the same picture on every run.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from coopgraph.view.stress import Floats, corners, level, majorise, pivot_scaling

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["grid", "pack", "positions"]

_SPACING: Final = 60.0  # pixels of page that a thing of a large network gets, each way
_GOLDEN: Final = np.pi * (3.0 - np.sqrt(5.0))
_EXACT: Final = 1200  # above, only the pivots place a thing


def positions(count: int, pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Place the nodes of a network on a page.

    Parameters
    ----------
    count : int
        Number of nodes; they are numbered from 0.
    pairs : sequence of (int, int)
        Which nodes are connected. Direction and repetition play no part.

    Returns
    -------
    list of (int, int)
        For each node its place in pixels, x to the right and y down.

    Examples
    --------
    >>> len(set(positions(4, [(0, 1), (1, 2)])))
    4
    >>> positions(0, [])
    []
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if count == 0:
        return []
    ends = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    lengths = _edge_lengths(count, ends)
    network = coo_array((lengths, (ends[:, 0], ends[:, 1])), shape=(count, count)).tocsr()
    number, part_of = connected_components(network, directed=False)
    parts = [np.flatnonzero(part_of == part) for part in range(number)]
    parts.sort(key=lambda part: (-len(part), int(part[0])))
    singles = np.array([part[0] for part in parts if len(part) == 1], dtype=np.int64)
    drawn = [(part, _arrange(network[part][:, part])) for part in parts if len(part) > 1]
    if len(singles):
        drawn.append((singles, grid(len(singles))))
    place = np.zeros((count, 2))
    for (part, _), points in zip(drawn, pack([points for _, points in drawn]), strict=True):
        place[part] = points
    place -= (place.max(axis=0) + place.min(axis=0)) / 2
    return [(int(x), int(y)) for x, y in np.rint(place)]


def _edge_lengths(count: int, ends: npt.NDArray[np.int64]) -> Floats:
    """Longer lines between things that share few neighbours give hubs the room they need."""
    from scipy.sparse import coo_array

    both = np.vstack([ends, ends[:, ::-1]])
    near = coo_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(count, count)).tocsr()
    degree: Floats = np.asarray(near.sum(axis=1)).ravel()
    shared: Floats = np.asarray(near[ends[:, 0]].multiply(near[ends[:, 1]]).sum(axis=1)).ravel()
    apart: Floats = degree[ends[:, 0]] + degree[ends[:, 1]] - 2 * shared
    return np.sqrt(np.maximum(apart, 1.0))


def _arrange(network: "csr_array[np.float64]") -> Floats:
    """Lay out one connected part, its longer axis level, at `_SPACING` squared a thing."""
    from scipy.sparse.csgraph import shortest_path

    count = int(network.shape[0])
    pivots = np.unique(np.linspace(0, count - 1, min(count, 50)).astype(np.int64))
    exact = count <= _EXACT
    far = shortest_path(network, directed=False, indices=None if exact else pivots)
    start = corners(far) if exact else pivot_scaling(far)
    # Things with the same neighbours fall on one spot: a small spiral parts them.
    turn = np.arange(count) * _GOLDEN
    spread = 0.05 * far[far > 0].mean() * np.sqrt((np.arange(count) + 1) / count)
    points = start + np.column_stack([np.cos(turn), np.sin(turn)]) * spread[:, None]
    if exact:
        points = majorise(points, far, rounds=int(np.clip(60_000 // count, 30, 150)))
    points = level(points)
    # In a small network there is room for every label.
    spacing = _SPACING * (1 + 12 / (count + 10))
    points *= spacing * np.sqrt(count / max(float(np.prod(np.ptp(points, axis=0) + 1e-9)), 1e-9))
    # A chain has no area: what it needs is its length.
    points *= min(1.0, spacing * (count - 1) * 1.2 / max(float(np.ptp(points[:, 0])), 1e-9))
    return _part(points)


def _part(points: Floats, gap: float = 34.0, rounds: int = 60) -> Floats:
    """Push apart what stands too close; wider than high, because labels are."""
    from scipy.spatial import cKDTree

    shape = np.array([1.3, 1.0]) * gap
    place = points / shape
    for _ in range(rounds):
        close = cKDTree(place).query_pairs(0.999, output_type="ndarray")
        if not len(close):
            break
        first, second = close[np.lexsort((close[:, 1], close[:, 0]))].T
        away = place[first] - place[second]
        near = np.maximum(np.sqrt((away**2).sum(axis=1)), 1e-3)
        same = near <= 1e-3
        away[same] = np.column_stack([np.cos(first * _GOLDEN), np.sin(first * _GOLDEN)])[same] / 1e3
        push = away * (0.3 * (1.0 - near) / near)[:, None]
        np.add.at(place, first, push)
        np.subtract.at(place, second, push)
    return np.asarray(place * shape)


def grid(count: int) -> Floats:
    """Place single things in rows, three times as wide as high.

    Parameters
    ----------
    count : int
        How many.

    Returns
    -------
    numpy.ndarray of float
        Row a thing: x and y in pixels.
    """
    wide = int(np.ceil(np.sqrt(count * 3)))
    order = np.arange(count)
    return np.column_stack([order % wide * _SPACING * 1.5, order // wide * _SPACING])


def pack(parts: Sequence[Floats], margin: float = 70.0, width: float = 0.0) -> list[Floats]:
    """Put parts in rows on a page half as wide again as it is high.

    Parameters
    ----------
    parts : sequence of numpy.ndarray
        Points of each part, the largest part first.
    margin : float
        Room around each, in pixels.
    width : float
        Length of the rows at least; by itself that of the page.

    Returns
    -------
    list of numpy.ndarray
        The points, moved.
    """
    boxes = [np.ptp(points, axis=0) + margin for points in parts]
    area = sum(float(np.prod(box)) for box in boxes)
    width = max(width or float(np.sqrt(area * 1.5)), *(float(box[0]) for box in boxes))
    packed: list[Floats] = []
    x = y = height = 0.0
    for points, box in zip(parts, boxes, strict=True):
        if x > 0 and x + box[0] > width:
            x, y, height = 0.0, y + height, 0.0
        packed.append(points - points.min(axis=0) + np.array([x, y]))
        x, height = x + float(box[0]), max(height, float(box[1]))
    return packed
