"""A network as plain cells and back, without loss: what Parquet and CX2 files are made of."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias

import pandas as pd

from coopgraph.errors import CoopgraphError, InputError
from coopgraph.network.projecting.credit import Credit
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.cells import text

__all__ = ["TABLES", "Column", "Packed", "Sort", "about", "pack", "rebuilt", "unpack"]

TABLES: Final = ("nodes", "edges", "statements", "loss")
Sort: TypeAlias = Literal["string", "double", "integer", "boolean", "list_of_string", "json"]

_VERSION: Final = 1
_FIELDS: Final = (
    *("name", "title", "definition", "directed", "mode", "actor_rule", "graph_fingerprint"),
)


@dataclass(frozen=True)
class Column:
    """What a column of a table is.

    Parameters
    ----------
    dtype : str
        Its type in pandas.
    sort : str
        The sort of its cells, by the words of CX2; ``json`` where they are mixed.
    """

    dtype: str
    sort: Sort


@dataclass(frozen=True, eq=False)
class Packed:
    """A table as plain cells.

    Parameters
    ----------
    columns : mapping of str to Column
        Its columns.
    cells : mapping of str to list
        Texts, numbers, lists of texts; None where there is nothing.
    """

    columns: Mapping[str, Column]
    cells: Mapping[str, list[Any]]


def pack(frame: pd.DataFrame) -> Packed:
    """Take a table apart.

    Parameters
    ----------
    frame : pandas.DataFrame
        A table of a projection.

    Returns
    -------
    Packed
        Its columns and cells; its index is not kept.

    Examples
    --------
    >>> packed = pack(pd.DataFrame({"id": ["a"], "lat": [float("nan")]}))
    >>> packed.cells
    {'id': ['a'], 'lat': [None]}
    """
    columns, cells = {}, {}
    for name in map(str, frame.columns):
        values = frame[name].to_list()
        sort = _sort(frame[name].dtype, values)
        columns[name] = Column(str(frame[name].dtype), sort)
        cells[name] = [_plain(value, sort) for value in values]
    return Packed(columns, cells)


def unpack(packed: Packed) -> pd.DataFrame:
    """Put a table together again.

    Parameters
    ----------
    packed : Packed
        Columns and cells.

    Returns
    -------
    pandas.DataFrame
        The table as it was.

    Examples
    --------
    >>> frame = pd.DataFrame({"names": pd.Series([("a", "b")], dtype=object)})
    >>> unpack(pack(frame))["names"][0]
    ('a', 'b')
    """
    series = {}
    for name, column in packed.columns.items():
        cells = packed.cells[name]
        if column.sort == "list_of_string":
            cells = [None if cell is None else tuple(cell) for cell in cells]
        elif column.sort == "json":
            cells = [_thawed(json.loads(cell)) for cell in cells]
        series[name] = pd.Series(cells, dtype=object).astype(_dtype(column))
    return pd.DataFrame(series)


def about(projection: Projection, tables: Mapping[str, Packed]) -> dict[str, Any]:
    """Give everything about a network but its tables, as plain data.

    Parameters
    ----------
    projection : Projection
        The network.
    tables : mapping of str to Packed
        Its tables.

    Returns
    -------
    dict
        What `rebuilt` needs, with the licences of the data sets and the sources.
    """
    return {
        "format": _VERSION,
        **{name: getattr(projection, name) for name in _FIELDS},
        "fingerprint": projection.fingerprint,
        "parameters": dict(projection.parameters),
        "credits": [asdict(credit) for credit in projection.credits],
        "columns": {
            table: {name: [column.dtype, column.sort] for name, column in packed.columns.items()}
            for table, packed in tables.items()
        },
    }


def rebuilt(
    where: str, known: Mapping[str, Any], cells: Mapping[str, Mapping[str, list[Any]]]
) -> Projection:
    """Make a network of what a file holds.

    Parameters
    ----------
    where : str
        What to call the file in a message.
    known : mapping
        What `about` gave.
    cells : mapping
        The cells of each table, by column.

    Returns
    -------
    Projection
        The network as it was.

    Raises
    ------
    CoopgraphError
        Where something is missing, or is not as it was written.
    """
    try:
        if known["format"] != _VERSION:
            message = f"{where} is of format {known['format']}; this version reads {_VERSION}"
            raise CoopgraphError(message)
        frames: dict[str, Any] = {}
        for table in TABLES:
            columns = {k: Column(*pair) for k, pair in known["columns"][table].items()}
            frames[table] = unpack(Packed(columns, cells[table]))
        found = Projection(
            **{name: known[name] for name in _FIELDS},
            **frames,
            parameters=known["parameters"],
            credits=tuple(Credit(**credit) for credit in known["credits"]),
        )
        said = known["fingerprint"]
    except (KeyError, TypeError, ValueError, InputError) as error:
        message = f"{where} is damaged ({error}); write it again from the graph"
        raise CoopgraphError(message) from error
    if found.fingerprint != said:
        message = (
            f"{where} was changed after it was written: its fingerprint is {found.fingerprint[:12]}"
            f", not {str(said)[:12]}. What it says can no longer be cited by the graph it names."
        )
        raise CoopgraphError(message)
    return found


def _dtype(column: Column) -> Any:
    """The type in pandas, of which there are more than its stubs know."""
    return column.dtype


def _sort(dtype: Any, values: Iterable[Any]) -> Sort:
    """The sort that holds all values of a column."""
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean"
    if pd.api.types.is_integer_dtype(dtype):
        return "integer"
    if pd.api.types.is_float_dtype(dtype):
        return "double"
    some = list(values)
    if all(isinstance(v, str) for v in some) and (some or isinstance(dtype, pd.StringDtype)):
        return "string"
    if some and all(isinstance(v, tuple) and all(isinstance(x, str) for x in v) for v in some):
        return "list_of_string"
    return "json"


def _plain(value: Any, sort: Sort) -> Any:
    """A cell as JSON and Parquet know it."""
    if sort == "json":
        return json.dumps(_frozen(value), ensure_ascii=False)
    if sort == "list_of_string":
        return [text(part) for part in value]
    if value is None or value is pd.NA or value != value:
        return None
    return text(value) if sort == "string" else value


def _frozen(value: Any) -> Any:
    """A value of a mixed column, tuples told from lists."""
    if isinstance(value, tuple):
        return {"tuple": [_frozen(part) for part in value]}
    if isinstance(value, str):
        return text(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    raise CoopgraphError(f"a cell holds {value!r}, which is no text, number or tuple of them")


def _thawed(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple(_thawed(part) for part in value["tuple"])
    return value
