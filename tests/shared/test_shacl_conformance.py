"""The W3C's cases for SHACL Core: compiled shapes find the nodes and paths that the cases name.

Components that no shape of this repository uses are left to pySHACL, and listed below.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from coopgraph.store.shapes import Shapes
from coopgraph.store.validate import find_violations

pytestmark = pytest.mark.shared

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
SH = "http://www.w3.org/ns/shacl#"
DATA = ox.NamedNode("http://x/data")
# Each with the reason that the compiler gives.
LEFT = {
    "complex/personexample.ttl": "sh:closed",
    "complex/shacl-shacl.ttl": "sh:xone",
    "node/closed-001.ttl": "sh:closed",
    "node/closed-002.ttl": "sh:closed",
    "node/equals-001.ttl": "sh:equals",
    "node/qualified-001.ttl": "sh:qualifiedValueShapesDisjoint",
    "node/xone-001.ttl": "sh:xone",
    "node/xone-duplicate.ttl": "sh:xone",
    "path/path-complex-001.ttl": "a path over rdf:type",
    "property/datatype-ill-formed.ttl": "the datatype",
    "property/equals-001.ttl": "sh:equals",
    "property/qualifiedMinCountDisjoint-001.ttl": "sh:qualifiedValueShapesDisjoint",
    "property/qualifiedValueShapesDisjoint-001.ttl": "sh:qualifiedValueShapesDisjoint",
}


@cache
def _triples(path: Path) -> tuple[ox.Triple, ...]:
    parsed = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    return tuple(quad.triple for quad in parsed)


def _written(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    """A term as the engine writes it: numbers canonically."""
    store = ox.Store()
    store.add(ox.Quad(DATA, DATA, term))
    return str(next(iter(store)).object)


def _one(triples: tuple[ox.Triple, ...], subject: ox.NamedNode | ox.BlankNode, name: str) -> list:
    return [t.object for t in triples if t.subject == subject and t.predicate.value == name]


def _cases(root: Path) -> dict[str, tuple[Path, Path, Counter[tuple[str, str]]]]:
    """Each case that validates: its data, its shapes, and the nodes and paths that it expects."""
    found = {}
    for path in sorted(root.glob("*/*.ttl")):
        triples = _triples(path)
        for case in [t.subject for t in triples if t.object == ox.NamedNode(SHT + "Validate")]:
            (action,) = _one(triples, case, MF + "action")
            files = [
                Path(_one(triples, action, SHT + name)[0].value.removeprefix("file://"))
                for name in ("dataGraph", "shapesGraph")
            ]
            (result,) = _one(triples, case, MF + "result")
            if result == ox.NamedNode(SHT + "Failure"):
                continue
            expected: Counter[tuple[str, str]] = Counter()
            for entry in _one(triples, result, SH + "result"):
                paths = _one(triples, entry, SH + "resultPath")
                simple = paths[0].value if paths and isinstance(paths[0], ox.NamedNode) else ""
                expected[_written(_one(triples, entry, SH + "focusNode")[0]), simple] += 1
            found[f"{path.parent.name}/{path.name}"] = (files[0], files[1], expected)
    return found


def test_the_cases_of_the_w3c_are_met_or_listed(shared_dir: Path) -> None:
    cases = _cases(shared_dir / "conformance" / "shacl" / "core")
    assert len(cases) > 90
    wrong = {}
    for name, (data, shapes, expected) in cases.items():
        store = ox.Store()
        store.extend(ox.Quad(*triple, DATA) for triple in _triples(data))
        found, left = find_violations(store, Shapes(_triples(shapes)))
        if name in LEFT:
            assert all(LEFT[name] in reason for reason in left.values()), (name, left)
        got = {(str(focus), check.path) for check, focus, _ in found}
        if left if name not in LEFT else not left:
            wrong[name] = f"left out: {left}"
        elif name not in LEFT and got != set(expected):
            wrong[name] = f"found {got}, expected {set(expected)}"
    assert wrong == {}
