"""Which queries can be answered part by part, where each part knows all about its nodes.

A graph is parted by subject: a part has some subjects at home, with everything that is stated about
them, and everything that is stated about the nodes that these point to. What is asked about one
node and what it points to is then found in the part where that node is at home.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coopgraph.store.algebra import ANY, Parsed, is_step, names_of, parse

__all__ = ["LocalRules", "is_local", "sort_rules"]

# What a part cannot answer for the whole.
_WHOLE: Final = {
    "Minus",
    "MinusGraphPattern",
    "Slice",
    "Having",
    "ServiceGraphPattern",
    "SubSelect",
}


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
    needs : frozenset of (str, str)
        Property and value of the triples that these rules look at; a value is empty where it may
        be any, and so is a property.
    """

    local: tuple[str, ...]
    whole: tuple[str, ...]
    scattered: frozenset[str]
    late: frozenset[str]
    needs: frozenset[tuple[str, str]]


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
    needs: set[tuple[str, str]] = set()
    scattered: set[str] = set()
    made_late: set[str] = set()
    used_late: set[str] = set()
    for rule in rules:
        parsed = parse(rule)
        uses, makes = parsed.predicates(parsed.patterns), parsed.predicates(parsed.makes)
        about = {s for s, _, _ in parsed.patterns}
        alone = len(parsed.patterns) == 1
        apart = not alone and (uses & scattered or ANY in uses)
        clash = uses & made_late or makes & used_late or (ANY in uses and made_late)
        unknown = ANY in makes or (ANY in used_late and makes)
        paths = any(not is_step(p) for _, p, _ in parsed.patterns)
        if len(about) != 1 or apart or clash or unknown or paths or parsed.names & _WHOLE:
            whole.append(rule)
            made_late |= makes
            used_late |= uses
            needs |= _needs(parsed)
            continue
        local.append(rule)
        if {s for s, _, _ in parsed.makes} != about or uses & scattered:
            scattered |= makes
    late = frozenset(made_late)
    known = frozenset(scattered) | late
    return LocalRules(tuple(local), tuple(whole), known, late, frozenset(needs))


def _needs(parsed: Parsed) -> set[tuple[str, str]]:
    """Return property and value of the triples that a query looks at; empty ones stand for any."""
    from rdflib import URIRef
    from rdflib.paths import MulPath

    found = set()
    for _, predicate, value in parsed.patterns:
        # A way of no step leads from any node to itself.
        names = {ANY} if isinstance(predicate, MulPath) and predicate.zero else names_of(predicate)
        fixed = str(value) if isinstance(value, URIRef) and is_step(predicate) else ""
        found |= {("", "") if name == ANY else (name, fixed) for name in names}
    return found


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
    parsed = parse(query)
    if parsed.names & _WHOLE:
        return False
    if len(parsed.patterns) == 1:
        return is_step(parsed.patterns[0][1])
    if any(not is_step(p) for _, p, _ in parsed.patterns):
        return False
    if parsed.predicates(parsed.patterns) & (scattered | {ANY}):
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
