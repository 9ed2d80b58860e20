"""The subjects of data sets as numbers: what is said about each, and what it points to."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.records.quads import canonical
from coopgraph.dataset.records.records import Records
from coopgraph.vocabulary import dataset_graph, expand

__all__ = ["Subjects"]

_CITES: Final = "coop:evidence"


class Subjects:
    """The subjects of data sets, numbered in the order in which they come.

    Parameters
    ----------
    records : sequence of Records
        The data sets.
    """

    def __init__(self, records: Sequence[Records]):
        self.parts = [part.coded for part in records]
        self._graphs = [dataset_graph(part.mapping.id) for part in records]
        sizes = [len(part.names["subject"]) for part in self.parts]
        self.firsts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        names = pa.chunked_array([p.names["subject"] for p in self.parts], pa.large_string())
        counted = zip(self.parts, sizes, strict=True)
        counts = [np.bincount(p.codes["subject"], minlength=n) for p, n in counted]
        self._counts = np.concatenate([*counts, np.empty(0, np.int64)]).astype(np.int64)
        # For each data set the rows in the order of their subjects, where those of each begin, and
        # what each text points to.
        orders = (np.argsort(p.codes["subject"], kind="stable") for p in self.parts)
        self._orders = [order.astype(np.int32) for order in orders]
        self._starts = [np.cumsum(own) - own for own in counts]
        self.targets = [_among(names, part.names["value"]) for part in self.parts]

    def __len__(self) -> int:
        return len(self._counts)

    def homes(self, size: int) -> Any:
        """Return for each subject the number of its slice; evidence is with what cites it."""
        owner = np.arange(len(self), dtype=np.int64)
        for first, part, targets in zip(self.firsts, self.parts, self.targets, strict=False):
            cites = np.flatnonzero(part.codes["property"] == part.code("property", _CITES))
            cited = targets[part.codes["value"][cites]]
            cites, cited = cites[cited >= 0][::-1], cited[cited >= 0][::-1]  # the first one holds
            owner[cited] = part.codes["subject"][cites] + first
        weights = np.bincount(owner, weights=self._counts, minlength=len(owner))
        return (np.cumsum(weights) // size).astype(np.int32)[owner]

    def pointed(self, subjects: Any) -> Any:
        """Return the subjects that are named by what is said about some, each once, in order."""
        found = [np.empty(0, np.int64)]
        for number, (part, targets) in enumerate(zip(self.parts, self.targets, strict=True)):
            rows = self.rows(number, subjects)
            points = part.codes["kind"][rows] == part.code("kind", "iri")
            found.append(targets[part.codes["value"][rows[points]]])
        named = np.unique(np.concatenate(found))
        return named[named >= 0]

    def lines(self, subjects: Any, properties: Collection[str] | None = None) -> bytes:
        """Return what is said about some subjects, by some properties, as canonical N-Quads."""
        told = []
        for number, (part, graph) in enumerate(zip(self.parts, self._graphs, strict=True)):
            rows = self.rows(number, subjects)
            if properties is not None:
                names = part.names["property"].to_pylist()
                wanted = np.array([expand(name) in properties for name in names], dtype=bool)
                rows = rows[wanted[part.codes["property"][rows]]]
            if len(rows):
                told.append(canonical(part, graph, rows))
        if len(told) < 2:
            return b"".join(told)
        return b"".join(sorted(line for text in told for line in text.splitlines(keepends=True)))

    def rows(self, number: int, subjects: Any) -> Any:
        """Return the rows of a data set about some subjects, subject by subject."""
        first, last = self.firsts[number : number + 2]
        own = subjects[(subjects >= first) & (subjects < last)]
        counts = self._counts[own]
        before = np.repeat(np.cumsum(counts) - counts, counts)
        starts = np.repeat(self._starts[number][own - first], counts)
        places = starts + np.arange(counts.sum()) - before
        return self._orders[number][places]


def _among(names: Any, texts: Any) -> Any:
    """Return for each text its position among names; -1 where it is none of them."""
    return pc.fill_null(pc.index_in(texts, value_set=names), -1).to_numpy().astype(np.int64)
