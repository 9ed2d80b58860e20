import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.dataset.formats.text import hidden_character
from coopgraph.dataset.records.quads import canonical
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.errors import InputError, Problem
from coopgraph.vocabulary import Schema, dataset_graph

Towns = Callable[..., Path]
Read = Callable[[Path], Records]
Problems = Callable[[Path], list[Problem]]

FOREIGN = """
[dataset]
id = "export"
title = "Partners of projects"
[[entities]]
table = "partners"
name = "project"
type = "Project"
key = "Project"
labels = { en = "Project" }
[[entities]]
table = "partners"
name = "partner"
type = "Organisation"
key = ["Partner", "Country"]
labels = { und = "Partner" }
[[statements]]
table = "partners"
type = "Participation"
key = ["Project", "Partner", "Country", "Role"]
set = { participant = { entity = "partner" }, activity = { entity = "project" }, role = "Role" }
when = { date = "Period" }
evidence = { source = { const = "report" }, locator = "Row" }
"""
PARTNERS = """\
Project;Partner;Country;Role;Period;Row
Clean Strait;Åby Town;Norrland;lead-partner;2016/2018;1
Clean Strait;Beby & Sons "Ltd";Norrland;project-partner;2016/2018;2
Green Strait;Åby Town;Norrland;project-partner;2017/..;3
Green Strait;Åby Town;Söderland;project-partner;2017/..;4
"""


def _foreign(folder: Path, table: str = PARTNERS, mapping: str = FOREIGN) -> Path:
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    (folder / "partners.csv").write_text(table, encoding="utf-8")
    source = '[report]\ntitle = "R"\npublisher = "P"\nlanguage = "en"\nas_of = "2020-01-01"\n'
    (folder / "sources.toml").write_text(source, encoding="utf-8")
    return folder


def _values(records: Records, prop: str) -> list[str]:
    return records.values.loc[records.values["property"] == prop, "value"].tolist()


def _lines(records: Records) -> set[str]:
    graph = dataset_graph(records.mapping.id)
    return set(canonical(records.coded, graph).decode().splitlines())


# Each example reads a whole data set.
few = settings(max_examples=max(15, settings().max_examples // 5))

# ---- a table that nobody has seen ------------------------------------------------------------


def test_a_foreign_table_enters_with_a_short_mapping(tmp_path: Path, read: Read) -> None:
    assert len(FOREIGN.strip().splitlines()) <= 25
    records = read(_foreign(tmp_path))
    assert records.counts == {"partners.csv": 4}
    types = _values(records, "rdf:type")
    assert [sum(t.endswith(f"#{n}") for t in types) for n in ("Project", "Organisation")] == [2, 3]
    assert sum(t.endswith("#Participation") for t in types) == 4
    assert 'Participation: Beby & Sons "Ltd" – Clean Strait (project partner)' in _values(
        records, "rdfs:label"
    )
    participants = _values(records, "coop:participant")
    assert len(set(participants)) == 3
    assert participants[0] == participants[2] != participants[3]  # another country, another thing


def test_a_row_without_a_partner_is_reported_at_its_cell(
    tmp_path: Path, problems: Problems
) -> None:
    rows = PARTNERS + "Blue Strait;;;project-partner;2017;5\n"
    (problem,) = problems(_foreign(tmp_path, rows))
    assert (problem.row, problem.column) == (6, "Partner")
    assert "needs its participant" in problem.message


def test_the_spelling_of_most_rows_names_a_thing(tmp_path: Path, read: Read) -> None:
    mapping = FOREIGN.replace('["Partner", "Country"]\nlabels', '"Country"\nlabels')
    records = read(_foreign(tmp_path, mapping=mapping))
    names = records.values[records.values["kind"] == "@und"]
    assert sorted(zip(names["property"], names["value"], strict=True)) == [
        ("skos:altLabel", 'Beby & Sons "Ltd"'),
        ("skos:prefLabel", "Åby Town"),
        ("skos:prefLabel", "Åby Town"),
    ]


def test_tables_may_leave_out_rows_on_purpose(tmp_path: Path, read: Read) -> None:
    settings = '[tables.partners]\nwhere = { Country = "Söderland" }\n[[entities]]'
    records = read(_foreign(tmp_path, mapping=FOREIGN.replace("[[entities]]", settings, 1)))
    assert records.counts == {"partners.csv": 1}


def test_sheets_of_one_workbook_are_tables(tmp_path: Path, read: Read) -> None:
    _foreign(tmp_path)
    frame = pd.read_csv(io.StringIO(PARTNERS), sep=";")
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["about this file"])
    sheet = book.create_sheet("Partners")
    for row in [list(frame.columns), *frame.to_numpy().tolist()]:
        sheet.append(row)
    settings = '[tables.partners]\nfile = "partners.xlsx"\nsheet = "Partners"\n[[entities]]'
    from_csv = _lines(read(tmp_path))
    book.save(tmp_path / "partners.xlsx")
    _foreign(tmp_path, mapping=FOREIGN.replace("[[entities]]", settings, 1))
    (tmp_path / "partners.csv").unlink()
    records = read(tmp_path)
    assert _lines(records) == from_csv
    assert list(records.counts) == ["partners.xlsx [Partners]"]


def test_parquet_gives_the_same_as_csv(tmp_path: Path, read: Read) -> None:
    from_csv = _lines(read(_foreign(tmp_path)))
    pd.read_csv(io.StringIO(PARTNERS), sep=";").to_parquet(tmp_path / "partners.parquet")
    settings = '[tables.partners]\nfile = "partners.parquet"\n[[entities]]'
    _foreign(tmp_path, mapping=FOREIGN.replace("[[entities]]", settings, 1))
    (tmp_path / "partners.csv").unlink()
    assert _lines(read(tmp_path)) == from_csv


# ---- everything that is wrong, together -------------------------------------------------------


def test_all_problems_of_a_run_are_reported_together(towns: Towns, problems: Problems) -> None:
    found = problems(
        towns(
            sources_toml='[report]\ntitle = "R"\npublisher = "P"\nlanguage = "en"\n'
            'as_of = "2020-01-01"\nurl = "javascript:alert(1)"\n',
            towns_csv="id,label,kind\naby,Aby,city\nbeby,Beby,citty\nbeby,Again,city\n",
            links_csv="partys,stage,begin,source,locator\n"
            "aby | bebi,in-force,1990,report,a\naby | beby,real,May 2831,raport,b\n",
            passages_csv="source,locator,hash\nreport,a,sha256:x\n",
        )
    )
    places = {(p.file, p.row, p.column) for p in found}
    assert places >= {
        ("sources.toml", 0, "report.url"),
        ("towns.csv", 3, "kind"),
        ("towns.csv", 4, "id"),
        ("links.csv", 1, "partys"),
        ("links.csv", 2, "parties"),
        ("links.csv", 3, "stage"),
        ("links.csv", 3, "begin"),
        ("links.csv", 3, "source"),
        ("passages.csv", 2, "hash"),
    }
    assert found == sorted(set(found))


def test_a_misspelt_column_is_one_problem(towns: Towns, problems: Problems) -> None:
    (problem,) = problems(towns(towns_csv="id,lable\naby,Aby\nbeby,Beby\n"))
    assert str(problem) == (
        'towns.csv, row 1, column "lable": unknown column: the mapping does not read it. '
        'Did you mean "label"?'
    )


def test_unknown_and_missing_columns(towns: Towns, problems: Problems) -> None:
    found = problems(towns(towns_csv="id,qqq\naby,Aby\n"))
    assert {(p.file, p.column) for p in found} == {("towns.csv", "qqq"), ("towns.csv", "label")}


@pytest.mark.parametrize("content", [b"id,label\naby,\xff\n", b"id,label\n", b"", b'id,label\n"a'])
def test_an_unreadable_table_brings_no_flood(
    towns: Towns, problems: Problems, content: bytes
) -> None:
    (problem,) = problems(towns(towns_csv=content))
    assert problem.file == "towns.csv"


def test_a_missing_table_is_named(towns: Towns, problems: Problems) -> None:
    folder = towns()
    (folder / "towns.csv").unlink()
    (problem,) = problems(folder)
    assert str(problem) == "towns.csv: no such file; the folder has: links.csv"


def test_a_link_out_of_the_folder_is_not_followed(towns: Towns, problems: Problems) -> None:
    folder = towns()
    (folder / "towns.csv").rename(folder.parent / "secret.csv")
    (folder / "towns.csv").symlink_to(folder.parent / "secret.csv")
    (problem,) = problems(folder)
    assert "leads out of the folder" in problem.message


def test_a_row_that_no_block_reads_is_not_lost(mini: Path, problems: Problems) -> None:
    path = mini / "facts.csv"
    path.write_text(path.read_text("utf-8").replace(",Hosting,", ",Hostin,"), encoding="utf-8")
    (problem,) = problems(mini)
    assert (problem.row, problem.column, problem.value) == (9, "type", "Hostin")
    assert 'Did you mean "Hosting"?' in problem.message


def test_sources_and_mapping_are_reported_together(towns: Towns, problems: Problems) -> None:
    found = problems(towns(mapping_toml="x = 1", sources_toml="report = 1"))
    assert {p.file for p in found} == {"mapping.toml", "sources.toml"}


def test_no_folder_is_one_problem(tmp_path: Path, problems: Problems) -> None:
    assert [p.message for p in problems(tmp_path / "no")] == ["no such folder"]


# ---- stable addresses -------------------------------------------------------------------------


def _shuffled(path: Path, chance: random.Random) -> None:
    """Shuffle rows, the parts of split cells and the columns of a table."""
    header, *rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    chance.shuffle(rows)
    columns = list(range(len(header)))
    chance.shuffle(columns)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([header[c] for c in columns])
    for row in rows:
        cells = []
        for cell in row:
            parts = cell.split(" | ")
            chance.shuffle(parts)
            cells.append(" | ".join(parts))
        writer.writerow([cells[c] for c in columns])
    path.write_text(out.getvalue(), encoding="utf-8")


def _but_headlines(records: Records) -> set[str]:
    return {line for line in _lines(records) if "rdf-schema#label" not in line}


@few
@given(seed=st.integers(0, 10**6))
def test_order_changes_nothing_but_the_order_of_names_in_headlines(
    tmp_path_factory: pytest.TempPathFactory, schema: Schema, seed: int
) -> None:
    source = Path(__file__).parents[1] / "mini"
    folder = tmp_path_factory.getbasetemp() / "shuffled"
    folder.mkdir(exist_ok=True)
    for path in source.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    chance = random.Random(seed)
    for path in folder.glob("*.csv"):
        _shuffled(path, chance)
    assert _but_headlines(read_records(folder, schema)) == _but_headlines(
        read_records(source, schema)
    )


def test_inserted_rows_change_no_other_line(mini: Path, read: Read) -> None:
    before = _lines(read(mini))
    for name, row in (
        ("things", "aaa,Territory,city,Aaa,,,"),
        ("cooperation", ",Twinning,aaa | elva,in-force,stated,,,,,page,block 9,"),
        ("participations", ",aaa,clean-strait,lead-partner,,,completed,stated,report,block 9"),
    ):
        path = mini / f"{name}.csv"
        header, rest = path.read_text("utf-8").split("\n", 1)
        path.write_text(f"{header}\n{row}\n{rest}", encoding="utf-8")
    after = _lines(read(mini))
    assert before < after


def test_reading_twice_gives_the_same(mini: Path, read: Read) -> None:
    assert read(mini).values.equals(read(mini).values)


# ---- anything a cell may say ------------------------------------------------------------------

CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@few
@given(st.lists(st.tuples(*[CELL] * 9), min_size=1, max_size=3), st.booleans())
def test_any_cells_give_records_or_problems(
    tmp_path_factory: pytest.TempPathFactory,
    schema: Schema,
    rows: list[tuple[str, ...]],
    entities: bool,
) -> None:
    folder = tmp_path_factory.getbasetemp() / "cells"
    folder.mkdir(exist_ok=True)
    for path in (Path(__file__).parents[1] / "mini").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    path = folder / ("things.csv" if entities else "facts.csv")
    width = path.read_text("utf-8").partition("\n")[0].count(",") + 1
    out = io.StringIO(newline="")
    csv.writer(out).writerows([(*row, *[""] * width)[:width] for row in rows])
    path.write_bytes(path.read_bytes() + out.getvalue().encode())
    found: list[Problem] = []
    try:
        read_records(folder, schema)
    except InputError as error:
        found = list(error.problems)
    assert all(p.file and p.message for p in found)


@few
@given(CELL)
def test_any_label_stays_one_literal(
    tmp_path_factory: pytest.TempPathFactory, schema: Schema, label: str
) -> None:
    folder = _foreign(tmp_path_factory.mktemp("label"))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerow(["P", f"A{label}", "C", "lead-partner", "2016", "1"])
    header = PARTNERS.partition("\n")[0].encode()
    (folder / "partners.csv").write_bytes(header + b"\n" + out.getvalue().encode())
    if hidden_character(label):
        return
    records = read_records(folder, schema)
    expected = [v for v in _values(records, "skos:prefLabel") if v.startswith("A")]
    assert len(expected) == 1
    assert expected[0].split() == f"A{label}".split() or not label.isascii()


# ---- files, sources and ranges -----------------------------------------------------------------


def test_an_unreadable_list_of_sources_is_one_problem(towns: Towns, problems: Problems) -> None:
    (found,) = problems(towns(sources_toml="["))
    assert (found.file, "not readable as TOML" in found.message) == ("sources.toml", True)


def test_numbers_out_of_range_and_bad_dates_are_reported_together(
    towns: Towns, problems: Problems
) -> None:
    links = "parties,source,locator,confidence,begin\naby | beby,report,block 1,2,20x1\n"
    found = problems(towns(links_csv=links))
    assert [p.column for p in found] == ["begin", "confidence"]
    assert "from 0 to 1" in found[1].message


def test_a_cooperation_of_one_is_named(towns: Towns, problems: Problems) -> None:
    (found,) = problems(towns(links_csv="parties,source,locator\naby,report,block 1\n"))
    assert (found.row, found.column, found.value) == (2, "parties", "aby")


@pytest.mark.parametrize("licence", ["javascript:alert(1)", " data: x", "file:///etc"])
def test_a_licence_is_words_or_an_address_on_the_web(
    towns: Towns, problems: Problems, licence: str
) -> None:
    folder = towns(
        sources_toml='[report]\ntitle = "R"\npublisher = "P"\nlanguage = "en"\n'
        'as_of = "2020-01-01"\n'
        f'licence = "{licence}"\n'
    )
    mapping = (folder / "mapping.toml").read_text("utf-8")
    mapping = mapping.replace('title = "Towns"', f'title = "Towns"\nlicence = "{licence}"', 1)
    (folder / "mapping.toml").write_text(mapping, "utf-8")
    assert {p.column for p in problems(folder)} == {"report.licence", "dataset.licence"}
