"""The JSON Schema of `mapping.toml`, by which editors complete and check it."""

import json
from importlib.resources import files
from typing import Any, Final

__all__ = ["FILE", "mapping_schema", "packaged_schema"]

FILE: Final = "mapping.schema.json"
Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
DUPLICATES: Final[Schema] = {"enum": ["error", "merge", "number"]}
FLAG: Final[Schema] = {"type": "boolean"}
PLAIN: Final[Schema] = {"type": ["string", "number"]}
TEXTS: Final[Schema] = {"anyOf": [PLAIN, {"type": "array", "items": PLAIN}]}
FIELD: Final[Schema] = {"$ref": "#/$defs/field"}
FIELDS: Final[Schema] = {"anyOf": [FIELD, {"type": "array", "items": FIELD, "minItems": 1}]}
ROWS: Final[Schema] = {"$ref": "#/$defs/where"}
MARK: Final[Schema] = {"type": "string", "minLength": 1}
MARKS: Final[Schema] = {
    "type": "object",
    "additionalProperties": {"anyOf": [MARK, {"type": "array", "items": MARK, "minItems": 1}]},
}
PAIRS: Final[Schema] = {"type": "object", "additionalProperties": TEXT}


def _record(properties: dict[str, Schema], **more: Any) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


def _said(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _many(schema: Schema) -> Schema:
    return {"type": "object", "additionalProperties": schema}


def _recipe() -> dict[str, Schema]:
    """Return the keys by which a cell is made of others."""
    on = {"anyOf": [TEXTS, PAIRS]}
    return {
        "columns": _said(TEXTS, "Columns whose cells are joined."),
        "joiner": _said(TEXT, "What stands between joined cells; a blank unless said."),
        "table": _said(TEXT, "Another table, of which the column is taken."),
        "on": _said(on, "Columns here whose cells equal those of columns there."),
        "decide": _said(on, "Further such columns, where several rows match."),
        "several": _said(
            {"enum": ["error", "all", "none"]}, "What is made of several rows that match."
        ),
        "empty": _said(TEXTS, "Cells that mean nothing."),
        "pattern": _said(TEXT, "Regular expression (RE2) of the whole cell; its group is kept."),
        "lookup": _said({"anyOf": [TEXT, PAIRS]}, "Name of a lookup, or the values themselves."),
        "date": _said(TEXTS, "How days are written, such as DD.MM.YYYY."),
        "number": _said(TEXT, "How 1234.5 is written, such as 1.234,5; or auto."),
        "factor": _said(PLAIN, "What numbers are multiplied by."),
        "text": _said(TEXT, "What is written around the value, for which * stands."),
        "otherwise": _said(TEXT, "The value where a cell does not fit; else it is a fault."),
    }


def _source() -> dict[str, Schema]:
    return {
        "column": _said(TEXT, "Header of the column."),
        "split": _said(TEXT, "What parts the values of one cell."),
        "optional": _said(FLAG, "Whether the table may lack the column."),
    }


def _field() -> Schema:
    keys = {
        **_source(),
        "const": _said(
            {"type": ["string", "number"]}, "The value of every row; also a date of TOML."
        ),
        "entity": _said(TEXT, "Name of an entity block of the same table."),
        "record": _said(FLAG, "The row itself, for a locator."),
        **_recipe(),
    }
    return {"anyOf": [_said(TEXT, "A column; with ? at its end it may be missing."), _record(keys)]}


def _table() -> Schema:
    return _record(
        {
            "file": _said(TEXT, "Path inside the folder; NAME.csv if not given."),
            "sheet": _said(TEXT, "Sheet of a workbook, list of a JSON file, nodes or edges."),
            "header": _said(TEXTS, "Names of the columns, where the first row is none."),
            "first_row": _said({"type": "integer", "minimum": 1}, "Row of the header, if not 1."),
            "encoding": _said(TEXT, "Encoding of delimited text, such as cp1252."),
            "delimiter": _said({"type": "string", "minLength": 1, "maxLength": 1}, "Of cells."),
            "ignore": _said(TEXTS, "Columns that nothing reads; * stands for any text."),
            "empty": _said(TEXTS, "Cells that mean nothing, in any column."),
            "where": ROWS,
            "optional": _said(FLAG, "Whether the table may be missing, or have no rows."),
            "unpivot": _said(_many(TEXTS), "New columns of columns that become rows."),
            "split": _said(MARKS, "Columns of which each part of a cell gets a row."),
            "fill": _said(TEXTS, "Columns whose empty cells have the value above."),
            "columns": _said(
                _many(_record({**_source(), **_recipe()})), "New columns, made in their order."
            ),
        }
    )


def _shared() -> dict[str, Schema]:
    part = {"anyOf": [PLAIN, {"type": "array", "items": PLAIN, "minItems": 2}]}
    return {
        "table": _said(TEXT, "Name of the table."),
        "template": _said(TEXT, "Name of a template, for what the block does not say itself."),
        "type": _said(
            {"anyOf": [TEXT, _record(_field()["anyOf"][1]["properties"])]},
            "A class of the ontology, or a column that has it.",
        ),
        "id": _said(FIELD, "Column of explicit ids."),
        "key": _said(
            {"anyOf": [PLAIN, {"type": "array", "items": part}]},
            "Columns whose values identify the record.",
        ),
        "where": ROWS,
        "set": _said(_many(FIELDS), "Property to field, or to several."),
    }


def _entity() -> dict[str, Schema]:
    return {
        **_shared(),
        "name": _said(TEXT, "By which statements of the same row refer to the entity."),
        "labels": _said(_many(FIELD), "Language to preferred name."),
        "alt": _said(FIELD, "Other names."),
        "hidden": _said(FIELD, "Names as misprinted."),
    }


def _statement() -> dict[str, Schema]:
    when = dict.fromkeys(("begin", "end", "date", "as_of"), FIELD)
    evidence = dict.fromkeys(("source", "locator", "as_stated"), FIELD)
    return {
        **_shared(),
        "duplicates": _said(DUPLICATES, "What equal keys mean."),
        "when": _said(_record(when), "Dates, in EDTF."),
        "evidence": _said(
            _record(evidence), "Source and place in it; the row of the export unless said."
        ),
    }


def mapping_schema() -> Schema:
    """Return the JSON Schema of a mapping.

    Returns
    -------
    dict
        A schema of JSON Schema draft 2020-12.

    Examples
    --------
    >>> sorted(mapping_schema()["properties"])
    ['dataset', 'entities', 'lookups', 'statements', 'tables', 'templates']
    """
    values = {"anyOf": [TEXTS, _record({"not": TEXTS}, required=["not"])]}
    dataset = {
        "id": _said({"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"}, "Part of every IRI."),
        "title": TEXT,
        "description": TEXT,
        "licence": _said(TEXT, "Words or a web address."),
        "publisher": TEXT,
        "language": TEXT,
        "ignore_files": _said(TEXTS, "Tables in the folder that nothing reads, on purpose."),
        "lenient": _said(FLAG, "Whether rows at fault are left out and listed."),
        "duplicates": _said(DUPLICATES, "What equal keys mean, unless a block says it."),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mapping of a coopgraph data set",
        **_record(
            {
                "dataset": _record(dataset, required=["id", "title"]),
                "tables": _many({"$ref": "#/$defs/table"}),
                "lookups": _said(
                    _many(PAIRS), "Values and what stands for them; * for others, none if empty."
                ),
                "templates": _many(_record({**_entity(), **_statement()})),
                "entities": {"type": "array", "items": _record(_entity())},
                "statements": {"type": "array", "items": _record(_statement())},
            },
            required=["dataset"],
        ),
        "$defs": {
            "field": _field(),
            "table": _table(),
            "where": _said(_many(values), "Only rows whose cells are among these values."),
        },
    }


def packaged_schema() -> Schema:
    """Return the schema as it travels in the package, beside this module.

    Examples
    --------
    >>> packaged_schema() == mapping_schema()
    True
    """
    text = files("coopgraph.dataset").joinpath(FILE).read_text(encoding="utf-8")
    found: Schema = json.loads(text)
    return found
