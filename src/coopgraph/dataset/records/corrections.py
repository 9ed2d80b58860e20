"""Rejected rows, whole: written for a spreadsheet, taken again once a person has corrected them.

An export stays as it was published. What was corrected lies beside it, in `corrected/`, with the
number of the row that it takes the place of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from coopgraph.dataset.formats.packed import TooLarge, kind
from coopgraph.dataset.formats.tables import Table, is_table, read_table, whole_rows
from coopgraph.dataset.mapping.blocks import DatasetMapping, TableSettings
from coopgraph.errors import InputError, Problem
from coopgraph.spreadsheets import spreadsheet_csv, unguarded

__all__ = [
    "CORRECTED",
    "MARKS",
    "REJECTED_ROWS",
    "corrections_of",
    "is_of_rejected_rows",
    "merged_corrections",
    "rejected_tables",
    "way_to_read",
    "with_corrections",
]

REJECTED_ROWS: Final = "rejected"
CORRECTED: Final = "corrected"
TABLE: Final = "rejected: table"
ROW: Final = "rejected: row"
WHY: Final = "rejected: why"
MARKS: Final = (TABLE, ROW, WHY)


# ---- rejected rows, for a spreadsheet ------------------------------------------------------------


def rejected_tables(
    folder: Path, mapping: DatasetMapping, problems: Iterable[Problem]
) -> dict[str, bytes]:
    """Return the rows that were rejected, with all their cells: a file for each table.

    Parameters
    ----------
    folder : Path
        Folder of the data set.
    mapping : DatasetMapping
        Its mapping.
    problems : iterable of Problem
        Why rows were left out, by the names that tables have in the folder.

    Returns
    -------
    dict of str to bytes
        By path in the folder, CSV for a spreadsheet: table, row and reasons, then the row.
    """
    reasons: dict[str, dict[int, list[str]]] = {}
    for problem in sorted(problems):
        told = f"{problem.column}: {problem.message}" if problem.column else problem.message
        reasons.setdefault(problem.file, {}).setdefault(problem.row, []).append(told)
    files = {}
    for name, settings in mapping.tables.items():
        why = reasons.pop(_label(settings), None)  # the first table of a sheet stands for all
        if not why:
            continue
        header, rows = whole_rows(folder / settings.file, numbers=why, **way_to_read(settings))
        mended = corrections_of(folder, name, mapping.tables)
        for row in set(why) & set(mended.index):
            rows[row] = mended.loc[[row]].reindex(columns=header, fill_value="").iloc[0].tolist()
        lines = [
            (name, row, "; ".join(dict.fromkeys(why[row])), *rows[row]) for row in sorted(rows)
        ]
        if lines:
            files[f"{REJECTED_ROWS}/{name}.csv"] = spreadsheet_csv([*MARKS, *header], lines)
    return files


def _label(settings: TableSettings) -> str:
    """Return what problems call the file of a table."""
    file = settings.file.rpartition("/")[2]
    return f"{file} [{settings.sheet}]" if settings.sheet else file


def way_to_read(settings: TableSettings) -> dict[str, Any]:
    """Return how `read_table` is to read the file of a table."""
    return {
        "sheet": settings.sheet,
        "header": settings.header,
        "first_row": settings.first_row,
        "encoding": settings.encoding,
        "delimiter": settings.delimiter,
    }


# ---- rows that somebody has corrected ------------------------------------------------------------


def is_of_rejected_rows(path: Path) -> bool:
    r"""Tell whether a file has rows that an import has rejected.

    Parameters
    ----------
    path : Path
        The file, as the import wrote it or as a spreadsheet has saved it.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("rejected: table;rejected: row;rejected: why;id\\n")
    >>> is_of_rejected_rows(path)
    True
    """
    if not path.is_file() or not is_table(path):
        return False
    if kind(path) in (".csv", ".tsv", ".txt"):
        with path.open("rb") as file:
            return TABLE.encode() in file.read(200).replace(b"\0", b"")
    if kind(path) not in (".xlsx", ".ods"):
        return False
    try:
        return TABLE in whole_rows(path, numbers=())[0]
    except (TooLarge, OSError, IndexError):
        return False


def merged_corrections(
    files: Sequence[Path], folder: Path, mapping: DatasetMapping
) -> tuple[dict[str, bytes], int]:
    """Return the corrections that a data set is to hold, and how many rows are new among them.

    Parameters
    ----------
    files : sequence of Path
        Files of rejected rows, corrected.
    folder : Path
        Folder of the data set.
    mapping : DatasetMapping
        Its mapping.

    Returns
    -------
    files : dict of str to bytes
        By path in the folder; rows that are as they were are no corrections.
    rows : int
        Rows that these files correct.

    Raises
    ------
    InputError
        If a file cannot be read, or its rows are not those of the data set.
    """
    problems: list[Problem] = []
    given: dict[str, pd.DataFrame] = {}
    for path in files:
        for name, frame in _read(path, mapping, problems).items():
            before = given.get(name)
            rows = frame if before is None else pd.concat([before, frame])
            given[name] = rows[~rows.index.duplicated(keep="last")]
    written: dict[str, bytes] = {}
    count = 0
    for name, frame in given.items():
        settings = mapping.tables[name]
        found = whole_rows(folder / settings.file, numbers=frame.index, **way_to_read(settings))
        header, original = found
        strange = sorted(set(header) ^ set(frame.columns))
        if strange:
            message = "the columns are not those of the table; leave the header as it was written"
            problems.append(Problem(f"{REJECTED_ROWS}/{name}.csv", 1, strange[0], "", message))
            continue
        for row in sorted(set(frame.index) - set(original)):
            message = f"the table {name} has no such row; leave the column as it was written"
            problems.append(Problem(f"{REJECTED_ROWS}/{name}.csv", 0, ROW, str(row), message))
        frame = frame[header]
        cells = zip(frame.index.tolist(), frame.to_numpy().tolist(), strict=True)
        told = {row: own for row, own in cells if own != original.get(row)}
        kept = corrections_of(folder, name, mapping.tables)
        known = dict(zip(kept.index.tolist(), kept.to_numpy().tolist(), strict=True))
        count += sum(known.get(row) != own for row, own in told.items())
        known |= told
        lines = [(name, row, "", *known[row]) for row in sorted(known)]
        if lines:
            written[f"{CORRECTED}/{name}.csv"] = spreadsheet_csv([*MARKS, *header], lines)
    if problems:
        raise InputError(problems)
    return written, count


def _read(path: Path, mapping: DatasetMapping, problems: list[Problem]) -> dict[str, pd.DataFrame]:
    """Return the rows of a file by table, with the numbers of the rows that they stand for."""
    read, found = read_table("corrected", path, keep_sound=True)
    frame = read.frame
    if frame.empty or not set(MARKS) <= set(frame.columns):
        problems += found or [Problem(path.name, 1, message=f"expected the column {ROW}")]
        return {}
    # Rows with too many cells are as they were: not corrected yet, and rejected once more.
    tables = {}
    for name, rows in frame.groupby(TABLE):
        if str(name) not in mapping.tables:
            message = f"no such table; the mapping has: {', '.join(sorted(mapping.tables))}"
            problems.append(Problem(path.name, int(rows.index[0]), TABLE, str(name), message))
            continue
        wrong = rows[~rows[ROW].str.fullmatch("[0-9]{1,9}")]
        for number, cell in wrong[ROW].items():
            message = "expected the number of a row, as it was written"
            problems.append(Problem(path.name, int(str(number)), ROW, cell, message))
        rows = rows.drop(index=wrong.index)
        cells = rows.drop(columns=list(MARKS)).map(unguarded)
        tables[str(name)] = cells.set_index(rows[ROW].astype("int64"))
    return tables


def corrections_of(folder: Path, name: str, tables: Mapping[str, TableSettings]) -> pd.DataFrame:
    """Return the corrected rows of a table, by the numbers of the rows that they stand for.

    Parameters
    ----------
    folder : Path
        Folder of the data set.
    name : str
        Name of the table; tables of one sheet share their corrections.
    tables : mapping of str to TableSettings
        The tables of the mapping.

    Raises
    ------
    InputError
        If the list cannot be read.
    """
    same = [n for n, other in tables.items() if _label(other) == _label(tables[name])]
    paths = [folder / CORRECTED / f"{n}.csv" for n in same]
    parts = [_stored(path) for path in paths if path.is_file()]
    return pd.concat(parts) if parts else pd.DataFrame()


def _stored(path: Path) -> pd.DataFrame:
    read, problems = read_table("corrected", path)
    if not problems and not (
        set(MARKS) <= set(read.frame.columns) and read.frame[ROW].str.fullmatch("[0-9]{1,9}").all()
    ):
        problems = [Problem(path.name, message="not as an import has written it; delete the file")]
    if problems:
        raise InputError([replace(p, file=f"{CORRECTED}/{p.file}") for p in problems])
    cells = read.frame.drop(columns=list(MARKS)).map(unguarded)
    return cells.set_index(read.frame[ROW].astype("int64").to_numpy())


def with_corrections(
    table: Table, problems: Sequence[Problem], rows: pd.DataFrame
) -> tuple[Table, list[Problem]]:
    """Return a table in which corrected rows take the place of those of the file.

    Parameters
    ----------
    table : Table
        The rows that could be read.
    problems : sequence of Problem
        What is wrong with the others.
    rows : pandas.DataFrame
        The corrected rows, see `corrections_of`.

    Returns
    -------
    table : Table
        The table.
    problems : list of Problem
        What is wrong with rows that nobody has corrected.

    Examples
    --------
    >>> frame = pd.DataFrame({"id": ["a"]}, index=[2], dtype="str")
    >>> rows = pd.DataFrame({"id": ["b"]}, index=[3], dtype="str")
    >>> done, left = with_corrections(Table("t", "t.csv", frame), [Problem("t.csv", 3)], rows)
    >>> done.frame["id"].tolist(), left
    (['a', 'b'], [])
    """
    known = {*table.frame.index.tolist(), *(p.row for p in problems)}
    lost = [row for row in rows.index.tolist() if row not in known]
    found = [p for p in problems if p.row not in rows.index]
    found += [
        Problem(table.file, row, message=f"{CORRECTED}/ corrects this row, which is not there")
        for row in lost
    ]
    own = rows.drop(index=lost).reindex(columns=table.frame.columns, fill_value="")
    rest = table.frame[~table.frame.index.isin(own.index)]
    frame = pd.concat([rest, own]).sort_index().astype("str")
    return replace(table, frame=frame), found
