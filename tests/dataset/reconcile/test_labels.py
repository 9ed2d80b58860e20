"""The measure of the whole: names labelled by hand, and planted dirt."""

import pandas as pd
import pytest

from benchmarks.reconciliation import (
    DIRT,
    LABELS,
    merged_organisations,
    merged_towns,
    planted,
    scores,
    wilson,
)
from coopgraph.dataset.reconcile.table import reconcile


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    labels = pd.read_csv(LABELS, dtype="str", keep_default_na=False)
    return scores(reconcile(labels[["name", "country"]]), labels["geonames"].tolist())


def test_of_the_labelled_names_ninety_nine_in_a_hundred_matches_are_right(
    measured: dict[str, float],
) -> None:
    assert measured["names"] == 300
    assert measured["right"] / measured["matched"] >= 0.99


def test_of_the_labelled_names_most_are_matched(measured: dict[str, float]) -> None:
    assert measured["right"] / measured["matchable"] >= 0.85


def test_every_label_is_an_id_or_says_why_not() -> None:
    labels = pd.read_csv(LABELS, dtype="str", keep_default_na=False)
    assert labels["geonames"].str.fullmatch(r"\d+|none|ambiguous").all()
    assert not labels.duplicated(["name", "country"]).any()


def test_planted_dirt_leads_to_few_wrong_matches() -> None:
    lines = planted(150, seed=5, hidden=0.0)
    assert len(lines) == len(DIRT) + 2
    right, matched = 0, 0
    for line in lines[1:-1]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        count = int(cells[2].replace(",", ""))
        matched += count
        right += round(float(cells[3].split()[0]) * count)
    assert right / matched >= 0.985


def test_wilson_intervals_are_those_of_the_textbook() -> None:
    # Brown, Cai, DasGupta (2001) recommend it; 10 of 10 gives a lower bound of 0.7225.
    assert wilson(10, 10)[0] == pytest.approx(0.7225, abs=1e-4)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_of_names_not_seen_before_most_are_matched_and_right() -> None:
    labels = pd.read_csv(LABELS.with_name("holdout.csv"), dtype="str", keep_default_na=False)
    found = scores(reconcile(labels[["name", "country"]]), labels["geonames"].tolist())
    assert found["right"] / found["matched"] >= 0.98
    assert found["right"] / found["matchable"] >= 0.9


def test_of_the_hard_names_nearly_all_are_matched_and_right() -> None:
    labels = pd.read_csv(LABELS.with_name("holdout-2.csv"), dtype="str", keep_default_na=False)
    columns = ["name", "country", "nuts", "region", "lat", "lon"]
    found = scores(reconcile(labels[columns]), labels["geonames"].tolist())
    assert found["names"] == 313
    assert found["right"] / found["matched"] >= 0.99
    assert found["right"] / found["matchable"] >= 0.95


def test_merging_in_a_made_up_data_set_is_right() -> None:
    found = merged_organisations(2_000)
    assert found["right"] / found["matched"] >= 0.99
    assert found["right"] / found["matchable"] >= 0.85


def test_merging_spellings_of_towns_is_right() -> None:
    found = merged_towns(100)
    assert found["right"] / found["matched"] >= 0.99
