"""The loss report: what a projection leaves out, merges and expands, and why."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.network.projecting.contract import LOSS_COLUMNS
from coopgraph.network.projecting.rows import Rows

__all__ = ["LossReport", "tally"]


@dataclass
class LossReport:
    """The report while it is written; entries without a count are left out.

    Parameters
    ----------
    entries : list of (str, str, int, str)
        Effect, reason, count and detail.
    """

    entries: list[tuple[str, str, int, str]] = field(default_factory=list)

    def add(self, effect: str, reason: str, count: int, detail: str = "") -> None:
        """Write down an entry."""
        if count:
            self.entries.append((effect, reason, count, detail))

    def drop(self, rows: Rows, bad: npt.NDArray[np.bool_], reason: str) -> Rows:
        """Take rows out and say so, with the types of their statements."""
        if not bad.any():
            return rows
        self.add("dropped", reason, int(bad.sum()), tally(rows.type[bad]))
        return rows.at(~bad)

    def note_expansion(self, made: npt.NDArray[np.intp]) -> None:
        """Note the statements that make several edges, having more than two ends.

        Parameters
        ----------
        made : numpy.ndarray of int
            The number of edges of each statement.
        """
        several = made[made > 1]
        if len(several):
            detail = f"{int(several.sum())} edges, at most {int(several.max())} of one statement"
            self.add("note", "statements that make several edges", len(several), detail)

    def note_ambiguous(self, names: Sequence[str]) -> None:
        """Note the entities that are not folded because they act for several actors."""
        shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
        self.add("note", "entities with several actors, not folded", len(names), shown)

    def note_uncovered(self, types: Iterable[str], stages: Iterable[str]) -> None:
        """Note the statements of the graph that the query does not return, by type and stage."""
        kinds: dict[str, list[str]] = {}
        for kind, stage in zip(types, stages, strict=True):
            kinds.setdefault(kind, []).append(stage)
        for kind, found in sorted(kinds.items()):
            detail = f"by stage: {tally(found)}"
            self.add("note", f"statements not in the query: {kind}", len(found), detail)

    def frame(self) -> pd.DataFrame:
        """Give the report as a table."""
        # Column by column, in their types: an empty table has them too.
        cells = zip(*self.entries, strict=True) if self.entries else ((),) * len(LOSS_COLUMNS)
        said = dict(zip(LOSS_COLUMNS, map(list, cells), strict=True))
        count = np.array(said.pop("count"), dtype=np.int64)
        text = {name: pd.Series(column, dtype="str") for name, column in said.items()}
        table: dict[str, Any] = {**text, "count": count}
        return pd.DataFrame({name: table[name] for name in LOSS_COLUMNS}, copy=False)


def tally(values: Iterable[Any]) -> str:
    """Say how often each value occurs, the most frequent first.

    Examples
    --------
    >>> tally(["Twinning", "Membership", "", "Twinning"])
    'Twinning 2, none 1, Membership 1'
    """
    # What is missing is the only value that differs from itself.
    counts = Counter("" if value is None or value != value else str(value) for value in values)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{value or 'none'} {count}" for value, count in ordered)
