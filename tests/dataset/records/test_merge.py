"""Rows with equal keys: faults, one statement, or parallel ones, as the mapping says."""

import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from coopgraph.dataset.records.records import Records, read_records
from coopgraph.errors import Problem
from coopgraph.vocabulary import Schema

Lists = Callable[..., Path]
Problems = Callable[[Path], list[Problem]]

SOURCES = """
[early]
title = "Early list"
publisher = "Office"
language = "en"
as_of = "2012-01-01"

[late]
title = "Late list"
publisher = "Office"
language = "en"
as_of = "2013-01-01"
"""
MAPPING = """
[dataset]
id = "twins"
title = "Twins"

[tables.pairs]
file = "pairs.csv"
header = ["one", "other", "since", "note", "source"]

[[entities]]
name = "one"
table = "pairs"
type = "Territory"
key = "one"
labels = { en = "one" }

[[entities]]
name = "other"
table = "pairs"
type = "Territory"
key = "other"
labels = { en = "other" }

[[statements]]
table = "pairs"
type = "Twinning"
key = [["one", "other"]]
duplicates = "DUPLICATES"
set = { party = [{ entity = "one" }, { entity = "other" }], note = "note" }
when = { begin = "since" }
evidence = { source = "source", locator = { record = true } }
"""


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    def write(*rows: str, duplicates: str = "merge", mapping: str = MAPPING) -> Path:
        text = mapping.replace("DUPLICATES", duplicates)
        (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
        (tmp_path / "sources.toml").write_text(SOURCES, encoding="utf-8")
        (tmp_path / "pairs.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        return tmp_path

    return write


def _values(records: Records, prop: str) -> list[str]:
    values = records.values[records.values["subject"].str.contains("/twins/")]
    return sorted(values.loc[values["property"] == prop, "value"].drop_duplicates())


def _quads(records: Records) -> pd.DataFrame:
    values = records.values.drop_duplicates()
    return values.sort_values(list(values.columns), ignore_index=True)


MUTUAL = ("Aby,Beby,1990,told by Aby,early", "Beby,Aby,1990,told by Beby,late")


def test_merged_rows_make_one_statement_that_each_row_supports(
    lists: Lists, schema: Schema
) -> None:
    records = read_records(lists(*MUTUAL), schema)
    assert len(_values(records, "coop:evidence")) == 2
    assert _values(records, "coop:locator") == [
        "pairs.csv, record Aby | Beby",
        "pairs.csv, record Beby | Aby",
    ]
    assert _values(records, "rdfs:label")[-1:] == ["Twinning: Aby – Beby"]
    assert _values(records, "coop:begin") == ["1990"]
    assert _values(records, "skos:note") == ["told by Aby", "told by Beby"]


def test_merged_rows_speak_until_the_last_of_their_days(lists: Lists, schema: Schema) -> None:
    records = read_records(lists(*MUTUAL), schema)
    twinning = records.values[records.values["property"] == "coop:party"]["subject"].unique()
    said = records.values[records.values["subject"].isin(twinning)]
    assert len(twinning) == 1
    assert said.loc[said["property"] == "coop:asOf", "value"].tolist() == ["2013-01-01"]


def test_merged_rows_that_disagree_are_a_fault(lists: Lists, problems: Problems) -> None:
    (problem,) = problems(lists(MUTUAL[0], MUTUAL[1].replace("1990", "1991"), "Aby,Ceby,,,late"))
    assert (problem.file, problem.row) == ("pairs.csv", 2)
    assert "makes one statement with pairs.csv, row 1" in problem.message
    assert "begin differs: 1990, 1991" in problem.message


def test_one_fault_is_one_problem(lists: Lists, problems: Problems) -> None:
    rows = [f"Aby,Beby,{year},,late" for year in (1990, 1991, 1992)]
    assert len(problems(lists(*rows))) == 1


def test_without_a_word_equal_keys_are_a_fault(lists: Lists, problems: Problems) -> None:
    (problem,) = problems(lists(*MUTUAL, duplicates="error"))
    assert 'set "duplicates" in the mapping' in problem.message


def test_numbered_rows_are_parallel_statements(lists: Lists, schema: Schema) -> None:
    rows = (*MUTUAL, MUTUAL[0], "Aby,Ceby,,,late")
    records = read_records(lists(*rows, duplicates="number"), schema)
    twinnings = records.values[records.values["value"].str.endswith("#Twinning")]
    assert len(twinnings) == 4
    assert len(records.origins) == 4 + 3


@pytest.mark.parametrize("duplicates", ["merge", "number"])
def test_the_order_of_rows_does_not_matter(lists: Lists, schema: Schema, duplicates: str) -> None:
    rows = [*MUTUAL, MUTUAL[0], "Aby,Ceby,,,late", "Ceby,Aby,,,early", "Ceby,Beby,2000,,early"]
    first = _quads(read_records(lists(*rows, duplicates=duplicates), schema))
    random.Random(1).shuffle(rows)
    again = _quads(read_records(lists(*rows, duplicates=duplicates), schema))
    pd.testing.assert_frame_equal(first, again)


def test_rows_of_two_tables_may_be_one_statement(
    lists: Lists, schema: Schema, tmp_path: Path
) -> None:
    blocks = MAPPING[MAPPING.index("[[entities]]") :]
    for word in ("pairs", '"one"\n', '"other"\n'):
        blocks = blocks.replace(word, word.replace("pairs", "more"))
    for name in ("one", "other"):
        blocks = blocks.replace(f'name = "{name}"', f'name = "{name} there"')
        blocks = blocks.replace(f'entity = "{name}"', f'entity = "{name} there"')
    header = MAPPING[MAPPING.index("[tables") : MAPPING.index("[[entities]]")]
    mapping = MAPPING + header.replace("pairs", "more") + blocks
    (tmp_path / "more.csv").write_text(MUTUAL[1] + "\n", encoding="utf-8")
    records = read_records(lists(MUTUAL[0], mapping=mapping), schema)
    twinnings = records.values[records.values["value"].str.endswith("#Twinning")]
    assert twinnings["subject"].nunique() == 1
    assert len(_values(records, "coop:evidence")) == 2


def test_equal_ids_are_a_fault_even_where_equal_keys_are_not(
    lists: Lists, problems: Problems
) -> None:
    mapping = MAPPING.replace('key = [["one", "other"]]', 'key = [["one", "other"]]\nid = "note"')
    mapping = mapping.replace('note = "note", ', "")
    rows = ("Aby,Beby,,same,early", "Beby,Aby,,same,late")
    (problem,) = problems(lists(*rows, mapping=mapping))
    assert "this id is already used in pairs.csv, row 1" in problem.message
