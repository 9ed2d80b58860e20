"""Subjects that look alike: the same is said of them, and of what they point to, but for texts.

A query that asks how things are connected, and not what their texts are, finds something wrong with
one of them if and only if it does with each. So it need be asked about one of them only.
"""

import secrets
from collections.abc import Collection
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.mapping.values import Values, distinct
from coopgraph.dataset.records.subjects import Subjects

__all__ = ["representatives"]

_Marks = npt.NDArray[np.uint64]
_AT_ONCE: Final = 250_000  # subjects
_TYPE: Final = "rdf:type"


def representatives(subjects: Subjects, named: Collection[str]) -> Any:
    """Return the first subject of each profile.

    The profile of a subject is what is said about it: each property with the kind of the value, and
    with the value itself where that is a class or an IRI that matters by itself. Where a value is
    another subject, it is what is said about this one, in turn; that is where it ends.

    Parameters
    ----------
    subjects : Subjects
        The subjects.
    named : collection of str
        IRIs that are not subjects, and matter by themselves: those of vocabularies.

    Returns
    -------
    numpy.ndarray
        Numbers of subjects, sorted.

    Examples
    --------
    >>> representatives(Subjects([]), []).tolist()
    []
    """
    salt = np.uint64(secrets.randbits(64))  # so that nobody can make up two profiles of one mark
    marks = np.zeros(len(subjects), np.uint64)
    for _ in range(2):
        profiles = [
            _profiles(subjects, number, _tokens(subjects, number, named, marks, salt), salt)
            for number in range(len(subjects.parts))
        ]
        marks = np.concatenate([*profiles, marks[:0]])
    return np.sort(np.unique(marks, return_index=True)[1])


def _tokens(
    subjects: Subjects, number: int, named: Collection[str], marks: _Marks, salt: np.uint64
) -> _Marks:
    """Return for each text of a data set what it is as an IRI that a property has for its value."""
    texts = subjects.parts[number].names["value"]
    matters = pc.is_in(texts, pa.array(list(named), pa.large_string())).to_numpy(False)
    tokens = np.zeros(len(texts), np.uint64)
    tokens[matters] = _texts(texts.filter(pa.array(matters)), salt)
    target = subjects.targets[number]
    if len(marks):
        tokens += np.where(target >= 0, _mixed(marks[target] ^ ~salt), np.uint64(0))
    return tokens


def _profiles(subjects: Subjects, number: int, tokens: _Marks, salt: np.uint64) -> _Marks:
    """Return a mark for what is said about each subject of a data set."""
    part = subjects.parts[number]
    first, last = subjects.firsts[number : number + 2].tolist()
    kinds = len(part.names["kind"])
    roles = _mixed(
        np.repeat(_texts(part.names["property"], salt), kinds)
        + np.tile(_mixed(_texts(part.names["kind"], salt)), len(part.names["property"]))
    )
    link, type_ = part.code("kind", "iri"), part.code("property", _TYPE)
    found = [np.zeros(0, np.uint64)]
    for start in range(first, last, _AT_ONCE):
        some = np.arange(start, min(start + _AT_ONCE, last))
        subject, prop, kind, value = _distinct(part, subjects.rows(number, some))
        mark = np.where(kind == link, tokens[value], np.uint64(0))
        classes = prop == type_
        used, places = np.unique(value[classes], return_inverse=True)
        mark[classes] = _texts(part.names["value"].take(pa.array(used)), salt)[places]
        mark = _mixed(mark + roles[prop * kinds + kind])
        found.append(np.add.reduceat(mark, np.flatnonzero(np.diff(subject, prepend=-1))))
    return np.concatenate(found)


def _distinct(part: Values, rows: Any) -> list[Any]:
    """Return what rows say, each thing once: subject, property, kind and value, by subject."""
    columns = ("subject", "property", "kind", "value")
    bits = [len(part.names[column]).bit_length() for column in columns]
    key = np.zeros(len(rows), np.int64)
    for column, size in zip(columns, bits, strict=True):
        key = (key << size) | part.codes[column][rows]
    key = distinct(key)
    found = []
    for size in reversed(bits):
        found.append(key & ((1 << size) - 1))
        key = key >> size
    return found[::-1]


def _texts(texts: Any, salt: np.uint64) -> _Marks:
    """Return a mark for each of a few texts: the same in all data sets, which number their own."""
    key = int(salt).to_bytes(8)
    found = (blake2b(t.encode(), digest_size=8, key=key).digest() for t in texts.to_pylist())
    return np.frombuffer(b"".join(found), np.uint64)


def _mixed(number: Any) -> _Marks:
    """Spread numbers over all of 64 bits (Steele, Lea & Flood 2014, SplitMix)."""
    number = number + np.uint64(0x9E3779B97F4A7C15)
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: _Marks = number ^ (number >> np.uint64(31))
    return mixed
