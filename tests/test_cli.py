"""The command line as scripts and people meet it."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import coopgraph.graph
from coopgraph.cli import app
from coopgraph.dataset.template import init

PROGRAM = [sys.executable, "-m", "coopgraph"]
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
TWINNINGS = "SELECT ?tie { ?s a coop:Twinning ; rdfs:label ?tie } ORDER BY ?tie"
COMMANDS: dict[str, Any] = dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def demo() -> str:
    """Folder of the packaged demo graph."""
    return str(coopgraph.graph._demo().folder)


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    init(tmp_path / "starter")
    return tmp_path / "starter"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No graph lies about that a command could find."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COOPGRAPH_GRAPH", raising=False)


def run(*arguments: str, stdin: str | None = None) -> Any:
    """Run a command in this process."""
    return CliRunner().invoke(app, list(arguments), input=stdin, prog_name="coopgraph")


def start(*arguments: str, **variables: str) -> "subprocess.Popen[str]":
    """Start a command as a shell does."""
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        env=os.environ | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


# ---- as a process --------------------------------------------------------------------------------


def test_contract_with_scripts_in_an_awkward_place(tmp_path: Path) -> None:
    place = tmp_path / "Umeå och Åbo"
    init(place / "min data")
    out = place / "färdig graf"
    plain = {"LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"}
    process = start("build", str(place / "min data"), "-o", str(out), "--no-shapes", **plain)
    printed, remarks = process.communicate(timeout=120)
    assert process.returncode == 0, remarks
    assert printed.splitlines()[-1] == f"graph in {out}"
    assert sorted(p.name for p in out.iterdir()) == [
        "graph.nq",
        "graph.trig",
        "report.json",
        "store",
    ]

    (place / "ties.rq").write_text(TWINNINGS, encoding="utf-8")
    query = ["query", "--graph", str(out), str(place / "ties.rq"), "--format", "csv"]
    process = start(*query, **plain)
    printed, remarks = process.communicate(timeout=120)
    assert process.returncode == 0, remarks
    assert printed == "tie\nTwinning: Exampleton – Sampleby\n"
    assert re.fullmatch(rf"graph: {re.escape(str(out))} \(fingerprint [0-9a-f]{{12}}\)\n", remarks)


def test_another_process_builds_the_same_bytes(starter: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        out = str(tmp_path / f"out{seed}")
        process = start("build", str(starter), "-o", out, "--no-shapes", PYTHONHASHSEED=seed)
        process.communicate(timeout=120)
        assert process.returncode == 0
    for name in ("graph.nq", "graph.trig", "report.json"):
        one, other = ((tmp_path / f"out{seed}" / name).read_bytes() for seed in ("1", "2"))
        assert one == other, name


def test_a_reader_may_stop_reading(demo: str) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    process = start("query", "-g", demo, "-f", "csv", query)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "s,p,o\n"
    process.stdout.close()
    remarks = process.stderr.read()
    assert process.wait(60) == 0
    assert "Error" not in remarks
    assert "Traceback" not in remarks
    process.stderr.close()


def test_the_time_limit_ends_a_query(demo: str) -> None:
    begun = time.monotonic()
    process = start("query", "-g", demo, "--timeout", "1", HEAVY)
    printed, remarks = process.communicate(timeout=60)
    assert process.returncode == 1
    assert printed == ""
    assert "the query was ended after 1 s" in remarks
    assert time.monotonic() - begun < 30


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal on POSIX systems")
def test_interrupted_it_ends_quietly(demo: str) -> None:
    process = start("query", "-g", demo, "--timeout", "120", HEAVY)
    assert process.stderr is not None
    assert process.stdout is not None
    assert process.stderr.readline().startswith("graph: ")
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    remarks = process.stderr.read()
    assert process.wait(30) == 130
    assert remarks == "interrupted; nothing was changed\n"
    process.stdout.close()
    process.stderr.close()


# ---- every command -------------------------------------------------------------------------------


def test_the_promised_commands_are_there() -> None:
    promised = {"init", "build", "check", "query", "project", "rank", "path", "show"}
    assert promised <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_help_with_an_example(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    examples = re.findall(r"^Example: `(coopgraph .+)`$", COMMANDS[name].help, re.MULTILINE)
    assert examples
    assert all(shlex.split(example)[1] == name for example in examples)
    assert "Example: coopgraph" in " ".join(result.stdout.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_parameter_is_explained(name: str) -> None:
    bare = [p.name for p in COMMANDS[name].params if not p.help and p.name != "help"]
    assert not bare


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_in_the_documents(name: str, root: Path) -> None:
    reference = (root / "docs" / "cli.md").read_text("utf-8")
    assert f"\n## {name}\n" in reference
    assert re.search(rf"^\$ coopgraph {name}\b", reference, re.MULTILINE)
    assert f"| `{name} " in (root / "README.md").read_text("utf-8")


def test_version() -> None:
    assert re.fullmatch(r"coopgraph \d+\.\d+\.\d+\n", run("--version").stdout)


# ---- exit statuses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["biuld"], "Did you mean 'build'?"),
        (["build"], "Missing argument"),
        (["rank", "--mesure", "degree"], "--measure"),
        (["rank", "--measure", "betweeness"], 'Did you mean "betweenness"?'),
        (["rank", "--top", "-1"], "--top"),
        (["rank", "--possible"], "--as-of"),
        (["query", "ASK {}", "--format", "cvs"], "csv"),
        (["query", "ASK {}", "--timeout", "0"], "0.1"),
        (["path", "Umeå"], "Missing argument"),
        (["path", "Umeå", "Turku", "-k", "0"], "--count"),
        (["check", "x", "--update-passages"], "--documents"),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_right(arguments: list[str], expected: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert expected in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["project", "partnership"], 'Did you mean "partnerships"?'),
        (["project", "-o", "ties.xlsx"], "expected a .graphml file"),
        (["path", "Umea", "Turkuu"], "Near: Turku"),
        (["path", "Umeå", "Turku", "--type", "Twining"], 'Did you mean "Twinning"?'),
        (["path", "Umeå", "Turku", "--as-of", "1990-13-01"], "there is no month 13"),
        (["rank", "--measure", "eigenvector"], "largest"),
        (["query", "towns.rq"], "neither a SPARQL query nor a file"),
        (["query", "SELECT * {"], "not a valid SPARQL query"),
        (["query", "SELECT * { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }"], "SERVICE is refused"),
        (["query", "LOAD <http://192.0.2.1/>"], ""),
        (["query", "SELECT * FROM <http://192.0.2.1/> { ?s ?p ?o }"], "192.0.2.1"),
        (["show", "-o", "none/page.html"], "make it first"),
    ],
)
def test_bad_input_is_1_and_says_what_to_do(demo: str, arguments: list[str], expected: str) -> None:
    result = run(arguments[0], "--graph", demo, *arguments[1:])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "error: " in result.stderr
    assert expected in result.stderr


def test_a_missing_graph_is_1(tmp_path: Path) -> None:
    result = run("rank", "--graph", "none")
    assert result.exit_code == 1
    assert result.stderr == ("error: there is no folder none; make a graph with coopgraph build\n")


def test_an_unforeseen_error_of_the_machine_is_1(
    demo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "page.html")

    monkeypatch.setattr("coopgraph.cli_networks.write_page", full)
    result = run("show", "--graph", demo)
    assert result.exit_code == 1
    assert "error: page.html: No space left on device\n" in result.stderr


# ---- building ------------------------------------------------------------------------------------


def test_init_then_build_then_ask() -> None:
    made = run("init", "my region")
    assert made.exit_code == 0
    assert "my region/mapping.toml" in made.stdout.splitlines()
    assert made.stderr.endswith("coopgraph build 'my region'\n")
    built = run("build", "my region", "--no-shapes")
    assert built.exit_code == 0
    assert built.stdout.splitlines()[-1] == "graph in build"
    asked = run("query", TWINNINGS, "-f", "csv")
    assert asked.stdout == "tie\nTwinning: Exampleton – Sampleby\n"
    assert asked.stderr.startswith("graph: ./build (fingerprint ")


def test_every_problem_is_printed_and_nothing_written(starter: Path, tmp_path: Path) -> None:
    cooperation = starter / "cooperation.csv"
    text = cooperation.read_text("utf-8")
    cooperation.write_text(
        text.replace("exampleton", "exampletn").replace("[..1994]", "1994-02-30"), "utf-8"
    )
    territories = starter / "territories.csv"
    territories.write_text(territories.read_text("utf-8").replace(",city,", ",citty,"), "utf-8")
    result = run("build", str(starter), "-o", "out")
    assert result.exit_code == 1
    assert result.stdout == ""
    reported = "\n".join(result.stderr.splitlines())
    for expected in (
        'cooperation.csv, row 2, column "parties": "exampletn": ',
        'cooperation.csv, row 2, column "begin": "1994-02-30": ',
        'territories.csv, row 2, column "kind": "citty": ',
        'territories.csv, row 3, column "kind": "citty": ',
    ):
        assert expected in reported
    assert reported.endswith("problems; nothing was written")
    assert [p.name for p in tmp_path.iterdir()] == ["starter"]


def test_a_failed_build_leaves_the_last_good_graph(starter: Path, tmp_path: Path) -> None:
    assert run("build", str(starter), "-o", "out", "--no-shapes").exit_code == 0
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir() if p.is_file()}
    (starter / "sources.toml").write_text("[", encoding="utf-8")
    assert run("build", str(starter), "-o", "out", "--no-shapes").exit_code == 1
    after = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir() if p.is_file()}
    assert after == before


def test_check_says_that_all_is_well(starter: Path, tmp_path: Path) -> None:
    result = run("check", str(starter))
    assert result.exit_code == 0
    assert result.stdout.startswith("no problems: ")
    assert [p.name for p in tmp_path.iterdir()] == ["starter"]


def test_check_reports_documents_and_tables_together(starter: Path, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    sources = starter / "sources.toml"
    sources.write_text(sources.read_text("utf-8").replace("# file =", "file ="), "utf-8")
    table = starter / "territories.csv"
    table.write_text(table.read_text("utf-8").replace(",city,", ",citty,"), "utf-8")
    result = run("check", str(starter), "--documents", "documents")
    assert result.exit_code == 1
    assert "no such file in documents" in result.stderr
    assert 'territories.csv, row 2, column "kind": "citty"' in result.stderr


# ---- asking --------------------------------------------------------------------------------------


def test_standard_error_names_the_graph(demo: str) -> None:
    result = run("rank", "--graph", demo, "--format", "csv", "--top", "1")
    assert re.match(rf"graph: {re.escape(demo)} \(fingerprint [0-9a-f]{{12}}\)\n", result.stderr)
    assert result.stdout.splitlines()[0] == "rank,label,value,id"


def test_a_query_may_come_from_standard_input(demo: str) -> None:
    result = run("query", "-", "-g", demo, "-f", "csv", stdin=TWINNINGS + " # Umeå")
    assert result.stdout.splitlines()[1] == "Twinning: Turku – Saint Petersburg"


def test_right_after_installation_there_is_a_path() -> None:
    result = run("path", "Umeå", "Turku")
    assert result.exit_code == 0
    assert result.stdout.startswith("Umeå — ")
    assert " — Turku (" in result.stdout.splitlines()[0]
    assert result.stderr.startswith("graph: the packaged demo graph baltic-barents (fingerprint ")


def test_several_paths(demo: str) -> None:
    result = run("path", "-g", demo, "Umeå", "Vyborg", "-k", "3")
    chains = [line for line in result.stdout.splitlines() if line.startswith("Umeå — ")]
    assert len(chains) == 3
    steps = [int(re.findall(r"\((\d+) step", chain)[0]) for chain in chains]
    assert steps == sorted(steps)


def test_projections_are_listed() -> None:
    result = run("project", "--list")
    assert result.exit_code == 0
    assert "partnerships" in result.stdout
    assert "Territories by partnership and twinning" in result.stdout


@pytest.mark.parametrize("measure", ["degree", "betweenness", "closeness", "pagerank"])
def test_measures(demo: str, measure: str) -> None:
    result = run("rank", "-g", demo, "-m", measure, "-f", "csv", "--top", "1")
    assert result.stdout.splitlines()[1].startswith("1,Leningrad Oblast,")


def test_eigenvector_of_the_largest_component(demo: str) -> None:
    result = run("rank", "-g", demo, "-m", "eigenvector", "--largest", "-f", "csv", "--top", "1")
    assert result.stdout.splitlines()[1].startswith("1,Leningrad Oblast,")


def test_show_writes_a_page(demo: str, tmp_path: Path) -> None:
    result = run("show", "partnerships", "-g", demo, "-o", "ties.html", "--title", "Ties & more")
    assert result.stdout == "ties.html\n"
    assert "<title>Ties &amp; more" in (tmp_path / "ties.html").read_text("utf-8")
