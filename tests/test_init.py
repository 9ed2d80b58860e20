"""`import coopgraph as cg` gives everything that is promised, and waits for nothing."""

import ast
import builtins
import subprocess
import sys
from pathlib import Path

import pytest

import coopgraph as cg


def test_star_import_gives_what_is_listed() -> None:
    names: dict[str, object] = {}
    exec("from coopgraph import *", names)
    assert set(cg.__all__) <= set(names)


def test_public_names_are_in_order() -> None:
    """Constants, classes, functions, each by name, as ruff sorts them."""
    order = sorted(cg.__all__, key=lambda name: (not name.isupper(), name.islower(), name))
    assert cg.__all__ == order


def test_public_names_are_seen_by_editors() -> None:
    assert set(cg.__all__) <= set(dir(cg))


def test_the_builtin_open_stays_what_it_was() -> None:
    assert builtins.open is open
    assert cg.open is not open


def test_what_type_checkers_see_is_what_is_imported() -> None:
    tree = ast.parse(Path(str(cg.__file__)).read_text("utf-8"))
    seen = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("coopgraph.")
        for alias in node.names
    }
    homes = {name: (home, cg._NAMED_THERE.get(name, name)) for name, home in cg._HOMES.items()}
    assert seen == homes
    assert list(homes) == cg.__all__


def test_a_name_that_is_not_there_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="'coopgraph' has no attribute 'rnak'"):
        cg.rnak  # noqa: B018


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    script = "import coopgraph, sys; print(*{n.partition('.')[0] for n in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not {"numpy", "pandas", "pyarrow", "pyoxigraph", "typer"} & set(done.stdout.split())
