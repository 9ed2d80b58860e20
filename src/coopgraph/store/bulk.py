"""A graph too large for memory: loaded into a store on disk by several threads, chunk by chunk."""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from coopgraph.store.runs import Runs

__all__ = ["Bulk"]

_THREADS: Final = 2  # each holds a chunk in memory
_LINES: Final = 500_000
_AT_ONCE: Final = 64 << 20  # bytes


class Bulk:
    r"""Quads on their way into a store on disk, and the same as sorted lines in files.

    Parameters
    ----------
    scratch : Path, optional
        Folder for a folder of its own, which goes when this object goes; the system's folder for
        temporary files by default.

    Examples
    --------
    >>> bulk = Bulk()
    >>> bulk.load(b"<x:a> <x:p> <x:b> <x:g> .\n")
    >>> bulk.settle()
    >>> len(bulk.engine)
    1
    """

    def __init__(self, scratch: Path | None = None):
        self.folder = Path(tempfile.mkdtemp(prefix=".coopgraph-", dir=scratch))
        self._clean = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        for name in ("runs", "rules"):
            (self.folder / name).mkdir()
        self.engine = ox.Store(str(self.folder / "store"))
        self.runs = Runs(self.folder / "runs")
        self._pool = ThreadPoolExecutor(_THREADS)
        self._waiting: list[Future[None]] = []
        self._collected: list[Path] = []
        self._size = 0

    def load(self, lines: bytes) -> None:
        """Add quads as canonical N-Quads; they are loaded while the caller goes on."""
        self._collected.append(self.runs.add(lines))
        self._size += len(lines)
        if self._size >= _AT_ONCE:
            self._submit()

    def derive(self, queries: Iterable[Callable[[], ox.QueryTriples]], graph: ox.NamedNode) -> None:
        """Add the triples of queries to a graph, without holding them in memory.

        Each query is asked in the thread that reads its answer: the engine wants it so.
        """
        self.settle()

        def write(number: int, ask: Callable[[], ox.QueryTriples]) -> Path:
            path = self.folder / "rules" / f"{number}.nt"
            ask().serialize(path, format=ox.RdfFormat.N_TRIPLES)
            return path

        written = [self._pool.submit(write, n, ask) for n, ask in enumerate(queries)]
        end = b" %s .\n" % str(graph).encode()
        for path in [future.result() for future in written]:
            for lines in _chunks(path):
                self.load(b"".join(line[:-3] + end for line in sorted(set(lines))))
            path.unlink()
        self.settle()

    def settle(self) -> None:
        """Wait until everything is in the store."""
        self._submit()
        for waiting in self._waiting:
            waiting.result()
        self._waiting.clear()

    def optimize(self) -> None:
        """Put what was loaded in chunks in one order, which makes queries faster."""
        self.settle()
        self.engine.optimize()

    def write(self, folder: Path) -> None:
        """Write the store to a folder that is not there yet."""
        self.settle()
        self.engine.flush()
        self.engine.backup(str(folder))

    def _submit(self) -> None:
        """Load what has been collected: each time, the engine writes files of its own."""
        if len(self._waiting) >= _THREADS:  # no more chunks on the way than can be held
            self._waiting.pop(0).result()
        if self._collected:
            self._waiting.append(self._pool.submit(self._load, self._collected))
        self._collected, self._size = [], 0

    def _load(self, paths: Sequence[Path]) -> None:
        content = b"".join(path.read_bytes() for path in paths)
        self.engine.bulk_load(input=content, format=ox.RdfFormat.N_QUADS)


def _chunks(path: Path) -> Iterator[list[bytes]]:
    with path.open("rb") as file:
        while lines := file.readlines(_LINES * 150):
            yield lines
