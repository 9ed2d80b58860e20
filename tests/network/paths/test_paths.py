"""Paths are shortest, and each step says what it rests on."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.network.paths.paths import all_paths, path
from coopgraph.network.projecting.projection import Projection
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


def test_a_path_along_some_roles_only(folded: Projection) -> None:
    with pytest.raises(NameNotFound, match='has the role "leader"'):
        path(folded, "Turku", "Umeå", roles=["leader"])
    assert labels(path(folded, "Turku", "Umeå", roles=[""])) == [["Turku", "Umeå"]]


def typed(pairs: list[tuple[str, str]], **types: str) -> Projection:
    projection = make.network(pairs)
    nodes = projection.nodes.assign(type=[types.get(n, "Territory") for n in projection.nodes.id])
    return replace(projection, nodes=nodes)


def test_nodes_of_a_type_are_kept_away_from() -> None:
    network = typed([("a", "p"), ("p", "z"), ("a", "m"), ("m", "n"), ("n", "z")], p="Programme")
    assert labels(path(network, "a", "z")) == [["a", "p", "z"]]
    assert labels(path(network, "a", "z", without_types=["Programme"])) == [["a", "m", "n", "z"]]


def test_only_nodes_of_a_type_are_gone_through() -> None:
    network = typed([("a", "p"), ("p", "z"), ("a", "m"), ("m", "z")], m="Agreement")
    assert labels(path(network, "a", "z", through=["Agreement"])) == [["a", "m", "z"]]


def test_the_type_of_an_end_is_no_bar() -> None:
    network = typed([("a", "p"), ("p", "z")], a="Programme", z="Programme")
    assert labels(path(network, "a", "z", without_types=["Programme"])) == [["a", "p", "z"]]


def test_all_paths_up_to_a_length(folded: Projection) -> None:
    found = all_paths(folded, "Umeå", "Turku", 2)
    assert labels(found) == [["Umeå", "Turku"], ["Umeå", "Petrozavodsk", "Turku"]]
    assert labels(all_paths(folded, "Umeå", "Turku", 1)) == [["Umeå", "Turku"]]
    assert not found.cut


def test_more_paths_than_asked_for_are_told_of(folded: Projection) -> None:
    found = all_paths(folded, "Umeå", "Turku", 2, most=1)
    assert found.cut
    assert found.lines()[-1] == "There are more; these are the first 1 paths."


def test_no_path_so_short(folded: Projection) -> None:
    assert all_paths(folded, "Umeå", "Saint Petersburg", 1).lines() == [
        'In the projection "demo" no path of up to 1 step joins Umeå and Saint Petersburg.'
    ]


@pytest.mark.parametrize(("length", "most"), [(0, 1), (1, 0)])
def test_all_paths_ask_for_something(folded: Projection, length: int, most: int) -> None:
    with pytest.raises(CoopgraphError, match="is 0; expected 1 or more"):
        all_paths(folded, "Umeå", "Turku", length, most=most)


@given(st.lists(st.tuples(nodes, nodes), max_size=16), st.booleans(), st.integers(1, 5))
def test_all_paths_are_those_of_networkx(
    pairs: list[tuple[str, str]], directed: bool, length: int
) -> None:
    projection = make.network(pairs, directed=directed, isolates="ah")
    simple = (
        nx.DiGraph(projection.to_networkx()) if directed else nx.Graph(projection.to_networkx())
    )
    expected = sorted(nx.all_simple_paths(simple, "a", "h", cutoff=length))
    found = labels(all_paths(projection, "a", "h", length))
    assert sorted(found) == expected
    assert [len(route) for route in found] == sorted(map(len, expected))
