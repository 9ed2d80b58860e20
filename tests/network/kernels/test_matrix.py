"""A projection in numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels import matrix
from coopgraph.network.kernels.matrix import (
    Network,
    components,
    components_compiled,
    largest_component,
    network,
)
from tests.network import builders as make

EDGES = [("a", "b"), ("a", "b"), ("b", "c"), ("c", "c")]


def test_parallel_edges_add_up_both_ways() -> None:
    matrix = network(make.network(EDGES)).adjacency.toarray()
    assert matrix.tolist() == [[0, 2, 0], [2, 0, 1], [0, 1, 1]]


def test_a_directed_network_has_one_way() -> None:
    matrix = network(make.network(EDGES, directed=True)).adjacency.toarray()
    assert matrix.tolist() == [[0, 2, 0], [0, 0, 1], [0, 0, 1]]


def test_weights_add_up() -> None:
    projection = make.network(EDGES, weights=[0.5, 1.0, 2.0, 3.0])
    matrix = network(projection, weighted=True).adjacency.toarray()
    assert matrix.tolist() == [[0, 1.5, 0], [1.5, 0, 2], [0, 2, 3]]


def test_a_part_keeps_what_is_between_its_nodes() -> None:
    part = network(make.network(EDGES)).part(np.array([1, 2]))
    assert part.adjacency.toarray().tolist() == [[0, 1], [1, 1]]


def test_components_ignore_the_direction_unless_strong() -> None:
    net = network(make.network([("a", "b"), ("b", "a"), ("b", "c")], directed=True))
    assert len(set(components(net))) == 1
    assert len(set(components(net, strong=True))) == 2


def test_the_largest_component() -> None:
    net = network(make.network([("a", "b"), ("c", "d"), ("d", "e")]))
    assert largest_component(net).tolist() == [2, 3, 4]


def test_there_is_no_largest_of_equals() -> None:
    with pytest.raises(UndefinedMeasure, match="2 of them have 1 nodes each"):
        largest_component(network(make.network([], isolates="ab")))


def test_nothing_has_no_components() -> None:
    net = network(make.network([]))
    assert len(components(net)) == len(largest_component(net)) == 0


@given(st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=40), st.booleans())
def test_components_are_numbered_alike_in_machine_code(
    ends: list[tuple[int, int]], directed: bool
) -> None:
    cells = np.zeros((30, 30))
    for one, other in ends:
        cells[one, other] = 1
        if not directed:
            cells[other, one] = 1
    net = Network(sparse.csr_array(cells), directed)
    assert components_compiled(net).tolist() == components(net).tolist()


@pytest.mark.parametrize("strong", [False, True])
def test_large_networks_have_the_same_components(
    strong: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    net = network(make.network([("a", "b"), ("b", "a"), ("b", "c"), ("d", "e")], directed=True))
    small = components(net, strong=strong).tolist()
    monkeypatch.setattr(matrix, "_LARGE", 0)
    assert components(net, strong=strong).tolist() == small


def test_distances_are_searched_for_once() -> None:
    net = network(make.network([("a", "b"), ("b", "c"), ("x", "y")]))
    assert net.steps is net.steps
    assert net.steps == (2 * (1 + 1 + 2) + 2, 2, 3 * 2 + 2)
    assert net.core is net.core
    assert net.core.steps == (8, 2, 6)


def test_distances_in_machine_code_are_the_same() -> None:
    ring = [(f"n{i}", f"n{(i + 1) % 300}") for i in range(300)]
    far = 2 * sum(range(1, 150)) + 150
    assert network(make.network(ring)).steps == (300 * far, 150, 300 * 299)
