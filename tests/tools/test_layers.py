"""The layer check catches what it is for: each kind of violation in a small made-up package."""

from pathlib import Path

import pytest

from tools import layers


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package in good order; tests spoil one file of it."""
    for room in layers.ROOMS:
        write(tmp_path, f"{room}/__init__.py", '"""A room."""\n')
    write(tmp_path, "__init__.py", "from coopgraph.pipeline import build\n")
    write(tmp_path, "errors.py", "class CoopgraphError(Exception): ...\n")
    write(tmp_path, "dataset/formats/tables.py", "from coopgraph.errors import CoopgraphError\n")
    write(tmp_path, "store/graph.py", "import rdflib\nfrom coopgraph.dataset import tables\n")
    write(tmp_path, "network/paths.py", "from ..errors import CoopgraphError\nimport networkx\n")
    write(tmp_path, "view/page.py", "import pyvis.network\nfrom coopgraph.network import paths\n")
    write(tmp_path, "pipeline.py", "from coopgraph.store.graph import load\n")
    write(tmp_path, "cli.py", "import coopgraph.pipeline\nfrom coopgraph.view import page\n")
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    path = folder / "coopgraph" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_accepts_a_package_in_good_order(package: Path) -> None:
    assert layers.check(package) == []


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("dataset/bad.py", "from coopgraph.store import graph", "must not import coopgraph.store"),
        ("network/bad.py", "import coopgraph.view.page", "must not import coopgraph.view.page"),
        ("network/bad.py", "from ..view import page", "must not import coopgraph.view.page"),
        ("dates.py", "from coopgraph.dataset.formats.tables import x", "(ground) must not import"),
        ("store/bad.py", "import coopgraph.pipeline", "(store) must not import coopgraph.pipeline"),
        ("view/bad.py", "from coopgraph import build", "must not import coopgraph (composition)"),
        ("dataset/bad.py", "import rdflib.term", "must not import rdflib: only store"),
        ("network/bad.py", "from pyoxigraph import Store", "must not import pyoxigraph"),
        ("pipeline.py", "import pyshacl", "must not import pyshacl"),
        ("network/bad.py", "def f():\n    import pyvis\n", "must not import pyvis: only view"),
        ("util.py", "x = 1", "coopgraph.util has no place"),
        ("store/bad.py", "from coopgraph.errrs import X", "coopgraph.errrs does not exist"),
    ],
)
def test_refuses_an_import_that_leads_the_wrong_way(
    package: Path, name: str, text: str, complaint: str
) -> None:
    write(package, name, text)
    found = layers.check(package)
    assert len(found) == 1
    assert complaint in found[0]
    assert name in found[0]


@pytest.mark.parametrize("name", ["network/kernels/bad.py", "network/bad.py"])
def test_refuses_an_import_against_the_way_through_a_room(package: Path, name: str) -> None:
    write(package, "network/measures/central.py", "import networkx\n")
    write(package, name, "from coopgraph.network.measures import central\n")
    found = layers.check(package)
    assert len(found) == 1
    assert "the way leads through projecting → kernels → measures" in found[0]


def test_refuses_an_import_inside_a_function(package: Path) -> None:
    write(package, "cli.py", "def f():\n    from coopgraph import pipeline\n")
    assert layers.check(package) == [
        f"{package}/coopgraph/cli.py:2: coopgraph.pipeline is imported inside a function"
    ]


def test_sees_an_import_by_name(package: Path) -> None:
    write(package, "dataset/bad.py", "import importlib\nimportlib.import_module('coopgraph.cli')\n")
    assert "must not import coopgraph.cli" in layers.check(package)[0]


def test_finds_a_cycle_and_shows_the_way_round(package: Path) -> None:
    write(package, "store/a.py", "from coopgraph.store import b\n")
    write(package, "store/b.py", "import coopgraph.store.c\n")
    write(package, "store/c.py", "from coopgraph.store.a import x\n")
    assert layers.check(package) == [
        "import cycle: coopgraph.store.a -> coopgraph.store.b -> coopgraph.store.c"
        " -> coopgraph.store.a"
    ]


def test_finds_a_cycle_through_a_function(package: Path) -> None:
    write(package, "store/a.py", "from coopgraph.store import b\n")
    write(package, "store/b.py", "def f():\n    import coopgraph.store.a\n")
    assert any(line.startswith("import cycle:") for line in layers.check(package))


def test_refuses_a_long_module(package: Path) -> None:
    write(package, "view/long.py", "x = 1\n" * 501)
    assert layers.check(package) == [
        f"{package}/coopgraph/view/long.py:1: module has 501 lines, at most 500"
    ]


def test_counts_the_code_of_a_function_without_its_docstring(package: Path) -> None:
    docstring = '    """Explain.\n' + "    more\n" * 40 + '    """\n'
    write(package, "view/f.py", "def f():\n" + docstring + "    x = 1\n" * 59)
    assert layers.check(package) == []
    write(package, "view/f.py", "def f():\n" + docstring + "    x = 1\n" * 60)
    assert layers.check(package) == [
        f"{package}/coopgraph/view/f.py:1: f() has 61 lines of code, at most 60"
    ]


def test_exit_code_tells(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert layers.main([str(package)]) == 0
    write(package, "util.py", "")
    assert layers.main([str(package)]) == 1
    assert "layers: 1 violations" in capsys.readouterr().out


def test_an_empty_folder_is_not_in_order(tmp_path: Path) -> None:
    assert layers.main([str(tmp_path)]) == 1
