"""Tables as files: CSV, XLSX and Parquet read into columns of text, with every fault named."""

import csv
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coopgraph.errors import Problem

__all__ = ["Table", "read_table"]

FORMATS = (".csv", ".tsv", ".xlsx", ".parquet")
MAX_CELL = 100_000  # characters; a longer cell is a broken quote, not a value


@dataclass(frozen=True)
class Table:
    """A table as text.

    Parameters
    ----------
    name : str
        Name in the mapping.
    file : str
        File name as the user knows it.
    frame : pandas.DataFrame
        One column of strings a header, empty strings for empty cells; the index is the row number
        that a spreadsheet shows (the header is row 1).
    """

    name: str
    file: str
    frame: pd.DataFrame


def read_table(name: str, path: Path, sheet: str = "") -> tuple[Table, list[Problem]]:
    """Read one table; faults are returned, not raised, so that all can be reported together.

    Parameters
    ----------
    name : str
        Name of the table in the mapping.
    path : Path
        The file: ``.csv``, ``.tsv``, ``.xlsx`` or ``.parquet``.
    sheet : str, optional
        Sheet of an XLSX file; the first one when empty.

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
    >>> _ = path.write_text("id,label\\nturku,Turku\\n", encoding="utf-8")
    >>> table, problems = read_table("towns", path)
    >>> table.frame.loc[2, "label"], problems
    ('Turku', [])
    """
    nothing = Table(name, path.name, pd.DataFrame())
    if not path.is_file():
        known = sorted(p.name for p in path.parent.glob("*") if p.suffix in FORMATS)
        found = f"the folder has: {', '.join(known)}" if known else "the folder has no tables"
        return nothing, [Problem(path.name, message=f"no such file; {found}")]
    match path.suffix.lower():
        case ".csv" | ".tsv":
            rows, problems = _csv_rows(path)
        case ".xlsx":
            rows, problems = _xlsx_rows(path, sheet)
        case ".parquet":
            rows, problems = _parquet_rows(path)
        case other:
            message = f'cannot read "{other}" files; expected one of {", ".join(FORMATS)}'
            return nothing, [Problem(path.name, message=message)]
    if problems:
        return nothing, problems
    return _shape(name, path.name, rows)


def _csv_rows(path: Path) -> tuple[list[list[str]], list[Problem]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        broken = repr(raw[max(0, error.start - 15) : error.start + 5])[2:-1]
        message = f"byte {error.start + 1} is not UTF-8; save the file with the encoding UTF-8"
        return [], [Problem(path.name, row, value=broken, message=message)]
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        return [], [Problem(path.name, row, message="the file holds a NUL character; is it text?")]
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    rows: list[list[str]] = []
    previous = csv.field_size_limit(MAX_CELL)
    try:
        rows.extend(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except csv.Error as error:
        message = f"not readable as CSV ({error}); is a quotation mark missing?"
        return [], [Problem(path.name, len(rows) + 1, message=message)]
    finally:
        csv.field_size_limit(previous)
    return rows, []


def _xlsx_rows(path: Path, sheet: str) -> tuple[list[list[str]], list[Problem]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException
    from zipfile import BadZipFile

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        return [], [Problem(path.name, message=f"not readable as XLSX: {error}")]
    try:
        if sheet and sheet not in book.sheetnames:
            names = ", ".join(book.sheetnames)
            return [], [Problem(path.name, message=f'no sheet "{sheet}"; it has: {names}')]
        chosen = book[sheet] if sheet else book[book.sheetnames[0]]
        return [[_cell(v) for v in row] for row in chosen.iter_rows(values_only=True)], []
    finally:
        book.close()


def _cell(value: object) -> str:
    """Write a spreadsheet's value as the text that a person sees."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)


def _parquet_rows(path: Path) -> tuple[list[list[str]], list[Problem]]:
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        return [], [Problem(path.name, message=f"not readable as Parquet: {error}")]
    text = frame.astype(object).where(frame.notna(), None)
    body = [[_cell(v) for v in row] for row in text.itertuples(index=False, name=None)]
    return [[str(c) for c in frame.columns], *body], []


def _shape(name: str, file: str, rows: list[list[str]]) -> tuple[Table, list[Problem]]:
    """Check header and widths, and turn rows into columns."""
    nothing = Table(name, file, pd.DataFrame())
    if not any(any(cell.strip() for cell in row) for row in rows[1:]):
        return nothing, [Problem(file, message="the table is empty: a header and rows expected")]
    header = [h.strip() for h in rows[0]]
    while header and not header[-1]:
        header.pop()
    problems = [
        Problem(file, 1, value=h, message="two columns have this name")
        for h in sorted({h for h in header if header.count(h) > 1})
    ]
    if "" in header:
        position = header.index("") + 1
        problems.append(Problem(file, 1, message=f"column {position} has no name"))
    width = len(header)
    kept: list[list[str]] = []
    index: list[int] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[width:]) or len(row) < width and len(row) > 0:
            message = f"{len(row)} cells where the header has {width}; is a comma not quoted?"
            if len(row) > width or file.lower().endswith((".csv", ".tsv")):
                problems.append(Problem(file, number, message=message))
        kept.append((row + [""] * width)[:width])
        index.append(number)
    if problems:
        return nothing, problems
    columns = list(zip(*kept, strict=True))
    clean = {
        h: [unicodedata.normalize("NFC", " ".join(c.split())) for c in column]
        for h, column in zip(header, columns, strict=True)
    }
    return Table(name, file, pd.DataFrame(clean, index=index, dtype="str")), []
