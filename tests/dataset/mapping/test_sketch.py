"""First mappings of unknown tables: guesses, with the reason beside them."""

from pathlib import Path

import pandas as pd
import pytest

from coopgraph.dataset.mapping.guesses import guessed
from coopgraph.dataset.mapping.reader import read_mapping
from coopgraph.dataset.mapping.sketch import sketch, sketch_sources
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.errors import InputError
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
    assert '"E-mail",   # cells look like addresses of persons; not for a public graph' in mapping
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


def test_a_table_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        sketch(tmp_path / "none.csv")
