"""Tables as files: CSV, XLSX and Parquet read into columns of text, with every fault named."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from coopgraph.dataset.text import hidden_character
from coopgraph.dataset.workbook import cell_text, workbook_rows
from coopgraph.errors import Problem

__all__ = ["FORMATS", "Table", "clean", "read_table"]

FORMATS: Final = (".csv", ".tsv", ".xlsx", ".parquet")
DELIMITERS: Final = (",", ";", "\t", "|")
MAX_BYTES: Final = 2_000_000_000
MAX_COLUMNS: Final = 2_000

Rows = Sequence[Sequence[str]]


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
        that a spreadsheet shows (the header is row 1).
    """

    name: str
    file: str
    frame: pd.DataFrame


def read_table(
    name: str,
    path: Path,
    sheet: str = "",
    *,
    header: Sequence[str] = (),
    needs_rows: bool = True,
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
        The file: ``.csv``, ``.tsv``, ``.xlsx`` or ``.parquet``.
    sheet : str, optional
        Sheet of an XLSX file; the first one when empty.
    header : sequence of str, optional
        Names of the columns, where the first row is no header.
    needs_rows : bool
        Whether a table with a header only is a fault.

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
    file = f"{path.name} [{sheet}]" if sheet else path.name
    nothing = Table(name, file, pd.DataFrame())
    fault = _file_fault(path)
    if fault:
        return nothing, [Problem(file, message=fault)]
    match path.suffix.lower():
        case ".csv" | ".tsv":
            rows, problems = _csv_rows(path, len(header))
        case ".xlsx":
            rows, problems = workbook_rows(path, sheet, file)
        case _:
            rows, problems = _parquet_rows(path)
    if problems:
        return nothing, problems
    ragged = path.suffix.lower() == ".xlsx"
    if header and path.suffix.lower() == ".parquet":
        rows = rows[1:]  # columns of a Parquet file always have names; these replace them
    return _shape(name, file, rows, header, ragged=ragged, needs_rows=needs_rows)


def _file_fault(path: Path) -> str:
    """Say why there is nothing to read, or nothing."""
    if path.suffix.lower() not in FORMATS:
        return f'cannot read "{path.suffix}" files; expected one of {", ".join(FORMATS)}'
    if not path.is_file():
        known = sorted(p.name for p in path.parent.glob("*") if p.suffix.lower() in FORMATS)
        found = f"the folder has: {', '.join(known)}" if known else "the folder has no tables"
        return f"no such file; {found}"
    if path.stat().st_size > MAX_BYTES:
        return f"larger than {MAX_BYTES // 10**9} GB; split it into several files"
    return ""


# ---- CSV -----------------------------------------------------------------------------------------


def _csv_rows(path: Path, width: int) -> tuple[Rows, list[Problem]]:
    raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        row, column = _position(before, _delimiter(path, before, width))
        broken = repr(raw[max(0, error.start - 15) : error.start + 5])[2:-1]
        message = "not UTF-8; save the file with the encoding UTF-8"
        return [], [Problem(path.name, row, column, broken, message)]
    delimiter = _delimiter(path, text, width)
    if "\0" in text:
        row, column = _position(text[: text.index("\0")], delimiter)
        return [], [Problem(path.name, row, column, message="a NUL character; is this text?")]
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row_cells in reader:
            rows.append(row_cells)  # noqa: PERF402 (what was read before an error counts)
    except csv.Error as error:
        reason = f"not readable as CSV ({error}); is a quotation mark missing or not doubled?"
        return [], [Problem(path.name, len(rows) + 1, message=reason)]
    return rows, []


def _delimiter(path: Path, text: str, width: int) -> str:
    """Return what parts the cells: that which parts the header into most; a comma if in doubt.

    Where there is no header but the number of columns is known, it is that which parts most of the
    first rows into so many.
    """
    if path.suffix.lower() == ".tsv":
        return "\t"
    if not width:
        header = text.partition("\n")[0][:100_000]
        return max(DELIMITERS, key=lambda d: len(next(csv.reader([header], delimiter=d), [])))
    lines = text[:100_000].split("\n")[:100]
    return max(
        DELIMITERS, key=lambda d: sum(len(r) == width for r in csv.reader(lines, delimiter=d))
    )


def _position(before: str, delimiter: str) -> tuple[int, str]:
    """Return row and column header of the cell that follows a text, as a spreadsheet has them."""
    lines = list(csv.reader(io.StringIO(before + "x", newline=""), delimiter=delimiter))
    header, cell = lines[0], len(lines[-1]) - 1
    known = len(lines) > 1 and cell < len(header)
    return len(lines), header[cell].strip() if known else ""


# ---- Parquet -------------------------------------------------------------------------------------


def _parquet_rows(path: Path) -> tuple[Rows, list[Problem]]:
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        names = [n for n in table.column_names if not n.startswith("__index_level_")]
        columns = [[cell_text(v) for v in table[n].to_pylist()] for n in names]
    except (OSError, ValueError, KeyError, NotImplementedError, OverflowError) as error:
        reason = str(error).partition("\n")[0]
        return [], [Problem(path.name, message=f"not readable as Parquet: {reason}")]
    return [names, *zip(*columns, strict=True)], []


# ---- all formats ---------------------------------------------------------------------------------


def _shape(
    name: str, file: str, rows: Rows, given: Sequence[str], *, ragged: bool, needs_rows: bool
) -> tuple[Table, list[Problem]]:
    """Check header and widths, and turn rows into columns.

    In a workbook rows may be shorter than the header (`ragged`): empty cells are not stored.
    """
    nothing = Table(name, file, pd.DataFrame())
    hidden = _hidden_characters(file, rows, given)
    if hidden:
        return nothing, hidden
    body = [(n, row) for n, row in enumerate(rows, start=1) if any(map(str.strip, row))]
    header = list(given)
    if not given:
        if not body or body[0][0] != 1:
            message = "row 1 must be the header: the names of the columns"
            return nothing, [Problem(file, 1, message=message)]
        header = [clean(cell) for cell in rows[0]]
        while not header[-1]:
            header.pop()
        body = body[1:]
    width = len(header)
    problems = _header_problems(file, header)
    if needs_rows and not body and not problems:
        expected = "rows" if given else "a header and rows"
        problems.append(Problem(file, message=f"the table is empty: {expected} expected"))
    for number, row in body:
        extra = len(row) > width and any(map(str.strip, row[width:]))
        if extra or (len(row) < width and not ragged):
            message = f"{len(row)} cells where the header has {width}; is a comma not quoted?"
            problems.append(Problem(file, number, message=message))
    if problems:
        return nothing, problems
    padding = ("",) * width
    padded = [(*row, *padding)[:width] for _, row in body]
    texts = {h: [clean(row[n]) for row in padded] for n, h in enumerate(header)}
    return Table(name, file, pd.DataFrame(texts, index=[n for n, _ in body], dtype="str")), []


def _hidden_characters(file: str, rows: Rows, given: Sequence[str]) -> list[Problem]:
    message = "a control character, which cannot be seen; delete it"
    problems = []
    for number, row in enumerate(rows, start=1):
        if not hidden_character("".join(row)):
            continue
        header = given or ([] if number == 1 else rows[0])
        for position, cell in enumerate(row):
            found = hidden_character(cell)
            column = clean(header[position]) if found and position < len(header) else ""
            if found:
                column = "" if hidden_character(column) else column
                problems.append(Problem(file, number, column, found, message))
    return problems


def _header_problems(file: str, header: list[str]) -> list[Problem]:
    if len(header) > MAX_COLUMNS:
        message = f"{len(header):,} columns; a table may have {MAX_COLUMNS:,}"
        return [Problem(file, 1, message=message)]
    problems = [
        Problem(file, 1, value=h, message="two columns have this name")
        for h in sorted({h for h in header if h and header.count(h) > 1})
    ]
    if "" in header:
        position = header.index("") + 1
        problems.append(Problem(file, 1, message=f"column {position} has no name"))
    return problems


def clean(cell: str) -> str:
    r"""Return a cell's text without surplus blanks, in Unicode normalisation form C.

    Examples
    --------
    >>> clean("  Saint \n Petersburg")
    'Saint Petersburg'
    """
    return unicodedata.normalize("NFC", " ".join(cell.split()))
