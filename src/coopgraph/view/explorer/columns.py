"""Columns of a projection as numbers: codes, days, beginnings of IRIs, lists."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.view.cells import text

__all__ = [
    "NO_DAY",
    "Codes",
    "Ints",
    "add_texts",
    "days",
    "encode",
    "iris",
    "nested",
    "numbered",
    "ranges",
    "texts",
]

from coopgraph.view.explorer.container import Container

NO_DAY: Final = -(2**31)
"""Stands for a day that is not known, or a bound that there is not."""

_DAY: Final = re.compile(r"[+-]?\d{4,6}-\d{2}-\d{2}")
_FEW: Final = 0.25  # a column with fewer different values than this share of its rows is coded

Ints: TypeAlias = npt.NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, eq=False)
class Codes:
    """A column of few values.

    Parameters
    ----------
    values : list of str
        The values, sorted.
    rows : numpy.ndarray of int
        For each row the place of its value.
    """

    values: list[str]
    rows: Ints

    def legend(self, say: Callable[[str], str]) -> dict[str, list[str]]:
        """Return the values, and what each is called; an empty value has no name."""
        return {"values": self.values, "labels": [say(v) if v else "" for v in self.values]}


def texts(column: "Iterable[Any]") -> list[str]:
    """Return cells as texts that a file can hold.

    Examples
    --------
    >>> texts(pd.Series(["Umeå", None]))
    ['Umeå', '']
    """
    values = column.to_list() if isinstance(column, pd.Series) else list(column)
    try:
        "".join(values).encode()
    except (TypeError, UnicodeEncodeError):
        return [text(value) for value in values]
    return values


def nested(column: "Iterable[Any]") -> list[list[str]]:
    """Return cells that hold several texts each, as texts that a file can hold.

    Examples
    --------
    >>> nested([("Turku", "Åbo"), ("Umeå",)])
    [['Turku', 'Åbo'], ['Umeå']]
    """
    rows = list(column)
    flat = iter(texts([cell for row in rows for cell in row]))
    return [list(islice(flat, len(row))) for row in rows]


def encode(column: "Iterable[Any]") -> Codes:
    """Number the values of a column in their order.

    Examples
    --------
    >>> codes = encode(["b", "a", "b"])
    >>> codes.values, codes.rows.tolist()
    (['a', 'b'], [1, 0, 1])
    """
    if isinstance(column, pd.Series) and isinstance(column.dtype, pd.StringDtype):
        first, different = pd.factorize(column, use_na_sentinel=False)
        found = texts(different.to_list())
    else:
        first, others = pd.factorize(np.array(texts(column), dtype=object))
        found = list(others)
    values = sorted(set(found))
    place = {value: i for i, value in enumerate(values)}
    order = np.array([place[value] for value in found], dtype=np.int64)
    return Codes(values, order[first] if len(order) else first)


def numbered(*columns: Ints) -> Ints:
    """Number the different rows of columns of small numbers in their order.

    Examples
    --------
    >>> numbered(np.array([0, 1, 0]), np.array([5, -1, 5])).tolist()
    [0, 1, 0]
    """
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        low = int(column.min(initial=0))
        key = key * (int(column.max(initial=0)) - low + 1) + (column - low)
        key = np.unique(key, return_inverse=True)[1].ravel()  # so that it never overflows
    return key


def days(column: "Iterable[Any]") -> Ints:
    """Count the days from 1970-01-01 to ISO dates; what is no date is `NO_DAY`.

    Examples
    --------
    >>> days(["1970-01-02", "", "1969-12-31"]).tolist()
    [1, -2147483648, -1]
    """
    codes = encode(column)
    known = np.array([_day(value) for value in codes.values], dtype=np.int64)
    return known[codes.rows] if len(known) else known


def _day(value: str) -> int:
    if not _DAY.fullmatch(value):
        return NO_DAY
    try:
        return int(np.datetime64(value, "D").astype(np.int64))
    except ValueError:
        return NO_DAY


def iris(column: "Iterable[Any]") -> dict[str, Any]:
    """Part IRIs into few beginnings and the rest of each.

    Examples
    --------
    >>> iris(["http://x/a", "http://x/b"])
    {'prefixes': ['http://x/'], 'p': [0, 0], 'rest': ['a', 'b']}
    """
    parts = [cell.rpartition("/") for cell in texts(column)]
    heads = encode([head + slash for head, slash, _ in parts])
    return {
        "prefixes": heads.values,
        "p": heads.rows.tolist(),
        "rest": [rest for _, _, rest in parts],
    }


def ranges(starts: Ints, counts: Ints) -> Ints:
    """Return all places of several runs, one run after the other.

    Examples
    --------
    >>> import numpy as np
    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - (ends - counts), counts))


def add_texts(
    container: Container,
    codes: dict[str, Any],
    name: str,
    column: "pd.Series[Any]",
    say: Callable[[str], str] = str,
) -> None:
    """Add a column of texts: coded where there are few values, else one by one.

    Parameters
    ----------
    container : Container
        Where to.
    codes : dict
        Takes the values of a coded column.
    name : str
        Name of the section.
    column : pandas.Series
        The texts.
    say : callable
        What a value is called.
    """
    if column.nunique() < max(256, _FEW * len(column)):
        found = encode(column)
        container.add_codes(name, found.rows)
        codes[name] = found.legend(say)
    else:
        container.add_json(name, texts(column))
