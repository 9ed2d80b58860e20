"""Where the nodes of a page stand, which community each is of, and how large it may be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.network.kernels.matrix import network, symmetric
from coopgraph.network.measures.registry import rank
from coopgraph.network.measures.sampled import sampled_betweenness
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.explorer.arrange import arrange
from coopgraph.view.explorer.columns import Ints
from coopgraph.view.explorer.communities import communities

__all__ = ["Place", "place"]

Floats = npt.NDArray[np.float64]

_EXACT: Final = 3e7  # nodes times edges up to which betweenness takes a fraction of a second
_PIVOTS: Final = 256


@dataclass(frozen=True, eq=False)
class Place:
    """What is computed ahead about nodes.

    Parameters
    ----------
    x, y : numpy.ndarray of float
        Position, from 0 to 1 on the longer side, y upwards.
    community : numpy.ndarray of int
        Community of each node, 0 the largest.
    measures : mapping of str to (str, numpy.ndarray)
        What each measure is called, and its values.
    """

    x: Floats
    y: Floats
    community: Ints
    measures: Mapping[str, tuple[str, Floats]]


def place(projection: Projection) -> Place:
    """Compute positions, communities and sizes of the nodes of a network.

    The same network has the same places. Betweenness is exact up to some thousand nodes, and
    estimated from some of them beyond, which its name says.

    Parameters
    ----------
    projection : Projection
        The network.

    Returns
    -------
    Place
        One entry a node, in the order of the table.

    Examples
    --------
    >>> from coopgraph import project
    >>> found = place(project(name="partnerships"))
    >>> float(max(found.x.max(), found.y.max())), sorted(found.measures)
    (1.0, ['betweenness', 'degree'])
    """
    joined = symmetric(network(projection))
    community = communities(joined)
    points = arrange(joined, community)
    span = float(np.ptp(points, axis=0).max(initial=0.0)) if len(points) else 0.0
    low = points.min(axis=0) if len(points) else np.zeros(2)
    # All in one place: in the middle.
    scaled = (points - low) / span if span > 0 else np.full(points.shape, 0.5)
    return Place(scaled[:, 0], scaled[:, 1], community, _measures(projection))


def _measures(projection: Projection) -> dict[str, tuple[str, Floats]]:
    measures: dict[str, tuple[str, Floats]] = {}
    for name, label in (("degree", "Relations"), ("strength", "Strength")):
        if name == "degree" or projection.edges["weight"].nunique() > 1:
            measures[name] = (label, _values(projection, rank(projection, name).values))
    nodes, edges = len(projection.nodes), len(projection.edges)
    if not edges:
        return measures
    if nodes * edges <= _EXACT:
        label, found = "Betweenness", rank(projection, "betweenness")
    else:
        label = f"Betweenness, estimated from {_PIVOTS} nodes"
        found = sampled_betweenness(projection, _PIVOTS)
    measures["betweenness"] = (label, _values(projection, found.values))
    return measures


def _values(projection: Projection, table: pd.DataFrame) -> Floats:
    """Values of a ranking, in the order of the nodes; 0 for those it leaves out."""
    rows = pd.Index(table["id"].to_list(), dtype=object)
    at = rows.get_indexer(projection.nodes["id"].to_list())
    known = np.append(table["value"].to_numpy(float), 0.0)
    return np.asarray(np.nan_to_num(known[at]))
