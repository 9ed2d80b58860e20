"""What the matcher found, as decisions; what people decided, kept when it runs again."""

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from coopgraph.dataset.reconcile.sssom import (
    COLUMNS,
    EXACT,
    MANUAL,
    NOT_FOUND,
    as_text,
    compact,
    empty_decisions,
    expand_id,
)
from coopgraph.errors import CoopgraphError
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import record_key

__all__ = [
    "CLOSE",
    "decisions_of",
    "doubtful_first",
    "in_force",
    "pair_decisions",
    "replayed",
    "reviewed",
    "with_review",
]

AUTHOR: Final = "coopgraph"
CLOSE: Final = "skos:closeMatch"
LEXICAL: Final = "semapv:LexicalMatching"
SIMILAR: Final = "semapv:LexicalSimilarityThresholdMatching"
COMPOSITE: Final = "semapv:CompositeMatching"
SOURCE: Final = "https://www.geonames.org/"
MOST_ROWS: Final = 20
ORDER: Final = {"doubtful": 0, "none": 1, "matched": 2}


def decisions_of(result: pd.DataFrame) -> pd.DataFrame:
    """Write what `reconcile` found as decisions, the doubtful ones first.

    A match is one row, ``skos:exactMatch`` (``skos:broadMatch`` for a district of the place). A
    doubtful name has a row a candidate, ``skos:closeMatch``. A name without candidates has one row
    with ``sssom:NoTermFound``. Rows of one name are one subject; ``other`` lists where they stand.

    Parameters
    ----------
    result : pandas.DataFrame
        As `coopgraph.dataset.reconcile.table.reconcile` returns it.

    Returns
    -------
    pandas.DataFrame
        Columns of SSSOM.

    Examples
    --------
    >>> from coopgraph.dataset.reconcile.table import reconcile
    >>> made = decisions_of(reconcile([("Turku", "Suomi"), ("Halle", "DE")]))
    >>> made[["subject_label", "predicate_id", "object_id"]].values.tolist()[-1]
    ['Turku', 'skos:exactMatch', 'geonames:633679']
    >>> made["predicate_id"].iloc[0]
    'skos:closeMatch'
    """
    if result.empty:
        return empty_decisions()
    subjects = _subjects(result)
    places = _places(result, subjects)
    firsts = result[~subjects.duplicated()].assign(subject=subjects)
    firsts = firsts.assign(_order=firsts["outcome"].map(ORDER))
    firsts = firsts.sort_values(["_order", "name", "country", "subject"])
    rows = [row for found in firsts.to_dict("records") for row in _rows(found, places)]
    return as_text(pd.DataFrame(rows))


def _subjects(result: pd.DataFrame) -> "pd.Series[str]":
    """Return the id of each row's subject: the one given, or a key of what is known of it."""
    given = result["id"].tolist() if "id" in result.columns else [""] * len(result)
    known = [c for c in ("name", "country", "nuts", "lat", "lon") if c in result.columns]
    cells = [list(map(str, row)) for row in result[known].itertuples(index=False)]
    made = [
        compact(id_) if id_.startswith(("http://", "https://")) else f"names:{id_}" if id_ else ""
        for id_ in given
    ]
    ids = [m or f"names:{record_key('names', *row)}" for m, row in zip(made, cells, strict=True)]
    return pd.Series(ids, index=result.index, dtype="str")


def _places(result: pd.DataFrame, subjects: "pd.Series[str]") -> dict[str, str]:
    """Return where each subject stands: the contexts of its rows, the first ones and how many."""
    if "context" not in result.columns:
        return {}
    found: dict[str, list[str]] = {}
    for subject, context in zip(subjects.tolist(), result["context"].tolist(), strict=True):
        if context:
            found.setdefault(subject, []).append(context)
    return {
        subject: "; ".join(contexts[:MOST_ROWS])
        + (f"; and {len(contexts) - MOST_ROWS:,} more" if len(contexts) > MOST_ROWS else "")
        for subject, contexts in found.items()
    }


def _rows(found: "dict[object, object]", places: dict[str, str]) -> Iterable[dict[str, object]]:
    subject = str(found["subject"])
    base = {
        "subject_id": subject,
        "subject_label": found["name"],
        "subject_category": found.get("type", ""),
        "author_label": AUTHOR,
        "match_string": ", ".join(str(found[c]) for c in ("name", "country") if found[c]),
        "comment": found["why"],
        "other": f"rows: {places[subject]}" if subject in places else "",
        "mapping_justification": _justification(str(found["evidence"])),
        "object_source": SOURCE,
    }
    candidates: Any = found["candidates"]
    if not candidates:
        yield {**base, "predicate_id": EXACT, "object_id": NOT_FOUND}
        return
    if found["outcome"] == "matched":
        predicate = EXACT if found["match"] == "exact" else "skos:broadMatch"
        candidates = candidates[:1]
    else:
        predicate = CLOSE
    for id_, label, confidence, words in candidates:
        yield {
            **base,
            "comment": "; ".join(part for part in (str(found["why"]), words) if part),
            "predicate_id": predicate,
            "object_id": f"geonames:{id_}",
            "object_label": label,
            "confidence": f"{confidence:.4f}",
        }


def _justification(evidence: str) -> str:
    if "slip" in evidence or evidence.startswith("like "):
        return SIMILAR
    return COMPOSITE if "hint" in evidence or "region" in evidence else LEXICAL


def pair_decisions(pairs: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Write pairs of entities that are or may be one as decisions.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Columns ``subject``, ``object`` (ids of `names`, or compact ones), ``outcome``,
        ``confidence``, ``evidence``.
    names : pandas.DataFrame
        Columns ``id``, ``name``, ``type`` and ``context``.

    Returns
    -------
    pandas.DataFrame
        Columns of SSSOM; the object is the entity that stays.
    """
    known = names.assign(id=names["id"].map(compact)).drop_duplicates("id").set_index("id")
    rows = []
    for pair in pairs.to_dict("records"):
        subject, object_ = compact(pair["subject"]), compact(pair["object"])
        one, other = known.loc[subject], known.loc[object_]
        matched = pair["outcome"] == "matched"
        rows.append(
            {
                "subject_id": subject,
                "subject_label": one["name"],
                "subject_category": one["type"],
                "predicate_id": EXACT if matched else CLOSE,
                "object_id": object_,
                "object_label": other["name"],
                "mapping_justification": COMPOSITE,
                "confidence": f"{pair['confidence']:.4f}",
                "author_label": AUTHOR,
                "match_string": one["name"],
                "comment": pair["evidence"],
                "other": f"rows: {one['context']}; {other['context']}",
            }
        )
    return as_text(pd.DataFrame(rows))


def doubtful_first(decisions: pd.DataFrame) -> pd.DataFrame:
    """Order decisions: what is doubtful, what was not found, what is matched.

    Parameters
    ----------
    decisions : pandas.DataFrame
        Decisions.

    Returns
    -------
    pandas.DataFrame
        The same rows.
    """
    order = pd.Series(2, index=range(len(decisions)))
    order[(decisions["object_id"] == NOT_FOUND).to_numpy()] = 1
    order[(decisions["predicate_id"] == CLOSE).to_numpy()] = 0
    return decisions.iloc[order.sort_values(kind="stable").index].reset_index(drop=True)


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


def replayed(found: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Let what people decided win over what the matcher finds now.

    Where a person accepted an object for a subject, the matcher's rows of that subject go. Where a
    person rejected an object (``predicate_modifier`` is ``Not``), the matcher's row for that pair
    goes. A row whose predicate or modifier was changed without a name counts as a person's too,
    and is marked so.

    Parameters
    ----------
    found : pandas.DataFrame
        Decisions of this run.
    before : pandas.DataFrame
        Decisions of the file, as edited.

    Returns
    -------
    pandas.DataFrame
        Decisions of this run with those of people in their places.
    """
    if before.empty:
        return found
    pair = ["subject_id", "object_id"]
    said = ["predicate_id", "predicate_modifier"]
    now = found.set_index(pair)[said]
    was = before.set_index(pair)[said]
    shared = was.index.isin(now.index) & ~was.index.duplicated()
    fresh = now[~now.index.duplicated()]
    changed = pd.Series(False, index=before.index)
    for line, key, known in zip(before.index, was.index, shared, strict=True):
        changed[line] = known and tuple(was.loc[[key]].iloc[0]) != tuple(fresh.loc[key])
    kept = before[reviewed(before) | changed].copy()
    kept.loc[kept["reviewer_label"] == "", "reviewer_label"] = "unsigned"
    accepted = set(kept.loc[kept["predicate_modifier"] == "", "subject_id"])
    decided = set(zip(kept["subject_id"], kept["object_id"], strict=True))
    pairs = list(zip(found["subject_id"], found["object_id"], strict=True))
    open_ = [subject not in accepted and key not in decided for key in pairs for subject in key[:1]]
    return doubtful_first(_together(found[open_], kept))


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
    rows = decisions[ids.isin(chosen)]
    objects = sorted(set(rows["object_id"]) - {NOT_FOUND})
    target = compact(object_) if object_ else objects[0] if len(objects) == 1 else ""
    if not target:
        raise CoopgraphError(f'say which object of "{subject}": {", ".join(objects) or "an id"}')
    if ":" not in target:
        target = f"geonames:{target}"
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
        row["object_label"] = ""
    gone = same.index if not accept else rows[~reviewed(rows) | (rows["object_id"] == target)].index
    rest = decisions.drop(index=gone)
    return _together(rest, pd.DataFrame([row]))


def in_force(decisions: pd.DataFrame) -> pd.DataFrame:
    """Return the decisions that say what a subject is: exact matches that nobody rejected.

    Parameters
    ----------
    decisions : pandas.DataFrame
        Decisions.

    Returns
    -------
    pandas.DataFrame
        Columns ``subject``, ``object`` (IRIs), ``label`` (of the object) and ``row`` (of the file).
    """
    found = decisions[
        (decisions["predicate_id"] == EXACT)
        & (decisions["predicate_modifier"] == "")
        & (decisions["object_id"] != NOT_FOUND)
    ]
    return pd.DataFrame(
        {
            "subject": found["subject_id"].map(expand_id).astype("str"),
            "object": found["object_id"].map(expand_id).astype("str"),
            "label": found["object_label"],
            "row": found.index,
        }
    )
