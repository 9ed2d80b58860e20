import pandas as pd

from coopgraph.dataset.records import resolve
from coopgraph.dataset.records.resolve import EntityIndex


def _index(*names: tuple[str, str]) -> EntityIndex:
    ids = ["turku", "vyborg", "municipality-of-vyborg"]
    frame = pd.DataFrame({"id": ids, "iri": ids, "type": "Territory", "label": ids})
    return EntityIndex(frame, lambda: names)


def test_an_id_comes_before_a_name() -> None:
    assert _index(("turku", "vyborg")).find("turku") == "turku"


def test_a_name_is_found_in_any_spelling() -> None:
    assert _index(("Åbo", "turku")).find("ABO") == "turku"


def test_a_name_of_two_is_none_and_both_ids_are_told() -> None:
    index = _index(("Vyborg", "vyborg"), ("Vyborg", "municipality-of-vyborg"))
    assert index.find("Vyborg") == ""
    assert index.explain("Vyborg").endswith("municipality-of-vyborg, vyborg")


def test_names_without_letters_are_compared_as_they_are() -> None:
    index = _index(("★", "turku"))
    assert (index.find("★"), index.find("—")) == ("turku", "")


def test_hints_end_before_they_take_long() -> None:
    index = _index()
    for _ in range(resolve.MAX_HINTS):
        index.explain("turkuu")
    assert "Did you mean" not in index.explain("turkuu")


def test_a_column_is_looked_up_at_once() -> None:
    found = _index().find_all(pd.Series(["turku", "x", "turku"], dtype="str"))
    assert found.tolist() == ["turku", "", "turku"]
