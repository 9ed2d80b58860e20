"""Keys and ids of rows: what their IRIs are made of, so that other rows never matter."""

import re
from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.formats.tables import Table
from coopgraph.dataset.mapping.blocks import Block
from coopgraph.dataset.mapping.frames import Faults, always, look_up, single_values
from coopgraph.vocabulary import record_key

__all__ = ["record_keys", "row_ids", "row_keys"]

ID: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
MAX_ID: Final = 120
RESERVED: Final = ("statement", "evidence", "source")
# The unit separator is white space to Python, so no cell of a table can hold it.
UNIT: Final = "\x1f"


def row_keys(
    block: Block, frame: pd.DataFrame, dataset: str, types: "pd.Series[str]"
) -> "pd.Series[str]":
    """Return each row's stable key: a hash over data set, class and the cells of the record key.

    A split cell counts as a set, and so do columns that stand together in the key: neither the
    order of the parts nor a repeated part matters.

    Parameters
    ----------
    block : Block
        The block, whose `key` names the columns.
    frame : pandas.DataFrame
        The rows.
    dataset : str
        Id of the data set.
    types : pandas.Series
        The class that each row makes.

    Returns
    -------
    pandas.Series
        16 hexadecimal digits a row.
    """
    splits = {f.column: f.split for f in block.fields() if f.column and f.split}
    columns: list[list[str] | pd.Series[str]] = []
    for part in block.key:
        names = (part,) if isinstance(part, str) else part
        cells = [_as_sets(frame[name], splits.get(name, "")) for name in names]
        columns.append(cells[0] if len(cells) == 1 else _one_set(cells))
    return pd.Series(record_keys(dataset, types, *columns), index=frame.index, dtype="str")


def record_keys(dataset: str, *columns: "list[str] | pd.Series[str]") -> list[str]:
    """Return `record_key` of the data set and the cells of each row.

    Parameters
    ----------
    dataset : str
        Id of the data set.
    *columns : list of str or pandas.Series
        The further parts, all of one length.

    Examples
    --------
    >>> record_keys("demo", ["Twinning"], ["turku|saint-petersburg"])
    ['9d467f728c810410']
    """
    colon = pa.scalar(":", pa.large_string())
    parts = [pa.scalar(f"{len(dataset)}:{dataset}", pa.large_string())]
    for column in columns:
        cells = pa.array(column, pa.large_string())
        cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
        parts += [pc.utf8_length(cells).cast(pa.large_string()), colon, cells]
    texts = pc.binary_join_element_wise(*parts, pa.scalar("", pa.large_string()))
    return [sha256(text).hexdigest()[:16] for text in texts.cast(pa.large_binary()).to_pylist()]


def _as_set(cell: str, separator: str) -> str:
    return UNIT.join(sorted({p.strip() for p in cell.split(separator)} - {""}))


def _as_sets(cells: "pd.Series[str]", separator: str) -> "pd.Series[str]":
    if separator:
        cells = look_up(cells, partial(_as_set, separator=separator))
    return cells


def _one_set(columns: Iterable["pd.Series[str]"]) -> list[str]:
    parts = zip(*(column.tolist() for column in columns), strict=True)
    return [_as_set(UNIT.join(cells), UNIT) for cells in parts]


def row_ids(
    block: Block,
    frame: pd.DataFrame,
    types: "pd.Series[str]",
    dataset: str,
    table: Table,
    faults: Faults,
) -> "pd.Series[str]":
    """Return each row's id: the explicit one, else the key; ill-formed ones are noted."""
    explicit = single_values(frame, block.id)
    faulty = {cell: _id_fault(cell) for cell in explicit.unique() if cell}
    wrong = explicit[look_up(explicit, faulty) != ""]
    faults.note(table, wrong, block.id, faulty.__getitem__)
    if block.key:
        keys = row_keys(block, frame, dataset, types)
        if block.duplicates == "number":
            keys = _numbered(keys[explicit == ""], block, frame, dataset).reindex(keys.index)
        return explicit.where(explicit != "", keys)
    missing = explicit[explicit == ""]
    faults.note(table, missing, block.id, always("every row needs an id"))
    return explicit


def _numbered(
    keys: "pd.Series[str]", block: Block, frame: pd.DataFrame, dataset: str
) -> "pd.Series[str]":
    """Return keys that differ: the second of equal ones has 2 in it, and so on.

    Equal ones are numbered in the order of their cells. Other rows never matter, nor does the order
    of the rows: those whose cells are all equal make statements that are equal but for the number.
    """
    equal = keys[keys.duplicated(keep=False)]
    if equal.empty:
        return keys
    columns = sorted(block.columns() & set(frame.columns))
    ordered = frame.loc[equal.index, columns].assign(**{UNIT: equal}).sort_values([UNIT, *columns])
    places = ordered.groupby(UNIT, sort=False).cumcount() + 1
    parts = zip(ordered.index.tolist(), ordered[UNIT].tolist(), places.tolist(), strict=True)
    numbered = {
        row: key if place == 1 else record_key(dataset, key, str(place))
        for row, key, place in parts
    }
    rows = zip(keys.index.tolist(), keys.tolist(), strict=True)
    return pd.Series([numbered.get(r, key) for r, key in rows], keys.index, dtype="str")


def _id_fault(cell: str) -> str:
    if cell in RESERVED:
        return f'"{cell}" is reserved; choose another id'
    if not ID.fullmatch(cell) or len(cell) > MAX_ID:
        return "an id has lower-case letters, digits and hyphens only, as in lower-silesia"
    return ""
