"""No cell that a spreadsheet opens begins a formula, and every cell comes back."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from coopgraph.spreadsheets import spreadsheet_csv

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_cells_come_back_with_an_apostrophe_where_one_is_needed(cells: list[str]) -> None:
    content = spreadsheet_csv(["c"] * len(cells), [cells]).decode("utf-8-sig")
    *_, row = csv.reader(io.StringIO(content, newline=""))
    for read, cell in zip(row, cells, strict=len(cells) > 1 or cells != [""]):
        assert read in (cell, f"'{cell}")
        assert not read.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_number_is_never_a_formula() -> None:
    assert spreadsheet_csv(["n"], [[-1.5]]).decode("utf-8-sig") == "n\n-1.5\n"
