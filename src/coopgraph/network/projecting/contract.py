"""What the tables of a projection look like, and whether they do."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from coopgraph.errors import Problem
from coopgraph.names import did_you_mean
from coopgraph.network.projecting.codes import places

__all__ = [
    "EDGE_COLUMNS",
    "LOSS_COLUMNS",
    "NODE_COLUMNS",
    "STATEMENT_COLUMNS",
    "Kind",
    "Mode",
    "among",
    "check_columns",
    "check_tables",
    "edge_keys",
]

Mode: TypeAlias = Literal["one-mode", "two-mode"]
Kind: TypeAlias = Literal["text", "number", "coordinate", "texts", "count", "any"]

NODE_COLUMNS: Final[Mapping[str, Kind]] = {
    "id": "text",
    "label": "text",
    "type": "text",
    "kind": "text",
    "country": "text",
    "lat": "coordinate",
    "lon": "coordinate",
    "side": "text",
    "names": "texts",
    "members": "texts",
}
EDGE_COLUMNS: Final[Mapping[str, Kind]] = {
    "source": "text",
    "target": "text",
    "type": "text",
    "role": "text",
    "weight": "number",
    "begin": "text",
    "end": "text",
    "begin_earliest": "text",
    "begin_latest": "text",
    "end_earliest": "text",
    "end_latest": "text",
    "as_of": "text",
    "stage": "text",
    "statements": "texts",
}
STATEMENT_COLUMNS: Final[Mapping[str, Kind]] = {
    "statement": "text",
    "type": "text",
    "label": "text",
    "begin": "text",
    "end": "text",
    "stage": "text",
    "as_of": "text",
    "basis": "text",
    "confidence": "any",
    "preference": "text",
    "conflicts_with": "text",
    "note": "text",
    "source": "text",
    "title": "text",
    "publisher": "text",
    "source_date": "text",
    "licence": "text",
    "locator": "text",
    "as_stated": "text",
}
LOSS_COLUMNS: Final[Mapping[str, Kind]] = {
    "effect": "text",
    "reason": "text",
    "count": "count",
    "detail": "text",
}


def among(column: "pd.Series[str]", values: Iterable[str]) -> "pd.Series[bool]":
    """Tell which cells are one of many values.

    `pandas.Series.isin` turns each of the values into a scalar of Arrow first, which takes ten
    times as long where there are many.

    Parameters
    ----------
    column : pandas.Series of str
        The cells.
    values : iterable of str
        The values.

    Returns
    -------
    pandas.Series of bool
        True where the cell is one of them, on the index of the column.

    Examples
    --------
    >>> among(pd.Series(["a", "b"]), ["b", "c"]).to_list()
    [False, True]
    """
    wanted = set(values.to_list() if isinstance(values, pd.Series) else values)
    return pd.Series([cell in wanted for cell in column.to_list()], index=column.index, dtype=bool)


def edge_keys(edges: pd.DataFrame) -> list[str]:
    """Name every edge among its parallels; see `Projection.to_networkx`."""
    keys = list(map(" ".join, edges["statements"].to_list()))
    if len(set(keys)) == len(keys):
        return keys
    named = _named(edges, keys)
    number = Counter(named)
    roles = edges["role"].to_list()
    return [
        f"{key} {role}" if number[name] > 1 else key
        for key, role, name in zip(keys, roles, named, strict=True)
    ]


def _named(edges: pd.DataFrame, keys: list[str]) -> list[tuple[str, str, str]]:
    """Both ends of every edge, and its key."""
    ends = (edges[end].to_list() for end in ("source", "target"))
    return list(zip(*ends, keys, strict=True))


def check_tables(
    where: str,
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    statements: pd.DataFrame,
    loss: pd.DataFrame,
    *,
    directed: bool,
    mode: Mode,
) -> list[Problem]:
    """Find everything that is wrong with the tables of a projection.

    Parameters
    ----------
    where : str
        What to call the projection in a message.
    nodes, edges, statements, loss : pandas.DataFrame
        Its tables.
    directed : bool
        Whether its edges have a direction.
    mode : {"one-mode", "two-mode"}
        Whether it has sides.

    Returns
    -------
    list of Problem
        Empty where nothing is wrong; the first bad row for each sort of breach.
    """
    tables = (
        ("nodes", nodes, NODE_COLUMNS),
        ("edges", edges, EDGE_COLUMNS),
        ("statements", statements, STATEMENT_COLUMNS),
        ("loss", loss, LOSS_COLUMNS),
    )
    problems = [
        problem
        for table, frame, columns in tables
        for problem in check_columns(f"{where}, {table}", frame, columns)
    ]
    if mode not in ("one-mode", "two-mode"):
        message = "expected one-mode or two-mode"
        problems.append(Problem(where, 0, "mode", str(mode), message))
    # The next checks read these columns, and would only repeat what is already said.
    if not problems:
        problems += _check_edges(f"{where}, edges", nodes, edges, directed=directed, mode=mode)
        problems += _check_rest(where, nodes, edges, statements, loss)
    return problems


def check_columns(
    where: str, frame: pd.DataFrame, columns: Mapping[str, Kind]
) -> Iterable[Problem]:
    """Compare a table with the columns that it must have.

    Parameters
    ----------
    where : str
        What to call the table in a message.
    frame : pandas.DataFrame
        The table.
    columns : mapping of str to str
        The columns, and the kind of value in each.

    Yields
    ------
    Problem
        For each column that is missing, and for the first bad cell of each column.
    """
    for column, kind in columns.items():
        if column not in frame.columns:
            others = [str(name) for name in frame.columns if name not in columns]
            hint = did_you_mean(column, others)
            yield Problem(where, column=column, message=f"the column is missing.{hint}")
            continue
        bad = np.flatnonzero(_bad_cells(frame[column], kind))
        if len(bad):
            row = int(bad[0])
            value = frame[column].iloc[row]
            yield Problem(where, row + 2, column, str(value), _EXPECTED[kind])


_EXPECTED: Final[Mapping[Kind, str]] = {
    "text": "expected text (empty where nothing is known)",
    "number": "expected a number above 0",
    "coordinate": "expected decimal degrees (NaN where not known)",
    "texts": "expected a tuple of one or more texts",
    "count": "expected a whole number from 0",
    "any": "",
}


def _bad_cells(values: "pd.Series[Any]", kind: Kind) -> npt.NDArray[np.bool_]:
    """Which cells are not of the kind."""
    if kind == "any":
        return np.zeros(len(values), dtype=bool)
    if kind == "text":
        if isinstance(values.dtype, pd.StringDtype):
            # Arrow knows how many are missing without a look at them.
            none = pa.array(values.array).null_count == 0
            return np.zeros(len(values), dtype=bool) if none else values.isna().to_numpy(bool)
        return np.array([not isinstance(v, str) for v in values], dtype=bool)
    if kind == "texts":
        cells = values.to_list()
        if _all_texts(cells):
            return np.zeros(len(values), dtype=bool)
        return np.array([not _all_texts([cell]) for cell in cells], dtype=bool)
    if not pd.api.types.is_numeric_dtype(values.dtype):
        return np.ones(len(values), dtype=bool)
    numbers = values.to_numpy(float)
    if kind == "coordinate":
        bad: npt.NDArray[np.bool_] = np.isinf(numbers)
    elif kind == "count":
        bad = ~(numbers >= 0)
    else:
        bad = ~((numbers > 0) & np.isfinite(numbers))
    return bad


def _all_texts(cells: Collection[Any]) -> bool:
    """Whether all are tuples of one or more texts; by types, which is quickest."""
    if not all(issubclass(kind, tuple) for kind in set(map(type, cells))) or not all(cells):
        return False
    return all(issubclass(kind, str) for kind in set(map(type, chain.from_iterable(cells))))


def _check_edges(
    where: str, nodes: pd.DataFrame, edges: pd.DataFrame, *, directed: bool, mode: Mode
) -> Iterator[Problem]:
    """Whether the edges join nodes, once, and the right way round."""
    found = {end: places(edges[end], nodes["id"]) for end in ("source", "target")}
    for end, at in found.items():
        yield from _report(where, edges, at < 0, end, "no node has this id")
    keys = edge_keys(edges)
    if len(set(keys)) < len(keys) and len(set(named := _named(edges, keys))) < len(keys):
        message = "the same statement joins this pair twice in one role"
        again = pd.Series(named).duplicated().to_numpy(bool)
        yield from _report(where, edges, again, "source", message)
    if mode == "two-mode":
        for end, side in (("source", "a"), ("target", "b")):
            stands = np.append((nodes["side"] == side).to_numpy(bool), False)  # for place -1
            message = f"in a two-mode projection every {end} stands on side {side}"
            yield from _report(where, edges, ~stands[found[end]], end, message)
    elif not directed:
        wrong = (edges["source"] > edges["target"]).to_numpy(bool)
        message = "in an undirected projection the source is the smaller id"
        yield from _report(where, edges, wrong, "source", message)


def _check_rest(
    where: str,
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    statements: pd.DataFrame,
    loss: pd.DataFrame,
) -> Iterator[Problem]:
    """Whether ids are unique, edges are cited, and the loss report adds up."""
    twice = nodes["id"].duplicated().to_numpy(bool)
    yield from _report(f"{where}, nodes", nodes, twice, "id", "the id occurs twice")
    cited = set(chain.from_iterable(edges["statements"].to_list()))
    uncited = sorted(cited.difference(statements["statement"].to_list()))
    if uncited:
        message = "an edge rests on this statement, but it is not in the table"
        yield Problem(f"{where}, statements", 0, "statement", uncited[0], message)
    counts: Counter[str] = Counter()
    for effect, count in zip(loss["effect"].to_list(), loss["count"].to_list(), strict=True):
        counts[effect] += count
    read, found = counts["read"], counts["kept"] + counts["dropped"] + counts["merged"]
    if read != found:
        message = f"{read} rows read, but {found} kept, dropped or merged"
        yield Problem(f"{where}, loss", 0, "count", "", message)


def _report(
    where: str, frame: pd.DataFrame, bad: npt.NDArray[np.bool_], column: str, message: str
) -> Iterable[Problem]:
    """The first bad row, as a problem."""
    rows = np.flatnonzero(bad)
    if len(rows):
        row = int(rows[0])
        yield Problem(where, row + 2, column, str(frame[column].iloc[row]), message)
