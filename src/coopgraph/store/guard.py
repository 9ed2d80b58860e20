"""Queries that would reach outside the store are refused before any engine sees them.

The text is cut into the tokens of the SPARQL grammar, so that a keyword inside a string, a comment,
an IRI, a variable, a language tag or a prefixed name is no keyword. Engines differ in how they read
odd text (escapes, bare carriage returns, keywords without blanks, a comparison that looks like an
IRI), so every reading that some engine has is checked, and what can be read in two ways is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from coopgraph.errors import QueryRefused
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import PREFIXES

__all__ = ["check_query", "from_graphs"]

_UCHAR: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ECHAR: Final = rf"\\[tbnrf\\\"']|{_UCHAR}"
_TOKEN: Final = re.compile(
    rf"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_UCHAR})*>)
      | (?P<string>\"\"\"(?:(?:\"\"|\")?(?:[^"\\]|{_ECHAR}))*\"\"\"
          |'''(?:(?:''|')?(?:[^'\\]|{_ECHAR}))*'''
          |"(?:[^"\\\n\r]|{_ECHAR})*"|'(?:[^'\\\n\r]|{_ECHAR})*')
      | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<name>[\w.\-]*:(?:[\w.\-:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
      | (?P<variable>[?$]\w+)
      | (?P<word>[^\W\d]\w*)
      | (?P<other>\S)""",
    re.VERBOSE,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_BARE_CR: Final = re.compile(r"\r(?!\n)")
# Case is ignored as rdflib does, by the same machine: a long s or a dotless i is a letter to it.
_SERVICE: Final = re.compile("SERVICE", re.IGNORECASE)
_FROM: Final = re.compile("FROM|NAMED", re.IGNORECASE)
_HIERARCHICAL: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
# Words that an IRI, never a comparison, follows.
_BEFORE_IRI: Final = frozenset({"A", "BASE", "DESCRIBE", "FROM", "GRAPH", "NAMED"})

_Token = tuple[str, str]


def check_query(text: str, graphs: Iterable[str], prefixes: Mapping[str, str] = PREFIXES) -> None:
    """Refuse a query that would reach outside the store or change it.

    Parameters
    ----------
    text : str
        The query.
    graphs : iterable of str
        IRIs of the named graphs in the store; ``FROM`` may name these only.
    prefixes : mapping of str to str
        Namespaces by the prefixes that need not be declared.

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
    for reading in _readings(text):
        tokens = _tokens(reading)
        _refuse_service(tokens)
        _refuse_update(tokens)
        _refuse_ambiguous(tokens)
        _refuse_from(tokens, known, prefixes)


def from_graphs(text: str, prefixes: Mapping[str, str] = PREFIXES) -> list[str]:
    """Return the graphs that a query names with FROM or FROM NAMED.

    Parameters
    ----------
    text : str
        The query.
    prefixes : mapping of str to str
        Namespaces by the prefixes that need not be declared.

    Returns
    -------
    list of str
        Their IRIs, in the order of the text.

    Examples
    --------
    >>> from_graphs("SELECT * FROM <http://example.org/g> { ?s ?p 'FROM <x:y>' }")
    ['http://example.org/g']
    """
    return _from_iris(_tokens(text), prefixes)


def _readings(text: str) -> Iterator[str]:
    """Give the text as each engine reads it.

    The standard decodes code-point escapes first and ends a comment at a carriage return; Oxigraph
    does not do the one, rdflib not the other.
    """
    decoded = _ESCAPE.sub(_char, text)
    for form in dict.fromkeys((text, decoded)):
        yield form
        if _BARE_CR.search(form):
            yield _BARE_CR.sub(" ", form)


def _char(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number < 0x110000 else "\ufffd"


def _tokens(text: str) -> list[_Token]:
    """Cut a query into kinds and texts, without comments; two empty tokens end the list."""
    found = [(m.lastgroup or "", m[0]) for m in _TOKEN.finditer(text) if m.lastgroup != "comment"]
    return [*found, ("", ""), ("", "")]


def _refuse_service(tokens: Sequence[_Token]) -> None:
    for i, (kind, value) in enumerate(tokens):
        # Oxigraph needs no blanks around keywords: in `trueSERVICEp:x {` it finds three tokens.
        glued = kind == "name" and _names_group(tokens, i)
        if (kind == "word" or glued) and _SERVICE.search(value):
            raise QueryRefused(
                "SERVICE is refused: a query sees the local graph only. Load the other data "
                "with coopgraph build and ask again."
            )


def _names_group(tokens: Sequence[_Token], i: int) -> bool:
    """Tell whether a name stands before a group, where only GRAPH or FROM may put one."""
    before = tokens[i - 1][1].upper() if i else ""
    return tokens[i + 1][1] == "{" and before not in ("GRAPH", "FROM", "NAMED")


def _refuse_update(tokens: Sequence[_Token]) -> None:
    words = (value.upper() for kind, value in tokens if kind == "word")
    first = next((w for w in words if w in _UPDATES | _FORMS), "")
    if first in _UPDATES:
        raise QueryRefused(
            f"{first} is refused: a built graph is read-only. Change the tables and run "
            "coopgraph build."
        )


def _refuse_ambiguous(tokens: Sequence[_Token]) -> None:
    """Refuse ``?a<?b#>`` and its like: an IRI to one engine, to another a comparison.

    After a comparison the ``#`` would begin a comment and the apostrophe a string, so that the rest
    reads differently too. An address with ``://`` is never taken for a comparison.
    """
    for (kind0, before), (kind, value) in pairwise(tokens):
        if kind != "iri" or not set(value) & {"#", "'"} or _HIERARCHICAL.match(value):
            continue
        operand = kind0 in ("variable", "string", "language", "name", "iri")
        operand |= kind0 == "word" and before.upper() not in _BEFORE_IRI
        if operand or before in (")", "}") or before.isdecimal():
            raise QueryRefused(
                f"{value} can be read as an IRI and as a comparison. Put a blank after the < of a "
                "comparison; write an IRI such as this one with a PREFIX."
            )


def _refuse_from(tokens: Sequence[_Token], known: set[str], prefixes: Mapping[str, str]) -> None:
    for i, (kind, value) in enumerate(tokens):
        glued = kind == "word" and value.upper() not in ("FROM", "NAMED")
        glued |= kind == "name" and _names_group(tokens, i)
        if glued and _FROM.search(value.partition(":")[0]):
            raise QueryRefused(f'"{value}" is not clear: put a blank after FROM or NAMED.')
    for iri in _from_iris(tokens, prefixes):
        if iri not in known:
            hint = did_you_mean(iri, known)
            if not hint and known:
                hint = f" The store has: {', '.join(sorted(known))}."
            raise QueryRefused(f"FROM <{iri}> is not a graph of this store.{hint}")


def _from_iris(tokens: Sequence[_Token], known: Mapping[str, str]) -> list[str]:
    prefixes = dict(known)
    found = []
    for (kind, word), (kind1, value1), (_, value2) in zip(
        tokens, tokens[1:], tokens[2:], strict=False
    ):
        if kind != "word":
            continue
        if word.upper() == "PREFIX" and kind1 == "name":
            prefixes[value1.removesuffix(":")] = value2[1:-1]
        if word.upper() == "FROM":
            target = value2 if value1.upper() == "NAMED" else value1
            if target.startswith("<"):
                found.append(target[1:-1])
            else:
                prefix, _, local = target.partition(":")
                found.append(prefixes.get(prefix, prefix + ":") + local)
    return found
