"""Compiled shapes put to the store: which nodes violate which shape, and how."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pyoxigraph as ox

from coopgraph.store.compile import Check, compile_shapes
from coopgraph.store.shapes import Shapes, Term
from coopgraph.vocabulary import DERIVED_GRAPH, expand

__all__ = ["Found", "find_suspects", "find_violations", "rules_where"]

_TYPE: Final = f"<{expand('rdf:type')}>"
_WORKERS: Final = 2
_OR: Final = " } UNION { "
_IRI: Final = re.compile(r"<[^<>\s]+>")
_VARIABLE: Final = re.compile(r"\?[a-z]+\d*\b")
_LISTED: Final = re.compile(r"VALUES (\?\w+) \{[^{}]*\}")

Found = tuple[Check, Term, Term | None]


def find_violations(
    engine: ox.Store, shapes: Shapes, but: Collection[str] = ()
) -> tuple[list[Found], dict[Term, str]]:
    """Find everything that violates a shape, by queries.

    All graphs count as one, but for types: those in the derived graph are left out.

    Parameters
    ----------
    engine : pyoxigraph.Store
        The store, with the class hierarchy.
    shapes : Shapes
        The shapes.
    but : collection of str
        Shapes that nothing violates.

    Returns
    -------
    found : list of (Check, term, term or None)
        The constraint that is violated, the focus node, and the value at fault where there is one.
    left : dict of term to str
        The shapes that were left out, because they cannot be compiled, and why.

    Examples
    --------
    >>> find_violations(ox.Store(), Shapes([]))
    ([], {})
    """
    asked = _Asked(engine)
    checks, left = compile_shapes(shapes, asked.below, asked.reads)
    first = _first(check for check in checks if check.rule not in but)
    with ThreadPoolExecutor(_WORKERS) as pool:
        hits = pool.map(asked.any, first)
        suspect = [c for hit, same in zip(hits, first.values(), strict=True) if hit for c in same]
        answers = pool.map(asked.rows, [check.query for check in suspect])
        found = [
            (check, *row) for check, rows in zip(suspect, answers, strict=True) for row in rows
        ]
    return found, left


def rules_where(
    shapes: Shapes,
    holds: Callable[[str], bool],
    kept: Collection[str] = (),
    *,
    complete: bool = False,
) -> frozenset[str]:
    """Return the shapes of which something holds: of each query for what violates them.

    Parameters
    ----------
    shapes : Shapes
        The shapes.
    holds : callable
        Tells whether it holds of a query, see `coopgraph.store.local` and `structure`.
    kept : collection of str
        IRIs that matter to it; of others it may be told only which are equal.
    complete : bool
        Whether it must be told of values that may be missing as well.

    Examples
    --------
    >>> rules_where(Shapes([]), lambda query: True)
    frozenset()
    """
    checks, _ = compile_shapes(shapes, lambda name: (name,), lambda *_: True)
    known: dict[str, bool] = {}
    others = set()
    for check in checks:
        # Most differ in the properties only; each form is looked at once.
        forms = {_form(query, kept) for query in _questions(check, complete)}
        for form in forms - known.keys():
            known[form] = holds(form)
        if not all(known[form] for form in forms):
            others.add(check.rule)
    return frozenset({check.rule for check in checks} - others)


def _questions(check: Check, complete: bool) -> list[str]:
    """Return the queries that tell whether a part can answer for the whole."""
    # Where a value is missing in the whole, it is missing in the part too.
    missing = check.fault.startswith("!EXISTS {") and check.fault.count("{") == 1
    missing = missing and not complete
    rest = "" if missing else f" {check.pattern} FILTER ({check.fault or 'true'})"
    ways = check.target.removeprefix("{ ").removesuffix(" }").split(_OR)
    several = len(ways) > 1
    return [f"SELECT ?this {{ {w if several else check.target}{rest} }}" for w in ways]


def _form(query: str, kept: Collection[str]) -> str:
    """Return a query with names that do not matter made equal."""
    names: dict[str, str] = {}
    iris = {name: name for name in (*(f"<{iri}>" for iri in kept), _TYPE)}
    query = _LISTED.sub("VALUES \\1 { <x:y> }", query)
    query = _IRI.sub(lambda m: iris.setdefault(m[0], f"<x:{len(iris)}>"), query)
    return _VARIABLE.sub(lambda m: names.setdefault(m[0], f"?n{len(names)}"), query)


def find_suspects(engine: ox.Store, shapes: Shapes, among: Collection[str]) -> set[str]:
    """Return the shapes that something may violate.

    Parameters
    ----------
    engine : pyoxigraph.Store
        A part of a graph, see `coopgraph.store.local`.
    shapes : Shapes
        The shapes.
    among : collection of str
        The shapes in question.

    Examples
    --------
    >>> find_suspects(ox.Store(), Shapes([]), [])
    set()
    """
    asked = _Asked(engine)
    checks, _ = compile_shapes(shapes, asked.below, asked.reads)
    first = _first(check for check in checks if check.rule in among)
    likely = [check for query, same in first.items() if asked.any(query) for check in same]
    return {check.rule for check in likely if asked.any(f"{check.query} LIMIT 1")}


def _first(checks: Iterable[Check]) -> dict[str, list[Check]]:
    """Return few cheap queries, each with the checks that find nothing if it does."""
    first: dict[str, list[Check]] = defaultdict(list)
    targets: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        if check.guard:
            first[f"SELECT * {{ {check.guard} }} LIMIT 1"].append(check)
        elif "?value" in check.fault:
            first[f"{check.query} LIMIT 1"].append(check)
        else:
            targets[check.target].append(check)
    for target, same in targets.items():
        faults = " || ".join(f"({check.fault})" for check in same)
        first[f"SELECT ?this {{ {target} FILTER ({faults}) }} LIMIT 1"] = same
    return first


class _Asked:
    """What is asked of the engine, with all graphs as one."""

    def __init__(self, engine: ox.Store):
        self.engine = engine
        derived = ox.NamedNode(DERIVED_GRAPH)
        self.stated = [g for g in engine.named_graphs() if g != derived]
        self._above = self._hierarchy()
        self._known: dict[str, tuple[str, ...]] = {}

    def rows(self, query: str) -> list[tuple[Term, Term | None]]:
        """Return focus nodes and values."""
        answer = self._solutions(query)
        names = [v.value for v in answer.variables]
        return [(s["this"], s["value"] if "value" in names else None) for s in answer]

    def any(self, query: str) -> bool:
        """Tell whether a query has a solution."""
        return any(True for _ in self._solutions(query))

    def reads(self, pattern: str, flags: str) -> bool:
        """Tell whether the engine can read a regular expression."""
        text, options = str(ox.Literal(pattern)), str(ox.Literal(flags))
        query = f'SELECT ?read {{ BIND (REGEX("", {text}, {options}) AS ?read) }}'
        return any(solution["read"] is not None for solution in self._solutions(query))

    def below(self, name: str) -> tuple[str, ...]:
        """Return a class and those below it that have instances.

        Where whatever has one of them has the class itself too, the class is enough.
        """
        if name not in self._known:
            self._known[name] = self._below(name)
        return self._known[name]

    def _below(self, name: str) -> tuple[str, ...]:
        reached, waiting = {name}, [name]
        while waiting:
            new = self._above.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        listed = " ".join(f"<{c}>" for c in sorted(reached))
        query = (
            f"SELECT ?this {{ VALUES ?this {{ {listed} }} "
            f"FILTER EXISTS {{ GRAPH ?g {{ ?s {_TYPE} ?this }} }} }}"
        )
        found = [c.value for c, _ in self.rows(query) if isinstance(c, ox.NamedNode)]
        others = " ".join(f"<{c}>" for c in found if c != name)
        if name not in found or not others:
            return tuple(sorted(found))
        alone = (
            f"SELECT ?s {{ VALUES ?t {{ {others} }} GRAPH ?g {{ ?s {_TYPE} ?t }} "
            f"FILTER NOT EXISTS {{ GRAPH ?h {{ ?s {_TYPE} <{name}> }} }} }} LIMIT 1"
        )
        return tuple(sorted(found)) if self.any(alone) else (name,)

    def _hierarchy(self) -> dict[str, set[str]]:
        """Return the classes directly below each class."""
        above: dict[str, set[str]] = defaultdict(set)
        predicate = ox.NamedNode(expand("rdfs:subClassOf"))
        for quad in self.engine.quads_for_pattern(None, predicate, None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                above[quad.object.value].add(quad.subject.value)
        return above

    def _solutions(self, query: str) -> ox.QuerySolutions:
        answer = self.engine.query(query, use_default_graph_as_union=True, named_graphs=self.stated)
        if not isinstance(answer, ox.QuerySolutions):
            raise TypeError(query)
        # Written and read again, because the engine lets other threads run only while it writes.
        text = answer.serialize(format=ox.QueryResultsFormat.TSV) or b""
        parsed = ox.parse_query_results(input=text, format=ox.QueryResultsFormat.TSV)
        if not isinstance(parsed, ox.QuerySolutions):
            raise TypeError(query)
        return parsed
