"""Two files of sorted N-Quads walked side by side, in bounded memory."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final

from coopgraph.errors import GraphNotFound

__all__ = ["text_of", "unlike_pieces"]

_AT_ONCE: Final = 16 << 20  # bytes of each file
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def text_of(rest: bytes) -> str:
    r"""Return the text of an object: an IRI, or the lexical form of a literal.

    Parameters
    ----------
    rest : bytes
        What follows the predicate in a line of N-Quads, its object first.

    Examples
    --------
    >>> text_of(b'"say \\"hi\\""@en <x:g> .\n'), text_of(b"<x:b> <x:g> .\n")
    ('say "hi"', 'x:b')
    """
    if rest.startswith(b"<"):
        return rest[1 : rest.index(b">")].decode()
    text = rest[1 : rest.rindex(b'"')].decode()  # no IRI has a quotation mark
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SHORT.get(found[3], found[3])


def unlike_pieces(
    before: Path, after: Path, *, at_once: int = _AT_ONCE
) -> Iterator[tuple[list[bytes], list[bytes]]]:
    r"""Give the pieces in which two files of canonical N-Quads differ.

    A piece has all lines of some subjects, in order; those of the same subjects of both files come
    together. Pieces that are equal are passed over.

    Parameters
    ----------
    before, after : Path
        The files: sorted lines.
    at_once : int
        Bytes of each that are in memory at a time, roughly.

    Yields
    ------
    tuple of list of bytes
        Lines of the one and of the other.

    Raises
    ------
    GraphNotFound
        If the lines of a file are not sorted.

    Examples
    --------
    >>> import tempfile
    >>> one, other = (Path(tempfile.mkdtemp()) / "graph.nq" for _ in range(2))
    >>> _ = one.write_bytes(b"<x:a> <x:p> <x:b> <x:g> .\n")
    >>> _ = other.write_bytes(b"")
    >>> list(unlike_pieces(one, other))
    [([b'<x:a> <x:p> <x:b> <x:g> .\n'], [])]
    """
    with before.open("rb") as one, after.open("rb") as other:
        sides = _Side(before, one, at_once), _Side(after, other, at_once)
        end: bytes | None = b""
        while end is not None:
            for side in sides:
                if side.bound == end:
                    side.read()
            end = min((s.bound for s in sides if s.bound is not None), default=None)
            pieces = sides[0].taken(end), sides[1].taken(end)
            if pieces[0] != pieces[1]:
                yield pieces


class _Side:
    """Lines of a file that are waiting for those of the other."""

    def __init__(self, path: Path, file: BinaryIO, at_once: int):
        self.path, self.file, self.at_once = path, file, at_once
        self.lines: list[bytes] = []
        self.bound: bytes | None = b""  # subjects before it are whole; None at the end of the file

    def read(self) -> None:
        """Read on."""
        found = self.file.readlines(self.at_once)
        self.lines += found
        if any(one > other for one, other in pairwise(self.lines)):
            raise GraphNotFound(
                f"{self.path} is not as a build has written it: its lines are not sorted; "
                "run coopgraph build again"
            )
        self.bound = self.lines[-1].partition(b" ")[0] + b" " if found else None

    def taken(self, end: bytes | None) -> list[bytes]:
        """Return the lines before a bound, which are not waiting any more."""
        place = len(self.lines) if end is None else bisect_left(self.lines, end)
        taken, self.lines = self.lines[:place], self.lines[place:]
        return taken
