"""Paths are shortest, and each step says what it rests on."""

import datetime as dt
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.network.paths import path
from coopgraph.network.projection import Projection
from tests.network import builders as make


def labels(answer: object) -> list[list[str]]:
    return [[node.label for node in found.nodes] for found in answer.paths]  # type: ignore[attr-defined]


def test_the_shortest_path(folded: Projection) -> None:
    found = path(folded, "Petrozavodsk", "Saint Petersburg")
    assert labels(found) == [["Petrozavodsk", "Turku", "Saint Petersburg"]]


def test_each_step_has_all_parallel_statements(folded: Projection) -> None:
    step = path(folded, "Turku", "Saint Petersburg").paths[0].steps[0]
    assert [relation.type for relation in step.relations] == ["Cooperation", "Twinning"]
    assert (step.source.label, step.target.label) == ("Turku", "Saint Petersburg")


def test_each_statement_has_all_its_sources(folded: Projection) -> None:
    step = path(folded, "Turku", "Saint Petersburg").paths[0].steps[0]
    twins = step.relations[1]
    assert (twins.begin, twins.end, twins.stage, twins.as_of) == (
        "1953",
        "",
        "in-force",
        "2018-05-17",
    )
    assert [(c.title, c.date, c.locator) for c in twins.citations] == [
        ("Paper", "2018-05-17", "block 4"),
        ("Page", "", "block 9"),
    ]


def test_a_path_in_words(folded: Projection) -> None:
    assert path(folded, "Petrozavodsk", "Saint Petersburg").lines() == [
        "Petrozavodsk — Turku — Saint Petersburg (2 steps)",
        "1. Petrozavodsk — Turku",
        "   headline of three [from 1990 or before, in-force, computed]; as stated in "
        "“Paper” (2018-05-17), block 4, as of 2018-05-17; no later evidence is held.",
        "2. Turku — Saint Petersburg",
        "   headline of talks [from 2010 to 2012, completed]; as stated in “Paper” "
        "(2018-05-17), block 4, as of 2013-01-01; later evidence is held, of 2018-05-17.",
        "   Twin towns Turku and Saint Petersburg [from 1953, in-force]; as stated in "
        "“Paper” (2018-05-17), block 4; “Page”, block 9, as of 2018-05-17; "
        "no later evidence is held.",
    ]


def test_more_paths_shortest_first(folded: Projection) -> None:
    assert labels(path(folded, "Umeå", "Turku", k=5)) == [
        ["Umeå", "Turku"],
        ["Umeå", "Petrozavodsk", "Turku"],
    ]


def test_keeping_away_from_a_node(folded: Projection) -> None:
    found = path(folded, "Petrozavodsk", "Saint Petersburg", without=["City of Turku"])
    assert found.paths == ()
    assert (found.source_component, found.target_component) == (2, 1)


def test_where_nothing_joins_two_nodes_their_components_are_told(folded: Projection) -> None:
    found = path(folded, "Kainuu", "Umeå")
    assert (found.source_component, found.target_component, found.same_component) == (2, 4, False)
    assert found.lines() == [
        'No path joins Kainuu and Umeå in the projection "demo": Kainuu with 1 other and Umeå with '
        "3 others make two components."
    ]


def test_a_path_as_of_a_day(folded: Projection) -> None:
    step = path(folded, "Turku", "Saint Petersburg", as_of=dt.date(2000, 1, 1)).paths[0].steps[0]
    assert [relation.type for relation in step.relations] == ["Twinning"]


def test_later_evidence_is_told_even_where_the_path_may_not_use_it(folded: Projection) -> None:
    step = path(folded, "Turku", "Saint Petersburg", types=["Cooperation"]).paths[0].steps[0]
    assert [relation.later for relation in step.relations] == ["2018-05-17"]


def test_no_path_is_claimed_beyond_the_evidence(folded: Projection) -> None:
    assert path(folded, "Turku", "Saint Petersburg", as_of=dt.date(2024, 1, 1)).paths == ()


def test_what_possibly_held_can_be_walked(folded: Projection) -> None:
    day = dt.date(1980, 1, 1)
    assert path(folded, "Umeå", "Turku", as_of=day).paths == ()
    assert labels(path(folded, "Umeå", "Turku", as_of=day, status="possible")) == [
        ["Umeå", "Turku"]
    ]


def test_a_path_along_some_types_only(folded: Projection) -> None:
    step = path(folded, "Turku", "Saint Petersburg", types=["Twinning"]).paths[0].steps[0]
    assert [relation.type for relation in step.relations] == ["Twinning"]


def test_an_unknown_type_is_named_with_the_likely_one(folded: Projection) -> None:
    with pytest.raises(NameNotFound, match=r'of type "Twining"\. Did you mean "Twinning"'):
        path(folded, "Turku", "Umeå", types=["Twining"])


def test_from_a_node_to_itself(folded: Projection) -> None:
    assert path(folded, "Turku", "City of Turku").lines() == ["Turku (0 steps)"]


def test_a_directed_path_follows_the_direction() -> None:
    projection = make.network([("a", "b"), ("b", "c")], directed=True)
    assert labels(path(projection, "a", "c")) == [["a", "b", "c"]]
    back = path(projection, "c", "a")
    assert back.lines() == [
        'In the projection "test" only edges of the other direction join c and a.'
    ]


def test_a_contradiction_is_refused(folded: Projection) -> None:
    with pytest.raises(CoopgraphError, match="cannot keep away from its own ends"):
        path(folded, "Turku", "Umeå", without=["Turku"])


def test_at_least_one_path_is_asked_for(folded: Projection) -> None:
    with pytest.raises(CoopgraphError, match="0 paths were asked for"):
        path(folded, "Turku", "Umeå", k=0)


def test_shared_projects_have_no_day() -> None:
    projection = make.network([("a", "b")], parameters={"one_mode": "source"})
    with pytest.raises(CoopgraphError, match="Project the graph as of 2000-01-01 instead"):
        path(projection, "a", "b", as_of=dt.date(2000, 1, 1))


nodes = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(nodes, nodes), max_size=16), st.booleans(), st.integers(1, 4))
def test_paths_are_shortest_and_simple_and_stated(
    pairs: list[tuple[str, str]], directed: bool, k: int
) -> None:
    projection = make.network(pairs, directed=directed, isolates="ah")
    graph = projection.to_networkx()
    found = path(projection, "a", "h", k)
    lengths = [len(one.steps) for one in found.paths]
    assert lengths == sorted(lengths)
    assert bool(lengths) == nx.has_path(graph, "a", "h")
    if lengths:
        assert lengths[0] == nx.shortest_path_length(graph, "a", "h")
    for one in found.paths:
        ids = [node.id for node in one.nodes]
        assert len(set(ids)) == len(ids)
        for (u, v), step in zip(pairwise(ids), one.steps, strict=True):
            assert len(step.relations) == graph.number_of_edges(u, v)
