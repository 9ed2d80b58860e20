"""Backbones keep what is stronger than chance, and say what they leave out."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import NameNotFound, UndefinedMeasure
from coopgraph.network.kernels.bipartite import cell_probabilities, poisson_binomial_tail
from coopgraph.network.measures.backbone import backbone, disparity
from tests.network import builders as make
from tests.network.measures.test_nullmodel import two_mode


def test_the_disparity_filter_by_hand() -> None:
    """At the hub an edge of 8 out of 10 among three: (1 - 0.8)^2 = 0.04."""
    star = make.network([("h", "a"), ("h", "b"), ("h", "c")], weights=[8.0, 1.0, 1.0])
    assert disparity(star).tolist() == pytest.approx([0.04, 0.81, 0.81])
    reduced = backbone(star, alpha=0.05)
    assert reduced.edges[["source", "target"]].to_numpy().tolist() == [["a", "h"]]
    assert reduced.nodes["id"].to_list() == ["a", "b", "c", "h"]


def test_parallel_edges_stand_together() -> None:
    pairs = [*[("a", "h")] * 8, ("b", "h"), ("c", "h")]
    assert len(backbone(make.network(pairs)).edges) == 8


def test_directed_edges_are_compared_in_their_direction() -> None:
    pairs = [("h", "a"), ("h", "b"), ("h", "c"), ("a", "h")]
    star = make.network(pairs, directed=True, weights=[8.0, 1.0, 1.0, 5.0])
    assert disparity(star).tolist() == pytest.approx([0.04, 0.81, 0.81, 1.0])


def test_what_is_left_out_is_in_the_loss_report() -> None:
    star = make.network([("h", "a"), ("h", "b"), ("h", "c")], weights=[8.0, 1.0, 1.0])
    reduced = backbone(star)
    assert reduced.loss[["reason", "count"]].to_numpy().tolist() == [
        ["edges left out of the backbone", 2],
        ["nodes without an edge in the backbone", 2],
    ]
    assert reduced.parameters == {"backbone": "disparity", "alpha": "0.05"}
    assert len(reduced.statements) == 1
    assert reduced.fingerprint != star.fingerprint


def test_a_network_without_edges_stays_so() -> None:
    assert backbone(make.network([], isolates="ab")).edges.empty


def test_each_method_has_its_mode() -> None:
    with pytest.raises(UndefinedMeasure, match=r"sdsm is for two-mode networks.*use disparity"):
        backbone(make.network([("a", "b")]), "sdsm")
    with pytest.raises(NameNotFound, match='Did you mean "disparity"'):
        backbone(make.network([("a", "b")]), "disparty")
    with pytest.raises(UndefinedMeasure, match="alpha is 5"):
        backbone(make.network([("a", "b")]), alpha=5)


chances = st.lists(st.floats(0, 1), max_size=7)


@given(chances)
def test_the_tail_is_the_sum_over_all_outcomes(values: list[float]) -> None:
    exact = np.zeros(len(values) + 1)
    for outcome in product((0, 1), repeat=len(values)):
        chance = np.prod([p if hit else 1 - p for p, hit in zip(values, outcome, strict=True)])
        exact[: sum(outcome) + 1] += chance
    found = poisson_binomial_tail(np.array(values), len(values))
    assert found == pytest.approx(exact, abs=1e-12)


cells = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=1)


@given(cells)
def test_expected_degrees_are_those_of_the_network(found: set[tuple[int, int]]) -> None:
    rows, columns = zip(*sorted(found), strict=True)
    row = np.unique(rows, return_inverse=True)[1]
    column = np.unique(columns, return_inverse=True)[1]
    chance = cell_probabilities(row, column)
    assert chance.sum(axis=1) == pytest.approx(np.bincount(row), abs=1e-3)
    assert chance.sum(axis=0) == pytest.approx(np.bincount(column), abs=1e-3)


def test_degrees_that_only_just_fit() -> None:
    """Chances of 0 and 1 are approached, not reached: the sums are still right to a thousandth."""
    cells = {(0, 0), (0, 1), (0, 3), (0, 4), (1, 0), (1, 3), (1, 4), (2, 0), (2, 4), (3, 0)}
    cells |= {(3, 1), (3, 4), (4, 4), (5, 0)}
    row, column = np.array(sorted(cells)).T
    column = np.unique(column, return_inverse=True)[1]
    chance = cell_probabilities(row, column)
    assert chance.sum(axis=1) == pytest.approx(np.bincount(row), abs=1e-3)


def two_circles() -> list[tuple[str, str]]:
    """Two circles of people with projects of their own, and one project of all."""
    pairs = {(f"a{i}", f"p{j:02}") for i in range(4) for j in range(6) if (i + j) % 4}
    pairs |= {(f"a{i + 4}", f"p{j + 6:02}") for i in range(4) for j in range(6) if (i + j) % 4}
    return sorted(pairs | {(f"a{i}", "p99") for i in range(8)})


@pytest.mark.parametrize("model", ["bicm", "chi-square"])
def test_sdsm_keeps_ties_within_circles(model: str) -> None:
    reduced = backbone(two_mode(two_circles()), alpha=0.3, cells=model)
    assert reduced.mode == "one-mode"
    assert len(reduced.edges) > 0
    circle = {f"a{i}": i // 4 for i in range(8)}
    assert (reduced.edges["source"].map(circle) == reduced.edges["target"].map(circle)).all()
    assert reduced.parameters["one_mode"] == "source"


def test_sdsm_agrees_with_drawing() -> None:
    """A tail by the model and by drawing two-mode networks from its chances."""
    row, column = np.array([0, 0, 0, 1, 1, 2, 3]), np.array([0, 1, 2, 0, 1, 3, 1])
    chance = cell_probabilities(row, column)
    random = np.random.default_rng(0)
    drawn = random.random((20_000, *chance.shape)) < chance
    shared = (drawn[:, 0] & drawn[:, 1]).sum(axis=1)
    exact = poisson_binomial_tail(chance[0] * chance[1], 2)[2]
    assert (shared >= 2).mean() == pytest.approx(exact, abs=0.015)
