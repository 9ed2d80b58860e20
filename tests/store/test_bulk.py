from pathlib import Path

from coopgraph.store.bulk import Bulk
from coopgraph.store.store import Store

LINES = [f"<x:{n:05}> <x:p> <x:o> <x:g> .\n".encode() for n in range(30_000)]


def test_everything_added_is_loaded_once_and_can_be_read_again(tmp_path: Path) -> None:
    bulk = Bulk(tmp_path)
    for start in range(3):
        bulk.add(b"".join(LINES[start::2]))
    store = Store.from_bulk(bulk)
    assert len(store) == len(LINES)
    assert b"".join(store.canonical()) == b"".join(LINES)


def test_the_folder_goes_with_the_store(tmp_path: Path) -> None:
    bulk = Bulk(tmp_path)
    bulk.add(LINES[0])
    store = Store.from_bulk(bulk)
    (folder,) = tmp_path.iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["graph.nq", "runs", "store"]
    assert not list((folder / "runs").iterdir())
    del store, bulk
    assert not folder.exists()
