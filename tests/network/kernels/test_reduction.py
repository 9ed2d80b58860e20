import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from scipy import sparse

from coopgraph.network.kernels.reduction import clean, reduce_network, whole
from tests.network.geodesic_oracle import Edges, adjacency, cacti, multigraphs


def blocks(n: int, edges: Edges) -> set[frozenset[int]]:
    reduced = reduce_network(clean(adjacency(n, edges, directed=False)))
    parts = np.split(reduced.origin, reduced.starts[1:-1]) if len(reduced.starts) > 1 else []
    return {frozenset(part.tolist()) for part in parts} | {
        frozenset(pair) for pair in reduced.bridges.tolist()
    }


@given(multigraphs())
def test_blocks_are_the_biconnected_components(case: tuple[int, Edges]) -> None:
    n, edges = case
    assert blocks(n, edges) == {frozenset(b) for b in nx.biconnected_components(nx.Graph(edges))}


@given(cacti())
def test_blocks_of_trees_cycles_and_cliques(case: tuple[int, Edges]) -> None:
    n, edges = case
    assert blocks(n, edges) == {frozenset(b) for b in nx.biconnected_components(nx.Graph(edges))}


@given(cacti())
def test_reach_of_a_block_adds_up_to_its_component(case: tuple[int, Edges]) -> None:
    n, edges = case
    reduced = reduce_network(clean(adjacency(n, edges, directed=False)))
    for begin, end in zip(reduced.starts, reduced.starts[1:], strict=False):
        assert reduced.reach[begin:end].sum() == n


@given(cacti())
def test_reach_counts_what_hangs_at_a_vertex(case: tuple[int, Edges]) -> None:
    n, edges = case
    reduced = reduce_network(clean(adjacency(n, edges, directed=False)))
    for begin, end in zip(reduced.starts, reduced.starts[1:], strict=False):
        members = set(reduced.origin[begin:end].tolist())
        graph = nx.Graph(edges)
        graph.remove_edges_from([e for e in list(graph.edges) if set(e) <= members])
        for place in range(begin, end):
            node = int(reduced.origin[place])
            assert reduced.reach[place] == len(nx.node_connected_component(graph, node))


@given(multigraphs())
def test_every_edge_is_in_one_block_with_its_parallels(case: tuple[int, Edges]) -> None:
    n, edges = case
    matrix = clean(adjacency(n, edges, directed=False))
    reduced = reduce_network(matrix)
    rebuilt = np.zeros((n, n))
    inner = reduced.adjacency.tocoo()
    np.add.at(
        rebuilt, (reduced.origin[inner.coords[0]], reduced.origin[inner.coords[1]]), inner.data
    )
    for u, v in reduced.bridges:
        rebuilt[u, v] = rebuilt[v, u] = matrix[u, v]
    assert (rebuilt == matrix.toarray()).all()


def test_a_tree_leaves_nothing_to_count() -> None:
    tree = nx.balanced_tree(3, 4)
    reduced = reduce_network(clean(adjacency(len(tree), tree.edges, directed=False)))
    assert reduced.adjacency.shape == (0, 0)
    assert len(reduced.bridges) == tree.number_of_edges()


def test_the_largest_block_comes_first() -> None:
    chain = nx.disjoint_union_all([nx.cycle_graph(k) for k in (3, 6, 4)])
    reduced = reduce_network(clean(adjacency(len(chain), chain.edges, directed=False)))
    assert np.diff(reduced.starts).tolist() == [6, 4, 3]


def test_a_path_of_many_nodes_needs_no_recursion() -> None:
    n = 50_000
    ends = np.arange(n - 1)
    half = sparse.coo_array((np.ones(n - 1), (ends, ends + 1)), shape=(n, n)).tocsr()
    reduced = reduce_network(clean(half + half.T))
    assert reduced.between[n // 2] == 2 * (n // 2) * (n - 1 - n // 2)


def test_a_network_without_reduction_has_its_components_one_after_the_other() -> None:
    parts = whole(clean(adjacency(5, [(3, 4), (4, 1), (0, 2)], directed=True)))
    assert parts.origin.tolist() == [1, 3, 4, 0, 2]
    assert parts.starts.tolist() == [0, 3, 5]


def test_clean_leaves_out_loops_and_zeros_and_its_input_alone() -> None:
    given_matrix = sparse.csr_array(
        (np.array([2.0, 0.0, 1.0]), ([0, 0, 1], [0, 1, 0])), shape=(2, 2)
    )
    assert clean(given_matrix).nnz == 1
    assert given_matrix.nnz == 3


@pytest.mark.parametrize("entry", [-1.0, float("nan"), float("inf")])
def test_clean_refuses_what_counts_no_edges(entry: float) -> None:
    with pytest.raises(ValueError, match="counts edges"):
        clean(sparse.csr_array(np.array([[0.0, entry], [1.0, 0.0]])))
