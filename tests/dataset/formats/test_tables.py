import csv
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.formats import packed
from coopgraph.dataset.formats.tables import clean, read_table
from coopgraph.dataset.formats.text import hidden_character
from coopgraph.errors import Problem


def _csv(tmp_path: Path, content: str | bytes, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _only(path: Path, sheet: str = "") -> Problem:
    table, problems = read_table("t", path, sheet)
    assert table.frame.empty
    assert len(problems) == 1
    return problems[0]


def test_cells_are_text_and_the_index_is_the_row_of_a_spreadsheet(tmp_path: Path) -> None:
    table, problems = read_table("t", _csv(tmp_path, "id,n\na,007\n\nb,NA\n"))
    assert problems == []
    assert table.frame.to_dict() == {"id": {2: "a", 4: "b"}, "n": {2: "007", 4: "NA"}}


def test_a_cell_of_several_lines_is_one_row(tmp_path: Path) -> None:
    table, _ = read_table("t", _csv(tmp_path, 'id,n\na,"one\ntwo"\nb,three\n'))
    assert table.frame["n"].to_dict() == {2: "one two", 3: "three"}


def test_line_separators_of_unicode_part_no_rows(tmp_path: Path) -> None:
    table, problems = read_table("t", _csv(tmp_path, "id,n\na,x\u2028y\x85z\x0cw\n"))
    assert (table.frame.loc[2, "n"], problems) == ("x y z w", [])


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_header_tells_what_parts_the_cells(tmp_path: Path, mark: str) -> None:
    table, _ = read_table("t", _csv(tmp_path, f"a{mark}b{mark}c\n1{mark}2{mark}3\n"))
    assert list(table.frame.columns) == ["a", "b", "c"]


def test_a_byte_order_mark_and_windows_line_ends_are_no_part_of_a_name(tmp_path: Path) -> None:
    table, _ = read_table("t", _csv(tmp_path, b"\xef\xbb\xbfid,n\r\na,b\r\n"))
    assert list(table.frame.columns) == ["id", "n"]
    assert table.frame.loc[2, "n"] == "b"


def test_text_is_composed_and_blanks_are_single(tmp_path: Path) -> None:
    table, _ = read_table("t", _csv(tmp_path, "id,Umea\u030a\n1,  A\u030abo  Akademi\xa0\n"))
    assert table.frame.loc[2, "Umeå"] == "Åbo Akademi"


def test_bad_utf8_is_reported_with_row_and_column(tmp_path: Path) -> None:
    problem = _only(_csv(tmp_path, b'id,label\na,"two\nlines"\nb,Ume\xe5\n'))
    assert (problem.row, problem.column) == (3, "label")
    assert "not UTF-8" in problem.message
    assert "Ume\\xe5" in problem.value


def test_bad_utf8_after_a_byte_order_mark_is_still_in_its_row(tmp_path: Path) -> None:
    assert _only(_csv(tmp_path, b"\xef\xbb\xbfid,n\na,\xff\n")).row == 2


def test_bad_utf8_in_the_header_is_in_row_one(tmp_path: Path) -> None:
    assert _only(_csv(tmp_path, b"id,n\xff\na,b\n")).row == 1


def test_nul_is_reported_with_row_and_column(tmp_path: Path) -> None:
    problem = _only(_csv(tmp_path, "id,n\na,b\nc,d\0\n"))
    assert (problem.row, problem.column) == (3, "n")


def test_an_unclosed_quote_is_reported_where_it_opens(tmp_path: Path) -> None:
    problem = _only(_csv(tmp_path, 'id,n\na,b\nc,"d\ne,f\n'))
    assert problem.row == 3
    assert "quotation mark" in problem.message


def test_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    assert "quotation mark" in _only(_csv(tmp_path, 'id,n\na,"' + "x" * 200_000)).message


@pytest.mark.parametrize(("row", "cells"), [("a,b,c", 3), ("a", 1)])
def test_a_row_of_another_width_is_reported(tmp_path: Path, row: str, cells: int) -> None:
    problem = _only(_csv(tmp_path, f"id,n\nx,y\n{row}\n"))
    assert (problem.row, f"{cells} cells where the header has 2" in problem.message) == (3, True)


def test_empty_cells_beyond_the_header_are_no_fault(tmp_path: Path) -> None:
    _, problems = read_table("t", _csv(tmp_path, "id,n,,\na,b,,\n"))
    assert problems == []


@pytest.mark.parametrize("content", ["id,n\n", "id,n\n,\n\n"])
def test_a_table_without_rows_is_reported(tmp_path: Path, content: str) -> None:
    assert "the table is empty" in _only(_csv(tmp_path, content)).message


@pytest.mark.parametrize("content", ["", "\n\nid,n\na,b\n", ",,\na,b,c\n"])
def test_a_table_without_header_is_reported(tmp_path: Path, content: str) -> None:
    problem = _only(_csv(tmp_path, content))
    assert (problem.row, "must be the header" in problem.message) == (1, True)


def test_two_columns_of_one_name_and_one_without_are_both_reported(tmp_path: Path) -> None:
    _, problems = read_table("t", _csv(tmp_path, "id,,n,n\na,b,c,d\n"))
    assert {p.message for p in problems} == {
        "two columns have this name",
        "column 2 has no name",
    }


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    header = ",".join(f"c{n}" for n in range(3000))
    assert "3,000 columns" in _only(_csv(tmp_path, f"{header}\n{header}\n")).message


def test_a_missing_file_names_those_that_are_there(tmp_path: Path) -> None:
    _csv(tmp_path, "x", "towns.csv")
    assert "the folder has: towns.csv" in _only(tmp_path / "town.csv").message


def test_a_huge_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "MAX_BYTES", 10)
    assert "split it" in _only(_csv(tmp_path, "id,n\n" * 10)).message


def test_other_formats_are_refused(tmp_path: Path) -> None:
    assert 'cannot read ".doc"' in _only(_csv(tmp_path, "x", "t.doc")).message


def test_parquet_keeps_numbers_and_dates_as_people_write_them(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    frame = pd.DataFrame(
        {
            "id": ["a", None],
            "n": pd.array([9_007_199_254_740_993, None], dtype="Int64"),
            "x": [1.5, None],
            "day": pd.to_datetime(["2018-05-17", None]),
        }
    )
    frame.to_parquet(path, index=False)
    table, problems = read_table("t", path)
    assert problems == []
    assert table.frame.loc[2].tolist() == ["a", "9007199254740993", "1.5", "2018-05-17"]


def test_parquet_with_lists_or_of_another_kind_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame({"id": [["a"]]}).to_parquet(path)
    assert "expected single values" in _only(path).message
    path.write_bytes(b"PAR1 no")
    assert "not readable as Parquet" in _only(path).message


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2),
        min_size=1,
        max_size=6,
    )
)
def test_what_csv_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "round.csv"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["a", "b"], *rows])
    path.write_bytes(out.getvalue().encode())
    table, problems = read_table("t", path)
    kept = [[clean(c) for c in row] for row in rows if "".join(row).strip()]
    if problems:
        assert hidden_character(out.getvalue()) or not kept
    else:
        assert table.frame.to_numpy().tolist() == kept


@given(st.binary(max_size=200))
def test_any_bytes_give_a_table_or_problems(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    for name in ("any.csv", "any.xlsx", "any.parquet", "any.ods", "any.json", "any.gexf"):
        path = tmp_path_factory.getbasetemp() / name
        path.write_bytes(content)
        table, problems = read_table("t", path)
        assert bool(problems) == table.frame.empty


def test_a_zip_that_is_no_workbook_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "not readable as XLSX" in _only(path).message


def test_a_header_can_be_given_for_a_file_without_one(tmp_path: Path) -> None:
    table, problems = read_table("t", _csv(tmp_path, "a,1\nb,2\n"), header=["id", "n"])
    assert not problems
    assert table.frame.index.tolist() == [1, 2]
    assert table.frame.loc[1].tolist() == ["a", "1"]


def test_without_a_header_the_rows_tell_what_parts_them(tmp_path: Path) -> None:
    text = "Aachen\tArlington County, Virginia\nAachen\tCork, County Cork\nAachen\tCape Town\n"
    table, problems = read_table("t", _csv(tmp_path, text), header=["one", "other"])
    assert not problems
    assert table.frame["other"].tolist()[0] == "Arlington County, Virginia"


def test_rows_must_have_as_many_cells_as_the_given_header(tmp_path: Path) -> None:
    _, problems = read_table("t", _csv(tmp_path, "a,1\nb,2,3\n"), header=["id", "n"])
    assert [(p.row, "3 cells" in p.message) for p in problems] == [(2, True)]


def test_an_empty_file_needs_rows_even_with_a_given_header(tmp_path: Path) -> None:
    _, (problem,) = read_table("t", _csv(tmp_path, "\n"), header=["id"])
    assert problem.message == "the table is empty: rows expected"


@pytest.mark.parametrize("mark", ["\x1b[31m", "\x07", "\x9b", "\u202e", "\u2066"])
def test_characters_that_cannot_be_seen_are_refused(tmp_path: Path, mark: str) -> None:
    _, (problem,) = read_table("t", _csv(tmp_path, f"id,n\na,x{mark}y\n"))
    assert (problem.row, problem.column, problem.value) == (2, "n", f"U+{ord(mark[0]):04X}")


def test_marks_of_direction_that_override_nothing_are_kept(tmp_path: Path) -> None:
    table, problems = read_table("t", _csv(tmp_path, "id,n\na,x\u200fy\n"))
    assert (table.frame.loc[2, "n"], problems) == ("x\u200fy", [])


@pytest.mark.parametrize("mark", ["", '"quoted"'])
def test_what_stands_above_the_header_is_passed_over(tmp_path: Path, mark: str) -> None:
    text = f"Towns; with their lands\n\nid;town\n1;A{mark}\n\n2;B\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    table, problems = read_table("t", tmp_path / "t.csv", first_row=3)
    assert problems == []
    assert table.frame["id"].to_dict() == {4: "1", 6: "2"}


def test_rows_are_numbered_as_in_the_file_below_a_title(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Title\nid,town\n1,A,x\n", encoding="utf-8")
    assert [p.row for p in read_table("t", path, first_row=2)[1]] == [3]
    path.write_text('Title\nid,town\n1,"A\n', encoding="utf-8")
    assert [p.row for p in read_table("t", path, first_row=2)[1]] == [3]
    path.write_text("Title\n\n1,A\n", encoding="utf-8")
    _, (problem,) = read_table("t", path, first_row=2)
    assert (problem.row, problem.message[:26]) == (2, "row 2 must be the header: ")


def test_a_header_of_our_own_comes_before_the_first_row(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Title\n1,A\n", encoding="utf-8")
    table, _ = read_table("t", tmp_path / "t.csv", header=["id", "town"], first_row=2)
    assert table.frame["town"].to_dict() == {2: "A"}


def test_a_workbook_may_begin_below_a_title(tmp_path: Path) -> None:
    frame = pd.DataFrame([["Title", ""], ["id", "town"], ["1", "A"]])
    frame.to_excel(tmp_path / "t.xlsx", header=False, index=False)
    table, problems = read_table("t", tmp_path / "t.xlsx", first_row=2)
    assert (table.frame["town"].to_dict(), problems) == ({3: "A"}, [])


def test_nothing_stands_above_records(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text('[{"a": 1}]', encoding="utf-8")
    _, (problem,) = read_table("t", tmp_path / "t.json", first_row=2)
    assert problem.message.endswith("leave first_row out")


@pytest.mark.parametrize("keep_sound", [False, True])
def test_another_file_than_is_meant_is_one_fault(tmp_path: Path, keep_sound: bool) -> None:
    (tmp_path / "t.csv").write_text("a\tb\nc\td\ne\tf\n", encoding="utf-8")
    table, (problem,) = read_table(
        "t", tmp_path / "t.csv", header=["one", "two", "three"], keep_sound=keep_sound
    )
    assert table.frame.columns.empty
    assert problem.message == "2 cells in every row where 3 are expected; is this the file?"
