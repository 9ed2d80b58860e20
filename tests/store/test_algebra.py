"""What a query looks at, and what it does with values."""

import pytest
from rdflib import URIRef, Variable

from coopgraph.store.algebra import ANY, is_step, names_of, parse
from coopgraph.vocabulary import ONTOLOGY_GRAPH, expand


def names(*short: str) -> set[str]:
    return {expand(name) for name in short}


def test_patterns_are_those_of_all_parts_and_asserted_those_that_must_hold() -> None:
    found = parse("""SELECT ?s { ?s coop:party ?o OPTIONAL { ?s skos:note ?n }
        FILTER NOT EXISTS { ?s coop:asOf ?d } }""")
    every = names("coop:party", "skos:note", "coop:asOf")
    assert found.predicates(found.patterns) == every
    assert found.predicates(found.asserted) == names("coop:party")


def test_what_is_asked_of_the_ontology_is_no_pattern() -> None:
    query = f"SELECT ?s {{ ?s a ?c GRAPH <{ONTOLOGY_GRAPH}> {{ ?c rdfs:subClassOf ?d }} }}"
    found = parse(query)
    assert found.predicates(found.patterns) == names("rdf:type")


@pytest.mark.parametrize(
    ("path", "properties", "step"),
    [
        ("coop:party", ["coop:party"], True),
        ("coop:party|coop:activity", ["coop:party", "coop:activity"], True),
        ("coop:evidence/oa:hasSource", ["coop:evidence", "oa:hasSource"], False),
        ("^coop:party", ["coop:party"], False),
        ("coop:within+", ["coop:within"], False),
    ],
)
def test_a_path_has_its_properties(path: str, properties: list[str], step: bool) -> None:
    ((_, predicate, _),) = parse(f"SELECT ?s {{ ?s ({path}) ?o }}").patterns
    assert names_of(predicate) == names(*properties)
    assert is_step(predicate) is step


def test_a_variable_may_be_any_property_unless_its_values_are_listed() -> None:
    free, listed = (
        parse(f"SELECT ?s {{ {values} ?s ?p ?o }}")
        for values in ("", "VALUES ?p { coop:party skos:note }")
    )
    assert free.predicates(free.patterns) == {ANY}
    assert listed.predicates(listed.patterns) == names("coop:party", "skos:note")


def test_what_is_made_tested_and_named_is_told() -> None:
    found = parse("""CONSTRUCT { ?s coop:involves ?o }
        WHERE { ?s coop:party ?o FILTER(?o != <x:me> && STRLEN(?n) > 1)
          OPTIONAL { ?o skos:note ?n } }""")
    assert found.makes == [(Variable("s"), URIRef(expand("coop:involves")), Variable("o"))]
    assert found.tested == {Variable("o"), Variable("n")}
    assert found.iris == names("coop:involves", "coop:party", "skos:note") | {"x:me"}


@pytest.mark.parametrize(("having", "told"), [("", False), ("HAVING (COUNT(?o) > 1)", True)])
def test_a_count_that_is_tested_needs_every_solution(having: str, told: bool) -> None:
    found = parse(f"SELECT ?s (COUNT(?o) AS ?n) {{ ?s coop:party ?o }} GROUP BY ?s {having}")
    assert ("Having" in found.names) is told
