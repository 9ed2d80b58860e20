"""Columns of cells: selecting rows, splitting cells, and noting what is wrong with them."""

from collections.abc import Callable, Iterable

import pandas as pd

from coopgraph.dataset.mapping import Block, Field
from coopgraph.dataset.tables import Table
from coopgraph.errors import Problem
from coopgraph.vocabulary import expand

__all__ = [
    "VALUE_COLUMNS",
    "Faults",
    "block_rows",
    "cell_values",
    "constant_values",
    "group_text",
    "single_values",
    "value_frame",
]

VALUE_COLUMNS = ["subject", "property", "value", "kind"]


class Faults:
    """Collects what is wrong, with file, row and column."""

    def __init__(self, problems: Iterable[Problem] = ()):
        self.problems: list[Problem] = list(problems)

    def add(self, file: str, row: int, message: str) -> None:
        """Note one problem of a row as a whole."""
        self.problems.append(Problem(file, row, message=message))

    def note(
        self,
        table: Table,
        rows: "pd.Series[str]",
        column: str,
        explain: Callable[[str], str],
    ) -> None:
        """Note one problem a row: `rows` has the row numbers as index and the cells as values."""
        self.problems += [
            Problem(table.file, int(str(row)), column, cell, explain(cell))
            for row, cell in rows.items()
        ]


def block_rows(block: Block, table: Table) -> pd.DataFrame:
    """Return the rows of a table that a block is about."""
    frame = table.frame
    for column, wanted in block.where.items():
        frame = frame[frame[column].isin(wanted)]
    return frame


def single_values(frame: pd.DataFrame, field: Field) -> "pd.Series[str]":
    """Return a field's value in each row; empty where an optional column is not there."""
    if field.column and field.column in frame.columns:
        return frame[field.column]
    return pd.Series(field.const, index=frame.index, dtype="str")


def cell_values(frame: pd.DataFrame, field: Field) -> "pd.Series[str]":
    """Return a field's non-empty values, one row of the result a value, indexed by row number."""
    cells = single_values(frame, field)
    if field.split:
        cells = cells.str.split(field.split, regex=False).explode().str.strip()
    return cells[cells.fillna("") != ""]


def value_frame(
    subjects: "pd.Series[str]", prop: str, values: "pd.Series[str]", kind: str
) -> pd.DataFrame:
    """Return records for values indexed by row number, given the subject of each row."""
    return pd.DataFrame(
        {
            "subject": subjects.reindex(values.index).to_numpy(),
            "property": prop,
            "value": values.to_numpy(),
            "kind": kind,
        }
    )


def constant_values(rows: Iterable[tuple[str, str, str, str]]) -> pd.DataFrame:
    """Return records written out one by one; the kind ``term`` is a prefixed name to expand."""
    done = [
        (s, p, expand(v), "iri") if kind == "term" else (s, p, v, kind) for s, p, v, kind in rows
    ]
    return pd.DataFrame(done, columns=VALUE_COLUMNS, dtype="str")


def group_text(values: "pd.Series[str]", index: "pd.Index[int]", joiner: str) -> "pd.Series[str]":
    """Join each row's values; rows without one get an empty string."""
    joined = values.groupby(level=0, sort=False).agg(joiner.join)
    return joined.reindex(index, fill_value="")
