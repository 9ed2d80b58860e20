import math

import pandas as pd
import pytest

from coopgraph.dataset.reconcile.gazetteer import Gazetteer
from coopgraph.dataset.reconcile.table import RESULT_COLUMNS, reconcile
from coopgraph.errors import CoopgraphError


def test_names_pairs_mappings_and_frames_are_one(small: Gazetteer) -> None:
    frame = pd.DataFrame({"name": ["Turku", "Brest"], "country": ["Suomi", ""]})
    wanted = reconcile(frame, places=small)["geonames"].tolist()
    assert wanted == ["1", ""]
    pairs = [("Turku", "Suomi"), ("Brest", "")]
    mappings = [{"name": "Turku", "country": "Suomi"}, {"name": "Brest"}]
    for given in (pairs, mappings, ["Turku", "Brest"]):
        assert reconcile(given, places=small)["geonames"].tolist() == wanted


def test_rows_keep_order_index_and_columns(small: Gazetteer) -> None:
    frame = pd.DataFrame(
        {"name": ["Turku", "x"], "lat": [60.4, None], "mine": [1, 2]}, index=[7, 3]
    )
    found = reconcile(frame, places=small)
    assert found.index.tolist() == [7, 3]
    assert found["mine"].tolist() == [1, 2]
    assert found["lat"].tolist()[0] == 60.4
    assert set(RESULT_COLUMNS) <= set(found.columns)
    assert frame.columns.tolist() == ["name", "lat", "mine"]


def test_cells_that_are_missing_or_no_text(small: Gazetteer) -> None:
    frame = pd.DataFrame(
        {"name": ["Turku", None, math.nan, 12], "country": [None, "FI", math.nan, 3]}
    )
    found = reconcile(frame, places=small)
    assert found["outcome"].tolist() == ["matched", "none", "none", "none"]


def test_no_rows(small: Gazetteer) -> None:
    assert reconcile([], places=small).empty


def test_without_a_name_column_it_says_so(small: Gazetteer) -> None:
    with pytest.raises(CoopgraphError, match=r'no column "name".*town'):
        reconcile(pd.DataFrame({"town": ["Turku"]}), places=small)


def test_what_is_matched_has_its_place(small: Gazetteer) -> None:
    row = reconcile([("Åbo", "FI")], places=small).iloc[0]
    assert (row["label"], row["in_country"], row["population"]) == ("Turku", "FI", 200_000)
    assert (row["latitude"], row["longitude"]) == (60.45, 22.27)
    assert (row["match"], row["why"]) == ("exact", "")


def test_what_is_doubtful_has_candidates_and_no_place(small: Gazetteer) -> None:
    row = reconcile(["Brest"], places=small).iloc[0]
    assert row["geonames"] == row["label"] == ""
    assert math.isnan(row["latitude"])
    assert [c[0] for c in row["candidates"]] == ["3", "2"]
    assert "Belarus" in row["candidates"][0][3]
    assert row["why"] == "2 places of this name, and no country"


def test_a_nuts_code_gives_country_and_region(small: Gazetteer) -> None:
    rows = [
        {"name": "Frankfurt", "nuts": "DE712  / Frankfurt am Main"},
        {"name": "Brest", "nuts": "FR"},
    ]
    assert reconcile(rows, places=small)["geonames"].tolist() == ["13", "2"]


def test_the_examples_of_the_issue() -> None:
    rows = [
        ("Brest", "Belarus"),
        ("Brest", ""),
        ("Bethlehem", ""),
        ("Bethlehem", "United States"),
        ("Laredo", ""),
        ("Laredo", "Spain"),
        ("San José", ""),
        ("San José", "Costa Rica"),
    ]
    assert reconcile(rows)["geonames"].tolist() == [
        *("629634", "", "", "", "", "3119145", "", "3621849")
    ]
