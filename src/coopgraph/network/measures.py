"""Measures of a network, one definition each, and ranks by them.

Definitions are those of NetworkX, with one exception: in betweenness, parallel edges are distinct
shortest paths. (NetworkX ignores them; studies of multigraphs count them.) A weight is a strength,
never a distance: betweenness and closeness count steps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from coopgraph.errors import NameNotFound, UndefinedMeasure
from coopgraph.names import did_you_mean
from coopgraph.network import centrality
from coopgraph.network.matrix import Floats, Network, largest_component, network
from coopgraph.network.projection import Projection

__all__ = ["MEASURES", "Measure", "Result", "rank"]

_TIE: Final = 1e-12


@dataclass(frozen=True)
class Measure:
    """A measure of nodes.

    Parameters
    ----------
    name : str
        What it is called.
    definition : str
        What it is, in one or two sentences with the formula.
    compute : callable
        From a network to one value a node.
    weights : {"never", "optional", "default"}
        Whether it can use the weights of edges, and does so unless told otherwise.
    strong : bool
        Whether a directed network must be strongly connected for it.
    """

    name: str
    definition: str
    compute: Callable[[Network], Floats]
    weights: str = "never"
    strong: bool = False


MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure(
                "degree",
                "Number of edges at the node; parallel edges count each, a self-loop twice, and "
                "in a directed network edges in and out. With weights, the sum of their weights "
                "(strength).",
                centrality.degree,
                weights="optional",
            ),
            Measure(
                "betweenness",
                "Sum over all pairs of other nodes of the share of their shortest paths that lead "
                "through the node, divided by the number of such pairs: (n-1)(n-2), half of it in "
                "an undirected network (Freeman 1977). Parallel edges make distinct paths; pairs "
                "without a path add nothing.",
                centrality.betweenness,
            ),
            Measure(
                "closeness",
                "Number r of other nodes that reach the node, divided by the sum of their "
                "distances to it, times r/(n-1) (Freeman 1979; Wasserman and Faust 1994 where not "
                "all reach it). In a directed network distances lead to the node; a node that "
                "none reaches has 0.",
                centrality.closeness,
            ),
            Measure(
                "pagerank",
                "Share of visits of a walker who follows an edge with probability 0.85, chosen in "
                "proportion to its weight, and otherwise, or where no edge leads on, jumps to any "
                "node (Page et al. 1999). Parallel edges add up; the values sum to 1.",
                centrality.pagerank,
                weights="default",
            ),
            Measure(
                "eigenvector",
                "Entry of the positive vector of length 1 that the adjacency matrix only "
                "stretches, by its largest eigenvalue (Bonacich 1987): a node is central if those "
                "with an edge to it are. Parallel edges add up. Defined where the network is "
                "connected, if directed strongly.",
                centrality.eigenvector,
                weights="optional",
                strong=True,
            ),
        )
    }
)


@dataclass(frozen=True, eq=False)
class Result:
    """Values of a measure, with all that is needed to cite and to repeat them.

    Parameters
    ----------
    values : pandas.DataFrame
        ``id, label, value, rank``, the greatest value first.
    measure, definition : str
        What was measured.
    parameters : mapping of str to str
        How it was measured, the parameters of the projection included.
    projection, projection_fingerprint : str
        On which network.
    tied_left_out : int
        Number of nodes that `values` leaves out although they have the rank of its last one.
    """

    values: pd.DataFrame
    measure: str
    definition: str
    parameters: Mapping[str, str]
    projection: str
    projection_fingerprint: str
    tied_left_out: int = field(default=0)


def rank(
    projection: Projection,
    measure: str,
    top: int | None = None,
    *,
    weighted: bool | None = None,
    largest: bool = False,
) -> Result:
    """Rank the nodes of a network by a measure.

    The greatest value has rank 1; equal values (to 1e-12 of the greatest) share a rank, and the
    next one comes after them all (1, 2, 2, 4). Equal ones are in order of their labels.

    Parameters
    ----------
    projection : Projection
        The network.
    measure : str
        One of `MEASURES`: degree, betweenness, closeness, pagerank, eigenvector.
    top : int, optional
        How many nodes to give; all unless said.
    weighted : bool, optional
        Whether edges count by their weights. Unless said, only PageRank does so.
    largest : bool
        Whether to measure the largest component only, as a network of its own.

    Returns
    -------
    Result
        The values and ranks.

    Raises
    ------
    NameNotFound
        Where there is no such measure.
    UndefinedMeasure
        Where the measure has no value on this network.

    Examples
    --------
    >>> sorted(MEASURES)
    ['betweenness', 'closeness', 'degree', 'eigenvector', 'pagerank']
    """
    chosen = MEASURES.get(measure)
    if chosen is None:
        hint = did_you_mean(measure, MEASURES)
        raise NameNotFound(
            f'There is no measure "{measure}"; there are {", ".join(MEASURES)}.{hint}'
        )
    if top is not None and top < 1:
        raise UndefinedMeasure(f"top is {top}; expected 1 or more")
    if weighted and chosen.weights == "never":
        message = f"{measure} counts steps; a weight is a strength, not the length of a step"
        raise UndefinedMeasure(message)
    use_weights = chosen.weights == "default" if weighted is None else weighted
    net, nodes = network(projection, weighted=use_weights), projection.nodes
    if largest:
        places = largest_component(net, strong=chosen.strong)
        net, nodes = net.part(places), nodes.iloc[places]
    ranked = _ranked(nodes, chosen.compute(net))
    shown = ranked if top is None else ranked.head(top)
    last = shown["rank"].max() if len(shown) else 0
    return Result(
        values=shown.reset_index(drop=True),
        measure=measure,
        definition=chosen.definition,
        parameters={
            **projection.parameters,
            "weighted": "yes" if use_weights else "no",
            "component": "largest" if largest else "all",
            "nodes": str(net.size),
        },
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
        tied_left_out=int((ranked["rank"] == last).sum() - (shown["rank"] == last).sum()),
    )


def _ranked(nodes: pd.DataFrame, values: Floats) -> pd.DataFrame:
    """Values in order, with competition ranks."""
    table = pd.DataFrame(
        {
            "id": nodes["id"].to_numpy(object),
            "label": nodes["label"].to_numpy(object),
            "value": values,
        }
    ).astype({"id": "str", "label": "str"})
    table = table.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    table["rank"] = _competition(table["value"].to_numpy(float))
    return table.sort_values(["rank", "label", "id"], ignore_index=True)


def _competition(descending: Floats) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Ranks 1, 2, 2, 4 of values in falling order."""
    ranks = np.ones(len(descending), dtype=np.int64)
    margin = _TIE * np.abs(descending).max(initial=0.0)
    first = 0
    for place in range(1, len(descending)):
        if descending[first] - descending[place] > margin:
            first = place
        ranks[place] = first + 1
    return ranks
