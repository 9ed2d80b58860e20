"""Networks fall apart as fast as they are said to."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from coopgraph.errors import CoopgraphError, NameNotFound, UndefinedMeasure
from coopgraph.network.change.robustness import robustness
from coopgraph.network.change.soundness import figures, in_largest, largest_sizes
from coopgraph.network.kernels.matrix import Network, network
from tests.network import builders as make

STAR = [("m", leaf) for leaf in "abcd"]


def curve(found: object, name: str) -> list[float]:
    table = found.curves.values  # type: ignore[attr-defined]
    return table.loc[table["id"] == name, "value"].to_list()


def test_a_star_falls_apart_with_its_centre() -> None:
    found = robustness(make.network(STAR), ["degree"])
    assert curve(found, "degree") == [1.0, 0.2, 0.2, 0.2, 0.2, 0.0]
    assert found.summary.values["value"].to_list() == [pytest.approx(0.8 / 5)]


def test_a_complete_network_loses_one_node_at_a_time() -> None:
    pairs = [(u, v) for u in "abcd" for v in "abcd" if u < v]
    found = robustness(make.network(pairs), ["random"], runs=3)
    assert curve(found, "random") == [1.0, 0.75, 0.5, 0.25, 0.0]
    assert found.summary.values["value"].to_list() == [pytest.approx(0.375)]


def test_equal_nodes_leave_in_order_of_their_labels() -> None:
    found = robustness(make.network([("a", "b"), ("c", "d"), ("b", "c")]), "degree")
    assert curve(found, "degree") == [1.0, 0.5, 0.25, 0.25, 0.0]


def test_a_measure_taken_anew_follows_what_is_left() -> None:
    pairs = [("a", "b"), ("a", "c"), ("a", "d"), ("d", "e"), ("e", "f"), ("f", "g"), ("d", "f")]
    found = robustness(make.network(pairs), ["betweenness"], recalculate=6)
    graph = nx.Graph(pairs)
    expected = [1.0]
    while graph:
        values = nx.betweenness_centrality(graph)
        graph.remove_node(min(graph, key=lambda node: (-round(values[node], 9), node)))
        expected.append(max(map(len, nx.connected_components(graph)), default=0) / 7)
    assert curve(found, "betweenness") == pytest.approx(expected)
    assert found.summary.parameters["recalculated"] == "6"


def test_the_seed_alone_decides() -> None:
    runs = [robustness(make.network(STAR), ["random"], runs=8, seed=3, workers=w) for w in (1, 2)]
    assert curve(runs[0], "random") == curve(runs[1], "random")


def test_a_network_without_nodes() -> None:
    with pytest.raises(UndefinedMeasure, match="no nodes"):
        robustness(make.network([]))


def test_numbers_that_make_no_sense() -> None:
    with pytest.raises(CoopgraphError, match="expected runs from 1"):
        robustness(make.network(STAR), runs=0)
    with pytest.raises(NameNotFound):
        robustness(make.network(STAR), ["degre"])


names = st.sampled_from("abcdefg")


@given(
    st.lists(st.tuples(names, names), max_size=12),
    st.booleans(),
    st.permutations(range(7)),
)
def test_sizes_are_those_of_networkx(
    pairs: list[tuple[str, str]], directed: bool, order: list[int]
) -> None:
    projection = make.network(pairs, directed=directed, isolates="abcdefg")
    graph = nx.Graph(projection.to_networkx())
    expected = [max(map(len, nx.connected_components(graph)))]
    for place in order:
        graph.remove_node("abcdefg"[place])
        expected.append(max(map(len, nx.connected_components(graph)), default=0))
    assert largest_sizes(network(projection), np.array(order)).tolist() == expected


def test_figures_of_networks_with_little_in_them() -> None:
    empty = Network(sparse.csr_array((0, 0)), directed=False)
    single = Network(sparse.csr_array((1, 1)), directed=False)
    assert figures(empty).tolist()[:5] == [0, 0, 0, 0, 0]
    assert np.isnan(figures(empty)[5:]).all()
    assert figures(single).tolist()[:6] == [1, 0, 1, 1, 1, 1]
    assert in_largest(empty).tolist() == []


def test_large_and_small_networks_have_the_same_figures() -> None:
    ring = [(f"{i:03}", f"{(i + 1) % 302:03}") for i in range(302)]
    found = dict(zip(["n", "m", "c", "i", "l", "s", "d", "e"], figures(network(make.network(ring))),
                     strict=True))  # fmt: skip
    graph = nx.cycle_graph(302)
    assert found["d"] == pytest.approx(nx.average_shortest_path_length(graph))
    assert found["e"] == pytest.approx(nx.global_efficiency(graph))
