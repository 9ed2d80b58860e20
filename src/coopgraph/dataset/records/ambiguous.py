"""Keys by which tables are joined and that stand for several rows: what was decided, row by row."""

from collections.abc import Iterable
from typing import Any, Final, Literal, NamedTuple

import pandas as pd

from coopgraph.dataset.formats.tables import row_numbers
from coopgraph.dataset.mapping.blocks import Join
from coopgraph.spreadsheets import spreadsheet_csv

__all__ = ["FILE", "Ambiguity", "Outcome", "ambiguities", "ambiguous_csv", "ambiguous_sums"]

FILE: Final = "ambiguous.csv"
COLUMNS: Final = ("table", "on", "key", "stands for", "rows", "number of rows", "decision")
MARK: Final = " | "
Outcome = Literal["decided", "alternatives", "none", "rejected"]
_OUTCOMES: Final[dict[str, Outcome]] = {"all": "alternatives", "none": "none", "error": "rejected"}


class Ambiguity(NamedTuple):
    """Rows whose key stands for several rows of another table.

    Parameters
    ----------
    table, column : str
        The table, and the column that is made of the other one's.
    other, target : str
        The other table, and its column.
    on : tuple of str
        Columns of the key.
    key : tuple of str
        Their cells.
    candidates : tuple of str
        The values that the key may stand for.
    rows : tuple of int
        Rows of the table with that key and that outcome, as a spreadsheet numbers them.
    outcome : {"decided", "alternatives", "none", "rejected"}
        Decided by further columns; or each candidate gets a row; or nothing is taken; or the rows
        are rejected.
    value : str
        What was decided for.
    by : tuple of str
        The columns that decide.
    """

    table: str
    column: str
    other: str
    target: str
    on: tuple[str, ...]
    key: tuple[str, ...]
    candidates: tuple[str, ...]
    rows: tuple[int, ...]
    outcome: Outcome
    value: str = ""
    by: tuple[str, ...] = ()


def ambiguities(
    place: tuple[str, str],
    join: tuple[Join, str],
    frame: pd.DataFrame,
    candidates: "pd.Series[Any]",
    values: "pd.Series[Any]",
) -> list[Ambiguity]:
    """Return what was decided about rows whose key stands for several rows of another table.

    Parameters
    ----------
    place : tuple of str
        The table, and the column that is made.
    join : (Join, str)
        How the tables are joined, and the column of the other one.
    frame : pandas.DataFrame
        The rows of the table.
    candidates : pandas.Series
        For each row concerned, the values that its key stands for.
    values : pandas.Series
        For each row, those that are left.

    Examples
    --------
    >>> frame = pd.DataFrame({"Acronym": ["A", "A"], "Lead": ["x", "z"]}, index=[2, 3])
    >>> both = pd.Series([("x", "y"), ("x", "y")], index=[2, 3])
    >>> left = pd.Series([("x",), ("x", "y")], index=[2, 3])
    >>> join = Join("projects", {"Acronym": "Acronym"}, {"Lead": "Lead"}, "all")
    >>> found = ambiguities(("partners", "Lead"), (join, "Lead"), frame, both, left)
    >>> [(a.key, a.rows, a.outcome, a.value) for a in found]
    [(('A',), (2,), 'decided', 'x'), (('A',), (3,), 'alternatives', '')]
    """
    if candidates.empty:
        return []
    how, target = join
    on = tuple(how.on)
    keys = frame.loc[candidates.index, list(on)].itertuples(index=False, name=None)
    groups: dict[tuple[Any, ...], list[int]] = {}
    left = values[candidates.index].tolist()
    told = zip(keys, candidates.tolist(), left, row_numbers(candidates.index).tolist(), strict=True)
    for key, several, rest, row in told:
        value = rest[0] if len(rest) == 1 else None
        groups.setdefault((key, several, value), []).append(row)
    return [
        Ambiguity(
            *place,
            how.table,
            target,
            on,
            key,
            tuple(sorted(cell.strip() for cell in several)),  # those at fault are marked by a blank
            tuple(dict.fromkeys(rows)),
            _OUTCOMES[how.several] if value is None else "decided",
            (value or "").strip(),
            tuple(how.decide),
        )
        for (key, several, value), rows in sorted(groups.items(), key=lambda group: group[1])
    ]


def ambiguous_sums(found: Iterable[Ambiguity]) -> list[dict[str, Any]]:
    """Count ambiguous keys and their rows: one entry for each column that is made.

    Parameters
    ----------
    found : iterable of Ambiguity
        What was decided.

    Examples
    --------
    >>> one = Ambiguity("p", "Lead", "q", "Lead", ("A",), ("a",), ("x", "y"), (2, 3), "decided")
    >>> other = one._replace(rows=(4,), outcome="alternatives")
    >>> (told,) = ambiguous_sums([one, other])
    >>> told["keys"], told["rows"], told["decided"], told["alternatives"]
    (1, 3, 2, 1)
    """
    sums: dict[tuple[str, str], dict[str, Any]] = {}
    keys: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for entry in found:
        place = entry.table, entry.column
        empty = dict.fromkeys(("keys", "rows", "decided", "alternatives", "none", "rejected"), 0)
        about = {"table": entry.table, "column": entry.column, "on": list(entry.on)}
        told = sums.setdefault(
            place, {**about, "of": entry.other, "decided_by": list(entry.by), **empty}
        )
        keys.setdefault(place, set()).add(entry.key)
        told["keys"] = len(keys[place])
        told["rows"] += len(entry.rows)
        told[entry.outcome] += len(entry.rows)
    return [sums[place] for place in sorted(sums)]


def ambiguous_csv(found: Iterable[Ambiguity]) -> bytes:
    """Return the list of ambiguous keys, as a file for a spreadsheet.

    Parameters
    ----------
    found : iterable of Ambiguity
        What was decided.

    Returns
    -------
    bytes
        CSV with the columns table, on, key, stands for, rows, number of rows, decision; a key has
        a line for each decision.

    Examples
    --------
    >>> one = Ambiguity("p", "Lead", "q", "Lead", ("A",), ("a",), ("x", "y"), (2, 3), "decided",
    ...                 "x", ("Partner",))
    >>> print(ambiguous_csv([one]).decode("utf-8-sig").splitlines()[1])
    p,A,a,x | y,2 3,2,x (decided by Partner)
    """
    words = {
        "alternatives": "kept as alternatives: each row stands for one of these",
        "none": "nothing is taken",
        "rejected": "rejected",
    }
    lines = []
    for entry in found:
        decided = f"{entry.value} (decided by {', '.join(entry.by)})"
        lines.append(
            (
                entry.table,
                MARK.join(entry.on),
                MARK.join(entry.key),
                MARK.join(entry.candidates),
                " ".join(map(str, entry.rows)),
                len(entry.rows),
                decided if entry.outcome == "decided" else words[entry.outcome],
            )
        )
    return spreadsheet_csv(COLUMNS, sorted(lines, key=lambda line: (line[0], line[2], line[4])))
