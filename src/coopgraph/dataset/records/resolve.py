"""From what a cell says to the entity that is meant: by id, or by a label that only one has."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final

import pandas as pd

from coopgraph.dataset.mapping.frames import look_up
from coopgraph.names import did_you_mean, fold

__all__ = ["EntityIndex"]

MAX_HINTS: Final = 200  # a hint compares with every name; past this many nobody reads them


class EntityIndex:
    """The entities of a data set, to be found by id or by name.

    Parameters
    ----------
    entities : pandas.DataFrame
        Columns ``id``, ``iri``, ``type`` and ``label``, one row an entity.
    names : callable
        Gives every name (in any language) with the IRI of its entity; called only when a cell is
        no id.
    complete : bool
        Whether all entities could be read; else it is not said that one is missing.

    Examples
    --------
    >>> frame = pd.DataFrame({"id": ["turku"], "iri": ["x:t"], "type": ["Territory"],
    ...                       "label": ["Turku"]})
    >>> index = EntityIndex(frame, lambda: [("Åbo", "x:t")])
    >>> index.find("abo"), index.find("turku")
    ('x:t', 'x:t')
    >>> index.explain("turkku")
    'no entity has this id or name. Did you mean "Turku"?'
    """

    def __init__(
        self,
        entities: pd.DataFrame,
        names: Callable[[], Iterable[tuple[str, str]]],
        *,
        complete: bool = True,
    ):
        self.iris: dict[str, str] = dict(zip(entities["id"], entities["iri"], strict=True))
        self.types: dict[str, str] = dict(zip(entities["iri"], entities["type"], strict=True))
        self.labels: dict[str, str] = dict(zip(entities["iri"], entities["label"], strict=True))
        self.complete = complete
        self._names = names
        self._hints = 0

    @cached_property
    def by_name(self) -> dict[str, set[str]]:
        """IRIs by folded name."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, iri in self._names():
            found[fold(name) or name].add(iri)
        return dict(found)

    def candidates(self, cell: str) -> set[str]:
        """Return the IRIs of every entity that has this name."""
        return self.by_name.get(fold(cell) or cell, set())

    def find(self, cell: str) -> str:
        """Return the IRI that a cell means; empty if none or more than one could be meant."""
        if cell in self.iris:
            return self.iris[cell]
        found = self.candidates(cell)
        return next(iter(found)) if len(found) == 1 else ""

    def find_all(self, cells: "pd.Series[str]") -> "pd.Series[str]":
        """Return the IRIs for a column of cells, looking each distinct cell up once."""
        return look_up(cells, self.find)

    def type_of(self, cell: str) -> str:
        """Return the class of the entity that a cell means."""
        return self.types[self.find(cell)]

    def explain(self, cell: str) -> str:
        """Say why a cell was not found, with the nearest ids or the candidates."""
        found = self.candidates(cell)
        if len(found) > 1:
            ids = sorted(i for i, iri in self.iris.items() if iri in found)
            return f"several entities have this name; write one of the ids: {', '.join(ids)}"
        self._hints += 1
        near = ""
        if self._hints <= MAX_HINTS:
            near = did_you_mean(cell, [*self.iris, *self.labels.values()])
        return f"no entity has this id or name.{near}"
