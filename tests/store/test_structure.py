"""Which queries have one answer for nodes that look alike."""

import pytest

from coopgraph.store.structure import is_structural


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?s coop:party ?e", True),
        ("?s coop:party ?e FILTER (isIRI(?e))", True),
        ("?s coop:party ?e FILTER NOT EXISTS { ?e skos:prefLabel ?n }", True),
        ("?s coop:begin ?d FILTER (DATATYPE(?d) != xsd:date)", True),
        ("?s skos:note ?n FILTER (LANG(?n) = 'en')", True),
        ("?s coop:stage ?stage FILTER (?stage IN (coop:Agreement, coop:Award))", True),
        ("?s coop:begin ?a ; coop:begin ?b FILTER (!sameTerm(?a, ?b))", True),
        ("?s ?p ?o FILTER (STRSTARTS(STR(?p), 'http'))", True),
        ("?s a ?c FILTER (STRSTARTS(STR(?c), 'http'))", True),
        # What a text is, or how it compares with another one.
        ("?s coop:begin ?d FILTER (STR(?d) > '2020')", False),
        ("?s coop:begin ?d FILTER (?d = '2020')", False),
        ("?s coop:begin ?d FILTER (isLiteral(xsd:date(STR(?d))))", False),
        ("?s coop:begin ?d ; coop:end ?e FILTER (?d != ?e)", False),
        ("?s coop:begin ?d ; coop:end ?e FILTER (sameTerm(?d, ?e))", False),
        # Two things with one value, and what points to a node.
        ("?s coop:participant ?x ; coop:activity ?x", False),
        ("?s coop:conflictsWith ?s", False),
        ("?s coop:conflictsWith ?t FILTER NOT EXISTS { ?t coop:conflictsWith ?s }", False),
        ("?s a coop:Project FILTER NOT EXISTS { ?x coop:activity ?s }", False),
        ("?a coop:conflictsWith ?b . ?b coop:conflictsWith ?a", False),
        ("?s coop:partOf+ ?e", False),
        # One number is equal to another that is written otherwise.
        ("?s coop:confidence ?a ; coop:confidence ?b FILTER (?a != ?b)", False),
        ("?s coop:begin|coop:end ?a ; coop:begin|coop:end ?b FILTER (!sameTerm(?a, ?b))", False),
        # What is written out or listed.
        ("?s skos:note 'x'", False),
        ("?s a coop:Project FILTER EXISTS { ?s skos:note 'x' }", False),
        ("VALUES ?n { 'Turku'@en } ?s skos:prefLabel ?n", False),
        ("<x:a> coop:party ?s", False),
        ("VALUES ?s { <x:a> } ?s coop:party ?e", False),
        ("?s skos:note ?a ; coop:acronym ?b FILTER (LANG(?a) = STR(?b))", False),
        ("?s a ?c FILTER NOT EXISTS { ?s coop:begin ?d FILTER (STR(?d) > '2020') }", False),
        ("?s coop:begin ?d BIND (STR(?d) AS ?t) FILTER (isIRI(?t))", False),
    ],
)
def test_what_depends_on_kinds_only_is_structural(pattern: str, *, expected: bool) -> None:
    assert is_structural(f"SELECT ?s {{ {pattern} }}") is expected


def test_what_may_differ_between_nodes_that_look_alike_is_not() -> None:
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    assert not is_structural("SELECT ?s { ?s rdfs:label ?l }", [label])
    assert not is_structural("SELECT ?s { ?s ?any ?l }", [label])
    assert is_structural("SELECT ?s { ?s coop:party ?l }", [label])
