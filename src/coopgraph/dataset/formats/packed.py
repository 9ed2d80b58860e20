"""Files on disk as bytes: unpacked, and refused where they would fill the memory."""

import gzip
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final, cast

__all__ = ["MAX_BYTES", "TooLarge", "archive_fault", "file_bytes", "kind", "tags_fault"]

MAX_BYTES: Final = 1_000_000_000  # of a file, packed and unpacked
MAX_LINE: Final = 16_000_000  # bytes between two line ends
CHUNK: Final = 1_000_000
MAX_PARTS: Final = 10_000  # files in a workbook
MAX_TAGS: Final = 20_000_000  # of XML; each is an object of some hundred bytes, two make a cell
MAX_RATIO: Final = 200  # unpacked to packed; spreadsheets have 5 to 40
SMALL: Final = 20_000_000  # bytes that a workbook may unpack to, whatever the ratio


class TooLarge(ValueError):
    """A file that is not read because of its size; the message says what is too large."""


def kind(path: Path) -> str:
    """Return what a file holds, by its name: the suffix in lower case, without ``.gz``.

    Parameters
    ----------
    path : Path
        The file.

    Examples
    --------
    >>> kind(Path("a/h2020.CSV.gz")), kind(Path("towns.ods"))
    ('.csv', '.ods')
    """
    inner = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return inner.suffix.lower()


def file_bytes(path: Path, *, lines: bool = False) -> bytes:
    """Return what a file holds, unpacked where its name ends in ``.gz``.

    Parameters
    ----------
    path : Path
        The file.
    lines : bool
        Whether it is made of lines, none of which may be longer than 16 MB.

    Returns
    -------
    bytes
        At most 1 GB.

    Raises
    ------
    TooLarge
        If the file, what it unpacks to, or a line is too large; no more than that is read.
    OSError
        If it cannot be read, or is not packed as its name says.
    """
    found: list[bytes] = []
    size = line = 0
    number = 1
    try:
        for chunk in _chunks(path):
            size += len(chunk)
            if size > MAX_BYTES:
                what = "unpacks to more" if path.suffix.lower() == ".gz" else "larger"
                raise TooLarge(f"{what} than {_giga(MAX_BYTES)}; split it into several files")
            if lines:
                end = chunk.rfind(b"\n")
                longest = line + (len(chunk) if end < 0 else chunk.find(b"\n"))
                line = line + len(chunk) if end < 0 else len(chunk) - end - 1
                if max(longest, line) > MAX_LINE:
                    raise TooLarge(
                        f"line {number} is longer than {MAX_LINE // 10**6} MB; is this a table?"
                    )
                number += chunk.count(b"\n")
            found.append(chunk)
    except (EOFError, zlib.error) as error:
        raise OSError(f"not readable as gzip: {error}") from None
    return b"".join(found)


def _chunks(path: Path) -> Iterator[bytes]:
    packed = path.suffix.lower() == ".gz"
    with gzip.open(path) if packed else path.open("rb") as file:
        stream = cast("IO[bytes]", file)
        while chunk := stream.read(CHUNK):
            yield chunk


def _giga(size: int) -> str:
    return f"{size / 10**9:g} GB"


def archive_fault(path: Path) -> str:
    """Say why a workbook, which is a ZIP archive, is not opened; empty where it can be.

    What the archive says of its own sizes is enough: no more than that is ever unpacked from it.
    Elements that hold nothing take little room in a file, and much in memory: they are counted.

    Parameters
    ----------
    path : Path
        The workbook.

    Raises
    ------
    zipfile.BadZipFile
        If it is no ZIP archive.
    """
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        return f"{len(parts):,} files in one workbook; expected {MAX_PARTS:,} at most"
    size = sum(part.file_size for part in parts)
    packed = max(1, path.stat().st_size)
    if size > MAX_BYTES or (size > SMALL and size > MAX_RATIO * packed):
        return f"unpacks to {size / 10**9:.1f} GB, {size // packed} times its size"
    return tags_fault(_unpacked(path)) if size > SMALL else ""


def _unpacked(path: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            with archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk


def tags_fault(chunks: Iterable[bytes]) -> str:
    """Say why XML is not read; empty where it can be.

    Parameters
    ----------
    chunks : iterable of bytes
        The XML.

    Examples
    --------
    >>> tags_fault([b"<a><b/></a>"])
    ''
    """
    tags = 0
    for chunk in chunks:
        tags += chunk.count(b"<") - chunk.count(b"</")
        if tags > MAX_TAGS:
            return f"more than {MAX_TAGS:,} elements of XML; give it as CSV or Parquet"
    return ""
