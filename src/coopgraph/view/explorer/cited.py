"""What each edge and node rests on: statements, their evidence and sources, in one order."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd

from coopgraph.network.projecting.projection import Projection
from coopgraph.view.explorer.columns import Ints, encode, numbered, texts
from coopgraph.view.explorer.extras import BOUNDS, Extras
from coopgraph.view.wording import evidence_sentence

__all__ = ["Cited", "cite"]

_SOURCE = ("source", "title", "publisher", "source_date", "licence")


@dataclass(frozen=True, eq=False)
class Cited:
    """Edges in the order of the file, and what they and the nodes rest on.

    Parameters
    ----------
    order : numpy.ndarray of int
        Rows of the projection's edges, by source, then target.
    source, target : numpy.ndarray of int
        Places of their ends, in that order.
    edge_counts, edge_of : numpy.ndarray of int
        For each edge how many statements it rests on, and which, edge after edge.
    also_counts, also_of : numpy.ndarray of int
        For each node the statements that name it and make no edge.
    statements : pandas.DataFrame
        One row a statement, with the four bounds.
    evidence_counts : numpy.ndarray of int
        For each statement, how many rows of evidence it has.
    evidence : pandas.DataFrame
        ``locator, as_stated, date, source, sentence``, statement after statement; `source` is a
        place in `sources`.
    sources : list of tuple of str
        IRI, title, publisher, date and licence.
    """

    order: Ints
    source: Ints
    target: Ints
    edge_counts: Ints
    edge_of: Ints
    also_counts: Ints
    also_of: Ints
    statements: pd.DataFrame
    evidence_counts: Ints
    evidence: pd.DataFrame
    sources: list[tuple[str, ...]]

    @property
    def dates(self) -> list[str]:
        """Days up to which the evidence speaks, in order."""
        return sorted(d for d in set(self.evidence["date"].to_list()) if d[:4].isdigit())


def cite(projection: Projection, extras: Extras) -> Cited:
    """Put edges, statements, evidence and sources in order.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    extras : Extras
        What the graph says besides.

    Returns
    -------
    Cited
        Edges by source, then target; statements as the edges name them, then those that no edge
        rests on, by IRI.

    Examples
    --------
    >>> from coopgraph import project
    >>> cited = cite(project(name="partnerships"), Extras())
    >>> len(cited.order) == len(cited.edge_counts)
    True
    """
    edges = projection.edges
    places = pd.Index(projection.nodes["id"].to_list(), dtype=object)
    source = places.get_indexer(edges["source"].to_list())
    target = places.get_indexer(edges["target"].to_list())
    order = np.lexsort((np.arange(len(edges)), target, source))
    rests_on = edges["statements"].to_list()
    held = [rests_on[i] for i in order.tolist()]
    edge_counts = np.fromiter(map(len, held), dtype=np.int64, count=len(held))
    edge_of, named = pd.factorize(np.array([*chain.from_iterable(held)], dtype=object))
    drawn: list[str] = list(named)
    also_node, also_iri = _also(projection, extras, set(drawn))
    rest = sorted(set(also_iri))
    rows = _rows(projection, extras, drawn, rest)
    index = {iri: i for i, iri in enumerate([*drawn, *rest])}
    place = np.fromiter((index[iri] for iri in rows["statement"].to_list()), np.int64, len(rows))
    by_place = np.argsort(place, kind="stable")
    rows, place = rows.iloc[by_place], place[by_place]
    first = np.flatnonzero(np.diff(place, prepend=-1))
    also_of = np.fromiter((index[iri] for iri in also_iri), np.int64, len(also_iri))
    sort = np.lexsort((also_of, also_node))
    ties = _ties(source[order], target[order], texts(edges["type"].iloc[order]))
    groups = [(np.repeat(ties, edge_counts), edge_of)]
    groups.append(_groups(extras, rows.iloc[first], index))
    evidence, sources = _evidence(rows, place, groups)
    return Cited(
        order,
        source[order],
        target[order],
        edge_counts,
        edge_of.astype(np.int64),
        np.bincount(also_node, minlength=len(places)),
        also_of[sort],
        _bounded(rows.iloc[first], projection, extras, order, edge_counts, edge_of),
        np.bincount(place, minlength=len(index)),
        evidence,
        sources,
    )


def _also(projection: Projection, extras: Extras, drawn: set[str]) -> tuple[Ints, list[str]]:
    """Pairs of a node and a statement that names one of its members and makes no edge."""
    node: dict[str, int] = {}
    for i, members in enumerate(projection.nodes["members"].to_list()):
        for member in members:
            node.setdefault(member, i)
    known = set(extras.statements["statement"].to_list()) - drawn
    columns = (extras.involved[name].to_list() for name in ("entity", "statement"))
    pairs = dict.fromkeys(
        (node[entity], statement)
        for entity, statement in zip(*columns, strict=True)
        if entity in node and statement in known
    )
    places = np.fromiter((i for i, _ in pairs), dtype=np.int64, count=len(pairs))
    return places, [iri for _, iri in pairs]


def _rows(
    projection: Projection, extras: Extras, drawn: list[str], rest: list[str]
) -> pd.DataFrame:
    """Rows of evidence of the statements that the file holds."""
    frames = []
    for frame, wanted in ((projection.statements, set(drawn)), (extras.statements, set(rest))):
        kept = [iri in wanted for iri in frame["statement"].to_list()]
        frames.append(frame.loc[kept, list(projection.statements.columns)])
    return pd.concat([f for f in frames if len(f)] or frames[:1], ignore_index=True)


def _ties(source: Ints, target: Ints, types: list[str]) -> Ints:
    """Number the relations: all edges of one type between the same two."""
    kind = encode(types).rows
    return numbered(np.minimum(source, target), np.maximum(source, target), kind)


def _groups(
    extras: Extras, statements: pd.DataFrame, index: Mapping[str, int]
) -> tuple[Ints, Ints]:
    """Number the statements of one type about the same things."""
    about: dict[str, list[str]] = {}
    columns = (extras.involved[name].to_list() for name in ("statement", "entity"))
    for statement, entity in zip(*columns, strict=True):
        if statement in index:
            about.setdefault(statement, []).append(entity)
    kinds = (statements[name].to_list() for name in ("statement", "type"))
    types = dict(zip(*kinds, strict=True)) if about else {}
    keys = ["\n".join([types[iri], *sorted(entities)]) for iri, entities in about.items()]
    places = np.fromiter((index[iri] for iri in about), dtype=np.int64, count=len(about))
    return encode(keys).rows, places


def _evidence(
    rows: pd.DataFrame, place: Ints, groups: list[tuple[Ints, Ints]]
) -> tuple[pd.DataFrame, list[tuple[str, ...]]]:
    """Sources, and for each row of evidence the sentence that says who states it, and when."""
    found: dict[tuple[str, ...], int] = {}
    cells = zip(*(texts(rows[name]) for name in _SOURCE), strict=True)
    source = np.fromiter((found.setdefault(c, len(found)) for c in cells), np.int64, len(rows))
    sources = list(found)
    stated = zip(texts(rows["as_of"]), texts(rows["source_date"]), strict=True)
    date = encode(as_of or published for as_of, published in stated)
    latest = _latest(place, date.rows, groups)
    later = np.where(latest > date.rows, latest, -1)
    said = numbered(source, date.rows, later)
    once = np.unique(said, return_index=True)[1]
    sentences = [
        evidence_sentence(
            sources[s][1] or sources[s][0], date.values[d], date.values[n] if n >= 0 else ""
        )
        for s, d, n in zip(*(c[once].tolist() for c in (source, date.rows, later)), strict=True)
    ]
    table = {
        "locator": texts(rows["locator"]),
        "as_stated": texts(rows["as_stated"]),
        "date": [date.values[d] for d in date.rows.tolist()],
        "source": source,
        "sentence": [sentences[i] for i in said.tolist()],
    }
    return pd.DataFrame(table), sources


def _latest(place: Ints, date: Ints, groups: list[tuple[Ints, Ints]]) -> Ints:
    """For each row of evidence the place of the latest date on the same relation."""
    size = int(place.max(initial=-1)) + 1
    own = np.full(size, -1)
    np.maximum.at(own, place, date)
    latest = own.copy()
    for group, statement in groups:
        newest = np.full(int(group.max(initial=-1)) + 1, -1)
        np.maximum.at(newest, group, own[statement])
        np.maximum.at(latest, statement, newest[group])
    return latest[place]


def _bounded(
    statements: pd.DataFrame,
    projection: Projection,
    extras: Extras,
    order: Ints,
    edge_counts: Ints,
    edge_of: Ints,
) -> pd.DataFrame:
    """Give statements their bounds: the graph's, else those of an edge with the same dates."""
    iris = statements["statement"].to_list()
    known = extras.statements.drop_duplicates("statement")
    place = pd.Index(known["statement"].to_list(), dtype=object).get_indexer(iris)
    edges = projection.edges
    at = np.repeat(order, edge_counts)
    same = np.ones(len(at), dtype=bool)
    for name in ("begin", "end"):
        stated = encode([*texts(edges[name]), *texts(statements[name])]).rows
        same &= stated[at] == stated[len(edges) + edge_of]
    row = np.full(len(iris), -1)
    row[edge_of[same][::-1]] = at[same][::-1]  # of several edges the first
    bounds = {}
    for name in BOUNDS:
        graph, edge_bounds = texts(known[name]), texts(edges[name])
        bounds[name] = [
            graph[p] if p >= 0 else edge_bounds[r] if r >= 0 else ""
            for p, r in zip(place.tolist(), row.tolist(), strict=True)
        ]
    return statements.assign(**bounds).reset_index(drop=True)
