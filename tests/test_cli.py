"""The command line as scripts and people meet it."""

import csv
import json
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
from typer.testing import CliRunner

import coopgraph.graph
from coopgraph.cli import app
from coopgraph.dataset.mapping.template import init
from coopgraph.pipeline import build
from coopgraph.view.formats import read_network
from tools.cli_reference import commands

PROGRAM = [sys.executable, "-m", "coopgraph"]
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
TWINNINGS = "SELECT ?tie { ?s a coop:Twinning ; rdfs:label ?tie } ORDER BY ?tie"
COMMANDS = commands()


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
        "entities.parquet",
        "graph.nq",
        "graph.trig",
        "report.json",
        "statements.parquet",
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
    promised = {"init", "build", "check", "query", "project", "rank", "describe", "path", "show"}
    assert promised | {"scenario", "diff", "export"} <= set(COMMANDS)


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
        (["path", "Umeå", "Turku", "--all", "--why"], "one of --all, --why and --common"),
        (["path", "Umeå", "Turku", "--max-length", "2"], "--all"),
        (["path", "Umeå", "Turku", "--common", "-k", "2"], "--common"),
        (["project", "--radius", "2"], "--around"),
        (["rank", "--evidence", "model.toml"], "--draws"),
        (["rank", "--by-year", "2005"], "such as 2000-2020"),
        (["rank", "--by-year", "2005-2000"], "such as 2000-2020"),
        (["rank", "--by-year", "2000-2005", "--as-of", "2001-01-01"], "--as-of"),
        (["describe", "--by-year", "2000-2005"], "--measure"),
        (["scenario"], "--remove NAME"),
        (["scenario", "--where", "Finland"], "such as country=Finland"),
        (["scenario", "--edge", "Turku"], "Turku=Saint Petersburg"),
        (["scenario", "--remove", "Turku", "--runs", "5"], "--robustness"),
        (["scenario", "--remove", "Turku", "--robustness"], "all nodes leave"),
        (["diff"], "give two days"),
        (["diff", "--from", "2000"], "give two days"),
        (["diff", "one", "other", "--from", "2000", "--to", "2010"], "give two days"),
        (["diff", "one", "other", "--possible"], "go with --from"),
        (["diff", "--from", "2000", "--to", "2010", "--codings"], "folders of two graphs"),
        (["diff", "one", "other", "--codings", "-o", "out"], "--codings"),
        (["export"], "Missing option"),
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
        (["path", "Umeå", "Turku", "--without-type", "Programm"], 'Did you mean "Programme"?'),
        (["project", "--around", "Turkuu"], "Near: Turku"),
        (["scenario", "--remove", "Turkuu"], "Near: Turku"),
        (["scenario", "--where", "contry=Finland"], 'Did you mean "country"?'),
        (["scenario", "--ended-by", "2014"], "ended by 2014: expected one day"),
        (["scenario", "--query", "SELECT ?x { ?x a coop:Twinning }"], "?statement or ?node"),
        (["scenario", "--robustness", "--by", "degre"], 'Did you mean "degree"?'),
        (["diff", "--from", "yesterday", "--to", "2010"], "yesterday"),
        (["export", "-o", "towns.xlsx"], 'there is no format "xlsx"'),
        (["rank", "-m", "katz", "--option", "alpha=nan"], "alpha=nan"),
        (["rank", "-o", "ranks.xlsx"], "ranks.xlsx: expected a file that ends in .csv"),
        (["rank", "-o", "none/ranks.csv"], "make it first"),
        (["describe", "-o", "figures.xlsx"], "expected a file that ends in .csv"),
        (["scenario", "--remove", "Turku", "-o", "left.xlsx"], 'there is no format "xlsx"'),
        (["scenario", "--robustness", "-o", "r.xlsx"], "expected a file that ends in .csv"),
        (["scenario", "--robustness", "--by", "bridge"], "expected a measure of a node"),
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

    monkeypatch.setattr("coopgraph.showing.write_files", full)
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


def test_show_can_leave_sparql_out_and_draw_with_pyvis(demo: str, tmp_path: Path) -> None:
    run("show", "partnerships", "-g", demo, "-o", "whole.html")
    run("show", "partnerships", "-g", demo, "-o", "slim.html", "--no-sparql")
    run("show", "partnerships", "-g", demo, "-o", "old.html", "--engine", "pyvis")
    whole, slim, old = (
        (tmp_path / f"{n}.html").read_text("utf-8") for n in ("whole", "slim", "old")
    )
    assert 'id="chunk-sparql"' in whole
    assert 'id="chunk-sparql"' not in slim
    assert 'id="chunk-core"' in slim
    assert "vis-network" in old


def test_show_opens_the_page(demo: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    run("show", "partnerships", "-g", demo, "-o", "ties.html", "--no-sparql", "--open")
    assert opened == [(tmp_path / "ties.html").as_uri()]


def test_what_is_around_a_node(demo: str) -> None:
    result = run("project", "partnerships", "-g", demo, "--around", "Umea", "--radius", "1")
    assert result.stdout.splitlines()[0].endswith(": 2 nodes, 1 edges")


def test_all_paths_up_to_a_length(demo: str) -> None:
    result = run("path", "-g", demo, "Umeå", "Turku", "--all", "--max-length", "4", "-f", "json")
    lengths = [len(found["steps"]) for found in json.loads(result.stdout)["paths"]]
    assert lengths == sorted(lengths)
    assert lengths[-1] <= 4
    short = run("path", "-g", demo, "Umeå", "Turku", "--all", "--max-length", "1")
    assert "no path of up to 1 step joins" in short.stdout


def test_why_two_are_connected(demo: str) -> None:
    pair = ("-g", demo, "-p", "partnerships", "Turku", "Pietari")
    assert "join Turku and Saint Petersburg:" in run("path", *pair, "--why").stdout
    common = run("path", *pair, "--common")
    assert common.stdout == "Turku and Saint Petersburg have no common neighbour.\n"


def test_measures_over_years(demo: str) -> None:
    of_nodes = run("rank", "-g", demo, "-m", "degree", "--by-year", "2004-2005", "-f", "csv")
    assert {row["period"] for row in csv.DictReader(of_nodes.stdout.splitlines())} == {
        "2004",
        "2005",
    }
    figures = run("describe", "-g", demo, "-m", "edges", "--by-year", "2004-2006", "-f", "csv")
    rows = list(csv.DictReader(figures.stdout.splitlines()))
    assert [row["period"] for row in rows] == ["2004", "2005", "2006"]
    assert all(float(row["value"]) <= float(row["possible"]) for row in rows)


def test_draws_of_a_one_mode_network(demo: str) -> None:
    name = "organisations-by-shared-projects"
    result = run("rank", name, "-g", demo, "-m", "degree", "--draws", "5", "-f", "csv")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("rank,label,value,low,high,")


# ---- change --------------------------------------------------------------------------------------


def test_a_scenario_in_words(demo: str) -> None:
    result = run("scenario", "partnerships", "-g", demo, "--remove", "Turku", "-m", "degree")
    assert result.stdout.splitlines()[:2] == ["Taken out: 1 node (Turku).", "Nodes: 13 → 12."]


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        (["--where", "country=Finland", "--where", "country=Norway"], ["Nordland", "Turku"]),
        (["--where", "country=Finland", "--neighbours"], ["Saint Petersburg"]),
        (["--type", "Twinning", "--ended-by", "1950-01-01"], None),
        (["--edge", "Turku=Pietari"], None),
        (["--edge", "Turku=Pietari", "--edge", "Hebei=Leningrad Oblast"], None),
        (["--begun-since", "1980-01-01"], None),
        (["--query", "SELECT ?statement { ?statement a coop:Twinning }"], None),
    ],
)
def test_choices_of_a_scenario(demo: str, choice: list[str], taken: list[str] | None) -> None:
    shared = ("-g", demo, "-m", "degree", "-f", "json")
    result = run("scenario", "partnerships", *shared, *choice)
    assert result.exit_code == 0, result.stderr
    removed = json.loads(result.stdout)["removed"]
    assert removed
    if taken is not None:
        assert [row["label"] for row in removed] == taken


def test_a_scenario_of_a_one_mode_network_with_intervals(demo: str) -> None:
    name = "organisations-by-shared-projects"
    choice = ("--where", "country=Finland", "--draws", "5")
    result = run("scenario", name, "-g", demo, *choice)
    assert result.exit_code == 0, result.stderr
    assert "Ranks by betweenness of all that stay" in result.stdout
    table = run("scenario", name, "-g", demo, *choice, "-f", "csv").stdout
    assert table.splitlines()[0].endswith("rank_change_low,rank_change_high")


def test_robustness(demo: str) -> None:
    options = ("--robustness", "--by", "degree", "--by", "random", "--runs", "5", "-f", "json")
    result = run("scenario", "partnerships", "-g", demo, *options)
    summary = json.loads(result.stdout)["summary"]["values"]
    assert [row["label"] for row in summary] == ["degree", "random"]
    table = run("scenario", "partnerships", "-g", demo, "--robustness", "--runs", "5").stdout
    assert "who leaves first" in table


def test_two_days(demo: str) -> None:
    days = ("--from", "1960-01-01", "--to", "2000-01-01")
    result = run("diff", "-g", demo, *days, "-p", "partnerships")
    assert "Petrozavodsk — Umeå (Twinning)" in result.stdout
    table = run("diff", "-g", demo, *days, "-p", "partnerships", "-f", "csv").stdout
    rows = list(csv.DictReader(table.splitlines()))
    assert {row["change"] for row in rows} == {"appeared"}
    assert {row["what"] for row in rows} == {"nodes", "edges", "statements"}


def test_two_days_of_a_one_mode_network(demo: str) -> None:
    days = ("--from", "2000", "--to", "2010", "--possible")
    result = run("diff", "-g", demo, *days, "-p", "organisations-by-shared-projects")
    assert result.exit_code == 0, result.stderr


@pytest.fixture(scope="module")
def two_builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two graphs of one data set, of which the second calls a town by another name."""
    place = tmp_path_factory.mktemp("builds")
    init(place / "data")
    build([place / "data"], place / "old", shapes=False)
    table = place / "data" / "territories.csv"
    table.write_text(table.read_text("utf-8").replace("Sampleby", "Samplestad"), "utf-8")
    cooperation = place / "data" / "cooperation.csv"
    cooperation.write_text(cooperation.read_text("utf-8").replace("in-force", "agreed"), "utf-8")
    build([place / "data"], place / "new", shapes=False)
    return str(place / "old"), str(place / "new")


def test_two_builds(two_builds: tuple[str, str], tmp_path: Path) -> None:
    result = run("diff", *two_builds, "-o", "changes")
    assert result.exit_code == 0, result.stderr
    assert "stage: in-force → agreed" in result.stdout
    assert {p.name for p in (tmp_path / "changes").iterdir()} == {
        "statements.csv",
        "entities.csv",
        "added.nq",
        "removed.nq",
    }
    both = run("diff", *two_builds, "-p", "partnerships", "-f", "json")
    parts = {row["what"] for row in json.loads(both.stdout)["differences"]}
    assert {"data", "nodes", "edges"} <= parts
    same = run("diff", two_builds[0], two_builds[0])
    assert same.stdout == "The data of the two graphs do not differ.\n"


def test_two_codings(two_builds: tuple[str, str]) -> None:
    result = run("diff", *two_builds, "--codings")
    assert result.exit_code == 0, result.stderr
    assert "Agreement (Krippendorff's alpha)" in result.stdout
    table = run("diff", *two_builds, "--codings", "-f", "csv").stdout
    shares = {row["field"]: row["share"] for row in csv.DictReader(table.splitlines())}
    assert shares["coded"] == "1.0"
    assert shares["stage"] == "0.5"  # of two units


def test_export_says_what_is_lost(demo: str, tmp_path: Path) -> None:
    whole = run("export", "partnerships", "-g", demo, "-o", "ties.gexf")
    assert whole.stdout == "ties.gexf\n"
    lossy = run("export", "partnerships", "-g", demo, "-o", "ties.net", "--around", "Turku")
    assert lossy.stdout == "ties.net\nties.net.txt\n"
    assert "loss report" in lossy.stderr
    run("export", "partnerships", "-g", demo, "-o", "folder", "-f", "parquet")
    assert read_network(tmp_path / "folder").name == "partnerships"


@pytest.mark.parametrize("ending", ["csv", "json", "md", "tex", "svg"])
def test_a_ranking_is_written_as_its_name_says(demo: str, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"ranking.{ending}"
    run("rank", "partnerships", "-g", demo, "-m", "closeness", "-o", str(out))
    assert "Leningrad Oblast" in out.read_text(encoding="utf-8")


def test_options_of_a_measure(demo: str) -> None:
    shared = ("rank", "partnerships", "-g", demo, "-m", "betweenness", "-f", "json")
    share = json.loads(run(*shared).stdout)["values"][0]["value"]
    total = json.loads(run(*shared, "--option", "normalized=no").stdout)["values"][0]["value"]
    nodes = int(json.loads(run(*shared).stdout)["parameters"]["nodes"])
    assert total == pytest.approx(share * (nodes - 1) * (nodes - 2) / 2)


def test_options_stand_beside_the_definition(demo: str) -> None:
    shared = ("rank", "partnerships", "-g", demo, "-m", "betweenness", "--top", "1")
    assert "Here" not in run(*shared).stderr
    said = run(*shared, "--option", "normalized=no", "--option", "distance=inverse").stderr
    assert "Here distance=inverse, normalized=False." in " ".join(said.split())


def test_what_a_scenario_leaves_is_written(demo: str, tmp_path: Path) -> None:
    out = tmp_path / "left.graphml"
    run("scenario", "partnerships", "-g", demo, "--remove", "Turku", "-o", str(out))
    left = read_network(out)
    assert "Leningrad Oblast" in left.nodes["label"].tolist()
    assert "Turku" not in left.nodes["label"].tolist()
    assert "removed by the scenario" in left.loss["reason"].iloc[-1]


def test_curves_of_robustness_are_written(demo: str, tmp_path: Path) -> None:
    out = tmp_path / "curves.csv"
    how = ("--robustness", "--by", "degree", "--recalculate", "3", "-o", str(out))
    run("scenario", "partnerships", "-g", demo, *how)
    assert '"recalculated": "3"' in out.read_text(encoding="utf-8")
