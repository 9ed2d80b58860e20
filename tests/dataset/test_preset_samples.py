"""Each preset on a small sample of its export, by the ordinary route."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from coopgraph.dataset.mapping.presets import apply_preset
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.importing import import_tables
from coopgraph.pipeline import build
from coopgraph.vocabulary import Schema

Read = Callable[[str, Path], Records]


@pytest.fixture
def data(root: Path) -> Path:
    return root / "tests" / "data"


@pytest.fixture
def keep(root: Path) -> Path:
    return root / "notebooks" / "data" / "keep-sample"


@pytest.fixture
def read(tmp_path: Path, schema: Schema) -> Read:
    def run(name: str, published: Path) -> Records:
        apply_preset(name, published, tmp_path / "mine")
        return read_records(tmp_path / "mine", schema, lenient=True)

    return run


def _types(records: Records) -> dict[str, int]:
    values = records.values.drop_duplicates()
    types = values[values["property"] == "rdf:type"]["value"].str.rpartition("#")[2]
    return {str(name): int(n) for name, n in types.value_counts().items()}


def _of(records: Records, prop: str) -> list[str]:
    values = records.values.drop_duplicates()
    return sorted(values[values["property"] == prop]["value"])


# ---- keep.eu -------------------------------------------------------------------------------------


def test_keep_has_every_project_partner_and_call(keep: Path, read: Read) -> None:
    records = read("keep", keep)
    assert records.rejected == ()
    read_rows = {count.table: count.read for count in records.ledger}
    assert read_rows == {"projects": 46, "themes": 46, "partners": 188, "calls": 18}
    types = _types(records)
    assert (types["Project"], types["Call"], types["Participation"]) == (46, 18, 188)
    assert (
        _of(records, "coop:role").count("https://w3id.org/coopgraph/vocab/role/lead-partner") == 46
    )


def test_keep_attributes_lead_partners_of_reused_acronyms(keep: Path, read: Read) -> None:
    records = read("keep", keep)
    values = records.values
    labels = values[values["property"] == "skos:prefLabel"]
    reused = labels[labels["value"] == "Bioraff"]
    assert reused["subject"].nunique() == 2
    parts = values[
        (values["property"] == "coop:activity") & values["value"].isin(reused["subject"])
    ]
    by_project = parts.groupby("value")["subject"].nunique()
    # Each has its approval, two sums of money, and one participation: that of its own lead partner.
    assert by_project.tolist() == [4, 4]
    assert "coop:confidence" not in set(values["property"])


def test_keep_reads_money_days_and_regions(keep: Path, read: Read) -> None:
    records = read("keep", keep)
    assert all(part.replace(".", "").isdigit() for part in _of(records, "coop:amount"))
    assert min(_of(records, "coop:begin")).startswith("201")
    assert any(code.startswith("NUTS ") for code in _of(records, "coop:identifier"))


def test_keep_keeps_alternatives_where_nothing_decides(
    keep: Path, tmp_path: Path, read: Read
) -> None:
    book = openpyxl.load_workbook(keep / "keep.xlsx")
    sheet = book["Partners"]
    row = next(r for r in sheet.iter_rows(values_only=True) if r[1] == "Bioraff")
    other = [*row]
    other[2:4] = ["Somebody else", "No"]
    sheet.append(other)
    (tmp_path / "changed").mkdir()
    book.save(tmp_path / "changed" / "keep.xlsx")
    records = read("keep", tmp_path / "changed")
    assert records.rejected == ()
    assert _of(records, "coop:confidence") == ["0.5", "0.5"]
    notes = [note for note in _of(records, "skos:note") if "does not say which" in note]
    assert notes == ["one of 2 projects of this acronym; the export does not say which"] * 2


def test_keep_takes_no_addresses_of_persons(keep: Path, tmp_path: Path, read: Read) -> None:
    book = openpyxl.load_workbook(keep / "keep.xlsx")
    for title in ("Partners", "Projects (lead partners)"):
        sheet = book[title]
        names = [cell.value for cell in sheet[1]]
        for column in ("Street", "Website", "Department", "Description EN"):
            if column in names:
                sheet.cell(2, names.index(column) + 1, "Jane Doe, jane@example.org, +358 1")
    (tmp_path / "changed").mkdir()
    book.save(tmp_path / "changed" / "keep.xlsx")
    values = read("keep", tmp_path / "changed").values["value"]
    assert not values.str.contains("jane@example.org", regex=False).any()


def test_the_sample_of_keep_builds_with_shapes(keep: Path, tmp_path: Path) -> None:
    apply_preset("keep", keep, tmp_path / "mine")
    assert build([tmp_path / "mine"], tmp_path / "graph").folder.is_dir()


# ---- CORDIS --------------------------------------------------------------------------------------

HEADER = (
    "rcn,role,pic,type,contribution,country,start_date,end_date,max_contribution,total_cost,"
    "start_year,end_year,duration,group,nunique"
)
H2020 = f"""{HEADER}
1,coordinator,900,HES,1000.5,FI,2019-05-01,2022-04-30,9,2000,2019,2022,36,eu15,2
1,participant,901,PRC,NA,NA,2019-05-01,2022-04-30,9,2000,2019,2022,36,tc,2
2,coordinator,900,HES,NA,FI,NA,NA,9,NA,2019,2022,36,eu15,1
2,partner,902,REC,5,EL,NA,NA,9,NA,2019,2022,36,eu15,1
"""


def test_cordis_reads_missing_values_and_namibia(tmp_path: Path, read: Read) -> None:
    (tmp_path / "h2020.csv.gz").write_bytes(gzip.compress(H2020.encode()))
    records = read("cordis", tmp_path)
    assert records.rejected == ()
    types = _types(records)
    assert (types["Project"], types["Organisation"], types["Participation"]) == (2, 3, 4)
    assert (types["Funding"], types["Budget"]) == (2, 1)
    labels = _of(records, "skos:prefLabel")
    assert {"Finland", "Greece", "Namibia"} <= set(labels)
    assert _of(records, "coop:begin") == ["2019-05-01", "2019-05-01"]


# ---- twin towns ----------------------------------------------------------------------------------

TWINS = [
    ["city1", "country1", "lat1", "lng1", "city2", "country2", "lat2", "lng2"],
    ["Brest", "France", "48.39", "-4.49", "Sund", "Ostland", "1", "2"],
    ["Sund", "Ostland", "1", "2", "Brest", "France", "48.39", "-4.49"],
    ["Brest", "Belarus", "52.1", "23.7", "Sund", "Ostland", "1", "2"],
]


def _write_twins(folder: Path) -> None:
    for name, columns in (("twin_cities.csv", range(8)), ("twin_cities_raw.csv", (0, 1, 4, 5))):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([[row[n] for n in columns] for row in TWINS])


def test_twin_cities_of_one_name_stay_two(tmp_path: Path, read: Read) -> None:
    _write_twins(tmp_path)
    records = read("twin-cities", tmp_path)
    types = _types(records)
    assert (types["Twinning"], types["Location"]) == (2, 3)
    assert _of(records, "skos:prefLabel").count("Brest") == 2


def test_wikidata_pairs_that_both_towns_list_are_one(data: Path, read: Read) -> None:
    records = read("wikidata-twin-towns", data / "wikidata-sample")
    assert records.rejected == ()
    assert _types(records)["Twinning"] == 4
    assert _of(records, "coop:begin") == ["1953-01-01", "1988-05-17"]
    assert "http://www.wikidata.org/entity/Q1757000" in _of(records, "skos:exactMatch")


# ---- shapes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["cordis", "sister-cities", "sister-city-countries", "twin-cities", "wikidata-twin-towns"],
)
def test_what_a_preset_makes_fits_the_shapes(data: Path, tmp_path: Path, name: str) -> None:
    _write_twins(tmp_path)
    (tmp_path / "h2020.csv.gz").write_bytes(gzip.compress(H2020.encode()))
    (tmp_path / "cities.csv").write_text("Turku\tGdynia\nGdynia\tTurku\n", encoding="utf-8")
    edges = "1\tBrest\tFrance\t2\tSund\tOstland\n2\tSund\tOstland\t1\tBrest\tFrance\n"
    (tmp_path / "city_country_edges.csv").write_text(edges, encoding="utf-8")
    given = {
        "cordis": ["h2020.csv.gz"],
        "sister-cities": ["cities.csv"],
        "sister-city-countries": ["city_country_edges.csv"],
        "twin-cities": ["twin_cities.csv", "twin_cities_raw.csv"],
    }
    files = [tmp_path / file for file in given.get(name, ())]
    made = import_tables(
        name, files or [data / "wikidata-sample" / "query.json"], tmp_path / "mine"
    )
    assert made.rejected == ()
    assert made.ledger["rows"]["read"] > 0
