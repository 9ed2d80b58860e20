"""Records in slices: some subjects each, with what is said about them and what they point to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.records.quads import canonical, quads
from coopgraph.dataset.records.records import Records
from coopgraph.vocabulary import dataset_graph

__all__ = ["Slice", "slices"]

_CITES: Final = "coop:evidence"


@dataclass(frozen=True)
class Slice:
    """Some subjects, and the nodes around them.

    Parameters
    ----------
    home : bytes
        Canonical N-Quads: everything that is said about the subjects.
    around : bytes
        Canonical N-Quads: everything that is said about what these point to.
    """

    home: bytes
    around: bytes


def slices(records: Sequence[Records], size: int) -> Iterator[Slice]:
    """Part data sets by subject.

    A statement and its evidence stay together, and rows that stand together do where they can.

    Parameters
    ----------
    records : sequence of Records
        The data sets.
    size : int
        How many quads a slice has at home, roughly.

    Yields
    ------
    Slice
        The slices; each subject is at home in one of them.

    Examples
    --------
    >>> list(slices([], 1000))
    []
    """
    if not any(len(part.values) for part in records):
        return
    subjects = _Subjects(records)
    homes = subjects.homes(size)
    order = np.argsort(homes, kind="stable")
    bounds = np.searchsorted(homes[order], np.arange(int(homes.max()) + 2))
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        codes = order[start:end]
        if not len(codes):
            continue
        rows = subjects.rows(codes)
        pointed = np.unique(subjects.targets[rows])
        own = homes[codes[0]]
        near = pointed[pointed >= 0]
        near = near[homes[near] != own]
        yield Slice(_lines(records, rows), _lines(records, subjects.rows(near)))


class _Subjects:
    """The subjects of data sets as numbers, in the order in which they come."""

    def __init__(self, records: Sequence[Records]):
        encoded = _column(records, "subject").dictionary_encode().unify_dictionaries()
        self._names = encoded.chunk(0).dictionary
        self._codes = _numbers(encoded)
        self._counts = np.bincount(self._codes, minlength=len(self._names))
        self._order = np.argsort(self._codes, kind="stable").astype(np.int32)
        self._starts = np.concatenate([[0], np.cumsum(self._counts)])
        self.targets = self._pointed(records)
        cites = pc.equal(_column(records, "property"), _CITES)
        cited = np.flatnonzero(cites.to_numpy())[::-1]  # the first one holds
        cited = cited[self.targets[cited] >= 0]
        self._owner = np.arange(len(self._names), dtype=np.int32)
        self._owner[self.targets[cited]] = self._codes[cited]

    def _pointed(self, records: Sequence[Records]) -> Any:
        """Return for each row the number of the subject that it points to; -1 where it is none."""
        points = pc.equal(_column(records, "kind"), "iri")
        found = pc.index_in(_column(records, "value").filter(points), value_set=self._names)
        targets = np.full(len(self._codes), -1, np.int32)
        targets[np.flatnonzero(points.to_numpy())] = pc.fill_null(found, -1).to_numpy()
        return targets

    def homes(self, size: int) -> Any:
        """Return for each subject the number of its slice."""
        weights = np.bincount(self._owner, weights=self._counts, minlength=len(self._owner))
        return (np.cumsum(weights) // size).astype(np.int32)[self._owner]

    def rows(self, codes: Any) -> Any:
        """Return the rows about some subjects, in the order in which they come."""
        counts = self._counts[codes]
        before = np.repeat(np.cumsum(counts) - counts, counts)
        places = np.repeat(self._starts[codes], counts) + np.arange(counts.sum()) - before
        return np.sort(self._order[places])


def _column(records: Sequence[Records], name: str) -> Any:
    chunks: list[Any] = []
    for part in records:
        array = pa.array(part.values[name], pa.large_string(), from_pandas=True)
        chunks += array.chunks if isinstance(array, pa.ChunkedArray) else [array]
    return pa.chunked_array(chunks, pa.large_string())


def _numbers(encoded: Any) -> Any:
    return np.concatenate([chunk.indices.to_numpy() for chunk in encoded.chunks])


def _lines(records: Sequence[Records], rows: Any) -> bytes:
    """Return rows as canonical N-Quads."""
    frames = []
    start = 0
    for part in records:
        end = start + len(part.values)
        own = rows[np.searchsorted(rows, start) : np.searchsorted(rows, end)] - start
        if len(own):
            frames.append(quads(part.values.take(own), dataset_graph(part.mapping.id)))
        start = end
    return canonical(pd.concat(frames, ignore_index=True)) if frames else b""
