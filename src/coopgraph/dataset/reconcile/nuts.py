"""NUTS codes: country, level, the vintages that have them, and the region of GeoNames."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

__all__ = ["Nuts", "nuts"]

CODE: Final = re.compile(r"([A-Z]{2})([0-9A-Z]{0,3})(?![0-9A-Za-z])")
# The statistical codes of two countries are not those of ISO 3166.
ISO: Final = {"EL": "GR", "UK": "GB"}


@dataclass(frozen=True)
class Nuts:
    """A code of the Nomenclature of territorial units for statistics.

    Parameters
    ----------
    code : str
        The code.
    country : str
        ISO 3166-1 alpha-2.
    level : int
        0 for a country, 1 to 3.
    vintages : tuple of int
        The versions (2013, 2016, 2021, 2024) in which codes of this beginning are in use.
    admin1 : frozenset of str
        First-order divisions of GeoNames that it lies in; empty where that is not known.
    """

    code: str
    country: str
    level: int
    vintages: tuple[int, ...]
    admin1: frozenset[str]


@cache
def _data() -> dict[str, Any]:
    text = (files(__package__) / "data" / "nuts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def nuts(cell: str) -> Nuts | None:
    """Read a NUTS code, also where its name stands beside it.

    Parameters
    ----------
    cell : str
        For example ``DEG01``, or ``DEG01  / Erfurt, Kreisfreie Stadt``.

    Returns
    -------
    Nuts or None
        The code; None where the cell begins with none, or with one of no country of NUTS.

    Examples
    --------
    >>> found = nuts("DEG01  / Erfurt, Kreisfreie Stadt")
    >>> found.code, found.country, found.level, sorted(found.admin1)
    ('DEG01', 'DE', 3, ['15'])
    >>> nuts("FR10").vintages, nuts("FRF1").vintages
    ((2013, 2016, 2021, 2024), (2016, 2021, 2024))
    >>> nuts("Paris") is None
    True
    """
    match = CODE.match(cell.strip())
    if match is None or match[1] not in _data()["countries"]:
        return None
    code = match[0]
    regions: dict[str, list[str]] = _data()["admin1"]
    longest = next((code[:n] for n in range(len(code), 2, -1) if code[:n] in regions), "")
    return Nuts(
        code=code,
        country=ISO.get(match[1], match[1]),
        level=len(match[2]),
        vintages=_vintages(code),
        admin1=frozenset(regions.get(longest, ())),
    )


def _vintages(code: str) -> tuple[int, ...]:
    """Return the versions that have the code, by the longest beginning that the table lists."""
    changed: dict[str, list[int]] = _data()["vintages"]
    longest = next((code[:n] for n in range(len(code), 2, -1) if code[:n] in changed), "")
    return tuple(changed.get(longest, _data()["versions"]))
