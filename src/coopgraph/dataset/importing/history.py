"""Earlier exports: what only they state stays in the data set, and is marked."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import pandas as pd

from coopgraph.dataset.mapping.values import Values
from coopgraph.dataset.records.ledger import Changes
from coopgraph.dataset.records.records import Records
from coopgraph.vocabulary import dataset_iri

__all__ = ["RETIRED", "EarlierExport", "with_earlier"]

RETIRED: Final = "coop:noLongerStatedAsOf"
_EVIDENCE: Final = "coop:evidence"
_AS_OF: Final = "coop:asOf"


class EarlierExport(NamedTuple):
    """An export that a newer one has followed.

    Parameters
    ----------
    place : str
        Its folder, relative to that of the data set.
    as_of : str
        The day for which it speaks.
    records : Records
        What it says.
    """

    place: str
    as_of: str
    records: Records


def with_earlier(newest: Records, as_of: str, earlier: Sequence[EarlierExport]) -> Records:
    """Return the records of an export with what only earlier ones state.

    A statement that the newest export makes is as that says. One that it no longer makes keeps what
    the last export said that made it, with the day for which that spoke and its source, and is
    marked with the day of the first export without it. One whose row in the newest export is left
    out, being at fault, is kept without a mark: it may still be stated.

    Parameters
    ----------
    newest : Records
        The newest export.
    as_of : str
        The day for which it speaks.
    earlier : sequence of EarlierExport
        The others, the latest of them first.

    Returns
    -------
    Records
        All together, with the changes since the latest of the earlier ones.
    """
    if not earlier:
        return newest
    known = _statements(newest)
    present = set(newest.values["subject"])
    entities = present - known
    parts, origins = [newest.values], [newest.origins]
    retired, kept, following = [], 0, as_of
    for export in earlier:
        gone = _statements(export.records) - known
        values = _of_statements(export, gone, present)
        told = sorted(gone - newest.refused)
        parts += [values, _marks(told, following)]
        places = export.records.origins[export.records.origins["subject"].isin(values["subject"])]
        places = places[~places["subject"].isin(present)]
        origins.append(places.assign(file=f"{export.place}/" + places["file"]))
        retired.append(len(told))
        kept += len(gone) - len(told)
        known |= gone
        present |= set(values["subject"])
        following = export.as_of
    before = earlier[0].records
    changed, confirmed = _compared(newest, before)
    changes = Changes(
        entities=len(entities & _entities(earlier)),
        added=len(_statements(newest) - _statements(before)),
        changed=changed,
        confirmed=confirmed,
        retired=retired[0],
        retired_before=sum(retired[1:]),
        kept=kept,
    )
    return replace(
        newest,
        coded=Values.of(parts),
        origins=pd.concat(origins, ignore_index=True),
        changes=changes,
    )


def _statements(records: Records) -> set[str]:
    made = records.origins["block"].str.startswith("statements")
    return set(records.origins.loc[made, "subject"])


def _entities(earlier: Sequence[EarlierExport]) -> set[str]:
    found: set[str] = set()
    for export in earlier:
        origins = export.records.origins
        found |= set(origins.loc[origins["block"].str.startswith("entities"), "subject"])
    return found


def _of_statements(
    export: EarlierExport, gone: Collection[str], present: Collection[str]
) -> pd.DataFrame:
    """Return what an export says of statements, their evidence and sources, and new entities."""
    values = export.records.values
    own = values[values["subject"].isin(list(gone))]
    # What they conflict with may have gone as well, and says so itself.
    own = own[(own["property"] != "coop:conflictsWith") | own["value"].isin(list(gone))]
    cited = own.loc[own["property"] == _EVIDENCE, "value"]
    evidence = values[values["subject"].isin(cited)]
    named = own.loc[(own["kind"] == "iri") & (own["property"] != _EVIDENCE), "value"]
    new = values["subject"].isin(named) & ~values["subject"].isin(list(present))
    entities = values[new & ~values["subject"].isin(list(gone))]
    used = evidence.loc[evidence["property"] == "oa:hasSource", "value"]
    sources = values[values["subject"].isin(used)]
    # Under its own name: the newer export's source has other days and another digest.
    names = {iri: f"{iri}-{export.as_of}" for iri in used.unique()}
    evidence = evidence.assign(value=evidence["value"].replace(names))
    sources = sources.assign(subject=sources["subject"].replace(names))
    prefix = dataset_iri(export.records.mapping.id, "source", "")
    ids = sources["subject"].str.removeprefix(prefix)
    same = sources["property"] == "coop:identifier"
    sources = sources.assign(value=sources["value"].where(~same, ids))
    return pd.concat([own, evidence, sources, entities], ignore_index=True)


def _marks(subjects: Sequence[str], day: str) -> pd.DataFrame:
    frame = pd.DataFrame({"subject": subjects}, dtype="str")
    return frame.assign(property=RETIRED, value=day, kind="date")


def _compared(newest: Records, before: Records) -> tuple[int, int]:
    """Count the statements of both that differ but for day and citation, and that do not."""
    both = _statements(newest) & _statements(before)
    sides = []
    for part in (newest, before):
        values = part.values
        own = values[values["subject"].isin(list(both))]
        sides.append(own[~own["property"].isin([_EVIDENCE, _AS_OF])].drop_duplicates())
    unlike = pd.concat(sides).drop_duplicates(keep=False)
    changed = unlike["subject"].nunique()
    return changed, len(both) - changed
