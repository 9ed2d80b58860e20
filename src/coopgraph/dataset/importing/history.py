"""Earlier exports: what only they state stays in the data set, and is marked.

Records are compared as numbers (`coopgraph.dataset.mapping.values`): no table of texts is made of
what both exports say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.mapping.values import VALUE_COLUMNS, Codes, Values, distinct, unified
from coopgraph.dataset.records.ledger import Changes
from coopgraph.dataset.records.records import Records
from coopgraph.vocabulary import dataset_iri

__all__ = ["RETIRED", "EarlierExport", "with_earlier"]

RETIRED: Final = "coop:noLongerStatedAsOf"
_EVIDENCE: Final = "coop:evidence"
_AS_OF: Final = "coop:asOf"
_CONFLICTS: Final = "coop:conflictsWith"
_SOURCE: Final = "oa:hasSource"
_IDENTIFIER: Final = "coop:identifier"

_Marks: TypeAlias = npt.NDArray[np.bool_]
_Rows: TypeAlias = npt.NDArray[np.int64]


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
    exports = [newest, *(export.records for export in earlier)]
    subjects, places = unified([_numbered(export.coded.names["subject"]) for export in exports])
    made, named = ([_marked(subjects, e, kind) for e in exports] for kind in _BLOCKS)
    known = made[0].copy()
    present = np.zeros(len(subjects), dtype=bool)
    present[places[0]] = True
    refused = pc.is_in(subjects, _texts(newest.refused)).to_numpy(zero_copy_only=False)
    parts, origins = [newest.coded], [newest.origins]
    retired, kept, following = [], 0, as_of
    for export, place, own in zip(earlier, places[1:], made[1:], strict=True):
        gone = own & ~known
        found, shown = _of_statements(export, gone[place], present[place])
        told = gone & ~refused
        parts += [*found, _marks(subjects.filter(pa.array(told)), following)]
        new = subjects.filter(pa.array(_spread(place[shown], len(subjects)) & ~present))
        origins.append(_origins(export, new))
        retired.append(int(told.sum()))
        kept += int(gone.sum()) - retired[-1]
        known |= gone
        present[place[shown]] = True
        following = export.as_of
    entities = present & np.logical_or.reduce(named[1:])
    both = made[0] & made[1]
    changed = _changed((newest.coded, earlier[0].records.coded), places[:2], both)
    changes = Changes(
        entities=frozenset(subjects.filter(pa.array(entities)).to_pylist()),
        added=int((made[0] & ~made[1]).sum()),
        changed=changed,
        confirmed=int(both.sum()) - changed,
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


# The beginnings of what `origins` calls the blocks of a mapping.
_BLOCKS: Final = ("statements", "entities")


def _texts(texts: Iterable[str]) -> Any:
    return pa.array(list(texts), pa.large_string())


def _numbered(texts: Any) -> Any:
    """Return texts, each of which is there once, as codes of themselves."""
    return pa.DictionaryArray.from_arrays(pa.array(np.arange(len(texts), dtype=np.int32)), texts)


def _spread(places: Any, size: int) -> _Marks:
    marks = np.zeros(size, dtype=bool)
    marks[places] = True
    return marks


def _marked(subjects: Any, export: Records, kind: str) -> _Marks:
    """Tell which subjects a kind of blocks of an export makes."""
    made = export.origins["block"].str.startswith(kind)
    own = pa.array(export.origins.loc[made, "subject"], pa.large_string())
    found: _Marks = pc.is_in(subjects, own).to_numpy(zero_copy_only=False)
    return found


def _of_statements(
    export: EarlierExport, gone: _Marks, present: _Marks
) -> tuple[list[Values], _Marks]:
    """Return what an export says of statements, their evidence and sources, and new entities.

    Subjects are told by their places in the export; those of what is returned come second, without
    the sources.
    """
    values = export.records.coded
    codes, names = values.codes, values.names
    code = {p: values.code("property", p) for p in (_EVIDENCE, _CONFLICTS, _SOURCE)}

    def subjects_of(marks: _Marks) -> _Rows:
        return np.flatnonzero(marks[codes["subject"]])

    def pointed(rows: _Rows) -> _Marks:
        """Tell which subjects are the values of records."""
        texts = names["value"].take(pa.array(pd.unique(codes["value"][rows])))
        found: _Marks = pc.is_in(names["subject"], texts).to_numpy(zero_copy_only=False)
        return found

    own = subjects_of(gone)
    # What they conflict with may have gone as well, and says so itself.
    stays = pc.is_in(names["value"], names["subject"].filter(pa.array(gone)))
    other = ~stays.to_numpy(zero_copy_only=False)[codes["value"][own]]
    own = own[~((codes["property"][own] == code[_CONFLICTS]) & other)]
    cites = codes["property"][own] == code[_EVIDENCE]
    cited = pointed(own[cites])
    evidence = subjects_of(cited)
    iris = codes["kind"][own] == values.code("kind", "iri")
    new = pointed(own[iris & ~cites]) & ~present & ~gone
    used = pointed(evidence[codes["property"][evidence] == code[_SOURCE]])
    old = names["subject"].filter(pa.array(used))
    # Under its own name: the newer export's source has other days and another digest.
    renamed = {iri: f"{iri}-{export.as_of}" for iri in old.to_pylist()}
    sources = values.frame(subjects_of(used))
    sources["subject"] = sources["subject"].map(renamed).astype("str")
    ids = sources["subject"].str.removeprefix(dataset_iri(export.records.mapping.id, "source", ""))
    sources["value"] = sources["value"].where(sources["property"] != _IDENTIFIER, ids)
    told = values.taken(evidence)
    places = pc.index_in(told.names["value"], old)
    fresh = pc.take(_texts(renamed.values()), places)
    told = Values({**told.names, "value": pc.coalesce(fresh, told.names["value"])}, told.codes)
    parts = [values.taken(own), told, Values.of([sources]), values.taken(subjects_of(new))]
    return parts, gone | cited | new


def _marks(subjects: Any, day: str) -> Values:
    frame = pd.DataFrame({"subject": subjects.to_pandas()}, dtype="str").sort_values("subject")
    return Values.of([frame.assign(property=RETIRED, value=day, kind="date")])


def _origins(export: EarlierExport, subjects: Any) -> pd.DataFrame:
    """Return where an export tells of subjects, from the folder of the data set."""
    origins = export.records.origins
    told = pc.is_in(pa.array(origins["subject"], pa.large_string()), subjects)
    own = origins[np.asarray(told)]
    return own.assign(file=f"{export.place}/" + own["file"])


def _changed(exports: Sequence[Values], places: Sequence[Codes], both: _Marks) -> int:
    """Count the statements of two exports that differ but for day and citation."""
    sides = []
    for values, place in zip(exports, places, strict=True):
        rows = both[place][values.codes["subject"]]
        rows &= ~values.among("property", [_EVIDENCE, _AS_OF])
        sides.append(values.rows(np.flatnonzero(rows)))
    whole = Values.of(sides)
    said = np.zeros(len(whole), dtype=np.int64)
    for name in VALUE_COLUMNS[1:]:
        said = said * len(whole.names[name]) + whole.codes[name]
    # Numbers from 0: a subject and what is said of it are one number then.
    numbers, different = pd.factorize(said)
    size = max(1, len(different))
    said = whole.codes["subject"].astype(np.int64) * size + numbers
    one, other = (distinct(part) for part in np.split(said, [len(sides[0])]))
    unlike = np.setxor1d(one, other, assume_unique=True) // size
    return len(distinct(unlike))
