"""What is said about a relation, in words that never make an old statement look current."""

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["as_of", "evidence_sentence", "moment", "period", "resting_on", "words"]

_PLAIN: Final = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d{2})?)?")  # a month of 21 is a spring
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def words(name: str) -> str:
    """Turn the name of a class or concept into words.

    Examples
    --------
    >>> words("OfficialRelations"), words("lead-partner")
    ('Official relations', 'lead partner')
    """
    if _CAMEL.search(name):
        return _CAMEL.sub(" ", name).capitalize()
    return name.replace("-", " ")


def as_of(stage: str, date: str) -> str:
    """Say a stage together with the day up to which it is known.

    Parameters
    ----------
    stage : str
        Slug of a stage, or nothing.
    date : str
        ISO date, or nothing.

    Returns
    -------
    str
        A stage is never said without its date.

    Examples
    --------
    >>> as_of("in-force", "2018-05-17")
    'in force as of 2018-05-17'
    >>> as_of("considered", "")
    'only considered, date of the source not stated'
    """
    said = {"": "stage not stated", "unknown": "stage unknown", "considered": "only considered"}
    name = said.get(stage, words(stage))
    return f"{name} as of {date}" if date else f"{name}, date of the source not stated"


def moment(edtf: str, earliest: str, latest: str) -> str:
    """Say a date as stated; one that is not a plain date by its bounds.

    Parameters
    ----------
    edtf : str
        Date as stated, in EDTF.
    earliest, latest : str
        First and last day that it can mean; empty is unbounded.

    Returns
    -------
    str
        Nothing where no date is stated.

    Examples
    --------
    >>> moment("1953", "1953-01-01", "1953-12-31"), moment("[..1990]", "", "1990-12-31")
    ('1953', 'no later than 1990-12-31')
    >>> moment("2018-21", "2018-03-01", "2018-05-31")
    'between 2018-03-01 and 2018-05-31'
    """
    if edtf == ".." or not edtf or _PLAIN.fullmatch(edtf):
        return "" if edtf == ".." else edtf
    return _within(earliest, latest) or edtf


def _within(earliest: str, latest: str) -> str:
    if earliest and latest:
        return earliest if earliest == latest else f"between {earliest} and {latest}"
    if latest:
        return f"no later than {latest}"
    return f"no earlier than {earliest}" if earliest else ""


def period(begin: str, end: str, bounds: tuple[str, str, str, str], date: str) -> tuple[str, str]:
    """Say begin and end as stated, each with what it can mean.

    Parameters
    ----------
    begin, end : str
        Dates as stated, in EDTF.
    bounds : tuple of str
        Earliest and latest begin, earliest and latest end, as ISO dates or nothing.
    date : str
        Day up to which the source speaks.

    Returns
    -------
    tuple of (str, str)
        One sentence on the begin, one on the end; the second is empty where both are one day.

    Examples
    --------
    >>> period("[..1990]", "", ("", "1990-12-31", "", ""), "2020-01-01")
    ('[..1990] (no later than 1990-12-31)', 'not stated; nothing is claimed after 2020-01-01')
    >>> period("2018-05-17", "2018-05-17", ("2018-05-17",) * 4, "2018-05-17")
    ('2018-05-17 (one day)', '')
    """
    if begin and begin == end:
        same = bounds[0] and len(set(bounds)) == 1
        return (f"{begin} (one day)" if same else _explained(begin, bounds[0], bounds[1])), ""
    limit = f"; nothing is claimed after {date}" if date else "; no later date is claimed"
    if end == "..":
        return _explained(begin, *bounds[:2]), f"stated to go on (..){limit}"
    return _explained(begin, *bounds[:2]), _explained(end, *bounds[2:]) + ("" if end else limit)


def _explained(edtf: str, earliest: str, latest: str) -> str:
    if not edtf:
        return "not stated"
    within = _within(earliest, latest)
    return f"{edtf} ({within})" if within and within != edtf else edtf


def evidence_sentence(title: str, date: str, later: str) -> str:
    """Say who states something, when, and whether anything later is held.

    Parameters
    ----------
    title : str
        Title of the source.
    date : str
        Date up to which the source speaks, or nothing.
    later : str
        Date of the latest evidence on the same relation, if it is later than this.

    Returns
    -------
    str
        One sentence.

    Examples
    --------
    >>> evidence_sentence("Annual report", "2018-12-31", "")
    'As stated in Annual report, 2018-12-31; no later evidence is held.'
    >>> evidence_sentence("Leaflet", "2005-12-31", "2018-05-17")
    'As stated in Leaflet, 2005-12-31; later evidence is held, of 2018-05-17.'
    """
    known = f"later evidence is held, of {later}" if later else "no later evidence is held"
    return (
        f"As stated in {title or 'a source without title'}, {date or 'date not stated'}; {known}."
    )


def resting_on(titles: Sequence[str], dates: Sequence[str]) -> str:
    """Say what a whole network rests on, and that nothing later is known.

    Parameters
    ----------
    titles : sequence of str
        Titles of its sources; up to three are named, more are counted.
    dates : sequence of str
        Dates up to which they speak, in order.

    Returns
    -------
    str
        One sentence.

    Examples
    --------
    >>> resting_on(["Leaflet", "Annual report"], ["2005-12-31", "2018-12-31"])
    'As stated in Leaflet and Annual report, 2005-12-31 to 2018-12-31; no later evidence is held.'
    >>> resting_on([], [])
    'No source is cited.'
    """
    once = list(dict.fromkeys(titles))
    if not once:
        return "No source is cited."
    *others, last = once
    named = f"{', '.join(others)} and {last}" if others else last
    sources = named if len(once) <= 3 else f"{len(once):,} sources"
    first, latest = (dates[0], dates[-1]) if dates else ("", "")
    span = latest if first == latest else f"{first} to {latest}"
    return f"As stated in {sources}, {span or 'date not stated'}; no later evidence is held."
