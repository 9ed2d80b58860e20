"""What the commands about imports print: the ledger, and what was left out."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any, Final

from coopgraph.errors import Problem
from coopgraph.importing import Import
from coopgraph.pipeline_ledger import ROWS
from coopgraph.terminal import Terminal

__all__ = ["REJECTED", "print_import", "print_ledger", "print_rejected", "rejected"]

REJECTED: Final = 3
"""The exit status of a run that has left rows out."""

SHOWN: Final = 5
CHANGES: Final = {
    "added": "added",
    "changed": "changed",
    "confirmed": "stated again",
    "retired": "no longer stated",
    "retired_before": "no longer stated by an earlier export",
    "kept": "kept, as their rows are rejected",
}


def rejected(report: Mapping[str, Any]) -> int:
    """Return how many rows a build has left out.

    Examples
    --------
    >>> rejected({"datasets": [{"ledger": {"rows": {"rejected": 2}}}]})
    2
    """
    return sum(part["ledger"]["rows"]["rejected"] for part in report["datasets"])


def print_ledger(terminal: Terminal, ledger: Mapping[str, Any]) -> None:
    """Print a ledger for people."""
    rows = [(_place(table), *(table[name] for name in ROWS)) for table in ledger["tables"]]
    if len(rows) > 1:
        rows.append(("all tables", *(ledger["rows"][name] for name in ROWS)))
    terminal.table(["rows of", *ROWS], rows, "Ledger: rows read are the sum of the others")
    entities = ledger["entities"]
    terminal.answer(
        f"entities {entities['all']:,}: new {entities['new']:,}, known {entities['known']:,}, "
        f"matched {entities['matched']:,}, doubtful {entities['doubtful']:,}"
        f" ({_listed(entities['by_type'])})"
    )
    statements = ledger["statements"]
    terminal.answer(f"statements {statements['all']:,}: {_listed(statements['by_type'])}")
    if "added" in statements:
        said = (f"{words} {statements[name]:,}" for name, words in CHANGES.items())
        terminal.answer(f"since the export before: {', '.join(said)}")
    for table in ledger["tables"]:
        if table["unread"]:
            terminal.lines([f"{table['file']}: columns not read: {', '.join(table['unread'])}"])
    for told in ledger["ambiguous"]:
        terminal.answer(_ambiguous(told))
    if ledger["lint"]:
        terminal.answer(f"to be looked at: {_listed(ledger['lint'])}")


def _ambiguous(told: Mapping[str, Any]) -> str:
    """Say what was decided where a key stands for several rows of another table."""
    outcomes = {
        f"attributed by {', '.join(told['decided_by'])}": told["decided"],
        "kept as alternatives": told["alternatives"],
        "without a value": told["none"],
        "rejected": told["rejected"],
    }
    counts = ", ".join(f"{n:,} {words}" for words, n in outcomes.items() if n)
    return (
        f"ambiguous: {told['keys']:,} keys of {told['table']} ({' | '.join(told['on'])}) stand for "
        f"several rows of {told['of']} (as {told['column']}), in {told['rows']:,} rows: {counts}"
    )


def _place(table: Mapping[str, Any]) -> str:
    return f"{table['file']} [{table['sheet']}]" if table["sheet"] else str(table["file"])


def _listed(counts: Mapping[str, int]) -> str:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {n:,}" for name, n in ranked) or "none"


def print_rejected(terminal: Terminal, problems: Sequence[Problem], shown: int) -> None:
    """Print why rows were left out: the first reasons, and how many more there are."""
    for problem in problems[:shown]:
        terminal.note(f"rejected: {problem}")
    if len(problems) > shown:
        terminal.note(f"… and {len(problems) - shown:,} more")


def print_import(terminal: Terminal, made: Import) -> None:
    """Print what an import has made, and what it has left out."""
    print_ledger(terminal, made.ledger)
    if made.ledger["ambiguous"]:
        terminal.answer(f"list of ambiguous keys in {made.folder / 'ambiguous.csv'}")
    for note in made.notes:
        terminal.note(note)
    print_rejected(terminal, made.rejected, SHOWN)
    if made.rejected:
        terminal.answer(f"rejected rows in {made.folder / 'rejected.csv'}")
    if made.corrigible:
        files = shlex.join(str(made.folder / name) for name in made.corrigible)
        again = f"coopgraph import {files} -o {shlex.quote(str(made.folder))}"
        terminal.answer(f"whole, to be corrected, in {made.folder / 'rejected'}; then: {again}")
    terminal.answer(f"data set in {made.folder}")
