"""What records say, property by property, as columns of texts."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.mapping.values import Values, distinct
from coopgraph.dataset.records.records import Records
from coopgraph.vocabulary import dataset_iri, expand, term_iri

__all__ = ["Recorded", "about_entities", "about_statements"]

_PIECE: Final = 1_000_000
_STATEMENT: Final = term_iri("Statement")
_OF_EVIDENCE: Final = (term_iri("Evidence"), expand("oa:SpecificResource"))
_SOURCE: Final = term_iri("Source")
_CITES: Final = "coop:evidence"
_PLACES: Final = ("coop:territory", "coop:latitude", "coop:longitude")


class Recorded:
    """What records say, see `coopgraph.store.frames.Told`.

    Parameters
    ----------
    parts : sequence of Values
        The records.

    Examples
    --------
    >>> from coopgraph.dataset.mapping.values import constant_values
    >>> said = constant_values([("x:a", "skos:prefLabel", "Turku", "@fi")])
    >>> Recorded([Values.of([said])]).labels().to_pylist()
    [{'id': 'x:a', 'label': 'Turku', 'foreign': 'true'}]
    """

    def __init__(self, parts: Sequence[Values]):
        self._parts = parts

    @cached_property
    def classes(self) -> pa.Table:
        """The classes of things; evidence is left out."""
        table = self.pairs("rdf:type").rename_columns(["id", "type"])
        evidence = pc.is_in(table["type"], value_set=pa.array(_OF_EVIDENCE))
        return table.filter(pc.invert(evidence))

    def labels(self) -> pa.Table:
        """Return things, their names, and whether a name is not English."""
        found = list(self._rows("skos:prefLabel"))
        english = [part.codes["kind"][rows] == part.code("kind", "@en") for part, rows in found]
        texts = np.where(np.concatenate([*english, np.empty(0, bool)]), "false", "true")
        return _table(found, ("id", "label")).append_column("foreign", pa.array(texts))

    def pairs(self, *properties: str) -> pa.Table:
        """Return subjects and values of properties, those of each property once."""
        return _table([found for name in properties for found in self._rows(name)], ("s", "o"))

    def _rows(self, name: str) -> Iterator[tuple[Values, Any]]:
        for part in self._parts:
            rows = np.flatnonzero(part.codes["property"] == part.code("property", name))
            yield part, _once(part, rows)


def about_entities(records: Sequence[Records]) -> Recorded:
    """Return what is said about entities, and where territories lie.

    Parameters
    ----------
    records : sequence of Records
        The data sets.

    Examples
    --------
    >>> about_entities([]).classes.num_rows
    0
    """
    parts = []
    for part in (one.coded for one in records):
        other = _of_class(part, (_STATEMENT, *_OF_EVIDENCE))
        rows = ~other[part.codes["subject"]]
        rows |= part.among("property", _PLACES)
        parts.append(part.rows(np.flatnonzero(rows)))
    return Recorded(parts)


def about_statements(records: Sequence[Records], size: int) -> Iterator[Recorded]:
    """Give what is said about statements, their evidence and sources, in portions.

    Parameters
    ----------
    records : sequence of Records
        The data sets.
    size : int
        How many statements a portion has.

    Yields
    ------
    Recorded
        The portions, in the order of the IRIs of their statements.

    Examples
    --------
    >>> list(about_statements([], 10))
    []
    """
    for one in sorted(records, key=lambda one: dataset_iri(one.mapping.id, "statement", "")):
        part = one.coded
        subject, names = part.codes["subject"], part.names["subject"]
        made = np.flatnonzero(_of_class(part, (_STATEMENT,)))
        made = made[pc.sort_indices(names.take(pa.array(made))).to_numpy()]
        sources = _of_class(part, (_SOURCE,))
        cites = np.flatnonzero(part.codes["property"] == part.code("property", _CITES))
        cited = pc.index_in(part.names["value"].take(pa.array(part.codes["value"][cites])), names)
        cited = pc.fill_null(cited, -1).to_numpy()
        cites, cited = cites[cited >= 0], cited[cited >= 0]
        for start in range(0, len(made), size):
            marked = sources.copy()
            marked[made[start : start + size]] = True
            marked[cited[marked[subject[cites]]]] = True
            yield Recorded([part.rows(np.flatnonzero(marked[subject]))])


def _of_class(part: Values, classes: Iterable[str]) -> Any:
    """Tell for each subject whether it is of one of some classes."""
    rows = part.codes["property"] == part.code("property", "rdf:type")
    rows &= part.among("value", classes)
    marks = np.zeros(len(part.names["subject"]), dtype=bool)
    marks[part.codes["subject"][rows]] = True
    return marks


def _once(part: Values, rows: Any) -> Any:
    """Leave out what an earlier record says: a graph holds it once, rows that are merged often."""
    said = part.codes["subject"][rows].astype(np.int64)
    for column in ("value", "kind"):
        said = said * len(part.names[column]) + part.codes[column][rows]
    if len(distinct(said)) == len(said):
        return rows
    return rows[np.sort(np.unique(said, return_index=True)[1])]


def _table(found: Sequence[tuple[Values, Any]], names: tuple[str, str]) -> pa.Table:
    """Return subjects and values of some records."""
    columns = [
        pa.chunked_array([p for part, rows in found for p in _texts(part, name, rows)], pa.string())
        for name in ("subject", "value")
    ]
    return pa.table(columns, list(names))


def _texts(part: Values, name: str, rows: Any) -> Iterator[Any]:
    """Give texts of records, in pieces of less than the two gigabytes that Arrow takes."""
    codes = part.codes[name]
    for start in range(0, len(rows), _PIECE):
        chosen = pa.array(codes[rows[start : start + _PIECE]])
        yield part.names[name].take(chosen).cast(pa.string())
