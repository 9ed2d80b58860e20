"""The commands about networks: project, rank, describe, path, export and show."""

import webbrowser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from coopgraph.api import show
from coopgraph.commands import (
    Connection,
    print_description,
    print_export,
    print_network,
    print_path,
    print_rank,
    print_series,
    writable,
    write_result,
)
from coopgraph.network.change.timeline import series
from coopgraph.network.measures.registry import MEASURES, describe, find_measure, rank
from coopgraph.network.paths.ego import common_neighbours, why
from coopgraph.network.paths.paths import all_paths, path
from coopgraph.network.paths.walking import Limits
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.uncertainty.draws import uncertainty
from coopgraph.networks import DEFAULT_PROJECTION, projection_names
from coopgraph.options import (
    RANKED,
    AllPaths,
    AlongRoles,
    AlongTypes,
    Around,
    AsOf,
    ByYear,
    CommonOnly,
    Count,
    Draws,
    Engine,
    EngineOption,
    EvidenceFile,
    GraphOption,
    MaxLength,
    Measured,
    Options,
    PathFormat,
    Possible,
    ProjectionArgument,
    ProjectionOption,
    Radius,
    ResultFile,
    Seed,
    TextFormat,
    Through,
    Top,
    Weighted,
    WhyConnected,
    Without,
    WithoutTypes,
    choices,
    evidence_model,
    find_both,
    find_network,
    find_networks,
    measure_options,
    near,
    years_of,
)
from coopgraph.terminal import Terminal
from coopgraph.view.formats import FORMATS

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
    around: Around = None,
    radius: Radius = None,
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
    network = find_network(terminal, graph, projection, as_of, possible)
    print_network(terminal, near(network, around, radius), out)


@networks.command("rank")
def rank_command(
    projection: ProjectionArgument = DEFAULT_PROJECTION,
    measure: Measured = "betweenness",
    top: Top = 10,
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
    draws: Draws = 0,
    seed: Seed = 0,
    evidence: EvidenceFile = None,
    by_year: ByYear = None,
    option: Options = None,
    engine: EngineOption = "auto",
    out: ResultFile = None,
    list_: Annotated[bool, typer.Option("--list", help="List the measures.")] = False,
) -> None:
    """Rank the nodes or edges of a network: degree, betweenness, closeness, pagerank and others.

    `--list` prints every measure with its definition. `--draws` adds how sure value and rank are,
    given how well each statement is evidenced. `--by-year` follows the nodes that are among the
    first in some year.

    Example: `coopgraph rank partnerships --measure degree --top 5`
    """
    terminal = Terminal()
    if list_:
        _print_measures(terminal)
        return
    writable(out)
    model = evidence_model(evidence, draws)
    _fitting(by_year, draws=draws, largest=largest, as_of=as_of)
    how: dict[str, Any] = {"weighted": weighted, "engine": engine, **measure_options(option)}
    if by_year:
        years = years_of(by_year)
        _, network, shared = find_networks(terminal, graph, projection)
        shown = top or len(network.nodes)
        with terminal.progress(f"{measure}, year by year"):
            result = series(network, measure, years, top=shown, shared=shared, **how)
        print_series(terminal, [result], format_.value)
    elif draws:
        _, network, shared = find_networks(terminal, graph, projection, as_of, possible)
        how |= {"model": model, "draws": draws, "seed": seed, "shared": shared}
        with terminal.progress(f"{draws:,} draws") as progress:
            drawn = uncertainty(network, measure, progress=progress, **how)
        result = drawn.result(shown=top or None)
        print_rank(terminal, result, network.title, format_.value)
    else:
        network = find_network(terminal, graph, projection, as_of, possible)
        with terminal.progress(measure):
            result = rank(network, measure, top or None, largest=largest, **how)
        print_rank(terminal, result, network.title, format_.value)
    write_result(terminal, result, out)


def _fitting(by_year: str | None, *, draws: int, largest: bool, as_of: str | None) -> None:
    """Refuse options of a ranking that say nothing together."""
    if by_year and (draws or largest or as_of):
        message = "it does not go with --draws, --largest and --as-of"
        raise typer.BadParameter(message, param_hint="'--by-year'")
    if draws and largest:
        raise typer.BadParameter("it does not go with --draws", param_hint="'--largest'")


def _print_measures(terminal: Terminal) -> None:
    chosen = (m for m in MEASURES.values() if m.unit in RANKED)
    rows = [(m.name, m.unit, ", ".join(m.options), m.definition) for m in chosen]
    terminal.table(["measure", "of", "options", "is"], rows)


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
    by_year: ByYear = None,
    option: Options = None,
    format_: Annotated[
        TextFormat, typer.Option("--format", "-f", help=f"{choices(TextFormat)}.")
    ] = TextFormat.table,
    out: ResultFile = None,
) -> None:
    """Describe a whole network: size, components, density, distances, clustering, inequality.

    Example: `coopgraph describe partnerships`
    """
    terminal = Terminal()
    writable(out)
    options: dict[str, Any] = {**measure_options(option)}
    if by_year:
        if out:
            message = "it writes one result, and not one a figure"
            raise typer.BadParameter(message, param_hint="'--out'")
        if as_of or not measures:
            message = "name figures with --measure; it does not go with --as-of"
            raise typer.BadParameter(message, param_hint="'--by-year'")
        names = [find_measure(name, ("network",)).name for name in measures]
        years = years_of(by_year)
        _, network, shared = find_networks(terminal, graph, projection)
        with terminal.progress("describing, year by year"):
            results = [series(network, name, years, shared=shared, **options) for name in names]
        print_series(terminal, results, format_.value)
        return
    network = find_network(terminal, graph, projection, as_of, possible)
    with terminal.progress("describing"):
        result = describe(network, measures or None, **options)
    print_description(terminal, result, network.title, format_.value)
    write_result(terminal, result, out)


@networks.command("path")
def path_command(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="Where the path begins: any name, any language.")
    ],
    target: Annotated[str, typer.Argument(metavar="TO", help="Where it ends.")],
    projection: ProjectionOption = DEFAULT_PROJECTION,
    count: Count = None,
    all_: AllPaths = False,
    max_length: MaxLength = None,
    why_: WhyConnected = False,
    common: CommonOnly = False,
    without: Without = None,
    types: AlongTypes = None,
    roles: AlongRoles = None,
    through: Through = None,
    without_types: WithoutTypes = None,
    graph: GraphOption = None,
    as_of: AsOf = None,
    possible: Possible = False,
    format_: Annotated[
        PathFormat, typer.Option("--format", "-f", help=f"{choices(PathFormat)}.")
    ] = PathFormat.text,
) -> None:
    """Print the shortest chain between two names, each step with its statement, date and source.

    `--all` gives all chains up to a length instead, `--why` what joins the two directly or through
    a common neighbour, and `--common` only the latter.

    Example: `coopgraph path Umeå Turku`
    """
    limits: Limits = {
        "without": without or (),
        "types": types or None,
        "roles": roles or None,
        "through": through or None,
        "without_types": without_types or (),
    }
    ask = _question(limits, count, max_length, all_=all_, why_=why_, common=common)
    terminal = Terminal()
    network = find_network(terminal, graph, projection, as_of, possible)
    print_path(terminal, network, (source, target), format_.value, ask)


def _question(
    limits: Limits,
    count: int | None,
    max_length: int | None,
    *,
    all_: bool,
    why_: bool,
    common: bool,
) -> Callable[[Projection, str, str], Connection]:
    """Return what is asked about two nodes."""
    if all_ + why_ + common > 1:
        raise typer.BadParameter("give one of --all, --why and --common")
    if max_length is not None and not all_:
        raise typer.BadParameter("it goes with --all only", param_hint="'--max-length'")
    if common and count is not None:
        raise typer.BadParameter("it does not go with --common", param_hint="'--count'")
    if all_:
        return partial(all_paths, max_length=max_length or 3, most=count or 1000, **limits)
    if common:
        return partial(common_neighbours, **limits)
    return partial(why if why_ else path, k=count or 1, **limits)


@networks.command("export")
def export_command(
    out: Annotated[
        Path,
        typer.Option("--out", "-o", help="A file; for CSV and Parquet a folder."),
    ],
    projection: ProjectionArgument = DEFAULT_PROJECTION,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help=f"One of {', '.join(FORMATS)}; unless said, what the file's name ends in.",
            show_default=False,
        ),
    ] = None,
    graph: GraphOption = None,
    around: Around = None,
    radius: Radius = None,
    as_of: AsOf = None,
    possible: Possible = False,
) -> None:
    """Write the network for Gephi, Cytoscape, Pajek, UCINET and others, with whom to credit.

    Standard output has the files written; standard error says what the format cannot hold.

    Example: `coopgraph export partnerships -o partnerships.gexf`
    """
    terminal = Terminal()
    network = find_network(terminal, graph, projection, as_of, possible)
    print_export(terminal, near(network, around, radius), out, format_)


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
    ] = Engine.explorer,
    sparql: Annotated[
        bool,
        typer.Option(
            "--sparql/--no-sparql",
            help="Whether the page answers SPARQL; it then holds the whole graph.",
        ),
    ] = True,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Write the network as one HTML file that opens offline, with the sources of every edge.

    Network, map, timeline, table, search, filters and SPARQL are in the page; see
    docs/explorer.md.

    Example: `coopgraph show partnerships -o partnerships.html`
    """
    terminal = Terminal()
    built, network = find_both(terminal, graph, projection, as_of, possible)
    terminal.note(f"drawing with {engine.value}: {len(network.nodes):,} nodes")
    shown = show(network, graph=built, title=title or None, engine=engine.value, sparql=sparql)
    with terminal.progress("drawing"):
        path = shown.write(out)
    terminal.answer(str(out))
    if open_:
        webbrowser.open(path.absolute().as_uri())
