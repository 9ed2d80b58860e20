"""OpenDocument spreadsheets (ODS): the sheet that is meant, as rows of text, read as a stream."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from coopgraph.dataset.formats.grid import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_FAULTS,
    MAX_ROWS,
    CellFault,
)
from coopgraph.dataset.formats.packed import archive_fault
from coopgraph.errors import Problem

__all__ = ["ods_rows", "ods_sheets"]

TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CALC: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
CELLS: Final = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


class _Unreadable(ValueError):
    """A fault of the whole file."""


def ods_rows(
    path: Path, sheet: str, file: str
) -> tuple[list[list[str]], list[CellFault], list[Problem]]:
    """Read the rows of a sheet; faults are returned, not raised.

    A spreadsheet says "this cell 16,000 times, this row a million times": empty ones are not
    written out, and others are counted before they are. That is why this reader is our own.

    Parameters
    ----------
    path : Path
        The spreadsheet.
    sheet : str
        Name of the sheet; the first one when empty.
    file : str
        Name of the table's file for messages.

    Returns
    -------
    rows : list of list of str
        Every row up to the last one that has cells; empty where there are problems.
    faults : list of CellFault
        Cells that show an error, and formulas without a value.
    problems : list of Problem
        What is wrong with the spreadsheet as a whole.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError

    try:
        fault = archive_fault(path)
        if fault:
            return [], [], [Problem(file, message=fault)]
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
            return _Sheet(sheet, file).read(content)
    except DefusedXmlException:
        return [], [], [Problem(file, message="declares XML entities, which are not read")]
    except (BadZipFile, KeyError, ParseError, OSError, ValueError, NotImplementedError) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        return [], [], [Problem(file, message=f"not readable as ODS: {reason}")]


def ods_sheets(path: Path) -> list[str]:
    """Return the names of the sheets of a spreadsheet that can be opened.

    Parameters
    ----------
    path : Path
        The spreadsheet.
    """
    from defusedxml.ElementTree import iterparse

    names = []
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        for event, element in iterparse(content, events=("start", "end"), forbid_dtd=True):
            if event == "start" and element.tag == f"{TABLE}table":
                names.append(str(element.get(f"{TABLE}name", "")))
            elif event == "end" and element.tag in (f"{TABLE}table-row", f"{TABLE}table"):
                element.clear()
    return names


class _Sheet:
    """Collects the rows of one sheet."""

    def __init__(self, sheet: str, file: str) -> None:
        self.wanted = sheet
        self.file = file
        self.rows: list[list[str]] = []
        self.faults: list[CellFault] = []
        self.blank = 0  # empty rows that only count if another row follows
        self.cells = 0

    def read(self, content: Any) -> tuple[list[list[str]], list[CellFault], list[Problem]]:
        from defusedxml.ElementTree import iterparse

        names: list[str] = []
        inside = False
        for event, element in iterparse(content, events=("start", "end"), forbid_dtd=True):
            if event == "start" and element.tag == f"{TABLE}table":
                names.append(element.get(f"{TABLE}name", ""))
                inside = names[-1] == self.wanted or (not self.wanted and len(names) == 1)
            elif event == "end" and element.tag == f"{TABLE}table":
                inside = False
                element.clear()
            elif event == "end" and element.tag == f"{TABLE}table-row":
                if inside:
                    self.add(element)
                element.clear()
        if self.wanted not in ("", *names):
            message = f'no sheet "{self.wanted}"; it has: {", ".join(names)}'
            return [], [], [Problem(self.file, message=message)]
        return self.rows, self.faults, []

    def add(self, element: Any) -> None:
        """Add one row, as often as it says."""
        times = _times(element, "rows")
        row, faults = self.row(element)
        if not row:
            self.blank += times
            return
        self.cells += len(row) * times
        if self.cells > MAX_CELLS or len(self.rows) + self.blank + times > MAX_ROWS:
            raise _Unreadable(f"more than {MAX_CELLS:,} cells or {MAX_ROWS:,} rows")
        number = len(self.rows) + self.blank + 1
        if len(self.faults) + len(faults) * times > MAX_FAULTS:
            raise _Unreadable(f"more than {MAX_FAULTS:,} cells without a value; is this the sheet?")
        self.faults += [
            CellFault(n, position, message)
            for n in range(number, number + times if faults else number)
            for position, message in faults
        ]
        self.rows += [[]] * self.blank + [row] * times
        self.blank = 0

    def row(self, element: Any) -> tuple[list[str], list[tuple[int, str]]]:
        """Return the cells of a row, and which of them have no value, and why."""
        row: list[str] = []
        faults: list[tuple[int, str]] = []
        blank = 0
        for cell in element:
            if cell.tag not in CELLS:
                continue
            times = _times(cell, "columns")
            text, message = _text(cell)
            if not text:
                blank += times
                continue
            if len(row) + blank + times > MAX_COLUMNS:
                raise _Unreadable(f"more than {MAX_COLUMNS:,} columns")
            row += [""] * blank + [text] * times
            blank = 0
            if message:
                faults += [(position, message) for position in range(len(row) - times, len(row))]
        return row, faults


def _text(cell: Any) -> tuple[str, str]:
    """Return what a person sees in a cell, numbers and days as they are stored; and its fault."""
    shown = "\n".join("".join(_words(part)) for part in cell.findall(f"{TEXT}p"))
    kind = cell.get(f"{OFFICE}value-type", "")
    formula = cell.get(f"{TABLE}formula", "")
    value = {
        "date": cell.get(f"{OFFICE}date-value", "").removesuffix("T00:00:00"),
        "boolean": cell.get(f"{OFFICE}boolean-value", ""),
        "string": cell.get(f"{OFFICE}string-value", ""),
    }.get(kind, cell.get(f"{OFFICE}value", "") if kind != "time" else "")
    if cell.get(f"{CALC}value-type") == "error" or shown.startswith(("#REF!", "Err:")):
        message = "an error of the spreadsheet stands here; correct the formula, or empty it"
        return shown or formula, message
    if formula and not (value or shown):
        return formula, "a formula without a value; open and save the file, or paste values"
    return value or shown, ""


def _words(element: Any) -> Iterator[str]:
    """Yield the text of a paragraph; runs of blanks and line ends are elements of their own."""
    yield element.text or ""
    for part in element:
        if part.tag in (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"):
            yield " "
        else:
            yield from _words(part)
        yield part.tail or ""


def _times(element: Any, what: str) -> int:
    text = element.get(f"{TABLE}number-{what}-repeated", "1")
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 9):
        raise _Unreadable(f"a cell or row is there {text[:20]} times")
    return int(text)
