"""Columns of cells: selecting rows, splitting cells, and noting what is wrong with them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import pandas as pd

from coopgraph.dataset.formats.tables import Table, row_numbers
from coopgraph.dataset.mapping.blocks import Block, Field, Not
from coopgraph.errors import Problem

__all__ = [
    "Faults",
    "always",
    "block_rows",
    "cell_values",
    "group_text",
    "look_up",
    "select_rows",
    "single_values",
]

MAPPING: Final = "mapping.toml"


class Faults:
    """Collects what is wrong, with file, row and column.

    Parameters
    ----------
    problems : iterable of Problem
        What is known already.
    each_row : bool
        Whether a fault that rows share is noted for each of them, and not once.
    """

    def __init__(self, problems: Iterable[Problem] = (), *, each_row: bool = False):
        self.problems: list[Problem] = list(problems)
        self.each_row = each_row

    def add(self, file: str, row: int, message: str, column: str = "", value: str = "") -> None:
        """Note one problem of a row."""
        self.problems.append(Problem(file, row_numbers(row), column, value, message))

    def note(
        self,
        table: Table,
        cells: "pd.Series[str]",
        field: Field,
        explain: Callable[[str], str],
    ) -> None:
        """Note one problem a cell; a constant is at fault once, in the mapping.

        Parameters
        ----------
        table : Table
            Where the cells are.
        cells : pandas.Series
            The faulty cells, indexed by row number.
        field : Field
            Where the mapping takes the cells from.
        explain : callable
            Says what is wrong with a value; asked once for each distinct value.
        """
        reasons = {cell: explain(cell) for cell in cells.unique()}
        if not field.column:
            self.problems += [
                Problem(MAPPING, 0, field.place, cell, reason) for cell, reason in reasons.items()
            ]
            return
        column = table.made.get(field.column, field.column)
        self.problems += [
            Problem(table.file, row, column, cell, reasons[cell])
            for row, cell in zip(row_numbers(cells.index).tolist(), cells.tolist(), strict=True)
        ]


def look_up(
    cells: "pd.Series[str]", answers: Callable[[str], str] | Mapping[str, str]
) -> "pd.Series[str]":
    """Return each cell's answer, asked for once a distinct value; empty where there is none."""
    ask = answers if callable(answers) else lambda cell: answers.get(cell, "")
    distinct = cells.drop_duplicates().tolist()  # at once: one by one, Arrow's cells are slow
    return cells.map({cell: ask(cell) for cell in distinct}).astype("str")


def always(message: str) -> Callable[[str], str]:
    """Return a function that says the same of every value."""
    return lambda _: message


def select_rows(frame: pd.DataFrame, where: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return the rows whose cells are among the wanted values, or not among the unwanted."""
    for column, wanted in where.items():
        among = frame[column].isin(wanted)
        frame = frame[~among if isinstance(wanted, Not) else among]
    return frame


def block_rows(block: Block, table: Table) -> pd.DataFrame:
    """Return the rows of a table that a block is about."""
    return select_rows(table.frame, block.where)


def single_values(frame: pd.DataFrame, field: Field) -> "pd.Series[str]":
    """Return a field's value in each row; empty where an optional column is not there."""
    if field.column and field.column in frame.columns:
        return frame[field.column]
    return pd.Series(field.const, index=frame.index, dtype="str")


def cell_values(frame: pd.DataFrame, field: Field) -> "pd.Series[str]":
    """Return a field's non-empty values, one row of the result a value, indexed by row number."""
    cells = single_values(frame, field)
    cells = cells[cells != ""]
    if not field.split or not cells.str.contains(field.split, regex=False).any():
        return cells
    cells = cells.str.split(field.split, regex=False).explode().str.strip()
    return cells[cells != ""].astype("str")


def group_text(
    parts: Iterable["pd.Series[str]"], index: "pd.Index[int]", joiner: str
) -> "pd.Series[str]":
    """Join the values of each row over several columns; rows without any get an empty string."""
    texts: dict[int, str] = {}
    for part in parts:
        for row, value in zip(part.index.tolist(), part.tolist(), strict=True):
            texts[row] = f"{texts[row]}{joiner}{value}" if row in texts else value
    return pd.Series([texts.get(row, "") for row in index.tolist()], index=index, dtype="str")
