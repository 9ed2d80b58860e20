"""Which queries can be answered part by part, where each part knows all about its nodes.

A graph is parted by subject: a part has some subjects at home, with everything that is stated about
them, and everything that is stated about the nodes that these point to. What is asked about one
node and what it points to is then found in the part where that node is at home.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from coopgraph.vocabulary import ONTOLOGY_GRAPH, PREFIXES

__all__ = ["LocalRules", "is_local", "sort_rules"]

_ABSENT: Final = ("Builtin_NOTEXISTS", "Minus")
# What a part cannot answer for the whole.
_WHOLE: Final = {
    "Minus",
    "MinusGraphPattern",
    "Slice",
    "Having",
    "ServiceGraphPattern",
    "SubSelect",
}
_TYPE: Final = PREFIXES["rdf"] + "type"
_ANY: Final = "?"

_Pattern = tuple[Any, Any, Any]


@dataclass
class _Parsed:
    """The triple patterns of a query, without those about the ontology."""

    patterns: list[_Pattern] = field(default_factory=list)
    asserted: list[_Pattern] = field(default_factory=list)
    listed: dict[Any, set[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    makes: list[_Pattern] = field(default_factory=list)
    counted: set[Any] = field(default_factory=set)
    named: list[tuple[Any, Any]] = field(default_factory=list)
    tested: set[Any] = field(default_factory=set)

    def predicates(self, patterns: Sequence[_Pattern]) -> set[str]:
        """Return the properties of patterns; ``?`` where any may be meant, or a path."""
        found: set[str] = set()
        for _, predicate, _ in patterns:
            found |= self.listed.get(predicate) or _names(predicate)
        return found


@dataclass(frozen=True)
class LocalRules:
    """Rules parted by where they can be applied.

    Parameters
    ----------
    local : tuple of str
        Those that each part applies by itself, in their order.
    whole : tuple of str
        Those that need the whole graph, to be applied after the others, in their order.
    scattered : frozenset of str
        Properties made that a part does not know all of its nodes' values of.
    late : frozenset of str
        Properties that rules make which need the whole graph.
    """

    local: tuple[str, ...]
    whole: tuple[str, ...]
    scattered: frozenset[str]
    late: frozenset[str]


def sort_rules(rules: Sequence[str]) -> LocalRules:
    """Tell the rules that each part can apply by itself from those that need the whole graph.

    The first ones are about a single subject, or about a single triple. A rule that uses what one
    that needs the whole graph has made, or makes what an earlier one of these uses, goes with them.

    Parameters
    ----------
    rules : sequence of str
        CONSTRUCT queries, in the order in which they are applied.

    Returns
    -------
    LocalRules
        The rules.

    Examples
    --------
    >>> star = "CONSTRUCT { ?s coop:involves ?e } WHERE { ?s coop:party ?e }"
    >>> chain = "CONSTRUCT { ?a coop:inCountry ?b } WHERE { ?a coop:partOf+ ?b }"
    >>> sort_rules([star, chain]).whole == (chain,)
    True
    """
    local: list[str] = []
    whole: list[str] = []
    scattered: set[str] = set()
    made_late: set[str] = set()
    used_late: set[str] = set()
    for rule in rules:
        parsed = _parse(rule)
        uses, makes = parsed.predicates(parsed.patterns), parsed.predicates(parsed.makes)
        about = {s for s, _, _ in parsed.patterns}
        alone = len(parsed.patterns) == 1
        apart = not alone and (uses & scattered or _ANY in uses)
        clash = uses & made_late or makes & used_late or (_ANY in uses and made_late)
        unknown = _ANY in makes or (_ANY in used_late and makes)
        paths = any(not _plain(p) for _, p, _ in parsed.patterns)
        if len(about) != 1 or apart or clash or unknown or paths or parsed.names & _WHOLE:
            whole.append(rule)
            made_late |= makes
            used_late |= uses
            continue
        local.append(rule)
        if {s for s, _, _ in parsed.makes} != about or uses & scattered:
            scattered |= makes
    late = frozenset(made_late)
    return LocalRules(tuple(local), tuple(whole), frozenset(scattered) | late, late)


def is_local(query: str, scattered: frozenset[str] = frozenset()) -> bool:
    """Tell whether a query that has a solution has one in a part of the graph too.

    Parameters
    ----------
    query : str
        A SELECT query.
    scattered : frozenset of str
        Properties that a part does not know all of its nodes' values of.

    Returns
    -------
    bool
        Whether no part needs to be put together with others. False where that is not certain.

    Examples
    --------
    >>> is_local("SELECT ?s { ?s coop:party ?e FILTER NOT EXISTS { ?e skos:prefLabel ?n } }")
    True
    >>> is_local("SELECT ?e { ?e a coop:Entity FILTER NOT EXISTS { ?s coop:party ?e } }")
    False
    """
    parsed = _parse(query)
    if parsed.names & _WHOLE:
        return False
    if len(parsed.patterns) == 1:
        return _plain(parsed.patterns[0][1])
    if any(not _plain(p) for _, p, _ in parsed.patterns):
        return False
    if parsed.predicates(parsed.patterns) & (scattered | {_ANY}):
        return False
    first = [s for s, _, _ in parsed.asserted]
    targets = {o for s, _, o in parsed.asserted if s != o}
    roots = {s for s in first if s not in targets}
    if not roots and first:  # each points to another: one of them will do
        roots = {first[0]}
    if len(roots) != 1:
        return False
    near = roots | {o for s, _, o in parsed.patterns if s in roots}
    return all(s in near for s, _, _ in parsed.patterns)


def _names(predicate: Any) -> set[str]:
    from rdflib import URIRef
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

    if isinstance(predicate, AlternativePath | SequencePath):
        return {name for one in predicate.args for name in _names(one)}
    if isinstance(predicate, InvPath):
        return _names(predicate.arg)
    if isinstance(predicate, MulPath):
        return _names(predicate.path)
    return {str(predicate) if isinstance(predicate, URIRef) else _ANY}


def _plain(predicate: Any) -> bool:
    """Tell whether a predicate is a step forward, and not a way."""
    from rdflib import URIRef, Variable
    from rdflib.paths import AlternativePath

    if isinstance(predicate, AlternativePath):
        return all(isinstance(one, URIRef) for one in predicate.args)
    return isinstance(predicate, URIRef | Variable)


def _parse(query: str) -> _Parsed:
    from rdflib.plugins.sparql import prepareQuery

    prepared = prepareQuery(query, initNs=PREFIXES)
    parsed = _Parsed()
    algebra = prepared.algebra
    parsed.makes = list(algebra["template"]) if "template" in algebra else []
    _walk(algebra["p"], parsed, asserted=True)
    counted = parsed.counted | {name for name, term in parsed.named if term in parsed.counted}
    if counted & parsed.tested:
        parsed.names.add("Having")
    return parsed


def _walk(node: Any, parsed: _Parsed, *, asserted: bool) -> None:
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
    for key, child in _children(node):
        if key == "expr" and name == "Filter":
            parsed.tested |= set(_variables(child))
        sure = asserted and name not in _ABSENT and (name != "LeftJoin" or key == "p1")
        _walk(child, parsed, asserted=sure)


def _pattern(terms: Any, start: int) -> _Pattern:
    return terms[start], terms[start + 1], terms[start + 2]


def _note(name: str, node: Any, parsed: _Parsed) -> None:
    """Note the values that are listed for a variable, and what is counted."""
    if name == "values" and "res" in node:
        for row in node["res"]:
            for variable, value in row.items():
                parsed.listed.setdefault(variable, set()).update(_names(value))
    elif name == "Extend":
        parsed.named.append((node["var"], node["expr"]))
    elif name.startswith("Aggregate_") and name != "Aggregate_Sample":
        parsed.counted.add(node["res"])


def _variables(node: Any) -> Iterator[Any]:
    from rdflib import Variable

    if isinstance(node, Variable):
        yield node
    for _, child in _children(node):
        yield from _variables(child)


def _children(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        yield from ((k, v) for k, v in node.items() if k not in ("_vars", "res", "triples"))
    elif isinstance(node, list | tuple):
        yield from (("", v) for v in node)
