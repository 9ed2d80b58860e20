"""Entities: ids, types, kinds and names from the entity blocks of a mapping."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from coopgraph.dataset.formats.tables import Table, row_numbers
from coopgraph.dataset.mapping.blocks import Block, DatasetMapping, Field
from coopgraph.dataset.mapping.frames import (
    Faults,
    always,
    block_rows,
    cell_values,
    look_up,
    single_values,
)
from coopgraph.dataset.mapping.typed import Typed
from coopgraph.dataset.mapping.values import VALUE_COLUMNS, Said, said
from coopgraph.dataset.records.keys import row_ids
from coopgraph.dataset.records.resolve import EntityIndex
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import Schema, dataset_iri, is_language, term_iri

__all__ = ["Described", "EntityRecords", "entity_records"]

PREFERRED: Final = "skos:prefLabel"
OTHER: Final = "skos:altLabel"


@dataclass(frozen=True)
class Described:
    """The rows from which one block takes entities.

    Parameters
    ----------
    table, file : str
        Name of the table in the mapping, and its file.
    columns : frozenset of str
        What the block reads.
    firsts : pandas.Series
        For each row the number of the first row with the same description.
    """

    table: str
    file: str
    columns: frozenset[str]
    firsts: "pd.Series[int]"


@dataclass
class EntityRecords:
    """Records of all entities, and what statements need to refer to them.

    Parameters
    ----------
    values : list of Said or pandas.DataFrame
        The records.
    origins : list of pandas.DataFrame
        Columns ``subject``, ``file``, ``row``, ``block``.
    by_block : dict of str to pandas.Series
        For each named block, the IRI of its entity in each row of its table.
    key_fields : dict of str to Field
        For each named block, the field to blame where a row has no entity.
    index : EntityIndex
        The entities by id and name.
    described : list of Described
        The rows of each block.
    """

    values: list[Said | pd.DataFrame] = field(default_factory=list)
    origins: list[pd.DataFrame] = field(default_factory=list)
    by_block: dict[str, "pd.Series[str]"] = field(default_factory=dict)
    key_fields: dict[str, Field] = field(default_factory=dict)
    index: EntityIndex = field(
        default_factory=lambda: EntityIndex(
            pd.DataFrame(columns=["id", "iri", "type", "label"], dtype="str"), tuple
        )
    )
    described: list[Described] = field(default_factory=list)


@dataclass
class _Rows:
    """The distinct rows that one block makes entities of."""

    block: Block
    table: Table
    frame: pd.DataFrame
    types: "pd.Series[str]"
    ids: "pd.Series[str]"
    iris: "pd.Series[str]"


def entity_records(
    mapping: DatasetMapping, tables: Mapping[str, Table], schema: Schema, faults: Faults
) -> EntityRecords:
    """Return the records of every entity block; faults are noted, not raised.

    Parameters
    ----------
    mapping : DatasetMapping
        The mapping.
    tables : mapping of str to Table
        The tables that could be read.
    schema : Schema
        What the ontology says.
    faults : Faults
        Where faults are noted.

    Returns
    -------
    EntityRecords
        Records, origins and index.
    """
    found = EntityRecords()
    names: list[pd.DataFrame] = []
    blocks: list[_Rows] = []
    typed = Typed(schema, faults)
    for block in mapping.entities:
        if block.table not in tables:
            continue
        table = tables[block.table]
        frame, firsts = _distinct(block, block_rows(block, table))
        types = _types(block, frame, table, schema, faults)
        ids = row_ids(block, frame, types, mapping.id, table, faults)
        rows = _Rows(block, table, frame, types, ids, dataset_iri(mapping.id, "") + ids)
        blocks.append(rows)
        found.values.append(said(rows.iris, "rdf:type", look_up(types, term_iri), "iri"))
        names.append(_names(rows, firsts.value_counts(), faults))
        found.values += _set_values(rows, typed)
        origins = pd.DataFrame(
            {"subject": rows.iris, "file": table.file, "row": row_numbers(frame.index)}
        )
        origins["block"] = block.where_defined
        found.origins.append(origins.drop_duplicates("subject"))
        read = block.columns()
        columns = frozenset(read | {table.made[c] for c in read if c in table.made})
        numbers = pd.Series(row_numbers(firsts.to_numpy()), index=row_numbers(firsts.index))
        found.described.append(Described(table.name, table.file, columns, numbers))
        if block.name:
            found.by_block[block.name] = firsts.map(rows.iris).astype("str")
            blamed = block.id.column or block.key_columns()[0]
            found.key_fields[block.name] = Field(blamed)
    complete = len(blocks) == len(mapping.entities)
    if not blocks:
        found.index.complete = complete
    else:
        _note_duplicates(blocks, faults)
        labels = _one_name(pd.concat(names, ignore_index=True))
        found.values.append(labels[VALUE_COLUMNS])
        found.index = _index(blocks, labels, complete=complete)
    return found


def _distinct(block: Block, frame: pd.DataFrame) -> tuple[pd.DataFrame, "pd.Series[int]"]:
    """Return the rows that describe an entity, each description once.

    The second value tells for each row the number of the first row with the same description. Rows
    without any part of the key have no entity. Rows with an id of their own are never merged, so
    that an id that is there twice is seen.
    """
    if block.id.column or not block.key:
        return frame, pd.Series(frame.index, index=frame.index)
    frame = frame[(frame[list(block.key_columns())] != "").any(axis="columns")]
    columns = sorted(block.columns() & set(frame.columns))
    groups = frame.groupby(columns, sort=False).ngroup()
    firsts = frame[~groups.duplicated()]
    numbers = pd.Series(firsts.index, index=groups[firsts.index].to_numpy())
    return firsts, groups.map(numbers)


def _types(
    block: Block, frame: pd.DataFrame, table: Table, schema: Schema, faults: Faults
) -> "pd.Series[str]":
    types = single_values(frame, block.type)
    known = schema.below("Entity")
    if block.type.column:
        wrong = types[~types.isin(known)]
        faults.note(
            table, wrong, block.type, lambda v: f"no such class of entity.{did_you_mean(v, known)}"
        )
    return types.where(types.isin(known), "Entity")


def _names(rows: _Rows, counts: "pd.Series[int]", faults: Faults) -> pd.DataFrame:
    """Return preferred, alternative and hidden labels, and how many rows give each."""
    block, frame, iris = rows.block, rows.frame, rows.iris
    parts = []

    def add(prop: str, cells: "pd.Series[str]", kinds: "str | pd.Series[str]") -> None:
        names = said(iris, prop, cells, "string").frame()
        names["kind"] = kinds if isinstance(kinds, str) else kinds.to_numpy()
        names["count"] = counts.reindex(cells.index).to_numpy()
        parts.append(names)

    for language, where in block.labels.items():
        add(PREFERRED, cell_values(frame, where), f"@{language}")
    first = next(iter(block.labels.values()))
    cells = single_values(frame, first)
    faults.note(rows.table, cells[cells == ""], first, always("must not be empty: its name"))
    for prop, where in ((OTHER, block.alt), ("skos:hiddenLabel", block.hidden)):
        cells = cell_values(frame, where)
        tagged = {cell: _tagged(cell) for cell in cells.unique()}
        texts = look_up(cells, {cell: text for cell, (text, _) in tagged.items()})
        add(prop, texts, look_up(cells, {cell: kind for cell, (_, kind) in tagged.items()}))
    return pd.concat(parts, ignore_index=True)


def _tagged(cell: str) -> tuple[str, str]:
    """Split ``Name@fi`` into the name and its kind of literal."""
    text, _, language = cell.rpartition("@")
    if text.strip() and is_language(language):
        return text.strip(), f"@{language.lower()}"
    return cell, "string"


def _one_name(names: pd.DataFrame) -> pd.DataFrame:
    """Keep one preferred label a language: that of most rows; the others become other names."""
    names = names.groupby(VALUE_COLUMNS, sort=False)["count"].sum().reset_index()
    preferred = names[names["property"] == PREFERRED]
    several = preferred[preferred.duplicated(["subject", "kind"], keep=False)]
    if several.empty:
        return names
    ordered = several.sort_values(
        ["subject", "kind", "count", "value"], ascending=[True, True, False, True]
    )
    names.loc[ordered.index[ordered.duplicated(["subject", "kind"])], "property"] = OTHER
    return names


def _set_values(rows: _Rows, typed: Typed) -> list[Said]:
    """Return the plain properties; the scheme of `kind` follows from the class."""
    parts = []
    chosen_fields = ((p, f) for p, fields in rows.block.properties.items() for f in fields)
    for prop, where in chosen_fields:
        cells = cell_values(rows.frame, where)
        if prop != "kind":
            parts.append(typed.plain(rows.table, where, prop, cells, rows.iris))
            continue
        types = rows.types.reindex(cells.index)
        for type_ in types.unique():
            chosen = cells[types == type_]
            scheme = typed.schema.classes[type_].kind_scheme
            if scheme:
                parts.append(typed.concepts(rows.table, where, "kind", scheme, chosen, rows.iris))
            elif type_ != "Entity":  # an unknown class is noted already
                message = f"a {type_} has no kind; empty the cell"
                typed.faults.note(rows.table, chosen, where, always(message))
    return parts


def _index(blocks: Iterable[_Rows], labels: pd.DataFrame, *, complete: bool) -> EntityIndex:
    """Return the index; an entity's label is the English one, else its first, else its id."""
    frames = [pd.DataFrame({"id": b.ids, "iri": b.iris, "type": b.types}) for b in blocks]
    entities = pd.concat(frames, ignore_index=True).drop_duplicates("iri")
    preferred = labels[labels["property"] == PREFERRED]
    english = preferred[preferred["kind"] == "@en"]
    chosen = pd.concat([english, preferred]).drop_duplicates("subject").set_index("subject")
    entities["label"] = entities["iri"].map(chosen["value"].astype("str")).fillna(entities["id"])

    def pairs() -> Iterable[tuple[str, str]]:
        return zip(labels["value"], labels["subject"], strict=True)

    return EntityIndex(entities, pairs, complete=complete)


def _note_duplicates(blocks: Iterable[_Rows], faults: Faults) -> None:
    """Note every explicit id that two rows have, naming the first row."""
    firsts: dict[str, str] = {}
    for rows in blocks:
        explicit = single_values(rows.frame, rows.block.id)
        explicit = explicit[explicit != ""]
        for row, cell in zip(explicit.index.tolist(), explicit.tolist(), strict=True):
            place = f"{rows.table.file}, row {row}"
            if cell in firsts:
                message = f"this id is already used in {firsts[cell]}"
                faults.add(rows.table.file, row, message, rows.block.id.column, cell)
            firsts.setdefault(cell, place)
