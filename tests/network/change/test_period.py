"""What held in a period is what held on some day of it."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dates import status_column
from coopgraph.errors import CoopgraphError
from coopgraph.network.change.period import (
    Period,
    days_held,
    duration_weighted,
    during,
    held_during,
    periods_of,
)
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make

COLUMNS = ["begin_earliest", "begin_latest", "end_earliest", "end_latest", "as_of", "end"]
START = dt.date(2000, 1, 1)


def day(number: int | None) -> str:
    return "" if number is None else (START + dt.timedelta(days=number)).isoformat()


@st.composite
def dated(draw: st.DrawFn) -> list[str]:
    """Begin and end with bounds in order, some of them missing."""
    numbers = st.one_of(st.none(), st.integers(0, 40))
    begin = sorted(draw(st.lists(st.integers(0, 40), min_size=2, max_size=2)))
    end = sorted(draw(st.lists(st.integers(begin[0], 60), min_size=2, max_size=2)))
    bounds = [
        day(number) if draw(st.booleans()) or draw(st.booleans()) else ""
        for number in (*begin, *end)
    ]
    stated = draw(st.sampled_from(["", "..", "2000"]))
    if stated != "2000":
        bounds[2:] = ["", ""]
    return [*bounds, day(draw(numbers)), stated]


spans = st.tuples(st.integers(0, 50), st.integers(0, 15)).map(
    lambda pair: Period(
        START + dt.timedelta(days=pair[0]), START + dt.timedelta(days=pair[0] + pair[1])
    )
)


@given(dated(), spans)
def test_days_are_those_of_the_status_day_by_day(row: list[str], span: Period) -> None:
    table = pd.DataFrame([row], columns=COLUMNS, dtype="str")
    count = (span.last - span.first).days + 1
    status = [status_column(table, span.first + dt.timedelta(days=i)).iloc[0] for i in range(count)]
    assert days_held(table, span)[0] == status.count("certain")
    both = status.count("certain") + status.count("possible")
    assert days_held(table, span, "possible")[0] == both


@given(dated(), spans)
def test_a_period_knows_what_each_of_its_days_knows(row: list[str], span: Period) -> None:
    table = pd.DataFrame([row], columns=COLUMNS, dtype="str")
    whole = held_during(table, span).iloc[0]
    count = (span.last - span.first).days + 1
    days = {status_column(table, span.first + dt.timedelta(days=i)).iloc[0] for i in range(count)}
    if "certain" in days:
        assert whole == "certain"
    if whole == "no":
        assert days == {"no"}
    if whole == "unknown":
        assert days <= {"no", "unknown"}
    if "possible" in days:
        assert whole in ("certain", "possible")


def test_a_vague_day_of_a_year_is_certain_in_the_year() -> None:
    row = ["2005-01-01", "2005-12-31", "2005-01-01", "2005-12-31", "", "2005"]
    table = pd.DataFrame([row], columns=COLUMNS)
    assert held_during(table, Period.of("2005"))[0] == "certain"
    assert held_during(table, Period.of("2005-06"))[0] == "possible"
    assert days_held(table, Period.of("2005")).tolist() == [0.0]
    assert days_held(table, Period.of("2005"), "possible").tolist() == [365.0]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014", "2014-01-01", "2014-12-31"),
        ("2014/2020", "2014-01-01", "2020-12-31"),
        ("2018-05-17", "2018-05-17", "2018-05-17"),
        ("2018-05-17/2019", "2018-05-17", "2019-12-31"),
    ],
)
def test_periods_are_read(text: str, first: str, last: str) -> None:
    span = Period.of(text)
    assert (span.first.isoformat(), span.last.isoformat(), span.label) == (first, last, text)


@pytest.mark.parametrize("text", ["2014/..", "soon", "2020/2014"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(CoopgraphError, match="period"):
        Period.of(text)


def test_periods_in_all_their_forms() -> None:
    named = periods_of({"2007–2013": "2007/2013"})
    assert [(p.label, p.last) for p in named] == [("2007–2013", dt.date(2013, 12, 31))]
    mixed = periods_of([2004, dt.date(2018, 5, 17), named[0]])
    assert [p.label for p in mixed] == ["2004", "2018-05-17", "2007–2013"]
    with pytest.raises(CoopgraphError, match="no period is given"):
        periods_of([])


def test_the_network_of_a_period(folded: Projection) -> None:
    found = during(folded, Period.of("2010/2012"))
    assert sorted(found.edges["type"]) == ["Cooperation"] + ["Partnership"] * 4 + ["Twinning"]
    before = during(folded, Period.of("1980"))
    assert before.edges["type"].to_list() == ["Twinning"]
    assert before.nodes["label"].to_list() == ["Saint Petersburg", "Turku"]
    assert before.parameters["as_of"] == "1980"
    assert before.parameters["status"] == "certain"


def test_the_loss_report_of_a_period_adds_up(folded: Projection) -> None:
    loss = during(folded, Period.of("1980")).loss
    dropped = loss[loss["effect"] == "dropped"].set_index("reason")["count"]
    assert dropped["held in 1980: no"] == 2
    assert dropped["held in 1980: possible"] == 3


def test_what_possibly_held(folded: Projection) -> None:
    assert len(during(folded, Period.of("1980"), "possible").edges) == 4


def test_nodes_may_stay(folded: Projection) -> None:
    found = during(folded, Period.of("1980"), keep_nodes=True)
    assert len(found.nodes) == len(folded.nodes)


def test_a_network_of_a_day_has_no_other_time(folded: Projection) -> None:
    found = during(folded, Period.of("1980"))
    with pytest.raises(CoopgraphError, match="holds only what held on 1980"):
        during(found, Period.of("1990"))


def test_weights_are_days(folded: Projection) -> None:
    found = duration_weighted(folded, Period.of("2010/2012"))
    weights = dict(zip(found.edges["type"], found.edges["weight"], strict=True))
    assert weights == {"Cooperation": 367.0, "Partnership": 1096.0, "Twinning": 1096.0}
    possible = duration_weighted(folded, Period.of("2010/2012"), "possible")
    weights = dict(zip(possible.edges["type"], possible.edges["weight"], strict=True))
    assert weights["Cooperation"] == 1096.0
    assert possible.parameters["weight"] == "days held possibly"


def test_edges_without_a_day_are_left_out_and_counted(folded: Projection) -> None:
    found = duration_weighted(folded, Period.of("1952"))
    assert found.edges.empty
    reasons = found.loss.set_index("reason")["count"]
    assert reasons["days held: certainly none of 1952"] == 6
    assert duration_weighted(folded, Period.of("1952"), "possible").edges["type"].to_list() == [
        *("Partnership", "Partnership", "Partnership")
    ]


def test_an_end_that_is_not_known_is_counted_up_to_the_source(folded: Projection) -> None:
    found = duration_weighted(folded, Period.of("2018"))
    assert set(found.edges["weight"]) == {137.0}  # up to 17 May
    note = found.loss.iloc[-1] if found.loss.iloc[-1]["effect"] == "note" else None
    assert note is not None
    assert any("no end is stated" in reason for reason in found.loss["reason"])


def test_edges_without_a_known_begin_are_left_out() -> None:
    network = make.network([("a", "b")])
    found = duration_weighted(network, Period.of("2018"))
    assert found.edges.empty
    assert "days held: no begin is known" in found.loss["reason"].to_list()
