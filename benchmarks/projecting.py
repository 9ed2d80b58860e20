"""From the store to a projection, to NetworkX, and from two modes to one, at several sizes.

What the engine itself takes is to run the same queries and write their answers as CSV. Of a graph
that was asked before, that is the query of the projection alone; of a graph just opened, also the
queries for entities, statements and their evidence, which a projection needs to be cited. They are
taken down while coopgraph asks them, so both do the same.
"""

import itertools
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import numpy as np
import pandas as pd
import pyarrow as pa
import pyoxigraph as ox
from networkx.algorithms import bipartite

from benchmarks.made import graph
from benchmarks.timing import Row, side_by_side
from benchmarks.uncertainty import zipf_network
from coopgraph.graph import Graph, open_graph
from coopgraph.network.projecting.codes import coded
from coopgraph.network.projecting.onemode import one_mode, shared_pairs
from coopgraph.network.projecting.projection import Projection
from coopgraph.networks import project
from coopgraph.store.store import Store

WITHIN = 1 / 1.5  # of the engine's own time
PARTICIPATIONS = 150_000


class Asked(Store):
    """A store that remembers what it was asked."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.engine, store.folder, store.dump)
        self.asked: list[str] = []

    def table(self, query: str) -> pd.DataFrame:
        """Answer, and remember the query."""
        self.asked.append(query)
        return super().table(query)

    def arrow(self, query: str) -> pa.Table:
        """Answer, and remember the query."""
        self.asked.append(query)
        return super().arrow(query)


def measure() -> list[Row]:
    """Compare projections with the engine, and networks with NetworkX."""
    rows = _of_store("the demo graph", open_graph(), "all-cooperation", 7)
    for size in (15_000, 150_000):
        with TemporaryDirectory() as folder:
            made = graph(size, folder=Path(folder) / "store")
            rows += _of_store(f"{size:,} statements", made, "organisations-projects", 3)
            del made  # closes the store before its folder goes
    rows.append(_as_networkx("demo", project(open_graph()), 15))
    for edges in (10_000, 300_000):
        rows.append(_as_networkx(f"{edges:,} edges", zipf_network(edges // 3, edges), 3))
    return rows + _to_one_mode()


def _of_store(where: str, found: Graph, name: str, runs: int) -> list[Row]:
    """Compare a graph just opened, and one asked before."""

    def fresh() -> Graph:
        return replace(found)  # without what was read before

    recorder = Asked(found.store)
    project(replace(found, store=recorder), name)
    first = list(dict.fromkeys(recorder.asked))
    recorder.asked.clear()
    warm = replace(found, store=recorder)
    project(warm, name)
    recorder.asked.clear()
    project(warm, name)
    again = list(recorder.asked)
    return [
        side_by_side(
            f"first projection, {where}",
            lambda: project(fresh(), name),
            f"pyoxigraph, the same {len(first)} queries",
            partial(_ask, found.store, first),
            runs,
            goal=WITHIN,
        ),
        side_by_side(
            f"projection, {where}",
            lambda: project(warm, name),
            f"pyoxigraph, the same {'query' if len(again) == 1 else f'{len(again)} queries'}",
            partial(_ask, found.store, again),
            runs,
            goal=WITHIN,
        ),
    ]


def _ask(store: Store, queries: list[str]) -> int:
    """Let the engine alone answer in CSV."""
    graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
        ox.NamedNode(name) for name in store.default_graph()
    ]
    prefixes, size = store.prefixes(), 0
    for query in queries:
        answer = store.engine.query(query, prefixes=prefixes, default_graph=graphs)
        assert isinstance(answer, ox.QuerySolutions)
        size += len(answer.serialize(format=ox.QueryResultsFormat.CSV) or b"")
    return size


def _as_networkx(where: str, network: Projection, runs: int) -> Row:
    edges = network.edges
    return side_by_side(
        f"to a NetworkX multigraph, {where}",
        network.to_networkx,
        "from_pandas_edgelist",
        lambda: nx.from_pandas_edgelist(edges, edge_attr=True, create_using=nx.MultiGraph),
        runs,
        goal=1 / 1.3,
    )


def _to_one_mode() -> list[Row]:
    """Compare weights alone, as NetworkX gives them, and edges with all their statements."""
    nodes, edges = two_mode(PARTICIPATIONS)
    peer: nx.Graph[str] = nx.Graph()
    peer.add_edges_from(zip(edges["source"].to_list(), edges["target"].to_list(), strict=True))
    kept = nodes.loc[nodes["side"] == "a", "id"].to_list()
    ends, shared = coded(edges["source"])[0], coded(edges["target"])[0]
    done: list[nx.Graph[str]] = []

    def theirs() -> None:
        done[:] = [bipartite.weighted_projected_graph(peer, kept)]

    what = f"one-mode projection of {len(edges):,} participations"
    peer_name = "weighted_projected_graph"
    rows = [
        side_by_side(
            f"{what}: pairs and weights",
            lambda: shared_pairs(ends, shared),
            peer_name,
            theirs,
            1,
            goal=200,
        ),
        side_by_side(
            f"{what}: a table, each edge with its statements",
            lambda: one_mode(nodes, edges, keep="source"),
            peer_name,
            theirs,
            1,
        ),
    ]
    found, table = shared_pairs(ends, shared), one_mode(nodes, edges, keep="source")[1]
    expected = done[0]
    assert len(found.first) == len(table) == expected.number_of_edges()
    pairs = zip(table["source"], table["target"], table["weight"], strict=True)
    for one, other, weight in itertools.islice(pairs, 0, None, 997):
        assert expected[one][other]["weight"] == weight
    return rows


def two_mode(participations: int, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make tables of organisations, a sixth as many, and of projects with eight of them each."""
    random = np.random.default_rng(seed)
    bodies, projects = participations // 6, participations // 8
    chance = 1 / (np.arange(bodies) + 10)
    body = random.choice(bodies, size=participations, p=chance / chance.sum())
    project_ = random.integers(0, projects, size=participations)
    drawn = pd.DataFrame({"source": body, "target": project_})
    edges = pd.DataFrame(
        {
            "source": "body-" + drawn["source"].astype("str").str.zfill(7),
            "target": "project-" + drawn["target"].astype("str").str.zfill(7),
        }
    ).drop_duplicates(ignore_index=True)
    edges = edges.assign(type="Participation", stage="in-force", as_of="2018-05-17")
    edges["statements"] = pd.Series([(f"s{place:07d}",) for place in range(len(edges))])
    ends = {side: sorted(edges[end].unique()) for end, side in (("source", "a"), ("target", "b"))}
    nodes = pd.concat(
        [pd.DataFrame({"id": ids, "side": side}) for side, ids in ends.items()], ignore_index=True
    )
    return nodes, edges
