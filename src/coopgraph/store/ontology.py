"""The ontology's files read: the schema for `dataset`, and the graphs that travel in a store."""

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox

from coopgraph.errors import InputError, Problem
from coopgraph.resources import ontology_folder
from coopgraph.vocabulary import (
    BORROWED,
    ONTOLOGY_GRAPH,
    PREFIXES,
    VOCABULARY_GRAPH,
    ClassInfo,
    PropertyInfo,
    Schema,
)

__all__ = ["load_schema", "ontology_nquads", "read_files"]

_SUPER = """
SELECT ?class ?label ?super WHERE {
  ?class a owl:Class ; rdfs:label ?label ; rdfs:subClassOf* ?super . FILTER(LANG(?label) = "en")
  FILTER(STRSTARTS(STR(?super), STR(coop:)))
}"""
_ROLES = "SELECT ?class ?property WHERE { ?property coop:roleOf ?class }"
_REQUIRED = "SELECT ?class ?property WHERE { ?class coop:requiredRole ?property }"
_PROPERTIES = """
SELECT ?property ?kind ?scheme ?range WHERE {
  ?property coop:valueKind ?kind .
  OPTIONAL { ?property coop:scheme ?scheme }
  OPTIONAL { ?property rdfs:range ?range }
}"""
_CONCEPTS = """
SELECT ?scheme ?slug ?label WHERE {
  ?c skos:inScheme ?scheme ; skos:notation ?slug ; skos:prefLabel ?label .
  FILTER(LANG(?label) = "en")
}"""


def read_files(folder: Path, pattern: str, graph: str) -> list[ox.Quad]:
    """Return the triples of all matching Turtle files as quads of one graph.

    Parameters
    ----------
    folder : Path
        Where to look.
    pattern : str
        Glob pattern, such as ``vocab/*.ttl``.
    graph : str
        IRI of the named graph.

    Returns
    -------
    list of pyoxigraph.Quad
        In the order of the files.

    Raises
    ------
    InputError
        With file and line of everything that is not Turtle.

    Examples
    --------
    >>> from coopgraph.resources import ontology_folder
    >>> len(read_files(ontology_folder(), "vocab/basis.ttl", "https://example.org/g")) > 10
    True
    """
    name = ox.NamedNode(graph)
    quads: list[ox.Quad] = []
    problems = []
    for path in sorted(folder.glob(pattern)):
        try:
            parsed = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            problems.append(
                Problem(path.name, error.lineno or 0, message=f"not Turtle: {error.msg}")
            )
            continue
        quads += (ox.Quad(q.subject, q.predicate, q.object, name) for q in parsed)
    if problems:
        raise InputError(problems)
    return quads


def ontology_nquads(folder: Path | None = None) -> bytes:
    """Return the ontology and vocabulary graphs as N-Quads.

    Examples
    --------
    >>> b"ontology#Twinning" in ontology_nquads()
    True
    """
    root = folder or ontology_folder()
    quads = read_files(root, "coopgraph.ttl", ONTOLOGY_GRAPH)
    quads += read_files(root, "alignments/*.ttl", ONTOLOGY_GRAPH)
    quads += read_files(root, "vocab/*.ttl", VOCABULARY_GRAPH)
    out = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    return out or b""


def load_schema(folder: Path | None = None) -> Schema:
    """Read the schema from the ontology.

    Parameters
    ----------
    folder : Path, optional
        Folder of the ontology; the packaged one by default.

    Returns
    -------
    Schema
        Classes, properties and concepts as plain data.

    Examples
    --------
    >>> schema = load_schema()
    >>> schema.is_a("Twinning", "Cooperation"), schema.properties["role"].scheme
    (True, 'role')
    """
    root = folder or ontology_folder()
    store = ox.Store()
    store.extend(
        ox.Quad(q.subject, q.predicate, q.object)
        for pattern in ("coopgraph.ttl", "vocab/*.ttl")
        for q in read_files(root, pattern, ONTOLOGY_GRAPH)
    )
    supers: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for name, label, super_ in _rows(store, _SUPER):
        supers[name].add(super_)
        labels[name] = label
    own_roles = _pairs(store, _ROLES)
    own_required = _pairs(store, _REQUIRED)
    concepts: dict[str, dict[str, str]] = defaultdict(dict)
    for scheme, slug, label in sorted(_rows(store, _CONCEPTS)):
        concepts[scheme][slug] = label
    classes = {
        name: ClassInfo(
            name=name,
            label=labels[name],
            ancestors=frozenset(supers[name]),
            roles=frozenset().union(*(own_roles[s] for s in supers[name])),
            required=frozenset().union(*(own_required[s] for s in supers[name])),
            kind_scheme=next(
                (s for s in map(_kind_scheme, sorted(supers[name])) if s in concepts), ""
            ),
        )
        for name in sorted(supers)
    }
    rows = sorted(_rows(store, _PROPERTIES))
    return Schema(
        classes=classes,
        properties={n: PropertyInfo(n, kind, scheme) for n, kind, scheme, _ in rows}
        | {p.name: p for p in BORROWED},
        concepts=dict(concepts),
        ranges={n: range_ for n, kind, _, range_ in rows if kind == "entity" and range_ in classes},
    )


def _kind_scheme(name: str) -> str:
    """Return the scheme that holds the kinds of a class: TerritoryX gives territory-x-kind."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower() + "-kind"


def _pairs(store: ox.Store, query: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for left, right in _rows(store, query):
        found[left].add(right)
    return found


def _rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    """Run a query on the ontology; IRIs are cut to their local names."""
    solutions = store.query(query, prefixes=PREFIXES)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("a SELECT query was expected here")
    return [
        tuple(re.split(r"[#/]", value.value)[-1] if value is not None else "" for value in solution)
        for solution in solutions
    ]
