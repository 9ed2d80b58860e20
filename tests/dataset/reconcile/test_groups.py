from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.dataset.reconcile.decisions import in_force, pair_decisions
from coopgraph.dataset.reconcile.groups import FACTS, grouped
from coopgraph.dataset.reconcile.merging import apply_decisions
from coopgraph.dataset.reconcile.organisations import PAIR_COLUMNS
from coopgraph.dataset.reconcile.review import by_people, with_people, with_review
from coopgraph.dataset.reconcile.sssom import as_text, empty_decisions
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.store.ontology import load_schema

TOWNS = [f"t{n}" for n in range(8)]
BASE = "https://w3id.org/coopgraph/id/mine/"
FILES = {
    "towns.csv": "id,name\n" + "".join(f"{t},Town {t}\n" for t in TOWNS),
    "sources.toml": """\
[export]
title = "Towns"
publisher = "Association"
language = "en"
as_of = "2020-01-01"
""",
    "mapping.toml": """\
[dataset]
id = "mine"
title = "Towns"

[[entities]]
table = "towns"
type = "Territory"
id = "id"
labels = { en = "name" }
""",
}
NAMES = pd.DataFrame(
    {"id": [BASE + t for t in TOWNS], "name": TOWNS, "type": "Territory", "context": "towns.csv"}
)
a_pair = st.tuples(st.sampled_from(TOWNS), st.sampled_from(TOWNS)).filter(lambda p: p[0] != p[1])
pairs_of = st.lists(st.tuples(a_pair, st.integers(50, 100)), max_size=12)


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Records:
    folder = tmp_path_factory.mktemp("towns")
    for name, text in FILES.items():
        Path(folder / name).write_text(text, encoding="utf-8")
    return read_records(folder, load_schema())


def pairs(*rows: tuple[str, str, float], outcome: str = "matched") -> pd.DataFrame:
    made = [(f"id:mine/{a}", f"id:mine/{b}", outcome, c, f"{a}-{b}") for a, b, c in rows]
    return pd.DataFrame(made, columns=PAIR_COLUMNS)


def members(**facts: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame({"id": [f"id:mine/{t}" for t in TOWNS], "type": "Territory"})
    frame = frame.assign(spelling=1.0, mentions=range(len(TOWNS)), **dict.fromkeys(FACTS, ""))
    for name, values in facts.items():
        frame[name] = [*values, *[""] * (len(TOWNS) - len(values))]
    return frame


def decided(found: pd.DataFrame, people: pd.DataFrame | None = None) -> pd.DataFrame:
    made = pair_decisions(grouped(found, members(), empty_decisions()), NAMES)
    if people is None:
        return made
    return with_people(pair_decisions(grouped(found, members(), people), NAMES), people)


def brief(found: pd.DataFrame) -> list[tuple[str, str, str, float]]:
    return [
        (str(s).rpartition("/")[2], str(o).rpartition("/")[2], str(r), float(c))
        for s, o, r, c in zip(
            found["subject"], found["object"], found["outcome"], found["confidence"], strict=True
        )
    ]


def group(found: pd.DataFrame, **facts: list[str]) -> list[tuple[str, str, str, float]]:
    return brief(grouped(found, members(**facts), empty_decisions()))


def merged(records: Records, decisions: pd.DataFrame) -> set[frozenset[str]]:
    """Return which towns a build makes one of several."""
    values = apply_decisions(records, decisions).values
    same = values[values["property"] == "skos:exactMatch"]
    graph = nx.Graph(zip(same["subject"], same["value"], strict=True))
    return {frozenset(i.removeprefix(BASE) for i in g) for g in nx.connected_components(graph)}


def connected(found: list[tuple[str, str]]) -> set[frozenset[str]]:
    return {frozenset(g) for g in nx.connected_components(nx.Graph(found))}


def test_a_chain_is_one_group_with_the_least_confidence_on_the_way() -> None:
    found = pairs(("t1", "t0", 0.9), ("t2", "t1", 0.8), ("t3", "t2", 0.95))
    assert group(found) == [
        ("t0", "t3", "matched", 0.8),
        ("t1", "t3", "matched", 0.8),
        ("t2", "t3", "matched", 0.95),
    ]


def test_the_stronger_way_counts() -> None:
    found = pairs(("t1", "t0", 0.9), ("t2", "t1", 0.9), ("t2", "t0", 0.6))
    assert ("t0", "t2", "matched", 0.9) in group(found)


def test_the_best_spelt_stays_then_the_one_mentioned_most_then_the_first() -> None:
    found = pairs(("t1", "t0", 0.9), ("t2", "t1", 0.9))
    known = members().assign(mentions=0)
    stays = grouped(found, known, empty_decisions())["object"].unique().tolist()
    assert stays == ["id:mine/t0"]
    known["spelling"] = [0.5, 0.9, 0.5, *[1.0] * 5]
    stays = grouped(found, known, empty_decisions())["object"].unique().tolist()
    assert stays == ["id:mine/t1"]


@pytest.mark.parametrize(
    ("fact", "values", "why"),
    [
        ("land", ["IT", "", "FR"], "country: FR, IT"),
        ("identifier", ["1", "", "2"], "identifier: 1, 2"),
        ("geonames", ["geonames:1", "", "geonames:2"], "place: geonames:1, geonames:2"),
        ("town", ["roma", "", "bari"], "town: bari, roma"),
        ("nuts", ["itc1", "", "itc2"], "NUTS code: itc1, itc2"),
    ],
)
def test_a_group_that_contradicts_itself_is_doubtful_as_a_whole(
    fact: str, values: list[str], why: str
) -> None:
    found = pairs(("t1", "t0", 0.9), ("t2", "t1", 0.8))
    rows = grouped(found, members(**{fact: values}), empty_decisions())
    assert rows["outcome"].tolist() == ["doubtful", "doubtful"]
    assert set(rows["evidence"]) == {
        f"t1-t0; the 3 of its group have different {why}",
        f"t2-t1; the 3 of its group have different {why}",
    }


def test_towns_may_differ_where_an_identifier_is_shared() -> None:
    found = pairs(("t1", "t0", 0.9), ("t2", "t1", 0.8))
    outcomes = {r for _, _, r, _ in group(found, town=["a", "b", "a"], identifier=["1", "1"])}
    assert outcomes == {"matched"}
    outcomes = {r for _, _, r, _ in group(found, town=["a", "b", "c"], identifier=["1", "1"])}
    assert outcomes == {"doubtful"}


def test_entities_of_two_classes_are_never_one() -> None:
    known = members()
    known.loc[0, "type"] = "Organisation"
    found = grouped(pairs(("t1", "t0", 0.9), ("t2", "t1", 0.8)), known, empty_decisions())
    assert brief(found) == [("t1", "t2", "matched", 0.8), ("t1", "t0", "doubtful", 0.9)]


def test_what_is_doubtful_between_members_of_a_group_is_settled() -> None:
    doubtful = pairs(("t2", "t0", 0.7), ("t4", "t0", 0.7), outcome="doubtful")
    found = pd.concat([pairs(("t1", "t0", 0.9), ("t2", "t1", 0.8)), doubtful])
    assert [row for row in group(found) if row[2] == "doubtful"] == [("t4", "t0", "doubtful", 0.7)]


def test_a_rejected_member_leaves_its_group(towns: Records) -> None:
    found = pairs(("t1", "t0", 0.9), ("t2", "t1", 0.8))
    first = decided(found)
    edited = with_review(first, "t0", "id:mine/t2", "Ann", accept=False)
    assert merged(towns, edited) == {frozenset({"t1", "t2"})}
    again = decided(found, by_people(first, edited))
    assert merged(towns, again) == {frozenset({"t1", "t2"})}
    assert "skos:closeMatch" in set(again["predicate_id"])


def test_an_accepted_pair_joins_two_groups(towns: Records) -> None:
    found = pairs(("t1", "t0", 0.9), ("t3", "t2", 0.8))
    first = decided(found)
    edited = with_review(first, "t0", "id:mine/t2", "Ann", accept=True)
    assert merged(towns, edited) == {frozenset({"t0", "t1", "t2", "t3"})}
    assert merged(towns, decided(found, by_people(first, edited))) == merged(towns, edited)


def test_who_confirms_a_row_undoes_no_other(towns: Records) -> None:
    found = pairs(("t1", "t0", 0.9), ("t2", "t1", 0.8))
    first = decided(found)
    edited = with_review(first, "t1", "id:mine/t2", "Ann", accept=True)
    assert merged(towns, decided(found, by_people(first, edited))) == merged(towns, first)


@settings(max_examples=40)
@given(pairs_of)
def test_any_matched_pairs_merge_exactly_the_connected_components(
    towns: Records, found: list[tuple[tuple[str, str], int]]
) -> None:
    decisions = decided(pairs(*((a, b, c / 100) for (a, b), c in found)))
    assert merged(towns, decisions) == connected([pair for pair, _ in found])
    assert not in_force(decisions)["subject"].duplicated().any()
    assert not set(decisions["subject_id"]) & set(decisions["object_id"])


@settings(max_examples=20)
@given(pairs_of, st.lists(st.tuples(a_pair, st.booleans()), max_size=4, unique_by=lambda p: p[0]))
def test_what_people_said_holds_whatever_else_is_matched(
    towns: Records,
    found: list[tuple[tuple[str, str], int]],
    said: list[tuple[tuple[str, str], bool]],
) -> None:
    rows = [
        {
            "subject_id": f"id:mine/{a}",
            "object_id": f"id:mine/{b}",
            "predicate_id": "skos:exactMatch",
            "predicate_modifier": "" if yes else "Not",
            "reviewer_label": "Ann",
        }
        for (a, b), yes in said
    ]
    people = as_text(pd.DataFrame(rows)) if rows else empty_decisions()
    made = pairs(*((a, b, c / 100) for (a, b), c in found))
    decisions = decided(made, people)
    groups = merged(towns, decisions)
    accepted = connected([pair for pair, yes in said if yes])
    assert all(any(one <= other for other in groups) for one in accepted)
    rejected = [set(pair) for pair, yes in said if not yes]
    by_hand = [pair for pair in rejected if any(pair <= one for one in accepted)]
    assert not any(pair <= one for pair in rejected if pair not in by_hand for one in groups)
    # Nothing is joined but by pairs and people, and a second run finds the same.
    whole = connected([pair for pair, _ in found] + [pair for pair, yes in said if yes])
    assert all(any(one <= other for other in whole) for one in groups)
    again = by_people(pair_decisions(grouped(made, members(), people), NAMES), decisions)
    assert decided(made, again).equals(decisions)
