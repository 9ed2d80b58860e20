"""Names of made-up towns and organisations, and how names get misspelt."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import product
from typing import Any

import numpy as np

from coopgraph.names import fold

__all__ = ["misspelt", "organisation_names", "read_words", "town_names"]


def read_words() -> dict[str, Any]:
    """Return the words that made-up names are made of, and the countries by code.

    Examples
    --------
    >>> read_words()["countries"]["FI"]
    'Finland'
    """
    path = files("coopgraph.dataset").joinpath("generated", "words.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def town_names(count: int, words: Mapping[str, Any], rng: np.random.Generator) -> list[str]:
    """Return so many names of towns; no two are the same but for accents or script.

    Examples
    --------
    >>> len(set(town_names(500, read_words(), np.random.default_rng(0))))
    500
    """
    parts = product(*(words[name] for name in ("onsets", "vowels", "middles", "endings")))
    spelt = ("".join(chosen).capitalize() for chosen in parts)
    stems = list({fold(stem): stem for stem in spelt}.values())
    names = [stems[n] for n in rng.permutation(len(stems))[:count].tolist()]
    rounds = 1
    while len(names) < count:  # as there is a first and a second town of one name
        rounds += 1
        missing = count - len(names)
        names += [f"{name} {'I' * rounds}" for name in names[: min(missing, len(stems))]]
    return names


def organisation_names(
    towns: Sequence[str], words: Mapping[str, Any], rng: np.random.Generator
) -> list[str]:
    """Return a name for an organisation of each town; no two are the same.

    Examples
    --------
    >>> len(set(organisation_names(["Turku"] * 900, read_words(), np.random.default_rng(0))))
    900
    """
    kinds, fields = words["kinds"], words["fields"]
    combinations = len(kinds) * len(fields)
    starts = dict(zip(towns, rng.integers(0, combinations, len(towns)).tolist(), strict=True))
    step = 151  # has no divisor in common with the number of combinations
    used: dict[str, int] = {}
    names = []
    for town in towns:
        nth = used.get(town, 0)
        used[town] = nth + 1
        kind, field = divmod((starts[town] + nth * step) % combinations, len(fields))
        name = f"{town} {kinds[kind]} for {fields[field]}"
        names.append(f"{name} {nth // combinations + 1}" if nth >= combinations else name)
    return names


def misspelt(name: str, rng: np.random.Generator) -> str:
    """Return a name with one typing error: two letters turned, one lost, or one doubled.

    Examples
    --------
    >>> misspelt("Turku", np.random.default_rng(0)) != "Turku"
    True
    """
    places = [n for n in range(1, len(name) - 1) if name[n] != name[n + 1] and name[n] != " "]
    place = places[int(rng.integers(len(places)))]
    before, here, after = name[:place], name[place], name[place + 1 :]
    match int(rng.integers(3)):
        case 0:
            return before + after[0] + here + after[1:]
        case 1:
            return before + after
        case _:
            return before + here + here + after
