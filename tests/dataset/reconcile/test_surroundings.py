import math

from coopgraph.dataset.reconcile.areas import Area
from coopgraph.dataset.reconcile.gazetteer import Gazetteer
from coopgraph.dataset.reconcile.queries import Query, asked_of
from coopgraph.dataset.reconcile.spelling import Reading
from coopgraph.dataset.reconcile.surroundings import Hit, Kept, Surroundings
from coopgraph.names import fold


def kept(known: Gazetteer, query: Query, way: Reading | None = None) -> tuple[Kept, list[str]]:
    """Hold what stands beside a name against all places of that name."""
    asked = asked_of(query)
    way = way or asked.readings[0]
    names = known.places["name"].tolist()
    by_key: dict[str, list[tuple[int, bool, str]]] = {}
    for row, name in enumerate(names):
        by_key.setdefault(fold(name), []).append((row, True, name))
    keys = {t: fold(t) for t in (way.name, *way.hints, *asked.hints)}
    hits = [Hit(row, True, 1.0, 1.0, "") for row, _, _ in by_key.get(fold(way.name), ())]
    found = Surroundings(known, by_key, keys).kept(asked, way, hits)
    columns = known.places[["country", "admin1"]].agg(" ".join, axis="columns").tolist()
    return found, sorted(columns[h.place] for h in found.hits)


def test_nothing_beside_a_name_keeps_all(small: Gazetteer) -> None:
    found, places = kept(small, Query("Brest"))
    assert (places, found.decisive, found.why) == (["BY 01", "FR 01"], {}, "")


def test_a_region_as_written_keeps_what_lies_in_it(small: Gazetteer) -> None:
    found, places = kept(small, Query("Portland", "USA", beside="Maine"))
    assert places == ["US ME"]
    assert set(found.decisive.values()) == {'agrees with "Maine"'}


def test_a_region_of_another_country_contradicts(small: Gazetteer) -> None:
    found, _ = kept(small, Query("Turku", "Finland", beside="Texas"))
    assert found.why == 'none of its places is near or in "Texas"'


def test_an_area_keeps_what_it_holds(small: Gazetteer) -> None:
    found, places = kept(small, Query("Brest", area=Area(52.0, 23.5, 40.0)))
    assert places == ["BY 01"]
    assert set(found.decisive.values()) == {"lies in the unit of the NUTS code"}


def test_near_coordinates_outweigh_everything_else(small: Gazetteer) -> None:
    found, places = kept(small, Query("Brest", lat=48.4, lon=-4.5))
    assert places == ["FR 01"]
    assert len(found.decisive) == 1


def test_a_hint_that_repeats_the_name_says_nothing(small: Gazetteer) -> None:
    way = Reading("Brest", hints=("Брест",))
    assert kept(small, Query("Brest"), way)[1] == ["BY 01", "FR 01"]


def test_two_names_are_of_one_place_or_of_none(small: Gazetteer) -> None:
    way = Reading("Turku", hints=("Tartu",), agreed="same")
    found, _ = kept(small, Query("Turku", "Finland"), way)
    assert found.why == 'none of its places is near or in "Tartu"'


def test_what_lies_beyond_code_or_coordinates(small: Gazetteer) -> None:
    around = Surroundings(small, {}, {})
    asked = asked_of(Query("Turku", "Finland", area=Area(50.0, 10.0, 30.0)))
    turku = Hit(0, True, 1.0, 1.0, "")
    assert around.beyond(asked, [turku])
    assert not around.beyond(asked_of(Query("Turku", lat=math.nan)), [turku])
