"""Territories as circles: the units of NUTS 3, by code and by name."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from coopgraph.dataset.reconcile.score import distance_km
from coopgraph.dataset.reconcile.spelling import without_region_word
from coopgraph.names import fold

__all__ = ["Area", "area_of_code", "areas_named"]

ISO: Final = {"EL": "GR", "UK": "GB"}


@dataclass(frozen=True)
class Area:
    """A territory, roughly.

    Parameters
    ----------
    lat, lon : float
        Its middle, in degrees.
    km : float
        How far from there its towns lie at most, in kilometres.
    """

    lat: float
    lon: float
    km: float

    def holds(self, point: tuple[float, float]) -> bool:
        """Tell whether a point (latitude, longitude) may lie inside."""
        return distance_km((self.lat, self.lon), point) <= self.km


@cache
def _units() -> tuple[dict[str, Area], dict[tuple[str, str], tuple[Area, ...]]]:
    text = (files(__package__) / "data" / "nuts3.csv").read_text(encoding="utf-8")
    by_code: dict[str, Area] = {}
    by_name: dict[tuple[str, str], tuple[Area, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        area = Area(float(row["lat"]), float(row["lon"]), float(row["km"]))
        by_code[row["code"]] = area
        country = ISO.get(row["code"][:2], row["code"][:2])
        for name in row["name"].split("|"):
            whole = fold(name)
            short = without_region_word(whole)
            # "Värmlands län" is Värmland.
            for key in {whole, short, short.removesuffix("s") if whole.endswith(" lan") else short}:
                by_name[country, key] = (*by_name.get((country, key), ()), area)
    return by_code, by_name


def area_of_code(code: str) -> Area | None:
    """Return the area of a NUTS 3 code, or None where it is not known.

    Examples
    --------
    >>> area = area_of_code("DEG01")
    >>> area.holds((50.98, 11.03)), area.holds((50.93, 6.96))
    (True, False)
    """
    return _units()[0].get(code)


def areas_named(country: str, name: str) -> tuple[Area, ...]:
    """Return the units of NUTS 3 of a country that have a name.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2.
    name : str
        A name, with or without a word such as "Landkreis".

    Returns
    -------
    tuple of Area
        Empty where the name is not known.

    Examples
    --------
    >>> len(areas_named("DE", "Landkreis Görlitz")), areas_named("FR", "Görlitz")
    (1, ())
    """
    folded = fold(name)
    known = _units()[1]
    return known.get((country, folded)) or known.get((country, without_region_word(folded)), ())
