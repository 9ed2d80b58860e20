import pandas as pd
import pytest

from coopgraph.dataset.reconcile.answers import with_decided
from coopgraph.dataset.reconcile.decisions import decisions_of
from coopgraph.dataset.reconcile.review import with_review
from coopgraph.dataset.reconcile.table import reconcile


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return reconcile([("Halle", "DE"), ("Köln", "DE"), ("Halle", "DE"), ("Turku", "FI")])


def test_an_accepted_place_is_answered_in_every_row_of_the_name(found: pd.DataFrame) -> None:
    said = with_review(decisions_of(found), "Halle, DE", "geonames:2911522", "Ann", accept=True)
    answered = with_decided(found, said)
    assert answered["geonames"].tolist() == ["2911522", "2886242", "2911522", "633679"]
    assert answered["label"].iloc[0] == "Halle (Saale)"
    assert answered["evidence"].iloc[0] == "decided by Ann"


def test_a_rejected_match_is_answered_as_doubtful(found: pd.DataFrame) -> None:
    said = with_review(decisions_of(found), "Köln", "", "Ann", accept=False)
    answered = with_decided(found, said).iloc[1]
    assert (answered["outcome"], answered["geonames"]) == ("doubtful", "")
    assert answered["why"] == "rejected by Ann"


def test_a_place_that_the_gazetteer_lacks_has_its_id_only(found: pd.DataFrame) -> None:
    said = with_review(decisions_of(found), "Köln", "geonames:999999999", "Ann", accept=True)
    answered = with_decided(found, said).iloc[1]
    assert (answered["geonames"], answered["label"]) == ("999999999", "")


def test_without_people_nothing_changes(found: pd.DataFrame) -> None:
    assert with_decided(found, decisions_of(found)).equals(found)
