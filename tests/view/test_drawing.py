"""What pyvis is given to draw, and what of it is not used."""

import pytest

from coopgraph.errors import CoopgraphError
from coopgraph.view import drawing as module
from coopgraph.view.content import content
from coopgraph.view.drawing import drawing, vis_script
from tests.view.samples import edge, node, projection, small, statement

PAIR = [node("a", "A", "Territory"), node("b", "B", "Territory")]


def drawn(stages: list[str], *, directed: bool = False) -> list[dict[str, object]]:
    """Edges of a picture of parallel relations, every second one the other way if directed."""
    keys = [f"s{i}" for i in range(len(stages))]
    edges = [edge("a", "b", key, stage=stage) for key, stage in zip(keys, stages, strict=True)]
    if directed:
        for each in edges[::2]:
            each["source"], each["target"] = each["target"], each["source"]
    network = projection(PAIR, edges, [statement(key) for key in keys], directed=directed)
    picture = drawing(content(network))
    return list(picture["edges"])


def bend(line: dict[str, object]) -> tuple[bool, float]:
    """To which side of the way from the smaller to the larger end a line bends, and how far."""
    smooth = line["smooth"]
    clockwise = (smooth["type"] == "curvedCW") == (line["from"] < line["to"])
    return clockwise or smooth["roundness"] == 0, smooth["roundness"]


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_parallel_relations_are_lines_of_their_own(count: int, directed: bool) -> None:
    lines = drawn(["in-force"] * count, directed=directed)
    assert len(lines) == count
    assert len({bend(line) for line in lines}) == count


def test_more_than_five_become_one_line_for_each_style() -> None:
    lines = drawn(["considered"] * 2 + ["in-force"] * 5)
    assert [(line["style"], len(line["relations"])) for line in lines] == [
        ("in-force", 5),
        ("considered", 2),
    ]


def test_directions_are_never_bundled_into_one() -> None:
    lines = drawn(["in-force"] * 7, directed=True)
    assert sorted(len(line["relations"]) for line in lines) == [3, 4]


def test_arrows_only_where_there_is_a_direction() -> None:
    assert {line["arrows"] for line in drawn(["in-force"] * 2)} == {""}
    assert {line["arrows"] for line in drawn(["in-force"] * 2, directed=True)} == {"to"}


def test_every_relation_is_drawn_once() -> None:
    shown = content(small())
    held = sorted(r for line in drawing(shown)["edges"] for r in line["relations"])
    assert held == list(range(len(shown["relations"])))


def test_stronger_relations_have_thicker_lines() -> None:
    edges = [edge("a", "b", "x"), edge("a", "c", "y", weight=9.0)]
    nodes = [*PAIR, node("c", "C", "Territory")]
    picture = drawing(content(projection(nodes, edges, [statement("x"), statement("y")])))
    assert [line["width"] for line in picture["edges"]] == [1.6, 4.8]


def test_conflicting_relations_have_double_lines() -> None:
    assert sum(line["double"] for line in drawing(content(small()))["edges"]) == 2


def test_nothing_moves_by_itself() -> None:
    options = drawing(content(small()))["options"]
    assert options["physics"] == {"enabled": False}
    assert options["layout"]["improvedLayout"] is False


def test_a_label_on_the_picture_is_short() -> None:
    picture = drawing(content(projection([node("a", "x" * 10_000, "Territory")])))
    assert len(picture["nodes"][0]["label"]) == 60


def test_too_many_nodes_are_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_NODES", 1)
    with pytest.raises(CoopgraphError, match=r"has 2 nodes, and a page shows at most 1: .*GraphML"):
        drawing(content(projection(PAIR)))


def test_the_script_carries_its_licence_and_points_nowhere() -> None:
    script = vis_script()
    assert "Apache 2.0 License" in script[:1000]
    assert "sourceMappingURL" not in script
    assert "</script" not in script
