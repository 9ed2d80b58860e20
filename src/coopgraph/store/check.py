"""Checks of a whole graph: SHACL shapes, and queries that must return nothing."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal

import pyoxigraph as ox

from coopgraph.errors import CoopgraphError, QueryError, QueryRefused
from coopgraph.resources import ontology_folder
from coopgraph.store.ontology import read_files
from coopgraph.store.shapes import TARGETS, Shapes, Term
from coopgraph.store.store import Store
from coopgraph.store.validate import find_violations, rules_where
from coopgraph.vocabulary import DERIVED_GRAPH, PREFIXES, expand

__all__ = ["NOTHING", "Sound", "Validator", "Violation", "shacl", "shape_graph", "verify"]

Validator = Literal["queries", "pyshacl"]

_COLUMNS: Final = ("focus", "path", "value", "shape", "message")
_TYPE: Final = ox.NamedNode(expand("rdf:type"))
_WORKERS: Final = 2
_TARGETS: Final = {PREFIXES["sh"] + name for name in TARGETS}
_IMPLICIT: Final = {ox.NamedNode(expand("rdfs:Class")), ox.NamedNode(expand("owl:Class"))}
_RESULTS: Final = """
SELECT ?focus ?path ?value ?shape ?message WHERE {
  ?report a sh:ValidationReport ; sh:result ?result .
  ?result sh:focusNode ?focus ; sh:sourceShape ?shape .
  OPTIONAL { ?result sh:resultPath ?path }
  OPTIONAL { ?result sh:value ?value }
  OPTIONAL { ?result sh:resultMessage ?message }
}"""


@dataclass(frozen=True, order=True)
class Violation:
    """Something in the graph that must not be.

    Parameters
    ----------
    focus : str
        IRI of the node that is wrong.
    path : str
        IRI of the property; empty where there is none or the path is compound.
    value : str
        The offending value, or empty.
    rule : str
        Name of the shape or of the query.
    message : str
        What is wrong, in plain words.
    """

    focus: str
    path: str
    value: str
    rule: str
    message: str


@dataclass(frozen=True)
class Sound:
    """What is known to find nothing in a graph.

    Parameters
    ----------
    shapes : frozenset of str
        IRIs of shapes, those of properties included.
    lint : frozenset of str
        Names of lint queries.
    """

    shapes: frozenset[str] = frozenset()
    lint: frozenset[str] = frozenset()

    def __or__(self, other: "Sound") -> "Sound":
        return Sound(self.shapes | other.shapes, self.lint | other.lint)

    def __and__(self, other: "Sound") -> "Sound":
        return Sound(self.shapes & other.shapes, self.lint & other.lint)


NOTHING: Final = Sound()


def shape_graph(folder: Path) -> list[ox.Triple]:
    """Return the triples of the shapes.

    Parameters
    ----------
    folder : Path
        Folder of the ontology.

    Examples
    --------
    >>> shape_graph(Path("nowhere"))
    []
    """
    return [q.triple for q in read_files(folder, "shapes/*.ttl", "x:shapes")]


def shacl(
    store: Store,
    folder: Path | None = None,
    *,
    validator: Validator = "queries",
    note: Callable[[str], None] | None = None,
    sound: Sound = NOTHING,
) -> list[Violation]:
    """Validate data, derived triples and vocabularies with the ontology's shapes.

    Parameters
    ----------
    store : Store
        The store, ontology graph included (it has the class hierarchy).
    folder : Path, optional
        Folder of the ontology; the packaged one by default.
    validator : str
        ``queries``: the shapes compiled to queries on the store, for graphs of any size.
        ``pyshacl``: the reference, which takes a copy in memory and some hundred times as long.
    note : callable, optional
        Called with a line where a shape cannot be compiled and pySHACL is asked instead.
    sound : Sound
        What need not be asked.

    Returns
    -------
    list of Violation
        Sorted; empty when the graph conforms.

    Examples
    --------
    >>> shacl(Store.from_nquads(b""))
    []
    """
    shapes = shape_graph(folder or ontology_folder())
    if validator == "pyshacl":
        return sorted(_by_pyshacl(store, shapes))
    if sound.shapes and rules_where(Shapes(shapes), lambda _: True) <= sound.shapes:
        return []
    found, left = find_violations(store.engine, Shapes(shapes), sound.shapes)
    violations = {
        Violation(
            _text(focus),
            check.path,
            "" if value is None else _text(value),
            check.rule.rpartition("#")[2],
            check.message,
        )
        for check, focus, value in found
    }
    if left:
        if note:
            reasons = ", ".join(f"{_text(shape)} ({why})" for shape, why in left.items())
            note(f"asking pySHACL about what cannot be compiled: {reasons}")
        violations |= _by_pyshacl(store, [t for t in shapes if not _aims(t, left)])
    return sorted(violations)


def _aims(triple: ox.Triple, left: Mapping[Term, str]) -> bool:
    """Tell whether a triple gives a target to a shape that is not among these."""
    targets = triple.predicate.value in _TARGETS or triple.object in _IMPLICIT
    return targets and triple.subject not in left


def _text(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def _by_pyshacl(store: Store, shapes: Iterable[ox.Triple]) -> set[Violation]:
    import pyshacl
    import rdflib

    data = rdflib.Graph()
    # The shapes are about stated classes; pySHACL follows the class hierarchy by itself.
    derived_types = (_TYPE, ox.NamedNode(DERIVED_GRAPH))
    flat = {
        (q.subject, q.predicate, q.object)
        for q in store.engine
        if (q.predicate, q.graph_name) != derived_types
    }
    triples = ox.serialize((ox.Triple(*t) for t in flat), format=ox.RdfFormat.N_TRIPLES)
    data.parse(data=triples or b"", format="nt")
    shapes_graph = rdflib.Graph()
    shapes_nt = ox.serialize(shapes, format=ox.RdfFormat.N_TRIPLES)
    shapes_graph.parse(data=shapes_nt or b"", format="nt")
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes_graph, inference="none", advanced=False, inplace=True
    )
    if not isinstance(report, rdflib.Graph):
        raise CoopgraphError(f"the shapes could not be applied: {report}")
    found = set()
    for binding in report.query(_RESULTS, initNs=PREFIXES).bindings:
        named = {str(variable): str(term) for variable, term in binding.items()}
        focus, path, value, shape, message = (named.get(v, "") for v in _COLUMNS)
        simple = path if "://" in path else ""  # a blank node stands for a compound path
        found.add(Violation(focus, simple, value, shape.rpartition("#")[2], message))
    return found


def verify(store: Store, folder: Path | None = None, *, sound: Sound = NOTHING) -> list[Violation]:
    """Run the queries that must return nothing.

    Parameters
    ----------
    store : Store
        The store.
    folder : Path, optional
        Folder of the ontology; the packaged one by default.
    sound : Sound
        What need not be asked.

    Returns
    -------
    list of Violation
        A violation a solution; the first variable is the node that is wrong.

    Raises
    ------
    QueryError
        If a query is not a valid SELECT query; the message names its file.

    Examples
    --------
    >>> verify(Store.from_nquads(b""))
    []
    """
    found = sorted((folder or ontology_folder()).glob("verify/*.rq"))
    paths = [path for path in found if path.stem not in sound.lint]
    with ThreadPoolExecutor(_WORKERS) as pool:
        return sorted(v for found in pool.map(partial(_lint, store), paths) for v in found)


def _lint(store: Store, path: Path) -> list[Violation]:
    text = path.read_text(encoding="utf-8")
    message = text.partition("\n")[0].lstrip("# ").rstrip()
    try:
        solutions = store.table(text)
    except (QueryError, QueryRefused) as error:
        raise type(error)(f"{path.name}: {error}") from None
    return [
        Violation(str(row[0]), "", ", ".join(str(v) for v in row[1:]), path.stem, message)
        for row in solutions.itertuples(index=False)
    ]
