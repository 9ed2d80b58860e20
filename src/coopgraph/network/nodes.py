"""The measures of nodes and edges: what they are, and what computes them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from scipy import sparse

from coopgraph.network import centrality, cohesion, holes, mixing, twomode
from coopgraph.network.attributes import groups_of
from coopgraph.network.geodesics import betweenness_sums, distance_sums, edge_betweenness_sums
from coopgraph.network.matrix import Floats, Network, pairs
from coopgraph.network.measure import Case, Engine, Measure, of
from coopgraph.network.peers import (
    by_networkit,
    by_networkx,
    by_rustworkx,
    no_distance,
    simple_only,
)

__all__ = ["edge_measures", "node_measures"]

_ADD: Final = "add up"
_ONCE: Final = "counted once"
_LOOPS: Final = "; self-loops are ignored"
_STEPS: Final = (
    'never as such: a weight is a strength; distance="inverse" makes steps of length 1/strength'
)
_COMPILED: Final = 300  # nodes from which machine code is worth its loading
_DISTANCE: Final[Mapping[str, None]] = {"distance": None}


def _nx(name: str, /, **fixed: Any) -> Any:
    """A function of NetworkX with fixed arguments, as an engine has it."""

    def function(graph: Any, _: Mapping[str, Any]) -> Any:
        import networkx as nx

        return getattr(nx, name)(graph, **fixed)

    return function


# ---- degree


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
                "networkx": by_networkx(
                    lambda g, _, way=way: dict(
                        getattr(g, f"{way}_degree" if g.is_directed() else "degree")(
                            weight="weight"
                        )
                    )
                ),
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


def _fast_betweenness(case: Case) -> Floats:
    sums = betweenness_sums(case.net.adjacency, directed=case.net.directed)
    return np.asarray(sums / _pairs(case.net), dtype=float)


def _fast_edges(case: Case) -> Floats:
    net = case.net
    source, target = pairs(net)
    sums = edge_betweenness_sums(net.adjacency, directed=net.directed)
    total = np.asarray(sums[source, target], dtype=float).ravel()
    total /= np.asarray(net.adjacency[source, target], dtype=float).ravel()
    n = net.size
    return total / (n * (n - 1) / (1 if net.directed else 2)) if n > 1 else total


def _fast_closeness(case: Case) -> Floats:
    found = distance_sums(case.net.adjacency, inward=True)
    reached = found.reached.astype(float)
    zero = np.zeros(case.net.size)
    share = reached / max(case.net.size - 1, 1)
    return np.asarray(np.divide(reached, found.far, where=found.far > 0, out=zero) * share)


def _fast_harmonic(case: Case) -> Floats:
    found = distance_sums(case.net.adjacency, inward=True)
    return np.asarray(found.harmonic / max(case.net.size - 1, 1), dtype=float)


def _nx_between(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    return nx.betweenness_centrality(graph, weight="length" if options["distance"] else None)


def _nx_edges(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    return nx.edge_betweenness_centrality(graph, weight="length" if options["distance"] else None)


def _nx_closeness(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    return nx.closeness_centrality(graph, distance="length" if options["distance"] else None)


def _nx_harmonic(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    found = nx.harmonic_centrality(graph, distance="length" if options["distance"] else None)
    return {node: value / max(len(graph) - 1, 1) for node, value in found.items()}


def _nk_between(graph: Any, _: Mapping[str, Any]) -> Any:
    import networkit as nk

    n = graph.numberOfNodes()
    scale = (n - 1) * (n - 2) if n > 2 else 1
    scores = nk.centrality.Betweenness(graph, normalized=False).run().scores()
    # NetworKit counts a pair of an undirected network both ways.
    return np.asarray(scores) / (scale if n > 2 or graph.isDirected() else 2)


def _rx_between(graph: Any, _: Mapping[str, Any]) -> Any:
    import rustworkx as rx

    return rx.betweenness_centrality(graph, normalized=graph.num_nodes() > 2)


def _rx_closeness(graph: Any, _: Mapping[str, Any]) -> Any:
    import rustworkx as rx

    return rx.closeness_centrality(graph, wf_improved=True)


def _steps_once(case: Case) -> str:
    return no_distance(case) or simple_only(case)


def _paths() -> Iterator[Measure]:
    yield Measure(
        "betweenness",
        "Sum over all pairs of other nodes of the share of their shortest paths that lead "
        "through the node, divided by the number of such pairs: (n-1)(n-2), half of it in an "
        "undirected network (Freeman 1977). Parallel edges make distinct paths; pairs without a "
        "path add nothing.",
        r"\frac{1}{(n-1)(n-2)} \sum_{s \ne i \ne t} \frac{\sigma_{st}(i)}{\sigma_{st}}",
        "node",
        {
            "scipy": Engine(of(centrality.betweenness), refuses=no_distance),
            "numba": Engine(_fast_betweenness, from_size=_COMPILED, refuses=no_distance),
            "networkx": by_networkx(_nx_between, refuses=simple_only),
            "networkit": by_networkit(_nk_between, refuses=_steps_once),
            "rustworkx": by_rustworkx(_rx_between, refuses=_steps_once),
        },
        normalisation="number of pairs of other nodes",
        on_weights=_STEPS,
        on_direction="followed",
        on_disconnected="pairs without a path add nothing",
        on_parallel="distinct shortest paths; with distance, added up to one strength",
        reference="Freeman 1977; Brandes 2001",
        options=_DISTANCE,
    )
    yield Measure(
        "edge-betweenness",
        "Sum over all pairs of nodes of the share of their shortest paths that lead along the "
        "edge, divided by the number of pairs: n(n-1), half of it in an undirected network. "
        "Parallel edges make distinct paths and have an equal share each.",
        r"\frac{1}{n(n-1)} \sum_{s \ne t} \frac{\sigma_{st}(e)}{\sigma_{st}}",
        "edge",
        {
            "scipy": Engine(of(centrality.edge_betweenness), refuses=no_distance),
            "numba": Engine(_fast_edges, from_size=_COMPILED, refuses=no_distance),
            "networkx": by_networkx(_nx_edges, refuses=simple_only),
        },
        normalisation="number of pairs of nodes",
        on_weights=_STEPS,
        on_direction="followed",
        on_disconnected="pairs without a path add nothing",
        on_parallel="distinct shortest paths; with distance, added up to one strength",
        reference="Girvan and Newman 2002",
        options=_DISTANCE,
    )
    yield Measure(
        "closeness",
        "Number r of other nodes that reach the node, divided by the sum of their distances to "
        "it, times r/(n-1) (Freeman 1979; Wasserman and Faust 1994 where not all reach it). In a "
        "directed network distances lead to the node; a node that none reaches has 0.",
        r"\frac{r_i}{n-1} \cdot \frac{r_i}{\sum_{j \to i} d(j, i)}",
        "node",
        {
            "scipy": Engine(
                of(centrality.closeness, "distance"),
            ),
            "numba": Engine(_fast_closeness, from_size=_COMPILED, refuses=no_distance),
            "networkx": by_networkx(_nx_closeness),
            "rustworkx": by_rustworkx(_rx_closeness, refuses=no_distance),
        },
        normalisation="share of the other nodes that reach the node",
        on_weights=_STEPS,
        on_direction="distances lead to the node",
        on_disconnected="within reach, times the share that is within reach",
        on_parallel="make no difference; with distance, added up to one strength",
        reference="Freeman 1978; Wasserman and Faust 1994",
        options=_DISTANCE,
    )
    yield Measure(
        "harmonic",
        "Mean over all other nodes of the inverse of their distance to the node; one that does "
        "not reach it adds 0. In a directed network distances lead to the node.",
        r"\frac{1}{n-1} \sum_{j \ne i} \frac{1}{d(j, i)}",
        "node",
        {
            "scipy": Engine(of(centrality.harmonic, "distance")),
            "numba": Engine(_fast_harmonic, from_size=_COMPILED, refuses=no_distance),
            "networkx": by_networkx(_nx_harmonic),
        },
        normalisation="number of other nodes (NetworkX gives the sum)",
        on_weights=_STEPS,
        on_direction="distances lead to the node",
        on_disconnected="a node out of reach adds 0",
        on_parallel="make no difference; with distance, added up to one strength",
        reference="Marchiori and Latora 2000; Rochat 2009",
        options=_DISTANCE,
    )


# ---- recursive: a node is central if central ones lead to it


def _nx_pagerank(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    return nx.pagerank(graph, alpha=options["damping"], tol=1e-15, max_iter=5_000)


def _rx_pagerank(graph: Any, options: Mapping[str, Any]) -> Any:
    import rustworkx as rx

    if graph.num_nodes() == 0:
        return {}
    return rx.pagerank(
        graph, alpha=options["damping"], weight_fn=float, tol=1e-15, max_iter=5_000
    )


def _directed_only(case: Case) -> str:
    return "" if case.net.directed else "it takes directed networks only"


def _nx_katz(graph: Any, options: Mapping[str, Any]) -> Any:
    import networkx as nx

    if len(graph) == 0:
        return {}
    return nx.katz_centrality_numpy(
        graph, alpha=options["alpha"], beta=options["beta"], weight="weight"
    )


def _own_alpha(case: Case) -> str:
    return "" if case.options.get("alpha") is not None else "it has no alpha that fits every network"


def _recursive() -> Iterator[Measure]:
    yield Measure(
        "pagerank",
        "Share of visits of a walker who follows an edge with probability 0.85 (damping), chosen "
        "in proportion to its weight, and otherwise, or where no edge leads on, jumps to any node "
        "(Page et al. 1999). Parallel edges add up; the values sum to 1.",
        r"p_i = \frac{1 - c}{n} + c \sum_j \frac{W_{ji}}{\sum_k W_{jk}} p_j",
        "node",
        {
            "scipy": Engine(of(centrality.pagerank, "damping")),
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
    for kind, other in (("hubs", "authorities"), ("authorities", "hubs")):
        led = "to good authorities" if kind == "hubs" else "from good hubs"
        yield Measure(
            kind,
            f"A node is good among the {kind} as edges lead {led}: the leading vector of "
            f"{'AA^T' if kind == 'hubs' else 'A^TA'}, summing to 1. In an undirected network both "
            "are the eigenvector centrality.",
            r"A A^T x = \lambda_{\max} x" if kind == "hubs" else r"A^T A x = \lambda_{\max} x",
            "node",
            {"scipy": Engine(lambda case, kind=kind: centrality.hits(case.net, kind=kind))},
            weights="optional",
            normalisation="the values sum to 1",
            on_weights="optional",
            on_direction=f"followed; see also {other}",
            on_disconnected="an error where the leading vector is not unique",
            on_parallel=_ADD,
            reference="Kleinberg 1999",
        )


# ---- cohesion


def _nk_core(graph: Any, _: Mapping[str, Any]) -> Any:
    import networkit as nk

    return nk.centrality.CoreDecomposition(graph).run().scores()


def _undirected_only(case: Case) -> str:
    return "it takes undirected networks only" if case.net.directed else ""


def _nx_cuts(graph: Any, _: Mapping[str, Any]) -> Any:
    import networkx as nx

    whole = nx.Graph(graph)
    before = nx.number_connected_components(whole)
    found = dict.fromkeys(whole, 0.0)
    for node in nx.articulation_points(whole):
        rest = whole.subgraph(set(whole) - {node})
        found[node] = float(nx.number_connected_components(rest) - before)
    return found


def _cohesion() -> Iterator[Measure]:
    yield Measure(
        "core",
        "The largest k such that the node is in a part of the network where each node has at "
        "least k neighbours inside it; in a directed network neighbours in and out are added up.",
        r"\max \{k : i \in H,\ \min_{j \in H} d_H(j) \ge k\}",
        "node",
        {
            "scipy": Engine(of(cohesion.core)),
            "numba": Engine(of(cohesion.core_compiled), from_size=_COMPILED),
            "networkx": by_networkx(_nx("core_number"), loops=False),
            "networkit": by_networkit(_nk_core, refuses=_undirected_only),
        },
        on_direction="in and out added up",
        on_parallel=_ONCE + _LOOPS,
        reference="Seidman 1983; Batagelj and Zaversnik 2003",
    )
    yield Measure(
        "clustering",
        "Share of the pairs of neighbours of the node that are joined; 0 with fewer than two "
        "neighbours. In a directed network, share of the directed triangles (Fagiolo 2007).",
        r"\frac{(A^3)_{ii}}{d_i (d_i - 1)},\quad "
        r"\frac{((A + A^T)^3)_{ii}}{2 (d_i (d_i - 1) - 2 (A^2)_{ii})}",
        "node",
        {
            "scipy": Engine(of(cohesion.clustering)),
            "networkx": by_networkx(_nx("clustering"), loops=False),
        },
        on_direction="followed",
        on_parallel=_ONCE + _LOOPS,
        reference="Watts and Strogatz 1998; Fagiolo 2007",
    )
    yield Measure(
        "cut-vertex",
        "Number of components that the network would have more without the node: above 0 for a "
        "cut vertex.",
        r"c(G - i) - c(G) \text{ (0 for a node alone)}",
        "node",
        {
            "scipy": Engine(of(cohesion.cut_vertex)),
            "networkx": by_networkx(_nx_cuts),
        },
        on_parallel=_ONCE + _LOOPS,
        reference="Hopcroft and Tarjan 1973",
    )
    yield Measure(
        "bridge",
        "Number of pairs of nodes that only the edge holds together: above 0 for a bridge.",
        r"|S| \cdot |T| \text{ where } G - e \text{ parts } S \text{ and } T",
        "edge",
        {"scipy": Engine(of(cohesion.bridge))},
        on_parallel="are no bridge, as each is a detour for the other" + _LOOPS,
        reference="Hopcroft and Tarjan 1973",
    )


# ---- structural holes and groups


def _holes() -> Iterator[Measure]:
    table = (
        (
            "constraint",
            "How much of the node's relations leads directly or indirectly to the same contacts: "
            "the more, the fewer structural holes it spans (Burt 1992). No value without contacts.",
            r"C_i = \sum_j \Big(p_{ij} + \sum_q p_{iq} p_{qj}\Big)^2",
            holes.constraint,
        ),
        (
            "effective-size",
            "Number of contacts of the node less the redundancy among them: the share of its "
            "relations that go to contacts of each contact (Burt 1992). No value without contacts.",
            r"\sum_j \Big(1 - \sum_q p_{iq} m_{jq}\Big)",
            holes.effective_size,
        ),
        (
            "efficiency",
            "Effective size by the number of contacts. No value without contacts.",
            r"\frac{1}{N_i} \sum_j \Big(1 - \sum_q p_{iq} m_{jq}\Big)",
            holes.efficiency,
        ),
        (
            "hierarchy",
            "How far the constraint comes from few of the contacts: 0 where all constrain alike, 1 "
            "where one does it all (Burt 1992). No value with fewer than two contacts.",
            r"\frac{\sum_j \frac{c_{ij}}{C/N} \ln \frac{c_{ij}}{C/N}}{N \ln N}",
            holes.hierarchy,
        ),
    )
    for name, definition, formula, function in table:
        engines = {"scipy": Engine(of(function))}
        if name == "constraint":
            engines["networkx"] = by_networkx(_nx(name, weight="weight"), loops=False)
        if name == "effective-size":
            engines["networkx"] = by_networkx(
                _nx("effective_size", weight="weight"), loops=False
            )
        yield Measure(
            name,
            definition,
            formula,
            "node",
            engines,
            weights="optional",
            on_weights="optional: shares of the relations",
            on_direction="both directions of a pair added up",
            on_disconnected="of each node's own contacts",
            on_parallel=_ADD + _LOOPS,
            reference="Burt 1992",
        )


def _ei(case: Case) -> Floats:
    return mixing.ei_index(case.net, groups_of(case.nodes, case.options["attribute"]))


def _groups() -> Iterator[Measure]:
    yield Measure(
        "ei-index",
        "Edges of the node that leave its group less those within it, by their sum: 1 where all "
        "leave, -1 where none does (Krackhardt and Stern 1988). No value without an edge to a "
        "node of a known group.",
        r"\frac{E_i - I_i}{E_i + I_i}",
        "node",
        {"scipy": Engine(_ei)},
        weights="optional",
        normalisation="from -1 to 1",
        on_weights="optional: their sums",
        on_direction="in and out added up",
        on_parallel="count each" + _LOOPS,
        reference="Krackhardt and Stern 1988",
        options={"attribute": None},
        required=("attribute",),
    )


# ---- two-mode


def _side(case: Case) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return np.asarray(case.nodes["side"].to_numpy(object) == "a", dtype=bool)


def _both(net: Network) -> sparse.csr_array:
    return (net.adjacency + net.adjacency.T).tocsr() if net.directed else net.adjacency


def _two_closeness(case: Case) -> Floats:
    found = distance_sums(_both(case.net))
    return twomode.two_mode_closeness(found.far, found.reached.astype(float), _side(case))


def _two_betweenness(case: Case) -> Floats:
    sums = betweenness_sums(_both(case.net), directed=False)
    return twomode.two_mode_betweenness(sums, _side(case))


def _two_mode() -> Iterator[Measure]:
    table = (
        (
            "two-mode-degree",
            "Share of the nodes of the other side to which the node is tied.",
            r"d_i / n_{\text{other}}",
            lambda case: twomode.two_mode_degree(case.net, _side(case)),
            _ONCE,
        ),
        (
            "two-mode-closeness",
            "Least sum of distances that a node of its side can have, by the node's own, times "
            "the share of nodes within reach.",
            r"\frac{n_{\text{other}} + 2 (n_{\text{own}} - 1)}{\sum_j d(i, j)} "
            r"\cdot \frac{r_i}{n - 1}",
            _two_closeness,
            "make no difference",
        ),
        (
            "two-mode-betweenness",
            "Betweenness by the greatest that a node of its side can have.",
            r"b_i / b_{\max}(n_{\text{own}}, n_{\text{other}})",
            _two_betweenness,
            "distinct shortest paths",
        ),
    )
    for name, definition, formula, compute, parallel in table:
        yield Measure(
            name,
            definition,
            formula,
            "node",
            {"scipy" if name == "two-mode-degree" else "numba": Engine(compute)},
            normalisation="what a node of its side can reach at most",
            on_parallel=parallel,
            reference="Borgatti and Everett 1997",
            mode="two-mode",
        )


def node_measures() -> Iterator[Measure]:
    """Give the measures of nodes, one after the other."""
    for group in (_degree, _paths, _recursive, _cohesion, _holes, _groups, _two_mode):
        yield from (measure for measure in group() if measure.unit == "node")


def edge_measures() -> Iterator[Measure]:
    """Give the measures of edges, one after the other."""
    for group in (_paths, _cohesion):
        yield from (measure for measure in group() if measure.unit == "edge")
