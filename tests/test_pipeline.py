"""Tables to a built graph: complete, repeatable, all or nothing."""

import hashlib
import json
import multiprocessing
import random
import shutil
import time
from pathlib import Path

import pytest

from coopgraph.dataset.mapping.template import init
from coopgraph.errors import CoopgraphError, InputError
from coopgraph.pipeline import build, check
from coopgraph.resources import demo_dataset

FILES = ("entities.parquet", "graph.nq", "graph.trig", "report.json", "statements.parquet")


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """A data set that is small and in order; tests spoil it."""
    init(tmp_path / "starter")
    return tmp_path / "starter"


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems(folder: Path, *, shapes: bool = False) -> list[str]:
    with pytest.raises(InputError) as caught:
        check([folder], shapes=shapes)
    return [str(problem) for problem in caught.value.problems]


def test_a_build_leaves_store_quads_trig_tables_and_report(starter: Path, tmp_path: Path) -> None:
    made = build([starter], tmp_path / "out", shapes=False)
    assert sorted(p.name for p in made.folder.iterdir()) == sorted([*FILES, "store"])
    content = (made.folder / "graph.nq").read_bytes()
    report = json.loads((made.folder / "report.json").read_text("utf-8"))
    assert report == made.report
    assert report["fingerprint"] == hashlib.sha256(content).hexdigest()


def test_quads_are_canonical(starter: Path, tmp_path: Path) -> None:
    build([starter], tmp_path / "out", shapes=False)
    content = (tmp_path / "out" / "graph.nq").read_bytes()
    lines = content.splitlines(keepends=True)
    assert lines == sorted(set(lines))
    assert b"_:" not in content


def test_the_same_input_gives_the_same_bytes(starter: Path, tmp_path: Path) -> None:
    build([starter], tmp_path / "one", shapes=False)
    build([starter], tmp_path / "two", shapes=False)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_report_counts_what_was_read(starter: Path, tmp_path: Path) -> None:
    report = build([starter], tmp_path / "out", shapes=False).report
    assert report["entities"] == {"Authority": 1, "Project": 1, "Territory": 2}
    assert report["statements"]["Twinning"] == 1
    assert report["datasets"][0]["rows"]["cooperation.csv"] == 1
    assert report["checked"] == {"tables": True, "shapes": False, "lint": False}
    text = (tmp_path / "out" / "report.json").read_text("utf-8")
    assert str(tmp_path) not in text


def test_a_failed_build_leaves_the_last_good_graph(starter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build([starter], out, shapes=False)
    before = contents(out)
    edit(starter / "cooperation.csv", "exampleton", "exampletn")
    with pytest.raises(InputError):
        build([starter], out, shapes=False)
    assert contents(out) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "starter"]


def test_a_failed_first_build_leaves_nothing(starter: Path, tmp_path: Path) -> None:
    (starter / "mapping.toml").unlink()
    with pytest.raises(InputError):
        build([starter], tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["starter"]


def test_a_new_build_replaces_the_old_one(starter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build([starter], out, shapes=False)
    before = contents(out)
    edit(starter / "territories.csv", "Exampleton", "Exampletown")
    build([starter], out, shapes=False)
    assert contents(out)["graph.nq"] != before["graph.nq"]


def test_a_folder_of_somebody_is_not_replaced(starter: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    with pytest.raises(CoopgraphError, match="not empty and not a built graph"):
        build([starter], tmp_path / "out", shapes=False)
    assert (tmp_path / "out" / "thesis.txt").read_text() == "years of work"


def _build(folder: Path, out: Path) -> None:
    build([folder], out, shapes=False)


def _kill_builds(starter: Path, tmp_path: Path, times: int) -> None:
    """Kill builds at random moments; each time the old graph, or the new one, is there."""
    out = tmp_path / "out"
    build([starter], out, shapes=False)
    before = contents(out)
    edit(starter / "territories.csv", "Exampleton", "Exampletown")
    begun = time.monotonic()
    after = contents(build([starter], tmp_path / "expected", shapes=False).folder)
    lasts = time.monotonic() - begun
    generator = random.Random(5)
    for _ in range(times):
        child = multiprocessing.get_context("spawn").Process(target=_build, args=(starter, out))
        child.start()
        child.join(generator.uniform(0.3, lasts + 2))
        child.kill()
        child.join()
        assert contents(out) in (before, after)
    build([starter], out, shapes=False)
    assert contents(out) == after
    assert sorted(p.name for p in tmp_path.iterdir()) == ["expected", "out", "starter"]


def test_a_killed_build_leaves_the_old_graph_or_the_new(starter: Path, tmp_path: Path) -> None:
    _kill_builds(starter, tmp_path, 4)


@pytest.mark.soak
def test_twenty_killed_builds_leave_the_old_graph_or_the_new(starter: Path, tmp_path: Path) -> None:
    _kill_builds(starter, tmp_path, 20)


def test_all_problems_of_all_data_sets_are_reported_together(starter: Path, tmp_path: Path) -> None:
    init(tmp_path / "other")
    edit(starter / "cooperation.csv", "exampleton", "exampletn")
    edit(starter / "territories.csv", "as_printed", "as_prnted")
    edit(tmp_path / "other" / "sources.toml", 'as_of = "2024-05-09"', 'as_of = "2024-02-31"')
    with pytest.raises(InputError) as caught:
        check([starter, tmp_path / "other"])
    files = {Path(problem.file).name for problem in caught.value.problems}
    assert files == {"cooperation.csv", "territories.csv", "sources.toml"}
    folders = {Path(problem.file).parent for problem in caught.value.problems}
    assert folders == {starter, tmp_path / "other"}


def test_two_data_sets_of_one_id_are_refused(starter: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(starter, tmp_path / "copy")
    with pytest.raises(InputError, match="another data set of this build has the same id"):
        check([starter, copy], shapes=False)


def test_two_data_sets_make_one_graph(starter: Path, tmp_path: Path) -> None:
    init(tmp_path / "other")
    store, _ = check([starter, tmp_path / "other"], shapes=False)
    graphs = [g.rpartition("/")[2] for g in store.graphs()]
    assert {"starter", "other", "derived"} <= set(graphs)


def test_a_violated_shape_names_the_row(starter: Path) -> None:
    text = (starter / "cooperation.csv").read_text("utf-8")
    (starter / "cooperation.csv").write_text(text.replace("exampleton | ", ""), "utf-8")
    found = problems(starter, shapes=True)
    assert any(p.startswith("cooperation.csv, row 2") for p in found), found


def test_a_violated_shape_names_the_column_of_the_table(starter: Path) -> None:
    edit(starter / "territories.csv", "An example: replace me.", "Write to a@b.example.org.")
    edit(starter / "cooperation.csv", "more than 30 years", "x" * 90)
    found = problems(starter, shapes=True)
    assert any(p.startswith('territories.csv, row 2, column "note": "Write') for p in found), found
    assert any(p.startswith('cooperation.csv, row 2, column "as_stated"') for p in found), found


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("territories.csv", "label_local", "labl_local", 'row 1, column "labl_local"'),
        ("territories.csv", ",city,", ",citty,", 'Did you mean "city"?'),
        ("cooperation.csv", "exampleton", "exampletn", "Did you mean"),
        ("cooperation.csv", "[..1994]", "1994-02-30", "1994 has 28 days"),
        ("cooperation.csv", "in-force", "in-farce", 'Did you mean "in-force"?'),
        ("cooperation.csv", "example-page", "exmple-page", "Did you mean"),
        ("sources.toml", "licence =", 'url = "javascript:alert(1)"\nlicence =', "javascript"),
    ],
)
def test_a_planted_fault_is_named(
    starter: Path, file: str, old: str, new: str, expected: str
) -> None:
    edit(starter / file, old, new)
    found = problems(starter)
    assert any(expected in problem for problem in found), found


def test_bad_utf8_is_named(starter: Path) -> None:
    path = starter / "territories.csv"
    path.write_bytes(path.read_bytes().replace(b"Exampleton", b"Ex\xe4mpleton"))
    assert any("territories.csv, row 2" in p and "UTF-8" in p for p in problems(starter))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path / "none") == [f"{tmp_path / 'none'}: no such folder"]


def test_steps_are_reported(starter: Path) -> None:
    steps: list[str] = []
    check([starter], shapes=False, progress=steps.append)
    assert steps[0] == f"reading {starter}"


def test_the_demo_data_pass_every_check() -> None:
    store, records = check([demo_dataset()])
    assert len(records[0].cited) > 100
    assert len(store) > 20_000
