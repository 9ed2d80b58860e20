"""The mapping: which column is what, how a cell splits, which statements a row makes.

`mapping.toml` has one ``[dataset]``, optional ``[tables.NAME]`` (file, sheet, columns to ignore,
rows to keep, whether it may be missing), optional ``[templates.NAME]`` (keys shared by several
blocks), and ``[[entities]]`` and ``[[statements]]`` blocks. A field is a column name, or a table
with ``column``, ``split``, ``const``, ``entity`` (an entity block of the same row), ``record`` and
``optional``. See docs/mapping.md.
"""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any, Final

from coopgraph.dataset.blocks import (
    Block,
    DatasetMapping,
    Duplicates,
    Field,
    KeyPart,
    TableSettings,
)
from coopgraph.dataset.text import is_licence
from coopgraph.dataset.toml import read_toml
from coopgraph.errors import InputError, Problem
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import BORROWED, STANDING, Schema, is_language

__all__ = ["FILE", "read_mapping"]

FILE: Final = "mapping.toml"
TOP: Final = ("dataset", "tables", "templates", "entities", "statements")
TOLD_KEYS: Final = ("id", "title", "description", "licence", "publisher", "language")
DATASET_KEYS: Final = (*TOLD_KEYS, "ignore_files")
TABLE_KEYS: Final = ("file", "sheet", "header", "ignore", "where", "optional")
SHARED_KEYS: Final = ("table", "template", "type", "id", "key", "where", "set")
ENTITY_KEYS: Final = (*SHARED_KEYS, "name", "labels", "alt", "hidden")
STATEMENT_KEYS: Final = (*SHARED_KEYS, "duplicates", "when", "evidence")
WHEN_KEYS: Final = ("begin", "end", "date", "as_of")
EVIDENCE_KEYS: Final = ("source", "locator", "as_stated")
FIELD_KEYS: Final = ("column", "split", "const", "entity", "record", "optional")
DUPLICATES: Final[tuple[Duplicates, ...]] = ("error", "merge", "number")
COMMON: Final = STANDING | {p.name for p in BORROWED}
# What the ontology says of statements, evidence and sources only.
NOT_OF_ENTITIES: Final = STANDING | {
    *("begin", "beginEarliest", "beginLatest", "end", "endEarliest", "endLatest", "asOf"),
    *("evidence", "locator", "passageHash", "asStated", "retrieved", "sha256", "table"),
}


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
    content, problems = read_toml(folder / FILE, "see coopgraph init")
    if problems:
        raise InputError(problems)
    reader = _Reader()
    mapping = reader.mapping(content)
    problems = [*reader.problems, *_check(mapping, schema)]
    if problems:
        raise InputError(problems)
    return mapping


class _Reader:
    """Turns parsed TOML into a mapping and collects what is ill-formed."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, where: str, value: object, message: str) -> None:
        self.problems.append(Problem(FILE, column=where, value=str(value), message=message))

    # ---- values of TOML, by the type that they should have ----------------------------------

    def known(self, entry: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        for key in entry:
            if key not in keys:
                hint = did_you_mean(key, keys) or f" Expected one of {', '.join(keys)}."
                self.add(where, key, f"unknown key.{hint}")

    def text(self, entry: Mapping[str, Any], key: str, where: str) -> str:
        value = entry.get(key, "")
        if not isinstance(value, str):
            self.add(f"{where}.{key}", value, "expected a text in quotation marks")
            return ""
        return " ".join(value.split())

    def flag(self, entry: Mapping[str, Any], key: str, where: str) -> bool:
        value = entry.get(key, False)
        if not isinstance(value, bool):
            self.add(f"{where}.{key}", value, "expected true or false")
        return value is True

    def texts(self, entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        value = entry.get(key, [])
        parts = value if isinstance(value, list) else [value]
        if not all(_is_plain(part) for part in parts):
            self.add(f"{where}.{key}", value, 'expected texts such as ["one", "two"]')
            return ()
        return tuple(map(str, parts))

    def table(self, entry: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
        value = entry.get(key, {})
        if not isinstance(value, Mapping):
            place = f"{where}.{key}".removeprefix(".")
            self.add(place, value, f"expected a table such as {key} = {{ … }}")
            return {}
        return value

    def blocks(self, content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        value = content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
            self.add(key, "", f"expected blocks that begin with [[{key}]]")
            return []
        return value

    def rows(self, entry: Mapping[str, Any], where: str) -> dict[str, tuple[str, ...]]:
        chosen = self.table(entry, "where", where)
        return {column: self.texts(chosen, column, f"{where}.where") for column in chosen}

    # ---- the parts of a mapping --------------------------------------------------------------

    def mapping(self, content: Mapping[str, Any]) -> DatasetMapping:
        self.known(content, TOP, "")
        entry = self.table(content, "dataset", "")
        self.known(entry, DATASET_KEYS, "dataset")
        dataset = {k: self.text(entry, k, "dataset") for k in TOLD_KEYS}
        ignored = self.texts(entry, "ignore_files", "dataset")
        for name in ("id", "title"):
            if not dataset[name]:
                self.add(f"dataset.{name}", "", "must be given")
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", dataset["id"] or "x"):
            message = "a data set's id has lower-case letters, digits and hyphens only"
            self.add("dataset.id", dataset["id"], message)
        if not is_licence(dataset["licence"]):
            message = "expected words such as CC BY 4.0, or an address that begins with https://"
            self.add("dataset.licence", dataset["licence"], message)
        templates = self.table(content, "templates", "")
        templates = {name: self.table(templates, name, "templates") for name in templates}
        entities = [
            self.block(f"entities[{n}]", block, templates, ENTITY_KEYS)
            for n, block in enumerate(self.blocks(content, "entities"), start=1)
        ]
        statements = [
            self.block(f"statements[{n}]", block, templates, STATEMENT_KEYS)
            for n, block in enumerate(self.blocks(content, "statements"), start=1)
        ]
        if not entities and not statements:
            self.add("", "", "no [[entities]] and no [[statements]]: nothing would be read")
        tables = self.tables(self.table(content, "tables", ""), [*entities, *statements])
        return DatasetMapping(dataset, tables, tuple(entities), tuple(statements), ignored)

    def tables(self, entries: Mapping[str, Any], blocks: list[Block]) -> dict[str, TableSettings]:
        tables = {b.table: TableSettings(f"{b.table}.csv") for b in blocks if b.table}
        for name in entries:
            where = f"tables.{name}"
            entry = self.table(entries, name, "tables")
            self.known(entry, TABLE_KEYS, where)
            if name not in tables:
                hint = did_you_mean(name, tables)
                self.add(where, "", f"no block reads this table.{hint}")
            tables[name] = TableSettings(
                file=self.text(entry, "file", where) or f"{name}.csv",
                sheet=self.text(entry, "sheet", where),
                ignore=self.texts(entry, "ignore", where),
                where=self.rows(entry, where),
                optional=self.flag(entry, "optional", where),
                header=self.header(entry, where),
            )
        for name, settings in tables.items():
            path = PurePath(settings.file)
            if path.is_absolute() or ".." in path.parts or "\0" in settings.file:
                message = "must be inside the folder of the data set"
                self.add(f"tables.{name}.file", settings.file, message)
        return tables

    def header(self, entry: Mapping[str, Any], where: str) -> tuple[str, ...]:
        names = tuple(" ".join(name.split()) for name in self.texts(entry, "header", where))
        if "header" in entry and (not names or not all(names) or len(set(names)) != len(names)):
            message = "expected the name of every column, each once and not empty"
            self.add(f"{where}.header", ", ".join(names), message)
        return names

    def key(self, entry: Mapping[str, Any], where: str) -> tuple[KeyPart, ...]:
        value = entry.get("key", [])
        parts = value if isinstance(value, list) else [value]
        found: list[KeyPart] = []
        for part in parts:
            several = isinstance(part, list) and len(part) > 1
            if _is_plain(part):
                found.append(str(part))
            elif several and all(map(_is_plain, part)):
                found.append(tuple(map(str, part)))
            else:
                message = (
                    'expected texts such as ["one", "two"], or [["one", "two"]] where the order of '
                    "the two does not matter"
                )
                self.add(f"{where}.key", value, message)
        return tuple(found)

    def duplicates(self, entry: Mapping[str, Any], where: str) -> Duplicates:
        value = self.text(entry, "duplicates", where) or "error"
        for known in DUPLICATES:
            if value == known:
                return known
        hint = did_you_mean(value, DUPLICATES)
        message = f"expected one of {', '.join(DUPLICATES)}.{hint}"
        self.add(f"{where}.duplicates", value, message)
        return "error"

    def block(
        self,
        where: str,
        entry: Mapping[str, Any],
        templates: Mapping[str, Mapping[str, Any]],
        keys: tuple[str, ...],
    ) -> Block:
        self.known(entry, keys, where)
        chosen = self.text(entry, "template", where)
        if chosen and chosen not in templates:
            hint = did_you_mean(chosen, templates)
            self.add(f"{where}.template", chosen, f"no such template.{hint}")
        base = templates.get(chosen, {})
        self.known(base, keys, f"templates.{chosen}")
        merged = {**base, **entry}
        for group in ("set", "when", "evidence", "labels"):
            both = (self.table(base, group, f"templates.{chosen}"), self.table(entry, group, where))
            merged[group] = {**both[0], **both[1]}
        self.known(merged["when"], WHEN_KEYS, f"{where}.when")
        self.known(merged["evidence"], EVIDENCE_KEYS, f"{where}.evidence")
        type_ = merged.get("type", "")
        return Block(
            where_defined=where,
            table=self.text(merged, "table", where),
            type=Field(const=type_, place=f"{where}.type")
            if isinstance(type_, str)
            else self.field(where, "type", type_),
            name=self.text(merged, "name", where),
            id=self.field(where, "id", merged.get("id", "")),
            key=self.key(merged, where),
            where=self.rows(merged, where),
            alt=self.field(where, "alt", merged.get("alt", "")),
            hidden=self.field(where, "hidden", merged.get("hidden", "")),
            properties={k: self.fields(f"{where}.set", k, v) for k, v in merged["set"].items()},
            when=self.group(where, "when", merged),
            evidence=self.group(where, "evidence", merged),
            labels={k.lower(): f for k, f in self.group(where, "labels", merged).items()},
            duplicates=self.duplicates(merged, where),
        )

    def group(self, where: str, group: str, block: Mapping[str, Any]) -> dict[str, Field]:
        return {k: self.field(f"{where}.{group}", k, v) for k, v in block[group].items()}

    def fields(self, where: str, key: str, entry: Any) -> tuple[Field, ...]:
        """One field, or a list of them: a property may take its values from several columns."""
        if not isinstance(entry, list):
            return (self.field(where, key, entry),)
        if not entry:
            self.add(f"{where}.{key}", "[]", "expected one field or more")
        return tuple(self.field(where, f"{key}[{n}]", e) for n, e in enumerate(entry, start=1))

    def field(self, where: str, key: str, entry: Any) -> Field:
        place = f"{where}.{key}"
        if isinstance(entry, str):  # "column?" is short for an optional column
            return Field(entry.removesuffix("?"), optional=entry.endswith("?"), place=place)
        if not isinstance(entry, Mapping):
            self.add(place, entry, 'expected a column name, or a table such as {column = "x"}')
            return Field(place=place)
        self.known(entry, FIELD_KEYS, place)
        const = entry.get("const", "")
        if not _is_plain(const):
            self.add(f"{place}.const", const, "expected a text, a number or a date")
            const = ""
        split = entry.get("split", "")  # not `text`: a blank may be what parts the values
        if not isinstance(split, str):
            self.add(f"{place}.split", split, "expected a text in quotation marks")
            split = ""
        found = Field(
            column=self.text(entry, "column", place),
            split=split,
            const=str(const),
            entity=self.text(entry, "entity", place),
            record=self.flag(entry, "record", place),
            optional=self.flag(entry, "optional", place),
            place=place,
        )
        if sum(map(bool, (found.column, found.const, found.entity, found.record))) != 1:
            message = "expected exactly one of column, const, entity, record, and not empty"
            self.add(place, "", message)
        if found.record and not place.endswith(".evidence.locator"):
            self.add(place, "record", "only a locator is made from the record")
        return found


def _is_plain(value: object) -> bool:
    return isinstance(value, (str, int, float, dt.date)) and not isinstance(value, bool)


# ---- the mapping against the ontology ------------------------------------------------------------


def _check(mapping: DatasetMapping, schema: Schema) -> list[Problem]:
    """Return what does not fit the ontology, or what blocks do not fit each other."""
    checker = _Checker(schema)
    for block in mapping.entities:
        checker.block(block, "Entity", "entity")
        checker.entity(block)
    for block in mapping.statements:
        checker.block(block, "Statement", "statement")
        checker.statement(block)
    return checker.problems


class _Checker:
    """Compares blocks with the ontology and with each other, and collects what does not fit."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.problems: list[Problem] = []
        self.names: dict[str, Block] = {}
        self.roles = frozenset[str]().union(*(info.roles for info in schema.classes.values()))

    def add(self, where: str, value: str, message: str) -> None:
        self.problems.append(Problem(FILE, column=where, value=value, message=message))

    def block(self, block: Block, ancestor: str, noun: str) -> None:
        where = block.where_defined
        if not block.table:
            self.add(where, "", 'must name its table, as in table = "partners"')
        if not block.type.column and not self.schema.is_a(block.type.const, ancestor):
            hint = did_you_mean(block.type.const, self.schema.below(ancestor))
            self.add(f"{where}.type", block.type.const, f"no such class of {noun}.{hint}")
        if not block.id.column and not block.key:
            message = 'must have an id or a key, as in key = ["participant", "activity"]'
            self.add(where, "", message)

    def entity(self, block: Block) -> None:
        where = block.where_defined
        if block.name in self.names:
            self.add(f"{where}.name", block.name, "another entity block has this name")
        if block.name:
            self.names[block.name] = block
        if not block.labels:
            self.add(where, "", 'must have a name, as in labels = { en = "partner" }')
        for tag in block.labels:
            if not is_language(tag):
                message = "not a language tag; expected one such as en, fi, zh-hant or und"
                self.add(f"{where}.labels", tag, message)
        possible = [
            name
            for name, info in self.schema.properties.items()
            if name not in self.roles | NOT_OF_ENTITIES and info.kind != "entity"
        ]
        for prop in block.properties:
            if prop not in possible:
                hint = did_you_mean(prop, possible) or f" It takes: {', '.join(sorted(possible))}."
                self.add(f"{where}.set", prop, f"an entity has no such property.{hint}")
        for found in block.fields():
            if found.entity:
                self.add(found.place, found.entity, "only statements refer to entities")

    def statement(self, block: Block) -> None:
        where = block.where_defined
        info = self.schema.classes.get(block.type.const)
        roles = info.roles if info else self.roles
        for prop, sources in block.properties.items():
            if prop not in roles | COMMON:
                expected = ", ".join(sorted(roles)) if info else "see the ontology"
                hint = did_you_mean(prop, roles | COMMON) or f" It takes: {expected}."
                name = info.name if info else "a statement"
                self.add(f"{where}.set", prop, f"{name} has no such property.{hint}")
            for source in sources:
                if source.entity and prop in roles | COMMON:
                    self.reference(block, prop, source)
        if info:
            for prop in sorted(info.required - set(block.properties)):
                self.add(f"{where}.set", prop, f"must be set: a {info.label} needs it")
        if block.duplicates != "error" and not block.key:
            message = "says what equal keys mean, but the block has no key"
            self.add(f"{where}.duplicates", block.duplicates, message)
        for name in ("source", "locator"):
            if name not in block.evidence:
                self.add(f"{where}.evidence", name, "must be set: every statement is cited")
        others = (block.type, block.id, *block.when.values(), *block.evidence.values())
        for found in others:
            if found.entity:
                self.add(found.place, found.entity, "expected a column or a constant here")

    def reference(self, block: Block, prop: str, source: Field) -> None:
        """Check a role that takes the entity of the same row."""
        target = self.names.get(source.entity)
        wanted = self.schema.ranges.get(prop, "Entity")
        if target is None:
            hint = did_you_mean(source.entity, self.names)
            self.add(source.place, source.entity, f"no entity block has this name.{hint}")
        elif self.schema.properties[prop].kind != "entity" or prop == "conflictsWith":
            kind = self.schema.properties[prop].kind
            message = f"{prop} takes a {kind}" if kind != "entity" else f"{prop} takes ids"
            self.add(source.place, source.entity, message)
        elif target.table != block.table:
            message = f"this entity block reads another table, {target.table}"
            self.add(source.place, source.entity, message)
        elif self.schema.is_a(target.type.const, "Entity") and not self.schema.is_a(
            target.type.const, wanted
        ):
            message = f"is a {target.type.const}, but {prop} takes a {wanted}"
            self.add(source.place, source.entity, message)
