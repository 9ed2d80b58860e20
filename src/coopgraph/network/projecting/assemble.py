"""From the rows of a query to a projection: fold, filter, merge, and account for every row."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from coopgraph.network.projecting.loss import LossReport, tally
from coopgraph.network.projecting.onemode import one_mode
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.projecting.spec import NOT_REAL, ProjectionSpec

__all__ = ["BOUND_COLUMNS", "Certainty", "assemble", "fold_actors", "spelt"]

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
# What decides about an edge, or stands in it.
_FACT_COLUMNS: Final = (
    *("statement", "type", "stage", "preference", "begin", "end", "as_of"),
    *BOUND_COLUMNS,
)
# The day from which its source no longer makes a statement; a table may lack it.
_GONE: Final = "no_longer_stated"
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
    credits: Iterable[Credit] = (),
    spellings: Mapping[str, tuple[str, ...]] | None = None,
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
    credits : iterable of Credit
        The data sets of the graph; those that the network rests on are credited.
    spellings : mapping of str to tuple of str, optional
        What `spelt` makes of the entities, where it is at hand.

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
    fact, _ = coded(statements["statement"])
    facts = statements[_columns(statements)].iloc[firsts(fact)].reset_index(drop=True)
    entities = entities.iloc[firsts(coded(entities["id"])[0])].reset_index(drop=True)
    # From here on statements, ends and roles are places in tables that are in order.
    edges, roles = _coded_rows(spec, rows, facts, entities["id"])
    covered = edges["fact"].to_numpy()
    edges = _keep_real(edges, facts, loss, tuple(stages) or spec.stages, as_of, status)
    edges = _keep_joined(edges, loss)
    actors = fold_actors(fold, entities["id"]) if spec.actor == "territory" else {}
    edges = _fold(edges, loss, actors, entities["id"])
    edges = _merge(_orient(spec, edges, loss), loss, facts["type"], roles)
    loss.add("kept", "edges", len(edges))
    made = np.bincount(edges["fact"], minlength=len(facts))
    loss.note_expansion(made)
    if spec.actor == "territory":
        loss.note_ambiguous(fold)
    loss.note_uncovered(facts[~np.isin(np.arange(len(facts)), covered)])
    nodes = _nodes(spec, edges, entities, actors)
    edges = _edge_table(edges, facts, entities["id"], roles)
    cited = made[fact] > 0
    if spec.one_mode:
        nodes, edges, notes = one_mode(nodes, edges, keep=spec.one_mode, weight=spec.weight)
        for reason, count, detail in notes:
            loss.add("note", reason, count, detail)
        left = set(chain.from_iterable(edges["statements"].to_list()))
        cited = among(statements["statement"], left).to_numpy(bool)
    cited_table = statements.loc[cited, list(STATEMENT_COLUMNS)].reset_index(drop=True)
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
        spellings=spelt(entities) if spellings is None else spellings,
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


def _columns(statements: pd.DataFrame) -> list[str]:
    return [name for name in (*_FACT_COLUMNS, _GONE) if name in statements.columns]


def _coded_rows(
    spec: ProjectionSpec, rows: pd.DataFrame, facts: pd.DataFrame, ids: "pd.Series[str]"
) -> tuple[pd.DataFrame, "pd.Series[str]"]:
    """Put the rows into numbers, and what decides about them beside; with the names of roles.

    A place is -1, and the type NaN, where the statement or entity is not known.
    """
    known = places(rows["statement"], facts["statement"])
    edges = pd.DataFrame({"fact": known})
    for end in ("source", "target"):
        edges[end] = places(rows[end], ids)
        edges[f"no_{end}"] = (rows[end] == "").to_numpy(bool)
    said = rows["role"] if "role" in rows.columns else pd.Series([""] * len(rows), dtype="str")
    edges["role"], roles = coded(said)
    edges["weight"] = 1.0
    if spec.weight == "query":
        weights = pd.to_numeric(rows["weight"], errors="coerce")
        edges["weight"] = weights.to_numpy(float)
    for column in {"type", "stage", "preference", _GONE} & set(facts.columns):
        edges[column] = pd.Series(facts[column].array.take(known, allow_fill=True))
    return edges, roles


def _keep_real(
    edges: pd.DataFrame,
    facts: pd.DataFrame,
    loss: LossReport,
    stages: tuple[str, ...],
    as_of: dt.date | None,
    status: Certainty,
) -> pd.DataFrame:
    """Keep the rows whose statement is known, not deprecated, real, and held on the day."""
    edges = loss.drop(edges, edges["fact"] < 0, "the statement is not in the graph")
    edges = loss.drop(edges, edges["preference"] == "deprecated", "the statement is deprecated")
    if _GONE in edges.columns:
        gone = edges[_GONE].fillna("") != ""
        edges = loss.drop(edges, gone, "its source no longer makes the statement")
    stage = edges["stage"]
    unreal = ~stage.isin([*stages, ""]) if stages else stage.isin(NOT_REAL)
    for name in sorted(stage[unreal].unique()):
        edges = loss.drop(edges, edges["stage"] == name, f"stage: {name}")
    if as_of is None:
        return edges
    held = status_column(facts.iloc[edges["fact"].to_numpy()].set_axis(edges.index), as_of)
    out = ["no", "unknown"] if status == "possible" else ["no", "unknown", "possible"]
    for name in out:
        held = held[edges.index]
        edges = loss.drop(edges, held == name, f"held on {as_of}: {name}")
    return edges


def _keep_joined(edges: pd.DataFrame, loss: LossReport) -> pd.DataFrame:
    """Keep the rows that join two different entities."""
    for end in ("source", "target"):
        edges = loss.drop(edges, edges[f"no_{end}"], f"the {end} is missing")
        edges = loss.drop(edges, edges[end] < 0, f"the {end} is no entity")
    countable = (edges["weight"] > 0) & np.isfinite(edges["weight"])
    edges = loss.drop(edges, ~countable, "the weight is not stated or not above 0")
    return loss.drop(edges, edges["source"] == edges["target"], "self-loop in the result")


def _fold(
    edges: pd.DataFrame, loss: LossReport, actors: dict[str, str], ids: "pd.Series[str]"
) -> pd.DataFrame:
    """Put every end's actor in its place; remember the ends as they were."""
    edges = edges.assign(stated_source=edges["source"], stated_target=edges["target"])
    if not actors:
        return edges
    pairs = pd.DataFrame({"entity": list(actors), "actor": list(actors.values())}, dtype="str")
    entity, actor = places(pairs["entity"], ids), places(pairs["actor"], ids)
    acts_for = np.arange(len(ids))
    acts_for[entity[entity >= 0]] = actor[entity >= 0]
    ends = np.unique(edges[["source", "target"]].to_numpy())
    folded = ends[acts_for[ends] != ends]
    into = len(np.unique(acts_for[folded]))
    loss.add("note", "entities folded into their actor", len(folded), f"into {into} actors")
    for end in ("source", "target"):
        edges[end] = acts_for[edges[end].to_numpy()]
    return loss.drop(edges, edges["source"] == edges["target"], "self-loop after folding")


def _orient(spec: ProjectionSpec, edges: pd.DataFrame, loss: LossReport) -> pd.DataFrame:
    """Give undirected edges one order, and two-mode edges clean sides."""
    if spec.mode == "two-mode":
        both = edges["target"].isin(edges["source"])
        return loss.drop(edges, both, "the target stands on the side of the sources too")
    if spec.directed:
        return edges
    turned = {}
    for one, other in (("source", "target"), ("stated_source", "stated_target")):
        turned[one] = np.minimum(edges[one], edges[other])
        turned[other] = np.maximum(edges[one], edges[other])
    return edges.assign(**turned)


def _merge(
    edges: pd.DataFrame, loss: LossReport, types: "pd.Series[str]", roles: "pd.Series[str]"
) -> pd.DataFrame:
    """Make one edge of the rows with the same statement, ends and role.

    Where folding brings together who acts and on whose behalf, the acting role stays.
    """
    represented = (roles == REPRESENTED).to_numpy(bool)[edges["role"].to_numpy()]
    edges = edges.iloc[np.argsort(represented, kind="stable")].reset_index(drop=True)
    fact, source, target, role, stated_source, stated_target = (
        edges[name].to_numpy()
        for name in ("fact", "source", "target", "role", "stated_source", "stated_target")
    )
    repeated = _again(groups(fact, stated_source, stated_target, role))
    joined = groups(fact, source, target)
    first = firsts(joined)[joined]
    moved = stated_source != stated_source[first]
    moved |= stated_target != stated_target[first]
    folded = _again(joined) & moved & ~repeated
    for bad, reason in ((repeated, "the row repeats another"), (folded, "folding made them one")):
        loss.add("merged", reason, int(bad.sum()), tally(edges.loc[bad, "type"]))
    greatest = edges["weight"].groupby(groups(joined, role)).transform("max")
    rank, _ = coded(types)
    order = np.lexsort((role, fact, rank[fact], target, source))
    kept = order[~(repeated | folded)[order]]
    columns = ["fact", "source", "target", "role", "weight"]
    merged: pd.DataFrame = edges.assign(weight=greatest)[columns].iloc[kept]
    return merged.reset_index(drop=True)


def _again(group: Codes) -> npt.NDArray[np.bool_]:
    """Which rows are not the first of their group."""
    return np.asarray(firsts(group)[group] != np.arange(len(group)))


def _edge_table(
    edges: pd.DataFrame, facts: pd.DataFrame, ids: "pd.Series[str]", roles: "pd.Series[str]"
) -> pd.DataFrame:
    """Turn numbers back into what they stand for."""
    said = facts.iloc[edges["fact"].to_numpy()].reset_index(drop=True)
    table = {name: said[name] for name in EDGE_COLUMNS if name in said.columns}
    for end in ("source", "target"):
        table[end] = ids.iloc[edges[end].to_numpy()].reset_index(drop=True)
    table["role"] = roles.iloc[edges["role"].to_numpy()].reset_index(drop=True)
    table["weight"] = edges["weight"]
    table["statements"] = pd.Series(list(zip(said["statement"].to_list())), dtype=object)
    return pd.DataFrame(table)[list(EDGE_COLUMNS)]


def _nodes(
    spec: ProjectionSpec, edges: pd.DataFrame, entities: pd.DataFrame, actors: dict[str, str]
) -> pd.DataFrame:
    """The entities at the ends of the edges, with those that are folded into them."""
    used = np.unique(edges[["source", "target"]].to_numpy())
    nodes = entities.iloc[used].reset_index(drop=True)
    folded: dict[str, list[str]] = {}
    for entity, actor in sorted(actors.items()):
        folded.setdefault(actor, []).append(entity)
    known: dict[str, tuple[str, ...]] = {}
    if folded:
        known = dict(zip(entities["id"].to_list(), entities["names"].to_list(), strict=True))
    members: list[tuple[str, ...]] = []
    names: list[tuple[str, ...]] = []
    own = (nodes[column].to_list() for column in ("id", "label", "names"))
    for iri, label, called in zip(*own, strict=True):
        inside = folded.get(iri, ())
        members.append((iri, *inside))
        more = (name for one in inside for name in known.get(one, ()))
        names.append(tuple(dict.fromkeys((label, *called, *more))))
    side = np.full(len(nodes), "", dtype=object)
    if spec.mode == "two-mode":
        side = np.where(np.isin(used, edges["source"]), "a", "b").astype(object)
    nodes = nodes.assign(
        side=pd.Series(side, dtype="str"),
        members=pd.Series(members, dtype=object),
        names=pd.Series(names, dtype=object),
    )
    return pd.DataFrame(nodes[list(NODE_COLUMNS)]).astype({"lat": float, "lon": float})


def spelt(entities: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Give all that every entity is called, its label first, misprints too.

    Parameters
    ----------
    entities : pandas.DataFrame
        As for `assemble`.

    Returns
    -------
    dict of str to tuple of str
        The names by IRI.
    """
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
