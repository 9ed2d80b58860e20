"""Tables of a built graph: what the store would answer, and never another graph's."""

import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from coopgraph import graph_tables
from coopgraph.dataset.generator import generate, write_generated
from coopgraph.dataset.mapping.template import init
from coopgraph.graph import open_graph
from coopgraph.graph_tables import read_graph_table
from coopgraph.networks import project
from coopgraph.pipeline import build
from coopgraph.replace import _OWN
from coopgraph.resources import demo_dataset
from coopgraph.store.frames import Asked, country_table, entity_frame, statement_frame

DATASETS = ("demo", "generated", "two", "merged")
MERGED = """\
dataset = { id = "merged", title = "Towns in regions", lenient = true }
tables.towns = {}
[[entities]]
name = "town"
type = "Territory"
key = "Town"
labels = { en = "Town" }
set.kind = { const = "city" }
[[entities]]
name = "region"
type = "Territory"
key = "Region"
labels = { en = "Region", sv = "Region" }
set.kind = { const = "region" }
[[statements]]
type = "PartOf"
key = ["Town", "Region"]
duplicates = "merge"
set = { part = { entity = "town" }, whole = { entity = "region" } }
evidence = { source = { const = "lists" }, locator = { record = true } }
"""
SOURCES = """\
[lists]
title = "Lists of towns"
publisher = "Strait Association"
language = "en"
as_of = "2020-01-01"
"""


@pytest.fixture(scope="module", params=DATASETS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Graphs of documents, of tables, of two data sets, and of rows that say the same."""
    place = tmp_path_factory.mktemp(request.param)
    if request.param == "demo":
        inputs = [demo_dataset()]
    elif request.param == "generated":
        write_generated(place / "data", generate(400))
        inputs = [place / "data"]
    elif request.param == "merged":
        inputs = [_merged(place / "merged")]
    else:
        init(place / "starter")
        inputs = [demo_dataset(), place / "starter"]
    return build(inputs, place / "graph", shapes=False).folder


def _merged(place: Path) -> Path:
    place.mkdir()
    rows = ["Town,Region", *["Lindhavn,Norrland", "Sund,Norrland"] * 3]
    (place / "towns.csv").write_text("\n".join(rows), encoding="utf-8")
    (place / "mapping.toml").write_text(MERGED, encoding="utf-8")
    (place / "sources.toml").write_text(SOURCES, encoding="utf-8")
    return place


def test_a_statement_of_several_rows_of_one_source_has_one_row(tmp_path: Path) -> None:
    made = build([_merged(tmp_path / "merged")], tmp_path / "graph", shapes=False)
    assert len(pd.read_parquet(made.folder / "statements.parquet")) == 2


def test_tables_hold_what_the_store_answers(folder: Path) -> None:
    graph = open_graph(folder)
    asked = Asked(graph.store)
    statements = read_graph_table(folder, "statements", graph.fingerprint)
    entities = read_graph_table(folder, "entities", graph.fingerprint)
    assert statements is not None
    assert entities is not None
    assert len(statements)
    assert_frame_equal(statements, statement_frame(asked))
    assert_frame_equal(entities, entity_frame(asked, country_table(graph.store)))


def test_statements_are_written_in_portions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(tmp_path / "starter")
    inputs = [tmp_path / "starter", demo_dataset()]
    whole = build(inputs, tmp_path / "whole", shapes=False).folder
    monkeypatch.setattr(graph_tables, "PORTION", 7)
    parts = build(inputs, tmp_path / "parts", shapes=False).folder
    one, other = (pd.read_parquet(place / "statements.parquet") for place in (whole, parts))
    assert_frame_equal(one, other)
    assert pq.ParquetFile(parts / "statements.parquet").num_row_groups > 100


def test_a_projection_is_the_same_without_the_tables(folder: Path, tmp_path: Path) -> None:
    bare = shutil.copytree(folder, tmp_path / "bare")
    for table in bare.glob("*.parquet"):
        table.unlink()
    with_tables, without = (project(open_graph(place)) for place in (folder, bare))
    assert with_tables.fingerprint == without.fingerprint
    assert_frame_equal(with_tables.statements, without.statements)


@pytest.mark.parametrize("content", [b"", b"PAR1 no table PAR1"])
def test_a_damaged_table_is_not_read(folder: Path, tmp_path: Path, content: bytes) -> None:
    bad = shutil.copytree(folder, tmp_path / "bad")
    (bad / "statements.parquet").write_bytes(content)
    graph = open_graph(bad)
    assert read_graph_table(bad, "statements", graph.fingerprint) is None
    assert_frame_equal(graph.statements, open_graph(folder).statements)


def test_a_table_of_another_graph_is_not_read(folder: Path) -> None:
    assert read_graph_table(folder, "entities", "0" * 64) is None


def test_tables_are_files_that_pandas_opens(folder: Path) -> None:
    frame = pd.read_parquet(folder / "statements.parquet")
    assert {"statement", "type", "source", "locator"} <= set(frame.columns)


def test_a_build_may_replace_a_graph_with_tables(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} <= _OWN
