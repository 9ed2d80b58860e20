"""The ledger as data: sums over tables, and rejected rows as a table for people."""

import json
from dataclasses import replace

import pytest

from coopgraph.dataset.records.ledger import Changes
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.errors import Problem
from coopgraph.pipeline_ledger import ROWS, ledger, ledger_bytes, rejected_rows
from coopgraph.resources import demo_dataset
from coopgraph.store.ontology import load_schema


@pytest.fixture(scope="module")
def demo() -> Records:
    return read_records(demo_dataset(), load_schema())


def test_rows_are_the_sums_of_the_tables(demo: Records) -> None:
    found = ledger(demo)
    for name in ROWS:
        assert found["rows"][name] == sum(table[name] for table in found["tables"])
    assert found["rows"]["read"] == sum(found["rows"][name] for name in ROWS[1:]) > 0
    assert [t["table"] for t in found["tables"]] == sorted(t["table"] for t in found["tables"])


def test_entities_known_before_are_not_new(demo: Records) -> None:
    alone = ledger(demo)["entities"]
    changes = Changes(entities=frozenset("abc"), added=1, changed=2, confirmed=4, retired=5, kept=6)
    found = ledger(replace(demo, changes=changes))
    assert found["entities"]["new"] == alone["new"] - 3
    assert found["entities"]["known"] == 3
    said = {name: found["statements"][name] for name in ("added", "changed", "retired", "kept")}
    assert said == {"added": 1, "changed": 2, "retired": 5, "kept": 6}
    assert "added" not in ledger(demo)["statements"]


def test_a_ledger_is_written_the_same_each_time(demo: Records) -> None:
    found = ledger(demo)
    content = ledger_bytes(found)
    assert content == ledger_bytes(dict(reversed(found.items())))
    assert json.loads(content)["rows"] == found["rows"]


def test_rejected_rows_name_file_and_sheet(demo: Records) -> None:
    assert rejected_rows([demo]) == b""
    count = replace(demo.ledger[0], file="keep.xlsx", sheet="Partners")
    wrong = Problem("keep.xlsx [Partners]", 7, "Country", "Finnland", "no such country")
    part = replace(demo, ledger=(count,), rejected=(wrong,))
    row = rejected_rows([part]).decode("utf-8-sig").splitlines()[1]
    assert row.startswith("keep.xlsx,Partners,7,Country,Finnland,no such country")
