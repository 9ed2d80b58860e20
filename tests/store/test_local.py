"""Which rules, shapes and lint queries a part of a graph can answer by itself."""

from functools import partial

import pytest

from coopgraph.resources import ontology_folder
from coopgraph.store.check import shape_graph
from coopgraph.store.derive import read_rules
from coopgraph.store.local import is_local, sort_rules
from coopgraph.store.shapes import Shapes
from coopgraph.store.validate import rules_where

LINK = "CONSTRUCT { ?a coop:linkedWith ?b } WHERE { ?s coop:party ?a, ?b }"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?s coop:party ?e", True),
        ("?s ?any ?e", True),
        ("?s coop:party ?e ; coop:stage ?stage FILTER (?stage != stage:planned)", True),
        ("?s coop:party ?e . ?e skos:prefLabel ?name", True),
        ("?s coop:party ?e OPTIONAL { ?s coop:begin ?day }", True),
        ("?s coop:party ?e FILTER NOT EXISTS { ?e skos:prefLabel ?name }", True),
        ("GRAPH ?g { ?s a ?class } FILTER NOT EXISTS { ?s coop:evidence ?e }", True),
        ("?s coop:conflictsWith ?t FILTER NOT EXISTS { ?t coop:conflictsWith ?s }", True),
        ("?s coop:party ?e . ?t coop:party ?e", False),
        ("?s coop:party ?e . ?e coop:inCountry ?c", False),
        ("?e a coop:Entity FILTER NOT EXISTS { ?s coop:party ?e }", False),
        ("?s coop:evidence ?e . ?e oa:hasSource ?x . ?x dcterms:title ?t", False),
        ("?s coop:partOf+ ?e", False),
        ("?s ^coop:party ?e", False),
        ("?s coop:party/coop:kind ?e", False),
        ("?s coop:party ?e MINUS { ?s coop:begin ?day }", False),
        ("?s coop:party ?e FILTER NOT EXISTS { ?s a ?c MINUS { ?s a coop:Signing } }", False),
    ],
)
def test_what_is_asked_about_a_node_and_its_neighbours_is_local(
    pattern: str, *, expected: bool
) -> None:
    late = frozenset({"https://w3id.org/coopgraph/ontology#inCountry"})
    prefixes = "PREFIX stage: <https://w3id.org/coopgraph/vocab/stage/>\n"
    assert is_local(f"{prefixes}SELECT ?s {{ {pattern} }}", late) is expected


def test_a_part_of_the_solutions_is_not_local() -> None:
    assert not is_local("SELECT ?s { { SELECT ?s { ?s coop:party ?e } LIMIT 1 } ?s a ?c }")
    assert not is_local("SELECT ?s { ?s a ?c } GROUP BY ?s HAVING (COUNT(*) > 1)")
    counted = "{ SELECT ?s (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?s }"
    assert not is_local(f"SELECT ?s {{ {counted} FILTER (?n > 1) }}")
    assert is_local(f"SELECT ?s {{ {counted} FILTER (isIRI(?s)) }}")


def test_rules_about_one_subject_or_one_triple_are_local() -> None:
    mirrored = "CONSTRUCT { ?b coop:mirrors ?a } WHERE { ?a coop:linkedWith ?b }"
    twice = "CONSTRUCT { ?a coop:far ?c } WHERE { ?a coop:linkedWith ?b ; coop:kind ?c }"
    chain = "CONSTRUCT { ?a coop:in ?c } WHERE { ?a coop:partOf+ ?c }"
    after = "CONSTRUCT { ?a coop:within ?c } WHERE { ?a coop:in ?c }"
    feeding = "CONSTRUCT { ?a coop:partOf ?c } WHERE { ?a coop:whole ?c }"
    sorted_rules = sort_rules([LINK, mirrored, twice, chain, after, feeding])
    assert sorted_rules.local == (LINK, mirrored)
    assert sorted_rules.whole == (twice, chain, after, feeding)


def test_most_of_the_ontology_is_local() -> None:
    folder = ontology_folder()
    names = {p.read_text(encoding="utf-8"): p.stem for p in folder.glob("rules/*.rq")}
    rules = sort_rules(read_rules(folder))
    assert {names[rule][:2] for rule in rules.whole} == {"50", "51", "52", "53", "54", "61", "62"}
    shapes = Shapes(shape_graph(folder))
    local = rules_where(shapes, partial(is_local, scattered=rules.scattered), rules.scattered)
    assert len(local) > 100
    lint = {
        path.stem[:2]
        for path in folder.glob("verify/*.rq")
        if not is_local(path.read_text(encoding="utf-8"), rules.scattered)
    }
    assert lint == {"02", "05", "17", "19", "21", "22", "23", "24", "25", "26"}
