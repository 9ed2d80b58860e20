"""Hard tables that nobody has seen, each imported and built with a mapping of 25 lines at most."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from coopgraph.dataset.records.records import Records, read_records
from coopgraph.importing import import_tables
from coopgraph.store.ontology import load_schema

Read = Callable[[str], Records]
UNSEEN = Path(__file__).parent / "data" / "unseen"
TWO_HEADS = [
    ["Projekt", "", "Lead", "", "Partner", ""],
    ["Kürzel", "Titel", "Name", "Land", "Name", "Land"],
    ["BLUE", "Blue sea", "Lindhavn", "NO", "Fjernby", "SE"],
    [None, None, None, None, "Sund", "FI"],
    ["RED", "Red sea", "Berg", "NO", "Vik", "SE"],
]
MEMBERS = [
    ["Euroregion", "Member", "NUTS3", "Joined", "Population"],
    ["Pomerania", "Stadt Stralsund", "DE80L / Vorpommern-Rügen", "1995", "59,0"],
    ["Pomerania", "Gmina Gryfino", "PL428 / Szczeciński", "1995 (observer until 1997)", "31,9"],
    ["Baltic", "Region Blekinge", "SE221 / Blekinge län", "22.02.1998", "159"],
]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Import a file, with the shapes; a file that is not in the folder is taken from the data."""

    def made(name: str) -> Records:
        if not (tmp_path / name).exists():
            shutil.copyfile(UNSEEN / name, tmp_path / name)
        mapping = UNSEEN / f"{name.partition('.')[0]}.toml"
        lines = mapping.read_text(encoding="utf-8").splitlines()
        assert len([line for line in lines if line.strip()]) <= 25
        done = import_tables(str(mapping), [tmp_path / name], tmp_path / "mine")
        assert done.rejected == ()
        return read_records(tmp_path / "mine", load_schema())

    return made


def _said(records: Records, prop: str) -> list[str]:
    """Return the different values of a property."""
    return sorted(set(records.values[records.values["property"] == prop]["value"]))


def test_memoranda_with_months_by_name_and_parties_in_one_cell(read: Read) -> None:
    records = read("memo.csv")
    assert _said(records, "coop:begin") == ["1992-03-05", "1999-12-31"]
    assert _said(records, "coop:end") == ["2004-12-31"]
    assert len(_said(records, "coop:party")) == 5
    assert {"Rostock", "Turku", "Gdynia", "Kiel", "Vaasa"} <= set(records.values["value"])


def test_a_column_for_each_year(read: Read) -> None:
    records = read("wide.csv")
    assert _said(records, "coop:begin") == ["2015", "2016", "2017", "2018"]
    assert _said(records, "skos:note") == ["1 visits", "2 visits", "3 visits", "5 visits"]


def test_two_rows_of_headers_and_merged_cells(tmp_path: Path, read: Read) -> None:
    book = openpyxl.Workbook()
    for row in TWO_HEADS:
        book.worksheets[0].append(row)
    for cells in ("A1:B1", "C1:D1", "E1:F1", "A3:A4", "B3:B4"):
        book.worksheets[0].merge_cells(cells)
    book.save(tmp_path / "twohead.xlsx")
    records = read("twohead.xlsx")
    assert _said(records, "coop:acronym") == ["BLUE", "RED"]
    assert len(_said(records, "coop:participant")) == 5
    assert "Participation: Blue sea – Sund (project partner)" in _said(records, "rdfs:label")


def test_amounts_in_three_currencies_and_another_encoding(read: Read) -> None:
    records = read("dotacje.csv")
    assert _said(records, "coop:amount") == ["1234567.89", "12500", "45000"]
    assert [c.rpartition("/")[2] for c in _said(records, "coop:currency")] == ["EUR", "PLN"]
    assert {"Województwo Łódzkie", "Město Děčín"} <= set(records.values["value"])


def test_records_in_records_of_json(read: Read) -> None:
    records = read("api.json")
    assert len(_said(records, "coop:participant")) == 3
    assert _said(records, "coop:begin") == ["2016-03-01", "2018-01-01"]


def test_participations_in_events_as_parquet(tmp_path: Path, read: Read) -> None:
    held = pd.to_datetime(["2019-06-01", "2019-06-01", "2020-02-03"])
    rows = {"event": ["Hanse Days", "Hanse Days", "Forum"], "held": held}
    rows |= {"city": ["Lübeck", "Riga", "Turku"], "iso": ["DE", "LV", "FI"]}
    pd.DataFrame(rows | {"delegates": [12, None, 3]}).to_parquet(tmp_path / "events.parquet")
    records = read("events.parquet")
    assert _said(records, "coop:begin") == ["2019-06-01", "2020-02-03"]
    assert _said(records, "skos:note") == ["12 delegates", "3 delegates"]


def test_edges_of_graphml_with_the_names_of_its_nodes(read: Read) -> None:
    records = read("net.graphml")
    assert _said(records, "rdfs:label") == ["Twinning: Turku – Gdynia"]
    assert {"Turku", "Gdynia", "Riga"} <= set(records.values["value"])


def test_members_of_euroregions_with_codes_as_ods(tmp_path: Path, read: Read) -> None:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    rows = "".join(
        f"<t:table-row>{''.join(f'<t:table-cell><x:p>{c}</x:p></t:table-cell>' for c in row)}"
        "</t:table-row>"
        for row in MEMBERS
    )
    head = (
        f'<o:d xmlns:o="{space}:office:1.0" xmlns:t="{space}:table:1.0" xmlns:x="{space}:text:1.0">'
    )
    with zipfile.ZipFile(tmp_path / "euro.ods", "w") as archive:
        archive.writestr("content.xml", f'{head}<t:table t:name="A">{rows}</t:table></o:d>')
    records = read("euro.ods")
    assert _said(records, "coop:begin") == ["1995", "1998-02-22"]
    assert _said(records, "coop:identifier") == ["NUTS DE80L", "NUTS PL428", "NUTS SE221", "export"]
