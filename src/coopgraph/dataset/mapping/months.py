"""Names of months in the languages of Europe, as the Unicode CLDR has them."""

from functools import cache
from typing import Final

__all__ = ["LANGUAGES", "months_named"]

LANGUAGES: Final = (
    *("be", "bg", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fi", "fo"),
    *("fr", "ga", "gl", "hr", "hu", "is", "it", "lb", "lt", "lv", "mk", "mt", "nb", "nl", "nn"),
    *("pl", "pt", "rm", "ro", "ru", "se", "sk", "sl", "sq", "sr", "sv", "tr", "uk"),
    *("de_AT", "sr_Latn"),  # where names differ: Jänner; januar, not in Cyrillic
)


def months_named(name: str) -> frozenset[int]:
    """Return the months that a name may mean; several where languages differ.

    Parameters
    ----------
    name : str
        The name, also in the genitive or cut short, without a point.

    Returns
    -------
    frozenset of int
        1 for January and so on; empty where it is no month.

    References
    ----------
    Unicode Common Locale Data Repository: https://cldr.unicode.org/

    Examples
    --------
    >>> sorted(months_named("März")), sorted(months_named("stycznia"))
    ([3], [1])
    >>> sorted(months_named("Jänner"))  # in Austria
    [1]
    >>> sorted(months_named("listopad"))  # October in Croatian, November in Czech and Polish
    [10, 11]
    """
    return _months().get(name.casefold(), frozenset())


@cache
def _months() -> dict[str, frozenset[int]]:
    from babel import Locale

    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    found.setdefault(name.casefold().rstrip("."), set()).add(int(number))
    return {name: frozenset(numbers) for name, numbers in found.items()}
