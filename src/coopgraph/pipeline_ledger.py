"""The ledger of a run: rows, entities and statements, as plain data and as tables for people."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from coopgraph.dataset.records.ambiguous import ambiguous_sums
from coopgraph.dataset.records.ledger import count_types
from coopgraph.dataset.records.lenient import rejected_csv
from coopgraph.dataset.records.records import Records
from coopgraph.errors import Problem
from coopgraph.store.ontology import load_schema

__all__ = ["FILE", "ROWS", "ledger", "ledger_bytes", "rejected_rows"]

FILE: Final = "ledger.json"
ROWS: Final = ("read", "used", "merged", "empty", "filtered", "rejected")


def ledger(part: Records) -> dict[str, Any]:
    """Return the ledger of a data set.

    Parameters
    ----------
    part : Records
        What was read.

    Returns
    -------
    dict
        ``rows`` (sums over the tables), ``tables`` (one entry a table, see `TableCount`),
        ``entities`` (new, known from earlier exports, matched, doubtful, and by type),
        ``statements`` (by type, and what has changed since an earlier export), ``lint`` (findings
        about entities, by query), ``ambiguous`` (keys that stand for several rows of another
        table, see `ambiguous_sums`). Rows read are always the sum of the others.

    Examples
    --------
    >>> from coopgraph.dataset.records.records import read_records
    >>> from coopgraph.resources import demo_dataset
    >>> found = ledger(read_records(demo_dataset(), load_schema()))
    >>> found["rows"]["read"] == found["rows"]["used"], found["rows"]["rejected"]
    (True, 0)
    """
    schema = load_schema()
    counts = sorted(part.ledger, key=lambda count: count.table)
    tables = [asdict(count) | {"unread": list(count.unread)} for count in counts]
    rows = {name: sum(table[name] for table in tables) for name in ROWS}
    entities = count_types(part.coded, schema, "Entity")
    statements = count_types(part.coded, schema, "Statement")
    decided, changes = part.decisions, part.changes
    known = len(changes.entities) if changes else 0
    new = sum(entities.values()) - known - decided.matched - decided.doubtful + decided.known
    found: dict[str, Any] = {
        "rows": rows,
        "tables": tables,
        "entities": {
            "all": sum(entities.values()),
            "new": new,
            "known": known,
            "matched": decided.matched,
            "doubtful": decided.doubtful,
            "by_type": entities,
        },
        "statements": {"all": sum(statements.values()), "by_type": statements},
        "lint": part.lint,
        "ambiguous": ambiguous_sums(part.ambiguous),
    }
    if changes:
        found["statements"] |= {k: n for k, n in asdict(changes).items() if k != "entities"}
    return found


def ledger_bytes(content: dict[str, Any]) -> bytes:
    r"""Return a ledger as it is written into a file.

    Examples
    --------
    >>> ledger_bytes({"rows": {}})
    b'{\n  "rows": {}\n}\n'
    """
    return (json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


def rejected_rows(records: Sequence[Records]) -> bytes:
    """Return the content of `rejected.csv`; nothing where no row was rejected.

    Examples
    --------
    >>> rejected_rows([])
    b''
    """
    problems: list[Problem] = [p for part in records for p in part.rejected]
    places = {
        f"{file.rpartition('/')[2]} [{sheet}]": (file, sheet)
        for part in records
        for file, sheet in ((count.file, count.sheet) for count in part.ledger)
        if sheet
    }
    return rejected_csv(problems, places) if problems else b""
