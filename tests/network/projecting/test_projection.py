"""A projection becomes an honest NetworkX graph, and has a fingerprint."""

import networkx as nx
import pandas as pd
import pytest

from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make


def test_parallel_edges_stay_parallel() -> None:
    graph = make.network([("a", "b"), ("b", "a"), ("b", "c")]).to_networkx()
    assert isinstance(graph, nx.MultiGraph)
    assert graph.number_of_edges("a", "b") == 2


def test_a_directed_projection_gives_a_directed_graph() -> None:
    graph = make.network([("b", "a")], directed=True).to_networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    assert list(graph.edges()) == [("b", "a")]


def test_after_a_one_mode_projection_the_graph_is_simple() -> None:
    graph = make.network([("a", "b")], parameters={"one_mode": "source"}).to_networkx()
    assert type(graph) is nx.Graph


def test_a_simple_graph_is_given_on_request() -> None:
    assert not make.network([("a", "b")]).to_networkx(multigraph=False).is_multigraph()


def test_edges_carry_their_statements_and_all_columns(demo: Projection) -> None:
    graph = demo.to_networkx()
    key = make.iri("statement/twins")
    data = graph.edges[make.iri("saint-petersburg"), make.iri("turku"), key]
    assert data["statements"] == (key,)
    assert (data["type"], data["begin"], data["begin_latest"]) == ("Twinning", "1953", "1953-12-31")
    assert (data["stage"], data["as_of"], data["weight"]) == ("in-force", "2018-05-17", 1.0)


def test_nodes_carry_their_columns_but_no_unknown_place(demo: Projection) -> None:
    data = demo.to_networkx().nodes[make.iri("umea")]
    assert data["names"] == ("Umeå", "Uumaja")
    assert data["type"] == "Territory"
    assert "lat" not in data


def test_the_graph_names_its_projection(demo: Projection) -> None:
    graph = demo.to_networkx()
    assert graph.graph["name"] == "demo"
    assert graph.graph["fingerprint"] == demo.fingerprint


def test_two_roles_of_one_statement_are_two_edges() -> None:
    projection = make.network([("a", "b"), ("a", "b")])
    edges = projection.edges.assign(role=["host", "lead-partner"])
    edges["statements"] = pd.Series([("s0",), ("s0",)], dtype=object)
    graph = make.network([("a", "b"), ("a", "b")], edges=edges).to_networkx()
    assert sorted(graph["a"]["b"]) == ["s0 host", "s0 lead-partner"]


def test_the_fingerprint_is_the_same_for_the_same_network() -> None:
    assert make.network([("a", "b")]).fingerprint == make.network([("a", "b")]).fingerprint


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "other"},
        {"graph_fingerprint": "other"},
        {"actor_rule": "territory"},
        {"weights": [2.0]},
        {"isolates": ["c"]},
        {"directed": True},
    ],
)
def test_the_fingerprint_changes_with_the_network(changes: dict[str, object]) -> None:
    changed = make.network([("a", "b")], **changes)  # type: ignore[arg-type]
    assert changed.fingerprint != make.network([("a", "b")]).fingerprint


def test_the_fingerprint_is_settled() -> None:
    """It is cited in papers: a change of it is a change of the contract."""
    assert make.network([("a", "b"), ("b", "c")]).fingerprint == (
        "55628943522f77e594108f1f4eb2f18a6287aeb58d81259c27b112cdbf03900b"
    )
