"""Measures of a whole network: what each of them is, and what computes it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import numpy as np

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels import centrality, cohesion, mixing, whole
from coopgraph.network.kernels.attributes import groups_of
from coopgraph.network.kernels.matrix import Floats
from coopgraph.network.measures.measure import Case, Compute, Engine, Measure, of
from coopgraph.network.measures.peers import by_networkx, function_of_networkx, simple_only

__all__ = ["network_measures"]

_LOOPS: Final = "; self-loops are ignored"


def _one(value: float) -> Floats:
    return np.array([value], dtype=float)


def _plain(name: str, definition: str, formula: str, compute: Compute, **more: Any) -> Measure:
    """A measure that our own functions compute."""
    engines = {"scipy": Engine(compute), **more.pop("engines", {})}
    return Measure(name, definition, formula, "network", engines, **more)


def _single(function: Callable[..., float], *options: str) -> Compute:
    """A function of a network that gives one number, as one of a case."""
    compute = of(function, *options)
    return lambda case: np.atleast_1d(compute(case))


def _sizes() -> Iterator[Measure]:
    yield _plain(
        "nodes", "Number of nodes.", "n", lambda case: _one(case.net.size), on_parallel="—"
    )
    yield _plain(
        "edges",
        "Number of edges; parallel ones and self-loops count each. With weights, their sum.",
        r"\sum_{i \le j} A_{ij}",
        _single(whole.edge_count),
        weights="optional",
        on_weights="optional: their sum",
        engines={"networkx": by_networkx(lambda g, _: g.size(weight="weight"))},
    )
    yield _plain(
        "isolates",
        "Number of nodes without an edge to another one.",
        r"|\{i : d_i = 0\}|",
        _single(whole.isolates),
        engines={
            "networkx": by_networkx(
                lambda g, _: sum(1 for _ in function_of_networkx("isolates")(g, {})), loops=False
            )
        },
    )
    yield _plain(
        "density",
        "Number of edges by the number of pairs of nodes; parallel edges and self-loops count "
        "each, so that it may be more than 1. 0 with fewer than two nodes.",
        r"\frac{2m}{n(n-1)} \text{ (undirected)},\quad \frac{m}{n(n-1)}",
        _single(whole.density),
        on_direction="ordered pairs",
        reference="Wasserman and Faust 1994",
        mode="one-mode",
        engines={"networkx": by_networkx(function_of_networkx("density"), refuses=simple_only)},
    )


def _connection() -> Iterator[Measure]:
    for strong in (False, True):
        where = "reaches each other" if strong else "is joined to each other, directions ignored"
        yield _plain(
            "strong-components" if strong else "components",
            f"Number of largest parts in which each node {where}.",
            "c(G)",
            _single(partial(whole.component_count, strong=strong)),
            on_direction="followed" if strong else "ignored",
            on_parallel="make no difference",
            reference="Tarjan 1972",
        )
    yield _plain(
        "largest-component",
        "Share of the nodes that are in the largest component, directions ignored.",
        r"\max_c |c| / n",
        _single(whole.largest_share),
        on_parallel="make no difference",
    )
    yield _plain(
        "cut-vertices",
        "Number of nodes without which the network would have more components.",
        r"|\{i : c(G - i) > c(G)\}|",
        lambda case: _one(float((cohesion.cut_vertex(case.net) > 0).sum())),
        on_parallel="make no difference",
        reference="Hopcroft and Tarjan 1973",
    )
    yield _plain(
        "bridges",
        "Number of edges without which the network would have more components.",
        r"|\{e : c(G - e) > c(G)\}|",
        lambda case: _one(float((cohesion.bridge(case.net) > 0).sum())),
        on_parallel="are no bridges" + _LOOPS,
        reference="Hopcroft and Tarjan 1973",
    )


def _distances() -> Iterator[Measure]:
    table = (
        ("diameter", "The longest distance, in steps.", r"\max_{i,j} d(i,j)", whole.diameter),
        (
            "mean-distance",
            "Mean of the distances, in steps, from each node to each other; 0 for one node.",
            r"\frac{1}{n(n-1)} \sum_{i \ne j} d(i,j)",
            whole.mean_distance,
        ),
    )
    for name, definition, formula, function in table:
        called = "diameter" if name == "diameter" else "average_shortest_path_length"
        yield _plain(
            name,
            definition,
            formula,
            _single(function, "disconnected"),
            on_direction="followed",
            on_disconnected='an error; disconnected="largest" takes the largest component, if '
            'directed the largest strong one; "pairs" all pairs of which one reaches the other',
            on_parallel="make no difference",
            reference="Wasserman and Faust 1994",
            options={"disconnected": "error"},
            engines={"networkx": by_networkx(function_of_networkx(called), refuses=_divided)},
        )


def _divided(case: Case) -> str:
    parts = whole.component_count(case.net, strong=True)
    return "" if parts <= 1 else "it knows connected networks only"


def _triangles() -> Iterator[Measure]:
    yield _plain(
        "transitivity",
        "Share of the paths of two steps whose ends are joined: three times the number of "
        "triangles by the number of such paths. 0 where there are none.",
        r"\frac{3 \cdot \text{triangles}}{\text{paths of two steps}}",
        _single(cohesion.transitivity),
        on_parallel="counted once" + _LOOPS,
        reference="Newman, Strogatz and Watts 2001",
        engines={
            "networkx": by_networkx(
                lambda g, _: function_of_networkx("transitivity")(g.to_undirected(), {}),
                loops=False,
            )
        },
    )
    yield _plain(
        "average-clustering",
        "Mean of the clustering of all nodes, 0 for those with fewer than two neighbours.",
        r"\frac{1}{n} \sum_i C_i",
        _single(cohesion.average_clustering),
        on_direction="followed (Fagiolo 2007)",
        on_parallel="counted once" + _LOOPS,
        reference="Watts and Strogatz 1998",
    )


def _mixing() -> Iterator[Measure]:
    yield _plain(
        "degree-assortativity",
        "Correlation of the degrees at the two ends of an edge; in a directed network of the "
        "out-degree of its source with the in-degree of its target. Parallel edges count each, "
        "in degrees as well.",
        r"r = \mathrm{corr}_{(i,j) \in E}(d_i, d_j)",
        _single(mixing.degree_assortativity),
        on_direction="out-degree of the source, in-degree of the target",
        on_disconnected="defined; an error where all degrees at ends of edges are equal",
        reference="Newman 2002, 2003",
    )
    yield _plain(
        "assortativity",
        "How far edges stay within groups of an attribute: 1 where all do, 0 where groups make no "
        "difference, below 0 where edges seek other groups. Edges without a known group at an end "
        "are left out.",
        r"\frac{\mathrm{tr}\, e - \lVert e^2 \rVert}{1 - \lVert e^2 \rVert}",
        lambda case: _one(mixing.attribute_assortativity(case.net, _groups(case))),
        weights="optional",
        on_weights="optional: edges count by them",
        on_direction="rows of the mixing matrix are sources",
        on_disconnected="defined; an error where all edges are within one group",
        reference="Newman 2003",
        options={"attribute": None},
        required=("attribute",),
    )
    yield _plain(
        "ei",
        "Edges between groups of an attribute less those within them, by their sum: 1 where all "
        "lead out, -1 where none does.",
        r"\frac{E - I}{E + I}",
        lambda case: _one(mixing.ei_network(case.net, _groups(case))),
        weights="optional",
        on_weights="optional: their sums",
        on_parallel="count each" + _LOOPS,
        reference="Krackhardt and Stern 1988",
        options={"attribute": None},
        required=("attribute",),
    )
    yield _plain(
        "degree-gini",
        "Gini coefficient of the degrees: 0 where all nodes have the same, 1 where one has all; "
        "mean difference of two nodes by twice the mean, that is with the factor n/(n-1).",
        r"\frac{\sum_{i,j} |d_i - d_j|}{2 n (n-1) \bar{d}}",
        _single(lambda net: mixing.gini(centrality.degree(net))),
        weights="optional",
        on_weights="optional: strengths",
        on_direction="in and out added up",
        on_disconnected="defined; an error without edges",
        reference="Gini 1912; Deltas 2003",
    )


def _groups(case: Case) -> Any:
    return groups_of(case.nodes, case.options["attribute"])


def _side_degree(side: str, function: Callable[[Floats], Any], case: Case) -> Floats:
    degrees = centrality.degree(case.net)[_on_side(case, side)]
    if len(degrees) == 0:
        raise UndefinedMeasure(f"degrees of side {side}: it has no nodes")
    return _one(float(function(degrees)))


def _two_mode() -> Iterator[Measure]:
    yield _plain(
        "two-mode-density",
        "Number of edges by the number of pairs of a node of each side.",
        r"\frac{m}{n_a n_b}",
        lambda case: _one(whole.two_mode_density(case.net, _on_side(case, "a").astype(float))),
        reference="Borgatti and Everett 1997",
        mode="two-mode",
    )
    for side in ("a", "b"):
        for name, function in (("mean", np.mean), ("median", np.median)):
            yield _plain(
                f"{name}-degree-{side}",
                f"{name.capitalize()} of the degrees of the nodes of side {side}.",
                r"\bar{d}" if name == "mean" else r"\tilde{d}",
                partial(_side_degree, side, function),
                weights="optional",
                on_weights="optional: strengths",
                on_direction="in and out added up",
                mode="two-mode",
            )


def _on_side(case: Case, side: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return np.asarray(case.nodes["side"].to_numpy(object) == side, dtype=bool)


def network_measures() -> Iterator[Measure]:
    """Give the measures of a whole network, one after the other.

    Yields
    ------
    Measure
        All of unit ``network``.
    """
    for group in (_sizes, _connection, _distances, _triangles, _mixing, _two_mode):
        yield from group()
