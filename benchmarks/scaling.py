"""Time and memory from the store to a ranking, as networks grow to 300,000 or a million edges.

    python benchmarks/scaling.py EDGES

Each size is measured in a process of its own: a store on disk of as many participations is made,
then opened, projected to two modes for the first time and ranked by PageRank. The fitted exponent
is the slope of a line through the logarithms: 1 is as n, and n log n has 1.07 between 10,000 and a
million.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.made import graph
from benchmarks.timing import Row
from coopgraph.graph import Graph
from coopgraph.network.measures.registry import rank
from coopgraph.networks import project
from coopgraph.store.store import Store

# The last one takes a quarter of an hour: with `run.py --large` only.
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
PAGES = Path("/proc/self/statm")
STEPS = ("projection", "ranking")


def measure() -> list[Row]:
    """There is no peer: see `notes`."""
    return []


def notes() -> str:
    """Time and memory by size, and the exponents, as Markdown."""
    sizes = SIZES if os.environ.get("COOPGRAPH_LARGE") else SIZES[:-1]
    found = [_apart(size) for size in sizes]
    names = [name for name in found[0] if name != "edges"]
    lines = [f"| edges | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for one in found:
        cells = [f"{one[name]:,.2f}" for name in names]
        lines.append(f"| {one['edges']:,.0f} | {' | '.join(cells)} |")
    edges = np.log([one["edges"] for one in found])
    slopes = {
        name: np.polyfit(edges, np.log([max(one[name], 1e-9) for one in found]), 1)[0]
        for name in names
    }
    lines.append(f"| **exponent** | {' | '.join(f'{slopes[name]:.2f}' for name in names)} |")
    return "\n".join(lines) + "\n"


def _apart(size: int) -> dict[str, float]:
    """Measure one size in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, str(size)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def one_size(size: int) -> dict[str, float]:
    """Seconds and megabytes of each step."""
    found: dict[str, float] = {}
    with TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        made = graph(size, folder=place)
        digest = made.fingerprint
        del made  # closes the store
        with _measured(found, "projection"):
            network = project(
                Graph(Store.open(place), digest, "made", place), "organisations-projects"
            )
        found["edges"] = float(len(network.edges))
        rank(project(), "pagerank", engine="numba")  # loads machine code
        with _measured(found, "ranking"):
            rank(network, "pagerank")
    return found


@contextmanager
def _measured(found: dict[str, float], name: str) -> Iterator[None]:
    """Note the time, and by how much memory grew at most, as far as the system tells."""
    before, peak, done = _memory(), [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            peak[0] = max(peak[0], _memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    start, spent = time.perf_counter(), time.process_time()
    try:
        yield
    finally:
        found[f"{name}, s"] = time.perf_counter() - start
        found[f"{name}, s of CPU"] = time.process_time() - spent
        done.set()
        watcher.join()
    if before:
        found[f"{name}, MB"] = max(peak[0] - before, 1.0)


def _memory() -> float:
    """Megabytes that this process holds; 0 where the system does not say."""
    try:
        return int(PAGES.read_text().split()[1]) * 4096 / 1e6
    except OSError:
        return 0.0


if __name__ == "__main__":
    print(json.dumps(one_size(int(sys.argv[1]))))
