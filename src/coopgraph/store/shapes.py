"""SHACL shapes read into plain data, with each property path as SPARQL writes it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from coopgraph.vocabulary import PREFIXES, expand

__all__ = ["TARGETS", "NotCompilable", "Path", "Shape", "Shapes", "Term", "ask_for"]

SH: Final = PREFIXES["sh"]
TARGETS: Final = ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")
_SHAPE_CLASSES: Final = {SH + "NodeShape", SH + "PropertyShape"}
_TYPE: Final = expand("rdf:type")
_FIRST: Final = expand("rdf:first")
_REST: Final = expand("rdf:rest")
_TRUE: Final = ox.Literal("true", datatype=ox.NamedNode(expand("xsd:boolean")))
_NIL: Final = ox.NamedNode(expand("rdf:nil"))
_IMPLICIT: Final = {expand("rdfs:Class"), expand("owl:Class")}
# These say nothing about what conforms.
_SILENT: Final = {
    *TARGETS,
    *("path", "message", "severity", "name", "description", "order", "group", "defaultValue"),
    *("deactivated", "flags", "declare", "prefixes", "suggestedShapesGraph"),
}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class NotCompilable(Exception):
    """A shape uses something that has no translation here; the message says what."""


@dataclass(frozen=True)
class Path:
    """A property path.

    Parameters
    ----------
    text : str
        As SPARQL writes it.
    iri : str
        IRI of the property, where the path is a single one; else empty.
    empty : bool
        Whether it may be of no length, and so relates everything to itself.
    """

    text: str
    iri: str = ""
    empty: bool = False


@dataclass(frozen=True)
class Shape:
    """A shape.

    Parameters
    ----------
    id : str
        Its IRI or the label of its blank node.
    path : Path or None
        Path of a property shape.
    targets : tuple of (str, term)
        Kind of target (``targetClass`` …) and what it names.
    constraints : tuple of (str, tuple of terms)
        Local name of each constraint's parameter, and its values.
    message : str
        What to say when it is violated; empty where the shape says nothing.
    flags : str
        Flags of its regular expression.
    """

    id: str
    path: Path | None
    targets: tuple[tuple[str, Term], ...]
    constraints: tuple[tuple[str, tuple[Term, ...]], ...]
    message: str
    flags: str


class Shapes:
    """Shapes by id, read from triples when they are asked for.

    Parameters
    ----------
    triples : iterable of pyoxigraph.Triple
        The shapes graph.

    Examples
    --------
    >>> Shapes([]).targeted()
    []
    """

    def __init__(self, triples: Iterable[ox.Triple]):
        self._values: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self._values[triple.subject][triple.predicate.value].append(triple.object)

    def targeted(self) -> list[ox.NamedNode | ox.BlankNode]:
        """Return the shapes that have targets, sorted."""
        found = {s for s, said in self._values.items() if any(SH + t in said for t in TARGETS)}
        found |= {s for s in self._values if self._implicit(s)}
        return sorted((s for s in found if isinstance(s, ox.NamedNode | ox.BlankNode)), key=str)

    def get(self, node: Term) -> Shape | None:
        """Return a shape; None where it is switched off.

        Raises
        ------
        NotCompilable
            If its path is none, or if it says something of SHACL that is not known here.
        """
        said: Mapping[str, list[Term]] = self._values.get(node, {})
        if _TRUE in said.get(SH + "deactivated", []):
            return None
        targets = [(t, value) for t in TARGETS for value in said.get(SH + t, [])]
        if self._implicit(node):
            targets.append(("targetClass", node))
        paths = said.get(SH + "path", [])
        messages = [v.value for v in said.get(SH + "message", []) if isinstance(v, ox.Literal)]
        flags = "".join(v.value for v in said.get(SH + "flags", []) if isinstance(v, ox.Literal))
        constraints = tuple(
            (name.removeprefix(SH), tuple(values))
            for name, values in sorted(said.items())
            if name.startswith(SH) and name.removeprefix(SH) not in _SILENT
        )
        return Shape(
            node.value if isinstance(node, ox.NamedNode | ox.BlankNode) else str(node),
            self._path(paths[0]) if paths else None,
            tuple(targets),
            constraints,
            min(messages, default=""),
            flags,
        )

    def items(self, head: Term) -> list[Term]:
        """Return the members of an RDF list."""
        found: list[Term] = []
        seen: set[Term] = set()
        while head != _NIL:
            first = self._values.get(head, {}).get(_FIRST, [])
            rest = self._values.get(head, {}).get(_REST, [])
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise NotCompilable("an RDF list that is none")
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return found

    def objects(self, node: Term, name: str) -> list[Term]:
        """Return the values of a parameter of SHACL."""
        return self._values.get(node, {}).get(SH + name, [])

    def _implicit(self, node: Term) -> bool:
        said = self._values.get(node, {}).get(_TYPE, [])
        types = {t.value for t in said if isinstance(t, ox.NamedNode)}
        return bool(types & _SHAPE_CLASSES and types & _IMPLICIT)

    def _path(self, node: Term) -> Path:
        if isinstance(node, ox.NamedNode):
            return Path(f"<{node.value}>", node.value)
        said = self._values.get(node, {})
        if _FIRST in said:
            steps = [self._path(step) for step in self.items(node)]
            text = "/".join(step.text for step in steps)
            return self._compound(f"({text})", empty=all(step.empty for step in steps))
        for name, mark in (("zeroOrMorePath", "*"), ("oneOrMorePath", "+"), ("zeroOrOnePath", "?")):
            if SH + name in said:
                inner = self._path(said[SH + name][0])
                return self._compound(f"({inner.text}){mark}", empty=mark != "+" or inner.empty)
        if SH + "alternativePath" in said:
            ways = [self._path(way) for way in self.items(said[SH + "alternativePath"][0])]
            text = "|".join(way.text for way in ways)
            return self._compound(f"({text})", empty=any(way.empty for way in ways))
        if SH + "inversePath" in said:
            inner = self._path(said[SH + "inversePath"][0])
            return self._compound(f"^({inner.text})", empty=inner.empty)
        raise NotCompilable("a path that is none")

    def _compound(self, text: str, *, empty: bool) -> Path:
        if f"<{_TYPE}>" in text:
            raise NotCompilable("a path over rdf:type: only stated classes count")
        return Path(text, "", empty)


def ask_for(subject: str, path: Path, value: str, fresh: str) -> str:
    """Return the graph pattern for the values of a path.

    Types are those that are stated: the derived graph is not among the named graphs of the query.

    Parameters
    ----------
    subject, value : str
        Variables or terms, as SPARQL writes them.
    path : Path
        The path.
    fresh : str
        Name that no other variable of the query has.

    Examples
    --------
    >>> ask_for("?this", Path("<x:p>", "x:p"), "?value", "g1")
    '?this <x:p> ?value .'
    """
    pattern = f"{subject} {path.text} {value} ."
    return f"GRAPH ?{fresh} {{ {pattern} }}" if path.iri == _TYPE else pattern
