"""What follows from parts, put together, is what follows from the whole."""

import pickle
from pathlib import Path

import pytest

from coopgraph.store.check import shacl
from coopgraph.store.derive import derive
from coopgraph.store.ontology import ontology_nquads
from coopgraph.store.parts import Parts
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, expand

GRAPH = "https://w3id.org/coopgraph/graph/towns"
TOWN = """\
<x:{0}> <{type}> <{coop}Territory> <{graph}> .
<x:{0}> <{label}> "{0}"@en <{graph}> .
"""
TWINNING = """\
<x:{0}-{1}> <{type}> <{coop}Statement> <{graph}> .
<x:{0}-{1}> <{type}> <{coop}Twinning> <{graph}> .
<x:{0}-{1}> <{coop}party> <x:{0}> <{graph}> .
<x:{0}-{1}> <{coop}party> <x:{1}> <{graph}> .
"""
TERMS = {
    "type": expand("rdf:type"),
    "coop": expand("coop:"),
    "label": expand("skos:prefLabel"),
    "graph": GRAPH,
}


def _town(name: str) -> bytes:
    return TOWN.format(name, **TERMS).encode()


def _twinning(one: str, other: str) -> bytes:
    return TWINNING.format(one, other, **TERMS).encode()


@pytest.fixture(scope="module")
def background() -> bytes:
    return ontology_nquads()


@pytest.fixture(scope="module")
def parts(background: bytes) -> Parts:
    return Parts(background)


def _derived(store: Store) -> set[bytes]:
    end = f"<{DERIVED_GRAPH}> .".encode()
    return {line for line in store.nquads().splitlines() if line.endswith(end)}


def test_parts_give_what_the_whole_gives(parts: Parts, background: bytes) -> None:
    slices = (
        _town("Turku") + _town("Oulu") + _twinning("Turku", "Oulu"),
        _town("Umea") + _town("Oulu") + _twinning("Umea", "Oulu"),
    )
    found = [parts.examine(one) for one in slices]
    last = parts.finish(part.needed for part in found)
    derived = b"".join(part.derived for part in (*found, last))
    whole = Store.from_nquads(background + b"".join(slices))
    derive(whole)
    assert set(derived.splitlines()) | _derived(Store.from_nquads(background)) == _derived(whole)
    assert f"<x:Umea-Oulu> <{expand('coop:involves')}> <x:Umea>".encode() in derived


def test_a_fault_of_a_part_is_a_fault_of_the_whole(parts: Parts, background: bytes) -> None:
    good = _town("Turku") + _town("Oulu") + _twinning("Turku", "Oulu")
    bad = good + b'<x:Oulu> <%s> "far north" <%s> .\n' % (
        expand("coop:latitude").encode(),
        GRAPH.encode(),
    )
    sound = parts.examine(bad).sound & parts.compare(bad)
    whole = Store.from_nquads(background + bad)
    derive(whole)
    violations = shacl(whole)
    assert {v.focus for v in violations} >= {"x:Oulu"}
    assert not {v.rule for v in violations} & {iri.rpartition("/")[2] for iri in sound.shapes}
    assert shacl(whole, sound=sound) == violations


def test_parts_go_to_another_process_as_they_are(parts: Parts) -> None:
    again = pickle.loads(pickle.dumps(parts))
    lines = _town("Turku") + _town("Oulu") + _twinning("Turku", "Oulu")
    assert again.examine(lines) == parts.examine(lines)
    assert (again.named, again.properties) == (parts.named, parts.properties)


def test_unchecked_parts_need_only_what_rules_look_at(background: bytes) -> None:
    unchecked = Parts(background, checked=False)
    assert unchecked.properties is not None
    assert expand("coop:party") in unchecked.properties
    assert expand("coop:asOf") not in unchecked.properties
    lines = _town("Turku") + _town("Oulu") + _twinning("Turku", "Oulu")
    part = unchecked.examine(lines)
    assert part.derived == Parts(background).examine(lines).derived
    assert (part.sound.shapes, part.sound.lint) == (frozenset(), frozenset())


def test_a_folder_without_rules_makes_nothing(tmp_path: Path) -> None:
    bare = Parts(b"", checked=False, folder=tmp_path)
    assert bare.examine(_town("Turku")).derived == b""
