"""A graph too large for memory: gathered as sorted lines in files, and loaded in one go."""

import io
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from coopgraph.store.runs import Runs

__all__ = ["Bulk"]

_PIECE: Final = 64 << 20


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
        self.folder = Path(tempfile.mkdtemp(prefix=".coopgraph-", dir=scratch))
        self._clean = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self._dump = self.folder / "graph.nq"
        self._runs = Runs(self.folder / "runs")

    def add(self, lines: bytes) -> None:
        """Add quads as canonical N-Quads; any of them may be added before."""
        self._runs.add(lines)

    def load(self) -> ox.Store:
        """Return a store with everything that was added."""
        engine = ox.Store(str(self.folder / "store"))
        with self._dump.open("wb") as dump:
            source = cast(IO[bytes], _Source(self._runs.merged(), dump))
            engine.bulk_load(input=source, format=ox.RdfFormat.N_QUADS)
        self._runs.clear()
        engine.flush()
        return engine

    def canonical(self) -> Iterator[bytes]:
        """Give what was loaded as canonical N-Quads, in pieces of whole lines."""
        with self._dump.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece + file.readline()


class _Source(io.RawIOBase):
    """Pieces of text as a file to read, which keeps a copy of what was read."""

    def __init__(self, pieces: Iterator[bytes], copy: IO[bytes]):
        self._pieces = pieces
        self._copy = copy
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            piece = next(self._pieces, b"")
            self._copy.write(piece)
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
