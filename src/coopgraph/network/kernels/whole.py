"""Figures of a whole network: size, density, distances."""

from typing import Literal, TypeAlias

import numpy as np

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.matrix import Floats, Network, components

__all__ = [
    "Disconnected",
    "component_count",
    "density",
    "diameter",
    "edge_count",
    "isolates",
    "largest_share",
    "mean_distance",
    "two_mode_density",
]

Disconnected: TypeAlias = Literal["error", "largest", "pairs"]


def edge_count(net: Network) -> float:
    """Number of edges, parallel ones and self-loops each."""
    loops = float(net.adjacency.diagonal().sum())
    total = float(net.adjacency.sum())
    return total if net.directed else (total + loops) / 2


def density(net: Network) -> float:
    """Number of edges by the number of pairs that might have one; 0 for less than two nodes."""
    n = net.size
    pairs = n * (n - 1) / (1 if net.directed else 2)
    return edge_count(net) / pairs if pairs else 0.0


def two_mode_density(net: Network, side: Floats) -> float:
    """Number of edges by the number of pairs of a node of each side."""
    one = float(side.sum())
    pairs = one * (net.size - one)
    if pairs == 0:
        raise UndefinedMeasure("two-mode density: one side has no nodes. Choose a network of both.")
    return edge_count(net) / pairs


def component_count(net: Network, *, strong: bool = False) -> float:
    """Number of components."""
    labels = components(net, strong=strong)
    return float(labels.max() + 1) if len(labels) else 0.0


def largest_share(net: Network) -> float:
    """Share of the nodes that are in the largest component."""
    if net.size == 0:
        raise UndefinedMeasure("share of the largest component: the network has no nodes")
    return float(np.bincount(components(net)).max()) / net.size


def isolates(net: Network) -> float:
    """Number of nodes without an edge to another one."""
    around = net.adjacency + net.adjacency.T
    return float((np.asarray(around.sum(axis=1)) - around.diagonal() == 0).sum())


def diameter(net: Network, *, disconnected: Disconnected = "error") -> float:
    """The longest of all distances."""
    return _joined(net, "diameter", disconnected).steps.longest


def mean_distance(net: Network, *, disconnected: Disconnected = "error") -> float:
    """Mean of the distances from each node to each other; 0 where there are none."""
    steps = _joined(net, "mean distance", disconnected).steps
    return steps.total / steps.pairs if steps.pairs else 0.0


def _joined(net: Network, name: str, disconnected: Disconnected) -> Network:
    """The network, or its largest component, to be measured where nodes reach each other."""
    if net.size == 0:
        raise UndefinedMeasure(f"{name}: the network has no nodes")
    parts = int(components(net, strong=True).max()) + 1
    if parts == 1 or disconnected == "pairs":
        return net
    if disconnected == "largest":
        return net.core
    how = "strongly connected" if net.directed else "connected"
    message = (
        f"{name} has no value here: the network is not {how}, it has {parts} components, and "
        'between them there is no distance. Measure the largest one (disconnected="largest"), or '
        'all pairs that are joined (disconnected="pairs").'
    )
    raise UndefinedMeasure(message)
