"""The names of a data set that reconciliation is about, with what the rows say beside them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import pandas as pd

from coopgraph.dataset.formats.tables import Table
from coopgraph.dataset.reconcile.countries import country
from coopgraph.dataset.reconcile.nuts import nuts
from coopgraph.dataset.reconcile.sssom import as_text
from coopgraph.dataset.records.records import Records
from coopgraph.names import fold
from coopgraph.vocabulary import Schema, local_name

__all__ = ["entity_names"]

LABEL: Final = "skos:prefLabel"
SHARE: Final = 0.9  # of a column's distinct cells that must read as what the column is taken for
SAMPLE: Final = 300
# Kinds of territory that are no place of the gazetteer.
LARGER: Final = frozenset({"country", "region", "unnamed-regions", "macro-region", "route"})
HEADERS: Final = {
    "town": ("town", "city", "ort", "stadt", "ville", "comune", "miasto", "paikkakunta"),
    "postcode": ("postal code", "postcode", "post code", "zip", "zip code", "plz", "cap"),
    "identifier": ("pic", "vat", "vat number", "tax id", "ror", "id number", "organisation id"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "long", "longitude"),
}


def entity_names(
    records: Records, tables: Mapping[str, Table], schema: Schema, under: str
) -> pd.DataFrame:
    """Return the entities of a class as a table to reconcile.

    What stands beside a name is found in the columns that the entity's block reads, else in the
    other columns of its row: a column nearly all of whose cells are countries, NUTS codes, or that
    is headed as a town, a post code, an identifier, a latitude or longitude.

    Parameters
    ----------
    records : Records
        The data set.
    tables : mapping of str to Table
        Its tables, by file name as in the origins of the records.
    schema : Schema
        What the ontology says.
    under : str
        Local name of a class; its subclasses count as well.

    Returns
    -------
    pandas.DataFrame
        Columns ``id`` (IRI), ``name``, ``country``, ``nuts``, ``town``, ``postcode``,
        ``identifier``, ``lat``, ``lon``, ``type`` and ``context`` (file and row).
    """
    values = records.values
    types = values[values["property"] == "rdf:type"]
    wanted = types[types["value"].map(_class_name).isin(schema.below(under))]
    kinds = values[values["property"] == "coop:kind"]
    larger = kinds.loc[kinds["value"].map(local_name).isin(LARGER), "subject"]
    wanted = wanted[~wanted["subject"].isin(larger)].drop_duplicates("subject")
    labels = values[values["property"] == LABEL].sort_values(["subject", "kind"])
    english = labels[labels["kind"] == "@en"]
    names = pd.concat([english, labels]).drop_duplicates("subject").set_index("subject")["value"]
    frame = wanted[["subject", "value"]].merge(records.origins, on="subject", how="left")
    frame = frame.rename(columns={"subject": "id", "value": "type"})
    frame["type"] = frame["type"].map(_class_name)
    frame["name"] = frame["id"].map(names).fillna("")
    frame["context"] = frame["file"] + ", row " + frame["row"].astype("str")
    beside = [
        _beside(records, tables, str(file), str(block), part)
        for (file, block), part in frame.groupby(["file", "block"], sort=True)
    ]
    columns = ["country", "nuts", *HEADERS]
    found = pd.concat(beside) if beside else pd.DataFrame(columns=columns)
    frame = frame.drop(columns=["file", "row", "block"]).join(found.reindex(columns=columns))
    return as_text(frame, list(frame.columns))


def _class_name(iri: str) -> str:
    return iri.rpartition("#")[2]


def _beside(
    records: Records, tables: Mapping[str, Table], file: str, block: str, part: pd.DataFrame
) -> pd.DataFrame:
    """Return what stands in the rows of one block's entities."""
    table = tables.get(file)
    if table is None:
        return pd.DataFrame(index=part.index)
    rows = table.frame.reindex(part["row"]).fillna("").astype("str")
    rows.index = part.index
    own = next((b for b in records.mapping.entities if b.where_defined == block), None)
    first = [c for c in rows.columns if own is not None and c in own.columns()]
    others = [c for c in rows.columns if c not in first]
    found: dict[str, pd.Series[str]] = {}
    for name, test in (("country", _is_country), ("nuts", _is_nuts)):
        column = _first(rows, first, test)
        if not column and not (name == "country" and _other_countries(rows[others])):
            column = _first(rows, others, test)
        if column:
            found[name] = rows[column]
    for name, headers in HEADERS.items():
        column = next((c for c in [*first, *others] if fold(c) in headers), "")
        if column:
            found[name] = rows[column]
    return pd.DataFrame(found, index=part.index)


def _other_countries(rows: pd.DataFrame) -> bool:
    """Tell whether a row has the countries of two things: of neither is then known which."""
    return sum(_passes(rows[c], _is_country) for c in rows.columns) > 1


def _first(rows: pd.DataFrame, columns: Iterable[str], test: Callable[[str], bool]) -> str:
    return next((c for c in columns if _passes(rows[c], test)), "")


def _passes(cells: "pd.Series[str]", test: Callable[[str], bool]) -> bool:
    distinct = sorted(set(cells[cells != ""]))[:SAMPLE]
    return bool(distinct) and sum(map(test, distinct)) >= SHARE * len(distinct)


def _is_country(cell: str) -> bool:
    found = country(cell)
    return bool(found.code) and found.exact


def _is_nuts(cell: str) -> bool:
    found = nuts(cell)
    return found is not None and found.level == 3
