"""Homonyms never merge without evidence: attempts to make them, on the whole gazetteer."""

import pandas as pd
import pytest

from coopgraph.dataset.reconcile.organisations import same_organisations
from coopgraph.dataset.reconcile.table import reconcile


def asked(name: str, country: str = "", **beside: object) -> tuple[str, str]:
    row = reconcile([{"name": name, "country": country, **beside}]).iloc[0]
    return row["outcome"], row["geonames"]


@pytest.mark.parametrize(
    "name",
    [
        "Brest",
        "Brest Cedex 3",
        "Brest / Брест",
        "Bethlehem",
        "Laredo",
        "Valencia",
        "Córdoba",
        "Cambridge",
        "Luxembourg",
        "Paris",
        "San Sebastián",
        "EU",
    ],
)
def test_without_a_country_they_are_doubtful(name: str) -> None:
    assert asked(name)[0] == "doubtful"


@pytest.mark.parametrize(
    ("name", "country", "place"),
    [
        ("Brest, Bretagne", "", "3030300"),
        ("Brest (Belarus)", "", "629634"),
        ("Brest", "Frankreich", "3030300"),
        ("Laredo, Cantabria", "", "3119145"),
        ("Laredo (TX)", "", "4705349"),
        ("Cambridge, MA", "", "4931972"),
        ("Athens, Georgia", "USA", "4180386"),
        ("Tbilisi, Georgia", "", "611717"),
        ("Córdoba", "Argentina", "3860259"),
    ],
)
def test_evidence_tells_them_apart(name: str, country: str, place: str) -> None:
    assert asked(name, country) == ("matched", place)


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Provincia de Córdoba", "Argentina"),
        ("Valencia (province)", "Spain"),
        ("Province of Valencia", "Spain"),
        ("Limburg", "Belgium"),
        ("Luxembourg", "Belgium"),
        ("Santander", "Colombia"),
        ("District of Görlitz", "Germany"),
        ("Kauno rajonas", "Lithuania"),
        ("Utrecht (provincie)", "Netherlands"),
        ("Victoria", "Australia"),
        ("University of Turku", "Finland"),
    ],
)
def test_a_territory_is_not_its_town(name: str, country: str) -> None:
    assert asked(name, country)[0] != "matched"


@pytest.mark.parametrize("name", ["Helsinki-Espoo", "Espoo-Helsinki", "Tornio-Haparanda"])
def test_two_towns_are_none_of_them(name: str) -> None:
    assert asked(name, "Finland")[0] == "doubtful"
    assert asked("Vaasa-Vasa", "Finland") == ("matched", "632978")


@pytest.mark.parametrize(
    ("beside", "place"),
    [
        ({"region": "Hessen"}, "2925533"),
        ({"region": "Brandenburg"}, "2925535"),
        ({"nuts": "DE712"}, "2925533"),
        ({"nuts": "DE403"}, "2925535"),
        ({"lat": 52.34, "lon": 14.55}, "2925535"),
    ],
)
def test_region_code_and_coordinates_decide(beside: dict[str, object], place: str) -> None:
    assert asked("Frankfurt", "Germany", **beside) == ("matched", place)


@pytest.mark.parametrize(
    "beside", [{"region": "Texas"}, {"nuts": "DE300"}, {"lat": 33.66, "lon": -95.55}]
)
def test_what_contradicts_makes_doubtful(beside: dict[str, object]) -> None:
    assert asked("Paris", "France", **beside)[0] == "doubtful"


def test_two_of_a_region_are_doubtful() -> None:
    assert asked("Neustadt", "Germany", region="Bayern")[0] == "doubtful"


def merged(one: str, other: str, **beside: str) -> bool:
    rows = [{"id": n, "name": t, "country": "DE", **beside} for n, t in (("a", one), ("b", other))]
    return "matched" in set(same_organisations(pd.DataFrame(rows))["outcome"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KIT Karlsruhe Institute - Campus North", "KIT Karlsruhe Institute - Campus South"),
        ("Patras, Department of Chemical Engineering", "Patras, Department of Civil Engineering"),
        ("Water and Sewerage Company of Thermi", "Water and Sewerage Company of Thermaikos"),
        ("Council, Marine Sciences (Bologna)", "Council, Marine Sciences (Ancona)"),
        ("University of Mainz (Faculty of Law)", "University of Mainz"),
        ("Technical University of Applied Arts, Faculty", "Technical University of Applied Arts"),
        ("Primary School No 1 of the Town", "Primary School No 2 of the Town"),
    ],
)  # fmt: skip
def test_organisations_told_apart_by_a_word(one: str, other: str) -> None:
    assert not merged(one, other, town="X", postcode="1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Institut for Structural Policy", "Institute for Structural Policy"),
        ("THD - Technische Hochschule Deggendorf", "Technische Hochschule Deggendorf (THD)"),
        ("City of Zadar (Grad Zadar)", "City of Zadar"),
        ("Youth ouncil for Heritage of Town", "Youth Council for Heritage of Town"),
        ("Science Par kfor Renewable Energy", "Science Park for Renewable Energy"),
        ("Chamber of Commerce and IndustryRCCI", "Chamber of Commerce and Industry"),
    ],
)
def test_organisations_that_are_one_but_for_the_spelling(one: str, other: str) -> None:
    assert merged(one, other, town="X", postcode="1")
    assert not merged(one, other)


def test_the_same_name_in_two_towns_is_two() -> None:
    table = pd.DataFrame(
        {"id": ["a", "b"], "name": "Volkshochschule", "country": "DE", "town": ["Ulm", "Hof"]}
    )
    assert same_organisations(table)["outcome"].tolist() == ["doubtful"]
