"""Builds on disk that are killed or interrupted: whatever the moment, the last good graph is there.

The graphs are small, and made on disk as if they were not: in slices, by processes, from runs.
"""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coopgraph.dataset.generator import generate, write_generated

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")

# Every graph is too large for memory, and a slice is small.
BUILD = """
import sys
from functools import partial
from pathlib import Path
import coopgraph.pipeline
from coopgraph.cli import main
from coopgraph.stored import derived_records

coopgraph.pipeline.derived_records = partial(derived_records, in_memory=0, size=1500)
sys.argv = ["coopgraph", "build", sys.argv[1], "-o", sys.argv[2], "--no-shapes"]
main()
"""


STEPS = ("loading", "deriving", "writing", "storing", "reading")


class _Place:
    """Two data sets of one id, a folder for their graph, and a folder of their own for scratch."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out, self.scratch = folder, folder / "out", folder / "scratch"
        self.scratch.mkdir()
        self.graphs = []
        self.lasts = 0.0
        for seed in (1, 2):
            write_generated(folder / f"data{seed}", generate(700, seed=seed))
            begun = time.monotonic()
            self.build(seed, folder / f"graph{seed}")
            self.lasts = time.monotonic() - begun
            self.graphs.append(_contents(folder / f"graph{seed}"))
        assert self.graphs[0] != self.graphs[1]

    def start(self, seed: int, out: Path | None = None) -> subprocess.Popen[str]:
        arguments = [str(self.folder / f"data{seed}"), str(out or self.out)]
        return subprocess.Popen(
            [sys.executable, "-c", BUILD, *arguments],
            env={**os.environ, "TMPDIR": str(self.scratch)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def build(self, seed: int, out: Path | None = None) -> None:
        """Build to the end."""
        process = self.start(seed, out)
        told = process.communicate()[1]
        assert process.returncode == 0, told

    def left(self) -> list[str]:
        """What lies about beside the data and the graphs."""
        expected = {"data1", "data2", "graph1", "graph2", "out", "scratch"}
        beside = {path.name for path in self.folder.iterdir()} - expected
        return sorted(beside) + [path.name for path in self.scratch.iterdir()]


def _contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in ("graph.nq", "report.json")}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> _Place:
    return _Place(tmp_path_factory.mktemp("interrupted"))


def _killed(place: _Place, times: int) -> None:
    if not place.out.exists():
        place.build(1)
    generator = random.Random(9)
    for number in range(times):
        process = place.start(2 if _contents(place.out) == place.graphs[0] else 1)
        # In each of the steps, at any moment of it.
        _wait_for(process, STEPS[number % len(STEPS)])
        time.sleep(generator.uniform(0, place.lasts / len(STEPS)))
        process.kill()
        process.communicate()
        assert _contents(place.out) in place.graphs
    place.build(2)
    assert _contents(place.out) == place.graphs[1]
    assert place.left() == []
    _opens(place.out)


def _opens(folder: Path) -> None:
    """Ask the graph, in a process of its own as it is opened for good."""
    asked = multiprocessing.get_context("spawn").Process(target=_ask, args=(folder,))
    asked.start()
    asked.join()
    assert asked.exitcode == 0


def _ask(folder: Path) -> None:
    from coopgraph.graph import open_graph

    counted = open_graph(folder).store.table("SELECT (COUNT(*) AS ?n) { ?s a coop:Participation }")
    assert int(counted["n"][0]) == 700


def _wait_for(process: "subprocess.Popen[str]", step: str) -> None:
    assert process.stderr is not None
    while not process.stderr.readline().startswith(step):
        assert process.poll() is None


def test_a_build_on_disk_that_is_killed_leaves_a_whole_graph(place: _Place) -> None:
    _killed(place, 3)


@pytest.mark.soak
def test_twenty_builds_on_disk_that_are_killed_leave_a_whole_graph(place: _Place) -> None:
    _killed(place, 20)


@pytest.mark.parametrize("step", ["storing", "loading"])
def test_an_interrupted_build_on_disk_changes_nothing(place: _Place, step: str) -> None:
    if not place.out.exists():
        place.build(1)
    before = _contents(place.out)
    seed = 2 if before == place.graphs[0] else 1
    process = place.start(seed)
    _wait_for(process, step)
    process.send_signal(signal.SIGINT)
    told = process.communicate()[1]
    assert process.returncode == 130
    assert told.endswith("interrupted; nothing was changed\n")
    assert "Traceback" not in told
    assert _contents(place.out) == before
    # Slices that are finished stay for the next run, and nothing else.
    assert place.left() == ([".out.parts"] if step == "loading" else [])
    place.build(seed)
    assert _contents(place.out) == place.graphs[seed - 1]
    assert place.left() == []
