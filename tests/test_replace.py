"""A folder is replaced whole or not at all, by one writer at a time, and nothing else is lost."""

import os
import random
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from coopgraph import replace
from coopgraph.errors import CoopgraphError
from coopgraph.replace import replacing

linux = pytest.mark.skipif(sys.platform != "linux", reason="exchanges names by the kernel of Linux")
posix = pytest.mark.skipif(os.name != "posix", reason="locks and signals are POSIX")
PACKAGE = str(Path(replace.__file__).parent)
ODD = ["out", "mit Lücke und ä", "a[b]*?", ".hidden", "-o", "a\nb"]


def _fill(folder: Path, version: str) -> None:
    for name in ("graph.nq", "report.json"):
        (folder / name).write_text(version)
    (folder / "store").mkdir()
    (folder / "store" / "data").write_text(version)


def _build(target: Path, version: str, error: BaseException | None = None) -> None:
    with replacing(target) as new:
        _fill(new, version)
        if error:
            raise error


def _version(target: Path) -> str:
    """The version of a folder; fails where it is a mixture."""
    versions = {p.read_text() for p in target.rglob("*") if p.is_file()}
    assert {p.name for p in target.iterdir()} == {"graph.nq", "report.json", "store"}
    assert len(versions) == 1
    return versions.pop()


def _names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


@pytest.mark.parametrize("name", ODD)
def test_a_folder_is_made_and_replaced_and_nothing_is_left_beside_it(
    name: str, tmp_path: Path
) -> None:
    target = tmp_path / name
    _build(target, "1")
    _build(target, "2")
    assert _version(target) == "2"
    assert _names(tmp_path) == [name]


def test_parents_are_made(tmp_path: Path) -> None:
    _build(tmp_path / "a" / "b" / "c", "1")
    assert _version(tmp_path / "a" / "b" / "c") == "1"


def test_a_relative_name_means_the_folder_of_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with replacing(Path("out")) as new:
        monkeypatch.chdir(tmp_path / "elsewhere")
        _fill(new, "1")
    assert _version(tmp_path / "out") == "1"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    _build(tmp_path / "out", "1")
    assert _version(tmp_path / "out") == "1"


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), CoopgraphError("x")])
def test_a_failed_block_leaves_the_old_folder(error: BaseException, tmp_path: Path) -> None:
    _build(tmp_path / "out", "1")
    with pytest.raises(type(error)):
        _build(tmp_path / "out", "2", error)
    assert _version(tmp_path / "out") == "1"
    assert _names(tmp_path) == ["out"]


def test_a_failed_block_leaves_nothing_where_nothing_was(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="x"), replacing(tmp_path / "out"):
        raise ValueError("x")
    assert _names(tmp_path) == []


@posix
def test_the_new_folder_is_as_open_as_the_user_wants_new_folders(tmp_path: Path) -> None:
    for mask, mode in ((0o022, 0o755), (0o077, 0o700)):
        before = os.umask(mask)
        try:
            _build(tmp_path / f"{mask}", "1")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / f"{mask}").stat().st_mode) == mode


# ---- what is not ours ----------------------------------------------------------------------------


def test_a_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(CoopgraphError, match="is a file; name a folder"):
        _build(tmp_path / "out", "1")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_foreign_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CoopgraphError, match="not empty and not a built graph"):
        _build(tmp_path, "1")
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_built_graph_with_something_else_in_it_is_not_replaced(tmp_path: Path) -> None:
    _build(tmp_path / "out", "1")
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(CoopgraphError, match=r'holds "notes\.txt", which no build has made'):
        _build(tmp_path / "out", "2")
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


def test_what_comes_into_the_folder_during_a_build_is_not_lost(tmp_path: Path) -> None:
    _build(tmp_path / "out", "1")
    building = ExitStack()
    _fill(building.enter_context(replacing(tmp_path / "out")), "2")
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(CoopgraphError, match="would be lost"):
        building.close()
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"
    assert (tmp_path / "out" / "graph.nq").read_text() == "1"


def test_leftovers_of_another_target_are_not_removed(tmp_path: Path) -> None:
    foreign = [".outer.new-" + "0" * 32, ".out.new-x", ".out.new-mine", ".aut.new-" + "0" * 32]
    for name in foreign:
        (tmp_path / name).mkdir()
    _build(tmp_path / "out", "1")
    _build(tmp_path / "?ut", "1")
    assert _names(tmp_path) == sorted([*foreign, "out", "?ut"])


def test_a_link_stays_a_link_to_the_new_folder(tmp_path: Path) -> None:
    _build(tmp_path / "real" / "graph", "1")
    (tmp_path / "link").symlink_to(tmp_path / "real" / "graph")
    _build(tmp_path / "link", "2")
    assert (tmp_path / "link").is_symlink()
    assert _version(tmp_path / "link") == _version(tmp_path / "real" / "graph") == "2"
    assert _names(tmp_path) == ["link", "real"]
    assert _names(tmp_path / "real") == ["graph"]


def test_a_link_to_nothing_gets_its_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "graph")
    _build(tmp_path / "link", "1")
    assert _version(tmp_path / "graph") == "1"


@posix
@pytest.mark.parametrize("make", ["loop", "file", "long"])
def test_a_place_that_cannot_be_written_is_reported(make: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    target = {
        "loop": tmp_path / "loop" / "out",
        "file": tmp_path / "file" / "out",
        "long": tmp_path / ("x" * 300),
    }[make]
    with pytest.raises(CoopgraphError, match=r"cannot write .*: "):
        _build(target, "1")


@posix
def test_a_parent_without_the_right_to_write_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "parent").mkdir(mode=0o555)
    if os.geteuid() == 0:  # to whom every folder is open

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CoopgraphError, match=r"cannot write .*: Permission denied"):
        _build(tmp_path / "parent" / "out", "1")


# ---- two at a time -------------------------------------------------------------------------------


@posix
def test_a_second_writer_is_turned_away_and_the_first_completes(tmp_path: Path) -> None:
    with replacing(tmp_path / "out") as new:
        with pytest.raises(CoopgraphError, match=r"another run that writes .*out is under way"):
            _build(tmp_path / "out", "2")
        _fill(new, "1")
    assert _version(tmp_path / "out") == "1"


@posix
def test_writers_of_different_targets_do_not_meet(tmp_path: Path) -> None:
    with replacing(tmp_path / "a") as one, replacing(tmp_path / "b") as two:
        _fill(one, "1")
        _fill(two, "2")
    assert (_version(tmp_path / "a"), _version(tmp_path / "b")) == ("1", "2")


@posix
def test_a_lock_on_a_file_that_is_gone_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    flock, path = fcntl.flock, tmp_path / ".out.lock"
    locked = []

    def late(file: object, how: int) -> None:
        """The holder before ends between our opening and our locking of the file."""
        if not locked:
            path.unlink()
        locked.append(True)
        flock(file, how)  # type: ignore[arg-type]

    monkeypatch.setattr(fcntl, "flock", late)
    with replace._lock_file(path, tmp_path / "out") as lock:
        assert len(locked) == 2
        assert os.path.samestat(os.fstat(lock.fileno()), path.stat())


_SCRIPT = textwrap.dedent(
    """
    import sys, time, types
    from pathlib import Path
    sys.modules["coopgraph"] = types.ModuleType("coopgraph")  # starts fast: without its __init__
    sys.modules["coopgraph"].__path__ = [{package!r}]
    from coopgraph.errors import CoopgraphError
    from coopgraph.replace import replacing
    target = Path({target!r})
    while True:
        version = str(time.monotonic_ns())
        try:
            with replacing(target) as new:
                (new / "store").mkdir()
                for name in ("graph.nq", "report.json", "store/data"):
                    (new / name).write_text(version)
        except CoopgraphError as error:
            assert "another run" in str(error), error
            continue
        print(version, flush=True)
    """
)


@contextmanager
def _writer(target: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a process that replaces the target again and again, until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-c", _SCRIPT.format(package=PACKAGE, target=str(target))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _glance(target: Path) -> None:
    """Look from outside: at any moment the target is there, and what can be read is whole."""
    assert target.is_dir()
    with suppress(FileNotFoundError):  # the old folder was switched out under our eyes
        assert (target / "graph.nq").read_text().isdecimal()


@linux
def test_a_killed_writer_leaves_a_whole_folder_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    target = tmp_path / "out ä"
    rnd = random.Random(7)
    left = 0
    for _ in range(10):
        with _writer(target) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()  # at work
            end = time.monotonic() + rnd.random() * 0.1
            while time.monotonic() < end:
                _glance(target)
            writer.send_signal(signal.SIGKILL)
        _version(target)
        left += len(_names(tmp_path)) > 1
    assert left  # some were killed at work
    _build(target, "last")
    assert _version(target) == "last"
    assert _names(tmp_path) == ["out ä"]


@linux
def test_many_writers_at_once_take_turns_and_leave_one_whole_folder(tmp_path: Path) -> None:
    with ExitStack() as stack:
        writers = [stack.enter_context(_writer(tmp_path / "out")) for _ in range(3)]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline()
        for writer in writers:
            writer.send_signal(signal.SIGINT)
        errors = [writer.communicate(timeout=20)[1] for writer in writers]
    assert ["KeyboardInterrupt" in error.splitlines()[-1] for error in errors] == [True] * 3
    _version(tmp_path / "out")
    _build(tmp_path / "out", "last")
    assert _names(tmp_path) == ["out"]


# ---- where names cannot be exchanged -------------------------------------------------------------


@pytest.fixture
def two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on an old C library or a file system that knows no exchange."""
    monkeypatch.setattr(replace, "_exchange", lambda *_: False)


@pytest.mark.usefixtures("two_steps")
def test_without_exchange_the_folder_is_replaced_in_two_steps(tmp_path: Path) -> None:
    _build(tmp_path / "out", "1")
    _build(tmp_path / "out", "2")
    assert _version(tmp_path / "out") == "2"
    assert _names(tmp_path) == ["out"]


@pytest.mark.usefixtures("two_steps")
def test_a_second_step_that_fails_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _build(tmp_path / "out", "1")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(CoopgraphError, match="Input/output error"):
        _build(tmp_path / "out", "2")
    assert _version(tmp_path / "out") == "1"
    assert _names(tmp_path) == ["out"]


def test_a_switch_that_was_cut_in_half_is_mended_by_the_next_run(tmp_path: Path) -> None:
    _build(tmp_path / ".out.old", "1")
    (tmp_path / (".out.new-" + "a" * 32)).mkdir()
    with pytest.raises(ValueError, match="x"), replacing(tmp_path / "out"):
        raise ValueError("x")
    assert _version(tmp_path / "out") == "1"
    assert _names(tmp_path) == ["out"]


def test_an_old_folder_that_was_not_removed_in_time_is_removed(tmp_path: Path) -> None:
    _build(tmp_path / "out", "2")
    _build(tmp_path / ".out.old", "1")
    _build(tmp_path / "out", "3")
    assert (_version(tmp_path / "out"), _names(tmp_path)) == ("3", ["out"])


def test_a_c_library_without_the_call_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Library:
        """Has neither call."""

    monkeypatch.setattr(replace.ctypes, "CDLL", lambda _: Library())
    _build(tmp_path / "out", "1")
    _build(tmp_path / "out", "2")
    assert _version(tmp_path / "out") == "2"


@linux
def test_names_are_exchanged_in_one_step(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "is").write_text(name)
    assert replace._exchange(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a" / "is").read_text() == "b"
    assert not replace._exchange(tmp_path / "a", tmp_path / "none")
