import pandas as pd
import pytest
from rapidfuzz.distance import OSA

from coopgraph.dataset.reconcile import slips
from coopgraph.dataset.reconcile.score import MATCHED
from coopgraph.dataset.reconcile.slips import (
    Slip,
    cut_short,
    kind_of_slip,
    letters_of,
    near_names,
    slip_score,
    strangeness,
)


def names(*keys: str) -> pd.DataFrame:
    return pd.DataFrame({"place": range(len(keys)), "main": True, "key": keys})


def test_one_slip_in_a_short_name_two_in_a_long_one() -> None:
    known = names("turku", "petrozavodsk")
    assert near_names(["turkku"], known) == {"turkku": [(0, True, "turku", 1)]}
    assert near_names(["petrozavod"], known) == {"petrozavod": [(1, True, "petrozavodsk", 2)]}
    assert near_names(["tuk", "trkkku"], known) == {}


def test_it_is_the_same_as_comparing_all() -> None:
    known = ["petrozavodsk", "petrozavod", "kostomuksha", "kostamuksha", "lappeenranta", "lappi"]
    wanted = ["petrozavodks", "kostomuksa", "lapeenranta", "lapi"]
    found = near_names(wanted, names(*known))
    for name in wanted:
        most = 2 if len(name) >= 6 else 1
        near = {k for k in known if OSA.distance(name, k) <= most}
        assert {key for _, _, key, _ in found.get(name, [])} == near


def test_small_chunks_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    known = names("petrozavodsk", "kostomuksha")
    whole = near_names(["petrozavods", "kostomuksh"], known)
    monkeypatch.setattr(slips, "CELLS", 1)
    assert near_names(["petrozavods", "kostomuksh"], known) == whole


@pytest.mark.parametrize(
    ("written", "name", "slips", "kind"),
    [
        ("gasglow", "glasgow", 2, "changed"),
        ("glagsow", "glasgow", 1, "swapped"),
        ("lyno", "lyon", 1, "swapped"),
        ("lgasgow", "glasgow", 1, "swapped"),
        ("toulose", "toulouse", 1, "dropped"),
        ("trondhheim", "trondheim", 1, "added"),
        ("wrodlaw", "wroclaw", 1, "changed"),
        ("warszawy", "warszawa", 1, "vowel"),
        ("kaminka", "kamenka", 1, "vowel"),
        ("oulun", "oulu", 1, "vowel"),
        ("east perth", "west perth", 2, "first"),
        ("cenate sopra", "bonate sopra", 2, "first"),
        ("regensburg", "ravensburg", 2, "together"),
        ("bydgosz", "bydgoszcz", 2, "cut"),
        ("kilometro 13", "kilometro 15", 1, "first"),
    ],
)
def test_kinds_of_slips(written: str, name: str, slips: int, kind: Slip) -> None:
    assert kind_of_slip(written, name, slips) == kind


def test_what_no_name_of_the_country_is_spelt_like_is_a_slip() -> None:
    known = letters_of(names("sassenberg", "sassenburg", "wartburg", "hamburg"))
    assert strangeness("sassenburg", "sassenberg", known) == 0
    assert strangeness("sassenbqrg", "sassenberg", known) >= 2


def test_a_slip_is_believed_where_it_makes_no_name() -> None:
    assert slip_score(1, "changed", 7, 0, 900) < MATCHED <= slip_score(1, "changed", 7, 2, 900)
    assert slip_score(1, "vowel", 9, 0, 900) < MATCHED <= slip_score(1, "vowel", 9, 2, 900)
    assert slip_score(2, "together", 11, 0, 10**6) < MATCHED


def test_a_swapped_letter_is_believed_in_short_names_too() -> None:
    assert slip_score(1, "swapped", 5, 0, 900) >= MATCHED
    assert slip_score(1, "swapped", 4, 0, 900) < MATCHED


def test_the_first_letter_and_numbers_are_never_slips() -> None:
    assert slip_score(1, "first", 30, 5, 10**7) < MATCHED
    assert slip_score(1, "first", 30, 5, 10**7, there=True) < MATCHED


def test_three_slips_are_never_believed() -> None:
    assert slip_score(3, "changed", 30, 9, 10**7) < MATCHED


def test_a_name_cut_short_within_a_word_is_found_if_there_is_one_only() -> None:
    known = names("kaiserslautern", "bad homburg", "bad honnef")
    assert cut_short(["kaisersl", "bad hom", "bad ho"], known) == {
        "kaisersl": (0, "kaiserslautern"),
        "bad hom": (1, "bad homburg"),
    }
    assert cut_short(["kaisersl"], names("kaiserslautern", "kaiserslautern ost")) == {}
    assert cut_short(["neustadt"], names("neustadt aisch")) == {}
