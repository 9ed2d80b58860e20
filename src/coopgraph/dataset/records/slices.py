"""Records in slices: some subjects each, with what is said about them and what they point to."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from coopgraph.dataset.records.profiles import representatives
from coopgraph.dataset.records.subjects import Subjects

__all__ = ["Slice", "examples", "slices"]


@dataclass(frozen=True)
class Slice:
    """Some subjects, and the nodes around them.

    Parameters
    ----------
    home : bytes
        Canonical N-Quads: everything that is said about the subjects.
    seen : bytes
        N-Quads: the same, and everything that is said about what these point to; of both only what
        is asked for.
    """

    home: bytes
    seen: bytes


def slices(
    subjects: Subjects, size: int, properties: Collection[str] | None = None
) -> Iterator[Slice]:
    """Part data sets by subject.

    A statement and its evidence stay together, and rows that stand together do where they can.

    Parameters
    ----------
    subjects : Subjects
        The subjects of the data sets.
    size : int
        How many quads a slice has at home, roughly.
    properties : collection of str, optional
        IRIs of the properties to be seen; all by default.

    Yields
    ------
    Slice
        The slices; each subject is at home in one of them.

    Examples
    --------
    >>> list(slices(Subjects([]), 1000))
    []
    """
    homes = subjects.homes(size)
    order = np.argsort(homes, kind="stable")
    bounds = np.searchsorted(homes[order], np.arange(int(homes.max(initial=-1)) + 2))
    for start, end in pairwise(bounds.tolist()):
        if start < end:
            yield _slice(subjects, order[start:end], properties)


def examples(subjects: Subjects, named: Collection[str]) -> Slice:
    """Return one subject of each profile, see `representatives`.

    Parameters
    ----------
    subjects : Subjects
        The subjects of the data sets.
    named : collection of str
        IRIs that are not subjects, and matter by themselves.

    Examples
    --------
    >>> examples(Subjects([]), [])
    Slice(home=b'', seen=b'')
    """
    return _slice(subjects, representatives(subjects, named), None)


def _slice(subjects: Subjects, own: Any, properties: Collection[str] | None) -> Slice:
    near = np.setdiff1d(subjects.pointed(own), own)
    home = subjects.lines(own)
    if properties is None:
        return Slice(home, home + subjects.lines(near))
    both = (subjects.lines(some, properties) for some in (own, near))
    return Slice(home, b"".join(both))
