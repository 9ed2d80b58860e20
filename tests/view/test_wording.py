"""Dates and stages are said so that nothing old looks current."""

import pytest

from coopgraph.view.wording import as_of, evidence_sentence, moment, period, words

STAGES = ("considered", "planned", "agreed", "in-force", "suspended", "withdrawn", "", "unknown")


@pytest.mark.parametrize("stage", STAGES)
def test_no_stage_is_said_without_its_date(stage: str) -> None:
    assert as_of(stage, "2005-12-31").endswith(" as of 2005-12-31")
    assert "not stated" in as_of(stage, "")


def test_considered_never_sounds_like_a_partnership() -> None:
    assert as_of("considered", "2018-05-17") == "only considered as of 2018-05-17"


def test_an_open_end_claims_nothing_beyond_the_source() -> None:
    begin, end = period("1996", "..", ("1996-01-01", "1996-12-31", "", ""), "2018-12-31")
    assert begin == "1996 (between 1996-01-01 and 1996-12-31)"
    assert end == "stated to go on (..); nothing is claimed after 2018-12-31"


def test_an_end_that_is_not_stated_claims_nothing_beyond_the_source() -> None:
    assert period("", "", ("",) * 4, "2018-12-31") == (
        "not stated",
        "not stated; nothing is claimed after 2018-12-31",
    )


def test_a_stated_end_is_said_with_its_bounds() -> None:
    bounds = ("2014-01-01", "2014-12-31", "2020-01-01", "2020-12-31")
    _, end = period("2014", "2020", bounds, "2018-12-31")
    assert end == "2020 (between 2020-01-01 and 2020-12-31)"


def test_one_season_is_one_moment() -> None:
    bounds = ("2018-03-01", "2018-05-31", "2018-03-01", "2018-05-31")
    assert period("2018-21", "2018-21", bounds, "") == (
        "2018-21 (between 2018-03-01 and 2018-05-31)",
        "",
    )


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "said"),
    [
        ("2018-05", "2018-05-01", "2018-05-31", "2018-05"),
        ("[1990..]", "1990-01-01", "", "no earlier than 1990-01-01"),
        ("..", "", "", ""),
        ("", "", "", ""),
        ("nonsense", "", "", "nonsense"),
    ],
)
def test_a_moment_is_said_plainly(edtf: str, earliest: str, latest: str, said: str) -> None:
    assert moment(edtf, earliest, latest) == said


def test_a_source_without_title_or_date_is_named_as_such() -> None:
    assert evidence_sentence("", "", "") == (
        "As stated in a source without title, date not stated; no later evidence is held."
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [("Twinning", "Twinning"), ("PartOf", "Part of"), ("in-force", "in force"), ("", "")],
)
def test_names_become_words(name: str, said: str) -> None:
    assert words(name) == said
