"""Organisations of one data set that may be one: names without legal forms, and what backs them."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from coopgraph.dataset.reconcile.countries import country
from coopgraph.dataset.reconcile.spelling import (
    connecting,
    loose,
    loosely_same,
    readings,
    words,
)
from coopgraph.dataset.reconcile.sssom import as_text
from coopgraph.names import fold

__all__ = ["PAIR_COLUMNS", "comparable", "core_name", "same_organisations"]

PAIR_COLUMNS: Final = ["subject", "object", "outcome", "confidence", "evidence"]
BACKING: Final = ("identifier", "postcode", "town", "nuts")
LIKE: Final = 0.96  # from here on two names with backing are one
LIKE_AT_HOME: Final = 0.93  # where the post code or an identifier agrees
MAYBE: Final = 0.85
ALIKE: Final = {"identifier": 1.0, "postcode": 0.98, "town": 0.96, "nuts": 0.9}
MOST_OF_A_TOKEN: Final = 60
BRACKET: Final = 0.95  # for equal names but for words in brackets
BRACKETS: Final = re.compile(r"\([^()]*\)")
INITIALS: Final = re.compile(
    r"^\s*(?P<a>[A-Z]{3,8})\s*[-–]\s+(?P<b>\S+\s+\S.*)$|^(?P<c>\S+\s+.*\S)\s+[-–]\s*(?P<d>[A-Z]{3,8})\s*$"
)
LONG: Final = 8
STEM: Final = 5
SHORTEST_INITIALS: Final = 3
LONGEST_CONNECTING: Final = 3  # "the", "de la", "und"
REORDERED: Final = 0.96
WRITTEN_OUT: Final = 0.98
CHUNK: Final = 500_000


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


@cache
def _legal() -> tuple[re.Pattern[str], re.Pattern[str]]:
    longest = sorted(words()["legal"], key=len, reverse=True)
    either = "|".join(map(re.escape, longest))
    return re.compile(rf"^(?:{either})\s+(?=\S)"), re.compile(rf"(?<=\S)\s+(?:{either})$")


def core_name(name: str) -> str:
    """Return an organisation's name, folded, without its legal form.

    Parameters
    ----------
    name : str
        The name.

    Returns
    -------
    str
        The name that is left; never empty unless `name` has no letter.

    Examples
    --------
    >>> core_name("UAB „Baltic Foods“"), core_name("Müller GmbH & Co. KG")
    ('baltic foods', 'muller')
    """
    plain = re.sub(r"\([A-Z]{2,6}\)", " ", name)
    text = fold(_without_initials(plain)) or fold(name)
    first, last = _legal()
    for _ in range(2):
        text = last.sub("", text)
        text = first.sub("", text)
    return text


def _without_initials(name: str) -> str:
    """Cut "THD - " before Technische Hochschule Deggendorf, or the like behind it."""
    match = INITIALS.match(name)
    if match is None:
        return _without_last_initials(name)
    short, rest = (match["a"] or match["d"]), (match["b"] or match["c"])
    letters = iter("".join(word[0] for word in fold(rest).split()))
    return rest if all(letter in letters for letter in fold(short)) else name


def _without_last_initials(name: str) -> str:
    """Cut CNRS behind Centre National de la Recherche Scientifique: all initials, in order."""
    rest, _, last = name.strip().rpartition(" ")
    words_ = [word for word in fold(rest).split() if len(word) > LONGEST_CONNECTING]
    exact = len(last) >= SHORTEST_INITIALS and last.isupper()
    return rest if exact and fold(last) == "".join(word[0] for word in words_) else name


def same_organisations(
    table: pd.DataFrame, progress: Callable[[int, int], None] = _nobody
) -> pd.DataFrame:
    """Find entities of one country whose names are alike, and say what backs that they are one.

    Equal names alone prove nothing: there is a "Municipality of San Juan" in many places. Two are
    *matched* only where their names are alike and something else agrees as well (an identifier,
    the post code, the town, the NUTS code), no identifier differs, and no word tells them apart
    ("North", "faculty"); else they are *doubtful*.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``id``, ``name``, ``country`` and where known ``identifier``, ``postcode``,
        ``town``, ``nuts``; one row an entity.
    progress : callable, optional
        Called with the pairs done and in all.

    Returns
    -------
    pandas.DataFrame
        Columns ``subject``, ``object`` (ids; the object is the first in order of id), ``outcome``,
        ``confidence``, ``evidence``.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a", "b", "c"], "country": "IT",
    ...                       "name": ["Alfa S.r.l.", "ALFA Srl", "Alfa s.r.l."],
    ...                       "town": ["Roma", "ROMA", "Bari"]})
    >>> same_organisations(table)[["subject", "object", "outcome"]].values.tolist()
    [['b', 'a', 'matched'], ['c', 'a', 'doubtful'], ['c', 'b', 'doubtful']]
    """
    frame = comparable(table).sort_values("id").reset_index(drop=True)
    pairs = np.array(sorted(_pairs(frame)), dtype=np.int64).reshape(-1, 2)
    cores, names = frame["core"].tolist(), frame["name"].tolist()
    outers = [core_name(BRACKETS.sub(" ", name)) for name in names]
    rows = []
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK]
        left, right = ([cores[i] for i in chunk[:, side]] for side in (0, 1))
        # In order as well: a slip in a first letter moves the word when words are sorted.
        scores = np.maximum(
            *(
                process.cpdist(left, right, scorer=scorer, score_cutoff=100 * MAYBE)
                for scorer in (fuzz.token_sort_ratio, fuzz.ratio)
            )
        )
        for (a, b), score in zip(chunk.tolist(), scores.tolist(), strict=True):
            plain = score / 100
            if score and score < 100:
                plain = max(plain, _alike(names[a], names[b], cores[a], cores[b]))
            if outers[a] == outers[b] and _bracket_adds(names[a], names[b]):
                rows.append(_judged(frame, a, b, max(plain, BRACKET), ""))
            elif score:
                rows.append(_judged(frame, a, b, plain, _told_apart(cores[a], cores[b])))
        progress(min(start + CHUNK, len(pairs)), len(pairs))
    found = [row for row in rows if row is not None]
    made = pd.DataFrame(found, columns=PAIR_COLUMNS)
    order = made["outcome"].map({"matched": 0, "doubtful": 1})
    return (
        made.assign(_order=order)
        .sort_values(["_order", "subject", "object"])
        .drop(columns="_order")
        .reset_index(drop=True)
    )


def comparable(table: pd.DataFrame) -> pd.DataFrame:
    """Return organisations with what is known of them, written so that equal things are equal.

    Parameters
    ----------
    table : pandas.DataFrame
        As `same_organisations` takes it.

    Returns
    -------
    pandas.DataFrame
        Columns ``id``, ``name``, ``country``, ``core`` (see `core_name`), ``land`` (ISO 3166-1, or
        the country as written), ``numbers`` in the name, ``identifier``, ``postcode``, ``town``,
        ``nuts``; the index is that of the table.
    """
    frame = as_text(table, ["id", "name", "country", *BACKING])
    frame["core"] = frame["name"].map(core_name)
    frame["land"] = frame["country"].map(lambda cell: country(cell).code or fold(cell))
    frame["numbers"] = frame["core"].map(_numbers)
    for column in BACKING:
        frame[column] = frame[column].map(PLAIN.get(column, _plain))
    return frame


def _numbers(core: str) -> str:
    return " ".join(sorted(re.findall(r"\d+|\b[ivx]+\b", core)))


def _plain(cell: str) -> str:
    return fold(cell).replace(" ", "")


def _town(cell: str) -> str:
    first = next(readings(cell), None)
    return loose(fold(first.name)) if first else ""


def _postcode(cell: str) -> str:
    """Return a post code without the country and the noughts that a spreadsheet drops."""
    return re.sub(r"^(?:[a-z]{1,2}(?=[0-9]))?0*", "", _plain(cell))


PLAIN: Final = {"town": _town, "postcode": _postcode}


def _pairs(frame: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Give the pairs of a country that share an identifier, a whole name or a rare word."""
    seen: set[tuple[int, int]] = set()
    for _, block in frame.groupby("land"):
        groups: dict[tuple[str, str], list[int]] = {}
        for number, core, identifier in zip(
            block.index.tolist(), block["core"].tolist(), block["identifier"].tolist(), strict=True
        ):
            for key in {
                ("core", core),
                ("loose", loose(core)),
                *(("word", w) for w in core.split() if len(w) > 2),
            }:
                groups.setdefault(key, []).append(number)
            if identifier:
                groups.setdefault(("identifier", identifier), []).append(number)
        for members in groups.values():
            if len(members) <= MOST_OF_A_TOKEN:
                seen.update(combinations(members, 2))
    yield from seen


def _bracket_adds(one: str, other: str) -> bool:
    """Tell whether one name only has brackets, and in them a translation, not a part of it."""
    inside = [" ".join(BRACKETS.findall(name)) for name in (one, other)]
    if bool(inside[0]) == bool(inside[1]):
        return False
    added = set(fold("".join(inside)).split())
    return not added & _telling() and not any(w.isdigit() for w in added)


def _alike(name: str, other: str, core: str, other_core: str) -> float:
    """Return how alike names are that differ in connecting words, umlauts or order; else 0."""
    if loosely_same(name, other) and loose(core) == loose(other_core):
        return WRITTEN_OUT if _single(core) == _single(other_core) else 0.0
    one, two = (sorted(w for w in c.split() if w not in connecting()) for c in (core, other_core))
    same = one == two and _single(core) == _single(other_core)
    return REORDERED if same and len(one) > 1 else 0.0


def _single(core: str) -> list[str]:
    """Return the single letters of a name: house A is not house B."""
    return sorted(word for word in core.split() if len(word) == 1)


def _told_apart(one: str, other: str) -> str:
    """Return the words by which two names are of two things; nothing if they differ by slips.

    Words that are alike are one with slips, unless both are known to tell things apart. Of what is
    left, a known word tells ("north", "faculty"), and so does a word in place of another one.
    """
    first, second = set(one.split()), set(other.split())
    left = [sorted(first - second), sorted(second - first)]
    for word in list(left[0]):
        near = next((w for w in left[1] if _slipped(word, w)), "")
        if near:
            left[0].remove(word)
            left[1].remove(near)
    known = {w for words in left for w in words if w in _telling()}
    if known:
        return ", ".join(sorted(known))
    other_words = [[w for w in words if w not in connecting()] for words in left]
    return f"{other_words[0][0]}, {other_words[1][0]}" if all(other_words) else ""


def _slipped(one: str, other: str) -> bool:
    """Tell whether two words are one but for slips of the pen or an ending."""
    if one[:STEM] == other[:STEM] and len(one) > STEM and abs(len(one) - len(other)) <= 2:
        return True  # institut, institute, instituto
    short, long = sorted((one, other), key=len)
    if len(short) > STEM and long.startswith(short):
        return True  # "IndustryRCCI"
    most = 2 if min(len(one), len(other)) >= LONG else 1
    return not {one, other} <= _telling() and OSA.distance(one, other) <= most


@cache
def _telling() -> frozenset[str]:
    return frozenset(words()["telling"])


def _judged(
    frame: pd.DataFrame, a: int, b: int, score: float, told: str
) -> tuple[str, str, str, float, str] | None:
    """Weigh one pair; None where an identifier says that they are two, or little speaks for one."""
    one, other = ({str(k): str(v) for k, v in frame.loc[n].items()} for n in (a, b))
    both = [c for c in BACKING if one[c] and other[c]]
    agree = [c for c in both if one[c] == other[c]]
    differ = [c for c in both if one[c] != other[c]]
    if "identifier" in differ:
        return None
    parts = [f"names alike to {score:.0%}" if score < 1 else "equal names but for the legal form"]
    parts += [f"same {c}" for c in agree] + [f"other {c}" for c in differ]
    backing = max((ALIKE[c] for c in agree), default=0.0)
    # A shared post code or town counts only where neither contradicts the other.
    sound = "identifier" in agree or (bool(agree) and not {"town", "nuts"} & set(differ))
    if not sound and score < LIKE_AT_HOME:
        return None
    if one["numbers"] != other["numbers"]:  # school no 1, school no 2
        sound = False
        parts.append("other numbers")
    if told and "identifier" not in agree:  # North and South, a faculty and its university
        sound = False
        parts.append(f"other words: {told}")
    least = LIKE_AT_HOME if {"identifier", "postcode"} & set(agree) else LIKE
    matched = score >= least and sound
    confidence = score * (backing if sound else 0.6)
    outcome = "matched" if matched else "doubtful"
    return other["id"], one["id"], outcome, round(confidence, 4), "; ".join(parts)
