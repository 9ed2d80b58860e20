"""A masked network is what projecting the statements that hold would give."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError
from coopgraph.network.kernels.centrality import degree
from coopgraph.network.kernels.matrix import network
from coopgraph.network.projecting.assemble import assemble
from coopgraph.network.projecting.known import known
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.uncertainty.masked import masked_network
from tests.network import builders as make

pairs = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=9)


def part(projection: Projection, held: Any) -> Projection:
    """The same nodes with the edges of which a statement holds."""
    facts = set(projection.statements["statement"][held])
    kept = projection.edges["statements"].map(lambda iris: bool(facts.intersection(iris)))
    edges = projection.edges[kept.to_numpy(bool)].reset_index(drop=True)
    nodes = list(zip(edges["source"], edges["target"], strict=True))
    weights = edges["weight"].to_list()
    return make.network(
        nodes,
        directed=projection.directed,
        isolates=projection.nodes["id"].to_list(),
        weights=weights,
    )


@given(pairs, st.booleans(), st.booleans(), st.data())
def test_it_is_the_network_of_the_edges_left(
    ends: list[tuple[str, str]], directed: bool, weighted: bool, data: st.DataObject
) -> None:
    weights = [1.0 + place / 4 for place in range(len(ends))]
    projection = make.network(ends, directed=directed, isolates="abcd", weights=weights)
    flags = data.draw(st.lists(st.booleans(), min_size=len(ends), max_size=len(ends)))
    held = np.array(flags, dtype=bool)
    masked = masked_network(projection, weighted=weighted)
    expected = network(part(projection, held), weighted=weighted)
    found = masked.at(held)
    assert found.directed == directed
    assert found.adjacency.toarray() == pytest.approx(expected.adjacency.toarray())
    assert found.adjacency.nnz == np.count_nonzero(expected.adjacency.toarray())
    assert masked.degrees(held[None, :])[0] == pytest.approx(degree(found))


def test_of_several_statements_one_is_enough() -> None:
    projection = make.network([("a", "b"), ("b", "c")])
    edges = projection.edges.assign(statements=pd.Series([("s0", "s1"), ("s1",)], dtype=object))
    masked = masked_network(make.network([("a", "b"), ("b", "c")], edges=edges))
    assert masked.edges(np.array([[True, False], [False, True]])).tolist() == [
        [True, False],
        [True, True],
    ]


# ---- one-mode networks


@pytest.fixture
def two_and_one() -> tuple[Projection, Projection]:
    """Three members of two projects, as a two-mode and as a one-mode network."""
    rows = make.rows(
        *(("sa", "a", "p"), ("sb", "b", "p"), ("sc", "c", "p"), ("ta", "a", "q"), ("tb", "b", "q"))
    )
    entities = make.entities("a", "b", "c", "p", "q")
    facts = make.statements(*({"statement": s} for s in ("sa", "sb", "sc", "ta", "tb")))
    fold = make.fold_table()

    def made(**changes: str) -> Projection:
        spec = make.spec(mode="two-mode", **changes)
        return assemble(spec, rows, known(entities, facts, fold), graph_fingerprint="g")

    return made(), made(one_mode="source", weight="newman")


@pytest.mark.parametrize("weighted", [False, True])
def test_a_pair_needs_both_statements_about_what_it_shares(
    two_and_one: tuple[Projection, Projection], weighted: bool
) -> None:
    two, one = two_and_one
    masked = masked_network(one, weighted=weighted, shared=two)
    everything = np.ones(5, dtype=bool)
    whole = masked.at(everything).adjacency.toarray()
    assert whole == pytest.approx(network(one, weighted=weighted).adjacency.toarray())
    held = everything.copy()
    held[masked.statements.index(make.iri("statement/sa"))] = False
    left = masked.at(held).adjacency.toarray()
    # a and b still share q; a and c share nothing; b and c share p, where they are alone now.
    assert left.tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]


def test_a_one_mode_network_needs_its_two_mode_one(
    two_and_one: tuple[Projection, Projection],
) -> None:
    with pytest.raises(CoopgraphError, match="Give the two-mode projection too"):
        masked_network(two_and_one[1])


def test_another_two_mode_network_is_refused(two_and_one: tuple[Projection, Projection]) -> None:
    two, one = two_and_one
    with pytest.raises(CoopgraphError, match="is not the one"):
        masked_network(one, shared=make.network([("x", "y")]))
    with pytest.raises(CoopgraphError, match="draw by draw"):
        masked_network(one, shared=two).degrees(np.ones((1, 5), dtype=bool))
