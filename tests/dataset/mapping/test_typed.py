import decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.formats.tables import Table
from coopgraph.dataset.mapping.blocks import Field
from coopgraph.dataset.mapping.frames import Faults
from coopgraph.dataset.mapping.typed import Typed, canonical_number
from coopgraph.vocabulary import Schema

TABLE = Table("t", "t.csv", pd.DataFrame())


def _plain(schema: Schema, prop: str, cell: str) -> tuple[list[list[str]], list[str]]:
    faults = Faults()
    cells = pd.Series([cell], index=[2], dtype="str")
    subjects = pd.Series(["s"], index=[2], dtype="str")
    frame = Typed(schema, faults).plain(TABLE, Field("c"), prop, cells, subjects).frame()
    return frame[["property", "value", "kind"]].to_numpy().tolist(), [
        str(p) for p in faults.problems
    ]


@pytest.mark.parametrize(
    ("prop", "cell", "record"),
    [
        ("amount", "1776888.50", ["coop:amount", "1776888.5", "decimal"]),
        ("value", "+0850", ["coop:value", "850", "integer"]),
        ("asOf", "2018-12-31", ["coop:asOf", "2018-12-31", "date"]),
        ("note", "x", ["skos:note", "x", "string"]),
        ("seeAlso", "https://example.org", ["rdfs:seeAlso", "https://example.org", "iri"]),
        (
            "role",
            "lead-partner",
            ["coop:role", "https://w3id.org/coopgraph/vocab/role/lead-partner", "iri"],
        ),
    ],
)
def test_a_value_gets_the_kind_of_its_property(
    schema: Schema, prop: str, cell: str, record: list[str]
) -> None:
    assert _plain(schema, prop, cell) == ([record], [])


@pytest.mark.parametrize(
    ("prop", "cell", "words"),
    [
        ("amount", "1,776,888.50", "not a number"),
        ("amount", "1e3", "not a number"),
        ("amount", "١٢", "not a number"),
        ("amount", "NaN", "not a number"),
        ("amount", "9" * 30, "not a number"),
        ("value", "2.5", "not a whole number"),
        ("asOf", "2018", "one day such as 2018-12-31"),
        ("asOf", "2018-02-30", "not a date"),
        ("role", "lead-partnr", 'Did you mean "lead-partner"?'),
        ("comparator", "zzz", "Expected one of about, almost"),
        ("seeAlso", "javascript:alert(1)", "not an address"),
        ("seeAlso", "https://a b", "not an address"),
        ("seeAlso", "https://a/%zz", "not an address"),
    ],
)
def test_a_cell_of_the_wrong_type_is_one_problem(
    schema: Schema, prop: str, cell: str, words: str
) -> None:
    records, problems = _plain(schema, prop, cell)
    assert records == []
    assert len(problems) == 1
    assert problems[0].startswith('t.csv, row 2, column "c": "')
    assert words in problems[0]


@given(st.from_regex(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", fullmatch=True))
def test_a_canonical_number_has_the_same_value_and_is_stable(text: str) -> None:
    if not text.isascii():
        return
    found = canonical_number(text)
    assert decimal.Decimal(found) == decimal.Decimal(text)
    assert canonical_number(found) == found
    assert found == "0" or not found.strip("-").startswith("00")
