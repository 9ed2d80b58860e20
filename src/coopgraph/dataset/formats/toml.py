"""TOML files of a data set, read with one way to say what is wrong."""

import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coopgraph.dataset.formats.text import hidden_character
from coopgraph.errors import Problem

__all__ = ["read_toml"]

MAX_BYTES = 16_000_000  # a mapping is a few pages; more is not a mapping


def read_toml(path: Path, advice: str) -> tuple[dict[str, Any], list[Problem]]:
    """Read a TOML file; faults are returned, not raised.

    Parameters
    ----------
    path : Path
        The file.
    advice : str
        What to do where there is no such file.

    Returns
    -------
    content : dict
        The content, its text in Unicode normalisation form C.
    problems : list of Problem
        Why the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> content, problems = read_toml(Path(tempfile.mkdtemp()) / "sources.toml", "write one")
    >>> problems[0].message
    'no such file; write one'
    """
    name = path.name
    if not path.is_file():
        return {}, [Problem(name, message=f"no such file; {advice}")]
    if path.stat().st_size > MAX_BYTES:
        return {}, [Problem(name, message=f"larger than {MAX_BYTES // 10**6} MB; is it TOML?")]
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        message = "not UTF-8; save the file with the encoding UTF-8"
        return {}, [
            Problem(name, row, value=ascii(raw[error.start : error.start + 1]), message=message)
        ]
    try:
        content = tomllib.loads(unicodedata.normalize("NFC", text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, [Problem(name, message=f"not readable as TOML: {error}")]
    hidden = [(place, hidden_character(said)) for place, said in _texts(content, "")]
    message = "a control character, which cannot be seen; delete it"
    problems = [
        Problem(name, column=place, value=number, message=message)
        for place, number in hidden
        if number
    ]
    return ({} if problems else content), problems


def _texts(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Yield every key and every text with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield place, key
            yield from _texts(part, f"{place}.{key}".lstrip(".") if key.isprintable() else place)
    elif isinstance(value, list):
        for number, part in enumerate(value, start=1):
            yield from _texts(part, f"{place}[{number}]")
