"""The public functions that join rooms."""

from pathlib import Path

import pandas as pd
import pytest
import rdflib

import coopgraph.graph
from coopgraph.api import path, query, show
from coopgraph.errors import NameNotFound, QueryError, QueryRefused, QueryTimeout
from coopgraph.graph import Graph
from coopgraph.networks import project

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def demo() -> Graph:
    """The packaged demo graph, whatever lies in the working folder."""
    return coopgraph.graph._demo()


def test_select_gives_a_table_of_text(demo: Graph) -> None:
    answer = query(
        demo,
        """SELECT ?tie ?begin ?end {
             ?s a coop:Twinning ; rdfs:label ?tie ; coop:begin ?begin OPTIONAL { ?s coop:end ?end }
           }""",
    )
    assert isinstance(answer, pd.DataFrame)
    assert answer.to_dict("records") == [
        {"tie": "Twinning: Umeå – Petrozavodsk", "begin": "[..1990]", "end": ""}
    ]


def test_a_solution_that_binds_nothing_is_a_row(demo: Graph) -> None:
    answer = query(demo, "SELECT ?x { VALUES ?x { UNDEF 1 UNDEF } }")
    assert isinstance(answer, pd.DataFrame)
    assert sorted(answer["x"]) == ["", "", "1"]


def test_what_looks_like_a_missing_value_is_text(demo: Graph) -> None:
    answer = query(demo, 'SELECT ?x { VALUES ?x { "NA" "null" "007" } }')
    assert isinstance(answer, pd.DataFrame)
    assert sorted(answer["x"]) == ["007", "NA", "null"]


@pytest.mark.parametrize(("kind", "answer"), [("Twinning", True), ("Unicorn", False)])
def test_ask_gives_the_answer(demo: Graph, kind: str, answer: bool) -> None:
    assert query(demo, f"ASK {{ ?s a coop:{kind} }}") is answer


def test_construct_gives_a_graph(demo: Graph) -> None:
    answer = query(demo, "CONSTRUCT { ?a coop:twinnedWith ?b } WHERE { ?a coop:twinnedWith ?b }")
    assert isinstance(answer, rdflib.Graph)
    assert len(answer) == 4  # two twinnings, both ways


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }",
        "LOAD <http://192.0.2.1/>",
        "SELECT * FROM <http://192.0.2.1/> { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
    ],
)
def test_a_query_stays_inside_and_changes_nothing(demo: Graph, text: str) -> None:
    with pytest.raises((QueryRefused, QueryError)):
        query(demo, text)


def test_no_query_outlives_its_time(demo: Graph) -> None:
    with pytest.raises(QueryTimeout, match=r"ended after 0.5 s"):
        query(demo, HEAVY, timeout=0.5)


@pytest.mark.parametrize("source", ["Turku", "Åbo", "turku", "Турку"])
@pytest.mark.parametrize("target", ["Saint Petersburg", "Pietari", "sankt petersburg"])
def test_a_path_knows_names_of_all_languages(demo: Graph, source: str, target: str) -> None:
    found = path(project(demo, "partnerships"), source, target)
    assert found.lines()[0] == "Turku — Saint Petersburg (1 step)"


def test_a_path_takes_a_graph(demo: Graph) -> None:
    assert path(demo, "Umeå", "Turku").projection == "all-cooperation"


def test_a_path_keeps_away(demo: Graph) -> None:
    avoided = "Baltic Sea Region Neighbourhood Programme 2004–2006"
    found = path(demo, "Umeå", "Vyborg", k=3, without=[avoided])
    assert avoided not in {n.label for chain in found.paths for n in chain.nodes}


def test_an_unknown_name_gets_near_ones(demo: Graph) -> None:
    with pytest.raises(NameNotFound, match="Near: Turku"):
        path(demo, "Umeå", "Turkuu")


def test_show_writes_a_page(demo: Graph, tmp_path: Path) -> None:
    shown = show(project(demo, "partnerships"), title="Ties")
    written = shown.write(tmp_path / "ties.html")
    assert "<title>Ties" in written.read_text("utf-8")


def test_show_is_a_frame_in_a_notebook(demo: Graph) -> None:
    frame = show(project(demo, "partnerships"), height=321)._repr_html_()
    assert frame.lstrip().startswith("<iframe")
    assert "321" in frame


def test_show_takes_a_graph(demo: Graph) -> None:
    assert repr(show(demo)).startswith("<page of All cooperation: ")
