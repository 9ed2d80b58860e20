import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.formats.grid import clean_column, hidden_rows, row_grid, starred
from coopgraph.dataset.formats.tables import clean
from coopgraph.dataset.formats.text import hidden_character

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=30)


@given(st.lists(TEXT, min_size=1, max_size=8))
def test_a_column_is_cleaned_as_its_cells_are(cells: list[str]) -> None:
    assert clean_column(pa.array(cells, pa.large_string())).to_pylist() == [clean(c) for c in cells]


@given(st.lists(TEXT, min_size=1, max_size=8))
def test_hidden_characters_are_found_in_the_same_cells(cells: list[str]) -> None:
    found = hidden_rows(pa.array(cells, pa.large_string()))
    assert found == [n for n, cell in enumerate(cells) if hidden_character(cell)]


def test_blank_rows_count_but_are_left_out() -> None:
    grid = row_grid([["id"], ["", " "], ["a"]])
    assert grid.numbers.tolist() == [1, 3]


@pytest.mark.parametrize(
    ("pattern", "name", "found"),
    [
        ("lat*", "lat1", "1"),
        ("Partner * name", "Partner 2 name", "2"),
        ("Partner * name", "Partner name", None),
        ("*", "x", "x"),
        ("Town", "Town", ""),
        ("Town", "Towns", None),
    ],
)
def test_a_star_stands_for_any_text(pattern: str, name: str, found: str | None) -> None:
    assert starred(pattern, name) == found
