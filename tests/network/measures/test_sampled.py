"""Sampled betweenness stays within its bounds, and is exact when all nodes are drawn."""

import networkx as nx
import pytest

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.measures.registry import rank
from coopgraph.network.measures.sampled import sampled_betweenness
from tests.network import builders as make

KARATE = make.network([(f"{u:02}", f"{v:02}") for u, v in nx.karate_club_graph().edges()])


def test_with_all_nodes_it_is_exact() -> None:
    exact = rank(KARATE, "betweenness").values.set_index("id")["value"]
    table = sampled_betweenness(KARATE, 34).values.set_index("id")
    assert table["value"].to_dict() == pytest.approx(exact.to_dict(), abs=1e-12)
    assert (table["high"] - table["low"]).max() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_the_bounds_hold(seed: int) -> None:
    exact = rank(KARATE, "betweenness").values.set_index("id")["value"]
    table = sampled_betweenness(KARATE, 12, seed=seed).values.set_index("id")
    assert (table["low"] <= exact.reindex(table.index) + 1e-12).all()
    assert (table["high"] >= exact.reindex(table.index) - 1e-12).all()
    assert (table["high"] > table["low"]).any()


def test_the_seed_is_in_the_result() -> None:
    result = sampled_betweenness(KARATE, 5, seed=9)
    assert (result.seed, result.parameters["pivots"]) == (9, "5")


def test_there_is_a_pivot() -> None:
    with pytest.raises(UndefinedMeasure, match="pivots is 0"):
        sampled_betweenness(KARATE, 0)


def test_nothing_has_no_values() -> None:
    assert sampled_betweenness(make.network([])).values.empty
