"""Organisations of one data set that may be one: names without legal forms, and what backs them."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from coopgraph.dataset.reconcile.countries import country
from coopgraph.dataset.reconcile.spelling import loose, readings, words
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
    text = fold(re.sub(r"\([A-Z]{2,6}\)", " ", name)) or fold(name)
    first, last = _legal()
    for _ in range(2):
        text = last.sub("", text)
        text = first.sub("", text)
    return text


def same_organisations(
    table: pd.DataFrame, progress: Callable[[int, int], None] = _nobody
) -> pd.DataFrame:
    """Find entities of one country whose names are alike, and say what backs that they are one.

    Equal names alone prove nothing: there is a "Municipality of San Juan" in many places. Two are
    *matched* only where their names are alike and something else agrees as well (an identifier,
    the post code, the town, the NUTS code) and no identifier differs; else they are *doubtful*.

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
    cores = frame["core"].tolist()
    rows = []
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK]
        left, right = ([cores[i] for i in chunk[:, side]] for side in (0, 1))
        scores = process.cpdist(left, right, scorer=fuzz.token_sort_ratio, score_cutoff=100 * MAYBE)
        for (a, b), score in zip(chunk.tolist(), scores.tolist(), strict=True):
            if score:
                rows.append(_judged(frame, a, b, score / 100))
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
            for key in {("core", core), *(("word", w) for w in core.split() if len(w) > 2)}:
                groups.setdefault(key, []).append(number)
            if identifier:
                groups.setdefault(("identifier", identifier), []).append(number)
        for members in groups.values():
            if len(members) <= MOST_OF_A_TOKEN:
                seen.update(combinations(members, 2))
    yield from seen


def _judged(
    frame: pd.DataFrame, a: int, b: int, score: float
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
    least = LIKE_AT_HOME if {"identifier", "postcode"} & set(agree) else LIKE
    matched = score >= least and sound
    confidence = score * (backing if sound else 0.6)
    outcome = "matched" if matched else "doubtful"
    return other["id"], one["id"], outcome, round(confidence, 4), "; ".join(parts)
