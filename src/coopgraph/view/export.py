"""Networks for other programs: GraphML for Gephi and NetworkX, CSV for spreadsheets."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pandas as pd

from coopgraph.errors import CoopgraphError
from coopgraph.files import write_files
from coopgraph.network.projecting.credit import credit_lines
from coopgraph.network.projecting.projection import Projection
from coopgraph.spreadsheets import guarded as guard
from coopgraph.spreadsheets import quoted
from coopgraph.view.cells import Record, number, records, strings, text
from coopgraph.view.markup import clean, said

__all__ = ["write_csv", "write_graphml"]

_GRAPHML: Final = "http://graphml.graphdrawing.org/xmlns"


def write_graphml(projection: Projection, path: str | Path) -> Path:
    """Write a network as GraphML, with every column as an attribute.

    Node ids are IRIs. Parallel edges stay apart. The graph's own attributes name the network, its
    fingerprint, and whom to credit on which licence. Where a cell is empty there is no attribute;
    texts of one cell are joined by `` | ``; characters that XML cannot hold are left out.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    path : str or pathlib.Path
        Where to; a file that is there is replaced once the new one is complete.

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
    ...     write_graphml(project(name="partnerships"), Path(folder) / "network.graphml").name
    'network.graphml'
    """
    target = Path(path)
    return write_files(target.parent, {target.name: _graphml(projection)})[0]


def _graphml(projection: Projection) -> bytes:
    about = {
        key: text(getattr(projection, key))
        for key in (
            *("name", "title", "definition", "mode", "actor_rule"),
            *("graph_fingerprint", "fingerprint"),
        )
    }
    about["credit"] = " | ".join(credit_lines(projection.credits, projection.statements))
    tables: dict[str, list[Record]] = {
        "graph": [about],
        "node": list(records(projection.nodes)),
        "edge": list(records(projection.edges)),
    }
    own = {"graph": (), "node": ("id",), "edge": ("source", "target")}
    root = ET.Element("graphml", xmlns=_GRAPHML)
    keys = {kind: _keys(root, kind, rows, own[kind]) for kind, rows in tables.items()}
    direction = "directed" if projection.directed else "undirected"
    graph = ET.SubElement(root, "graph", id="network", edgedefault=direction)
    _data(graph, about, keys["graph"])
    for row in tables["node"]:
        node = ET.SubElement(graph, "node", id=clean(text(row["id"])))
        _data(node, row, keys["node"])
    for i, row in enumerate(tables["edge"]):
        ends = {end: clean(text(row[end])) for end in ("source", "target")}
        _data(ET.SubElement(graph, "edge", {"id": f"e{i}", **ends}), row, keys["edge"])
    ET.indent(root, " ")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _keys(
    root: ET.Element, kind: str, rows: Iterable[Record], own: Iterable[str]
) -> dict[str, str]:
    """Declare the attributes of a kind of element: a number is one in all rows, or text."""
    cells: dict[str, list[object]] = {}
    for row in rows:
        for name, value in row.items():
            if name not in own and said(value):
                cells.setdefault(name, []).append(value)
    keys = {}
    for name, values in cells.items():
        keys[name] = f"{kind}_{name}"
        numeric = all(number(v) is not None and not isinstance(v, str) for v in values)
        ET.SubElement(
            root,
            "key",
            {"id": keys[name], "for": kind, "attr.name": name}
            | {"attr.type": "double" if numeric else "string"},
        )
    return keys


def _data(element: ET.Element, row: Record, keys: Mapping[str, str]) -> None:
    for name, key in keys.items():
        if value := said(row.get(name)):
            ET.SubElement(element, "data", key=key).text = value


def write_csv(
    projection: Projection, folder: str | Path, *, for_spreadsheets: bool = True
) -> list[Path]:
    """Write a network as four tables: nodes, edges, statements and the loss report.

    UTF-8 with a header row; texts of one cell are joined by `` | ``.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    folder : str or pathlib.Path
        Where to; made if it is not there. Tables of earlier runs are replaced.
    for_spreadsheets : bool
        Put an apostrophe before a text that a spreadsheet would run as a formula.

    Returns
    -------
    list of pathlib.Path
        ``nodes.csv``, ``edges.csv``, ``statements.csv`` and ``loss.csv``.

    Raises
    ------
    CoopgraphError
        A file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph import project
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write_csv(project(name="partnerships"), folder)]
    ['nodes.csv', 'edges.csv', 'statements.csv', 'loss.csv']
    """
    target = Path(folder)
    tables = {
        f"{name}.csv": _table(getattr(projection, name), for_spreadsheets)
        for name in ("nodes", "edges", "statements", "loss")
    }
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CoopgraphError(
            f"cannot make the folder {target}: {error.strerror or error}; name another one"
        ) from error
    return write_files(target, tables)


def _table(frame: pd.DataFrame, guarded: bool) -> bytes:
    rows = [[str(column) for column in frame.columns]]
    rows += [[_cell(value, guarded) for value in row.values()] for row in records(frame)]
    return "".join(",".join(map(quoted, row)) + "\n" for row in rows).encode()


def _cell(value: object, guarded: bool) -> str:
    shown = " | ".join(strings(value)).replace("\x00", "")
    # A negative number is one; only a text can be a formula.
    is_text = not isinstance(value, int | float)
    return guard(shown) if guarded and is_text else shown
