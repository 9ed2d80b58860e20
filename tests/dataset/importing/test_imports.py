"""Which file is which table, and what an import writes beside them."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.importing.imports import (
    RECORD,
    Export,
    assign_files,
    is_inside,
    read_export,
    toml_text,
    with_lenience,
    with_table_file,
)
from coopgraph.dataset.mapping.blocks import DatasetMapping, TableSettings
from coopgraph.errors import InputError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def mapping(**files: str) -> DatasetMapping:
    tables = {name: TableSettings(file) for name, file in files.items()}
    return DatasetMapping({"id": "x", "title": "X"}, tables, (), ())


def write(folder: Path, *names: str) -> list[str]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("a\n1\n")
    return [str(folder / name) for name in names]


@given(st.dictionaries(TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=3), max_size=3))
def test_texts_come_back_from_toml(content: dict[str, dict[str, str]]) -> None:
    assert tomllib.loads(toml_text(content)) == content


# ---- files ---------------------------------------------------------------------------------------


def test_names_and_what_is_left_tell_which_file_is_which(tmp_path: Path) -> None:
    found = assign_files(
        mapping(a="a.csv", b="sub/B.csv", c="c.csv"), write(tmp_path, "x.csv", "A.csv", "b.csv")
    )
    assert {file: path.name for file, path in found.items()} == {
        "a.csv": "A.csv",
        "sub/B.csv": "b.csv",
        "c.csv": "x.csv",
    }


def test_two_that_are_left_must_be_told_apart(tmp_path: Path) -> None:
    one, two = write(tmp_path, "x.csv", "y.csv")
    both = mapping(a="a.csv", b="b.csv")
    with pytest.raises(InputError, match="which table is it") as caught:
        assign_files(both, [one, two])
    assert len(caught.value.problems) == 4
    found = assign_files(both, [f"b={one}", two])
    assert {file: path.name for file, path in found.items()} == {"a.csv": "y.csv", "b.csv": "x.csv"}


def test_a_folder_has_files_by_their_names(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "sub/b.csv", "other.csv")
    found = assign_files(mapping(a="a.csv", b="sub/b.csv"), [str(tmp_path)])
    assert sorted(found) == ["a.csv", "sub/b.csv"]
    with pytest.raises(InputError, match="no file is given for this table"):
        assign_files(mapping(a="a.csv", z="zzz.xlsx"), [str(tmp_path)])


@pytest.mark.parametrize(
    "file", ["../a.csv", "/a.csv", "x/../../a.csv", "C:\\a.csv", "..\\a.csv", ""]
)
def test_no_file_leads_out_of_the_folder(file: str, tmp_path: Path) -> None:
    assert not is_inside(file)
    with pytest.raises(InputError, match="leads elsewhere"):
        assign_files(mapping(a=file), write(tmp_path, "a.csv"))
    noted = Export("p", "2020-01-01", "2020-01-01", "x", {file: "y"})
    (tmp_path / RECORD).write_text(noted.text(), encoding="utf-8")
    with pytest.raises(InputError, match="not as an import has written it"):
        read_export(tmp_path)


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / RECORD).write_text(Export("p", "../x", "", "x").text(), encoding="utf-8")
    with pytest.raises(InputError, match="not as an import has written it"):
        read_export(tmp_path)


# ---- the mapping ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '[tables.a]\nfile = "a.csv"  # here\nignore = ["x"]\n',
        "[tables.a]\nfile='a.csv'\n",
        '[tables]\na = { file = "a.csv" }\n',
        '[tables.a]\nignore = ["x"]\n',
        '[[entities]]\ntable = "a"\n',
        'tables.a = {}\ndataset.id = "x"\n',
        'tables.a = { ignore = ["*"] }\n[[entities]]\ntable = "a"\n',
        'tables.a.ignore = ["*"]\ntables.a.encoding = "cp1252"\n[[entities]]\ntable = "a"\n',
        '[tables.a.columns]\nx = "y"\n',
    ],
)
def test_a_mapping_reads_a_file_of_another_name(text: str) -> None:
    edited = with_table_file(text, mapping(a="a.csv"), "a.csv", "a.csv.gz")
    assert tomllib.loads(edited)["tables"]["a"]["file"] == "a.csv.gz"
    assert ("# here" in edited) == ("# here" in text)


def test_a_mapping_that_cannot_be_edited_is_told_to_its_author() -> None:
    with pytest.raises(InputError, match=r'write file = "b\.csv" for it'):
        with_table_file("[tables]\na = { sheet = 'x' }\n", mapping(a="a.csv"), "a.csv", "b.csv")


def test_lenience_is_written_once_and_never_against_what_is_said() -> None:
    once = with_lenience("# mine\n[dataset]  # here\nid = 'x'\n")
    assert tomllib.loads(once)["dataset"] == {"lenient": True, "id": "x"}
    assert with_lenience(once) == once
    strict = "[dataset]\nlenient = false\n"
    assert with_lenience(strict) == strict
    with pytest.raises(InputError, match="lenient = true"):
        with_lenience("'dataset' = { id = 'x' }\n")


@pytest.mark.parametrize(
    "text",
    [
        '[dataset]\nid = "a"\n',
        '[dataset]   # mine\nid = "a"\n',
        'dataset = { id = "a" }\n[tables.dataset]\n',
        'dataset.id = "a"\n',
    ],
)
def test_lenience_is_written_into_any_form_of_a_mapping(text: str) -> None:
    content = tomllib.loads(with_lenience(text))
    assert content.pop("dataset") == {"id": "a", "lenient": True}
    assert content == {k: v for k, v in tomllib.loads(text).items() if k != "dataset"}
