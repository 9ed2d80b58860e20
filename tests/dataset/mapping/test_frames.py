import pandas as pd

from coopgraph.dataset.formats.tables import Table
from coopgraph.dataset.mapping.blocks import Block, Field
from coopgraph.dataset.mapping.frames import (
    Faults,
    always,
    block_rows,
    cell_values,
    group_text,
    single_values,
)

FRAME = pd.DataFrame({"a": ["x | y", "", " | z"]}, index=[2, 3, 4], dtype="str")
TABLE = Table("t", "t.csv", FRAME)


def test_a_split_cell_gives_a_value_a_part_with_its_row() -> None:
    found = cell_values(FRAME, Field("a", split="|"))
    assert list(found.items()) == [(2, "x"), (2, "y"), (4, "z")]


def test_a_constant_is_the_value_of_every_row() -> None:
    assert single_values(FRAME, Field(const="k")).tolist() == ["k"] * 3


def test_an_optional_column_that_is_not_there_is_empty() -> None:
    assert cell_values(FRAME, Field("b", optional=True)).empty


def test_rows_are_chosen_by_cell() -> None:
    block = Block("entities[1]", "t", Field(const="X"), where={"a": ("", " | z")})
    assert block_rows(block, TABLE).index.tolist() == [3, 4]


def test_values_of_a_row_are_joined_over_columns_in_order() -> None:
    parts = [pd.Series(["a", "b"], index=[2, 2]), pd.Series(["c"], index=[2])]
    joined = group_text(parts, pd.Index([2, 3]), " – ")
    assert joined.tolist() == ["a – b – c", ""]


def test_a_faulty_constant_is_one_problem_of_the_mapping() -> None:
    faults = Faults()
    cells = single_values(FRAME, Field(const="k"))
    faults.note(TABLE, cells, Field(const="k", place="statements[1].set.role"), always("no"))
    assert [str(p) for p in faults.problems] == [
        'mapping.toml, column "statements[1].set.role": "k": no'
    ]


def test_a_faulty_cell_is_a_problem_of_its_row() -> None:
    faults = Faults()
    faults.note(TABLE, FRAME["a"].iloc[:1], Field("a"), always("no"))
    assert [str(p) for p in faults.problems] == ['t.csv, row 2, column "a": "x | y": no']
