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


def test_an_estimate_is_called_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_EXACT", 0)
    label, values = place(large()).measures["betweenness"]
    assert label == "Betweenness, estimated from 256 nodes"
    exact = rank(large(), "betweenness").values.set_index("id")["value"]
    assert values == pytest.approx(exact.loc[large().nodes["id"]].to_numpy())  # all 250 are drawn


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_nothing(count: int) -> None:
    found = place(projection([node("a", "A", "Territory")][:count]))
    assert found.x.tolist() == found.y.tolist() == [0.5] * count
    assert set(found.measures) == {"degree"}
