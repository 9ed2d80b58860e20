"""A folder written whole or not at all: made beside its place, switched in with one step."""

import ctypes
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

from coopgraph.errors import CoopgraphError

__all__ = ["replacing"]

_MARKS: Final = frozenset({"graph.nq", "report.json"})
_TABLES: Final = {"entities.parquet", "statements.parquet", "rejected.csv"}
_OWN: Final = _MARKS | {"graph.trig", "store"} | _TABLES
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_RENAME_SWAP: Final = 2


@contextmanager
def replacing(target: Path, *, allow: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """Give a new folder to write to; when the block ends well, it takes the place of `target`.

    On Linux and macOS the switch is one exchange of names, so that at any moment `target` is the
    old folder or the new one. Leftovers of killed runs are removed by the next one. A `target` that
    is a symbolic link stays one: the folder that it points to is replaced.

    Parameters
    ----------
    target : Path
        The folder to make or to replace. An existing one must be empty or a built graph, with
        nothing else in it.
    allow : callable, optional
        Raises `CoopgraphError` where the folder must not be replaced; for other folders than
        graphs.

    Yields
    ------
    Path
        A sibling folder to write to.

    Raises
    ------
    CoopgraphError
        If `target` is something else, another build of it is running, or its parent cannot be
        written.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp()) / "out"
    >>> with replacing(folder) as new:
    ...     _ = (new / "graph.nq").write_text("")
    >>> [p.name for p in folder.iterdir()]
    ['graph.nq']
    """
    target = Path(os.path.realpath(target))  # realpath, unlike resolve, bears a loop of links
    check = allow or _check_target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _locked(target):
            check(target)
            _recover(target)
            # Not mkdtemp: that makes a folder which nobody else may read, whatever the umask.
            new = target.with_name(f".{target.name}.new-{uuid4().hex}")
            try:
                new.mkdir()
                yield new
                check(target)
                _sync(new)
                _switch(new, target)
                _sync_names(target.parent)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise CoopgraphError(f"cannot write {target}: {error.strerror or error}") from error


def _check_target(target: Path) -> None:
    """Refuse to replace anything that a build has not made."""
    if not target.exists():
        return
    if not target.is_dir():
        raise CoopgraphError(f"{target} is a file; name a folder for the graph with -o")
    names = {p.name for p in target.iterdir()}
    if names and not names >= _MARKS:
        raise CoopgraphError(
            f"{target} is not empty and not a built graph; name another folder with -o"
        )
    if names - _OWN:
        raise CoopgraphError(
            f'{target} holds "{min(names - _OWN)}", which no build has made and which would be '
            "lost; move it elsewhere, or name another folder with -o"
        )


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Let one build of a target run at a time; the lock ends with the process."""
    if os.name != "posix":
        yield
        return
    path = target.with_name(f".{target.name}.lock")
    with _lock_file(path, target):
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _lock_file(path: Path, target: Path) -> IO[str]:
    """Open and lock a file that is still there under its name when the lock is had.

    The holder before unlinks it; whoever opened it in time would else hold a lock on nothing.
    """
    import fcntl

    while True:
        lock = path.open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(lock.fileno()), path.stat()):
                    return lock
        except BlockingIOError:
            lock.close()
            raise CoopgraphError(f"another run that writes {target} is under way") from None
        except BaseException:
            lock.close()
            raise
        lock.close()


def _recover(target: Path) -> None:
    """Put an old folder back if a two-step switch was cut in half, and remove leftovers."""
    old = _old(target)
    if old.exists() and not target.exists():
        old.rename(target)
    leftover = re.compile(rf"\.{re.escape(target.name)}\.new-[0-9a-f]{{32}}")
    for path in (old, *target.parent.iterdir()):
        if path == old or leftover.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _sync(folder: Path) -> None:
    """Have everything on disk before the switch, so that a power cut cannot leave empty files."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            _sync_names(path)
        else:
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def _sync_names(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems cannot
            os.fsync(number)
    finally:
        os.close(number)


def _switch(new: Path, target: Path) -> None:
    if not target.exists():
        new.rename(target)
    elif not _exchange(new, target):
        old = _old(target)
        target.rename(old)
        try:
            new.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _exchange(new: Path, target: Path) -> bool:
    """Exchange two names in one step where the system can; the old folder is then `new`.

    It cannot with glibc before 2.28 and musl before 1.2.6, which lack the function, nor on file
    systems that do not know the operation.
    """
    names = os.fsencode(new), os.fsencode(target)
    with suppress(OSError, TypeError):  # Windows has no library of no name
        libc = ctypes.CDLL(None)
        if hasattr(libc, "renameat2"):  # Linux
            done = libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
            return bool(done == 0)
        if hasattr(libc, "renamex_np"):  # macOS
            return bool(libc.renamex_np(*names, _RENAME_SWAP) == 0)
    return False
