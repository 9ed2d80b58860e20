"""Alignments lead from coopgraph's terms to others', and claim no equivalence."""

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Namespace, URIRef

ONTOLOGY = Path(__file__).parents[2] / "ontology"
COOP = Namespace("https://w3id.org/coopgraph/ontology#")
FILES = sorted(ONTOLOGY.glob("alignments/*.ttl"))
MATCHES = {
    SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
}  # fmt: skip
ALLOWED = {RDFS.subClassOf, RDFS.subPropertyOf, *MATCHES}
NAMESPACES = {
    "cpov": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eurio": "http://data.europa.eu/s66#",
    "frapo": "http://purl.org/cerif/frapo/",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "web-annotation": "http://www.w3.org/ns/oa#",
    "wikidata": "http://www.wikidata.org/entity/",
}


def test_there_is_one_file_for_each_vocabulary() -> None:
    assert {path.stem for path in FILES} == set(NAMESPACES)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_only_allowed_properties_and_only_outwards(path: Path, terms: Graph) -> None:
    for subject, prop, target in Graph().parse(path):
        assert prop in ALLOWED
        assert (subject, RDF.type, None) in terms, f"{subject} is not a term of the ontology"
        assert isinstance(target, URIRef)
        allowed = (NAMESPACES[path.stem], "http://xmlns.com/foaf/0.1/")
        assert str(target).startswith(allowed), target


def test_classes_go_below_classes_and_properties_below_properties(
    alignments: Graph, terms: Graph
) -> None:
    for subject, prop, target in alignments:
        is_class = str(subject.removeprefix(COOP))[0].isupper()
        assert prop != (RDFS.subPropertyOf if is_class else RDFS.subClassOf), subject
        if prop not in MATCHES and not str(target).startswith(NAMESPACES["cpov"]):
            name = str(target).replace("#", "/").rpartition("/")[2]
            assert name[0].isupper() == is_class, (subject, target)


def test_wikidata_is_matched_not_subsumed() -> None:
    graph = Graph().parse(ONTOLOGY / "alignments" / "wikidata.ttl")
    assert set(graph.predicates()) <= MATCHES
    twinned = URIRef("http://www.wikidata.org/entity/P190")
    assert (COOP.twinnedWith, SKOS.exactMatch, twinned) in graph
