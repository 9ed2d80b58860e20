"""Draws hold statements as often as their probabilities say, and never two in conflict."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError
from coopgraph.network.uncertainty.holding import Evidence


def evidence(*probability: float, conflicts: tuple[tuple[int, int], ...] = ()) -> Evidence:
    names = [f"s{place}" for place in range(len(probability))]
    return Evidence(pd.DataFrame({"statement": names, "probability": probability}), conflicts)


def test_statements_hold_as_often_as_they_should() -> None:
    found = evidence(0.0, 0.2, 0.9, 1.0).draw(range(4000), seed=3).mean(axis=0)
    assert found == pytest.approx([0, 0.2, 0.9, 1], abs=0.03)
    assert found[0] == 0
    assert found[3] == 1


def test_a_draw_depends_on_seed_and_number_alone() -> None:
    statements = evidence(0.5, 0.5, 0.5, conflicts=((0, 2),))
    many = statements.draw(range(20), seed=7)
    assert (many[5:9] == statements.draw(range(5, 9), seed=7)).all()
    assert (many != statements.draw(range(20), seed=8)).any()


def test_two_in_conflict_never_both_hold() -> None:
    p, q = 0.9, 0.6
    statements = evidence(p, 0.5, q, conflicts=((0, 2),))
    held = statements.draw(range(4000), seed=1)
    assert not (held[:, 0] & held[:, 2]).any()
    allowed = 1 - p * q
    expected = [p * (1 - q) / allowed, 0.5, q * (1 - p) / allowed]
    assert statements.marginal == pytest.approx(expected)
    assert held.mean(axis=0) == pytest.approx(expected, abs=0.03)


def test_in_a_chain_of_conflicts_the_ends_may_hold_together() -> None:
    held = evidence(0.9, 0.9, 0.9, conflicts=((0, 1), (1, 2))).draw(range(500), seed=1)
    assert (held[:, 0] & held[:, 2]).any()
    assert not (held[:, 1] & (held[:, 0] | held[:, 2])).any()


def test_what_is_beyond_doubt_holds_in_spite_of_a_conflict() -> None:
    assert evidence(1.0, 1.0, conflicts=((0, 1),)).draw(range(50), seed=1).all()


def test_what_is_beyond_doubt_rules_out_what_is_not() -> None:
    held = evidence(1.0, 0.9, conflicts=((0, 1),)).draw(range(50), seed=1)
    assert held.tolist() == [[True, False]] * 50


def test_of_many_in_conflict_at_most_one_holds() -> None:
    pairs = tuple((one, other) for one in range(20) for other in range(one + 1, 20))
    held = evidence(*[0.8] * 20, conflicts=pairs).draw(range(300), seed=1)
    assert held.sum(axis=1).max() == 1


@given(
    st.lists(st.floats(0.01, 0.99), min_size=4, max_size=4),
    st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda p: p[0] < p[1])),
)
def test_no_draw_breaks_a_conflict(chance: list[float], pairs: set[tuple[int, int]]) -> None:
    conflicts = tuple(sorted(pairs))
    held = evidence(*chance, conflicts=conflicts).draw(range(40), seed=2)
    assert all(not (held[:, i] & held[:, j]).any() for i, j in conflicts)


def test_no_statements_no_draws() -> None:
    assert evidence().draw(range(3), seed=0).shape == (3, 0)
    assert evidence(0.5).draw(range(0), seed=0).shape == (0, 1)


def test_a_seed_below_0_is_refused() -> None:
    with pytest.raises(CoopgraphError, match="seed is -1"):
        evidence(0.5).draw(range(1), seed=-1)


def test_marginals_without_conflicts_are_the_probabilities() -> None:
    assert np.array_equal(evidence(0.3, 0.7).marginal, [0.3, 0.7])
