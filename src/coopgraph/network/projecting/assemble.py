"""From the rows of a query to a projection: fold, filter, merge, and account for every row."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from coopgraph.dates import status_column
from coopgraph.errors import InputError
from coopgraph.network.projecting.contract import (
    EDGE_COLUMNS,
    NODE_COLUMNS,
    STATEMENT_COLUMNS,
    Kind,
    Mode,
    among,
    check_columns,
)
from coopgraph.network.projecting.loss import LossReport, tally
from coopgraph.network.projecting.onemode import one_mode
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.projecting.spec import NOT_REAL, ProjectionSpec

__all__ = ["BOUND_COLUMNS", "Certainty", "assemble", "fold_actors"]

Certainty: TypeAlias = Literal["certain", "possible"]

REPRESENTED: Final = "represented"  # the role of whoever another acts for
BOUND_COLUMNS: Final = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
_ROWS: Final[Mapping[str, Kind]] = {"statement": "text", "source": "text", "target": "text"}
_ENTITIES: Final[Mapping[str, Kind]] = {
    name: kind for name, kind in NODE_COLUMNS.items() if name not in ("side", "members")
}
_STATEMENTS: Final[Mapping[str, Kind]] = {
    **STATEMENT_COLUMNS,
    **dict.fromkeys(BOUND_COLUMNS, "text"),
}
_FOLD: Final[Mapping[str, Kind]] = {"entity": "text", "actor": "text"}


def assemble(
    spec: ProjectionSpec,
    rows: pd.DataFrame,
    entities: pd.DataFrame,
    statements: pd.DataFrame,
    fold: pd.DataFrame,
    *,
    graph_fingerprint: str,
    as_of: dt.date | None = None,
    status: Certainty = "certain",
    stages: Sequence[str] = (),
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
    entities : pandas.DataFrame
        All entities: ``id, label, type, kind, country, lat, lon, names``, optionally ``hidden``
        (tuple: names to be found but never shown).
    statements : pandas.DataFrame
        All statements of the graph, one row a statement and evidence: `STATEMENT_COLUMNS` and
        `BOUND_COLUMNS`. Stage and preference are slugs.
    fold : pandas.DataFrame
        ``entity, actor``: who acts for whom. Chains are followed to their end. An entity with
        several actors stays itself.
    graph_fingerprint : str
        Fingerprint of the graph.
    as_of : datetime.date, optional
        Keep only what held on this day.
    status : {"certain", "possible"}
        With `as_of`, whether what possibly held counts too.
    stages : sequence of str
        Stages that make an edge, instead of those of the spec.

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
    _check(spec, rows, entities, statements, fold)
    loss = LossReport()
    loss.add("read", "rows of the query", len(rows))
    facts = statements.drop_duplicates("statement")
    edges = _with_facts(spec, rows, facts)
    edges = _keep_real(edges, loss, tuple(stages) or spec.stages, as_of, status)
    edges = _keep_joined(edges, loss, set(entities["id"].to_list()))
    actors = fold_actors(fold, entities["id"]) if spec.actor == "territory" else {}
    edges = _fold(edges, loss, actors)
    edges = _merge(_orient(spec, edges, loss), loss)
    loss.add("kept", "edges", len(edges))
    loss.note_expansion(edges)
    if spec.actor == "territory":
        loss.note_ambiguous(fold)
    loss.note_uncovered(facts[~among(facts["statement"], rows["statement"])])
    nodes = _nodes(spec, edges, entities, actors)
    mode: Mode = spec.mode
    if spec.one_mode:
        nodes, edges, notes = one_mode(nodes, edges, keep=spec.one_mode, weight=spec.weight)
        mode = "one-mode"
        for reason, count, detail in notes:
            loss.add("note", reason, count, detail)
    cited = {iri for iris in edges["statements"] for iri in iris}
    return Projection(
        name=spec.name,
        title=spec.title,
        definition=spec.definition,
        directed=spec.directed,
        mode=mode,
        actor_rule=spec.actor,
        graph_fingerprint=graph_fingerprint,
        nodes=nodes,
        edges=edges,
        statements=statements.loc[
            among(statements["statement"], cited), list(STATEMENT_COLUMNS)
        ].reset_index(drop=True),
        loss=loss.frame(),
        parameters=_parameters(spec, as_of, status, stages),
        spellings=_spellings(entities),
    )


def fold_actors(fold: pd.DataFrame, entities: "pd.Series[str]") -> dict[str, str]:
    """Find for every entity the actor that it finally acts for.

    Parameters
    ----------
    fold : pandas.DataFrame
        ``entity, actor``: one step of folding.
    entities : pandas.Series of str
        The entities that exist: nothing folds into anything else.

    Returns
    -------
    dict of str to str
        The last actor of each chain; entities that stay themselves are left out. An entity with
        several actors ends a chain, and a circle of actors stays as it is.

    Examples
    --------
    >>> steps = pd.DataFrame({"entity": ["office", "city"], "actor": ["city", "territory"]})
    >>> fold_actors(steps, pd.Series(["office", "city", "territory"]))
    {'office': 'territory', 'city': 'territory'}
    """
    known = fold[among(fold["actor"], entities) & (fold["entity"] != fold["actor"])]
    single = known.drop_duplicates()
    single = single[~single["entity"].duplicated(keep=False)]
    step = dict(zip(single["entity"].to_list(), single["actor"].to_list(), strict=True))
    actors = {}
    for entity in step:
        seen, last = {entity}, step[entity]
        while last in step and last not in seen:
            seen.add(last)
            last = step[last]
        if last not in seen:
            actors[entity] = last
    return actors


def _check(
    spec: ProjectionSpec,
    rows: pd.DataFrame,
    entities: pd.DataFrame,
    statements: pd.DataFrame,
    fold: pd.DataFrame,
) -> None:
    columns: dict[str, Kind] = dict(_ROWS)
    if "role" in rows.columns:
        columns["role"] = "text"
    if spec.weight == "query":
        columns["weight"] = "any"
    problems = [
        *check_columns(f"result of {spec.name}.rq", rows, columns),
        *check_columns("table of entities", entities, _ENTITIES),
        *check_columns("table of statements", statements, _STATEMENTS),
        *check_columns("table of actors", fold, _FOLD),
    ]
    if problems:
        raise InputError(problems)


def _with_facts(spec: ProjectionSpec, rows: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Put what the statements say beside the rows; unknown statements have type NaN."""
    edges = rows[["statement", "source", "target"]].copy()
    edges["role"] = rows["role"] if "role" in rows.columns else ""
    edges["weight"] = 1.0
    if spec.weight == "query":
        edges["weight"] = pd.to_numeric(rows["weight"], errors="coerce").astype(float)
    wanted = ["type", "begin", "end", *BOUND_COLUMNS, "as_of", "stage", "preference"]
    return edges.merge(facts[["statement", *wanted]], on="statement", how="left")


def _keep_real(
    edges: pd.DataFrame,
    loss: LossReport,
    stages: tuple[str, ...],
    as_of: dt.date | None,
    status: Certainty,
) -> pd.DataFrame:
    """Keep the rows whose statement is known, not deprecated, real, and held on the day."""
    edges = loss.drop(edges, edges["type"].isna(), "the statement is not in the graph")
    edges = loss.drop(edges, edges["preference"] == "deprecated", "the statement is deprecated")
    stage = edges["stage"]
    unreal = ~stage.isin([*stages, ""]) if stages else stage.isin(NOT_REAL)
    for name in sorted(stage[unreal].unique()):
        edges = loss.drop(edges, edges["stage"] == name, f"stage: {name}")
    if as_of is None:
        return edges
    held = status_column(edges, as_of)
    out = ["no", "unknown"] if status == "possible" else ["no", "unknown", "possible"]
    for name in out:
        held = held[edges.index]
        edges = loss.drop(edges, held == name, f"held on {as_of}: {name}")
    return edges


def _keep_joined(edges: pd.DataFrame, loss: LossReport, entities: set[str]) -> pd.DataFrame:
    """Keep the rows that join two different entities."""
    for end in ("source", "target"):
        edges = loss.drop(edges, edges[end] == "", f"the {end} is missing")
        edges = loss.drop(edges, ~among(edges[end], entities), f"the {end} is no entity")
    countable = (edges["weight"] > 0) & np.isfinite(edges["weight"])
    edges = loss.drop(edges, ~countable, "the weight is not stated or not above 0")
    return loss.drop(edges, edges["source"] == edges["target"], "self-loop in the result")


def _fold(edges: pd.DataFrame, loss: LossReport, actors: dict[str, str]) -> pd.DataFrame:
    """Put every end's actor in its place; remember the ends as they were."""
    edges = edges.assign(stated_source=edges["source"], stated_target=edges["target"])
    if not actors:
        return edges
    ends = pd.concat([edges["source"], edges["target"]])
    folded = sorted(ends[among(ends, actors)].unique())
    into = len({actors[entity] for entity in folded})
    loss.add("note", "entities folded into their actor", len(folded), f"into {into} actors")
    for end in ("source", "target"):
        acting = [actors.get(entity, entity) for entity in edges[end].to_list()]
        edges[end] = pd.Series(acting, index=edges.index, dtype="str")
    return loss.drop(edges, edges["source"] == edges["target"], "self-loop after folding")


def _orient(spec: ProjectionSpec, edges: pd.DataFrame, loss: LossReport) -> pd.DataFrame:
    """Give undirected edges one order, and two-mode edges clean sides."""
    if spec.mode == "two-mode":
        both = among(edges["target"], edges["source"])
        return loss.drop(edges, both, "the target stands on the side of the sources too")
    if spec.directed:
        return edges
    edges = edges.copy()
    for one, other in (("source", "target"), ("stated_source", "stated_target")):
        turned = edges[one] > edges[other]
        edges.loc[turned, [one, other]] = edges.loc[turned, [other, one]].to_numpy()
    return edges


def _merge(edges: pd.DataFrame, loss: LossReport) -> pd.DataFrame:
    """Make one edge of the rows with the same statement, ends and role.

    Where folding brings together who acts and on whose behalf, the acting role stays.
    """
    key = ["source", "target", "type", "statement", "role"]
    ends = ["stated_source", "stated_target"]
    edges = edges.sort_values("role", key=lambda roles: roles == REPRESENTED, kind="stable")
    repeated = edges.duplicated(["statement", *ends, "role"])
    stated = edges.groupby(["statement", "source", "target"])[ends].transform("first")
    moved = (edges[ends] != stated).any(axis=1)
    folded = (edges.duplicated(["statement", "source", "target"]) & moved) & ~repeated
    for bad, reason in ((repeated, "the row repeats another"), (folded, "folding made them one")):
        loss.add("merged", reason, int(bad.sum()), tally(edges.loc[bad, "type"]))
    edges = edges.assign(weight=edges.groupby(key)["weight"].transform("max"))
    edges = edges[~(repeated | folded)].sort_values(key, ignore_index=True)
    edges["statements"] = pd.Series([(iri,) for iri in edges["statement"].to_list()], dtype=object)
    return edges[list(EDGE_COLUMNS)]


def _nodes(
    spec: ProjectionSpec, edges: pd.DataFrame, entities: pd.DataFrame, actors: dict[str, str]
) -> pd.DataFrame:
    """The entities at the ends of the edges, with those that are folded into them."""
    sources = set(edges["source"].to_list())
    nodes = entities[among(entities["id"], sources.union(edges["target"].to_list()))]
    nodes = nodes.drop_duplicates("id").sort_values("id", ignore_index=True)
    folded: dict[str, list[str]] = {}
    for entity, actor in sorted(actors.items()):
        folded.setdefault(actor, []).append(entity)
    known = dict(zip(entities["id"].to_list(), entities["names"].to_list(), strict=True))
    members = [(iri, *folded.get(iri, ())) for iri in nodes["id"].to_list()]
    names = [
        tuple(dict.fromkeys([label, *(name for iri in iris for name in known.get(iri, ()))]))
        for label, iris in zip(nodes["label"].to_list(), members, strict=True)
    ]
    side = ["a" if iri in sources else "b" for iri in nodes["id"].to_list()]
    nodes = nodes.assign(
        side=pd.Series(side if spec.mode == "two-mode" else [""] * len(nodes), dtype="str"),
        members=pd.Series(members, dtype=object),
        names=pd.Series(names, dtype=object),
    )
    return nodes[list(NODE_COLUMNS)].astype({"lat": float, "lon": float})


def _spellings(entities: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """All that every entity of the graph is called, its label first, misprints too."""
    hidden = entities["hidden"].to_list() if "hidden" in entities.columns else [()] * len(entities)
    shown = (entities[name].to_list() for name in ("id", "label", "names"))
    return {
        iri: tuple(dict.fromkeys((label, *names, *more)))
        for iri, label, names, more in zip(*shown, hidden, strict=True)
    }


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
