"""Each verify query finds the fault that it is for, and nothing in the valid examples."""

import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Namespace
from rdflib.plugins.sparql import prepareQuery

ONTOLOGY = Path(__file__).parents[2] / "ontology"
COOP = Namespace("https://w3id.org/coopgraph/ontology#")
QUERIES = sorted(ONTOLOGY.glob("verify/*.rq"))
VALID = sorted(ONTOLOGY.glob("examples/valid/*.ttl"))
PREFIXES = """
@prefix : <https://w3id.org/coopgraph/id/example/> .
@prefix coop: <https://w3id.org/coopgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix preference: <https://w3id.org/coopgraph/vocab/preference/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix stage: <https://w3id.org/coopgraph/vocab/stage/> .
@prefix territory-kind: <https://w3id.org/coopgraph/vocab/territory-kind/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# For each query: data with one fault, and what its solutions begin with.
FAULTS = {
    "blank-nodes": ("[] coop:locator 'block 4' .", None),
    "unused-entity": (":turku a coop:Territory ; skos:prefLabel 'Turku'@en .", "turku"),
    "unknown-entity": (":s coop:involves :turku .", "turku"),
    "two-classes": (":turku a coop:Territory, coop:Authority ; skos:prefLabel 'T'@en .", "turku"),
    "same-name": (
        ":a a coop:Territory ; skos:prefLabel 'Turku'@en ."
        ":b a coop:Territory ; skos:prefLabel 'Turku'@en .",
        "a",
    ),
    "unknown-class": (":s a coop:Twining .", "Twining"),
    "unknown-property": (":s coop:partys :turku .", "partys"),
    "unknown-concept": (":s coop:stage stage:in-farce .", "stage"),
    "conflict-one-sided": (":s coop:conflictsWith :t .", "s"),
    "conflict-with-itself": (":s coop:conflictsWith :s .", "s"),
    "conflict-both-preferred": (
        ":s coop:conflictsWith :t ; coop:preference preference:preferred ."
        ":t coop:conflictsWith :s ; coop:preference preference:preferred .",
        "s",
    ),
    "begin-after-end": (
        ":s coop:beginEarliest '2006-01-01'^^xsd:date ; coop:endLatest '2005-12-31'^^xsd:date .",
        "s",
    ),
    "beyond-as-of": (
        ":s coop:asOf '2005-12-31'^^xsd:date ; coop:stage stage:completed ;"
        " coop:beginEarliest '2006-01-01'^^xsd:date .",
        "s",
    ),
    "date-without-bounds": (":s coop:begin '1953'^^edtf:EDTF .", "s"),
    "bounds-without-date": (":s coop:endLatest '1953-12-31'^^xsd:date .", "s"),
    "evidence-without-source-title": (":e a coop:Evidence ; oa:hasSource :source .", "e"),
    "unused-source": (":source a coop:Source ; dcterms:title 'Report' .", "source"),
    "deprecated-alone": (":s coop:preference preference:deprecated .", "s"),
    "derived-from-unreal": (
        ":a coop:cooperatesWith :b .:s coop:party :a, :b ; coop:stage stage:considered .",
        "a",
    ),
    "derived-by-hand": (":a coop:twinnedWith :b .", "example"),
    "part-of-cycle": (":a coop:partOf :b . :b coop:partOf :c . :c coop:partOf :a .", "a"),
    "office-of-cycle": (":a coop:officeOf :b . :b coop:officeOf :a .", "a"),
    "succession-cycle": (
        ":s coop:successor :a ; coop:predecessor :b .:t coop:successor :b ; coop:predecessor :a .",
        "a",
    ),
    "two-countries": (
        ":a a coop:Territory ; coop:kind territory-kind:city ; coop:inCountry :x, :y .",
        "a",
    ),
    "two-actors": (":a coop:actsFor :x, :y .", "a"),
    "two-locations": (
        ":s a coop:Location ; coop:territory :a . :t a coop:Location ; coop:territory :a .",
        "a",
    ),
    "gone-before-stated": (
        ":s coop:asOf '2020-01-01'^^xsd:date ; coop:noLongerStatedAsOf '2020-01-01'^^xsd:date .",
        "s",
    ),
    "no-english-name": (":turku a coop:Entity ; skos:prefLabel 'Åbo'@sv .", "turku"),
}


def _named(path: Path) -> str:
    return path.stem[3:]


def test_every_query_has_a_fault_to_find() -> None:
    assert [_named(path) for path in QUERIES] == list(FAULTS)
    assert [path.stem[:2] for path in QUERIES] == [f"{n:02}" for n in range(1, len(QUERIES) + 1)]


@pytest.mark.parametrize("path", QUERIES, ids=lambda p: p.stem)
def test_a_query_is_a_documented_select_query(path: Path, terms: Graph) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"# [A-Z].+\.\n", text)
    assert prepareQuery(text).algebra.name == "SelectQuery"
    assert isinstance(ox.Store().query(text), ox.QuerySolutions)
    for name in set(re.findall(r"coop:(\w+)", text)):
        assert (COOP[name], RDF.type, None) in terms, name


@pytest.mark.parametrize("path", QUERIES, ids=lambda p: p.stem)
def test_a_query_finds_its_fault(path: Path, built: Callable) -> None:
    body, first = FAULTS[_named(path)]
    found = built(PREFIXES + body).select(path.read_text(encoding="utf-8"))
    assert found
    if first is not None:
        assert found[0][0].replace("#", "/").rpartition("/")[2] == first


@pytest.mark.parametrize("path", VALID, ids=lambda p: p.stem)
def test_valid_examples_have_none_of_the_faults(path: Path, built: Callable) -> None:
    store = built(path.read_text(encoding="utf-8")).derive()
    found = {
        query.stem: rows
        for query in QUERIES
        if (rows := store.select(query.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_what_goes_on_openly_needs_no_bounds(built: Callable) -> None:
    query = (ONTOLOGY / "verify" / "14-date-without-bounds.rq").read_text(encoding="utf-8")
    assert built(PREFIXES + ":s coop:end '..'^^edtf:EDTF .").select(query) == []


def test_a_plan_may_begin_after_the_day_of_its_source(built: Callable) -> None:
    query = (ONTOLOGY / "verify" / "13-beyond-as-of.rq").read_text(encoding="utf-8")
    body = (
        ":s coop:asOf '2005-12-31'^^xsd:date ; coop:stage stage:planned ;"
        " coop:beginEarliest '2006-01-01'^^xsd:date ."
    )
    assert built(PREFIXES + body).select(query) == []


def test_classes_above_an_entitys_own_are_no_second_class(built: Callable) -> None:
    store = built(PREFIXES + ":kainuu a coop:Authority ; skos:prefLabel 'Kainuu'@en .").derive()
    query = (ONTOLOGY / "verify" / "04-two-classes.rq").read_text(encoding="utf-8")
    assert store.select(query) == []


def test_things_of_two_classes_may_share_a_name(built: Callable) -> None:
    body = (
        ":a a coop:Territory ; skos:prefLabel 'Kainuu'@en ."
        ":b a coop:Authority ; skos:prefLabel 'Kainuu'@en ."
    )
    query = (ONTOLOGY / "verify" / "05-same-name.rq").read_text(encoding="utf-8")
    assert built(PREFIXES + body).derive().select(query) == []
