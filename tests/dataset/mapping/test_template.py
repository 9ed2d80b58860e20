"""`init` makes a data set that builds as it is."""

import tomllib
from pathlib import Path

import pytest

from coopgraph.dataset.mapping.template import init
from coopgraph.dataset.records.records import read_records
from coopgraph.errors import CoopgraphError
from coopgraph.pipeline import check
from coopgraph.store.ontology import load_schema


def test_starter_passes_every_check(tmp_path: Path) -> None:
    init(tmp_path / "my-region")
    store, records = check([tmp_path / "my-region"])
    assert records[0].counts["cooperation.csv"] == 1
    assert len(store) > 1000


def test_it_has_tables_a_mapping_a_codebook_and_sources(tmp_path: Path) -> None:
    files = init(tmp_path / "a")
    assert {"mapping.toml", "sources.toml", "codebook.md", "cooperation.csv"} <= set(files)
    assert sorted(files) == sorted(p.name for p in (tmp_path / "a").iterdir())


@pytest.mark.parametrize(
    ("folder", "identifier"),
    [("my-region", "my-region"), ("Östra Götaland", "ostra-gotaland"), ("***", "my-data")],
)
def test_the_folder_names_the_data_set(tmp_path: Path, folder: str, identifier: str) -> None:
    init(tmp_path / folder)
    dataset = tomllib.loads((tmp_path / folder / "mapping.toml").read_text("utf-8"))["dataset"]
    assert dataset["id"] == identifier
    assert dataset["title"] == folder


def test_a_title_cannot_break_the_mapping(tmp_path: Path) -> None:
    init(tmp_path / "a", 'Partners "of" my\nregion\\')
    dataset = tomllib.loads((tmp_path / "a" / "mapping.toml").read_text("utf-8"))["dataset"]
    assert dataset["title"] == "Partners  of  my region"


def test_an_empty_folder_may_be_there(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert init(tmp_path / "a")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CoopgraphError, match="exists and is not empty"):
        init(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(CoopgraphError, match="exists and is not empty"):
        init(tmp_path / "a")


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(CoopgraphError, match="cannot write"):
        init(tmp_path / "a" / "b")


def test_tables_that_are_not_needed_may_be_deleted_or_emptied(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    init(folder)
    (folder / "structure.csv").unlink()
    header = (folder / "participations.csv").read_text("utf-8").partition("\n")[0]
    (folder / "participations.csv").write_text(header + "\n", encoding="utf-8")
    records = read_records(folder, load_schema())
    assert records.counts["participations.csv"] == 0
    assert records.counts["structure.csv"] == 0
    assert records.counts["cooperation.csv"] == 1
