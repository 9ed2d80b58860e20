"""What was read once is not read again, and a changed file is."""

from pathlib import Path

import pytest

from coopgraph.dataset.formats import memory
from coopgraph.dataset.formats.memory import RememberedTables
from coopgraph.dataset.formats.tables import read_table


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text("id,label\nx,Åbo\ny,\nz\n", encoding="utf-8")
    return tmp_path / "a.csv"


def test_a_table_is_remembered_as_it_was_read(path: Path, tmp_path: Path) -> None:
    expected = read_table("a", path, keep_sound=True)
    RememberedTables(tmp_path / "kept")("a", path, keep_sound=True)
    table, problems = RememberedTables(tmp_path / "kept")("b", path, keep_sound=True)
    assert table.frame.equals(expected[0].frame)
    assert table.frame.dtypes.equals(expected[0].frame.dtypes)
    assert (table.name, table.file, problems) == ("b", "a.csv", expected[1])


def test_another_process_reads_nothing_again(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    RememberedTables(tmp_path / "kept")("a", path)
    monkeypatch.setattr(memory, "read_table", lambda *_, **__: pytest.fail("read again"))
    RememberedTables(tmp_path / "kept")("a", path)


def test_another_content_or_setting_is_read_anew(path: Path, tmp_path: Path) -> None:
    RememberedTables(tmp_path / "kept")("a", path, keep_sound=True)
    strict, problems = RememberedTables(tmp_path / "kept")("a", path)
    assert strict.frame.empty
    assert problems
    path.write_text("id\nw\n", encoding="utf-8")
    table, _ = RememberedTables(tmp_path / "kept")("a", path, keep_sound=True)
    assert table.frame["id"].tolist() == ["w"]


def test_what_is_damaged_is_read_anew(path: Path, tmp_path: Path) -> None:
    RememberedTables(tmp_path / "kept")("a", path, keep_sound=True)
    for kept in (tmp_path / "kept").iterdir():
        kept.write_bytes(b"{}")
    table, _ = RememberedTables(tmp_path / "kept")("a", path, keep_sound=True)
    assert table.frame["id"].tolist() == ["x", "y"]


def test_forgetting_removes_nothing_else(path: Path, tmp_path: Path) -> None:
    remembered = RememberedTables(tmp_path / "kept")
    remembered("a", path, keep_sound=True)
    (tmp_path / "kept" / "mine.txt").write_text("x")
    remembered.forget()
    assert [p.name for p in (tmp_path / "kept").iterdir()] == ["mine.txt"]
    (tmp_path / "kept" / "mine.txt").unlink()
    remembered.forget()
    assert not (tmp_path / "kept").exists()
    remembered.forget()
