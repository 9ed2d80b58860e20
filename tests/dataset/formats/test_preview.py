"""What a table looks like before anybody has described it."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from coopgraph.dataset.formats import workbook
from coopgraph.dataset.formats.preview import Preview, preview


@pytest.mark.parametrize(
    ("text", "first_row"),
    [
        ("id;town;land\n1;A;B\n", 1),
        ("Towns of the Strait\n\nid;town;land\n1;A;B\n", 3),
        ("id,note,more\n1,,\n2,,\n", 1),
        ("one\tother\nA\tB\n", 1),
        ("", 1),
    ],
)
def test_a_title_above_the_header_is_no_row_of_the_table(
    tmp_path: Path, text: str, first_row: int
) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    assert preview(tmp_path / "t.csv").first_row == first_row


def test_a_likely_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("id;Träger;Ort\n1;Universität;Görlitz\n".encode("cp1252"))
    assert preview(tmp_path / "t.csv").encoding in ("cp1250", "cp1252")  # the text is the same


def test_the_sheet_with_most_cells_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    book["Sheet"].append(["About"])
    data = book.create_sheet("Data")
    for row in (["As of 2024"], ["a", "b", "c"], [1, 2, 3]):
        data.append(row)
    book.save(path)
    assert preview(path) == Preview("Data", ("Sheet", "Data"), 2)
    assert preview(path, "Sheet") == Preview("Sheet", ("Sheet", "Data"))


def test_a_formula_without_value_hides_no_sheet(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    book["Sheet"].append(["About"])
    data = book.create_sheet("Data")
    for row in (["a", "b", "c"], [1, 2, "=A2+B2"]):
        data.append(row)
    book.save(path)
    assert preview(path).sheet == "Data"


def test_a_sheet_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    book["Sheet"].append(["a"])
    book.create_sheet("Data").append([1, 2, 3])
    book.save(path)
    monkeypatch.setattr(workbook, "MAX_CELLS", 2)
    assert preview(path).unread == ("Data: more than 2 cells; give it as CSV or Parquet",)


def test_the_only_sheet_needs_no_name(tmp_path: Path) -> None:
    pd.DataFrame({"a": ["x"]}).to_excel(tmp_path / "t.xlsx", index=False)
    assert preview(tmp_path / "t.xlsx") == Preview()


def test_what_cannot_be_read_is_left_to_the_reader(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"no workbook")
    assert preview(tmp_path / "t.xlsx") == preview(tmp_path / "none.csv") == Preview()
