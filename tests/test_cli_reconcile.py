import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coopgraph.cli import app
from coopgraph.dataset.mapping.template import init
from coopgraph.dataset.reconcile.sssom import read_decisions

ROWS = "name,country\nTurku,Suomi\nBrest,\nHalle,Germany\nXyzzy,France\n=1+1,France\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "names.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    wide = {"COLUMNS": "200"}
    return CliRunner(env=wide).invoke(app, ["reconcile", *map(str, arguments)])


def test_each_row_for_programs(table: Path) -> None:
    done = run(table, "--format", "csv")
    assert done.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(r["row"], r["outcome"], r["geonames"]) for r in rows] == [
        ("2", "matched", "633679"),
        ("3", "doubtful", ""),
        ("4", "doubtful", ""),
        ("5", "none", ""),
        ("6", "none", ""),
    ]
    assert rows[4]["name"] == "=1+1"
    assert [r["row"] for r in json.loads(run(table, "-f", "json").stdout)] == [2, 3, 4, 5, 6]


def test_the_doubtful_ones_with_rows_and_candidates(table: Path) -> None:
    done = run(table, "--review", "--top", "1")
    assert "doubtful: 1 of 2" in done.stdout
    assert "geonames:3030300" in done.stdout
    assert "names.csv, row 3" in done.stdout
    assert "Halle" not in done.stdout
    assert "2 doubtful" in done.stderr
    assert "1 matched" in done.stderr


def test_decisions_are_written_reviewed_and_replayed(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "decisions.sssom.tsv"
    assert run(table, "-o", path).exit_code == 0
    first = path.read_bytes()
    assert run(table, "-o", path).exit_code == 0
    assert path.read_bytes() == first
    accepted = run(
        *(table, "-o", path, "--accept", "Halle=geonames:2911522"),
        *("--reject", "Turku", "--reviewer", "Ann"),
    )
    assert accepted.exit_code == 0
    assert "1 accepted by a reviewer" in accepted.stderr
    assert run(table, "-o", path).exit_code == 0
    decided = read_decisions(path)
    decided = decided[decided["reviewer_label"] == "Ann"]
    assert decided[["subject_label", "predicate_modifier", "object_id"]].values.tolist() == [
        ["Halle", "", "geonames:2911522"],
        ["Turku", "Not", "geonames:633679"],
    ]


def test_decisions_have_the_id_of_their_data_set(tmp_path: Path) -> None:
    path = tmp_path / "d.sssom.tsv"
    expected = 'mapping_set_id: "https://w3id.org/coopgraph/mappings/my-region"'
    folder = tmp_path / "my-region"
    init(folder)
    assert run(folder, "-o", path).exit_code == 0
    assert expected in path.read_text(encoding="utf-8")
    subject = read_decisions(path)["subject_id"].iloc[0]
    assert run(folder, "-o", path, "--reject", f"{subject}=geonames:633679").exit_code == 0
    assert expected in path.read_text(encoding="utf-8")


def test_a_decision_without_a_file_says_what_to_do(table: Path) -> None:
    done = run(table, "--accept", "Turku")
    assert done.exit_code == 1
    assert "give it with --out" in done.stderr


def test_a_faulty_file_of_decisions_is_left_as_it_was(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "decisions.sssom.tsv"
    path.write_text("subject_id\tpredicate_id\n", encoding="utf-8")
    done = run(table, "-o", path)
    assert done.exit_code == 1
    assert "this column is missing" in done.stderr
    assert path.read_text(encoding="utf-8") == "subject_id\tpredicate_id\n"


def test_a_missing_table_or_column_is_named(table: Path, tmp_path: Path) -> None:
    assert "no such file" in run(tmp_path / "none.csv").stderr
    assert 'column "Town"' in run(table, "--column", "Town").stderr


def test_formats_are_of_tables_only(tmp_path: Path) -> None:
    from coopgraph.resources import demo_dataset

    done = run(demo_dataset(), "-o", tmp_path / "d.tsv", "-f", "csv")
    assert done.exit_code == 2
