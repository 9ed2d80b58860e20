"""Exact betweenness on the network of sister cities, side by side with other libraries.

Run as ``python benchmarks/betweenness.py [ROUNDS]``. Peers that are installed take part:
rustworkx, python-igraph, networkit. All get the same simple network in their own form; only the
computation is timed. Rounds are interleaved, so that other work on the machine slows all alike,
and the best round of each counts. The values are compared before the times are.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from coopgraph.network.distances import distance_sums
from coopgraph.network.geodesics import betweenness_sums
from coopgraph.network.reduction import clean, reduce_network

SHARED = Path(os.environ.get("COOPGRAPH_SHARED") or Path(__file__).parents[2] / "shared")
CITIES = SHARED / "data" / "sister-cities-2013" / "cities"
WANTED = 5.0

Run = Callable[[], np.ndarray]

FIRST_CALL = """
import time, numpy as np
from scipy import sparse
from coopgraph.network.geodesics import betweenness_sums
from coopgraph.network.distances import distance_sums
square = sparse.csr_array(np.array([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]]))
begin = time.perf_counter()
betweenness_sums(square, directed=False)
middle = time.perf_counter()
distance_sums(square, directed=False)
print(middle - begin, time.perf_counter() - middle)
"""


def table(name: str, **options: object) -> pd.DataFrame:
    path = CITIES / name
    return pd.read_csv(
        path, sep="\t", dtype=str, keep_default_na=False, quoting=3, index_col=False, **options
    )


def cities() -> tuple[pd.Index, np.ndarray]:
    """Names of the cities, and each pair of partners once."""
    rows = table("cities.csv", header=None, names=["one", "other"])
    names = pd.Index(sorted({*rows["one"], *rows["other"]}))
    ends = np.column_stack([names.get_indexer(rows["one"]), names.get_indexer(rows["other"])])
    return names, np.unique(np.sort(ends, axis=1), axis=0)


def adjacency(n: int, pairs: np.ndarray) -> sparse.csr_array:
    one, other = pairs.T
    ends = (np.concatenate([one, other]), np.concatenate([other, one]))
    return sparse.coo_array((np.ones(2 * len(pairs)), ends), shape=(n, n)).tocsr()


def peers(n: int, pairs: np.ndarray) -> dict[str, Run]:
    """Other libraries that are installed, each with the network in its own form."""
    edges = [(int(u), int(v)) for u, v in pairs]
    runs: dict[str, Run] = {}
    if find_spec("rustworkx"):
        import rustworkx

        graph = rustworkx.PyGraph(multigraph=False)
        graph.add_nodes_from(range(n))
        graph.add_edges_from_no_data(edges)

        def by_rustworkx() -> np.ndarray:
            values = rustworkx.betweenness_centrality(graph, normalized=False)
            return np.array([values[node] for node in range(n)])

        runs["rustworkx"] = by_rustworkx
    if find_spec("igraph"):
        import igraph

        other = igraph.Graph(n, edges)
        runs["igraph"] = lambda: np.array(other.betweenness())
    if find_spec("networkit"):
        import networkit

        third = networkit.Graph(n)
        for u, v in edges:
            third.addEdge(u, v)

        def by_networkit() -> np.ndarray:
            values = networkit.centrality.Betweenness(third, normalized=False).run().scores()
            return np.array(values)

        scale = by_networkit_scale(networkit)
        runs["networkit"] = lambda: by_networkit() * scale
    return runs


def by_networkit_scale(networkit: object) -> float:
    """NetworKit's releases count a pair once or twice: ask it about a path of three nodes."""
    path = networkit.Graph(3)  # type: ignore[attr-defined]
    path.addEdge(0, 1)
    path.addEdge(1, 2)
    return 1 / networkit.centrality.Betweenness(path).run().scores()[1]  # type: ignore[attr-defined]


def first_calls() -> None:
    """What a process pays once: compiling with no cache, and loading from the cache."""
    with tempfile.TemporaryDirectory() as folder:
        for what in ("compile, no cache", "load from cache"):
            environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
            done = subprocess.run(
                [sys.executable, "-c", FIRST_CALL],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            nodes, distances = map(float, done.stdout.split())
            print(f"first call, {what:18} betweenness {nodes:5.2f} s, distances {distances:5.2f} s")


def timed(run: Run) -> tuple[float, np.ndarray]:
    begin = time.perf_counter()
    values = run()
    return time.perf_counter() - begin, values


def main(rounds: int) -> int:
    names, pairs = cities()
    n = len(names)
    matrix = adjacency(n, pairs)
    reduced = reduce_network(clean(matrix))
    largest = int(np.diff(reduced.starts).max())
    print(f"{n} nodes, {len(pairs)} edges; largest block {largest} nodes; {os.cpu_count()} cores")
    first_calls()
    runs: dict[str, Run] = {"coopgraph": lambda: betweenness_sums(matrix, directed=False)}
    runs |= peers(n, pairs)
    runs["coopgraph, distances"] = lambda: distance_sums(matrix, directed=False).far
    times: dict[str, list[float]] = {name: [] for name in runs}
    values: dict[str, np.ndarray] = {}
    for _ in range(rounds):
        for name, run in runs.items():
            seconds, values[name] = timed(run)
            times[name].append(seconds)
    ours = values["coopgraph"]
    published = table("cities_nodes.csv").set_index("node")["betweeness"].astype(float)
    print(f"greatest difference from the published values {abs(published[names] - ours).max():.4f}")
    for name in set(runs) - {"coopgraph", "coopgraph, distances"}:
        worst = np.abs(values[name] - ours).max() / ours.max()
        print(f"greatest difference from {name:10} {worst:.1e} of the greatest value")
    best = {name: min(seconds) for name, seconds in times.items()}
    for name, seconds in best.items():
        ratio = seconds / best["coopgraph"]
        print(f"{name:22} {seconds:8.3f} s   {ratio:6.1f} times coopgraph's time")
    rivals = {name: best[name] for name in best if not name.startswith("coopgraph")}
    if not rivals:
        print("no peer is installed: pip install rustworkx igraph networkit")
        return 0
    fastest = min(rivals, key=lambda name: rivals[name])
    ratio = rivals[fastest] / best["coopgraph"]
    print(f"ahead of the fastest peer, {fastest}: {ratio:.1f} times (wanted: {WANTED:g})")
    return 0 if ratio >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
