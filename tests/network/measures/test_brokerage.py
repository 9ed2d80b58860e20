"""Brokerage roles as Gould and Fernandez define them, and what chance would give."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.errors import NameNotFound, UndefinedMeasure
from coopgraph.network.kernels.attributes import groups_of
from coopgraph.network.kernels.matrix import network
from coopgraph.network.measures.brokerage import ROLES, brokerage, role_counts, role_expectations
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make


def by_hand(projection: Projection, group: dict[str, str]) -> dict[str, dict[str, int]]:
    """Every path of two steps is looked at."""
    ties = set(zip(projection.edges["source"], projection.edges["target"], strict=True))
    if not projection.directed:
        ties |= {(v, u) for u, v in ties}
    counts = {node: dict.fromkeys(ROLES, 0) for node in projection.nodes["id"]}
    for i, j, k in permutations(counts, 3):
        if (i, j) not in ties or (j, k) not in ties or (i, k) in ties:
            continue
        if not projection.directed and i > k:
            continue
        a, b, c = group[i], group[j], group[k]
        if a == b == c:
            counts[j]["coordinator"] += 1
        elif a == c:
            counts[j]["consultant"] += 1
        elif b == c:
            counts[j]["gatekeeper"] += 1
        elif a == b:
            counts[j]["representative" if projection.directed else "gatekeeper"] += 1
        else:
            counts[j]["liaison"] += 1
    return counts


# The five pictures of Gould and Fernandez (1989): i to j to k, by their groups.
FIVE = {
    "coordinator": "AAA",
    "consultant": "ABA",
    "gatekeeper": "ABB",
    "representative": "AAB",
    "liaison": "ABC",
}


@pytest.mark.parametrize("role", ROLES)
def test_the_five_roles(role: str) -> None:
    chain = make.network([("i", "j"), ("j", "k")], directed=True)
    found = brokerage(chain, dict(zip("ijk", FIVE[role], strict=True))).values.set_index("id")
    assert found.loc["j", list(ROLES)].to_dict() == {name: int(name == role) for name in ROLES}
    assert found.loc["j", "value"] == 1


def test_a_tie_between_the_ends_needs_no_broker() -> None:
    closed = make.network([("i", "j"), ("j", "k"), ("i", "k")], directed=True)
    assert brokerage(closed, dict.fromkeys("ijk", "A")).values["value"].sum() == 0


def test_without_direction_gatekeeper_and_representative_are_one() -> None:
    table = brokerage(make.network([("i", "j"), ("j", "k")]), {"i": "A", "j": "A", "k": "B"}).values
    assert "representative" not in table.columns
    assert table.set_index("id").loc["j", "gatekeeper"] == 1


def test_a_node_without_a_group_is_left_out() -> None:
    star = make.network([("hub", name) for name in "abc"])
    result = brokerage(star, {"hub": "A", "a": "A", "b": "B"})
    assert result.parameters["left out without a group"] == "1"
    assert result.values.iloc[0][["id", "value"]].to_list() == ["hub", 1.0]


def test_parallel_edges_and_loops_make_no_more_brokerage() -> None:
    pairs = [("i", "j"), ("i", "j"), ("j", "j"), ("j", "k")]
    found = brokerage(make.network(pairs, directed=True), dict.fromkeys("ijk", "A"))
    assert found.values["value"].sum() == 1


def test_an_unknown_attribute_has_a_hint() -> None:
    with pytest.raises(NameNotFound, match=r'no attribute "contry".* Did you mean "country"'):
        brokerage(make.network([("a", "b")]), "contry")


def test_an_attribute_without_values() -> None:
    with pytest.raises(UndefinedMeasure, match='no node has a value of "country"'):
        brokerage(make.network([("a", "b")]), "country")


nodes = st.sampled_from("abcdefg")
edges = st.lists(st.tuples(nodes, nodes), max_size=25)
dealt = st.lists(st.sampled_from("XYZ"), min_size=7, max_size=7)


@given(edges, dealt, st.booleans())
def test_roles_agree_with_counting_by_hand(
    pairs: list[tuple[str, str]], letters: list[str], directed: bool
) -> None:
    projection = make.network(pairs, directed=directed, isolates="abcdefg")
    group = dict(zip("abcdefg", letters, strict=True))
    expected = by_hand(projection, group)
    found = role_counts(network(projection), groups_of(projection.nodes, group))
    for place, node in enumerate(projection.nodes["id"]):
        for role, counts in found.items():
            assert counts[place] == expected[node][role]


@given(edges, st.sampled_from(["XXYYZ", "XXXYY", "XYZXX", "XXXXX"]), st.booleans())
@settings(max_examples=12)
def test_expectations_are_those_of_all_permutations(
    pairs: list[tuple[str, str]], letters: str, directed: bool
) -> None:
    few = [(u, v) for u, v in pairs if u in "abcde" and v in "abcde"]
    projection = make.network(few, directed=directed, isolates="abcde")
    net = network(projection)
    chance = role_expectations(net, groups_of(projection.nodes, dict(zip("abcde", letters))))  # noqa: B905
    for place in range(5):
        rest = [letters[p] for p in range(5) if p != place]
        drawn: dict[str, list[float]] = {role: [] for role in chance}
        for order in set(permutations(rest)):
            given_out = [*order[:place], letters[place], *order[place:]]
            groups = groups_of(projection.nodes, dict(zip("abcde", given_out, strict=True)))
            for role, counts in role_counts(net, groups).items():
                drawn[role].append(counts[place])
        for role, counts in drawn.items():
            assert chance[role].mean[place] == pytest.approx(np.mean(counts), abs=1e-9)
            assert chance[role].variance[place] == pytest.approx(np.var(counts), abs=1e-9)


def test_chance_without_spread_has_no_z() -> None:
    table = brokerage(make.network([("i", "j"), ("j", "k")]), dict.fromkeys("ijk", "A")).values
    assert table["coordinator z"].isna().all()
