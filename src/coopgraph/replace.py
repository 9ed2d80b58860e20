"""A folder written whole or not at all: made beside its place, switched in with one step."""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from coopgraph.errors import CoopgraphError

__all__ = ["replacing"]

_MARKS: Final = frozenset({"graph.nq", "report.json"})
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_RENAME_SWAP: Final = 2


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a new folder to write to; when the block ends well, it takes the place of `target`.

    On Linux and macOS the switch is one exchange of names, so that at any moment `target` is the
    old folder or the new one. Leftovers of killed runs are removed by the next one.

    Parameters
    ----------
    target : Path
        The folder to make or to replace. An existing one must be empty or a built graph.

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
    >>> folder = Path(tempfile.mkdtemp()) / "out"
    >>> with replacing(folder) as new:
    ...     _ = (new / "graph.nq").write_text("")
    >>> [p.name for p in folder.iterdir()]
    ['graph.nq']
    """
    target = Path(os.path.abspath(target))  # noqa: PTH100  (a symbolic link stays one)
    _check_target(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _locked(target):
            _recover(target)
            new = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
            new.chmod(0o755)
            try:
                yield new
                _sync(new)
                _switch(new, target)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise CoopgraphError(f"cannot write {target}: {error.strerror or error}") from error


def _check_target(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise CoopgraphError(f"{target} is a file; name a folder for the graph with -o")
    names = {p.name for p in target.iterdir()}
    if names and not names >= _MARKS:
        raise CoopgraphError(
            f"{target} is not empty and not a built graph; name another folder with -o"
        )


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Let one build of a target run at a time; the lock ends with the process."""
    if os.name != "posix":
        yield
        return
    import fcntl

    path = target.with_name(f".{target.name}.lock")
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CoopgraphError(f"another build of {target} is running") from None
        yield
        path.unlink(missing_ok=True)


def _recover(target: Path) -> None:
    """Put an old folder back if a two-step switch was cut in half, and remove leftovers."""
    old = target.with_name(f".{target.name}.old")
    if old.exists() and not target.exists():
        old.rename(target)
    for leftover in (old, *target.parent.glob(f".{target.name}.new-*")):
        shutil.rmtree(leftover, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Have the files on disk before the switch, so that a power cut cannot leave empty ones."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _switch(new: Path, target: Path) -> None:
    if not target.exists():
        new.rename(target)
    elif not _exchange(new, target):
        old = target.with_name(f".{target.name}.old")
        target.rename(old)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(new: Path, target: Path) -> bool:
    """Exchange two names in one step where the system can; the old folder is then `new`."""
    names = os.fsencode(new), os.fsencode(target)
    with suppress(AttributeError, OSError):
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            done = libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
            return bool(done == 0)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(*names, _RENAME_SWAP) == 0)
    return False
