"""Distances on the page that follow distances in the network: stress and where it starts from."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Floats", "corners", "level", "majorise", "pivot_scaling"]

Floats: TypeAlias = npt.NDArray[np.float64]


def corners(far: Floats) -> Floats:
    """Start from two pairs of things that are far apart: rough, and the same on every machine.

    Parameters
    ----------
    far : numpy.ndarray of float
        Distances of all pairs.

    Returns
    -------
    numpy.ndarray of float
        Row a thing: x and y.
    """
    left = int(far[0].argmax())
    right = int(far[left].argmax())
    top = int(np.minimum(far[left], far[right]).argmax())
    bottom = int(np.minimum(np.minimum(far[left], far[right]), far[top]).argmax())
    return np.column_stack([far[left] - far[right], far[top] - far[bottom]]) / 2


def pivot_scaling(far: Floats) -> Floats:
    """Classical scaling of the distances to some pivots (Brandes and Pich 2007).

    Parameters
    ----------
    far : numpy.ndarray of float
        Row a pivot, column a thing: distances.

    Returns
    -------
    numpy.ndarray of float
        Row a thing: x and y.
    """
    squared = far**2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    values, vectors = np.linalg.eigh(centred @ centred.T)
    axes = vectors[:, np.argsort(-values, kind="stable")[:2]]
    axes *= np.where(axes.sum(axis=0) < 0, -1.0, 1.0)
    points = -0.5 * centred.T @ axes
    scale = far.mean() / max(float(np.abs(points).mean()), 1e-12)
    return np.asarray(points * scale)


def majorise(points: Floats, far: Floats, rounds: int) -> Floats:
    """Lower the stress thing by thing (Gansner, Koren and North 2005).

    Parameters
    ----------
    points : numpy.ndarray of float
        Where to start from.
    far : numpy.ndarray of float
        Wanted distances of all pairs.
    rounds : int
        How often each thing moves at most.

    Returns
    -------
    numpy.ndarray of float
        Row a thing: x and y.
    """
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


def level(points: Floats) -> Floats:
    """Turn the longer axis level: pages are wider than high.

    Parameters
    ----------
    points : numpy.ndarray of float
        Row a thing: x and y.

    Returns
    -------
    numpy.ndarray of float
        The points around their middle.
    """
    x, y = (points - points.mean(axis=0)).T
    angle = 0.5 * float(np.arctan2(2 * (x * y).sum(), (x * x).sum() - (y * y).sum()))
    cos, sin = np.cos(angle), np.sin(angle)
    return np.column_stack([x * cos + y * sin, y * cos - x * sin])
