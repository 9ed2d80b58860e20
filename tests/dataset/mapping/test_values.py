import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.mapping.values import (
    VALUE_COLUMNS,
    Said,
    Values,
    constant_values,
    distinct,
    said,
)

WORDS = st.sampled_from(["x:a", "x:b", "", "ü", "a\nb"])


def test_records_repeat_the_subject_for_each_value() -> None:
    subjects = pd.Series(["s2", "s3"], index=[2, 3], dtype="str")
    values = pd.Series(["x", "y"], index=[2, 2], dtype="str")
    frame = said(subjects, "p", values, "iri").frame()
    assert frame.to_numpy().tolist() == [["s2", "p", "x", "iri"], ["s2", "p", "y", "iri"]]


def test_terms_are_expanded() -> None:
    frame = constant_values([("s", "p", "skos:note", "term"), ("s", "p", "skos:note", "string")])
    assert frame["value"].tolist() == ["http://www.w3.org/2004/02/skos/core#note", "skos:note"]


def _frame(rows: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=VALUE_COLUMNS, dtype="str")


@given(st.lists(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), max_size=4), max_size=4))
def test_records_come_out_as_they_went_in(parts: list[list[tuple[str, str, str, str]]]) -> None:
    frames = [_frame(rows) for rows in parts]
    values = Values.of(frames)
    rows = [row for part in parts for row in part]
    assert list(values.frame().itertuples(index=False, name=None)) == rows
    assert len(values) == len(rows)
    for column in VALUE_COLUMNS:
        names = values.names[column].to_pylist()
        assert len(set(names)) == len(names)


def test_columns_and_tables_mix() -> None:
    subjects = pd.Series(["s1", "s2"], dtype="str")
    one = said(subjects, "p", subjects, "iri")
    values = Values.of([one, _frame([("s2", "q", "v", "@en")]), one])
    assert values.names["property"].to_pylist() == ["q", "p"]
    assert values.frame()["property"].tolist() == ["p", "p", "q", "p", "p"]
    assert isinstance(one, Said)


def test_records_are_chosen_by_their_texts() -> None:
    values = Values.of([_frame([("a", "p", "v", "iri"), ("b", "p", "w", "iri")])])
    chosen = values.among("value", ["w", "none"])
    assert values.frame(chosen)["subject"].tolist() == ["b"]
    assert (values.code("kind", "iri"), values.code("kind", "date")) == (0, -1)


@given(st.lists(st.integers(-3, 3)))
def test_distinct_numbers_are_sorted(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))


@given(
    st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=6),
    st.lists(st.integers(0, 5), max_size=6),
)
def test_some_records_with_the_texts_of_all_or_with_their_own(
    rows: list[tuple[str, str, str, str]], picks: list[int]
) -> None:
    values = Values.of([_frame(rows)])
    places = np.array([pick % len(rows) for pick in picks], dtype=np.int64)
    expected = [rows[place] for place in places]
    shared, own = values.rows(places), values.taken(places)
    for found in (shared, own):
        assert list(found.frame().itertuples(index=False, name=None)) == expected
    assert shared.names is values.names
    for position, column in enumerate(VALUE_COLUMNS):
        assert sorted(own.names[column].to_pylist()) == sorted({row[position] for row in expected})


def test_records_are_put_together_again() -> None:
    values = Values.of([_frame([("a", "p", "v", "iri"), ("b", "q", "w", "iri")])])
    parts = [values.taken(np.array([1])), values.rows(np.array([0]))]
    whole = Values.of(parts)
    assert whole.frame()["subject"].tolist() == ["b", "a"]
    assert whole.names["value"].to_pylist() == ["w", "v"]
