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
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any, Final

from coopgraph.dataset.formats.encoding import is_encoding
from coopgraph.dataset.formats.grid import MAX_ROWS
from coopgraph.dataset.formats.text import is_licence
from coopgraph.dataset.formats.toml import read_toml
from coopgraph.dataset.mapping.blocks import (
    Block,
    DatasetMapping,
    Duplicates,
    Field,
    KeyPart,
    Not,
    Recipe,
    TableSettings,
)
from coopgraph.dataset.mapping.check import FILE, check_mapping
from coopgraph.dataset.mapping.recipes import RECIPE_KEYS, RecipeReader, is_recipe
from coopgraph.errors import InputError, Problem
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import Schema

__all__ = ["FILE", "read_mapping"]

TOP: Final = ("dataset", "tables", "lookups", "templates", "entities", "statements")
TOLD_KEYS: Final = ("id", "title", "description", "licence", "publisher", "language")
DATASET_KEYS: Final = (*TOLD_KEYS, "ignore_files", "lenient", "duplicates")
TABLE_KEYS: Final = (
    *("file", "sheet", "header", "first_row", "encoding", "delimiter", "ignore", "empty", "where"),
    *("optional", "fill", "unpivot", "split", "columns"),
)
SHARED_KEYS: Final = ("table", "template", "type", "id", "key", "where", "set")
ENTITY_KEYS: Final = (*SHARED_KEYS, "name", "labels", "alt", "hidden")
STATEMENT_KEYS: Final = (*SHARED_KEYS, "duplicates", "when", "evidence")
WHEN_KEYS: Final = ("begin", "end", "date", "as_of")
EVIDENCE_KEYS: Final = ("source", "locator", "as_stated")
FIELD_KEYS: Final = ("column", "split", "const", "entity", "record", "optional")
# What a statement cites unless its block says it: the row, and the source that an import notes.
CITED: Final = {"source": {"const": "export"}, "locator": {"record": True}}
NOT_KEYS: Final = ("not",)
DUPLICATES: Final[tuple[Duplicates, ...]] = ("error", "merge", "number")


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
    problems = [*reader.problems, *check_mapping(mapping, schema)]
    if problems:
        raise InputError(problems)
    return mapping


class _Reader:
    """Turns parsed TOML into a mapping and collects what is ill-formed."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        # What rows with equal keys are where a block does not say it.
        self.standard: Duplicates = "error"
        self.recipes = RecipeReader(self, {})
        # Columns that fields with a recipe make, by table.
        self.made: dict[str, dict[str, Recipe]] = {}
        # The table of blocks that name none, where there is only one.
        self.only = ""
        # The table and the rows of the block that is being read.
        self.reading: tuple[str, dict[str, tuple[str, ...]]] = ("", {})

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
        return {column: self.wanted(chosen, column, f"{where}.where") for column in chosen}

    def wanted(self, chosen: Mapping[str, Any], column: str, where: str) -> tuple[str, ...]:
        """Return the values that a cell may have, or must not have."""
        value = chosen[column]
        if not isinstance(value, Mapping):
            return self.texts(chosen, column, where)
        self.known(value, NOT_KEYS, f"{where}.{column}")
        return Not(self.texts(value, "not", f"{where}.{column}"))

    # ---- the parts of a mapping --------------------------------------------------------------

    def mapping(self, content: Mapping[str, Any]) -> DatasetMapping:
        self.known(content, TOP, "")
        entry = self.table(content, "dataset", "")
        self.known(entry, DATASET_KEYS, "dataset")
        dataset = {k: self.text(entry, k, "dataset") for k in TOLD_KEYS}
        ignored = self.texts(entry, "ignore_files", "dataset")
        lenient = self.flag(entry, "lenient", "dataset")
        self.standard = self.duplicates(entry, "dataset")
        for name in ("id", "title"):
            if not dataset[name]:
                self.add(f"dataset.{name}", "", "must be given")
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", dataset["id"] or "x"):
            message = "a data set's id has lower-case letters, digits and hyphens only"
            self.add("dataset.id", dataset["id"], message)
        if not is_licence(dataset["licence"]):
            message = "expected words such as CC BY 4.0, or an address that begins with https://"
            self.add("dataset.licence", dataset["licence"], message)
        lookups = self.table(content, "lookups", "")
        self.recipes = RecipeReader(self, {n: self.lookup(lookups, n) for n in lookups})
        templates = self.table(content, "templates", "")
        templates = {name: self.table(templates, name, "templates") for name in templates}
        tables = self.table(content, "tables", "")
        self.only = next(iter(tables)) if len(tables) == 1 else ""
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
        settings = self.tables(tables, [*entities, *statements])
        blocks = tuple(entities), tuple(statements)
        return DatasetMapping(dataset, settings, *blocks, ignored, lenient)

    def lookup(self, lookups: Mapping[str, Any], name: str) -> dict[str, str]:
        entry = self.table(lookups, name, "lookups")
        place = f"lookups.{name}"
        return {" ".join(key.split()): self.text(entry, key, place) for key in entry}

    def tables(self, entries: Mapping[str, Any], blocks: list[Block]) -> dict[str, TableSettings]:
        tables = {b.table: TableSettings(f"{b.table}.csv") for b in blocks if b.table}
        own = {name: self.settings(name, self.table(entries, name, "tables")) for name in entries}
        joined = {
            recipe.join.table
            for recipes in (*(s.columns for s in own.values()), *self.made.values())
            for recipe in recipes.values()
            if recipe.join
        }
        for name in entries:
            if name not in tables and name not in joined:
                hint = did_you_mean(name, tables)
                self.add(f"tables.{name}", "", f"no block reads this table.{hint}")
        tables |= own
        for name, made in self.made.items():
            if name in tables:
                columns = {**tables[name].columns, **made}
                tables[name] = replace(tables[name], columns=columns)
        for name, settings in tables.items():
            path = PurePath(settings.file)
            if path.is_absolute() or ".." in path.parts or "\0" in settings.file:
                message = "must be inside the folder of the data set"
                self.add(f"tables.{name}.file", settings.file, message)
        return tables

    def settings(self, name: str, entry: Mapping[str, Any]) -> TableSettings:
        where = f"tables.{name}"
        self.known(entry, TABLE_KEYS, where)
        encoding = self.text(entry, "encoding", where)
        if encoding and not is_encoding(encoding):
            self.add(f"{where}.encoding", encoding, "no such encoding; expected one like cp1252")
            encoding = ""
        delimiter = entry.get("delimiter", "")
        if delimiter != "" and not (
            isinstance(delimiter, str) and re.fullmatch(r'[^"\r\n]', delimiter)
        ):
            self.add(f"{where}.delimiter", str(delimiter), "expected one character")
            delimiter = ""
        first = entry.get("first_row", 1)
        if type(first) is not int or not 1 <= first <= MAX_ROWS:
            self.add(f"{where}.first_row", str(first), "expected the number of a row, such as 3")
            first = 1
        unpivot = self.table(entry, "unpivot", where)
        made = self.table(entry, "columns", where)
        columns: dict[str, Recipe] = {}
        for column in made:
            columns |= self.recipes.recipes(column, made[column], f"{where}.columns.{column}")
        return TableSettings(
            file=self.text(entry, "file", where) or f"{name}.csv",
            sheet=self.text(entry, "sheet", where),
            ignore=self.texts(entry, "ignore", where),
            where=self.rows(entry, where),
            optional=self.flag(entry, "optional", where),
            header=self.header(entry, where),
            first_row=first,
            encoding=encoding,
            delimiter=str(delimiter),
            empty=self.texts(entry, "empty", where),
            unpivot={c: self.stars(unpivot, c, f"{where}.unpivot") for c in unpivot},
            split=self.marks(entry, where),
            fill=self.texts(entry, "fill", where),
            columns=columns,
        )

    def stars(self, entry: Mapping[str, Any], column: str, where: str) -> tuple[str, ...]:
        """Return the columns that become rows of one: names, or one name with a star."""
        names = self.texts(entry, column, where)
        if not names or any(n.count("*") > 1 for n in names):
            message = 'expected names of columns, or one with a star, as in "Partner *"'
            self.add(f"{where}.{column}", ", ".join(names), message)
        return names

    def marks(self, entry: Mapping[str, Any], where: str) -> dict[str, tuple[str, ...]]:
        """Return what parts the cells of columns; not `text`, as a blank may do so."""
        found = self.table(entry, "split", where)
        marks = {}
        for column, value in found.items():
            several = value if isinstance(value, list) else [value]
            if several and all(isinstance(mark, str) and mark for mark in several):
                marks[column] = tuple(several)
            else:
                message = 'expected what parts the values, such as ";" or [",", " and "]'
                self.add(f"{where}.split.{column}", value, message)
        return marks

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
        value = self.text(entry, "duplicates", where)
        if not value:
            return self.standard if "key" in entry else "error"
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
        if keys is STATEMENT_KEYS:
            merged["evidence"] = {**CITED, **merged["evidence"]}
        self.known(merged["when"], WHEN_KEYS, f"{where}.when")
        self.known(merged["evidence"], EVIDENCE_KEYS, f"{where}.evidence")
        type_ = merged.get("type", "")
        table = self.text(merged, "table", where) or self.only
        self.reading = table, self.rows(merged, where)
        return Block(
            where_defined=where,
            table=self.reading[0],
            type=Field(const=type_, place=f"{where}.type")
            if isinstance(type_, str)
            else self.field(where, "type", type_),
            name=self.text(merged, "name", where),
            id=self.field(where, "id", merged.get("id", "")),
            key=self.key(merged, where),
            where=self.reading[1],
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
        self.known(entry, (*FIELD_KEYS, *RECIPE_KEYS), place)
        const = entry.get("const", "")
        if not _is_plain(const):
            self.add(f"{place}.const", const, "expected a text, a number or a date")
            const = ""
        split = entry.get("split", "")  # not `text`: a blank may be what parts the values
        if not isinstance(split, str):
            self.add(f"{place}.split", split, "expected a text in quotation marks")
            split = ""
        found = Field(
            column=self.made_column(entry, place),
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

    def made_column(self, entry: Mapping[str, Any], place: str) -> str:
        """Return the column of a field: a column of the table, or one that a recipe makes."""
        if not is_recipe(entry):
            return self.text(entry, "column", place)
        steps = {
            k: v for k, v in entry.items() if k in ("column", "split", "optional", *RECIPE_KEYS)
        }
        recipes = self.recipes.recipes(place, steps, place)
        if len(recipes) > 1:
            message = "several groups make several columns; write it under the table's columns"
            self.add(f"{place}.pattern", "", message)
        table, rows = self.reading
        made = self.made.setdefault(table, {})
        made |= {name: replace(recipe, where=rows) for name, recipe in recipes.items()}
        return next(iter(recipes), "")


def _is_plain(value: object) -> bool:
    return isinstance(value, (str, int, float, dt.date)) and not isinstance(value, bool)
