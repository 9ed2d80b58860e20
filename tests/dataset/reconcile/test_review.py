import pandas as pd
import pytest

from coopgraph.dataset.reconcile.decisions import decisions_of, in_force
from coopgraph.dataset.reconcile.gazetteer import Gazetteer
from coopgraph.dataset.reconcile.review import replayed, reviewed, with_review
from coopgraph.dataset.reconcile.sssom import MANUAL, empty_decisions
from coopgraph.dataset.reconcile.table import reconcile
from coopgraph.errors import CoopgraphError

ROWS = [
    {"name": "Turku", "country": "FI", "context": "a.csv, row 2"},
    {"name": "Turku", "country": "FI", "context": "a.csv, row 3"},
    {"name": "Brest", "country": "", "context": "a.csv, row 4"},
    {"name": "Xyzzy", "country": "FI", "context": "a.csv, row 5"},
    {"name": "Paris 13e", "country": "FR", "context": "a.csv, row 6"},
]


@pytest.fixture
def made(small: Gazetteer) -> pd.DataFrame:
    return decisions_of(reconcile(ROWS, places=small))


def brief(decisions: pd.DataFrame) -> list[list[str]]:
    return decisions[["subject_label", "predicate_id", "object_id"]].values.tolist()


def test_an_accepted_candidate_wins_in_the_next_run(made: pd.DataFrame) -> None:
    edited = with_review(made, "Brest", "geonames:2", "Ann", accept=True)
    again = replayed(made, edited)
    brest = again[again["subject_label"] == "Brest"]
    assert brest[["predicate_id", "object_id", "reviewer_label"]].values.tolist() == [
        ["skos:exactMatch", "geonames:2", "Ann"]
    ]
    assert len(again) == len(made) - 1
    assert replayed(made, again).equals(again)


def test_a_rejected_match_stays_rejected(made: pd.DataFrame) -> None:
    edited = with_review(made, "Turku", "", "Ann", accept=False)
    again = replayed(made, edited)
    turku = again[again["subject_label"] == "Turku"]
    assert turku["predicate_modifier"].tolist() == ["Not"]
    assert "Turku" not in in_force(again)["label"].tolist()


def test_a_decision_can_be_taken_back(made: pd.DataFrame) -> None:
    rejected = with_review(made, "Turku", "", "Ann", accept=False)
    accepted = with_review(rejected, "Turku", "geonames:1", "Ann", accept=True)
    assert "https://sws.geonames.org/1" in in_force(accepted)["object"].tolist()


def test_an_edit_without_a_name_is_kept_and_marked(made: pd.DataFrame) -> None:
    edited = made.copy()
    edited.loc[edited["object_id"] == "geonames:2", "predicate_id"] = "skos:exactMatch"
    again = replayed(made, edited)
    brest = again[again["subject_label"] == "Brest"]
    assert brest[["object_id", "reviewer_label"]].values.tolist() == [["geonames:2", "unsigned"]]


def test_a_place_that_was_no_candidate_can_be_accepted(made: pd.DataFrame) -> None:
    edited = with_review(made, "Xyzzy", "42", "Ann", accept=True)
    assert ["Xyzzy", "skos:exactMatch", "geonames:42"] in brief(edited)
    assert ["Xyzzy", "skos:exactMatch", "sssom:NoTermFound"] not in brief(edited)


def test_a_row_written_by_hand_is_a_persons(made: pd.DataFrame) -> None:
    by_hand = made[made["object_id"] == "geonames:2"].assign(
        mapping_justification=MANUAL, predicate_id="skos:exactMatch"
    )
    assert reviewed(by_hand).all()
    assert ["Brest", "skos:exactMatch", "geonames:2"] in brief(replayed(made, by_hand))


def test_without_earlier_decisions_nothing_changes(made: pd.DataFrame) -> None:
    assert replayed(made, empty_decisions()).equals(made)
    assert replayed(made, made).equals(made)


@pytest.mark.parametrize(
    ("subject", "object_", "message"),
    [
        ("Breest", "", 'no decision is about "Breest". Did you mean "Brest"?'),
        ("Brest", "", 'say which object of "Brest": geonames:2, geonames:3'),
    ],
)
def test_an_unclear_review_is_refused(
    made: pd.DataFrame, subject: str, object_: str, message: str
) -> None:
    with pytest.raises(CoopgraphError) as caught:
        with_review(made, subject, object_, "Ann", accept=True)
    assert str(caught.value) == message


@pytest.mark.parametrize("id_", ["geonames:abc", "javascript:alert(1)", "http://x/a> <b", "abc"])
def test_what_is_no_id_is_not_accepted(made: pd.DataFrame, id_: str) -> None:
    with pytest.raises(CoopgraphError, match="is no id; expected one such as geonames:633679"):
        with_review(made, "Brest", id_, "Ann", accept=True)


def test_a_thing_elsewhere_is_not_said_to_be_of_geonames(made: pd.DataFrame) -> None:
    iri = "http://www.wikidata.org/entity/Q12193"
    edited = with_review(made, "Brest", iri, "Ann", accept=True)
    assert edited.loc[edited["object_id"] == iri, "object_source"].tolist() == [""]
