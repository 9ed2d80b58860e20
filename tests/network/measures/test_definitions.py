"""Measures by hand and as published, and against NetworkX where an engine is not enough."""

import math
from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError, NameNotFound, UndefinedMeasure
from coopgraph.network.kernels.attributes import groups_of
from coopgraph.network.kernels.matrix import network
from coopgraph.network.kernels.mixing import gini
from coopgraph.network.measures.registry import MEASURES, describe, find_measure, rank
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make
from tests.network.measures.test_nullmodel import two_mode

KARATE = [(f"{u:02}", f"{v:02}") for u, v in nx.karate_club_graph().edges()]
CLUB = {f"{u:02}": data["club"] for u, data in nx.karate_club_graph().nodes(data=True)}
BOW = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("d", "f")]


def values(projection: Projection, measure: str, **options: object) -> dict[str, float]:
    table = rank(projection, measure, **options).values
    return dict(zip(table["id"], table["value"], strict=True))


def figure(projection: Projection, measure: str, **options: object) -> float:
    return float(describe(projection, measure, **options).values["value"].iloc[0])


# ---- the list


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_says_all_about_itself(name: str) -> None:
    measure = MEASURES[name]
    assert measure.definition.endswith(".")
    assert measure.formula
    assert measure.on_parallel
    assert f"{name}: " in measure.describe()
    engines = {"scipy", "numba", "networkx", "networkit", "rustworkx", "igraph"}
    assert set(measure.engines) <= engines


def test_unknown_names_have_hints() -> None:
    projection = make.network(KARATE)
    with pytest.raises(NameNotFound, match='Did you mean "betweenness"'):
        rank(projection, "betweeness")
    with pytest.raises(NameNotFound, match='"density" measures a network: use describe'):
        rank(projection, "density")
    with pytest.raises(NameNotFound, match='"degree" measures a node: use rank'):
        find_measure("degree", ("network",))
    with pytest.raises(NameNotFound, match='"bridge" measures an edge; expected a measure of a no'):
        find_measure("bridge", ("node",))
    with pytest.raises(NameNotFound, match=r'katz has no option "alhpa"; .* Did you mean "alpha"'):
        rank(projection, "katz", alhpa=0.1)
    with pytest.raises(NameNotFound, match=r'distance is "inverted"; .* Did you mean "inverse"'):
        rank(projection, "closeness", distance="inverted")
    with pytest.raises(NameNotFound, match="expected a number"):
        rank(projection, "katz", alpha="much")


def test_attributes_have_hints() -> None:
    projection = make.network(KARATE)
    with pytest.raises(UndefinedMeasure, match=r"ei-index needs an attribute: .* country"):
        rank(projection, "ei-index")
    with pytest.raises(NameNotFound, match='No node has the IRI "1"'):
        groups_of(projection.nodes, {"1": "A"})
    with pytest.raises(CoopgraphError, match="an attribute is missing"):
        groups_of(projection.nodes, None)


# ---- recursive


def test_katz_of_a_path_by_hand() -> None:
    """With alpha 0.5, x = (4, 5, 4)/sqrt(57)... from x_a = 1 + x_b/2, x_b = 1 + x_a."""
    found = values(make.network([("a", "b"), ("b", "c")]), "katz", alpha=0.5)
    raw = np.array([3.0, 4.0, 3.0])
    assert [found[name] for name in "abc"] == pytest.approx(raw / np.linalg.norm(raw))


def test_katz_beyond_the_eigenvalue_says_what_is_possible() -> None:
    with pytest.raises(UndefinedMeasure, match=r"alpha=1: .* less than 0.707107"):
        rank(make.network([("a", "b"), ("b", "c")]), "katz", alpha=1.0)


@pytest.mark.parametrize(
    ("name", "value"), [("alpha", math.nan), ("alpha", math.inf), ("beta", math.nan), ("beta", 0.0)]
)
def test_katz_of_no_number_is_no_silent_nan(name: str, value: float) -> None:
    with pytest.raises(UndefinedMeasure, match=f"{name}={value:g}"):
        rank(make.network([("a", "b")]), "katz", **{name: value})


def test_katz_without_cycles() -> None:
    found = values(make.network([("a", "b"), ("b", "c")], directed=True), "katz")
    raw = np.array([1.0, 1.1, 1.11])
    assert [found[name] for name in "abc"] == pytest.approx(raw / np.linalg.norm(raw))


def test_hubs_and_authorities_by_hand() -> None:
    """Two hubs; b is led to by both: authorities solve x_b = 2x_b + x_c, hub a = x_b + x_c."""
    projection = make.network([("a", "x"), ("a", "y"), ("b", "x")], directed=True)
    golden = (1 + 5**0.5) / 2
    hubs, authorities = values(projection, "hubs"), values(projection, "authorities")
    assert hubs == pytest.approx(
        {"a": golden / (1 + golden), "b": 1 / (1 + golden), "x": 0, "y": 0}, abs=1e-12
    )
    assert authorities["x"] / authorities["y"] == pytest.approx(golden)


def test_hits_agree_with_networkx() -> None:
    made = np.random.default_rng(3)
    pairs = [(f"{u:02}", f"{v:02}") for u, v in made.integers(0, 25, (120, 2)).tolist()]
    projection = make.network(sorted(set(pairs)), directed=True)
    hubs, authorities = nx.hits(nx.DiGraph(projection.to_networkx()), tol=1e-15)
    assert values(projection, "hubs") == pytest.approx(hubs, abs=1e-9)
    assert values(projection, "authorities") == pytest.approx(authorities, abs=1e-9)


def test_hubs_that_are_not_unique() -> None:
    twice = make.network([("a", "b"), ("c", "d")], directed=True)
    with pytest.raises(UndefinedMeasure, match="no single value"):
        rank(twice, "hubs")


def test_eigenvector_of_each_component() -> None:
    found = values(
        make.network([("a", "b"), ("x", "y"), ("y", "z")], isolates="q"),
        "eigenvector",
        components="each",
    )
    assert found["q"] == 0
    assert found["a"] == found["b"] == pytest.approx((1 / 2) ** 0.5 * (2 / 6) ** 0.5)
    assert found["y"] == pytest.approx((1 / 2) ** 0.5 * (3 / 6) ** 0.5)


# ---- cohesion


def test_a_bow_has_a_bridge_and_two_cut_vertices() -> None:
    projection = make.network(BOW)
    assert {k for k, v in values(projection, "cut-vertex").items() if v} == {"c", "d"}
    assert {k: v for k, v in values(projection, "bridge").items() if v} == {"c d": 9}
    assert (figure(projection, "cut-vertices"), figure(projection, "bridges")) == (2, 1)


def test_parallel_edges_are_no_bridge() -> None:
    assert figure(make.network([("a", "b"), ("a", "b")]), "bridges") == 0
    assert figure(make.network([("a", "b"), ("b", "a")], directed=True), "bridges") == 0


def test_the_middle_of_a_star_parts_it() -> None:
    star = make.network([("hub", name) for name in "abcd"])
    assert values(star, "cut-vertex") == {"hub": 3, "a": 0, "b": 0, "c": 0, "d": 0}


nodes = st.sampled_from("abcdefgh")
edges = st.lists(st.tuples(nodes, nodes), max_size=16)


@given(edges)
@settings(max_examples=50)
def test_bridges_agree_with_networkx(pairs: list[tuple[str, str]]) -> None:
    projection = make.network(pairs)
    expected = {tuple(sorted(edge)) for edge in nx.bridges(projection.to_networkx())}
    found = rank(projection, "bridge").values
    found = found[found["value"] > 0]
    assert {tuple(sorted(e)) for e in zip(found["source"], found["target"])} == expected  # noqa: B905


# ---- structural holes


def test_burt_by_hand() -> None:
    """Ego e of a, b, c of whom a and b are tied: with e's shares of a third each."""
    projection = make.network([("e", "a"), ("e", "b"), ("e", "c"), ("a", "b")])
    constraint = 2 * (1 / 3 + 1 / 3 * 1 / 2) ** 2 + (1 / 3) ** 2
    assert values(projection, "constraint")["e"] == pytest.approx(constraint)
    assert values(projection, "effective-size")["e"] == pytest.approx(3 - 2 * 1 / 3)
    assert values(projection, "efficiency")["e"] == pytest.approx((3 - 2 / 3) / 3)


def test_hierarchy_is_nothing_where_all_constrain_alike() -> None:
    found = values(make.network([("e", name) for name in "abc"]), "hierarchy")
    assert found == {"e": pytest.approx(0, abs=1e-12)}


def test_a_node_without_contacts_has_no_constraint() -> None:
    result = rank(make.network([("a", "b")], isolates="c"), "constraint")
    assert result.values["id"].to_list() == ["a", "b"]
    assert result.parameters["without a value"] == "1"


# ---- mixing


def test_assortativity_agrees_with_networkx() -> None:
    projection = make.network(KARATE)
    graph = nx.Graph(projection.to_networkx())
    nx.set_node_attributes(graph, CLUB, "club")
    expected = nx.attribute_assortativity_coefficient(graph, "club")
    assert figure(projection, "assortativity", attribute=CLUB) == pytest.approx(expected)


@given(edges, st.booleans())
@settings(max_examples=60)
def test_degree_assortativity_agrees_with_networkx(
    pairs: list[tuple[str, str]], directed: bool
) -> None:
    projection = make.network(pairs, directed=directed)
    graph = projection.to_networkx()
    try:
        found = figure(projection, "degree-assortativity")
    except UndefinedMeasure:
        return
    assert found == pytest.approx(nx.degree_assortativity_coefficient(graph), abs=1e-9)


def test_assortativity_is_undefined_without_variation() -> None:
    ring = make.network([("a", "b"), ("b", "c"), ("a", "c")])
    with pytest.raises(UndefinedMeasure, match="degrees do not vary"):
        describe(ring, "degree-assortativity")
    with pytest.raises(UndefinedMeasure, match="all edges are within one group"):
        describe(ring, "assortativity", attribute=dict.fromkeys("abc", "FI"))


def test_ei_index_by_hand() -> None:
    projection = make.network([("a", "b"), ("a", "b"), ("b", "c"), ("c", "d")])
    groups = {"a": "FI", "b": "FI", "c": "SE"}
    assert values(projection, "ei-index", attribute=groups) == pytest.approx(
        {"a": -1, "b": -1 / 3, "c": 1}
    )
    assert figure(projection, "ei", attribute=groups) == pytest.approx(-1 / 3)


def test_gini_of_known_shares() -> None:
    assert gini(np.ones(5)) == 0
    assert gini(np.array([1.0, 2.0, 3.0])) == pytest.approx(1 / 3)
    with pytest.raises(UndefinedMeasure, match="nothing to divide"):
        gini(np.zeros(3))


# ---- the whole network


def test_a_disconnected_network_has_no_diameter() -> None:
    projection = make.network([("a", "b"), ("x", "y"), ("y", "z")])
    for measure in ("diameter", "mean-distance"):
        with pytest.raises(UndefinedMeasure, match=r'2 components.*disconnected="largest"'):
            describe(projection, measure)
    assert figure(projection, "diameter", disconnected="largest") == 2
    assert figure(projection, "mean-distance", disconnected="largest") == pytest.approx(4 / 3)


def test_the_diameter_of_nothing() -> None:
    with pytest.raises(UndefinedMeasure, match="diameter: the network has no nodes"):
        describe(make.network([]), "diameter")


def test_distances_of_a_large_network_agree_with_networkx() -> None:
    graph = nx.connected_watts_strogatz_graph(320, 4, 0.2, seed=1)
    projection = make.network([(f"{u:03}", f"{v:03}") for u, v in graph.edges()])
    assert figure(projection, "diameter") == nx.diameter(graph)
    expected = nx.average_shortest_path_length(graph)
    assert figure(projection, "mean-distance") == pytest.approx(expected, abs=1e-12)


def test_density_counts_parallel_edges() -> None:
    assert figure(make.network([("a", "b"), ("a", "b")]), "density") == 2


# ---- two-mode


def bipartite() -> tuple[Projection, nx.Graph, list[str]]:
    graph = nx.davis_southern_women_graph()
    top = graph.graph["top"]
    names = {node: f"a{i:02}" for i, node in enumerate(sorted(top))}
    names |= {node: f"p{i:02}" for i, node in enumerate(sorted(set(graph) - set(top)))}
    graph = nx.relabel_nodes(graph, names)
    people = [name for name in graph if name.startswith("a")]
    return two_mode([tuple(sorted(e)) for e in graph.edges()]), graph, people  # type: ignore[misc]


@pytest.mark.parametrize(
    ("measure", "peer"),
    [
        ("two-mode-degree", nx.bipartite.degree_centrality),
        ("two-mode-closeness", nx.bipartite.closeness_centrality),
        ("two-mode-betweenness", nx.bipartite.betweenness_centrality),
    ],
)
def test_two_mode_centralities_of_the_southern_women(
    measure: str, peer: Callable[..., dict[str, float]]
) -> None:
    projection, graph, people = bipartite()
    assert values(projection, measure) == pytest.approx(peer(graph, people), abs=1e-12)


def test_two_mode_figures_of_the_southern_women() -> None:
    """18 women, 14 events, 89 attendances (Davis, Gardner and Gardner 1941)."""
    projection, _, _ = bipartite()
    assert figure(projection, "two-mode-density") == pytest.approx(89 / (18 * 14))
    assert figure(projection, "mean-degree-a") == pytest.approx(89 / 18)
    assert figure(projection, "mean-degree-b") == pytest.approx(89 / 14)
    assert figure(projection, "median-degree-b") == 5.5


def test_a_one_mode_network_has_no_sides() -> None:
    with pytest.raises(UndefinedMeasure, match=r'is for two-mode networks, and "test" is one-mode'):
        rank(make.network(KARATE), "two-mode-degree")


# ---- weights


def test_a_distance_is_named() -> None:
    projection = make.network([("a", "b"), ("b", "c"), ("a", "c")], weights=[4.0, 4.0, 1.0])
    result = rank(projection, "betweenness", distance="inverse")
    assert result.parameters["distance"] == "inverse"
    assert dict(zip(result.values["id"], result.values["value"], strict=True))["b"] == 1
    with pytest.raises(UndefinedMeasure, match='Name the conversion to use it: distance="inverse"'):
        rank(projection, "betweenness", weighted=True)


def test_strength_uses_weights_unasked() -> None:
    projection = make.network([("a", "b")], weights=[2.5])
    assert values(projection, "strength") == {"a": 2.5, "b": 2.5}
    assert network(projection).adjacency.sum() == 2
