"""What is done to single cells: expressions, lookups, days and numbers as people write them.

Regular expressions are those of RE2, which never takes longer than its text is long, whatever the
pattern and the cell.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.mapping.blocks import Recipe
from coopgraph.dataset.mapping.months import months_named
from coopgraph.dataset.mapping.typed import canonical_number
from coopgraph.names import did_you_mean

__all__ = ["date_pattern", "number_marks", "pattern_groups", "prepared"]

MAX_HINTS: Final = 200  # past this many nobody reads them
TOKENS: Final = {
    "YYYY": r"(?P<y>[0-9]{4})",
    "MM": r"(?P<m>[0-9]{1,2})",
    "MONTH": r"(?P<n>[^\W\d_]+)\.?",
    "DD": r"(?P<d>[0-9]{1,2})",
}
SAMPLE: Final = re.compile(r"1([,.' ]?)234(?:([,.])[0-9]+)?")
THOUSANDS: Final = (",", ".", "'", " ", "")
DECIMALS: Final = (".", ",")

Step = Callable[[str], tuple[str, str]]


# ---- notation ------------------------------------------------------------------------------------


def pattern_groups(pattern: str) -> tuple[str, ...] | str:
    """Return the names of a pattern's groups, or what is wrong with it.

    Parameters
    ----------
    pattern : str
        A regular expression of RE2 with named groups, or with one group, or none.

    Returns
    -------
    tuple of str, or str
        The names; empty where the value is the one group or the whole. A text says what is wrong.

    Examples
    --------
    >>> pattern_groups("(?P<code>[A-Z]+) / (?P<name>.*)"), pattern_groups("Q[0-9]+")
    (('code', 'name'), ())
    >>> pattern_groups("(a")
    'missing )'
    """
    named = re.findall(r"\(\?P<([A-Za-z_][A-Za-z0-9_]*)>", pattern)
    try:
        pc.extract_regex(pa.array([""]), _whole(pattern))
    except pa.ArrowInvalid as error:
        reason = str(error).split(": ")[1:2] or [str(error)]
        if "unnamed groups" in str(error):
            return "several groups need names, as in (?P<code>[A-Z]+)"
        return reason[0]
    return tuple(named)


def _whole(pattern: str) -> str:
    """Return a pattern that describes the whole cell and has a name for its only group."""
    plain = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "", pattern)
    groups = re.findall(r"\((?!\?)|\(\?P<", plain)
    if not groups:
        return f"^(?P<value>{pattern})$"
    if len(groups) == 1 and "(?P<" not in plain:
        at = _first_group(pattern)
        return f"^(?:{pattern[:at]}(?P<value>{pattern[at + 1 :]})$"
    return f"^(?:{pattern})$"


def _first_group(pattern: str) -> int:
    for found in re.finditer(r"\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)", pattern):
        if found[0] == "(":
            return found.start()
    raise ValueError(pattern)


def date_pattern(form: str) -> re.Pattern[str] | None:
    """Return the expression of a way to write days; None where it is none.

    Parameters
    ----------
    form : str
        Such as ``DD.MM.YYYY``, ``YYYY/MM``, ``DD. MONTH YYYY`` or ``YYYY``.

    Examples
    --------
    >>> bool(date_pattern("DD.MM.YYYY")), date_pattern("DD.MM.YY"), date_pattern("DD/YYYY")
    (True, None, None)
    """
    parts = re.split("(YYYY|MONTH|MM|DD)", form)
    found = ["MM" if part == "MONTH" else part for part in parts[1::2]]
    sound = len(set(found)) == len(found) and set(found) in (
        {"YYYY"},
        {"YYYY", "MM"},
        {"YYYY", "MM", "DD"},
    )
    if not sound or re.search("[YMD]{2}|[YMD]$", "".join(parts[::2])):
        return None
    return re.compile("".join(TOKENS.get(part) or re.escape(part) for part in parts))


def number_marks(sample: str) -> tuple[str, str] | None:
    """Return what parts thousands and decimals in a number that is written as an example.

    Parameters
    ----------
    sample : str
        The number 1234.5 as it is written, such as ``1.234,5``.

    Examples
    --------
    >>> number_marks("1.234,5"), number_marks("1234.5"), number_marks("1,234"), number_marks("x")
    (('.', ','), ('', '.'), (',', '.'), None)
    """
    found = SAMPLE.fullmatch(sample)
    if not found or found[1] == found[2]:
        return None
    other = "." if found[1] == "," else ","
    return found[1], found[2] or (other if found[1] in (",", ".") else ".")


# ---- steps ---------------------------------------------------------------------------------------


def prepared(recipe: Recipe, distinct: list[str]) -> dict[str, tuple[str, str]]:
    """Return what a recipe makes of cells, and what is wrong with those that it cannot take.

    Parameters
    ----------
    recipe : Recipe
        The steps.
    distinct : list of str
        The cells, each once; an empty one has a value only by a lookup of it.

    Returns
    -------
    dict of str to (str, str)
        For each cell its value, and a message where it has none and should.

    Examples
    --------
    >>> prepared(Recipe(("x",), number="1,234.5"), ["892,228.58", "758394.29", "1.234,5"])
    {'892,228.58': ('892228.58', ''), '758394.29': ('758394.29', ''),
     '1.234,5': ('', 'not a number that is written like 1,234.5')}
    """
    parts = {cell: [cell] for cell in distinct}
    if recipe.split:
        pieces = {cell: [p.strip() for p in cell.split(recipe.split)] for cell in distinct}
        parts = {cell: [p for p in several if p] or [""] for cell, several in pieces.items()}
    words = list(dict.fromkeys(p for several in parts.values() for p in several))
    known: dict[str, tuple[str, str]] = {word: (word, "") for word in words}
    for word in set(recipe.empty) & set(words):
        known[word] = ("", "")
    for step in _steps(recipe, [w for w in words if known[w][0]]):
        for word, (value, message) in known.items():
            if not message:
                known[word] = step(value)
    if recipe.otherwise is not None:
        known = {w: (recipe.otherwise, "") if m else (v, "") for w, (v, m) in known.items()}
    found = {}
    for cell, several in parts.items():
        messages = [known[p][1] for p in several if known[p][1]]
        values = [known[p][0] for p in several if known[p][0]]
        found[cell] = ("", messages[0]) if messages else (recipe.split.join(values), "")
    return found


def _steps(recipe: Recipe, words: list[str]) -> list[Step]:
    steps: list[Step] = []
    if recipe.pattern:
        steps.append(_filled(_extract(recipe.pattern, words)))
    if recipe.lookup is not None:
        steps.append(_look_up(recipe.lookup))
    if recipe.date:
        steps.append(_filled(_date(recipe.date)))
    if recipe.number:
        steps.append(_filled(_number(recipe.number, recipe.factor)))
    if recipe.text:
        before, _, after = recipe.text.partition("*")
        steps.append(_filled(lambda word: (f"{before}{word}{after}", "")))
    return steps


def _filled(step: Step) -> Step:
    """Return a step that leaves an empty cell as it is."""
    return lambda word: step(word) if word else ("", "")


def _extract(pattern: str, words: list[str]) -> Step:
    found = pc.extract_regex(pa.array(words, pa.string()), _whole(pattern))
    values = found.field(0).to_pylist() if found.type.num_fields else [""] * len(words)
    matched = found.is_valid().to_pylist()
    known = {w: v if ok else None for w, v, ok in zip(words, values, matched, strict=True)}

    def step(word: str) -> tuple[str, str]:
        value = known[word]
        if value is None:
            return "", f"does not fit the pattern {pattern}"
        return value.strip(), ""

    return step


def _look_up(values: dict[str, str]) -> Step:
    hints = 0

    def step(word: str) -> tuple[str, str]:
        nonlocal hints
        if word in values:
            return values[word], ""
        if not word:
            return "", ""
        if "*" in values:
            return (word if values["*"] == "*" else values["*"]), ""
        hints += 1
        near = did_you_mean(word, filter(None, values)) if hints <= MAX_HINTS else ""
        keys = [key for key in values if key]
        expected = ", ".join(keys[:8]) + (" …" if len(keys) > 8 else "")
        return "", "not in the lookup." + (near or f" Expected one of {expected}")

    return step


def _date(forms: tuple[str, ...]) -> Step:
    patterns = [p for p in map(date_pattern, forms) if p]
    expected = " or ".join(forms)

    def step(word: str) -> tuple[str, str]:
        matches = [found for p in patterns if (found := p.fullmatch(word))]
        days = {day for found in matches for month in _months(found) if (day := _day(found, month))}
        if len(days) == 1:
            return days.pop(), ""
        if days:
            told = " or ".join(sorted(days))
            return "", f"may be {told}; write dates in one way, or name one format"
        return "", f"not a date; expected {expected}"

    return step


def _months(found: re.Match[str]) -> Iterable[int]:
    """Return the months that are written there; 0 where none is."""
    parts = found.groupdict()
    return months_named(parts["n"]) if "n" in parts else (int(parts.get("m") or 0),)


def _day(found: re.Match[str], month: int) -> str:
    parts = found.groupdict()
    year, day = (int(parts.get(k) or 0) for k in ("y", "d"))
    try:
        whole = dt.date(year, month or 1, day or 1)
    except ValueError:
        return ""
    return whole.isoformat()[: 10 if day else 7 if month else 4] if "d" not in parts or day else ""


def _number(style: str, factor: str) -> Step:
    marks = number_marks(style)
    possible = [marks] if marks else [(t, d) for t in THOUSANDS for d in DECIMALS if t != d]
    times = Decimal(factor or "1")

    def step(word: str) -> tuple[str, str]:
        plain = word.replace("\u2212", "-").replace("\u2019", "'")
        found = {n for t, d in possible if (n := _plain_number(plain, t, d)) is not None}
        if len(found) > 1:
            told = " or ".join(sorted(found))
            return "", f'may be {told}; say how numbers are written, as in number = "1,234.5"'
        if not found:
            like = "" if style == "auto" else f" that is written like {style}"
            return "", f"not a number{like}"
        (value,) = found
        if factor:
            value = canonical_number(format(Decimal(value) * times, "f"))
        return value, ""

    return step


def _plain_number(text: str, thousands: str, decimal: str) -> str | None:
    """Return a number with a point for decimals; None where it is not written so."""
    whole, mark, fraction = text.partition(decimal)
    sign, digits = (whole[:1], whole[1:]) if whole[:1] in ("+", "-") else ("", whole)
    if (mark and not fraction.isdigit()) or not (text.isascii() and digits):
        return None
    if thousands and thousands in digits:
        first, *groups = digits.split(thousands)
        if not (1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)):
            return None
        digits = digits.replace(thousands, "")
    if not digits.isdigit():
        return None
    return canonical_number(f"{sign}{digits}.{fraction}" if mark else f"{sign}{digits}")
