"""Parts that are finished are found by what they are; nothing else is taken for one."""

from contextlib import suppress
from pathlib import Path

import pytest

from coopgraph.store.check import Sound
from coopgraph.store.finished import Finished, parts_kept
from coopgraph.store.parts import Part

MADE = Part(b"a\nb\n", b"c\n", Sound(frozenset({"x:s"}), frozenset({"01-x"})))


class _Work:
    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def __call__(self, lines: bytes) -> Part:
        self.seen.append(lines)
        return MADE


def test_what_is_finished_is_not_done_again_by_the_next_run(tmp_path: Path) -> None:
    work = _Work()
    for _ in range(2):
        finished = Finished(tmp_path / "kept", b"background", checked=True)
        assert finished.through(work, b"one") == MADE
    assert work.seen == [b"one"]
    assert finished.through(work, b"other") == MADE
    assert work.seen == [b"one", b"other"]


@pytest.mark.parametrize(("background", "checked"), [(b"other", True), (b"background", False)])
def test_other_circumstances_are_another_part(
    tmp_path: Path, background: bytes, checked: bool
) -> None:
    work = _Work()
    Finished(tmp_path, b"background", checked=True).through(work, b"one")
    Finished(tmp_path, background, checked=checked).through(work, b"one")
    assert work.seen == [b"one", b"one"]


@pytest.mark.parametrize("spoil", [b"", b"{}\n", b"[]", b'{"sha256": "x"}\na\nb\nc\n'])
def test_a_file_that_is_not_whole_is_made_anew(tmp_path: Path, spoil: bytes) -> None:
    work, finished = _Work(), Finished(tmp_path, b"", checked=True)
    finished.through(work, b"one")
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for content in (spoil, whole[:-1], whole.replace(b"a\nb", b"a\nx")):
        file.write_bytes(content)
        assert finished.through(work, b"one") == MADE
        assert file.read_bytes() == whole
    assert work.seen == [b"one"] * 4


def test_what_is_kept_stays_only_where_a_run_is_ended_from_outside(tmp_path: Path) -> None:
    target = tmp_path / "out"

    def run(error: type[BaseException] | None) -> list[str]:
        with suppress(BaseException), parts_kept(target) as folder:
            Finished(folder, b"", checked=True).through(_Work(), b"one")
            if error:
                raise error
        return [path.name for path in tmp_path.iterdir()]

    assert run(KeyboardInterrupt) == [".out.parts"]
    assert run(ValueError) == []
    assert run(None) == []


def test_only_what_is_its_own_is_removed(tmp_path: Path) -> None:
    with parts_kept(tmp_path / "out") as folder:
        Finished(folder, b"", checked=True).through(_Work(), b"one")
        (folder / "thesis.txt").write_text("years of work")
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_where_nothing_can_be_kept_work_is_done(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    work = _Work()
    assert Finished(tmp_path / "kept", b"", checked=True).through(work, b"one") == MADE
    assert work.seen == [b"one"]
