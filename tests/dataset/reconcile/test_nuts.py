import pytest

from coopgraph.dataset.reconcile.gazetteer import gazetteer
from coopgraph.dataset.reconcile.nuts import nuts


def test_a_code_with_its_name_beside() -> None:
    found = nuts("DEG01  / Erfurt, Kreisfreie Stadt")
    assert found is not None
    assert (found.code, found.country, found.level) == ("DEG01", "DE", 3)


@pytest.mark.parametrize("cell", ["", "Paris", "DEUTSCHLAND", "XX12", "US1", "de1", "DE1234"])
def test_what_is_no_code(cell: str) -> None:
    assert nuts(cell) is None


@pytest.mark.parametrize(
    ("code", "vintages"),
    [
        ("FR71", (2013,)),
        ("FRK2", (2016, 2021, 2024)),
        ("FR10", (2013, 2016, 2021, 2024)),
        ("PL127", (2013,)),
        ("HR041", (2013, 2016)),
        ("PT17", (2013, 2016, 2021)),
        ("UKN01", (2013, 2016)),
    ],
)
def test_the_vintages_that_have_a_code(code: str, vintages: tuple[int, ...]) -> None:
    found = nuts(code)
    assert found is not None
    assert found.vintages == vintages


@pytest.mark.parametrize(
    ("code", "country"), [("EL30", "GR"), ("UKN0", "GB"), ("IT", "IT"), ("NO011", "NO")]
)
def test_countries_have_their_iso_codes(code: str, country: str) -> None:
    found = nuts(code)
    assert found is not None
    assert found.country == country


@pytest.mark.parametrize(
    ("code", "town"),
    [
        ("DE212", "Munich"),
        ("ITI43", "Rome"),
        ("FR623", "Toulouse"),
        ("FRJ23", "Toulouse"),
        ("PL213", "Kraków"),
        ("ES300", "Madrid"),
        ("EL644", "Lamía"),
        ("AT221", "Graz"),
        ("RO223", "Constanţa"),
    ],
)
def test_the_region_is_that_of_the_gazetteer(code: str, town: str) -> None:
    found = nuts(code)
    assert found is not None
    places = gazetteer().places
    here = places[(places["country"] == found.country) & (places["name"] == town)]
    assert here.sort_values("population").iloc[-1]["admin1"] in found.admin1
