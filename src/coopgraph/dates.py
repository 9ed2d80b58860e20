"""Dates as stated, in EDTF, and what they say about a day.

The Extended Date/Time Format (ISO 8601-2:2019, annex A) is read at levels 0 and 1, with the parts
of level 2 that dated sources need: one-of sets (``[..1990]``), unspecified digits anywhere
(``201X-XX``), qualifiers on single components, and the sub-year groups 25–41.

The reader is written here, not taken from the package ``edtf``, which is the reference in the tests
only: as of 5.0.2 it ends ``1996/`` in 2006 and begins ``/1999`` in 1989, returns infinities as
floats, accepts ``2019-02-29`` and ``2000/1990``, knows no ``..`` and no empty string, ends winter
on 31 December, fails with ``AttributeError`` on ``2018-1X``, and takes 3 ms a date.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from coopgraph.errors import CoopgraphError

__all__ = [
    "Bounds",
    "DateProblem",
    "Status",
    "bounds",
    "split_interval",
    "status_column",
    "status_on",
]

Bounds: TypeAlias = tuple[dt.date | None, dt.date | None]
Status: TypeAlias = Literal["certain", "possible", "no", "unknown"]

_OPEN: Final = ".."
_EXPECTED: Final = "expected EDTF such as 1953, 2018-05, 2018-05-17, [..1990]"
_Q: Final = "[?~%]?"
_DATE: Final = re.compile(
    rf"{_Q}(?P<year>[0-9X]{{4}}){_Q}"
    rf"(?:-{_Q}(?P<month>[0-9X]{{2}}){_Q}(?:-{_Q}(?P<day>[0-9X]{{2}}){_Q})?)?"
)
_TIME: Final = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-][0-9]{2}(?::[0-9]{2})?)?"
)
_FAR: Final = re.compile(rf"(?:Y-?[0-9]+(?:E[0-9]+)?|-[0-9]{{4}}(?:-[0-9]{{2}}){{0,2}}){_Q}")
# First month and number of months of the sub-year groups. Winter of a year begins in its December,
# so that the four seasons of a year follow each other. 29–32 are the southern seasons.
_SEASONS: Final = {
    **{base + i: (3 * i + 3, 3) for base in (21, 25) for i in range(4)},
    29: (9, 3),
    30: (12, 3),
    31: (3, 3),
    32: (6, 3),
    **{33 + i: (3 * i + 1, 3) for i in range(4)},
    **{37 + i: (4 * i + 1, 4) for i in range(3)},
    **{40 + i: (6 * i + 1, 6) for i in range(2)},
}
_PHRASES: Final = (
    (r"(?:until|till|by|up to) ([0-9]{4})", "[..{}]"),
    (r"(?:since|from) ([0-9]{4})", "{}/"),
    (r"(?:c\.?|ca\.?|circa|about|around|approx\.?|~) ?([0-9]{4})", "{}~"),
    (r"(?:the )?([0-9]{3})0'?s", "{}X"),
    (r"([0-9]{4}) or ([0-9]{4})", "[{},{}]"),
)
_MONTHS: Final = tuple(calendar.month_name)  # English: nothing here sets a locale


class _NotADate(ValueError):
    """Why a text is no date; `DateProblem` adds the text and a suggestion."""


class DateProblem(CoopgraphError, ValueError):
    """A text is not a date expression that coopgraph reads.

    Parameters
    ----------
    value : str
        The text as given.
    reason : str
        What is wrong with it.

    Attributes
    ----------
    suggestion : str
        The EDTF that was probably meant; empty where there is no good guess.

    Examples
    --------
    >>> print(DateProblem("31.12.2018", "the year comes first"))
    '31.12.2018' is not a date: the year comes first; did you mean 2018-12-31?
    """

    def __init__(self, value: str, reason: str):
        self.value = value
        self.reason = reason
        self.suggestion = _suggest(value)
        shown = value if len(value) <= 60 else value[:57] + "…"
        tail = f"did you mean {self.suggestion}?" if self.suggestion else _EXPECTED
        super().__init__(f"{shown!r} is not a date: {reason}; {tail}")


def bounds(edtf: str) -> Bounds:
    """Earliest and latest day that an EDTF expression allows.

    ``None`` stands for no bound. The empty string (not stated) and ``..`` (open) have none.
    Qualifiers (``?`` uncertain, ``~`` approximate, ``%`` both) do not move the bounds: EDTF gives
    them no width. Winter (``2018-24``) runs from December of its year to the end of February.
    A date with a time has the bounds of the day as written, whatever its zone.

    Parameters
    ----------
    edtf : str
        An EDTF expression with years 1 to 9999, without surrounding blanks.

    Returns
    -------
    tuple of datetime.date or None
        Earliest and latest day.

    Raises
    ------
    DateProblem
        Where the text is not such an expression, or has no possible day.

    Examples
    --------
    >>> bounds("2018-02")
    (datetime.date(2018, 2, 1), datetime.date(2018, 2, 28))
    >>> bounds("[..1990]")
    (None, datetime.date(1990, 12, 31))
    >>> bounds("1996/")
    (datetime.date(1996, 1, 1), None)
    """
    try:
        return _bounds(edtf)
    except _NotADate as error:
        raise DateProblem(edtf, str(error)) from None


def split_interval(edtf: str) -> tuple[str, str]:
    """Begin and end of an EDTF interval, each as stated.

    An expression that is no interval is its own begin and end: what happened in 2018 began and
    ended in 2018.

    Parameters
    ----------
    edtf : str
        ``BEGIN/END``; each side a date, ``..`` (open) or empty (not known).

    Returns
    -------
    tuple of str
        The two sides.

    Raises
    ------
    DateProblem
        Where a side is not a date, or the end lies before the begin.

    Examples
    --------
    >>> split_interval("1996/.."), split_interval("1996/"), split_interval("/1999")
    (('1996', '..'), ('1996', ''), ('', '1999'))
    >>> split_interval("2018-05")
    ('2018-05', '2018-05')
    """
    bounds(edtf)
    begin, slash, end = edtf.partition("/")
    return (begin, end) if slash else (edtf, edtf)


def status_on(
    day: dt.date,
    begin_earliest: dt.date | None,
    begin_latest: dt.date | None,
    end_earliest: dt.date | None,
    end_latest: dt.date | None,
    as_of: dt.date | None,
    *,
    end: str,
) -> Status:
    """Whether a statement held on a day, as far as it says.

    ``no`` before its earliest begin and after its latest end; else ``unknown`` where no begin is
    known, or where no end is stated and the day is after `as_of`; else ``certain`` where it has
    begun for certain and either has not ended for certain, or no end is stated; else ``possible``.
    Without `as_of` nothing tells until when a statement without an end was true: ``unknown``.

    Parameters
    ----------
    day : datetime.date
        The day asked about.
    begin_earliest, begin_latest, end_earliest, end_latest : datetime.date or None
        The bounds; ``None`` is unbounded.
    as_of : datetime.date or None
        The day for which the source speaks.
    end : str
        The end as stated: empty and ``..`` both count as not stated.

    Returns
    -------
    {"certain", "possible", "no", "unknown"}
        The status.

    Examples
    --------
    >>> year = bounds("1953")
    >>> status_on(dt.date(1990, 1, 1), *year, None, None, dt.date(2020, 1, 1), end="")
    'certain'
    >>> status_on(dt.date(2021, 1, 1), *year, None, None, dt.date(2020, 1, 1), end="..")
    'unknown'
    """
    end_stated = end not in ("", _OPEN)
    if (begin_earliest and day < begin_earliest) or (end_latest and day > end_latest):
        return "no"
    if begin_earliest is None and begin_latest is None:
        return "unknown"
    if not end_stated and (as_of is None or day > as_of):
        return "unknown"
    begun = begin_latest is not None and begin_latest <= day
    lasting = not end_stated or (end_earliest is not None and day <= end_earliest)
    return "certain" if begun and lasting else "possible"


def status_column(frame: pd.DataFrame, day: dt.date) -> "pd.Series[str]":
    """`status_on` for every row of a frame.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``begin_earliest, begin_latest, end_earliest, end_latest, as_of`` (ISO dates, empty
        where absent) and ``end`` (EDTF as stated).
    day : datetime.date
        The day asked about.

    Returns
    -------
    pandas.Series of str
        The status, on the index of the frame.

    Examples
    --------
    >>> columns = ["begin_earliest", "begin_latest", "end_earliest", "end_latest", "as_of", "end"]
    >>> row = ["1953-01-01", "1953-12-31", "", "", "2020-01-01", ""]
    >>> list(status_column(pd.DataFrame([row], columns=columns), dt.date(1953, 7, 1)))
    ['possible']
    """
    # Four-digit ISO dates sort as text, and the empty string sorts before all of them.
    d = day.isoformat()
    end_latest, begin_latest = frame["end_latest"], frame["begin_latest"]
    no = (frame["begin_earliest"] > d) | ((end_latest != "") & (end_latest < d))
    no_begin = (frame["begin_earliest"] == "") & (begin_latest == "")
    no_end = frame["end"].isin(["", _OPEN])
    unknown = no_begin | (no_end & (frame["as_of"] < d))
    certain = (begin_latest != "") & (begin_latest <= d) & (no_end | (frame["end_earliest"] >= d))
    choices = [mask.to_numpy(bool) for mask in (no, unknown, certain)]
    status = np.select(choices, ["no", "unknown", "certain"], "possible")
    return pd.Series(status, index=frame.index, dtype="str")


def _bounds(edtf: str) -> Bounds:
    """`bounds`, with the bare reason as error."""
    if edtf in ("", _OPEN):
        return None, None
    if edtf.startswith("[") and edtf.endswith("]"):
        return _set_bounds(edtf)
    begin, slash, end = edtf.partition("/")
    if not slash:
        return _date_bounds(edtf)
    if "/" in end:
        raise _NotADate("an interval has one '/'")
    if not begin and not end:
        raise _NotADate("an interval states a begin, an end or both")
    first, last = (
        (None, None) if side in ("", _OPEN) else _date_bounds(side) for side in (begin, end)
    )
    if first[0] and last[1] and last[1] < first[0]:
        raise _NotADate("the end lies before the begin")
    return first[0], last[1]


def _set_bounds(edtf: str) -> Bounds:
    """Bounds of a one-of set; ``..`` may open its begin and its end."""
    items = [item.strip() for item in edtf[1:-1].split(",")]
    lows: list[dt.date | None] = []
    highs: list[dt.date | None] = []
    for position, item in enumerate(items):
        begin, dots, end = item.partition(_OPEN)
        if item in ("", _OPEN):
            raise _NotADate("a one-of set names at least one date in each place")
        if not begin and position > 0:
            raise _NotADate("'..' before a date stands first in a set")
        if dots and not end and position < len(items) - 1:
            raise _NotADate("'..' after a date stands last in a set")
        low = _date_bounds(begin)[0] if begin else None
        high = _date_bounds(end if dots else begin)[1] if end or not dots else None
        if low and high and high < low:
            raise _NotADate(f"'{item}' ends before it begins")
        lows.append(low)
        highs.append(high)
    return (
        None if None in lows else min(low for low in lows if low),
        None if None in highs else max(high for high in highs if high),
    )


def _date_bounds(text: str) -> Bounds:
    """Bounds of one date, season or moment."""
    timed = _TIME.fullmatch(text)
    match = _DATE.fullmatch(timed["date"] if timed else text)
    if match is None:
        if _FAR.fullmatch(text):
            raise _NotADate("only the years 1 to 9999 can be used")
        raise _NotADate(_why(text))
    year, month, day = match["year"], match["month"], match["day"]
    if year == "0000":
        raise _NotADate("only the years 1 to 9999 can be used")
    if month and month.isdigit() and int(month) in _SEASONS and not day:
        return _season_bounds(year, int(month))
    if month and not _matching(month, 12):
        raise _NotADate(f"there is no month {month}")
    first = next(_days(year, month, day, ascending=True), None)
    last = next(_days(year, month, day, ascending=False), None)
    if first is None or last is None:
        raise _NotADate(_no_such_day(year, month or "XX", day or "XX"))
    if year == "XXXX":  # the digits say nothing of the year, so they bound nothing
        return None, None
    return first, last


def _season_bounds(year: str, group: int) -> Bounds:
    """Bounds of a season, quarter, third or half of a year."""
    if year == "XXXX":
        return None, None
    first = max(1, int(year.replace("X", "0")))
    last = int(year.replace("X", "9"))
    start, length = _SEASONS[group]
    over, month = divmod(start + length - 2, 12)
    if last + over > dt.MAXYEAR:
        return dt.date(first, start, 1), dt.date.max
    end_year = last + over
    return (
        dt.date(first, start, 1),
        dt.date(end_year, month + 1, calendar.monthrange(end_year, month + 1)[1]),
    )


def _days(year: str, month: str | None, day: str | None, *, ascending: bool) -> Iterator[dt.date]:
    """All days that fit the digits, in order of time."""
    step = 1 if ascending else -1
    low, high = max(1, int(year.replace("X", "0"))), int(year.replace("X", "9"))
    months, days = _matching(month or "XX", 12), _matching(day or "XX", 31)
    for y in range(low, high + 1)[::step]:
        if low < high and not _fits(year, y):
            continue
        for m in months[::step]:
            for d in days[::step]:
                if d <= calendar.monthrange(y, m)[1]:
                    yield dt.date(y, m, d)


def _matching(digits: str, most: int) -> list[int]:
    """The numbers from 1 to `most` with these digits, in order."""
    if "X" not in digits:
        return [int(digits)] if 1 <= int(digits) <= most else []
    return [n for n in range(1, most + 1) if digits == "XX" or _fits(digits, n)]


def _fits(digits: str, number: int) -> bool:
    """Whether a number has these digits, ``X`` being any."""
    shown = str(number).zfill(len(digits))
    return all(want in ("X", have) for want, have in zip(digits, shown, strict=True))


def _no_such_day(year: str, month: str, day: str) -> str:
    """Say why a well-formed date names no day."""
    if not _matching(day, 31):
        return f"there is no day {day}"
    if not month.isdigit():
        return f"no month has a day {day} in {year}"
    if not year.isdigit():
        return f"{_MONTHS[int(month)]} has no day {day} in any year {year}"
    length = calendar.monthrange(int(year), int(month))[1]
    return f"{_MONTHS[int(month)]} {year} has {length} days"


def _why(text: str) -> str:
    """Name the likeliest reason why a text is not EDTF."""
    if text != text.strip():
        return "it begins or ends with a blank"
    if text.startswith("{"):
        return "a set of several dates is several statements"
    if re.fullmatch(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}", text):
        return "the year comes first, then month and day"
    if re.search(r"[0-9]{4}\s*[-–—]\s*[0-9]{4}", text):
        return "an interval is written with '/'"
    if re.search(r"[^\W\d_X]", text.replace("T", "").replace("Z", "")):
        return "words are not read"
    return "it does not have the form year, year-month or year-month-day"


def _suggest(text: str) -> str:
    """Guess the EDTF that a common slip stands for; a suggestion is always readable."""
    plain = " ".join(text.split())
    for rule in (str, _numbers_meant, _words_meant, _interval_meant):
        candidate = rule(plain)
        if candidate and candidate != text and _readable(candidate):
            return candidate
    return ""


def _readable(text: str) -> bool:
    try:
        _bounds(text)
    except _NotADate:
        return False
    return True


def _numbers_meant(text: str) -> str:
    """Dates in another order, with other separators or without zeros."""
    if match := re.fullmatch(r"([0-9]{4})[-./ ]([0-9]{1,2})(?:[-./ ]([0-9]{1,2}))?", text):
        return "-".join(part.zfill(2) for part in match.groups() if part)
    if match := re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text):
        return "-".join(match.groups())
    if match := re.fullmatch(r"([0-9]{1,2})[-./ ] ?([0-9]{1,2})[-./ ] ?([0-9]{4})", text):
        day, month, year = (part.zfill(2) for part in match.groups())
        # Day first, as in most of Europe; a slash with both orders possible is left to the person.
        if "/" in text and int(day) <= 12 and day != month:
            return ""
        return f"{year}-{month}-{day}"
    if match := re.fullmatch(r"([0-9]{1,2})[./-]([0-9]{4})", text):
        return f"{match[2]}-{match[1].zfill(2)}"
    return ""


def _words_meant(text: str) -> str:
    """Read dates with English words."""
    lower = text.lower().replace(",", "").rstrip(".")
    for pattern, template in _PHRASES:
        if match := re.fullmatch(pattern, lower):
            return template.format(*match.groups())
    if match := re.fullmatch(r"(before|after) ([0-9]{4})", lower):
        year = int(match[2])
        return f"[..{year - 1:04}]" if match[1] == "before" else f"[{year + 1:04}..]"
    if match := re.fullmatch(r"([0-9]{2,3})[?_u*]{1,2}", lower):
        return match[1].ljust(4, "X")
    if match := re.fullmatch(
        r"(?:([0-9]{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})\.? ([0-9]{4})", lower
    ):
        return _named(match[3], match[2], match[1])
    if match := re.fullmatch(r"([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)? ([0-9]{4})", lower):
        return _named(match[3], match[1], match[2])
    return ""


def _named(year: str, name: str, day: str | None) -> str:
    """Build a date whose month or season is a word."""
    seasons = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
    if name in seasons and not day:
        return f"{year}-{seasons[name]}"
    for number, month in enumerate(_MONTHS):
        if number and (name == month.lower() or name in (month[:3].lower(), month[:4].lower())):
            return f"{year}-{number:02}" + (f"-{day.zfill(2)}" if day else "")
    return ""


def _interval_meant(text: str) -> str:
    """Intervals with a dash, a word or the marks of the first EDTF draft."""
    lower = text.lower().replace(" ", "")
    if match := re.fullmatch(r"([^/]*)/(open|now|present|today|unknown)", lower):
        return f"{match[1]}/" + ("" if match[2] == "unknown" else _OPEN)
    sides = re.split(r" ?[–—] ?| - | to | until |\.\.|(?<=^\d{4})-(?=\d{4}$)| ?/ ?", text)
    if len(sides) == 2 and all(sides):
        read = [
            side if _readable(side) else _numbers_meant(side) or _words_meant(side)
            for side in sides
        ]
        return "/".join(read) if all(read) else ""
    if match := re.fullmatch(r"([0-9]{2})([0-9]{2})[-–/]([0-9]{2})", lower):
        return f"{match[1]}{match[2]}/{match[1]}{match[3]}"
    if match := re.fullmatch(r"([0-9]{4})[-–—]", lower):
        return f"{match[1]}/"
    return ""
