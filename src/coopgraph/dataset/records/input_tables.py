"""The tables of a data set, compared with what its mapping says of their columns and rows."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from coopgraph.dataset.formats.tables import Table, row_numbers
from coopgraph.dataset.mapping.blocks import Block, DatasetMapping, Not, TableSettings
from coopgraph.dataset.mapping.frames import select_rows
from coopgraph.dataset.records.ambiguous import Ambiguity
from coopgraph.dataset.records.corrections import corrections_of, with_corrections
from coopgraph.dataset.records.derive import FileColumns, derive_tables, file_columns
from coopgraph.errors import Problem
from coopgraph.names import did_you_mean, nearest

__all__ = ["InputTables", "read_tables"]


@dataclass
class InputTables:
    """The tables of a data set, and what is known of their rows before a block has read them.

    Parameters
    ----------
    tables : dict of str to Table
        By the names in the mapping.
    sizes, filtered : dict of str to int
        How many rows each has in its file, and how many of them the mapping leaves out.
    unread : dict of str to tuple of str
        Columns that nothing reads.
    faulty : dict of str to set of int
        Rows that could not be read.
    corrected : dict of str to int
        How many rows somebody has corrected.
    ambiguous : list of Ambiguity
        Keys that stand for several rows of another table.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    filtered: dict[str, int] = field(default_factory=dict)
    unread: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faulty: dict[str, set[int]] = field(default_factory=dict)
    corrected: dict[str, int] = field(default_factory=dict)
    ambiguous: list[Ambiguity] = field(default_factory=list)


def read_tables(
    folder: Path,
    mapping: DatasetMapping,
    misnamed: Collection[str],
    read: Callable[..., tuple[Table, list[Problem]]],
    *,
    lenient: bool,
) -> tuple[InputTables, list[Problem]]:
    """Read every table that the mapping names; keep those whose columns are as it says.

    Parameters
    ----------
    folder : Path
        Folder of the data set.
    mapping : DatasetMapping
        The mapping.
    misnamed : collection of str
        Tables that are there under another name.
    read : callable
        Reads a table, as `tables.read_table` does.
    lenient : bool
        Whether a row that cannot be read is left out, and a column that nothing reads is noted;
        else both are faults.

    Returns
    -------
    given : InputTables
        The tables.
    problems : list of Problem
        What is wrong with them.
    """
    given = InputTables()
    problems: list[Problem] = []
    blocks = [*mapping.entities, *mapping.statements]
    raw: dict[str, Table] = {}
    sizes: dict[str, tuple[Table, tuple[str, ...], list[Problem]]] = {}
    for name, settings in mapping.tables.items():
        path = folder / settings.file
        if not path.resolve().is_relative_to(folder.resolve()):
            message = "a link that leads out of the folder of the data set"
            problems.append(Problem(settings.file, message=message))
            continue
        columns = file_columns(name, mapping.tables, [b for b in blocks if b.table == name])
        if settings.optional and not path.exists():
            if name in misnamed:  # there, but not read: what refers to it cannot be judged
                continue
            frame = pd.DataFrame(columns=sorted(columns.needed), dtype="str")
            raw[name] = Table(name, path.name, frame)
            sizes[name] = raw[name], (), []
            continue
        corrected = corrections_of(folder, name, mapping.tables)
        table, found = _read(name, path, settings, columns, corrected, read, lenient=lenient)
        given.corrected[name] = len(corrected)
        problems += found
        if found and table.frame.columns.empty:
            continue
        named, missing, strange = _columns(table, columns)
        surplus = tuple(p.column for p in strange if lenient and "Did you" not in p.message)
        problems += [p for p in strange if p.column not in surplus or p.column in missing]
        if missing:
            continue
        raw[name] = named
        sizes[name] = table, surplus, found
    made, found = derive_tables(raw, mapping.tables, given.ambiguous)
    problems += found
    for name, table in made.items():
        _keep(given, table, *sizes[name])
        problems += _unread_rows(table, [b for b in blocks if b.table == name])
    return given, problems


def _read(
    name: str,
    path: Path,
    settings: TableSettings,
    columns: FileColumns,
    corrected: pd.DataFrame,
    read: Callable[..., tuple[Table, list[Problem]]],
    *,
    lenient: bool,
) -> tuple[Table, list[Problem]]:
    """Read a table; rows that somebody has corrected take the place of those of the file."""
    table, found = read(
        name,
        path,
        settings.sheet,
        header=settings.header,
        first_row=settings.first_row,
        needs_rows=not settings.optional,
        keep_sound=lenient or not corrected.empty,
        encoding=settings.encoding,
        delimiter=settings.delimiter,
        empty=settings.empty,
        skip=settings.ignore,
        keep=(*sorted(columns.needed), *columns.patterns) if settings.ignore else (),
    )
    if not (corrected.empty or table.frame.columns.empty):
        table, found = with_corrections(table, found, corrected)
    return _filled(table, found, settings)


def _filled(
    table: Table, problems: list[Problem], settings: TableSettings
) -> tuple[Table, list[Problem]]:
    """Return a table whose empty cells have the value above, where the mapping says so.

    What stands above is not known where a row between the two cannot be read.
    """
    frame = table.frame
    columns = [c for c in settings.fill if c in frame.columns]
    if not columns:
        return table, problems
    empty = ["", *settings.empty]
    unread = np.array(sorted({p.row for p in problems if p.row}))
    rows = frame.index.to_numpy()
    unsure: dict[int, Problem] = {}
    filled = {}
    for column in columns:
        stated = ~frame[column].isin(empty)
        filled[column] = frame[column].where(stated).ffill().fillna("")
        source = pd.Series(rows, frame.index).where(stated).ffill().fillna(0).to_numpy()
        between = np.searchsorted(unread, rows) > np.searchsorted(unread, source)
        message = "the value above is not known: a row between the two cannot be read"
        for row in rows[between & ~stated.to_numpy()].tolist():
            unsure[row] = Problem(table.file, row, column, message=message)
    frame = frame.assign(**filled).astype("str").drop(index=list(unsure))
    return replace(table, frame=frame), [*problems, *unsure.values()]


def _keep(
    given: InputTables,
    chosen: Table,
    table: Table,
    surplus: tuple[str, ...],
    faults: Sequence[Problem],
) -> None:
    """Take a table up, with the numbers of its rows."""
    faulty = {problem.row for problem in faults}
    given.tables[chosen.name] = chosen
    given.sizes[chosen.name] = len(table.frame) + len(faulty)
    rows = row_numbers(chosen.frame.index).nunique()
    given.filtered[chosen.name] = len(table.frame) - rows
    given.unread[chosen.name] = surplus
    given.faulty[chosen.name] = faulty


def _columns(table: Table, wanted: FileColumns) -> tuple[Table, list[str], list[Problem]]:
    """Compare a table's columns with the mapping's; a misspelt one is read as what is meant."""
    columns = list(table.frame.columns)
    unknown = [c for c in columns if not wanted.reads(c)]
    absent = sorted(wanted.needed - set(columns))
    problems = []
    meant: dict[str, str] = {}
    for column in unknown:
        near = [c for c in nearest(column, absent, 1) if c not in meant.values()]
        if near:
            meant[column] = near[0]
        hint = did_you_mean(column, near or wanted.needed)
        message = f"unknown column: the mapping does not read it.{hint}"
        problems.append(Problem(table.file, 1, column, message=message))
    missing = [c for c in absent if c not in wanted.optional and c not in meant.values()]
    for column in missing:
        message = f"the mapping reads this column; the table has: {', '.join(columns)}"
        problems.append(Problem(table.file, 1, column, message=message))
    return Table(table.name, table.file, table.frame.rename(columns=meant)), missing, problems


def _unread_rows(table: Table, readers: Sequence[Block]) -> list[Problem]:
    """Note the rows that every block passes over: nothing is left out silently."""
    if not readers:  # other tables take columns from it
        return []
    rest = table.frame
    for block in readers:
        rest = rest.drop(select_rows(rest, block.where).index)
    if rest.empty:
        return []
    column = next(column for block in readers for column in block.where)
    wanted = [b.where.get(column, ()) for b in readers]
    expected = sorted({v for values in wanted for v in values if not isinstance(values, Not)})
    shown = table.made.get(column, column)
    messages = {}
    for cell in rest[column].unique():
        hint = did_you_mean(cell, expected) or f" Expected one of {', '.join(expected)}."
        messages[cell] = f"no block of the mapping reads this row.{hint}"
    cells = zip(row_numbers(rest.index).tolist(), rest[column].tolist(), strict=True)
    return [Problem(table.file, row, shown, cell, messages[cell]) for row, cell in cells]
