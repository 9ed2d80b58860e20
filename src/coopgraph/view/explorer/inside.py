"""Where the members of a community begin: far apart in the network, far apart in its disc."""

from typing import TYPE_CHECKING, Final

import numpy as np

from coopgraph.network.kernels.jit import compiled
from coopgraph.view.explorer.columns import Ints
from coopgraph.view.stress import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["begin"]

_SWEEPS: Final = 3
_GOLDEN: Final = np.pi * (3.0 - np.sqrt(5.0))


def begin(joined: "csr_array", group: Ints, home: Floats, radius: Floats) -> Floats:
    """Fill the disc of each community with its members, so that forces have little left to do.

    Each axis is the difference of the steps to two members that are far apart, as in pivot scaling
    (Brandes and Pich 2007) with two pairs of pivots. The order of the distances from the middle is
    kept, the distances themselves are those that fill the disc evenly. It takes a time linear in
    nodes and edges.

    Parameters
    ----------
    joined : scipy.sparse.csr_array
        Symmetric matrix of what is connected.
    group : numpy.ndarray of int
        Community of each node, from 0, none empty.
    home : numpy.ndarray of float
        Row a community: the middle of its disc.
    radius : numpy.ndarray of float
        Radius of each disc.

    Returns
    -------
    numpy.ndarray of float
        Row a node: x and y.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> path = csr_array(np.eye(9, k=1) + np.eye(9, k=-1))
    >>> points = begin(path, np.zeros(9, dtype=int), np.zeros((1, 2)), np.ones(1))
    >>> bool(np.sqrt((points**2).sum(axis=1)).max() < 1)
    True
    """
    from scipy.sparse import csr_array

    count = len(group)
    size = np.bincount(group)
    inside = group[joined.indices] == np.repeat(group, np.diff(joined.indptr))
    known = (inside.astype(np.float64), joined.indices, joined.indptr)
    own = csr_array(known, shape=(count, count), copy=True)
    own.eliminate_zeros()
    near = 1.0 + np.diff(own.indptr)
    axes = _axes(own, group, size)
    for _ in range(_SWEEPS):
        axes = [(axis + own @ axis) / near for axis in axes]
    # Members with the same neighbours fall on one spot: a small turn parts them.
    turn = np.arange(count) * _GOLDEN
    x = _even(axes[0], group, size) + 0.1 * np.cos(turn)
    y = _even(axes[1], group, size) + 0.1 * np.sin(turn)
    far = np.hypot(x, y)
    order = np.lexsort((far, group))
    rank = np.empty(count)
    rank[order] = np.arange(count) - np.repeat(np.cumsum(size) - size, size)
    reach = 0.9 * radius[group] * np.sqrt((rank + 0.5) / size[group]) / np.maximum(far, 1e-9)
    return np.asarray(home[group] + np.column_stack([x * reach, y * reach]))


def _even(value: Floats, group: Ints, size: Ints) -> Floats:
    """Shift and scale values to mean 0 and variance 1 within each community."""
    centred = value - (np.bincount(group, value) / size)[group]
    spread = np.sqrt(np.bincount(group, centred * centred) / size)
    return np.asarray(centred / np.maximum(spread, 1e-9)[group])


def _axes(own: "csr_array", group: Ints, size: Ints) -> list[Floats]:
    """Differences of the steps to two pairs of members of the same community."""
    indptr, indices = own.indptr.astype(np.int64), own.indices.astype(np.int64)
    members = np.argsort(group, kind="stable")
    starts = np.cumsum(size) - size
    walk = compiled(_walk)
    ends: list[Ints] = []
    # From the hub to a far end, and on to what is farthest from all ends so far.
    apart = np.diff(indptr)
    for _ in range(5):
        sorted_ = apart[members]
        most = np.flatnonzero(sorted_ == np.repeat(np.maximum.reduceat(sorted_, starts), size))
        ends.append(walk(indptr, indices, members[most[np.searchsorted(most, starts)]]))
        apart = np.minimum.reduce(ends[1:] or ends)
    return [(ends[i] - ends[i + 1]).astype(np.float64) for i in (1, 3)]


def _walk(indptr: Ints, indices: Ints, sources: Ints) -> Ints:
    """Steps from the nearest source; 0 where none leads to."""
    count = len(indptr) - 1
    steps = np.full(count, -1, dtype=np.int64)
    queue = np.empty(count, dtype=np.int64)
    tail = 0
    for source in sources:
        steps[source] = 0
        queue[tail] = source
        tail += 1
    head = 0
    while head < tail:
        node = queue[head]
        head += 1
        for at in range(indptr[node], indptr[node + 1]):
            other = indices[at]
            if steps[other] < 0:
                steps[other] = steps[node] + 1
                queue[tail] = other
                tail += 1
    return np.maximum(steps, 0)
