"""Entities: ids, types, kinds and names from the entity blocks of a mapping."""

import re
from dataclasses import dataclass, field

import pandas as pd

from coopgraph.dataset.frames import Faults, block_rows, cell_values, single_values, value_frame
from coopgraph.dataset.mapping import Block, DatasetMapping
from coopgraph.dataset.resolve import EntityIndex
from coopgraph.dataset.tables import Table
from coopgraph.dataset.typed import Typed
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import Schema, dataset_iri, record_key, term_iri

__all__ = ["EntityRecords", "entity_records", "row_keys"]

ID = re.compile(r"[a-z0-9][a-z0-9-]*")
RESERVED = ("statement", "evidence", "source")
LANGUAGE = re.compile(r"^(.*)@([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)$")


@dataclass
class EntityRecords:
    """Records of all entities, the index to find them by, and each block's IRI a row."""

    values: list[pd.DataFrame] = field(default_factory=list)
    origins: list[pd.DataFrame] = field(default_factory=list)
    by_block: dict[str, "pd.Series[str]"] = field(default_factory=dict)
    index: EntityIndex = field(
        default_factory=lambda: EntityIndex(
            pd.DataFrame(columns=["id", "iri", "type", "label"], dtype="str"), ()
        )
    )


def entity_records(
    mapping: DatasetMapping, tables: dict[str, Table], schema: Schema, faults: Faults
) -> EntityRecords:
    """Return the records of every entity block; faults are noted, not raised."""
    found = EntityRecords()
    rows: list[pd.DataFrame] = []
    names: list[pd.DataFrame] = []
    typed = Typed(schema, faults)
    for block in mapping.entities:
        if block.table not in tables:
            continue
        table = tables[block.table]
        frame = block_rows(block, table)
        ids = row_ids(block, frame, mapping.id, table, faults)
        iris = dataset_iri(mapping.id, "") + ids
        types = _types(block, frame, table, schema, faults)
        found.values.append(value_frame(iris, "rdf:type", types.map(term_iri), "iri"))
        block_names = _names(block, frame, iris, table, faults)
        names.append(block_names)
        found.values.append(block_names)
        _set_values(block, frame, iris, types, table, typed, found)
        labels = block_names[block_names["property"] == "skos:prefLabel"]
        english = labels[labels["kind"] == "@en"].drop_duplicates("subject")
        label = iris.map(english.set_index("subject")["value"]).fillna(ids)
        rows.append(pd.DataFrame({"id": ids, "iri": iris, "type": types, "label": label}))
        found.origins.append(_origins(iris, table))
        if block.name:
            found.by_block[block.name] = iris
    if rows:
        _note_duplicates(rows, found, tables, mapping, faults)
        all_names = pd.concat(names, ignore_index=True)
        pairs = zip(all_names["value"], all_names["subject"], strict=True)
        found.index = EntityIndex(pd.concat(rows).drop_duplicates("iri"), pairs)
    return found


def row_keys(block: Block, frame: pd.DataFrame, *prefix: str) -> "pd.Series[str]":
    """Return each row's stable key, a hash over the prefix and the cells of the record key.

    A split cell counts as a set: the order of its parts does not matter.
    """
    splits = {f.column: f.split for f in block.fields() if f.column}
    columns = []
    for column in block.key:
        cells = frame[column]
        if splits.get(column):
            parts = cells.str.split(splits[column], regex=False)
            cells = parts.map(lambda p: "|".join(sorted(x.strip() for x in p)))
        columns.append(cells)
    keys = [record_key(*prefix, *cells) for cells in zip(*columns, strict=True)]
    return pd.Series(keys, index=frame.index, dtype="str")


def row_ids(
    block: Block, frame: pd.DataFrame, dataset: str, table: Table, faults: Faults
) -> "pd.Series[str]":
    """Return each row's id: the explicit one, else the key; ill-formed and missing ones are noted."""
    explicit = single_values(frame, block.id)
    wrong = explicit[(explicit != "") & ~explicit.map(lambda v: bool(ID.fullmatch(v)))]
    expected = "an id has lower-case letters, digits and hyphens, as in lower-silesia"
    faults.note(table, wrong, block.id.column, lambda _: expected)
    reserved = explicit[explicit.isin(RESERVED)]
    faults.note(table, reserved, block.id.column, lambda v: f'"{v}" is reserved; choose another id')
    if not block.key:
        missing = explicit[explicit == ""]
        faults.note(table, missing, block.id.column, lambda _: "every row needs an id")
        return explicit
    return explicit.where(explicit != "", row_keys(block, frame, dataset, block.type.const))


def _types(
    block: Block, frame: pd.DataFrame, table: Table, schema: Schema, faults: Faults
) -> "pd.Series[str]":
    types = single_values(frame, block.type)
    known = schema.below("Entity")
    faults.note(
        table,
        types[~types.isin(known)],
        block.type.column,
        lambda v: f"no such class of entity.{did_you_mean(v, known)}",
    )
    return types.where(types.isin(known), "Entity")


def _names(
    block: Block, frame: pd.DataFrame, iris: "pd.Series[str]", table: Table, faults: Faults
) -> pd.DataFrame:
    """Return preferred, alternative and hidden labels with their languages."""
    parts = []
    for language, where in block.labels.items():
        cells = cell_values(frame, where)
        parts.append(value_frame(iris, "skos:prefLabel", cells, f"@{language}"))
    if block.labels:
        first = next(iter(block.labels.values()))
        cells = single_values(frame, first)
        faults.note(table, cells[cells == ""], first.column, lambda _: "must not be empty")
    for prop, where in (("skos:altLabel", block.alt), ("skos:hiddenLabel", block.hidden)):
        cells = cell_values(frame, where)
        split = cells.str.extract(LANGUAGE)
        tagged = split[0].notna()
        values = value_frame(iris, prop, cells.where(~tagged, split[0].str.strip()), "string")
        language_tags = ("@" + split[1].str.lower()).where(tagged, "string")
        values["kind"] = language_tags.to_numpy()
        parts.append(values)
    return pd.concat(parts, ignore_index=True)


def _set_values(
    block: Block,
    frame: pd.DataFrame,
    iris: "pd.Series[str]",
    types: "pd.Series[str]",
    table: Table,
    typed: Typed,
    found: EntityRecords,
) -> None:
    """Add the plain properties of entities; the scheme of `kind` follows from the type."""
    for prop, where in block.properties.items():
        cells = cell_values(frame, where)
        if prop != "kind":
            found.values.append(typed.plain(table, where.column, prop, cells, iris))
            continue
        for type_ in types.unique():
            info = typed.schema.classes.get(type_)
            chosen = cells[types.reindex(cells.index) == type_]
            if info and info.kind_scheme and len(chosen):
                scheme = info.kind_scheme
                found.values.append(
                    typed.concepts(table, where.column, "kind", scheme, chosen, iris)
                )


def _origins(iris: "pd.Series[str]", table: Table) -> pd.DataFrame:
    return pd.DataFrame({"subject": iris.to_numpy(), "file": table.file, "row": iris.index})


def _note_duplicates(
    rows: list[pd.DataFrame],
    found: EntityRecords,
    tables: dict[str, Table],
    mapping: DatasetMapping,
    faults: Faults,
) -> None:
    """Note every explicit id that two rows have, naming the first row."""
    origins = pd.concat(found.origins, ignore_index=True)
    ids = pd.concat(rows)["id"].to_numpy()
    explicit = [b for b in mapping.entities if b.table in tables]
    by_key = pd.concat(
        [pd.Series(bool(b.key), index=r.index) for b, r in zip(explicit, rows, strict=True)]
    ).to_numpy()
    origins["id"] = ids
    repeated = origins[origins.duplicated("subject") & ~by_key & (origins["id"] != "")]
    firsts = origins.drop_duplicates("subject").set_index("subject")
    files = {t.file: t for t in tables.values()}
    columns = {tables[b.table].file: b.id.column for b in explicit}
    for row in repeated.itertuples():
        first = firsts.loc[row.subject]
        message = f"this id is already used in {first['file']}, row {first['row']}"
        cells = pd.Series([row.id], index=[row.row])
        faults.note(files[row.file], cells, columns[row.file], lambda _, m=message: m)
