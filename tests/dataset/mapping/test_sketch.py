"""First mappings of unknown tables: guesses, with the reason beside them."""

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from coopgraph.dataset.formats import workbook
from coopgraph.dataset.mapping.guesses import guessed
from coopgraph.dataset.mapping.reader import read_mapping
from coopgraph.dataset.mapping.sketch import sketch, sketch_sources
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.errors import InputError
from coopgraph.importing import import_tables
from coopgraph.pipeline import build
from coopgraph.vocabulary import Schema

PARTNERS = """\
Programme;Project acronym;Partner;Lead partner;Country;Start date;End date;Budget;E-mail;NUTS3;Lat
P;Clean Strait;Lindhavn;Yes;Norrland;01.03.2016;31.12.2018;1.234,50;a@example.org;NO011;60.1
P;Clean Strait;Fjernby;No;Ostland;01.03.2016;31.12.2018;2.000;b@example.org;FI1C1;61
P;Blue Sea;Fjernby;Yes;Norrland;15.11.2018;n/a;3.000,25;c@example.org;NO011;60.2
"""


def _kinds(text: str) -> dict[str, tuple[str, str]]:
    lines = [line.split(";") for line in text.splitlines()]
    frame = pd.DataFrame(lines[1:], columns=lines[0], dtype="str")
    return {g.column: (g.kind, g.form) for g in guessed(frame)}


def _sketched(folder: Path, name: str, text: str, schema: Schema) -> tuple[str, Records]:
    (folder / name).write_text(text, encoding="utf-8")
    mapping = sketch(folder / name)
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    (folder / "sources.toml").write_text(sketch_sources(folder / name), encoding="utf-8")
    return mapping, read_records(folder, schema)


def test_columns_are_known_by_their_names_and_cells() -> None:
    assert _kinds(PARTNERS) == {
        "Programme": ("activity", ""),
        "Project acronym": ("activity", ""),
        "Partner": ("participant", ""),
        "Lead partner": ("role", ""),
        "Country": ("country", ""),
        "Start date": ("begin", "DD.MM.YYYY"),
        "End date": ("end", "DD.MM.YYYY"),
        "Budget": ("amount", "1.234,5"),
        "E-mail": ("email", ""),
        "NUTS3": ("nuts", ""),
        "Lat": ("latitude", ""),
    }


def test_days_that_could_be_two_are_not_guessed() -> None:
    assert _kinds("Start\n01/02/2016\n03/04/2017") == {"Start": ("other", "")}


def test_participations_are_sketched_and_read(tmp_path: Path, schema: Schema) -> None:
    mapping, records = _sketched(tmp_path, "partners.csv", PARTNERS, schema)
    values = records.values
    assert sorted(values[values["property"] == "coop:begin"]["value"]) == [
        *["2016-03-01"] * 2,
        "2018-11-15",
    ]
    assert values[values["property"] == "coop:end"]["value"].tolist() == ["2018-12-31"] * 2
    roles = values[values["property"] == "coop:role"]["value"].str.rpartition("/")[2]
    assert sorted(roles) == ["lead-partner", "lead-partner", "project-partner"]
    assert '"E-mail": cells look like addresses of persons; not for a public graph' in mapping
    assert not values["value"].str.contains("@example", regex=False).any()


def test_a_sketch_builds(tmp_path: Path, schema: Schema) -> None:
    (tmp_path / "data").mkdir()
    _sketched(tmp_path / "data", "partners.csv", PARTNERS, schema)
    assert build([tmp_path / "data"], tmp_path / "graph").folder.is_dir()


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.csv", "source,target,year\nLindhavn,Fjernby,1953\nFjernby,Sund,1988\n", "Twinning"),
        (
            "b.csv",
            "city1,country1,city2,country2\nA,x,B,y\nB,y,A,x\n",
            "Twinning",
        ),
        ("c.tsv", "Institution\tAddress\nUniversity\tStreet 1\n", "Organisation"),
        ("d 2.csv", '"what?","n"\nx,1\n', "Organisation"),
        ("e.csv", "rcn,pic,role\n1,9,coordinator\n1,8,participant\n2,9,partner\n", "Participation"),
        ("f.csv", "Project,Partner\nP,A\nP,\n", "Participation"),
    ],
)
def test_tables_of_other_shapes_are_sketched_and_read(
    tmp_path: Path, schema: Schema, name: str, text: str, kind: str
) -> None:
    _, records = _sketched(tmp_path, name, text, schema)
    types = set(records.values[records.values["property"] == "rdf:type"]["value"])
    assert f"https://w3id.org/coopgraph/ontology#{kind}" in types


def test_a_sketch_of_a_sheet_names_it(tmp_path: Path, schema: Schema) -> None:
    pd.DataFrame({"Partner": ["A"]}).to_excel(tmp_path / "a.xlsx", sheet_name="P", index=False)
    (tmp_path / "mapping.toml").write_text(sketch(tmp_path / "a.xlsx", "P"), encoding="utf-8")
    assert read_mapping(tmp_path, schema).tables["a"].sheet == "P"


GERMAN = """\
Projektkürzel;Träger;Ort;Partnerland;Funktion;Laufzeit von;Projektende;Kosten (EUR);Telefon
GRENZ1; Stadt Görlitz ;Görlitz;Deutschland;Lead-Partner;01.03.2016;31.12.2019;12.345,50;1
GRENZ1;"Universität Århus; Abt. A";Århus;Dänemark;Projektpartner;01.03.2016;k.A.;1.345,50;2
GRENZ2;Stadt Málaga;Málaga;Spanien;Lead-Partner;15.03.2017;31.12.2019;345,50;3
"""


def test_compound_words_and_another_encoding(tmp_path: Path, schema: Schema) -> None:
    assert _kinds(GERMAN.replace('"Universität Århus; Abt. A"', "Universität Århus")) == {
        "Projektkürzel": ("activity", ""),
        "Träger": ("participant", ""),
        "Ort": ("place", ""),
        "Partnerland": ("country", ""),
        "Funktion": ("role", ""),
        "Laufzeit von": ("begin", "DD.MM.YYYY"),
        "Projektende": ("end", "DD.MM.YYYY"),
        "Kosten (EUR)": ("amount", "1.234,5"),
        "Telefon": ("email", ""),
    }
    path = tmp_path / "interreg.csv"
    path.write_bytes(GERMAN.encode("latin-1"))
    mapping = sketch(path)
    assert 'encoding = "cp1252"   # the likeliest of several' in mapping
    (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(sketch_sources(path), encoding="utf-8")
    said = set(read_records(tmp_path, schema).values["value"])
    assert {"Universität Århus; Abt. A", "GRENZ2", "Dänemark"} <= said


def test_a_workbook_with_a_title_and_several_sheets(tmp_path: Path, schema: Schema) -> None:
    book = openpyxl.Workbook()
    book["Sheet"].append(["Made for the register"])
    sheet = book.create_sheet("Partnerships")
    for row in (
        ["Register of partnerships, 2024"],
        [],
        ["No.", "Municipality", "Foreign municipality", "Country of partner", "Signed on"],
        [1, "Lindhavn", "Ville", "Norrland", dt.date(1960, 5, 1)],
        [2, "Fjernby", "Cité", "Ostland", dt.date(1961, 5, 1)],
    ):
        sheet.append(row)
    path = tmp_path / "register.xlsx"
    book.save(path)
    mapping = sketch(path)
    assert 'sheet = "Partnerships"   # of: Sheet, Partnerships\nfirst_row = 3' in mapping
    (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(sketch_sources(path), encoding="utf-8")
    records = read_records(tmp_path, schema)
    assert records.counts == {"register.xlsx [Partnerships]": 2}
    assert set(records.origins["row"]) == {4, 5}


def test_members_of_members_are_known_by_their_own_names() -> None:
    table = "project.acronym;organisation.name;organisation.country\nBLUE1;A;SE\nBLUE2;B;FI\n"
    assert [kind for kind, _ in _kinds(table).values()] == ["activity", "participant", "country"]


def test_a_table_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        sketch(tmp_path / "none.csv")


LONG = """\
Register;;;;;;;
;;;;;;;
Projektkürzel;Träger;Partnerland;Funktion;Laufzeit von;Projektende;Kosten (EUR);Telefon
GRENZ1;Stadt Görlitz;Deutschland;Lead-Partner;01.03.2016;31.12.2019;12.345,50;1
GRENZ1;Universität Århus;Dänemark;Projektpartner;01.03.2016;k.A.;1.345,50;2
GRENZ2;Stadt Málaga;;Lead-Partner;15.03.2017;31.12.2019;345,50;3
GRENZ2;;;Lead-Partner;15.03.2017;31.12.2019;345,50;3
"""


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("partners.csv", PARTNERS.encode()),
        ("Interreg Register.csv", LONG.encode("latin-1")),
        ("a.csv", b"source,target,year\nLindhavn,Fjernby,1953\nFjernby,Sund,1988\n"),
        ("b.csv", b"city1,country1,city2,country2\nA,x,B,y\nB,y,A,x\n"),
        ("e.csv", b"rcn,pic,role\n1,9,coordinator\n1,8,participant\n2,9,partner\n"),
        ("c.tsv", b"Institution\tTown\nUniversity\tA\n"),
    ],
)
def test_a_sketch_has_25_lines_and_is_imported_unedited(
    tmp_path: Path, name: str, raw: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    text = sketch(path)
    (tmp_path / "sketched.toml").write_text(text, encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    assert len([line for line in lines if line and not line.startswith("#")]) <= 25, text
    made = import_tables(str(tmp_path / "sketched.toml"), [path], tmp_path / "mine")
    assert made.rejected == ()
    assert made.ledger["rows"]["used"] > 0


def test_a_sketch_tells_the_sheet_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    book["Sheet"].append(["Partner"])
    book["Sheet"].append(["A"])
    book.create_sheet("Large").append([1, 2, 3])
    book.save(tmp_path / "a.xlsx")
    monkeypatch.setattr(workbook, "MAX_CELLS", 2)
    assert "# Large: more than 2 cells; give it as CSV or Parquet" in sketch(tmp_path / "a.xlsx")
