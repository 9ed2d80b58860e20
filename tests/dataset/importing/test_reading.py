"""A data set is read with the exports that it has followed; one that no import made, alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.dataset.importing.imports import Export
from coopgraph.dataset.importing.reading import read_dataset
from coopgraph.errors import InputError
from coopgraph.vocabulary import Schema

HEAD = "parties,source,locator\n"
ONE, TWO = "aby | beby,report,block 1\n", "beby | ceby,report,block 2\n"


def _noted(folder: Path, day: str, given: dict[str, str] | None = None) -> None:
    text = Export("towns", day, day, "ab", {"links.csv": "cd"}, given or {}).text()
    (folder / "import.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def updated(towns: Callable[..., Path]) -> Path:
    """The export of 2024 has one link less than that of 2020."""
    folder = towns(links_csv=HEAD + ONE + TWO)
    older = folder / "earlier" / "2020-01-01"
    older.mkdir(parents=True)
    for path in [p for p in folder.iterdir() if p.is_file()]:
        (older / path.name).write_bytes(path.read_bytes())
    _noted(older, "2020-01-01")
    (folder / "links.csv").write_text(HEAD + ONE, encoding="utf-8")
    (folder / "towns.csv").write_text("id,label\naby,Aby\nbeby,Beby\n", encoding="utf-8")
    _noted(folder, "2024-01-01")
    return folder


def test_without_a_note_there_is_nothing_earlier(updated: Path, schema: Schema) -> None:
    (updated / "import.toml").unlink()
    assert read_dataset(updated, schema).changes is None


def test_what_only_the_earlier_export_says_is_retired(updated: Path, schema: Schema) -> None:
    changes = read_dataset(updated, schema).changes
    assert changes is not None
    assert (changes.added, changes.confirmed, changes.retired) == (0, 1, 1)
    towns = {iri.rpartition("/")[2] for iri in changes.entities}
    assert towns == {"aby", "beby", "ceby"}  # the last one because of the statement that stays


def test_faults_of_an_earlier_export_say_where_it_is(updated: Path, schema: Schema) -> None:
    (updated / "earlier" / "2020-01-01" / "sources.toml").unlink()
    with pytest.raises(InputError, match=r"earlier/2020-01-01/sources\.toml"):
        read_dataset(updated, schema)


def test_files_are_called_as_they_were_given(updated: Path, schema: Schema) -> None:
    _noted(updated, "2024-01-01", {"links.csv": "My links.csv"})
    (updated / "links.csv").write_text(HEAD + ONE + "aby | beby,,block 3\n", encoding="utf-8")
    records = read_dataset(updated, schema, lenient=True)
    assert {problem.file for problem in records.rejected} == {"My links.csv"}
    assert "My links.csv" in {count.file for count in records.ledger}
