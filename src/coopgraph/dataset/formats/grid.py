"""A table before it has names: columns of text with the numbers of their rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.formats.text import HIDDEN

__all__ = [
    "MAX_CELLS",
    "MAX_COLUMNS",
    "MAX_FAULTS",
    "MAX_ROWS",
    "STAR",
    "CellFault",
    "Grid",
    "clean_column",
    "hidden_rows",
    "row_grid",
    "starred",
]

STAR: Final = "*"  # in the name of a column, any text

MAX_COLUMNS: Final = 2_000
MAX_ROWS: Final = 20_000_000
MAX_CELLS: Final = 20_000_000  # where each cell is an object of its own
MAX_FAULTS: Final = 1_000_000  # cells of a sheet that show an error
# All that `str.split` parts words at, but the blank itself.
ODD: Final = "\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
BLANKS: Final = f"[{ODD} ]+"
UNCLEAN: Final = f"^ | $|  |[{ODD}]"


class CellFault(NamedTuple):
    """A cell of a workbook that has no value to be read.

    Parameters
    ----------
    row : int
        Number of the row, as a spreadsheet shows it.
    position : int
        How many cells are left of it.
    message : str
        What is wrong.
    """

    row: int
    position: int
    message: str


@dataclass(frozen=True)
class Grid:
    """Columns of text, header included.

    Parameters
    ----------
    numbers : numpy.ndarray
        Number of each row, as a spreadsheet shows it.
    columns : list of pyarrow.Array
        The cells, all columns of one length.
    widths : dict of int to int
        Cells of the rows that do not have one for each column, by number of the row.
    faults : sequence of CellFault
        Cells that have no value to be read.
    """

    numbers: Any
    columns: list[Any]
    widths: dict[int, int] = field(default_factory=dict)
    faults: Sequence[CellFault] = ()

    def row(self, position: int) -> list[str]:
        """Return the cells of one row."""
        return [column[position].as_py() for column in self.columns]


def row_grid(
    rows: Iterable[Sequence[str]],
    first_row: int = 1,
    *,
    above: int = 0,
    faults: Sequence[CellFault] = (),
) -> Grid:
    """Turn rows into columns; rows without text are left out, shorter ones are filled up.

    Parameters
    ----------
    rows : iterable of sequence of str
        The rows.
    first_row : int
        The number of the first row that is meant.
    above : int
        How many rows are above those given.
    faults : sequence of CellFault
        Cells of them that have no value to be read.

    Examples
    --------
    >>> grid = row_grid([["a", "b"], [], ["c"]])
    >>> grid.numbers.tolist(), grid.columns[1].to_pylist(), grid.widths
    ([1, 3], ['b', ''], {3: 1})
    """
    numbered = enumerate(rows, start=1 + above)
    kept = [(n, row) for n, row in numbered if n >= first_row and any(map(str.strip, row))]
    width = max((len(row) for _, row in kept), default=0)
    columns = list(zip_longest(*(row for _, row in kept), fillvalue=""))
    return Grid(
        np.array([n for n, _ in kept], dtype=np.int64),
        [pa.array(column, pa.large_string()) for column in columns],
        {n: len(row) for n, row in kept if len(row) != width},
        [fault for fault in faults if fault.row >= first_row],
    )


def clean_column(column: Any) -> Any:
    r"""Return a column's cells without surplus blanks, in Unicode normalisation form C.

    Parameters
    ----------
    column : pyarrow.Array
        Any texts.

    Examples
    --------
    >>> clean_column(pa.array([" Saint \n Petersburg", "A\u030abo"])).to_pylist()
    ['Saint Petersburg', 'Åbo']
    """
    if pc.any(pc.match_substring_regex(column, UNCLEAN)).as_py():
        column = pc.replace_substring_regex(column, BLANKS, " ")
        column = pc.utf8_trim(column, " ")
    if pc.all(pc.string_is_ascii(column)).as_py() is False:
        column = pc.utf8_normalize(column, "NFC")
    return column


def hidden_rows(column: Any) -> list[int]:
    """Return the positions of cells that have a control character which cannot be seen."""
    found = pc.match_substring_regex(column, HIDDEN.pattern)
    return np.flatnonzero(found.to_numpy(zero_copy_only=False)).tolist() if len(found) else []


def starred(pattern: str, name: str) -> str | None:
    """Return what ``*`` stands for where a name fits a pattern; None where it does not fit.

    Parameters
    ----------
    pattern : str
        A name with one ``*`` or none.
    name : str
        The name of a column.

    Examples
    --------
    >>> starred("Partner *", "Partner 2"), starred("Town", "Town"), starred("Partner *", "Town")
    ('2', '', None)
    """
    if STAR not in pattern:
        return "" if pattern == name else None
    before, _, after = pattern.partition(STAR)
    fits = len(name) > len(before) + len(after) and name.startswith(before) and name.endswith(after)
    return name[len(before) : len(name) - len(after)].strip() if fits else None
