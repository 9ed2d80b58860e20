"""The loss report: what a projection leaves out, merges and expands, and why."""

from dataclasses import dataclass, field
from typing import Any

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
        self.add("dropped", reason, int(bad.sum()), tally(rows.loc[bad, "type"]))
        return rows[~bad]

    def note_expansion(self, edges: pd.DataFrame) -> None:
        """Note the statements that make several edges, having more than two ends."""
        made = edges["statements"].explode().value_counts()
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
        for kind, group in sorted(facts.groupby("type"), key=lambda item: str(item[0])):
            detail = f"by stage: {tally(group['stage'])}"
            self.add("note", f"statements not in the query: {kind}", len(group), detail)

    def frame(self) -> pd.DataFrame:
        """Give the report as a table."""
        return pd.DataFrame(self.entries, columns=list(LOSS_COLUMNS)).astype(
            {"effect": "str", "reason": "str", "count": "int64", "detail": "str"}
        )


def tally(values: "pd.Series[Any]") -> str:
    """Say how often each value occurs, the most frequent first.

    Examples
    --------
    >>> tally(pd.Series(["Twinning", "Membership", "", "Twinning"]))
    'Twinning 2, none 1, Membership 1'
    """
    counts = values.fillna("").astype("str").value_counts().to_dict()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return ", ".join(f"{str(value) or 'none'} {count}" for value, count in ordered)
