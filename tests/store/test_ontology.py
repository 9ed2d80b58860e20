"""The schema and the graphs that travel in a store come from the ontology's files."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from coopgraph.errors import InputError
from coopgraph.store.ontology import load_schema, ontology_nquads, read_files
from coopgraph.vocabulary import ONTOLOGY_GRAPH, PREFIXES, VOCABULARY_GRAPH

HEAD = "".join(f"@prefix {k}: <{v}> .\n" for k, v in PREFIXES.items())
TERMS = """
coop:Thing a owl:Class ; rdfs:label "thing"@en, "asia"@fi .
coop:Statement a owl:Class ; rdfs:label "statement"@en .
coop:BigDeal a owl:Class ; rdfs:label "big deal"@en ; rdfs:subClassOf coop:Statement ;
    coop:requiredRole coop:dealer .
coop:BiggerDeal a owl:Class ; rdfs:label "bigger deal"@en ; rdfs:subClassOf coop:BigDeal .
coop:dealer a owl:ObjectProperty ; coop:valueKind "entity" ; rdfs:range coop:Thing ;
    coop:roleOf coop:BigDeal .
coop:mood a owl:ObjectProperty ; coop:valueKind "concept" ;
    coop:scheme <https://w3id.org/coopgraph/vocab/mood> ; coop:roleOf coop:BiggerDeal .
"""
CONCEPTS = """
@prefix mood: <https://w3id.org/coopgraph/vocab/mood/> .
@prefix kind: <https://w3id.org/coopgraph/vocab/big-deal-kind/> .
mood:good skos:inScheme <https://w3id.org/coopgraph/vocab/mood> ; skos:notation "good" ;
    skos:prefLabel "good"@en, "hyvä"@fi .
kind:fair skos:inScheme <https://w3id.org/coopgraph/vocab/big-deal-kind> ; skos:notation "fair" ;
    skos:prefLabel "fair"@en .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny ontology of its own."""
    for name, text in (("coopgraph.ttl", TERMS), ("vocab/all.ttl", CONCEPTS)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(HEAD + text, encoding="utf-8")
    return tmp_path


def test_classes_inherit_ancestors_roles_and_requirements(folder: Path) -> None:
    info = load_schema(folder).classes["BiggerDeal"]
    assert info.ancestors == {"BiggerDeal", "BigDeal", "Statement"}
    assert info.roles == {"dealer", "mood"}
    assert info.required == {"dealer"}
    assert info.label == "bigger deal"


def test_roles_are_not_passed_upwards(folder: Path) -> None:
    assert load_schema(folder).classes["BigDeal"].roles == {"dealer"}
    assert load_schema(folder).classes["Statement"].roles == frozenset()


def test_properties_have_kind_scheme_and_range(folder: Path) -> None:
    schema = load_schema(folder)
    assert (schema.properties["dealer"].kind, schema.properties["dealer"].scheme) == ("entity", "")
    assert (schema.properties["mood"].kind, schema.properties["mood"].scheme) == ("concept", "mood")
    assert schema.ranges == {"dealer": "Thing"}


def test_terms_of_other_vocabularies_may_be_filled_too(folder: Path) -> None:
    assert load_schema(folder).properties["note"].prefixed == "skos:note"


def test_concepts_have_their_english_labels(folder: Path) -> None:
    assert load_schema(folder).concepts == {
        "mood": {"good": "good"},
        "big-deal-kind": {"fair": "fair"},
    }


def test_a_class_takes_the_kinds_of_the_scheme_named_for_it(folder: Path) -> None:
    classes = load_schema(folder).classes
    assert classes["BigDeal"].kind_scheme == "big-deal-kind"
    assert classes["BiggerDeal"].kind_scheme == "big-deal-kind"
    assert classes["Thing"].kind_scheme == ""


def test_the_schema_does_not_depend_on_how_often_it_is_read() -> None:
    assert load_schema() == load_schema()


def test_the_packaged_ontology_has_every_statement_class_required_roles_are_roles() -> None:
    schema = load_schema()
    assert {"Twinning", "Participation", "PartOf", "Count"} <= set(schema.below("Statement"))
    for info in schema.classes.values():
        assert info.required <= info.roles


def test_terms_and_vocabularies_go_to_their_graphs(folder: Path) -> None:
    quads = list(ox.parse(input=ontology_nquads(folder), format=ox.RdfFormat.N_QUADS))
    by_graph = {
        name: sum(q.graph_name == ox.NamedNode(name) for q in quads)
        for name in (ONTOLOGY_GRAPH, VOCABULARY_GRAPH)
    }
    assert by_graph == {ONTOLOGY_GRAPH: 20, VOCABULARY_GRAPH: 7}
    assert sum(by_graph.values()) == len(quads)


def test_the_packaged_graphs_hold_no_blank_nodes() -> None:
    for quad in ox.parse(input=ontology_nquads(), format=ox.RdfFormat.N_QUADS):
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.ttl").write_text(f'<x:{name}> <x:p> "{name}" .')
    assert [q.object.value for q in read_files(tmp_path, "*.ttl", "x:g")] == ["a", "b", "c"]
    assert read_files(tmp_path, "*.owl", "x:g") == []


def test_what_is_not_turtle_is_reported_all_at_once_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "good.ttl").write_text("<x:a> <x:p> <x:b> .")
    (tmp_path / "odd.ttl").write_text("<x:a> <x:p> <x:b> .\n<x:a> oops .")
    (tmp_path / "worse.ttl").write_text("%")
    with pytest.raises(InputError) as caught:
        read_files(tmp_path, "*.ttl", "x:g")
    assert [(p.file, p.row) for p in caught.value.problems] == [("odd.ttl", 2), ("worse.ttl", 1)]
