"""Containers of typed columns: the bytes that a page carries, see docs/explorer.md."""

import base64
import gzip
import json
import struct
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["Container", "as_json", "packed"]

_MAGIC: Final = b"CGX1"
_ALIGN: Final = 8
_LEVEL: Final = 6  # a fraction of the time of level 9, for files that are 0.7 % larger
_TYPES: Final = {"u8": "<u1", "u16": "<u2", "u32": "<u4", "i32": "<i4", "f32": "<f4"}
_WIDTHS: Final = ((1 << 8, "u8"), (1 << 16, "u16"), (1 << 32, "u32"))

Column = npt.NDArray[Any]


class Container:
    """A container while it is filled.

    Examples
    --------
    >>> import numpy as np
    >>> container = Container()
    >>> container.add("a", np.array([1, 2, 300]), "u16")
    >>> content = container.content({"title": "Å"})
    >>> content[:4], len(content) % 8
    (b'CGX1', 0)
    """

    def __init__(self) -> None:
        self._sections: dict[str, dict[str, Any]] = {}
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, name: str, column: Column, kind: str, *, delta: bool = False) -> None:
        """Add a column of numbers.

        Parameters
        ----------
        name : str
            Name of the section.
        column : numpy.ndarray
            The values, which the kind can hold.
        kind : str
            ``u8``, ``u16``, ``u32``, ``i32`` or ``f32``.
        delta : bool
            Store each value as its difference from the one before.
        """
        stored = np.diff(column, prepend=column.dtype.type(0)) if delta else column
        head = {"type": kind, "count": len(column)} | ({"delta": True} if delta else {})
        self._put(name, head, stored.astype(_TYPES[kind]).tobytes())

    def add_codes(self, name: str, column: Column) -> None:
        """Add indexes, as narrow as they allow."""
        most = int(column.max(initial=0))
        self.add(name, column, next(kind for limit, kind in _WIDTHS if most < limit))

    def add_offsets(self, name: str, counts: Column) -> None:
        """Add where the items of each row start, given how many each has."""
        self.add(name, np.concatenate([[0], np.cumsum(counts)]), "u32", delta=True)

    def add_json(self, name: str, value: object) -> None:
        """Add anything that JSON can say."""
        content = as_json(value)
        self._put(name, {"type": "json", "count": len(content)}, content)

    def content(self, meta: dict[str, Any]) -> bytes:
        """Return the container.

        Parameters
        ----------
        meta : dict
            What its header says besides the sections.

        Returns
        -------
        bytes
            The same for the same content.
        """
        header = as_json({"meta": meta, "sections": self._sections})
        header += b" " * (-len(header) % _ALIGN)
        return b"".join([_MAGIC, struct.pack("<I", len(header)), header, *self._parts])

    def _put(self, name: str, head: dict[str, Any], content: bytes) -> None:
        self._sections[name] = head | {"offset": self._size}
        content += b"\0" * (-len(content) % _ALIGN)
        self._parts.append(content)
        self._size += len(content)


def as_json(value: object) -> bytes:
    """Write JSON as UTF-8 without blanks; lone surrogates become replacement characters."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def packed(content: bytes) -> str:
    """Compress bytes for a page: gzip without a date, in base64.

    Parameters
    ----------
    content : bytes
        Anything.

    Returns
    -------
    str
        ASCII, the same for the same bytes.

    Examples
    --------
    >>> packed(b"") == packed(b"")
    True
    """
    zipped = bytearray(gzip.compress(content, compresslevel=_LEVEL, mtime=0))
    zipped[9] = 255  # no system named: the same bytes everywhere
    return base64.b64encode(zipped).decode("ascii")
