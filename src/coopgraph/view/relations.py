"""What a page says about each relation: its statements, and for each statement its evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from coopgraph.network.projecting.projection import Projection
from coopgraph.view.cells import Record, number, records, strings, text
from coopgraph.view.palette import line_of
from coopgraph.view.wording import as_of, evidence_sentence, moment, period, words

__all__ = ["evidence_date", "relations_of"]

Bounds: TypeAlias = tuple[str, str, str, str]
Evidence: TypeAlias = Mapping[str, Sequence[Record]]

_UNBOUNDED: Final[Bounds] = ("", "", "", "")
_SOURCE: Final = ("source", "title", "publisher", "source_date", "licence")


def evidence_date(row: Record) -> str:
    """Return the day up to which a row of evidence speaks.

    Parameters
    ----------
    row : dict
        A row of the table of statements.

    Returns
    -------
    str
        The day of the statement, else the date of the source, else nothing.

    Examples
    --------
    >>> evidence_date({"as_of": "", "source_date": "2018"})
    '2018'
    """
    return text(row.get("as_of")) or text(row.get("source_date"))


def relations_of(projection: Projection) -> tuple[list[Record], list[Record], list[Record]]:
    """Say what a page shows of a projection's edges.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.

    Returns
    -------
    tuple of (list, list, list)
        Relations, statements and sources; relations point at statements, and evidence at sources,
        by position.

    Examples
    --------
    >>> from coopgraph import project
    >>> relations, statements, sources = relations_of(project(name="partnerships"))
    >>> statements[0]["evidence"][0]["sentence"][:12]
    'As stated in'
    """
    place = {text(iri): i for i, iri in enumerate(projection.nodes["id"])}
    edges = list(records(projection.edges))
    evidence: dict[str, list[Record]] = defaultdict(list)
    for row in records(projection.statements):
        evidence[text(row.get("statement"))].append(row)
    order = list(dict.fromkeys(iri for edge in edges for iri in strings(edge.get("statements"))))
    bounds, latest = _bounds(edges, evidence), _latest(edges, evidence)
    labels = {iri: text(rows[0].get("label")) for iri, rows in evidence.items()}
    sources: dict[tuple[str, ...], int] = {}
    statements = [
        _statement(
            iri, evidence.get(iri, ()), bounds.get(iri, _UNBOUNDED), latest[iri], labels, sources
        )
        for iri in order
    ]
    position = {iri: i for i, iri in enumerate(order)}
    relations = []
    for edge in edges:
        held = [position[iri] for iri in strings(edge.get("statements"))]
        ends = {end: place[text(edge.get(end))] for end in ("source", "target")}
        conflict = any(statements[i]["conflicts"] for i in held)
        relations.append(_relation(edge) | ends | {"statements": held, "conflict": conflict})
    names = ("iri", "title", "publisher", "date", "licence")
    return relations, statements, [dict(zip(names, source, strict=True)) for source in sources]


def _bounds(edges: Iterable[Record], evidence: Evidence) -> dict[str, Bounds]:
    """Bounds travel on edges: a statement takes those of an edge that states the same dates."""
    found: dict[str, Bounds] = {}
    for edge in edges:
        stated = text(edge.get("begin")), text(edge.get("end"))
        for iri in strings(edge.get("statements")):
            rows = evidence.get(iri)
            if rows and (text(rows[0].get("begin")), text(rows[0].get("end"))) == stated:
                found.setdefault(iri, _edge_bounds(edge))
    return found


def _edge_bounds(edge: Record) -> Bounds:
    return (
        text(edge.get("begin_earliest")),
        text(edge.get("begin_latest")),
        text(edge.get("end_earliest")),
        text(edge.get("end_latest")),
    )


def _latest(edges: Iterable[Record], evidence: Evidence) -> dict[str, str]:
    """Date of the latest evidence on the same pair and kind of relation, for each statement."""
    ties: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for edge in edges:
        ends = sorted((text(edge.get("source")), text(edge.get("target"))))
        ties[*ends, text(edge.get("type"))].extend(strings(edge.get("statements")))
    latest: dict[str, str] = defaultdict(str)
    for held in ties.values():
        newest = max(
            (evidence_date(row) for iri in held for row in evidence.get(iri, ())), default=""
        )
        for iri in held:
            latest[iri] = max(latest[iri], newest)
    return latest


def _relation(edge: Record) -> Record:
    begin, end, date = (text(edge.get(key)) for key in ("begin", "end", "as_of"))
    stage, bounds = text(edge.get("stage")), _edge_bounds(edge)
    return {
        "type": words(text(edge.get("type"))) or "Relation",
        "role": words(text(edge.get("role"))),
        "weight": number(edge.get("weight")),
        "when": _span(moment(begin, *bounds[:2]), moment(end, *bounds[2:]), begin == end),
        "sort": bounds[0] or bounds[1] or text(begin),
        "stage": as_of(stage, date),
        "slug": stage,
        "line": line_of(stage).key,
    }


def _span(begin: str, end: str, same: bool) -> str:
    if same or not (begin or end):
        return begin or "date not stated"
    if not end:
        return f"begin {begin}"
    return f"{begin} to {end}" if begin else f"end {end}"


def _statement(
    iri: str,
    rows: Sequence[Record],
    bounds: Bounds,
    latest: str,
    labels: Mapping[str, str],
    sources: dict[tuple[str, ...], int],
) -> Record:
    row: Record = rows[0] if rows else {}
    begin, end = period(
        text(row.get("begin")), text(row.get("end")), bounds, text(row.get("as_of"))
    )
    confidence = number(row.get("confidence"))
    basis = words(text(row.get("basis"))) or "not stated"
    return {
        "iri": iri,
        "label": text(row.get("label")) or iri,
        "type": words(text(row.get("type"))),
        "begin": begin,
        "end": end,
        "stage": as_of(text(row.get("stage")), text(row.get("as_of"))),
        "basis": basis if confidence is None else f"{basis}, confidence {confidence:g}",
        "preference": words(text(row.get("preference"))),
        "conflicts": [labels.get(c) or c for c in _iris(row.get("conflicts_with"))],
        "note": text(row.get("note")),
        "evidence": [_evidence(each, latest, sources) for each in rows],
    }


def _iris(cell: object) -> list[str]:
    return [iri for part in strings(cell) for iri in part.replace("|", " ").split()]


def _evidence(row: Record, latest: str, sources: dict[tuple[str, ...], int]) -> Record:
    source = tuple(text(row.get(key)) for key in _SOURCE)
    date = evidence_date(row)
    return {
        "source": sources.setdefault(source, len(sources)),
        "locator": text(row.get("locator")),
        "asStated": text(row.get("as_stated")),
        "sentence": evidence_sentence(
            source[1] or source[0], date, latest if latest > date else ""
        ),
    }
