"""Keys of rows: sets of columns, and parallel rows in an order of their own."""

import random

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.formats.tables import Table
from coopgraph.dataset.mapping.blocks import Block, Duplicates, Field, KeyPart
from coopgraph.dataset.mapping.frames import Faults
from coopgraph.dataset.records.keys import row_ids, row_keys

Row = tuple[str, str, str]
ROWS = st.lists(st.tuples(*[st.sampled_from(["", "x", "y", "z"])] * 3), min_size=1, max_size=12)


def _block(*key: KeyPart, duplicates: Duplicates = "error") -> Block:
    fields = {"party": (Field("a"), Field("b")), "note": (Field("c"),)}
    type_ = Field(const="Twinning")
    return Block("s", "t", type_, key=key, properties=fields, duplicates=duplicates)


def _ids(rows: list[Row], block: Block) -> list[str]:
    frame = pd.DataFrame(rows, columns=["a", "b", "c"], dtype="str")
    faults = Faults()
    types = pd.Series("Twinning", index=frame.index)
    found = row_ids(block, frame, types, "d", Table("t", "t.csv", frame), faults)
    assert not faults.problems
    return found.tolist()


def test_columns_that_stand_together_in_the_key_are_a_set() -> None:
    one, other, third = _ids([("x", "y", ""), ("y", "x", ""), ("x", "x", "")], _block(("a", "b")))
    assert one == other
    assert third != one


def test_columns_that_stand_apart_in_the_key_are_not() -> None:
    one, other = _ids([("x", "y", ""), ("y", "x", "")], _block("a", "b"))
    assert one != other


def test_a_set_of_columns_has_the_key_of_one_split_cell() -> None:
    split = Block(
        "s", "t", Field(const="T"), key=("a",), properties={"p": (Field("a", split="|"),)}
    )
    frame = pd.DataFrame({"a": ["y | x"]}, dtype="str")
    types = pd.Series(["Twinning"])
    in_one = row_keys(split, frame, "d", types).tolist()
    assert in_one == _ids([("x", "y", "")], _block(("a", "b")))


def test_the_first_of_equal_rows_has_the_key_of_a_row_alone() -> None:
    block = _block("a", duplicates="number")
    (alone,) = _ids([("x", "", "")], block)
    first, second, third = _ids([("x", "", ""), ("x", "", "1"), ("x", "", "2")], block)
    assert first == alone
    assert len({first, second, third}) == 3


@given(rows=ROWS, more=ROWS, seed=st.integers(0, 1000))
def test_numbers_of_parallel_rows_depend_on_nothing_but_their_equals(
    rows: list[Row], more: list[Row], seed: int
) -> None:
    block = _block(("a", "b"), duplicates="number")
    before = sorted(zip(_ids(rows, block), rows, strict=True))
    assert len({key for key, _ in before}) == len(rows)
    sets = [set(row[:2]) - {""} for row in rows]
    others = [row for row in more if set(row[:2]) - {""} not in sets]
    both = [*rows, *others]
    random.Random(seed).shuffle(both)
    after = sorted(zip(_ids(both, block), both, strict=True))
    assert [pair for pair in after if pair[1] in rows] == before
