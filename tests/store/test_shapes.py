"""Shapes as they are read: targets, paths, and what is not known here."""

import pyoxigraph as ox
import pytest

from coopgraph.store.shapes import NotCompilable, Path, Shapes, ask_for

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <x:> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . """
S = ox.NamedNode("x:S")


def shapes(text: str) -> Shapes:
    return Shapes(quad.triple for quad in ox.parse(HEAD + text, format=ox.RdfFormat.TURTLE))


def test_a_shape_has_its_targets_constraints_and_message() -> None:
    read = shapes("""x:S sh:targetClass x:C ; sh:targetObjectsOf x:p ; sh:path x:p ; sh:minCount 1 ;
        sh:message "one is needed" .""")
    assert read.targeted() == [S]
    found = read.get(S)
    assert found is not None
    assert sorted(kind for kind, _ in found.targets) == ["targetClass", "targetObjectsOf"]
    assert (found.path, found.message) == (Path("<x:p>", "x:p"), "one is needed")
    (name, (value,)) = found.constraints[0]
    assert (name, str(value)) == ("minCount", str(ox.Literal(1)))
    assert len(found.constraints) == 1


def test_a_class_that_is_a_shape_is_its_own_target() -> None:
    found = shapes("x:S a sh:NodeShape, rdfs:Class .").get(S)
    assert found is not None
    assert found.targets == (("targetClass", S),)


def test_a_shape_that_is_switched_off_is_none() -> None:
    assert shapes("x:S sh:targetClass x:C ; sh:deactivated true .").get(S) is None


@pytest.mark.parametrize(
    ("path", "text", "empty"),
    [
        ("( x:a x:b )", "(<x:a>/<x:b>)", False),
        ("[ sh:zeroOrMorePath x:a ]", "(<x:a>)*", True),
        ("[ sh:oneOrMorePath x:a ]", "(<x:a>)+", False),
        ("[ sh:zeroOrOnePath x:a ]", "(<x:a>)?", True),
        ("[ sh:inversePath x:a ]", "^(<x:a>)", False),
        ("[ sh:alternativePath ( x:a [ sh:zeroOrOnePath x:b ] ) ]", "(<x:a>|(<x:b>)?)", True),
    ],
)
def test_a_path_is_written_as_sparql_has_it(path: str, text: str, empty: bool) -> None:
    found = shapes(f"x:S sh:path {path} .").get(S)
    assert found is not None
    assert found.path == Path(text, "", empty)


@pytest.mark.parametrize("path", ["[]", "( x:a rdf:type )", "[ sh:alternativePath x:a ]"])
def test_what_is_no_path_here_is_refused(path: str) -> None:
    with pytest.raises(NotCompilable):
        shapes(f"x:S sh:path {path} .").get(S)


def test_a_list_that_goes_round_is_refused() -> None:
    with pytest.raises(NotCompilable):
        shapes("x:S sh:in x:l . x:l rdf:first x:a ; rdf:rest x:l .").items(ox.NamedNode("x:l"))


def test_types_are_asked_of_named_graphs_only() -> None:
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    asked = ask_for("?this", Path(f"<{kind}>", kind), "?c", "g1")
    assert asked == f"GRAPH ?g1 {{ ?this <{kind}> ?c . }}"
