"""Networks as CX2, the format of Cytoscape and NDEx, and back without loss."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from coopgraph.errors import CoopgraphError
from coopgraph.files import write_files
from coopgraph.network.projecting.credit import credit_lines
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.packing import TABLES, Packed, Sort, about, pack, rebuilt

__all__ = ["read_cx2", "write_cx2"]

# What CX2 and its programs call our columns.
_NODE_NAMES: Final = {"id": "represents", "label": "name"}
_EDGE_NAMES: Final = {"type": "interaction"}
_EDGE_OWN: Final = ("source", "target")
_ABOUT: Final = "coopgraphAbout"
_OTHER: Final = {"statements": "coopgraphStatements", "loss": "coopgraphLoss"}


def write_cx2(projection: Projection, path: str | Path) -> Path:
    """Write a network as CX2, from which `read_cx2` makes it again.

    Nodes and edges have every column as an attribute: ``represents`` is the IRI, ``name`` the
    label, ``interaction`` the type of the statement. Where a cell is empty there is no attribute.
    Statements, loss report and all else are aspects of their own, which other programs pass over;
    the network's attributes name it, and whom to credit on which licence.

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

    Notes
    -----
    CX2 has directed edges only; the attribute ``directed`` of the network tells.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph import project
    >>> network = project(name="partnerships")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_cx2(network, Path(folder) / "network.cx2")
    ...     read_cx2(path).fingerprint == network.fingerprint
    True
    """
    target = Path(path)
    return write_files(target.parent, {target.name: _cx2(projection)})[0]


def read_cx2(path: str | Path) -> Projection:
    """Read a network that `write_cx2` wrote.

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
        The file is missing, is no CX2 of coopgraph, or has been changed.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CoopgraphError(f"there is no file {path}") from None
    except OSError as error:
        raise CoopgraphError(f"cannot read {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise CoopgraphError(f"{path} is no CX2 file: {error}") from None
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        raise CoopgraphError(f"{path} is no CX2 file: expected a list of aspects")
    aspects = {name: elements for part in content for name, elements in part.items()}
    if not aspects.get(_ABOUT):
        message = f"{path} was not written by coopgraph: it has no aspect {_ABOUT}"
        raise CoopgraphError(message)
    try:
        known = aspects[_ABOUT][0]
        columns = known["columns"]
        nodes = [{"represents": "", **node["v"]} for node in aspects["nodes"]]
        ids = {node["id"]: node["v"]["represents"] for node in aspects["nodes"]}
        edges = [
            {**edge["v"], "source": ids[edge["s"]], "target": ids[edge["t"]]}
            for edge in aspects["edges"]
        ]
        rows = {"nodes": nodes, "edges": edges}
        rows |= {table: aspects[name] for table, name in _OTHER.items()}
        cells = {
            table: {
                name: [row.get(_called(table, name), _default(sort)) for row in rows[table]]
                for name, (_, sort) in columns[table].items()
            }
            for table in TABLES
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{path} is damaged ({error}); write it again from the graph"
        raise CoopgraphError(message) from error
    return rebuilt(str(path), known, cells)


def _cx2(projection: Projection) -> bytes:
    tables = {name: pack(getattr(projection, name)) for name in TABLES}
    network = {
        "name": projection.title or projection.name,
        "description": projection.definition,
        "version": projection.fingerprint,
        "directed": projection.directed,
        "credit": credit_lines(projection.credits, projection.statements),
    }
    declared = {
        "networkAttributes": {
            "name": {"d": "string"},
            "description": {"d": "string"},
            "version": {"d": "string"},
            "directed": {"d": "boolean"},
            "credit": {"d": "list_of_string"},
        },
        "nodes": _declared("nodes", tables["nodes"]),
        "edges": _declared("edges", tables["edges"]),
    }
    place = {iri: number for number, iri in enumerate(tables["nodes"].cells["id"])}
    ends = tables["edges"].cells
    nodes = [{"id": i, "v": row} for i, row in enumerate(_rows("nodes", tables["nodes"]))]
    edges = [
        {"id": i, "s": place[ends["source"][i]], "t": place[ends["target"][i]], "v": row}
        for i, row in enumerate(_rows("edges", tables["edges"], _EDGE_OWN))
    ]
    aspects: dict[str, list[Any]] = {
        "attributeDeclarations": [declared],
        "networkAttributes": [network],
        "nodes": nodes,
        "edges": edges,
        **{name: _rows(table, tables[table]) for table, name in _OTHER.items()},
        _ABOUT: [about(projection, tables)],
    }
    meta = [{"name": name, "elementCount": len(items)} for name, items in aspects.items()]
    content: list[dict[str, Any]] = [
        {"CXVersion": "2.0", "hasFragments": False},
        {"metaData": meta},
        *({name: items} for name, items in aspects.items()),
        {"status": [{"success": True}]},
    ]
    return (json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _declared(table: str, packed: Packed) -> dict[str, dict[str, Any]]:
    """Types of the attributes, and what they are where they are left out."""
    declared: dict[str, dict[str, Any]] = {}
    for name, column in packed.columns.items():
        if table == "edges" and name in _EDGE_OWN:
            continue
        sort = "string" if column.sort == "json" else column.sort
        empty = {"v": ""} if _default(column.sort) == "" else {}
        declared[_called(table, name)] = {"d": sort, **empty}
    return declared


def _rows(table: str, packed: Packed, own: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The rows of a table, without what is as it is unless said."""
    names = [name for name in packed.columns if name not in own]
    size = len(next(iter(packed.cells.values()), []))
    rows: list[dict[str, Any]] = [{} for _ in range(size)]
    for name in names:
        called, default = _called(table, name), _default(packed.columns[name].sort)
        for row, cell in zip(rows, packed.cells[name], strict=True):
            if cell != default:
                row[called] = cell
    return rows


def _called(table: str, name: str) -> str:
    names: Mapping[str, str] = {"nodes": _NODE_NAMES, "edges": _EDGE_NAMES}.get(table, {})
    return names.get(name, name)


def _default(sort: Sort) -> str | None:
    """What a cell is where it is left out."""
    return "" if sort == "string" else None
