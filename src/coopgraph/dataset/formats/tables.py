"""Tables as files, in any format, read into columns of text, with every fault named."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.formats.delimited import delimited_grid
from coopgraph.dataset.formats.graph_table import graph_rows
from coopgraph.dataset.formats.grid import (
    MAX_COLUMNS,
    Grid,
    clean_column,
    hidden_rows,
    row_grid,
    starred,
)
from coopgraph.dataset.formats.json_table import json_rows
from coopgraph.dataset.formats.ods import ods_rows
from coopgraph.dataset.formats.packed import TooLarge, file_bytes, kind
from coopgraph.dataset.formats.parquet import parquet_grid
from coopgraph.dataset.formats.text import hidden_character
from coopgraph.dataset.formats.workbook import LastWorkbook, workbook_rows
from coopgraph.errors import Problem

__all__ = ["FORMATS", "Table", "clean", "is_table", "read_table", "row_numbers", "whole_rows"]

FORMATS: Final = (
    *(".csv", ".tsv", ".txt", ".xlsx", ".ods", ".parquet"),
    *(".json", ".gexf", ".graphml"),
)
TEXTS: Final = (".csv", ".tsv", ".txt")
PACKED: Final = (*TEXTS, ".json", ".gexf", ".graphml")
BOOKS: Final = (".xlsx", ".ods")
SHEETS: Final = (*BOOKS, ".json", ".gexf", ".graphml")
PARTS: Final = 1 << 32  # numbers of rows made of one row of the file are that far apart


@dataclass(frozen=True)
class Table:
    """A table as text.

    Parameters
    ----------
    name : str
        Name in the mapping.
    file : str
        File name as the user knows it, with the sheet if one was named.
    frame : pandas.DataFrame
        One column of strings a header, empty strings for empty cells; the index is the row number
        that a spreadsheet shows (the header is row 1). Where the mapping makes several rows of
        one, the index is unique still; `row_numbers` gives the row of the file.
    made : dict of str to str
        For columns that the mapping makes, the column of the file that they are made of.
    """

    name: str
    file: str
    frame: pd.DataFrame
    made: dict[str, str] = field(default_factory=dict)


def row_numbers(index: Any) -> Any:
    """Return the rows of the file that rows of a table come from.

    Parameters
    ----------
    index : int or pandas.Index
        One row or several, as a table numbers them.

    Examples
    --------
    >>> row_numbers(7), row_numbers(7 + 2 * 2**32)
    (7, 7)
    """
    return index % PARTS


def is_table(path: Path) -> bool:
    """Tell by its name whether a file is a table that can be read.

    Parameters
    ----------
    path : Path
        The file.

    Examples
    --------
    >>> is_table(Path("h2020.csv.gz")), is_table(Path("keep.xlsx.gz")), is_table(Path("notes.md"))
    (True, False, False)
    """
    return kind(path) in (PACKED if path.suffix.lower() == ".gz" else FORMATS)


def read_table(
    name: str,
    path: Path,
    sheet: str = "",
    *,
    header: Sequence[str] = (),
    first_row: int = 1,
    needs_rows: bool = True,
    keep_sound: bool = False,
    encoding: str = "",
    delimiter: str = "",
    empty: Collection[str] = (),
    skip: Collection[str] = (),
    keep: Collection[str] = (),
    last: LastWorkbook | None = None,
) -> tuple[Table, list[Problem]]:
    r"""Read one table; faults are returned, not raised, so that all can be reported together.

    Cells are trimmed, blanks and line ends inside them become single blanks, and the text is in
    Unicode normalisation form C. What parts the cells of a CSV file is seen from its header, or,
    where it has none, from its first rows: comma, semicolon, tab or bar.

    Parameters
    ----------
    name : str
        Name of the table in the mapping.
    path : Path
        The file: ``.csv``, ``.tsv``, ``.txt``, ``.xlsx``, ``.ods``, ``.parquet``, ``.json``,
        ``.gexf`` or ``.graphml``; text formats also with ``.gz``.
    sheet : str, optional
        Sheet of a workbook; the first one when empty. Of a graph ``edges`` (when empty) or
        ``nodes``; of JSON the member that has the records.
    header : sequence of str, optional
        Names of the columns, where the first row is no header.
    first_row : int
        The row of the header, or of the first record where there is none; what stands above it, a
        title or a remark, is passed over.
    needs_rows : bool
        Whether a table with a header only is a fault.
    keep_sound : bool
        Whether rows that cannot be read are left out, and reported, while the others are kept.
    encoding, delimiter : str
        Of delimited text; seen from the file when empty.
    empty : collection of str
        Cells that mean nothing: an error of a spreadsheet may be one.
    skip : collection of str
        Columns that nothing reads, also as patterns with ``*``: they are left out, and what is
        wrong in them is no fault.
    keep : collection of str
        Columns, also as patterns, that are read though they fit `skip`.
    last : LastWorkbook, optional
        Keeps a workbook for its next sheet.

    Returns
    -------
    table : Table
        What could be read; empty when nothing could.
    problems : list of Problem
        Everything that is wrong with the file.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "towns.csv"
    >>> _ = path.write_text("id,label\nturku,Turku\n", encoding="utf-8")
    >>> table, problems = read_table("towns", path)
    >>> table.frame.loc[2, "label"], problems
    ('Turku', [])
    """
    # `sheet` of a format that has none is a fault of the mapping, said where the file is read.
    file = f"{path.name} [{sheet}]" if sheet else path.name
    nothing = Table(name, file, pd.DataFrame())
    fault = _file_fault(path, sheet, first_row)
    if fault:
        return nothing, [Problem(file, message=fault)]
    try:
        how = len(header), first_row, encoding, delimiter
        grid, problems = _grid(path, sheet, file, how, last)
    except (TooLarge, OSError) as error:
        reason = str(error).partition("\n")[0]
        return nothing, [Problem(file, message=reason)]
    if problems:
        return nothing, problems
    ragged = kind(path) not in TEXTS
    if header and kind(path) == ".parquet":
        # Columns of a Parquet file always have names; these replace them.
        grid = Grid(grid.numbers[1:], [column[1:] for column in grid.columns])
    shaper = _Shaper(
        file, header, (skip, keep), empty, first_row=first_row, ragged=ragged, keep_sound=keep_sound
    )
    frame = shaper.frame(grid, needs_rows=needs_rows)
    return Table(name, file, frame), shaper.problems


def whole_rows(
    path: Path,
    sheet: str = "",
    *,
    numbers: Collection[int],
    header: Sequence[str] = (),
    first_row: int = 1,
    encoding: str = "",
    delimiter: str = "",
) -> tuple[list[str], dict[int, list[str]]]:
    r"""Return rows of a table with all their cells, also of rows that cannot be read.

    Parameters
    ----------
    path, sheet, header, first_row, encoding, delimiter
        See `read_table`.
    numbers : collection of int
        Rows that are meant, as a spreadsheet numbers them.

    Returns
    -------
    header : list of str
        Names of the columns.
    rows : dict of int to list of str
        The cells of each row, perhaps more than there are names.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "towns.csv"
    >>> _ = path.write_text("id,label\nturku,Turku\noulu,Oulu,FI\n", encoding="utf-8")
    >>> whole_rows(path, numbers=[3])
    (['id', 'label'], {3: ['oulu', 'Oulu', 'FI']})
    """
    grid, problems = _grid(path, sheet, "", (len(header), first_row, encoding, delimiter), None)
    if problems:
        return list(header), {}
    names = [clean(cell) for cell in header or grid.row(0)]
    while names and not names[-1]:
        names.pop()
    rows = {}
    for position in np.flatnonzero(np.isin(grid.numbers, sorted(numbers))).tolist():
        cells = [clean(cell) for cell in grid.row(position)]
        while len(cells) > len(names) and not cells[-1]:
            cells.pop()
        rows[int(grid.numbers[position])] = cells + [""] * (len(names) - len(cells))
    return names, rows


def _file_fault(path: Path, sheet: str, first_row: int) -> str:
    """Say why there is nothing to read, or nothing."""
    if not is_table(path):
        return f'cannot read "{path.suffix}" files; expected one of {", ".join(FORMATS)}'
    if not path.is_file():
        known = sorted(p.name for p in path.parent.glob("*") if is_table(p))
        found = f"the folder has: {', '.join(known)}" if known else "the folder has no tables"
        return f"no such file; {found}"
    if sheet and kind(path) not in SHEETS:
        return f"a {kind(path)} file has no sheets; leave the sheet out"
    if first_row > 1 and kind(path) not in (*TEXTS, *BOOKS):
        return f"nothing stands above the records of a {kind(path)} file; leave first_row out"
    return ""


def _grid(
    path: Path, sheet: str, file: str, how: tuple[int, int, str, str], last: LastWorkbook | None
) -> tuple[Grid, list[Problem]]:
    match kind(path):
        case ".csv" | ".tsv" | ".txt" as form:
            raw = file_bytes(path, lines=True)
            width, first_row, encoding, delimiter = how
            return delimited_grid(
                file,
                raw,
                tabs=form == ".tsv",
                width=width,
                first_row=first_row,
                encoding=encoding,
                delimiter=delimiter,
            )
        case ".parquet":
            return parquet_grid(path)
        case ".xlsx":
            rows, faults, problems = workbook_rows(path, sheet, file, last)
            return row_grid(rows, how[1], faults=faults), problems
        case ".ods":
            rows, faults, problems = ods_rows(path, sheet, file)
            return row_grid(rows, how[1], faults=faults), problems
        case ".json":
            rows, problems = json_rows(file, file_bytes(path), sheet)
        case _:
            rows, problems = graph_rows(file, file_bytes(path), sheet)
    return row_grid(rows), problems


# ---- all formats ---------------------------------------------------------------------------------


class _Shaper:
    """Checks header, widths and characters, and turns a grid into a frame.

    In a workbook rows may be shorter than the header (`ragged`): empty cells are not stored.
    """

    def __init__(
        self,
        file: str,
        given: Sequence[str],
        chosen: tuple[Collection[str], Collection[str]],
        empty: Collection[str],
        *,
        first_row: int,
        ragged: bool,
        keep_sound: bool,
    ) -> None:
        self.file = file
        self.given = list(given)
        self.skip, self.keep = chosen
        self.empty = empty
        self.first_row = first_row
        self.ragged = ragged
        self.keep_sound = keep_sound
        self.problems: list[Problem] = []

    def frame(self, grid: Grid, *, needs_rows: bool) -> pd.DataFrame:
        header = self._header(grid)
        if self.problems:
            return pd.DataFrame()
        start = 0 if self.given else 1
        numbers = grid.numbers[start:]
        columns = [column[start:] for column in grid.columns]
        width = len(header)
        surplus = columns[width:]
        columns = columns[:width]
        columns += [pa.repeat(pa.scalar("", pa.large_string()), len(numbers))] * (
            width - len(columns)
        )
        columns = [clean_column(column) for column in columns]
        unsound = self._widths(grid, numbers, width, surplus)
        unsound |= self._without_value(grid, header)
        read = [(h, c) for h, c in zip(header, columns, strict=True) if self._is_read(h)]
        for name, column in read:
            unsound |= self._hidden(name, column, numbers)
        filled = np.zeros(len(numbers), dtype=bool)
        for column in (*columns, *surplus):
            filled |= pc.not_equal(column, "").to_numpy(zero_copy_only=False)
        if needs_rows and not filled.any():
            expected = "rows" if self.given else "a header and rows"
            message = f"the table is empty: {expected} expected"
            self.problems.append(Problem(self.file, message=message))
        some = filled.any() and len(unsound) < len(numbers)
        if self.problems and not (self.keep_sound and some):
            return pd.DataFrame()
        if unsound:
            filled &= ~np.isin(numbers, sorted(unsound))
        kept = pa.table([column for _, column in read], names=[name for name, _ in read])
        if not filled.all():
            kept = kept.filter(pa.array(filled))
        frame: pd.DataFrame = kept.to_pandas()
        frame.index = pd.Index(numbers[filled].tolist() if read else [])
        return frame.astype("str")

    def _is_read(self, name: str) -> bool:
        def fits(patterns: Iterable[str]) -> bool:
            return any(starred(pattern, name) is not None for pattern in patterns)

        return fits(self.keep) or not fits(self.skip)

    def _header(self, grid: Grid) -> list[str]:
        """Return the names of the columns; what is wrong with them is noted."""
        header = [clean(cell) for cell in self.given]
        if not header:
            first = len(grid.numbers) > 0 and int(grid.numbers[0]) == self.first_row
            cells = grid.row(0) if first else []
            if not any(map(str.strip, cells)):
                message = f"row {self.first_row} must be the header: the names of the columns"
                self.problems.append(Problem(self.file, self.first_row, message=message))
                return []
            for cell in cells:
                if hidden_character(cell):
                    self._note(self.first_row, "", hidden_character(cell))
            for row, position, message in grid.faults:
                if row == self.first_row:
                    self.problems.append(Problem(self.file, row, "", cells[position], message))
            header = [clean(cell) for cell in cells]
            while not header[-1]:
                header.pop()
        self.problems += _header_problems(self.file, header, self.first_row)
        return header

    def _note(self, row: int, column: str, value: str) -> None:
        message = "a control character, which cannot be seen; delete it"
        self.problems.append(Problem(self.file, row, column, value, message))

    def _hidden(self, name: str, column: Any, numbers: Any) -> set[int]:
        rows = set()
        for position in hidden_rows(column):
            rows.add(int(numbers[position]))
            self._note(int(numbers[position]), name, hidden_character(column[position].as_py()))
        return rows

    def _without_value(self, grid: Grid, header: Sequence[str]) -> set[int]:
        """Note cells that are read and have no value; return their rows."""
        if not grid.faults:
            return set()
        read = {p: name for p, name in enumerate(header) if self._is_read(name)}
        places = {int(number): p for p, number in enumerate(grid.numbers)}
        rows = set()
        for row, position, message in grid.faults:
            value = grid.columns[position][places[row]].as_py()
            if position in read and value not in self.empty:
                self.problems.append(Problem(self.file, row, read[position], value, message))
                rows.add(row)
        return rows

    def _widths(self, grid: Grid, numbers: Any, width: int, surplus: Iterable[Any]) -> set[int]:
        """Note rows of another width than the header's; return them."""
        wrong: dict[int, int] = {}
        whole = len(grid.columns)
        for column in surplus:
            extra = pc.not_equal(pc.utf8_trim_whitespace(column), "")
            rows = numbers[extra.to_numpy(zero_copy_only=False)].tolist()
            wrong |= {row: grid.widths.get(row, whole) for row in rows}
        if not self.ragged:
            known = set(numbers.tolist()) if grid.widths else set()
            wrong |= {row: n for row, n in grid.widths.items() if n < width and row in known}
            if whole < width:
                wrong |= {row: grid.widths.get(row, whole) for row in numbers.tolist()}
        told = sorted(wrong.items())
        if len(wrong) == len(numbers) > 1 and len(set(wrong.values())) == 1:
            message = (
                f"{told[0][1]} cells in every row where {width} are expected; is this the file?"
            )
            self.problems.append(Problem(self.file, told[0][0], message=message))
            told = []
        for row, cells in told:
            message = f"{cells} cells where the header has {width}; is a comma not quoted?"
            self.problems.append(Problem(self.file, row, message=message))
        return set(wrong)


def _header_problems(file: str, header: list[str], row: int) -> list[Problem]:
    if len(header) > MAX_COLUMNS:
        message = f"{len(header):,} columns; a table may have {MAX_COLUMNS:,}"
        return [Problem(file, row, message=message)]
    problems = [
        Problem(file, row, value=h, message="two columns have this name")
        for h in sorted({h for h in header if h and header.count(h) > 1})
    ]
    if "" in header:
        position = header.index("") + 1
        problems.append(Problem(file, row, message=f"column {position} has no name"))
    return problems


def clean(cell: str) -> str:
    r"""Return a cell's text without surplus blanks, in Unicode normalisation form C.

    Examples
    --------
    >>> clean("  Saint \n Petersburg")
    'Saint Petersburg'
    """
    return unicodedata.normalize("NFC", " ".join(cell.split()))
