"""The command line as a program: what ends it before it has begun."""

import subprocess
import sys
from importlib.metadata import version

import pytest
import typer

from coopgraph.cli import Later, app

SCRIPT = """
import builtins
there = builtins.__import__

def pressed(name, *rest):
    if name == "typer":
        raise KeyboardInterrupt
    return there(name, *rest)

builtins.__import__ = pressed
import coopgraph.__main__
"""


def test_an_interruption_while_modules_load_is_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, "interrupted; nothing was changed\n")


def test_the_package_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "coopgraph", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"coopgraph {version('coopgraph')}\n"


LIGHT = """
import sys
from coopgraph.cli import main
try:
    main()
except SystemExit:
    heavy = {"numpy", "pandas", "pyarrow", "pyoxigraph", "scipy", "networkx", "rdflib", "numba"}
    sys.stderr.write(" ".join(sorted(heavy & set(sys.modules))))
"""


@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_what_there_is_is_told_before_anything_heavy_is_loaded(asked: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, asked], capture_output=True, text=True, check=True
    )
    assert done.stdout
    assert done.stderr == ""


def test_a_command_is_said_to_be_for_what_its_own_help_begins_with() -> None:
    commands = typer.main.get_group(app).commands
    assert len(commands) == 14
    for name, command in commands.items():
        assert isinstance(command, Later)
        own = command.loaded()
        assert (own.name, own.help.split("\n\n")[0]) == (name, command.help)
