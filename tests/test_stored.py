"""A graph built on disk is the same, byte for byte, as one built in memory."""

import hashlib
from pathlib import Path

import pytest

from coopgraph.dataset.generator import generate, write_generated
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.resources import demo_dataset
from coopgraph.store.check import shacl, verify
from coopgraph.store.derive import derive
from coopgraph.store.ontology import load_schema
from coopgraph.store.store import Store
from coopgraph.stored import store_records, write_nquads


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Records:
    folder = tmp_path_factory.mktemp("generated")
    write_generated(folder, generate(300))
    return read_records(folder, load_schema())


@pytest.fixture(scope="module")
def demo() -> Records:
    return read_records(demo_dataset(), load_schema())


@pytest.mark.parametrize("name", ["generated", "demo"])
def test_on_disk_and_in_memory_a_graph_is_the_same(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    records: Records = request.getfixturevalue(name)
    written = {}
    for place, limit in (("memory", 10**9), ("disk", 0)):
        store = store_records([records], in_memory=limit)
        derive(store)
        path = tmp_path / f"{place}.nq"
        digest, counts = write_nquads(store, path)
        assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
        assert sum(counts.values()) == path.read_bytes().count(b"\n") == len(store)
        store.write(tmp_path / place)
        opened = Store.open(tmp_path / place)
        assert opened.nquads() == path.read_bytes()
        written[place] = (digest, counts, shacl(store), verify(store))
    assert written["memory"] == written["disk"]


def test_the_files_of_a_store_on_disk_go_with_it(generated: Records) -> None:
    store = store_records([generated], in_memory=0)
    store.settle()
    assert store.bulk
    folder = store.bulk.folder
    assert folder.is_dir()
    del store
    assert not folder.exists()


def test_clean_data_conform(generated: Records) -> None:
    store = store_records([generated])
    derive(store)
    assert [*shacl(store), *verify(store)] == []
