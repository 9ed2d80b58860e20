"""What is taken out is gone, what it does is counted, and draws say how sure that is."""

import datetime as dt
from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.network.change.removal import Removal
from coopgraph.network.change.scenario import Scenario, scenario
from coopgraph.network.projecting.assemble import assemble
from coopgraph.network.projecting.known import known
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.uncertainty.evidence import EvidenceModel
from tests.network import builders as make

BRIDGE = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("d", "f")]


def figure(found: Scenario, name: str) -> tuple[float, float]:
    row = found.figures.values.set_index("id").loc[name]
    return float(row["before"]), float(row["value"])


def test_a_broker_leaves() -> None:
    found = scenario(make.network(BRIDGE), Removal(nodes=["c"]))
    assert figure(found, "components") == (1, 2)
    assert figure(found, "largest component") == (6, 3)
    assert figure(found, "edges") == (7, 4)
    assert found.removed.to_numpy().tolist() == [["node", "c", "c", "by name"]]
    assert found.cut_off["id"].to_list() == ["a", "b"]


def test_distances_are_those_of_networkx() -> None:
    found = scenario(make.network(BRIDGE), Removal(nodes=["a"]))
    graph = nx.Graph(BRIDGE)
    assert figure(found, "mean distance")[0] == nx.average_shortest_path_length(graph)
    graph.remove_node("a")
    assert figure(found, "mean distance")[1] == nx.average_shortest_path_length(graph)
    assert figure(found, "efficiency")[1] == pytest.approx(nx.global_efficiency(graph))


def test_brokers_move() -> None:
    found = scenario(make.network(BRIDGE), Removal(edges=[("d", "c")]))
    ranks = found.ranks.values.set_index("id")
    assert ranks.loc["c", ["before", "value"]].to_list() == [0.6, 0.0]
    assert found.ranks.measure == "betweenness"
    assert found.lines()[0] == "Taken out: 1 edge (c — d ())."


def test_nobody_rises_because_another_left() -> None:
    star = make.network([("a", "b"), ("a", "c"), ("a", "d"), ("c", "d")])
    found = scenario(star, Removal(nodes=["b"]), measure="degree")
    assert found.ranks.values["rank_change"].to_list() == [1, 1, 0]


def test_the_loss_report_says_what_went(folded: Projection) -> None:
    found = scenario(folded, Removal(ids=[make.iri("statement/twins"), "https://example.org/x"]))
    loss = found.after.loss
    row = loss[loss["reason"] == "removed by the scenario"].iloc[0]
    assert (row["effect"], row["count"], row["detail"]) == ("dropped", 1, "Twinning 1")
    assert found.unknown == 1
    assert found.removed["kind"].to_list() == ["statement"]
    assert found.after.parameters["scenario"] == "2 things by IRI"
    assert found.after.fingerprint != found.before.fingerprint


def test_a_statement_takes_all_its_edges(folded: Projection) -> None:
    found = scenario(folded, Removal(ids=[make.iri("statement/three")]))
    assert figure(found, "edges") == (6, 3)


@pytest.mark.parametrize(
    ("removal", "left"),
    [
        (Removal(types=["Partnership"]), ["Cooperation", "Twinning"]),
        (Removal(begun_since=dt.date(2000, 1, 1)), ["Partnership"] * 3 + ["Twinning"]),
        (Removal(ended_by=dt.date(2013, 1, 1)), ["Partnership"] * 4 + ["Twinning"]),
        (Removal(where={"type": "Territory", "label": ("Kainuu", "Umeå")}),
         ["Cooperation", "Partnership", "Twinning"]),
    ],
)  # fmt: skip
def test_a_choice_by_type_date_or_attribute(
    folded: Projection, removal: Removal, left: list[str]
) -> None:
    assert sorted(scenario(folded, removal).after.edges["type"]) == left


def test_neighbours_instead_of_the_nodes(folded: Projection) -> None:
    found = scenario(folded, Removal(nodes=["Saint Petersburg"], neighbours=True))
    assert found.removed[["label", "reason"]].to_numpy().tolist() == [
        ["Turku", "next to Saint Petersburg"]
    ]


def test_an_edge_stays_while_a_statement_does() -> None:
    network = make.network([("a", "b"), ("b", "c")])
    edges = network.edges.assign(statements=pd.Series([("s0", "s1"), ("s1",)], dtype=object))
    found = scenario(replace(network, edges=edges), Removal(ids=["s1"]), measure="degree")
    assert found.after.edges["statements"].to_list() == [("s0",)]


@pytest.mark.parametrize(
    ("removal", "message"),
    [
        (Removal(), "nothing is chosen"),
        (Removal(begun_since=dt.date(2030, 1, 1)), "begun since 2030-01-01"),
        (Removal(nodes=["Tuku"]), "Turku"),
        (Removal(where={"county": "x"}), 'by "county".*"country"'),
        (Removal(where={"label": "Tuku"}), 'has the label "Tuku".*"Turku"'),
        (Removal(types=["Twining"]), 'type "Twining".*"Twinning"'),
        (Removal(where={"type": "Territory"}), "leaves nothing"),
    ],
)
def test_a_choice_that_cannot_be_made(folded: Projection, removal: Removal, message: str) -> None:
    with pytest.raises(CoopgraphError, match=message):
        scenario(folded, removal)


def test_an_unknown_measure(folded: Projection) -> None:
    with pytest.raises(NameNotFound, match="betweenness"):
        scenario(folded, Removal(nodes=["Umeå"]), measure="betweeness")


def two_mode() -> tuple[Projection, Projection]:
    entities = make.entities("a", "b", "c", "p", "q")
    facts = make.statements(*({"statement": f"s{i}"} for i in range(5)))
    rows = make.rows(
        ("s0", "a", "p"), ("s1", "b", "p"), ("s2", "b", "q"), ("s3", "c", "q"), ("s4", "a", "q")
    )

    def made(**changes: object) -> Projection:
        spec = make.spec(mode="two-mode", **changes)
        tables = known(entities, facts, make.fold_table())
        return assemble(spec, rows, tables, graph_fingerprint="g")

    return made(), made(one_mode="source", weight="newman")


def test_the_lead_partner_leaves_and_the_shared_projects_are_weighed_anew() -> None:
    two, one = two_mode()
    found = scenario(one, Removal(nodes=["C"]), shared=two, measure="strength")
    assert found.after.edges["weight"].to_list() == [2.0]
    assert one.edges["weight"].to_list() == [1.5, 0.5, 0.5]


def test_no_project_with_a_partner_from_somewhere() -> None:
    two, one = two_mode()
    found = scenario(one, Removal(nodes=["C"], neighbours=True), shared=two)
    assert found.removed["label"].to_list() == ["Q"]
    assert found.after.edges["weight"].to_list() == [1.0]


def test_statements_behind_a_one_mode_network_need_the_two_mode_one() -> None:
    two, one = two_mode()
    with pytest.raises(CoopgraphError, match="was made one-mode"):
        scenario(one, Removal(ids=[make.iri("statement/s0")]))
    found = scenario(one, Removal(ids=[make.iri("statement/s0")]), shared=two)
    assert len(found.after.edges) == 3


def test_another_network_is_not_the_one_behind() -> None:
    _, one = two_mode()
    with pytest.raises(CoopgraphError, match='"test" is not the two-mode network behind'):
        scenario(one, Removal(nodes=["C"]), shared=make.network([("a", "b")]))


@pytest.mark.parametrize("two_modes", [False, True])
def test_with_every_statement_certain_the_intervals_have_no_width(
    folded: Projection, two_modes: bool
) -> None:
    two, one = two_mode()
    network, shared, name = (one, two, "C") if two_modes else (folded, None, "Umeå")
    found = scenario(
        network, Removal(nodes=[name]), shared=shared, draws=5, model=EvidenceModel.certain()
    )
    figures = found.figures.values.dropna()
    assert np.allclose(figures["change_low"], figures["change"])
    assert np.allclose(figures["change_high"], figures["change"])
    ranks = found.ranks.values
    assert np.allclose(ranks["change_low"], ranks["change"])
    assert np.allclose(ranks["rank_change_high"], ranks["rank_change"])


def test_the_same_seed_gives_the_same_intervals(folded: Projection) -> None:
    one, other = (scenario(folded, Removal(nodes=["Umeå"]), draws=20, seed=7) for _ in range(2))
    pd.testing.assert_frame_equal(one.ranks.values, other.ranks.values)
    assert one.ranks.seed == 7


names = st.sampled_from("abcdef")


@settings(deadline=None)
@given(st.lists(st.tuples(names, names), min_size=1, max_size=12), st.booleans(), names)
def test_what_is_left_is_what_networkx_leaves(
    pairs: list[tuple[str, str]], directed: bool, name: str
) -> None:
    projection = make.network(pairs, directed=directed, isolates="abcdef")
    found = scenario(projection, Removal(nodes=[name]), measure="degree")
    graph = projection.to_networkx()
    graph.remove_node(name)
    after = found.after.to_networkx()
    assert set(after) == set(graph)
    assert after.number_of_edges() == graph.number_of_edges()
    parts = nx.number_weakly_connected_components if directed else nx.number_connected_components
    assert figure(found, "components")[1] == parts(graph)
