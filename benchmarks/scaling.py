"""Time and memory from the store to a ranking, as networks grow from 10,000 to a million edges.

    python benchmarks/scaling.py [EDGES ...]

Each size is measured in a process of its own: a store on disk of as many participations is made,
which takes most of the time and is not counted, then opened, projected to two modes for the first
time and ranked by PageRank. With sizes, only these. The fitted exponent is the slope of a line
through the logarithms.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.made import graph
from coopgraph.graph import Graph
from coopgraph.network.measures.registry import rank
from coopgraph.networks import project
from coopgraph.store.store import Store

SIZES = (10_000, 50_000, 200_000, 1_000_000)
PAGES = Path("/proc/self/statm")
INTRODUCTION = """A store on disk of as many participations as edges is opened, projected to two
modes for the first time and ranked by PageRank, each size in a process of its own; memory is by how
much the process grew at most. The exponent is the slope of a line through the logarithms: 1 grows
as n, and n log n has 1.09 over these sizes.
"""


def section(sizes: Sequence[int] = SIZES) -> str:
    """Time and memory by size, and the exponents, as Markdown."""
    found = [_apart(size) for size in sizes]
    names = [name for name in found[0] if name != "edges"]
    lines = [f"| edges | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for one in found:
        cells = [f"{one[name]:,.2f}" for name in names]
        lines.append(f"| {one['edges']:,.0f} | {' | '.join(cells)} |")
    if len(found) > 1:
        edges = np.log([one["edges"] for one in found])
        slopes = [np.polyfit(edges, np.log([one[name] for one in found]), 1)[0] for name in names]
        lines.append(f"| **exponent** | {' | '.join(f'{slope:.2f}' for slope in slopes)} |")
    return f"{INTRODUCTION}\n" + "\n".join(lines) + "\n"


def _apart(size: int) -> dict[str, float]:
    """Measure one size in a process of its own."""
    print(f"   {size:,} edges", file=sys.stderr, flush=True)
    command = [sys.executable, __file__, "--one", str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
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
            rank(network, "pagerank", engine="numba")  # small ones too, as what is fitted
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


def main() -> int:
    """Measure all sizes, or one where this is the process for it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, help="numbers of edges")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one_size(options.one)))
    else:
        print(section(options.sizes or SIZES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
