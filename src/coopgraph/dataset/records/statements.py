"""Statements: one node a row, with its roles, dates, standing and evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

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
from coopgraph.dataset.mapping.values import Said, said
from coopgraph.dataset.records.entities import EntityRecords
from coopgraph.dataset.records.keys import record_keys, row_ids
from coopgraph.dataset.records.merge import merge_values, note_repeated
from coopgraph.dates import DateProblem, bounds, split_interval
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import BORROWED, STANDING, Schema, dataset_iri, term_iri

__all__ = ["StatementReader", "StatementRecords"]

# A headline names who and what; these would read as if they were further parties.
ASIDE = frozenset({"theme", "framework", "appointedBy", "onBehalfOf", "leadCountry"})
# One of these is meant, and the source does not let one tell which.
ALTERNATIVES: Final = frozenset({"callOneOf"})

COMMON: Final = STANDING | {p.name for p in BORROWED}
ANNOTATION: Final = "http://www.w3.org/ns/oa#SpecificResource"
NOWHERE: Final = Field()


@dataclass
class StatementRecords:
    """Records of all statements and their evidence."""

    values: list[Said | pd.DataFrame] = field(default_factory=list)
    origins: list[pd.DataFrame] = field(default_factory=list)
    cited: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class _Rows:
    """The rows that one block makes statements of."""

    block: Block
    table: Table
    frame: pd.DataFrame
    keys: "pd.Series[str]"
    iris: "pd.Series[str]"
    types: "pd.Series[str]"


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
        self.sources = sources or {}
        self.sources_known = sources is not None
        self.hashes = hashes
        self.faults = faults
        self.typed = Typed(schema, faults)
        self.records = StatementRecords()
        self.conflicts: list[tuple[_Rows, Field, pd.Series[str]]] = []
        self.ids: list[str] = []
        # The block that is being read, and which one each part of the records is from.
        self.reading = ""
        self.readers: list[str] = []

    def read(self, block: Block, table: Table) -> None:
        """Add the statements that a block makes of a table."""
        frame = block_rows(block, table)
        if frame.empty:
            return
        self.reading = block.where_defined
        types = self._types(block, table, frame)
        keys = row_ids(block, frame, types, self.dataset, table, self.faults)
        iris = dataset_iri(self.dataset, "statement", "") + keys
        rows = _Rows(block, table, frame, keys, iris, types)
        classes = look_up(types, term_iri)
        self._add(said(iris, "rdf:type", classes, "iri"))
        everything = pd.Series(term_iri("Statement"), index=iris.index)
        self._add(said(iris, "rdf:type", everything, "iri"))
        self._roles(rows)
        self._dates(rows)
        self._as_of(rows)
        self._evidence(rows)
        explicit = single_values(frame, block.id)
        self.ids += explicit[explicit != ""].tolist()
        origins = pd.DataFrame(
            {"subject": iris, "file": table.file, "row": row_numbers(iris.index)}
        )
        origins["block"] = block.where_defined
        origins["id"] = explicit.array
        origins["columns"] = ", ".join(block.key_columns())
        origins["merge"] = block.duplicates == "merge"
        origins["id_column"] = block.id.column
        self.records.origins.append(origins.reset_index(drop=True))

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
        mergeable = (origins["merge"] & (origins["id"] == "")).groupby(origins["subject"])
        merged = origins["subject"].duplicated(keep=False) & mergeable.transform("all")
        note_repeated(origins[~merged], self.faults)
        if merged.any():
            self._merge(origins[merged])
        self.records.origins = [origins[["subject", "file", "row", "block"]]]
        known = set(origins["subject"])
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
        return self.records

    def _merge(self, merged: pd.DataFrame) -> None:
        """Let the rows of one statement speak with one voice, in the blocks where there are any."""
        blocks = set(merged["block"])
        parts = list(zip(self.records.values, self.readers, strict=True))
        concerned = [values for values, block in parts if block in blocks]
        others = [values for values, block in parts if block not in blocks]
        frames = [p if isinstance(p, pd.DataFrame) else p.frame() for p in concerned]
        values = pd.concat(frames, ignore_index=True)
        self.records.values = [*others, merge_values(values, merged, self.schema, self.faults)]

    def _add(self, values: Said) -> None:
        self.records.values.append(values)
        self.readers.append(self.reading)

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

    def _roles(self, rows: _Rows) -> None:
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

    def _same_row(self, rows: _Rows, prop: str, where: Field) -> "pd.Series[str]":
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
        self, rows: _Rows, prop: str, where: Field, cells: "pd.Series[str]"
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

    def _fit(self, rows: _Rows, filled: "_Filled") -> None:
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
        self, rows: _Rows, index: "pd.Index[int]", given: list[tuple[Field, "pd.Series[str]"]]
    ) -> None:
        """Note rows with one party only; those with none are noted as lacking a role."""
        for where, cells in given:
            counts = pd.concat([part for _, part in given]).index.value_counts()
            one = cells[cells.index.isin(index.intersection(counts.index[counts == 1]))]
            message = "a cooperation has two parties or more; name every one"
            self.faults.note(rows.table, one, where, always(message))

    def _missing(self, rows: _Rows, index: "pd.Index[int]", where: Field, message: str) -> None:
        where = self.entities.key_fields.get(where.entity, where)
        if where.column:
            empty = pd.Series("", index=index, dtype="str")
            self.faults.note(rows.table, empty, where, always(f"must not be empty: {message}"))
        else:
            for row in index.tolist():
                self.faults.add(rows.table.file, row, f"{message}, which this block does not set")

    def _headline(
        self, rows: _Rows, heads: list["pd.Series[str]"], tails: list["pd.Series[str]"]
    ) -> None:
        index = rows.frame.index
        text = look_up(rows.types, lambda type_: self.schema.classes[type_].label)
        if heads:
            text = text + ": " + group_text(heads, index, " – ")
        if tails:
            tail = group_text(tails, index, ", ")
            text = text + (" (" + tail + ")").where(tail != "", "")
        self._add(said(rows.iris, "rdfs:label", text, "@en"))

    # ---- dates -------------------------------------------------------------------------------

    def _dates(self, rows: _Rows) -> None:
        """Add dates as stated and their computed bounds."""
        when = rows.block.when
        whole = when.get("date", NOWHERE)
        spans = self._valid(rows, whole, interval=True)
        sides = {cell: split_interval(cell) for cell in spans.unique()}
        known: dict[str, pd.Series[str]] = {}
        for position, side in enumerate(("begin", "end")):
            where = when.get(side, NOWHERE)
            cells = self._valid(rows, where, interval=False)
            both = cells[cells.index.isin(spans.index)]
            message = "give either a date or a begin and an end, not both"
            self.faults.note(rows.table, both, where, always(message))
            parts = look_up(spans, {cell: found[position] for cell, found in sides.items()})
            cells = pd.concat([cells, parts[parts != ""]])
            known[side] = self._bounded(rows, side, cells[~cells.index.duplicated()])
        # As text, also where no row has the one or the other.
        late = known["end"][known["end"] != ""].astype("str")
        early = known["begin"].reindex(late.index, fill_value="").astype("str")
        where = when.get("end", NOWHERE)
        turned = single_values(rows.frame, where).reindex(late.index)[late < early]
        self.faults.note(rows.table, turned, where, always("the end is before the begin"))

    def _valid(self, rows: _Rows, where: Field, *, interval: bool) -> "pd.Series[str]":
        """Return the date expressions of a field that can be read; the others are noted."""
        cells = single_values(rows.frame, where)
        cells = cells[cells != ""]
        reasons: dict[str, str] = {}
        for cell in cells.unique():
            try:
                bounds(cell)
            except DateProblem as error:
                reasons[cell] = str(error)
            if not interval and "/" in cell:
                reasons[cell] = "an interval; expected one date, with begin and end in two columns"
        wrong = cells.isin(list(reasons))
        self.faults.note(rows.table, cells[wrong], where, reasons.__getitem__)
        return cells[~wrong]

    def _bounded(self, rows: _Rows, side: str, cells: "pd.Series[str]") -> "pd.Series[str]":
        """Add one date and its bounds; return the bound that ordering is checked with."""
        earliest: dict[str, str] = {}
        latest: dict[str, str] = {}
        for cell in cells.unique():
            first, last = bounds(cell)
            if first:
                earliest[cell] = first.isoformat()
            if last:
                latest[cell] = last.isoformat()
        self._add(said(rows.iris, f"coop:{side}", cells, "edtf"))
        for name, values in (("Earliest", earliest), ("Latest", latest)):
            known = look_up(cells, values)
            known = known[known != ""]
            self._add(said(rows.iris, f"coop:{side}{name}", known, "date"))
        return look_up(cells, earliest if side == "begin" else latest)

    def _as_of(self, rows: _Rows) -> None:
        """Add the day up to which the statement speaks: the row's own, else its source's."""
        where = rows.block.when.get("as_of", NOWHERE)
        cells = single_values(rows.frame, where)
        own = cells[cells != ""]
        self._add(self.typed.plain(rows.table, where, "asOf", own, rows.iris))
        cited = single_values(rows.frame, rows.block.evidence["source"])[cells == ""]
        default = look_up(cited, {s.id: s.as_of for s in self.sources.values()})
        self._add(said(rows.iris, "coop:asOf", default[default != ""], "date"))

    # ---- evidence ----------------------------------------------------------------------------

    def _evidence(self, rows: _Rows) -> None:
        """Add one evidence node for each source and locator that a row cites."""
        where = rows.block.evidence
        sources = single_values(rows.frame, where["source"])
        locators = _locators(rows, where["locator"])
        index = rows.frame.index
        for name, missing in (
            ("source", index[sources == ""]),
            ("locator", index.difference(locators.index)),
        ):
            empty = pd.Series("", index=missing, dtype="str")
            message = "must not be empty: every statement is cited"
            self.faults.note(rows.table, empty, where[name], always(message))
        known = sources.isin(list(self.sources)) | (not self.sources_known)
        self.faults.note(
            rows.table,
            sources[(sources != "") & ~known],
            where["source"],
            lambda v: f"sources.toml has no such source.{did_you_mean(v, self.sources)}",
        )
        locators = locators[known.reindex(locators.index).to_numpy(dtype=bool)]
        cited = pd.DataFrame({"source": sources.reindex(locators.index), "locator": locators})
        pairs = list(zip(cited["source"].tolist(), cited["locator"].tolist(), strict=True))
        self.records.cited.update(pairs)
        told = rows.keys.reindex(cited.index)
        keys = record_keys(self.dataset, told, cited["source"], cited["locator"])
        nodes = dataset_iri(self.dataset, "evidence", "") + pd.Series(
            keys, cited.index, dtype="str"
        )
        self._add(said(rows.iris, "coop:evidence", nodes, "iri"))
        self._evidence_values(rows, cited.assign(node=nodes), pairs)

    def _evidence_values(
        self, rows: _Rows, cited: pd.DataFrame, pairs: list[tuple[str, str]]
    ) -> None:
        """Add what evidence nodes say."""
        where = rows.block.evidence
        stated = single_values(rows.frame, where.get("as_stated", NOWHERE)).reindex(cited.index)
        digests = pd.Series([self.hashes.get(p, "") for p in pairs], cited.index, dtype="str")
        if self.hashes:
            self.faults.note(
                rows.table,
                cited["locator"][digests == ""],
                where["locator"],
                lambda _: (
                    "passages.csv has no hash of this passage; see "
                    "coopgraph check --documents FOLDER --update-passages"
                ),
            )
        table = cited.assign(stated=stated, digest=digests).reset_index(drop=True)
        nodes = table["node"]
        for class_iri in (term_iri("Evidence"), ANNOTATION):
            self._add(said(nodes, "rdf:type", pd.Series(class_iri, nodes.index), "iri"))
        sources = dataset_iri(self.dataset, "source", "") + table["source"]
        self._add(said(nodes, "oa:hasSource", sources, "iri"))
        for prop, column in (
            ("coop:locator", "locator"),
            ("coop:asStated", "stated"),
            ("coop:passageHash", "digest"),
        ):
            texts = table[column]
            self._add(said(nodes, prop, texts[texts != ""], "string"))


def _locators(rows: _Rows, where: Field) -> "pd.Series[str]":
    """Return the places that rows cite: what they say, or the record that they are."""
    if not where.record:
        return cell_values(rows.frame, where)
    # By its key, as a row number would change when rows are put in another order.
    columns = [rows.frame[c].tolist() for c in rows.block.key_columns() or (rows.block.id.column,)]
    cells = (" | ".join(filter(None, parts)) for parts in zip(*columns, strict=True))
    texts = [f"{rows.table.file}, record {text}" for text in cells]
    return pd.Series(texts, index=rows.frame.index, dtype="str")


def _alternatives(parts: list["pd.Series[str]"], index: "pd.Index[int]") -> "pd.Series[str]":
    """Return what a headline says of several things of which only one is meant."""
    several = group_text(parts, index, " or ")
    several = several[several != ""]
    return several + ", the source does not say which"


def _label(labels: Mapping[str, str], cell: str) -> str:
    """Return a concept's label, or a number as it is written in the graph."""
    return labels.get(cell) or canonical_number(cell)
