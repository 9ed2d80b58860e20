"""Tables to records: a mapping applied to columns.

The result is one long list of records, see `coopgraph.dataset.mapping.values`.
Everything works on whole columns; only distinct values are looked at one by one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from coopgraph.dataset.formats.tables import Table, read_table, row_numbers
from coopgraph.dataset.mapping.blocks import DatasetMapping
from coopgraph.dataset.mapping.frames import Faults
from coopgraph.dataset.mapping.reader import read_mapping
from coopgraph.dataset.mapping.sources import Source, read_sources
from coopgraph.dataset.mapping.values import Values, constant_values
from coopgraph.dataset.records.entities import Described, EntityRecords, entity_records
from coopgraph.dataset.records.input_tables import InputTables, read_tables
from coopgraph.dataset.records.ledger import Changes, Decisions, TableCount, count_rows
from coopgraph.dataset.records.lenient import MAX_ROUNDS, Sieve, spread
from coopgraph.dataset.records.passages import read_passages
from coopgraph.dataset.records.statements import StatementReader, StatementRecords
from coopgraph.dataset.records.unread import unread_tables
from coopgraph.errors import InputError, Problem
from coopgraph.vocabulary import Schema, dataset_graph, dataset_iri

__all__ = ["Records", "read_records", "source_values"]


@dataclass(frozen=True)
class Records:
    """A data set as records.

    Parameters
    ----------
    mapping : DatasetMapping
        The mapping that was applied.
    coded : Values
        What is said, see `values`.
    origins : pandas.DataFrame
        Columns ``subject``, ``file``, ``row``, ``block``: the row that each entity and statement
        comes from, and the block that reads it.
    counts : dict of str to int
        Rows read, by table file.
    cited : frozenset of (str, str)
        Source and locator of every citation.
    ledger : tuple of TableCount
        What became of the rows of each table.
    rejected : tuple of Problem
        Why rows have been left out, where the reading is lenient.
    refused : frozenset of str
        Statements that rows make which have been left out.
    repeats : pandas.DataFrame
        As `origins`: further rows of the same entities and statements.
    described : tuple of Described
        The rows that describe entities, block by block.
    decisions : Decisions
        What reconciliation has decided about entities.
    changes : Changes or None
        What is new against earlier exports, where there are any.
    lint : dict of str to int
        How often each lint query finds an entity that somebody should look at.
    """

    mapping: DatasetMapping
    coded: Values
    origins: pd.DataFrame
    counts: dict[str, int]
    cited: frozenset[tuple[str, str]]
    ledger: tuple[TableCount, ...] = ()
    rejected: tuple[Problem, ...] = ()
    refused: frozenset[str] = frozenset()
    repeats: pd.DataFrame = field(default_factory=pd.DataFrame)
    described: tuple[Described, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)
    changes: Changes | None = None
    lint: dict[str, int] = field(default_factory=dict)

    @cached_property
    def values(self) -> pd.DataFrame:
        """What is said as a table: ``subject``, ``property``, ``value`` and ``kind``.

        It takes some 200 bytes a record; what goes through millions of them uses `coded`.
        """
        return self.coded.frame()


@dataclass
class _Read:
    """What one round over the tables gives."""

    entities: EntityRecords
    statements: StatementRecords
    problems: list[Problem]

    def subjects(self) -> set[str]:
        """Return the statements."""
        return {iri for part in self.statements.origins for iri in part["subject"].unique()}


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def read_records(
    folder: Path,
    schema: Schema,
    *,
    hashed: bool = True,
    lenient: bool | None = None,
    left_out: Sequence[Problem] = (),
    read: Callable[..., tuple[Table, list[Problem]]] = read_table,
    advance: Callable[[int, int], None] = _nobody,
) -> Records:
    """Read a data set: its mapping, sources, passages and tables.

    Parameters
    ----------
    folder : Path
        Folder of the data set.
    schema : Schema
        What the ontology says.
    hashed : bool
        Whether every citation must have its hash in `passages.csv`, where there is such a file.
    lenient : bool, optional
        Whether rows at fault are left out and listed, with the rows that rest on them; as the
        mapping says unless given.
    left_out : sequence of Problem
        Rows that are to be left out, and why.
    read : callable
        Reads a table; `read_table`, or one that remembers.
    advance : callable
        Told how many rows of how many have been read.

    Returns
    -------
    Records
        The records.

    Raises
    ------
    InputError
        With every fault of every table; nothing is half-read. In a lenient reading, with what is
        not the fault of a row.

    Examples
    --------
    >>> from coopgraph.resources import demo_dataset
    >>> from coopgraph.store.ontology import load_schema
    >>> records = read_records(demo_dataset(), load_schema())
    >>> records.counts["awards.csv"]
    1
    """
    if not folder.is_dir():
        raise InputError([Problem(str(folder), message="no such folder")])
    sources, problems = read_sources(folder)
    hashes: dict[tuple[str, str], str] = {}
    if hashed:
        hashes, found = read_passages(folder)
        problems += found
    try:
        mapping = read_mapping(folder, schema)
    except InputError as error:  # without a mapping the tables say nothing
        raise InputError([*problems, *error.problems]) from None
    lenient = mapping.lenient if lenient is None else lenient
    unread, meant = unread_tables(folder, mapping)
    told = bool(sources) or not problems  # else each row that cites one would be reported too
    given, found = read_tables(folder, mapping, meant, read, lenient=lenient)
    complete = len(given.tables) == len(mapping.tables)

    def go_through(tables: Mapping[str, Table]) -> _Read:
        known = sources if told else None
        reader = _Reader(mapping, schema, known, hashes, lenient, complete, advance)
        return reader.read(tables)

    if not lenient:
        done = go_through(given.tables)
        found = [*problems, *unread, *found, *done.problems]
        if found:
            raise InputError(found)
        return _records(mapping, sources, given, Sieve(given.tables, {}), done, frozenset())
    if problems or unread:
        raise InputError([*problems, *unread, *found])
    faulty = {table.file: given.faulty[name] for name, table in given.tables.items()}
    sieve = Sieve(given.tables, faulty)
    sieve.take([*found, *left_out])
    attempted: set[str] = set()
    for _ in range(MAX_ROUNDS):
        done = go_through(sieve.tables)
        attempted |= done.subjects()
        if not sieve.take(done.problems):
            break
    else:
        raise InputError(done.problems)
    if sieve.rejected and not any(len(table.frame) for table in sieve.tables.values()):
        raise InputError(sieve.rejected)  # there is nothing to go on with
    refused = frozenset(attempted - done.subjects())
    return _records(mapping, sources, given, sieve, done, refused)


@dataclass(frozen=True)
class _Reader:
    """Applies the blocks of a mapping to tables."""

    mapping: DatasetMapping
    schema: Schema
    sources: Mapping[str, Source] | None
    hashes: Mapping[tuple[str, str], str]
    lenient: bool
    complete: bool
    advance: Callable[[int, int], None]

    def read(self, tables: Mapping[str, Table]) -> _Read:
        faults = Faults(each_row=self.lenient)
        blocks = [b for b in self.mapping.statements if b.table in tables]
        naming = sum(len(tables[b.table].frame) for b in self.mapping.entities if b.table in tables)
        total = naming + sum(len(tables[b.table].frame) for b in blocks)
        entities = entity_records(self.mapping, tables, self.schema, faults)
        self.advance(naming, total)
        if self.lenient:
            faults.problems = spread(faults.problems, entities.described)
        reader = StatementReader(
            self.mapping.id, self.schema, entities, self.sources, self.hashes, faults
        )
        for block in blocks:
            reader.read(block, tables[block.table])
            naming += len(tables[block.table].frame)
            self.advance(naming, total)
        statements = reader.finish(complete=self.complete)
        return _Read(entities, statements, faults.problems)


def _records(
    mapping: DatasetMapping,
    sources: Mapping[str, Source],
    given: InputTables,
    sieve: Sieve,
    done: _Read,
    refused: frozenset[str],
) -> Records:
    """Put the records together, with the ledger of their rows."""
    parts = [*done.entities.values, *done.statements.values, source_values(mapping, sources)]
    origins = pd.concat([*done.entities.origins, *done.statements.origins], ignore_index=True)
    again = origins.duplicated("subject")
    return Records(
        mapping=mapping,
        coded=Values.of(parts),
        origins=origins[~again],
        counts={t.file: row_numbers(t.frame.index).nunique() for t in sieve.tables.values()},
        cited=frozenset(done.statements.cited),
        ledger=_ledger(mapping, given, sieve, done),
        rejected=tuple(sorted(sieve.rejected)),
        refused=refused,
        repeats=origins[again],
        described=tuple(done.entities.described),
    )


def _ledger(
    mapping: DatasetMapping, given: InputTables, sieve: Sieve, done: _Read
) -> tuple[TableCount, ...]:
    """Say what became of the rows of each table."""
    tables = {block.where_defined: block.table for block in mapping.statements}
    made = pd.DataFrame({"table": [], "row": [], "first": []})
    if done.statements.origins:
        told = pd.concat(done.statements.origins, ignore_index=True)
        places = told["block"].map(tables)
        first = ~told["subject"].duplicated()
        made = pd.DataFrame({"table": places, "row": told["row"], "first": first})
    # A table that no block reads is there for others to take columns from.
    readers = {block.table for block in (*mapping.entities, *mapping.statements)}
    counts = []
    for name, table in sieve.tables.items():
        left = row_numbers(given.tables[name].frame.index)
        rows = row_numbers(table.frame.index).unique()
        counted = count_rows(name, rows, made, done.entities.described)
        out = sieve.rows(table.file) & {*left.tolist(), *given.faulty.get(name, ())}
        counts.append(
            TableCount(
                table=name,
                file=mapping.tables[name].file,
                sheet=mapping.tables[name].sheet,
                read=given.sizes[name],
                filtered=given.filtered[name],
                rejected=len(out),
                unread=given.unread[name],
                **(counted if name in readers else {"used": len(rows)}),
            )
        )
    return tuple(counts)


def source_values(mapping: DatasetMapping, sources: Mapping[str, Source]) -> pd.DataFrame:
    """Return the records of the data set itself and of its sources.

    Parameters
    ----------
    mapping : DatasetMapping
        The mapping, for the data set's title, licence and so on.
    sources : mapping of str to Source
        The sources.

    Returns
    -------
    pandas.DataFrame
        Columns ``subject``, ``property``, ``value``, ``kind``.
    """
    graph = dataset_graph(mapping.id)
    rows: list[tuple[str, str, str, str]] = [(graph, "rdf:type", "coop:Dataset", "term")]
    told = {
        "title": "dcterms:title",
        "description": "dcterms:description",
        "licence": "dcterms:license",
        "publisher": "dcterms:publisher",
        "language": "dcterms:language",
    }
    for key, prop in told.items():
        if mapping.dataset.get(key):
            rows.append((graph, prop, mapping.dataset[key], "string"))
    for source in sources.values():
        iri = dataset_iri(mapping.id, "source", source.id)
        rows.append((iri, "rdf:type", "coop:Source", "term"))
        rows += [
            (iri, prop, value, kind)
            for prop, value, kind in (
                ("coop:identifier", source.id, "string"),
                ("dcterms:title", source.title, "string"),
                ("dcterms:publisher", source.publisher, "string"),
                ("dcterms:language", source.language, "string"),
                ("coop:asOf", source.as_of, "date"),
                ("dcterms:date", source.date, "edtf"),
                ("coop:retrieved", source.retrieved, "date"),
                ("coop:sha256", source.sha256, "string"),
                ("dcterms:license", source.licence, "string"),
                ("schema:url", source.url, "iri"),
                ("skos:note", source.note, "string"),
            )
            if value
        ]
    return constant_values(rows)
