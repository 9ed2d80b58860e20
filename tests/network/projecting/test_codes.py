"""Numbers for texts keep order and equality of the texts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.network.projecting.codes import coded, firsts, groups, places, sorting

texts = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=12)
small = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 200_000)), max_size=30)


@given(texts, st.booleans())
def test_codes_are_in_the_order_of_code_points(cells: list[str], in_order: bool) -> None:
    cells = sorted(cells) if in_order else cells
    codes, names = coded(pd.Series(cells, dtype="str"))
    assert names.to_list() == sorted(set(cells))
    assert [names.iloc[code] for code in codes] == cells


@given(texts, texts)
def test_places_are_those_of_a_list(wanted: list[str], among: list[str]) -> None:
    ids = list(dict.fromkeys(among))
    found = places(pd.Series(wanted, dtype="str"), pd.Series(ids, dtype="str"))
    assert found.tolist() == [ids.index(text) if text in ids else -1 for text in wanted]


@pytest.mark.parametrize("kind", ["str", "object"])
def test_texts_of_any_make_are_found(kind: str) -> None:
    ids = pd.concat([pd.Series(["a"], dtype="str"), pd.Series(["b"], dtype=kind)])
    assert places(pd.Series(["b", "a"], dtype=kind), ids).tolist() == [1, 0]


@given(small)
def test_groups_are_the_different_rows(rows: list[tuple[int, int]]) -> None:
    table = np.array(rows, dtype=np.intp).reshape(-1, 2)
    found = groups(table[:, 0], table[:, 1])
    different = list(dict.fromkeys(rows))
    assert found.tolist() == [different.index(row) for row in rows]
    assert firsts(found).tolist() == [rows.index(row) for row in different]


@given(small)
def test_rows_are_sorted_and_stay_where_they_are_equal(rows: list[tuple[int, int]]) -> None:
    table = np.array(rows, dtype=np.intp).reshape(-1, 2)
    order = sorting(table[:, 0], table[:, 1])
    assert order.tolist() == sorted(range(len(rows)), key=rows.__getitem__)
