"""Intervals hold what they promise, draws are repeatable, and certainty has no width."""

import networkx as nx
import numpy as np
import pytest

from benchmarks.uncertainty import studies, study, zipf_network
from coopgraph.errors import CoopgraphError, NameNotFound, UndefinedMeasure
from coopgraph.network.measures.registry import rank
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.uncertainty.draws import Draws, uncertainty
from coopgraph.network.uncertainty.evidence import EvidenceModel
from coopgraph.network.uncertainty.statistic import SampledBetweenness, Statistic, statistic
from tests.network import builders as make

RING = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("a", "c"), ("d", "e"), ("e", "f")]


@pytest.fixture(scope="module")
def ring() -> Projection:
    """Statements without basis and stage hold with 0.95 by the default model."""
    return make.network(RING)


@pytest.mark.parametrize("measure", ["degree", "strength", "betweenness", "pagerank"])
def test_where_all_is_certain_no_interval_has_a_width(ring: Projection, measure: str) -> None:
    table = uncertainty(ring, measure, model=EvidenceModel.certain(), draws=20).table()
    for value, low, high in (("value", "low", "high"), ("rank", "rank_low", "rank_high")):
        assert (table[value] == table[low]).all()
        assert (table[value] == table[high]).all()
    assert (table["share"] == 1).all()


def test_observed_values_and_ranks_are_those_of_a_ranking(ring: Projection) -> None:
    table = uncertainty(ring, "closeness", draws=2).table()
    expected = rank(ring, "closeness").values
    assert table["id"].to_list() == expected["id"].to_list()
    assert table["value"].to_list() == expected["value"].to_list()
    assert table["rank"].to_list() == expected["rank"].to_list()


def test_degrees_at_once_are_the_degrees_one_by_one(ring: Projection) -> None:
    def one_by_one(net: object) -> object:
        return np.asarray(net.adjacency.sum(axis=1))  # type: ignore[attr-defined]

    quick, slow = (
        uncertainty(ring, draws=50, seed=4),
        uncertainty(ring, one_by_one, draws=50, seed=4),
    )  # type: ignore[arg-type]
    assert (quick.drawn == slow.drawn).all()


@pytest.mark.parametrize("measure", ["degree", "betweenness"])
def test_the_seed_decides_and_the_number_of_workers_does_not(
    ring: Projection, measure: str
) -> None:
    one = uncertainty(ring, measure, draws=40, seed=5, workers=1)
    two = uncertainty(ring, measure, draws=40, seed=5, workers=2)
    other = uncertainty(ring, measure, draws=40, seed=6, workers=1)
    assert (one.drawn == two.drawn).all()
    assert (one.drawn != other.drawn).any()
    assert one.table().equals(two.table())


def test_more_draws_continue_fewer(ring: Projection) -> None:
    few, many = uncertainty(ring, draws=10, seed=5), uncertainty(ring, draws=30, seed=5)
    assert (many.drawn[:10] == few.drawn).all()


def test_the_mean_degree_is_the_sum_of_probabilities(ring: Projection) -> None:
    found = uncertainty(ring, draws=2000, seed=1)
    expected = found.observed * 0.95
    assert found.drawn.mean(axis=0) == pytest.approx(expected, abs=0.03)


def test_two_nodes_compare_as_their_statements_hold() -> None:
    pair = make.network([("a", "x"), ("b", "y")])
    found = uncertainty(pair, draws=4000, seed=1).outranks("a", "b")
    assert found.above == pytest.approx(0.95 * 0.05, abs=0.015)
    assert found.tied == pytest.approx(0.95**2 + 0.05**2, abs=0.02)
    assert found.above + found.tied + found.below == pytest.approx(1)


def test_the_top_and_the_groups() -> None:
    hub = [("hub", f"leaf{place}") for place in range(8)]
    table = uncertainty(make.network([*hub, ("x", "leaf0")]), draws=400, seed=1).table(top=1)
    assert table.loc[0, ["label", "top", "group"]].to_list() == ["hub", 1.0, 1]
    assert table["group"].is_monotonic_increasing
    assert (table.loc[1:, "top"] == 0).all()


def test_a_sampled_measure_keeps_its_error_apart() -> None:
    network = make.network([*RING, ("f", "g"), ("g", "h")])
    table = uncertainty(network, SampledBetweenness(pivots=4), draws=20).table()
    assert (table["sampling_error"] > 0).all()
    exact = uncertainty(network, SampledBetweenness(pivots=100), draws=20).table()
    assert "sampling_error" not in exact
    peer = nx.betweenness_centrality(network.to_networkx(multigraph=False))
    found = dict(zip(exact["id"], exact["value"], strict=True))
    assert found == pytest.approx(peer)


def test_a_node_without_a_value_in_some_draws_says_so() -> None:
    table = uncertainty(make.network(RING), "constraint", draws=100, seed=1).table()
    assert 0 < table["undefined"].max() < 0.2
    assert table["low"].notna().all()


def test_a_result_can_be_cited(ring: Projection) -> None:
    result = uncertainty(ring, draws=20, seed=9).result(shown=3)
    assert result.seed == 9
    assert result.parameters["draws"] == "20"
    assert result.parameters["evidence model"] == "default"
    assert len(result.values) == 3
    assert result.projection_fingerprint == ring.fingerprint


# ---- bad input


def test_an_unknown_measure_is_named_with_the_likely_one(ring: Projection) -> None:
    with pytest.raises(NameNotFound, match='Did you mean "degree"'):
        uncertainty(ring, "degre")


def test_a_measure_without_a_value_in_some_draw_says_what_to_do(ring: Projection) -> None:
    with pytest.raises(UndefinedMeasure, match="not connected"):
        uncertainty(ring, "eigenvector", draws=100, workers=2)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"draws": 1}, "draws is 1"), ({"level": 1.0}, "level is 1.0"), ({"seed": -2}, "seed is -2")],
)
def test_impossible_numbers(ring: Projection, options: dict[str, float], message: str) -> None:
    with pytest.raises(CoopgraphError, match=message):
        uncertainty(ring, **options)  # type: ignore[arg-type]


def test_impossible_questions(ring: Projection) -> None:
    found: Draws = uncertainty(ring, draws=2)
    with pytest.raises(CoopgraphError, match="top is 0"):
        found.table(top=0)
    with pytest.raises(CoopgraphError, match="IRI nobody"):
        found.outranks("a", "nobody")


def test_a_function_of_ones_own_has_its_name(ring: Projection) -> None:
    made = statistic(ring, SampledBetweenness(3))
    assert isinstance(made, Statistic)
    assert made.name == "SampledBetweenness"


# ---- coverage


def test_intervals_hold_the_planted_truth() -> None:
    """The short form of benchmarks/uncertainty.py: 60 replications, so ± 1 for all, ± 3 for ten."""
    found = study(zipf_network(120, 260, seed=2), "degree", analysts=60, draws=400, workers=1)
    right = found[found["truth"] == "right"].set_index(["what", "nodes"])["coverage"]
    assert 93 <= right["value", "all"] <= 98
    assert 91 <= right["value", "top"] <= 99
    assert right["rank", "all"] >= 92
    assert right["rank", "top"] >= 92
    assert right["value by quantiles", "all"] > right["value", "all"]


def test_the_command_prints_a_line_for_every_network_measure_and_truth() -> None:
    text = studies(replications=40, draws=20, seed=1)
    assert len([line for line in text.splitlines() if line.startswith("| ")]) == 1 + 2 * 2 * 5
    assert "nan" not in text
