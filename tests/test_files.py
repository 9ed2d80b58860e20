"""Files appear whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from coopgraph.errors import CoopgraphError
from coopgraph.files import write_files


def test_no_file_is_replaced_when_one_of_them_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").mkdir()
    with pytest.raises(CoopgraphError, match="b: it is a folder; give a file name"):
        write_files(tmp_path, {"a": b"new", "b": b"new"})
    assert (tmp_path / "a").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CoopgraphError, match=r"cannot write .*a: No space left on device; choose"):
        write_files(tmp_path, {"a": b"new"})
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_file_cannot_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(CoopgraphError, match="is a file, not a folder"):
        write_files(tmp_path / "a", {"b": b""})


def test_files_can_be_read_by_whom_the_system_lets(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        (written,) = write_files(tmp_path, {"a": b""})
    finally:
        os.umask(mask)
    assert stat.S_IMODE(written.stat().st_mode) == 0o644
