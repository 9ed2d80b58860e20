"""Compare names as people write them: without case, accents, script and punctuation."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from anyascii import anyascii
from rapidfuzz import fuzz, process

__all__ = ["did_you_mean", "fold", "nearest", "slug"]

_CUTOFF: Final = 70.0  # below this, rapidfuzz finds likeness between any two short names


def fold(text: str) -> str:
    """Reduce a name to what two spellings of it have in common.

    Lower case, Latin letters and digits, words parted by one blank. Accents fall away (``ö`` is
    ``o``), ligatures and special letters open up (``æ`` is ``ae``, ``ß`` is ``ss``), Cyrillic,
    Greek and other scripts are transliterated, dashes and other signs part words; apostrophes
    and the Cyrillic soft sign vanish.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The folded name; empty where no letter or digit is left. Folding twice changes nothing.

    Examples
    --------
    >>> fold("Umeå"), fold("Saint-Petersburg"), fold("  ŁÓDŹ "), fold("Straße")
    ('umea', 'saint petersburg', 'lodz', 'strasse')
    >>> fold("Выборг"), fold("Θεσσαλονίκη")
    ('vyborg', 'thessaloniki')
    """
    if text.isascii():  # most names are, and nothing of the rest applies to them
        return " ".join(re.findall(r"[a-z0-9]+", text.replace("'", "").lower()))
    plain = unicodedata.normalize("NFC", text).casefold()
    # The soft and hard signs of Cyrillic come out as apostrophes.
    latin = anyascii(unicodedata.normalize("NFC", plain)).replace("'", "").lower()
    return " ".join(re.findall(r"[a-z0-9]+", latin))


def nearest(name: str, candidates: Iterable[str], n: int = 3) -> list[str]:
    """Give the candidates that are most like a name.

    Parameters
    ----------
    name : str
        The name looked for.
    candidates : iterable of str
        Names that exist.
    n : int
        How many to give at most.

    Returns
    -------
    list of str
        The most similar first; of equally similar ones the alphabetically first. Empty where
        nothing is similar.

    Examples
    --------
    >>> nearest("Petrozavods", ["Petrozavodsk", "Turku", "Kostomuksha"])
    ['Petrozavodsk']
    """
    folded = {candidate: fold(candidate) for candidate in sorted(set(candidates))}
    wanted = fold(name)
    if not wanted or n < 1:
        return []
    found = process.extract(wanted, folded, scorer=fuzz.WRatio, score_cutoff=_CUTOFF, limit=None)
    # A whole-word likeness ranks before a partial one that WRatio finds equal.
    ranked = sorted(found, key=lambda hit: (-hit[1], -fuzz.ratio(wanted, hit[0]), hit[2]))
    return [str(candidate) for _, _, candidate in ranked[:n]]


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """Word a question after the nearest candidate, to be put behind an error message.

    Parameters
    ----------
    name : str
        The name looked for.
    candidates : iterable of str
        Names that exist.

    Returns
    -------
    str
        `` Did you mean "x"?`` with a leading blank, or nothing.

    Examples
    --------
    >>> did_you_mean("betweeness", ["degree", "betweenness"])
    ' Did you mean "betweenness"?'
    >>> did_you_mean("xyz", ["degree", "betweenness"])
    ''
    """
    match nearest(name, candidates, 1):
        case [best]:
            return f' Did you mean "{best}"?'
    return ""


def slug(text: str) -> str:
    """Make an identifier of a name: its folded words, joined by hyphens.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Lower-case letters, digits and single hyphens; empty where `fold` leaves nothing.

    Examples
    --------
    >>> slug("Regional Council of Kainuu"), slug("Østfold & Akershus")
    ('regional-council-of-kainuu', 'ostfold-akershus')
    """
    return fold(text).replace(" ", "-")
