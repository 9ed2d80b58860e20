"""Networks for other programs: GraphML for Gephi and NetworkX, CSV for spreadsheets."""

import json
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
from coopgraph.view.packing import TABLES, pack, rebuilt
from coopgraph.view.packing import about as known

__all__ = ["read_graphml", "write_csv", "write_graphml"]

_GRAPHML: Final = "http://graphml.graphdrawing.org/xmlns"
_WHOLE: Final = "coopgraph"


def write_graphml(projection: Projection, path: str | Path) -> Path:
    """Write a network as GraphML, with every column as an attribute, and to be read again.

    Node ids are IRIs. Parallel edges stay apart. The graph's own attributes name the network, its
    fingerprint, and whom to credit on which licence. Where a cell is empty there is no attribute;
    texts of one cell are joined by `` | ``; characters that XML cannot hold are left out. What this
    loses, with statements, sources and the loss report, stands as JSON in a further attribute of
    the graph, ``coopgraph``, from which `read_graphml` makes the network again.

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


def read_graphml(path: str | Path) -> Projection:
    """Read a network that `write_graphml` wrote.

    Parameters
    ----------
    path : str or pathlib.Path
        The file.

    Returns
    -------
    Projection
        The network as it was.

    Raises
    ------
    CoopgraphError
        The file is missing, is no GraphML of coopgraph, or has been changed.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph import project
    >>> network = project(name="partnerships")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_graphml(network, Path(folder) / "network.graphml")
    ...     read_graphml(path).fingerprint == network.fingerprint
    True
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        content = Path(path).read_bytes()
        root = fromstring(content)
    except FileNotFoundError:
        raise CoopgraphError(f"there is no file {path}") from None
    except OSError as error:
        raise CoopgraphError(f"cannot read {path}: {error.strerror or error}") from error
    except (ET.ParseError, DefusedXmlException, ValueError) as error:
        raise CoopgraphError(f"{path} is no GraphML file: {error}") from None
    space = f"{{{_GRAPHML}}}"
    whole = root.find(f"{space}graph/{space}data[@key='graph_{_WHOLE}']")
    if whole is None or not whole.text:
        message = f"{path} was not written by coopgraph: its graph has no attribute {_WHOLE}"
        raise CoopgraphError(message)
    try:
        held = json.loads(whole.text)
        found = rebuilt(str(path), held["about"], held["cells"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        message = f"{path} is damaged ({error}); write it again from the graph"
        raise CoopgraphError(message) from error
    if _graphml(found) != content.replace(b"\r\n", b"\n"):
        message = f"{path} was changed after it was written, or is of another version of coopgraph"
        raise CoopgraphError(f"{message}; write it again from the graph")
    return found


def _graphml(projection: Projection) -> bytes:
    about = {
        key: text(getattr(projection, key))
        for key in (
            *("name", "title", "definition", "mode", "actor_rule"),
            *("graph_fingerprint", "fingerprint"),
        )
    }
    about["credit"] = " | ".join(credit_lines(projection.credits, projection.statements))
    packed = {name: pack(getattr(projection, name)) for name in TABLES}
    cells = {name: dict(table.cells) for name, table in packed.items()}
    about[_WHOLE] = json.dumps({"about": known(projection, packed), "cells": cells})  # all ASCII
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
