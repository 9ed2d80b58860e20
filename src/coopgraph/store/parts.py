"""Rules and checks applied to parts of a graph that is too large to be asked as a whole."""

from pathlib import Path
from typing import Final

import pyoxigraph as ox

from coopgraph.resources import ontology_folder
from coopgraph.store.check import Sound, shape_graph
from coopgraph.store.derive import apply_rules, read_rules
from coopgraph.store.local import is_local, sort_rules
from coopgraph.store.shapes import Shapes
from coopgraph.store.store import Store
from coopgraph.store.validate import find_suspects, local_rules
from coopgraph.vocabulary import DERIVED_GRAPH

__all__ = ["Parts"]

_DERIVED: Final = ox.NamedNode(DERIVED_GRAPH)


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

    Examples
    --------
    >>> parts = Parts(b"", checked=False)
    >>> parts.examine(b'<x:a> <http://www.w3.org/2004/02/skos/core#prefLabel> "A"@en <x:g> .')
    ... # doctest: +ELLIPSIS
    (b'<x:a> <http://www.w3.org/2000/01/rdf-schema#label> "A"@en <...> .\n', Sound(...))
    """

    def __init__(self, background: bytes, *, checked: bool = True, folder: Path | None = None):
        folder = folder or ontology_folder()
        self._background = background
        self._rules = sort_rules(read_rules(folder))
        self._shapes = Shapes(shape_graph(folder)) if checked else Shapes([])
        self._local = local_rules(self._shapes, self._rules.scattered)
        self._lint: dict[str, str] = {}
        for path in sorted(folder.glob("verify/*.rq")) if checked else ():
            text = path.read_text(encoding="utf-8")
            if is_local(text, self._rules.scattered):
                self._lint[path.stem] = text

    @property
    def whole(self) -> tuple[str, ...]:
        """The rules that need the whole graph."""
        return self._rules.whole

    def examine(self, lines: bytes) -> tuple[bytes, Sound]:
        """Return what follows from a part as canonical N-Quads, and what is sound in it."""
        part = Store.from_nquads(lines)
        part.load(self._background)
        apply_rules(part, self._rules.local)
        derived = _lines(part, _DERIVED)
        return derived, self._sound(part)

    def late(self, store: Store) -> Sound:
        """Return what is sound in what the rules have made that need the whole graph."""
        quads = [
            quad
            for name in sorted(self._rules.late)
            for quad in store.engine.quads_for_pattern(None, ox.NamedNode(name), None, _DERIVED)
        ]
        part = Store.from_nquads(self._background)
        part.add(quads)
        return self._sound(part)

    def _sound(self, part: Store) -> Sound:
        shapes = find_suspects(part.engine, self._shapes, self._local) if self._local else set()
        lint = {name for name, text in self._lint.items() if not part.table(text).empty}
        return Sound(frozenset(self._local - shapes), frozenset(self._lint.keys() - lint))


def _lines(store: Store, graph: ox.NamedNode) -> bytes:
    content = store.engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b""
    end = b" %s .\n" % str(graph).encode()
    return b"".join(line[:-2] + end for line in sorted(content.splitlines()))
