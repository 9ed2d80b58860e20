"""The commands about change: what if something left (scenario), what differs (diff)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from coopgraph.commands import query_text, writable, write_result
from coopgraph.commands_change import (
    print_agreement,
    print_differences,
    print_robustness,
    print_scenario,
)
from coopgraph.graph_diff import diff_graphs, removal_by_query
from coopgraph.network.change.agreement import coding_agreement
from coopgraph.network.change.difference import diff
from coopgraph.network.change.period import Certainty
from coopgraph.network.change.removal import Removal
from coopgraph.network.change.robustness import robustness
from coopgraph.network.change.scenario import scenario
from coopgraph.network.change.timeline import changes
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result
from coopgraph.networks import DEFAULT_PROJECTION, one_day, project
from coopgraph.options import (
    AsOf,
    Draws,
    EvidenceFile,
    GraphOption,
    Measured,
    Possible,
    ProjectionArgument,
    Seed,
    TextFormat,
    Top,
    choices,
    evidence_model,
    find_graph,
    find_networks,
)
from coopgraph.terminal import Terminal
from coopgraph.view.formats import export, format_of

__all__ = ["change"]

change = typer.Typer()
"""The commands, to be added to the command line."""

Format = Annotated[TextFormat, typer.Option("--format", "-f", help=f"{choices(TextFormat)}.")]
Removed = Annotated[
    list[str] | None,
    typer.Option("--remove", help="A node to take out; may be given several times."),
]
Edge = Annotated[
    list[str] | None,
    typer.Option(
        metavar="A=B",
        help="Two names: the edges between them; may be given several times.",
        show_default=False,
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE",
        help="Nodes by type, kind, country, side or label, such as country=Finland.",
    ),
]
Types = Annotated[
    list[str] | None, typer.Option("--type", help="Edges of a type of statement: Twinning.")
]
Roles = Annotated[list[str] | None, typer.Option("--role", help="Edges of a role: lead-partner.")]
BegunSince = Annotated[
    str | None, typer.Option(help="Edges that did not begin before this day.", show_default=False)
]
EndedBy = Annotated[
    str | None, typer.Option(help="Edges that had ended by this day.", show_default=False)
]
ByQuery = Annotated[
    str | None,
    typer.Option(
        metavar="QUERY",
        help="What a SPARQL query, or a file with one, finds as ?statement or ?node.",
        show_default=False,
    ),
]
Neighbours = Annotated[
    bool, typer.Option("--neighbours", help="All nodes next to the nodes chosen, not these.")
]
Robust = Annotated[bool, typer.Option("--robustness", help="All nodes leave, one after the other.")]
By = Annotated[
    list[str] | None,
    typer.Option(
        help="With --robustness: random, or a measure whose greatest leaves first; "
        "degree, betweenness and random unless said."
    ),
]
Runs = Annotated[
    int | None,
    typer.Option(
        help="With --robustness: how many random orders; 100 unless said.",
        min=1,
        show_default=False,
    ),
]
Recalculate = Annotated[
    int,
    typer.Option(
        help="With --robustness: how often a measure is taken anew of what is left.",
        min=0,
        show_default=False,
    ),
]
ScenarioFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help="Write what is left: a network (.graphml, .gexf, …), or with --robustness the curves "
        "(.csv, .json, .svg, .png …).",
        show_default=False,
    ),
]
Before = Annotated[
    Path | None,
    typer.Argument(metavar="[BEFORE]", help="Folder of a built graph.", show_default=False),
]
After = Annotated[
    Path | None,
    typer.Argument(metavar="[AFTER]", help="Folder of another one.", show_default=False),
]
FirstDay = Annotated[
    str | None,
    typer.Option("--from", help="Of one graph: a day or period.", show_default=False),
]
LastDay = Annotated[
    str | None,
    typer.Option("--to", help="Of one graph: a later day or period.", show_default=False),
]
Compared = Annotated[
    str | None,
    typer.Option(
        "--projection",
        "-p",
        help="Compare this projection; unless said, of days and codings all-cooperation, and of "
        "two graphs their statements only.",
        show_default=False,
    ),
]
Codings = Annotated[
    bool, typer.Option("--codings", help="The two graphs are codings of the same documents.")
]
DiffFolder = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help="Of two graphs: the table (.csv), TriG (.trig), an RDF Patch (.rdfp), or a folder for "
        "the table and N-Quads.",
        show_default=False,
    ),
]
FirstPossible = Annotated[
    bool, typer.Option("--possible", help="With --from: also what possibly held.")
]


@change.command("scenario")
def scenario_command(
    projection: ProjectionArgument = DEFAULT_PROJECTION,
    remove: Removed = None,
    edge: Edge = None,
    where: Where = None,
    types: Types = None,
    roles: Roles = None,
    begun_since: BegunSince = None,
    ended_by: EndedBy = None,
    query: ByQuery = None,
    neighbours: Neighbours = False,
    measure: Measured = "betweenness",
    top: Top = 10,
    draws: Draws = 0,
    seed: Seed = 0,
    evidence: EvidenceFile = None,
    robust: Robust = False,
    by: By = None,
    runs: Runs = None,
    recalculate: Recalculate = 0,
    out: ScenarioFile = None,
    graph: GraphOption = None,
    as_of: AsOf = None,
    possible: Possible = False,
    format_: Format = TextFormat.table,
) -> None:
    """Take nodes, edges or statements out of a network and compare it with what it was.

    Several choices are taken out together. `--robustness` lets all nodes leave instead, and gives
    the robustness R: the mean share of the nodes that the largest component still holds.

    Example: `coopgraph scenario partnerships --remove Turku --top 3`
    """
    removal = Removal(
        nodes=tuple(remove or ()),
        edges=tuple(_ends(text) for text in edge or ()),
        where=_attributes(where or ()),
        types=tuple(types or ()),
        roles=tuple(roles or ()),
        begun_since=one_day(begun_since, "begun since") if begun_since else None,
        ended_by=one_day(ended_by, "ended by") if ended_by else None,
        neighbours=neighbours,
    )
    only = bool(by or runs or recalculate)
    _fitting(robust, chosen=bool(removal.words() or query), only=only, draws=draws)
    model = evidence_model(evidence, draws)
    if robust:
        writable(out)
    elif out is not None:
        format_of(out)  # before a long run, not after it
    terminal = Terminal()
    opened, network, shared = find_networks(terminal, graph, projection, as_of, possible)
    if robust:
        orders = {"runs": runs or 100, "recalculate": recalculate, "seed": seed}
        write_result(terminal, _fallen(terminal, network, by, format_, orders), out)
        return
    if query:
        removal = replace(removal, ids=removal_by_query(opened, query_text(query)).ids)
    with terminal.progress(f"{draws:,} draws" if draws else "comparing") as progress:
        how: dict[str, Any] = {"shared": shared, "draws": draws, "model": model, "seed": seed}
        found = scenario(network, removal, measure=measure, progress=progress, **how)
    print_scenario(terminal, found, top, format_.value)
    if out is not None:
        export(found.after, out)
        terminal.note(f"written: {out}")


def _fallen(
    terminal: Terminal,
    network: Projection,
    by: list[str] | None,
    form: TextFormat,
    how: Mapping[str, int],
) -> Result:
    """Print how fast the network falls apart; give the curves."""
    strategies = by or ("degree", "betweenness", "random")
    with terminal.progress("random orders") as progress:
        found = robustness(network, strategies, progress=progress, **how)
    print_robustness(terminal, found, form.value)
    return found.curves


def _ends(text: str) -> tuple[str, str]:
    """Read the two names of an edge; where a name has the sign itself, its IRI does."""
    one, sign, other = text.partition("=")
    if not (one.strip() and sign and other.strip()):
        message = f'"{text}": expected two names, such as "Turku=Saint Petersburg"'
        raise typer.BadParameter(message, param_hint="'--edge'")
    return one.strip(), other.strip()


def _fitting(robust: bool, *, chosen: bool, only: bool, draws: int) -> None:
    """Refuse options that say nothing together."""
    if robust and (chosen or draws):
        message = "all nodes leave: it does not go with what to take out, nor with --draws"
        raise typer.BadParameter(message, param_hint="'--robustness'")
    if only and not robust:
        raise typer.BadParameter(
            "they go with --robustness only", param_hint="'--by', '--runs', '--recalculate'"
        )
    if not (robust or chosen):
        raise typer.BadParameter("say what to take out, for example --remove NAME")


def _attributes(given: Iterable[str]) -> dict[str, list[str]]:
    """Read ``country=Finland``; several values of one attribute are alternatives."""
    found: dict[str, list[str]] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not (name and sign and value):
            message = f'"{text}": expected a name and a value, such as country=Finland'
            raise typer.BadParameter(message, param_hint="'--where'")
        found.setdefault(name, []).append(value)
    return found


@change.command("diff")
def diff_command(
    before: Before = None,
    after: After = None,
    first: FirstDay = None,
    last: LastDay = None,
    projection: Compared = None,
    codings: Codings = False,
    out: DiffFolder = None,
    measure: Measured = "degree",
    graph: GraphOption = None,
    possible: FirstPossible = False,
    format_: Format = TextFormat.table,
) -> None:
    """Say what differs between two days of a graph, two graphs, or two codings of one document.

    Two graphs are compared statement by statement; `--out` writes what to add and to remove. After
    an update, statements are also retired (their source no longer makes them) and confirmed (stated
    again for a later day).
    `--codings` compares two graphs by the last parts of their IRIs, and adds how far the coders
    agree, field by field.

    Example: `coopgraph diff --from 1960-01-01 --to 2000-01-01 -p partnerships`
    """
    terminal = Terminal()
    of_days = _of_days((first, last), (before, after))
    if of_days and (codings or out):
        raise typer.BadParameter("--codings and --out go with the folders of two graphs")
    if not of_days and (possible or graph):
        raise typer.BadParameter("--possible and --graph go with --from and --to")
    if codings and out:
        raise typer.BadParameter("it does not go with --codings", param_hint="'--out'")
    if first and last:
        _, network, shared = find_networks(terminal, graph, projection or DEFAULT_PROJECTION)
        status: Certainty = "possible" if possible else "certain"
        days = changes(network, first, last, status=status, measure=measure, shared=shared)
        print_differences(terminal, None, days, format_.value)
        return
    one, other = (find_graph(terminal, folder) for folder in (before, after))
    name = projection or (DEFAULT_PROJECTION if codings else None)
    pair = (project(one, name), project(other, name)) if name else None
    if codings and pair:
        found = diff(*pair, measure=measure, match="name")
        print_agreement(terminal, found, coding_agreement(*pair), format_.value)
        return
    with terminal.progress("comparing"):
        data = diff_graphs(one, other)
    networks = diff(*pair, measure=measure) if pair else None
    print_differences(terminal, data, networks, format_.value)
    if out is not None:
        for path in data.write(out):
            terminal.note(f"written: {path}")


def _of_days(days: tuple[str | None, str | None], folders: tuple[Path | None, Path | None]) -> bool:
    """Whether two days are compared, and not two graphs."""
    if all(days) and not any(folders):
        return True
    if all(folders) and not any(days):
        return False
    raise typer.BadParameter("give two days with --from and --to, or the folders of two graphs")
