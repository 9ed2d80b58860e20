"""What `coopgraph reconcile` prints."""

import json

import pandas as pd

from coopgraph.dataset.reconcile.decisions import CLOSE
from coopgraph.dataset.reconcile.review import reviewed
from coopgraph.dataset.reconcile.sssom import NOT_FOUND
from coopgraph.terminal import Terminal, columns_as_csv

__all__ = ["print_review", "print_rows", "print_summary"]

SHOWN = ("name", "country", "outcome", "geonames", "label", "in_country", "confidence", "match")


def print_summary(terminal: Terminal, decisions: pd.DataFrame) -> None:
    """Print how many names and pairs are doubtful, not found, matched and reviewed."""
    people = reviewed(decisions)
    doubtful = decisions["predicate_id"] == CLOSE
    none = decisions["object_id"] == NOT_FOUND
    rejected = decisions["predicate_modifier"] == "Not"
    groups = {
        "doubtful": doubtful & ~people,
        "not found": none & ~people,
        "matched": ~doubtful & ~none & ~people,
        "accepted by a reviewer": people & ~rejected,
        "rejected by a reviewer": people & rejected,
    }
    for words, rows in groups.items():
        count = decisions.loc[rows, "subject_id"].nunique()
        if count or "reviewer" not in words:
            terminal.note(f"{count:,} {words}")


def print_review(terminal: Terminal, decisions: pd.DataFrame, top: int) -> None:
    """Print the doubtful names with their candidates and the rows that they come from."""
    open_ = decisions[(decisions["predicate_id"] == CLOSE) & ~reviewed(decisions)]
    subjects = list(dict.fromkeys(open_["subject_id"]))
    shown = open_[open_["subject_id"].isin(subjects[:top])]
    rows = []
    last = ""
    for row in shown.to_dict("records"):
        first = row["subject_id"] != last
        last = row["subject_id"]
        rows.append(
            (
                row["match_string"] if first else "",
                row["object_label"],
                row["object_id"],
                row["confidence"],
                row["comment"],
                row["other"].removeprefix("rows: ") if first else "",
            )
        )
    header = ("name", "candidate", "id", "confidence", "why", "rows")
    terminal.table(
        header, rows, title=f"doubtful: {min(top, len(subjects)):,} of {len(subjects):,}"
    )


def print_rows(terminal: Terminal, result: pd.DataFrame, form: str) -> None:
    """Print what each row of a table was found to mean, for programs."""
    kept = [c for c in ("id", *SHOWN, "why", "evidence") if c in result.columns]
    rows = result[kept].assign(row=result.index)[["row", *kept]]
    if form == "json":
        terminal.answer(json.dumps(rows.to_dict("records"), ensure_ascii=False, indent=1))
    else:
        terminal.answer(columns_as_csv(list(rows.columns), rows.itertuples(index=False)))
