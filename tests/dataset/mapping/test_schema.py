"""The JSON Schema says what the reader reads: no key more, no key less."""

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

import coopgraph.dataset
from coopgraph.dataset.mapping import reader as mapping
from coopgraph.dataset.mapping import recipes
from coopgraph.dataset.mapping.schema import FILE, packaged_schema
from coopgraph.dataset.mapping.schema import mapping_schema as made_schema

SCHEMA = made_schema()
FIELD = SCHEMA["$defs"]["field"]["anyOf"][1]
BLOCKS = SCHEMA["properties"]


def _keys(schema: dict[str, object]) -> set[str]:
    assert schema["additionalProperties"] is False
    properties = schema["properties"]
    assert isinstance(properties, dict)
    return set(properties)


@pytest.mark.parametrize(
    ("schema", "keys"),
    [
        (SCHEMA, mapping.TOP),
        (BLOCKS["dataset"], mapping.DATASET_KEYS),
        (SCHEMA["$defs"]["table"], mapping.TABLE_KEYS),
        (FIELD, (*mapping.FIELD_KEYS, *recipes.RECIPE_KEYS)),
        (BLOCKS["entities"]["items"], mapping.ENTITY_KEYS),
        (BLOCKS["statements"]["items"], mapping.STATEMENT_KEYS),
        (BLOCKS["statements"]["items"]["properties"]["when"], mapping.WHEN_KEYS),
        (BLOCKS["statements"]["items"]["properties"]["evidence"], mapping.EVIDENCE_KEYS),
        (
            SCHEMA["$defs"]["table"]["properties"]["columns"]["additionalProperties"],
            ("column", "split", "optional", *recipes.RECIPE_KEYS),
        ),
    ],
)
def test_the_schema_has_the_keys_of_the_reader(
    schema: dict[str, object], keys: tuple[str, ...]
) -> None:
    assert _keys(schema) == set(keys)


def test_templates_take_the_keys_of_both_blocks() -> None:
    template = BLOCKS["templates"]["additionalProperties"]
    assert _keys(template) == {*mapping.ENTITY_KEYS, *mapping.STATEMENT_KEYS}


def test_the_packaged_schema_is_the_one_that_is_made() -> None:
    assert packaged_schema() == made_schema()
    jsonschema.Draft202012Validator.check_schema(made_schema())
    path = Path(coopgraph.dataset.__file__).with_name(FILE)
    assert path.read_text(encoding="utf-8").endswith("}\n")


def test_every_mapping_of_the_checkout_fits_the_schema(root: Path) -> None:
    paths = [*root.glob("src/coopgraph/dataset/presets/*/mapping.toml")]
    paths += root.glob("graph_data/*/mapping.toml")
    paths += root.glob("tests/dataset/mini/mapping.toml")
    assert len(paths) > 6
    for path in paths:
        jsonschema.validate(tomllib.loads(path.read_text(encoding="utf-8")), SCHEMA)


def test_a_misspelt_key_does_not_fit() -> None:
    with pytest.raises(jsonschema.ValidationError, match="wehn"):
        jsonschema.validate(
            {"dataset": {"id": "a", "title": "A"}, "statements": [{"wehn": {}}]}, SCHEMA
        )


def test_every_key_is_documented(root: Path) -> None:
    text = (root / "docs" / "mapping.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z_]+)`", text)) | set(re.findall(r"[{,] ?([a-z_]+) =", text))
    keys = {*mapping.TOP, *mapping.DATASET_KEYS, *mapping.TABLE_KEYS, *mapping.ENTITY_KEYS}
    keys |= {*mapping.STATEMENT_KEYS, *mapping.WHEN_KEYS, *mapping.EVIDENCE_KEYS}
    keys |= {*mapping.FIELD_KEYS, *recipes.RECIPE_KEYS}
    keys -= {key for key in keys if f"[{key}" in text}
    assert keys <= told, sorted(keys - told)
    json.dumps(SCHEMA)
