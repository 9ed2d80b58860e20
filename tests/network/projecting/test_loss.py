"""The loss report names what goes, and how much of it."""

import numpy as np
import pandas as pd

from coopgraph.network.projecting.loss import LossReport, tally
from coopgraph.network.projecting.rows import Rows


def test_what_is_dropped_is_told_with_its_types() -> None:
    report = LossReport()
    numbers = [np.arange(3)] * 6
    types = np.array(["Twinning", "Twinning", "Membership"], dtype=object)
    rows = Rows(*numbers, np.ones(3), types)
    kept = report.drop(rows, np.array([True, False, True]), "because")
    assert kept.fact.tolist() == [1]
    assert kept.type.tolist() == ["Twinning"]
    assert report.entries == [("dropped", "because", 2, "Membership 1, Twinning 1")]


def test_nothing_is_not_told() -> None:
    report = LossReport()
    report.add("dropped", "because", 0)
    assert report.frame().empty


def test_at_most_five_ambiguous_entities_are_named() -> None:
    report = LossReport()
    report.note_ambiguous(["a", "b", "c", "d", "e", "f"])
    (_, _, count, detail) = report.entries[0]
    assert count == 6
    assert detail == "a, b, c, d, e …"


def test_a_tally_has_the_most_frequent_first() -> None:
    assert tally(pd.Series(["b", "a", "b", None])) == "b 2, none 1, a 1"
