"""Rejected rows: whole, corrected in a spreadsheet, and taken into the same data set."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from coopgraph.errors import CoopgraphError, InputError
from coopgraph.importing import Import, import_tables
from coopgraph.pipeline import build

DAY = "2020-01-01"
MAPPING = """\
dataset = { id = "partners", title = "Partners" }
[tables.partners]
ignore = ["Code", "Note"]
[[entities]]
name = "project"
table = "partners"
type = "Project"
key = "Project"
labels = { en = "Project" }
[[entities]]
name = "partner"
table = "partners"
type = "Organisation"
key = "Partner"
labels = { en = "Partner" }
[[statements]]
table = "partners"
type = "Participation"
key = ["Project", "Partner"]
set = { participant = { entity = "partner" }, activity = { entity = "project" }, role = "Role", \
stage = { const = "completed" }, basis = { const = "stated" } }
evidence = { source = { const = "export" }, locator = { record = true } }
"""
EXPORT = """\
Project,Partner,Role,Code,Note
Strait,Lindhavn,lead-partner,007,=1+1
Strait,=Fjernby,project-partnr,008,'=A1
Sound,,lead-partner,009,-0.5
Sound,Berg,lead-partner,010,a,b
"""
FIXED = (
    ("project-partnr", "project-partner"),
    ("Sound,,lead", "Sound,Vik,lead"),
    (",a,b", ',"a,b"'),
)


@pytest.fixture
def mapping(tmp_path: Path) -> str:
    path = tmp_path / "my.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return str(path)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "My export.csv"
    path.write_text(EXPORT, encoding="utf-8")
    return path


@pytest.fixture
def made(mapping: str, export: Path, tmp_path: Path) -> Import:
    return import_tables(mapping, [export], tmp_path / "mine", as_of=DAY)


def _corrected(made: Import, *replaced: tuple[str, str]) -> Path:
    """Correct the rejected rows as a person does, in a file of another name."""
    (name,) = made.corrigible
    text = (made.folder / name).read_text("utf-8-sig")
    for wrong, right in replaced:
        assert wrong in text
        text = text.replace(wrong, right)
    path = made.folder.parent / "corrected rows.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rejected_rows_lie_there_whole_with_their_reasons(made: Import) -> None:
    assert made.corrigible == ("rejected/partners.csv",)
    text = (made.folder / "rejected" / "partners.csv").read_text("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    marks = ["rejected: table", "rejected: row", "rejected: why"]
    assert header == [*marks, "Project", "Partner", "Role", "Code", "Note"]
    assert [row[:2] + row[3:] for row in rows] == [
        ["partners", "3", "Strait", "'=Fjernby", "project-partnr", "008", "''=A1"],
        ["partners", "4", "Sound", "", "lead-partner", "009", "-0.5"],
        ["partners", "5", "Sound", "Berg", "lead-partner", "010", "a", "b"],
    ]
    assert rows[0][2].startswith("Role: not in the vocabulary role.")


def test_corrected_rows_enter_the_same_data_set(made: Import, tmp_path: Path) -> None:
    rows = _corrected(made, *FIXED)
    again = import_tables("", [rows], made.folder, as_of=DAY, graph=tmp_path / "graph")
    assert again.ledger["rows"] == made.ledger["rows"] | {"used": 4, "rejected": 0}
    assert again.ledger["tables"][0]["corrected"] == 3
    assert again.notes == ("rows corrected: 3",)
    assert not (made.folder / "rejected").exists()
    assert not (made.folder / "rejected.csv").exists()
    # The export is as it was published, and what is cited says the true names.
    assert (made.folder / "partners.csv").read_text("utf-8") == EXPORT
    graph = (tmp_path / "graph" / "graph.nq").read_text("utf-8")
    assert '"=Fjernby"' in graph
    assert "'=Fjernby" not in graph
    build([made.folder], tmp_path / "other")
    assert (tmp_path / "other" / "graph.nq").read_text("utf-8") == graph


def test_what_is_not_corrected_yet_is_rejected_once_more(made: Import) -> None:
    again = import_tables("", [_corrected(made, FIXED[0])], made.folder)
    assert [problem.row for problem in again.rejected] == [4, 5]
    last = import_tables("", [_corrected(again, *FIXED[1:])], made.folder)
    assert (last.rejected, last.ledger["tables"][0]["corrected"]) == ((), 3)


def test_a_correction_that_is_wrong_again_is_shown_as_it_was_corrected(made: Import) -> None:
    again = import_tables("", [_corrected(made, ("project-partnr", "partnerr"))], made.folder)
    assert "partnerr" in (made.folder / "rejected" / "partners.csv").read_text("utf-8-sig")
    assert [p.value for p in again.rejected if p.row == 3] == ["partnerr"]


def test_a_spreadsheet_may_have_saved_the_rows_in_its_own_format(made: Import) -> None:
    rows = _corrected(made, *FIXED)
    frame = pd.read_csv(rows, dtype=str, keep_default_na=False)
    frame.to_excel(made.folder.parent / "rows.xlsx", index=False)
    again = import_tables("", [made.folder.parent / "rows.xlsx"], made.folder)
    assert again.ledger["rows"]["rejected"] == 0
    frame.to_csv(rows, sep=";", index=False, encoding="utf-16")
    assert import_tables("", [rows], made.folder).notes == ("rows corrected: 0",)


def test_corrections_hold_where_a_newer_export_repeats_the_faults(
    made: Import, mapping: str, export: Path
) -> None:
    import_tables(mapping, [_corrected(made, *FIXED)], made.folder, as_of=DAY)
    same = import_tables(mapping, [export], made.folder, as_of=DAY)
    assert same.rejected == ()
    head, *rows = EXPORT.splitlines(keepends=True)
    text = "".join([head, "Strait,Oulu,lead-partner,011,\n", *reversed(rows)])
    export.write_text(text.replace("Berg,lead-partner", "Berg,"), encoding="utf-8")
    newer = import_tables(mapping, [export], made.folder, as_of="2024-01-01")
    corrected = (made.folder / "corrected" / "partners.csv").read_text("utf-8-sig")
    assert corrected.splitlines()[1:] == [
        "partners,4,,Sound,Vik,lead-partner,009,-0.5",
        "partners,5,,Strait,'=Fjernby,project-partner,008,''=A1",
    ]
    assert [problem.row for problem in newer.rejected] == [3]  # it is not the row that it was
    earlier = made.folder / "earlier" / DAY / "corrected" / "partners.csv"
    assert newer.notes[1:] == (
        f"corrections of {DAY} that hold still: 2",
        f"{earlier} corrects rows that the new export does not repeat: 5; if it has rejected rows "
        "for them, correct these as well",
    )
    statements = newer.ledger["statements"]
    assert (statements["confirmed"], statements["added"], statements["retired"]) == (3, 1, 1)


def test_a_correction_does_not_hold_where_it_may_be_meant_for_another_row(
    made: Import, mapping: str, export: Path
) -> None:
    """One row was corrected; two are like it now."""
    import_tables(mapping, [_corrected(made, FIXED[1])], made.folder, as_of=DAY)
    twice = "Sound,,lead-partner,009,-0.5\n"
    export.write_text(EXPORT + twice, encoding="utf-8")
    newer = import_tables(mapping, [export], made.folder, as_of="2024-01-01")
    assert {problem.row for problem in newer.rejected} == {3, 4, 5, 6}
    assert not (made.folder / "corrected").exists()


def test_a_correction_of_one_cell_leaves_what_a_newer_export_says_in_others(
    made: Import, mapping: str, export: Path
) -> None:
    import_tables(mapping, [_corrected(made, FIXED[0])], made.folder, as_of=DAY)
    export.write_text(EXPORT.replace(",008,", ",new code,"), encoding="utf-8")
    newer = import_tables(mapping, [export], made.folder, as_of="2024-01-01")
    corrected = (made.folder / "corrected" / "partners.csv").read_text("utf-8-sig")
    assert corrected.splitlines()[1:] == [
        "partners,3,,Strait,'=Fjernby,project-partner,new code,''=A1"
    ]
    assert [problem.row for problem in newer.rejected] == [4, 5]


def test_a_strict_import_takes_corrections_too(made: Import) -> None:
    with pytest.raises(InputError, match=r"My export\.csv, row 3"):
        import_tables("", [_corrected(made, (",a,b", ",a"))], made.folder, strict=True)
    again = import_tables("", [_corrected(made, *FIXED)], made.folder, strict=True)
    assert again.ledger["rows"]["used"] == 4


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        (("partners,3,", "partners,99,"), "the table partners has no such row"),
        (("partners,3,", "partners,three,"), "expected the number of a row"),
        (("partners,3,", "projects,3,"), "no such table; the mapping has: partners"),
        (("Code,Note", "Kode,Note"), "the columns are not those of the table"),
    ],
)
def test_rows_that_are_none_of_the_table_are_refused(
    made: Import, replaced: tuple[str, str], message: str
) -> None:
    before = (made.folder / "rejected.csv").read_bytes()
    with pytest.raises(InputError, match=message):
        import_tables("", [_corrected(made, replaced)], made.folder)
    assert (made.folder / "rejected.csv").read_bytes() == before


def test_corrected_rows_go_where_they_come_from(
    made: Import, mapping: str, export: Path, tmp_path: Path
) -> None:
    rows = _corrected(made)
    for files, folder, as_of, message in (
        ([rows, export], made.folder, "", "by themselves"),
        ([rows], tmp_path / "other", "", "holds no import"),
        ([rows], made.folder, "2024-01-01", "those of the export of 2020-01-01"),
    ):
        with pytest.raises(CoopgraphError, match=message):
            import_tables(mapping, files, folder, as_of=as_of)
