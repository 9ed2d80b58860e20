"""Recipes are read from TOML; what is ill-formed is noted where it stands."""

import tomllib
from pathlib import Path

import pytest

from coopgraph.dataset.mapping.blocks import Recipe
from coopgraph.dataset.mapping.reader import read_mapping
from coopgraph.dataset.mapping.recipes import is_recipe
from coopgraph.errors import InputError, Problem
from coopgraph.store.ontology import load_schema

MAPPING = """
[dataset]
id = "mine"
title = "Mine"
[lookups.roles]
"Lead" = "lead-partner"
[tables.partners.columns]
Made = %s
[[entities]]
table = "partners"
type = "Organisation"
key = "Partner"
labels = { en = "Partner" }
set = { note = "Made" }
"""


def _read(folder: Path, recipe: str) -> dict[str, Recipe]:
    (folder / "mapping.toml").write_text(MAPPING % recipe, encoding="utf-8")
    return read_mapping(folder, load_schema()).tables["partners"].columns


def _problems(folder: Path, recipe: str) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        _read(folder, recipe)
    return list(caught.value.problems)


def test_steps_are_read_as_they_are_written(tmp_path: Path) -> None:
    entry = (
        '{ columns = ["A", "B"], joiner = "-", empty = "n/a", number = "1.234,5", factor = 1000, '
        'text = "EUR *", otherwise = "" }'
    )
    (found,) = _read(tmp_path, entry).values()
    assert (found.columns, found.joiner, found.empty) == (("A", "B"), "-", ("n/a",))
    assert (found.number, found.factor, found.text) == ("1.234,5", "1000", "EUR *")
    assert found.otherwise == ""
    assert found.inputs() == {"A", "B"}


def test_a_lookup_is_named_or_written_on_the_spot(tmp_path: Path) -> None:
    for entry in (
        '{ column = "A", lookup = "roles" }',
        '{ column = "A", lookup = { Lead = "lead-partner" } }',
    ):
        (found,) = _read(tmp_path, entry).values()
        assert found.lookup == {"Lead": "lead-partner"}


@pytest.mark.parametrize(
    ("entry", "key", "words"),
    [
        ('{ number = "auto" }', "", "either column or columns"),
        ('{ column = "A", pattern = "(" }', ".pattern", "not a regular expression of RE2"),
        ('{ column = "A", lookup = "rols" }', ".lookup", 'Did you mean "roles"'),
        ('{ column = "A", date = "DD.MM" }', ".date", "expected YYYY"),
        ('{ column = "A", number = "x" }', ".number", 'expected "auto"'),
        ('{ column = "A", factor = 2 }', ".factor", "needs number"),
        ('{ column = "A", text = "EUR" }', ".text", "with one *"),
        ('{ column = "A", on = ["B"] }', ".on", "needs the table"),
        ('{ column = "A", table = "partners" }', ".on", "the columns that are equal"),
    ],
)
def test_each_fault_says_where_it_is(tmp_path: Path, entry: str, key: str, words: str) -> None:
    found = _problems(tmp_path, entry)
    place = f"tables.partners.columns.Made{key}"
    assert any(p.column == place and words in p.message for p in found), found


def test_a_column_alone_is_no_recipe() -> None:
    assert not is_recipe(tomllib.loads('column = "A"\nsplit = "|"\noptional = true'))
    assert is_recipe({"columns": ["A"]})
