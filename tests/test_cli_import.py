"""The command import as scripts and people meet it."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from coopgraph.cli import app
from coopgraph.dataset.mapping.presets import preset_names

PROGRAM = [sys.executable, "-m", "coopgraph"]


@pytest.fixture
def cities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An export with one faulty row, in the folder where commands run."""
    monkeypatch.chdir(tmp_path)
    Path("cities.csv").write_text("=Lind\tFjernby\nFjernby\t=Lind\nSund\n", encoding="utf-8")
    return "cities.csv"


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["import", *arguments], prog_name="coopgraph")


def test_rejected_rows_end_with_status_3(cities: str) -> None:
    done = run("sister-cities", cities, "-o", "mine")
    assert done.exit_code == 3
    assert "│    3 │    1 │      1 │     0 │        0 │        1 │" in done.stdout
    assert done.stdout.splitlines()[-1] == "data set in mine"
    assert "rejected: cities.csv, row 3" in done.stderr
    assert json.loads(Path("mine/ledger.json").read_bytes())["rows"]["rejected"] == 1


def test_strict_ends_with_status_1_and_writes_nothing(cities: str) -> None:
    done = run("--strict", "sister-cities", cities, "-o", "mine")
    assert done.exit_code == 1
    assert "nothing was written" in done.stderr
    assert not Path("mine").exists()


def test_without_a_fault_it_ends_with_status_0_and_says_what_comes_next(cities: str) -> None:
    Path(cities).write_text("Lindhavn\tFjernby\n", encoding="utf-8")
    done = run("--preset", "sister-cities", cities, "-o", "mine")
    assert done.exit_code == 0
    assert "next: coopgraph build mine" in done.stderr


def test_corrected_rows_are_imported_without_naming_the_mapping(cities: str) -> None:
    first = run("sister-cities", cities, "-o", "mine")
    assert "coopgraph import mine/rejected/cities.csv -o mine" in " ".join(first.output.split())
    rows = Path("mine/rejected/cities.csv")
    rows.write_text(rows.read_text("utf-8-sig").replace("Sund,", "Sund,Ostvik"), encoding="utf-8")
    asked = run(str(rows), "-o", "mine")
    assert asked.exit_code == 0, asked.output
    assert "rows corrected: 1" in asked.output
    assert not rows.exists()


def test_a_build_of_a_lenient_data_set_ends_with_status_3(cities: str) -> None:
    run("sister-cities", cities, "-o", "mine")
    for _ in range(2):  # the second time rejected.csv lies in the graph already
        done = CliRunner().invoke(app, ["build", "mine", "-o", "graph"])
        assert done.exit_code == 3
    assert Path("graph/rejected.csv").is_file()


def test_a_check_of_a_lenient_data_set_lists_what_it_leaves_out(cities: str) -> None:
    run("sister-cities", cities, "-o", "mine")
    done = CliRunner().invoke(app, ["check", "mine"])
    assert done.exit_code == 3
    assert "rejected: cities.csv, row 3" in done.stderr
    assert done.stdout.startswith("rejected rows: 1; no problems in the others: ")


def test_a_check_lists_ten_reasons_and_counts_the_others(cities: str) -> None:
    with Path(cities).open("a", encoding="utf-8") as file:
        file.writelines(f"Town {number}\n" for number in range(11))
    run("sister-cities", cities, "-o", "mine")
    done = CliRunner().invoke(app, ["check", "mine"])
    assert done.stderr.count("rejected: ") == 10
    assert "… and 2 more" in done.stderr
    assert "rejected rows: 12;" in done.stdout


def test_what_programs_read_is_never_altered(cities: str) -> None:
    run("sister-cities", cities, "-o", "mine", "--build", "graph")
    query = 'SELECT ?l { ?t a coop:Territory ; skos:prefLabel ?l FILTER(STRSTARTS(?l, "=")) }'
    for form in ("csv", "tsv", "json"):
        done = CliRunner().invoke(app, ["query", "-g", "graph", "-f", form, query])
        assert done.exit_code == 0
        assert "'=" not in done.stdout
        assert "=Lind" in done.stdout
    listed = list(csv.reader(io.StringIO(Path("graph/rejected.csv").read_text("utf-8-sig"))))
    assert listed[0] == ["file", "sheet", "row", "column", "value", "reason", "nearest"]


def test_presets_are_listed() -> None:
    done = run("--list")
    assert done.exit_code == 0
    assert all(name in done.stdout for name in preset_names())


def test_a_sketch_of_a_table_can_be_imported(cities: str) -> None:
    Path("p.csv").write_text(
        "Project,Partner,Country,Start\nClean Strait,Lindhavn,Norrland,2016-03-12\n", "utf-8"
    )
    assert run("--sketch", "p.csv").stdout.startswith("#")
    assert run("--sketch", "p.csv", "-o", "m.toml").exit_code == 0
    assert run("--sketch", "p.csv", "-o", "m.toml").exit_code == 1  # nothing is written over
    done = run("m.toml", "p.csv", "-o", "mine", "--as-of", "2020-01-01")
    assert done.exit_code == 0, done.stderr
    assert "Participation 1" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sister-cities"], "give a preset"),
        (["sister-cities", "cities.csv"], "name the folder"),
        (["sister-cities", "cities.csv", "-o", "mine", "--as-of", "2020"], "2026-01-31"),
    ],
)
def test_wrong_usage_ends_with_status_2(arguments: list[str], said: str, cities: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal on POSIX systems")
def test_interrupted_it_leaves_nothing_but_what_it_has_read(cities: str, tmp_path: Path) -> None:
    rows = "".join(f"Town {n}\tTown {n + 1}\n" for n in range(20_000))
    Path(cities).write_text(rows, encoding="utf-8")
    process = subprocess.Popen(
        [*PROGRAM, "import", "sister-cities", cities, "-o", "mine"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "reading mine\n"
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, remarks = process.communicate(timeout=60)
    assert process.returncode == 130
    assert remarks.splitlines()[-1] == "interrupted; nothing was changed"
    assert {p.name for p in tmp_path.iterdir()} <= {"cities.csv", ".mine.import"}
