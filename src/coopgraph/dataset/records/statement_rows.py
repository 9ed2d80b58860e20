"""The rows that a block makes statements of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from coopgraph.dataset.formats.tables import Table
from coopgraph.dataset.mapping.blocks import Block, Field

__all__ = ["NOWHERE", "StatementRows"]

NOWHERE: Final = Field()


@dataclass(frozen=True)
class StatementRows:
    """The rows of a table that one block makes statements of.

    Parameters
    ----------
    block : Block
        The block.
    table : Table
        The table.
    frame : pandas.DataFrame
        The rows.
    keys, iris, types : pandas.Series
        For each row what the statement's IRI is made of, the IRI, and the class.
    """

    block: Block
    table: Table
    frame: pd.DataFrame
    keys: "pd.Series[str]"
    iris: "pd.Series[str]"
    types: "pd.Series[str]"

    def parts(self, size: int) -> Iterator["StatementRows"]:
        """Give the rows in portions of a size, in order."""
        for start in range(0, len(self.frame), size):
            place = slice(start, start + size)
            cells = (column.iloc[place] for column in (self.keys, self.iris, self.types))
            yield StatementRows(self.block, self.table, self.frame.iloc[place], *cells)
