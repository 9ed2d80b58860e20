"""Measures over time are those of the network of each time."""

import datetime as dt

import numpy as np
import pytest

from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.network.change.timeline import changes, series
from coopgraph.network.projecting.assemble import assemble
from coopgraph.network.projecting.known import known
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make


def test_a_figure_by_year_with_its_bounds(folded: Projection) -> None:
    found = series(folded, "edges", range(1952, 1955)).values
    assert found["id"].to_list() == ["1952", "1953", "1954"]
    assert found["value"].to_list() == [0.0, 1.0, 1.0]
    assert found["possible"].to_list() == [3.0, 4.0, 4.0]
    assert found["last"].to_list() == ["1952-12-31", "1953-12-31", "1954-12-31"]


def test_a_figure_by_named_periods(folded: Projection) -> None:
    result = series(folded, "edges", {"before": "1950/1999", "after": "2000/2018"})
    assert result.values["period"].to_list() == ["before", "after"]
    assert result.values["value"].to_list() == [4.0, 6.0]
    assert result.measure == "edges over time"
    assert result.parameters["nodes without an edge"] == "left out"
    assert result.projection_fingerprint == folded.fingerprint


def test_whether_nodes_without_an_edge_count(folded: Projection) -> None:
    alone = series(folded, "isolates", [1980], keep_nodes=True).values
    assert alone["value"].to_list() == [4.0]
    assert series(folded, "isolates", [1980]).values["value"].to_list() == [0.0]


def test_a_figure_without_a_value_says_why(folded: Projection) -> None:
    found = series(folded, "diameter", [1900, 2012]).values
    assert np.isnan(found["value"]).tolist() == [True, True]
    assert "no nodes" in found["note"][0]
    assert "not connected" in found["note"][1]


def test_ranks_of_nodes_over_time(folded: Projection) -> None:
    found = series(folded, "degree", [1980, 2011], nodes=["Turku", "Kainuu"]).values
    assert found[["label", "period"]].to_numpy().tolist() == [
        ["Kainuu", "1980"],
        ["Turku", "1980"],
        ["Kainuu", "2011"],
        ["Turku", "2011"],
    ]
    assert np.isnan(found["value"][0])
    assert found["rank"].fillna(0).to_list() == [0, 1, 5, 1]


def test_the_first_of_every_time_are_followed(folded: Projection) -> None:
    found = series(folded, "degree", [1980, 2011], top=1).values
    assert set(found["label"]) == {"Turku", "Saint Petersburg"}
    assert len(found) == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"measure": "degre"}, 'Did you mean "degree"'),
        ({"nodes": ["Tuku"]}, "Turku"),
        ({"top": 0}, "top is 0"),
        ({"measure": "edges", "nodes": ["Turku"]}, "measures a network, not its nodes"),
    ],
)
def test_what_cannot_be_followed(
    folded: Projection, arguments: dict[str, object], message: str
) -> None:
    values: dict[str, object] = {"measure": "degree", "periods": [2000], **arguments}
    with pytest.raises((CoopgraphError, NameNotFound), match=message):
        series(folded, **values)  # type: ignore[arg-type]


def test_shared_projects_over_time() -> None:
    entities = make.entities("a", "b", "c", "p")
    facts = make.statements(
        {"statement": "s0", "begin": "2000", "end": "2010"},
        {"statement": "s1", "begin": "2000", "end": "2004"},
        {"statement": "s2", "begin": "2006", "end": "2010"},
    )
    rows = make.rows(("s0", "a", "p"), ("s1", "b", "p"), ("s2", "c", "p"))
    tables = known(entities, facts, make.fold_table())
    two, one = (
        assemble(spec, rows, tables, graph_fingerprint="g")
        for spec in (
            make.spec(mode="two-mode"),
            make.spec(mode="two-mode", one_mode="source", weight="count"),
        )
    )
    found = series(one, "edges", [2002, 2005, 2008], shared=two).values
    assert found["value"].to_list() == [1.0, 0.0, 1.0]
    with pytest.raises(CoopgraphError, match="was made one-mode"):
        series(one, "edges", [2002])


def test_changes_between_two_days(folded: Projection) -> None:
    found = changes(folded, "1980-01-01", dt.date(2011, 1, 1))
    assert found.summary().to_numpy().tolist() == [
        ["nodes", 4, 0, 0],
        ["edges", 5, 0, 0],
        ["statements", 3, 0, 0],
        ["ranks", 4, 0, 1],
    ]
    ranks = found.ranks.values.set_index("label")
    assert ranks.loc["Turku", "rank_change"] == 0
    assert ranks.loc["Saint Petersburg", ["rank_before", "rank"]].to_list() == [1, 2]
    assert found.ranks.parameters["as_of before"] == "1980-01-01"
