"""Dates are kept as stated, with the days that they may mean; those that contradict are faults."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.dataset.records.records import Records
from coopgraph.errors import Problem

HEAD = "parties,source,locator,begin,end,as_of\n"


def said(records: Records, prop: str) -> list[str]:
    return sorted(records.values[records.values["property"] == f"coop:{prop}"]["value"])


def links(begin: str, end: str = "", as_of: str = "") -> str:
    return f"{HEAD}aby | beby,report,block 1,{begin},{end},{as_of}\n"


@pytest.mark.parametrize(
    ("begin", "earliest", "latest"),
    [
        ("1994", "1994-01-01", "1994-12-31"),
        ("1994-02", "1994-02-01", "1994-02-28"),
        ("1994-02-03", "1994-02-03", "1994-02-03"),
    ],
)
def test_a_date_has_a_first_and_a_last_day(
    towns: Callable[..., Path],
    read: Callable[[Path], Records],
    begin: str,
    earliest: str,
    latest: str,
) -> None:
    records = read(towns(links_csv=links(begin)))
    found = [said(records, name) for name in ("begin", "beginEarliest", "beginLatest")]
    assert found == [[begin], [earliest], [latest]]
    assert said(records, "end") == said(records, "endLatest") == []


def test_the_day_of_a_row_goes_before_that_of_its_source(
    towns: Callable[..., Path], read: Callable[[Path], Records]
) -> None:
    days = []
    for as_of in ("", "2019-05-06"):
        values = read(towns(links_csv=links("1994", "", as_of))).values
        own = values["subject"].str.contains("/statement/") & (values["property"] == "coop:asOf")
        days += values[own]["value"].tolist()
    assert days == ["2020-01-01", "2019-05-06"]


@pytest.mark.parametrize(
    ("begin", "end", "column", "message"),
    [
        ("1994", "1993", "end", "the end is before the begin"),
        ("1994/1995", "", "begin", "an interval"),
        ("1994-02-30", "", "begin", "not a date"),
    ],
)
def test_dates_that_contradict_are_faults(
    towns: Callable[..., Path],
    problems: Callable[[Path], list[Problem]],
    begin: str,
    end: str,
    column: str,
    message: str,
) -> None:
    (found,) = problems(towns(links_csv=links(begin, end)))
    assert (found.row, found.column) == (2, column)
    assert message in found.message
