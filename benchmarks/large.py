"""Measures of a network of 340,000 edges, side by side with NetworkX.

Each has the network in its own form beforehand. Both compute the same definition to the same
digits: NetworkX stops its iterations where the sum of all changes is below nodes × tol, so its tol
is 1e-12 divided by the nodes. The values are compared before the times.
"""

from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse

from benchmarks.timing import Row, side_by_side
from coopgraph.network.kernels.centrality import eigenvector
from coopgraph.network.kernels.cohesion import core_compiled
from coopgraph.network.kernels.matrix import Network, components
from coopgraph.network.kernels.visits import pagerank_compiled

EDGES = 340_000


def measure() -> list[Row]:
    """Compare PageRank, eigenvector centrality, k-cores and components."""
    net = network()
    labels = components(net)
    inside = np.flatnonzero(labels == np.bincount(labels).argmax())
    giant = net.part(inside)
    whole_nx, giant_nx = as_networkx(net), as_networkx(giant)
    tolerance = 1e-12 / giant.size
    ours: dict[str, Any] = {
        "PageRank": lambda: pagerank_compiled(giant),
        "eigenvector centrality": lambda: eigenvector(giant),
        "k-cores": lambda: core_compiled(net),
        "components": lambda: components(net),
    }
    theirs: dict[str, Any] = {
        "PageRank": lambda: nx.pagerank(giant_nx, tol=tolerance, max_iter=1_000),
        "eigenvector centrality": lambda: nx.eigenvector_centrality(
            giant_nx, tol=tolerance, max_iter=100_000
        ),
        "k-cores": lambda: nx.core_number(whole_nx),
        "components": lambda: list(nx.connected_components(whole_nx)),
    }
    rows = []
    for name, call in ours.items():
        values = call()  # also loads machine code
        rows.append(
            side_by_side(
                f"{name}, {EDGES:,} edges",
                call,
                "networkx",
                theirs[name],
                1 if name.startswith("eigen") else 3,
                goal=20 if name == "components" else 40,
            )
        )
        check(name, values, theirs[name] if not name.startswith("eigen") else None)
    return rows


def network(edges: int = EDGES, seed: int = 1) -> Network:
    """Make a simple network in which few nodes have many edges."""
    random = np.random.default_rng(seed)
    nodes = edges // 3
    chance = 1 / (np.arange(nodes) + 10) ** 0.8
    ends = np.sort(random.choice(nodes, size=(2 * edges, 2), p=chance / chance.sum()), axis=1)
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    ends = random.permutation(ends)[:edges].astype(np.int32)
    half = sparse.coo_array((np.ones(len(ends)), ends.T), shape=(nodes, nodes)).tocsr()
    return Network(sparse.csr_array(half + half.T), directed=False)


def as_networkx(net: Network) -> "nx.Graph[int]":
    """The same network as a graph of places."""
    upper = sparse.triu(net.adjacency).tocoo()
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(net.size))
    graph.add_edges_from(zip(upper.row.tolist(), upper.col.tolist(), strict=True))
    return graph


def check(name: str, values: Any, peer: Any) -> None:
    """Compare values, where the peer is quick enough to be asked once more."""
    if peer is None:
        return
    found = peer()
    if name == "components":
        assert len(found) == int(values.max()) + 1
    else:
        expected = np.array([found[node] for node in range(len(values))])
        assert np.abs(values - expected).max() < 1e-11, name
