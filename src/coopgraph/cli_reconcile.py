"""The command that finds what names mean: reconcile."""

import shlex
from pathlib import Path
from typing import Annotated, Final

import pandas as pd
import typer

from coopgraph.commands_reconcile import print_review, print_rows, print_summary
from coopgraph.dataset.mapping.reader import read_mapping
from coopgraph.dataset.reconcile.review import with_review
from coopgraph.dataset.reconcile.sssom import FILE, read_decisions, write_decisions
from coopgraph.errors import CoopgraphError
from coopgraph.options import TextFormat, choices
from coopgraph.reconciliation import reconcile_dataset, reconcile_table
from coopgraph.store.ontology import load_schema
from coopgraph.terminal import Terminal

__all__ = ["reconciling"]

reconciling = typer.Typer()
"""The command, to be added to the command line."""

TITLE: Final = "What names mean, found by coopgraph and decided by people"

Source = Annotated[
    Path,
    typer.Argument(metavar="SOURCE", help="Folder of a data set, or a table.", show_default=False),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help=f"The file of decisions (SSSOM TSV); {FILE} in the data set unless said.",
        show_default=False,
    ),
]
Column = Annotated[str, typer.Option("--column", help="Of a table: the column of the names.")]
CountryColumn = Annotated[
    str | None,
    typer.Option(
        "--country",
        help='Of a table: the column of the countries; "country" unless said, if there is one.',
        show_default=False,
    ),
]
Nuts = Annotated[str, typer.Option("--nuts", help="Of a table: a column of NUTS codes.")]
Region = Annotated[
    str, typer.Option("--region", help="Of a table: a column of states, provinces or counties.")
]
Lat = Annotated[str, typer.Option("--lat", help="Of a table: a column of latitudes, in degrees.")]
Lon = Annotated[str, typer.Option("--lon", help="Of a table: a column of longitudes, in degrees.")]
Id = Annotated[str, typer.Option("--id", help="Of a table: a column of ids.")]
Sheet = Annotated[str, typer.Option("--sheet", help="Of a workbook: the sheet.")]
Review = Annotated[
    bool, typer.Option("--review", help="Show the doubtful ones with candidates and rows.")
]
Top = Annotated[int, typer.Option("--top", help="How many doubtful ones to show.", min=1)]
Accept = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME[=ID]",
        help="Decide: the subject (its id or name) is this object, such as geonames:2911522.",
    ),
]
Reject = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME[=ID]", help="Decide: the subject is not this object."),
]
Reviewer = Annotated[str, typer.Option("--reviewer", help="Who decides, for the file.")]
Format = Annotated[
    TextFormat,
    typer.Option(
        "--format", "-f", help=f"{choices(TextFormat)}; csv and json: each row of a table."
    ),
]


@reconciling.command("reconcile")
def reconcile_command(
    source: Source,
    out: Out = None,
    column: Column = "name",
    country: CountryColumn = None,
    nuts: Nuts = "",
    region: Region = "",
    lat: Lat = "",
    lon: Lon = "",
    id_: Id = "",
    sheet: Sheet = "",
    review: Review = False,
    top: Top = 20,
    accept: Accept = None,
    reject: Reject = None,
    reviewer: Reviewer = "reviewer",
    format_: Format = TextFormat.table,
) -> None:
    """Find what names mean: places of GeoNames, and entities that are one.

    Decisions go to a file in SSSOM that a spreadsheet can edit; what people decide there, or with
    --accept and --reject, wins in every later run. `build` applies the decisions of a data set.

    Example: `coopgraph reconcile graph_data/baltic-barents --review --top 2`
    """
    if source.is_dir() and format_ is not TextFormat.table:
        raise typer.BadParameter("of a data set, read the file of decisions instead")
    terminal = Terminal()
    path = out or (source / FILE if source.is_dir() else None)
    if accept or reject:
        _decide(terminal, path, accept or [], reject or [], reviewer, _dataset(source))
        return
    result: pd.DataFrame | None = None
    with terminal.progress("names") as progress:
        if source.is_dir():
            decisions = reconcile_dataset(source, decisions=path, progress=progress)
        else:
            given = {"name": column, "country": country or "", "nuts": nuts, "region": region}
            chosen = {k: v for k, v in {**given, "lat": lat, "lon": lon, "id": id_}.items() if v}
            result, decisions = reconcile_table(
                source, chosen, sheet=sheet, decisions=path, progress=progress
            )
    print_summary(terminal, decisions)
    if path is not None:
        write_decisions(decisions, path, TITLE, _dataset(source))
        terminal.note(f"decisions: {path}")
    if result is not None and format_ is not TextFormat.table:
        print_rows(terminal, result, format_.value)
    elif review or path is None:
        print_review(terminal, decisions, top)
    elif source.is_dir():
        terminal.note(f"next: coopgraph reconcile {shlex.quote(str(source))} --review")


def _dataset(source: Path) -> str:
    """Return the id of a data set; nothing of a table."""
    return read_mapping(source, load_schema()).id if source.is_dir() else ""


def _decide(
    terminal: Terminal,
    path: Path | None,
    accept: list[str],
    reject: list[str],
    reviewer: str,
    dataset: str,
) -> None:
    """Write decisions of a person into the file."""
    if path is None or not path.is_file():
        where = f" {path}" if path else ": give it with --out"
        raise CoopgraphError(f"there is no file of decisions{where}; run reconcile first")
    decisions = read_decisions(path)
    for texts, accepted in ((accept, True), (reject, False)):
        for text in texts:
            subject, _, object_ = text.rpartition("=") if "=" in text else (text, "", "")
            decisions = with_review(
                decisions, subject.strip(), object_.strip(), reviewer, accept=accepted
            )
    write_decisions(decisions, path, TITLE, dataset)
    print_summary(terminal, decisions)
    terminal.note(f"decisions: {path}")
