"""Tables to records: a mapping applied to columns.

The result is one long frame, a row a value: ``subject`` (IRI), ``property`` (prefixed name),
``value`` and ``kind`` (``iri``, ``string``, ``@en``, ``date``, ``decimal``, ``integer``, ``edtf``).
Everything works on whole columns; only distinct values are looked at one by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coopgraph.dataset.entities import entity_records
from coopgraph.dataset.frames import VALUE_COLUMNS, Faults, constant_values
from coopgraph.dataset.mapping import DatasetMapping, read_mapping
from coopgraph.dataset.passages import read_passages
from coopgraph.dataset.sources import Source, read_sources
from coopgraph.dataset.statements import StatementReader
from coopgraph.dataset.tables import Table, read_table
from coopgraph.errors import InputError, Problem
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import Schema, dataset_graph, dataset_iri

__all__ = ["Records", "read_records"]


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
        Columns ``subject``, ``file``, ``row``: the row that each entity and statement comes from.
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
    mapping = read_mapping(folder, schema)
    sources, problems = read_sources(folder)
    hashes: dict[tuple[str, str], str] = {}
    if hashed:
        hashes, found = read_passages(folder)
        problems += found
    tables, found = _read_tables(folder, mapping)
    problems += found
    faults = Faults(problems)
    entities = entity_records(mapping, tables, schema, faults)
    reader = StatementReader(mapping.id, schema, entities, sources, hashes, faults)
    for block in mapping.statements:
        if block.table in tables:
            reader.read(block, tables[block.table])
    statements = reader.finish()
    if faults.problems:
        raise InputError(faults.problems)
    parts = [*entities.values, *statements.values, source_values(mapping, sources)]
    return Records(
        mapping=mapping,
        values=pd.concat(parts, ignore_index=True)[VALUE_COLUMNS],
        origins=pd.concat([*entities.origins, *statements.origins], ignore_index=True),
        counts={table.file: len(table.frame) for table in tables.values()},
        cited=frozenset(statements.cited),
    )


def _read_tables(
    folder: Path, mapping: DatasetMapping
) -> tuple[dict[str, Table], list[Problem]]:
    """Read every table that the mapping names and compare its columns with the mapping's."""
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    blocks = [*mapping.entities, *mapping.statements]
    for name, settings in mapping.tables.items():
        table, found = read_table(name, folder / settings.file, settings.sheet)
        problems += found
        if found:
            continue
        readers = [b for b in blocks if b.table == name]
        used = set(settings.ignore).union(*(b.columns() for b in readers))
        optional = {f.column for b in readers for f in b.fields() if f.optional}
        columns = list(table.frame.columns)
        unknown = [c for c in columns if c not in used]
        missing = sorted(used - set(columns) - optional - set(settings.ignore))
        for column in unknown:
            hint = did_you_mean(column, missing or used)
            message = f"unknown column: the mapping does not read it.{hint}"
            problems.append(Problem(table.file, 1, column, message=message))
        for column in missing:
            hint = did_you_mean(column, unknown or columns)
            message = f"the mapping reads this column, but the table does not have it.{hint}"
            problems.append(Problem(table.file, 1, column, message=message))
        if not missing:
            tables[name] = table
    return tables, problems


def source_values(mapping: DatasetMapping, sources: Mapping[str, Source]) -> pd.DataFrame:
    """Return the records of the data set itself and of its sources."""
    graph = dataset_graph(mapping.id)
    rows: list[tuple[str, str, str, str]] = [
        (graph, "rdf:type", "coop:Dataset", "term"),
        (graph, "dcterms:title", mapping.dataset["title"], "string"),
    ]
    optional = {"description": "dcterms:description", "licence": "dcterms:license"}
    optional |= {"publisher": "dcterms:publisher"}
    for key, prop in optional.items():
        if mapping.dataset.get(key):
            rows.append((graph, prop, mapping.dataset[key], "string"))
    for source in sources.values():
        iri = dataset_iri(mapping.id, "source", source.id)
        rows += [
            (iri, "rdf:type", "coop:Source", "term"),
            (iri, "coop:identifier", source.id, "string"),
            (iri, "dcterms:title", source.title, "string"),
            (iri, "dcterms:publisher", source.publisher, "string"),
            (iri, "dcterms:language", source.language, "string"),
            (iri, "coop:asOf", source.as_of, "date"),
        ]
        rows += [
            (iri, prop, value, kind)
            for prop, value, kind in (
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
