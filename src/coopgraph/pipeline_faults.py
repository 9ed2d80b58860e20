"""What is wrong with a graph, led back to the rows that it comes from."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from coopgraph.dataset.records.lenient import spread
from coopgraph.dataset.records.records import Records
from coopgraph.errors import Problem
from coopgraph.store.check import Violation

__all__ = ["Located", "locate"]


@dataclass(frozen=True)
class Located:
    """A violation and where it comes from.

    Parameters
    ----------
    violation : Violation
        What is wrong.
    problems : tuple of Problem
        The same with file, row and column, one for each row concerned; the first row comes first.
    part : int
        Position of the data set; -1 where no row of any is concerned.
    statement : bool
        Whether a statement or its evidence is at fault, and not an entity.
    """

    violation: Violation
    problems: tuple[Problem, ...]
    part: int = -1
    statement: bool = False


def locate(found: Iterable[Violation], records: Sequence[Records]) -> list[Located]:
    """Return violations with the file, row and column that their nodes come from.

    Parameters
    ----------
    found : iterable of Violation
        What is wrong with a graph.
    records : sequence of Records
        The data sets that it was made from.

    Returns
    -------
    list of Located
        One a violation, in the same order.
    """
    violations = list(found)
    if not violations:
        return []
    foci = {violation.focus for violation in violations}
    parts = [_Places(part, foci) for part in records]
    located = []
    for violation in violations:
        for number, places in enumerate(parts):
            problems = places.problems(violation)
            if problems:
                statement = places.is_statement(violation.focus)
                located.append(Located(violation, problems, number, statement))
                break
        else:
            value = violation.value or violation.focus
            problem = Problem("graph", 0, "", value, _message(violation))
            located.append(Located(violation, (problem,)))
    return located


def _message(violation: Violation) -> str:
    return f"{violation.message} [{violation.rule}]"


class _Places:
    """The rows from which the nodes at fault come, in one data set."""

    def __init__(self, part: Records, foci: set[str]) -> None:
        self.part = part
        values = part.coded
        evidence = values.among("property", ["coop:evidence"])
        cites = values.frame(evidence & values.among("value", foci))
        pairs = zip(cites["value"].tolist(), cites["subject"].tolist(), strict=True)
        self.cited_by: dict[str, str] = dict(pairs)
        about = values.frame(values.among("subject", foci))
        cells = (about[name].tolist() for name in ("subject", "value", "property"))
        self.said = {(focus, value): prop for focus, value, prop in zip(*cells, strict=True)}
        wanted = [*foci, *self.cited_by.values()]
        frames = [f for f in (part.origins, part.repeats) if not f.empty]
        rows = pd.concat([f[f["subject"].isin(wanted)] for f in frames]) if frames else None
        self.rows: dict[str, list[tuple[str, int, str]]] = {}
        for row in () if rows is None else rows.itertuples(index=False):
            place = (str(row.file), int(str(row.row)), str(row.block))
            self.rows.setdefault(str(row.subject), []).append(place)

    def is_statement(self, focus: str) -> bool:
        places = self.rows.get(self.cited_by.get(focus, focus), [])
        return any(block.startswith("statements") for _, _, block in places)

    def problems(self, violation: Violation) -> tuple[Problem, ...]:
        subject = self.cited_by.get(violation.focus, violation.focus)
        places = self.rows.get(subject, [])
        problems = []
        for file, row, block in places:
            column = self.part.mapping.column(block, self._property(violation))
            value, message = violation.value, _message(violation)
            problems.append(Problem(file, row, column, value, message))
        if problems and not self.is_statement(violation.focus):
            problems = spread(problems, self.part.described)
        return tuple(problems)

    def _property(self, violation: Violation) -> str:
        """Return the name of the property at fault; empty where it cannot be told."""
        path = violation.path
        if "://" not in path:  # one of several, which a blank node lists
            path = self.said.get((violation.focus, violation.value), "")
        return re.split("[#/:]", path)[-1]
