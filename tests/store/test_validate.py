"""Shapes compiled to queries find what pySHACL finds: node, path, value, shape and message."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.pipeline import check
from coopgraph.resources import demo_dataset, ontology_folder
from coopgraph.store.check import shacl
from coopgraph.store.compile import compile_shapes
from coopgraph.store.derive import derive
from coopgraph.store.ontology import ontology_nquads, read_files
from coopgraph.store.shapes import Shapes
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, PREFIXES, dataset_graph

EXAMPLES = sorted(ontology_folder().glob("examples/*/*.ttl"))
GRAPH = ox.NamedNode(dataset_graph("example"))
COOP = PREFIXES["coop"]
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix coop: <https://w3id.org/coopgraph/ontology#> .
@prefix shapes: <https://w3id.org/coopgraph/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def _background(triples: list[ox.Triple]) -> Store:
    store = Store.from_nquads(ontology_nquads())
    store.add(ox.Quad(*triple, GRAPH) for triple in triples)
    derive(store)
    return store


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_judged_alike(path: Path) -> None:
    quads = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    store = _background([quad.triple for quad in quads])
    assert shacl(store) == shacl(store, validator="pyshacl")


def test_every_packaged_shape_can_be_compiled() -> None:
    shapes = Shapes(q.triple for q in read_files(ontology_folder(), "shapes/*.ttl", "x:shapes"))
    checks, left = compile_shapes(shapes, lambda name: (name,), lambda *_: True)
    assert left == {}
    assert len(checks) > 200, len(checks)


def _literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + datatype))


FAULTS = [
    ("coop:stage", ox.NamedNode(PREFIXES["vocab"] + "stage/planned")),
    ("coop:stage", ox.Literal("planned")),
    ("coop:party", ox.Literal("Turku")),
    ("coop:party", ox.NamedNode("mailto:a")),
    ("coop:party", ox.NamedNode("https://example.org/nothing")),
    ("coop:confidence", _literal("1.5", "decimal")),
    ("coop:confidence", _literal("0.5", "double")),
    ("coop:confidence", ox.Literal("high")),
    ("coop:beginEarliest", _literal("2031-01-01", "date")),
    ("coop:beginEarliest", _literal("2031-02-30", "date")),
    ("coop:endLatest", _literal("1901-01-01", "date")),
    ("coop:headCount", _literal("-1", "integer")),
    ("coop:headCount", _literal("many", "integer")),
    ("skos:note", ox.Literal("x" * 301)),
    ("skos:note", ox.Literal("write to someone@example.org")),
    ("skos:note", ox.NamedNode("https://example.org/note")),
    ("rdfs:seeAlso", ox.NamedNode("ftp://example.org/")),
    ("rdf:type", ox.NamedNode(COOP + "Twinning")),
    ("rdf:type", ox.NamedNode(COOP + "Person")),
    ("skos:prefLabel", ox.Literal(" Turku", language="en")),
    ("skos:prefLabel", ox.Literal("Turku", language="sv")),
    ("skos:prefLabel", ox.Literal("Turku")),
    ("skos:altLabel", ox.Literal("Turku", language="en")),
    ("coop:evidence", ox.NamedNode("https://example.org/evidence")),
    ("coop:end", ox.Literal("..", datatype=ox.NamedNode(PREFIXES["edtf"] + "EDTF"))),
    ("coop:end", ox.Literal("..")),
    ("coop:acronym", ox.Literal("")),
    ("coop:kind", ox.NamedNode(PREFIXES["vocab"] + "activity-kind/policy")),
    ("coop:latitude", _literal("91", "decimal")),
    ("coop:callOneOf", ox.NamedNode("https://example.org/call")),
]


@pytest.fixture(scope="module")
def sample() -> list[ox.Triple]:
    """A tenth of the demo's things, with everything said of them."""
    store, _ = check([demo_dataset()], shapes=False)
    graph = ox.NamedNode(dataset_graph("baltic-barents"))
    triples = [q.triple for q in store.engine.quads_for_pattern(None, None, None, graph)]
    chosen = sorted({str(t.subject) for t in triples})[::10]
    return sorted((t for t in triples if str(t.subject) in set(chosen)), key=str)


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("delete"), st.integers(0, 10_000), st.just(0)),
        st.tuples(st.just("add"), st.integers(0, 10_000), st.sampled_from(range(len(FAULTS)))),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=4)
@given(CHANGES)
def test_planted_faults_are_found_alike(
    sample: list[ox.Triple], changes: list[tuple[str, int, int]]
) -> None:
    triples = dict.fromkeys(sample)
    for what, place, fault in changes:
        chosen = sample[place * 7919 % len(sample)]
        if what == "delete":
            triples.pop(chosen, None)
        else:
            name, value = FAULTS[fault]
            prefix, _, local = name.partition(":")
            predicate = ox.NamedNode(PREFIXES[prefix] + local)
            triples[ox.Triple(chosen.subject, predicate, value)] = None
    store = _background(list(triples))
    assert shacl(store) == shacl(store, validator="pyshacl")


@pytest.mark.soak
@settings(max_examples=150)
@given(CHANGES)
def test_many_planted_faults_are_found_alike(
    sample: list[ox.Triple], changes: list[tuple[str, int, int]]
) -> None:
    test_planted_faults_are_found_alike.hypothesis.inner_test(sample, changes)


def test_derived_types_make_no_focus_node() -> None:
    graph = f"<{DERIVED_GRAPH}>"
    line = f"<http://x/s> <{PREFIXES['rdf']}type> <{COOP}Statement> {graph} ."
    assert shacl(Store.from_nquads(line.encode())) == []


def test_a_shape_that_cannot_be_compiled_is_left_to_pyshacl(
    tmp_path: Path, derived_store: Callable[[str], Store]
) -> None:
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "closed.ttl").write_text(
        SHAPES + "shapes:Closed a sh:NodeShape ; sh:targetClass coop:Twinning ; sh:closed true ; "
        'sh:message "Too much."@en .\n'
        "shapes:Two a sh:NodeShape ; sh:targetClass coop:Twinning ; sh:property shapes:Party .\n"
        'shapes:Party sh:path coop:party ; sh:minCount 2 ; sh:message "Too few."@en .\n'
    )
    store = derived_store(":s a coop:Twinning ; coop:party :a .")
    notes: list[str] = []
    found = shacl(store, tmp_path, note=notes.append)
    assert {violation.rule for violation in found} == {"Closed", "Party"}
    assert found == shacl(store, tmp_path, validator="pyshacl")
    assert "sh:closed" in notes[0]


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        ("sh:pattern '(?=a)b'", "the regular expression"),
        ("sh:property [ sh:path (coop:party <%s>) ; sh:minCount 1 ]", "a path over rdf:type"),
        ("sh:node shapes:S", "a shape that refers to itself"),
        ("sh:xone ( shapes:S )", "sh:xone"),
        ("sh:datatype xsd:byte", "the datatype"),
        ("sh:property [ sh:path coop:party ; sh:minCount 9 ]", "a count above 4"),
    ],
)
def test_what_cannot_be_compiled_says_why(shape: str, reason: str) -> None:
    text = SHAPES + f"shapes:S sh:targetNode coop:x ; {shape} ."
    quads = ox.parse(input=text.replace("%s", PREFIXES["rdf"] + "type"), format=ox.RdfFormat.TURTLE)
    reads = "(?=" not in shape
    _, left = compile_shapes(Shapes(q.triple for q in quads), lambda n: (n,), lambda *_: reads)
    assert [why for why in left.values() if reason in why]
