"""Tables to records: a mapping applied to columns.

The result is one long frame, a row a value: ``subject`` (IRI), ``property`` (prefixed name),
``value`` and ``kind`` (``iri``, ``string``, ``@en``, ``date``, ``decimal``, ``integer``, ``edtf``).
Everything works on whole columns; only distinct values are looked at one by one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coopgraph.dataset.blocks import Block, DatasetMapping, TableSettings
from coopgraph.dataset.entities import entity_records
from coopgraph.dataset.frames import VALUE_COLUMNS, Faults, constant_values, select_rows
from coopgraph.dataset.mapping import read_mapping
from coopgraph.dataset.passages import read_passages
from coopgraph.dataset.sources import Source, read_sources
from coopgraph.dataset.statements import StatementReader
from coopgraph.dataset.tables import Table, read_table
from coopgraph.dataset.unread import unread_tables
from coopgraph.errors import InputError, Problem
from coopgraph.names import did_you_mean, nearest
from coopgraph.vocabulary import Schema, dataset_graph, dataset_iri

__all__ = ["Records", "read_records", "source_values"]


@dataclass(frozen=True)
class Records:
    """A data set as records.

    Parameters
    ----------
    mapping : DatasetMapping
        The mapping that was applied.
    values : pandas.DataFrame
        Columns ``subject``, ``property``, ``value``, ``kind``.
    origins : pandas.DataFrame
        Columns ``subject``, ``file``, ``row``, ``block``: the row that each entity and statement
        comes from, and the block that reads it.
    counts : dict of str to int
        Rows read, by table file.
    cited : frozenset of (str, str)
        Source and locator of every citation.
    """

    mapping: DatasetMapping
    values: pd.DataFrame
    origins: pd.DataFrame
    counts: dict[str, int]
    cited: frozenset[tuple[str, str]]


def read_records(folder: Path, schema: Schema, *, hashed: bool = True) -> Records:
    """Read a data set: its mapping, sources, passages and tables.

    Parameters
    ----------
    folder : Path
        Folder of the data set.
    schema : Schema
        What the ontology says.
    hashed : bool
        Whether every citation must have its hash in `passages.csv`, where there is such a file.

    Returns
    -------
    Records
        The records.

    Raises
    ------
    InputError
        With every fault of every table; nothing is half-read.

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
    unread, meant = unread_tables(folder, mapping)
    tables, found = _read_tables(folder, mapping, meant)
    told = bool(sources) or not problems  # else each row that cites one would be reported too
    faults = Faults([*problems, *unread, *found])
    entities = entity_records(mapping, tables, schema, faults)
    reader = StatementReader(
        mapping.id, schema, entities, sources if told else None, hashes, faults
    )
    for block in mapping.statements:
        if block.table in tables:
            reader.read(block, tables[block.table])
    statements = reader.finish(complete=len(tables) == len(mapping.tables))
    if faults.problems:
        raise InputError(faults.problems)
    parts = [*entities.values, *statements.values, source_values(mapping, sources)]
    origins = [*entities.origins, *statements.origins]
    return Records(
        mapping=mapping,
        values=pd.concat(parts, ignore_index=True)[VALUE_COLUMNS],
        origins=pd.concat(origins, ignore_index=True).drop_duplicates("subject"),
        counts={table.file: len(table.frame) for table in tables.values()},
        cited=frozenset(statements.cited),
    )


def _read_tables(
    folder: Path, mapping: DatasetMapping, misnamed: Collection[str]
) -> tuple[dict[str, Table], list[Problem]]:
    """Read every table that the mapping names; return those whose columns are as it says."""
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    blocks = [*mapping.entities, *mapping.statements]
    for name, settings in mapping.tables.items():
        path = folder / settings.file
        if not path.resolve().is_relative_to(folder.resolve()):
            message = "a link that leads out of the folder of the data set"
            problems.append(Problem(settings.file, message=message))
            continue
        readers = [b for b in blocks if b.table == name]
        if settings.optional and not path.exists():
            if name in misnamed:  # there, but not read: what refers to it cannot be judged
                continue
            columns = sorted({*settings.where}.union(*(b.columns() for b in readers)))
            tables[name] = Table(name, path.name, pd.DataFrame(columns=columns, dtype="str"))
            continue
        needs_rows = not settings.optional
        table, found = read_table(
            name, path, settings.sheet, header=settings.header, needs_rows=needs_rows
        )
        if found:
            problems += found
            continue
        table, missing, found = _columns(table, settings, readers)
        problems += found
        if missing:
            continue
        table = Table(name, table.file, select_rows(table.frame, settings.where))
        problems += _unread_rows(table, readers)
        tables[name] = table
    return tables, problems


def _columns(
    table: Table, settings: TableSettings, readers: Sequence[Block]
) -> tuple[Table, list[str], list[Problem]]:
    """Compare a table's columns with the mapping's; a misspelt one is read as what is meant."""
    needed = {*settings.where}.union(*(b.columns() for b in readers))
    optional = {f.column for b in readers for f in b.fields() if f.optional}
    optional -= {c for b in readers for c in (*b.key_columns(), *b.where)} | {*settings.where}
    columns = list(table.frame.columns)
    unknown = [c for c in columns if c not in needed | set(settings.ignore)]
    absent = sorted(needed - set(columns))
    problems = []
    meant: dict[str, str] = {}
    for column in unknown:
        near = [c for c in nearest(column, absent, 1) if c not in meant.values()]
        if near:
            meant[column] = near[0]
        hint = did_you_mean(column, near or needed)
        message = f"unknown column: the mapping does not read it.{hint}"
        problems.append(Problem(table.file, 1, column, message=message))
    missing = [c for c in absent if c not in optional and c not in meant.values()]
    for column in missing:
        message = f"the mapping reads this column; the table has: {', '.join(columns)}"
        problems.append(Problem(table.file, 1, column, message=message))
    return Table(table.name, table.file, table.frame.rename(columns=meant)), missing, problems


def _unread_rows(table: Table, readers: Sequence[Block]) -> list[Problem]:
    """Note the rows that every block passes over: nothing is left out silently."""
    rest = table.frame
    for block in readers:
        rest = rest.drop(select_rows(rest, block.where).index)
    if rest.empty:
        return []
    column = next(column for block in readers for column in block.where)
    expected = sorted({v for b in readers for v in b.where.get(column, ())})
    problems = []
    for row, cell in rest[column].items():
        hint = did_you_mean(cell, expected) or f" Expected one of {', '.join(expected)}."
        message = f"no block of the mapping reads this row.{hint}"
        problems.append(Problem(table.file, int(str(row)), column, cell, message))
    return problems


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
