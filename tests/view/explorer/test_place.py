"""What is computed ahead about nodes."""

import numpy as np
import pytest

from coopgraph.network.measures.registry import rank
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.explorer import place as module
from coopgraph.view.explorer.place import place
from tests.view.samples import edge, large, node, projection, small, statement


def test_positions_fill_the_longer_side(demo: Projection) -> None:
    found = place(demo)
    spans = np.ptp(found.x), np.ptp(found.y)
    assert max(spans) == 1.0
    assert min(spans) > 0.4
    assert found.x.min() == found.y.min() == 0.0


def test_measures_are_those_of_coopgraph(demo: Projection) -> None:
    found = place(demo).measures
    for name in ("degree", "betweenness"):
        table = rank(demo, name).values.set_index("id")["value"]
        assert found[name][1] == pytest.approx(table.loc[demo.nodes["id"]].to_numpy())


def test_strength_is_there_where_weights_differ() -> None:
    nodes = [node(key, key, "Territory") for key in "abc"]
    edges = [edge("a", "b", "one", weight=2.0), edge("b", "c", "two", weight=0.5)]
    weighted = projection(nodes, edges, [statement("one"), statement("two")])
    assert place(weighted).measures["strength"][1].tolist() == [2.0, 2.5, 0.5]
    assert "strength" not in place(small()).measures


def test_pagerank_stands_in_where_betweenness_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_EXACT", 0)
    found = place(large()).measures
    assert set(found) == {"degree", "pagerank"}
    table = rank(large(), "pagerank").values.set_index("id")["value"]
    assert found["pagerank"][1] == pytest.approx(table.loc[large().nodes["id"]].to_numpy())


def test_betweenness_of_a_large_tree_is_exact() -> None:
    count = 2500
    nodes = [node(f"{i:04}", f"N{i}", "Territory") for i in range(count)]
    edges = [edge(f"{(i - 1) // 3:04}", f"{i:04}", f"s{i}") for i in range(1, count)]
    tree = projection(nodes, edges, [statement(f"s{i}") for i in range(1, count)])
    assert "betweenness" in place(tree).measures


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_nothing(count: int) -> None:
    found = place(projection([node("a", "A", "Territory")][:count]))
    assert found.x.tolist() == found.y.tolist() == [0.5] * count
    assert set(found.measures) == {"degree"}
