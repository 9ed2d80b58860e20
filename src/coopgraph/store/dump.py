"""Canonical N-Quads on their way into a file, with their digest and how many each graph has."""

import hashlib
from pathlib import Path
from types import TracebackType

__all__ = ["Dump"]


class Dump:
    r"""A file of canonical N-Quads.

    Parameters
    ----------
    path : Path
        The file.

    Attributes
    ----------
    counts : dict of str to int
        Quads by graph.
    lines : int
        All quads.

    Examples
    --------
    >>> import tempfile
    >>> with Dump(Path(tempfile.mkdtemp()) / "graph.nq") as dump:
    ...     dump.add(b"<x:a> <x:p> <x:b> <x:g> .\n")
    >>> dump.counts, dump.digest[:8]
    ({'x:g': 1}, '2f3a28a7')
    """

    def __init__(self, path: Path):
        self.path = path
        self.counts: dict[str, int] = {}
        self.lines = 0
        self._digest = hashlib.sha256()

    def __enter__(self) -> "Dump":
        self._file = self.path.open("wb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def digest(self) -> str:
        """SHA-256 of the file so far, in hexadecimal digits."""
        return self._digest.hexdigest()

    def add(self, piece: bytes) -> None:
        """Write whole lines."""
        self._file.write(piece)
        self._digest.update(piece)
        lines = piece.count(b"\n")
        found = {graph: _count(piece, graph) for graph in self.counts}
        if sum(found.values()) < lines:  # there is a graph that was not seen before
            names = {line.rsplit(b" ", 2)[1][1:-1].decode() for line in piece.splitlines()}
            found |= {graph: _count(piece, graph) for graph in names}
        for graph, number in found.items():
            self.counts[graph] = self.counts.get(graph, 0) + number
        self.lines += lines


def _count(piece: bytes, graph: str) -> int:
    # Line feeds in literals are escaped, so that this is the end of a quad.
    return piece.count(f" <{graph}> .\n".encode())
