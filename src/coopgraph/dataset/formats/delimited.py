"""Delimited text (CSV, TSV, TXT): as columns where every line is regular, else row by row."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.formats.encoding import decoded
from coopgraph.dataset.formats.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Grid, row_grid
from coopgraph.errors import Problem

__all__ = ["DELIMITERS", "delimited_grid"]

DELIMITERS: Final = (",", ";", "\t", "|")
BLOCK: Final = 8_000_000  # bytes that Arrow reads at a time; no row is longer
# Cells without a quotation mark, or quoted from end to end with doubled marks inside.
REGULAR: Final = (
    r'(?>(?>"(?>[^"]++|"")*+"|[^"\r\n{0}]*+)(?>{0}|\r?\n|\r|\Z))*+',
    r"\r(?!\n)",
)


def delimited_grid(
    file: str,
    raw: bytes,
    *,
    tabs: bool = False,
    width: int = 0,
    first_row: int = 1,
    encoding: str = "",
    delimiter: str = "",
) -> tuple[Grid, list[Problem]]:
    r"""Read delimited text.

    Parameters
    ----------
    file : str
        Name of the file for messages.
    raw : bytes
        What it holds.
    tabs : bool
        Whether tabs part the cells.
    width : int
        How many columns there are; 0 where the first row is the header.
    first_row : int
        The line with which the table begins.
    encoding, delimiter : str
        As the mapping says; seen from the bytes and from the first rows where empty.

    Returns
    -------
    grid : Grid
        All rows; empty where there are problems.
    problems : list of Problem
        Why the file cannot be read, with the row.

    Examples
    --------
    >>> grid, problems = delimited_grid("a.csv", b"id,name\n1,Turku\n")
    >>> [column.to_pylist() for column in grid.columns], problems
    ([['id', '1'], ['name', 'Turku']], [])
    """
    if raw.count(b"\n") > MAX_ROWS:
        return row_grid([]), [Problem(file, message=f"more than {MAX_ROWS:,} rows; split it")]
    told = decoded(raw, encoding)
    above = first_row - 1
    start = _start(told.text, above)
    first = told.text[start : start + 100_000]
    mark = delimiter or ("\t" if tabs else _delimiter(first, width))
    if told.message:
        row, column = _position(told.text, mark)
        shown = repr(told.broken)[2:-1]
        return row_grid([]), [Problem(file, row, column, shown, told.message)]
    text = told.text
    if "\0" in text:
        row, column = _position(text[: text.index("\0")], mark)
        return row_grid([]), [Problem(file, row, column, message="a NUL character; is this text?")]
    text = text[start:]
    columns = len(_columns_of(text, mark))
    if columns > MAX_COLUMNS:
        message = f"{columns:,} columns; a table may have {MAX_COLUMNS:,}"
        return row_grid([]), [Problem(file, first_row, message=message)]
    plain = told.encoding == "utf-8" and raw[:1] not in (b"\xef", b"\xff") and not above
    grid = _by_arrow(raw if plain else text.encode(), mark, above)
    return (grid, []) if grid is not None else _by_row(file, text, mark, above)


def _start(text: str, lines: int) -> int:
    """Return the place in a text after some lines."""
    place = 0
    for _ in range(lines):
        place = text.find("\n", place) + 1
        if not place:
            return len(text)
    return place


def _columns_of(text: str, mark: str) -> list[str]:
    end = text.find("\n")
    line = text if end < 0 else text[:end]
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []


def _delimiter(text: str, width: int) -> str:
    """Return what parts the cells: that which parts the header into most; a comma if in doubt.

    Where there is no header but the number of columns is known, it is that which parts most of the
    first rows into so many.
    """
    if not width:
        header = text.partition("\n")[0]
        return max(DELIMITERS, key=lambda d: len(_columns_of(header, d)))
    lines = text.split("\n")[:100]
    counts = {d: [len(_columns_of(line, d)) for line in lines] for d in DELIMITERS}
    return max(DELIMITERS, key=lambda d: (counts[d].count(width), sum(counts[d])))


def _position(before: str, delimiter: str) -> tuple[int, str]:
    """Return row and column header of the cell that follows a text, as a spreadsheet has them."""
    lines = list(csv.reader(io.StringIO(before + "x", newline=""), delimiter=delimiter))
    header, cell = lines[0], len(lines[-1]) - 1
    known = len(lines) > 1 and cell < len(header)
    return len(lines), header[cell].strip() if known else ""


# ---- as columns ----------------------------------------------------------------------------------


def _by_arrow(raw: bytes, mark: str, above: int) -> Grid | None:
    """Read all columns at once; None where a row is not as the others, or a quote not closed.

    Arrow reads irregular quotation marks without a word, so only regular ones are given to it.
    """
    import pyarrow.csv as pv

    quoted = b'"' in raw
    pattern = REGULAR[0].format(re.escape(mark))
    if not raw.strip() or (quoted and not re.compile(pattern.encode()).fullmatch(raw)):
        return None
    if b"\r" in raw and re.search(REGULAR[1].encode(), raw):
        return None  # a file of an old Mac, or a line end inside a cell
    broken: list[Any] = []

    def note(row: Any) -> str:
        broken.append(row)
        return "skip"

    threads = True
    for threads in (True, False):  # in one thread rows that are not as the others have a number
        options = pv.ParseOptions(
            delimiter=mark,
            quote_char='"' if quoted else False,
            newlines_in_values=quoted,
            ignore_empty_lines=False,
            invalid_row_handler=None if threads else note,
        )
        try:
            names = len(_columns_of(raw[:BLOCK].decode("utf-8", "ignore"), mark)) or 1
            table = pv.read_csv(
                pa.BufferReader(raw),
                read_options=pv.ReadOptions(
                    column_names=[str(n) for n in range(names)],
                    use_threads=threads,
                    block_size=BLOCK,
                ),
                parse_options=options,
                convert_options=pv.ConvertOptions(
                    strings_can_be_null=False,
                    column_types={str(n): pa.large_string() for n in range(names)},
                ),
            )
            break
        except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeError):
            if not threads:
                return None
    else:
        return None
    if any(row.text.strip("\r") for row in broken) or any(row.number is None for row in broken):
        return None
    columns = [_one_chunk(column) for column in table.columns]
    longest = (pc.max(pc.binary_length(column)).as_py() or 0 for column in columns)
    if any(size > csv.field_size_limit() for size in longest):
        return None
    numbers = np.arange(1, len(table) + len(broken) + 1)
    if broken:  # blank lines: they count, but hold nothing
        numbers = np.delete(numbers, [row.number - 1 for row in broken])
    return Grid(numbers + above, columns)


def _one_chunk(column: Any) -> Any:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


# ---- row by row ----------------------------------------------------------------------------------


def _by_row(file: str, text: str, mark: str, above: int) -> tuple[Grid, list[Problem]]:
    rows: list[Sequence[str]] = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for row in reader:
            rows.append(row)
            cells += len(row)
            if cells > MAX_CELLS:
                message = f"more than {MAX_CELLS:,} cells; split it into several files"
                return row_grid([]), [Problem(file, message=message)]
    except csv.Error as error:
        reason = f"not readable as CSV ({error}); is a quotation mark missing or not doubled?"
        return row_grid([]), [Problem(file, above + len(rows) + 1, message=reason)]
    return row_grid(rows, above=above), []
