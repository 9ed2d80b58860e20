"""Names in the genitive, as behind or before a word for a municipality: "Rovaniemen kaupunki"."""

from typing import Final

__all__ = ["nominatives"]

SHORTEST: Final = 4

# By country: what a folded genitive ends with, and what the nominative may end with instead.
ENDINGS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "FI": (
        ("ngin", "nki"),
        ("den", "si"),
        ("den", "ti"),
        ("run", "rku"),
        ("een", "e"),
        ("en", "i"),
        ("n", ""),
    ),
    "LV": (("as", "a"), ("es", "e"), ("a", "s"), ("u", "i"), ("su", "sis")),
    "LT": (
        ("os", "a"),
        ("es", "e"),
        ("aus", "us"),
        ("io", "ys"),
        ("io", "is"),
        ("o", "as"),
        ("iu", "iai"),
        ("u", "ai"),
    ),
    "GR": (("ou", "os"), ("ou", "o"), ("aion", "a"), ("eon", "ia"), ("eon", "a"), ("s", "")),
    "PL": (("ia", ""), ("nia", "n"), ("a", ""), ("y", "a"), ("i", "a"), ("i", "ia"), ("i", "")),
    "CZ": (("y", "a"), ("a", "o"), ("a", ""), ("e", "")),
    "SK": (("y", "a"), ("a", "o"), ("a", ""), ("e", "")),
    "HR": (("e", "a"), ("a", ""), ("a", "o")),
    "RS": (("e", "a"), ("a", ""), ("a", "o")),
    "ME": (("e", "a"), ("a", ""), ("a", "o")),
    "BA": (("e", "a"), ("a", ""), ("a", "o")),
    "SI": (("e", "a"), ("a", "")),
}


def nominatives(country: str, genitive: str) -> list[str]:
    """Return what a folded name in the genitive may be in the nominative.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2, for the language.
    genitive : str
        The folded name.

    Returns
    -------
    list of str
        Candidates; most are no names.

    Examples
    --------
    >>> nominatives("FI", "rovaniemen")[0], nominatives("LT", "klaipedos"), nominatives("DE", "x")
    ('rovaniemi', ['klaipeda'], [])
    """
    found = [
        genitive.removesuffix(ending) + other
        for ending, other in ENDINGS.get(country, ())
        if genitive.endswith(ending)
    ]
    return [name for name in found if len(name) >= SHORTEST]
