"""Measures are what NetworkX says, parallel edges included, and ranks are honest about ties."""

from collections import Counter
from itertools import pairwise, permutations
from math import prod

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import NameNotFound, UndefinedMeasure
from coopgraph.network.kernels.matrix import network
from coopgraph.network.measures.registry import MEASURES, describe, rank
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make


def values(projection: Projection, measure: str, **options: bool) -> dict[str, float]:
    table = rank(projection, measure, **options).values
    return dict(zip(table["id"], table["value"], strict=True))


STAR = [("hub", "a"), ("hub", "b"), ("hub", "c")]
RANKED = [name for name, m in MEASURES.items() if m.unit == "node" and not (m.mode or m.required)]


# ---- by hand


def test_degree_counts_parallel_edges() -> None:
    assert values(make.network([("a", "b"), ("a", "b"), ("b", "c")]), "degree") == {
        "a": 2,
        "b": 3,
        "c": 1,
    }


def test_a_self_loop_counts_twice() -> None:
    assert values(make.network([("a", "a"), ("a", "b")]), "degree") == {"a": 3, "b": 1}


def test_strength_adds_up_weights() -> None:
    projection = make.network([("a", "b"), ("b", "c")], weights=[2.5, 0.5])
    assert values(projection, "degree", weighted=True) == {"a": 2.5, "b": 3.0, "c": 0.5}


def test_betweenness_of_a_star() -> None:
    assert values(make.network(STAR), "betweenness") == {"hub": 1, "a": 0, "b": 0, "c": 0}


def test_parallel_edges_are_distinct_shortest_paths() -> None:
    """Of three shortest paths from a to d two lead through b; from b to c two through a."""
    diamond = [("a", "b"), ("a", "b"), ("b", "d"), ("a", "c"), ("c", "d")]
    pairs = 3  # of other nodes
    assert values(make.network(diamond), "betweenness") == pytest.approx(
        {"a": 2 / 3 / pairs, "b": 2 / 3 / pairs, "c": 1 / 3 / pairs, "d": 1 / 3 / pairs}
    )


def test_parallel_edges_multiply_along_a_path() -> None:
    """Of a–b–d, doubled twice, there are four paths; of a–c–d one."""
    edges = [("a", "b"), ("a", "b"), ("b", "d"), ("b", "d"), ("a", "c"), ("c", "d")]
    found = values(make.network(edges), "betweenness")
    assert found["b"] == pytest.approx(4 / 5 / 3)
    assert found["c"] == pytest.approx(1 / 5 / 3)


def test_betweenness_follows_the_direction() -> None:
    ring = make.network([("a", "b"), ("b", "c"), ("c", "a")], directed=True)
    assert values(ring, "betweenness") == {"a": 0.5, "b": 0.5, "c": 0.5}


def test_closeness_of_a_path() -> None:
    assert values(make.network([("a", "b"), ("b", "c")]), "closeness") == pytest.approx(
        {"a": 2 / 3, "b": 1, "c": 2 / 3}
    )


def test_closeness_is_scaled_by_the_share_that_reaches_a_node() -> None:
    found = values(make.network([("a", "b"), ("c", "d"), ("d", "e")], isolates=["f"]), "closeness")
    assert found == pytest.approx(
        {"a": 1 / 5, "b": 1 / 5, "c": 4 / 15, "d": 2 / 5, "e": 4 / 15, "f": 0}
    )


def test_pagerank_uses_weights_unless_told_otherwise() -> None:
    projection = make.network([("a", "b"), ("b", "c")], weights=[3.0, 1.0])
    weighted, plain = values(projection, "pagerank"), values(projection, "pagerank", weighted=False)
    assert weighted["a"] > weighted["c"]
    assert plain["a"] == plain["c"]


def test_pagerank_of_two_nodes() -> None:
    assert values(make.network([("a", "b")]), "pagerank") == {"a": 0.5, "b": 0.5}


def test_eigenvector_of_a_star() -> None:
    found = values(make.network(STAR), "eigenvector")
    leaf = 1 / 6**0.5
    assert found == pytest.approx({"hub": 0.5**0.5, "a": leaf, "b": leaf, "c": leaf}, abs=1e-12)


# ---- where there is little or nothing


@pytest.mark.parametrize("measure", sorted(set(RANKED) - {"eigenvector"}))
def test_an_empty_network_has_no_values(measure: str) -> None:
    assert rank(make.network([]), measure).values.empty


@pytest.mark.parametrize(
    ("measure", "value"),
    [("degree", 0), ("betweenness", 0), ("closeness", 0), ("pagerank", 1), ("eigenvector", 1)],
)
def test_a_single_node(measure: str, value: float) -> None:
    assert values(make.network([], isolates=["a"]), measure) == {"a": value}


def test_eigenvector_of_nothing_is_undefined() -> None:
    with pytest.raises(UndefinedMeasure, match="has no nodes"):
        rank(make.network([]), "eigenvector")


def test_eigenvector_of_a_disconnected_network_says_what_to_do() -> None:
    with pytest.raises(UndefinedMeasure, match=r"not connected, it has 2 .* largest .* pagerank"):
        rank(make.network([*STAR, ("x", "y")]), "eigenvector")


def test_eigenvector_of_the_largest_component() -> None:
    found = values(make.network([*STAR, ("x", "y")]), "eigenvector", largest=True)
    assert found == pytest.approx(values(make.network(STAR), "eigenvector"))


def test_a_directed_network_must_be_strongly_connected() -> None:
    with pytest.raises(UndefinedMeasure, match="not strongly connected, it has 3 components"):
        rank(make.network([("a", "b"), ("b", "c")], directed=True), "eigenvector")


def test_two_largest_components_are_none() -> None:
    with pytest.raises(UndefinedMeasure, match="2 of them have 2 nodes each"):
        rank(make.network([("a", "b"), ("c", "d")]), "degree", largest=True)


def test_an_unknown_measure_is_named_with_the_likely_one() -> None:
    with pytest.raises(NameNotFound, match=r'no measure "betweeness".* Did you mean "betweenness"'):
        rank(make.network(STAR), "betweeness")


def test_weights_are_no_lengths() -> None:
    with pytest.raises(UndefinedMeasure, match="a weight is a strength, not the length"):
        rank(make.network(STAR), "closeness", weighted=True)


def test_top_is_one_or_more() -> None:
    with pytest.raises(UndefinedMeasure, match="top is 0"):
        rank(make.network(STAR), "degree", 0)


# ---- ranks


def test_equal_values_share_a_rank_in_order_of_labels() -> None:
    table = rank(make.network([*STAR, ("a", "b")]), "degree").values
    assert table[["label", "rank"]].to_numpy().tolist() == [
        ["hub", 1],
        ["a", 2],
        ["b", 2],
        ["c", 4],
    ]


def test_top_says_how_many_equals_it_leaves_out() -> None:
    result = rank(make.network(STAR), "degree", top=2)
    assert result.values["label"].to_list() == ["hub", "a"]
    assert result.tied_left_out == 2


def test_rounding_makes_no_difference_of_rank() -> None:
    """On a ring all are equal, whatever the last digit."""
    ring = [(f"n{i:02}", f"n{(i + 1) % 23:02}") for i in range(23)]
    for measure in RANKED:
        assert set(rank(make.network(ring), measure).values["rank"]) == {1}


def test_a_result_can_be_cited() -> None:
    projection = make.network(STAR, parameters={"as_of": "2018-05-17"})
    result = rank(projection, "closeness")
    assert result.projection_fingerprint == projection.fingerprint
    assert result.definition == MEASURES["closeness"].definition
    assert result.parameters == {
        "as_of": "2018-05-17",
        "weighted": "no",
        "component": "all",
        "nodes": "4",
    }


# ---- NetworkX agrees

nodes = st.sampled_from("abcdefgh")
edges = st.lists(st.tuples(nodes, nodes), max_size=16)


def networks(pairs: list[tuple[str, str]], directed: bool) -> tuple[Projection, nx.Graph]:
    weights = [1 + (3 * i) % 5 / 2 for i in range(len(pairs))]
    projection = make.network(pairs, directed=directed, weights=weights, isolates="ah")
    return projection, projection.to_networkx()


@given(edges, st.booleans())
def test_degree_agrees_with_networkx(pairs: list[tuple[str, str]], directed: bool) -> None:
    projection, peer = networks(pairs, directed)
    assert values(projection, "degree") == dict(peer.degree())
    strength = dict(peer.degree(weight="weight"))
    assert values(projection, "degree", weighted=True) == pytest.approx(strength)


@given(edges, st.booleans())
def test_betweenness_without_parallel_edges_agrees_with_networkx(
    pairs: list[tuple[str, str]], directed: bool
) -> None:
    simple = set(pairs) if directed else {(min(p), max(p)) for p in pairs}
    projection, peer = networks(sorted(simple), directed)
    expected = nx.betweenness_centrality(peer)
    assert values(projection, "betweenness") == pytest.approx(expected, abs=1e-12)


def counted_betweenness(graph: nx.Graph) -> dict[str, float]:
    """The definition, word by word: every shortest path is listed."""
    multiplicity = Counter((u, v) for u, v in graph.edges())
    if not graph.is_directed():
        multiplicity.update({(v, u): n for (u, v), n in multiplicity.items() if u != v})
    total = dict.fromkeys(graph, 0.0)
    for source, target in permutations(graph, 2):
        if not nx.has_path(graph, source, target):
            continue
        paths = {tuple(path) for path in nx.all_shortest_paths(nx.DiGraph(graph), source, target)}
        counts = {path: prod(multiplicity[step] for step in pairwise(path)) for path in paths}
        for path, count in counts.items():
            for node in path[1:-1]:
                total[node] += count / sum(counts.values())
    n = len(graph)
    return {node: value / ((n - 1) * (n - 2)) if n > 2 else value for node, value in total.items()}


@given(edges, st.booleans())
def test_betweenness_agrees_with_its_definition(
    pairs: list[tuple[str, str]], directed: bool
) -> None:
    projection, peer = networks(pairs, directed)
    expected = counted_betweenness(peer)
    assert values(projection, "betweenness") == pytest.approx(expected, abs=1e-12)


@given(edges, st.booleans())
def test_closeness_agrees_with_networkx(pairs: list[tuple[str, str]], directed: bool) -> None:
    projection, peer = networks(pairs, directed)
    expected = nx.closeness_centrality(peer)
    assert values(projection, "closeness") == pytest.approx(expected, abs=1e-12)


@given(edges, st.booleans())
def test_pagerank_agrees_with_networkx(pairs: list[tuple[str, str]], directed: bool) -> None:
    projection, peer = networks(pairs, directed)
    expected = nx.pagerank(peer, tol=1e-15, max_iter=1000)
    found = values(projection, "pagerank")
    assert found == pytest.approx(expected, abs=1e-12)
    assert sum(found.values()) == pytest.approx(1, abs=1e-12)


@given(edges)
def test_eigenvector_agrees_with_networkx(pairs: list[tuple[str, str]]) -> None:
    joined = [("a", "h"), *((min(p), max(p)) for p in pairs)]
    tree = [("a", node) for node in "bcdefg"]
    projection, peer = networks(sorted({*joined, *tree}), directed=False)
    expected = nx.eigenvector_centrality_numpy(nx.Graph(peer), tol=1e-15, max_iter=1000)
    assert values(projection, "eigenvector") == pytest.approx(expected, abs=1e-10)


@given(edges, st.booleans())
def test_eigenvector_is_only_stretched(pairs: list[tuple[str, str]], directed: bool) -> None:
    ring = list(pairwise("abcdefgha"))
    projection, _ = networks([*ring, *pairs], directed)
    found = values(projection, "eigenvector")
    x = np.array([found[node] for node in projection.nodes["id"]])
    stretched = network(projection).adjacency.T @ x
    assert (x > 0).all()
    assert np.linalg.norm(x) == pytest.approx(1, abs=1e-12)
    assert stretched == pytest.approx((x @ stretched) * x, abs=1e-11)


def test_distances_of_all_pairs_that_are_joined() -> None:
    parts = make.network([("a", "b"), ("b", "c"), ("x", "y")], isolates=["alone"])
    figures = describe(parts, ["mean-distance", "diameter"], disconnected="pairs").values
    assert figures["value"].tolist() == pytest.approx([(1 + 1 + 2 + 1) / 4, 2])


@given(edges, st.booleans(), st.booleans())
def test_a_description_is_what_each_figure_is_by_itself(
    pairs: list[tuple[str, str]], directed: bool, largest: bool
) -> None:
    """Figures share a network in numbers, which none of them may change."""
    projection, _ = networks([("a", "h"), ("h", "a"), *pairs], directed)
    whole = describe(projection, largest=largest, disconnected="largest").values
    for name, value in zip(whole["id"], whole["value"], strict=True):
        options = {"disconnected": "largest"} if "disconnected" in MEASURES[name].options else {}
        if not np.isnan(value):
            alone = describe(projection, name, largest=largest, **options).values
            assert alone["value"].tolist() == [value], name
