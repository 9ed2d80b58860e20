"""Names are found however they are written."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.names import did_you_mean, fold, nearest, slug


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Umeå", "umea"),
        ("UMEÅ", "umea"),
        ("Umea\u030a", "umea"),  # a ring as a combining sign
        ("Køge", "koge"),
        ("Łódź", "lodz"),
        ("Æbeltoft", "aebeltoft"),
        ("Straße", "strasse"),
        ("Þórshöfn", "thorshofn"),
        ("Ísafjörður", "isafjordur"),
        ("Đakovo", "dakovo"),
        ("Iğdır", "igdir"),
        ("İstanbul", "istanbul"),
        ("Санкт-Петербург", "sankt peterburg"),
        ("Выборг", "vyborg"),
        ("Юрьев", "yurev"),
        ("Θεσσαλονίκη", "thessaloniki"),
        ("Baden\u2011Württemberg", "baden wurttemberg"),
        ("  North \t Karelia ", "north karelia"),
        ("St. Petersburg", "st petersburg"),
        ("Kharʹkiv", "kharkiv"),
        ("…", ""),
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_name_is_plain(text: str) -> None:
    assert set(fold(text)) <= set(string.ascii_lowercase + string.digits + " ")


@given(st.text(alphabet="abcåäöøæßłđÅÄÖŁ žш-"))
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower())


def test_nearest_finds_a_slip_of_the_pen() -> None:
    assert nearest("Kainu", ["Kainuu", "Turku", "Regional Council of Kainuu"])[0] == "Kainuu"


def test_nearest_crosses_scripts() -> None:
    assert nearest("Sankt Peterburg", ["Санкт-Петербург", "Turku"]) == ["Санкт-Петербург"]


def test_nearest_gives_nothing_where_nothing_is_like_it() -> None:
    assert nearest("Helsinki", ["Turku", "Umeå"]) == []


def test_nearest_gives_at_most_n() -> None:
    assert nearest("Kainu", ["Kainuu", "Kainus", "Kainur"], n=2) == ["Kainur", "Kainus"]


@given(st.text(), st.lists(st.text(max_size=8), max_size=6), st.integers(-1, 4))
def test_nearest_gives_only_candidates(name: str, candidates: list[str], n: int) -> None:
    found = nearest(name, candidates, n)
    assert set(found) <= set(candidates)
    assert len(found) == len(set(found)) <= max(n, 0)


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=6), st.randoms())
def test_nearest_does_not_depend_on_the_order(candidates: list[str], random: object) -> None:
    assert nearest("turku", candidates) == nearest("turku", candidates[::-1])


def test_did_you_mean_asks() -> None:
    assert did_you_mean("betweeness", ["degree", "betweenness"]) == ' Did you mean "betweenness"?'


def test_did_you_mean_keeps_silent() -> None:
    assert did_you_mean("xyz", ["degree", "betweenness"]) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Regional Council of Kainuu", "regional-council-of-kainuu"),
        ("Østfold & Akershus", "ostfold-akershus"),
        ("--", ""),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected
