"""Betweenness with lengths is NetworkX's."""

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.geodesics import betweenness_sums, edge_betweenness_sums
from coopgraph.network.kernels.weighted import weighted_betweenness_sums

ends = st.integers(0, 8)
# Few different lengths make ties; strengths from 1 to 5 give these.
edges = st.lists(st.tuples(ends, ends, st.sampled_from([1.0, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 2.5])))


def matrix(rows: list[tuple[int, int, float]], *, directed: bool) -> sparse.csr_array:
    table = np.zeros((9, 9))
    for one, other, length in rows:
        table[one, other] = length
        if not directed:
            table[other, one] = length
    return sparse.csr_array(table)


@given(edges, st.booleans())
def test_values_are_those_of_networkx(rows: list[tuple[int, int, float]], directed: bool) -> None:
    lengths = matrix(rows, directed=directed)
    kind: Any = nx.DiGraph if directed else nx.Graph
    peer = nx.from_scipy_sparse_array(lengths, create_using=kind)
    nodes, along = weighted_betweenness_sums(lengths, directed=directed)
    expected = nx.betweenness_centrality(peer, normalized=False, weight="weight")
    assert nodes.tolist() == pytest.approx([expected[v] for v in range(9)], abs=1e-9)
    table = along.toarray()
    for (u, v), value in nx.edge_betweenness_centrality(
        peer, normalized=False, weight="weight"
    ).items():
        assert table[u, v] == pytest.approx(value, abs=1e-9)


@settings(max_examples=settings.default.max_examples // 2)
@given(edges, st.booleans())
def test_steps_of_one_length_are_steps(rows: list[tuple[int, int, float]], directed: bool) -> None:
    single = matrix([(u, v, 1.0) for u, v, _ in rows], directed=directed)
    nodes, along = weighted_betweenness_sums(single, directed=directed)
    assert nodes == pytest.approx(betweenness_sums(single, directed=directed), abs=1e-9)
    expected = edge_betweenness_sums(single, directed=directed)
    assert along.toarray() == pytest.approx(expected.toarray(), abs=1e-9)


def test_the_digits_do_not_depend_on_the_number_of_cores() -> None:
    random = np.random.default_rng(1)
    table = np.triu(np.where(random.random((300, 300)) < 0.05, random.random((300, 300)), 0), 1)
    lengths = sparse.csr_array(table + table.T)
    one, four = (
        weighted_betweenness_sums(lengths, directed=False, workers=count)[0] for count in (1, 4)
    )
    assert one.tobytes() == four.tobytes()


def test_more_paths_than_a_number_holds_are_an_error() -> None:
    pairs = [
        (3 * i + a, 3 * i + b) for i in range(1_100) for a, b in [(0, 1), (0, 2), (1, 3), (2, 3)]
    ]
    row, column = np.array(pairs).T
    ladder = sparse.csr_array((np.ones(len(pairs)), (row, column)), shape=(3_301, 3_301))
    with pytest.raises(UndefinedMeasure, match="more than 1e300"):
        weighted_betweenness_sums(ladder, directed=True)
