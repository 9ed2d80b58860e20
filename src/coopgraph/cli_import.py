"""The command about the data of others: import."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from coopgraph.commands import print_build
from coopgraph.commands_import import REJECTED, print_import
from coopgraph.dataset.importing.imports import is_day
from coopgraph.dataset.mapping.presets import preset_names
from coopgraph.dataset.mapping.sketch import sketch
from coopgraph.dataset.records.corrections import is_of_rejected_rows
from coopgraph.errors import CoopgraphError
from coopgraph.files import write_files
from coopgraph.importing import import_tables
from coopgraph.terminal import Terminal

__all__ = ["imports"]

imports = typer.Typer()
"""The command, to be added to the command line."""


def _day(text: str | None) -> str | None:
    if text is not None and not is_day(text):
        raise typer.BadParameter(f'"{text}": expected a day such as 2026-01-31')
    return text


Given = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PRESET FILE...",
        help="A preset or the path of a mapping; then the files of the export, folders with them, "
        "or TABLE=FILE.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", help="Folder of the data set; new, or made by import.", show_default=False
    ),
]
Preset = Annotated[
    str | None,
    typer.Option(help="The preset, if it is not the first argument.", show_default=False),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Any fault stops the import; nothing is written then.")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        callback=_day,
        help="The day for which the export speaks, such as 2026-01-31. An update needs it.",
        show_default=False,
    ),
]
Retrieved = Annotated[
    str | None,
    typer.Option(
        callback=_day,
        help="The day on which it was fetched; that of the file unless said.",
        show_default=False,
    ),
]
Shapes = Annotated[
    bool, typer.Option("--shapes/--no-shapes", help="Validate with SHACL and lint queries.")
]
BuiltIn = Annotated[
    Path | None,
    typer.Option("--build", help="Build the graph as well, in this folder.", show_default=False),
]
Sketched = Annotated[
    Path | None,
    typer.Option(
        "--sketch",
        metavar="FILE",
        help="Write a first mapping of a table, to be edited; into the file given with -o, or on "
        "standard output. Then end.",
        show_default=False,
    ),
]
Sheet = Annotated[
    str,
    typer.Option(help="With --sketch: the sheet of a workbook; that with most cells unless said."),
]
Listed = Annotated[bool, typer.Option("--list", help="Name the presets, and end.")]


@imports.command("import")
def import_command(
    given: Given = None,
    out: Out = None,
    preset: Preset = None,
    strict: Strict = False,
    as_of: AsOf = None,
    retrieved: Retrieved = None,
    shapes: Shapes = True,
    graph: BuiltIn = None,
    sketched: Sketched = None,
    sheet: Sheet = "",
    list_: Listed = False,
) -> None:
    """Make a data set of an export, with a preset or your own mapping; or bring one up to date.

    Rows at fault are left out, with the rows that rest on them, and listed in `rejected.csv`; the
    exit status is 3 then. They lie whole in `rejected/`, to be corrected in a spreadsheet and
    imported into the same folder. A newer export into the same folder adds, changes and retires
    statements. What is read stays remembered if the run is ended; the same command goes on from
    there.

    `coopgraph import keep keep_export.xlsx -o graph_data/mine --build build`

    `coopgraph import my-mapping.toml partners=export.csv -o graph_data/mine`

    `coopgraph import graph_data/mine/rejected/partners.csv -o graph_data/mine`

    Example: `coopgraph import --sketch graph_data/baltic-barents/awards.csv`

    Example: `coopgraph import --list`
    """
    terminal = Terminal()
    if list_:
        terminal.table(["preset", "makes"], preset_names().items())
        return
    if sketched is not None:
        _print_sketch(terminal, sketched, sheet, out)
        return
    words = [*([preset] if preset else []), *(given or [])]
    if words and all(is_of_rejected_rows(Path(word)) for word in words):
        words.insert(0, "")  # the data set has the mapping
    if len(words) < 2:
        message = "give a preset or a mapping, and the files of the export"
        raise typer.BadParameter(message, param_hint="'PRESET FILE...'")
    if out is None:
        message = "name the folder of the data set, such as -o graph_data/mine"
        raise typer.BadParameter(message, param_hint="'--out'")
    with terminal.steps() as (progress, advance):
        made = import_tables(
            words[0],
            words[1:],
            out,
            strict=strict,
            as_of=as_of or "",
            retrieved=retrieved or "",
            shapes=shapes,
            graph=graph,
            progress=progress,
            advance=advance,
        )
    print_import(terminal, made)
    if made.built:
        print_build(terminal, made.built)
    else:
        terminal.note(f"next: coopgraph build {shlex.quote(str(out))}")
    if made.rejected:
        raise typer.Exit(REJECTED)


def _print_sketch(terminal: Terminal, table: Path, sheet: str, out: Path | None) -> None:
    """Print a first mapping, or write it into a file."""
    text = sketch(table, sheet)
    if out is None:
        terminal.answer(text)
        return
    if out.exists():
        raise CoopgraphError(f"{out} is there already; name another file with -o")
    write_files(out.parent, {out.name: text.encode()})
    name = shlex.quote(str(out))
    terminal.note(f"next: edit {name}, then coopgraph import {name} {shlex.quote(str(table))} -o …")
