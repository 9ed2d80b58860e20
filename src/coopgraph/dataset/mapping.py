"""The mapping: which column is what, how a cell splits, which statements a row makes.

`mapping.toml` has one ``[dataset]``, optional ``[tables.NAME]`` (file, sheet, columns to ignore),
optional ``[templates.NAME]`` (keys shared by several blocks), and ``[[entities]]`` and
``[[statements]]`` blocks. A field is a column name, or a table with ``column``, ``split``,
``const``, ``entity`` (an entity block of the same row) and ``optional``.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coopgraph.errors import InputError, Problem
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import BORROWED, STANDING, Schema

__all__ = ["Block", "Field", "DatasetMapping", "TableSettings", "read_mapping"]

FILE = "mapping.toml"
TOP = ("dataset", "tables", "templates", "entities", "statements")
DATASET_KEYS = ("id", "title", "description", "licence", "publisher", "language")
TABLE_KEYS = ("file", "sheet", "ignore")
ENTITY_KEYS = ("table", "template", "type", "name", "id", "key", "where", "set", "labels", "alt", "hidden")
STATEMENT_KEYS = ("table", "template", "type", "id", "key", "where", "set", "when", "evidence")
WHEN_KEYS = ("begin", "end", "date", "as_of")
EVIDENCE_KEYS = ("source", "locator", "as_stated")
COMMON = STANDING | {p.name for p in BORROWED}
FIELD_KEYS = ("column", "split", "const", "entity", "optional")


@dataclass(frozen=True)
class Field:
    """Where a value comes from: a column (perhaps split), a constant, or an entity of the row."""

    column: str = ""
    split: str = ""
    const: str = ""
    entity: str = ""
    optional: bool = False


@dataclass(frozen=True)
class TableSettings:
    """Where a table is and which of its columns are passed over on purpose."""

    file: str
    sheet: str = ""
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """One kind of entity or statement that each row of a table makes.

    Parameters
    ----------
    where_defined : str
        Name of the block for messages, such as ``statements[3]``.
    table : str
        Name of the table.
    type : Field
        Class, as a constant or by column.
    name : str
        For entity blocks, the name by which statements of the same row refer to it.
    id : Field
        Explicit id; may be empty where `key` is given.
    key : tuple of str
        Columns whose values make the stable key.
    where : dict of str to tuple of str
        Only rows whose cell is one of these values.
    properties : dict of str to Field
        Property to value.
    when, evidence : dict of str to Field
        Dates and citation of a statement.
    labels : dict of str to Field
        Language tag to preferred label, for entities.
    alt, hidden : Field
        Other names, and names as misprinted, for entities.
    """

    where_defined: str
    table: str
    type: Field
    name: str = ""
    id: Field = Field()
    key: tuple[str, ...] = ()
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    properties: dict[str, Field] = field(default_factory=dict)
    when: dict[str, Field] = field(default_factory=dict)
    evidence: dict[str, Field] = field(default_factory=dict)
    labels: dict[str, Field] = field(default_factory=dict)
    alt: Field = Field()
    hidden: Field = Field()

    def fields(self) -> Iterator[Field]:
        """Yield every field of the block."""
        yield from (self.type, self.id, self.alt, self.hidden)
        for group in (self.properties, self.when, self.evidence, self.labels):
            yield from group.values()

    def columns(self) -> set[str]:
        """Return every column that the block reads."""
        return {f.column for f in self.fields() if f.column} | {*self.key, *self.where}


@dataclass(frozen=True)
class DatasetMapping:
    """A whole mapping, checked against the ontology."""

    dataset: dict[str, str]
    tables: dict[str, TableSettings]
    entities: tuple[Block, ...]
    statements: tuple[Block, ...]

    @property
    def id(self) -> str:
        """Id of the data set."""
        return self.dataset["id"]


def read_mapping(folder: Path, schema: Schema) -> DatasetMapping:
    """Read and check `mapping.toml` of a data set.

    Parameters
    ----------
    folder : Path
        Folder of the data set.
    schema : Schema
        What the ontology says.

    Returns
    -------
    DatasetMapping
        The mapping.

    Raises
    ------
    InputError
        With every fault that was found.

    Examples
    --------
    >>> from coopgraph.resources import demo_dataset
    >>> from coopgraph.store.ontology import load_schema
    >>> read_mapping(demo_dataset(), load_schema()).id
    'baltic-barents'
    """
    path = folder / FILE
    if not path.is_file():
        raise InputError([Problem(FILE, message=f"no such file in {folder}; see coopgraph init")])
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([Problem(FILE, message=f"not readable as TOML: {error}")]) from None
    reader = _Reader(schema)
    mapping = reader.mapping(content)
    if reader.problems:
        raise InputError(reader.problems)
    return mapping


class _Reader:
    """Turns parsed TOML into a mapping and collects what is wrong with it."""

    def __init__(self, schema: Schema):
        self.schema = schema
        self.problems: list[Problem] = []

    def mapping(self, content: Mapping[str, Any]) -> DatasetMapping:
        self.known(content, TOP, "")
        dataset = {k: str(v) for k, v in content.get("dataset", {}).items()}
        self.known(dataset, DATASET_KEYS, "dataset")
        for name in ("id", "title"):
            if not dataset.get(name):
                self.add(f"dataset.{name}", "", "must be given")
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", dataset.get("id", "x")):
            message = "a data set's id has lower-case letters, digits and hyphens only"
            self.add("dataset.id", dataset["id"], message)
        templates = content.get("templates", {})
        entities = [
            self.block(f"entities[{n}]", entry, templates, ENTITY_KEYS)
            for n, entry in enumerate(content.get("entities", ()), start=1)
        ]
        statements = [
            self.block(f"statements[{n}]", entry, templates, STATEMENT_KEYS)
            for n, entry in enumerate(content.get("statements", ()), start=1)
        ]
        tables = self.tables(content.get("tables", {}), [*entities, *statements])
        for block in entities:
            self.check_type(block, "Entity")
        for block in statements:
            self.check_type(block, "Statement")
            self.check_statement(block, {e.name for e in entities if e.name})
        return DatasetMapping(dataset, tables, tuple(entities), tuple(statements))

    def add(self, where: str, value: str, message: str) -> None:
        self.problems.append(Problem(FILE, column=where, value=value, message=message))

    def known(self, entry: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        for key in entry:
            if key not in keys:
                hint = did_you_mean(key, keys) or f" Expected one of {', '.join(keys)}."
                self.add(where, key, f"unknown key.{hint}")

    def tables(self, entries: Mapping[str, Any], blocks: list[Block]) -> dict[str, TableSettings]:
        tables = {b.table: TableSettings(f"{b.table}.csv") for b in blocks if b.table}
        for name, entry in entries.items():
            self.known(entry, TABLE_KEYS, f"tables.{name}")
            if name not in tables:
                hint = did_you_mean(name, tables)
                self.add(f"tables.{name}", "", f"no block reads this table.{hint}")
            file = str(entry.get("file", f"{name}.csv"))
            if Path(file).is_absolute() or ".." in Path(file).parts:
                self.add(f"tables.{name}.file", file, "must be inside the folder of the data set")
            ignore = tuple(map(str, entry.get("ignore", ())))
            tables[name] = TableSettings(file, str(entry.get("sheet", "")), ignore)
        return tables

    def block(
        self,
        where: str,
        entry: Mapping[str, Any],
        templates: Mapping[str, Any],
        keys: tuple[str, ...],
    ) -> Block:
        self.known(entry, keys, where)
        chosen = entry.get("template", "")
        if chosen and chosen not in templates:
            self.add(where, chosen, f"no such template.{did_you_mean(chosen, templates)}")
        base = templates.get(chosen, {})
        if chosen in templates:
            self.known(base, keys, f"templates.{chosen}")
        merged = {**base, **entry}
        for group in ("set", "when", "evidence", "labels"):
            merged[group] = {**base.get(group, {}), **entry.get(group, {})}
        if not merged.get("table"):
            self.add(where, "", 'must name its table, as in table = "partners"')
        self.known(merged["when"], WHEN_KEYS, f"{where}.when")
        self.known(merged["evidence"], EVIDENCE_KEYS, f"{where}.evidence")
        type_ = merged.get("type", "")
        return Block(
            where_defined=where,
            table=str(merged.get("table", "")),
            type=Field(const=type_) if isinstance(type_, str) else self.field(where, type_),
            name=str(merged.get("name", "")),
            id=self.field(f"{where}.id", merged.get("id", "")),
            key=tuple(map(str, merged.get("key", ()))),
            where={
                column: tuple(map(str, value)) if isinstance(value, list) else (str(value),)
                for column, value in merged.get("where", {}).items()
            },
            alt=self.field(f"{where}.alt", merged.get("alt", "")),
            hidden=self.field(f"{where}.hidden", merged.get("hidden", "")),
            properties=self.fields_of(where, "set", merged),
            when=self.fields_of(where, "when", merged),
            evidence=self.fields_of(where, "evidence", merged),
            labels=self.fields_of(where, "labels", merged),
        )

    def fields_of(self, where: str, group: str, block: Mapping[str, Any]) -> dict[str, Field]:
        return {k: self.field(f"{where}.{group}.{k}", v) for k, v in block[group].items()}

    def field(self, where: str, entry: Any) -> Field:
        if isinstance(entry, str):  # "column?" is short for an optional column
            return Field(column=entry.removesuffix("?"), optional=entry.endswith("?"))
        if not isinstance(entry, Mapping):
            self.add(where, str(entry), 'expected a column name, or a table such as {column = "x"}')
            return Field()
        self.known(entry, FIELD_KEYS, where)
        given = [k for k in ("column", "const", "entity") if k in entry]
        if len(given) != 1:
            self.add(where, "", "expected exactly one of column, const, entity")
        return Field(
            column=str(entry.get("column", "")),
            split=str(entry.get("split", "")),
            const=str(entry.get("const", "")),
            entity=str(entry.get("entity", "")),
            optional=bool(entry.get("optional", False)),
        )

    def check_type(self, block: Block, ancestor: str) -> None:
        if block.type.column:
            return
        name = block.type.const
        if not self.schema.is_a(name, ancestor):
            hint = did_you_mean(name, self.schema.below(ancestor))
            noun = "statement" if ancestor == "Statement" else "entity"
            self.add(f"{block.where_defined}.type", name, f"no such class of {noun}.{hint}")
        if not block.id.column and not block.key:
            message = 'must have an id or a key, as in key = ["participant", "activity"]'
            self.add(block.where_defined, "", message)
        for prop in block.properties:
            if prop not in self.schema.properties:
                hint = did_you_mean(prop, self.schema.properties)
                self.add(f"{block.where_defined}.set", prop, f"no such property.{hint}")

    def check_statement(self, block: Block, names: set[str]) -> None:
        info = self.schema.classes.get(block.type.const)
        for prop, where in block.properties.items():
            if where.entity and where.entity not in names:
                hint = did_you_mean(where.entity, names)
                place = f"{block.where_defined}.set.{prop}"
                self.add(place, where.entity, f"no entity block has this name.{hint}")
            if info and prop in self.schema.properties and prop not in info.roles | COMMON:
                expected = ", ".join(sorted(info.roles))
                hint = did_you_mean(prop, info.roles) or f" It takes: {expected}."
                place = f"{block.where_defined}.set"
                self.add(place, prop, f"{info.name} has no such property.{hint}")
        for prop in sorted(info.required - set(block.properties)) if info else ():
            self.add(f"{block.where_defined}.set", prop, f"{info.name} needs it" if info else "")
        for name in ("source", "locator"):
            if name not in block.evidence:
                self.add(f"{block.where_defined}.evidence", name, "every statement is cited")
