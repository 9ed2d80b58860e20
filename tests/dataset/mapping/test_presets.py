"""Presets: a mapping and sources laid beside the files that a publisher gives."""

from pathlib import Path

import pytest

from coopgraph.dataset.mapping.presets import apply_preset, preset_folder, preset_names
from coopgraph.dataset.mapping.reader import read_mapping
from coopgraph.dataset.mapping.sources import read_sources
from coopgraph.dataset.records.records import read_records
from coopgraph.errors import CoopgraphError, InputError, NameNotFound
from coopgraph.vocabulary import Schema

PAIRS = b"Lindhavn\tFjernby\nFjernby\tLindhavn\nFjernby\tSund,_Norrland\n"
LINKS = (
    b"1\tLindhavn\tNorrland\t2\tFjernby\tOstland\n"
    b"1\tLindhavn\tNorrland\t2\tFjernby\tOstland\n"
    b"1\tLindhavn\tNorrland\t3\tSund,_Norrland\tNorrland\n"
)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    folder = tmp_path / "published"
    (folder / "cities").mkdir(parents=True)
    (folder / "cities" / "cities.csv").write_bytes(PAIRS)
    (folder / "city_country_edges.csv").write_bytes(LINKS)
    return folder


@pytest.mark.parametrize("name", list(preset_names()))
def test_each_preset_has_a_sound_mapping_and_sources(name: str, schema: Schema) -> None:
    with preset_folder(name) as folder:
        mapping = read_mapping(folder, schema)
        sources, problems = read_sources(folder)
    assert not problems
    assert {b.evidence["source"].const for b in mapping.statements} <= set(sources)


def test_a_preset_takes_the_optional_files_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "twin_cities_raw.csv").write_text("city1,country1,city2,country2\n")
    made = apply_preset("twin-cities", tmp_path, tmp_path / "mine")
    assert made == ["mapping.toml", "sources.toml", "twin_cities_raw.csv"]
    with pytest.raises(InputError, match=r"twin_cities_raw\.csv"):
        apply_preset("twin-cities", tmp_path / "mine" / "none", tmp_path / "other")


def test_pairs_of_cities_become_cited_statements(
    published: Path, tmp_path: Path, schema: Schema
) -> None:
    apply_preset("sister-cities", published, tmp_path / "mine")
    records = read_records(tmp_path / "mine", schema)
    values = records.values
    assert values[values["property"] == "coop:party"]["subject"].nunique() == 2
    locators = values[values["property"] == "coop:locator"]["value"]
    assert max(locators) == "cities.csv, record Lindhavn | Fjernby"


def test_lines_with_countries_stay_apart(published: Path, tmp_path: Path, schema: Schema) -> None:
    apply_preset("sister-city-countries", published, tmp_path / "mine")
    values = read_records(tmp_path / "mine", schema).values
    assert values[values["property"] == "coop:party"]["subject"].nunique() == 3
    assert values[values["property"] == "coop:whole"]["value"].nunique() == 2


def test_a_misspelt_preset_gets_the_near_ones(published: Path, tmp_path: Path) -> None:
    with pytest.raises(NameNotFound, match='Did you mean "sister-cities"'):
        apply_preset("sister-citys", published, tmp_path / "mine")


def test_missing_tables_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cities/cities\.csv.*the preset sister-cities reads it"):
        apply_preset("sister-cities", tmp_path, tmp_path / "mine")
    assert not (tmp_path / "mine").exists()


def test_a_folder_in_use_is_left_alone(published: Path) -> None:
    with pytest.raises(CoopgraphError, match="not empty"):
        apply_preset("sister-cities", published, published)
