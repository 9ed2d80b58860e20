"""Two networks differ in what is told, and in nothing else."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError
from coopgraph.network.change.difference import diff
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make
from tests.network.change.test_agreement import recoded


def test_a_network_does_not_differ_from_itself(folded: Projection) -> None:
    found = diff(folded, folded)
    assert found.empty
    assert found.lines() == ["The two networks do not differ."]
    assert found.summary()[["appeared", "vanished", "changed"]].to_numpy().sum() == 0


def test_what_has_changed_is_told_field_by_field(folded: Projection) -> None:
    edges = folded.edges.copy()
    edges.loc[edges["type"] == "Twinning", ["stage", "end"]] = ["terminated", "2022"]
    nodes = folded.nodes.assign(label=folded.nodes["label"].replace("Umeå", "Umeå kommun"))
    facts = folded.statements.copy()
    facts.loc[facts["title"] == "Page", "locator"] = "block 10"
    found = diff(folded, replace(folded, nodes=nodes, edges=edges, statements=facts))
    assert found.edges[["change", "field", "before", "after"]].to_numpy().tolist() == [
        ["changed", "end", "", "2022"],
        ["changed", "stage", "in-force", "terminated"],
    ]
    assert found.nodes[["field", "before", "after"]].to_numpy().tolist() == [
        ["label", "Umeå", "Umeå kommun"]
    ]
    assert found.statements[["field", "before", "after"]].to_numpy().tolist() == [
        ["sources", "Page, block 9; Paper, block 4", "Page, block 10; Paper, block 4"]
    ]
    assert found.lines()[:2] == [
        "1 node changed: Umeå kommun.",
        "1 edge changed: Saint Petersburg — Turku (Twinning).",
    ]


def test_ranks_that_moved() -> None:
    before = make.network([("a", "b"), ("a", "c"), ("b", "d")])
    after = make.network([("a", "b"), ("b", "c"), ("b", "d"), ("b", "e")])
    found = diff(before, after)
    ranks = found.ranks.values.set_index("id")
    assert ranks.loc["a", ["rank_before", "rank", "rank_change"]].to_list() == [1, 2, -1]
    assert pd.isna(ranks.loc["e", "rank_before"])
    assert "a: degree rank 1 → 2." in found.lines()
    assert found.ranks.parameters["fingerprint before"] == before.fingerprint


def test_where_a_measure_has_no_value_there_are_no_ranks() -> None:
    before = make.network([("a", "b"), ("c", "d")])
    found = diff(before, make.network([("a", "b")]), measure="eigenvector")
    assert found.note.startswith("No ranks: ")
    assert found.ranks.values["rank_before"].isna().all()


def test_two_codings_of_one_document(folded: Projection) -> None:
    other = recoded(folded, twins="expired")
    assert len(diff(folded, other).edges) == 12
    found = diff(folded, other, match="name")
    assert found.nodes.empty
    assert found.edges.empty
    assert found.statements[["change", "field", "before", "after"]].to_numpy().tolist() == [
        ["changed", "stage", "in-force", "expired"]
    ]


def test_networks_of_different_sorts(folded: Projection) -> None:
    with pytest.raises(CoopgraphError, match="nothing to compare"):
        diff(folded, make.network([("a", "b")], directed=True))
    with pytest.raises(CoopgraphError, match='match is "label"'):
        diff(folded, folded, match="label")  # type: ignore[arg-type]


names = st.sampled_from("abcde")
pairs = st.lists(st.tuples(names, names), max_size=8, unique_by=lambda pair: tuple(sorted(pair)))


@given(pairs, pairs, st.booleans())
def test_what_appears_one_way_vanishes_the_other(
    one: list[tuple[str, str]], other: list[tuple[str, str]], directed: bool
) -> None:
    a, b = (make.network(found, directed=directed) for found in (one, other))
    forth, back = diff(a, b), diff(b, a)
    for table in ("nodes", "edges", "statements"):
        new = getattr(forth, table).query("change == 'appeared'")["id"].to_list()
        gone = getattr(back, table).query("change == 'vanished'")["id"].to_list()
        assert sorted(new) == sorted(gone)
    assert set(forth.nodes.query("change == 'appeared'")["id"]) == set(b.nodes["id"]) - set(
        a.nodes["id"]
    )
