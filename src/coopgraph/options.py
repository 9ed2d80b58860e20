"""Options that commands share, and what they open."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from coopgraph.errors import NameNotFound
from coopgraph.graph import Graph, open_graph
from coopgraph.network.measure import Unit
from coopgraph.network.measures import find_measure
from coopgraph.network.projection import Projection
from coopgraph.networks import project
from coopgraph.terminal import Terminal

__all__ = [
    "RANKED",
    "AsOf",
    "Datasets",
    "Engine",
    "GraphOption",
    "PathFormat",
    "Possible",
    "ProjectionArgument",
    "ProjectionOption",
    "QueryFormat",
    "TextFormat",
    "Weighted",
    "choices",
    "find_graph",
    "find_network",
    "measure_name",
]

RANKED: Final[tuple[Unit, ...]] = ("node", "edge")


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


def choices(formats: type[StrEnum]) -> str:
    """Name the values of an option in a sentence."""
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
Weighted = Annotated[
    bool | None,
    typer.Option(
        "--weighted/--unweighted",
        help="Whether edges count by their weights; only for pagerank unless said.",
        show_default=False,
    ),
]


def find_graph(terminal: Terminal, folder: Path | None) -> Graph:
    """Open the graph that is meant and name it on standard error."""
    graph = open_graph(folder)
    terminal.note(f"graph: {graph}")
    return graph


def find_network(
    terminal: Terminal,
    folder: Path | None,
    projection: str,
    as_of: str | None,
    possible: bool,
) -> Projection:
    """Open the graph that is meant and project it."""
    if possible and not as_of:
        raise typer.BadParameter("give the day as well, with --as-of", param_hint="'--possible'")
    opened = find_graph(terminal, folder)
    return project(opened, projection, as_of=as_of, status="possible" if possible else "certain")


def measure_name(name: str) -> str:
    """Check the name of a measure of nodes or edges; an unknown one is wrong usage."""
    try:
        return find_measure(name, RANKED).name
    except NameNotFound as error:
        raise typer.BadParameter(str(error)) from None
