"""An export becomes a data set, whole or not at all; a newer one brings it up to date."""

import json
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from coopgraph import importing
from coopgraph.errors import CoopgraphError, InputError, NameNotFound
from coopgraph.graph import open_graph
from coopgraph.graph_diff import diff_graphs
from coopgraph.importing import Import, import_tables
from coopgraph.networks import project
from coopgraph.pipeline import build

OLD = "Lindhavn\tFjernby\nFjernby\tLindhavn\nSund\tBerg\nBerg\n"
NEW = "Lindhavn\tFjernby\nFjernby\tLindhavn\nSund\tVik\nVik\t=Berg\n"
DAYS: Mapping[str, Any] = {"as_of": "2020-01-01", "retrieved": "2020-02-01"}
LATER: Mapping[str, Any] = {"as_of": "2024-01-01", "retrieved": "2024-02-01"}
MAPPING = """\
[dataset]
id = "partners"
title = "Partners"

[[entities]]
name = "project"
table = "partners"
type = "Project"
key = "Project"
labels = { en = "Project" }

[[entities]]
name = "partner"
table = "partners"
type = "Organisation"
key = "Partner"
labels = { en = "Partner" }
set = { kind = { const = "university" } }

[[statements]]
table = "partners"
type = "Participation"
key = ["Project", "Partner"]
set = { participant = { entity = "partner" }, activity = { entity = "project" }, role = "Role", \
stage = { const = "completed" }, basis = { const = "stated" } }
evidence = { source = { const = "export" }, locator = { record = true } }
"""
ROWS = [
    ("Project", "Partner", "Role", "Budget"),
    ("Strait", "Lindhavn", "lead-partner", 1),
    ("Strait", "Fjernby", "project-partner", 2),
    ("Strait", "Sund", "project-partnr", 3),
]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write(tmp_path / "old" / "cities.csv", OLD)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return write(tmp_path / "new" / "cities.csv", NEW)


@pytest.fixture
def updated(old: Path, new: Path, tmp_path: Path) -> Import:
    """A data set brought up to date once, and its graphs `before` and `after`."""
    folder = tmp_path / "mine"
    import_tables("sister-cities", [old], folder, graph=tmp_path / "before", **DAYS)
    return import_tables("sister-cities", [new], folder, graph=tmp_path / "after", **LATER)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    paths = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(paths)}


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


# ---- from file to data set -----------------------------------------------------------------------


def test_an_import_leaves_a_data_set_that_builds(old: Path, tmp_path: Path) -> None:
    made = import_tables("sister-cities", [old], tmp_path / "mine", **DAYS)
    assert list(contents(tmp_path / "mine")) == [
        "cities/cities.csv",
        *("import.toml", "ledger.json", "mapping.toml", "rejected/cities.csv", "rejected.csv"),
        "sources.toml",
    ]
    rows = {"read": 4, "used": 2, "merged": 1, "empty": 0, "filtered": 0, "rejected": 1}
    assert made.ledger["rows"] == rows
    assert json.loads((tmp_path / "mine" / "ledger.json").read_bytes()) == made.ledger
    built = build([tmp_path / "mine"], tmp_path / "graph")
    assert built.report["datasets"][0]["ledger"] == made.ledger
    listed = (tmp_path / "mine" / "rejected.csv").read_bytes()
    assert (tmp_path / "graph" / "rejected.csv").read_bytes() == listed
    assert names(tmp_path) == ["graph", "mine", "old"]


def test_a_graph_built_at_once_is_that_of_a_build(old: Path, tmp_path: Path) -> None:
    import_tables("sister-cities", [old], tmp_path / "mine", graph=tmp_path / "one", **DAYS)
    build([tmp_path / "mine"], tmp_path / "two")
    for name in ("graph.nq", "report.json", "rejected.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_is_only_read_is_the_same_data_set(old: Path, tmp_path: Path) -> None:
    """Without shapes and without a graph to be built, no store is made; nothing else differs."""
    steps: list[str] = []
    how: dict[str, Any] = {**DAYS, "shapes": False}
    import_tables("sister-cities", [old], tmp_path / "one", graph=tmp_path / "graph", **how)
    made = import_tables("sister-cities", [old], tmp_path / "two", progress=steps.append, **how)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert made.ledger["rows"]["rejected"] == len(made.rejected) == 1
    assert steps == [f"reading {tmp_path / 'two'}"]
    with pytest.raises(InputError) as error:
        import_tables("sister-cities", [old], tmp_path / "three", strict=True, **how)
    assert [p.row for p in error.value.problems] == [p.row for p in made.rejected]
    assert names(tmp_path) == ["graph", "old", "one", "two"]


def test_the_same_input_gives_the_same_bytes(old: Path, tmp_path: Path) -> None:
    for name in ("one", "two", "two"):
        import_tables("sister-cities", [old], tmp_path / name, **DAYS)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_sources_say_digest_and_days(old: Path, tmp_path: Path) -> None:
    os.utime(old, (1_600_000_000, 1_600_000_000))
    import_tables("sister-cities", [old], tmp_path / "mine")
    sources = (tmp_path / "mine" / "sources.toml").read_text("utf-8")
    assert 'as_of = "2013-01-29"' in sources  # the preset's
    assert 'retrieved = "2020-09-13"' in sources  # the file's
    assert 'sha256 = "' in sources


def test_a_mapping_of_ones_own_and_a_workbook_of_another_name(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "Export 2026.xlsx")
    mapping = write(tmp_path / "my-mapping.toml", MAPPING)
    made = import_tables(str(mapping), [tmp_path / "Export 2026.xlsx"], tmp_path / "mine", **DAYS)
    assert made.ledger["rows"]["used"] == 2
    assert made.ledger["tables"][0]["unread"] == ["Budget"]
    assert 'file = "partners.xlsx"' in (tmp_path / "mine" / "mapping.toml").read_text("utf-8")
    (problem,) = made.rejected
    assert (problem.file, problem.row, problem.column) == ("Export 2026.xlsx", 4, "Role")
    assert made.ledger["tables"][0]["file"] == "Export 2026.xlsx"
    listed = (tmp_path / "mine" / "rejected.csv").read_text("utf-8-sig").splitlines()
    assert listed[1].endswith(",project-partnr,not in the vocabulary role.,project-partner")


@pytest.mark.parametrize("given", ["{}", "partners={}", "partners.csv={}"])
def test_a_file_is_the_table_that_is_left_or_the_one_that_is_said(
    given: str, tmp_path: Path
) -> None:
    mapping = write(tmp_path / "m.toml", MAPPING)
    rows = "\n".join(",".join(map(str, row)) for row in ROWS)
    file = write(tmp_path / "x.csv", rows)
    made = import_tables(str(mapping), [given.format(file)], tmp_path / "mine", **DAYS)
    assert made.ledger["rows"]["read"] == 3


def test_files_that_are_no_tables_and_tables_without_a_file_are_named(
    old: Path, tmp_path: Path
) -> None:
    for given in ([old, write(tmp_path / "other.csv", "x")], [tmp_path / "none.csv"], [tmp_path]):
        with pytest.raises(InputError, match=r"which table is it|no such file|no file is given"):
            import_tables("sister-cities", given, tmp_path / "mine")
    assert names(tmp_path) == ["old", "other.csv"]


def test_an_unknown_preset_gets_the_near_one(old: Path, tmp_path: Path) -> None:
    with pytest.raises(NameNotFound, match='Did you mean "sister-cities"'):
        import_tables("sister-citties", [old], tmp_path / "mine")


def test_a_folder_of_somebody_is_not_touched(old: Path, tmp_path: Path) -> None:
    thesis = write(tmp_path / "mine" / "thesis.txt", "years of work")
    with pytest.raises(CoopgraphError, match="no import has made it"):
        import_tables("sister-cities", [old], tmp_path / "mine")
    assert thesis.read_text() == "years of work"


# ---- strict and lenient --------------------------------------------------------------------------


def test_strict_reports_everything_and_writes_nothing(old: Path, tmp_path: Path) -> None:
    write(old, OLD + "A\tB\tC\n")
    with pytest.raises(InputError) as caught:
        import_tables("sister-cities", [old], tmp_path / "mine", strict=True)
    assert [problem.row for problem in caught.value.problems] == [4, 5]
    assert names(tmp_path) == ["old"]


def test_strict_reports_what_cannot_be_read_with_what_fits_no_shape(
    old: Path, tmp_path: Path
) -> None:
    write(old, OLD + "Lindhavn\t\n")  # row 4 has a cell too few, row 5 a town too few
    with pytest.raises(InputError) as caught:
        import_tables("sister-cities", [old], tmp_path / "mine", strict=True)
    by_row = {problem.row: problem.message for problem in caught.value.problems}
    assert by_row.keys() == {4, 5}
    assert "[Cooperation-party]" in by_row[5]


def test_a_strict_import_in_order_builds_strictly(old: Path, tmp_path: Path) -> None:
    write(old, "Lindhavn\tFjernby\n")
    import_tables("sister-cities", [old], tmp_path / "mine", strict=True, **DAYS)
    assert "lenient" not in (tmp_path / "mine" / "mapping.toml").read_text("utf-8")
    assert not (tmp_path / "mine" / "rejected.csv").exists()


def test_what_does_not_fit_the_shapes_is_left_out_with_its_row(old: Path, tmp_path: Path) -> None:
    write(old, OLD + "Lindhavn\t\n")
    made = import_tables("sister-cities", [old], tmp_path / "mine", **DAYS)
    reasons = {problem.row: problem.message for problem in made.rejected}
    assert "[Cooperation-party]" in reasons[5]
    assert made.ledger["rows"]["rejected"] == 2


def test_a_table_that_cannot_be_read_is_an_error(old: Path, tmp_path: Path) -> None:
    old.write_bytes(b'"never closed')
    with pytest.raises(InputError):
        import_tables("sister-cities", [old], tmp_path / "mine")
    assert not (tmp_path / "mine").exists()


# ---- updates -------------------------------------------------------------------------------------


def ask(folder: Path, pattern: str) -> list[list[str]]:
    store = open_graph(folder).store
    rows = store.table(f"SELECT ?label ?x {{ ?s rdfs:label ?label ; {pattern} }} ORDER BY ?label")
    return [[str(cell) for cell in row] for row in rows.itertuples(index=False)]


def test_a_newer_export_adds_confirms_and_retires(updated: Import, tmp_path: Path) -> None:
    said = updated.ledger["statements"]
    counts = {k: said[k] for k in ("added", "changed", "confirmed", "retired", "retired_before")}
    assert counts == {
        "added": 2,
        "changed": 0,
        "confirmed": 1,
        "retired": 1,
        "retired_before": 0,
    }
    # One of them because of the statement that stays.
    assert updated.ledger["entities"]["known"] == 4
    assert ask(tmp_path / "after", "coop:noLongerStatedAsOf ?x") == [
        ["Twinning: Sund – Berg", "2024-01-01"]
    ]
    days = dict(ask(tmp_path / "after", "a coop:Twinning ; coop:asOf ?x"))
    assert days["Twinning: Sund – Berg"] == "2020-01-01"
    assert days["Twinning: Fjernby – Lindhavn"] == "2024-01-01"
    sources = ask(tmp_path / "after", "coop:evidence/oa:hasSource/coop:identifier ?x")
    assert dict(sources)["Twinning: Sund – Berg"] == "paper-2020-01-01"


def test_what_is_no_longer_stated_makes_no_edge_and_derives_nothing(
    updated: Import, tmp_path: Path
) -> None:
    network = project(open_graph(tmp_path / "after"), "partnerships")
    assert "Berg" not in set(network.nodes["label"])
    reasons = dict(zip(network.loss["reason"], network.loss["count"], strict=True))
    assert reasons["its source no longer makes the statement"] > 0
    store = open_graph(tmp_path / "after").store
    found = store.table('SELECT ?b { ?a rdfs:label "Berg"@en ; coop:twinnedWith ?b }')
    assert found.empty


def test_a_diff_says_what_an_update_has_changed(updated: Import, tmp_path: Path) -> None:
    found = diff_graphs(open_graph(tmp_path / "before"), open_graph(tmp_path / "after"))
    kinds = found.statements.drop_duplicates("statement")["change"].value_counts().to_dict()
    assert kinds == {"added": 2, "retired": 1, "confirmed": 1}
    assert "retired: Twinning: Sund – Berg" in "\n".join(found.lines())


def test_the_older_export_is_kept_as_a_data_set_of_its_own(updated: Import, tmp_path: Path) -> None:
    earlier = tmp_path / "mine" / "earlier" / "2020-01-01"
    assert (earlier / "cities" / "cities.csv").read_text("utf-8") == OLD
    build([earlier], tmp_path / "again")
    one, two = ((tmp_path / name / "graph.nq").read_bytes() for name in ("before", "again"))
    assert one == two


def test_a_third_export_takes_up_what_the_second_had_dropped(
    updated: Import, tmp_path: Path
) -> None:
    file = write(tmp_path / "third" / "cities.csv", "Sund\tBerg\nLindhavn\tFjernby\n")
    made = import_tables("sister-cities", [file], tmp_path / "mine", as_of="2025-01-01")
    said = made.ledger["statements"]
    assert (said["all"], said["added"], said["retired"], said["retired_before"]) == (4, 1, 2, 0)
    again = import_tables(
        "sister-cities",
        [write(file, "Lindhavn\tFjernby\n")],
        tmp_path / "mine",
        as_of="2026-01-01",
        graph=tmp_path / "graph",
    )
    said = again.ledger["statements"]
    assert (said["all"], said["retired"], said["retired_before"]) == (4, 1, 2)
    marks = dict(ask(tmp_path / "graph", "coop:noLongerStatedAsOf ?x"))
    assert marks == {
        "Twinning: Sund – Berg": "2026-01-01",
        "Twinning: Sund – Vik": "2025-01-01",
        "Twinning: Vik – =Berg": "2025-01-01",
    }


def test_a_statement_whose_row_is_rejected_is_kept_without_a_mark(tmp_path: Path) -> None:
    mapping = write(tmp_path / "m.toml", MAPPING)
    rows = [",".join(map(str, row)) for row in ROWS[:3]]
    file = write(tmp_path / "x.csv", "\n".join(rows))
    import_tables(str(mapping), [file], tmp_path / "mine", **DAYS)
    write(file, "\n".join(rows).replace("Fjernby,project-partner", "Fjernby,partner"))
    made = import_tables(str(mapping), [file], tmp_path / "mine", graph=tmp_path / "g", **LATER)
    said = made.ledger["statements"]
    assert (said["kept"], said["retired"], said["confirmed"]) == (1, 0, 1)
    assert ask(tmp_path / "g", "coop:noLongerStatedAsOf ?x") == []


def test_an_update_needs_a_later_day(old: Path, new: Path, tmp_path: Path) -> None:
    import_tables("sister-cities", [old], tmp_path / "mine", **DAYS)
    before = contents(tmp_path / "mine")
    for as_of in ("", "2020-01-01", "2019-01-01"):
        with pytest.raises(CoopgraphError, match="with --as-of"):
            import_tables("sister-cities", [new], tmp_path / "mine", as_of=as_of)
    assert contents(tmp_path / "mine") == before


def test_what_a_person_has_edited_and_added_stays(old: Path, new: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    import_tables("sister-cities", [old], folder, **DAYS)
    edited = (folder / "mapping.toml").read_text("utf-8") + "# mine\n"
    write(folder / "mapping.toml", edited)
    write(folder / "notes" / "about.txt", "mine")
    made = import_tables("sister-cities", [new], folder, **LATER)
    assert (folder / "mapping.toml").read_text("utf-8") == edited
    assert (folder / "notes" / "about.txt").read_text() == "mine"
    assert any("has been edited" in note for note in made.notes)


# ---- interrupted ---------------------------------------------------------------------------------


def test_an_interrupted_import_goes_on_from_what_it_has_read(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(importing, "ledger", interrupted)
        with pytest.raises(KeyboardInterrupt):
            import_tables("sister-cities", [old], tmp_path / "mine", **DAYS)
    assert names(tmp_path) == [".mine.import", "old"]
    kept = {path.name for path in (tmp_path / ".mine.import").iterdir()}
    assert {Path(name).suffix for name in kept} == {".json", ".parquet"}
    import_tables("sister-cities", [old], tmp_path / "mine", **DAYS)
    assert names(tmp_path) == ["mine", "old"]


def _import(file: Path, folder: Path, graph: Path) -> None:
    import_tables("sister-cities", [file], folder, graph=graph, **LATER)


def _killed(target: Callable[..., None], arguments: tuple[Path, ...], patience: float) -> None:
    child = multiprocessing.get_context("spawn").Process(target=target, args=arguments)
    child.start()
    child.join(patience)
    if child.pid and child.is_alive():
        os.kill(child.pid, signal.SIGKILL)
    child.join()


def _kill_imports(old: Path, new: Path, tmp_path: Path, times: int) -> None:
    """Kill updates at random moments; each time the old data set, or the new one, is there."""
    folder, graph = tmp_path / "mine", tmp_path / "graph"
    import_tables("sister-cities", [old], folder, graph=graph, **DAYS)
    begun = time.monotonic()
    import_tables("sister-cities", [old], tmp_path / "expected", graph=tmp_path / "g", **DAYS)
    _import(new, tmp_path / "expected", tmp_path / "g")
    lasts = time.monotonic() - begun
    states = [(contents(folder), contents(tmp_path / "expected"))]
    graphs = [(graph / "graph.nq").read_bytes(), (tmp_path / "g" / "graph.nq").read_bytes()]
    generator = random.Random(5)
    for _ in range(times):
        _killed(_import, (new, folder, graph), generator.uniform(0.3, lasts + 1))
        assert contents(folder) in states[0]
        assert (graph / "graph.nq").read_bytes() in graphs
    _import(new, folder, graph)
    assert contents(folder) == states[0][1]
    assert (graph / "graph.nq").read_bytes() == graphs[1]
    assert names(tmp_path) == ["expected", "g", "graph", "mine", "new", "old"]


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a signal of POSIX systems")
def test_a_killed_import_leaves_the_old_data_set_or_the_new(
    old: Path, new: Path, tmp_path: Path
) -> None:
    _kill_imports(old, new, tmp_path, 4)


@pytest.mark.soak
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a signal of POSIX systems")
def test_twenty_killed_imports_leave_the_old_data_set_or_the_new(
    old: Path, new: Path, tmp_path: Path
) -> None:
    _kill_imports(old, new, tmp_path, 20)
