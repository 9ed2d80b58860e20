"""Names to be looked up: the readings of each, its country, and what else is known beside it."""

import math
import re
from dataclasses import dataclass
from typing import NamedTuple

from coopgraph.dataset.reconcile.admin import regions
from coopgraph.dataset.reconcile.countries import Country, country
from coopgraph.dataset.reconcile.spelling import Reading, readings

__all__ = ["Asked", "Query", "asked_of", "comparable"]


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
    """

    name: str
    country: str = ""
    lat: float = math.nan
    lon: float = math.nan
    region: frozenset[str] = frozenset()


@dataclass
class Asked:
    """A query while it is being answered."""

    query: Query
    name: str
    country: Country
    readings: tuple[Reading, ...]
    swapped: bool = False


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
    if not where.code:
        for hint in (h for way in ways for h in way.hints):
            beside = country(hint, slips=False)
            if beside.code and len(hint) > 2:
                where = beside
                break
    if where.code and not swapped:  # "Wales, United Kingdom"
        parts = re.split(r"[,/;()]", query.country)
        named = frozenset[str]().union(*(regions(where.code, p) for p in parts if len(p) > 2))
        query = query._replace(region=query.region or named)
    return Asked(query, name, where, ways, swapped)
