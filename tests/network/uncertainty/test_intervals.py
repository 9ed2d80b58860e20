"""Ranks with ties, intervals as near to 95 % as there are, groups of the indistinguishable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.network.uncertainty.intervals import competition_ranks, groups, medians, spans

values = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=12)


def span(draws: list[float]) -> tuple[float, float, float]:
    low, high, share = spans(np.array(draws)[:, None])
    return float(low[0]), float(high[0]), float(share[0])


@given(values)
def test_a_rank_is_one_more_than_the_number_above(row: list[float]) -> None:
    found = competition_ranks(np.array([row]))[0].tolist()
    assert found == [1 + sum(other > value for other in row) for value in row]


def test_values_that_differ_by_rounding_are_tied() -> None:
    assert competition_ranks(np.array([[0.1 + 0.2, 0.3, 0.1]])).tolist() == [[1, 1, 3]]


def test_those_without_a_value_come_last_together() -> None:
    row = np.array([[np.nan, 2.0, np.nan, -1.0]])
    assert competition_ranks(row).tolist() == [[3, 1, 3, 2]]


def test_smooth_values_have_the_interval_between_quantiles() -> None:
    draws = np.random.default_rng(1).normal(size=(1000, 1))
    low, high, share = spans(draws)
    assert share[0] == 0.95
    rising = np.sort(draws[:, 0])
    assert (low[0], high[0]) == (rising[25], rising[974])


@pytest.mark.parametrize(
    ("p", "expected"),
    [(0.97, (1, 1, 0.97)), (0.93, (1, 1, 0.93)), (0.9, (0, 1, 1.0)), (0.85, (0, 1, 1.0))],
)
def test_of_two_values_the_nearest_share_decides(
    p: float, expected: tuple[float, float, float]
) -> None:
    ones = round(1000 * p)
    assert span([0.0] * (1000 - ones) + [1.0] * ones) == expected


def test_values_all_alike_have_an_interval_without_width() -> None:
    assert span([0.3, 0.1 + 0.2]) == (0.3, 0.1 + 0.2, 1.0)
    assert span([2.0] * 50) == (2.0, 2.0, 1.0)


def test_draws_without_a_value_do_not_count() -> None:
    assert span([float("nan"), 4.0, 4.0]) == (4.0, 4.0, 1.0)
    assert np.isnan(span([float("nan")])).all()


@given(st.lists(st.integers(0, 6).map(float), min_size=2, max_size=60))
def test_no_interval_is_nearer(draws: list[float]) -> None:
    low, high, share = span(draws)
    inside = [low <= value <= high for value in draws]
    assert share == pytest.approx(np.mean(inside))
    ends = sorted(set(draws))
    shares = [np.mean([a <= value <= b for value in draws]) for a in ends for b in ends if a <= b]
    assert abs(share - 0.95) == pytest.approx(min(abs(s - 0.95) for s in shares))


def test_medians_leave_out_what_has_no_value() -> None:
    found = medians(np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]]))
    assert found[0] == 2
    assert np.isnan(found[1])


def test_a_group_ends_where_its_leader_is_surely_better() -> None:
    ranks = np.array([[1, 2, 3, 4]] * 19 + [[2, 1, 3, 4]], dtype=np.int32)
    assert groups(ranks, np.arange(4)).tolist() == [1, 2, 3, 4]
    ranks = np.array([[1, 2, 3, 4]] * 18 + [[3, 2, 1, 4]] * 2, dtype=np.int32)
    assert groups(ranks, np.arange(4)).tolist() == [1, 1, 1, 2]
