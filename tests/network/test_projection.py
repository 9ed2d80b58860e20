"""A projection keeps its contract and becomes an honest NetworkX graph."""

import networkx as nx
import pandas as pd
import pytest

from coopgraph.errors import InputError
from coopgraph.network.projection import Projection
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


def broken(table: str, **columns: object) -> dict[str, pd.DataFrame]:
    good = make.network([("a", "b"), ("b", "c")])
    return {table: getattr(good, table).assign(**columns)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (broken("edges", target=["b", "x"]), 'edges, row 3, column "target": "x": no node has'),
        (broken("edges", weight=[1.0, 0.0]), 'column "weight": "0.0": expected a number above 0'),
        (broken("edges", weight=["1", "2"]), 'column "weight": "1": expected a number above 0'),
        (broken("edges", stage=["", None]), 'row 3, column "stage": .* expected text'),
        (broken("edges", statements=["s0", "s1"]), "expected a tuple of one or more texts"),
        (broken("edges", source=["b", "b"], target=["a", "c"]), "the source is the smaller id"),
        (broken("nodes", id=["a", "b", "b"]), "the id occurs twice"),
        (broken("nodes", lat=[1.0, 2.0, float("inf")]), "expected decimal degrees"),
        (broken("statements", statement=["s0", "s9"]), '"s1": an edge rests on this statement'),
        ({"mode": "three-mode"}, "expected one-mode or two-mode"),
        ({"mode": "two-mode"}, "every source stands on side a"),
    ],
)
def test_a_breach_of_the_contract_is_named(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        make.network([("a", "b"), ("b", "c")], **changes)  # type: ignore[arg-type]


def test_a_missing_column_is_named_with_the_likely_one() -> None:
    edges = make.network([("a", "b")]).edges.rename(columns={"weight": "weights"})
    with pytest.raises(
        InputError, match=r'column "weight": the column is missing\. Did you mean "w'
    ):
        make.network([("a", "b")], edges=edges)


def test_a_statement_joins_a_pair_once_in_a_role() -> None:
    edges = make.network([("a", "b"), ("a", "b")]).edges
    edges["statements"] = pd.Series([("s0",), ("s0",)], dtype=object)
    with pytest.raises(InputError, match="joins this pair twice"):
        make.network([("a", "b"), ("a", "b")], edges=edges)


def test_a_loss_report_adds_up() -> None:
    entries = [("read", "rows", 3, ""), ("kept", "edges", 1, ""), ("merged", "same", 1, "")]
    loss = pd.DataFrame(entries, columns=["effect", "reason", "count", "detail"])
    with pytest.raises(InputError, match="3 rows read, but 2 kept, dropped or merged"):
        make.network([("a", "b")], loss=loss)
