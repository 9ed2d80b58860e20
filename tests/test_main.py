"""The command line as a program: what ends it before it has begun."""

import subprocess
import sys
from importlib.metadata import version

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
