"""Networks over time for Gephi: GEXF 1.3 with spells and parallel edges."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias
from xml.etree import ElementTree as ET

from coopgraph.files import write_files
from coopgraph.network.projecting.contract import EDGE_COLUMNS, NODE_COLUMNS
from coopgraph.network.projecting.credit import credit_lines
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.cells import Record, records, text
from coopgraph.view.markup import clean, said

__all__ = ["write_gexf"]

_SPACE: Final = "http://gexf.net/1.3"
_OPEN: Final = ("", "..")
_DATES: Final = ("begin_earliest", "begin_latest", "end_earliest", "end_latest", "as_of")
_ISO: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_DAY: Final = dt.timedelta(days=1)
# Written as attributes of the elements themselves.
_NODE_OWN: Final = ("id", "label")
_EDGE_OWN: Final = ("source", "target", "weight")
_NUMBERS: Final = ("lat", "lon")

Spell: TypeAlias = tuple[str, str]


def write_gexf(
    projection: Projection, path: str | Path, *, spells: Literal["possible", "certain"] = "possible"
) -> Path:
    """Write a network as GEXF 1.3, its edges with the time during which they held.

    Node ids are IRIs; parallel edges stay apart, by id and by kind (the type of their statement).
    Every column is an attribute; texts of one cell are joined by `` | ``; characters that XML
    cannot hold are left out. An edge whose begin is known has a spell, and a dynamic attribute
    ``held`` which tells, in it, ``certain`` from ``possible`` time. Where no end is stated the
    spell ends with the day for which the source speaks. An edge without a spell is one of which
    nothing is known, not one that always held: its attribute ``dated`` is ``no``.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    path : str or pathlib.Path
        Where to; a file that is there is replaced once the new one is complete.
    spells : {"possible", "certain"}
        Whether a spell is the time during which an edge possibly held, or certainly did.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    CoopgraphError
        The file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph import project
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_gexf(project(name="partnerships"), Path(folder) / "network.gexf").name
    'network.gexf'
    """
    target = Path(path)
    return write_files(target.parent, {target.name: _gexf(projection, spells)})[0]


def _gexf(projection: Projection, spells: str) -> bytes:
    root = ET.Element("gexf", xmlns=_SPACE, version="1.3")
    _meta(root, projection)
    direction = "directed" if projection.directed else "undirected"
    dynamic = projection.multigraph
    mode = {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"}
    graph = ET.SubElement(
        root,
        "graph",
        {"defaultedgetype": direction, "idtype": "string"} | (mode if dynamic else {}),
    )
    node_keys = [name for name in NODE_COLUMNS if name not in _NODE_OWN]
    edge_keys = [name for name in EDGE_COLUMNS if name not in _EDGE_OWN]
    edge_keys += ["dated"] if dynamic else []
    _declare(graph, "node", node_keys)
    _declare(graph, "edge", edge_keys)
    if dynamic:
        held = ET.SubElement(graph, "attributes", {"class": "edge", "mode": "dynamic"})
        ET.SubElement(held, "attribute", id="held", title="held", type="string")
    nodes = ET.SubElement(graph, "nodes", count=str(len(projection.nodes)))
    for row in records(projection.nodes):
        own = {"id": clean(text(row["id"])), "label": said(row["label"])}
        _values(ET.SubElement(nodes, "node", own), row, node_keys)
    edges = ET.SubElement(graph, "edges", count=str(len(projection.edges)))
    for i, row in enumerate(records(projection.edges)):
        _edge(edges, i, row, edge_keys, spells if dynamic else "")
    ET.indent(root, " ")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _meta(root: ET.Element, projection: Projection) -> None:
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = "coopgraph"
    ET.SubElement(meta, "keywords").text = said(projection.name)
    about = [
        f"{projection.title}. {projection.definition}",
        f"Fingerprint {projection.fingerprint} of a projection of {projection.graph_fingerprint}.",
        *(f"{name}: {value}" for name, value in projection.parameters.items()),
        *credit_lines(projection.credits, projection.statements),
    ]
    ET.SubElement(meta, "description").text = said("\n".join(about))


def _declare(graph: ET.Element, kind: str, names: list[str]) -> None:
    table = ET.SubElement(graph, "attributes", {"class": kind, "mode": "static"})
    for name in names:
        sort = "double" if name in _NUMBERS else "string"
        ET.SubElement(table, "attribute", id=name, title=name, type=sort)


def _edge(edges: ET.Element, number: int, row: Record, keys: list[str], spells: str) -> None:
    own = {
        "id": f"e{number}",
        "source": clean(text(row["source"])),
        "target": clean(text(row["target"])),
        "weight": repr(float(row["weight"])),
        "kind": said(row["type"]),
        "label": said(row["type"]),
    }
    edge = ET.SubElement(edges, "edge", own)
    if not spells:
        _values(edge, row, keys)
        return
    dates = {name: row[name] if _ISO.fullmatch(text(row[name])) else "" for name in _DATES}
    certain, possible = _certain(row | dates), _possible(row | dates)
    spell = possible if spells == "possible" else certain
    values = _values(edge, {**row, "dated": "yes" if spell else "no"}, keys)
    for state, (first, last) in _held(certain, possible):
        ET.SubElement(values, "attvalue", {"for": "held", "value": state} | _span((first, last)))
    if spell:
        ET.SubElement(ET.SubElement(edge, "spells"), "spell", _span(spell))


def _values(element: ET.Element, row: Mapping[str, object], keys: list[str]) -> ET.Element:
    values = ET.SubElement(element, "attvalues")
    for name in keys:
        if value := said(row.get(name)):
            ET.SubElement(values, "attvalue", {"for": name, "value": value})
    return values


def _possible(row: Record) -> Spell | None:
    """From when to when it possibly held; an empty end is not bounded."""
    if not (row["begin_earliest"] or row["begin_latest"]):
        return None
    last = row["end_latest"]
    if row["end"] in _OPEN:
        if not row["as_of"]:
            return None
        last = min(filter(None, (last, row["as_of"])))
    return _ordered(row["begin_earliest"], last)


def _certain(row: Record) -> Spell | None:
    """From when to when it certainly held."""
    if not row["begin_latest"]:
        return None
    last = row["as_of"] if row["end"] in _OPEN else row["end_earliest"]
    return _ordered(row["begin_latest"], last) if last else None


def _ordered(first: str, last: str) -> Spell | None:
    return None if first and last and last < first else (first, last)


def _held(certain: Spell | None, possible: Spell | None) -> Iterator[tuple[str, Spell]]:
    """The parts of the possible time, which do not overlap."""
    if certain is None:
        if possible is not None:
            yield "possible", possible
        return
    if possible is not None and possible[0] != certain[0]:
        yield "possible", (possible[0], _next(certain[0], -1))
    yield "certain", certain
    if possible is not None and possible[1] != certain[1]:
        yield "possible", (_next(certain[1], 1), possible[1])


def _next(day: str, step: int) -> str:
    return (dt.date.fromisoformat(day) + step * _DAY).isoformat()


def _span(spell: Spell) -> dict[str, str]:
    """Begin and end as attributes, what is not bounded left out."""
    return {name: day for name, day in zip(("start", "end"), spell, strict=True) if day}
