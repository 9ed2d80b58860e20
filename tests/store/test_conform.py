"""What it means to conform to a shape, asked of the engine and compared with pySHACL."""

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from pyshacl import validate

from coopgraph.store.conform import Conformance, text_of
from coopgraph.store.shapes import NotCompilable, Shapes

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<x:shape> a sh:NodeShape ; sh:property [ sh:path <x:p> ; %s ] .
"""
VALUES = {
    "<x:iri>": {"sh:nodeKind sh:IRI", "sh:maxCount 1", "sh:in ( <x:iri> )", 'sh:pattern "^x:"'},
    '"12"': {"sh:nodeKind sh:Literal", "sh:maxCount 1", "sh:minLength 2", 'sh:pattern "^[0-9]+$"'},
    "12": {
        *("sh:nodeKind sh:Literal", "sh:maxCount 1", "sh:datatype xsd:integer"),
        *("sh:minInclusive 12", "sh:minLength 2", 'sh:pattern "^[0-9]+$"'),
    },
    '"ja"@fi': {
        "sh:nodeKind sh:Literal",
        "sh:maxCount 1",
        "sh:minLength 2",
        'sh:languageIn ("fi")',
    },
    '"a"@en, "b"@en': {"sh:nodeKind sh:Literal"},
}
EVERY = sorted(set().union(*VALUES.values()) | {"sh:uniqueLang true"})


def _shapes(folder: Path, constraint: str) -> Shapes:
    (folder / "shapes.ttl").write_text(SHAPES % constraint, encoding="utf-8")
    store = ox.Store()
    store.load(path=folder / "shapes.ttl", format=ox.RdfFormat.TURTLE)
    return Shapes([quad.triple for quad in store])


def _conforms(folder: Path, constraint: str, values: str) -> bool:
    store = ox.Store()
    store.update(f"INSERT DATA {{ GRAPH <x:g> {{ <x:focus> <x:p> {values} }} }}")
    made = Conformance(_shapes(folder, constraint), lambda name: (name,), lambda *_: True)
    test = made.conforms(ox.NamedNode("x:shape"), "?focus")
    query = f"ASK {{ VALUES ?focus {{ <x:focus> }} FILTER ({test}) }}"
    found = store.query(query, use_default_graph_as_union=True)
    return bool(found)


@pytest.mark.parametrize("constraint", EVERY)
@pytest.mark.parametrize("values", sorted(VALUES))
def test_a_value_conforms_where_it_must(tmp_path: Path, constraint: str, values: str) -> None:
    turtle = f"<x:focus> <x:p> {values} ."
    target = "a sh:NodeShape ; sh:targetNode <x:focus>"
    shape = (SHAPES % constraint).replace("a sh:NodeShape", target)
    graphs = [rdflib.Graph().parse(data=text, format="turtle") for text in (turtle, shape)]
    expected, *_ = validate(graphs[0], shacl_graph=graphs[1])
    assert _conforms(tmp_path, constraint, values) == expected
    if constraint in VALUES[values]:
        assert expected


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        ("sh:minCount 9", "a count above 4"),
        ("sh:node <x:shape>", "refers to itself"),
        ("sh:datatype xsd:gYear", "the datatype"),
    ],
)
def test_what_has_no_translation_is_said(tmp_path: Path, constraint: str, words: str) -> None:
    with pytest.raises(NotCompilable, match=words):
        _conforms(tmp_path, constraint, "<x:iri>")


def test_a_blank_node_has_no_name() -> None:
    with pytest.raises(NotCompilable, match="blank node"):
        text_of(ox.BlankNode())
