"""Measures over time, and what changes between two days."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from coopgraph.errors import CoopgraphError, UndefinedMeasure
from coopgraph.network.change.difference import Difference, diff
from coopgraph.network.change.period import Certainty, Period, during, periods_of
from coopgraph.network.measures.measure import Measure, Option
from coopgraph.network.measures.registry import describe, find_measure, rank
from coopgraph.network.projecting.find import find
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result

__all__ = ["changes", "series"]


def series(
    projection: Projection,
    measure: str,
    periods: Iterable[int | str | dt.date | Period] | Mapping[str, str],
    *,
    nodes: Iterable[str] | None = None,
    top: int = 10,
    shared: Projection | None = None,
    keep_nodes: bool = False,
    **options: Option,
) -> Result:
    """Follow a measure over years, days or periods.

    In every period the measure is taken twice: of what certainly held at some time of it, and of
    what possibly did. For a measure that only grows with more edges (their number, degrees, the
    largest component) the two are bounds of the true value; for all others they are two views of
    it, and the true value may be outside.

    Parameters
    ----------
    projection : Projection
        The network, of all days.
    measure : str
        A measure of networks or of nodes.
    periods : iterable or mapping
        Years (``range(2000, 2021)``), days, `Period`, texts such as ``2014/2020``, or names with
        such texts.
    nodes : iterable of str, optional
        Of a measure of nodes, the names of those to follow; unless said, the nodes that are among
        the first `top` in some period.
    top : int
        Where no nodes are named, how many first ranks to follow.
    shared : Projection, optional
        The two-mode network behind a one-mode one.
    keep_nodes : bool
        Whether nodes without an edge in a period count in it. Densities and shares depend on it.
    **options
        Options of the measure.

    Returns
    -------
    Result
        One row a period, or a period and node: ``id, label`` (of the period, or the node),
        ``period, first, last, value`` (of what certainly held), ``possible`` (of what possibly did)
        and, of nodes, ``rank, rank_possible``. A value is NaN where the measure has none, or the
        node is not there; ``note`` says why.

    Raises
    ------
    NameNotFound, AmbiguousName
        Where there is no such measure or node.
    CoopgraphError
        Where the network is one of a day itself, or has no dates.

    Examples
    --------
    >>> from coopgraph import project
    >>> twins = project(name="partnerships")
    >>> found = series(twins, "edges", [1960, 2000], keep_nodes=True)
    >>> list(found.values.columns[:6])
    ['id', 'label', 'period', 'first', 'last', 'value']
    """
    item = find_measure(measure, ("node", "network"))
    if top < 1:
        raise CoopgraphError(f"top is {top}; expected 1 or more")
    spans = periods_of(periods)
    wanted = None if nodes is None else {find(projection, name) for name in nodes}
    if item.unit == "network" and wanted is not None:
        raise CoopgraphError(f"{measure} measures a network, not its nodes")
    frames: list[pd.DataFrame] = []
    engines: dict[str, None] = {}
    for span in spans:
        frame, engine = _of_period(projection, item, span, shared, keep_nodes, options)
        frames.append(frame)
        engines[engine] = None
    table = pd.concat(frames, ignore_index=True)
    if item.unit == "node":
        table = _followed(table, projection, wanted, top)
    return Result(
        values=table,
        measure=f"{measure} over time",
        definition=f"{item.definition} Of what certainly held, and of what possibly did, at some "
        "time of each period.",
        parameters={
            **projection.parameters,
            **{name: str(value) for name, value in options.items() if value is not None},
            "nodes without an edge": "counted" if keep_nodes else "left out",
        },
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
        title=projection.title,
        engine=", ".join(name for name in engines if name),
        reference=item.reference,
    )


def changes(
    projection: Projection,
    before: str | dt.date | Period,
    after: str | dt.date | Period,
    *,
    status: Certainty = "certain",
    measure: str = "degree",
    shared: Projection | None = None,
    **options: Any,
) -> Difference:
    """Find what appears, vanishes and changes between two days or periods.

    Parameters
    ----------
    projection : Projection
        The network, of all days.
    before, after : str, datetime.date or Period
        The two times.
    status : {"certain", "possible"}
        What certainly held, or also what possibly did.
    measure : str
        A measure of nodes, for the ranks.
    shared : Projection, optional
        The two-mode network behind a one-mode one.
    **options
        Options of the measure.

    Returns
    -------
    Difference
        Nodes, edges, statements and ranks.

    Raises
    ------
    NameNotFound
        Where there is no such measure.
    CoopgraphError
        Where a time is none, or the network is one of a day itself.

    Examples
    --------
    >>> from coopgraph import project
    >>> towns = project(name="partnerships")
    >>> found = changes(towns, "1960", "2000")
    >>> set(found.edges["change"]) <= {"appeared", "vanished"}
    True
    """
    one, other = (
        during(projection, span, status, shared=shared) for span in periods_of([before, after])
    )
    return diff(one, other, measure=measure, **options)


def _of_period(
    projection: Projection,
    item: Measure,
    span: Period,
    shared: Projection | None,
    keep_nodes: bool,
    options: Mapping[str, Any],
) -> tuple[pd.DataFrame, str]:
    """The measure in one period, twice side by side."""
    found: list[pd.DataFrame] = []
    engine = note = ""
    for status in ("certain", "possible"):
        network = during(projection, span, status, shared=shared, keep_nodes=keep_nodes)
        try:
            measured: Callable[..., Result] = rank if item.unit == "node" else describe
            result = measured(network, item.name, **options)
            values, engine = result.values, f"{result.engine} {result.engine_version}".strip()
        except UndefinedMeasure as error:
            note = note or str(error)
            names = [item.name] if item.unit == "network" else []
            values = pd.DataFrame({"id": names, "label": names}, dtype="str")
            values = values.assign(value=float("nan"), rank=float("nan"))
        columns = ["value", "rank"] if item.unit == "node" else ["value"]
        found.append(values.set_index(["id", "label"])[columns].astype(float))
    table = found[0].join(found[1].add_prefix("possible_"), how="outer").reset_index()
    table = table.rename(columns={"possible_value": "possible", "possible_rank": "rank_possible"})
    if item.unit == "network":
        table["id"] = table["label"] = span.label
    table.insert(2, "period", span.label)
    table.insert(3, "first", span.first.isoformat())
    table.insert(4, "last", span.last.isoformat())
    return table.assign(note=note), engine


def _followed(
    table: pd.DataFrame, projection: Projection, wanted: set[str] | None, top: int
) -> pd.DataFrame:
    """The rows of some nodes, of each in every period."""
    if wanted is None:
        wanted = set(table.loc[table["rank"] <= top, "id"])
    labels = dict(zip(projection.nodes["id"], projection.nodes["label"], strict=True))
    spans = table[["period", "first", "last", "note"]].drop_duplicates("period")
    ids = pd.DataFrame({"id": sorted(wanted, key=lambda iri: (labels[iri], iri))}, dtype="str")
    full = spans.merge(ids, how="cross")
    values = table[["id", "period", "value", "rank", "possible", "rank_possible"]]
    full = full.merge(values, on=["id", "period"], how="left")
    full["label"] = full["id"].map(labels)
    columns = ["id", "label", "period", "first", "last", "value", "rank", "possible"]
    return full[[*columns, "rank_possible", "note"]]
