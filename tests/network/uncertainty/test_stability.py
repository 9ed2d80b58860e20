"""What remains of a measure when cases, or sources, are left out."""

import numpy as np
import pandas as pd
import pytest

from coopgraph.errors import CoopgraphError
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.uncertainty.stability import Cases, case_dropping, without_each_source
from tests.network import builders as make


@pytest.fixture
def attested() -> Projection:
    """A hub that two sources attest, and a pair that one of them does."""
    edges = [("a", "hub"), ("b", "hub"), ("c", "hub"), ("hub", "x"), ("x", "y")]
    plain = make.network(edges)
    sources = ["paper", "paper", "book", "book", "book"]
    titles = [f"The {name}" for name in sources]
    return make.network(edges, statements=plain.statements.assign(source=sources, title=titles))


def star_of(degrees: range) -> Projection:
    """Hubs of different degree, each with leaves of its own."""
    pairs = [(f"hub{d:02d}", f"leaf{d:02d}-{place}") for d in degrees for place in range(d)]
    return make.network(pairs)


@pytest.mark.parametrize("cases", ["statement", "node", "source"])
def test_the_coefficient_is_read_from_the_table(cases: Cases) -> None:
    projection = star_of(range(1, 9))
    names = [f"source-{place % 10}" for place in range(len(projection.edges))]
    facts = projection.statements.assign(source=names)
    pairs = list(zip(projection.edges["source"], projection.edges["target"], strict=True))
    found = case_dropping(make.network(pairs, statements=facts), cases=cases, draws=40, seed=2)
    stable = found.table.loc[found.table["probability"] > 0.95, "dropped"]
    assert found.coefficient == (stable.max() if len(stable) else 0)
    assert found.coefficient > 0.2
    assert found.table["dropped"].is_monotonic_increasing
    assert found.table["correlation"].iloc[0] > found.table["correlation"].iloc[-1]


def test_a_threshold_out_of_reach_gives_0() -> None:
    found = case_dropping(star_of(range(1, 6)), threshold=1.0, draws=10)
    assert found.coefficient == 0


def test_workers_change_nothing() -> None:
    projection = star_of(range(1, 6))
    one, two = (
        case_dropping(projection, "closeness", draws=6, levels=[0.2, 0.5], workers=workers)
        for workers in (1, 2)
    )
    pd.testing.assert_frame_equal(one.table, two.table)


def test_values_that_do_not_vary_do_not_correlate() -> None:
    ring = make.network([("a", "b"), ("b", "c"), ("a", "c")])
    assert case_dropping(ring, draws=5, levels=[0.34]).table["correlation"].to_list() == [0.0]


def test_spearman_is_about_ranks() -> None:
    projection = star_of(range(1, 7))
    plain, ranked = (
        case_dropping(projection, draws=10, levels=[0.3], correlation=which).table["correlation"][0]
        for which in ("pearson", "spearman")
    )
    assert plain != ranked


@pytest.mark.parametrize(
    ("options", "message"), [({"levels": [1.5]}, r"a share of 1\.5"), ({"draws": 0}, "0 draws")]
)
def test_impossible_numbers(options: dict[str, object], message: str) -> None:
    with pytest.raises(CoopgraphError, match=message):
        case_dropping(star_of(range(1, 4)), **options)  # type: ignore[arg-type]


# ---- sources


def test_the_source_that_a_rank_rests_on(attested: Projection) -> None:
    nodes, ranks = without_each_source(attested)
    table = nodes.set_index("id")
    assert table.loc["hub", ["value", "rank", "sources", "one_source"]].to_list() == [
        4,
        1,
        2,
        False,
    ]
    assert table.loc["a", ["sources", "one_source", "rests_on"]].to_list() == [1, True, "paper"]
    assert table.loc["a", ["value_without", "rank_without"]].to_list() == [0, 5]
    assert table.loc["x", ["rests_on", "title"]].to_list() == ["book", "The book"]
    assert ranks.loc["hub"].to_dict() == {"paper": 1, "book": 1}
    assert ranks.loc["x", "book"] == 4


def test_what_two_sources_say_outlives_one(attested: Projection) -> None:
    again = attested.statements.iloc[:1].assign(source="book", title="The book")
    facts = pd.concat([attested.statements, again], ignore_index=True)
    pairs = list(zip(attested.edges["source"], attested.edges["target"], strict=True))
    nodes, _ = without_each_source(make.network(pairs, statements=facts))
    table = nodes.set_index("id")
    assert table.loc["a", ["sources", "one_source", "value_without"]].to_list() == [2, False, 1]


def test_a_single_source_carries_everything() -> None:
    facts = make.network([("a", "b"), ("b", "c")]).statements.assign(source="paper")
    nodes, ranks = without_each_source(make.network([("a", "b"), ("b", "c")], statements=facts))
    assert nodes["one_source"].all()
    assert (nodes["value_without"] == 0).all()
    assert np.array_equal(ranks.to_numpy(), np.ones((3, 1)))


def test_an_empty_network_has_an_empty_answer() -> None:
    nodes, ranks = without_each_source(make.network([]))
    assert nodes.empty
    assert ranks.empty
