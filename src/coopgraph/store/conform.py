"""What it means to conform to a shape, as expressions of SPARQL that are true or false."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import combinations, count
from typing import Final

import pyoxigraph as ox

from coopgraph.store.shapes import NotCompilable, Path, Shape, Shapes, Term, ask_for
from coopgraph.vocabulary import PREFIXES, expand

__all__ = ["Conformance", "text_of"]

_XSD: Final = PREFIXES["xsd"]
# What the engine can tell well-formed from ill-formed text of.
_CAST: Final = {
    _XSD + name
    for name in ("integer", "decimal", "double", "float", "boolean", "date", "dateTime", "time")
}
_PLAIN: Final = {_XSD + "string", expand("rdf:langString")}
_KINDS: Final = {
    "IRI": "isIRI({0})",
    "Literal": "isLiteral({0})",
    "BlankNode": "isBlank({0})",
    "IRIOrLiteral": "!isBlank({0})",
    "BlankNodeOrIRI": "!isLiteral({0})",
    "BlankNodeOrLiteral": "!isIRI({0})",
}
_COMPARISONS: Final = {
    "minExclusive": ">",
    "minInclusive": ">=",
    "maxExclusive": "<",
    "maxInclusive": "<=",
    "lessThan": "<",
    "lessThanOrEquals": "<=",
}
# Parameters that come with another one.
_COMPANIONS: Final = {"qualifiedMinCount", "qualifiedMaxCount"}


def text_of(term: Term) -> str:
    """Return a term as SPARQL writes it.

    Raises
    ------
    NotCompilable
        If it is a blank node, which a query cannot name.

    Examples
    --------
    >>> text_of(ox.Literal("a", language="en"))
    '"a"@en'
    """
    if isinstance(term, ox.BlankNode):
        raise NotCompilable("a blank node as a value")
    return str(term)


class Conformance:
    """Writes expressions that are true where something conforms.

    Parameters
    ----------
    shapes : Shapes
        The shapes.
    below : callable
        Gives for each class itself and the classes below it, as far as they have instances.
    regex : callable
        Tells whether the engine can read a regular expression with these flags.
    """

    def __init__(
        self,
        shapes: Shapes,
        below: Callable[[str], tuple[str, ...]],
        regex: Callable[[str, str], bool],
    ):
        self.shapes = shapes
        self._below = below
        self._regex = regex
        self._numbers = count()
        self._by_value: Mapping[str, Callable[[Shape, Term, str], str]] = {
            "class": self._class,
            "datatype": self._datatype,
            "nodeKind": self._node_kind,
            "minLength": partial(self._length, ">="),
            "maxLength": partial(self._length, "<="),
            "pattern": self._pattern,
            "languageIn": self._language_in,
            "in": self._in,
        }

    def fresh(self, name: str = "v") -> str:
        """Return a variable that no other part of the queries has."""
        return f"?{name}{next(self._numbers)}"

    def values(self, subject: str, path: Path, value: str) -> str:
        """Return the pattern for the values of a path."""
        return ask_for(subject, path, value, self.fresh("g")[1:])

    def conforms(self, node: Term, focus: str, chain: tuple[Term, ...] = ()) -> str:
        """Return an expression that is true where a focus node conforms to a shape.

        Parameters
        ----------
        node : term
            The shape.
        focus : str
            A variable.
        chain : tuple of terms
            The shapes that led to this one.

        Raises
        ------
        NotCompilable
            If the shape refers to itself, or to what has no translation.
        """
        if node in chain:
            raise NotCompilable("a shape that refers to itself")
        shape = self.shapes.get(node)
        if shape is None:
            return "true"
        chain = (*chain, node)
        parts = []
        for name, arguments in shape.constraints:
            for argument in arguments:
                if self.is_of_values(name):
                    parts.append(self._every(shape, name, argument, focus, chain))
                elif name not in _COMPANIONS:
                    parts.append(self.of_focus(shape, name, argument, focus, chain))
        return f"({' && '.join(parts)})" if parts else "true"

    def is_of_values(self, name: str) -> bool:
        """Tell whether a constraint is about each value by itself."""
        nested = ("node", "property", "not", "and", "or")
        bounds = name in _COMPARISONS and not name.startswith("less")
        return name in self._by_value or name in nested or bounds

    def of_value(
        self, shape: Shape, name: str, argument: Term, value: str, chain: tuple[Term, ...] = ()
    ) -> str:
        """Return an expression that is true where a value meets a constraint."""
        if name in self._by_value:
            return self._by_value[name](shape, argument, value)
        if name in _COMPARISONS:
            return f"COALESCE({value} {_COMPARISONS[name]} {text_of(argument)}, false)"
        if name in ("node", "property"):
            return self.conforms(argument, value, chain)
        if name == "not":
            return f"(!{self.conforms(argument, value, chain)})"
        parts = [self.conforms(item, value, chain) for item in self.shapes.items(argument)]
        if name == "and":
            return f"({' && '.join(parts) or 'true'})"
        return f"({' || '.join(parts) or 'false'})"

    def of_focus(
        self, shape: Shape, name: str, argument: Term, focus: str, chain: tuple[Term, ...] = ()
    ) -> str:
        """Return an expression that is true where all values together meet a constraint."""
        path = shape.path
        if path is None:
            return self._of_itself(name, argument, focus)
        if name == "hasValue":
            return f"EXISTS {{ {self.values(focus, path, text_of(argument))} }}"
        if name in ("minCount", "maxCount"):
            number = int(text_of(argument).split('"')[1])
            if name == "minCount":
                return self.several(focus, path, number)
            return f"(!{self.several(focus, path, number + 1)})"
        if name == "qualifiedValueShape":
            return self._qualified(shape, path, argument, focus, chain)
        fault = self.fault(shape, name, argument, focus, self.fresh())
        return f"NOT EXISTS {{ {fault} }}" if fault else "true"

    def several(self, focus: str, path: Path, number: int, condition: str = "") -> str:
        """Return an expression that is true where a path has so many values or more.

        A condition is about ``{0}``.
        """
        if number <= 0:
            return "true"
        if number > 4:
            raise NotCompilable("a count above 4")
        variables = [self.fresh() for _ in range(number)]
        pattern = " ".join(self.values(focus, path, v) for v in variables)
        filters = [f"!sameTerm({a}, {b})" for a, b in combinations(variables, 2)]
        filters += [condition.replace("{0}", v) for v in variables if condition]
        test = f" FILTER ({' && '.join(filters)})" if filters else ""
        return f"EXISTS {{ {pattern}{test} }}"

    def fault(self, shape: Shape, name: str, argument: Term, focus: str, value: str) -> str:
        """Return the pattern for the values that break a constraint on pairs of values."""
        path = shape.path or Path("", "")
        own = self.values(focus, path, value)
        other = self.fresh()
        if name == "uniqueLang":
            if text_of(argument) != f'"true"^^<{_XSD}boolean>':
                return ""
            again = self.values(focus, path, other)
            return (
                f'{own} FILTER (LANG({value}) != "") {again} FILTER (!sameTerm({value}, {other}) '
                f"&& LCASE(LANG({value})) = LCASE(LANG({other})))"
            )
        against = self.values(focus, Path(text_of(argument), text_of(argument)[1:-1]), value)
        if name == "disjoint":
            return f"{own} {against}"
        if name in ("lessThan", "lessThanOrEquals"):
            against = self.values(focus, Path(text_of(argument), text_of(argument)[1:-1]), other)
            test = f"COALESCE({value} {_COMPARISONS[name]} {other}, false)"
            return f"{own} {against} FILTER (!{test})"
        raise NotCompilable(f"sh:{name}")

    def _every(
        self, shape: Shape, name: str, argument: Term, focus: str, chain: tuple[Term, ...]
    ) -> str:
        if shape.path is None:
            return self.of_value(shape, name, argument, focus, chain)
        value = self.fresh()
        test = self.of_value(shape, name, argument, value, chain)
        return f"NOT EXISTS {{ {self.values(focus, shape.path, value)} FILTER (!{test}) }}"

    def _of_itself(self, name: str, argument: Term, focus: str) -> str:
        """Return the constraint of a node shape, whose only value is the focus node."""
        if name == "hasValue":
            return f"sameTerm({focus}, {text_of(argument)})"
        if name == "disjoint":
            return f"NOT EXISTS {{ {focus} {text_of(argument)} {focus} . }}"
        raise NotCompilable(f"sh:{name} of a node shape")

    def _qualified(
        self, shape: Shape, path: Path, argument: Term, focus: str, chain: tuple[Term, ...]
    ) -> str:
        said = dict(shape.constraints)
        if "qualifiedValueShapesDisjoint" in said:
            raise NotCompilable("sh:qualifiedValueShapesDisjoint")
        marker = "?QUALIFIED"
        condition = self.conforms(argument, marker, chain).replace(marker, "{0}")
        parts = []
        for name, more in (("qualifiedMinCount", 0), ("qualifiedMaxCount", 1)):
            for term in said.get(name, ()):
                number = int(text_of(term).split('"')[1]) + more
                test = self.several(focus, path, number, condition)
                parts.append(f"(!{test})" if more else test)
        return f"({' && '.join(parts) or 'true'})"

    # ---- what one value must be ---------------------------------------------------------------

    def _class(self, _: Shape, argument: Term, value: str) -> str:
        classes = ", ".join(f"<{c}>" for c in self._below(text_of(argument)[1:-1]))
        if not classes:
            return "false"
        graph, found = self.fresh("g"), self.fresh("t")
        return (
            f"EXISTS {{ GRAPH {graph} {{ {value} <{expand('rdf:type')}> {found} }} "
            f"FILTER ({found} IN ({classes})) }}"
        )

    def _datatype(self, _: Shape, argument: Term, value: str) -> str:
        iri = text_of(argument)[1:-1]
        test = f"DATATYPE({value}) = <{iri}>"
        if iri in _CAST:
            test += f" && isLiteral(<{iri}>(STR({value})))"
        elif iri.startswith(_XSD) and iri not in _PLAIN:
            raise NotCompilable(f"the datatype {iri}")
        return f"COALESCE({test}, false)"

    def _node_kind(self, _: Shape, argument: Term, value: str) -> str:
        kind = text_of(argument)[1:-1].rpartition("#")[2]
        if kind not in _KINDS:
            raise NotCompilable(f"sh:nodeKind {kind}")
        return f"({_KINDS[kind].format(value)})"

    def _length(self, sign: str, _: Shape, argument: Term, value: str) -> str:
        return f"(!isBlank({value}) && STRLEN(STR({value})) {sign} {text_of(argument)})"

    def _pattern(self, shape: Shape, argument: Term, value: str) -> str:
        if not isinstance(argument, ox.Literal) or not self._regex(argument.value, shape.flags):
            raise NotCompilable(f"the regular expression {argument}")
        pattern, flags = str(ox.Literal(argument.value)), str(ox.Literal(shape.flags))
        return f"(!isBlank({value}) && REGEX(STR({value}), {pattern}, {flags}))"

    def _language_in(self, _: Shape, argument: Term, value: str) -> str:
        tags = [text_of(tag) for tag in self.shapes.items(argument)]
        test = " || ".join(f"LANGMATCHES(LANG({value}), {tag})" for tag in tags)
        return f"COALESCE({test or 'false'}, false)"

    def _in(self, _: Shape, argument: Term, value: str) -> str:
        terms = [text_of(term) for term in self.shapes.items(argument)]
        return f"({' || '.join(f'sameTerm({value}, {t})' for t in terms) or 'false'})"
