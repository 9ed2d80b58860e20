import pytest

from coopgraph.dataset.reconcile.abbreviations import abbreviated, expands

NAMES = [
    "gorzow wielkopolski",
    "gorzow slaski",
    "frankfurt am main",
    "frankfurt oder",
    "ceske budejovice",
    "neustadt an der weinstrasse",
    "neustadt an der aisch",
    "vila nova de gaia",
    "usti nad labem",
    "usti nad orlici",
    "san giovanni rotondo",
    "rothenburg ob der tauber",
    "rothenburg",
]


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("Gorzów Wlkp.", "gorzow wielkopolski"),
        ("Frankfurt a. M.", "frankfurt am main"),
        ("Frankfurt/O.", "frankfurt oder"),
        ("Č. Budějovice", "ceske budejovice"),
        ("Neustadt a.d. Weinstr.", "neustadt an der weinstrasse"),
        ("V. N. de Gaia", "vila nova de gaia"),
        ("Ústí n. L.", "usti nad labem"),
        ("S. Giovanni Rotondo", "san giovanni rotondo"),
        ("Rothenburg o. d. T.", "rothenburg ob der tauber"),
    ],
)
def test_an_abbreviation_stands_for_one_name(short: str, whole: str) -> None:
    assert expands(abbreviated(short), NAMES) == [whole]


@pytest.mark.parametrize("name", ["Turku", "Sankt Pölten", "St. P.", "", "Aarhus C", "Łódź"])
def test_what_has_no_abbreviation_beside_a_whole_word_is_none(name: str) -> None:
    assert abbreviated(name) == ()


def test_two_names_are_two_answers() -> None:
    assert len(expands(abbreviated("Neustadt a. d. A."), [*NAMES, "neustadt an der alz"])) == 2
