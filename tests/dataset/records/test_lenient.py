"""Rows at fault are left out and listed, with the rows that rest on them; the others stay."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.dataset.records.lenient import read_rejected, rejected_csv
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.errors import InputError, Problem
from coopgraph.vocabulary import Schema

HEAD = "parties,source,locator,stage\n"
GOOD = "aby | beby,report,block 1,in-force\n"


@pytest.fixture
def leniently(schema: Schema) -> Callable[[Path], Records]:
    return lambda folder: read_records(folder, schema, lenient=True)


def out(records: Records) -> list[tuple[str, int, str]]:
    """File, row and column of what was left out."""
    return [(p.file, p.row, p.column) for p in records.rejected]


def statements(records: Records) -> int:
    return int((records.values["property"] == "coop:evidence").sum())


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("aby | beby,report,block 2,in-farce", "stage", "not in the vocabulary stage"),
        ("aby | nowhere,report,block 2,in-force", "parties", "no entity has this id or name"),
        ("aby,report,block 2,in-force", "parties", "two parties or more"),
        (",report,block 2,in-force", "parties", "must not be empty"),
        ("aby | beby,rumour,block 2,in-force", "source", "no such source"),
        ("aby | beby,report,,in-force", "locator", "must not be empty"),
        ("aby | beby,report", "", "2 cells where the header has 4"),
        ("aby | beby,report,block \x07,in-force", "locator", "a control character"),
        ("beby | aby,report,block 1,in-force", "", "the same statement as links.csv, row 2"),
    ],
)
def test_a_row_at_fault_is_left_out_and_the_others_stay(
    row: str,
    column: str,
    reason: str,
    towns: Callable[..., Path],
    leniently: Callable[[Path], Records],
) -> None:
    records = leniently(towns(links_csv=HEAD + GOOD + row + "\n"))
    assert out(records) == [("links.csv", 3, column)]
    assert reason in records.rejected[0].message
    assert statements(records) == 1


def test_rows_that_rest_on_a_row_that_is_left_out_are_left_out_as_well(
    towns: Callable[..., Path], leniently: Callable[[Path], Records]
) -> None:
    table = "id,label,kind\naby,Aby,city\nbeby,Beby,town\nceby,Ceby,city\n"
    links = HEAD + GOOD + "aby | ceby,report,block 2,in-force\n"
    records = leniently(towns(towns_csv=table, links_csv=links))
    assert out(records) == [("links.csv", 2, "parties"), ("towns.csv", 3, "kind")]
    assert statements(records) == 1


def test_every_row_that_describes_a_faulty_entity_is_left_out(
    towns: Callable[..., Path], leniently: Callable[[Path], Records]
) -> None:
    mapping = """
    [dataset]
    id = "towns"
    title = "Towns"
    [[entities]]
    name = "town"
    table = "links"
    type = "Territory"
    key = "town"
    labels = { en = "town" }
    set = { kind = "kind" }
    [[statements]]
    table = "links"
    type = "Location"
    key = ["town", "lat"]
    set = { territory = { entity = "town" }, latitude = "lat", longitude = { const = "1" } }
    evidence = { source = { const = "report" }, locator = { record = true } }
    """
    links = "town,kind,lat\nAby,city,1\nBeby,toun,1\nBeby,toun,2\nBeby,toun,3\n"
    folder = towns(mapping_toml=mapping, links_csv=links)
    (folder / "towns.csv").unlink()
    records = leniently(folder)
    assert out(records) == [("links.csv", row, "kind") for row in (3, 4, 5)]
    assert statements(records) == 1


def test_rows_that_disagree_are_left_out_but_for_the_first(
    towns: Callable[..., Path], leniently: Callable[[Path], Records]
) -> None:
    folder = towns(
        links_csv=HEAD
        + "".join(f"aby | beby,report,block 1,{s}\n" for s in ("agreed", "in-force", "expired"))
    )
    text = (folder / "mapping.toml").read_text("utf-8")
    text = text.replace('id = "id?"\nkey = [', 'duplicates = "merge"\nkey = [')
    (folder / "mapping.toml").write_text(text, encoding="utf-8")
    records = leniently(folder)
    assert [row for _, row, _ in out(records)] == [3, 4]


def test_a_fault_that_is_no_rows_stops_a_lenient_reading(
    towns: Callable[..., Path], leniently: Callable[[Path], Records]
) -> None:
    folder = towns()
    (folder / "towns.csv").unlink()
    with pytest.raises(InputError, match="no such file"):
        leniently(folder)
    with pytest.raises(InputError, match="missing or not doubled"):
        leniently(towns(links_csv=HEAD + '"aby'))


def test_where_every_row_is_at_fault_there_is_nothing_to_go_on_with(
    towns: Callable[..., Path], leniently: Callable[[Path], Records]
) -> None:
    with pytest.raises(InputError, match="an id has lower-case"):
        leniently(towns(towns_csv="id,label\nA b,Aby\n", links_csv=HEAD + GOOD))


def test_columns_that_nothing_reads_are_noted_and_misspelt_ones_stop(
    towns: Callable[..., Path], leniently: Callable[[Path], Records]
) -> None:
    records = leniently(towns(links_csv="parties,source,locator,zzz\naby | beby,report,b 1,x\n"))
    assert [count.unread for count in records.ledger if count.table == "links"] == [("zzz",)]
    with pytest.raises(InputError, match='Did you mean "locator"'):
        leniently(towns(links_csv="parties,source,lokator\naby | beby,report,b 1\n"))


def test_a_mapping_says_that_its_data_set_is_lenient(
    towns: Callable[..., Path], schema: Schema
) -> None:
    folder = towns(links_csv=HEAD + GOOD + "aby,report,block 2,in-force\n")
    with pytest.raises(InputError, match="two parties"):
        read_records(folder, schema)
    text = (folder / "mapping.toml").read_text("utf-8")
    (folder / "mapping.toml").write_text(
        text.replace("[dataset]", "[dataset]\nlenient = true"), encoding="utf-8"
    )
    assert len(read_records(folder, schema).rejected) == 1
    with pytest.raises(InputError, match="two parties"):
        read_records(folder, schema, lenient=False)


def test_the_list_names_sheet_and_nearest_and_runs_nothing_in_a_spreadsheet() -> None:
    values = ["=1+1", "+A1", "-A1", "@x", "\tx", "\rx", "plain"]
    problems = [Problem("a.xlsx [P]", n, "c", v, "no.") for n, v in enumerate(values, start=2)]
    content = rejected_csv(problems, {"a.xlsx [P]": ("a.xlsx", "P")}).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [row["value"] for row in rows] == [f"'{v}" for v in values[:-1]] + ["plain"]
    assert {(row["file"], row["sheet"]) for row in rows} == {("a.xlsx", "P")}


def test_the_list_is_read_again(tmp_path: Path) -> None:
    problems = [Problem("a.xlsx [P]", 3, "c", "v", "no"), Problem("b.csv", 4)]
    (tmp_path / "rejected.csv").write_bytes(
        rejected_csv(problems, {"a.xlsx [P]": ("sub/a.xlsx", "P")})
    )
    found = read_rejected(tmp_path / "rejected.csv")
    assert [(p.file, p.row) for p in found] == [("a.xlsx [P]", 3), ("b.csv", 4)]
    assert read_rejected(tmp_path / "none.csv") == []
