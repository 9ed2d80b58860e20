import math

import pytest

from coopgraph.dataset.reconcile.gazetteer import Gazetteer, make_gazetteer
from coopgraph.dataset.reconcile.places import match_places
from coopgraph.dataset.reconcile.queries import Query
from coopgraph.dataset.reconcile.score import Match
from tests.dataset.reconcile.conftest import city


def ask(known: Gazetteer, name: str, country: str = "", **more: object) -> Match:
    return match_places([Query(name, country, **more)], known)[0]  # type: ignore[arg-type]


def told(known: Gazetteer, match: Match) -> str:
    if match.outcome != "matched":
        return match.outcome
    row = known.places.loc[match.candidates[0].place]
    return f"{row['name']} {row['country']} {row['admin1']}"


@pytest.mark.parametrize(
    ("name", "country", "place"),
    [
        ("Turku", "Suomi", "Turku FI 01"),
        ("ÅBO", "Finland", "Turku FI 01"),
        ("Абу", "FI", "Turku FI 01"),
        ("Brest", "Frankreich", "Brest FR 01"),
        ("Брест", "Беларусь", "Brest BY 01"),
        ("Petrozavods", "Russland", "Petrozavodsk RU 01"),
        ("St. Poelten", "Österreich", "Sankt Pölten AT 03"),
        ("Frankfurt/Main", "Germany", "Frankfurt am Main DE 05"),
        ("City of Turku", "Finland", "Turku FI 01"),
        ("Comune di Roma (RM)", "Italia", "Rome IT 07"),
        ("75013 Paris Cedex 13", "France", "Paris FR 01"),
        ("Paris 13e", "France", "Paris FR 01"),
        ("Mitte (Berlin)", "Germany", "Mitte DE 16"),
        ("Portland, Maine", "United States", "Portland US ME"),
        ("Portland, Oregon, USA", "", "Portland US OR"),
        ("Portland", "Maine, USA", "Portland US ME"),
        ("Boston", "US", "Boston US MA"),
        ("Washington", "US", "Washington US DC"),
        ("Zagreb", "Croatia", "Zagreb HR 01"),
        ("Saint-Denis", "France", "Saint-Denis RE 01"),
        ("Mitrovica", "Serbia", "Mitrovica XK 01"),
        ("Bolzano / Bozen", "Italy", "Bozen IT 17"),
        ("Elva, Tartu maakond", "Estonia", "Elva EE 01"),
        ("Germany", "Berlin", "Berlin DE 16"),
        ("Turku", "Filnand", "Turku FI 01"),
        ("Petrozavodsk", "", "Petrozavodsk RU 01"),
    ],
)
def test_matched(small: Gazetteer, name: str, country: str, place: str) -> None:
    assert told(small, ask(small, name, country)) == place


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Brest", ""),  # France or Belarus
        ("Paris", ""),
        ("Springfield", "US"),
        ("Portland", "United States"),
        ("Frankfurt", "Germany"),
        ("Munster", "Germany"),  # a town of that name, or a city without its accents
        ("Brest", "Germany"),  # there is none
        ("Brest (Belarus)", "France"),  # a contradiction
        ("Elva, Landkreis", "Estonia"),
        ("Turka", "Finland"),
        ("Old Quay, Turku", "Finland"),  # a part of the name only
    ],
)
def test_doubtful(small: Gazetteer, name: str, country: str) -> None:
    assert ask(small, name, country).outcome == "doubtful"


@pytest.mark.parametrize(
    ("name", "country"), [("Xyzzy", "France"), ("", ""), ("—", "Italy"), ("!", "")]
)
def test_none(small: Gazetteer, name: str, country: str) -> None:
    assert ask(small, name, country).outcome == "none"


def test_the_accents_as_written_tell_homonyms_apart(small: Gazetteer) -> None:
    assert told(small, ask(small, "Münster", "Germany")) == "Münster DE 07"


def test_a_district_is_matched_with_its_town_as_broader(small: Gazetteer) -> None:
    assert ask(small, "Paris 13e", "France").broader
    assert not ask(small, "75013 Paris", "France").broader


def test_coordinates_tell_homonyms_apart(small: Gazetteer) -> None:
    assert told(small, ask(small, "Brest", lat=52.1, lon=23.7)) == "Brest BY 01"
    assert told(small, ask(small, "Springfield", "US", lat=42.1, lon=-72.6)) == "Springfield US MA"


def test_coordinates_far_away_make_a_lone_candidate_doubtful(small: Gazetteer) -> None:
    found = ask(small, "Turku", "Finland", lat=0.0, lon=0.0)
    assert found.outcome == "doubtful"
    assert "km from the coordinates" in found.why


def test_a_region_tells_homonyms_apart(small: Gazetteer) -> None:
    found = ask(small, "Frankfurt", "Germany", region=frozenset({"11"}))
    assert told(small, found) == "Frankfurt (Oder) DE 11"
    assert ask(small, "Turku", "Finland", region=frozenset({"99"})).outcome == "doubtful"


def test_equal_queries_have_equal_answers_in_any_order(small: Gazetteer) -> None:
    queries = [
        Query("Brest", "FR"),
        Query("Turku", "FI"),
        Query("Brest", "FR"),
        Query("Xyzzy", "FR"),
    ]
    found = match_places(queries, small)
    assert found[0] == found[2]
    assert match_places(queries[::-1], small) == found[::-1]


def test_unknown_coordinates_of_equal_names_are_one_query(small: Gazetteer) -> None:
    queries = [Query("Turku", "FI", math.nan, math.nan), Query("Turku", "FI", 60.0, math.nan)]
    one, other = match_places(queries, small)
    assert one == other


def test_progress_ends_at_the_end(small: Gazetteer) -> None:
    told_: list[tuple[int, int]] = []
    match_places(
        [Query("Turku", "FI"), Query("Petrozavods", "RU")],
        small,
        lambda done, total: told_.append((done, total)),
    )
    assert told_[-1] == (2, 2)


def test_every_confidence_has_its_reasons(small: Gazetteer) -> None:
    best = ask(small, "City of Turku", "Filnand").candidates[0]
    assert best.reasons() == (
        'main name as written; country Finland read from "Filnand"; word for a municipality cut off'
    )


@pytest.mark.parametrize(
    ("name", "country", "place"),
    [
        ("Mitte Berlin", "Germany", "Mitte DE 16"),
        ("BERLIN MITTE", "Germany", "Mitte DE 16"),
        ("Turku Finland", "FI", "Turku FI 01"),
        ("Main, Frankfurt am", "Germany", "Frankfurt am Main DE 05"),
        ("Petrozavo", "Russia", "Petrozavodsk RU 01"),
        ("BRUSSEL TURKU", "Finland", "doubtful"),
        ("Berlin-Xyzfeld", "Germany", "Berlin DE 16"),
        ("Berlin-Xyzfeld", "", "doubtful"),
        ("Berlin-Zagreb", "Germany", "doubtful"),
    ],
)
def test_names_in_one_cell_without_a_sign_between(
    small: Gazetteer, name: str, country: str, place: str
) -> None:
    assert told(small, ask(small, name, country)) == place


def test_a_namesake_in_a_territory_of_the_country_is_one() -> None:
    both = make_gazetteer(
        {
            str(n): {**city("Saint-Denis", code, people, lat, lon), "geonameid": n}
            for n, (code, people, lat, lon) in enumerate(
                [("FR", 96_000, 48.9, 2.4), ("RE", 137_000, -20.9, 55.4)], 1
            )
        },
        {"FR": "Paris"},
    )
    assert ask(both, "Saint-Denis", "France").outcome == "doubtful"
    assert told(both, ask(both, "Saint-Denis", "Réunion")) == "Saint-Denis RE 01"


def test_double_vowels_are_umlauts_only_where_there_are_such(small: Gazetteer) -> None:
    assert told(small, ask(small, "Muenster", "Germany")) == "Münster DE 07"
    assert ask(small, "Elvaa", "Estonia").outcome != "matched"
