"""What people decided about the names of a table, put into what was found."""

import math
from typing import Any, Final

import pandas as pd

from coopgraph.dataset.reconcile.decisions import subjects
from coopgraph.dataset.reconcile.gazetteer import Gazetteer, gazetteer
from coopgraph.dataset.reconcile.review import reviewed
from coopgraph.dataset.reconcile.sssom import EXACT, NOT_FOUND

__all__ = ["with_decided"]

PLACE: Final = "geonames:"
MATCHES: Final = {EXACT: "exact", "skos:broadMatch": "broad"}
NOTHING: Final[dict[str, Any]] = {
    "geonames": "",
    "label": "",
    "in_country": "",
    "latitude": math.nan,
    "longitude": math.nan,
    "population": 0,
    "match": "",
}


def with_decided(
    result: pd.DataFrame, decisions: pd.DataFrame, *, places: Gazetteer | None = None
) -> pd.DataFrame:
    """Answer as people decided, where they did.

    Parameters
    ----------
    result : pandas.DataFrame
        As `coopgraph.dataset.reconcile.table.reconcile` returns it.
    decisions : pandas.DataFrame
        Decisions about its names, with those of people.
    places : Gazetteer, optional
        Where to look places up; GeoNames from 500 inhabitants unless given.

    Returns
    -------
    pandas.DataFrame
        The same rows. A name for which a person accepted a place is matched with it (a place that
        the gazetteer does not list has its id only); a name of which one rejected the match that
        was found is doubtful. ``why`` and ``evidence`` name the reviewer.

    Examples
    --------
    >>> from coopgraph.dataset.reconcile.decisions import decisions_of
    >>> from coopgraph.dataset.reconcile.review import with_review
    >>> from coopgraph.dataset.reconcile.table import reconcile
    >>> found = reconcile([("Brest", "")])
    >>> said = with_review(decisions_of(found), "Brest", "geonames:3030300", "Ann", accept=True)
    >>> with_decided(found, said)[["outcome", "in_country", "evidence"]].values.tolist()
    [['matched', 'FR', 'decided by Ann']]
    """
    said = decisions[reviewed(decisions) & (decisions["object_id"] != NOT_FOUND)]
    if said.empty or result.empty:
        return result
    known = (places or gazetteer()).places.set_index("id")
    whole = result.copy()
    by_subject = subjects(whole)
    for row in said.to_dict("records"):
        here = (by_subject == row["subject_id"]) & (whole["name"] != "")
        id_, reviewer = row["object_id"].removeprefix(PLACE), row["reviewer_label"]
        if row["predicate_modifier"] == "Not":
            here &= (whole["outcome"] == "matched") & (whole["geonames"] == id_)
            _put(whole, here, NOTHING, "doubtful", why=f"rejected by {reviewer}")
        elif row["predicate_id"] in MATCHES and row["object_id"].startswith(PLACE):
            found = _place(known, id_) | {"match": MATCHES[row["predicate_id"]]}
            _put(whole, here, found, "matched", evidence=f"decided by {reviewer}")
    return whole


def _place(known: pd.DataFrame, id_: str) -> dict[str, Any]:
    if not id_.isdecimal() or int(id_) not in known.index:
        return NOTHING | {"geonames": id_}
    place = known.loc[int(id_)]
    return {
        "geonames": id_,
        "label": place["name"],
        "in_country": place["country"],
        "latitude": place["lat"],
        "longitude": place["lon"],
        "population": place["population"],
    }


def _put(
    whole: pd.DataFrame,
    here: "pd.Series[bool]",
    found: dict[str, Any],
    outcome: str,
    *,
    why: str = "",
    evidence: str = "",
) -> None:
    values = {**found, "outcome": outcome, "why": why}
    if evidence:
        values |= {"evidence": evidence, "confidence": 1.0}
    for column, value in values.items():
        whole[column] = whole[column].mask(here, value)
