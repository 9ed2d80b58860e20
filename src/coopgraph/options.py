"""Options that commands share, and what they open."""

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from coopgraph.errors import NameNotFound
from coopgraph.graph import Graph, open_graph
from coopgraph.network.measures.measure import Option, Unit
from coopgraph.network.measures.registry import find_measure
from coopgraph.network.paths.ego import ego
from coopgraph.network.projecting.assemble import Certainty
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.uncertainty.evidence import EvidenceModel, read_evidence_model
from coopgraph.networks import project, shared_projection
from coopgraph.terminal import Terminal

__all__ = [
    "RANKED",
    "AllPaths",
    "AlongRoles",
    "AlongTypes",
    "Around",
    "AsOf",
    "ByYear",
    "CommonOnly",
    "Count",
    "Datasets",
    "Draws",
    "Engine",
    "EngineOption",
    "EvidenceFile",
    "GraphOption",
    "MaxLength",
    "Measured",
    "Options",
    "PathFormat",
    "Possible",
    "ProjectionArgument",
    "ProjectionOption",
    "QueryFormat",
    "Radius",
    "ResultFile",
    "Seed",
    "TextFormat",
    "Through",
    "Top",
    "Weighted",
    "WhyConnected",
    "Without",
    "WithoutTypes",
    "choices",
    "evidence_model",
    "find_both",
    "find_graph",
    "find_network",
    "find_networks",
    "measure_name",
    "measure_options",
    "near",
    "years_of",
]

_YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}
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

    explorer = "explorer"
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
Measured = Annotated[
    str,
    typer.Option(
        "--measure",
        "-m",
        callback=lambda name: measure_name(name),
        help="What to rank by (see `rank --list`).",
    ),
]
Options = Annotated[
    list[str] | None,
    typer.Option(
        "--option",
        metavar="NAME=VALUE",
        help="Of the measure, such as distance=inverse, normalized=no or attribute=country "
        "(`rank --list` names them); may be given several times.",
        show_default=False,
    ),
]
EngineOption = Annotated[
    str, typer.Option("--engine", help="What computes the values, such as networkx.")
]
ResultFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help="Write all of it, with what it rests on, to .csv, .json, .md or .tex, or draw it to "
        ".svg, .pdf or .png.",
        show_default=False,
    ),
]
Top = Annotated[int, typer.Option(help="Number of nodes; 0 for all.", min=0)]
Draws = Annotated[
    int,
    typer.Option(help="Draws of the evidence, for 95 % intervals; 0 for none, else 1000.", min=0),
]
Seed = Annotated[int, typer.Option(help="Where random numbers start.", min=0)]
EvidenceFile = Annotated[
    Path | None, typer.Option("--evidence", help="With --draws: an evidence model (TOML).")
]
Count = Annotated[
    int | None,
    typer.Option(
        "--count",
        "-k",
        help="Number of paths; 1 unless said, with --all 1000.",
        min=1,
        show_default=False,
    ),
]
AllPaths = Annotated[bool, typer.Option("--all", help="All paths up to a length.")]
MaxLength = Annotated[
    int | None,
    typer.Option(help="With --all: how many steps; 3 unless said.", min=1, show_default=False),
]
WhyConnected = Annotated[
    bool, typer.Option("--why", help="What joins the two, or what they have in common.")
]
CommonOnly = Annotated[bool, typer.Option("--common", help="Only what they have in common.")]
Without = Annotated[
    list[str] | None, typer.Option(help="A node to avoid; may be given several times.")
]
AlongTypes = Annotated[
    list[str] | None,
    typer.Option("--type", help="A type of statement to walk along, such as Twinning."),
]
AlongRoles = Annotated[
    list[str] | None, typer.Option("--role", help="A role to walk along, such as lead-partner.")
]
Through = Annotated[
    list[str] | None, typer.Option(help="A type of node to pass through, such as Agreement.")
]
WithoutTypes = Annotated[
    list[str] | None,
    typer.Option("--without-type", help="A type of node not to pass through, such as Programme."),
]
ByYear = Annotated[
    str | None,
    typer.Option(
        "--by-year",
        metavar="FROM-TO",
        help="Follow it over years, such as 2000-2020: of what certainly held in each, and of what "
        "possibly did.",
        show_default=False,
    ),
]
Around = Annotated[
    str | None, typer.Option(help="Only what is around this node.", show_default=False)
]
Radius = Annotated[
    int | None,
    typer.Option(help="With --around: how many steps; 1 unless said.", min=0, show_default=False),
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
    return find_both(terminal, folder, projection, as_of, possible)[1]


def find_both(
    terminal: Terminal,
    folder: Path | None,
    projection: str,
    as_of: str | None,
    possible: bool,
) -> tuple[Graph, Projection]:
    """Open the graph that is meant and project it; give both."""
    status = _status(as_of, possible)
    graph = find_graph(terminal, folder)
    with terminal.progress("projecting"):
        return graph, project(graph, projection, as_of=as_of, status=status)


def find_networks(
    terminal: Terminal,
    folder: Path | None,
    projection: str,
    as_of: str | None = None,
    possible: bool = False,
) -> tuple[Graph, Projection, Projection | None]:
    """Open the graph that is meant, project it, and give the two-mode network behind that."""
    status = _status(as_of, possible)
    graph = find_graph(terminal, folder)
    with terminal.progress("projecting"):
        network = project(graph, projection, as_of=as_of, status=status)
        shared = shared_projection(graph, projection, as_of=as_of, status=status)
    return graph, network, shared


def _status(as_of: str | None, possible: bool) -> Certainty:
    if possible and not as_of:
        raise typer.BadParameter("give the day as well, with --as-of", param_hint="'--possible'")
    return "possible" if possible else "certain"


def near(network: Projection, around: str | None, radius: int | None) -> Projection:
    """Give the part of a network around a node, where one is asked for."""
    if around is None:
        if radius is not None:
            raise typer.BadParameter(
                "give the node as well, with --around", param_hint="'--radius'"
            )
        return network
    return ego(network, around, 1 if radius is None else radius)


def evidence_model(file: Path | None, draws: int) -> EvidenceModel:
    """Read the evidence model, or give the default one."""
    if file is not None and not draws:
        raise typer.BadParameter(
            "give the number of draws as well, with --draws", param_hint="'--evidence'"
        )
    return read_evidence_model(file) if file is not None else EvidenceModel()


def measure_options(given: Iterable[str] | None) -> dict[str, Option]:
    """Read ``damping=0.9``: numbers as numbers, yes and no as true and false, the rest as text."""
    found: dict[str, Option] = {}
    for text in given or ():
        name, sign, value = text.partition("=")
        if not (name and sign and value):
            message = f'"{text}": expected a name and a value, such as distance=inverse'
            raise typer.BadParameter(message, param_hint="'--option'")
        found[name] = _YES_NO[value.lower()] if value.lower() in _YES_NO else _number(value)
    return found


def _number(value: str) -> str | float:
    try:
        return float(value)
    except ValueError:
        return value


def years_of(text: str) -> range:
    """Read years such as ``2000-2020``."""
    found = re.fullmatch(r"(\d{4})-(\d{4})", text)
    years = range(int(found[1]), int(found[2]) + 1) if found else range(0)
    if not years:
        message = f'"{text}": expected two years, such as 2000-2020'
        raise typer.BadParameter(message, param_hint="'--by-year'")
    return years


def measure_name(name: str) -> str:
    """Check the name of a measure of nodes or edges; an unknown one is wrong usage."""
    try:
        return find_measure(name, RANKED).name
    except NameNotFound as error:
        raise typer.BadParameter(str(error)) from None
