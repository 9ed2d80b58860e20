"""The commands about networks: project, rank, describe, path and show."""

from pathlib import Path
from typing import Annotated

import typer

from coopgraph.commands import print_description, print_network, print_path, print_rank
from coopgraph.network.evidence import EvidenceModel, read_evidence_model
from coopgraph.network.measures import MEASURES, describe, rank
from coopgraph.network.uncertainty import uncertainty
from coopgraph.networks import DEFAULT_PROJECTION, projection_names
from coopgraph.options import (
    RANKED,
    AsOf,
    Engine,
    GraphOption,
    PathFormat,
    Possible,
    ProjectionArgument,
    ProjectionOption,
    TextFormat,
    Weighted,
    choices,
    find_network,
    measure_name,
)
from coopgraph.terminal import Terminal
from coopgraph.view.page import write_page

__all__ = ["networks"]

networks = typer.Typer()
"""The commands, to be added to the command line."""


@networks.command("project")
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
    print_network(terminal, find_network(terminal, graph, projection, as_of, possible), out)


@networks.command("rank")
def rank_command(
    projection: ProjectionArgument = DEFAULT_PROJECTION,
    measure: Annotated[
        str,
        typer.Option(
            "--measure", "-m", callback=measure_name, help="What to rank by (see `--list`)."
        ),
    ] = "betweenness",
    top: Annotated[int, typer.Option(help="Number of nodes; 0 for all.", min=0)] = 10,
    weighted: Weighted = None,
    largest: Annotated[
        bool, typer.Option("--largest", help="Measure the largest component only.")
    ] = False,
    graph: GraphOption = None,
    as_of: AsOf = None,
    possible: Possible = False,
    format_: Annotated[
        TextFormat, typer.Option("--format", "-f", help=f"{choices(TextFormat)}.")
    ] = TextFormat.table,
    draws: Annotated[
        int,
        typer.Option(
            help="Draws of the evidence, for 95 % intervals; 0 for none, else 1000.", min=0
        ),
    ] = 0,
    seed: Annotated[int, typer.Option(help="Where random numbers start.", min=0)] = 0,
    evidence: Annotated[
        Path | None, typer.Option(help="With --draws: an evidence model (TOML).")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the measures.")] = False,
) -> None:
    """Rank the nodes or edges of a network: degree, betweenness, closeness, pagerank and others.

    `--list` prints every measure with its definition. `--draws` adds how sure value and rank are,
    given how well each statement is evidenced.

    Example: `coopgraph rank partnerships --measure degree --top 5`
    """
    terminal = Terminal()
    if list_:
        chosen = (m for m in MEASURES.values() if m.unit in RANKED)
        terminal.table(["measure", "of", "is"], [(m.name, m.unit, m.definition) for m in chosen])
        return
    network = find_network(terminal, graph, projection, as_of, possible)
    if draws:
        if largest:
            raise typer.BadParameter("it does not go with --draws", param_hint="'--largest'")
        with terminal.progress(f"{draws:,} draws") as progress:
            drawn = uncertainty(
                network,
                measure,
                model=read_evidence_model(evidence) if evidence else EvidenceModel(),
                draws=draws,
                seed=seed,
                weighted=weighted,
                progress=progress,
            )
        result = drawn.result(shown=top or None)
    else:
        result = rank(network, measure, top or None, weighted=weighted, largest=largest)
    print_rank(terminal, result, network.title, format_.value)


@networks.command("describe")
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
        TextFormat, typer.Option("--format", "-f", help=f"{choices(TextFormat)}.")
    ] = TextFormat.table,
) -> None:
    """Describe a whole network: size, components, density, distances, clustering, inequality.

    Example: `coopgraph describe partnerships`
    """
    terminal = Terminal()
    network = find_network(terminal, graph, projection, as_of, possible)
    print_description(terminal, describe(network, measures or None), network.title, format_.value)


@networks.command("path")
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
        PathFormat, typer.Option("--format", "-f", help=f"{choices(PathFormat)}.")
    ] = PathFormat.text,
) -> None:
    """Print the shortest chain between two names, each step with its statement, date and source.

    Example: `coopgraph path Umeå Turku`
    """
    terminal = Terminal()
    network = find_network(terminal, graph, projection, as_of, possible)
    print_path(
        terminal,
        network,
        (source, target),
        format_.value,
        count=count,
        without=without or (),
        types=types or None,
    )


@networks.command("show")
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
        Engine, typer.Option(help=f"What draws the page: {choices(Engine)}.")
    ] = Engine.pyvis,
) -> None:
    """Write the network as one HTML file that opens offline, with the sources of every edge.

    Example: `coopgraph show partnerships -o partnerships.html`
    """
    terminal = Terminal()
    network = find_network(terminal, graph, projection, as_of, possible)
    terminal.note(f"drawing with {engine.value}: {len(network.nodes):,} nodes")
    write_page(network, out, title=title or None)
    terminal.answer(str(out))
