"""Tables in the folder that the mapping does not read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.dataset.records.records import Records
from coopgraph.errors import Problem

Towns = Callable[..., Path]
Read = Callable[[Path], Records]
Problems = Callable[[Path], list[Problem]]


def _setting(folder: Path, old: str, new: str) -> None:
    path = folder / "mapping.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("other", ["lniks.csv", "links.xlsx", "links.tsv"])
def test_a_misnamed_optional_table_is_the_only_problem(
    towns: Towns, problems: Problems, other: str
) -> None:
    folder = towns()
    _setting(folder, "[[entities]]", "[tables.links]\noptional = true\n\n[[entities]]")
    (folder / "links.csv").rename(folder / other)
    (found,) = problems(folder)
    assert found.file == other
    assert 'Did you mean "links.csv"?' in found.message
    assert f'file = "{other}" under [tables.links]' in found.message


def test_what_refers_to_a_misnamed_table_is_not_reported_too(
    towns: Towns, problems: Problems
) -> None:
    folder = towns()
    _setting(folder, "[[entities]]", "[tables.towns]\noptional = true\n\n[[entities]]")
    (folder / "towns.csv").rename(folder / "tonws.csv")
    assert [p.file for p in problems(folder)] == ["tonws.csv"]


def test_a_table_that_is_like_none_is_named(towns: Towns, problems: Problems) -> None:
    (found,) = problems(towns(budget_csv="a,b\n1,2\n"))
    assert found.file == "budget.csv"
    assert "ignore_files" in found.message


def test_files_are_left_alone_on_purpose(towns: Towns, read: Read) -> None:
    folder = towns(budget_csv="a,b\n", notes_md="x")
    (folder / "~$towns.xlsx").touch()
    _setting(folder, 'title = "Towns"', 'title = "Towns"\nignore_files = ["bud*.csv"]')
    assert set(read(folder).counts) == {"towns.csv", "links.csv"}
