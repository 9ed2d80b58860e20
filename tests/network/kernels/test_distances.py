import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from coopgraph.network.kernels.distances import DistanceSums, distance_sums
from tests.network import geodesic_oracle as oracle
from tests.network.geodesic_oracle import Edges, adjacency, cacti, multigraphs


def expected(matrix: sparse.csr_array) -> list[tuple[int, int, float, int]]:
    rows = []
    for distances in oracle.distances_and_paths(matrix)[0]:
        known = [d for d in distances if d > 0]
        rows.append((sum(known), len(known), sum(1 / d for d in known), max(known, default=0)))
    return rows


def found(sums: DistanceSums) -> list[tuple[int, int, float, int]]:
    columns = (sums.far, sums.reached, sums.harmonic, sums.eccentricity)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@given(st.one_of(multigraphs(), cacti()), st.booleans())
def test_sums_are_those_of_the_definition(case: tuple[int, Edges], directed: bool) -> None:
    matrix = adjacency(*case, directed=directed)
    pairs = zip(found(distance_sums(matrix, directed=directed)), expected(matrix), strict=True)
    for one, other in pairs:
        assert one == pytest.approx(other, rel=1e-14)


@given(multigraphs())
def test_inward_sums_are_those_of_the_reversed_network(case: tuple[int, Edges]) -> None:
    matrix = adjacency(*case, directed=True)
    inward = distance_sums(matrix, directed=True, inward=True)
    assert found(inward) == found(distance_sums(matrix.T.tocsr(), directed=True))


@given(cacti(), st.data())
def test_some_sources_have_the_sums_that_they_have_among_all(
    case: tuple[int, Edges], data: st.DataObject
) -> None:
    matrix = adjacency(*case, directed=False)
    every = found(distance_sums(matrix, directed=False))
    chosen = data.draw(st.lists(st.integers(0, case[0] - 1), max_size=5))
    some = distance_sums(matrix, directed=False, sources=np.array(chosen, dtype=np.int64))
    assert found(some) == [every[node] for node in chosen]


@pytest.mark.parametrize("directed", [False, True])
def test_more_sources_than_bits_in_a_word_agree_with_networkx(directed: bool) -> None:
    graph = nx.gnm_random_graph(400, 700, seed=6, directed=directed)
    matrix = adjacency(400, graph.edges, directed=directed)
    sums = distance_sums(matrix, directed=directed, inward=True)
    harmonic = nx.harmonic_centrality(graph)
    closeness = nx.closeness_centrality(graph)
    share = sums.reached / 399
    ours = np.divide(sums.reached, sums.far, where=sums.far > 0, out=np.zeros(400)) * share
    assert sums.harmonic == pytest.approx([harmonic[v] for v in range(400)], rel=1e-12)
    assert ours == pytest.approx([closeness[v] for v in range(400)], rel=1e-12)


def test_long_distances_are_exact() -> None:
    n = 3_000
    path = adjacency(n, [(v, v + 1) for v in range(n - 1)], directed=False)
    sums = distance_sums(path, directed=False)
    assert sums.far[0] == n * (n - 1) / 2
    assert sums.eccentricity[[0, n // 2, n - 1]].tolist() == [n - 1, n // 2, n - 1]


def test_any_number_of_threads_gives_the_same_digits() -> None:
    graph = nx.gnm_random_graph(500, 900, seed=6)
    matrix = adjacency(500, graph.edges, directed=False)
    one, three = (distance_sums(matrix, directed=False, workers=w) for w in (1, 3))
    assert found(one) == found(three)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_nodes_without_edges_reach_nothing(n: int) -> None:
    sums = distance_sums(sparse.csr_array((n, n)), directed=False)
    assert found(sums) == [(0.0, 0, 0.0, 0)] * n
