"""From the rows of a query to a projection: fold, filter, merge, and account for every row."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.dates import status_column
from coopgraph.errors import InputError
from coopgraph.network.projecting.codes import Codes, coded, firsts, groups, places
from coopgraph.network.projecting.contract import (
    EDGE_COLUMNS,
    NODE_COLUMNS,
    STATEMENT_COLUMNS,
    Kind,
    among,
    check_columns,
)
from coopgraph.network.projecting.credit import Credit, used_credits
from coopgraph.network.projecting.known import Known, taken
from coopgraph.network.projecting.loss import LossReport, tally
from coopgraph.network.projecting.onemode import one_mode
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.projecting.rows import MISSING, Rows
from coopgraph.network.projecting.spec import NOT_REAL, ProjectionSpec

__all__ = ["Certainty", "assemble"]

Certainty: TypeAlias = Literal["certain", "possible"]

REPRESENTED: Final = "represented"  # the role of whoever another acts for
_ROWS: Final[Mapping[str, Kind]] = {"statement": "text", "source": "text", "target": "text"}


def assemble(
    spec: ProjectionSpec,
    rows: pd.DataFrame,
    graph: Known,
    *,
    graph_fingerprint: str,
    as_of: dt.date | None = None,
    status: Certainty = "certain",
    stages: Sequence[str] = (),
    credits: Iterable[Credit] = (),
) -> Projection:
    """Build a projection from plain tables.

    A row of the query's result becomes an edge unless its statement is deprecated, is not real
    (its stage is considered, planned or unknown), did not hold on the day asked for, an end or a
    weight is missing, or folding makes a self-loop of it. Rows with the same statement, ends and
    role become one. Whatever is left out is counted in the loss report, with its reason.

    Parameters
    ----------
    spec : ProjectionSpec
        What the projection file says.
    rows : pandas.DataFrame
        The query's result: ``statement, source, target`` (IRIs), optionally ``role`` (slug) and
        ``weight`` (number, as such or as text; read where the spec says ``query``).
    graph : Known
        The tables of the graph.
    graph_fingerprint : str
        Fingerprint of the graph.
    as_of : datetime.date, optional
        Keep only what held on this day.
    status : {"certain", "possible"}
        With `as_of`, whether what possibly held counts too.
    stages : sequence of str
        Stages that make an edge, instead of those of the spec.
    credits : iterable of Credit
        The data sets of the graph; those that the network rests on are credited.

    Returns
    -------
    Projection
        Nodes and edges in order of their IRIs.

    Raises
    ------
    InputError
        Where a table lacks a column or holds a bad cell.

    Notes
    -----
    A statement without a stage (a plain fact, such as that a place lies in a country) is real.
    Where rows that become one have different weights, the greatest is kept.
    """
    if problems := [*check_columns(f"result of {spec.name}.rq", rows, _columns(spec, rows))]:
        raise InputError(problems)
    loss = LossReport()
    loss.add("read", "rows of the query", len(rows))
    # From here on statements, ends and roles are places in tables that are in order.
    found, roles = _coded_rows(spec, rows, graph)
    del rows  # the texts of a million rows
    uncovered = np.ones(len(graph.facts), dtype=bool)
    uncovered[found.fact[found.fact >= 0]] = False
    found = _keep_real(found, graph, loss, tuple(stages) or spec.stages, as_of, status)
    found = _keep_joined(found, loss)
    if spec.actor == "territory":
        found = _fold(found, graph, loss)
    found = _merge(_orient(spec, found, loss), loss, graph.type_rank, roles)
    loss.add("kept", "edges", len(found))
    made = np.bincount(found.fact, minlength=len(graph.facts))
    loss.note_expansion(made)
    if spec.actor == "territory":
        loss.note_ambiguous(graph.ambiguous)
    stages_left = [graph.stages[1][code] for code in graph.stages[0][uncovered]]
    loss.note_uncovered(graph.types[:-1][uncovered], stages_left)
    nodes = _nodes(spec, found, graph)
    edges = _edge_table(found, graph, roles)
    cited = made[graph.fact] > 0
    if spec.one_mode:
        nodes, edges, notes = one_mode(nodes, edges, keep=spec.one_mode, weight=spec.weight)
        for reason, count, detail in notes:
            loss.add("note", reason, count, detail)
        left = set(chain.from_iterable(edges["statements"].to_list()))
        cited = among(graph.statements["statement"], left).to_numpy(bool)
    cited_table = pd.DataFrame(
        taken(graph.statements, STATEMENT_COLUMNS, np.flatnonzero(cited)), copy=False
    )
    return Projection(
        name=spec.name,
        title=spec.title,
        definition=spec.definition,
        directed=spec.directed,
        mode="one-mode" if spec.one_mode else spec.mode,
        actor_rule=spec.actor,
        graph_fingerprint=graph_fingerprint,
        nodes=nodes,
        edges=edges,
        statements=cited_table,
        loss=loss.frame(),
        parameters=_parameters(spec, as_of, status, stages),
        credits=used_credits(credits, cited_table["statement"]),
        spellings=graph.spellings,
    )


def _columns(spec: ProjectionSpec, rows: pd.DataFrame) -> dict[str, Kind]:
    """What the result of the query must have."""
    columns: dict[str, Kind] = dict(_ROWS)
    if "role" in rows.columns:
        columns["role"] = "text"
    if spec.weight == "query":
        columns["weight"] = "any"
    return columns


def _coded_rows(
    spec: ProjectionSpec, rows: pd.DataFrame, graph: Known
) -> tuple[Rows, "pd.Series[str]"]:
    """Put the rows into numbers; with the names of the roles."""
    fact = places(rows["statement"], graph.facts["statement"])
    source, target = (_ends(rows[end], graph) for end in ("source", "target"))
    if "role" in rows.columns:
        role, roles = coded(rows["role"])
    else:
        role, roles = np.zeros(len(rows), dtype=np.intp), pd.Series([""], dtype="str")
    weight = np.ones(len(rows))
    if spec.weight == "query":
        weight = pd.to_numeric(rows["weight"], errors="coerce").to_numpy(float)
    type_ = graph.types[fact]
    return Rows(fact, source, target, source, target, role, weight, type_), roles


def _ends(column: "pd.Series[str]", graph: Known) -> Codes:
    """Find the entities that are ends of the rows."""
    place = places(column, graph.entities["id"])
    if (place < 0).any():
        place[(column == "").to_numpy(bool)] = MISSING
    return place


def _keep_real(
    rows: Rows,
    graph: Known,
    loss: LossReport,
    stages: tuple[str, ...],
    as_of: dt.date | None,
    status: Certainty,
) -> Rows:
    """Keep the rows whose statement is known, not deprecated, real, and held on the day."""
    rows = loss.drop(rows, rows.fact < 0, "the statement is not in the graph")
    rows = loss.drop(rows, graph.deprecated[rows.fact], "the statement is deprecated")
    rows = loss.drop(rows, graph.gone[rows.fact], "its source no longer makes the statement")
    stage, names = graph.stages
    for code, name in enumerate(names):
        if name not in (*stages, "") if stages else name in NOT_REAL:
            rows = loss.drop(rows, stage[rows.fact] == code, f"stage: {name}")
    if as_of is None:
        return rows
    held = status_column(graph.facts.take(rows.fact), as_of).to_numpy(object)
    out = ["no", "unknown"] if status == "possible" else ["no", "unknown", "possible"]
    for name in out:
        bad = held == name
        rows, held = loss.drop(rows, bad, f"held on {as_of}: {name}"), held[~bad]
    return rows


def _keep_joined(rows: Rows, loss: LossReport) -> Rows:
    """Keep the rows that join two different entities."""
    for end in ("source", "target"):
        rows = loss.drop(rows, getattr(rows, end) == MISSING, f"the {end} is missing")
        rows = loss.drop(rows, getattr(rows, end) < 0, f"the {end} is no entity")
    countable = (rows.weight > 0) & np.isfinite(rows.weight)
    rows = loss.drop(rows, ~countable, "the weight is not stated or not above 0")
    return loss.drop(rows, rows.source == rows.target, "self-loop in the result")


def _fold(rows: Rows, graph: Known, loss: LossReport) -> Rows:
    """Put every end's actor in its place."""
    ends = np.unique([rows.source, rows.target])
    folded = ends[graph.acts_for[ends] != ends]
    into = len(np.unique(graph.acts_for[folded]))
    loss.add("note", "entities folded into their actor", len(folded), f"into {into} actors")
    rows = replace(rows, source=graph.acts_for[rows.source], target=graph.acts_for[rows.target])
    return loss.drop(rows, rows.source == rows.target, "self-loop after folding")


def _orient(spec: ProjectionSpec, rows: Rows, loss: LossReport) -> Rows:
    """Give undirected edges one order, and two-mode edges clean sides."""
    if spec.mode == "two-mode":
        both = np.isin(rows.target, rows.source)
        return loss.drop(rows, both, "the target stands on the side of the sources too")
    if spec.directed:
        return rows
    return replace(
        rows,
        source=np.minimum(rows.source, rows.target),
        target=np.maximum(rows.source, rows.target),
        stated_source=np.minimum(rows.stated_source, rows.stated_target),
        stated_target=np.maximum(rows.stated_source, rows.stated_target),
    )


def _merge(rows: Rows, loss: LossReport, type_rank: Codes, roles: "pd.Series[str]") -> Rows:
    """Make one edge of the rows with the same statement, ends and role.

    Where folding brings together who acts and on whose behalf, the acting role stays.
    """
    represented = (roles == REPRESENTED).to_numpy(bool)[rows.role]
    if represented.any():
        rows = rows.at(np.argsort(represented, kind="stable"))
    repeated = _again(groups(rows.fact, rows.stated_source, rows.stated_target, rows.role))
    joined = groups(rows.fact, rows.source, rows.target)
    first = firsts(joined)[joined]
    moved = rows.stated_source != rows.stated_source[first]
    moved |= rows.stated_target != rows.stated_target[first]
    folded = _again(joined) & moved & ~repeated
    for bad, reason in ((repeated, "the row repeats another"), (folded, "folding made them one")):
        loss.add("merged", reason, int(bad.sum()), tally(rows.type[bad]))
    same = groups(joined, rows.role)
    greatest = np.zeros(len(rows))
    np.maximum.at(greatest, same, rows.weight)
    order = np.lexsort((rows.role, rows.fact, type_rank[rows.fact], rows.target, rows.source))
    kept = order[~(repeated | folded)[order]]
    return replace(rows, weight=greatest[same]).at(kept)


def _again(group: Codes) -> npt.NDArray[np.bool_]:
    """Which rows are not the first of their group."""
    return np.asarray(firsts(group)[group] != np.arange(len(group)))


def _edge_table(rows: Rows, graph: Known, roles: "pd.Series[str]") -> pd.DataFrame:
    """Turn numbers back into what they stand for."""
    ids = graph.entities["id"].array
    statements = graph.facts["statement"].array.take(rows.fact).tolist()
    table = {
        **taken(graph.facts, EDGE_COLUMNS, rows.fact),
        "source": ids.take(rows.source),
        "target": ids.take(rows.target),
        "role": roles.array.take(rows.role),
        "weight": rows.weight,
        "statements": pd.Series(list(zip(statements)), dtype=object),
    }
    return pd.DataFrame({name: table[name] for name in EDGE_COLUMNS}, copy=False)


def _nodes(spec: ProjectionSpec, rows: Rows, graph: Known) -> pd.DataFrame:
    """The entities at the ends of the edges, with those that are folded into them."""
    used = np.unique([rows.source, rows.target])
    nodes = taken(graph.entities, NODE_COLUMNS, used)
    folded = graph.inside if spec.actor == "territory" else {}
    members: list[tuple[str, ...]] = []
    names: list[tuple[str, ...]] = []
    own = (nodes[column].tolist() for column in ("id", "label", "names"))
    for iri, label, called in zip(*own, strict=True):
        inside = folded.get(iri, ())
        members.append((iri, *inside))
        more = (name for one in inside for name in graph.names.get(one, ()))
        names.append(tuple(dict.fromkeys((label, *called, *more))))
    side = [""] * len(used)
    if spec.mode == "two-mode":
        side = np.where(np.isin(used, rows.source), "a", "b").tolist()
    nodes["side"] = pd.array(side, dtype="str")
    nodes["members"] = pd.Series(members, dtype=object)
    nodes["names"] = pd.Series(names, dtype=object)
    for degrees in ("lat", "lon"):
        nodes[degrees] = nodes[degrees].astype(float)
    return pd.DataFrame({name: nodes[name] for name in NODE_COLUMNS}, copy=False)


def _parameters(
    spec: ProjectionSpec, as_of: dt.date | None, status: Certainty, stages: Sequence[str]
) -> dict[str, str]:
    """What made the projection, beyond its file and the graph."""

    def said() -> Iterator[tuple[str, str]]:
        kept = tuple(stages) or spec.stages
        yield "stages", ", ".join(kept) if kept else f"all but {', '.join(NOT_REAL)}"
        yield "weight", spec.weight
        if spec.one_mode:
            yield "one_mode", spec.one_mode
        if as_of:
            yield "as_of", as_of.isoformat()
            yield "status", "certain" if status == "certain" else "certain or possible"

    return dict(said())
