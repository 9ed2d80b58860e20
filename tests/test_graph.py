"""A built graph is found where it should be, and nowhere else."""

import json
import shutil
from pathlib import Path

import pytest

import coopgraph.graph
from coopgraph.dataset.mapping.template import init
from coopgraph.errors import CoopgraphError, GraphNotFound
from coopgraph.graph import open_graph
from coopgraph.pipeline import build


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small built graph."""
    folder = tmp_path_factory.mktemp("graphs")
    init(folder / "starter")
    return build([folder / "starter"], folder / "graph", shapes=False).folder


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder and a cache of one's own; the demo is the starter, which is quick."""
    init(tmp_path / "demo")
    monkeypatch.delenv("COOPGRAPH_GRAPH", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(coopgraph.graph, "demo_dataset", lambda: tmp_path / "demo")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def fingerprint(folder: Path) -> str:
    return str(json.loads((folder / "report.json").read_text("utf-8"))["fingerprint"])


def test_named_folder_is_opened(built: Path) -> None:
    graph = open_graph(built)
    assert graph.fingerprint == fingerprint(built)
    assert str(graph) == f"{built} (fingerprint {graph.fingerprint[:12]})"


def test_variable_names_the_graph(
    built: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COOPGRAPH_GRAPH", str(built))
    assert open_graph().origin == f"{built}, from $COOPGRAPH_GRAPH"


def test_variable_comes_before_the_folder_build(
    built: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(built, "build")
    assert open_graph().origin == "./build"
    monkeypatch.setenv("COOPGRAPH_GRAPH", str(built))
    assert open_graph().folder == built


def test_argument_comes_before_the_variable(
    built: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COOPGRAPH_GRAPH", str(elsewhere / "nowhere"))
    assert open_graph(built).folder == built


def test_wrong_variable_is_an_error_and_no_reason_to_look_further(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COOPGRAPH_GRAPH", str(elsewhere / "nowhere"))
    with pytest.raises(GraphNotFound, match="there is no folder"):
        open_graph()


def test_a_folder_build_of_something_else_is_passed_over(elsewhere: Path) -> None:
    (elsewhere / "work" / "build").mkdir()
    assert open_graph().origin == "the packaged demo graph baltic-barents"


def test_demo_graph_is_built_once(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_graph()
    assert first.folder.is_relative_to(elsewhere / "cache")

    def again(*_: object, **__: object) -> None:
        pytest.fail("built again")

    monkeypatch.setattr(coopgraph.graph, "build", again)
    assert open_graph().fingerprint == first.fingerprint


def test_demo_graph_is_built_anew_when_its_tables_change(elsewhere: Path) -> None:
    first = open_graph()
    table = elsewhere / "demo" / "territories.csv"
    table.write_text(table.read_text("utf-8").replace("Exampleton", "Exampletown"), "utf-8")
    assert open_graph().fingerprint != first.fingerprint


def test_the_demo_graph_is_built_anew_when_a_module_of_any_room_within_changes() -> None:
    rooms = {path.parent.name for path in coopgraph.graph._ingredients() if path.suffix == ".py"}
    assert {"dataset", "store", "records", "mapping", "formats"} <= rooms


def test_damaged_cache_is_mended(elsewhere: Path) -> None:
    first = open_graph()
    (first.folder / "report.json").write_text("{")
    assert open_graph().fingerprint == first.fingerprint


def test_without_a_cache_there_is_a_demo_graph_all_the_same(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / "cache").write_text("a file, where the folder of the cache should be")
    graph = open_graph()
    assert not graph.folder.is_relative_to(elsewhere)
    assert len(graph.store) > 100


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(GraphNotFound, match="make a graph with coopgraph build"):
        open_graph(tmp_path / "none")


@pytest.mark.parametrize("part", ["report.json", "graph.nq", "store"])
def test_folder_that_lacks_a_part(built: Path, tmp_path: Path, part: str) -> None:
    folder = shutil.copytree(built, tmp_path / "graph")
    if part == "store":
        shutil.rmtree(folder / part)
    else:
        (folder / part).unlink()
    with pytest.raises(GraphNotFound, match=f"is not a built graph: it has no {part}"):
        open_graph(folder)


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", "\x00"])
def test_damaged_report(built: Path, tmp_path: Path, content: str) -> None:
    folder = shutil.copytree(built, tmp_path / "graph")
    (folder / "report.json").write_text(content)
    with pytest.raises(GraphNotFound, match="run coopgraph build again"):
        open_graph(folder)


def test_damaged_store(built: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(built, tmp_path / "graph")
    shutil.rmtree(folder / "store")
    (folder / "store").mkdir()
    with pytest.raises(CoopgraphError, match="build"):
        open_graph(folder)
