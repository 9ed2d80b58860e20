"""Networks for programs with older formats, and what these cannot hold: Pajek, GML, UCINET DL."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from coopgraph.files import write_files
from coopgraph.network.projecting.contract import EDGE_COLUMNS, NODE_COLUMNS, STATEMENT_COLUMNS
from coopgraph.network.projecting.credit import credit_lines
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.cells import number, records, strings, text

__all__ = ["Export", "write_dl", "write_gml", "write_pajek"]

_LOST: Final = ("what", "count", "why")
_DATES: Final = tuple(name for name in EDGE_COLUMNS if name.startswith(("begin", "end", "as_of")))
_DL_LABEL: Final = 18
_DL_CUT: Final = f"UCINET may cut labels after {_DL_LABEL} characters, and writes them in capitals"
# GML: keys are letters and digits only.
_GML_NODE: Final = {"type": "type", "kind": "kind", "country": "country", "side": "side"}
_GML_EDGE: Final = {
    "type": "type",
    "role": "role",
    "begin": "begin",
    "end": "end",
    "begin_earliest": "beginEarliest",
    "begin_latest": "beginLatest",
    "end_earliest": "endEarliest",
    "end_latest": "endLatest",
    "as_of": "asOf",
    "stage": "stage",
}


@dataclass(frozen=True, eq=False)
class Export:
    """A file that holds less than the network.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    notes : pathlib.Path
        The text beside it: what is lost, and whom to credit on which licence.
    lost : pandas.DataFrame
        ``what, count, why``: everything that the format cannot hold.
    """

    path: Path
    notes: Path
    lost: pd.DataFrame

    def lines(self) -> list[str]:
        """Say what is lost, one line each."""
        columns = (self.lost[name].to_list() for name in _LOST)
        return [f"{what} ({count}): {why}" for what, count, why in zip(*columns, strict=True)]


def write_pajek(projection: Projection, path: str | Path) -> Export:
    """Write a network for Pajek.

    Vertices are numbered and labelled; lines have their weights, and the type of their statement
    as a label (``l "Twinning"``). Parallel lines stay apart. In a two-mode network side ``a`` comes
    first.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    path : str or pathlib.Path
        Where to; a file that is there is replaced once the new one is complete.

    Returns
    -------
    Export
        The file, and what it does not hold.

    Raises
    ------
    CoopgraphError
        The file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph import project
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export = write_pajek(project(name="partnerships"), Path(folder) / "towns.net")
    >>> export.path.name, export.notes.name
    ('towns.net', 'towns.net.txt')
    """
    labels = _labels(projection)
    nodes, side = _by_side(projection)
    place = {iri: i for i, iri in enumerate(nodes, start=1)}
    size = f"{len(nodes)} {side}" if projection.mode == "two-mode" else str(len(nodes))
    lines = [f"*Network {_line(projection.title or projection.name)}", f"*Vertices {size}"]
    lines += [f'{place[iri]} "{_line(labels[iri])}"' for iri in nodes]
    lines.append("*Arcs" if projection.directed else "*Edges")
    columns = (projection.edges[c].to_list() for c in ("source", "target", "weight", "type"))
    for one, other, weight, kind in zip(*columns, strict=True):
        label = f' l "{_line(kind)}"' if _line(kind) else ""
        lines.append(f"{place[one]} {place[other]} {weight:.15g}{label}")
    lost = [
        *_lost_nodes(projection, set()),
        *_lost_edges(projection, {"type"}),
        *_lost_rest(projection, labels),
    ]
    # Pajek takes UTF-8 for what it is only after a byte order mark.
    return _written(projection, path, "\r\n".join([*lines, ""]).encode("utf-8-sig"), lost)


def write_gml(projection: Projection, path: str | Path) -> Export:
    """Write a network as GML.

    Nodes have label, IRI, type, kind, country, side and coordinates; edges type, role, weight,
    dates as stated with their bounds, stage, and the IRIs of their statements. Parallel edges stay
    apart. Signs beyond ASCII are written as character references, as the format asks.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    path : str or pathlib.Path
        Where to; a file that is there is replaced once the new one is complete.

    Returns
    -------
    Export
        The file, and what it does not hold.

    Raises
    ------
    CoopgraphError
        The file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph import project
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export = write_gml(project(name="partnerships"), Path(folder) / "towns.gml")
    >>> export.path.name
    'towns.gml'
    """
    labels = _labels(projection)
    place = {iri: i for i, iri in enumerate(projection.nodes["id"].to_list())}
    lines = ['Creator "coopgraph"', "graph ["]
    about = {"title": projection.title, "definition": projection.definition}
    about["credit"] = " | ".join(credit_lines(projection.credits, projection.statements))
    about["fingerprint"] = projection.fingerprint
    lines += [f"  directed {int(projection.directed)}", "  multigraph 1"]
    lines += [f"  {key} {_gml(value)}" for key, value in about.items()]
    for row in records(projection.nodes):
        own = {"label": labels[row["id"]], "iri": row["id"]}
        cells = {**own, **{key: row[name] for name, key in _GML_NODE.items()}}
        lines += ["  node [", f"    id {place[row['id']]}", *_gml_cells(cells)]
        for name in ("lat", "lon"):
            if number(row[name]) is not None:
                lines.append(f"    {name} {_real(row[name])}")
        lines.append("  ]")
    for i, row in enumerate(records(projection.edges)):
        lines += ["  edge [", f"    source {place[row['source']]}"]
        lines += [f"    target {place[row['target']]}", f"    key {i}"]
        lines.append(f"    weight {_real(row['weight'])}")
        cells = {key: row[name] for name, key in _GML_EDGE.items()}
        lines += [*_gml_cells({**cells, "statements": " ".join(row["statements"])}), "  ]"]
    held = {"type", "kind", "country", "side", "lat", "lon"}
    lost = [
        *_lost_nodes(projection, held),
        *_lost_edges(projection, {*EDGE_COLUMNS}),
        *_lost_rest(projection, labels),
    ]
    return _written(projection, path, "\n".join([*lines, "]", ""]).encode("ascii"), lost)


def write_dl(projection: Projection, path: str | Path) -> Export:
    """Write a network as a DL file for UCINET.

    An edge list with labels; an edge of an undirected network stands in both directions. The
    weights of parallel edges are added up, as the format has one value for each pair.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    path : str or pathlib.Path
        Where to; a file that is there is replaced once the new one is complete.

    Returns
    -------
    Export
        The file, and what it does not hold.

    Raises
    ------
    CoopgraphError
        The file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph import project
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export = write_dl(project(name="partnerships"), Path(folder) / "towns.dl")
    >>> "parallel edges" in export.lost["what"].to_list()
    True
    """
    labels = _labels(projection)
    nodes, side = _by_side(projection)
    edges = projection.edges
    sums = edges.groupby(["source", "target"], sort=True)["weight"].sum().reset_index()
    place = {iri: i for i, iri in enumerate(nodes, start=1)}
    two = projection.mode == "two-mode"
    quoted = ['"' + _line(labels[iri]) + '"' for iri in nodes]
    if two:
        lines = [f"DL NR={side}, NC={len(nodes) - side}", "FORMAT = EDGELIST2"]
        lines += ["ROW LABELS:", "\n".join(quoted[:side]), "COLUMN LABELS:"]
        lines.append("\n".join(quoted[side:]))
    else:
        lines = [f"DL N={len(nodes)}", "FORMAT = EDGELIST1", "LABELS:", "\n".join(quoted)]
    lines.append("DATA:")
    columns = (sums[name].to_list() for name in ("source", "target", "weight"))
    for one, other, weight in zip(*columns, strict=True):
        ends = place[one], place[other] - (side if two else 0)
        lines.append(f"{ends[0]} {ends[1]} {weight:.15g}")
        if not projection.directed and not two and one != other:
            lines.append(f"{ends[1]} {ends[0]} {weight:.15g}")
    lost = [
        *_lost_nodes(projection, set()),
        ("long labels", sum(len(item) > _DL_LABEL + 2 for item in quoted), _DL_CUT),
        ("parallel edges", len(edges) - len(sums), "one value a pair; their weights are added up"),
        *_lost_edges(projection, set()),
        *_lost_rest(projection, labels),
    ]
    return _written(projection, path, "\n".join([*lines, ""]).encode(), lost)


_Lost = tuple[str, int, str]


def _lost_nodes(projection: Projection, held: set[str]) -> Iterable[_Lost]:
    """Columns of the nodes that are left out, with the number of nodes that have a value."""
    why = "the format has no attributes of vertices" if not held else "one value an attribute"
    for name in NODE_COLUMNS:
        if name in held or name in ("id", "label"):
            continue
        cells = projection.nodes[name].to_list()
        # A node's first name is its label, its first member itself.
        least = 2 if name in ("names", "members") else 1
        count = sum(len(strings(cell)) >= least for cell in cells)
        yield f"nodes: {name}", count, why
    if not held:
        yield "nodes: IRIs", len(projection.nodes), "labels stand for them"


def _lost_edges(projection: Projection, held: set[str]) -> Iterable[_Lost]:
    for name in EDGE_COLUMNS:
        if name in held or name in ("source", "target", "weight"):
            continue
        why = "the format has no dates like these" if name in _DATES else "no such attribute"
        count = sum(bool(strings(cell)) for cell in projection.edges[name].to_list())
        yield f"edges: {name}", count, why


def _lost_rest(projection: Projection, labels: Mapping[str, str]) -> Iterable[_Lost]:
    facts = len(projection.statements)
    yield "statements with their evidence", facts, f"{len(STATEMENT_COLUMNS)} columns; no place"
    yield "loss report", len(projection.loss), "no place"
    plain = dict(zip(projection.nodes["id"], projection.nodes["label"], strict=True))
    told = sum(labels[iri] != text(label) for iri, label in plain.items())
    yield "labels as they are", told, "several nodes had one label; type or id is put behind it"


def _labels(projection: Projection) -> dict[str, str]:
    """A label for each node that no other has: these programs know nodes by them."""
    columns = (projection.nodes[name].to_list() for name in ("id", "label", "type"))
    rows = [(iri, _line(text(label)), kind) for iri, label, kind in zip(*columns, strict=True)]
    makers: tuple[Callable[[str, str, str], str], ...] = (
        lambda _, label, __: label,
        lambda _, label, kind: f"{label} ({kind})".strip(),
        lambda iri, label, _: f"{label} ({_line(iri.rpartition('/')[2])})".strip(),
        lambda iri, label, _: f"{label} ({_line(iri)})",
    )
    found: dict[str, str] = {}
    left = rows
    for make in makers:
        made = [make(*row) for row in left]
        taken = set(found.values())
        counts = pd.Series(made, dtype="str").value_counts().to_dict()
        clear = [name not in taken and counts[name] == 1 and bool(name) for name in made]
        found |= {row[0]: name for row, name, own in zip(left, made, clear, strict=True) if own}
        left = [row for row, own in zip(left, clear, strict=True) if not own]
    return found | {iri: f"{label} #{i}" for i, (iri, label, _) in enumerate(left)}


def _by_side(projection: Projection) -> tuple[list[str], int]:
    """IRIs of the nodes, those of side a first, and how many these are."""
    nodes = projection.nodes
    if projection.mode != "two-mode":
        return nodes["id"].to_list(), len(nodes)
    first = nodes.loc[nodes["side"] == "a", "id"].to_list()
    return [*first, *nodes.loc[nodes["side"] != "a", "id"].to_list()], len(first)


def _line(value: str) -> str:
    """A text without line breaks, other control signs and double quotes."""
    plain = re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+", " ", value).replace('"', "'")
    return plain.strip()


def _gml_cells(cells: Mapping[str, object]) -> list[str]:
    return [f"    {key} {_gml(text(value))}" for key, value in cells.items() if text(value)]


def _gml(value: str) -> str:
    """A text in quotes, with character references for what is not plain ASCII."""
    quoted = (
        sign if " " <= sign <= "~" and sign not in '&"' else f"&#{ord(sign)};" for sign in value
    )
    return '"' + "".join(quoted) + '"'


def _real(value: object) -> str:
    """A number with a point, by which GML tells reals from integers."""
    shown = repr(float(text(value)))
    return shown if "e" not in shown or "." in shown else shown.replace("e", ".0e")


def _written(
    projection: Projection, path: str | Path, content: bytes, lost: Iterable[_Lost]
) -> Export:
    target = Path(path)
    table = pd.DataFrame([row for row in lost if row[1]], columns=list(_LOST))
    notes = [
        f"{target.name}: {projection.title or projection.name}",
        f"Fingerprint {projection.fingerprint}",
        "",
        "Credit and licence",
        *credit_lines(projection.credits, projection.statements),
        "",
        "What this format does not hold",
        *(f"{row[0]} ({row[1]}): {row[2]}" for row in table.itertuples(index=False, name=None)),
        "",
    ]
    beside = f"{target.name}.txt"
    paths = write_files(
        target.parent, {target.name: content, beside: "\n".join(map(text, notes)).encode()}
    )
    return Export(paths[0], paths[1], table)
