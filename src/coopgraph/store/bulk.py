"""A graph too large for memory: gathered as sorted lines in files, and loaded in one go."""

import io
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from coopgraph.store.dump import Dump
from coopgraph.store.runs import Runs

__all__ = ["Bulk"]

_PIECE: Final = 64 << 20
_PREFIX: Final = ".coopgraph-"
_LOCK: Final = "lock"


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


class Bulk:
    r"""Quads on their way into a store on disk.

    The engine sorts what it loads by each of its indexes, and does so once only if it gets
    everything in one go; loaded in parts, the same quads take half as long again.

    Parameters
    ----------
    scratch : Path, optional
        Folder for a folder of its own, which goes when this object goes; the system's folder for
        temporary files by default.

    Examples
    --------
    >>> bulk = Bulk()
    >>> bulk.add(b"<x:a> <x:p> <x:b> <x:g> .\n")
    >>> len(bulk.load())
    1
    """

    def __init__(self, scratch: Path | None = None):
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=scratch))
        _remove_left(self.folder.parent)
        lock = _locked(self.folder / _LOCK)
        self._clean = weakref.finalize(self, _remove, self.folder, lock)
        self.dump = Dump(self.folder / "graph.nq")
        self._runs = Runs(self.folder / "runs")

    def add(self, lines: bytes) -> None:
        """Add quads as canonical N-Quads; any of them may be added before."""
        self._runs.add(lines)

    def load(self, advance: Callable[[int, int], None] = _nobody) -> ox.Store:
        """Return a store with everything that was added; tell how many quads of how many."""
        engine = ox.Store(str(self.folder / "store"))
        with self.dump, ThreadPoolExecutor(1) as pool:
            source = _Source(self._runs.merged(), self.dump, pool, self._runs.lines, advance)
            engine.bulk_load(input=cast(IO[bytes], source), format=ox.RdfFormat.N_QUADS)
        self._runs.clear()
        engine.flush()
        return engine

    def canonical(self) -> Iterator[bytes]:
        """Give what was loaded as canonical N-Quads, in pieces of whole lines."""
        with self.dump.path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece + file.readline()


def _locked(path: Path) -> IO[bytes] | None:
    """Open a file and hold its lock; None where somebody holds it, or the system knows none."""
    if os.name != "posix":
        return None
    import fcntl

    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _remove_left(parent: Path) -> None:
    """Remove what was left by processes that were killed: nobody holds its lock any more."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # it is somebody else's, or was removed just now
            own = folder.lstat().st_uid == os.getuid() if os.name == "posix" else False
            if not own or folder.is_symlink() or not (folder / _LOCK).is_file():
                continue
            if lock := _locked(folder / _LOCK):
                _remove(folder, lock)


def _remove(folder: Path, lock: IO[bytes] | None) -> None:
    """Remove a folder; its lock last, by which a later run knows what is left of it."""
    with suppress(OSError):  # it has gone already
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != _LOCK:
                path.unlink()
        if {path.name for path in folder.iterdir()} <= {_LOCK}:  # the engine may be writing still
            shutil.rmtree(folder)
    if lock:
        lock.close()


class _Source(io.RawIOBase):
    """Pieces of text as a file to read, which keeps a copy; the next piece is made meanwhile."""

    def __init__(
        self,
        pieces: Iterator[bytes],
        dump: Dump,
        pool: ThreadPoolExecutor,
        total: int,
        advance: Callable[[int, int], None],
    ):
        self._pieces = pieces
        self._dump = dump
        self._pool = pool
        self._total = total
        self._advance = advance
        self._rest = memoryview(b"")
        self._next = pool.submit(self._piece)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            piece = self._next.result()
            if piece:
                self._advance(self._dump.lines, self._total)
                self._next = self._pool.submit(self._piece)
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _piece(self) -> bytes:
        piece = next(self._pieces, b"")
        self._dump.add(piece)
        return piece
