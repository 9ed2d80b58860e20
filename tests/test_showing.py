"""From a graph to its page: what is taken along, and what a wrong graph gives."""

from dataclasses import replace
from pathlib import Path

import pytest

import coopgraph.graph
from coopgraph.api import show
from coopgraph.errors import CoopgraphError
from coopgraph.graph import Graph
from coopgraph.network.projecting.projection import Projection
from coopgraph.networks import project
from coopgraph.showing import Shown, extras_of, questions
from tests.view.samples import small


@pytest.fixture(scope="module")
def demo() -> Graph:
    """The packaged demo graph."""
    return coopgraph.graph._demo()


@pytest.fixture(scope="module")
def towns(demo: Graph) -> Projection:
    return project(demo, "partnerships")


def test_everything_comes_from_the_graph(demo: Graph, towns: Projection) -> None:
    extras = extras_of(demo, towns)
    assert extras.quads == (demo.folder / "graph.nq").read_bytes()
    assert len(extras.questions) == 64
    assert extras.prefixes["baltic-barents"] == "https://w3id.org/coopgraph/id/baltic-barents/"
    assert "ru" in set(extras.names["language"])
    assert not extras.involved.empty


def test_without_sparql_the_graph_stays_at_home(demo: Graph, towns: Projection) -> None:
    extras = extras_of(demo, towns, sparql=False)
    assert extras.quads is None
    assert extras.questions == ()
    assert len(extras.statements) == len(demo.statements)


def test_another_graph_has_nothing_to_say(demo: Graph) -> None:
    extras = extras_of(demo, small())
    assert extras.quads is None
    assert extras.statements.empty
    assert extras.names.empty


def test_a_graph_without_its_dump_is_an_error(
    demo: Graph, towns: Projection, tmp_path: Path
) -> None:
    with pytest.raises(CoopgraphError, match=r"graph\.nq"):
        extras_of(replace(demo, folder=tmp_path), towns)


def test_questions_are_query_files_that_begin_with_one(tmp_path: Path) -> None:
    (tmp_path / "02-b.rq").write_text("# Who?\nSELECT * {}", encoding="utf-8")
    (tmp_path / "01-a.rq").write_text("# When?\nASK {}", encoding="utf-8")
    assert [(q.name, q.title) for q in questions(tmp_path)] == [("01-a", "When?"), ("02-b", "Who?")]


@pytest.mark.parametrize("engine", ["explorer", "pyvis"])
def test_the_same_network_gives_the_same_bytes(
    demo: Graph, towns: Projection, engine: str, tmp_path: Path
) -> None:
    pages = [Shown(towns, demo, engine=engine).write(tmp_path / f"{i}.html") for i in (1, 2)]  # type: ignore[arg-type]
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_the_demo_is_small_without_sparql(demo: Graph) -> None:
    assert len(show(demo, sparql=False).html().encode()) < 1_500_000


def test_a_network_finds_its_graph(towns: Projection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coopgraph.showing.open_graph", coopgraph.graph._demo)
    assert 'id="chunk-sparql"' in show(towns).html()
    assert 'id="chunk-sparql"' not in show(small()).html()
