"""Read the cells of a projection's tables, whatever stands for "nothing" in them."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import pandas as pd

__all__ = ["Record", "number", "records", "strings", "text"]

Record: TypeAlias = dict[str, Any]


def text(value: object) -> str:
    """Return a cell as text; nothing where the cell is empty.

    Lone surrogates, which no file can hold, become the replacement character.

    Parameters
    ----------
    value : object
        Any cell.

    Returns
    -------
    str
        Its text.

    Examples
    --------
    >>> text(None), text(float("nan")), text("Umeå"), text(2013)
    ('', '', 'Umeå', '2013')
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float) and value != value:
        return ""
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def strings(value: object) -> list[str]:
    """Return a cell that holds several texts; a single text counts as one.

    Parameters
    ----------
    value : object
        Any cell.

    Returns
    -------
    list of str
        Its texts.

    Examples
    --------
    >>> strings(("a", "b")), strings("a"), strings(None)
    (['a', 'b'], ['a'], [])
    """
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [text(item) for item in value]
    return [text(value)] if text(value) else []


def number(value: object) -> float | None:
    """Return a cell as a number; None where it holds none.

    Parameters
    ----------
    value : object
        Any cell.

    Returns
    -------
    float or None
        A finite number.

    Examples
    --------
    >>> number(2), number(float("nan")), number("x")
    (2.0, None, None)
    """
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return found if abs(found) < float("inf") else None


def records(frame: pd.DataFrame) -> Iterator[Record]:
    """Give the rows of a table as dictionaries; a column that it lacks is absent from them.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table.

    Yields
    ------
    dict
        Column names to cells.

    Examples
    --------
    >>> list(records(pd.DataFrame({"a": [1, 2]})))
    [{'a': 1}, {'a': 2}]
    """
    columns = [str(column) for column in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        yield dict(zip(columns, row, strict=True))
