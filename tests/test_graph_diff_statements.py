"""Statements that differ: in what they say, in what is cited for them, or by being there."""

import pytest

from coopgraph.errors import GraphNotFound
from coopgraph.graph_diff_statements import Differences
from coopgraph.store.store import Store

SAID = """\
<x:e1> a coop:Evidence <> coop:locator "row 1" .
<x:e2> a coop:Evidence <> coop:locator "row 2" .
<x:s1> a coop:Statement , coop:Twinning <> coop:evidence <x:e1> <> rdfs:label "One – Two"
  <> coop:asOf "2020-01-01" <> coop:stage <https://w3id.org/coopgraph/vocab/stage/in-force> .
<x:s2> a coop:Statement , coop:Twinning <> coop:evidence <x:e2> <> rdfs:label "One – Three"
  <> coop:asOf "2020-01-01" .
"""


def _store(*changes: tuple[str, str]) -> Store:
    text = SAID.replace("<>", ";")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    store = Store.from_nquads(b"")
    prefixes = "\n".join(f"PREFIX {k}: <{v}>" for k, v in store.prefixes().items())
    store.engine.update(f"{prefixes}\nINSERT DATA {{ GRAPH <x:g> {{ {text} }} }}")
    return store


def _found(before: Store, after: Store) -> list[tuple[str, ...]]:
    found = Differences()
    found.add(*(store.nquads().splitlines(keepends=True) for store in (before, after)))
    columns = ["change", "statement", "field", "before", "after"]
    rows = found.table(before, after)[columns].itertuples(index=False, name=None)
    return [tuple(map(str, row)) for row in rows]


def test_what_a_statement_says_itself() -> None:
    done = ("vocab/stage/in-force", "vocab/stage/terminated")
    assert _found(_store(), _store(done)) == [
        ("changed", "x:s1", "stage", "in-force", "terminated")
    ]


def test_a_later_day_confirms_and_an_earlier_one_changes() -> None:
    later = _store(('"One – Two"\n  ; coop:asOf "2020', '"One – Two"\n  ; coop:asOf "2024'))
    days = ("2020-01-01", "2024-01-01")
    assert _found(_store(), later) == [("confirmed", "x:s1", "asOf", *days)]
    assert _found(later, _store()) == [("changed", "x:s1", "asOf", *reversed(days))]


def test_a_statement_that_its_source_no_longer_makes() -> None:
    gone = _store(
        ('"One – Two"', '"One – Two" ; coop:noLongerStatedAsOf "2024-01-01"'),
        ("coop:evidence <x:e1>", "coop:evidence <x:e2>"),
    )
    assert _found(_store(), gone) == [("retired", "x:s1", "noLongerStatedAsOf", "", "2024-01-01")]


def test_evidence_that_says_something_else() -> None:
    other = _store(('"row 2"', '"row 3"'))
    assert _found(_store(), other) == [("changed", "x:s2", "evidence: locator", "row 2", "row 3")]


def test_evidence_that_says_something_else_of_what_is_confirmed() -> None:
    other = _store(('"row 1"', '"row 3"'), ("2020-01-01", "2024-01-01"))
    assert _found(_store(), other) == [
        ("changed", "x:s1", "asOf", "2020-01-01", "2024-01-01"),
        ("changed", "x:s1", "evidence: locator", "row 1", "row 3"),
        ("confirmed", "x:s2", "asOf", "2020-01-01", "2024-01-01"),
    ]


def test_further_evidence_is_told_with_all_there_is() -> None:
    more = _store(("coop:evidence <x:e1>", "coop:evidence <x:e1> , <x:e2>"))
    assert _found(_store(), more) == [
        ("changed", "x:s1", "evidence: locator", "row 1", "row 1 | row 2")
    ]


def test_statements_of_one_graph_only() -> None:
    assert {row[:2] for row in _found(Store.from_nquads(b""), _store())} == {
        ("added", "x:s1"),
        ("added", "x:s2"),
    }
    assert {row[0] for row in _found(_store(), Store.from_nquads(b""))} == {"removed"}


def test_an_iri_that_would_be_a_part_of_a_query_is_refused() -> None:
    odd = b"<x:e\\u003E> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> %s <x:g> .\n"
    kind = b"<https://w3id.org/coopgraph/ontology#Evidence>"
    found = Differences()
    said = b'<x:e\\u003E> <x:p> "%d" <x:g> .\n'
    found.add([odd % kind, said % 1], [odd % kind, said % 2])
    with pytest.raises(GraphNotFound, match="is no IRI"):
        found.table(_store(), _store())
