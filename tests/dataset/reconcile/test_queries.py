import math

from coopgraph.dataset.reconcile.queries import Query, asked_of, comparable


def test_swapped_columns_are_turned_round() -> None:
    asked = asked_of(Query("Finland", "Turku"))
    assert (asked.name, asked.country.code, asked.swapped) == ("Turku", "FI", True)


def test_a_country_in_brackets_counts_where_none_is_stated() -> None:
    assert asked_of(Query("Brest (Belarus)")).country.code == "BY"
    assert asked_of(Query("Brest (Belarus)", "France")).country.code == "FR"


def test_a_region_beside_the_country_is_kept() -> None:
    assert asked_of(Query("Newport", "Wales, United Kingdom")).query.region
    assert not asked_of(Query("Newport", "United Kingdom")).query.region


def test_unknown_coordinates_are_equal() -> None:
    assert comparable(Query("Turku")) == comparable(Query("Turku"))
    assert comparable(Query("Turku", lat=60.4)).lat == math.inf
    assert comparable(Query("Turku", lat=60.4, lon=22.2)).lat == 60.4
