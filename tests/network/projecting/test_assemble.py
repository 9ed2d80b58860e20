"""Rows of a query become edges, and every row is accounted for."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.errors import InputError
from coopgraph.network.projecting.assemble import assemble
from coopgraph.network.projecting.known import known
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make


def run(
    rows: pd.DataFrame,
    *facts: dict[str, str],
    fold: tuple[tuple[str, str], ...] = (),
    ends: tuple[str, ...] = ("a", "b", "c"),
    spec: dict[str, Any] | None = None,
    **options: Any,
) -> Projection:
    return assemble(
        make.spec(**(spec or {})),
        rows,
        known(make.entities(*ends), make.statements(*facts), make.fold_table(*fold)),
        graph_fingerprint="g",
        **options,
    )


def pairs(projection: Projection) -> list[tuple[str, str]]:
    edges = projection.edges[["source", "target"]].map(lambda text: text.removeprefix(make.BASE))
    return list(edges.itertuples(index=False, name=None))


def loss(projection: Projection, effect: str) -> dict[str, int]:
    table = projection.loss[projection.loss["effect"] == effect]
    return dict(zip(table["reason"], table["count"], strict=True))


def test_both_directions_of_a_symmetric_relation_are_one_edge(demo: Projection) -> None:
    twins = demo.edges[demo.edges["type"] == "Twinning"]
    assert len(twins) == 1
    assert loss(demo, "merged") == {"the row repeats another": 1}


def test_in_a_directed_projection_they_are_two() -> None:
    both = make.rows(("s", "a", "b"), ("s", "b", "a"))
    projection = run(both, {"statement": "s"}, spec={"directed": True})
    assert pairs(projection) == [("a", "b"), ("b", "a")]


def test_what_is_only_considered_is_no_edge(demo: Projection) -> None:
    assert make.iri("statement/idea") not in demo.edges["statements"].explode().to_list()
    assert loss(demo, "dropped")["stage: considered"] == 1


@pytest.mark.parametrize("stage", ["considered", "planned", "unknown"])
def test_what_is_not_real_is_no_edge(stage: str) -> None:
    projection = run(make.rows(("s", "a", "b")), {"statement": "s", "stage": stage})
    assert len(projection.nodes) == 0
    assert loss(projection, "dropped") == {f"stage: {stage}": 1}


def test_a_fact_without_a_stage_is_an_edge() -> None:
    assert pairs(run(make.rows(("s", "a", "b")), {"statement": "s", "stage": ""})) == [("a", "b")]


def test_stages_can_be_asked_for() -> None:
    rows = make.rows(("s", "a", "b"), ("t", "b", "c"))
    facts = {"statement": "s", "stage": "planned"}, {"statement": "t", "stage": "in-force"}
    projection = run(rows, *facts, stages=["planned"])
    assert pairs(projection) == [("a", "b")]
    assert projection.parameters["stages"] == "planned"


def test_a_deprecated_statement_is_no_edge(demo: Projection) -> None:
    assert loss(demo, "dropped")["the statement is deprecated"] == 1


def test_parallel_statements_stay_apart(folded: Projection) -> None:
    turku = (folded.edges["source"] == make.iri("saint-petersburg")) & (
        folded.edges["target"] == make.iri("turku")
    )
    assert sorted(folded.edges.loc[turku, "type"]) == ["Cooperation", "Twinning"]


def test_an_authority_folds_into_its_territory(folded: Projection) -> None:
    turku = folded.nodes.set_index("id").loc[make.iri("turku")]
    assert make.iri("city-of-turku") not in set(folded.nodes["id"])
    assert turku["members"] == tuple(map(make.iri, ("turku", "city-of-turku", "turku-office")))
    assert "City of Turku" in turku["names"]


def test_without_folding_a_node_stands_for_itself(demo: Projection) -> None:
    assert (demo.nodes["members"] == demo.nodes["id"].map(lambda one: (one,))).all()


def test_a_self_loop_made_by_folding_is_dropped_and_told() -> None:
    rows = make.rows(("s", "a", "b"), ("s", "a", "c"))
    projection = run(rows, {"statement": "s"}, fold=(("b", "a"),), spec={"actor": "territory"})
    assert pairs(projection) == [("a", "c")]
    assert loss(projection, "dropped") == {"self-loop after folding": 1}
    assert loss(projection, "note")["entities folded into their actor"] == 1


def test_pairs_made_one_by_folding_are_merged_and_told() -> None:
    rows = make.rows(("s", "a", "c"), ("s", "b", "c"))
    projection = run(rows, {"statement": "s"}, fold=(("b", "a"),), spec={"actor": "territory"})
    assert pairs(projection) == [("a", "c")]
    assert loss(projection, "merged") == {"folding made them one": 1}


def test_who_acts_and_on_whose_behalf_are_one_edge_when_folding_makes_them_one() -> None:
    rows = make.rows(("s", "a", "c"), ("s", "b", "c"), role=["represented", "lead-partner"])
    projection = run(rows, {"statement": "s"}, fold=(("b", "a"),), spec={"actor": "territory"})
    assert pairs(projection) == [("a", "c")]
    assert projection.edges["role"].tolist() == ["lead-partner"]
    assert loss(projection, "merged") == {"folding made them one": 1}


def test_two_roles_of_one_actor_as_stated_stay_parallel() -> None:
    rows = make.rows(("s", "a", "c"), ("s", "a", "c"), role=["chair", "host"])
    projection = run(rows, {"statement": "s"})
    assert projection.edges["role"].tolist() == ["chair", "host"]


def test_a_self_loop_of_the_query_is_dropped() -> None:
    projection = run(make.rows(("s", "a", "a")), {"statement": "s"})
    assert loss(projection, "dropped") == {"self-loop in the result": 1}


@pytest.mark.parametrize(
    ("target", "reason"), [("", "the target is missing"), ("zzz", "the target is no entity")]
)
def test_a_missing_end_is_told(target: str, reason: str) -> None:
    projection = run(make.rows(("s", "a", target)), {"statement": "s"})
    assert loss(projection, "dropped") == {reason: 1}


def test_an_unknown_statement_is_told() -> None:
    projection = run(make.rows(("zzz", "a", "b")), {"statement": "s"})
    assert loss(projection, "dropped") == {"the statement is not in the graph": 1}


def test_an_expanded_statement_is_noted(demo: Projection) -> None:
    notes = demo.loss[demo.loss["reason"] == "statements that make several edges"]
    assert notes[["count", "detail"]].to_numpy().tolist() == [
        [1, "3 edges, at most 3 of one statement"]
    ]


def test_a_statement_that_the_query_leaves_out_is_noted(demo: Projection) -> None:
    notes = demo.loss[demo.loss["reason"] == "statements not in the query: Membership"]
    assert notes[["count", "detail"]].to_numpy().tolist() == [[1, "by stage: in-force 1"]]


def test_an_entity_with_two_actors_stays_itself() -> None:
    projection = run(
        make.rows(("s", "a", "b")),
        {"statement": "s"},
        fold=(("b", "a"), ("b", "c")),
        spec={"actor": "territory"},
    )
    assert pairs(projection) == [("a", "b")]
    assert loss(projection, "note") == {"entities with several actors, not folded": 1}


def test_only_statements_with_an_edge_are_kept(demo: Projection) -> None:
    kept = set(demo.statements["statement"])
    assert kept == {make.iri(f"statement/{s}") for s in ("twins", "talks", "three", "pair")}


def test_every_evidence_of_a_statement_is_kept(demo: Projection) -> None:
    twins = demo.statements[demo.statements["statement"] == make.iri("statement/twins")]
    assert sorted(twins["title"]) == ["Page", "Paper"]


DAYS = [
    # talks 2010–2012; twins since 1953; three since 1990 or before; pair since 2000; as of 2018
    (dt.date(1970, 1, 1), "certain", ["twins"]),
    (dt.date(1970, 1, 1), "possible", ["three", "twins"]),
    (dt.date(2011, 1, 1), "certain", ["pair", "talks", "three", "twins"]),
    (dt.date(2011, 1, 1), "possible", ["pair", "talks", "three", "twins"]),
    (dt.date(2015, 1, 1), "possible", ["pair", "three", "twins"]),
    (dt.date(2020, 1, 1), "possible", []),
]


@pytest.mark.parametrize(("day", "status", "expected"), DAYS)
def test_as_of_a_day(
    day: dt.date,
    status: Any,
    expected: list[str],
    query_rows: pd.DataFrame,
    entity_table: pd.DataFrame,
    statement_table: pd.DataFrame,
    fold_steps: pd.DataFrame,
) -> None:
    projection = assemble(
        make.spec(),
        query_rows,
        known(entity_table, statement_table, fold_steps),
        graph_fingerprint="g",
        as_of=day,
        status=status,
    )
    held = {iri.rpartition("/")[2] for iri in projection.edges["statements"].explode().dropna()}
    assert held == set(expected)
    assert projection.parameters["as_of"] == day.isoformat()


def test_weights_come_from_the_query_where_the_spec_says_so() -> None:
    rows = make.rows(("s", "a", "b"), ("s", "b", "a"), weight=[2.5, 4.0])
    projection = run(rows, {"statement": "s"}, spec={"weight": "query"})
    assert projection.edges["weight"].to_list() == [4.0]


def test_roles_keep_edges_apart() -> None:
    rows = make.rows(("s", "a", "b"), ("s", "a", "b"), role=["host", "lead-partner"])
    projection = run(rows, {"statement": "s"})
    assert projection.edges["role"].to_list() == ["host", "lead-partner"]


def test_two_mode_sides() -> None:
    projection = run(make.rows(("s", "b", "a")), {"statement": "s"}, spec={"mode": "two-mode"})
    assert dict(zip(projection.nodes["label"], projection.nodes["side"], strict=True)) == {
        "A": "b",
        "B": "a",
    }
    assert pairs(projection) == [("b", "a")]


def test_a_node_has_one_side() -> None:
    rows = make.rows(("s", "a", "b"), ("t", "c", "a"))
    facts = {"statement": "s"}, {"statement": "t"}
    projection = run(rows, *facts, spec={"mode": "two-mode"})
    assert pairs(projection) == [("a", "b")]
    assert loss(projection, "dropped") == {"the target stands on the side of the sources too": 1}


def test_an_empty_result_is_an_empty_network() -> None:
    projection = run(make.rows(), {"statement": "s"})
    assert len(projection.nodes) == len(projection.edges) == 0
    assert loss(projection, "note") == {"statements not in the query: Twinning": 1}


def test_a_bad_table_is_named() -> None:
    with pytest.raises(
        InputError, match=r'result of demo\.rq, column "target": the column is miss'
    ):
        run(make.rows().drop(columns="target"))


def test_weights_may_be_text_as_a_query_gives_them() -> None:
    rows = make.rows(("s", "a", "b"), ("s", "b", "c"), weight=["2.5", "10"])
    projection = run(rows, {"statement": "s"}, spec={"weight": "query"})
    assert projection.edges["weight"].to_list() == [2.5, 10.0]


@pytest.mark.parametrize("weight", ["", "0", "-1", "much", "nan", "inf"])
def test_an_edge_without_a_weight_is_dropped_and_told(weight: str) -> None:
    rows = make.rows(("s", "a", "b"), weight=[weight])
    projection = run(rows, {"statement": "s"}, spec={"weight": "query"})
    assert loss(projection, "dropped") == {"the weight is not stated or not above 0": 1}


def test_a_query_that_gives_no_weight_is_named() -> None:
    with pytest.raises(
        InputError, match=r'result of demo\.rq, column "weight": the column is miss'
    ):
        run(make.rows(("s", "a", "b")), {"statement": "s"}, spec={"weight": "query"})


names = st.sampled_from(["a", "b", "c", "d", "", "zzz"])
some_rows = st.lists(st.tuples(st.sampled_from(["s", "t", "u", "zzz"]), names, names), max_size=12)
some_fold = st.lists(st.tuples(names.filter(bool), names.filter(bool)), max_size=4)


# An example costs tens of milliseconds here, most of it in pandas.
fewer = settings(max_examples=settings.default.max_examples // 4)


@fewer
@given(
    some_rows,
    some_fold,
    st.sampled_from(["as-stated", "territory"]),
    st.booleans(),
    st.sampled_from(["one-mode", "two-mode"]),
    st.none() | st.just(dt.date(2011, 1, 1)),
)
def test_read_is_kept_dropped_and_merged(
    triples: list[tuple[str, str, str]],
    fold: list[tuple[str, str]],
    actor: str,
    directed: bool,
    mode: str,
    day: dt.date | None,
) -> None:
    projection = run(
        make.rows(*triples),
        {"statement": "s", "begin": "2000"},
        {"statement": "t", "stage": "planned"},
        {"statement": "u", "begin": "2011", "type": "Partnership"},
        fold=tuple(fold),
        ends=("a", "b", "c", "d"),
        spec={"actor": actor, "directed": directed, "mode": mode},
        as_of=day,
    )
    counts = projection.loss.groupby("effect")["count"].sum()
    assert counts.get("read", 0) == len(triples)
    assert counts.get("kept", 0) == len(projection.edges)
    assert counts.reindex(["kept", "dropped", "merged"], fill_value=0).sum() == len(triples)


@fewer
@given(some_rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    triples: list[tuple[str, str, str]], random: Any
) -> None:
    facts = [{"statement": name} for name in "stu"]
    shuffled = random.sample(triples, len(triples))
    one, other = (run(make.rows(*order), *facts) for order in (triples, shuffled))
    assert one.fingerprint == other.fingerprint


STAGES = ("in-force", "considered", "")
anything = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from("abcx"), st.sampled_from("abcx")), max_size=15
)


@settings(max_examples=settings.default.max_examples // 2)
@given(anything, st.booleans())
def test_edges_are_those_of_a_plain_loop(rows: list[tuple[int, str, str]], directed: bool) -> None:
    """Statement 5 is unknown, 4 is deprecated, the others have any stage; x is no entity."""
    facts = [
        {"statement": f"s{i}", "stage": STAGES[i % 3], "preference": "deprecated" if i == 4 else ""}
        for i in range(5)
    ]
    table = make.rows(*((f"s{i}", u, v) for i, u, v in rows))
    projection = run(table, *facts, spec={"directed": directed})
    expected = {
        (u, v, f"s{i}") if directed else (min(u, v), max(u, v), f"s{i}")
        for i, u, v in rows
        if i < 4 and STAGES[i % 3] != "considered" and "x" not in (u, v) and u != v
    }
    found = [
        (u, v, iris[0].rpartition("/")[2])
        for (u, v), iris in zip(pairs(projection), projection.edges["statements"], strict=True)
    ]
    assert found == sorted(expected)
    ends = sorted({end for u, v, _ in expected for end in (u, v)})
    assert [iri.removeprefix(make.BASE) for iri in projection.nodes["id"]] == ends
    assert sum(loss(projection, "read").values()) == len(rows)
