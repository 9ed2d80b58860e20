"""CSV for spreadsheets: no cell that a program would run as a formula."""

from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["guarded", "quoted", "spreadsheet_csv"]

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """Return a text with an apostrophe before what a spreadsheet would run as a formula.

    Parameters
    ----------
    text : str
        What a cell says.

    Returns
    -------
    str
        The text; it begins with an apostrophe where it began with ``= + - @``, a tab or a line end.

    References
    ----------
    OWASP, CSV Injection: https://owasp.org/www-community/attacks/CSV_Injection

    Examples
    --------
    >>> guarded("=1+1"), guarded("Åbo")
    ("'=1+1", 'Åbo')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


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
