"""Sources: the documents and exports that statements cite (`sources.toml`)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coopgraph.dates import DateProblem, bounds
from coopgraph.errors import Problem
from coopgraph.names import did_you_mean

__all__ = ["Source", "read_sources"]

FILE = "sources.toml"


@dataclass(frozen=True)
class Source:
    """A document or export that statements cite.

    Parameters
    ----------
    id : str
        Name in the tables' ``source`` column.
    title, publisher, language : str
        As the publisher gives them; language as a BCP 47 tag.
    as_of : str
        The day (ISO 8601) up to which the source can speak; statements take it unless their row
        has its own.
    date : str
        Date of publication as stated (EDTF), or empty.
    retrieved, sha256, licence, url, file, note : str
        Optional.
    """

    id: str
    title: str
    publisher: str
    language: str
    as_of: str
    date: str = ""
    retrieved: str = ""
    sha256: str = ""
    licence: str = ""
    url: str = ""
    file: str = ""
    note: str = ""


REQUIRED = ("title", "publisher", "language", "as_of")
OPTIONAL = ("date", "retrieved", "sha256", "licence", "url", "file", "note")


def read_sources(folder: Path) -> tuple[dict[str, Source], list[Problem]]:
    """Read `sources.toml` of a data set.

    Parameters
    ----------
    folder : Path
        Folder of the data set.

    Returns
    -------
    sources : dict of str to Source
        By id.
    problems : list of Problem
        Everything that is wrong with the file.

    Examples
    --------
    >>> from coopgraph.resources import demo_dataset
    >>> sources, problems = read_sources(demo_dataset())
    >>> sources["source-003"].language
    'sv'
    """
    path = folder / FILE
    if not path.is_file():
        return {}, [Problem(FILE, message="no such file; every data set names its sources")]
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [Problem(FILE, message=f"not readable as TOML: {error}")]
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    for key, entry in content.items():
        if not isinstance(entry, Mapping):
            problems.append(Problem(FILE, value=key, message="expected a table such as [my-report]"))
            continue
        found = _check(key, entry)
        problems += found
        if not found:
            sources[key] = Source(key, **{name: str(value) for name, value in entry.items()})
    return sources, problems


def _check(key: str, entry: Mapping[str, object]) -> list[Problem]:
    problems = []
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", key):
        message = "a source's name has lower-case letters, digits and hyphens only"
        problems.append(Problem(FILE, value=key, message=message))
    for name in REQUIRED:
        if not str(entry.get(name, "")).strip():
            problems.append(Problem(FILE, column=f"{key}.{name}", message="must not be empty"))
    for name in entry:
        if name not in REQUIRED + OPTIONAL:
            hint = did_you_mean(name, REQUIRED + OPTIONAL)
            problems.append(Problem(FILE, column=f"{key}.{name}", message=f"unknown key.{hint}"))
    for name in ("as_of", "date", "retrieved"):
        value = str(entry.get(name, ""))
        try:
            bounds(value)
        except DateProblem as error:
            problems.append(Problem(FILE, column=f"{key}.{name}", value=value, message=str(error)))
    as_of = str(entry.get("as_of", ""))
    if as_of and not re.fullmatch(r"\d{4}-\d\d-\d\d", as_of):
        message = "expected one day such as 2018-12-31"
        problems.append(Problem(FILE, column=f"{key}.as_of", value=as_of, message=message))
    digest = str(entry.get("sha256", ""))
    if digest and not re.fullmatch(r"[0-9a-f]{64}", digest):
        message = "expected 64 hexadecimal digits"
        problems.append(Problem(FILE, column=f"{key}.sha256", value=digest, message=message))
    url = str(entry.get("url", ""))
    if url and not re.match(r"https?://", url):
        message = "expected an address that begins with http:// or https://"
        problems.append(Problem(FILE, column=f"{key}.url", value=url, message=message))
    return problems
