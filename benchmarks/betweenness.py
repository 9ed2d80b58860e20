"""Exact betweenness on the network of sister cities, side by side with other libraries.

By itself, ``python benchmarks/betweenness.py``, it first compares the values with the published
ones and with those of the peers, and says what compiling costs once. Peers that are installed take
part: rustworkx, igraph, networkit. All get the same simple network in their own form beforehand;
coopgraph's time includes the reduction to blocks.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.timing import Row, markdown, side_by_side
from coopgraph.network.kernels.distances import distance_sums
from coopgraph.network.kernels.geodesics import betweenness_sums
from coopgraph.network.kernels.reduction import clean, reduce_network

SHARED = Path(os.environ.get("COOPGRAPH_SHARED") or Path(__file__).parents[2] / "shared")
CITIES = SHARED / "data" / "sister-cities-2013" / "cities"
TEXT: dict[str, Any] = {
    "sep": "\t",
    "dtype": str,
    "keep_default_na": False,
    "quoting": 3,
    "index_col": False,
}

Run = Callable[[], np.ndarray]

FIRST_CALL = """
import time, numpy as np
from scipy import sparse
from coopgraph.network.kernels.distances import distance_sums
from coopgraph.network.kernels.geodesics import betweenness_sums
square = sparse.csr_array(np.array([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]]))
begin = time.perf_counter()
betweenness_sums(square, directed=False)
middle = time.perf_counter()
distance_sums(square, directed=False)
print(middle - begin, time.perf_counter() - middle)
"""


def measure(runs: int = 5) -> list[Row]:
    """Each peer in turn with coopgraph, kernels warm."""
    if not CITIES.is_dir():
        print("betweenness: the reference data (../shared) are not here", file=sys.stderr)
        return []
    names, pairs = cities()
    matrix = adjacency(len(names), pairs)
    ours = betweenness_of(matrix)
    ours()
    rows = [
        side_by_side("exact betweenness, 11,618 cities", ours, name, run, runs)
        for name, run in peers(len(names), pairs).items()
    ]
    closeness = closeness_peer(len(names), pairs)
    if closeness:

        def distances() -> object:
            return distance_sums(matrix, directed=False)

        distances()
        what = "distance sums (closeness, harmonic), 11,618 cities"
        rows += [side_by_side(what, distances, name, run, runs) for name, run in closeness.items()]
    return rows


def cities() -> tuple[pd.Index, np.ndarray]:
    """Names of the cities, and each pair of partners once."""
    rows = pd.read_csv(CITIES / "cities.csv", header=None, names=["one", "other"], **TEXT)
    names = pd.Index(sorted({*rows["one"], *rows["other"]}))
    ends = np.column_stack([names.get_indexer(rows["one"]), names.get_indexer(rows["other"])])
    return names, np.unique(np.sort(ends, axis=1), axis=0)


def adjacency(n: int, pairs: np.ndarray) -> sparse.csr_array:
    """The symmetric matrix of an undirected network."""
    half = sparse.coo_array((np.ones(len(pairs)), pairs.T), shape=(n, n)).tocsr()
    return sparse.csr_array(half + half.T)


def betweenness_of(matrix: sparse.csr_array) -> Run:
    """What is timed of coopgraph."""
    return lambda: betweenness_sums(matrix, directed=False)


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

        third = networkit_graph(n, edges)
        # Its releases count a pair once or twice: ask about a path of three nodes.
        path = networkit_graph(3, [(0, 1), (1, 2)])
        scale = networkit.centrality.Betweenness(path).run().scores()[1]
        runs["networkit"] = lambda: (
            np.array(networkit.centrality.Betweenness(third).run().scores()) / scale
        )
    return runs


def closeness_peer(n: int, pairs: np.ndarray) -> dict[str, Run]:
    """Closeness and harmonic centrality by igraph, if it is installed."""
    if not find_spec("igraph"):
        return {}
    import igraph

    graph = igraph.Graph(n, [(int(u), int(v)) for u, v in pairs])

    def both() -> np.ndarray:
        return np.array([graph.closeness(), graph.harmonic_centrality()])

    return {"igraph": both}


def networkit_graph(n: int, edges: list[tuple[int, int]]) -> Any:
    """A network in NetworKit's form."""
    import networkit

    graph = networkit.Graph(n)
    for u, v in edges:
        graph.addEdge(u, v)
    return graph


def check_values() -> None:
    """Compare values before times."""
    names, pairs = cities()
    matrix = adjacency(len(names), pairs)
    largest = int(np.diff(reduce_network(clean(matrix)).starts).max())
    print(f"{len(names)} nodes, {len(pairs)} edges; largest block {largest} nodes")
    ours = betweenness_of(matrix)()
    published = pd.read_csv(CITIES / "cities_nodes.csv", **TEXT).set_index("node")
    difference = np.abs(published["betweeness"].astype(float)[names].to_numpy() - ours).max()
    print(f"greatest difference from the published values: {difference:.4f}")
    for name, run in peers(len(names), pairs).items():
        difference = np.abs(run() - ours).max() / ours.max()
        print(f"greatest difference from {name}: {difference:.1e} of the greatest value")


def first_calls() -> None:
    """What a process pays once: compiling with no cache, and loading from the cache."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        for what in ("compiled", "from the cache"):
            done = subprocess.run(
                [sys.executable, "-c", FIRST_CALL],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            nodes, distances = map(float, done.stdout.split())
            print(f"first call, {what}: betweenness {nodes:.2f} s, distances {distances:.2f} s")


if __name__ == "__main__":
    if CITIES.is_dir():
        check_values()
        first_calls()
    print(markdown(measure()))
