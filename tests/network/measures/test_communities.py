"""Communities, and how far they depend on the seed."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import NameNotFound, UndefinedMeasure
from coopgraph.network.kernels.matrix import network
from coopgraph.network.measures.communities import communities, partitions
from coopgraph.network.measures.partitions import ari, co_assignment, modularity, nmi
from tests.network import builders as make

KARATE = [(f"{u:02}", f"{v:02}") for u, v in nx.karate_club_graph().edges()]
CLIQUES = [(f"{letter}{i}", f"{letter}{j}") for letter in "abc" for i in range(5) for j in range(i)]
RING = [*CLIQUES, ("a0", "b0"), ("b1", "c0"), ("c1", "a1")]


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_three_cliques_are_three_communities(method: str) -> None:
    result = communities(make.network(RING), method, runs=4)
    found = result.values.groupby("community")["id"].agg(lambda ids: {i[0] for i in ids})
    assert sorted(map(tuple, found)) == [("a",), ("b",), ("c",)]
    assert set(result.values["value"]) == {1.0}
    assert result.parameters["mean NMI of two runs"] == "1.0000"


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_the_same_seed_gives_the_same_communities(method: str) -> None:
    projection = make.network(KARATE)
    one, two = (communities(projection, method, runs=3, seed=5).to_csv() for _ in range(2))
    assert one == two


def test_communities_of_the_karate_club() -> None:
    """The best partition that is known has a modularity of 0.4198 (Brandes et al. 2008)."""
    result = communities(make.network(KARATE), runs=10)
    assert float(result.parameters["modularity"]) == pytest.approx(0.41979, abs=0.006)
    assert result.parameters["communities"] == "4"


def test_a_network_without_edges_has_none() -> None:
    with pytest.raises(UndefinedMeasure, match="no edges"):
        communities(make.network([], isolates="ab"))


def test_an_unknown_method_has_a_hint() -> None:
    with pytest.raises(NameNotFound, match='Did you mean "louvain"'):
        communities(make.network(KARATE), "luvain")


@pytest.mark.parametrize("directed", [False, True])
def test_modularity_agrees_with_networkx(directed: bool) -> None:
    projection = make.network([*KARATE, ("00", "00"), ("00", "01")], directed=directed)
    graph = projection.to_networkx()
    labels = np.arange(34) % 3
    groups = [set(np.array(projection.nodes["id"])[labels == k]) for k in range(3)]
    expected = nx.community.modularity(graph, groups)
    assert modularity(network(projection), labels) == pytest.approx(expected, abs=1e-12)


def test_each_seed_has_its_partition() -> None:
    found = partitions(network(make.network(KARATE)), "louvain", seeds=range(3))
    assert found.shape == (3, 34)


parts = st.lists(st.integers(0, 3), min_size=12, max_size=12).map(np.array)


@given(parts, parts)
def test_likeness_is_symmetric_and_one_with_itself(one: np.ndarray, two: np.ndarray) -> None:
    for likeness in (nmi, ari):
        assert likeness(one, one) == pytest.approx(1)
        assert likeness(one, two) == pytest.approx(likeness(two, one), abs=1e-12)
        assert likeness(one, two) <= 1


def test_likeness_of_known_partitions() -> None:
    """Hand-computed: 15 cells, six points in two and three groups."""
    one, two = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    assert ari(one, two) == pytest.approx(0.24242424242424243)
    assert nmi(one, two) == pytest.approx(0.5158037429793889)


def test_co_assignment() -> None:
    chosen = np.array([0, 0, 0, 1])
    others = np.array([[0, 0, 0, 1], [0, 0, 1, 1]])
    assert co_assignment(chosen, others).tolist() == [0.75, 0.75, 0.5, 1.0]
