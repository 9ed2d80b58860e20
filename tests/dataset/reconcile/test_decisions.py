import pandas as pd
import pytest

from coopgraph.dataset.reconcile.decisions import (
    decisions_of,
    in_force,
    pair_decisions,
)
from coopgraph.dataset.reconcile.gazetteer import Gazetteer
from coopgraph.dataset.reconcile.sssom import COLUMNS
from coopgraph.dataset.reconcile.table import reconcile

ROWS = [
    {"name": "Turku", "country": "FI", "context": "a.csv, row 2"},
    {"name": "Turku", "country": "FI", "context": "a.csv, row 3"},
    {"name": "Brest", "country": "", "context": "a.csv, row 4"},
    {"name": "Xyzzy", "country": "FI", "context": "a.csv, row 5"},
    {"name": "Paris 13e", "country": "FR", "context": "a.csv, row 6"},
]


@pytest.fixture
def made(small: Gazetteer) -> pd.DataFrame:
    return decisions_of(reconcile(ROWS, places=small))


def brief(decisions: pd.DataFrame) -> list[list[str]]:
    return decisions[["subject_label", "predicate_id", "object_id"]].values.tolist()


def test_doubtful_ones_come_first_then_the_unknown_then_the_matched(made: pd.DataFrame) -> None:
    assert made.columns.tolist() == COLUMNS
    assert brief(made) == [
        ["Brest", "skos:closeMatch", "geonames:3"],
        ["Brest", "skos:closeMatch", "geonames:2"],
        ["Xyzzy", "skos:exactMatch", "sssom:NoTermFound"],
        ["Paris 13e", "skos:broadMatch", "geonames:4"],
        ["Turku", "skos:exactMatch", "geonames:1"],
    ]


def test_each_subject_lists_its_rows(made: pd.DataFrame) -> None:
    turku = made[made["subject_label"] == "Turku"]
    assert turku["other"].tolist() == ["rows: a.csv, row 2; a.csv, row 3"]


def test_many_rows_are_counted(small: Gazetteer) -> None:
    rows = [{"name": "Turku", "country": "FI", "context": f"a, row {n}"} for n in range(50)]
    [other] = decisions_of(reconcile(rows, places=small))["other"]
    assert other.endswith("a, row 19; and 30 more")


def test_order_of_the_rows_changes_no_decision(small: Gazetteer, made: pd.DataFrame) -> None:
    shuffled = decisions_of(reconcile([ROWS[n] for n in (4, 1, 3, 0, 2)], places=small))
    assert shuffled.drop(columns="other").equals(made.drop(columns="other"))


def test_ids_of_the_table_are_the_subjects(small: Gazetteer) -> None:
    rows = [
        {"name": "Turku", "country": "FI", "id": "t1"},
        {"name": "Turku", "country": "FI", "id": "https://w3id.org/coopgraph/id/mine/t2"},
    ]
    found = decisions_of(reconcile(rows, places=small))
    assert sorted(found["subject_id"]) == ["id:mine/t2", "names:t1"]


def test_broader_close_and_missing_objects_are_not_in_force(made: pd.DataFrame) -> None:
    assert in_force(made)["object"].tolist() == ["https://sws.geonames.org/1"]


def test_pairs_of_entities() -> None:
    names = pd.DataFrame(
        {
            "id": ["https://w3id.org/coopgraph/id/mine/a", "https://w3id.org/coopgraph/id/mine/b"],
            "name": ["Alfa Srl", "Alfa"],
            "type": "Organisation",
            "context": ["a.csv, row 2", "a.csv, row 9"],
        }
    )
    pair = {"subject": names["id"][1], "object": "id:mine/a", "outcome": "matched"}
    pairs = pd.DataFrame([pair | {"confidence": 0.9, "evidence": "same town"}])
    [row] = pair_decisions(pairs, names).to_dict("records")
    assert (row["subject_id"], row["object_id"], row["confidence"]) == (
        "id:mine/b",
        "id:mine/a",
        "0.9000",
    )
    assert row["other"] == "rows: a.csv, row 9; a.csv, row 2"
