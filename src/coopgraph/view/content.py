"""What a page says: a projection as plain data, ready to be written as JSON.

Everything that a reader is told is put into words here, where it can be tested; the scripts of the
page only arrange it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import pandas as pd

from coopgraph.names import fold
from coopgraph.network.projection import Projection
from coopgraph.view.palette import FAMILIES, LINES, family_of, line_of
from coopgraph.view.wording import as_of, evidence_sentence, moment, period, words

__all__ = ["Record", "content", "strings", "text"]

Record: TypeAlias = dict[str, Any]

_ACTOR_RULES: Final[Mapping[str, str]] = {
    "as-stated": "as stated: a territory, its authority and its offices are separate things",
    "territory": "territory: an authority is folded into the territory that it governs, "
    "an office into its parent body",
}
_BOUNDS: Final = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")


def text(value: object) -> str:
    """Return a cell as text; nothing where the cell is empty.

    Examples
    --------
    >>> text(None), text(float("nan")), text("Umeå"), text(2013)
    ('', '', 'Umeå', '2013')
    """
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 (NaN)
        return ""
    return str(value)


def strings(value: object) -> list[str]:
    """Return a cell that holds several texts; a single text counts as one.

    Examples
    --------
    >>> strings(("a", "b")), strings("a"), strings(None)
    (['a', 'b'], ['a'], [])
    """
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, Iterable):
        return [text(item) for item in value]
    return [text(value)] if text(value) else []


def _rows(frame: pd.DataFrame) -> Iterator[Record]:
    """Give the rows as dictionaries; a column that the frame lacks is simply absent."""
    yield from (dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False))


def content(projection: Projection, title: str | None = None) -> Record:
    """Say everything that the page of a projection shows.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    title : str, optional
        Title of the page; the projection's own where none is given.

    Returns
    -------
    dict
        Plain data: `things`, `relations`, `statements`, `sources`, `loss`, the legend's `families`
        and `lines`, and what is said about the whole. Relations point at things and statements by
        position.
    """
    relations, statements, sources = _relations(projection)
    degrees = Counter(end for r in relations for end in {r["source"], r["target"]})
    things = [_thing(row, degrees[i]) for i, row in enumerate(_rows(projection.nodes))]
    dates = sorted(filter(None, (_date(row) for row in _rows(projection.statements))))
    return {
        "title": title or projection.title or projection.name,
        "name": projection.name,
        "definition": projection.definition,
        "directed": bool(projection.directed),
        "mode": projection.mode,
        "actorRule": _ACTOR_RULES.get(projection.actor_rule, projection.actor_rule),
        "graphFingerprint": projection.graph_fingerprint,
        "fingerprint": projection.fingerprint,
        "held": [dates[0], dates[-1]] if dates else [],
        "families": _families(things),
        "lines": _lines(relations),
        "things": things,
        "relations": relations,
        "statements": statements,
        "sources": sources,
        "loss": [
            {key: text(row.get(key)) for key in ("reason", "count", "detail")}
            for row in _rows(projection.loss)
        ],
        "letters": _letters(things),
    }


def _thing(row: Record, degree: int) -> Record:
    iri, label, type_name = text(row.get("id")), text(row.get("label")), text(row.get("type"))
    names = [name for name in dict.fromkeys(strings(row.get("names"))) if name and name != label]
    return {
        "iri": iri,
        "label": label or iri,
        "type": words(type_name) or "Thing",
        "family": family_of(type_name).key,
        "kind": words(text(row.get("kind"))),
        "country": _country(text(row.get("country"))),
        "names": names,
        "members": [member for member in strings(row.get("members")) if member != iri],
        "degree": degree,
        "key": "\n".join(fold(name) for name in (label or iri, *names)),
    }


def _country(country: str) -> str:
    # A country may come as a name, a code or an IRI; of an IRI the last part is the readable one.
    return words(country.rsplit("/", 1)[-1]).title() if "://" in country else country


def _letters(things: Iterable[Record]) -> dict[str, str]:
    """How the search folds the letters that occur in names: accents, ligatures, scripts."""
    used = {
        letter
        for thing in things
        for name in (thing["label"], *thing["names"])
        for letter in name.lower()
        if ord(letter) > 127
    }
    return {letter: fold(letter) for letter in sorted(used)}


def _date(row: Record) -> str:
    return text(row.get("as_of")) or text(row.get("source_date"))


def _relations(projection: Projection) -> tuple[list[Record], list[Record], list[Record]]:
    order = {text(iri): i for i, iri in enumerate(projection.nodes["id"])}
    edges = list(_rows(projection.edges))
    evidence: dict[str, list[Record]] = defaultdict(list)
    for row in _rows(projection.statements):
        evidence[text(row.get("statement"))].append(row)
    latest = _latest(edges, evidence)
    place: dict[str, int] = {}
    statements: list[Record] = []
    sources: dict[tuple[str, ...], int] = {}
    relations: list[Record] = []
    for edge in edges:
        ends = order.get(text(edge.get("source"))), order.get(text(edge.get("target")))
        for iri in strings(edge.get("statements")):
            if iri not in place:
                place[iri] = len(statements)
                statements.append(
                    _statement(iri, evidence[iri], sources, latest.get(_tie(edge), ""), evidence)
                )
        relations.append(
            _relation(edge)
            | {"source": ends[0], "target": ends[1]}
            | {"statements": [place[iri] for iri in strings(edge.get("statements"))]}
        )
    for relation in relations:
        relation["conflict"] = any(statements[i]["conflicts"] for i in relation["statements"])
    names = ("iri", "title", "publisher", "date", "licence")
    return relations, statements, [dict(zip(names, source, strict=True)) for source in sources]


def _tie(edge: Record) -> tuple[str, ...]:
    """What later evidence would speak of: the same two things in the same kind of relation."""
    ends = sorted((text(edge.get("source")), text(edge.get("target"))))
    return (*ends, text(edge.get("type")))


def _latest(edges: list[Record], evidence: Mapping[str, list[Record]]) -> dict[tuple[str, ...], str]:
    latest: dict[tuple[str, ...], str] = {}
    for edge in edges:
        for iri in strings(edge.get("statements")):
            for row in evidence.get(iri, ()):
                latest[_tie(edge)] = max(latest.get(_tie(edge), ""), _date(row))
    return latest


def _relation(edge: Record) -> Record:
    begin, end, date = (text(edge.get(key)) for key in ("begin", "end", "as_of"))
    first, last = (text(edge.get(key)) for key in ("begin_earliest", "begin_latest")), ""
    bounds = tuple(text(edge.get(key)) for key in _BOUNDS)
    stage = text(edge.get("stage"))
    started, ended = moment(begin, *first), moment(end, *bounds[2:])
    del last
    return {
        "type": words(text(edge.get("type"))) or "Relation",
        "role": words(text(edge.get("role"))),
        "weight": _number(edge.get("weight")),
        "when": _when(started, ended, same=bool(begin) and begin == end),
        "begin": period(begin, end, bounds, date)[0],
        "end": period(begin, end, bounds, date)[1],
        "sort": text(edge.get("begin_earliest")) or text(edge.get("begin_latest")) or "",
        "stage": as_of(stage, date),
        "line": line_of(stage).key,
        "slug": stage,
    }
