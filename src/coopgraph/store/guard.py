"""Queries that would reach outside the store are refused before any engine sees them.

The text is cut into the tokens of the SPARQL grammar, so that a keyword inside a string, a comment,
an IRI, a variable or a prefixed name is no keyword, and code-point escapes cannot hide one.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from coopgraph.errors import QueryRefused
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import PREFIXES

__all__ = ["check_query", "from_graphs"]

_TOKEN: Final = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>\"\"\"(?:(?:\"|\"\")?(?:[^"\\]|\\.))*\"\"\"|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
          |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
      | (?P<name>[\w.\-]*:[\w.\-%:\\]*)
      | (?P<variable>[?$]\w+)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<other>\S)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


def check_query(text: str, graphs: Iterable[str]) -> None:
    """Refuse a query that would reach outside the store or change it.

    Parameters
    ----------
    text : str
        The query.
    graphs : iterable of str
        IRIs of the named graphs in the store; ``FROM`` may name these only.

    Raises
    ------
    QueryRefused
        Saying which part is refused and what to do instead.

    Examples
    --------
    >>> check_query("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", [])
    Traceback (most recent call last):
        ...
    coopgraph.errors.QueryRefused: SERVICE is refused: a query sees the local graph only. ...
    """
    known = set(graphs)
    for form in (text, _decode(text)):
        words = [value.upper() for kind, value in _tokens(form) if kind == "word"]
        if "SERVICE" in words:
            raise QueryRefused(
                "SERVICE is refused: a query sees the local graph only. Load the other data "
                "with coopgraph build and ask again."
            )
        first = next((w for w in words if w in _UPDATES | _FORMS), "")
        if first in _UPDATES:
            raise QueryRefused(
                f"{first} is refused: a built graph is read-only. Change the tables and run "
                "coopgraph build."
            )
        for iri in from_graphs(form):
            if iri not in known:
                hint = did_you_mean(iri, known) or f" The store has: {', '.join(sorted(known))}."
                raise QueryRefused(f"FROM <{iri}> is not a graph of this store.{hint}")


def from_graphs(text: str) -> list[str]:
    """Return the graphs that a query names with FROM or FROM NAMED.

    Examples
    --------
    >>> from_graphs("SELECT * FROM <http://example.org/g> { ?s ?p 'FROM <x:y>' }")
    ['http://example.org/g']
    """
    prefixes = dict(PREFIXES)
    found = []
    tokens = [(k, v) for k, v in _tokens(text) if k != "comment"]
    for (kind, word), (kind1, value1), (_, value2) in zip(
        tokens, tokens[1:] + [("", "")], tokens[2:] + [("", "")] * 2, strict=False
    ):
        if kind != "word":
            continue
        if word.upper() == "PREFIX" and kind1 == "name":
            prefixes[value1.rstrip(":")] = value2.strip("<>")
        if word.upper() == "FROM":
            target = value2 if value1.upper() == "NAMED" else value1
            if target.startswith("<"):
                found.append(target.strip("<>"))
            else:
                prefix, _, local = target.partition(":")
                found.append(prefixes.get(prefix, prefix + ":") + local)
    return found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        yield match.lastgroup or "", match[0]


def _decode(text: str) -> str:
    """Decode code-point escapes, which SPARQL allows anywhere in a query."""

    def char(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        return chr(number) if number < 0x110000 else "\ufffd"

    return _ESCAPE.sub(char, text)
