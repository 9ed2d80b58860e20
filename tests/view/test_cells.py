"""Cells are read the same, whatever stands for nothing in them."""

import pandas as pd
import pytest

from coopgraph.view.cells import number, strings, text


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
def test_nothing_is_an_empty_text(nothing: object) -> None:
    assert text(nothing) == ""
    assert strings(nothing) == []


def test_half_a_character_is_replaced() -> None:
    assert text("a\ud800b") == "a�b"
    assert text("🏴‍☠️") == "🏴‍☠️"


def test_what_is_no_finite_number_is_none() -> None:
    assert [number(value) for value in ("0.7", 1, float("inf"), None, "x")] == [
        *(0.7, 1.0, None, None, None)
    ]
