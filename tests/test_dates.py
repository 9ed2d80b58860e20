"""EDTF expressions bound days, and bounds answer whether something held."""

import datetime as dt
import itertools
import re
import time

import pandas as pd
import pytest
from edtf import parse_edtf
from hypothesis import example, given
from hypothesis import strategies as st

from coopgraph.dates import DateProblem, bounds, split_interval, status_column, status_on
from coopgraph.errors import CoopgraphError

D = dt.date


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("1953", D(1953, 1, 1), D(1953, 12, 31)),
        ("2018-05", D(2018, 5, 1), D(2018, 5, 31)),
        ("2020-02", D(2020, 2, 1), D(2020, 2, 29)),
        ("2018-05-17", D(2018, 5, 17), D(2018, 5, 17)),
        ("2018-05-17T23:30:00-05:00", D(2018, 5, 17), D(2018, 5, 17)),
        ("0001", D(1, 1, 1), D(1, 12, 31)),
        ("9999", D(9999, 1, 1), D(9999, 12, 31)),
        ("", None, None),
        ("..", None, None),
        # intervals
        ("1996/2000", D(1996, 1, 1), D(2000, 12, 31)),
        ("1996/..", D(1996, 1, 1), None),
        ("1996/", D(1996, 1, 1), None),
        ("/1999", None, D(1999, 12, 31)),
        ("../1999", None, D(1999, 12, 31)),
        ("../..", None, None),
        ("2018-21/2018-22", D(2018, 3, 1), D(2018, 8, 31)),
        # one-of sets
        ("[..1990]", None, D(1990, 12, 31)),
        ("[..2005-12]", None, D(2005, 12, 31)),
        ("[1996..]", D(1996, 1, 1), None),
        ("[1996,1998..2000]", D(1996, 1, 1), D(2000, 12, 31)),
        ("[2000, 1996]", D(1996, 1, 1), D(2000, 12, 31)),
        ("[..1990,1995,1999..]", None, None),
        ("[2018-05-28..2018-05-31]", D(2018, 5, 28), D(2018, 5, 31)),
        # unspecified digits
        ("19XX", D(1900, 1, 1), D(1999, 12, 31)),
        ("199X", D(1990, 1, 1), D(1999, 12, 31)),
        ("0XXX", D(1, 1, 1), D(999, 12, 31)),
        ("XXXX", None, None),
        ("201X-XX", D(2010, 1, 1), D(2019, 12, 31)),
        ("2018-1X", D(2018, 10, 1), D(2018, 12, 31)),
        ("2018-02-XX", D(2018, 2, 1), D(2018, 2, 28)),
        ("2018-02-3X", "February 2018 has 28 days", None),
        ("2018-XX-31", D(2018, 1, 31), D(2018, 12, 31)),
        ("19XX-02-29", D(1904, 2, 29), D(1996, 2, 29)),
        ("199X-21", D(1990, 3, 1), D(1999, 5, 31)),
        # seasons and other parts of a year
        ("2018-21", D(2018, 3, 1), D(2018, 5, 31)),
        ("2018-22", D(2018, 6, 1), D(2018, 8, 31)),
        ("2018-23", D(2018, 9, 1), D(2018, 11, 30)),
        ("2018-24", D(2018, 12, 1), D(2019, 2, 28)),
        ("2019-24", D(2019, 12, 1), D(2020, 2, 29)),
        ("9999-24", D(9999, 12, 1), D(9999, 12, 31)),
        ("2018-30", D(2018, 12, 1), D(2019, 2, 28)),
        ("2018-34", D(2018, 4, 1), D(2018, 6, 30)),
        ("2018-39", D(2018, 9, 1), D(2018, 12, 31)),
        ("2018-41", D(2018, 7, 1), D(2018, 12, 31)),
        # qualifiers do not move the bounds
        ("1984?", D(1984, 1, 1), D(1984, 12, 31)),
        ("1984-06%", D(1984, 6, 1), D(1984, 6, 30)),
        ("1984-06?-02", D(1984, 6, 2), D(1984, 6, 2)),
        ("~1984-06", D(1984, 6, 1), D(1984, 6, 30)),
        ("1984?/2004~", D(1984, 1, 1), D(2004, 12, 31)),
    ],
)
def test_bounds(edtf: str, earliest: dt.date | str | None, latest: dt.date | None) -> None:
    if isinstance(earliest, str):
        with pytest.raises(DateProblem, match=earliest):
            bounds(edtf)
    else:
        assert bounds(edtf) == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2018-02-30", "'2018-02-30' is not a date: February 2018 has 28 days; expected EDTF such"),
        ("2019-02-29", "February 2019 has 28 days"),
        ("2018-13", "there is no month 13"),
        ("2018-05-32", "there is no day 32"),
        ("201X-02-30", "February has no day 30 in any year 201X"),
        ("0000", "only the years 1 to 9999"),
        ("-0044", "only the years 1 to 9999"),
        ("Y170000002", "only the years 1 to 9999"),
        ("2000/1990", "the end lies before the begin"),
        ("[2000..1990]", "'2000..1990' ends before it begins"),
        ("[]", "at least one date"),
        ("[..]", "at least one date"),
        ("[1990,..1995]", "stands first"),
        ("[1990..,1995]", "stands last"),
        ("/", "states a begin, an end or both"),
        ("1/2/3", "one '/'"),
        ("{1996,1998}", "several statements"),
        (" 2018", "begins or ends with a blank; did you mean 2018?"),
        ("١٩٩٠", "does not have the form"),
        ("1953/2018-02-30", "February 2018 has 28 days"),
        ("2018-05-17T25:00:00", "does not have the form"),
    ],
)
def test_what_is_no_date_says_why(text: str, message: str) -> None:
    with pytest.raises(DateProblem, match=re.escape(message)):
        bounds(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("31.12.2018", "2018-12-31"),
        ("31/12/2018", "2018-12-31"),
        ("05/06/2018", ""),  # day or month first: not for a program to say
        ("2015/02/21", "2015-02-21"),
        ("2018-5-7", "2018-05-07"),
        ("20180517", "2018-05-17"),
        ("20182019", ""),
        ("12/2018", "2018-12"),
        ("1996-2000", "1996/2000"),
        ("1996–2000", "1996/2000"),
        ("1996 to 2000", "1996/2000"),
        ("2018-19", "2018/2019"),
        ("1996-", "1996/"),
        ("1996/open", "1996/.."),
        ("1996/unknown", "1996/"),
        ("17.5.2018 - 18.5.2018", "2018-05-17/2018-05-18"),
        ("May 2018", "2018-05"),
        ("17 May 2018", "2018-05-17"),
        ("May 17th, 2018", "2018-05-17"),
        ("Sept. 2018", "2018-09"),
        ("spring 2018", "2018-21"),
        ("31 February 2018", ""),
        ("until 1990", "[..1990]"),
        ("before 1990", "[..1989]"),
        ("after 1996", "[1997..]"),
        ("since 1996", "1996/"),
        ("ca. 1950", "1950~"),
        ("1990s", "199X"),
        ("199?", "199X"),
        ("1996 or 1998", "[1996,1998]"),
        ("no idea", ""),
    ],
)
def test_a_common_slip_gets_a_suggestion(text: str, meant: str) -> None:
    with pytest.raises(DateProblem) as caught:
        bounds(text)
    assert caught.value.suggestion == meant


def test_a_date_problem_is_an_error_of_coopgraph_and_of_value() -> None:
    assert issubclass(DateProblem, CoopgraphError)
    assert issubclass(DateProblem, ValueError)


@pytest.mark.parametrize(
    ("edtf", "sides"),
    [
        ("1996/..", ("1996", "..")),
        ("1996/", ("1996", "")),
        ("/1999", ("", "1999")),
        ("1996/2000", ("1996", "2000")),
        ("2018-05", ("2018-05", "2018-05")),
        ("[..1990]", ("[..1990]", "[..1990]")),
        ("", ("", "")),
    ],
)
def test_split_interval(edtf: str, sides: tuple[str, str]) -> None:
    assert split_interval(edtf) == sides


def test_split_interval_refuses_what_is_no_date() -> None:
    with pytest.raises(DateProblem, match="there is no month 14"):
        split_interval("1996-14/2000")


# ---- properties

days = st.dates()
edtf_alphabet = st.text(alphabet="0123456789X-/.[],?~%T:{} Y", max_size=24)


@given(st.text() | edtf_alphabet)
@example("May 99999999999 2018")
@example("[1990, ,1991]")
@example("0XXX-24")
def test_any_text_gives_ordered_bounds_or_a_date_problem(text: str) -> None:
    try:
        earliest, latest = bounds(text)
    except DateProblem:
        return
    assert earliest is None or latest is None or earliest <= latest


@given(st.text() | edtf_alphabet)
def test_a_suggestion_is_a_date(text: str) -> None:
    try:
        bounds(text)
    except DateProblem as problem:
        suggestion = problem.suggestion
        bounds(suggestion)


@given(days)
def test_a_day_bounds_itself(day: dt.date) -> None:
    assert bounds(day.isoformat()) == (day, day)


@given(days)
def test_a_day_lies_in_its_month_and_year_and_decade(day: dt.date) -> None:
    iso = day.isoformat()
    wider = [bounds(iso), bounds(iso[:7]), bounds(iso[:4]), bounds(f"{iso[:3]}X")]
    for (low, high), (lower, higher) in itertools.pairwise(wider):
        assert None not in (low, high, lower, higher)
        assert lower <= low <= high <= higher  # type: ignore[operator]


@given(days, days)
def test_an_interval_is_split_and_joined(one: dt.date, other: dt.date) -> None:
    begin, end = sorted([one.isoformat(), other.isoformat()])
    assert split_interval(f"{begin}/{end}") == (begin, end)
    assert (
        bounds(f"{begin}/{end}")
        == bounds(f"[{begin}..{end}]")
        == (min(one, other), max(one, other))
    )


@given(days, st.integers(0, 9))
def test_hiding_a_digit_widens(day: dt.date, position: int) -> None:
    digits = list(day.isoformat())
    if digits[position] != "-":
        digits[position] = "X"
    hidden = "".join(digits)
    earliest, latest = bounds(hidden)
    assert earliest is not None
    assert latest is not None
    assert earliest <= day <= latest


# ---- the package edtf agrees wherever it is right


def as_day(moment: time.struct_time | float) -> dt.date | None:
    return None if isinstance(moment, float) else dt.date(*moment[:3])


year = st.integers(1, 9999).map("{:04}".format)
month = st.dates().map(lambda day: day.isoformat()[:7])
day = st.dates().map(dt.date.isoformat)
date = year | month | day
qualified = st.tuples(date, st.sampled_from(["", "?", "~", "%"])).map("".join)
season = st.tuples(year, st.sampled_from(["-21", "-22", "-23"])).map("".join)
century = st.integers(1, 99).map("{:02}XX".format)
one_of = st.lists(year, min_size=2, max_size=3, unique=True).map(
    lambda ys: f"[{','.join(sorted(ys))}]"
)
upto = date.map("[..{}]".format)
onward = date.map("[{}..]".format)
closed = st.tuples(day, day).map(lambda pair: "/".join(sorted(pair)))
open_end = date.map("{}/..".format)


@given(st.one_of(qualified, season, century, one_of, upto, onward, closed, open_end))
def test_bounds_agree_with_the_package_edtf(text: str) -> None:
    peer = parse_edtf(text)
    assert bounds(text) == (as_day(peer.lower_strict()), as_day(peer.upper_strict()))


# ---- did it hold on that day?

YEAR = (D(1996, 1, 1), D(1996, 12, 31))
NEVER = (None, None)
AS_OF = D(2018, 5, 17)


@pytest.mark.parametrize(
    ("day", "begin", "end", "as_of", "stated_end", "expected"),
    [
        (D(1995, 12, 31), YEAR, NEVER, AS_OF, "", "no"),
        (D(1996, 6, 1), YEAR, NEVER, AS_OF, "", "possible"),
        (D(1996, 12, 31), YEAR, NEVER, AS_OF, "", "certain"),
        (D(2018, 5, 17), YEAR, NEVER, AS_OF, "", "certain"),
        (D(2018, 5, 18), YEAR, NEVER, AS_OF, "", "unknown"),
        (D(2018, 5, 18), YEAR, NEVER, AS_OF, "..", "unknown"),
        (D(2000, 1, 1), YEAR, NEVER, None, "", "unknown"),
        (D(1995, 1, 1), YEAR, NEVER, None, "", "no"),
        (D(2000, 1, 1), NEVER, NEVER, AS_OF, "", "unknown"),
        (D(2000, 1, 1), YEAR, (D(2000, 1, 1), D(2000, 12, 31)), AS_OF, "2000", "certain"),
        (D(2000, 6, 1), YEAR, (D(2000, 1, 1), D(2000, 12, 31)), AS_OF, "2000", "possible"),
        (D(2001, 1, 1), YEAR, (D(2000, 1, 1), D(2000, 12, 31)), AS_OF, "2000", "no"),
        (D(2001, 1, 1), NEVER, (D(2000, 1, 1), D(2000, 12, 31)), AS_OF, "2000", "no"),
        (D(2000, 1, 1), YEAR, (None, D(2000, 12, 31)), AS_OF, "[..2000]", "possible"),
        (D(2030, 1, 1), YEAR, (D(2020, 1, 1), None), AS_OF, "[2020..]", "possible"),
        (D(1980, 1, 1), (None, D(1990, 12, 31)), NEVER, AS_OF, "", "possible"),
        (D(2000, 1, 1), (None, D(1990, 12, 31)), NEVER, AS_OF, "", "certain"),
        (D(2000, 1, 1), (D(1990, 1, 1), None), NEVER, AS_OF, "", "possible"),
        (D(2019, 1, 1), YEAR, (D(2020, 1, 1), D(2020, 12, 31)), AS_OF, "2020", "certain"),
    ],
)
def test_status_on(
    day: dt.date,
    begin: tuple[dt.date | None, dt.date | None],
    end: tuple[dt.date | None, dt.date | None],
    as_of: dt.date | None,
    stated_end: str,
    expected: str,
) -> None:
    assert status_on(day, *begin, *end, as_of, end=stated_end) == expected


expressions = st.sampled_from(
    ["", "..", "1996", "1996-05", "[..1996]", "[1996..]", "199X", "1997-01-15", "[..1996-06,1997]"]
)


@given(
    st.lists(
        st.tuples(expressions, expressions, st.sampled_from(["", "1996-07-01", "1997-01-15"])),
        max_size=5,
    ),
    st.dates(D(1989, 12, 1), D(2000, 2, 1)),
)
def test_status_column_says_the_same_as_status_on(
    rows: list[tuple[str, str, str]], day: dt.date
) -> None:
    def iso(value: dt.date | None) -> str:
        return value.isoformat() if value else ""

    columns = ["begin_earliest", "begin_latest", "end_earliest", "end_latest", "as_of", "end"]
    table = [[*map(iso, bounds(b)), *map(iso, bounds(e)), as_of, e] for b, e, as_of in rows]
    frame = pd.DataFrame(table, columns=columns, index=range(7, 7 + len(rows)), dtype="str")
    expected = [
        status_on(
            day, *bounds(b), *bounds(e), dt.date.fromisoformat(as_of) if as_of else None, end=e
        )
        for b, e, as_of in rows
    ]
    found = status_column(frame, day)
    assert list(found) == expected
    assert found.index.equals(frame.index)


def test_status_column_pads_an_early_year() -> None:
    frame = pd.DataFrame(
        {
            "begin_earliest": ["0900-01-01"],
            "begin_latest": ["0900-12-31"],
            "end_earliest": [""],
            "end_latest": [""],
            "as_of": ["2000-01-01"],
            "end": [""],
        }
    )
    assert list(status_column(frame, D(950, 1, 1))) == ["certain"]
