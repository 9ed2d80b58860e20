"""Abbreviated names: "Gorzów Wlkp.", "Č. Budějovice", "Neustadt a. d. Weinstr."."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from coopgraph.dataset.reconcile.spelling import connecting, same_word
from coopgraph.names import fold

__all__ = ["Abbreviated", "abbreviated", "expands"]

WORD: Final = re.compile(r"([^\W\d_]+)(\.?)")
VOWELS: Final = frozenset("aeiouy")
SHORTEST_WHOLE: Final = 4

Abbreviated = tuple[tuple[str, bool], ...]
"""Folded words, each with whether it is abbreviated."""


def abbreviated(name: str) -> Abbreviated:
    """Return the words of a name, if some of them are abbreviated and one is not; else nothing.

    A word is abbreviated if a full stop follows, or behind a slash if it has one or two letters,
    or if it has three letters or more and no vowel.

    Examples
    --------
    >>> abbreviated("Gorzów Wlkp."), abbreviated("Sankt Pölten")
    ((('gorzow', False), ('wlkp', True)), ())
    >>> abbreviated("Frankfurt/O.")
    (('frankfurt', False), ('o', True))
    """
    found = []
    for match in WORD.finditer(name):
        word = fold(match[1])
        behind_slash = len(word) <= 2 and name[: match.start()].rstrip().endswith("/")
        short = bool(match[2]) or behind_slash or (len(word) > 2 and not VOWELS & set(word))
        found.append((word, short))
    longest = max((len(word) for word, short in found if short), default=0)
    least = SHORTEST_WHOLE - (longest >= SHORTEST_WHOLE)  # "Aix en Prov."
    whole = any(len(word) >= least for word, short in found if not short)
    return tuple(found) if whole and longest else ()


def expands(words: Abbreviated, names: Iterable[str]) -> list[str]:
    """Return the folded names that abbreviated words stand for.

    Each word of the name must be there, in order; an abbreviation is a beginning of its word, or
    some of its letters with the first ("Wlkp" of "Wielkopolski"). Connecting words count on
    neither side, but one word at least must have been abbreviated.

    Parameters
    ----------
    words : sequence of (str, bool)
        As `abbreviated` returns them.
    names : iterable of str
        Folded names.

    Returns
    -------
    list of str
        Those that agree.

    Examples
    --------
    >>> names = ["gorzow wielkopolski", "gorzow slaski", "gorzow"]
    >>> expands(abbreviated("Gorzów Wlkp."), names)
    ['gorzow wielkopolski']
    >>> expands(abbreviated("Neustadt a.d. Weinstr."), ["neustadt an der weinstrasse", "neustadt"])
    ['neustadt an der weinstrasse']
    """
    return [name for name in names if _agree(words, tuple(name.split()))]


@cache
def _agree(words: Abbreviated, name: tuple[str, ...]) -> bool:
    return _matches(words, name, opened=False)


def _matches(words: Sequence[tuple[str, bool]], name: Sequence[str], *, opened: bool) -> bool:
    if not words:
        return opened and all(w in connecting() for w in name)
    (word, short), rest = words[0], words[1:]
    if name:
        first = name[0]
        if same_word(word) == same_word(first):
            if _matches(rest, name[1:], opened=opened):
                return True
        elif (
            short
            and _stands_for(word, first)
            and _matches(rest, name[1:], opened=opened or first not in connecting())
        ):
            return True
        if first in connecting() and _matches(words, name[1:], opened=opened):
            return True
    return word in connecting() and _matches(rest, name, opened=opened)


def _stands_for(short: str, word: str) -> bool:
    """Tell whether the letters of an abbreviation stand in a word in their order."""
    if not word.startswith(short[0]) or len(word) <= len(short):
        return False
    letters = iter(word)
    return word.startswith(short) or (len(short) > 1 and all(c in letters for c in short))
