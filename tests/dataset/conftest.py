"""A small data set of invented facts, and short ways to read data sets made on the spot."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.dataset.records.records import Records, read_records
from coopgraph.errors import InputError, Problem
from coopgraph.store.ontology import load_schema
from coopgraph.vocabulary import Schema

SOURCES = """
[report]
title = "Report"
publisher = "Office"
language = "en"
as_of = "2020-01-01"
"""
TOWNS = """
[dataset]
id = "towns"
title = "Towns"

[[entities]]
table = "towns"
type = "Territory"
id = "id"
labels = { en = "label" }
alt = { column = "alt", split = "|", optional = true }
set = { kind = "kind?", note = "note?", seeAlso = "see?" }

[[statements]]
table = "links"
type = "Twinning"
id = "id?"
key = ["parties", "locator"]
set = { party = { column = "parties", split = "|" }, stage = "stage?", confidence = "confidence?" }
when = { begin = "begin?", end = "end?", as_of = "as_of?" }
evidence = { source = "source", locator = "locator" }
"""
TOWNS_CSV = "id,label\naby,Aby\nbeby,Beby\nceby,Ceby\n"
LINKS_CSV = "parties,source,locator\naby | beby,report,block 1\n"


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load_schema()


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """A copy of the mini data set, free to be spoilt."""
    return Path(shutil.copytree(Path(__file__).parent / "mini", tmp_path / "mini"))


@pytest.fixture
def towns(tmp_path: Path) -> Callable[..., Path]:
    """Write a data set of towns and twinnings; keyword arguments replace or add files.

    ``towns(links_csv="...")`` writes `links.csv`; values may be text or bytes.
    """

    def write(**files: str | bytes) -> Path:
        folder = tmp_path / "towns"
        folder.mkdir(exist_ok=True)
        contents: dict[str, str | bytes] = {
            "mapping_toml": TOWNS,
            "sources_toml": SOURCES,
            "towns_csv": TOWNS_CSV,
            "links_csv": LINKS_CSV,
        }
        for name, content in (contents | files).items():
            stem, _, suffix = name.rpartition("_")
            data = content.encode() if isinstance(content, str) else content
            (folder / f"{stem}.{suffix}").write_bytes(data)
        return folder

    return write


@pytest.fixture
def read(schema: Schema) -> Callable[[Path], Records]:
    return lambda folder: read_records(folder, schema)


@pytest.fixture
def problems(schema: Schema) -> Callable[[Path], list[Problem]]:
    """The problems of a data set, which must have some."""

    def run(folder: Path) -> list[Problem]:
        with pytest.raises(InputError) as caught:
            read_records(folder, schema)
        return list(caught.value.problems)

    return run
