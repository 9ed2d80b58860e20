import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.reconcile.organisations import core_name, same_organisations


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Alfa S.r.l.", "alfa"),
        ("ABC Sp. z o.o.", "abc"),
        ("UAB „Baltic Foods“", "baltic foods"),
        ("SIA Latvia", "latvia"),
        ("OÜ Eesti", "eesti"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Nokia Oyj", "nokia"),
        ("S.C. TERRATECHNIK S.R.L.", "terratechnik"),
        ("Ещё ООО", "eshche"),
        ("SA", "sa"),
        ("Société Générale SA", "societe generale"),
        ("Free Youth Centre (FYC)", "free youth centre"),
    ],
)
def test_legal_forms_fall_away(name: str, core: str) -> None:
    assert core_name(name) == core


@given(st.text(max_size=40))
def test_a_name_never_vanishes(name: str) -> None:
    from coopgraph.names import fold

    assert bool(core_name(name)) == bool(fold(name))


def pairs(*rows: dict[str, str]) -> list[tuple[str, str, str]]:
    table = pd.DataFrame([{"id": f"o{n}", "country": "IT"} | row for n, row in enumerate(rows)])
    found = same_organisations(table)
    return list(zip(found["subject"], found["object"], found["outcome"], strict=True))


def test_equal_names_and_the_same_town_are_one() -> None:
    assert pairs(
        {"name": "Alfa S.r.l.", "town": "Roma"}, {"name": "ALFA Srl", "town": "00185 ROMA"}
    ) == [("o1", "o0", "matched")]


def test_equal_names_alone_are_doubtful() -> None:
    assert pairs({"name": "Municipality"}, {"name": "Municipality"}) == [("o1", "o0", "doubtful")]
    rows = ({"name": "Comune", "town": "Roma"}, {"name": "Comune", "town": "Bari"})
    assert pairs(*rows) == [("o1", "o0", "doubtful")]


def test_other_countries_are_never_compared() -> None:
    same = {"name": "Alfa", "town": "Roma", "identifier": "1"}
    assert pairs(same, same | {"country": "FR"}) == []
    assert pairs(same, same | {"country": "Italia"}) == [("o1", "o0", "matched")]


def test_an_identifier_proves_and_disproves() -> None:
    one = {"name": "University of Rome", "identifier": "999"}
    assert pairs(one, {"name": "Rome University of", "identifier": "999"}) == [
        ("o1", "o0", "matched")
    ]
    assert pairs(one | {"town": "Roma"}, one | {"town": "Roma", "identifier": "998"}) == []


def test_names_that_differ_by_a_number_are_two() -> None:
    one, two = ({"name": f"Primary school number {n}", "town": "Roma"} for n in (1, 2))
    assert pairs(one, two) in ([], [("o1", "o0", "doubtful")])


def test_a_post_code_without_its_noughts_is_the_same() -> None:
    rows = ({"name": "Alfa", "postcode": "00185"}, {"name": "Alfa", "postcode": "I-185"})
    assert pairs(*rows) == [("o1", "o0", "matched")]


def test_a_part_of_the_name_is_not_enough() -> None:
    rows = [
        {"name": "BUND Regionalverband Bodensee-Oberschwaben", "town": "Ravensburg"},
        {"name": "Regionalverband Bodensee-Oberschwaben", "town": "Ravensburg"},
    ]
    assert pairs(*rows) == [("o1", "o0", "doubtful")]


def test_order_of_rows_never_matters() -> None:
    rows = [
        {"id": "a", "name": "Alfa Srl", "town": "Roma", "country": "IT"},
        {"id": "b", "name": "ALFA", "town": "Roma", "country": "IT"},
        {"id": "c", "name": "Alfa spa", "town": "Bari", "country": "IT"},
    ]
    one = same_organisations(pd.DataFrame(rows))
    assert one.equals(same_organisations(pd.DataFrame(rows[::-1])))


def test_no_rows() -> None:
    assert same_organisations(pd.DataFrame(columns=["id", "name", "country"])).empty


def outcome(one: str, other: str) -> str:
    table = pd.DataFrame({"id": ["a", "b"], "name": [one, other], "country": "DE", "town": "Bonn"})
    found = same_organisations(table)["outcome"].tolist()
    return found[0] if found else "none"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of Bonn", "Bonn University"),
        ("Müller GmbH", "Mueller G.m.b.H."),
        ("Chamber of Commerce and Industry", "Chamber of Commerce & Industry"),
        ("Zentrum für Angewandte Forschung (ZAF)", "ZENTRUM FÜR ANGEWANDTE FORSCHUNG ZAF"),
    ],
)
def test_order_umlauts_connecting_words_and_initials_do_not_part(one: str, other: str) -> None:
    assert outcome(one, other) == "matched"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kindergarten A", "Kindergarten B"),
        ("Lycée 12", "Lycée 21"),
        ("University of Applied Sciences Bonn", "University of Bonn"),
        ("Universität Bonn", "Technische Universität Bonn"),
        ("Faculty of Law, University of Bonn", "University of Bonn"),
        ("Museum of History", "Museum of Natural History"),
    ],
)
def test_letters_numbers_and_kinds_part(one: str, other: str) -> None:
    assert outcome(one, other) != "matched"
