"""From what a cell says to the entity that is meant: by id, or by a label that only one has."""

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

from coopgraph.names import did_you_mean, fold

__all__ = ["EntityIndex"]


class EntityIndex:
    """The entities of a data set, to be found by id or by name.

    Parameters
    ----------
    entities : pandas.DataFrame
        Columns ``id``, ``iri``, ``type`` and ``label``, one row an entity.
    names : iterable of (str, str)
        Every name (in any language) with the IRI of its entity.

    Examples
    --------
    >>> frame = pd.DataFrame({"id": ["turku"], "iri": ["x:t"], "type": ["Territory"],
    ...                       "label": ["Turku"]})
    >>> index = EntityIndex(frame, [("Åbo", "x:t")])
    >>> index.find("abo"), index.find("turku")
    ('x:t', 'x:t')
    >>> index.explain("turkku")
    'no entity has this id or name. Did you mean "turku"?'
    """

    def __init__(self, entities: pd.DataFrame, names: Iterable[tuple[str, str]]):
        self.iris = dict(zip(entities["id"], entities["iri"], strict=True))
        self.types = dict(zip(entities["iri"], entities["type"], strict=True))
        self.labels = dict(zip(entities["iri"], entities["label"], strict=True))
        self.by_name: dict[str, set[str]] = defaultdict(set)
        for name, iri in names:
            self.by_name[fold(name)].add(iri)

    def find(self, cell: str) -> str:
        """Return the IRI that a cell means; empty if none or more than one could be meant."""
        if cell in self.iris:
            return self.iris[cell]
        candidates = self.by_name.get(fold(cell), set())
        return next(iter(candidates)) if len(candidates) == 1 else ""

    def find_all(self, cells: "pd.Series[str]") -> "pd.Series[str]":
        """Return the IRIs for a column of cells, looking each distinct cell up once."""
        return cells.map({cell: self.find(cell) for cell in cells.unique()})

    def type_of(self, cell: str) -> str:
        """Return the class of the entity that a cell means."""
        return self.types[self.find(cell)]

    def explain(self, cell: str) -> str:
        """Say why a cell was not found, with the nearest ids or the candidates."""
        candidates = self.by_name.get(fold(cell), set())
        if len(candidates) > 1:
            ids = sorted(i for i, iri in self.iris.items() if iri in candidates)
            return f"several entities have this name; write one of the ids: {', '.join(ids)}"
        near = did_you_mean(cell, [*self.iris, *self.labels.values()])
        return f"no entity has this id or name.{near}"
