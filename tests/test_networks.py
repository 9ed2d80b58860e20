"""Projections by name and by file, from a graph to a network."""

import datetime as dt
from pathlib import Path

import pytest

import coopgraph.graph
from coopgraph.errors import CoopgraphError, InputError, NameNotFound, QueryError, QueryRefused
from coopgraph.graph import Graph
from coopgraph.networks import project, projection_names, read_projection, shared_projection

HEAD = """\
#+ title = "Mine"
#+ definition = "An edge is a twinning."
#+ directed = false
#+ mode = "one-mode"
#+ actor = "as-stated"
#+ weight = "one"
"""
TWINNINGS = """\
SELECT ?statement ?source ?target WHERE {
  ?statement a coop:Twinning ; coop:party ?source, ?target . FILTER(STR(?source) < STR(?target))
}
"""


@pytest.fixture(scope="module")
def demo() -> Graph:
    """The packaged demo graph, whatever lies in the working folder."""
    return coopgraph.graph._demo()


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.rq"
    path.write_text(HEAD + TWINNINGS, encoding="utf-8")
    return path


def test_the_promised_projections_are_there() -> None:
    assert {
        "all-cooperation",
        "partnerships",
        "organisations-projects",
        "programme-membership",
        "organisations-by-shared-projects",
    } <= set(projection_names())


@pytest.mark.parametrize("name", projection_names())
def test_every_packaged_projection_makes_a_network(demo: Graph, name: str) -> None:
    network = project(demo, name)
    assert len(network.edges)
    assert network.graph_fingerprint == demo.fingerprint
    assert set(network.loss["effect"]) >= {"read", "kept"}


@pytest.mark.parametrize("name", projection_names())
def test_every_edge_is_cited(demo: Graph, name: str) -> None:
    network = project(demo, name)
    cited = set(network.statements.loc[network.statements["source"] != "", "statement"])
    assert {iri for found in network.edges["statements"] for iri in found} <= cited


def test_a_query_file_is_a_projection(demo: Graph, mine: Path) -> None:
    network = project(demo, mine)
    assert network.name == "mine"
    assert set(network.edges["type"]) == {"Twinning"}


@pytest.mark.parametrize("name", ["partnership", "all-coperation"])
def test_near_names_are_given(demo: Graph, name: str) -> None:
    with pytest.raises(NameNotFound, match=r"Did you mean \"(partnerships|all-cooperation)\"\?"):
        project(demo, name)


def test_an_unlike_name_gets_the_list() -> None:
    with pytest.raises(NameNotFound, match="There are: all-cooperation, "):
        read_projection("zzzz")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NameNotFound, match=r"there is no file .*none\.rq"):
        read_projection(tmp_path / "none.rq")


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_bytes(b"#+ title = '\xe4'")
    with pytest.raises(CoopgraphError, match="is not UTF-8"):
        read_projection(tmp_path / "a.rq")


def test_front_matter_is_checked(demo: Graph, mine: Path) -> None:
    mine.write_text(HEAD.replace("one-mode", "one-node") + TWINNINGS, encoding="utf-8")
    with pytest.raises(InputError, match="one-mode"):
        project(demo, mine)


def test_the_query_must_give_edges(demo: Graph, mine: Path) -> None:
    mine.write_text(HEAD + "SELECT ?source { ?source a coop:Territory }", encoding="utf-8")
    with pytest.raises(QueryError, match=r"it lacks \?statement"):
        project(demo, mine)


def test_the_query_must_not_reach_outside(demo: Graph, mine: Path) -> None:
    inside = "SELECT ?statement ?source ?target { SERVICE <http://example.org/> { ?s ?p ?o } }"
    mine.write_text(HEAD + inside, encoding="utf-8")
    with pytest.raises(QueryRefused, match="SERVICE"):
        project(demo, mine)


def test_nothing_is_certain_after_the_last_source(demo: Graph) -> None:
    assert project(demo, as_of="2025-01-01").edges.empty


def test_a_day_may_be_a_date(demo: Graph) -> None:
    day = dt.date(1955, 1, 1)
    one, other = (project(demo, "partnerships", as_of=d) for d in (day, day.isoformat()))
    assert one.fingerprint == other.fingerprint
    assert set(one.nodes["label"]) == {"Turku", "Saint Petersburg"}


def test_possible_has_all_that_is_certain(demo: Graph) -> None:
    certain = project(demo, as_of="2000-06-30")
    possible = project(demo, as_of="2000-06-30", status="possible")
    assert set(certain.edges["statements"]) < set(possible.edges["statements"])


@pytest.mark.parametrize("day", ["2018", "2018-12", "[..1990]", "..", "yesterday", ""])
def test_what_is_no_day_is_refused(demo: Graph, day: str) -> None:
    with pytest.raises(CoopgraphError, match="as of"):
        project(demo, as_of=day)


def test_planned_is_an_edge_only_when_asked_for(demo: Graph) -> None:
    assert "planned" not in set(project(demo).edges["stage"])
    assert set(project(demo, stages=["planned"]).edges["stage"]) == {"planned"}


def test_the_two_mode_network_behind_a_one_mode_one(demo: Graph) -> None:
    name = "organisations-by-shared-projects"
    network, shared = project(demo, name), shared_projection(demo, name)
    assert shared is not None
    assert shared.mode == "two-mode"
    assert set(network.nodes["id"]) <= set(shared.nodes["id"])
    assert set(network.statements["statement"]) <= set(shared.statements["statement"])


def test_there_is_no_network_behind_one_of_statements(demo: Graph) -> None:
    assert shared_projection(demo, "organisations-projects") is None
