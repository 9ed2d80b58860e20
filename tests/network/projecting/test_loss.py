"""The loss report names what goes, and how much of it."""

import pandas as pd

from coopgraph.network.projecting.loss import LossReport, tally
from tests.network import builders as make


def test_what_is_dropped_is_told_with_its_types() -> None:
    report = LossReport()
    rows = pd.DataFrame({"type": ["Twinning", "Twinning", "Membership"]})
    kept = report.drop(rows, pd.Series([True, False, True]), "because")
    assert kept["type"].to_list() == ["Twinning"]
    assert report.entries == [("dropped", "because", 2, "Membership 1, Twinning 1")]


def test_nothing_is_not_told() -> None:
    report = LossReport()
    report.add("dropped", "because", 0)
    assert report.frame().empty


def test_at_most_five_ambiguous_entities_are_named() -> None:
    report = LossReport()
    report.note_ambiguous(make.fold_table(*((e, a) for e in "abcdef" for a in "xy")))
    (_, _, count, detail) = report.entries[0]
    assert count == 6
    assert detail.endswith("/e …")


def test_a_tally_has_the_most_frequent_first() -> None:
    assert tally(pd.Series(["b", "a", "b", None])) == "b 2, none 1, a 1"
