"""Every term of the ontology is documented, and its annotations agree with one another."""

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

ONTOLOGY = Path(__file__).parents[2] / "ontology"
COOP = Namespace("https://w3id.org/coopgraph/ontology#")
EDTF = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
DATATYPES = {
    "date": XSD.date,
    "decimal": XSD.decimal,
    "integer": XSD.integer,
    "string": XSD.string,
    "edtf": EDTF,
}
KINDS = {*DATATYPES, "entity", "concept"}


def _of_type(terms: Graph, *types: URIRef) -> set[URIRef]:
    found = {s for t in types for s in terms.subjects(RDF.type, t) if isinstance(s, URIRef)}
    return {s for s in found if s.startswith(COOP)}


def _classes(terms: Graph) -> set[URIRef]:
    return _of_type(terms, OWL.Class)


def _properties(terms: Graph) -> set[URIRef]:
    return _of_type(terms, OWL.ObjectProperty, OWL.DatatypeProperty)


def _derived(terms: Graph) -> set[URIRef]:
    return {p for p in _properties(terms) if (p, RDFS.comment, Literal("derived")) in terms}


def _english(terms: Graph, term: URIRef, prop: URIRef) -> list[str]:
    return [str(o) for o in terms.objects(term, prop) if getattr(o, "language", "") == "en"]


def test_every_term_is_a_class_or_a_property_of_one_sort(terms: Graph) -> None:
    named = {s for s in terms.subjects() if isinstance(s, URIRef) and s.startswith(COOP)}
    sorts = [
        _classes(terms),
        _of_type(terms, OWL.ObjectProperty),
        _of_type(terms, OWL.DatatypeProperty),
        _of_type(terms, OWL.AnnotationProperty),
    ]
    assert set().union(*sorts) == named
    assert sum(map(len, sorts)) == len(named)


@pytest.mark.parametrize("prop", [RDFS.label, SKOS.definition, SKOS.example])
def test_every_term_is_documented_in_english_once(terms: Graph, prop: URIRef) -> None:
    named = _classes(terms) | _properties(terms) | _of_type(terms, OWL.AnnotationProperty)
    assert [t for t in sorted(named) if len(_english(terms, t, prop)) != 1] == []


def test_every_term_says_who_defines_it(terms: Graph) -> None:
    named = _classes(terms) | _properties(terms) | _of_type(terms, OWL.AnnotationProperty)
    ontology = URIRef("https://w3id.org/coopgraph/ontology")
    assert {t for t in named if terms.value(t, RDFS.isDefinedBy) != ontology} == set()


def test_definitions_are_sentences(terms: Graph) -> None:
    definitions = [str(d) for d in terms.objects(None, SKOS.definition)]
    assert [d for d in definitions if not d.endswith(".") or d[0].islower()] == []


def test_no_two_terms_of_one_sort_share_an_english_label(terms: Graph) -> None:
    for sort in (_classes(terms), _properties(terms)):
        labels = [_english(terms, t, RDFS.label)[0] for t in sort]
        assert sorted(labels) == sorted(set(labels))


def test_every_class_has_labels_in_four_languages(terms: Graph) -> None:
    for term in _classes(terms):
        languages = [getattr(o, "language", "") for o in terms.objects(term, RDFS.label)]
        assert sorted(languages) == ["en", "fi", "ru", "sv"], term


def test_there_are_no_blank_nodes(terms: Graph) -> None:
    assert not any(isinstance(node, BNode) for triple in terms for node in triple)


def test_nothing_is_imported_and_nothing_is_equated(terms: Graph) -> None:
    for prop in (OWL.imports, OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs):
        assert (None, prop, None) not in terms


def test_every_statement_class_is_below_relation_or_fact(terms: Graph) -> None:
    below = set(terms.transitive_subjects(RDFS.subClassOf, COOP.Statement))
    sides = {
        side: set(terms.transitive_subjects(RDFS.subClassOf, side))
        for side in (COOP.Relation, COOP.Fact)
    }
    assert below - {COOP.Statement} == sides[COOP.Relation] | sides[COOP.Fact]
    assert sides[COOP.Relation] & sides[COOP.Fact] == set()


def test_every_property_that_data_fill_has_a_kind_of_value(terms: Graph) -> None:
    for prop in _properties(terms):
        kinds = [str(k) for k in terms.objects(prop, COOP.valueKind)]
        assert kinds == [] if prop in _derived(terms) else len(kinds) == 1, prop
        assert set(kinds) <= KINDS, prop


def test_kind_of_value_and_range_agree(terms: Graph) -> None:
    below_entity = set(terms.transitive_subjects(RDFS.subClassOf, COOP.Entity))
    others = {COOP.Statement, COOP.Evidence}
    for prop in _properties(terms) - _derived(terms):
        kind, range_ = str(terms.value(prop, COOP.valueKind)), terms.value(prop, RDFS.range)
        if kind == "entity":
            assert range_ in below_entity | others, prop
        elif kind == "concept":
            assert range_ == SKOS.Concept, prop
        else:
            assert range_ == DATATYPES[kind], prop


def test_roles_belong_to_statement_classes(terms: Graph) -> None:
    statements = set(terms.transitive_subjects(RDFS.subClassOf, COOP.Statement))
    for role, class_ in terms.subject_objects(COOP.roleOf):
        assert class_ in statements, role


def test_a_role_is_declared_where_it_is_introduced_only(terms: Graph) -> None:
    for role, class_ in terms.subject_objects(COOP.roleOf):
        ancestors = set(terms.transitive_objects(class_, RDFS.subClassOf)) - {class_}
        assert not ancestors & set(terms.objects(role, COOP.roleOf)), (role, class_)


def test_required_roles_are_roles_of_the_class(terms: Graph) -> None:
    for class_, role in terms.subject_objects(COOP.requiredRole):
        ancestors = set(terms.transitive_objects(class_, RDFS.subClassOf))
        assert ancestors & set(terms.objects(role, COOP.roleOf)), (class_, role)


def test_shapes_demand_what_the_ontology_requires(terms: Graph, shapes: Graph) -> None:
    # An amount is required, and an amount needs a currency: no shape of its own for that.
    implied = {(COOP.Budget, COOP.currency)}
    for class_, role in set(terms.subject_objects(COOP.requiredRole)) - implied:
        ancestors = set(terms.transitive_objects(class_, RDFS.subClassOf))
        least = [
            int(str(shapes.value(prop, SH.minCount) or 0))
            for node, target in shapes.subject_objects(SH.targetClass)
            if target in ancestors
            for prop in shapes.objects(node, SH.property)
            if shapes.value(prop, SH.path) == role
        ]
        assert max(least, default=0) >= 1, (class_, role)


def test_concept_properties_name_a_scheme_that_exists(terms: Graph, vocabularies: Graph) -> None:
    schemes = set(vocabularies.subjects(RDF.type, SKOS.ConceptScheme))
    for prop in terms.subjects(COOP.valueKind, Literal("concept")):
        named = set(terms.objects(prop, COOP.scheme))
        # The scheme of coop:kind follows from the class of the entity.
        assert len(named) == (0 if prop == COOP.kind else 1), prop
        assert named <= schemes, prop
    of_others = set(terms.subjects(COOP.scheme)) - set(
        terms.subjects(COOP.valueKind, Literal("concept"))
    )
    assert of_others == set()


def test_derived_properties_are_no_roles(terms: Graph) -> None:
    assert len(_derived(terms)) > 20
    assert not _derived(terms) & set(terms.subjects(COOP.roleOf))


def test_each_derived_property_is_made_by_a_rule(terms: Graph) -> None:
    rules = "\n".join(p.read_text(encoding="utf-8") for p in ONTOLOGY.glob("rules/*.rq"))
    made = set(re.findall(r"coop:(\w+)", "\n".join(re.findall(r"CONSTRUCT \{.*\}", rules))))
    assert {COOP[name] for name in made} == _derived(terms)


def test_the_version_is_the_newest_of_the_changelog(terms: Graph) -> None:
    ontology = URIRef("https://w3id.org/coopgraph/ontology")
    version = str(terms.value(ontology, OWL.versionInfo))
    assert terms.value(ontology, OWL.versionIRI) == URIRef(f"{ontology}/{version}")
    changelog = (ONTOLOGY / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert newest is not None
    assert newest[1] == version
