"""Nodes that share something are joined, with the statements of both."""

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite

from coopgraph.network.projecting.assemble import assemble
from coopgraph.network.projecting.known import known
from coopgraph.network.projecting.onemode import one_mode
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make


def project(
    links: list[tuple[str, str]], weight: str = "count", keep: str = "source"
) -> Projection:
    rows = make.rows(*((f"s{i}", u, v) for i, (u, v) in enumerate(links)))
    names = sorted({end for link in links for end in link})
    facts = [
        {"statement": f"s{i}", "type": "Participation", "as_of": f"20{10 + i}-01-01"}
        for i in range(len(links))
    ]
    spec = make.spec(mode="two-mode", one_mode=keep, weight=weight)
    return assemble(
        spec,
        rows,
        known(make.entities(*names), make.statements(*facts), make.fold_table()),
        graph_fingerprint="g",
    )


def weights(projection: Projection) -> dict[tuple[str, str], float]:
    short = [
        column.str.removeprefix(make.BASE)
        for column in (projection.edges["source"], projection.edges["target"])
    ]
    return dict(zip(zip(*short, strict=True), projection.edges["weight"], strict=True))


# a and b share p and q; c has p only; d has r alone
LINKS = [("a", "p"), ("b", "p"), ("c", "p"), ("a", "q"), ("b", "q"), ("d", "r")]


def test_the_weight_counts_what_is_shared() -> None:
    assert weights(project(LINKS)) == {("a", "b"): 2, ("a", "c"): 1, ("b", "c"): 1}


def test_newman_divides_by_the_number_of_others() -> None:
    assert weights(project(LINKS, "newman")) == {("a", "b"): 1.5, ("a", "c"): 0.5, ("b", "c"): 0.5}


def test_the_other_side_can_be_kept() -> None:
    assert weights(project(LINKS, keep="target")) == {("p", "q"): 2}


def test_taking_part_twice_counts_once() -> None:
    assert weights(project([*LINKS, ("a", "p")])) == weights(project(LINKS))


def test_an_edge_carries_the_statements_of_both_ends_about_all_they_share() -> None:
    edges = project([*LINKS, ("a", "p")]).edges
    carried = edges["statements"].iloc[0]
    assert [iri.rpartition("/")[2] for iri in carried] == ["s0", "s1", "s3", "s4", "s6"]


def test_an_edge_has_the_oldest_day_and_no_dates() -> None:
    edge = project(LINKS).edges.iloc[0]
    assert (edge["as_of"], edge["begin"], edge["begin_earliest"]) == ("2010-01-01", "", "")
    assert (edge["type"], edge["stage"]) == ("Participation", "in-force")


def test_who_shares_nothing_stays_a_node() -> None:
    projection = project(LINKS)
    assert projection.nodes["label"].to_list() == ["A", "B", "C", "D"]
    assert projection.mode == "one-mode"
    assert set(projection.nodes["side"]) == {""}


def test_what_is_lost_is_noted() -> None:
    table = project(LINKS).loss
    notes = table[table["effect"] == "note"]
    assert notes[["reason", "count"]].to_numpy().tolist() == [
        ["two-mode edges projected", 6],
        ["shared nodes with one member only", 1],
        ["nodes that share nothing", 1],
    ]


def test_nothing_in_nothing_out() -> None:
    projection = project([])
    assert len(projection.nodes) == len(projection.edges) == 0


links = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("pqrst")), min_size=1, max_size=25
)
# An example costs tens of milliseconds here, most of it in pandas.
fewer = settings(max_examples=settings.default.max_examples // 4)
PEERS = {
    "count": bipartite.weighted_projected_graph,
    "newman": bipartite.collaboration_weighted_projected_graph,
}


@fewer
@given(links, st.sampled_from(["source", "target"]), st.sampled_from(sorted(PEERS)))
def test_weights_agree_with_networkx(pairs: list[tuple[str, str]], keep: str, weight: str) -> None:
    two_mode = nx.Graph(pairs)
    kept = {u if keep == "source" else v for u, v in pairs}
    peer = PEERS[weight](two_mode, kept)
    expected = {(min(u, v), max(u, v)): w for u, v, w in peer.edges(data="weight")}
    assert weights(project(pairs, weight, keep)) == pytest.approx(expected, abs=1e-12)


@fewer
@given(links)
def test_weights_are_the_product_of_the_incidence_matrix(pairs: list[tuple[str, str]]) -> None:
    table = pd.crosstab(*map(list, zip(*pairs, strict=True))).clip(upper=1)
    product = (table @ table.T).to_numpy()
    upper = {
        (table.index[i], table.index[j]): product[i, j]
        for i, j in zip(*np.nonzero(np.triu(product, 1)), strict=True)
    }
    assert weights(project(pairs)) == upper


@fewer
@given(links, st.lists(st.sampled_from(["Participation", "Funding"]), min_size=25, max_size=25))
def test_an_edge_says_what_a_plain_loop_finds(
    pairs: list[tuple[str, str]], types: list[str]
) -> None:
    two_mode = pd.DataFrame(
        {
            "source": [u for u, _ in pairs],
            "target": [v for _, v in pairs],
            "type": types[: len(pairs)],
            "stage": ["in-force" if i % 3 else "agreed" for i in range(len(pairs))],
            "as_of": ["" if i == 9 else f"20{30 - i}-01-01" for i in range(len(pairs))],
        },
        dtype="str",
    )
    # The last two statements of an edge are shared with its neighbours in the table.
    cited = [tuple(f"s{j}" for j in (i, i + 1)) for i in range(len(pairs))]
    two_mode["statements"] = pd.Series(cited, dtype=object)
    names = sorted({u for u, _ in pairs}) + sorted({v for _, v in pairs})
    nodes = pd.DataFrame({"id": names, "side": ["a" if n < "g" else "b" for n in names]})
    expected = {}
    for u, v in combinations(sorted({u for u, _ in pairs}), 2):
        common = {k for w, k in pairs if w == u} & {k for w, k in pairs if w == v}
        rows = [i for i, (w, k) in enumerate(pairs) if w in (u, v) and k in common]
        if rows:
            stages = {two_mode["stage"][i] for i in rows}
            expected[u, v] = (
                " + ".join(sorted({types[i] for i in rows})),
                stages.pop() if len(stages) == 1 else "",
                min(two_mode["as_of"][i] for i in rows),
                tuple(sorted({iri for i in rows for iri in cited[i]})),
            )
    edges = one_mode(nodes, two_mode, keep="source")[1]
    said = edges[["type", "stage", "as_of", "statements"]].itertuples(index=False, name=None)
    ends = zip(edges["source"], edges["target"], strict=True)
    assert dict(zip(ends, said, strict=True)) == expected
    assert list(expected) == list(zip(edges["source"], edges["target"], strict=True))
