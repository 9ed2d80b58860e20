"""The vocabularies are well-formed SKOS, one scheme a file."""

import re
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, BNode, Graph, URIRef

ONTOLOGY = Path(__file__).parents[2] / "ontology"
BASE = "https://w3id.org/coopgraph/vocab"
FILES = sorted(ONTOLOGY.glob("vocab/*.ttl"))
SCHEMES = {
    "activity-kind", "aspect", "basis", "comparator", "counted", "document-kind", "event-kind",
    "organisation-kind", "preference", "role", "stage", "territory-kind",
}  # fmt: skip


def test_the_schemes_are_those_that_the_software_knows() -> None:
    assert {path.stem for path in FILES} == SCHEMES


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_file_holds_one_documented_scheme(path: Path) -> None:
    graph = Graph().parse(path)
    scheme = URIRef(f"{BASE}/{path.stem}")
    assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
    assert graph.value(scheme, SKOS.prefLabel) is not None
    assert graph.value(scheme, SKOS.definition) is not None
    assert not any(isinstance(node, BNode) for triple in graph for node in triple)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_concept_is_documented_and_belongs_to_its_scheme(path: Path) -> None:
    graph = Graph().parse(path)
    scheme = URIRef(f"{BASE}/{path.stem}")
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) >= 3
    for concept in concepts:
        slug = str(concept).removeprefix(f"{scheme}/")
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", slug), concept
        assert str(graph.value(concept, SKOS.notation)) == slug
        assert graph.value(concept, SKOS.inScheme) == scheme
        assert graph.value(concept, SKOS.topConceptOf) == scheme
        assert str(graph.value(concept, SKOS.definition)).endswith(".")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_labels_are_unique_in_each_language(path: Path) -> None:
    graph = Graph().parse(path)
    labels = [
        (label.language, str(label))
        for concept in graph.subjects(RDF.type, SKOS.Concept)
        for label in graph.objects(concept, SKOS.prefLabel)
    ]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("scheme", ["stage", "role", "basis", "preference", "comparator"])
def test_what_readers_meet_most_has_labels_in_four_languages(
    scheme: str, vocabularies: Graph
) -> None:
    for concept in vocabularies.subjects(SKOS.inScheme, URIRef(f"{BASE}/{scheme}")):
        languages = {label.language for label in vocabularies.objects(concept, SKOS.prefLabel)}
        assert languages == {"en", "fi", "ru", "sv"}, concept
