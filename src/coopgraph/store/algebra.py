"""Queries as the parser of rdflib sees them: triple patterns, and what is done with values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeAlias

from coopgraph.vocabulary import ONTOLOGY_GRAPH, PREFIXES

__all__ = ["ANY", "Parsed", "Pattern", "children", "is_step", "names_of", "parse", "variables"]

_ABSENT: Final = ("Builtin_NOTEXISTS", "Minus")
ANY: Final = "?"

Pattern: TypeAlias = tuple[Any, Any, Any]


@dataclass
class Parsed:
    """The triple patterns of a query, without those about the ontology."""

    patterns: list[Pattern] = field(default_factory=list)
    asserted: list[Pattern] = field(default_factory=list)
    listed: dict[Any, set[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    makes: list[Pattern] = field(default_factory=list)
    counted: set[Any] = field(default_factory=set)
    named: list[tuple[Any, Any]] = field(default_factory=list)
    tested: set[Any] = field(default_factory=set)
    filters: list[Any] = field(default_factory=list)
    iris: set[str] = field(default_factory=set)

    def predicates(self, patterns: Sequence[Pattern]) -> set[str]:
        """Return the properties of patterns; ``?`` where any may be meant, or a path."""
        found: set[str] = set()
        for _, predicate, _ in patterns:
            found |= self.listed.get(predicate) or names_of(predicate)
        return found


def names_of(predicate: Any) -> set[str]:
    """Return the properties of a path; ``?`` where any may be meant."""
    from rdflib import URIRef
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

    if isinstance(predicate, AlternativePath | SequencePath):
        return {name for one in predicate.args for name in names_of(one)}
    if isinstance(predicate, InvPath):
        return names_of(predicate.arg)
    if isinstance(predicate, MulPath):
        return names_of(predicate.path)
    return {str(predicate) if isinstance(predicate, URIRef) else ANY}


def is_step(predicate: Any) -> bool:
    """Tell whether a predicate is a step forward, and not a way."""
    from rdflib import URIRef, Variable
    from rdflib.paths import AlternativePath

    if isinstance(predicate, AlternativePath):
        return all(isinstance(one, URIRef) for one in predicate.args)
    return isinstance(predicate, URIRef | Variable)


@cache  # it is slow, and several things are asked about one query
def parse(query: str) -> Parsed:
    """Read a query that may use the prefixes of coopgraph without declaring them."""
    from rdflib.plugins.sparql import prepareQuery

    prepared = prepareQuery(query, initNs=PREFIXES)
    parsed = Parsed()
    algebra = prepared.algebra
    parsed.makes = list(algebra["template"]) if "template" in algebra else []
    _walk(algebra["p"], parsed, asserted=True)
    terms = (t for found in (parsed.patterns, parsed.makes) for pattern in found for t in pattern)
    for term in (*terms, *parsed.filters):
        parsed.iris |= _iris(term)
    for values in parsed.listed.values():
        parsed.iris |= values
    counted = parsed.counted | {name for name, term in parsed.named if term in list(parsed.counted)}
    if counted & parsed.tested:
        parsed.names.add("Having")
    return parsed


def _walk(node: Any, parsed: Parsed, *, asserted: bool) -> None:
    """Collect triple patterns and what is done with them."""
    name = getattr(node, "name", "")
    if name:
        parsed.names.add(name)
    if name in ("Graph", "GraphGraphPattern") and str(node["term"]) == ONTOLOGY_GRAPH:
        return  # every part has it
    if name in ("BGP", "TriplesBlock"):  # the latter, as written, in what must or must not exist
        found = [_pattern(terms, n) for terms in node["triples"] for n in range(0, len(terms), 3)]
        parsed.patterns += found
        parsed.asserted += found if asserted else []
        return
    _note(name, node, parsed)
    for key, child in children(node):
        if key == "expr" and name == "Filter":
            parsed.tested |= set(variables(child))
        if key == "expr" and name in ("Filter", "LeftJoin"):
            parsed.filters.append(child)
        sure = asserted and name not in _ABSENT and (name != "LeftJoin" or key == "p1")
        _walk(child, parsed, asserted=sure)


def _pattern(terms: Any, start: int) -> Pattern:
    return terms[start], terms[start + 1], terms[start + 2]


def _note(name: str, node: Any, parsed: Parsed) -> None:
    """Note the values that are listed for a variable, and what is counted."""
    if name == "values" and "res" in node:
        for row in node["res"]:
            for variable, value in row.items():
                parsed.listed.setdefault(variable, set()).update(names_of(value))
    elif name == "Extend":
        parsed.named.append((node["var"], node["expr"]))
    elif name.startswith("Aggregate_") and name != "Aggregate_Sample":
        parsed.counted.add(node["res"])


def variables(node: Any) -> Iterator[Any]:
    """Give the variables of an expression."""
    from rdflib import Variable

    if isinstance(node, Variable):
        yield node
    for _, child in children(node):
        yield from variables(child)


def children(node: Any) -> Iterator[tuple[str, Any]]:
    """Give what a node of a parsed query is made of, with its names."""
    if isinstance(node, dict):
        # What must (not) exist is translated into an attribute; the item of its name has lost its
        # filters.
        now = vars(node)
        kept = (k for k in node if k not in ("_vars", "res", "triples"))
        yield from ((k, now.get(k, node.get(k))) for k in kept)
    elif isinstance(node, list | tuple):
        yield from (("", v) for v in node)


def _iris(node: Any) -> set[str]:
    from rdflib import URIRef
    from rdflib.paths import Path

    if isinstance(node, URIRef):
        return {str(node)}
    if isinstance(node, Path):
        return names_of(node)
    return {name for _, child in children(node) for name in _iris(child)}
