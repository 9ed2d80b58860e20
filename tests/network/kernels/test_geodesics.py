import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels import geodesics
from coopgraph.network.kernels.geodesics import (
    betweenness_sums,
    edge_betweenness_sums,
    sampled_betweenness_sums,
)
from tests.network import geodesic_oracle as oracle
from tests.network.geodesic_oracle import Edges, adjacency, cacti, multigraphs

GRAPHS = {
    "karate club": nx.karate_club_graph(),
    "clique with a tail": nx.lollipop_graph(6, 5),
    "two cliques": nx.barbell_graph(5, 3),
    "grid": nx.convert_node_labels_to_integers(nx.grid_2d_graph(7, 9)),
    "tree": nx.balanced_tree(3, 4),
    "many parts": nx.gnm_random_graph(120, 90, seed=4),
    "many leaves": nx.barabasi_albert_graph(300, 1, seed=2),
    "few leaves": nx.barabasi_albert_graph(300, 3, seed=2),
}


def matrix_of(graph: "nx.Graph[int]") -> sparse.csr_array:
    return adjacency(len(graph), graph.edges(), directed=graph.is_directed())


@given(multigraphs(), st.booleans())
def test_betweenness_counts_parallel_edges_as_paths(
    case: tuple[int, Edges], directed: bool
) -> None:
    matrix = adjacency(*case, directed=directed)
    expected = oracle.betweenness(matrix, directed=directed)
    assert betweenness_sums(matrix, directed=directed) == pytest.approx(expected, rel=1e-12)


@given(cacti())
def test_betweenness_is_exact_across_cut_vertices(case: tuple[int, Edges]) -> None:
    matrix = adjacency(*case, directed=False)
    expected = oracle.betweenness(matrix, directed=False)
    assert betweenness_sums(matrix, directed=False) == pytest.approx(expected, rel=1e-12)


@given(st.one_of(multigraphs(7), cacti()), st.booleans())
def test_edge_betweenness_by_definition(case: tuple[int, Edges], directed: bool) -> None:
    matrix = adjacency(*case, directed=directed)
    found = edge_betweenness_sums(matrix, directed=directed).toarray()
    assert found == pytest.approx(oracle.edge_betweenness(matrix, directed=directed), rel=1e-12)


@pytest.mark.parametrize("name", GRAPHS)
def test_betweenness_agrees_with_networkx(name: str) -> None:
    expected = nx.betweenness_centrality(GRAPHS[name], normalized=False)
    found = betweenness_sums(matrix_of(GRAPHS[name]), directed=False)
    assert found == pytest.approx([expected[v] for v in range(len(expected))], rel=1e-9, abs=1e-9)


def test_directed_betweenness_agrees_with_networkx() -> None:
    graph = nx.gnm_random_graph(150, 400, seed=8, directed=True)
    expected = nx.betweenness_centrality(graph, normalized=False)
    found = betweenness_sums(matrix_of(graph), directed=True)
    assert found == pytest.approx([expected[v] for v in range(150)], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", GRAPHS)
def test_edge_betweenness_agrees_with_networkx(name: str) -> None:
    graph = GRAPHS[name]
    found = edge_betweenness_sums(matrix_of(graph), directed=False)
    for (u, v), value in nx.edge_betweenness_centrality(graph, normalized=False).items():
        assert found[u, v] == found[v, u] == pytest.approx(value, rel=1e-9)


def test_one_of_two_parallel_ways_is_twice_as_wide() -> None:
    square = adjacency(4, [(0, 1), (0, 1), (1, 3), (0, 2), (2, 3)], directed=False)
    thirds = [2 / 3, 2 / 3, 1 / 3, 1 / 3]  # 0 to 3: two ways by 1, one by 2; 1 to 2 likewise
    assert betweenness_sums(square, directed=False).tolist() == pytest.approx(thirds)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("n", [0, 1, 3])
def test_a_network_without_edges_has_betweenness_zero(n: int, directed: bool) -> None:
    empty = sparse.csr_array((n, n))
    assert betweenness_sums(empty, directed=directed).tolist() == [0.0] * n
    assert edge_betweenness_sums(empty, directed=directed).nnz == 0
    sampled = sampled_betweenness_sums(empty, directed=directed, pivots=2, seed=0)
    assert sampled.values.tolist() == sampled.bound.tolist() == [0.0] * n


def test_any_number_of_threads_gives_the_same_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geodesics, "_PIECE", 20_000)  # many pieces
    matrix = matrix_of(nx.barabasi_albert_graph(300, 2, seed=5))
    one, two, five = (betweenness_sums(matrix, directed=False, workers=w) for w in (1, 2, 5))
    assert one.tolist() == two.tolist() == five.tolist()


def test_more_paths_than_a_number_holds_are_an_error_not_a_value() -> None:
    around = [(v, (v + 1) % 400) for v in range(400)]
    ring = adjacency(400, around, directed=False) * 1000.0
    with pytest.raises(UndefinedMeasure, match="shortest paths"):
        betweenness_sums(ring, directed=False)


def test_a_long_chain_of_wide_bridges_is_no_such_error() -> None:
    chain = adjacency(400, [(v, v + 1) for v in range(399)], directed=False) * 1000.0
    assert betweenness_sums(chain, directed=False)[200] == 200 * 199


def test_a_sample_of_all_nodes_is_exact() -> None:
    matrix = matrix_of(GRAPHS["few leaves"])
    sampled = sampled_betweenness_sums(matrix, directed=False, pivots=10_000, seed=1)
    assert sampled.values == pytest.approx(betweenness_sums(matrix, directed=False), rel=1e-9)
    assert (sampled.bound == 0).all()
    assert sampled.pivots == 300


def test_a_sample_is_repeated_by_its_seed() -> None:
    matrix = matrix_of(GRAPHS["many parts"])
    first, same, other = (
        sampled_betweenness_sums(matrix, directed=False, pivots=20, seed=seed) for seed in (3, 3, 4)
    )
    assert first.values.tolist() == same.values.tolist() != other.values.tolist()


@pytest.mark.parametrize("name", ["many parts", "many leaves", "few leaves"])
@pytest.mark.parametrize("pivots", [10, 100])
def test_errors_of_samples_are_within_the_bound(name: str, pivots: int) -> None:
    matrix = matrix_of(GRAPHS[name])
    exact = betweenness_sums(matrix, directed=False)
    for seed in range(20):
        sampled = sampled_betweenness_sums(matrix, directed=False, pivots=pivots, seed=seed)
        assert (np.abs(sampled.values - exact) <= sampled.bound).all()


def test_samples_are_right_on_average() -> None:
    matrix = matrix_of(GRAPHS["karate club"])
    draws = [
        sampled_betweenness_sums(matrix, directed=False, pivots=8, seed=seed).values
        for seed in range(400)
    ]
    exact = betweenness_sums(matrix, directed=False)
    error = np.std(draws, axis=0) / np.sqrt(len(draws))
    assert (np.abs(np.mean(draws, axis=0) - exact) <= 5 * error + 1e-9).all()


@pytest.mark.parametrize(("pivots", "confidence"), [(0, 0.95), (5, 0.0), (5, 1.0)])
def test_a_sample_that_makes_no_sense_is_refused(pivots: int, confidence: float) -> None:
    with pytest.raises(UndefinedMeasure, match="expected"):
        sampled_betweenness_sums(
            sparse.csr_array((3, 3)), directed=False, pivots=pivots, seed=0, confidence=confidence
        )


LONG_RUN = """
import numpy as np
from scipy import sparse
from coopgraph.network.kernels.geodesics import betweenness_sums
betweenness_sums(sparse.csr_array(np.ones((3, 3))), directed=False)
rng = np.random.default_rng(0)
ends = rng.integers(0, 60_000, (2, 240_000))
half = sparse.coo_array((np.ones(240_000), ends), shape=(60_000, 60_000)).tocsr()
print("begins", flush=True)
betweenness_sums(half + half.T, directed=False)
"""


@pytest.mark.skipif(os.name == "nt", reason="interrupts are sent in another way there")
def test_an_interrupt_ends_a_long_run_at_once() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LONG_RUN], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        begin = time.monotonic()
        _, message = process.communicate(timeout=30)
        assert "KeyboardInterrupt" in message
        assert time.monotonic() - begin < 3  # a second, and room for a busy machine
    finally:
        process.kill()
        process.wait()


@pytest.mark.shared
def test_betweenness_of_the_sister_cities_is_as_published(shared_dir: Path) -> None:
    folder = shared_dir / "data" / "sister-cities-2013" / "cities"
    options = {
        "sep": "\t",
        "dtype": str,
        "keep_default_na": False,
        "quoting": 3,
        "index_col": False,
    }
    rows = pd.read_csv(folder / "cities.csv", header=None, names=["one", "other"], **options)
    nodes = pd.read_csv(folder / "cities_nodes.csv", **options)
    names = pd.Index(nodes["node"])
    ends = np.column_stack([names.get_indexer(rows["one"]), names.get_indexer(rows["other"])])
    pairs = np.unique(np.sort(ends, axis=1), axis=0)  # many are listed in both directions
    half = sparse.coo_array((np.ones(len(pairs)), pairs.T), shape=(len(names),) * 2).tocsr()
    found = betweenness_sums(half + half.T, directed=False)
    assert (len(names), len(pairs)) == (11_618, 15_225)
    assert np.abs(found - nodes["betweeness"].astype(float)).max() < 0.01
