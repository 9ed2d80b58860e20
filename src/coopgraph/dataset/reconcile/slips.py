"""Names that differ by slips of the pen: which are near, of what kind the slips are, how sure."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from coopgraph.dataset.reconcile.score import TOWN

__all__ = [
    "LIKELY",
    "Slip",
    "cut_short",
    "kind_of_slip",
    "letters_of",
    "near_names",
    "slip_score",
    "strangeness",
]

SHORTEST: Final = 4
LONG: Final = 6  # from here on two slips are looked for
LONGER: Final = 9
CELLS: Final = 20_000_000  # of one matrix of distances, a byte each
CUT: Final = 7  # letters of a name cut short
BITS: Final = (1 << 21) - 1  # of a character
VOWELS: Final = frozenset("aeiouy")

Slip = Literal["swapped", "dropped", "added", "changed", "vowel", "together", "cut", "first"]
"""What the pen did. Of two slips: one letter at least *swapped* with the next, two letters side by
side (*together*), *vowel* by vowel, the end *cut* off, or two that are apart (*changed*)."""

# How likely it makes just this name of the other: there are few letters to drop or to swap, many
# to put in their place; and few people are wrong about the first one.
LIKELY: Final[dict[Slip, float]] = {
    "swapped": 1.0,
    "dropped": 1.0,
    "added": 0.1,
    "changed": 0.08,
    "vowel": 0.15,
    "together": 0.1,
    "cut": 1.0,
    "first": 0.02,
}
# From how many letters on a slip is believed, where it makes none, one, or more stretches of three
# letters that no name of the country has: what is written is then no name of another place.
ONE: Final[dict[Slip, tuple[float, float, float]]] = {
    "swapped": (5, 5, 4),
    "dropped": (10, 5, 5),
    "added": (10, 6, 6),
    "changed": (12, 7, 6),
    "vowel": (math.inf, 12, 7),
}
TWO: Final[dict[Slip, tuple[float, float, float]]] = {
    "swapped": (12, 8, 7),
    "changed": (14, 10, 7),
    "vowel": (math.inf, 12, 8),
    "together": (math.inf, 14, 8),
    "cut": (7, 7, 7),
}
# The same for one slip in the name of a town.
OF_A_TOWN: Final[dict[Slip, tuple[float, float, float]]] = {
    "swapped": (5, 5, 4),
    "dropped": (6, 5, 4),
    "added": (7, 6, 5),
    "changed": (8, 7, 5),
    "vowel": (10, 10, 6),
}
SMALL_TOWN: Final = 5_000  # of a smaller place, one strange stretch is not enough


def near_names(
    wanted: Sequence[str], names: pd.DataFrame
) -> dict[str, list[tuple[int, bool, str, int]]]:
    """Find the names at most one slip away, two from six letters on.

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


def kind_of_slip(written: str, name: str, slips: int) -> Slip:
    """Tell what kind of slips part a name as written from a name.

    Parameters
    ----------
    written, name : str
        Folded names.
    slips : int
        How many slips part them, one or two.

    Returns
    -------
    Slip
        The kind.

    Examples
    --------
    >>> kind_of_slip("trutu", "turtu", 1), kind_of_slip("turk", "turku", 1)
    ('swapped', 'dropped')
    >>> kind_of_slip("regensburg", "ravensburg", 2), kind_of_slip("kaminka", "kamenka", 1)
    ('together', 'vowel')
    """
    if _digits(written) != _digits(name):
        return "first"  # another number is another thing
    swapped = Levenshtein.distance(written, name) > slips
    if written[:1] != name[:1] and not (swapped and written[1::-1] == name[:2]):
        return "first"
    if swapped:
        return "swapped"
    if len(name) - len(written) == slips:
        if slips == 2 and name.startswith(written):
            return "cut"
        if slips == 1:
            return "dropped"
    if slips == 1 and len(written) > len(name):
        return "vowel" if written.startswith(name) else "added"  # an ending
    if _consonants(written) == _consonants(name):
        return "vowel"
    if slips == 1:
        return "changed"
    return "together" if _stretch(written, name) <= slips else "changed"


def _digits(name: str) -> str:
    return "".join(c for c in name if c.isdigit())


def _consonants(name: str) -> str:
    return "".join(c for c in name if c not in VOWELS and c != " ")


def _stretch(one: str, other: str) -> int:
    """Return how many letters lie between the first and the last that differ."""
    short, long = sorted((one, other), key=len)
    same = next((n for n, c in enumerate(short) if c != long[n]), len(short))
    behind = next(
        (n for n in range(len(short) - same) if short[-1 - n] != long[-1 - n]), len(short) - same
    )
    return len(long) - same - behind


def letters_of(names: pd.DataFrame) -> frozenset[str]:
    """Return every stretch of three letters of the main names of a country, ends included.

    Examples
    --------
    >>> sorted(letters_of(pd.DataFrame({"main": [True, False], "key": ["oulu", "uleaborg"]})))
    [' ou', 'lu ', 'oul', 'ulu']
    """
    whole = "  ".join(["", *names.loc[names["main"], "key"], ""])[1:-1]
    points = np.frombuffer(whole.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    made = np.unique(points[:-2] << 42 | points[1:-1] << 21 | points[2:])
    parts = np.stack([made >> 42, made >> 21 & BITS, made & BITS]).T
    threes = ("".join(map(chr, part)) for part in parts.tolist())
    return frozenset(part for part in threes if "  " not in part)


def strangeness(written: str, name: str, known: frozenset[str]) -> int:
    """Count the stretches of three letters that a slip made and that no name has.

    Parameters
    ----------
    written, name : str
        Folded names.
    known : frozenset of str
        As `letters_of` returns them.

    Returns
    -------
    int
        None, where what is written might be a name of its own.

    Examples
    --------
    >>> known = frozenset({" os", "ost", "ste", "ter", "erl", "rla", "lan", "and", "nd "})
    >>> strangeness("osterlqnd", "osterland", known)
    3
    """
    return len(_threes(written) - _threes(name) - known)


def _threes(name: str) -> set[str]:
    whole = f" {name} "
    return {whole[at : at + 3] for at in range(len(whole) - 2)}


def slip_score(
    slips: int, kind: Slip, length: int, strange: int, population: int, *, there: bool = False
) -> float:
    """Return the score of a name that differs by slips of the pen.

    Calibrated on the gazetteer itself, see `docs/reconciliation.md`: how often the name of a place
    that is *not* listed is so near to that of another, against how often a slip is one.

    Parameters
    ----------
    slips : int
        Letters to change, add, drop or swap with the next.
    kind : Slip
        See `kind_of_slip`.
    length : int
        Letters of the name as written.
    strange : int
        See `strangeness`.
    population : int
        Inhabitants of the place; a town of 15,000 needs fewer letters.
    there : bool
        Whether it lies where a NUTS 3 code or coordinates say: then one slip in six letters, or
        in five of the name of a town of 15,000 inhabitants, is enough, but for the first letter.

    Returns
    -------
    float
        From 0.88 on where the slip is believed, at most 0.84 otherwise.

    Examples
    --------
    >>> slip_score(1, "swapped", 7, 0, 900), slip_score(1, "vowel", 7, 0, 900)
    (0.9, 0.84)
    """
    never = (math.inf, math.inf, math.inf)
    town = population >= TOWN
    if strange == 1 and population < SMALL_TOWN and kind in {"changed", "vowel"}:
        strange = 0
    table = (OF_A_TOWN if town else ONE) if slips == 1 else TWO if slips == 2 else {}
    least = table.get(kind, never)[min(strange, 2)]
    if length >= least:
        if slips == 1 and length >= LONG:
            return 0.93 if length >= LONGER else 0.90
        return 0.88
    if there and slips == 1 and kind != "first" and length >= (5 if town else 6):
        return 0.88
    doubt = 0.84 if kind != "first" else 0.8
    return max(0.0, doubt - 0.8 * max(0, slips - 1) / max(length, 1))


def cut_short(wanted: Sequence[str], names: pd.DataFrame) -> dict[str, tuple[int, str]]:
    """Find what is the beginning of one main name only, within a word.

    Parameters
    ----------
    wanted : sequence of str
        Folded names.
    names : pandas.DataFrame
        Columns ``place``, ``main``, ``key``, as `Gazetteer.in_countries` returns them.

    Returns
    -------
    dict of str to (int, str)
        The place and its name. Names of fewer than seven letters are left out.

    Examples
    --------
    >>> names = pd.DataFrame({"place": [7, 8], "main": True, "key": ["bydgoszcz", "bad essen"]})
    >>> cut_short(["bydgosz", "bad"], names)
    {'bydgosz': (7, 'bydgoszcz')}
    """
    main = names[names["main"]].sort_values("key")
    keys, places = main["key"].tolist(), main["place"].tolist()
    found = {}
    for name in (n for n in wanted if len(n) >= CUT):
        at = bisect_left(keys, name)
        more = [k for k in keys[at : at + 2] if k.startswith(name)]
        if len(more) == 1 and more[0][len(name) : len(name) + 1] not in ("", " "):
            found[name] = places[at], more[0]
    return found
