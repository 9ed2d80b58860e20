"""The loss report: what a projection leaves out, merges and expands, and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.network.projecting.contract import LOSS_COLUMNS

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

    def drop(self, rows: pd.DataFrame, bad: "pd.Series[bool]", reason: str) -> pd.DataFrame:
        """Take rows out and say so, with the types of their statements."""
        if not bad.any():
            return rows
        self.add("dropped", reason, int(bad.sum()), tally(rows.loc[bad, "type"]))
        return rows[~bad]

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

    def note_ambiguous(self, fold: pd.DataFrame) -> None:
        """Note the entities that are not folded because they act for several actors."""
        several = fold.drop_duplicates()["entity"].value_counts()
        names = sorted(str(name) for name in several[several > 1].index)
        shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
        self.add("note", "entities with several actors, not folded", len(names), shown)

    def note_uncovered(self, facts: pd.DataFrame) -> None:
        """Note the statements of the graph that the query does not return, by type and stage."""
        kinds: dict[str, list[str]] = {}
        for kind, stage in zip(facts["type"].to_list(), facts["stage"].to_list(), strict=True):
            kinds.setdefault(str(kind), []).append(stage)
        for kind, stages in sorted(kinds.items()):
            detail = f"by stage: {tally(stages)}"
            self.add("note", f"statements not in the query: {kind}", len(stages), detail)

    def frame(self) -> pd.DataFrame:
        """Give the report as a table."""
        return pd.DataFrame(self.entries, columns=list(LOSS_COLUMNS)).astype(
            {"effect": "str", "reason": "str", "count": "int64", "detail": "str"}
        )


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
