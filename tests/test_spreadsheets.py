"""No cell that a spreadsheet opens begins a formula, and every cell comes back."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.spreadsheets import guarded, spreadsheet_csv, unguarded

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_cells_come_back_with_an_apostrophe_where_one_is_needed(cells: list[str]) -> None:
    content = spreadsheet_csv(["c"] * len(cells), [cells]).decode("utf-8-sig")
    *_, row = csv.reader(io.StringIO(content, newline=""))
    for read, cell in zip(row, cells, strict=len(cells) > 1 or cells != [""]):
        assert unguarded(read) == cell
        assert not read.startswith(("=", "@", "\t", "\r"))
        assert not read.startswith(("+", "-")) or re.fullmatch("[+-][0-9.,eE+-]+", read)


@pytest.mark.parametrize("number", ["-0.5", "+7", "-1.234,56", "1e-7", "-2E+05"])
def test_a_number_is_left_as_it_is(number: str) -> None:
    assert guarded(number) == number


@pytest.mark.parametrize("formula", ["-1+1", "+A1", "-", "-0.5x", "=-0.5", "'=1", "\t-1", "＝1"])
def test_a_formula_gets_an_apostrophe_and_loses_it_again(formula: str) -> None:
    assert guarded(formula) == f"'{formula}"
    assert unguarded(guarded(formula)) == formula


def test_a_number_is_never_a_formula() -> None:
    assert spreadsheet_csv(["n"], [[-1.5]]).decode("utf-8-sig") == "n\n-1.5\n"
