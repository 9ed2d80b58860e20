"""Measures of how a node or an edge stands in its surroundings, and what computes them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from scipy import sparse

from coopgraph.network.kernels import cohesion, holes, mixing, twomode
from coopgraph.network.kernels.attributes import groups_of
from coopgraph.network.kernels.distances import distance_sums
from coopgraph.network.kernels.geodesics import betweenness_sums
from coopgraph.network.kernels.matrix import Floats, Network
from coopgraph.network.measures.measure import Case, Engine, Measure, of
from coopgraph.network.measures.peers import (
    by_networkit,
    by_networkx,
    function_of_networkx,
    undirected_only,
)

__all__ = ["structural_measures"]

_ADD: Final = "add up"
_ONCE: Final = "counted once"
_LOOPS: Final = "; self-loops are ignored"
_COMPILED: Final = 300  # nodes from which machine code is worth its loading


# ---- cohesion


def _nk_core(nk: Any, graph: Any) -> Any:
    return nk.centrality.CoreDecomposition(graph).run().scores()


def _nx_cuts(graph: Any, _: Mapping[str, Any]) -> Any:
    import networkx as nx

    whole: nx.Graph[int] = nx.Graph(graph)
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
            "networkx": by_networkx(function_of_networkx("core_number"), loops=False),
            "networkit": by_networkit(_nk_core, refuses=undirected_only),
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
            "networkx": by_networkx(function_of_networkx("clustering"), loops=False),
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


def _nx_constraint(graph: Any, _: Mapping[str, Any]) -> Any:
    import networkx as nx

    return nx.constraint(graph, weight="weight") if len(graph) else {}


def _nx_size(graph: Any, _: Mapping[str, Any]) -> Any:
    import networkx as nx

    # Asked for all nodes at once, NetworkX 3.6 scales a relation by the strongest of the wrong end.
    return nx.effective_size(graph, nodes=list(graph), weight="weight")


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
            engines["networkx"] = by_networkx(_nx_constraint, loops=False)
        if name == "effective-size":
            engines["networkx"] = by_networkx(_nx_size, refuses=undirected_only, loops=False)
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
    found = distance_sums(_both(case.net), directed=False)
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


def structural_measures() -> Iterator[Measure]:
    """Give the measures, one after the other.

    Yields
    ------
    Measure
        Of nodes or of edges.
    """
    for group in (_cohesion, _holes, _groups, _two_mode):
        yield from group()
