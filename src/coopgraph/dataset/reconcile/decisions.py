"""What the matcher found, as decisions, and which decisions are in force."""

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from coopgraph.dataset.reconcile.sssom import (
    EXACT,
    NOT_FOUND,
    as_text,
    compact,
    empty_decisions,
    expand_id,
)
from coopgraph.vocabulary import record_key

__all__ = [
    "AUTHOR",
    "CLOSE",
    "decisions_of",
    "doubtful_first",
    "in_force",
    "pair_decisions",
    "subjects",
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
    result = result[result["name"] != ""]
    ids = subjects(result)
    places = _places(result, ids)
    firsts = result[~ids.duplicated()].assign(subject=ids)
    firsts = firsts.assign(_order=firsts["outcome"].map(ORDER))
    firsts = firsts.sort_values(["_order", "name", "country", "subject"])
    rows = [row for found in firsts.to_dict("records") for row in _rows(found, places)]
    return as_text(pd.DataFrame(rows))


def subjects(result: pd.DataFrame) -> "pd.Series[str]":
    """Return the id of each row's subject: the one given, or a key of what is known of it.

    Parameters
    ----------
    result : pandas.DataFrame
        As `coopgraph.dataset.reconcile.table.reconcile` takes or returns it.

    Returns
    -------
    pandas.Series
        Compact ids.
    """
    given = result["id"].tolist() if "id" in result.columns else [""] * len(result)
    known = [c for c in ("name", "country", "nuts", "lat", "lon") if c in result.columns]
    cells = [list(map(str, row)) for row in result[known].itertuples(index=False)]
    made = [
        compact(id_) if id_.startswith(("http://", "https://")) else f"names:{id_}" if id_ else ""
        for id_ in given
    ]
    ids = [m or f"names:{record_key('names', *row)}" for m, row in zip(made, cells, strict=True)]
    return pd.Series(ids, index=result.index, dtype="str")


def _places(result: pd.DataFrame, ids: "pd.Series[str]") -> dict[str, str]:
    """Return where each subject stands: the contexts of its rows, the first ones and how many."""
    if "context" not in result.columns:
        return {}
    found: dict[str, list[str]] = {}
    for subject, context in zip(ids.tolist(), result["context"].tolist(), strict=True):
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
