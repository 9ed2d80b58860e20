"""Names that differ by slips of the pen: all wanted names against all names of a country."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

__all__ = ["near_names"]

SHORTEST: Final = 4
LONG: Final = 8  # from here on two slips are looked for
CELLS: Final = 20_000_000  # of one matrix of distances, a byte each


def near_names(
    wanted: Sequence[str], names: pd.DataFrame
) -> dict[str, list[tuple[int, bool, str, int]]]:
    """Find the names at most one slip away, two from eight letters on.

    A slip is a letter changed, added, dropped, or swapped with the next (the distance of optimal
    string alignment). Names are compared with those of nearly their length only.

    Parameters
    ----------
    wanted : sequence of str
        Folded names.
    names : pandas.DataFrame
        Columns ``place``, ``main``, ``key``, as `Gazetteer.in_countries` returns them.

    Returns
    -------
    dict of str to list
        Place, whether by its main name, the name, and the number of slips.

    Examples
    --------
    >>> names = pd.DataFrame({"place": [7], "main": [True], "key": ["petrozavodsk"]})
    >>> near_names(["petrozavods"], names)
    {'petrozavods': [(7, True, 'petrozavodsk', 1)]}
    """
    keys = names["key"].drop_duplicates()
    by_length = {n: g.tolist() for n, g in keys.groupby(keys.str.len())}
    pairs: list[tuple[str, str, int]] = []
    lengths = pd.Series(list(wanted), dtype="str")
    for length, group in lengths.groupby(lengths.str.len()):
        size = int(str(length))
        if size < SHORTEST:
            continue
        most = 2 if size >= LONG else 1
        choices = [k for n in range(size - most, size + most + 1) for k in by_length.get(n, ())]
        pairs += _pairs(group.tolist(), choices, most)
    rows: dict[str, list[tuple[int, bool, str]]] = {}
    near = names[names["key"].isin({key for _, key, _ in pairs})]
    for place, main, key in zip(
        near["place"].tolist(), near["main"].tolist(), near["key"].tolist(), strict=True
    ):
        rows.setdefault(key, []).append((place, main, key))
    found: dict[str, list[tuple[int, bool, str, int]]] = {}
    for name, key, slips in pairs:
        found.setdefault(name, []).extend((*row, slips) for row in rows[key])
    return found


def _pairs(wanted: list[str], choices: list[str], most: int) -> list[tuple[str, str, int]]:
    if not choices:
        return []
    pairs: list[tuple[str, str, int]] = []
    step = max(1, CELLS // len(choices))
    for start in range(0, len(wanted), step):
        chunk = wanted[start : start + step]
        distances = process.cdist(
            chunk, choices, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8, workers=-1
        )
        for row, column in np.argwhere(distances <= most).tolist():
            pairs.append((chunk[row], choices[column], int(distances[row, column])))
    return pairs
