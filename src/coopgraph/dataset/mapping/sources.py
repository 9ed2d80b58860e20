"""Sources: the documents and exports that statements cite (`sources.toml`)."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coopgraph.dataset.formats.text import is_licence
from coopgraph.dataset.formats.toml import read_toml
from coopgraph.dates import DateProblem, bounds
from coopgraph.errors import Problem
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import is_language, is_web_address

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
FORMS: Final[dict[str, tuple[Callable[[str], object], str]]] = {
    "as_of": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch, "one day such as 2018-12-31"),
    "retrieved": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch, "a day such as 2018-12-31"),
    "sha256": (re.compile(r"[0-9a-f]{64}").fullmatch, "64 hexadecimal digits"),
    "language": (is_language, "a language tag such as en, fi or zh-hant"),
    "licence": (is_licence, "words such as CC BY 4.0, or an address that begins with https://"),
    "url": (is_web_address, "an address that begins with http:// or https://"),
}
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
    content, problems = read_toml(folder / FILE, "every data set names its sources")
    sources: dict[str, Source] = {}
    for key, entry in content.items():
        if not isinstance(entry, Mapping):
            message = "expected a table such as [my-report]"
            problems.append(Problem(FILE, value=key, message=message))
            continue
        texts = {name: _text(value) for name, value in entry.items()}
        problems += _check(key, texts)
        # A faulty source counts as known, lest every row that cites it be reported too.
        sources[key] = Source(key, **{n: texts.get(n, "") for n in REQUIRED + OPTIONAL})
    return sources, problems


def _text(value: object) -> str:
    """Return a value as text; TOML may give dates and numbers."""
    if isinstance(value, (str, int, dt.date)) and not isinstance(value, bool):
        return " ".join(str(value).split())
    return ""


def _check(key: str, entry: Mapping[str, str]) -> list[Problem]:
    problems: list[Problem] = []

    def add(name: str, message: str) -> None:
        column = f"{key}.{name}"
        problems.append(Problem(FILE, column=column, value=entry.get(name, ""), message=message))

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", key):
        message = "a source's name has lower-case letters, digits and hyphens only"
        problems.append(Problem(FILE, value=key, message=message))
    for name in REQUIRED:
        if not entry.get(name):
            add(name, "must be given, as a text that is not empty")
    for name in entry:
        if name not in REQUIRED + OPTIONAL:
            hint = did_you_mean(name, REQUIRED + OPTIONAL)
            add(name, f"unknown key.{hint or ' Expected one of ' + ', '.join(REQUIRED + OPTIONAL)}")
    for name in ("date", "as_of", "retrieved"):
        try:
            bounds(entry.get(name, ""))
        except DateProblem as error:
            add(name, str(error))
    for name, (fits, expected) in FORMS.items():
        if entry.get(name) and not fits(entry[name]):
            add(name, f"expected {expected}")
    return problems
