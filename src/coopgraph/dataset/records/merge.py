"""Rows that make one statement: what they say together, and where they disagree."""

from typing import Final, Literal

import pandas as pd

from coopgraph.dataset.mapping.frames import Faults
from coopgraph.vocabulary import BORROWED, Schema

__all__ = ["merge_values", "note_repeated"]

# A statement may have several of these; each row adds its own.
FREE: Final = frozenset({"rdf:type", "coop:evidence", *(p.prefixed for p in BORROWED)})
# These follow from the dates as stated.
BOUNDS: Final = {f"coop:{side}{end}" for side in ("begin", "end") for end in ("Earliest", "Latest")}
# Of these it has one: the first, or the last, that its rows say.
KEPT: Final[dict[str, Literal["first", "last"]]] = {"rdfs:label": "first", "coop:asOf": "last"}


def merge_values(
    values: pd.DataFrame, origins: pd.DataFrame, schema: Schema, faults: Faults
) -> pd.DataFrame:
    """Return records in which the rows of one statement speak with one voice.

    Entities in roles, notes and evidence add up. Of several headlines the first in order of code
    points stays, of several days up to which the rows speak the last. In everything else the rows
    must agree; where they do not, a fault is noted.

    Parameters
    ----------
    values : pandas.DataFrame
        Columns ``subject``, ``property``, ``value``, ``kind``: records of all statements.
    origins : pandas.DataFrame
        Columns ``subject``, ``file``, ``row``: the rows that make one statement with others.
    schema : Schema
        What the ontology says.
    faults : Faults
        Where faults are noted.

    Returns
    -------
    pandas.DataFrame
        The records, each once.

    Examples
    --------
    >>> from coopgraph.store.ontology import load_schema
    >>> values = pd.DataFrame({"subject": "x:s", "property": "coop:asOf",
    ...                        "value": ["2013-01-01", "2012-01-01"], "kind": "date"})
    >>> origins = pd.DataFrame({"subject": "x:s", "file": "a.csv", "row": [2, 3]})
    >>> merge_values(values, origins, load_schema(), Faults())["value"].tolist()
    ['2013-01-01']
    """
    concerned = values["subject"].isin(origins["subject"])
    several = values[concerned].drop_duplicates().sort_values("value")
    for prop, kept in KEPT.items():
        again = several["property"].eq(prop) & several.duplicated(
            ["subject", "property"], keep=kept
        )
        several = several[~again]
    roles = {info.prefixed for info in schema.properties.values() if info.kind == "entity"}
    single = several[~several["property"].isin(FREE | BOUNDS | roles | set(KEPT))]
    unlike = single[single.duplicated(["subject", "property"], keep=False)]
    grouped = unlike.groupby(["subject", "property"], sort=False)["value"].agg(sorted)
    if grouped.empty:
        return pd.concat([values[~concerned], several], ignore_index=True)
    faulty = origins[origins["subject"].isin(unlike["subject"])]
    places = {str(iri): rows for iri, rows in faulty.groupby("subject", sort=False)}
    for (subject, prop), found in dict(zip(grouped.index.tolist(), grouped, strict=True)).items():
        rows = places[subject]
        first = rows.iloc[0]
        name = prop.partition(":")[2]
        told = ", ".join(value.rpartition("/")[2] for value in found)
        message = (
            f"makes one statement with {first['file']}, row {first['row']}, but their {name} "
            f"differs: {told}. Correct one, or make what differs part of the key."
        )
        # Which of them is right cannot be told; where rows are left out, all but the first are.
        blamed = rows.iloc[1:] if faults.each_row else rows.iloc[-1:]
        for file, row in zip(blamed["file"].tolist(), blamed["row"].tolist(), strict=True):
            faults.add(str(file), int(row), message)
    return pd.concat([values[~concerned], several], ignore_index=True)


def note_repeated(origins: pd.DataFrame, faults: Faults) -> None:
    """Note every statement that is there twice, naming the first row.

    Parameters
    ----------
    origins : pandas.DataFrame
        Columns ``subject``, ``file``, ``row``, ``id``, ``columns``, ``id_column``: the rows that
        make statements, and what their ids or keys are made of.
    faults : Faults
        Where the faults are noted.
    """
    again = origins[origins.duplicated("subject")]
    if again.empty:
        return
    first = origins.drop_duplicates("subject").set_index("subject")
    earlier = first.loc[again["subject"]]
    columns = ("file", "row", "id", "columns", "id_column")
    places = zip(earlier["file"].tolist(), earlier["row"].tolist(), strict=True)
    cells = zip(*(again[c].tolist() for c in columns), strict=True)
    for (file, row, id_, key, id_column), place in zip(cells, places, strict=True):
        where = f"{place[0]}, row {place[1]}"
        if id_:
            faults.add(file, row, f"this id is already used in {where}", id_column, id_)
            continue
        message = f"the same statement as {where} (equal {key}): delete one"
        message += ", or give it an id" if id_column else ""
        faults.add(file, row, message + '; or set "duplicates" in the mapping')
