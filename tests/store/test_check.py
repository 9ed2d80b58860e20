"""Shapes and lint queries find planted faults and say what is wrong, where, and by which rule."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.errors import QueryError, QueryRefused
from coopgraph.store.check import Violation, shacl, verify
from coopgraph.store.store import Store
from tests.store.conftest import ID, C

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix coop: <https://w3id.org/coopgraph/ontology#> .
@prefix shapes: <https://w3id.org/coopgraph/shapes#> .
shapes:Twin a sh:NodeShape ; sh:targetClass coop:Twinning ; sh:property shapes:Twin-party .
shapes:Twin-party a sh:PropertyShape ; sh:path coop:party ; sh:minCount 2 ; sh:nodeKind sh:IRI ;
    sh:message "A twinning has two parties."@en .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An ontology folder with one shape and one lint query."""
    for name, text in (
        ("shapes/twin.ttl", SHAPES),
        (
            "verify/01-self.rq",
            "# Nobody is a twin of itself.\nSELECT ?s ?p ?q { ?s coop:self ?p, ?q }",
        ),
    ):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_fault_is_found_with_node_path_value_shape_and_message(
    folder: Path, derived_store: Callable[[str], Store]
) -> None:
    store = derived_store(':s a coop:Twinning ; coop:party "Turku" .')
    assert shacl(store, folder) == [
        Violation(f"{ID}s", f"{C}party", value, "Twin-party", "A twinning has two parties.")
        for value in ("", "Turku")
    ]


def test_nothing_is_found_where_nothing_is_wrong(
    folder: Path, derived_store: Callable[[str], Store]
) -> None:
    store = derived_store(":s a coop:Twinning ; coop:party :a, :b .")
    assert shacl(store, folder) == verify(store, folder) == []


def test_shapes_see_all_graphs_as_one(folder: Path) -> None:
    store = Store.from_nquads(
        f"<x:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{C}Twinning> <x:g> .\n"
        f"<x:s> <{C}party> <x:a> <x:g> .\n<x:s> <{C}party> <x:b> <x:h> .\n"
        f"<x:s> <{C}party> <x:b> <x:g> .\n".encode()
    )
    assert shacl(store, folder) == []


def test_shapes_see_the_classes_below_a_class(
    folder: Path, derived_store: Callable[[str], Store]
) -> None:
    text = SHAPES.replace("targetClass coop:Twinning", "targetClass coop:Cooperation")
    (folder / "shapes" / "twin.ttl").write_text(text, encoding="utf-8")
    store = derived_store(":s a coop:Twinning ; coop:party :a .")
    assert [violation.rule for violation in shacl(store, folder)] == ["Twin-party"]


def test_the_data_are_not_changed_by_validation(
    folder: Path, derived_store: Callable[[str], Store]
) -> None:
    store = derived_store(":s a coop:Twinning ; coop:party :a .")
    before = store.nquads()
    shacl(store, folder)
    assert store.nquads() == before


def test_a_lint_query_reports_each_solution_with_its_first_line(
    folder: Path, derived_store: Callable[[str], Store]
) -> None:
    store = derived_store(":s coop:self :a . :t coop:self :b .")
    assert verify(store, folder) == [
        Violation(f"{ID}{s}", "", f"{ID}{v}, {ID}{v}", "01-self", "Nobody is a twin of itself.")
        for s, v in (("s", "a"), ("t", "b"))
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT {", QueryError),
        ("ASK {}", QueryError),
        ("SELECT * { SERVICE <x:y> { ?s ?p ?o } }", QueryRefused),
    ],
)
def test_a_lint_query_that_is_none_is_named(
    text: str, error: type[Exception], folder: Path
) -> None:
    (folder / "verify" / "02-odd.rq").write_text(text)
    with pytest.raises(error, match=r"02-odd\.rq: "):
        verify(Store.from_nquads(b""), folder)


def test_the_packaged_shapes_find_a_bare_statement(derived_store: Callable[[str], Store]) -> None:
    store = derived_store(":s a coop:Twinning, coop:Statement ; coop:party :a .")
    found = shacl(store)
    assert {violation.focus for violation in found} >= {f"{ID}s"}
    assert all(violation.rule and violation.message.endswith(".") for violation in found)
    rules = {violation.rule for violation in found}
    assert "Cooperation-party" in rules


def test_the_packaged_queries_find_an_entity_without_a_name(
    derived_store: Callable[[str], Store],
) -> None:
    store = derived_store(":s a coop:Twinning, coop:Statement ; coop:party :a, :b .")
    found = {(violation.rule, violation.focus) for violation in verify(store)}
    assert {("03-unknown-entity", f"{ID}a"), ("03-unknown-entity", f"{ID}b")} <= found
