"""What the engine says of a query that is not SPARQL, made short enough to read."""

import re
from typing import Final

from coopgraph.names import did_you_mean

__all__ = ["explain_syntax"]

_PLACE: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
# One of the engine's expectations: a class of characters, a quoted text, or words.
_ITEM: Final = re.compile(
    r"""(\[(?:'(?:\\.[^']*|[^'])'|[^\]'])*\])|("(?:[^"\\]|\\.)*")|([^,"\[]+)"""
)
_PROLOGUE: Final = re.compile(
    r"(?:\s|\#[^\n]*|PREFIX\s+[\w.-]*:\s*<[^>]*>|BASE\s*<[^>]*>)*(\w*)", re.IGNORECASE
)
_NAME: Final = re.compile(r"[\w-]*:[\w-]+$")
# A path, such as coop:party/rdfs:label, has a second colon.
_SLASHED: Final = re.compile(r"[\w-]*:[\w-]+(?:/[\w-]+)+(?![\w:/-])")
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_CLOSING: Final = ("}", ")", "]", ".", ";")
# What a term may begin with, by kind.
_TERMS: Final = {
    "a variable": frozenset("?$"),
    "an IRI": frozenset("<:"),
    "a literal": frozenset({'"', "'", '"""', "'''", "+", "-", "true", "false"}),
    "": frozenset({"(", "[", "_:", "<<", "<<("}),
}
_MOST: Final = 4
_WIDTH: Final = 76


def explain_syntax(text: str, message: str) -> str:
    """Say where a query is no SPARQL, show the place, and name a few things that may stand there.

    Parameters
    ----------
    text : str
        The query.
    message : str
        What Oxigraph says of it.

    Returns
    -------
    str
        Line, column and reason; below, the line of the query with the place marked.

    Examples
    --------
    >>> print(explain_syntax("ASK { ?s a coop:Call", 'error at 1:21: expected one of "}", [_]'))
    not a valid SPARQL query: line 1, column 21: expected "}"
      ASK { ?s a coop:Call
                          ^
    """
    found = _PLACE.fullmatch(message.strip())
    if not found:
        return f"not a valid SPARQL query: {message.strip()}"
    signs, words, symbols = _expected(found[3])
    # The engine tries a keyword as a whole, and then reports the place behind it.
    width = 0 if signs or symbols else max((len(word) for word in words), default=1)
    before = text.split("\n")[: int(found[1]) - 1]
    end = sum(len(line) + 1 for line in before) + int(found[2]) - 1
    place = min(max(0, end - width), len(text))
    row, start = text.count("\n", 0, place), text.rfind("\n", 0, place) + 1
    line, begin = text[start:].partition("\n")[0], place - start
    reason = _form(text) or _reason(signs, words, line, begin)
    where = f"not a valid SPARQL query: line {row + 1}, column {begin + 1}"
    shown = f"\n{_shown(line, begin, end - start)}" if line.strip() else ""
    return f"{where}{reason and ': '}{reason}{shown}"


def _expected(text: str) -> tuple[list[str], list[str], bool]:
    """Part the expectations into quoted signs, words, and whether there are other characters."""
    signs, words, symbols = [], [], False
    for item in _ITEM.finditer(text):
        symbols |= bool(item[1]) and item[1] != "[_]"
        if item[2]:
            signs.append(re.sub(r"\\(.)", r"\1", item[2][1:-1]))
        elif item[3] and item[3].strip():
            words.append(item[3].strip())
    said = [word for word in words if " " in word]
    return signs, said or words, symbols or bool(said)


def _form(text: str) -> str:
    """Say that the first word is none of the four forms, as the engine does not."""
    begin = _PROLOGUE.match(text)
    word = begin[1] if begin else ""
    if not word or word.upper() in _FORMS:
        return ""
    hint = did_you_mean(word.upper(), _FORMS)
    return f'"{word}" is no form of a query.{hint or " There are: " + ", ".join(_FORMS) + "."}'


def _reason(signs: list[str], words: list[str], line: str, place: int) -> str:
    path = next((m for m in _SLASHED.finditer(line) if m.start() <= place < m.end()), None)
    if path:
        escaped = path[0].replace("/", "\\/")
        return f"a slash in a prefixed name needs a backslash: {escaped}"
    name = _NAME.search(line[:place])
    if "Prefix not found" in words and name:
        return f"the prefix {name[0].partition(':')[0]}: is not known; declare it with PREFIX"
    if "IRI parsing failed" in words:
        return "the IRI is not valid, or not absolute"
    if words and " " in words[0]:
        return words[0][:1].lower() + words[0][1:]
    if "\\U" in signs:
        return "the text in quotation marks has no end"
    return _options(signs)


def _options(signs: list[str]) -> str:
    """Name what may stand there; closing brackets first, as mostly one of them is missing."""
    terms = [kind for kind, begins in _TERMS.items() if kind and begins & set(signs)]
    if "a variable" in terms:
        taken = frozenset().union(*_TERMS.values()) | ({"."} if "+" in signs else set())
        signs = [sign for sign in signs if sign not in taken]
    else:
        terms = []
    closing = [f'"{sign}"' for sign in _CLOSING if sign in signs]
    options = [*closing, *terms, *(f'"{sign}"' for sign in signs if sign not in _CLOSING)]
    more = " …" if len(options) > _MOST else ""
    return f"expected {' or '.join(options[:_MOST])}{more}" if options else ""


def _shown(line: str, begin: int, end: int) -> str:
    """Give the line, cut to what stands around the place, and a mark below it."""
    plain = "".join(sign if sign.isprintable() else " " for sign in line)
    cut = max(0, min(begin - _WIDTH // 2, len(plain) - _WIDTH))
    mark = "^" + "~" * (min(end, len(plain)) - begin - 1)
    return f"  {plain[cut : cut + _WIDTH].rstrip()}\n  {' ' * (begin - cut)}{mark}"
