from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.mapping.reader import read_mapping
from coopgraph.errors import InputError, Problem
from coopgraph.vocabulary import Schema

GOOD = """
[dataset]
id = "mine"
title = "Mine"

[tables.partners]
file = "sub/partners.xlsx"
sheet = "Partners"
ignore = "Comment"

[[entities]]
name = "partner"
table = "partners"
type = "Organisation"
key = "Partner"
labels = { EN = "Partner" }
set = { kind = "Kind?" }

[[statements]]
table = "partners"
type = "Founding"
key = ["Partner"]
set = { founded = { entity = "partner" }, founder = { column = "By", split = " " } }
when = { date = "Year" }
evidence = { source = { const = "export" }, locator = "Row" }
"""


def _problems(folder: Path, text: str, schema: Schema) -> list[Problem]:
    (folder / "mapping.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_mapping(folder, schema)
    assert {p.file for p in caught.value.problems} == {"mapping.toml"}
    return list(caught.value.problems)


def test_a_mapping_is_read(tmp_path: Path, schema: Schema) -> None:
    (tmp_path / "mapping.toml").write_text("\ufeff" + GOOD, encoding="utf-8")
    mapping = read_mapping(tmp_path, schema)
    (entity,), (statement,) = mapping.entities, mapping.statements
    assert mapping.id == "mine"
    assert mapping.tables["partners"].ignore == ("Comment",)
    assert entity.key == ("Partner",)  # one column needs no brackets
    assert list(entity.labels) == ["en"]
    (kind,), (founder,) = entity.properties["kind"], statement.properties["founder"]
    assert (kind.column, kind.optional) == ("Kind", True)
    assert founder.split == " "
    assert statement.columns() == {"Partner", "By", "Year", "Row"}
    assert statement.duplicates == "error"


def test_a_statement_cites_its_row_of_the_export_unless_said(
    tmp_path: Path, schema: Schema
) -> None:
    cited = 'evidence = { source = { const = "export" }, locator = "Row" }'
    for text, locator in ((cited, "Row"), ('evidence = { as_stated = "Row" }', ""), ("", "")):
        (tmp_path / "mapping.toml").write_text(GOOD.replace(cited, text), encoding="utf-8")
        (statement,) = read_mapping(tmp_path, schema).statements
        assert statement.evidence["source"].const == "export"
        assert statement.evidence["locator"].column == locator
        assert statement.evidence["locator"].record is (locator == "")


def test_a_data_set_may_say_what_equal_keys_mean(tmp_path: Path, schema: Schema) -> None:
    text = GOOD.replace('title = "Mine"', 'title = "Mine"\nduplicates = "merge"')
    for more, duplicates in (("", "merge"), ('duplicates = "number"\n', "number")):
        (tmp_path / "mapping.toml").write_text(text + more, encoding="utf-8")
        (statement,) = read_mapping(tmp_path, schema).statements
        assert statement.duplicates == duplicates
    problems = _problems(tmp_path, text.replace('"merge"', '"marge"'), schema)
    assert [p.column for p in problems] == ["dataset.duplicates"]


def test_a_property_may_take_its_values_from_several_fields(tmp_path: Path, schema: Schema) -> None:
    text = GOOD.replace('"Row"', "{ record = true }")
    text = text.replace('key = ["Partner"]', 'key = ["Partner", ["By", "Kind"]]')
    text = text.replace('{ column = "By", split = " " }', '["By", { column = "Kind" }]')
    (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
    (statement,) = read_mapping(tmp_path, schema).statements
    assert [f.column for f in statement.properties["founder"]] == ["By", "Kind"]
    assert statement.key_columns() == ("Partner", "By", "Kind")
    assert statement.columns() == {"Partner", "By", "Kind", "Year"}


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("[tables.partners]", "[tabels.partners]", "", 'Did you mean "tables"?'),
        ('sheet = "P', 'shet = "P', "tables.partners", 'Did you mean "sheet"?'),
        ("[tables.partners]", "[tables.partner]", "tables.partner", 'Did you mean "partners"?'),
        ('id = "mine"', 'id = "Mine!"', "dataset.id", "lower-case letters"),
        ('id = "mine"', "", "dataset.id", "must be given"),
        ('title = "Mine"', "title = 5", "dataset.title", "expected a text"),
        ('"sub/p', '"/etc/p', "tables.partners.file", "inside the folder"),
        ('"sub/p', '"sub/../../p', "tables.partners.file", "inside the folder"),
        ('"Organisation"', '"Organization"', "entities[1].type", 'Did you mean "Organisation"?'),
        ('"Organisation"', '"Founding"', "entities[1].type", "no such class of entity"),
        ('"Founding"', '"Fonding"', "statements[1].type", 'Did you mean "Founding"?'),
        ('key = "Partner"', "", "entities[1]", "must have an id or a key"),
        ('key = "Partner"', "key = [[1]]", "entities[1].key", "expected texts"),
        ('labels = { EN = "Partner" }', "", "entities[1]", "must have a name"),
        ("EN = ", '"en> <x" = ', "entities[1].labels", "not a language tag"),
        ("kind =", "kindd =", "entities[1].set", 'Did you mean "kind"?'),
        ("kind =", "begin =", "entities[1].set", "an entity has no such property"),
        ("kind =", "party =", "entities[1].set", "an entity has no such property"),
        ('"Kind?"', '{ entity = "partner" }', "entities[1].set.kind", "only statements"),
        ("founder =", "foundr =", "statements[1].set", 'Did you mean "founder"?'),
        ("founder =", "party =", "statements[1].set", "Founding has no such property"),
        ('founded = { entity = "partner" }, ', "", "statements[1].set", "must be set"),
        ('entity = "partner"', 'entity = "patner"', "statements[1].set.founded", "Did you mean"),
        ('date = "Year"', 'dat = "Year"', "statements[1].when", 'Did you mean "date"?'),
        ('date = "Year"', 'date = { entity = "partner" }', "statements[1].when.date", "a column"),
        ('split = " "', "split = 1", "statements[1].set.founder.split", "expected a text"),
        ('split = " "', 'const = "x"', "statements[1].set.founder", "exactly one of"),
        ('column = "By"', 'column = ""', "statements[1].set.founder", "exactly one of"),
        ('split = " "', 'optional = "no"', "statements[1].set.founder.optional", "true or false"),
        ('set = { kind = "Kind?" }', 'set = "kind"', "entities[1].set", "expected a table"),
        ('set = { kind = "Kind?" }', "set = { kind = 1 }", "entities[1].set.kind", "a column name"),
        ('sheet = "Partners"', 'header = ["a", "a"]', "tables.partners.header", "each once"),
        ('sheet = "Partners"', "header = []", "tables.partners.header", "every column"),
        ('key = "Partner"', "key = [[]]", "entities[1].key", "expected texts"),
        ('key = ["Partner"]', 'key = [["a", ["b"]]]', "statements[1].key", "order of"),
        ("when =", 'duplicates = "merg"\nwhen =', "statements[1].duplicates", '"merge"?'),
        ("labels =", 'duplicates = "merge"\nlabels =', "entities[1]", "unknown key"),
        (
            'key = ["Partner"]',
            'id = "Row"\nduplicates = "merge"',
            "statements[1].duplicates",
            "no key",
        ),
        ('"Year"', "{ record = true }", "statements[1].when.date", "only a locator"),
        ('locator = "Row"', "locator = { record = 1 }", "statements[1].evidence.locator", ""),
        (
            'founder = { column = "By", split = " " }',
            "founder = []",
            "statements[1].set.founder",
            "one",
        ),
        (
            'founder = { column = "By", split = " " }',
            'founder = ["By", { entity = "prtner" }]',
            "statements[1].set.founder[2]",
            "Did you mean",
        ),
        (
            'name = "partner"\n',
            'template = "x"\nname = "partner"\n',
            "entities[1].template",
            "no such",
        ),
    ],
)
def test_each_fault_says_where_and_what(
    tmp_path: Path, schema: Schema, old: str, new: str, where: str, words: str
) -> None:
    assert old in GOOD
    problems = _problems(tmp_path, GOOD.replace(old, new, 1), schema)
    told = [p.message for p in problems if p.column == where]
    assert told
    assert words in "".join(told)


@pytest.mark.parametrize(
    "text",
    [
        "dataset = 1",
        'entities = "x"',
        "entities = [1]",
        "templates = 1\ntables = 2",
        "[templates]\na = 1",
        "[[entities]]\ntemplate = [1]\ntype = 5\nwhere = 3",
        "[dataset]\nid = 1\n[[statements]]\nset = []",
        "x = ",
        "a = " + "[" * 2000,
    ],
)
def test_values_of_the_wrong_shape_are_problems(tmp_path: Path, schema: Schema, text: str) -> None:
    assert _problems(tmp_path, text, schema)


def test_all_faults_are_reported_together(tmp_path: Path, schema: Schema) -> None:
    text = GOOD.replace('"Founding"', '"Fonding"').replace("kind =", "kindd =")
    text = text.replace('id = "mine"', "")
    found = {p.column for p in _problems(tmp_path, text, schema)}
    assert {"dataset.id", "statements[1].type", "entities[1].set"} <= found


def test_an_entity_of_another_class_than_the_role_takes(tmp_path: Path, schema: Schema) -> None:
    text = GOOD.replace('"Founding"', '"Governance"').replace("founded =", "authority =")
    text = text.replace("founder =", "territory =").replace('"Organisation"', '"Person"')
    assert "is a Person, but authority takes a Organisation" in {
        p.message for p in _problems(tmp_path, text, schema)
    }


def test_no_file_says_what_to_do(tmp_path: Path, schema: Schema) -> None:
    with pytest.raises(InputError, match="no such file; see coopgraph init"):
        read_mapping(tmp_path, schema)


KEYS = st.sampled_from(
    [
        *("dataset", "tables", "templates", "entities", "statements", "table", "type", "id", "key"),
        *("where", "set", "labels", "alt", "when", "evidence", "source", "locator", "column"),
        *("const", "entity", "split", "optional", "begin", "name", "template", "file", "en"),
    ]
)
VALUES = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(), st.booleans()),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_anything_else_is_refused_in_order(
    tmp_path_factory: pytest.TempPathFactory, schema: Schema, content: dict[str, object]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "mapping.toml").write_text(_toml(content), encoding="utf-8")
    with pytest.raises(InputError):
        read_mapping(folder, schema)


def _toml(content: dict[str, object]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in content.items())


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + "".join(f"\\U{ord(c):08X}" for c in value) + '"'
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return "{" + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + "}"
    return str(value)
