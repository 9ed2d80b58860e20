from pathlib import Path

import pandas as pd
import pytest

from coopgraph.dataset.importing.reading import read_dataset
from coopgraph.dataset.reconcile.merging import apply_decisions
from coopgraph.dataset.reconcile.sssom import FILE, as_text, read_decisions, write_decisions
from coopgraph.dataset.records.records import Records
from coopgraph.errors import InputError
from coopgraph.store.ontology import load_schema

FILES = {
    "towns.csv": """\
id,name,other
turku,Turku,Åbo
abo,Åbo,
gdansk,Gdańsk,
kyiv,Kyiv,
club,,
""",
    "pairs.csv": "id,one,two\np1,turku,gdansk\np2,abo,kyiv\np3,turku,kyiv\n",
    "sources.toml": """\
[export]
title = "Pairs"
publisher = "Association"
language = "en"
as_of = "2020-01-01"
""",
    "mapping.toml": """\
[dataset]
id = "mine"
title = "Pairs of towns"

[tables.towns]
where = { id = ["turku", "abo", "gdansk", "kyiv"] }

[[entities]]
table = "towns"
type = "Territory"
id = "id"
labels = { en = "name" }
alt = "other"

[[statements]]
table = "pairs"
type = "Twinning"
id = "id"
set = { party = ["one", "two"], stage = { const = "in-force" }, basis = { const = "stated" } }
evidence = { source = { const = "export" }, locator = { record = true } }
""",
}
BASE = "https://w3id.org/coopgraph/id/mine/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def decide(folder: Path, *rows: tuple[str, str] | tuple[str, str, str]) -> Path:
    frame = pd.DataFrame(
        [
            {
                "subject_id": f"id:mine/{row[0]}",
                "object_id": row[1] if ":" in row[1] else f"id:mine/{row[1]}",
                "predicate_id": row[2] if len(row) > 2 else "skos:exactMatch",
                "mapping_justification": "semapv:ManualMappingCuration",
            }
            for row in rows
        ]
    )
    return write_decisions(as_text(frame), folder / FILE, "Test")


def read(folder: Path) -> Records:
    return read_dataset(folder, load_schema())


def said(records: Records, subject: str, prop: str) -> list[str]:
    values = records.values
    chosen = (values["subject"] == BASE + subject) & (values["property"] == prop)
    return sorted(v.removeprefix(BASE) for v in values.loc[chosen, "value"])


def test_without_decisions_nothing_is_merged(folder: Path) -> None:
    assert said(read(folder), "abo", "skos:prefLabel") == ["Åbo"]


def test_a_merged_entitys_statements_are_those_of_the_one_that_stays(folder: Path) -> None:
    decide(folder, ("abo", "turku"))
    records = read(folder)
    assert said(records, "statement/p2", "coop:party") == ["kyiv", "turku"]
    assert BASE + "abo" not in set(records.values["subject"])


def test_its_iri_and_names_stay_in_the_graph(folder: Path) -> None:
    decide(folder, ("abo", "turku"))
    records = read(folder)
    assert said(records, "turku", "skos:exactMatch") == ["abo"]
    assert said(records, "turku", "skos:prefLabel") == ["Turku"]
    assert "Åbo" in said(records, "turku", "skos:altLabel")


def test_no_statement_changes_its_iri_or_is_lost(folder: Path) -> None:
    before = set(read(folder).values["subject"])
    decide(folder, ("abo", "turku"))
    assert before - set(read(folder).values["subject"]) == {BASE + "abo"}


def test_without_the_row_or_rejected_they_are_two_again(folder: Path) -> None:
    before = read(folder).values
    path = decide(folder, ("abo", "turku"))
    decisions = read_decisions(path).assign(predicate_modifier="Not")
    write_decisions(decisions, path, "Test")
    assert read(folder).values.equals(before)
    path.unlink()
    assert read(folder).values.equals(before)


def test_merges_are_followed_to_the_end(folder: Path) -> None:
    decide(folder, ("abo", "turku"), ("turku", "gdansk"))
    records = read(folder)
    assert said(records, "gdansk", "skos:exactMatch") == ["abo", "turku"]
    assert said(records, "statement/p2", "coop:party") == ["gdansk", "kyiv"]


@pytest.mark.parametrize(
    ("rows", "stays"),
    [
        ([("abo", "turku"), ("turku", "abo")], "abo"),
        ([("abo", "turku"), ("abo", "gdansk"), ("kyiv", "turku")], "turku"),
        ([("abo", "turku"), ("turku", "gdansk"), ("gdansk", "abo"), ("kyiv", "abo")], "abo"),
    ],
)
def test_rows_that_connect_several_entities_merge_them_in_any_order(
    folder: Path, rows: list[tuple[str, str]], stays: str
) -> None:
    decide(folder, *rows)
    merged = {town for row in rows for town in row}
    assert said(read(folder), stays, "skos:exactMatch") == sorted(merged - {stays})


def test_a_place_outside_is_an_exact_match(folder: Path) -> None:
    decide(folder, ("abo", "turku"), ("abo", "geonames:633679"), ("turku", "geonames:633679"))
    records = read(folder)
    assert said(records, "turku", "skos:exactMatch") == ["abo", "https://sws.geonames.org/633679"]
    assert records.decisions.matched == 1


def test_doubtful_and_broader_ones_change_nothing_but_are_counted(folder: Path) -> None:
    before = read(folder).values
    decide(
        folder,
        ("abo", "geonames:1", "skos:closeMatch"),
        ("kyiv", "geonames:2", "skos:broadMatch"),
    )
    records = read(folder)
    assert records.values.equals(before)
    assert (records.decisions.matched, records.decisions.doubtful) == (0, 1)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("gdanks", "turku")], 'no such entity in the data set. Did you mean "gdansk"?'),
        ([("abo", "turkuu")], 'no such entity in the data set. Did you mean "turku"?'),
        ([("abo", "abo")], "an entity cannot be merged into itself"),
        ([("abo", "statement/p1")], "cannot be merged into"),
    ],
)
def test_a_decision_that_cannot_be_followed_is_named(
    folder: Path, rows: list[tuple[str, str]], message: str
) -> None:
    decide(folder, *rows)
    with pytest.raises(InputError) as caught:
        read(folder)
    assert any(message in str(p) for p in caught.value.problems)
    assert all(p.file == FILE and p.row > 1 for p in caught.value.problems)


def test_decisions_about_other_data_sets_are_left_alone(folder: Path) -> None:
    records = read(folder)
    frame = pd.DataFrame(
        [
            {
                "subject_id": "id:other/x",
                "object_id": "id:other/y",
                "predicate_id": "skos:exactMatch",
                "mapping_justification": "semapv:ManualMappingCuration",
            }
        ]
    )
    assert apply_decisions(records, as_text(frame)).values.equals(records.values)
