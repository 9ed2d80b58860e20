"""Compiled shapes find what is wrong, and the cheaper query before them misses nothing."""

import pyoxigraph as ox
import pytest

from coopgraph.store.compile import Check, compile_shapes
from coopgraph.store.shapes import Shapes

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <x:> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . """
DATA = """<x:a> a <x:C> ; <x:p> "one" ; <x:q> 3 .
<x:b> a <x:C> ; <x:p> "one", "two" ; <x:q> 7 ; <x:r> <x:a> .
<x:c> a <x:C> ; <x:q> "many" ; <x:r> <x:d> .
<x:d> a <x:D> ; <x:p> "far too long" ."""


def compiled(text: str) -> tuple[list[Check], list[str]]:
    triples = [quad.triple for quad in ox.parse(HEAD + text, format=ox.RdfFormat.TURTLE)]
    checks, left = compile_shapes(Shapes(triples), lambda name: (name,), lambda *_: True)
    return checks, list(left.values())


def found(check: Check, guarded: bool = True) -> set[tuple[str, str]]:
    """Nodes at fault with their values, as the query says."""
    store = ox.Store()
    store.load(
        HEAD.replace("@prefix x: <x:> .", "") + DATA,
        format=ox.RdfFormat.TURTLE,
        to_graph=ox.NamedNode("x:g"),
    )
    if guarded and check.guard:
        candidates = store.query(f"ASK {{ {check.guard} }}", use_default_graph_as_union=True)
        if not candidates:
            return set()
    rows = store.query(check.query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    value = bool(check.pattern)
    return {(r["this"].value, r["value"].value if value else "") for r in rows}


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("sh:path x:p ; sh:minCount 1", {("x:c", "")}),
        ("sh:path x:p ; sh:maxCount 1", {("x:b", "")}),
        ("sh:path x:q ; sh:datatype xsd:integer", {("x:c", "many")}),
        ("sh:path x:q ; sh:maxInclusive 5", {("x:b", "7"), ("x:c", "many")}),
        ('sh:path x:p ; sh:in ( "one" )', {("x:b", "two")}),
        ('sh:path x:p ; sh:pattern "^o"', {("x:b", "two")}),
        ("sh:path x:r ; sh:class x:C", {("x:c", "x:d")}),
        ("sh:path x:r ; sh:nodeKind sh:Literal", {("x:b", "x:a"), ("x:c", "x:d")}),
        ("sh:path ( x:r x:p ) ; sh:maxLength 5", {("x:c", "far too long")}),
        ('sh:path x:p ; sh:hasValue "one"', {("x:c", "")}),
    ],
)
def test_a_constraint_finds_what_violates_it(constraint: str, wrong: set[tuple[str, str]]) -> None:
    checks, left = compiled(f"x:S sh:targetClass x:C ; sh:property [ {constraint} ] .")
    assert left == []
    assert set().union(*map(found, checks)) == wrong
    # The cheaper query may only say that there is nothing where there is nothing.
    assert set().union(*(found(check, guarded=False) for check in checks)) == wrong


def test_what_is_not_known_here_is_left_with_its_reason() -> None:
    checks, left = compiled("x:S sh:targetClass x:C ; sh:closed true .")
    assert checks == []
    assert len(left) == 1
    assert "closed" in left[0]


def test_a_check_has_the_path_and_the_message_of_its_shape() -> None:
    (check,), _ = compiled(
        'x:S sh:targetClass x:C ; sh:property [ sh:path x:p ; sh:minCount 1 ; sh:message "no p" ] .'
    )
    assert (check.path, check.message) == ("x:p", "no p")
