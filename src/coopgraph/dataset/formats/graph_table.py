"""GEXF and GraphML as tables: the nodes or the edges of a graph, one row each."""

import io
from collections.abc import Iterator
from typing import Any, Final

from coopgraph.dataset.formats.grid import MAX_CELLS, MAX_COLUMNS
from coopgraph.dataset.formats.packed import tags_fault
from coopgraph.errors import Problem

__all__ = ["graph_rows"]

PARTS: Final = {"edges": "edge", "nodes": "node"}
FIRST: Final = {"edge": ("id", "source", "target"), "node": ("id", "label")}


def graph_rows(file: str, raw: bytes, sheet: str = "") -> tuple[list[list[str]], list[Problem]]:
    """Read the nodes or the edges of a graph as rows.

    Parameters
    ----------
    file : str
        Name of the file for messages.
    raw : bytes
        The file: GEXF 1.1 to 1.3, or GraphML.
    sheet : str
        ``edges``, also when empty, or ``nodes``.

    Returns
    -------
    rows : list of list of str
        The header and a row an element: its own attributes, then those that the graph declares, by
        their titles. Columns without any value are left out, but for the ids.
    problems : list of Problem
        What is wrong.

    Examples
    --------
    >>> xml = b'<gexf><graph><edges><edge source="a" target="b" weight="2"/></edges></graph></gexf>'
    >>> graph_rows("a.gexf", xml)
    ([['source', 'target', 'weight'], ['a', 'b', '2']], [])
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError

    if sheet not in ("", *PARTS):
        message = f'no sheet "{sheet}"; a graph has: {", ".join(PARTS)}'
        return [], [Problem(file, message=message)]
    kind = PARTS[sheet or "edges"]
    fault = tags_fault([raw])
    if fault:
        return [], [Problem(file, message=fault)]
    try:
        return _rows(list(_elements(raw, kind)), kind), []
    except DefusedXmlException:
        return [], [Problem(file, message="declares a document type or XML entities; not read")]
    except (ParseError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        return [], [Problem(file, message=f"not readable as a graph: {reason}")]


def _elements(raw: bytes, kind: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of each node or edge."""
    from defusedxml.ElementTree import iterparse

    titles: dict[str, str] = {}
    kinds: list[str] = []
    cells = 0
    for event, element in iterparse(io.BytesIO(raw), events=("start", "end"), forbid_dtd=True):
        name = element.tag.rpartition("}")[2]
        if event == "start":
            if name == "attributes":  # GEXF
                kinds.append(element.get("class", ""))
            elif name == "attribute" and kinds and kinds[-1] == kind:
                titles[element.get("id", "")] = element.get("title", "")
            elif name == "key" and element.get("for") in (kind, "all"):  # GraphML
                titles[element.get("id", "")] = element.get("attr.name", "") or element.get(
                    "id", ""
                )
            elif name in ("hyperedge", "port"):
                raise ValueError(f"a {name}, which is no row of a table")
            continue
        if name != kind:
            if name in ("node", "edge"):
                element.clear()
            continue
        found = _attributes(element, titles)
        cells += len(found)
        if cells > MAX_CELLS:
            raise ValueError(f"more than {MAX_CELLS:,} values")
        element.clear()
        yield found


def _attributes(element: Any, titles: dict[str, str]) -> dict[str, str]:
    """Return what an element says of itself and by declared attributes."""
    found = {k.rpartition("}")[2]: v for k, v in element.attrib.items()}
    spells = []
    for part in element.iter():
        name = part.tag.rpartition("}")[2]
        if name == "attvalue":
            key, value = part.get("for", "") or part.get("id", ""), part.get("value", "")
        elif name == "data":
            key, value = part.get("key", ""), "".join(part.itertext()).strip()
        else:
            if name == "spell":
                spells.append(part)
            continue
        title = titles.get(key) or key
        title = f"attribute {title}" if title in element.attrib else title
        if title in found:
            raise ValueError(f'two values of "{title}" in one element: values over time')
        found[title] = value
    if len(spells) > 1:
        raise ValueError("several spells in one element; give each an edge of its own")
    if spells:
        found |= {k: v for k, v in spells[0].attrib.items() if k in ("start", "end")}
    return found


def _rows(elements: list[dict[str, str]], kind: str) -> list[list[str]]:
    if not elements:
        raise ValueError(f"there is no {kind}")
    columns: dict[str, None] = {}
    for found in elements:
        columns.update(dict.fromkeys(name for name, value in found.items() if value.strip()))
        if len(columns) > MAX_COLUMNS:
            raise ValueError(f"more than {MAX_COLUMNS:,} attributes")
    if len(columns) * len(elements) > MAX_CELLS:
        raise ValueError(f"more than {MAX_CELLS:,} values")
    first = [name for name in FIRST[kind] if name in columns]
    header = [*first, *(name for name in columns if name not in first)]
    return [header, *([found.get(c, "") for c in header] for found in elements)]
