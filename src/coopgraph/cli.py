"""The command line: thin commands over the public functions, with the same names and options."""

import os
import shlex
import sys
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.core import TyperGroup

from coopgraph.commands import (
    print_build,
    print_description,
    print_network,
    print_path,
    print_query,
    print_rank,
    query_text,
)
from coopgraph.dataset.template import init
from coopgraph.documents import check_documents
from coopgraph.errors import CoopgraphError, InputError, NameNotFound, Problem
from coopgraph.graph import Graph, open_graph
from coopgraph.network.measure import Unit
from coopgraph.network.measures import MEASURES, describe, find_measure, rank
from coopgraph.network.projection import Projection
from coopgraph.networks import DEFAULT_PROJECTION, project, projection_names
from coopgraph.pipeline import build, check
from coopgraph.terminal import Terminal
from coopgraph.view.page import write_page

__all__ = ["app", "main"]

BAD_INPUT: Final = 1
INTERRUPTED: Final = 130
RANKED: Final[tuple[Unit, ...]] = ("node", "edge")


class _Commands(TyperGroup):
    """The commands, with errors printed for people, never as a traceback."""

    def invoke(self, ctx: Any) -> Any:
        terminal = Terminal()
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except InputError as error:
            terminal.problems(error.problems, "nothing was written")
            raise typer.Exit(BAD_INPUT) from None
        except CoopgraphError as error:
            terminal.error(str(error))
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt:
            terminal.note("interrupted; nothing was changed")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _to_nowhere()
            raise typer.Exit from None
        except OSError as error:  # a full disk, a folder without permission
            terminal.error(f"{error.filename or 'this machine'}: {error.strerror or error}")
            raise typer.Exit(BAD_INPUT) from None


def _to_nowhere() -> None:
    """After the reader of a pipe has gone, give Python a place to flush to, to stay silent."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    name="coopgraph",
    cls=_Commands,
    help="Dated, cited knowledge graphs and networks of territorial cooperation.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
"""The command line application."""


class QueryFormat(StrEnum):
    """Formats of an answer."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    xml = "xml"
    ttl = "ttl"
    nt = "nt"
    rdf = "rdf"
    jsonld = "jsonld"


class TextFormat(StrEnum):
    """Formats of a ranking."""

    table = "table"
    csv = "csv"
    json = "json"


class PathFormat(StrEnum):
    """Formats of a path."""

    text = "text"
    json = "json"


class Engine(StrEnum):
    """What draws the page."""

    pyvis = "pyvis"


def _choices(formats: type[StrEnum]) -> str:
    *others, last = formats
    return f"{', '.join(others)} or {last}" if others else str(last)


Datasets = Annotated[
    list[Path],
    typer.Argument(metavar="DATASET", help="Folders of data sets.", show_default=False),
]
GraphOption = Annotated[
    Path | None,
    typer.Option(
        "--graph",
        "-g",
        help="Folder of a built graph. Without it: $COOPGRAPH_GRAPH, ./build, the demo graph.",
        show_default=False,
    ),
]
ProjectionArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="Name of a projection (see `project --list`), or a .rq file."
    ),
]
ProjectionOption = Annotated[
    str, typer.Option("--projection", "-p", help="Name of a projection or a .rq file.")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Only what held on this day, such as 2018-12-31.", show_default=False
    ),
]
Possible = Annotated[
    bool, typer.Option("--possible", help="With --as-of: also what possibly held.")
]


def _graph(terminal: Terminal, folder: Path | None) -> Graph:
    graph = open_graph(folder)
    terminal.note(f"graph: {graph}")
    return graph


def _network(
    terminal: Terminal,
    folder: Path | None,
    projection: str,
    as_of: str | None,
    possible: bool,
) -> Projection:
    if possible and not as_of:
        raise typer.BadParameter("give the day as well, with --as-of", param_hint="'--possible'")
    opened = _graph(terminal, folder)
    return project(opened, projection, as_of=as_of, status="possible" if possible else "certain")


def _measure(name: str) -> str:
    try:
        return find_measure(name, RANKED).name
    except NameNotFound as error:
        raise typer.BadParameter(str(error)) from None


def _version(show: bool) -> None:
    if show:
        typer.echo(f"coopgraph {version('coopgraph')}")
        raise typer.Exit


@app.callback()
def _options(
    _show: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Dated, cited knowledge graphs and networks of territorial cooperation.

    Tables and documents become a graph (`build`), which answers SPARQL (`query`), becomes networks
    (`project`, `rank`, `path`) and an offline page (`show`). Every edge leads back to its source.
    """


@app.command("init")
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


@app.command("build")
def build_command(
    datasets: Datasets,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the graph.")] = Path("build"),
    shapes: Annotated[
        bool, typer.Option("--shapes/--no-shapes", help="Validate with SHACL and lint queries.")
    ] = True,
) -> None:
    """Build a graph: store, graph.nq (canonical), graph.trig and report.json.

    The graph is switched in with one atomic step; a failed build leaves the last good one.

    Example: `coopgraph build graph_data/baltic-barents -o build`
    """
    terminal = Terminal()
    made = build(datasets, out, shapes=shapes, progress=terminal.note)
    print_build(terminal, made)


@app.command("check")
def check_command(
    datasets: Datasets,
    documents: Annotated[
        Path | None,
        typer.Option(help="Folder of the cited documents: compare passages with their hashes."),
    ] = None,
    update_passages: Annotated[
        bool, typer.Option("--update-passages", help="With --documents: write passages.csv anew.")
    ] = False,
) -> None:
    """Check data sets and print file, row and column of every problem; write nothing.

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
        store, records = check(datasets, progress=terminal.note)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    if problems:
        raise InputError(problems)
    rows = sum(sum(r.counts.values()) for r in records)
    terminal.answer(f"no problems: {rows:,} rows, {len(store):,} quads")


@app.command("query")
def query_command(
    query: Annotated[
        str,
        typer.Argument(metavar="QUERY", help="A SPARQL query, a file with one, or - for stdin."),
    ],
    graph: GraphOption = None,
    format_: Annotated[
        QueryFormat | None,
        typer.Option("--format", "-f", help=f"{_choices(QueryFormat)}; table or ttl unless said."),
    ] = None,
    timeout: Annotated[float, typer.Option(help="Time limit in seconds.", min=0.1)] = 30.0,
) -> None:
    """Answer a SPARQL query; standard output has the answer and nothing else.

    Prefixes coop, vocab, id, rdf, rdfs, xsd, skos, dcterms, oa need not be declared.

    Example: `coopgraph query "SELECT ?tie { ?t a coop:Twinning ; rdfs:label ?tie } ORDER BY ?tie"`
    """
    terminal = Terminal()
    opened = _graph(terminal, graph)
    print_query(terminal, opened, query_text(query), format_.value if format_ else "", timeout)


@app.command("project")
def project_command(
    projection: ProjectionArgument = DEFAULT_PROJECTION,
    graph: GraphOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="A .graphml file, or a folder for CSV files."),
    ] = None,
    as_of: AsOf = None,
    possible: Possible = False,
    list_: Annotated[bool, typer.Option("--list", help="List the projections.")] = False,
) -> None:
    """Project the graph to a network; write GraphML or CSV; print what was left out and why.

    Example: `coopgraph project partnerships -o partnerships.graphml`
    """
    terminal = Terminal()
    if list_:
        terminal.table(["name", "title"], projection_names().items())
        return
    print_network(terminal, _network(terminal, graph, projection, as_of, possible), out)


@app.command("rank")
def rank_command(
    projection: ProjectionArgument = DEFAULT_PROJECTION,
    measure: Annotated[
        str,
        typer.Option("--measure", "-m", callback=_measure, help="What to rank by (see `--list`)."),
    ] = "betweenness",
    top: Annotated[int, typer.Option(help="Number of nodes; 0 for all.", min=0)] = 10,
    weighted: Annotated[
        bool | None,
        typer.Option(
            "--weighted/--unweighted",
            help="Whether edges count by their weights; only for pagerank unless said.",
            show_default=False,
        ),
    ] = None,
    largest: Annotated[
        bool, typer.Option("--largest", help="Measure the largest component only.")
    ] = False,
    graph: GraphOption = None,
    as_of: AsOf = None,
    possible: Possible = False,
    format_: Annotated[
        TextFormat, typer.Option("--format", "-f", help=f"{_choices(TextFormat)}.")
    ] = TextFormat.table,
    list_: Annotated[bool, typer.Option("--list", help="List the measures.")] = False,
) -> None:
    """Rank the nodes or edges of a network: degree, betweenness, closeness, pagerank and others.

    `--list` prints every measure with its definition.

    Example: `coopgraph rank partnerships --measure degree --top 5`
    """
    terminal = Terminal()
    if list_:
        chosen = (m for m in MEASURES.values() if m.unit in RANKED)
        terminal.table(["measure", "of", "is"], [(m.name, m.unit, m.definition) for m in chosen])
        return
    network = _network(terminal, graph, projection, as_of, possible)
    result = rank(network, measure, top or None, weighted=weighted, largest=largest)
    print_rank(terminal, result, network.title, format_.value)


@app.command("describe")
def describe_command(
    projection: ProjectionArgument = DEFAULT_PROJECTION,
    measures: Annotated[
        list[str] | None,
        typer.Option("--measure", "-m", help="A figure to give; all that fit unless said."),
    ] = None,
    graph: GraphOption = None,
    as_of: AsOf = None,
    possible: Possible = False,
    format_: Annotated[
        TextFormat, typer.Option("--format", "-f", help=f"{_choices(TextFormat)}.")
    ] = TextFormat.table,
) -> None:
    """Describe a whole network: size, components, density, distances, clustering, inequality.

    Example: `coopgraph describe partnerships`
    """
    terminal = Terminal()
    network = _network(terminal, graph, projection, as_of, possible)
    print_description(terminal, describe(network, measures or None), network.title, format_.value)


@app.command("path")
def path_command(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="Where the path begins: any name, any language.")
    ],
    target: Annotated[str, typer.Argument(metavar="TO", help="Where it ends.")],
    projection: ProjectionOption = DEFAULT_PROJECTION,
    count: Annotated[int, typer.Option("--count", "-k", help="Number of paths.", min=1)] = 1,
    without: Annotated[
        list[str] | None, typer.Option(help="A node to avoid; may be given several times.")
    ] = None,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", help="A type of statement to walk along, such as Twinning."),
    ] = None,
    graph: GraphOption = None,
    as_of: AsOf = None,
    possible: Possible = False,
    format_: Annotated[
        PathFormat, typer.Option("--format", "-f", help=f"{_choices(PathFormat)}.")
    ] = PathFormat.text,
) -> None:
    """Print the shortest chain between two names, each step with its statement, date and source.

    Example: `coopgraph path Umeå Turku`
    """
    terminal = Terminal()
    network = _network(terminal, graph, projection, as_of, possible)
    print_path(
        terminal,
        network,
        (source, target),
        format_.value,
        count=count,
        without=without or (),
        types=types or None,
    )


@app.command("show")
def show_command(
    projection: ProjectionArgument = DEFAULT_PROJECTION,
    out: Annotated[Path, typer.Option("--out", "-o", help="The page.")] = Path("coopgraph.html"),
    graph: GraphOption = None,
    title: Annotated[
        str, typer.Option(help="Title of the page; the projection's unless said.")
    ] = "",
    as_of: AsOf = None,
    possible: Possible = False,
    engine: Annotated[
        Engine, typer.Option(help=f"What draws the page: {_choices(Engine)}.")
    ] = Engine.pyvis,
) -> None:
    """Write the network as one HTML file that opens offline, with the sources of every edge.

    Example: `coopgraph show partnerships -o partnerships.html`
    """
    terminal = Terminal()
    network = _network(terminal, graph, projection, as_of, possible)
    terminal.note(f"drawing with {engine.value}: {len(network.nodes):,} nodes")
    write_page(network, out, title=title or None)
    terminal.answer(str(out))


def main() -> NoReturn:
    """Run the command line and end with its exit status."""
    try:
        try:
            app(prog_name="coopgraph")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _to_nowhere()
    sys.exit()
