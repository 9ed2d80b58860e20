from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.reconcile.score import MATCHED, Candidate, decide, distance_km


def place(
    number: int, weight: float, lat: float = 0, lon: float = 0, decisive: bool = False
) -> Candidate:
    return Candidate(number, 1.0, weight, lat, lon, decisive=decisive)


def test_a_lone_candidate_is_matched() -> None:
    assert decide([place(1, 500)], country_known=True).outcome == "matched"


def test_without_candidates_there_is_none() -> None:
    assert decide([], country_known=True).outcome == "none"


@pytest.mark.parametrize("larger", [1e3, 1e5, 1e7])
def test_size_alone_never_tells_homonyms_apart_without_a_country(larger: float) -> None:
    found = decide([place(1, larger), place(2, 500, 40, 40)], country_known=False)
    assert found.outcome == "doubtful"
    assert found.candidates[0].confidence < MATCHED


def test_homonyms_of_one_country_are_doubtful_unless_one_is_known_by_it() -> None:
    near = [place(1, 100_000), place(2, 50_000, 40, 40)]
    assert decide(near, country_known=True).outcome == "doubtful"
    assert decide([near[0], place(2, 1_000, 40, 40)], country_known=True).outcome == "matched"


def test_a_decisive_hint_outweighs_size() -> None:
    found = decide([place(1, 100_000, decisive=True), place(2, 90_000, 40, 40)], country_known=True)
    assert found.outcome == "matched"


def test_a_part_of_a_town_is_no_homonym() -> None:
    town, part = place(1, 100_000), place(2, 15_000, 0.1, 0)
    assert decide([town, part], country_known=False).outcome == "matched"
    village = place(3, 90_000, 0.1, 0)
    assert decide([town, village], country_known=True).outcome == "doubtful"


def test_a_reason_against_makes_it_doubtful() -> None:
    found = decide([place(1, 500)], country_known=True, why="contradiction")
    assert (found.outcome, found.why) == ("doubtful", "contradiction")


def test_at_most_five_candidates_the_best_first() -> None:
    found = decide([place(n, n * 1000, n * 5) for n in range(1, 10)], country_known=True)
    assert [c.place for c in found.candidates] == [9, 8, 7, 6, 5]


def test_distances() -> None:
    assert distance_km((0, 0), (0, 0)) == 0
    assert distance_km((0, 0), (0, 180)) == pytest.approx(20015, abs=1)


def test_near_places_are_parts_of_one_only_if_they_have_one_name() -> None:
    town, near = place(1, 100_000), place(2, 5_000, 0.1, 0)
    named = [replace(town, name="wilen"), replace(near, name="wila")]
    assert decide([town, near], country_known=True, least_share=0.98).outcome == "matched"
    assert decide(named, country_known=True, least_share=0.98).outcome == "doubtful"


@given(st.lists(st.floats(1, 1e7), min_size=1, max_size=8), st.booleans())
def test_order_of_candidates_never_matters(weights: list[float], known: bool) -> None:
    given_ = [place(n, w, n * 9, n * 9) for n, w in enumerate(weights)]
    one, other = (decide(c, country_known=known) for c in (given_, given_[::-1]))
    assert one.outcome == other.outcome
    assert one.candidates[0].place == other.candidates[0].place
    assert all(0 <= c.confidence <= 1 for c in one.candidates)
