"""Centralities: what each of them is, and what computes it."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final, Literal

import numpy as np

from coopgraph.network.kernels import centrality
from coopgraph.network.kernels.distances import distance_sums
from coopgraph.network.kernels.geodesics import betweenness_sums, edge_betweenness_sums
from coopgraph.network.kernels.matrix import Floats, Network, entries, pairs
from coopgraph.network.kernels.visits import pagerank_compiled
from coopgraph.network.kernels.weighted import weighted_betweenness_sums
from coopgraph.network.measures.measure import Case, Engine, Measure, of, with_sums
from coopgraph.network.measures.peers import (
    by_igraph,
    by_networkit,
    by_networkx,
    by_rustworkx,
    no_distance,
    simple_only,
    undirected_only,
)

__all__ = ["central_measures"]

_ADD: Final = "add up"
_STEPS: Final = (
    'never as such: a weight is a strength; distance="inverse" makes steps of length 1/strength'
)
_COMPILED: Final = 300  # nodes from which machine code is worth its loading
_LARGE: Final = 10_000  # the same, where SciPy takes some hundredths of a second
_DISTANCE: Final[Mapping[str, None]] = {"distance": None}


# ---- degree


def _nx_degree(way: str, graph: Any, _: Mapping[str, Any]) -> Any:
    name = f"{way}_degree" if graph.is_directed() else "degree"
    return dict(getattr(graph, name)(weight="weight"))


def _degree() -> Iterator[Measure]:
    yield Measure(
        "degree",
        "Number of edges at the node; parallel edges count each, a self-loop twice, and in a "
        "directed network edges in and out. With weights, the sum of their weights (strength).",
        r"d_i = \sum_j A_{ij} + A_{ii} \text{ (undirected)},\quad \sum_j A_{ij} + A_{ji}",
        "node",
        {
            "scipy": Engine(of(centrality.degree)),
            "networkx": by_networkx(lambda g, _: dict(g.degree(weight="weight"))),
        },
        weights="optional",
        on_weights="optional: their sum",
        on_direction="in and out added up",
        reference="Freeman 1978",
    )
    yield Measure(
        "strength",
        "Sum of the weights of the edges at the node; a self-loop counts twice, and in a directed "
        "network edges in and out.",
        r"s_i = \sum_j W_{ij}",
        "node",
        {
            "scipy": Engine(of(centrality.degree)),
            "networkx": by_networkx(lambda g, _: dict(g.degree(weight="weight"))),
        },
        weights="default",
        on_weights="their sum",
        on_direction="in and out added up",
        reference="Barrat et al. 2004",
    )
    ways = (("in", centrality.in_degree, "to"), ("out", centrality.out_degree, "from"))
    for way, function, towards in ways:
        yield Measure(
            f"{way}-degree",
            f"Number of edges that lead {towards} the node, or with weights their sum; parallel "
            "edges and self-loops count each. In an undirected network the degree.",
            r"\sum_j A_{ji}" if way == "in" else r"\sum_j A_{ij}",
            "node",
            {
                "scipy": Engine(of(function)),
                "networkx": by_networkx(partial(_nx_degree, way)),
            },
            weights="optional",
            on_weights="optional: their sum",
            on_direction="as it says",
            reference="Freeman 1978",
        )


# ---- shortest paths


def _pairs(net: Network) -> float:
    n = net.size
    return (n - 1) * (n - 2) / (1 if net.directed else 2) if n > 2 else 1.0


def _all_pairs(net: Network) -> float:
    n = net.size
    return n * (n - 1) / (1 if net.directed else 2) if n > 1 else 1.0


def _fast_betweenness(case: Case) -> Floats:
    if case.options["distance"]:
        between, _ = weighted_betweenness_sums(
            centrality.lengths(case.net), directed=case.net.directed
        )
        return np.asarray(between / _pairs(case.net), dtype=float)
    sums = betweenness_sums(case.net.adjacency, directed=case.net.directed)
    return np.asarray(sums / _pairs(case.net), dtype=float)


def _fast_edges(case: Case) -> Floats:
    net = case.net
    source, target = pairs(net)
    if case.options["distance"]:
        _, along = weighted_betweenness_sums(centrality.lengths(net), directed=net.directed)
        return entries(along, source, target) / _all_pairs(net)
    sums = edge_betweenness_sums(net.adjacency, directed=net.directed)
    total = entries(sums, source, target) / entries(net.adjacency, source, target)
    return total / _all_pairs(net)


def _fast_closeness(case: Case) -> Floats:
    found = distance_sums(case.net.adjacency, directed=case.net.directed, inward=True)
    return centrality.nearness(found.reached, found.far, case.options["unreachable"])


def _fast_harmonic(case: Case) -> Floats:
    found = distance_sums(case.net.adjacency, directed=case.net.directed, inward=True)
    return np.asarray(found.harmonic / max(case.net.size - 1, 1), dtype=float)


def _nx_between(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    return nx.betweenness_centrality(graph, weight="length" if options["distance"] else None)


def _nx_edges(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    return nx.edge_betweenness_centrality(graph, weight="length" if options["distance"] else None)


def _nx_closeness(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    length, whole = "length" if options["distance"] else None, options["unreachable"] == "share"
    return nx.closeness_centrality(graph, distance=length, wf_improved=whole)


def _nx_harmonic(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    found = nx.harmonic_centrality(graph, distance="length" if options["distance"] else None)
    return {node: value / max(len(graph) - 1, 1) for node, value in found.items()}


def _nk_between(nk: Any, graph: Any) -> Any:
    n = graph.numberOfNodes()
    scale = (n - 1) * (n - 2) if n > 2 else 1
    scores = nk.centrality.Betweenness(graph, normalized=False).run().scores()
    # NetworKit counts a pair of an undirected network both ways.
    return np.asarray(scores) / (scale if n > 2 or graph.isDirected() else 2)


def _rx_between(graph: Any, _: Mapping[str, Any]) -> Any:
    import rustworkx as rx

    return rx.betweenness_centrality(graph, normalized=graph.num_nodes() > 2)


def _rx_closeness(graph: Any, options: Mapping[str, Any]) -> Any:
    import rustworkx as rx

    return rx.closeness_centrality(graph, wf_improved=options["unreachable"] == "share")


def _ig_between(graph: Any, _: Mapping[str, Any]) -> Any:
    n = graph.vcount()
    scale = (n - 1) * (n - 2) / (1 if graph.is_directed() else 2) if n > 2 else 1
    return np.array(graph.betweenness()) / scale


def _ig_harmonic(graph: Any, options: Mapping[str, Any]) -> Any:
    length = "length" if options["distance"] else None
    return np.nan_to_num(graph.harmonic_centrality(mode="in", weights=length))


def _not_far(case: Case) -> str:
    return (
        "to it no node is as far as all others together"
        if case.options["unreachable"] == "n"
        else ""
    )


def _near_by_steps(case: Case) -> str:
    return no_distance(case) or _not_far(case)


def _steps_once(case: Case) -> str:
    return no_distance(case) or simple_only(case)


def _between() -> Iterator[Measure]:
    yield with_sums(_node_between(), lambda case: _pairs(case.net))
    yield with_sums(_edge_between(), lambda case: _all_pairs(case.net))


def _node_between() -> Measure:
    return Measure(
        "betweenness",
        "Sum over all pairs of other nodes of the share of their shortest paths that lead "
        "through the node, divided by the number of such pairs: (n-1)(n-2), half of it in an "
        "undirected network (Freeman 1977). Parallel edges make distinct paths; pairs without a "
        "path add nothing.",
        r"\frac{1}{(n-1)(n-2)} \sum_{s \ne i \ne t} \frac{\sigma_{st}(i)}{\sigma_{st}}",
        "node",
        {
            "scipy": Engine(of(centrality.betweenness), refuses=no_distance),
            "numba": Engine(_fast_betweenness, from_size=_COMPILED),
            "networkx": by_networkx(_nx_between, refuses=simple_only),
            "networkit": by_networkit(_nk_between, refuses=_steps_once),
            "rustworkx": by_rustworkx(_rx_between, refuses=_steps_once),
            "igraph": by_igraph(_ig_between, refuses=no_distance),
        },
        normalisation="number of pairs of other nodes; normalized=False gives the sum",
        on_weights=_STEPS,
        on_direction="followed",
        on_disconnected="pairs without a path add nothing",
        on_parallel="distinct shortest paths; with distance, added up to one strength",
        reference="Freeman 1977; Brandes 2001",
        options=_DISTANCE,
    )


def _edge_between() -> Measure:
    return Measure(
        "edge-betweenness",
        "Sum over all pairs of nodes of the share of their shortest paths that lead along the "
        "edge, divided by the number of pairs: n(n-1), half of it in an undirected network. "
        "Parallel edges make distinct paths and have an equal share each.",
        r"\frac{1}{n(n-1)} \sum_{s \ne t} \frac{\sigma_{st}(e)}{\sigma_{st}}",
        "edge",
        {
            "scipy": Engine(of(centrality.edge_betweenness), refuses=no_distance),
            "numba": Engine(_fast_edges, from_size=_COMPILED),
            "networkx": by_networkx(_nx_edges, refuses=simple_only, edges=True),
        },
        normalisation="number of pairs of nodes; normalized=False gives the sum",
        on_weights=_STEPS,
        on_direction="followed",
        on_disconnected="pairs without a path add nothing",
        on_parallel="distinct shortest paths; with distance, added up to one strength",
        reference="Girvan and Newman 2002",
        options=_DISTANCE,
    )


def _near() -> Iterator[Measure]:
    yield Measure(
        "closeness",
        "Number r of other nodes that reach the node, divided by the sum of their distances to "
        "it, times r/(n-1) (Freeman 1979; Wasserman and Faust 1994 where not all reach it). In a "
        "directed network distances lead to the node; a node that none reaches has 0.",
        r"\frac{r_i}{n-1} \cdot \frac{r_i}{\sum_{j \to i} d(j, i)}",
        "node",
        {
            "scipy": Engine(of(centrality.closeness, "distance", "unreachable")),
            "numba": Engine(_fast_closeness, from_size=_COMPILED, refuses=no_distance),
            "networkx": by_networkx(_nx_closeness, refuses=_not_far),
            "rustworkx": by_rustworkx(_rx_closeness, refuses=_near_by_steps),
        },
        normalisation="share of the other nodes that reach the node",
        on_weights=_STEPS,
        on_direction="distances lead to the node",
        on_disconnected='within reach, times the share that is within reach; unreachable="ignore" '
        'leaves the share out, unreachable="n" takes nodes out of reach to be n steps away',
        on_parallel="make no difference; with distance, added up to one strength",
        reference="Freeman 1978; Wasserman and Faust 1994",
        options={"distance": None, "unreachable": "share"},
    )
    harmonic = Measure(
        "harmonic",
        "Mean over all other nodes of the inverse of their distance to the node; one that does "
        "not reach it adds 0. In a directed network distances lead to the node.",
        r"\frac{1}{n-1} \sum_{j \ne i} \frac{1}{d(j, i)}",
        "node",
        {
            "scipy": Engine(of(centrality.harmonic, "distance")),
            "numba": Engine(_fast_harmonic, from_size=_COMPILED, refuses=no_distance),
            "networkx": by_networkx(_nx_harmonic),
            "igraph": by_igraph(_ig_harmonic),
        },
        normalisation="number of other nodes; normalized=False gives the sum, as NetworkX does",
        on_weights=_STEPS,
        on_direction="distances lead to the node",
        on_disconnected="a node out of reach adds 0",
        on_parallel="make no difference; with distance, added up to one strength",
        reference="Marchiori and Latora 2000; Rochat 2009",
        options=_DISTANCE,
    )
    yield with_sums(harmonic, lambda case: float(max(case.net.size - 1, 1)))


# ---- recursive: a node is central if central ones lead to it


def _nx_pagerank(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    return nx.pagerank(graph, alpha=options["damping"], tol=1e-15, max_iter=5_000)


def _rx_pagerank(graph: Any, options: Mapping[str, Any]) -> Any:
    import rustworkx as rx

    if graph.num_nodes() == 0:
        return {}
    return rx.pagerank(graph, alpha=options["damping"], weight_fn=float, tol=1e-15, max_iter=5_000)


def _directed_only(case: Case) -> str:
    return "" if case.net.directed else "it takes directed networks only"


def _nx_katz(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    if len(graph) < 2:
        return dict.fromkeys(graph, 1.0)
    return nx.katz_centrality_numpy(
        graph, alpha=options["alpha"], beta=options["beta"], weight="weight"
    )


def _own_alpha(case: Case) -> str:
    return (
        "" if case.options.get("alpha") is not None else "it has no alpha that fits every network"
    )


def _walks() -> Iterator[Measure]:
    yield Measure(
        "pagerank",
        "Share of visits of a walker who follows an edge with probability 0.85 (damping), chosen "
        "in proportion to its weight, and otherwise, or where no edge leads on, jumps to any node "
        "(Page et al. 1999). Parallel edges add up; the values sum to 1.",
        r"p_i = \frac{1 - c}{n} + c \sum_j \frac{W_{ji}}{\sum_k W_{jk}} p_j",
        "node",
        {
            "scipy": Engine(of(centrality.pagerank, "damping")),
            "numba": Engine(
                of(pagerank_compiled, "damping"), from_size=_LARGE, refuses=undirected_only
            ),
            "networkx": by_networkx(_nx_pagerank),
            "rustworkx": by_rustworkx(_rx_pagerank, loops=True, refuses=_directed_only),
        },
        weights="default",
        normalisation="the values sum to 1",
        on_weights="chances in proportion to them",
        on_direction="followed",
        on_parallel=_ADD,
        reference="Page et al. 1999",
        options={"damping": 0.85},
    )


def _vectors() -> Iterator[Measure]:
    yield Measure(
        "eigenvector",
        "Entry of the positive vector of length 1 that the adjacency matrix only stretches, by "
        "its largest eigenvalue (Bonacich 1987): a node is central if those with an edge to it "
        "are. Parallel edges add up. Defined where the network is connected, if directed "
        "strongly.",
        r"A^T x = \lambda_{\max} x,\quad \lVert x \rVert_2 = 1,\ x > 0",
        "node",
        {
            "scipy": Engine(of(centrality.eigenvector, "components")),
        },
        weights="optional",
        strong=True,
        normalisation="vector of length 1; of a component of s nodes by itself, sqrt(s/n)",
        on_weights="optional",
        on_direction="edges lead to the node",
        on_disconnected='an error; components="each" takes each by itself, a node alone having 0',
        on_parallel=_ADD,
        reference="Bonacich 1972, 1987",
        options={"components": "error"},
    )
    yield Measure(
        "katz",
        "Number of walks that lead to the node, a walk of k steps counting alpha to the power of "
        "k, as a vector of length 1. Unless said, alpha is 0.85 of the greatest possible, "
        "1/largest eigenvalue (0.1 in a network without cycles).",
        r"x = \alpha A^T x + \beta 1,\quad x / \lVert x \rVert_2",
        "node",
        {
            "scipy": Engine(of(centrality.katz, "alpha", "beta")),
            "networkx": by_networkx(_nx_katz, refuses=_own_alpha),
        },
        weights="optional",
        normalisation="vector of length 1",
        on_weights="optional",
        on_direction="walks lead to the node",
        on_parallel=_ADD,
        reference="Katz 1953",
        options={"alpha": None, "beta": 1.0},
    )


def _hits() -> Iterator[Measure]:
    kinds: tuple[Literal["hubs", "authorities"], ...] = ("hubs", "authorities")
    for kind, other in zip(kinds, reversed(kinds), strict=True):
        led = "to good authorities" if kind == "hubs" else "from good hubs"
        yield Measure(
            kind,
            f"A node is good among the {kind} as edges lead {led}: the leading vector of "
            f"{'AA^T' if kind == 'hubs' else 'A^TA'}, summing to 1. In an undirected network both "
            "are the eigenvector centrality.",
            r"A A^T x = \lambda_{\max} x" if kind == "hubs" else r"A^T A x = \lambda_{\max} x",
            "node",
            {"scipy": Engine(of(partial(centrality.hits, kind=kind)))},
            weights="optional",
            normalisation="the values sum to 1",
            on_weights="optional",
            on_direction=f"followed; see also {other}",
            on_disconnected="an error where the leading vector is not unique",
            on_parallel=_ADD,
            reference="Kleinberg 1999",
        )


def central_measures() -> Iterator[Measure]:
    """Give the centralities, one after the other.

    Yields
    ------
    Measure
        Of nodes or of edges.
    """
    for group in (_degree, _between, _near, _walks, _vectors, _hits):
        yield from group()
