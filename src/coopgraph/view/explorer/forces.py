"""Forces between nodes on a page: edges pull, near nodes push, each community keeps together."""

from typing import TYPE_CHECKING, Final

import numpy as np

from coopgraph.network.kernels.jit import compiled
from coopgraph.view.explorer.columns import Ints
from coopgraph.view.stress import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["settle"]

_REACH: Final = 2.5  # how far a node pushes


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
    grid finds: each community has its own disc already, so nothing far needs to be pushed.

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
    place = points.copy()
    push, pull = compiled(_push), compiled(_pull)
    weight = 1.0 / (1.0 + 0.15 * np.diff(joined.indptr))
    for step in range(rounds):
        cells = ((place - place.min(axis=0)) / _REACH).astype(np.int64)
        move = push(place, cells, _REACH)
        pull(place, joined.indptr, joined.indices, group, weight, move)
        back = home - place
        away = np.sqrt((back**2).sum(axis=1))
        hold = 0.02 + 0.6 * np.maximum(0.0, away - radius) / np.maximum(away, 1e-9)
        move += back * hold[:, None]
        far = np.sqrt((move**2).sum(axis=1))
        heat = 1.5 * (1.0 - step / rounds) ** 1.5 + 0.02
        place += move * (np.minimum(far, heat) / np.maximum(far, 1e-9))[:, None]
    return place


def _push(place: Floats, cells: Ints, reach: float) -> Floats:
    """Push each node away from those within reach, by the inverse of their distance."""
    count = len(place)
    move = np.zeros((count, 2))
    wide, high = cells[:, 0].max() + 1, cells[:, 1].max() + 1
    first = np.full(wide * high, -1, dtype=np.int64)
    after = np.empty(count, dtype=np.int64)
    for node in range(count):
        cell = cells[node, 0] + wide * cells[node, 1]
        after[node] = first[cell]
        first[cell] = node
    for node in range(count):
        for row in range(max(cells[node, 1] - 1, 0), min(cells[node, 1] + 2, high)):
            for column in range(max(cells[node, 0] - 1, 0), min(cells[node, 0] + 2, wide)):
                other = first[column + wide * row]
                while other >= 0:
                    dx = place[node, 0] - place[other, 0]
                    dy = place[node, 1] - place[other, 1]
                    square = dx * dx + dy * dy
                    if square < 1e-6 and other != node:
                        # On one spot: each goes its own way.
                        dx = 0.001 if node > other else -0.001
                        dy = 0.0005 * ((node + other) % 7 - 3)
                        square = dx * dx + dy * dy
                    if 0.0 < square < reach * reach:
                        force = 1.0 / square - 1.0 / (reach * reach)
                        move[node, 0] += dx * force
                        move[node, 1] += dy * force
                    other = after[other]
    return move


def _pull(
    place: Floats, indptr: Ints, indices: Ints, group: Ints, weight: Floats, move: Floats
) -> None:
    """Pull each node to its neighbours."""
    for node in range(len(place)):
        for at in range(indptr[node], indptr[node + 1]):
            other = indices[at]
            dx = place[other, 0] - place[node, 0]
            dy = place[other, 1] - place[node, 1]
            far = (dx * dx + dy * dy) ** 0.5
            # Within a community like a spring; across, a light pull to the side it comes from.
            pull = far * 0.08 if group[other] == group[node] else 0.3 / (1.0 + far)
            move[node, 0] += dx * pull * weight[node]
            move[node, 1] += dy * pull * weight[node]
