"""What records say, as columns: what a store answers, without one."""

from dataclasses import replace

import pyarrow as pa
import pytest

from coopgraph.dataset.mapping.values import Values, constant_values
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.dataset.records.told import Recorded, about_entities, about_statements
from coopgraph.resources import demo_dataset
from coopgraph.store.frames import Asked
from coopgraph.store.ontology import load_schema
from coopgraph.stored import store_records
from coopgraph.vocabulary import term_iri


@pytest.fixture(scope="module")
def demo() -> Records:
    return read_records(demo_dataset(), load_schema())


def _rows(table: pa.Table) -> list[tuple[str, ...]]:
    return sorted(tuple(row.values()) for row in table.to_pylist())


def _own(table: pa.Table, subjects: set[str]) -> list[tuple[str, ...]]:
    return [row for row in _rows(table) if row[0] in subjects]


@pytest.mark.parametrize("prop", ["coop:kind", "coop:evidence", "coop:party", "skos:altLabel"])
def test_pairs_are_those_of_the_store(demo: Records, prop: str) -> None:
    told, asked = Recorded([demo.coded]), Asked(store_records([demo]))
    subjects = set(demo.coded.names["subject"].to_pylist())
    found = _rows(told.pairs(prop))
    assert found
    assert found == _own(asked.pairs(prop), subjects)


def test_classes_and_names_are_those_of_the_store(demo: Records) -> None:
    told, asked = Recorded([demo.coded]), Asked(store_records([demo]))
    subjects = set(demo.coded.names["subject"].to_pylist())
    assert set(_rows(told.classes)) == set(_own(asked.classes, subjects))
    assert set(_rows(told.labels())) == set(_own(asked.labels(), subjects))


def test_entities_are_told_of_without_statements(demo: Records) -> None:
    told = about_entities([demo])
    kinds = set(told.classes["type"].to_pylist())
    assert term_iri("Territory") in kinds
    assert term_iri("Statement") not in kinds
    assert told.pairs("coop:evidence").num_rows == 0


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_statements_come_in_portions_with_their_evidence(demo: Records, size: int) -> None:
    whole = Recorded([demo.coded])
    cited, seen = [], []
    for part in about_statements([demo], size):
        own = [row["s"] for row in part.pairs("coop:evidence").to_pylist()]
        assert 0 < len(set(own)) <= size
        located = set(part.pairs("coop:locator")["s"].to_pylist())
        assert set(part.pairs("coop:evidence")["o"].to_pylist()) <= located
        cited += _rows(part.pairs("coop:evidence"))
        seen += sorted(set(own))
    assert seen == sorted(set(seen))
    assert sorted(cited) == _rows(whole.pairs("coop:evidence"))


def test_a_name_that_is_not_english_is_foreign(demo: Records) -> None:
    said = [("x:a", "skos:prefLabel", "Turku", "@fi"), ("x:a", "skos:prefLabel", "Turku", "@en")]
    part = replace(demo, coded=Values.of([constant_values(said)]))
    found = about_entities([part]).labels()
    assert _rows(found) == [("x:a", "Turku", "false"), ("x:a", "Turku", "true")]
