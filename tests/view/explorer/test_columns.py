"""Columns as numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.view.explorer.columns import (
    NO_DAY,
    add_texts,
    days,
    encode,
    iris,
    numbered,
    ranges,
    texts,
)
from coopgraph.view.explorer.container import Container
from tests.view.explorer.decoder import opened


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"))))
def test_texts_come_out_as_they_are(column: list[str]) -> None:
    container, codes = Container(), {}  # type: Container, dict[str, object]
    add_texts(container, codes, "column", pd.Series(column, dtype="str"))
    assert opened(container.content({"codes": codes})).texts("column") == column


def test_many_different_texts_are_not_coded() -> None:
    container, codes = Container(), {}  # type: Container, dict[str, object]
    column = [f"name {i}" for i in range(2000)]
    add_texts(container, codes, "column", pd.Series(column, dtype="str"))
    assert codes == {}
    assert opened(container.content({"codes": codes})).texts("column") == column


@given(st.lists(st.text(alphabet="ab/:#")))
def test_iris_come_out_as_they_are(column: list[str]) -> None:
    container = Container()
    container.add_json("iri", iris(column))
    assert opened(container.content({})).iris("iri") == column


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("1970-01-01", 0),
        ("2018-05-17", 17668),
        ("0001-01-01", -719162),
        ("9999-12-31", 2932896),
        ("-0004-01-01", -720989),
        ("", NO_DAY),
        ("2018-02-30", NO_DAY),
        ("2018", NO_DAY),
        ("<script>", NO_DAY),
    ],
)
def test_days_are_counted(day: str, number: int) -> None:
    assert days([day, day]).tolist() == [number, number]


def test_no_days_at_all() -> None:
    assert days([]).tolist() == []


def test_a_code_says_nothing_for_nothing() -> None:
    assert encode(["", "b"]).legend(str.upper) == {"values": ["", "b"], "labels": ["", "B"]}


def test_what_no_file_can_hold_is_replaced() -> None:
    assert texts(["a\ud800", None, float("nan")]) == ["a\ufffd", "", ""]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5))))
def test_ranges_are_runs(runs: list[tuple[int, int]]) -> None:
    starts = np.array([a for a, _ in runs], dtype=np.int64)
    counts = np.array([n for _, n in runs], dtype=np.int64)
    assert ranges(starts, counts).tolist() == [i for a, n in runs for i in range(a, a + n)]


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 10**12), st.integers(0, 10**12))))
def test_rows_of_numbers_are_numbered_in_their_order(rows: list[tuple[int, int, int]]) -> None:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    places = {row: i for i, row in enumerate(sorted(set(rows)))}
    assert numbered(*columns).tolist() == [places[row] for row in rows]


@given(st.lists(st.text() | st.none()))
def test_a_column_of_any_kind_is_numbered_alike(column: list[str | None]) -> None:
    found = encode(pd.Series(column, dtype=object))
    assert [found.values[i] for i in found.rows] == texts(column)
    try:
        stored = pd.Series(column, dtype="str")
    except UnicodeEncodeError:  # lone surrogates
        return
    other = encode(stored)
    assert other.values == found.values
    assert other.rows.tolist() == found.rows.tolist()
