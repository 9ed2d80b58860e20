"""What people decided: it wins over what the matcher finds, in every later run."""

from typing import Final

import pandas as pd

from coopgraph.dataset.reconcile.decisions import AUTHOR, CLOSE, SOURCE, doubtful_first
from coopgraph.dataset.reconcile.sssom import (
    COLUMNS,
    EXACT,
    MANUAL,
    NOT_FOUND,
    as_text,
    compact,
    is_id,
)
from coopgraph.errors import CoopgraphError
from coopgraph.names import did_you_mean

__all__ = ["by_people", "replayed", "reviewed", "with_people", "with_review"]

PAIR: Final = ["subject_id", "object_id"]
PLACE: Final = "geonames:"
SAID: Final = ["predicate_id", "predicate_modifier"]


def reviewed(decisions: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows a person decided: those with a reviewer, or curated by hand.

    Parameters
    ----------
    decisions : pandas.DataFrame
        Decisions.

    Returns
    -------
    pandas.Series
        One truth value a row.
    """
    by_hand = decisions["mapping_justification"] == MANUAL
    return (
        by_hand
        | (decisions["reviewer_label"] != "")
        | ~decisions["author_label"].isin(["", AUTHOR])
    )


def by_people(found: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that people decided, or changed without a name.

    Parameters
    ----------
    found : pandas.DataFrame
        Decisions of this run, as the matcher makes them.
    before : pandas.DataFrame
        Decisions of the file, as edited.

    Returns
    -------
    pandas.DataFrame
        Rows of `before`: those of people, and those whose predicate or modifier is another one
        than in `found`, with the reviewer ``unsigned``.
    """
    said = found.drop_duplicates(PAIR).set_index(PAIR)[SAID].apply(tuple, axis=1).to_dict()
    rows = zip(*(before[c] for c in (*PAIR, *SAID)), strict=True)
    changed = [said.get((s, o), (p, m)) != (p, m) for s, o, p, m in rows]
    kept = before[reviewed(before) | pd.Series(changed, before.index, dtype="bool")].copy()
    kept.loc[kept["reviewer_label"] == "", "reviewer_label"] = "unsigned"
    return kept


def with_people(found: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of people in the places of the matcher's.

    Parameters
    ----------
    found : pandas.DataFrame
        Decisions of this run.
    kept : pandas.DataFrame
        As `by_people` returns them.

    Returns
    -------
    pandas.DataFrame
        Where a person accepted or rejected an object for a subject, the matcher's row of the two
        goes. Where one accepted an object, the matcher's other candidates of that subject go: the
        places where a place was accepted, the doubtful entities where an entity was.
    """
    if kept.empty:
        return found
    yes = (kept["predicate_modifier"] == "") & (kept["predicate_id"] != CLOSE)
    accepted = set(zip(kept.loc[yes, "subject_id"], _inside(kept[yes]), strict=True))
    decided = set(zip(kept["subject_id"], kept["object_id"], strict=True))
    open_ = [
        (subject, object_) not in decided
        and not ((subject, inside) in accepted and (not inside or predicate == CLOSE))
        for subject, object_, predicate, inside in zip(
            *(found[c] for c in (*PAIR, "predicate_id")), _inside(found), strict=True
        )
    ]
    return doubtful_first(_together(found[open_], kept))


def replayed(found: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Let what people decided win over what the matcher finds now.

    Parameters
    ----------
    found : pandas.DataFrame
        Decisions of this run.
    before : pandas.DataFrame
        Decisions of the file, as edited.

    Returns
    -------
    pandas.DataFrame
        Decisions of this run with those of people in their places, see `by_people` and
        `with_people`.
    """
    return with_people(found, by_people(found, before))


def _inside(decisions: pd.DataFrame) -> list[bool]:
    """Tell which rows are about two entities, and not about a place outside of the data set."""
    return decisions["object_id"].str.startswith("id:").tolist()


def _together(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    whole = pd.concat([one, other], ignore_index=True)
    return as_text(whole, [*COLUMNS, *(c for c in whole.columns if c not in COLUMNS)])


def with_review(
    decisions: pd.DataFrame, subject: str, object_: str, reviewer: str, *, accept: bool
) -> pd.DataFrame:
    """Accept or reject one object for one subject.

    Parameters
    ----------
    decisions : pandas.DataFrame
        Decisions.
    subject : str
        Id, name with country (``Halle, Germany``) or name of a subject; a name that several
        subjects bear must be given as one of the others.
    object_ : str
        Id of the object, such as ``geonames:633679``; not needed where there is one only.
    reviewer : str
        Who decides.
    accept : bool
        Whether the two are the same thing.

    Returns
    -------
    pandas.DataFrame
        The decisions with that row changed or added.

    Raises
    ------
    CoopgraphError
        There is no such subject, or what is meant is not clear.
    """
    rows = _about(decisions, subject)
    objects = sorted(set(rows["object_id"]) - {NOT_FOUND})
    target = compact(object_) if object_ else objects[0] if len(objects) == 1 else ""
    if not target:
        raise CoopgraphError(f'say which object of "{subject}": {", ".join(objects) or "an id"}')
    if ":" not in target:
        target = f"geonames:{target}"
    if not is_id(target):
        raise CoopgraphError(
            f'"{target}" is no id; expected one such as geonames:633679, id:mine/turku or an IRI'
        )
    same = rows[rows["object_id"] == target]
    row = (same if len(same) else rows).iloc[0].to_dict()
    row |= {
        "object_id": target,
        "predicate_id": EXACT,
        "predicate_modifier": "" if accept else "Not",
        "mapping_justification": MANUAL,
        "reviewer_label": reviewer,
        "confidence": "1",
    }
    if not len(same):
        row |= {"object_label": "", "object_source": SOURCE if target.startswith(PLACE) else ""}
    whole = decisions.drop(index=same.index)
    if not accept:
        return _together(whole, pd.DataFrame([row]))
    # The matcher's row that two entities are one rests on their places: another place undoes it.
    others = whole["subject_id"].isin(rows["subject_id"]) & ~reviewed(whole)
    if target.startswith("id:"):
        others &= (whole["predicate_id"] == CLOSE) & whole["object_id"].str.startswith("id:")
    return _together(whole[~others], pd.DataFrame([row]))


def _about(decisions: pd.DataFrame, subject: str) -> pd.DataFrame:
    """Return the rows about the one subject that is meant."""
    ids = decisions["subject_id"]
    wanted = compact(subject)
    chosen = next(
        (
            found
            for column in ("match_string", "subject_label")
            if (found := set(ids[decisions[column] == subject]))
        ),
        set(),
    )
    chosen = set(ids[ids == wanted]) or chosen
    if not chosen:
        hint = did_you_mean(subject, [*ids.unique(), *decisions["subject_label"].unique()])
        raise CoopgraphError(f'no decision is about "{subject}".{hint}')
    if len(chosen) > 1:
        raise CoopgraphError(
            f'several are called "{subject}"; give one of {", ".join(sorted(chosen))}'
        )
    return decisions[ids.isin(chosen)]
