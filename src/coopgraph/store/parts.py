"""Rules and checks applied to parts of a graph that is too large to be asked as a whole."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from coopgraph.resources import ontology_folder
from coopgraph.store.algebra import ANY, parse
from coopgraph.store.check import Sound, shape_graph
from coopgraph.store.derive import apply_rules, read_rules
from coopgraph.store.local import LocalRules, is_local, sort_rules
from coopgraph.store.shapes import Shapes
from coopgraph.store.store import Store
from coopgraph.store.structure import is_structural
from coopgraph.store.validate import find_suspects, rules_where
from coopgraph.vocabulary import DERIVED_GRAPH

__all__ = ["Part", "Parts"]

_DERIVED: Final = ox.NamedNode(DERIVED_GRAPH)
_IRI: Final = re.compile("<([^<>]+)>")


class Part(NamedTuple):
    """What came out of a part of a graph.

    Parameters
    ----------
    derived : bytes
        What follows from it, as canonical N-Quads.
    needed : bytes
        N-Quads that the rules look at which need the whole graph.
    sound : Sound
        The checks that find nothing in it.
    """

    derived: bytes
    needed: bytes
    sound: Sound


@dataclass(frozen=True)
class _Checks:
    """Shapes, and lint queries by name."""

    shapes: frozenset[str]
    lint: Mapping[str, str]

    @property
    def sound(self) -> Sound:
        """All of them."""
        return Sound(self.shapes, frozenset(self.lint))


class Parts:
    r"""Applies to one part after the other what needs no more than a part.

    Parameters
    ----------
    background : bytes
        N-Quads that every part has: the ontology and the vocabularies.
    checked : bool
        Whether shapes and lint queries are applied too.
    folder : Path, optional
        Folder of the ontology; the packaged one by default.

    Attributes
    ----------
    named : frozenset of str
        IRIs that rules and checks name.
    properties : frozenset of str or None
        IRIs of the properties that a part is to have; None where it may be any.

    Examples
    --------
    >>> parts = Parts(b"", checked=False)
    >>> parts.examine(b'<x:a> <http://www.w3.org/2004/02/skos/core#prefLabel> "A"@en <x:g> .')
    ... # doctest: +ELLIPSIS
    Part(derived=b'<x:a> <http://www.w3.org/2000/01/rdf-schema#label> "A"@en <...> .\n', ...)
    """

    def __init__(self, background: bytes, *, checked: bool = True, folder: Path | None = None):
        self._arguments = (background, checked, folder)
        folder = folder or ontology_folder()
        self._background = background
        self._rules = sort_rules(read_rules(folder))
        self._shapes = Shapes(shape_graph(folder)) if checked else Shapes([])
        scattered, unsure = self._rules.scattered, _unsure(self._rules.local)
        paths = sorted(folder.glob("verify/*.rq")) if checked else []
        texts = {path.stem: path.read_text(encoding="utf-8") for path in paths}
        local = rules_where(self._shapes, partial(is_local, scattered=scattered), scattered)
        lint = {name: text for name, text in texts.items() if is_local(text, scattered)}
        structural = partial(is_structural, unsure=unsure)
        alike = local & rules_where(self._shapes, structural, unsure, complete=True)
        told = {name: text for name, text in lint.items() if is_structural(text, unsure)}
        # Of each part, and of examples.
        self._each = _Checks(local - alike, {n: t for n, t in lint.items() if n not in told})
        self._alike = _Checks(alike, told)
        self.properties = None if checked else _used(self._rules)
        self.named = frozenset(_IRI.findall(background.decode()))
        for text in (*self._rules.local, *self._rules.whole, *texts.values()):
            self.named |= parse(text).iris

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as what this was made of: the engine's terms stay here."""
        return _again, self._arguments

    def examine(self, lines: bytes) -> Part:
        """Return what follows from a part, what is sound in it, and what others need of it."""
        # The whole, into which these lines go as well, looks at them.
        part = Store.from_nquads(lines + self._background, trusted=True)
        apply_rules(part, self._rules.local)
        sound = self._found(part, self._each) | self._alike.sound
        return Part(_lines(part, _DERIVED), self._needed(part), sound)

    def compare(self, lines: bytes) -> Sound:
        """Return what is sound in examples of all subjects, and so in the whole."""
        part = Store.from_nquads(lines + self._background, trusted=True)
        apply_rules(part, self._rules.local)
        return self._found(part, self._alike) | self._each.sound

    def finish(self, needed: Iterable[bytes]) -> Part:
        """Do the same with what needs all parts, given what is needed of each."""
        whole = Store.from_nquads(b"".join([*needed, self._background]), trusted=True)
        apply_rules(whole, self._rules.whole)
        made = [
            quad
            for name in sorted(self._rules.late)
            for quad in whole.engine.quads_for_pattern(None, ox.NamedNode(name), None, _DERIVED)
        ]
        part = Store.from_nquads(self._background)
        part.add(made)
        sound = self._found(part, self._each) | self._found(part, self._alike)
        return Part(_lines(whole, _DERIVED), b"", sound)

    def _needed(self, part: Store) -> bytes:
        """Return the quads that the rules look at which need the whole graph."""
        quads = {
            quad
            for name, value in self._rules.needs
            for quad in part.engine.quads_for_pattern(
                None, ox.NamedNode(name) if name else None, ox.NamedNode(value) if value else None
            )
        }
        return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""

    def _found(self, part: Store, checks: _Checks) -> Sound:
        """Return which of some checks find nothing."""
        shapes = checks.shapes
        suspects = find_suspects(part.engine, self._shapes, shapes) if shapes else set()
        lint = {name for name, text in checks.lint.items() if not part.table(text).empty}
        return Sound(shapes - suspects, checks.sound.lint - lint)


def _used(rules: LocalRules) -> frozenset[str] | None:
    """Return the properties that rules look at in a part; None where it may be any."""
    parsed = [parse(rule) for rule in rules.local]
    used = {name for rule in parsed for name in rule.predicates(rule.patterns)}
    used |= {name for name, _ in rules.needs}
    return None if {ANY, ""} & used else frozenset(used)


def _unsure(rules: Iterable[str]) -> frozenset[str]:
    """Return the properties made that may differ between subjects that look alike."""
    unsure: set[str] = set()
    for rule in rules:
        if not is_structural(rule, unsure):
            parsed = parse(rule)
            unsure |= parsed.predicates(parsed.makes)
    return frozenset(unsure)


def _again(background: bytes, checked: bool, folder: Path | None) -> Parts:
    return Parts(background, checked=checked, folder=folder)


def _lines(store: Store, graph: ox.NamedNode) -> bytes:
    content = store.engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b""
    end = b" %s .\n" % str(graph).encode()
    return b"".join(line[:-2] + end for line in sorted(content.splitlines()))
