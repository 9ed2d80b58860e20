"""Three tables of very different shapes that nobody has seen, each with a mapping of 25 lines."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from coopgraph.dataset.records.records import Records, read_records
from coopgraph.vocabulary import Schema

SOURCES = """
[export]
title = "Export"
publisher = "Office"
language = "en"
as_of = "2024-01-01"
"""

# One column a partner, with countries beside them; amounts and months as in German tables.
WIDE = """
[dataset]
id = "wide"
title = "Projects, one column a partner"
[tables.wide]
ignore = ["Contact"]
unpivot = { partner = "Partner *", country = "Land *", place = "*" }
[[entities]]
name = "project"
type = "Project"
key = "Projekt"
labels = { de = "Projekt" }
[[entities]]
name = "partner"
type = "Organisation"
key = ["partner", "country"]
labels = { und = "partner" }
[[statements]]
type = "Participation"
key = ["Projekt", "partner", "country"]
set.participant = { entity = "partner" }
set.activity = { entity = "project" }
set.role = { column = "place", lookup = { "1" = "lead-partner", "*" = "project-partner" } }
when = { begin = { column = "Beginn", date = "MM/YYYY" } }
evidence = { source = { const = "export" }, locator = { record = true } }
"""
WIDE_CSV = """\
Projekt;Beginn;Partner 1;Land 1;Partner 2;Land 2;Partner 3;Land 3;Contact
Klare Förde;03/2016;Stadt Lindhavn;Norrland;Fjernby;Norrland;;;a@example.org
Blaues Meer;11/2018;Fjernby;Norrland;Sund;Ostland;Fjernby;Ostland;b@example.org
"""

# A list of edges with years, without a header.
EDGES = """
[dataset]
id = "edges"
title = "Twinnings with years"
[tables.edges]
file = "edges.txt"
header = ["from", "to", "years", "n"]
ignore = ["n"]
columns.begin = { column = "years", pattern = "([0-9]{4})(?:-[0-9]{4})?" }
columns.end = { column = "years", pattern = "[0-9]{4}-([0-9]{4})", otherwise = "" }
[[entities]]
name = "one"
type = "Territory"
key = "from"
labels = { und = "from" }
[[entities]]
name = "other"
type = "Territory"
key = "to"
labels = { und = "to" }
[[statements]]
type = "Twinning"
key = [["from", "to"], "years"]
set = { party = [{ entity = "one" }, { entity = "other" }] }
when = { begin = "begin", end = "end" }
evidence = { source = { const = "export" }, locator = { record = true } }
"""
EDGES_TXT = "Lindhavn|Fjernby|1953-1999|1\nFjernby|Sund|1988|2\n"

# A list of memoranda: signatories in one cell, days in European format.
MEMORANDA = """
dataset = { id = "memoranda", title = "Memoranda of regions" }
[tables.memoranda]
file = "memoranda.xlsx"
ignore = ["Pages"]
where = { "Kind" = { not = "draft" } }
split = { "Between" = ";" }
[[entities]]
name = "memorandum"
type = "Agreement"
key = ["Title", "Signed on"]
labels = { en = "Title" }
set = { kind = { const = "memorandum" } }
[[entities]]
name = "party"
type = "Territory"
key = "Between"
labels = { und = "Between" }
[[statements]]
type = "Signing"
key = ["Title", "Signed on"]
duplicates = "merge"
set = { document = { entity = "memorandum" }, party = { entity = "party" } }
when = { date = { column = "Signed on", date = ["DD.MM.YYYY", "YYYY-MM-DD"] } }
evidence = { source = { const = "export" }, locator = { record = true } }
"""


def _lines(mapping: str) -> int:
    return len([line for line in mapping.splitlines() if line.strip()])


@pytest.fixture
def made(tmp_path: Path, schema: Schema) -> Callable[[str], Records]:
    def read(mapping: str) -> Records:
        (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
        (tmp_path / "sources.toml").write_text(SOURCES, encoding="utf-8")
        return read_records(tmp_path, schema)

    return read


def _said(records: Records, prop: str) -> list[str]:
    values = records.values
    return sorted(values[values["property"] == prop]["value"])


def test_a_column_for_each_partner(tmp_path: Path, made: Callable[[str], Records]) -> None:
    (tmp_path / "wide.csv").write_text(WIDE_CSV, encoding="utf-8-sig")
    records = made(WIDE)
    assert _lines(WIDE) <= 25
    assert records.counts == {"wide.csv": 2}
    assert [r.rpartition("/")[2] for r in _said(records, "coop:role")] == [
        *["lead-partner"] * 2,
        *["project-partner"] * 3,
    ]
    assert _said(records, "coop:begin") == [*["2016-03"] * 2, *["2018-11"] * 3]
    # Fjernby in Norrland and Fjernby in Ostland are two.
    assert len(set(_said(records, "coop:participant"))) == 4
    assert not records.values["value"].str.contains("@").any()


def test_a_list_of_edges_with_years(tmp_path: Path, made: Callable[[str], Records]) -> None:
    (tmp_path / "edges.txt").write_text(EDGES_TXT, encoding="utf-8")
    records = made(EDGES)
    assert _lines(EDGES) <= 25
    assert _said(records, "coop:begin") == ["1953", "1988"]
    assert _said(records, "coop:end") == ["1999"]
    assert len(_said(records, "coop:party")) == 4


def test_a_list_of_memoranda(tmp_path: Path, made: Callable[[str], Records]) -> None:
    rows = {
        "Title": ["On fish", "On ice", "On sand"],
        "Between": ["Norrland; Ostland", "Norrland;Westland;Ostland", "A; B"],
        "Signed on": ["5.3.1992", "31.12.1999", "1.1.2000"],
        "Kind": ["memorandum", "memorandum", "draft"],
        "Pages": ["3", "4", "5"],
    }
    pd.DataFrame(rows).to_excel(tmp_path / "memoranda.xlsx", index=False)
    records = made(MEMORANDA)
    assert _lines(MEMORANDA) <= 25
    assert _said(records, "coop:begin") == ["1992-03-05", "1999-12-31"]
    assert len(_said(records, "coop:party")) == 5
    assert len(set(_said(records, "coop:party"))) == 3
