"""Records as columns of numbers: each text is kept once, however often it is said.

A record says one thing of one subject: ``subject`` (IRI), ``property`` (prefixed name), ``value``
and ``kind`` (``iri``, ``string``, ``@en``, ``date``, ``decimal``, ``integer``, ``edtf``). A million
participations make 25 million of them, in which a subject comes a dozen times.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.vocabulary import expand

__all__ = [
    "VALUE_COLUMNS",
    "Codes",
    "Said",
    "Values",
    "constant_values",
    "distinct",
    "said",
    "unified",
]

VALUE_COLUMNS: Final = ["subject", "property", "value", "kind"]

Codes: TypeAlias = npt.NDArray[np.int32]


class Said(NamedTuple):
    """What one property says of many subjects.

    Parameters
    ----------
    subjects : pandas array
        IRIs; where a block says many things of the same subjects, all share them.
    property : str
        Prefixed name.
    values : pandas array
        As many texts.
    kind : str
        Their kind.
    """

    subjects: Any
    property: str
    values: Any
    kind: str

    def frame(self) -> pd.DataFrame:
        """Return the same as a table of records."""
        return pd.DataFrame(dict(zip(VALUE_COLUMNS, self, strict=True))).astype("str")


def said(subjects: "pd.Series[str]", prop: str, values: "pd.Series[Any]", kind: str) -> Said:
    """Return what is said by values indexed by row number, given the subject of each row.

    Parameters
    ----------
    subjects : pandas.Series
        IRIs, indexed by row number; there may be more of them.
    prop : str
        Prefixed name.
    values : pandas.Series
        Values, indexed by row number; a row may have several.
    kind : str
        Their kind.

    Examples
    --------
    >>> subjects = pd.Series({2: "x:a", 3: "x:b"}, dtype="str")
    >>> said(subjects, "coop:note", pd.Series({3: "n"}, dtype="str"), "string").frame().values
    array([['x:b', 'coop:note', 'n', 'string']], dtype=object)
    """
    if not subjects.index.equals(values.index):
        subjects = subjects.reindex(values.index)
    return Said(subjects.array, prop, values.astype("str").array, kind)


def constant_values(rows: Iterable[tuple[str, str, str, str]]) -> pd.DataFrame:
    """Return records written out one by one; the kind ``term`` is a prefixed name to expand."""
    done = [
        (s, p, expand(v), "iri") if kind == "term" else (s, p, v, kind) for s, p, v, kind in rows
    ]
    return pd.DataFrame(done, columns=VALUE_COLUMNS, dtype="str")


def distinct(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return numbers sorted, each once: `numpy.unique` hashes them, which takes ten times as long.

    Examples
    --------
    >>> distinct(np.array([2, 1, 2])).tolist()
    [1, 2]
    """
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return np.compress(first, ordered)


def unified(columns: Sequence[Any]) -> tuple[Any, list[Codes]]:
    """Return the texts of columns, each once, and where those of each column are among them.

    Parameters
    ----------
    columns : sequence of pyarrow.DictionaryArray
        One column or more.

    Returns
    -------
    texts : pyarrow.Array
        Those of the first column come first, in their order.
    codes : list of numpy.ndarray
        For each column, the position of each of its texts.

    Examples
    --------
    >>> one, other = (pa.array(texts).dictionary_encode() for texts in (["a", "b"], ["c", "a"]))
    >>> texts, codes = unified([one, other])
    >>> texts.to_pylist(), [found.tolist() for found in codes]
    (['a', 'b', 'c'], [[0, 1], [2, 0]])
    """
    whole = pa.chunked_array(columns).unify_dictionaries()
    codes = [chunk.indices.to_numpy().astype(np.int32, copy=False) for chunk in whole.chunks]
    return whole.chunk(0).dictionary, codes


@dataclass(frozen=True, eq=False)
class Values:
    """Records, each a row of four numbers.

    Parameters
    ----------
    names : mapping of str to pyarrow.Array
        For each of the four columns its distinct texts.
    codes : mapping of str to numpy.ndarray
        For each column and record the position of its text.

    Examples
    --------
    >>> frame = constant_values([("x:a", "rdf:type", "coop:Project", "term")] * 2)
    >>> values = Values.of([frame])
    >>> len(values), values.codes["subject"].tolist(), values.names["kind"].to_pylist()
    (2, [0, 0], ['iri'])
    >>> values.frame().equals(frame)
    True
    """

    names: Mapping[str, Any]
    codes: Mapping[str, Codes]

    @classmethod
    def of(cls, parts: "Iterable[Said | Values | pd.DataFrame]") -> "Values":
        """Put records together, in the order of the parts; none of these is held on to."""
        names: dict[str, Any] = {}
        codes: dict[str, Codes] = {}
        sizes, columns = _apart(parts)
        for column in VALUE_COLUMNS:
            found = columns.pop(column)  # a column of a million records is large
            shared = column in ("property", "kind")
            names[column], codes[column] = _shared(found, sizes) if shared else _encoded(found)
        return cls(names, codes)

    def __len__(self) -> int:
        return len(self.codes["subject"])

    def frame(self, rows: Any = slice(None)) -> pd.DataFrame:
        """Return records as a table of texts: all of them, or those at some positions."""
        codes = {c: pa.array(self.codes[c][rows]) for c in VALUE_COLUMNS}
        texts = {c: self.names[c].take(codes[c]).to_pandas() for c in VALUE_COLUMNS}
        return pd.DataFrame(texts).astype("str")

    def rows(self, places: npt.NDArray[np.integer[Any]]) -> "Values":
        """Return the records at some positions, which share the texts of all.

        Parameters
        ----------
        places : numpy.ndarray of int
            The positions.
        """
        return Values(self.names, {column: codes[places] for column, codes in self.codes.items()})

    def taken(self, places: npt.NDArray[np.integer[Any]]) -> "Values":
        """Return the records at some positions, with the texts that these have and no others.

        Parameters
        ----------
        places : numpy.ndarray of int
            The positions.
        """
        names, codes = {}, {}
        for column in VALUE_COLUMNS:
            own = self.codes[column][places]
            used = distinct(own.astype(np.int64))
            names[column] = self.names[column].take(pa.array(used))
            codes[column] = np.searchsorted(used, own).astype(np.int32)
        return Values(names, codes)

    def among(self, column: str, texts: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Tell for each record whether its text in a column is among some."""
        wanted = pa.array(list(texts), pa.large_string())
        chosen: npt.NDArray[np.bool_] = pc.is_in(self.names[column], wanted).to_numpy(False)
        return chosen[self.codes[column]]

    def code(self, column: str, text: str) -> int:
        """Return the position of a text; -1 where no record has it."""
        return int(self.names[column].index(text).as_py())


def _apart(
    parts: Iterable[Said | Values | pd.DataFrame],
) -> tuple[list[int], dict[str, list[Any]]]:
    """Return how many records each part has, and the parts of each column."""
    sizes: list[int] = []
    columns: dict[str, list[Any]] = {column: [] for column in VALUE_COLUMNS}
    for part in parts:
        sizes.append(len(part.values) if isinstance(part, Said) else len(part))
        for position, column in enumerate(VALUE_COLUMNS):
            columns[column].append(_column(part, position))
    return sizes, columns


def _column(part: Said | Values | pd.DataFrame, position: int) -> Any:
    """Return a column of records: texts, one text for all, or codes of texts."""
    if isinstance(part, Said):
        return part[position]
    name = VALUE_COLUMNS[position]
    if isinstance(part, Values):
        return pa.DictionaryArray.from_arrays(pa.array(part.codes[name]), part.names[name])
    return part[name].array


def _coded(column: Any) -> Any:
    """Return a column of texts as codes of texts, without a copy where pandas keeps it as Arrow."""
    if isinstance(column, pa.DictionaryArray):
        return column
    array = pa.array(column, pa.large_string(), from_pandas=True)
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return array.dictionary_encode()


def _encoded(parts: Sequence[Any]) -> tuple[Any, Codes]:
    """Return the distinct texts of columns, and where each text is among them.

    Each column by itself first, and one that several parts share only once: small tables of texts
    stay in the processor's cache.
    """
    if not parts:
        return pa.array([], pa.large_string()), np.empty(0, np.int32)
    different = {id(part): part for part in parts}
    texts, found = unified([_coded(part) for part in different.values()])
    codes = dict(zip(different, found, strict=True))
    return texts, np.concatenate([codes[id(part)] for part in parts])


def _shared(parts: Sequence[Any], sizes: Sequence[int]) -> tuple[Any, Codes]:
    """Do the same where most parts have one text for all of their records."""
    several = [part for part in parts if not isinstance(part, str)]
    known, codes = _encoded(several)
    names = {name: number for number, name in enumerate(known.to_pylist())}
    found: list[Codes] = []
    start = 0
    for part, size in zip(parts, sizes, strict=True):
        if isinstance(part, str):
            number = names.setdefault(part, len(names))
            found.append(np.full(size, number, np.int32))
        else:
            found.append(codes[start : start + size])
            start += size
    whole = np.concatenate(found) if found else np.empty(0, np.int32)
    return pa.array(list(names), pa.large_string()), whole
