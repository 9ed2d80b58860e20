"""Tables to records: a mapping applied to columns.

The result is one long list of records, see `coopgraph.dataset.mapping.values`.
Everything works on whole columns; only distinct values are looked at one by one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.dataset.formats.tables import Table, read_table, row_numbers
from coopgraph.dataset.mapping.blocks import DatasetMapping
from coopgraph.dataset.mapping.frames import Faults
from coopgraph.dataset.mapping.reader import read_mapping
from coopgraph.dataset.mapping.sources import Source, read_sources
from coopgraph.dataset.mapping.values import Said, Values, constant_values, distinct
from coopgraph.dataset.records.ambiguous import Ambiguity
from coopgraph.dataset.records.entities import Described, entity_records
from coopgraph.dataset.records.input_tables import InputTables, read_tables
from coopgraph.dataset.records.ledger import (
    Changes,
    Decisions,
    TableCount,
    cited_passages,
    count_rows,
)
from coopgraph.dataset.records.lenient import MAX_ROUNDS, Sieve, spread
from coopgraph.dataset.records.passages import read_passages
from coopgraph.dataset.records.statements import StatementReader
from coopgraph.dataset.records.unread import unread_tables
from coopgraph.errors import InputError, Problem
from coopgraph.memory import give_back
from coopgraph.vocabulary import Schema, dataset_graph, dataset_iri

__all__ = ["Records", "read_records", "source_values"]

T = TypeVar("T")


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
    ambiguous : tuple of Ambiguity
        Keys that stand for several rows of another table, and what was decided.
    """

    mapping: DatasetMapping
    coded: Values
    origins: pd.DataFrame
    counts: dict[str, int]
    ledger: tuple[TableCount, ...] = ()
    rejected: tuple[Problem, ...] = ()
    refused: frozenset[str] = frozenset()
    repeats: pd.DataFrame = field(default_factory=pd.DataFrame)
    described: tuple[Described, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)
    changes: Changes | None = None
    lint: dict[str, int] = field(default_factory=dict)
    ambiguous: tuple[Ambiguity, ...] = ()

    @cached_property
    def cited(self) -> frozenset[tuple[str, str]]:
        """Source and locator of every citation."""
        return cited_passages(self.coded, dataset_iri(self.mapping.id, "source", ""))

    @cached_property
    def values(self) -> pd.DataFrame:
        """What is said as a table: ``subject``, ``property``, ``value`` and ``kind``.

        It takes some 200 bytes a record; what goes through millions of them uses `coded`.
        """
        return self.coded.frame()


@dataclass
class _Read:
    """What one round over the tables gives.

    Parameters
    ----------
    values : list of Said, Values or pandas.DataFrame
        The records.
    origins : pandas.DataFrame
        As in `Records`, with the rows that say again what others say.
    again : numpy.ndarray of bool
        Which of these do.
    statements : int
        Where the rows that make statements begin.
    described : list of Described
        The rows that describe entities.
    problems : list of Problem
        What is wrong.
    """

    values: list[Said | Values | pd.DataFrame]
    origins: pd.DataFrame
    again: npt.NDArray[np.bool_]
    statements: int
    described: list[Described]
    problems: list[Problem]

    def subjects(self) -> set[str]:
        """Return the statements."""
        return set(self.origins["subject"].iloc[self.statements :].unique())


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
    give_back()

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
    attempted: set[str] = set()
    if sieve.take([*found, *left_out]):
        attempted = go_through(_left_out(given.tables, sieve)).subjects()
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


def _left_out(tables: Mapping[str, Table], sieve: Sieve) -> dict[str, Table]:
    """Return the rows left out before any block reads them, to learn what they would state."""
    found = {}
    for name, table in tables.items():
        out = row_numbers(table.frame.index).isin(list(sieve.rows(table.file)))
        found[name] = replace(table, frame=table.frame[out])
    return found


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
            give_back()
            naming += len(tables[block.table].frame)
            self.advance(naming, total)
        statements = reader.finish(complete=self.complete)
        named = pd.concat(entities.origins, ignore_index=True) if entities.origins else None
        known = np.empty(0, dtype=bool) if named is None else named.duplicated("subject")
        # Where no table could be read, nothing comes from any row.
        nothing = pd.DataFrame({name: [] for name in ("subject", "file", "row", "block")})
        origins = [*entities.origins, *statements.origins] or [nothing]
        return _Read(
            values=[*entities.values, *statements.values],
            origins=pd.concat(origins, ignore_index=True),
            again=np.concatenate([known, statements.again]),
            statements=len(known),
            described=entities.described,
            problems=faults.problems,
        )


def _records(
    mapping: DatasetMapping,
    sources: Mapping[str, Source],
    given: InputTables,
    sieve: Sieve,
    done: _Read,
    refused: frozenset[str],
) -> Records:
    """Put the records together, with the ledger of their rows."""
    counts = {t.file: row_numbers(t.frame.index).nunique() for t in sieve.tables.values()}
    counted = _ledger(mapping, given, sieve, done)
    given.tables.clear()  # what follows needs the memory
    sieve.tables.clear()
    done.values.append(source_values(mapping, sources))
    give_back()
    coded = Values.of(_handed_over(done.values))
    give_back()
    origins, again = done.origins, done.again
    return Records(
        mapping=mapping,
        coded=coded,
        origins=origins[~again] if again.any() else origins,
        counts=counts,
        ledger=counted,
        rejected=tuple(sorted(sieve.rejected)),
        refused=refused,
        repeats=origins[again],
        described=tuple(done.described),
        ambiguous=tuple(given.ambiguous),
    )


def _handed_over(parts: list[T]) -> Iterator[T]:
    """Give the parts of a list, which holds them no longer then."""
    parts.reverse()
    while parts:
        yield parts.pop()


def _ledger(
    mapping: DatasetMapping, given: InputTables, sieve: Sieve, done: _Read
) -> tuple[TableCount, ...]:
    """Say what became of the rows of each table."""
    tables = {block.where_defined: block.table for block in mapping.statements}
    made = done.origins.iloc[done.statements :]
    first = ~done.again[done.statements :]
    # A table that no block reads is there for others to take columns from.
    readers = {block.table for block in (*mapping.entities, *mapping.statements)}
    counts = []
    for name, table in sieve.tables.items():
        left = row_numbers(given.tables[name].frame.index)
        rows = distinct(row_numbers(table.frame.index).to_numpy())
        own = made["block"].isin([block for block, read in tables.items() if read == name])
        numbers = made.loc[own, "row"].to_numpy()
        counted = count_rows(name, rows, numbers, first[own.to_numpy()], done.described)
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
                corrected=given.corrected.get(name, 0),
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
