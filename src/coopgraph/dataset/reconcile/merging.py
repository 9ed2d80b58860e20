"""Decisions applied to a data set: entities that are one become one, and can be parted again.

Nothing of the tables is lost: a merged entity's names become other names, its IRI stays in the
graph as an exact match of the entity that it was merged into, and its statements keep their IRIs.
Without the decision, the next build has two entities again.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from coopgraph.dataset.mapping.values import VALUE_COLUMNS, Values
from coopgraph.dataset.reconcile.decisions import in_force
from coopgraph.dataset.reconcile.sssom import FILE, expand_id, read_decisions
from coopgraph.dataset.records.ledger import Changes, Decisions
from coopgraph.dataset.records.records import Records
from coopgraph.errors import InputError, Problem
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import dataset_iri

__all__ = ["apply_decisions", "with_decisions"]

PREFERRED: Final = "skos:prefLabel"
OTHER: Final = "skos:altLabel"
TYPE: Final = "rdf:type"
MATCH: Final = "skos:exactMatch"


def with_decisions(records: Records, folder: Path) -> Records:
    """Apply the decisions in the folder of a data set, if there are any.

    Parameters
    ----------
    records : Records
        The data set as its tables have it.
    folder : Path
        Its folder; decisions are in ``decisions.sssom.tsv``.

    Returns
    -------
    Records
        The data set with entities merged, and with exact matches outside of it.

    Raises
    ------
    InputError
        The file is faulty, or names an entity that the data set does not have.
    """
    path = folder / FILE
    if not path.is_file():
        return records
    return apply_decisions(records, read_decisions(path))


def apply_decisions(records: Records, decisions: pd.DataFrame) -> Records:
    """Apply decisions to a data set.

    A subject whose exact match is another entity of the data set is merged into it. One whose
    exact match is outside, such as a place of GeoNames, gets it as ``skos:exactMatch``. Broader,
    close and rejected matches change nothing.

    Parameters
    ----------
    records : Records
        The data set.
    decisions : pandas.DataFrame
        As `read_decisions` returns them.

    Returns
    -------
    Records
        The data set, with the decisions counted.

    Raises
    ------
    InputError
        An entity is unknown, of another class, or matched with itself.
    """
    prefix = dataset_iri(records.mapping.id, "", "").rstrip("/") + "/"
    types = records.values[records.values["property"] == TYPE]
    classes = dict(zip(types["subject"].tolist(), types["value"].tolist(), strict=True))
    force = in_force(decisions)
    force = force[force["subject"].str.startswith(prefix)].drop_duplicates(["subject", "object"])
    inside = force["object"].str.startswith(prefix)
    problems = _problems(force, inside, classes)
    if problems:
        raise InputError(problems)
    final = _staying(force[inside])
    outside = force[~inside]
    added = pd.DataFrame(
        [
            *((s, MATCH, o, "iri") for s, o in final.items()),
            *(
                (s, MATCH, o, "iri")
                for s, o in zip(outside["subject"], outside["object"], strict=True)
            ),
        ],
        columns=VALUE_COLUMNS,
        dtype="str",
    )
    # The merged one's IRI is kept as a match of the one that stays, not the other way round.
    own = added["subject"].isin(final) & added["value"].isin(set(final.values()))
    added.loc[own, ["subject", "value"]] = added.loc[own, ["value", "subject"]].to_numpy()
    values = _merged(records.values, final)
    moved = added.assign(subject=_moved(added["subject"], final))
    values = pd.concat([values, moved], ignore_index=True).drop_duplicates()
    close = decisions[decisions["predicate_id"] == "skos:closeMatch"]
    open_ = {expand_id(s) for s in close["subject_id"]} & set(classes)
    known = {*_moved(outside["subject"], final), *final.values()}
    doubtful = open_ - set(force["subject"])
    changes = records.changes or Changes()
    earlier = changes.entities - set(final)
    again = earlier & (known | doubtful)
    done = Decisions(matched=len(known), doubtful=len(doubtful - known), known=len(again))
    origins = records.origins[~records.origins["subject"].isin(final)]
    return replace(
        records,
        coded=Values.of([values]),
        origins=origins,
        decisions=done,
        changes=records.changes and replace(changes, entities=earlier),
    )


def _problems(
    force: pd.DataFrame, inside: "pd.Series[bool]", classes: Mapping[str, str]
) -> list[Problem]:
    problems = []
    rows = zip(force["row"], force["subject"], force["object"], inside, strict=True)
    for row, subject, object_, within in rows:
        for column, iri in (("subject_id", subject), ("object_id", object_)):
            if iri not in classes and (column == "subject_id" or within):
                short = iri.rpartition("/")[2]
                hint = did_you_mean(short, [k.rpartition("/")[2] for k in classes])
                message = f"no such entity in the data set.{hint}"
                problems.append(Problem(FILE, int(row), column, iri, message))
        if subject == object_:
            message = "an entity cannot be merged into itself; remove the row"
            problems.append(Problem(FILE, int(row), "object_id", object_, message))
        kinds = [classes.get(iri, "") for iri in (subject, object_)]
        if within and all(kinds) and kinds[0] != kinds[1]:
            here, there = (kind.rpartition("#")[2] for kind in kinds)
            message = f"a {here} cannot be merged into a {there}; reject the row"
            problems.append(Problem(FILE, int(row), "object_id", object_, message))
    return problems


def _staying(force: pd.DataFrame) -> dict[str, str]:
    """Return what each merged entity is merged into.

    A match is an equivalence, so whatever the rows connect is one entity, in whichever order they
    name the two. It is the one that is matched with nothing further; among several, the one that
    the most rows name as object, and the first in order of IRI.
    """
    import networkx as nx

    pairs = list(zip(force["subject"], force["object"], strict=True))
    named = force["object"].value_counts().to_dict()
    moved = set(force["subject"])
    final = {}
    for group in nx.connected_components(nx.Graph(pairs)):
        stays = min(group, key=lambda iri: (iri in moved, -named.get(iri, 0), iri))
        final.update(dict.fromkeys(group - {stays}, stays))
    return final


def _moved(ids: "pd.Series[str]", final: Mapping[str, str]) -> "pd.Series[str]":
    """Replace the merged ones; a mapping of thousands is slow in `Series.replace`."""
    return ids.map(final).fillna(ids).astype("str")


def _merged(values: pd.DataFrame, final: Mapping[str, str]) -> pd.DataFrame:
    """Move what is said of and about the merged entities; their preferred names become others."""
    if not final:
        return values
    gone = values["subject"].isin(final)
    names = gone & (values["property"] == PREFERRED)
    values = values.assign(
        property=values["property"].mask(names, OTHER),
        subject=_moved(values["subject"], final),
    )
    pointing = (values["kind"] == "iri") & values["value"].isin(final)
    values.loc[pointing, "value"] = _moved(values.loc[pointing, "value"], final)
    values = values.drop_duplicates()
    # An other name that is the preferred one already says nothing.
    shown = values[values["property"] == PREFERRED]
    known = set(zip(shown["subject"], shown["value"], shown["kind"], strict=True))
    said = list(zip(values["subject"], values["value"], values["kind"], strict=True))
    spare = (values["property"] == OTHER) & pd.Series([k in known for k in said], values.index)
    return values[~spare]
