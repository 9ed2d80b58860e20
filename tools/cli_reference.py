"""Write docs/cli.md from the commands themselves.

Run as ``python -m tools.cli_reference``. Every example is run in an empty folder that sees the data
sets, one after the other, and what it prints is shown, cut to a few lines; tests/docs runs them
again. With ``--check`` nothing is written, and the exit status is 1 if the document is out of date;
what examples print is taken from the document then.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Final

import typer

from coopgraph.cli import Later, app

__all__ = ["examples", "main", "recorded", "reference"]

ROOT: Final = Path(__file__).parents[1]
DOCUMENT: Final = ROOT / "docs" / "cli.md"
SHOWN: Final = 12  # lines of what an example prints
WIDTH: Final = 100
REST: Final = "..."

INTRODUCTION: Final = """\
# Command line

<!-- Made by `python -m tools.cli_reference`; edit src/coopgraph/cli*.py instead. -->

Every command is a thin wrapper over the function of the same name in Python.

Standard output has the answer and nothing else; progress, remarks and errors go to standard error.
The examples run one after the other in a folder with `graph_data`; `...` stands for more of the
same.

**Which graph?** A command that asks a graph takes the folder given with `--graph`, else that named
by the environment variable `COOPGRAPH_GRAPH`, else `./build`, else the packaged demo graph, which
is built once into the user's cache. Standard error names it with its fingerprint.

| Exit status | Means |
|---|---|
| 0 | done |
| 1 | bad input: every problem is printed with file, row, column and value; nothing was written |
| 2 | wrong usage |
| 3 | done, with rejected rows: each is in `rejected.csv`, with the reason |
| 130 | interrupted with Ctrl-C; nothing was changed |"""


def commands() -> dict[str, Any]:
    """Return the commands by name."""
    found = typer.main.get_group(app).commands
    return {name: command.loaded() for name, command in found.items() if isinstance(command, Later)}


def examples(command: Any) -> list[str]:
    """Return the command lines that a command's help gives as examples."""
    return [str(found) for found in re.findall(r"^Example: `(.+)`$", command.help, re.MULTILINE)]


def reference(output: Callable[[str], str]) -> str:
    """Return the document; `output` gives what an example prints."""
    parts = [INTRODUCTION]
    for name, command in commands().items():
        parts += ["", *_command(name, command, output)]
    return "\n".join(parts) + "\n"


def _command(name: str, command: Any, output: Callable[[str], str]) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    yield re.sub(r"\n*^Example: .*$", "", command.help, flags=re.MULTILINE)
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    if arguments:
        yield ""
        yield "| Argument | Means |"
        yield "|---|---|"
        for parameter in arguments:
            dots = "…" if parameter.nargs == -1 else ""
            yield f"| `{parameter.metavar or parameter.name}`{dots} | {_meaning(parameter)} |"
    if options:
        yield ""
        yield "| Option | Means |"
        yield "|---|---|"
        for parameter in options:
            spelled = ", ".join(f"`{o}`" for o in (*parameter.opts, *parameter.secondary_opts))
            yield f"| {spelled} | {_meaning(parameter)} |"
    for example in examples(command):
        yield ""
        yield "```console"
        yield f"$ {example}"
        printed = output(example)
        if printed:
            yield printed
        yield "```"


def _meaning(parameter: Any) -> str:
    default = parameter.default
    shown = default.value if isinstance(default, Enum) else default
    if isinstance(shown, bool) and parameter.secondary_opts:
        shown = (parameter.opts if shown else parameter.secondary_opts)[0]
    elif isinstance(shown, float):
        shown = f"{shown:g}"
    said = str(parameter.help).replace("|", "\\|")
    return said if shown in (None, "", False) else f"{said} Default: `{shown}`."


def run(folder: Path) -> Callable[[str], str]:
    """Return a function that runs an example in a folder and returns what it prints, cut."""
    programs = Path(sys.executable).parent
    variables = {k: v for k, v in os.environ.items() if not k.startswith("COOPGRAPH_")}
    variables |= {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    variables |= {"COLUMNS": str(WIDTH), "NO_COLOR": "1"}

    def output(example: str) -> str:
        done = subprocess.run(
            ["sh", "-c", example],
            cwd=folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"$ {example}\n{done.stderr}")
        return _cut(done.stdout)

    return output


def _cut(printed: str) -> str:
    # A fingerprint changes with every row of the data, and tells a reader nothing.
    masked = re.sub(r"(fingerprint) [0-9a-f]+", rf"\1 {REST}", printed)
    lines = [
        line if len(line) <= WIDTH else line[: WIDTH - len(REST)].rstrip() + REST
        for line in masked.rstrip().splitlines()
    ]
    return "\n".join(lines if len(lines) <= SHOWN else [*lines[: SHOWN - 1], REST])


def recorded(document: str) -> Callable[[str], str]:
    """Return a function that gives what a document shows below an example."""
    shown = dict(re.findall(r"^```console\n\$ (.+)\n((?:.*\n)*?)```$", document, re.MULTILINE))
    return lambda example: str(shown.get(example, "")).rstrip("\n")


def main(arguments: list[str]) -> int:
    """Write or check the document; return the exit status."""
    if arguments == ["--check"]:
        document = DOCUMENT.read_text(encoding="utf-8")
        if reference(recorded(document)) == document:
            return 0
        print("docs/cli.md is out of date: run python -m tools.cli_reference")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        for name in ("graph_data", "ontology"):
            shutil.copytree(ROOT / name, Path(folder) / name)
        DOCUMENT.write_text(reference(run(Path(folder))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
