import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.reconcile.countries import (
    Country,
    also,
    country,
    country_name,
    country_names,
)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Deutschland", "DE"),
        ("Németország", "DE"),
        ("俄罗斯", "RU"),
        ("Российская Федерация", "RU"),
        ("EL", "GR"),
        ("UK", "GB"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("FRA", "FR"),
        ("Czech Republic", "CZ"),
        ("DE Germany / DEUTSCHLAND", "DE"),
        ("Kosovo*", "XK"),
        ("Wales, United Kingdom", "GB"),
        ("Moldova, Republic of", "MD"),
        ("Holland", "NL"),
        ("Türkiye", "TR"),
        ("The former Yugoslav Republic of Macedonia", "MK"),
        ("  FINLAND ", "FI"),
        ("中国", "CN"),
        ("Ελλάδα", "GR"),
    ],
)
def test_a_country_in_any_spelling(cell: str, code: str) -> None:
    assert country(cell) == Country(code)


@pytest.mark.parametrize(
    ("cell", "code"), [("Gremany", "DE"), ("Swizterland", "CH"), ("Untied States", "US")]
)
def test_slips_are_read_and_marked(cell: str, code: str) -> None:
    assert country(cell) == Country(code, exact=False)


@pytest.mark.parametrize("cell", ["", "Hobbiton", "Ohio", "42", "—"])
def test_what_is_no_country_is_none(cell: str) -> None:
    assert country(cell).code == ""


def test_near_names_of_two_countries_stay_two() -> None:
    assert [country(c).code for c in ("Iran", "Iraq", "Niger", "Nigeria", "Mali", "Malta")] == [
        *("IR", "IQ", "NE", "NG", "ML", "MT")
    ]


def test_the_english_name_of_every_code_is_read_back() -> None:
    for code in sorted(set(country_names().values())):
        assert country(country_name(code)).code == code


def test_territories_are_looked_at_as_well() -> None:
    assert "RE" in also("FR")
    assert also("XX") == ()


@given(st.text(max_size=60))
def test_any_text_can_be_asked(text: str) -> None:
    assert len(country(text).code) in (0, 2)
