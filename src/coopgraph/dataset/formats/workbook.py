"""Workbooks (XLSX): the sheet that is meant, as rows of text."""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coopgraph.dataset.formats.grid import MAX_CELLS, MAX_FAULTS, CellFault
from coopgraph.dataset.formats.packed import archive_fault
from coopgraph.errors import Problem

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["LastWorkbook", "cell_text", "workbook_rows"]

LAST_ROW: Final = 1_048_576  # as the format has it
ERRORS: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
# The element of a formula, with or without a prefix; not such as <firstHeader> of a printed page.
FORMULA: Final = re.compile(rb"[<:]f[\s/>]")


def cell_text(value: object) -> str:
    """Write a spreadsheet's value as the text that a person sees.

    Parameters
    ----------
    value : object
        A text, number, date or truth value, or nothing.

    Returns
    -------
    str
        Whole numbers without a point, others without an exponent; dates as in ISO 8601.

    Examples
    --------
    >>> import datetime as dt
    >>> cell_text(1953.0), cell_text(1e-7), cell_text(dt.datetime(2018, 5, 17)), cell_text(None)
    ('1953', '0.0000001', '2018-05-17', '')
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case float() | Decimal():
            return format(Decimal(str(value)), "f")
        case dt.date() | dt.time():
            return value.isoformat().removesuffix("T00:00:00")
        case list() | dict() | bytes():
            raise ValueError("a column holds lists, records or bytes; expected single values")
    return str(value)


class LastWorkbook:
    """The workbook that was read last, for its next sheet: its texts are parsed once for all.

    It is in memory, packed, so that the file can be moved.

    Examples
    --------
    >>> LastWorkbook().path is None
    True
    """

    def __init__(self) -> None:
        self.path: Path | None = None
        self._values: Workbook
        self._formulas: Workbook | None = None

    def read(self, path: Path) -> tuple["Workbook", "Workbook | None"]:
        """Return a workbook's values, and its formulas if it has any."""
        import openpyxl

        if path != self.path:
            self.path = None
            content = path.read_bytes()
            self._values = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
            self._formulas = (
                openpyxl.load_workbook(io.BytesIO(content), read_only=True)
                if _has_formulas(path)
                else None
            )
            self.path = path
        return self._values, self._formulas


def workbook_rows(
    path: Path, sheet: str, file: str, last: LastWorkbook | None = None
) -> tuple[list[list[str]], list[CellFault], list[Problem]]:
    """Read the rows of a sheet; faults are returned, not raised.

    A formula that was never computed stands in its cell as it is written.

    Parameters
    ----------
    path : Path
        The workbook.
    sheet : str
        Name of the sheet; the first one when empty.
    file : str
        Name of the table's file for messages.
    last : LastWorkbook, optional
        Keeps the workbook for its next sheet; it must not change meanwhile.

    Returns
    -------
    rows : list of list of str
        Every row up to the last one that has cells; empty where there are problems.
    faults : list of CellFault
        Cells that show an error, and formulas without a value.
    problems : list of Problem
        What is wrong with the workbook as a whole.
    """
    try:
        fault = "" if last and last.path == path else archive_fault(path)
        if fault:
            return [], [], [Problem(file, message=fault)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drawings, styles and the like
            return _rows(*(last or LastWorkbook()).read(path), sheet, file)
    # openpyxl lets through whatever its parsers raise on a damaged file.
    except Exception as error:  # noqa: BLE001
        reason = str(error).partition("\n")[0] or type(error).__name__
        return [], [], [Problem(file, message=f"not readable as XLSX: {reason}")]


def _rows(
    values: "Workbook", formulas: "Workbook | None", sheet: str, file: str
) -> tuple[list[list[str]], list[CellFault], list[Problem]]:
    if sheet and sheet not in values.sheetnames:
        names = ", ".join(values.sheetnames)
        return [], [], [Problem(file, message=f'no sheet "{sheet}"; it has: {names}')]
    chosen = sheet or values.sheetnames[0]
    # What a sheet says of its own size is not to be trusted.
    values[chosen].reset_dimensions()
    rows: list[list[str]] = []
    cells = 0
    for row in values[chosen].iter_rows(values_only=True):
        cells += len(row)
        if cells > MAX_CELLS:  # one cell far to the right makes its row that wide
            message = f"more than {MAX_CELLS:,} cells; give it as CSV or Parquet"
            return [], [], [Problem(file, message=message)]
        if len(rows) == LAST_ROW:  # rows that are not there are given as empty ones
            message = f"more than {LAST_ROW:,} rows, which no workbook has"
            return [], [], [Problem(file, message=message)]
        rows.append([cell_text(v) for v in row])
    faults = [*_error_cells(rows)]
    if formulas:
        formulas[chosen].reset_dimensions()
        faults += _empty_formulas(rows, formulas[chosen].iter_rows(values_only=True))
    if len(faults) > MAX_FAULTS:
        message = f"more than {MAX_FAULTS:,} cells without a value; is this the sheet?"
        return [], [], [Problem(file, message=message)]
    return rows, faults, []


def _has_formulas(path: Path) -> bool:
    """Tell whether any sheet has a formula, without the cost of reading it as a workbook."""
    with zipfile.ZipFile(path) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        for name in sheets:
            before = b""
            with archive.open(name) as stream:
                while chunk := stream.read(1_000_000):
                    if FORMULA.search(before + chunk):
                        return True
                    before = chunk[-2:]
    return False


def _error_cells(rows: list[list[str]]) -> Iterator[CellFault]:
    message = "an error of the spreadsheet stands here; correct the formula, or empty the cell"
    found = (
        CellFault(number, position, message)
        for number, row in enumerate(rows, start=1)
        if not ERRORS.isdisjoint(row)
        for position, cell in enumerate(row)
        if cell in ERRORS
    )
    return islice(found, MAX_FAULTS + 1)


def _empty_formulas(
    rows: list[list[str]], written: Iterable[tuple[object, ...]]
) -> Iterator[CellFault]:
    """Give formulas whose value was never computed, lest they be read as empty cells."""
    message = "a formula without a value; open and save the file in a spreadsheet, or paste values"
    found = (
        CellFault(number, position, message)
        for number, (shown, row) in enumerate(zip(rows, written, strict=False), start=1)
        for position, cell in enumerate(row)
        if isinstance(cell, str) and cell.startswith("=") and _put(shown, position, cell)
    )
    return islice(found, MAX_FAULTS + 1)


def _put(row: list[str], position: int, cell: str) -> bool:
    """Put a formula into a cell that is empty; tell whether it was."""
    if "".join(row[position : position + 1]):
        return False
    row += [""] * (position + 1 - len(row))
    row[position] = cell
    return True
