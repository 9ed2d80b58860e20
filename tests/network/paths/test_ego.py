"""What is around a node, what two nodes share, and why they are connected."""

import datetime as dt

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.network.paths.ego import common_neighbours, ego, why
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make


def labels(projection: Projection) -> list[str]:
    return projection.nodes["label"].to_list()


def test_around_a_node(folded: Projection) -> None:
    near = ego(folded, "Saint Petersburg")
    assert labels(near) == ["Saint Petersburg", "Turku"]
    assert sorted(near.edges["type"]) == ["Cooperation", "Twinning"]
    assert near.parameters["around"] == "Saint Petersburg, 1 step"
    assert set(near.statements["statement"]) == {
        make.iri("statement/talks"),
        make.iri("statement/twins"),
    }


def test_the_loss_report_goes_on(folded: Projection) -> None:
    loss = ego(folded, "Saint Petersburg").loss
    kept = loss[loss["effect"] == "kept"]["count"].to_list()
    dropped = loss[loss["reason"] == "not around Saint Petersburg, 1 step: its node is left out"]
    assert kept == [2]
    assert dropped["count"].to_list() == [4]
    assert dropped["detail"].to_list() == ["Partnership 4"]
    assert loss[loss["effect"] == "note"]["reason"].iloc[-1].endswith("nodes left out")


def test_nothing_but_the_node_itself(folded: Projection) -> None:
    alone = ego(folded, "Turku", 0)
    assert labels(alone) == ["Turku"]
    assert alone.edges.empty
    assert alone.statements.empty


def test_around_a_node_on_a_day_and_along_a_type(folded: Projection) -> None:
    near = ego(folded, "Turku", 2, as_of=dt.date(2000, 1, 1), types=["Twinning"])
    assert labels(near) == ["Saint Petersburg", "Turku"]
    assert near.parameters["as_of"] == "2000-01-01"
    assert near.parameters["types"] == "Twinning"


def test_a_radius_below_nothing_is_refused(folded: Projection) -> None:
    with pytest.raises(CoopgraphError, match="radius is -1; expected 0 or more"):
        ego(folded, "Turku", -1)


def test_a_text_for_a_list_is_refused(folded: Projection) -> None:
    with pytest.raises(CoopgraphError, match=r'types is "Twinning"; expected a list'):
        ego(folded, "Turku", types="Twinning")


node_names = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(node_names, node_names), max_size=14), st.booleans(), st.integers(0, 3))
def test_the_part_is_that_of_networkx(
    pairs: list[tuple[str, str]], directed: bool, radius: int
) -> None:
    projection = make.network(pairs, directed=directed, isolates="a")
    part = ego(projection, "a", radius).to_networkx()
    undirected = projection.to_networkx()
    expected = nx.ego_graph(undirected, "a", radius, undirected=directed)
    assert set(part) == set(expected)
    assert part.number_of_edges() == expected.number_of_edges()


def test_common_neighbours_with_their_statements(folded: Projection) -> None:
    found = common_neighbours(folded, "Umeå", "Turku")
    assert [item.node.label for item in found.common] == ["Petrozavodsk"]
    assert [[r.label for r in step.relations] for step in found.common[0].steps] == [
        ["headline of three"],
        ["headline of three"],
    ]
    assert found.lines()[:2] == [
        "Umeå and Turku have 1 common neighbour: Petrozavodsk.",
        "Umeå — Petrozavodsk",
    ]


def test_common_neighbours_of_a_directed_network_are_those_of_either_direction() -> None:
    projection = make.network([("a", "c"), ("b", "c"), ("c", "b")], directed=True)
    found = common_neighbours(projection, "a", "b")
    assert [[r.statement for r in step.relations] for step in found.common[0].steps] == [
        ["s0"],
        ["s1", "s2"],
    ]


def test_no_common_neighbour(folded: Projection) -> None:
    assert common_neighbours(folded, "Kainuu", "Turku").lines() == [
        "Kainuu and Turku have no common neighbour."
    ]


def test_why_two_neighbours_are_connected(folded: Projection) -> None:
    lines = why(folded, "Umeå", "Turku").lines()
    assert lines[0] == "1 statement joins Umeå and Turku:"
    assert "headline of three" in lines[1]
    assert lines[2] == "Umeå and Turku have 1 common neighbour: Petrozavodsk."


def test_why_two_far_nodes_are_connected(folded: Projection) -> None:
    found = why(make.network([("a", "b"), ("b", "c"), ("c", "d")]), "a", "d")
    assert found.direct is None
    assert found.lines()[0] == "a — b — c — d (3 steps)"


def test_why_two_nodes_are_not_connected(folded: Projection) -> None:
    assert why(folded, "Kainuu", "Umeå").lines()[0].startswith("No path joins Kainuu and Umeå")


def test_why_a_node_is_connected_to_itself(folded: Projection) -> None:
    assert why(folded, "Turku", "City of Turku").lines() == ["Turku and Turku are one node."]


def test_why_with_limits_that_can_be_read_only_once(folded: Projection) -> None:
    found = why(folded, "Turku", "Saint Petersburg", types=iter(["Twinning"]))
    assert found.direct is not None
    assert [relation.type for relation in found.direct.relations] == ["Twinning"]
    assert len(found.shortest.paths[0].steps[0].relations) == 1


def test_an_unknown_type_of_node(folded: Projection) -> None:
    with pytest.raises(NameNotFound, match=r'No node .* is of type "Teritory".*"Territory"'):
        why(folded, "Turku", "Umeå", through=["Teritory"])
