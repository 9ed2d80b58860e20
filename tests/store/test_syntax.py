"""Where a query is no SPARQL, and what the message says of it."""

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.store.syntax import explain_syntax
from coopgraph.vocabulary import PREFIXES


def _said(query: str) -> list[str]:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query, prefixes=PREFIXES)
    return explain_syntax(query, str(caught.value)).splitlines()


@pytest.mark.parametrize(
    ("query", "place", "reason"),
    [
        ("SELECT * {", "line 1, column 11", ': expected "}" or '),
        ("ASK { ?s ?p ?o }}", "line 1, column 17", ""),
        (
            "SELEC * {}",
            "line 1, column 1",
            ': "SELEC" is no form of a query. Did you mean "SELECT"',
        ),
        ("GET it", "line 1, column 1", "There are: SELECT, ASK, CONSTRUCT, DESCRIBE."),
        ("ASK {\n ?x nope:a ?y }", "line 2, column 11", ": the prefix nope: is not known"),
        ("ASK {\n ?x ?p id:a/b }", "line 2, column 12", r": a slash .* backslash: id:a\\/b$"),
        ("ASK { id:a/b/c ?p ?x }", "line 1, column 7", r": a slash .* backslash: id:a\\/b\\/c$"),
        ("SELECT (COUNT(?x) AS ?n ?y {}", "line 1, column 25", ': expected "\\)"$'),
        ("ASK { ?x ?p 'a }", "line 1, column 17", ": the text in quotation marks has no end"),
        ("SELECT ?x { ?y a ?z } GROUP BY ?y", "line 1, column 34", ": .*variable that is unbound"),
        ("ASK { ?x <a b> ?y }", "line 1, column 15", ": the IRI is not valid, or not absolute"),
        ("ASK WHERE ?x", "line 1, column 11", ': expected "{"$'),
        ("", "line 1, column 1", ""),
    ],
)
def test_it_says_where_and_why(query: str, place: str, reason: str) -> None:
    first = _said(query)[0]
    assert first.startswith(f"not a valid SPARQL query: {place}"), first
    assert re.search(reason, first), first


def test_the_place_is_marked_below_the_line() -> None:
    query = "SELECT ?s {\n\t?s a coop:Twinning FILTER(?s = 1 }\n}"
    assert _said(query)[1:] == [
        "   ?s a coop:Twinning FILTER(?s = 1 }",
        "                            ^~~~~~~~~",
    ]


def test_a_mistyped_keyword_is_marked_as_a_whole() -> None:
    assert _said("ASK { ?s ?p ?o . OPTIONL { ?s ?p ?o } }")[1:] == [
        "  ASK { ?s ?p ?o . OPTIONL { ?s ?p ?o } }",
        "                   ^~~~~~~~",
    ]


def test_a_long_line_is_cut_around_the_place() -> None:
    _, line, mark = _said("ASK {" + " ?s ?p ?o ." * 100 + " ?s ?p . " + "?s ?p ?o . " * 100 + "}")
    assert len(line) <= 80
    assert "?s ?p ." in line[mark.index("^") :]


def test_what_the_engine_says_otherwise_is_kept() -> None:
    assert explain_syntax("ASK {}", "odd") == "not a valid SPARQL query: odd"


@given(st.text("{}()?sp:a \"'<>\n\r\t.;/\\\\é😀ASKELCT*", max_size=40))
def test_any_query_is_explained_in_few_words(text: str) -> None:
    try:
        ox.Store().query(text, prefixes=PREFIXES)
    except SyntaxError as error:
        said = explain_syntax(text, str(error)).split("\n")
        assert len(said) in (1, 3)
        assert all(len(line) <= 160 for line in said)
