"""Lenient reading: rows at fault are left out and listed, and the rest goes on."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from coopgraph.dataset.formats.tables import Table, row_numbers
from coopgraph.dataset.records.entities import Described
from coopgraph.errors import InputError, Problem
from coopgraph.spreadsheets import spreadsheet_csv

__all__ = ["FILE", "MAX_ROUNDS", "Sieve", "read_rejected", "rejected_csv", "spread"]

FILE: Final = "rejected.csv"
COLUMNS: Final = ("file", "sheet", "row", "column", "value", "reason", "nearest")
# A row that is left out may be what another one refers to, and so on; no sound table goes so far.
MAX_ROUNDS: Final = 20
_NEAREST: Final = re.compile(r' Did you mean "(.*)"\?')


class Sieve:
    """Keeps the rows at fault apart from the others.

    Parameters
    ----------
    tables : mapping of str to Table
        The tables, by their names in the mapping.
    unread : mapping of str to set of int
        Rows that could not be read, by file; they are in no table.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"id": ["a", "b"]}, index=[2, 3], dtype="str")
    >>> sieve = Sieve({"towns": Table("towns", "towns.csv", frame)}, {})
    >>> sieve.take([Problem("towns.csv", 3, "id", "b", "no such town")])
    True
    >>> sieve.tables["towns"].frame.index.tolist(), sieve.rows("towns.csv")
    ([2], {3})
    """

    def __init__(self, tables: Mapping[str, Table], unread: Mapping[str, set[int]]):
        self.tables = dict(tables)
        self.rejected: list[Problem] = []
        self._known: dict[str, set[int]] = {file: set(rows) for file, rows in unread.items()}
        self._out: dict[str, set[int]] = {}
        for table in tables.values():
            self._known.setdefault(table.file, set()).update(
                row_numbers(table.frame.index).tolist()
            )

    def rows(self, file: str) -> set[int]:
        """Return the rows of a file that are left out."""
        return self._out.get(file, set())

    def take(self, problems: Iterable[Problem]) -> bool:
        """Leave out the rows that problems are about.

        Parameters
        ----------
        problems : iterable of Problem
            What is wrong.

        Returns
        -------
        bool
            Whether a row has been left out that was not before.

        Raises
        ------
        InputError
            With every problem that is not about a row of a table.
        """
        found = sorted(set(problems))
        fatal = [p for p in found if p.row not in self._known.get(p.file, ())]
        if fatal:
            raise InputError(fatal)
        new: dict[str, set[int]] = {}
        for problem in found:
            if problem.row not in self.rows(problem.file):
                new.setdefault(problem.file, set()).add(problem.row)
                self.rejected.append(problem)
        for file, rows in new.items():
            self._out.setdefault(file, set()).update(rows)
        for name, table in self.tables.items():
            if table.file in new:
                kept = table.frame[~row_numbers(table.frame.index).isin(list(new[table.file]))]
                self.tables[name] = replace(table, frame=kept)
        return bool(new)


def spread(problems: Sequence[Problem], described: Iterable[Described]) -> list[Problem]:
    """Return problems of entities with those of the rows that describe the same entity.

    An entity is read from the first of its rows only, so that a fault is noted for that one.

    Parameters
    ----------
    problems : sequence of Problem
        What is wrong with entities.
    described : iterable of Described
        The rows of each block.

    Returns
    -------
    list of Problem
        The problems, one for each row concerned.
    """
    found = list(problems)
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    for block in described:
        known = by_file.get(block.file, ())
        about = [p for p in known if not p.column or p.column in block.columns]
        if not about:
            continue
        firsts = block.firsts
        firsts = firsts[firsts.isin([p.row for p in about]) & (firsts != firsts.index)]
        repeats: dict[int, list[int]] = {}
        for row, first in zip(firsts.index.tolist(), firsts.tolist(), strict=True):
            repeats.setdefault(first, []).append(row)
        found += [replace(p, row=row) for p in about for row in repeats.get(p.row, ())]
    return found


def rejected_csv(problems: Iterable[Problem], places: Mapping[str, tuple[str, str]]) -> bytes:
    """Return the list of rejected rows, as a file for a spreadsheet.

    Parameters
    ----------
    problems : iterable of Problem
        Why rows were left out; a row may have several reasons.
    places : mapping of str to tuple of str
        File and sheet, by what problems call the file.

    Returns
    -------
    bytes
        CSV with the columns file, sheet, row, column, value, reason, nearest.

    Examples
    --------
    >>> problem = Problem("a.xlsx [P]", 3, "Role", "=led", 'no such role. Did you mean "lead"?')
    >>> content = rejected_csv([problem], {"a.xlsx [P]": ("a.xlsx", "P")})
    >>> print(content.decode("utf-8-sig").splitlines()[1])
    a.xlsx,P,3,Role,'=led,no such role.,lead
    """
    rows = []
    for problem in sorted(problems):
        near = _NEAREST.search(problem.message)
        reason = _NEAREST.sub("", problem.message)
        file, sheet = places.get(problem.file, (problem.file, ""))
        cells = (problem.column, problem.value, reason, near[1] if near else "")
        rows.append((file, sheet, problem.row, *cells))
    return spreadsheet_csv(COLUMNS, rows)


def read_rejected(path: Path) -> list[Problem]:
    """Read which rows an import has left out; none where there is no such file.

    Parameters
    ----------
    path : Path
        `rejected.csv`.

    Returns
    -------
    list of Problem
        One a line, with file and row; the texts may be guarded.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / FILE
    >>> _ = path.write_bytes(rejected_csv([Problem("a.csv", 3)], {}))
    >>> read_rejected(path)[0].row
    3
    """
    if not path.is_file():
        return []
    text = path.read_bytes().decode("utf-8-sig", "replace")
    found = []
    for row in csv.DictReader(io.StringIO(text, newline="")):
        file, sheet, number = (row.get(name) or "" for name in COLUMNS[:3])
        if number.isdecimal():
            label = f"{file.rpartition('/')[2]} [{sheet}]" if sheet else file
            found.append(Problem(label, int(number), message=row.get("reason") or ""))
    return found
