"""However a centrality is computed, it is the same."""

import networkx as nx
import pytest

from coopgraph.network.kernels import centrality, spectral
from coopgraph.network.kernels.matrix import network
from tests.network import builders as make


def test_betweenness_in_blocks_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    club = [(str(u), str(v)) for u, v in nx.karate_club_graph().edges()]
    net = network(make.network(club))
    whole = centrality.betweenness(net), centrality.closeness(net)
    monkeypatch.setattr(centrality, "_CELLS", 100)
    blocks = centrality.betweenness(net), centrality.closeness(net)
    for one, other in zip(whole, blocks, strict=True):
        assert one == pytest.approx(other, abs=1e-14)


@pytest.mark.parametrize("directed", [False, True])
def test_eigenvector_of_a_large_network_is_the_same(
    monkeypatch: pytest.MonkeyPatch, directed: bool
) -> None:
    ring = [(f"n{i:02}", f"n{(i + 1) % 30:02}") for i in range(30)]
    chords = [(f"n{i:02}", f"n{i * i % 30:02}") for i in range(30) if i * i % 30 != i]
    net = network(make.network(ring + chords, directed=directed))
    dense = centrality.eigenvector(net)
    monkeypatch.setattr(spectral, "_DENSE", 2)
    assert centrality.eigenvector(net) == pytest.approx(dense, abs=1e-12)
