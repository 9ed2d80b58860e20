"""Keys that stand for several rows of another table: what was decided is told, row by row."""

import csv
import io
from pathlib import Path

import pytest

from coopgraph.dataset.records.ambiguous import ambiguous_csv
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.vocabulary import Schema

MAPPING = """
dataset = {{ id = "p", title = "Projects", lenient = true }}
[tables.projects]
[tables.partners.columns]
lead = {{ table = "projects", on = ["Acronym"], decide = {{ Partner = "Lead" }}, \
column = "Lead", several = "{several}" }}
[[entities]]
name = "partner"
table = "partners"
type = "Organisation"
key = ["Partner"]
labels = {{ und = "Partner" }}
alt = "lead"
"""
PROJECTS = "Acronym,Lead\nBLUE,Lindhavn\nBLUE,Fjernby\nGREEN,Sund\nRED,Berg\nRED,Vik\n"
PARTNERS = "Acronym,Partner\nBLUE,Lindhavn\nBLUE,Ostvik\nGREEN,Sund\nBLUE,Fjernby\nRED,Vik\n"


@pytest.fixture
def read(tmp_path: Path, schema: Schema) -> "type[Records] | object":
    (tmp_path / "projects.csv").write_text(PROJECTS, encoding="utf-8")
    (tmp_path / "partners.csv").write_text(PARTNERS, encoding="utf-8")
    (tmp_path / "sources.toml").write_text("", encoding="utf-8")

    def records(several: str) -> Records:
        mapping = MAPPING.format(several=several)
        (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
        return read_records(tmp_path, schema)

    return records


@pytest.mark.parametrize(
    ("several", "outcome"), [("all", "alternatives"), ("none", "none"), ("error", "rejected")]
)
def test_each_row_of_an_ambiguous_key_is_accounted_for(
    read: object, several: str, outcome: str
) -> None:
    records = read(several)  # type: ignore[operator]
    told = {(a.key, a.rows, a.outcome, a.value) for a in records.ambiguous}
    assert told == {
        (("BLUE",), (2,), "decided", "Lindhavn"),
        (("BLUE",), (5,), "decided", "Fjernby"),
        (("BLUE",), (3,), outcome, ""),
        (("RED",), (6,), "decided", "Vik"),
    }
    assert {p.row for p in records.rejected} == ({3} if several == "error" else set())


def test_the_list_has_keys_candidates_rows_and_decisions(read: object) -> None:
    records = read("all")  # type: ignore[operator]
    content = ambiguous_csv(records.ambiguous).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [(r["key"], r["stands for"], r["rows"], r["decision"]) for r in rows] == [
        ("BLUE", "Fjernby | Lindhavn", "2", "Lindhavn (decided by Partner)"),
        (
            "BLUE",
            "Fjernby | Lindhavn",
            "3",
            "kept as alternatives: each row stands for one of these",
        ),
        ("BLUE", "Fjernby | Lindhavn", "5", "Fjernby (decided by Partner)"),
        ("RED", "Berg | Vik", "6", "Vik (decided by Partner)"),
    ]
