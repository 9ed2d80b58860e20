"""A block knows its columns, and where each property of the graph comes from."""

import pytest

from coopgraph.dataset.mapping.blocks import DatasetMapping
from coopgraph.dataset.mapping.reader import read_mapping
from coopgraph.resources import demo_dataset
from coopgraph.vocabulary import Schema


@pytest.fixture(scope="module")
def mapping() -> DatasetMapping:
    from coopgraph.store.ontology import load_schema

    schema: Schema = load_schema()
    return read_mapping(demo_dataset(), schema)


def test_a_block_reads_its_keys_and_all_its_fields(mapping: DatasetMapping) -> None:
    for block in (*mapping.entities, *mapping.statements):
        columns = block.columns()
        assert {*block.key_columns(), *block.where} <= columns
        assert {field.column for field in block.fields() if field.column} <= columns


def test_computed_properties_come_from_what_they_are_computed_of(mapping: DatasetMapping) -> None:
    for block in mapping.statements:
        begin = block.when.get("begin") or block.when.get("date")
        for name in ("begin", "beginEarliest", "beginLatest"):
            assert block.sources_of(name) == ((begin,) if begin else ())
        assert block.sources_of("passageHash") == (block.evidence["locator"],)
        assert block.sources_of("nothing") == ()


def test_the_column_of_a_property_is_found_by_the_name_of_the_block(
    mapping: DatasetMapping,
) -> None:
    block = mapping.entities[0]
    label = next(iter(block.labels.values())).column
    assert mapping.column(block.where_defined, "prefLabel") == label
    assert mapping.column("statements[999]", "prefLabel") == ""
