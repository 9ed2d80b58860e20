"""OpenDocument spreadsheets, written here part by part as LibreOffice writes them."""

import zipfile
from pathlib import Path

import pytest

from coopgraph.dataset.formats import ods
from coopgraph.dataset.formats.ods import ods_rows, ods_sheets
from coopgraph.dataset.formats.preview import preview
from coopgraph.dataset.formats.tables import read_table

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:body><office:spreadsheet>"
)
TAIL = "</office:spreadsheet></office:body></office:document-content>"


def _cell(said: str, shown: str = "") -> str:
    return f"<table:table-cell {said}><text:p>{shown}</text:p></table:table-cell>"


def _text(value: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    )


def _row(*cells: str, times: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'
    )


def _empty(times: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def _ods(tmp_path: Path, *rows: str, more: str = "", head: str = HEAD) -> Path:
    path = tmp_path / "t.ods"
    sheet = f'<table:table table:name="Data">{"".join(rows)}</table:table>'
    other = f'<table:table table:name="Other">{_row(_text("x"))}</table:table>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", f"{head}{sheet}{other}{more}{TAIL}")
    return path


def test_values_are_read_as_they_are_stored(tmp_path: Path) -> None:
    number = _cell('office:value-type="float" office:value="892228.58"', "892.228,58")
    day = _cell('office:value-type="date" office:date-value="2018-05-17"', "17.05.18")
    path = _ods(
        tmp_path, _row(_text("id"), _text("n"), _text("day")), _row(_text("a"), number, day)
    )
    table, problems = read_table("t", path)
    assert problems == []
    assert table.frame.loc[2].tolist() == ["a", "892228.58", "2018-05-17"]


def test_repeated_rows_and_cells_are_written_out_and_trailing_ones_are_not(tmp_path: Path) -> None:
    path = _ods(
        tmp_path,
        _row(_text("a"), _text("b"), _text("c"), _empty(16_381)),
        _row(_empty(2), _text("x"), _empty(16_381)),
        _row(_empty(16_384), times=2),
        _row(_text("y"), times=2),
        _row(_empty(16_384), times=1_048_000),
    )
    rows, _, problems = ods_rows(path, "", "t.ods")
    assert problems == []
    assert rows == [["a", "b", "c"], ["", "", "x"], [], [], ["y"], ["y"]]


def test_runs_of_blanks_and_line_ends_are_text(tmp_path: Path) -> None:
    path = _ods(
        tmp_path, _row(_text("id")), _row(_text('a<text:s text:c="2"/>b<text:line-break/>c'))
    )
    assert read_table("t", path)[0].frame.loc[2, "id"] == "a b c"


def test_the_sheet_with_most_cells_is_the_likeliest(tmp_path: Path) -> None:
    path = _ods(tmp_path, _row(_text("a"), _text("b")), _row(_text("1"), _text("2")))
    assert ods_sheets(path) == ["Data", "Other"]
    assert preview(path).sheet == "Data"


def test_a_sheet_is_chosen_by_its_name(tmp_path: Path) -> None:
    assert ods_rows(_ods(tmp_path, _row(_text("id"))), "Other", "t.ods")[0] == [["x"]]
    _, _, (problem,) = ods_rows(_ods(tmp_path, _row(_text("id"))), "Dat", "t.ods")
    assert problem.message == 'no sheet "Dat"; it has: Data, Other'


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ('<table:table-cell table:formula="of:=[.A1]"/>', "a formula without a value"),
        (
            _cell('table:formula="of:=1/0" calcext:value-type="error"', "#DIV/0!"),
            "an error of the spreadsheet",
        ),
    ],
)
def test_formulas_without_value_are_reported(tmp_path: Path, cell: str, message: str) -> None:
    _, (problem,) = read_table("t", _ods(tmp_path, _row(_text("id")), _row(cell)))
    assert (problem.row, problem.column) == (2, "id")
    assert message in problem.message


def test_a_cell_without_a_value_costs_its_row_only(tmp_path: Path) -> None:
    error = _cell('table:formula="of:=1/0" calcext:value-type="error"', "#DIV/0!")
    rows = [_row(_text("id"), _text("n")), _row(_text("a"), error, times=2), _row(_text("b"))]
    table, problems = read_table("t", _ods(tmp_path, *rows), keep_sound=True)
    assert table.frame["id"].tolist() == ["b"]
    assert [(p.row, p.column, p.value) for p in problems] == [
        (2, "n", "#DIV/0!"),
        (3, "n", "#DIV/0!"),
    ]


def test_more_errors_than_a_table_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ods, "MAX_FAULTS", 10)
    error = _cell('calcext:value-type="error"', "#DIV/0!")
    _, _, (problem,) = ods_rows(_ods(tmp_path, _row(error, times=11)), "", "t.ods")
    assert "more than 10 cells without a value" in problem.message


@pytest.mark.parametrize(
    "row",
    [
        _row(_cell('table:number-columns-repeated="999999999" office:value-type="string"', "x")),
        _row(_text("x"), times=999_999_999),
        _row(_text("x"), times=10**20),
    ],
)
def test_cells_that_are_there_a_billion_times_are_refused(tmp_path: Path, row: str) -> None:
    _, _, (problem,) = ods_rows(_ods(tmp_path, _row(_text("id")), row), "", "t.ods")
    assert problem.message.startswith("not readable as ODS: ")


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    head = HEAD.replace("?>", f'?><!DOCTYPE x [<!ENTITY a0 "lol">{entities}]>', 1)
    path = _ods(tmp_path, _row(_text("&a11;")), head=head)
    _, _, (problem,) = ods_rows(path, "", "t.ods")
    assert problem.message == "declares XML entities, which are not read"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"x" * 100])
def test_what_is_no_spreadsheet_is_reported(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.ods"
    path.write_bytes(content)
    assert "not readable as ODS" in ods_rows(path, "", "t.ods")[2][0].message
