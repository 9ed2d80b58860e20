import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.reconcile.spelling import (
    is_region_word,
    loose,
    readings,
    region_word,
    words,
)
from coopgraph.names import fold


def first(cell: str) -> str:
    return next(iter(readings(cell))).name


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("75013 Paris Cedex 13", "Paris"),
        ("Aix en Provence CEDEX 3", "Aix en Provence"),
        ("F-75013 Paris", "Paris"),
        ("Paris 13ème arrondissement", "Paris"),
        ("A-1010 Wien", "Wien"),
        ("Praha 6", "Praha"),
        ("Budapest XIII. kerület", "Budapest"),
        ("00-950 Warszawa", "Warszawa"),
        ("114 55 Stockholm", "Stockholm"),
        ("London SW1A 1AA", "London"),
        ("1012 AB Amsterdam", "Amsterdam"),
        ("  Turku\u00a0 ", "Turku"),
        ("“Riga”,", "Riga"),
    ],
)
def test_what_the_post_wants_is_cut_off(cell: str, name: str) -> None:
    assert first(cell) == name


@pytest.mark.parametrize("name", ["Twentynine Palms", "L'Aquila", "La Spezia", "Novi Sad"])
def test_a_plain_name_is_read_as_it_is(name: str) -> None:
    assert first(name) == name


def test_a_district_is_told_from_a_post_code() -> None:
    assert next(iter(readings("Paris 13e"))).district
    assert not next(iter(readings("75013 Paris"))).district


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Stadt Wehlen", "wehlen"),
        ("City of Turku", "turku"),
        ("Comune di Bologna", "bologna"),
        ("Gmina Police", "police"),
        ("Växjö kommun", "vaxjo"),
        ("Münchener Stadt", "munchener"),
        ("г. Выборг", "vyborg"),
        ("Aydemir village", "aydemir"),
    ],
)
def test_words_for_a_municipality_come_off_in_a_later_reading(cell: str, name: str) -> None:
    found = [r.name for r in readings(cell) if not r.partial]
    assert fold(found[0]) == fold(cell)
    assert name in found


def test_brackets_and_commas_are_hints() -> None:
    assert ("Kent", ("Ohio", "USA")) in [(r.name, r.hints) for r in readings("Kent, Ohio, USA")]
    assert ("Roma", ("RM",)) in [(r.name, r.hints) for r in readings("Roma (RM)")]


def test_the_last_of_several_names_is_inside_the_others() -> None:
    assert ("Zemun", ("Belgrade",)) in [(r.name, r.hints) for r in readings("Belgrade – Zemun")]


def test_a_letter_of_a_post_office_comes_off() -> None:
    assert "Aarhus" in [r.name for r in readings("Aarhus C")]
    assert not [r for r in readings("ROMA I") if r.how.startswith("letter")]


def test_parts_come_last_and_are_marked() -> None:
    found = list(readings("Garthspool, Lerwick, Shetland"))
    assert [r.name for r in found if r.partial] == ["Lerwick", "Shetland"]
    assert not found[0].partial


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Frankfurt/Main", "Frankfurt am Main"),
        ("St. Pölten", "Sankt Poelten"),
        ("Krems a.d. Donau", "Krems an der Donau"),
        ("Saint-Nazaire", "St Nazaire"),
        ("Aabenraa", "Åbenrå"),
        ("New castle", "Newcastle"),
    ],
)
def test_loose_spellings_are_equal(one: str, other: str) -> None:
    assert loose(fold(one)) == loose(fold(other))


def test_a_name_of_connecting_words_only_is_kept() -> None:
    assert loose("au") != ""
    assert loose("s") == "s"


def test_words_for_larger_territories() -> None:
    assert region_word("Viljandi county") == "county"
    assert region_word("County") == ""
    assert is_region_word("Kreisfreie") is False
    assert is_region_word("Landkreis")


def test_the_word_lists_are_folded() -> None:
    for name in ("municipality", "larger", "connecting", "legal"):
        assert [w for w in words()[name] if fold(w) != w] == []


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    for reading in readings(text):
        assert reading.name
        assert 0 < reading.factor <= 1
