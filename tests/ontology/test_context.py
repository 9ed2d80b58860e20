"""The JSON-LD context knows every term and carries examples there and back unchanged."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, Graph, URIRef
from rdflib.compare import isomorphic

ONTOLOGY = Path(__file__).parents[2] / "ontology"
COOP = "https://w3id.org/coopgraph/ontology#"
VALID = sorted(ONTOLOGY.glob("examples/valid/*.ttl"))
CONTEXT = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]


def test_every_class_and_property_has_a_name_in_the_context(terms: Graph) -> None:
    for sort in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in terms.subjects(RDF.type, sort):
            name = str(term).removeprefix(COOP)
            entry = CONTEXT[name]
            assert (entry if isinstance(entry, str) else entry["@id"]) == f"coop:{name}"


def test_every_name_in_the_context_that_is_ours_is_a_term(terms: Graph) -> None:
    for name, entry in CONTEXT.items():
        target = entry["@id"] if isinstance(entry, dict) else entry
        if isinstance(target, str) and target.startswith("coop:"):
            local = target.removeprefix("coop:")
            assert name == local
            assert (URIRef(COOP + local), RDF.type, None) in terms


def test_the_context_needs_no_network() -> None:
    assert "@import" not in CONTEXT
    assert not any("@context" in e for e in CONTEXT.values() if isinstance(e, dict))


# rdflib's own JSON-LD parser still makes one.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("path", VALID, ids=lambda p: p.stem)
def test_round_trip(path: Path) -> None:
    graph = Graph().parse(path)
    text = graph.serialize(format="json-ld", context=CONTEXT)
    assert isomorphic(Graph().parse(data=text, format="json-ld"), graph)


@pytest.mark.parametrize("path", VALID, ids=lambda p: p.stem)
def test_another_engine_reads_the_same(path: Path) -> None:
    text = Graph().parse(path).serialize(format="json-ld", context=CONTEXT)
    read = {q.triple for q in ox.parse(text, format=ox.RdfFormat.JSON_LD)}
    assert read == {q.triple for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)}


def test_names_come_out_short() -> None:
    path = ONTOLOGY / "examples" / "valid" / "official-relations.ttl"
    nodes = json.loads(
        Graph().parse(path).serialize(format="json-ld", context=CONTEXT, auto_compact=True)
    )["@graph"]
    statement = next(n for n in nodes if "OfficialRelations" in n["type"])
    assert statement["begin"] == "1953"
    assert statement["beginEarliest"] == "1953-01-01"
    assert sorted(p.rpartition("/")[2] for p in statement["party"]) == [
        "saint-petersburg",
        "turku",
    ]
    turku = next(n for n in nodes if n["id"].endswith("/turku"))
    assert turku["prefLabel"] == {"en": "Turku", "sv": "Åbo"}
