"""The commands from tables to answers: init, build, check and query."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from coopgraph.commands import print_build, print_query, query_text
from coopgraph.commands_import import REJECTED, print_rejected, rejected
from coopgraph.dataset.mapping.template import init
from coopgraph.documents import check_documents
from coopgraph.errors import InputError, Problem
from coopgraph.options import Datasets, GraphOption, QueryFormat, choices, find_graph
from coopgraph.pipeline import build, check
from coopgraph.store.check import Validator
from coopgraph.terminal import Terminal

__all__ = ["building"]

building = typer.Typer()
"""The commands, to be added to the command line."""


@building.command("init")
def init_command(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A new folder for the data set.")
    ],
    title: Annotated[
        str, typer.Option("--title", help="Title of the data set; the folder's name unless said.")
    ] = "",
) -> None:
    """Make an empty data set: table templates, a codebook and a mapping to fill in.

    Example: `coopgraph init graph_data/my-region --title "Partners of my region"`
    """
    files = init(folder, title)
    terminal = Terminal()
    terminal.answer("\n".join(str(folder / name) for name in files))
    terminal.note(
        f"next: fill the tables in a spreadsheet, then coopgraph build {shlex.quote(str(folder))}"
    )


@building.command("build")
def build_command(
    datasets: Datasets,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the graph.")] = Path("build"),
    shapes: Annotated[
        bool, typer.Option("--shapes/--no-shapes", help="Validate with SHACL and lint queries.")
    ] = True,
) -> None:
    """Build a graph: store, quads, tables and report.

    The folder then has `store/` (which all other commands ask), `graph.nq` (canonical),
    `graph.trig`, `entities.parquet`, `statements.parquet` (each with its source) and `report.json`.
    It is switched in with one atomic step; a failed build leaves the last good one.

    Example: `coopgraph build graph_data/baltic-barents -o build`
    """
    terminal = Terminal()
    with terminal.steps() as (progress, advance):
        made = build(datasets, out, shapes=shapes, progress=progress, advance=advance)
    print_build(terminal, made)
    if rejected(made.report):
        raise typer.Exit(REJECTED)


@building.command("check")
def check_command(
    datasets: Datasets,
    documents: Annotated[
        Path | None,
        typer.Option(help="Folder of the cited documents: compare passages with their hashes."),
    ] = None,
    update_passages: Annotated[
        bool, typer.Option("--update-passages", help="With --documents: write passages.csv anew.")
    ] = False,
    pyshacl: Annotated[
        bool, typer.Option("--pyshacl", help="Apply the shapes with pySHACL: slow, the reference.")
    ] = False,
) -> None:
    """Check data sets and print file, row and column of every problem; write nothing.

    The rows that a lenient data set leaves out are counted, and the first reasons printed (exit
    status 3).

    Example: `coopgraph check graph_data/my-region`
    """
    terminal = Terminal()
    if update_passages and documents is None:
        raise typer.BadParameter(
            "give the folder of the documents as well, with --documents",
            param_hint="'--update-passages'",
        )
    problems: list[Problem] = []
    if documents is not None:
        for folder in datasets:
            try:
                found = check_documents(folder, documents, update=update_passages)
            except InputError as error:
                problems += error.problems
            else:
                terminal.note(f"{folder.name}: {found:,} passages agree with their documents")
    try:
        validator: Validator = "pyshacl" if pyshacl else "queries"
        store, records = check(datasets, validator=validator, progress=terminal.note)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    if problems:
        raise InputError(problems)
    sound = f"{sum(sum(r.counts.values()) for r in records):,} rows, {len(store):,} quads"
    left_out = [problem for part in records for problem in part.rejected]
    if left_out:
        print_rejected(terminal, left_out, 10)
        count = len({(n, p.file, p.row) for n, part in enumerate(records) for p in part.rejected})
        terminal.answer(f"rejected rows: {count:,}; no problems in the others: {sound}")
        raise typer.Exit(REJECTED)
    terminal.answer(f"no problems: {sound}")


@building.command("query")
def query_command(
    query: Annotated[
        str,
        typer.Argument(metavar="QUERY", help="A SPARQL query, a file with one, or - for stdin."),
    ],
    graph: GraphOption = None,
    format_: Annotated[
        QueryFormat | None,
        typer.Option("--format", "-f", help=f"{choices(QueryFormat)}; table or ttl unless said."),
    ] = None,
    timeout: Annotated[float, typer.Option(help="Time limit in seconds.", min=0.1)] = 30.0,
) -> None:
    """Answer a SPARQL query; standard output has the answer and nothing else.

    Prefixes coop, vocab, id, rdf, rdfs, xsd, skos, dcterms, oa need not be declared.

    Example: `coopgraph query "SELECT ?tie { ?t a coop:Twinning ; rdfs:label ?tie } ORDER BY ?tie"`
    """
    terminal = Terminal()
    opened = find_graph(terminal, graph)
    print_query(terminal, opened, query_text(query), format_.value if format_ else "", timeout)
