"""Forces between nodes on a page: edges pull, near nodes push, each community keeps together."""

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from coopgraph.network.kernels.jit import compiled
from coopgraph.view.explorer.columns import Ints
from coopgraph.view.stress import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["settle"]

_REACH: Final = 2.5  # how far a node pushes
_HEAT: Final = 2.0  # how far a node moves at most in the first round

Singles: TypeAlias = npt.NDArray[np.float32]
Flags: TypeAlias = npt.NDArray[np.bool_]


def settle(
    points: Floats,
    joined: "csr_array",
    group: Ints,
    home: Floats,
    radius: Floats,
    rounds: int,
) -> Floats:
    """Move nodes until edges are short and nodes apart; the unit is the room of one node.

    Springs and repulsion follow Fruchterman and Reingold (1991). Only what is near pushes, which a
    grid finds: each community has its own disc already, so nothing far needs to be pushed. A round
    takes a time linear in nodes and edges.

    Parameters
    ----------
    points : numpy.ndarray of float
        Row a node: where it starts.
    joined : scipy.sparse.csr_array
        Symmetric matrix of what is connected.
    group : numpy.ndarray of int
        Community of each node.
    home, radius : numpy.ndarray of float
        For each node the middle and the radius of its community's disc.
    rounds : int
        How often all nodes move.

    Returns
    -------
    numpy.ndarray of float
        Row a node: x and y.
    """
    # Single precision is a thousandth of a pixel, and half the memory to go through.
    x, y = np.ascontiguousarray(points.T, dtype=np.float32)
    middle = np.ascontiguousarray(home.T, dtype=np.float32)
    reach = radius.astype(np.float32)
    indptr, indices = joined.indptr.astype(np.int64), joined.indices.astype(np.int64)
    inside = group[indices] == np.repeat(group, np.diff(indptr))
    sort, push, pull = compiled(_sort), compiled(_push), compiled(_pull)
    for step in range(rounds):
        cell, start, wide, order, place = sort(x, y, np.float32(_REACH))
        move = push(place, cell, start, wide, np.float32(_REACH))
        heat = np.float32(_HEAT * (1.0 - step / rounds) ** 1.5 + 0.02)
        pull(x, y, place, move, order, indptr, indices, inside, middle, reach, heat)
    return np.column_stack([x, y]).astype(np.float64)


def _sort(x: Singles, y: Singles, reach: Any) -> tuple[Ints, Ints, int, Ints, Singles]:
    """Sort nodes by the cell of a grid that they are in, row by row.

    Returns the cell of each node in that order, where each cell starts, how many cells a row has,
    the order, and the places in it. An empty cell on each side of the grid spares the others from
    asking whether they have neighbours.
    """
    count = len(x)
    left, low = x.min(), y.min()
    wide = int((x.max() - left) / reach) + 3
    high = int((y.max() - low) / reach) + 3
    start = np.zeros(wide * high + 2, dtype=np.int64)
    own = np.empty(count, dtype=np.int64)
    for node in range(count):
        own[node] = int((x[node] - left) / reach) + 1
        own[node] += wide * (int((y[node] - low) / reach) + 1)
        start[own[node] + 1] += 1
    for at in range(1, len(start)):
        start[at] += start[at - 1]
    free = start.copy()
    cell = np.empty(count, dtype=np.int64)
    order = np.empty(count, dtype=np.int64)
    place = np.empty((2, count), dtype=np.float32)
    for node in range(count):
        at = free[own[node]]
        free[own[node]] += 1
        cell[at] = own[node]
        order[at] = node
        place[0, at] = x[node]
        place[1, at] = y[node]
    return cell, start, wide, order, place


def _push(place: Singles, cell: Ints, start: Ints, wide: int, reach: Any) -> Singles:
    """Push nodes within reach apart, by the inverse of their distance, each pair once."""
    square_reach = reach * reach
    least = np.float32(1.0) / square_reach
    move = np.zeros_like(place)
    for one in range(place.shape[1]):
        x, y = place[0, one], place[1, one]
        right, up = np.float32(0.0), np.float32(0.0)
        at = cell[one]
        # The rest of this cell and the next one; then three cells of the row above.
        for above in range(2):
            first = start[at + wide - 1] if above else one + 1
            last = start[at + wide + 2] if above else start[at + 2]
            for other in range(first, last):
                dx, dy = x - place[0, other], y - place[1, other]
                square = dx * dx + dy * dy
                if square < square_reach:
                    if square < np.float32(1e-6):
                        # On one spot: each goes its own way.
                        dx = np.float32(0.001)
                        dy = np.float32(0.0005) * np.float32((one + other) % 7 - 3)
                        square = dx * dx + dy * dy
                    force = np.float32(1.0) / square - least
                    right += dx * force
                    up += dy * force
                    move[0, other] -= dx * force
                    move[1, other] -= dy * force
        move[0, one] += right
        move[1, one] += up
    return move


def _pull(
    x: Singles,
    y: Singles,
    place: Singles,
    move: Singles,
    order: Ints,
    indptr: Ints,
    indices: Ints,
    inside: Flags,
    middle: Singles,
    radius: Singles,
    heat: Any,
) -> None:
    """Pull each node to its neighbours and into its disc, and move it, as far as `heat` allows."""
    unit = np.float32(1.0)
    before_x, before_y = x.copy(), y.copy()
    for at in range(len(order)):
        node = order[at]
        right, up = np.float32(0.0), np.float32(0.0)
        for edge in range(indptr[node], indptr[node + 1]):
            dx = before_x[indices[edge]] - place[0, at]
            dy = before_y[indices[edge]] - place[1, at]
            far = np.sqrt(dx * dx + dy * dy)
            # Within a community like a spring; across, a light pull to the side it comes from.
            pull = far * np.float32(0.08) if inside[edge] else np.float32(0.3) / (unit + far)
            right += dx * pull
            up += dy * pull
        weight = unit / (unit + np.float32(0.15) * np.float32(indptr[node + 1] - indptr[node]))
        dx, dy = middle[0, node] - place[0, at], middle[1, node] - place[1, at]
        away = np.sqrt(dx * dx + dy * dy)
        hold = np.float32(0.02)
        if away > radius[node]:
            hold += np.float32(0.6) * (away - radius[node]) / away
        right = move[0, at] + right * weight + dx * hold
        up = move[1, at] + up * weight + dy * hold
        far = np.sqrt(right * right + up * up)
        shorter = heat / far if far > heat else unit
        x[node] = place[0, at] + right * shorter
        y[node] = place[1, at] + up * shorter
