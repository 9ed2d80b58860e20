"""Sorted lines in files, merged in bounded memory: canonical N-Quads of any size."""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

__all__ = ["Runs"]

_BLOCK: Final = 1 << 17  # of each run one is in memory, and there are hundreds
_AT_ONCE: Final = 64 << 20


@dataclass
class _Run:
    """A file of sorted lines, and the first line of each of its blocks with its offset."""

    path: Path
    size: int
    starts: list[tuple[bytes, int]] = field(default_factory=list)


class Runs:
    r"""Files of sorted lines, each of which is there once.

    Parameters
    ----------
    folder : Path
        Folder for the files, which is made if it is not there.
    block : int
        Bytes between two marks in a file.
    at_once : int
        Bytes that are merged at a time, roughly.

    Attributes
    ----------
    lines : int
        How many were added; those that are there twice count twice.

    Examples
    --------
    >>> import tempfile
    >>> runs = Runs(Path(tempfile.mkdtemp()) / "runs")
    >>> runs.add(b"a\nc\n")
    >>> runs.add(b"b\nc\n")
    >>> b"".join(runs.merged())
    b'a\nb\nc\n'
    """

    def __init__(self, folder: Path, *, block: int = _BLOCK, at_once: int = _AT_ONCE):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self._block = block
        self._at_once = at_once
        self._runs: list[_Run] = []
        self.lines = 0

    def add(self, lines: bytes) -> None:
        """Add sorted lines, each with its line feed."""
        path = self.folder / f"run-{len(self._runs):05d}.nq"
        path.write_bytes(lines)
        run = _Run(path, len(lines))
        offset = 0
        while offset < len(lines):
            end = lines.index(b"\n", offset) + 1
            run.starts.append((lines[offset:end], offset))
            next_line = lines.find(b"\n", max(end - 1, offset + self._block))
            offset = next_line + 1 if next_line >= 0 else len(lines)
        self._runs.append(run)
        self.lines += lines.count(b"\n")

    def merged(self) -> Iterator[bytes]:
        """Give all lines sorted, each once, in pieces of many lines."""
        readers = [_Reader(run) for run in self._runs]
        try:
            for bound in [*self._bounds(), None]:
                lines = [line for reader in readers for line in reader.below(bound)]
                # Python's sort merges what is sorted already.
                lines.sort()
                if lines:
                    yield b"".join(dict.fromkeys(lines))
        finally:
            for reader in readers:
                reader.close()

    def clear(self) -> None:
        """Remove the files."""
        for run in self._runs:
            run.path.unlink()
        self._runs.clear()

    def _bounds(self) -> Iterable[bytes]:
        """Return lines between which there is about as much as may be merged at once."""
        every = max(1, self._at_once // self._block)
        starts = heapq.merge(*([line for line, _ in run.starts] for run in self._runs))
        return [line for number, line in enumerate(starts, start=1) if number % every == 0]


class _Reader:
    """Reads a run from its beginning to its end, up to one bound after the other."""

    def __init__(self, run: _Run):
        self._file: BinaryIO = run.path.open("rb")
        self._starts = [line for line, _ in run.starts]
        self._offsets = [*(offset for _, offset in run.starts), run.size]
        self._next = 0  # the first block that is not read yet
        self._waiting: list[bytes] = []

    def below(self, bound: bytes | None) -> list[bytes]:
        """Return the lines before a bound that have not been returned; all of them without one."""
        end = len(self._starts) if bound is None else bisect_left(self._starts, bound)
        if end > self._next:
            size = self._offsets[end] - self._offsets[self._next]
            self._waiting += self._file.read(size).splitlines(keepends=True)
            self._next = end
        cut = len(self._waiting) if bound is None else bisect_left(self._waiting, bound)
        found, self._waiting = self._waiting[:cut], self._waiting[cut:]
        return found

    def close(self) -> None:
        self._file.close()
