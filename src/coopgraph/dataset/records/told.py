"""What records say, property by property, as columns of texts."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.mapping.values import Values
from coopgraph.dataset.records.records import Records
from coopgraph.vocabulary import expand, term_iri

__all__ = ["Recorded"]

_PIECE: Final = 1_000_000
_OF_EVIDENCE: Final = (term_iri("Evidence"), expand("oa:SpecificResource"))


class Recorded:
    """What data sets say, see `coopgraph.store.frames.Told`.

    Parameters
    ----------
    records : sequence of Records
        The data sets.

    Examples
    --------
    >>> from coopgraph.dataset.records.records import read_records
    >>> from coopgraph.resources import demo_dataset
    >>> from coopgraph.store.ontology import load_schema
    >>> said = Recorded([read_records(demo_dataset(), load_schema())])
    >>> said.pairs("coop:twinning").num_rows, said.labels().column_names
    (0, ['id', 'label', 'foreign'])
    """

    def __init__(self, records: Sequence[Records]):
        self._parts = [part.coded for part in records]

    @cached_property
    def classes(self) -> pa.Table:
        """The classes of things; evidence is left out."""
        table = self.pairs("rdf:type").rename_columns(["id", "type"])
        evidence = pc.is_in(table["type"], value_set=pa.array(_OF_EVIDENCE))
        return table.filter(pc.invert(evidence))

    def labels(self) -> pa.Table:
        """Return things, their names, and whether a name is not English."""
        found = list(self._rows("skos:prefLabel"))
        told = _table([(part, rows) for part, rows in found], ("id", "label"))
        english = [part.codes["kind"][rows] == part.code("kind", "@en") for part, rows in found]
        texts = np.where(np.concatenate([*english, np.empty(0, bool)]), "false", "true")
        return told.append_column("foreign", pa.array(texts))

    def pairs(self, *properties: str) -> pa.Table:
        """Return subjects and values of properties."""
        return _table([found for name in properties for found in self._rows(name)], ("s", "o"))

    def _rows(self, name: str) -> Iterator[tuple[Values, Any]]:
        for part in self._parts:
            yield part, np.flatnonzero(part.codes["property"] == part.code("property", name))


def _table(found: Sequence[tuple[Values, Any]], names: tuple[str, str]) -> pa.Table:
    """Return subjects and values of some records, as often as they are said."""
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
