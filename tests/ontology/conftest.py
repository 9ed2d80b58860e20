"""What the ontology's tests share: its files as graphs, and a store laid out as a built one is."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import SH, Graph

ONTOLOGY = Path(__file__).parents[2] / "ontology"
BASE = "https://w3id.org/coopgraph/"
DATA = ox.NamedNode(BASE + "graph/example")
DERIVED = ox.NamedNode(BASE + "graph/derived")
TERMS = ox.NamedNode(BASE + "ontology")
VOCABULARY = ox.NamedNode(BASE + "vocab")
DEFAULT = [DATA, DERIVED, VOCABULARY]
TYPE = ox.NamedNode(str(rdflib.RDF.type))


def _graph(pattern: str) -> Graph:
    graph = Graph()
    for path in sorted(ONTOLOGY.glob(pattern)):
        graph.parse(path)
    return graph


@pytest.fixture(scope="session")
def terms() -> Graph:
    return _graph("coopgraph.ttl")


@pytest.fixture(scope="session")
def vocabularies() -> Graph:
    return _graph("vocab/*.ttl")


@pytest.fixture(scope="session")
def shapes() -> Graph:
    return _graph("shapes/*.ttl")


@pytest.fixture(scope="session")
def alignments() -> Graph:
    return _graph("alignments/*.ttl")


@cache
def _quads(pattern: str, name: ox.NamedNode) -> tuple[ox.Quad, ...]:
    return tuple(
        ox.Quad(*quad.triple, name)
        for path in sorted(ONTOLOGY.glob(pattern))
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    )


@cache
def _background() -> tuple[tuple[rdflib.term.Node, ...], ...]:
    """What SHACL sees besides the data: vocabularies and class hierarchy."""
    hierarchy = _graph("coopgraph.ttl").triples((None, rdflib.RDFS.subClassOf, None))
    return (*hierarchy, *_graph("vocab/*.ttl"))


class BuiltStore:
    """Data, derived triples, vocabularies and ontology in their graphs, as after a build."""

    def __init__(self, turtle: str) -> None:
        self.engine = ox.Store()
        self.engine.extend(_quads("coopgraph.ttl", TERMS))
        self.engine.extend(_quads("vocab/*.ttl", VOCABULARY))
        self.engine.load(turtle.encode(), format=ox.RdfFormat.TURTLE, to_graph=DATA)

    def derive(self) -> "BuiltStore":
        for path in sorted(ONTOLOGY.glob("rules/*.rq")):
            triples = self.engine.query(path.read_text(encoding="utf-8"), default_graph=DEFAULT)
            self.engine.extend(ox.Quad(t.subject, t.predicate, t.object, DERIVED) for t in triples)
        return self

    def select(self, query: str) -> list[tuple[str, ...]]:
        solutions = self.engine.query(
            query, default_graph=DEFAULT, named_graphs=[DATA, DERIVED, TERMS, VOCABULARY]
        )
        return sorted(tuple("" if v is None else v.value for v in row) for row in solutions)

    def derived(self) -> set[tuple[str, str, str]]:
        """The derived triples, each IRI cut to what follows its last slash or hash."""
        return {
            tuple(term.value.replace("#", "/").rpartition("/")[2] for term in quad.triple)
            for quad in self.engine.quads_for_pattern(None, None, None, DERIVED)
        }

    def graph(self) -> Graph:
        """Data and derived triples, vocabularies and class hierarchy, as SHACL sees them.

        Derived types are left out, as shapes are about stated classes.
        """
        triples = {
            q.triple
            for q in self.engine
            if q.graph_name == DATA or (q.graph_name == DERIVED and q.predicate != TYPE)
        }
        text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        graph = Graph().parse(data=text, format="nt")
        for triple in _background():
            graph.add(triple)
        return graph


@pytest.fixture(scope="session")
def built() -> Callable[[str], BuiltStore]:
    return BuiltStore


@pytest.fixture(scope="session")
def violated(shapes: Graph) -> Callable[[Graph], set[str]]:
    """Validate a graph and name the shapes that found something."""
    import pyshacl

    def validate(data: Graph) -> set[str]:
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
        assert isinstance(report, Graph)
        return {
            str(report.value(result, SH.sourceShape)).rpartition("#")[2]
            for result in report.objects(None, SH.result)
        }

    return validate
