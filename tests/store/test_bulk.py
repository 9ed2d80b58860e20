import signal
import subprocess
import sys
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
    assert sorted(path.name for path in folder.iterdir()) == ["graph.nq", "lock", "runs", "store"]
    assert not list((folder / "runs").iterdir())
    del store, bulk
    assert not folder.exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from coopgraph.store.bulk import Bulk
bulk = Bulk(Path(sys.argv[1]))
bulk.add(b"<x:a> <x:p> <x:o> <x:g> .\\n")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_goes_with_the_next_one(tmp_path: Path) -> None:
    alive = Bulk(tmp_path)
    foreign = tmp_path / ".coopgraph-other"
    foreign.mkdir()
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list(tmp_path.iterdir())) == 3
    following = Bulk(tmp_path)
    assert set(tmp_path.iterdir()) == {alive.folder, foreign, following.folder}


def test_loading_tells_how_many_quads_of_how_many(tmp_path: Path) -> None:
    bulk, told = Bulk(tmp_path), []
    for name in "ab":
        bulk.add(f"<x:{name}> <x:p> <x:b> <x:g> .\n".encode())
    bulk.load(lambda done, total: told.append((done, total)))
    assert told == [(2, 2)]
