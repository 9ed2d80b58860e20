"""Each shape catches the invalid example that names it, and nothing else does."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import RDF, SH, BNode, Graph, URIRef

ONTOLOGY = Path(__file__).parents[2] / "ontology"
SHAPES = "https://w3id.org/coopgraph/shapes#"
VALID = sorted(ONTOLOGY.glob("examples/valid/*.ttl"))
INVALID = sorted(ONTOLOGY.glob("examples/invalid/*.ttl"))
CONSTRAINTS = {SH["not"], SH["or"], SH["and"], SH.pattern, SH.nodeKind, SH["class"], SH.languageIn}
TARGETS = {SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf, SH.targetNode}


def _targeted(shapes: Graph) -> set[URIRef]:
    return {s for target in TARGETS for s in shapes.subjects(target) if isinstance(s, URIRef)}


def _reporting(shapes: Graph) -> set[str]:
    """The shapes that can appear in a report: targeted ones with constraints, and their parts."""
    own = {s for s in _targeted(shapes) if CONSTRAINTS & set(shapes.predicates(s))}
    parts = {p for s in _targeted(shapes) for p in shapes.objects(s, SH.property)}
    return {str(s).removeprefix(SHAPES) for s in own | parts}


def _names(path: Path) -> str:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# violates: shapes:([\w-]+)", first)
    assert named, f"{path.name}: the first line names no shape"
    return named[1]


def test_every_shape_has_an_address(shapes: Graph) -> None:
    declared = [
        *shapes.subjects(RDF.type, SH.NodeShape),
        *shapes.subjects(RDF.type, SH.PropertyShape),
    ]
    assert not any(isinstance(s, BNode) for s in declared)
    assert all(str(s).startswith(SHAPES) for s in declared)
    assert not any(isinstance(o, BNode) for o in shapes.objects(None, SH.property))


def test_shapes_use_core_constraints_only(shapes: Graph) -> None:
    for advanced in (SH.sparql, SH.rule, SH.js, SH.target, SH.expression):
        assert (None, advanced, None) not in shapes


def test_shapes_are_themselves_well_formed(shapes: Graph) -> None:
    import pyshacl

    pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)


def test_every_shape_that_can_report_has_one_message_in_sentences(shapes: Graph) -> None:
    for name in _reporting(shapes):
        messages = [str(m) for m in shapes.objects(URIRef(SHAPES + name), SH.message)]
        assert len(messages) == 1, name
        assert re.fullmatch(r"[A-Z].+\.", messages[0]), name


def test_every_shape_that_can_report_has_one_invalid_example(shapes: Graph) -> None:
    assert sorted(map(_names, INVALID)) == sorted(_reporting(shapes))


@pytest.mark.parametrize("path", INVALID, ids=lambda p: p.stem)
def test_an_invalid_example_is_caught_by_the_shape_it_names(
    path: Path, built: Callable, violated: Callable
) -> None:
    data = built(path.read_text(encoding="utf-8")).graph()
    assert violated(data) == {_names(path)}


@pytest.mark.parametrize("path", INVALID, ids=lambda p: p.stem)
def test_an_invalid_example_is_named_for_its_shape_and_says_why(path: Path) -> None:
    assert path.stem == _names(path)
    assert re.fullmatch(r"# [A-Z].+\.", path.read_text(encoding="utf-8").splitlines()[1])


@pytest.mark.parametrize("path", VALID, ids=lambda p: p.stem)
def test_a_valid_example_conforms_with_what_is_derived_from_it(
    path: Path, built: Callable, violated: Callable
) -> None:
    data = built(path.read_text(encoding="utf-8")).derive().graph()
    assert violated(data) == set()


def test_the_roles_that_shapes_check_are_the_roles_of_the_ontology(
    shapes: Graph, terms: Graph
) -> None:
    coop = "https://w3id.org/coopgraph/ontology#"
    path = shapes.value(URIRef(SHAPES + "Roles-entity"), SH.path)
    checked = set(shapes.items(shapes.value(path, SH.alternativePath)))
    entity_valued = {
        role
        for role in terms.subjects(URIRef(coop + "roleOf"))
        if str(terms.value(role, URIRef(coop + "valueKind"))) == "entity"
    }
    assert checked == entity_valued
