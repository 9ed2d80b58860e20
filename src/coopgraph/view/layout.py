"""Where the things of a network stand in its picture: computed once, the same every time.

Each connected part is laid out by stress majorisation (the distance on the page follows the number
of steps on the network), the parts are packed side by side, and single things stand in a grid.
Nothing is random: the same network gives the same picture on every run.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["positions"]

Floats: TypeAlias = npt.NDArray[np.float64]

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
        drawn.append((singles, _grid(len(singles))))
    place = np.zeros((count, 2))
    for (part, _), points in zip(drawn, _pack([points for _, points in drawn]), strict=True):
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
    start = _corners(far) if exact else _pivot_scaling(far)
    # Things with the same neighbours fall on one spot: a small spiral parts them.
    turn = np.arange(count) * _GOLDEN
    spread = 0.05 * far[far > 0].mean() * np.sqrt((np.arange(count) + 1) / count)
    points = start + np.column_stack([np.cos(turn), np.sin(turn)]) * spread[:, None]
    if exact:
        points = _majorise(points, far, rounds=int(np.clip(60_000 // count, 30, 150)))
    points = _level(points)
    # In a small network there is room for every label.
    spacing = _SPACING * (1 + 12 / (count + 10))
    points *= spacing * np.sqrt(count / max(float(np.prod(np.ptp(points, axis=0) + 1e-9)), 1e-9))
    # A chain has no area: what it needs is its length.
    points *= min(1.0, spacing * (count - 1) * 1.2 / max(float(np.ptp(points[:, 0])), 1e-9))
    return _part(points)


def _corners(far: Floats) -> Floats:
    """Start from two pairs of things that are far apart: rough, and the same on every machine."""
    left = int(far[0].argmax())
    right = int(far[left].argmax())
    top = int(np.minimum(far[left], far[right]).argmax())
    bottom = int(np.minimum(np.minimum(far[left], far[right]), far[top]).argmax())
    return np.column_stack([far[left] - far[right], far[top] - far[bottom]]) / 2


def _pivot_scaling(far: Floats) -> Floats:
    """Classical scaling of the distances to some pivots (Brandes and Pich)."""
    squared = far**2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    values, vectors = np.linalg.eigh(centred @ centred.T)
    axes = vectors[:, np.argsort(-values, kind="stable")[:2]]
    axes *= np.where(axes.sum(axis=0) < 0, -1.0, 1.0)
    points = -0.5 * centred.T @ axes
    scale = far.mean() / max(float(np.abs(points).mean()), 1e-12)
    return np.asarray(points * scale)


def _majorise(points: Floats, far: Floats, rounds: int) -> Floats:
    """Lower the stress thing by thing (Gansner, Koren and North)."""
    weight = 1.0 / np.maximum(far, 1e-9) ** 2
    np.fill_diagonal(weight, 0.0)
    weight /= weight.sum(axis=1)[:, None]
    x, y = points.T.copy()
    for _ in range(rounds):
        moved = 0.0
        for i in range(len(x)):
            right, down = x[i] - x, y[i] - y
            reach = far[i] / np.maximum(np.sqrt(right * right + down * down), 1e-9)
            new_x = float(((x + right * reach) * weight[i]).sum())
            new_y = float(((y + down * reach) * weight[i]).sum())
            moved = max(moved, abs(new_x - x[i]), abs(new_y - y[i]))
            x[i], y[i] = new_x, new_y
        if moved < 1e-3 * far.max():
            break
    return np.column_stack([x, y])


def _level(points: Floats) -> Floats:
    """Turn the longer axis level: pages are wider than high."""
    x, y = (points - points.mean(axis=0)).T
    angle = 0.5 * float(np.arctan2(2 * (x * y).sum(), (x * x).sum() - (y * y).sum()))
    cos, sin = np.cos(angle), np.sin(angle)
    return np.column_stack([x * cos + y * sin, y * cos - x * sin])


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


def _grid(count: int) -> Floats:
    wide = int(np.ceil(np.sqrt(count * 3)))
    order = np.arange(count)
    return np.column_stack([order % wide * _SPACING * 1.5, order // wide * _SPACING])


def _pack(parts: Sequence[Floats], margin: float = 70.0) -> list[Floats]:
    """Put the parts in rows, the largest first, on a page half as wide again as it is high."""
    boxes = [np.ptp(points, axis=0) + margin for points in parts]
    area = sum(float(np.prod(box)) for box in boxes)
    width = max(float(np.sqrt(area * 1.5)), *(float(box[0]) for box in boxes))
    packed: list[Floats] = []
    x = y = height = 0.0
    for points, box in zip(parts, boxes, strict=True):
        if x > 0 and x + box[0] > width:
            x, y, height = 0.0, y + height, 0.0
        packed.append(points - points.min(axis=0) + np.array([x, y]))
        x, height = x + float(box[0]), max(height, float(box[1]))
    return packed
