"""How a table that nobody has described is to be read: sheet, first row and encoding."""

import csv
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coopgraph.dataset.formats.delimited import DELIMITERS
from coopgraph.dataset.formats.encoding import decoded
from coopgraph.dataset.formats.ods import ods_rows, ods_sheets
from coopgraph.dataset.formats.packed import archive_fault, file_bytes, kind
from coopgraph.dataset.formats.workbook import LastWorkbook, workbook_rows

__all__ = ["Preview", "preview"]

SAMPLE: Final = 50  # rows looked at
FULL: Final = 0.7  # of the cells of the fullest row are those of a header
NARROW: Final = 3  # columns, of which a title cannot be told from a header


@dataclass(frozen=True)
class Preview:
    """How a table seems to be meant.

    Parameters
    ----------
    sheet : str
        The sheet of a workbook, where it has several: that with most cells, unless one was named.
    sheets : tuple of str
        All sheets, where there are several.
    first_row : int
        The row of the header.
    encoding : str
        Of text that is no UTF-8, and might be in several encodings.
    unread : tuple of str
        Sheets that cannot be read, and why.
    """

    sheet: str = ""
    sheets: tuple[str, ...] = ()
    first_row: int = 1
    encoding: str = ""
    unread: tuple[str, ...] = ()


def preview(path: Path, sheet: str = "") -> Preview:
    r"""Look how a table seems to be meant; a file that cannot be read is as any other.

    Parameters
    ----------
    path : Path
        The table.
    sheet : str
        The sheet of a workbook that is meant.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "towns.csv"
    >>> _ = path.write_bytes("Towns of the Strait\n\nid;town;land\n1;Åbo;Norrland\n".encode())
    >>> preview(path).first_row
    3
    """
    try:
        if kind(path) in (".csv", ".tsv", ".txt"):
            return _of_text(file_bytes(path, lines=True), sheet)
        if kind(path) in (".xlsx", ".ods") and path.is_file() and not archive_fault(path):
            return _of_book(path, sheet)
    # Whoever reads the table then says what is wrong with it.
    except Exception:  # noqa: BLE001
        return Preview(sheet)
    return Preview(sheet)


def _of_text(raw: bytes, sheet: str) -> Preview:
    told = decoded(raw)
    text = decoded(raw, told.likely).text if told.likely else told.text
    lines = text.splitlines()[: 2 * SAMPLE]
    mark = max(DELIMITERS, key=lambda d: sum(line.count(d) > 1 for line in lines))
    rows = [next(csv.reader([line], delimiter=mark), []) for line in lines]
    return Preview(sheet, first_row=_first_row(rows), encoding=told.likely)


def _of_book(path: Path, sheet: str) -> Preview:
    last = LastWorkbook()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheets = last.read(path)[0].sheetnames if kind(path) == ".xlsx" else ods_sheets(path)
    found: dict[str, list[list[str]]] = {}
    unread: list[str] = []
    for name in [sheet] if sheet else sheets:
        read = (
            workbook_rows(path, name, path.name, last)
            if kind(path) == ".xlsx"
            else ods_rows(path, name, path.name)
        )
        found[name] = read[0]
        unread += [f"{name}: {problem.message}" for problem in read[2]]
    chosen = max(found, key=lambda name: sum(map(_filled, found[name])))
    several = tuple(sheets) if len(sheets) > 1 else ()
    named = chosen if several or sheet else ""
    return Preview(named, several, _first_row(found[chosen]), unread=tuple(unread))


def _first_row(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of the first row that is as full as a header."""
    filled = [(number, _filled(row)) for number, row in enumerate(rows, start=1)]
    sample = [(number, cells) for number, cells in filled if cells][:SAMPLE]
    fullest = max((cells for _, cells in sample), default=0)
    if fullest < NARROW:
        return 1
    return next(number for number, cells in sample if cells >= FULL * fullest)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)
