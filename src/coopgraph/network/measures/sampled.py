"""Betweenness from a sample of sources, with the greatest error that it may have."""

from typing import Final

import numpy as np
import pandas as pd

from coopgraph.network.kernels.geodesics import sampled_betweenness_sums
from coopgraph.network.measures.peers import engine_version
from coopgraph.network.measures.registry import case_of, find_measure
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result

__all__ = ["sampled_betweenness"]

_DEFINITION: Final = (
    "Betweenness, estimated from the shortest paths that begin at some nodes drawn at random; with "
    "the probability given (confidence) all values lie between low and high at once."
)


def sampled_betweenness(
    projection: Projection,
    pivots: int = 256,
    *,
    seed: int = 0,
    confidence: float = 0.95,
    largest: bool = False,
) -> Result:
    """Estimate betweenness, with an error bound, where the exact one takes too long.

    Parameters
    ----------
    projection : Projection
        The network. Parallel edges are distinct shortest paths.
    pivots : int
        How many sources to draw, without replacement; with all of them the values are exact.
    seed : int
        Where the draw starts.
    confidence : float
        Probability that no value is beyond its bounds.
    largest : bool
        Whether to measure the largest component only.

    Returns
    -------
    Result
        ``id, label, value, rank, low, high``, normalised as `rank` does for betweenness. The bounds
        are wide: the error falls with the square root of the pivots.

    Raises
    ------
    UndefinedMeasure
        Where no pivot is asked for, or the confidence is no probability.

    Examples
    --------
    >>> import coopgraph as cg
    >>> result = cg.sampled_betweenness(cg.project(), pivots=20, seed=1)
    >>> bool((result.values["low"] <= result.values["high"]).all())
    True

    References
    ----------
    Brandes, U. and Pich, C. (2007). Centrality estimation in large networks. International Journal
    of Bifurcation and Chaos 17, 2303-2318.
    """
    case = case_of(projection, find_measure("betweenness", ("node",)), largest=largest)
    net = case.net
    found = sampled_betweenness_sums(
        net.adjacency, directed=net.directed, pivots=pivots, seed=seed, confidence=confidence
    )
    n = net.size
    scale = (n - 1) * (n - 2) / (1 if net.directed else 2) if n > 2 else 1.0
    value, bound = found.values / scale, found.bound / scale
    table = pd.DataFrame(
        {
            "id": case.nodes["id"].to_numpy(object),
            "label": case.nodes["label"].to_numpy(object),
            "value": value,
            "rank": pd.Series(value).rank(method="min", ascending=False).to_numpy(np.int64),
            "low": np.maximum(value - bound, 0.0),
            "high": np.minimum(value + bound, 1.0) if n > 2 else value + bound,
        }
    ).astype({"id": "str", "label": "str"})
    return Result(
        values=table.sort_values(["rank", "label", "id"], ignore_index=True),
        measure="betweenness (sampled)",
        definition=_DEFINITION,
        parameters={
            **projection.parameters,
            "pivots": str(found.pivots),
            "confidence": f"{confidence:g}",
            "component": "largest" if largest else "all",
            "nodes": str(n),
        },
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
        title=projection.title,
        engine="numba",
        engine_version=engine_version("numba"),
        seed=seed,
        reference="Brandes and Pich 2007",
    )
