"""PageRank solved is PageRank walked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.centrality import pagerank
from coopgraph.network.kernels.matrix import Network
from coopgraph.network.kernels.visits import pagerank_compiled

edges = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0.01, 100)), max_size=20)


def undirected(rows: list[tuple[int, int, float]], size: int = 9) -> Network:
    matrix = np.zeros((size, size))
    for one, other, weight in rows:
        matrix[one, other] = matrix[other, one] = weight
    return Network(sparse.csr_array(matrix), directed=False)


@given(edges, st.sampled_from([0.0, 0.5, 0.85, 0.99]))
def test_both_ways_agree(rows: list[tuple[int, int, float]], damping: float) -> None:
    net = undirected(rows)
    expected = pagerank(net, damping=damping)
    assert pagerank_compiled(net, damping=damping) == pytest.approx(expected, abs=1e-12)


def test_without_nodes_there_is_nothing() -> None:
    assert len(pagerank_compiled(Network(sparse.csr_array((0, 0)), directed=False))) == 0


def test_who_never_starts_anew_has_no_share() -> None:
    with pytest.raises(UndefinedMeasure, match="damping is 1"):
        pagerank_compiled(undirected([(0, 1, 1.0)]), damping=1)


def test_a_large_network_of_hubs_and_trees() -> None:
    random = np.random.default_rng(1)
    ends = np.floor(3_000 * random.random((6_000, 2)) ** 3).astype(int)
    rows = [(u, v, w) for (u, v), w in zip(ends.tolist(), random.exponential(size=6_000))]  # noqa: B905
    net = undirected([*rows, (0, 0, 5.0)], 3_001)
    expected = pagerank(net)
    assert pagerank_compiled(net) == pytest.approx(expected, rel=1e-10, abs=1e-15)
