from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from coopgraph.dataset.mapping.blocks import Block, Field
from coopgraph.dataset.records.keys import row_keys
from coopgraph.dataset.records.records import Records
from coopgraph.errors import Problem

Towns = Callable[..., Path]
Read = Callable[[Path], Records]
Problems = Callable[[Path], list[Problem]]


def _said(records: Records, subject: str) -> set[tuple[str, str, str]]:
    values = records.values[records.values["subject"].str.endswith(subject)]
    return set(zip(values["property"], values["value"], values["kind"], strict=True))


def test_other_names_may_carry_a_language(towns: Towns, read: Read) -> None:
    folder = towns(towns_csv="id,label,alt\naby,Aby,Åbo@SV | x@y.org | Turku\nbeby,B,\n")
    assert {
        ("skos:altLabel", "Åbo", "@sv"),
        ("skos:altLabel", "x@y.org", "string"),
        ("skos:altLabel", "Turku", "string"),
    } <= _said(read(folder), "/aby")


@pytest.mark.parametrize("bad", ["Lower Silesia", "a/b", "a>b", "-a", "javascript:alert(1)", "å"])
def test_an_id_that_would_spoil_an_address_is_refused(
    towns: Towns, problems: Problems, bad: str
) -> None:
    found = problems(towns(towns_csv=f"id,label\naby,A\nbeby,B\n{bad},C\n"))
    assert [(p.file, p.row, p.column, p.value) for p in found] == [("towns.csv", 4, "id", bad)]
    assert "lower-case letters, digits and hyphens" in found[0].message


def test_an_id_of_two_rows_names_the_first(towns: Towns, problems: Problems) -> None:
    (problem,) = problems(towns(towns_csv="id,label\naby,A\nbeby,B\naby,C\n"))
    assert str(problem) == (
        'towns.csv, row 4, column "id": "aby": this id is already used in towns.csv, row 2'
    )


def test_missing_ids_reserved_ids_and_missing_names(towns: Towns, problems: Problems) -> None:
    found = problems(towns(towns_csv="id,label\naby,A\nbeby,B\n,C\nsource,D\nceby,\n"))
    assert [(p.row, p.column) for p in found] == [(4, "id"), (5, "id"), (6, "label")]


def test_a_kind_of_the_wrong_vocabulary_is_refused(towns: Towns, problems: Problems) -> None:
    (problem,) = problems(towns(towns_csv="id,label,kind\naby,A,city\nbeby,B,bank\n"))
    assert (problem.row, problem.column, problem.value) == (3, "kind", "bank")
    assert "territory-kind" in problem.message


def test_a_kind_of_a_class_that_has_none_is_not_lost_silently(
    mini: Path, problems: Problems
) -> None:
    path = mini / "things.csv"
    path.write_text(path.read_text("utf-8") + "ann,Person,city,Ann,,,\n", encoding="utf-8")
    (problem,) = problems(mini)
    assert (problem.column, problem.message) == ("kind", "a Person has no kind; empty the cell")


def test_an_unknown_class_is_reported_once(mini: Path, problems: Problems) -> None:
    path = mini / "things.csv"
    path.write_text(path.read_text("utf-8").replace(",Project,", ",Projekt,"), encoding="utf-8")
    (problem,) = problems(mini)
    assert str(problem).endswith('"Projekt": no such class of entity. Did you mean "Project"?')


def test_an_address_of_another_scheme_is_refused(towns: Towns, problems: Problems) -> None:
    table = "id,label,see\naby,A,javascript:alert(1)\nbeby,B,https://example.org/b\n"
    (problem,) = problems(towns(towns_csv=table))
    assert (problem.row, problem.column, problem.value) == (2, "see", "javascript:alert(1)")


def test_a_hostile_label_stays_text(towns: Towns, read: Read) -> None:
    label = '"> . <x:a> <x:b> <x:c> . # <script>=cmd()'
    cell = label.replace('"', '""')
    records = read(towns(towns_csv=f'id,label\naby,"{cell}"\nbeby,B\n'))
    assert ("skos:prefLabel", label, "@en") in _said(records, "/aby")


def _keys(cells: list[str], **block: object) -> list[str]:
    frame = pd.DataFrame({"a": cells}, dtype="str")
    fields = Block("statements[1]", "t", Field(const="T"), key=("a",), **block)  # type: ignore[arg-type]
    return row_keys(fields, frame, "d", pd.Series("T", index=frame.index)).tolist()


def test_a_split_cell_is_a_set_in_the_key() -> None:
    split = {"p": (Field("a", split="|"),)}
    keys = _keys(["x | y", "y|x", "x | y | x |", "x"], properties=split)
    assert len(set(keys[:3])) == 1
    assert keys[3] != keys[0]


def test_parts_are_not_confused_with_other_marks() -> None:
    assert len(set(_keys(["x|y", "x"], properties={"p": (Field("a", split=";"),)}))) == 2


def test_the_class_of_a_row_is_in_its_key() -> None:
    frame = pd.DataFrame({"a": ["x", "x"]}, dtype="str")
    block = Block("statements[1]", "t", Field("type"), key=("a",))
    keys = row_keys(block, frame, "d", pd.Series(["Twinning", "Partnership"]))
    assert keys[0] != keys[1]
