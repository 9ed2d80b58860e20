"""Names of places as people write them: what is the name, and what stands around it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from coopgraph.names import fold

__all__ = [
    "MUNICIPALITY",
    "Reading",
    "connecting",
    "is_region_word",
    "loose",
    "loosely_same",
    "readings",
    "region_word",
    "same_word",
    "without_region_word",
    "words",
]

# Post codes, numbers of districts ("13e", "3ème", "10."), Roman numerals, CEDEX.
NUMBER: Final = re.compile(
    r"""(?ix)
    (?<=\s)[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}(?=\s|,|$)               # SW1A 1AA
    | (?:^|\s)\d{4}\s?[a-z]{2}(?=\s)                                 # 1012 AB
    | (?:^|[\s,–-])(?:[a-z]{1,3}[\s-])?\d[\d\s-]{2,8}(?=\s|,|$)      # F-75013, 00-950, 114 55
    | (?<=\s)\d{1,2}(?:\.|\s?(?:e|er|[eè]me|th|st|nd|rd|o|º|ª|a|\.\s*(?:bezirk|ker(?:ület)?)))?
      (?:\s+(?:arrondissement|arr\.?|bezirk|district|distrikt|ward|sector))?(?=\s|,|$)
    | (?:^|(?<=\s))(?:sector|sektor|district|distrikt|okres|obvod|arrondissement|bezirk|ward)(?:ul)?
      \s+\d{1,2}(?=\s|,|$)
    | (?<=\s)[IVX]{1,6}\.?(?:\s*ker(?:ület|\.)?)?$
    """
)
CEDEX: Final = re.compile(r"(?i)[\s,-]*\bcedex\b\.?\s*\d*")
POSTCODE: Final = re.compile(r"(?i)\d{3,}|\d{2}-\d{3}|\d{3}\s\d\d|\d[a-z]{2}$")
BRACKET: Final = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]?")
SLASH: Final = re.compile(r"\s*[/|;]\s*")
DASH: Final = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*")
# "Aarhus C", "Toreby L.": the letter of a post office.
LETTER: Final = re.compile(r"(?:(?<=[^\W\d_A-ZÆØÅ])|(?<=[^\W\d_]{4}))\s+[A-ZÆØÅ]{1,2}\.?$")
# "ST MARTIN D HERES": an apostrophe lost.
ELISION: Final = re.compile(r"(?i)(?<![^\W\d_'’])([dl])\s(?=[^\W\d_]{3})")
LETTERS: Final = frozenset("äöüøåæœßÄÖÜØÅÆŒ")
MOST_WORDS: Final = 5
SHORTEST_INSIDE: Final = 5
# What says where a place lies: "i.d. Oberpfalz", "sur Seine", "nad Labem".
TAIL: Final = re.compile(
    r"""(?ix)^(\S.+?)\s+
    (?:i\.?\s?d\.?|in\s+der|in|im|i\.|am|a\.|an\s+der|a\.?\s?d\.?|ob\s+der|bei|b\.|near|sur|nad|pri|pod
      |upon|on|under|kod|kraj|u|w|v|ved|vid)\s*(?=[^\W\d_])(.+)$"""
)
MUNICIPALITY: Final = "word for a municipality cut off"
BLANKS: Final = re.compile(r"[\s\u00a0_]+")
QUOTES: Final = "\"'«»“”„‟`´*#?!.,;:-–—"


@dataclass(frozen=True)
class Reading:
    """One way of reading a cell.

    Parameters
    ----------
    name : str
        The name of the place.
    hints : tuple of str
        What stands beside it, in brackets or behind a comma: a country, a region, a larger town.
    factor : float
        How much trust is left of 1 after what was cut off.
    district : bool
        Whether the number of a district was cut off: the name is then of the town around it.
    how : str
        What was cut off, in words; empty for the cell as it is.
    partial : bool
        Whether it is a part of the cell only, which names candidates but decides nothing.
    agreed : str
        What every hint must be for the reading to decide: "where" it lies, a large town or a
        territory that it is "inside" of, the "same" place's name, or the "part" of a city;
        "whole" where only a name written just so decides. Empty where hints need not be
        understood.
    """

    name: str
    hints: tuple[str, ...] = ()
    factor: float = 1.0
    district: bool = False
    how: str = ""
    partial: bool = False
    agreed: str = ""

    @property
    def split(self) -> bool:
        """Whether it is a guess at what belongs together, which says nothing of the country."""
        return self.agreed in {"inside", "part"}


@cache
def words() -> dict[str, Any]:
    """Return the word lists of `data/words.toml`."""
    text = (files(__package__) / "data" / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _municipality() -> re.Pattern[str]:
    longest = sorted(words()["municipality"], key=len, reverse=True)
    either = "|".join(longest)
    return re.compile(
        rf"^(?:{either})\s+(?:of\s+|de\s+|di\s+)?(?P<a>.+)$|^(?P<b>.+?)\s+(?:{either})$"
    )


@cache
def _sets() -> tuple[frozenset[str], dict[str, str], frozenset[str]]:
    lists = words()
    return frozenset(lists["connecting"]), lists["same"], frozenset(lists["larger"])


def connecting() -> frozenset[str]:
    """Return the words that spellings of one name leave out or abbreviate."""
    return _sets()[0]


def same_word(word: str) -> str:
    """Return what the spellings of one word have in common.

    Examples
    --------
    >>> same_word("saint"), same_word("sveti"), same_word("turku")
    ('st', 'sv', 'turku')
    """
    return _sets()[1].get(word, word)


def loose(folded: str) -> str:
    """Reduce a folded name further: without connecting words, blanks and umlauts written out.

    Parameters
    ----------
    folded : str
        A name as `coopgraph.names.fold` returns it.

    Returns
    -------
    str
        One word; equal for spellings that differ in an abbreviation only.

    Examples
    --------
    >>> loose("frankfurt main") == loose("frankfurt am main")
    True
    >>> loose("st poelten"), loose("sankt polten")
    ('stpolten', 'stpolten')
    """
    whole = _joined(folded)
    for written, plain in (("oe", "o"), ("ue", "u"), ("ae", "a"), ("aa", "a")):
        whole = whole.replace(written, plain)
    return whole


def _joined(folded: str) -> str:
    connecting, same, _ = _sets()
    tokens = folded.split()
    return "".join([same.get(t, t) for t in tokens if t not in connecting] or tokens)


def loosely_same(one: str, other: str) -> bool:
    """Tell whether names that are alike by `loose` are so for more than double vowels.

    Examples
    --------
    >>> loosely_same("Goettingen", "Göttingen"), loosely_same("Limoes", "Limos")
    (True, False)
    """
    return bool(LETTERS & {*one, *other}) or _joined(fold(one)) == _joined(fold(other))


def region_word(name: str) -> str:
    """Return the word that makes a name that of a larger territory, such as "Landkreis", or "".

    Examples
    --------
    >>> region_word("Landkreis Göttingen"), region_word("Göttingen")
    ('landkreis', '')
    """
    larger = _sets()[2]
    tokens = fold(name).split()
    return next((t for t in tokens if t in larger), "") if len(tokens) > 1 else ""


def without_region_word(folded: str) -> str:
    """Drop the words for a larger territory, and what connects them with its name.

    Examples
    --------
    >>> without_region_word("provincia di lecce"), without_region_word("varmlands lan")
    ('lecce', 'varmlands')
    """
    tokens = folded.split()
    first, _, larger = _sets()
    if not any(t in larger for t in tokens):
        return folded
    kept = [t for t in tokens if t not in larger]
    while kept and kept[0] in first:
        kept = kept[1:]
    return " ".join(kept) or folded


def is_region_word(text: str) -> bool:
    """Tell whether a text is a word for a larger territory and nothing else.

    Examples
    --------
    >>> is_region_word("Landkreis"), is_region_word("Viljandi county")
    (True, False)
    """
    tokens = fold(text).split()
    return bool(tokens) and all(t in _sets()[2] for t in tokens)


def _trim(text: str) -> str:
    return BLANKS.sub(" ", text).strip(QUOTES + " ")


def _without_numbers(text: str) -> tuple[str, bool]:
    """Cut post codes, CEDEX and district numbers off; tell whether a district's was among them."""
    plain = CEDEX.sub("", text)
    found = [m.group(0) for m in NUMBER.finditer(plain)]
    rest = _trim(NUMBER.sub(" ", plain))
    district = any(not POSTCODE.search(number) for number in found)
    return rest, district


def readings(cell: str) -> Iterator[Reading]:
    """Give the ways of reading a cell, from the most literal to the freest.

    Parameters
    ----------
    cell : str
        The cell.

    Yields
    ------
    Reading
        A name with what stood around it.

    Examples
    --------
    >>> [r.name for r in readings("75013 Paris Cedex 13") if not r.partial]
    ['Paris', '75013 Paris Cedex 13']
    >>> [(r.name, r.hints) for r in readings("Roma (RM)") if not r.partial]
    [('Roma (RM)', ()), ('Roma', ('RM',))]
    >>> [r.name for r in readings("City of Turku") if not r.partial and not r.split]
    ['City of Turku', 'turku']
    """
    whole = _trim(cell)
    seen: set[tuple[str, tuple[str, ...], str]] = set()
    for reading in _all(whole):
        name = reading.name if reading.split else fold(reading.name) or reading.name
        key = (name, reading.hints, reading.agreed)
        if reading.name and key not in seen:
            seen.add(key)
            yield reading


def _all(whole: str) -> Iterator[Reading]:
    if not whole:
        return
    hints: tuple[str, ...] = ()
    rest, district = whole, False
    if any(c.isdigit() for c in whole) or "cedex" in whole.casefold() or _roman_end(whole):
        rest, district = _without_numbers(whole)
        how = "number of a district cut off" if district else "post code cut off"
        yield Reading(rest, (), 0.98, district, how)
    yield Reading(whole)
    base = rest or whole
    beside = [p for p in map(_trim, SLASH.split(base)) if p]
    if len(beside) > 1 and "(" in base:  # "Frankfurt (Oder)/Słubice": brackets are of a part
        for number, part in enumerate(beside):
            others = (*beside[:number], *beside[number + 1 :])
            yield Reading(part, others, 0.96, district, "one of several names")
    inner = tuple(_trim(m) for m in BRACKET.findall(base))
    outer = _trim(BRACKET.sub(" ", base))
    if inner and outer:
        hints = tuple(h for h in inner if h)
        yield Reading(outer, hints, 0.98, district, "words in brackets taken as a hint")
        base = outer
    head, comma, tail = base.partition(",")
    if comma and head.strip():
        tails = tuple(t for t in (_trim(t) for t in tail.split(",")) if t)
        if len(tails) == 1 and not hints:  # "Main, Frankfurt am"
            how = "words in another order"
            yield Reading(f"{tails[0]} {_trim(head)}", (), 0.96, district, how, agreed="whole")
        yield Reading(
            _trim(head), (*hints, *tails), 0.98, district, "words behind a comma taken as a hint"
        )
        base, hints = _trim(head), (*hints, *tails)
    match = _municipality().match(fold(base))
    if match:
        name = match["a"] or match["b"]
        yield Reading(name, hints, 0.97, district, MUNICIPALITY)
    if ELISION.search(base):
        yield Reading(ELISION.sub(r"\1'", base), hints, 0.98, district, "apostrophe put back")
    if LETTER.search(base):
        how = "letter of a post office cut off"
        yield Reading(LETTER.sub("", base), hints, 0.97, district, how)
    yield from _parts(base, hints, district)


def _parts(base: str, hints: tuple[str, ...], district: bool) -> Iterator[Reading]:
    """Read several names in one cell, then what is only a part of a name."""
    inside = [p for p in map(_trim, DASH.split(base)) if p]
    if len(inside) > 1:  # "Belgrade – Zemun": the last is inside the first
        others = (*hints, *inside[:-1])
        yield Reading(inside[-1], others, 0.96, district, "last of several names")
    beside = [p for p in map(_trim, SLASH.split(base)) if p]
    if len(beside) > 1:  # "Bolzano / Bozen": one place in two languages
        for number, part in enumerate(beside):
            others = (*hints, *beside[:number], *beside[number + 1 :])
            yield Reading(part, others, 0.96, district, "one of several names")
    tail = TAIL.match(base)
    if tail:  # "Weiden in der Oberpfalz", where the gazetteer has Weiden
        how = "where it lies taken as a hint"
        yield Reading(_trim(tail[1]), (*hints, _trim(tail[2])), 0.96, district, how, agreed="where")
    joined = base.split("-")
    if len(joined) == 2 and all(len(p.strip()) > 1 for p in joined):  # "Vaasa-Vasa"
        how = "two names of one place"
        one, other = map(_trim, joined)
        yield Reading(one, (*hints, other), 0.96, district, how, agreed="same")
        how = "town and part of it"  # "Ostrava-Poruba"
        yield Reading(one, (*hints, other), 0.96, True, how, agreed="part")
    yield from _insides(base, hints, district)
    rest = [*(_without_numbers(h)[0] for h in hints), *inside[:-1]]
    if len(base.split()) > 1:
        rest += sorted((t for t in re.split(r"[\s-]+", base) if len(t) > 3), key=len, reverse=True)
    for part in rest:
        if not is_region_word(part):
            yield Reading(_trim(part), (), 0.8, district, "a part of the name", partial=True)


def _insides(base: str, hints: tuple[str, ...], district: bool) -> Iterator[Reading]:
    """Read a name and what it lies in, with nothing between: "ZOGRAFOU ATHENS"."""
    tokens = base.split()
    if len(tokens) > MOST_WORDS:
        return
    how = "where it lies taken as a hint"
    for cut in range(1, len(tokens)):
        one, other = " ".join(tokens[:cut]), " ".join(tokens[cut:])
        for name, hint in ((one, other), (other, one)):
            if min(len(name), len(hint)) >= SHORTEST_INSIDE:
                yield Reading(name, (*hints, hint), 0.95, district, how, agreed="inside")


def _roman_end(text: str) -> bool:
    return bool(re.search(r"\s[IVX]{1,6}\.?(?:\s*ker(?:ület|\.)?)?$", text))
