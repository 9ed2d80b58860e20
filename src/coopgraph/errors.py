"""The errors that coopgraph raises.

::

    CoopgraphError            one sentence for a person; exit code 1
    ├── InputError            bad input: one or many Problems, each with file, row and column
    ├── GraphNotFound         no built graph where one was looked for
    ├── QueryRefused          the query would reach outside the store
    ├── QueryError            the query is not SPARQL, or failed
    ├── QueryTimeout          the query was ended by its time limit
    ├── NameNotFound          no entity, projection or measure of that name (with near matches)
    ├── AmbiguousName         one name, several entities
    └── UndefinedMeasure      the measure has no value on this graph
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = [
    "AmbiguousName",
    "CoopgraphError",
    "GraphNotFound",
    "InputError",
    "NameNotFound",
    "Problem",
    "QueryError",
    "QueryRefused",
    "QueryTimeout",
    "UndefinedMeasure",
]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with the input, and where.

    Parameters
    ----------
    file : str
        File name as the user gave it, relative to the data set.
    row : int
        Row as a spreadsheet numbers it (the header is 1); 0 where no row is meant.
    column : str
        Column header; empty where no column is meant.
    value : str
        The offending value, shortened.
    message : str
        What is wrong, what was expected, and the nearest match.

    Examples
    --------
    >>> print(Problem("people.csv", 3, "id", "x y", "an id has no blanks"))
    people.csv, row 3, column "id": "x y": an id has no blanks
    """

    file: str
    row: int = 0
    column: str = ""
    value: str = ""
    message: str = ""

    def __str__(self) -> str:
        where = self.file
        if self.row:
            where += f", row {self.row}"
        if self.column:
            where += f', column "{self.column}"'
        shown = self.value if len(self.value) <= 60 else self.value[:57] + "…"
        return f"{where}: " + (f'"{shown}": ' if shown else "") + self.message


class CoopgraphError(Exception):
    """Base of every error that coopgraph raises on purpose."""


class InputError(CoopgraphError):
    """The input is wrong; `problems` lists everything that was found, in reading order."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems: Sequence[Problem] = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class GraphNotFound(CoopgraphError):
    """There is no built graph where one was looked for."""


class QueryRefused(CoopgraphError):
    """The query would reach outside the store."""


class QueryError(CoopgraphError):
    """The query is not SPARQL, or failed while it ran."""


class QueryTimeout(CoopgraphError):
    """The query was ended by its time limit."""


class NameNotFound(CoopgraphError):
    """Nothing has that name; the message gives the nearest names."""


class AmbiguousName(CoopgraphError):
    """Several things have that name; the message lists them."""


class UndefinedMeasure(CoopgraphError):
    """The measure has no value on this graph; the message says what to do."""
