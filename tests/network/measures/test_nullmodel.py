"""Random networks keep degrees, and z-scores are against them."""

from collections import Counter

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.measures import nullmodel, rewiring
from coopgraph.network.measures.nullmodel import null_model, rewired
from coopgraph.network.measures.registry import MEASURES, case_of
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make

KARATE = [(f"{u:02}", f"{v:02}") for u, v in nx.karate_club_graph().edges()]
nodes = st.sampled_from("abcdefgh")
edges = st.lists(st.tuples(nodes, nodes), max_size=20)


def two_mode(pairs: list[tuple[str, str]]) -> Projection:
    """People a…, projects p…: sides by the first letter."""
    base = make.network(pairs, directed=True)
    sides = ["b" if name.startswith("p") else "a" for name in base.nodes["id"]]
    table = base.nodes.assign(side=sides)
    return make.network(pairs, directed=True, nodes=table, mode="two-mode")


def draw(projection: Projection, seed: int) -> tuple[np.ndarray, np.ndarray]:
    case = case_of(projection, MEASURES["degree"])
    net = rewired(case, random=np.random.default_rng(seed))
    return case.net.adjacency.toarray(), net.adjacency.toarray()


@given(edges, st.booleans(), st.integers(0, 99))
@settings(max_examples=40)
def test_degrees_and_loops_are_kept(
    pairs: list[tuple[str, str]], directed: bool, seed: int
) -> None:
    before, after = draw(make.network(pairs, directed=directed, isolates="ah"), seed)
    assert (before.sum(axis=0) == after.sum(axis=0)).all()
    assert (before.sum(axis=1) == after.sum(axis=1)).all()
    assert (np.diag(before) == np.diag(after)).all()
    if before.max(initial=0) <= 1:
        assert after.max(initial=0) <= 1


def test_machine_code_draws_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    _, plain = draw(make.network(KARATE), 3)
    monkeypatch.setattr(rewiring, "_COMPILED", 0)
    _, compiled = draw(make.network(KARATE), 3)
    assert (plain == compiled).all()


@pytest.mark.parametrize("extra", [[], [("a1", "p1")]])
def test_two_mode_degrees_and_sides_are_kept(extra: list[tuple[str, str]]) -> None:
    random = np.random.default_rng(1)
    pairs = sorted({(f"a{i}", f"p{j}") for i, j in random.integers(0, 8, (30, 2)).tolist()})
    projection = two_mode([*pairs, *extra])
    before, after = draw(projection, 4)
    assert (before != after).any()
    assert (before.sum(axis=0) == after.sum(axis=0)).all()
    assert (before.sum(axis=1) == after.sum(axis=1)).all()


def test_all_networks_with_the_degrees_are_equally_likely() -> None:
    """With degrees 1, 1, 2, 2, 2 there are few simple networks; each is drawn as often."""
    path = make.network([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")])
    seen = Counter(draw(path, seed)[1].tobytes() for seed in range(1400))
    assert len(seen) == 7
    assert all(150 < count < 250 for count in seen.values())


def test_curveball_draws_all_tables_equally_often() -> None:
    """With row sums 1, 1, 1 and column sums 1, 1, 1 there are six."""
    source, target = np.arange(3), np.arange(3)
    random = np.random.default_rng(0)
    seen = Counter(
        tuple(rewiring.curveball(source, target, random=random)[1].tolist()) for _ in range(1200)
    )
    assert len(seen) == 6
    assert all(140 < count < 260 for count in seen.values())


def test_the_degree_never_differs_from_chance() -> None:
    table = null_model(make.network(KARATE), "degree", samples=5).values
    assert table["z"].isna().all()
    assert (table["p"] == 1).all()


def test_cliques_are_more_clustered_than_chance() -> None:
    cliques = [(f"{c}{i}", f"{c}{j}") for c in "abcd" for i in range(5) for j in range(i)]
    result = null_model(make.network(cliques), "transitivity", samples=50, seed=2)
    row = result.values.iloc[0]
    assert row["value"] == 1
    assert row["z"] > 5
    assert row["p"] == pytest.approx(1 / 51)
    assert result.seed == 2


def test_the_same_seed_gives_the_same_scores() -> None:
    one, two = (null_model(make.network(KARATE), "closeness", samples=4).to_csv() for _ in "ab")
    assert one == two


def test_the_scores_do_not_depend_on_the_number_of_processes() -> None:
    told: list[tuple[int, int]] = []
    how = {"samples": 6, "seed": 3, "progress": lambda done, of: told.append((done, of))}
    alone, many = (null_model(make.network(KARATE), "closeness", workers=n, **how) for n in (1, 3))
    pd.testing.assert_frame_equal(alone.values, many.values)
    assert told == 2 * [(done, 6) for done in range(1, 7)]


def test_more_samples_continue_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[np.ndarray] = []
    kept = nullmodel._compared
    monkeypatch.setattr(nullmodel, "_compared", lambda *a: drawn.append(a[2]) or kept(*a))
    for samples in (3, 5):
        null_model(make.network(KARATE), "transitivity", samples=samples)
    few, more = drawn
    assert (few == more[:3]).all()
    assert len(np.unique(more)) > 1


@pytest.mark.parametrize(("name", "value"), [("samples", 1), ("seed", -1), ("swaps", 0.0)])
def test_numbers_without_sense_are_refused(name: str, value: float) -> None:
    with pytest.raises(UndefinedMeasure, match=rf"{name} (is )?{value}"):
        null_model(make.network(KARATE), "closeness", **{name: value})


def test_a_rewired_edge_has_no_weight() -> None:
    with pytest.raises(UndefinedMeasure, match="no weight"):
        null_model(make.network(KARATE), "strength")
