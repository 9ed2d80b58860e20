"""Names to be looked up: the readings of each, its country, and what else is known beside it."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from coopgraph.dataset.reconcile.abbreviations import Abbreviated, abbreviated
from coopgraph.dataset.reconcile.admin import regions
from coopgraph.dataset.reconcile.areas import Area
from coopgraph.dataset.reconcile.countries import Country, also, country
from coopgraph.dataset.reconcile.genitives import nominatives
from coopgraph.dataset.reconcile.spelling import MUNICIPALITY, Reading, readings
from coopgraph.names import fold

__all__ = ["Asked", "Query", "asked_of", "comparable"]

PARTS: Final = re.compile(r"[,/;()]")


class Query(NamedTuple):
    """A name and what is known beside it.

    Parameters
    ----------
    name, country : str
        As written.
    lat, lon : float
        Coordinates of the thing, NaN where unknown.
    region : frozenset of str
        First-order divisions that a NUTS code stands for; empty where unknown.
    area : Area, optional
        The unit of NUTS 3 that a code stands for.
    beside : str
        A region as written: a state, a province, a county.
    """

    name: str
    country: str = ""
    lat: float = math.nan
    lon: float = math.nan
    region: frozenset[str] = frozenset()
    area: Area | None = None
    beside: str = ""


@dataclass
class Asked:
    """A query while it is being answered."""

    query: Query
    name: str
    country: Country
    readings: tuple[Reading, ...]
    swapped: bool = False
    hints: tuple[str, ...] = ()
    words: Abbreviated = ()


def comparable(query: Query) -> Query:
    """Write unknown coordinates as infinite: NaN is not equal to itself."""
    if math.isfinite(query.lat) and math.isfinite(query.lon):
        return query
    return query._replace(lat=math.inf, lon=math.inf)


def asked_of(query: Query) -> Asked:
    """Read a name and its country, which may stand the wrong way round."""
    where = country(query.country)
    name, swapped = query.name, False
    if query.country.strip() and not (where.code and where.exact):
        other = country(query.name, slips=False)
        if other.code:  # the columns stand the wrong way round
            name, where, swapped = query.country, other, True
    ways = tuple(readings(name))
    hints = tuple(t for t in (p.strip() for p in PARTS.split(query.beside)) if t)
    where = _hinted(where, [*(h for way in ways if not way.split for h in way.hints), *hints])
    if where.code and not swapped:  # "Wales, United Kingdom"
        parts = PARTS.split(query.country)
        named = frozenset[str]().union(*(regions(where.code, p) for p in parts if len(p) > 2))
        query = query._replace(region=query.region or named)
    ways = tuple(_with_nominatives(ways, where.code))
    bare = next((w.name for w in ways if w.how == MUNICIPALITY), "")
    plain = PARTS.sub(lambda m: "/" if m[0] == "/" else " ", _written(name, bare) or name)
    words = abbreviated(plain)
    return Asked(query, name, where, ways, swapped, hints, words)


def _written(name: str, folded: str) -> str:
    """Return the end of a name that folds to something, or nothing."""
    tokens = name.split()
    ends = (" ".join(tokens[at:]) for at in range(1, len(tokens)))
    return next((end for end in ends if fold(end) == folded), "") if folded else ""


def _hinted(where: Country, hints: list[str]) -> Country:
    """Return the country that a hint names where none is stated, or a territory of the stated."""
    for hint in (h for h in hints if len(h) > 2):
        beside = country(hint, slips=False)
        # "Athens, Georgia" may lie in either.
        if beside.code and not where.code and not regions("US", hint):
            return beside
        if beside.code and beside.code in also(where.code) and not regions(where.code, hint):
            return beside
    return where


def _with_nominatives(ways: tuple[Reading, ...], code: str) -> Iterator[Reading]:
    for way in ways:
        yield way
        if way.how == MUNICIPALITY:
            for name in nominatives(code, fold(way.name)):
                how = f'"{way.name}" taken as a genitive'
                yield replace(way, name=name, factor=0.95, how=how)
