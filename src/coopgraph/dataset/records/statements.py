"""Statements: one node a row, with its roles, dates, standing and evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.dataset.formats.tables import Table, row_numbers
from coopgraph.dataset.mapping.blocks import Block, Field
from coopgraph.dataset.mapping.frames import (
    Faults,
    always,
    block_rows,
    cell_values,
    group_text,
    look_up,
    single_values,
)
from coopgraph.dataset.mapping.sources import Source
from coopgraph.dataset.mapping.typed import Typed, canonical_number
from coopgraph.dataset.mapping.values import Said, Values, said
from coopgraph.dataset.records.entities import EntityRecords
from coopgraph.dataset.records.evidence import evidence_values
from coopgraph.dataset.records.keys import row_ids
from coopgraph.dataset.records.merge import merge_values, note_repeated
from coopgraph.dataset.records.statement_rows import NOWHERE, StatementRows
from coopgraph.dataset.records.validity import as_of_values, date_values
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import BORROWED, STANDING, Schema, dataset_iri, term_iri

__all__ = ["StatementReader", "StatementRecords"]

# A headline names who and what; these would read as if they were further parties.
ASIDE = frozenset({"theme", "framework", "appointedBy", "onBehalfOf", "leadCountry"})
# One of these is meant, and the source does not let one tell which.
ALTERNATIVES: Final = frozenset({"callOneOf"})

COMMON: Final = STANDING | {p.name for p in BORROWED}
PORTION: Final = 100_000  # rows


@dataclass
class StatementRecords:
    """Records of all statements and their evidence.

    Parameters
    ----------
    values : list of Values or pandas.DataFrame
        The records.
    origins : list of pandas.DataFrame
        Columns ``subject``, ``file``, ``row``, ``block``; in the end it is one.
    again : numpy.ndarray of bool
        For each of these rows, whether an earlier one makes the same statement.
    """

    values: list[Values | pd.DataFrame] = field(default_factory=list)
    origins: list[pd.DataFrame] = field(default_factory=list)
    again: npt.NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))


_Filled = dict[str, list[tuple[Field, "pd.Series[str]"]]]


class StatementReader:
    """Applies statement blocks to tables; faults are noted, not raised.

    Parameters
    ----------
    dataset : str
        Id of the data set.
    schema : Schema
        What the ontology says.
    entities : EntityRecords
        The entities that statements refer to.
    sources : mapping of str to Source, or None
        The sources that statements cite; None where it is not known which there are.
    hashes : mapping of (str, str) to str
        Passage hashes by source and locator.
    faults : Faults
        Where faults are noted.
    """

    def __init__(
        self,
        dataset: str,
        schema: Schema,
        entities: EntityRecords,
        sources: Mapping[str, Source] | None,
        hashes: Mapping[tuple[str, str], str],
        faults: Faults,
    ):
        self.dataset = dataset
        self.schema = schema
        self.entities = entities
        self.sources = sources
        self.hashes = hashes
        self.faults = faults
        self.typed = Typed(schema, faults)
        self.records = StatementRecords()
        self.conflicts: list[tuple[StatementRows, Field, pd.Series[str]]] = []
        self.ids: list[str] = []
        self.blocks: dict[str, Block] = {}
        # What the rows that are being read say, and which block each part of the records is from.
        self.said: list[Said] = []
        self.readers: list[str] = []

    def read(self, block: Block, table: Table) -> None:
        """Add the statements that a block makes of a table."""
        frame = block_rows(block, table)
        if frame.empty:
            return
        self.blocks[block.where_defined] = block
        types = self._types(block, table, frame)
        keys = row_ids(block, frame, types, self.dataset, table, self.faults)
        iris = dataset_iri(self.dataset, "statement", "") + keys
        rows = StatementRows(block, table, frame, keys, iris, types)
        # In portions: as texts, all that a million rows say would take some gigabytes.
        for part in rows.parts(PORTION):
            self._read(part)
            self._put(block)
        explicit = single_values(frame, block.id)
        self.ids += explicit[explicit != ""].tolist()
        origins = pd.DataFrame(
            {"subject": iris, "file": table.file, "row": row_numbers(iris.index)}
        )
        origins["block"] = block.where_defined
        origins["id"] = explicit.array
        self.records.origins.append(origins.reset_index(drop=True))

    def _read(self, rows: StatementRows) -> None:
        """Take up what some rows say."""
        self._add(said(rows.iris, "rdf:type", look_up(rows.types, term_iri), "iri"))
        everything = pd.Series(term_iri("Statement"), index=rows.iris.index)
        self._add(said(rows.iris, "rdf:type", everything, "iri"))
        self._roles(rows)
        self.said += date_values(rows, self.faults)
        self.said += as_of_values(rows, self.sources or {}, self.typed)
        self.said += evidence_values(rows, self.dataset, self.sources, self.hashes, self.faults)

    def _put(self, block: Block) -> None:
        """Put what has been taken up to the records, as numbers."""
        self.records.values.append(Values.of(self.said))
        self.readers.append(block.where_defined)
        self.said = []

    def finish(self, *, complete: bool = True) -> StatementRecords:
        """Check what needs all statements at once, and return the records.

        Parameters
        ----------
        complete : bool
            Whether all tables could be read; else it is not said that a statement is missing.

        Returns
        -------
        StatementRecords
            The records.
        """
        if not self.records.origins:
            return self.records
        origins = pd.concat(self.records.origins, ignore_index=True)
        self.records.again = origins["subject"].duplicated().to_numpy(dtype=bool)
        if self.records.again.any():
            self._repeated(origins[origins["subject"].duplicated(keep=False)].copy())
        self.records.origins = [origins[["subject", "file", "row", "block"]]]
        known = set(origins["subject"]) if self.conflicts else set()
        for rows, where, cells in self.conflicts:
            targets = dataset_iri(self.dataset, "statement", "") + cells
            missing = cells[~targets.isin(known)]
            if complete:
                self.faults.note(
                    rows.table,
                    missing,
                    where,
                    lambda v: f"no statement has this id.{did_you_mean(v, self.ids)}",
                )
            itself = cells[targets == rows.iris.reindex(cells.index)]
            self.faults.note(rows.table, itself, where, always("the statement's own id"))
            self._add(said(rows.iris, "coop:conflictsWith", targets, "iri"))
            self._put(rows.block)
        return self.records

    def _repeated(self, origins: pd.DataFrame) -> None:
        """Merge statements that are there several times where their blocks say so."""
        blocks = origins["block"].map(self.blocks)
        origins["columns"] = [", ".join(block.key_columns()) for block in blocks]
        origins["id_column"] = [block.id.column for block in blocks]
        merge = pd.Series([block.duplicates == "merge" for block in blocks], origins.index)
        mergeable = (merge & (origins["id"] == "")).groupby(origins["subject"])
        merged = mergeable.transform("all")
        note_repeated(origins[~merged], self.faults)
        if merged.any():
            self._merge(origins[merged])

    def _merge(self, merged: pd.DataFrame) -> None:
        """Let the rows of one statement speak with one voice, in the blocks where there are any."""
        blocks = set(merged["block"])
        parts = list(zip(self.records.values, self.readers, strict=True))
        concerned = [values for values, block in parts if block in blocks]
        others = [values for values, block in parts if block not in blocks]
        frames = [part if isinstance(part, pd.DataFrame) else part.frame() for part in concerned]
        values = pd.concat(frames, ignore_index=True)
        self.records.values = [*others, merge_values(values, merged, self.schema, self.faults)]
        self.readers = [block for _, block in parts if block not in blocks] + [""]

    def _add(self, values: Said) -> None:
        self.said.append(values)

    def _types(self, block: Block, table: Table, frame: pd.DataFrame) -> "pd.Series[str]":
        types = single_values(frame, block.type)
        known = [n for n in self.schema.below("Statement") if self.schema.classes[n].roles]
        if block.type.column:
            wrong = types[~types.isin(known)]
            self.faults.note(
                table,
                wrong,
                block.type,
                lambda v: f"no such class of statement.{did_you_mean(v, known)}",
            )
        return types.where(types.isin(known), "Statement")

    # ---- roles -------------------------------------------------------------------------------

    def _roles(self, rows: StatementRows) -> None:
        """Add every role and plain property, and the headline made from them."""
        heads: list[pd.Series[str]] = []
        either: list[pd.Series[str]] = []
        tails: list[pd.Series[str]] = []
        filled: _Filled = {}
        fields = ((prop, f) for prop, several in rows.block.properties.items() for f in several)
        for prop, where in fields:
            info = self.schema.properties[prop]
            if prop == "conflictsWith":
                self.conflicts.append((rows, where, cell_values(rows.frame, where)))
                continue
            if where.entity:
                cells = self._same_row(rows, prop, where)
                found = cells
            else:
                cells = cell_values(rows.frame, where)
                found = self._entities(rows, prop, where, cells) if info.kind == "entity" else cells
            filled.setdefault(prop, []).append((where, cells))
            if info.kind == "entity":
                self._add(said(rows.iris, f"coop:{prop}", found, "iri"))
                if prop not in ASIDE:
                    names = look_up(found, self.entities.index.labels)
                    (either if prop in ALTERNATIVES else heads).append(names)
                continue
            self._add(self.typed.plain(rows.table, where, prop, cells, rows.iris))
            if info.kind in ("concept", "decimal", "integer") and prop not in STANDING:
                tails.append(
                    look_up(cells, partial(_label, self.schema.concepts.get(info.scheme, {})))
                )
        self._fit(rows, filled)
        self._headline(rows, heads, [*tails, _alternatives(either, rows.frame.index)])

    def _same_row(self, rows: StatementRows, prop: str, where: Field) -> "pd.Series[str]":
        """Return the entities that another block makes of the same rows."""
        if where.entity not in self.entities.by_block:
            return pd.Series(index=rows.frame.index[:0], dtype="str")
        found = self.entities.by_block[where.entity]
        found = found[found.index.isin(rows.frame.index)]
        wanted = self.schema.ranges.get(prop, "Entity")
        types = look_up(found, self.entities.index.types)
        for type_ in types.unique():
            if not self.schema.is_a(type_, wanted) and type_ != "Entity":
                for row in found.index[types == type_].tolist():
                    message = f"{prop} takes a {wanted}, but the row's {where.entity} is a {type_}"
                    self.faults.add(rows.table.file, row, message)
        return found

    def _entities(
        self, rows: StatementRows, prop: str, where: Field, cells: "pd.Series[str]"
    ) -> "pd.Series[str]":
        """Return the entities that cells name by id or label."""
        index = self.entities.index
        found = index.find_all(cells)
        if index.complete:
            self.faults.note(rows.table, cells[found == ""], where, index.explain)
        wanted = self.schema.ranges.get(prop, "Entity")
        # An entity whose class is not known was noted already.
        misfits = [
            iri
            for iri in found.unique()
            if iri and not self.schema.is_a(index.types[iri], wanted)
            if index.types[iri] != "Entity"
        ]
        self.faults.note(
            rows.table,
            cells[found.isin(misfits)],
            where,
            lambda v: f"is a {index.type_of(v)}, but {prop} takes a {wanted}",
        )
        return found[found != ""]

    def _fit(self, rows: StatementRows, filled: "_Filled") -> None:
        """Note roles that a row's class needs and has not, or has and does not take."""
        for type_ in rows.types.unique():
            info = self.schema.classes[type_]
            if not info.roles:  # not a class of statements; noted already
                continue
            index = rows.frame.index[rows.types == type_]
            if self.schema.is_a(type_, "Cooperation") and rows.block.duplicates != "merge":
                self._alone(rows, index, filled.get("party", []))
            for prop in sorted(info.required):
                given = filled.get(prop, [])
                missing = index
                for _, cells in given:
                    missing = missing.difference(cells.index)
                where = given[0][0] if given else NOWHERE
                self._missing(rows, missing, where, f"a {info.label} needs its {prop}")
            if not rows.block.type.column:
                continue  # the mapping was checked for this class
            for prop in sorted(set(filled) - info.roles - COMMON):
                message = f"a {info.label} has no {prop}; empty the cell"
                for where, cells in filled[prop]:
                    surplus = cells[cells.index.isin(index)]
                    self.faults.note(rows.table, surplus, where, always(message))

    def _alone(
        self,
        rows: StatementRows,
        index: "pd.Index[int]",
        given: list[tuple[Field, "pd.Series[str]"]],
    ) -> None:
        """Note rows with one party only; those with none are noted as lacking a role."""
        for where, cells in given:
            counts = pd.concat([part for _, part in given]).index.value_counts()
            one = cells[cells.index.isin(index.intersection(counts.index[counts == 1]))]
            message = "a cooperation has two parties or more; name every one"
            self.faults.note(rows.table, one, where, always(message))

    def _missing(
        self, rows: StatementRows, index: "pd.Index[int]", where: Field, message: str
    ) -> None:
        where = self.entities.key_fields.get(where.entity, where)
        if where.column:
            empty = pd.Series("", index=index, dtype="str")
            self.faults.note(rows.table, empty, where, always(f"must not be empty: {message}"))
        else:
            for row in index.tolist():
                self.faults.add(rows.table.file, row, f"{message}, which this block does not set")

    def _headline(
        self, rows: StatementRows, heads: list["pd.Series[str]"], tails: list["pd.Series[str]"]
    ) -> None:
        index = rows.frame.index
        text = look_up(rows.types, lambda type_: self.schema.classes[type_].label)
        if heads:
            text = text + ": " + group_text(heads, index, " – ")
        if tails:
            tail = group_text(tails, index, ", ")
            text = text + (" (" + tail + ")").where(tail != "", "")
        self._add(said(rows.iris, "rdfs:label", text, "@en"))


def _alternatives(parts: list["pd.Series[str]"], index: "pd.Index[int]") -> "pd.Series[str]":
    """Return what a headline says of several things of which only one is meant."""
    several = group_text(parts, index, " or ")
    several = several[several != ""]
    return several + ", the source does not say which"


def _label(labels: Mapping[str, str], cell: str) -> str:
    """Return a concept's label, or a number as it is written in the graph."""
    return labels.get(cell) or canonical_number(cell)
