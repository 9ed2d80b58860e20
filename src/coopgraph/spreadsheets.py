"""CSV for spreadsheets: no cell that a program would run as a formula."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["guarded", "guarded_frame", "quoted", "spreadsheet_csv", "unguarded"]

# With apostrophes before it, so that what is guarded is told from what was written so.
_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]+)?")


def guarded(text: str) -> str:
    """Return a text with an apostrophe before what a spreadsheet would run as a formula.

    Parameters
    ----------
    text : str
        What a cell says.

    Returns
    -------
    str
        The text; it begins with an apostrophe where it began with ``= + - @``, a tab or a line end,
        but for numbers such as -0.5.

    References
    ----------
    OWASP, CSV Injection: https://owasp.org/www-community/attacks/CSV_Injection

    Examples
    --------
    >>> guarded("=1+1"), guarded("-0.5"), guarded("Åbo")
    ("'=1+1", '-0.5', 'Åbo')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """Return a text as it was before it was guarded.

    Parameters
    ----------
    text : str
        What `guarded` has given.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("-0.5"), unguarded("'s-Hertogenbosch")
    ('=1+1', '-0.5', "'s-Hertogenbosch")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def guarded_frame(frame: "pd.DataFrame") -> "pd.DataFrame":
    r"""Return a table whose texts are guarded; numbers are as they were.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any columns.

    Examples
    --------
    >>> import pandas as pd
    >>> guarded_frame(pd.DataFrame({"label": ["@Turku"], "n": [-1]})).to_csv(index=False)
    "label,n\n'@Turku,-1\n"
    """
    texts = frame.select_dtypes(exclude="number").columns
    safe = {c: frame[c].map(lambda v: guarded(v) if isinstance(v, str) else v) for c in texts}
    return frame.assign(**{str(name): column for name, column in safe.items()})


def quoted(cell: str) -> str:
    """Return a cell as CSV writes it.

    Examples
    --------
    >>> quoted("a,b"), quoted("a")
    ('"a,b"', 'a')
    """
    # The writer of the standard library leaves a lone carriage return unquoted before Python 3.13.
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if set(cell) & set('",\r\n') else cell


def spreadsheet_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    r"""Return rows as CSV that a spreadsheet opens without running anything.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    rows : iterable of sequence
        The rows; a number is never a formula, a text may be.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, by which spreadsheets know it.

    Examples
    --------
    >>> spreadsheet_csv(["town", "n"], [["@Turku", -1]]).decode("utf-8-sig")
    "town,n\n'@Turku,-1\n"
    """
    lines = [",".join(map(quoted, header))]
    for row in rows:
        cells = (str(c) if isinstance(c, int | float) else guarded(str(c)) for c in row)
        lines.append(",".join(quoted(cell.replace("\0", "")) for cell in cells))
    return ("\ufeff" + "\n".join(lines) + "\n").encode()
