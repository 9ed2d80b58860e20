import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from coopgraph.dataset.formats import packed
from coopgraph.dataset.formats.tables import read_table
from coopgraph.dataset.formats.workbook import LastWorkbook, cell_text, workbook_rows


def _book(path: Path, *rows: list[object], title: str = "Data") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.create_sheet("Other").append(["x"])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (1953, "1953"),
        (1953.0, "1953"),
        (1776888.5, "1776888.5"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (True, "true"),
        (dt.datetime(2018, 5, 17), "2018-05-17"),  # noqa: DTZ001
        (dt.date(2018, 5, 17), "2018-05-17"),
        ("007", "007"),
    ],
)
def test_values_are_written_as_people_see_them(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_numbers_dates_and_short_rows(tmp_path: Path) -> None:
    path = _book(
        tmp_path / "t.xlsx",
        ["id", "year", "day", "note"],
        ["a", 1953, dt.date(2018, 5, 17)],
        [],
        ["b", 2.5, None, "x"],
    )
    table, problems = read_table("t", path)
    assert problems == []
    assert table.frame.loc[2].tolist() == ["a", "1953", "2018-05-17", ""]
    assert table.frame.loc[4].tolist() == ["b", "2.5", "", "x"]


def test_a_sheet_is_named_in_the_file_of_its_problems(tmp_path: Path) -> None:
    table, problems = read_table("t", _book(tmp_path / "t.xlsx", ["id"], ["a"]), "Other")
    assert table.file == "t.xlsx [Other]"
    assert [str(p) for p in problems] == [
        "t.xlsx [Other]: the table is empty: a header and rows expected"
    ]


def test_an_unknown_sheet_names_those_that_are_there(tmp_path: Path) -> None:
    _, problems = read_table("t", _book(tmp_path / "t.xlsx", ["id"], ["a"]), "Dat")
    assert [p.message for p in problems] == ['no sheet "Dat"; it has: Data, Other']


def test_a_formula_without_value_is_not_read_as_an_empty_cell(tmp_path: Path) -> None:
    _, problems = read_table("t", _book(tmp_path / "t.xlsx", ["id", "n"], ["a", "=1+1"]))
    (problem,) = problems
    assert (problem.row, problem.column, problem.value) == (2, "n", "=1+1")
    assert "a formula without a value" in problem.message


def test_an_error_of_the_spreadsheet_is_reported(tmp_path: Path) -> None:
    _, problems = read_table("t", _book(tmp_path / "t.xlsx", ["id", "n"], ["a", "#REF!"]))
    assert [(p.row, p.column, p.value) for p in problems] == [(2, "n", "#REF!")]


@pytest.mark.parametrize("cell", ["=1+1", "#REF!", "#N/A"])
def test_a_cell_without_a_value_costs_its_row_only(tmp_path: Path, cell: str) -> None:
    path = _book(tmp_path / "t.xlsx", ["id", "n"], ["a", 1], ["b", cell], ["c", 3])
    table, problems = read_table("t", path, keep_sound=True)
    assert table.frame["id"].tolist() == ["a", "c"]
    assert [(p.row, p.column, p.value) for p in problems] == [(3, "n", cell)]


def test_cells_without_a_value_do_no_harm_where_nothing_reads_them(tmp_path: Path) -> None:
    path = _book(tmp_path / "t.xlsx", ["=A9", ""], ["id", "n"], ["a", "#N/A"], ["b", "=1+1"])
    table, problems = read_table("t", path, first_row=2, skip=["n"])
    assert (table.frame["id"].tolist(), problems) == (["a", "b"], [])


def test_an_error_may_be_a_cell_that_means_nothing(tmp_path: Path) -> None:
    path = _book(tmp_path / "t.xlsx", ["id", "n"], ["a", "#N/A"])
    assert read_table("t", path, empty=["#N/A"])[1] == []


def test_a_header_that_is_an_error_is_the_fault_of_the_table(tmp_path: Path) -> None:
    path = _book(tmp_path / "t.xlsx", ["id", "#REF!"], ["a", 1])
    table, problems = read_table("t", path, keep_sound=True)
    assert (table.frame.empty, [(p.row, p.value) for p in problems]) == (True, [(1, "#REF!")])


def test_a_row_that_is_a_formula_without_value_is_not_blank(tmp_path: Path) -> None:
    path = _book(tmp_path / "t.xlsx", ["id"], ["a"], ["=1+1"])
    assert [p.row for p in read_table("t", path, keep_sound=True)[1]] == [3]


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "MAX_BYTES", 1000)
    _, problems = read_table("t", _book(tmp_path / "t.xlsx", ["id"], ["a"]))
    assert "unpacks to" in problems[0].message


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    source = _book(tmp_path / "a.xlsx", ["id"], ["a"])
    path = tmp_path / "t.xlsx"
    bomb = '<!DOCTYPE x [<!ENTITY a0 "lol">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = (bomb + "]><x>&a11;</x>").encode()
            new.writestr(name, content)
    _, problems = read_table("t", path)
    assert len(problems) == 1


def test_a_workbook_is_parsed_once_for_all_its_sheets(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    book["Sheet"].append(["one"])
    book.create_sheet("More").append(["two"])
    book.save(path)
    last = LastWorkbook()
    assert workbook_rows(path, "", "t", last) == ([["one"]], [], [])
    parsed = last.read(path)[0]
    assert workbook_rows(path, "More", "t", last) == ([["two"]], [], [])
    assert last.read(path)[0] is parsed
    path.unlink()  # no open file is in the way
