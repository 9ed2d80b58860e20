"""Tables before a block reads them: what merged cells mean."""

from pathlib import Path

import openpyxl
import pytest

from coopgraph.dataset.records.records import Records, read_records
from coopgraph.vocabulary import Schema

MAPPING = """
dataset = { id = "m", title = "Members", lenient = true }
[tables.members]
file = "members.xlsx"
fill = ["Group"]
empty = ["-"]
split = { Town = [",", " and "] }
[[entities]]
name = "member"
type = "Organisation"
key = ["Group", "Town"]
labels = { und = "Town" }
alt = "Group"
"""


@pytest.fixture
def read(tmp_path: Path, schema: Schema) -> "object":
    def records(*rows: tuple[object, ...]) -> Records:
        book = openpyxl.Workbook()
        for row in (("Group", "Town"), *rows):
            book.worksheets[0].append(row)
        book.save(tmp_path / "members.xlsx")
        (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
        (tmp_path / "sources.toml").write_text("", encoding="utf-8")
        return read_records(tmp_path, schema)

    return records


def _members(records: Records) -> list[tuple[str, str]]:
    table = records.values.pivot_table(
        index="subject", columns="property", values="value", aggfunc="first"
    )
    named = table.dropna(subset="skos:altLabel")
    return sorted(zip(named["skos:altLabel"], named["skos:prefLabel"], strict=True))


def test_an_empty_cell_has_the_value_above_where_the_mapping_says_so(read: object) -> None:
    records = read(  # type: ignore[operator]
        ("North", "A"), (None, "B, C and D"), ("-", "E"), ("South", "F"), (None, "G")
    )
    north = [("North", town) for town in "ABCDE"]
    assert _members(records) == [*north, ("South", "F"), ("South", "G")]
    assert records.rejected == ()


def test_the_value_above_is_not_known_below_a_row_that_cannot_be_read(read: object) -> None:
    records = read(  # type: ignore[operator]
        ("North", "A"), ("South", "=A1"), (None, "B"), ("West", "C"), (None, "D")
    )
    assert _members(records) == [("North", "A"), ("West", "C"), ("West", "D")]
    assert [(p.row, p.column) for p in records.rejected] == [(3, "Town"), (4, "Group")]
    assert "the value above is not known" in records.rejected[1].message
    (count,) = records.ledger
    assert (count.read, count.used, count.rejected) == (5, 3, 2)
