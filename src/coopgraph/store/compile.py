"""SHACL shapes compiled to queries: one for each constraint, with a cheaper one before it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from coopgraph.store.conform import Conformance, text_of
from coopgraph.store.shapes import NotCompilable, Shape, Shapes, Term
from coopgraph.vocabulary import expand

__all__ = ["Check", "compile_shapes"]

_TYPE: Final = f"<{expand('rdf:type')}>"


@dataclass(frozen=True)
class Check:
    """One constraint of one shape as a query for what violates it.

    Parameters
    ----------
    rule : str
        IRI of the shape.
    message : str
        What is wrong, in plain words.
    path : str
        IRI of the property; empty where the path is compound or there is none.
    target : str
        Pattern that binds ``?this`` to the focus nodes.
    pattern : str
        Pattern that binds ``?value`` to what violates the constraint; empty where there is none.
    fault : str
        Expression over ``?this`` that is true where the constraint is violated; empty where the
        pattern alone says so.
    guard : str
        Pattern without the target that has no solution in most graphs; then there is no violation
        either. Empty where only the target can tell.
    """

    rule: str
    message: str
    path: str
    target: str
    pattern: str
    fault: str
    guard: str

    @property
    def query(self) -> str:
        """The query for every violation."""
        value = " ?value" if self.pattern else ""
        test = f" FILTER ({self.fault})" if self.fault else ""
        return f"SELECT DISTINCT ?this{value} {{ {self.target} {self.pattern}{test} }}"


def compile_shapes(
    shapes: Shapes, below: Callable[[str], tuple[str, ...]], regex: Callable[[str, str], bool]
) -> tuple[list[Check], dict[Term, str]]:
    """Compile every shape that has a target.

    Parameters
    ----------
    shapes : Shapes
        The shapes.
    below : callable
        Gives for each class itself and the classes below it, as far as they have instances.
    regex : callable
        Tells whether the engine can read a regular expression with these flags.

    Returns
    -------
    checks : list of Check
        The queries.
    left : dict of term to str
        The shapes that cannot be compiled, and why.

    Examples
    --------
    >>> compile_shapes(Shapes([]), lambda _: (), lambda *_: True)
    ([], {})
    """
    checks: list[Check] = []
    left: dict[Term, str] = {}
    for node in shapes.targeted():
        try:
            checks += _Compiler(Conformance(shapes, below, regex), below).targeted(node)
        except NotCompilable as reason:
            left[node] = str(reason)
    return checks, left


class _Compiler:
    """Compiles one shape with a target, and the shapes of properties that it names."""

    def __init__(self, conformance: Conformance, below: Callable[[str], tuple[str, ...]]):
        self.conformance = conformance
        self.shapes = conformance.shapes
        self.below = below

    def targeted(self, node: Term) -> list[Check]:
        """Return the checks of a shape that has targets."""
        shape = self.shapes.get(node)
        if shape is None:
            return []
        target = self._target(shape.targets)
        return list(self._checks(node, shape, target, ())) if target else []

    def _target(self, targets: Sequence[tuple[str, Term]]) -> str:
        """Return the pattern for the focus nodes; empty where there are none."""
        ways = []
        named = [text_of(c)[1:-1] for kind, c in targets if kind == "targetClass"]
        classes = sorted({below for name in named for below in self.below(name)})
        if classes:
            graph, found = self.conformance.fresh("g"), self.conformance.fresh("t")
            listed = " ".join(f"<{c}>" for c in classes)
            ways.append(f"VALUES {found} {{ {listed} }} GRAPH {graph} {{ ?this {_TYPE} {found} }}")
        for kind, term in targets:
            other = self.conformance.fresh()
            if kind == "targetNode":
                ways.append(f"VALUES ?this {{ {text_of(term)} }}")
            elif kind == "targetObjectsOf":
                ways.append(f"{other} {text_of(term)} ?this .")
            elif kind == "targetSubjectsOf":
                ways.append(f"?this {text_of(term)} {other} .")
        return " UNION ".join(f"{{ {way} }}" for way in ways) if len(ways) > 1 else "".join(ways)

    def _checks(
        self, node: Term, shape: Shape, target: str, chain: tuple[Term, ...]
    ) -> Iterator[Check]:
        if node in chain:
            raise NotCompilable("a shape that refers to itself")
        for name, arguments in shape.constraints:
            for argument in arguments:
                if name == "property":
                    yield from self._property(node, shape, argument, target, chain)
                elif self.conformance.is_of_values(name):
                    yield self._of_value(shape, name, argument, target)
                elif name == "uniqueLang" or name in ("disjoint", "lessThan", "lessThanOrEquals"):
                    if shape.path is None:
                        yield self._of_focus(shape, name, argument, target)
                    else:
                        yield from self._of_pairs(shape, name, argument, target)
                elif name not in ("qualifiedMinCount", "qualifiedMaxCount"):
                    yield self._of_focus(shape, name, argument, target)

    def _property(
        self, node: Term, shape: Shape, argument: Term, target: str, chain: tuple[Term, ...]
    ) -> Iterator[Check]:
        """Go on to a shape of a property; the values of a path are the next focus nodes."""
        inner = self.shapes.get(argument)
        if inner is None:
            return
        if shape.path is not None:
            before = self.conformance.fresh()
            step = self.conformance.values(before, shape.path, "?this")
            target = f"{target.replace('?this', before)} {step}"
        yield from self._checks(argument, inner, target, (*chain, node))

    def _of_value(self, shape: Shape, name: str, argument: Term, target: str) -> Check:
        """Return the check of a constraint that each value must meet by itself."""
        if shape.path is None:
            met = self.conformance.of_value(shape, name, argument, "?this")
            return self._check(shape, target, "BIND (?this AS ?value)", f"!{met}")
        met = self.conformance.of_value(shape, name, argument, "?value")
        pattern = self.conformance.values("?this", shape.path, "?value")
        guard = ""
        if not shape.path.empty:
            anything = pattern.replace("?this", self.conformance.fresh())
            # Grouped, so that each value is looked at once: a filter moves into DISTINCT.
            each = f"SELECT ?value (COUNT(*) AS ?uses) {{ {anything} }} GROUP BY ?value"
            guard = f"{{ {each} }} FILTER (!{met})"
        return self._check(shape, target, pattern, f"!{met}", guard)

    def _of_pairs(self, shape: Shape, name: str, argument: Term, target: str) -> Iterator[Check]:
        """Return the check of a constraint on pairs of values of one focus node."""
        pattern = self.conformance.fault(shape, name, argument, "?this", "?value")
        if not pattern:
            return
        if name == "uniqueLang":  # it is the language that is at fault, no single value
            fault = f"EXISTS {{ {pattern} }}"
            yield self._check(shape, target, "", fault, pattern)
        else:
            yield self._check(shape, target, pattern, "", pattern)

    def _of_focus(self, shape: Shape, name: str, argument: Term, target: str) -> Check:
        """Return the check of a constraint on all values together."""
        met = self.conformance.of_focus(shape, name, argument, "?this")
        guard = ""
        # Of three values and more, only the target makes it few enough to compare all.
        few = name == "maxCount" and met.count("sameTerm") <= 1
        if few and shape.path and not shape.path.empty:
            guard = met.removeprefix("(!EXISTS {").removesuffix("})")
        return self._check(shape, target, "", f"!{met}", guard)

    def _check(self, shape: Shape, target: str, pattern: str, fault: str, guard: str = "") -> Check:
        path = shape.path.iri if shape.path else ""
        message = shape.message or "does not conform to its shape"
        return Check(shape.id, message, path, target, pattern, fault, guard)
