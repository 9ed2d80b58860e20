"""Statements: one node a row, with its roles, dates, standing and evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from coopgraph.dataset.entities import EntityRecords, row_ids
from coopgraph.dataset.frames import (
    Faults,
    block_rows,
    cell_values,
    group_text,
    single_values,
    value_frame,
)
from coopgraph.dataset.mapping import Block, Field
from coopgraph.dataset.sources import Source
from coopgraph.dataset.tables import Table
from coopgraph.dataset.typed import Typed
from coopgraph.dates import DateProblem, bounds
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import STANDING, Schema, dataset_iri, record_key, term_iri

__all__ = ["StatementReader", "StatementRecords"]


@dataclass
class StatementRecords:
    """Records of all statements and their evidence."""

    values: list[pd.DataFrame] = field(default_factory=list)
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
    sources : mapping of str to Source
        The sources that statements cite.
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
        sources: Mapping[str, Source],
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
        self.conflicts: list[tuple[_Rows, str, "pd.Series[str]"]] = []

    def read(self, block: Block, table: Table) -> None:
        """Add the statements that a block makes of a table."""
        frame = block_rows(block, table)
        if frame.empty:
            return
        keys = row_ids(block, frame, self.dataset, table, self.faults)
        iris = dataset_iri(self.dataset, "statement", "") + keys
        rows = _Rows(block, table, frame, keys, iris, self._types(block, table, frame))
        types = rows.types.map({t: term_iri(t) for t in rows.types.unique()})
        self._add(value_frame(iris, "rdf:type", types, "iri"))
        everything = pd.Series(term_iri("Statement"), index=iris.index)
        self._add(value_frame(iris, "rdf:type", everything, "iri"))
        self._roles(rows)
        self._dates(rows)
        self._evidence(rows)
        origins = pd.DataFrame({"subject": iris, "file": table.file, "row": iris.index})
        origins["key_columns"] = ", ".join(block.key)
        self.records.origins.append(origins.reset_index(drop=True))

    def finish(self) -> StatementRecords:
        """Check what needs all statements at once, and return the records."""
        if not self.records.origins:
            return self.records
        origins = pd.concat(self.records.origins, ignore_index=True)
        firsts = origins.drop_duplicates("subject").set_index("subject")
        for again in origins[origins.duplicated("subject")].itertuples():
            first = firsts.loc[again.subject]
            message = (
                f"the same statement as {first['file']}, row {first['row']} (equal "
                f"{again.key_columns or 'id'}): delete one, or give this row an id of its own"
            )
            self.faults.add(again.file, again.row, message=message)
        self.records.origins = [origins.drop(columns="key_columns")]
        known = set(origins["subject"])
        for rows, column, cells in self.conflicts:
            targets = dataset_iri(self.dataset, "statement", "") + cells
            missing = cells[~targets.isin(known)]
            self.faults.note(
                rows.table, missing, column, lambda v: f'no statement has the id "{v}"'
            )
            self._add(value_frame(rows.iris, "coop:conflictsWith", targets, "iri"))
        return self.records

    def _add(self, values: pd.DataFrame) -> None:
        self.records.values.append(values)

    def _types(self, block: Block, table: Table, frame: pd.DataFrame) -> "pd.Series[str]":
        types = single_values(frame, block.type)
        known = self.schema.below("Statement")
        wrong = types[~types.isin(known)]
        self.faults.note(
            table,
            wrong,
            block.type.column,
            lambda v: f"no such class of statement.{did_you_mean(v, known)}",
        )
        return types.where(types.isin(known), "Statement")

    def _roles(self, rows: _Rows) -> None:
        """Add every role and plain property, and the headline made from them."""
        heads: list["pd.Series[str]"] = []
        tails: list["pd.Series[str]"] = []
        for prop, where in rows.block.properties.items():
            info = self.schema.properties[prop]
            cells = cell_values(rows.frame, where)
            if prop == "conflictsWith":
                self.conflicts.append((rows, where.column, cells))
            elif info.kind == "entity":
                found = self._entities(rows, prop, where, cells)
                self._add(value_frame(rows.iris, f"coop:{prop}", found, "iri"))
                heads.append(found.map(self.entities.index.labels))
            else:
                self._add(self.typed.plain(rows.table, where.column, prop, cells, rows.iris))
                if info.kind in ("concept", "decimal", "integer") and prop not in STANDING:
                    labels = self.schema.concepts.get(info.scheme, {})
                    tails.append(cells.map(lambda v, known=labels: known.get(v, v)))
        self._require(rows)
        self._headline(rows, heads, tails)

    def _entities(
        self, rows: _Rows, prop: str, where: Field, cells: "pd.Series[str]"
    ) -> "pd.Series[str]":
        if where.entity:
            return self.entities.by_block[where.entity].reindex(rows.frame.index).dropna()
        found = self.entities.index.find_all(cells)
        missing = cells[found == ""]
        self.faults.note(rows.table, missing, where.column, self.entities.index.explain)
        wanted = self.schema.ranges.get(prop, "Entity")
        types = found.map(self.entities.index.types)
        fits = types.map(
            {t: self.schema.is_a(t, wanted) for t in types.dropna().unique()}
        ).astype("boolean")
        misfits = cells[(found != "") & ~fits.fillna(False)]
        self.faults.note(
            rows.table,
            misfits,
            where.column,
            lambda v: f"is a {self.entities.index.type_of(v)}, but {prop} takes a {wanted}",
        )
        return found[found != ""]

    def _require(self, rows: _Rows) -> None:
        """Note empty cells of required roles."""
        for type_ in rows.types.unique():
            info = self.schema.classes[type_]
            of_type = rows.frame[rows.types == type_]
            for prop in sorted(info.required & set(rows.block.properties)):
                where = rows.block.properties[prop]
                if where.column:
                    cells = single_values(of_type, where)
                    message = f"must not be empty: a {info.label} needs its {prop}"
                    empty = cells[cells == ""]
                    self.faults.note(rows.table, empty, where.column, lambda _, m=message: m)

    def _headline(
        self, rows: _Rows, heads: list["pd.Series[str]"], tails: list["pd.Series[str]"]
    ) -> None:
        index = rows.frame.index
        text = rows.types.map({t: self.schema.classes[t].label for t in rows.types.unique()})
        if heads:
            text = text + ": " + group_text(pd.concat(heads).dropna(), index, " – ")
        if tails:
            tail = group_text(pd.concat(tails), index, ", ")
            text = text + (" (" + tail + ")").where(tail != "", "")
        self._add(value_frame(rows.iris, "rdfs:label", text, "@en"))

    def _dates(self, rows: _Rows) -> None:
        """Add dates as stated and their computed bounds."""
        when = rows.block.when
        known: dict[str, "pd.Series[str]"] = {}
        for side in ("begin", "end"):
            cells = single_values(rows.frame, when.get(side, Field()))
            point = single_values(rows.frame, when.get("date", Field()))
            both = cells[(cells != "") & (point != "")]
            column = when.get(side, Field()).column
            message = "give either a date or a begin and an end, not both"
            self.faults.note(rows.table, both, column, lambda _: message)
            column = column or when.get("date", Field()).column
            known[side] = self._bounded(rows, side, cells.where(cells != "", point), column)
        late = known["end"].dropna()
        early = known["begin"].reindex(late.index)
        turned = single_values(rows.frame, when.get("end", Field()))[late.index][late < early]
        message = "the end is before the begin"
        self.faults.note(rows.table, turned, when.get("end", Field()).column, lambda _: message)
        cells = single_values(rows.frame, when.get("as_of", Field()))
        self._as_of(rows, cells)

    def _bounded(
        self, rows: _Rows, side: str, cells: "pd.Series[str]", column: str
    ) -> "pd.Series[str]":
        """Add one date and its bounds; return the bound that ordering is checked with."""
        cells = cells[cells != ""]
        earliest: dict[str, str] = {}
        latest: dict[str, str] = {}
        faulty: dict[str, str] = {}
        for cell in cells.unique():
            try:
                first, last = bounds(cell)
            except DateProblem as error:
                faulty[cell] = str(error)
                continue
            if first:
                earliest[cell] = first.isoformat()
            if last:
                latest[cell] = last.isoformat()
        self.faults.note(rows.table, cells[cells.isin(list(faulty))], column, faulty.__getitem__)
        cells = cells[~cells.isin(list(faulty))]
        self._add(value_frame(rows.iris, f"coop:{side}", cells, "edtf"))
        for name, values in (("Earliest", earliest), ("Latest", latest)):
            known = cells.map(values).dropna()
            self._add(value_frame(rows.iris, f"coop:{side}{name}", known, "date"))
        return cells.map(earliest if side == "begin" else latest)

    def _as_of(self, rows: _Rows, cells: "pd.Series[str]") -> None:
        """Add the day up to which the statement speaks: the row's own, else its source's."""
        column = rows.block.when.get("as_of", Field()).column
        cited = single_values(rows.frame, rows.block.evidence["source"])
        default = cited.map({s.id: s.as_of for s in self.sources.values()}).fillna("")
        values = cells.where(cells != "", default)
        values = values[values != ""]
        self._add(self.typed.plain(rows.table, column, "asOf", values, rows.iris))

    def _evidence(self, rows: _Rows) -> None:
        """Add one evidence node for each source and locator that a row cites."""
        where = rows.block.evidence
        sources = single_values(rows.frame, where["source"])
        for name in ("source", "locator"):
            cells = single_values(rows.frame, where[name])
            message = "must not be empty: every statement is cited"
            self.faults.note(rows.table, cells[cells == ""], where[name].column, lambda _: message)
        unknown = sources[(sources != "") & ~sources.isin(list(self.sources))]
        self.faults.note(
            rows.table,
            unknown,
            where["source"].column,
            lambda v: f"sources.toml has no such source.{did_you_mean(v, self.sources)}",
        )
        locators = cell_values(rows.frame, where["locator"])
        locators = locators[sources.reindex(locators.index).isin(list(self.sources))]
        cited = pd.DataFrame(
            {"source": sources.reindex(locators.index), "locator": locators}
        )
        pairs = list(zip(cited["source"], cited["locator"], strict=True))
        self.records.cited.update(pairs)
        keys = [
            record_key(self.dataset, key, source, locator)
            for key, (source, locator) in zip(rows.keys.reindex(cited.index), pairs, strict=True)
        ]
        nodes = pd.Series(keys, index=cited.index, dtype="str")
        nodes = dataset_iri(self.dataset, "evidence", "") + nodes
        self._evidence_values(rows, where, cited, nodes, pairs)

    def _evidence_values(
        self,
        rows: _Rows,
        where: dict[str, Field],
        cited: pd.DataFrame,
        nodes: "pd.Series[str]",
        pairs: list[tuple[str, str]],
    ) -> None:
        self._add(value_frame(rows.iris, "coop:evidence", nodes, "iri"))
        flat = nodes.reset_index(drop=True)
        numbered = cited.reset_index()
        for class_iri in (term_iri("Evidence"), "http://www.w3.org/ns/oa#SpecificResource"):
            types = pd.Series(class_iri, index=flat.index)
            self._add(value_frame(flat, "rdf:type", types, "iri"))
        source_iris = dataset_iri(self.dataset, "source", "") + numbered["source"]
        self._add(value_frame(flat, "oa:hasSource", source_iris, "iri"))
        self._add(value_frame(flat, "coop:locator", numbered["locator"], "string"))
        stated = single_values(rows.frame, where.get("as_stated", Field()))
        stated = stated.reindex(cited.index).reset_index(drop=True)
        self._add(value_frame(flat, "coop:asStated", stated[stated != ""], "string"))
        digests = pd.Series([self.hashes.get(p, "") for p in pairs], index=flat.index, dtype="str")
        self._add(value_frame(flat, "coop:passageHash", digests[digests != ""], "string"))
        unhashed = cited["locator"][(digests == "").to_numpy()]
        if self.hashes and len(unhashed):
            self.faults.note(
                rows.table,
                unhashed,
                where["locator"].column,
                lambda v: (
                    "passages.csv has no hash of this passage; see "
                    "coopgraph check --documents FOLDER --update-passages"
                ),
            )
