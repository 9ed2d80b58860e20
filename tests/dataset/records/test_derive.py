from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from coopgraph.dataset.formats.tables import Table, row_numbers
from coopgraph.dataset.mapping.blocks import Join, Recipe, TableSettings
from coopgraph.dataset.records.derive import derive_tables, file_columns
from coopgraph.dataset.records.records import Records
from coopgraph.errors import Problem

Cells = dict[str, list[str]]


def _table(name: str, cells: Cells) -> Table:
    rows = range(2, 2 + len(next(iter(cells.values()))))
    return Table(name, f"{name}.csv", pd.DataFrame(cells, index=list(rows), dtype="str"))


def _derived(cells: Cells, **settings: object) -> tuple[pd.DataFrame, list[Problem]]:
    options = {"t": TableSettings("t.csv", **settings)}  # type: ignore[arg-type]
    tables, problems = derive_tables({"t": _table("t", cells)}, options)
    return tables["t"].frame, problems


def _joined(
    here: Cells, there: Cells, join: Join, **more: object
) -> tuple[pd.DataFrame, list[Problem]]:
    recipe = Recipe(("value",), join=join, **more)  # type: ignore[arg-type]
    settings = {"t": TableSettings("t.csv", columns={"new": recipe}), "o": TableSettings("o.csv")}
    tables = {"t": _table("t", here), "o": _table("o", there)}
    done, problems = derive_tables(tables, settings)
    return done["t"].frame, problems


# ---- rows ----------------------------------------------------------------------------------------


def test_each_part_of_a_cell_gets_a_row_that_still_tells_its_number() -> None:
    frame, _ = _derived({"who": ["A; B", "C", ""], "n": ["1", "2", "3"]}, split={"who": ";"})
    assert frame["who"].tolist() == ["A", "B", "C", ""]
    assert row_numbers(frame.index).tolist() == [2, 2, 3, 4]
    assert frame.index.is_unique


def test_columns_with_a_star_become_rows() -> None:
    cells = {
        "P 1": ["A", "D"],
        "C 1": ["x", "z"],
        "P 2": ["B", ""],
        "C 2": ["", ""],
        "k": ["p", "q"],
    }
    frame, _ = _derived(cells, unpivot={"who": ("P *",), "where": ("C *",), "place": ("*",)})
    assert frame[["k", "who", "where", "place"]].to_numpy().tolist() == [
        ["p", "A", "x", "1"],
        ["p", "B", "", "2"],
        ["q", "D", "z", "1"],
    ]


def test_named_columns_become_rows_with_their_names() -> None:
    cells = {"Turku": ["lead", ""], "Gdynia": ["x", "x"], "id": ["a", "b"]}
    frame, _ = _derived(cells, unpivot={"role": ("Turku", "Gdynia"), "town": ("*",)})
    assert sorted(map(tuple, frame[["id", "town", "role"]].to_numpy().tolist())) == [
        ("a", "Gdynia", "x"),
        ("a", "Turku", "lead"),
        ("b", "Gdynia", "x"),
    ]


def test_a_pattern_that_no_column_fits_is_a_fault_of_the_mapping() -> None:
    _, (problem,) = _derived({"a": ["1"]}, unpivot={"x": ("Partner *",)})
    assert (problem.file, problem.column) == ("mapping.toml", "tables.t.unpivot")


def test_rows_are_left_out_by_made_columns_too() -> None:
    recipe = Recipe(("status",), lookup={"o": "open", "c": "closed"})
    frame, _ = _derived({"status": ["o", "c"]}, columns={"said": recipe}, where={"said": ("open",)})
    assert frame["status"].tolist() == ["o"]


def test_cells_that_mean_nothing_are_emptied_first() -> None:
    frame, _ = _derived({"a": ["n/a", "x"]}, empty=("n/a",))
    assert frame["a"].tolist() == ["", "x"]


# ---- columns -------------------------------------------------------------------------------------


def test_a_fault_names_each_row_and_the_column_of_the_file() -> None:
    _, problems = _derived(
        {"Start": ["2015/13/01", "2015/01/31", "2015/13/01"]},
        columns={"begin": Recipe(("Start",), date=("YYYY/MM/DD",))},
    )
    assert [(p.row, p.column, p.value) for p in problems] == [
        (2, "Start", "2015/13/01"),
        (4, "Start", "2015/13/01"),
    ]


def test_cells_are_joined_without_the_empty_ones() -> None:
    frame, _ = _derived(
        {"a": ["x", "x", ""], "b": ["y", "", "z"]},
        columns={"ab": Recipe(("a", "b"), joiner=", ")},
    )
    assert frame["ab"].tolist() == ["x, y", "x", "z"]


def test_columns_are_made_of_columns_that_are_made() -> None:
    columns = {
        "code": Recipe(("nuts",), pattern="([A-Z0-9]+) / .*"),
        "region": Recipe(("code",), text="NUTS *"),
    }
    frame, _ = _derived({"nuts": ["DEG01 / Erfurt"]}, columns=columns)
    assert frame["region"].tolist() == ["NUTS DEG01"]
    assert file_columns("t", {"t": TableSettings("t.csv", columns=columns)}, []).needed == {"nuts"}


# ---- joins ---------------------------------------------------------------------------------------

HERE = {"key": ["a", "b", ""], "who": ["x", "y", "z"]}


def test_a_column_is_taken_from_the_row_of_another_table() -> None:
    there = {"id": ["b", "a"], "value": ["2", "1"]}
    frame, problems = _joined(HERE, there, Join("o", {"key": "id"}))
    assert (frame["new"].tolist(), problems) == (["1", "2", ""], [])


def test_a_lookup_may_say_what_an_empty_cell_means() -> None:
    recipe = Recipe(("ended",), lookup={"": "in-force", "*": "terminated"})
    frame, problems = _derived({"ended": ["2019", ""]}, columns={"stage": recipe})
    assert frame["stage"].tolist() == ["terminated", "in-force"]
    assert problems == []


def test_a_lookup_leaves_an_empty_cell_empty_unless_it_has_its_key() -> None:
    recipe = Recipe(("ended",), lookup={"*": "terminated"}, otherwise="in-force")
    frame, problems = _derived({"ended": ["2019", ""]}, columns={"stage": recipe})
    assert frame["stage"].tolist() == ["terminated", ""]
    assert problems == []


def test_a_row_without_match_is_a_fault_unless_said_otherwise() -> None:
    there = {"id": ["a"], "value": ["1"]}
    _, (problem,) = _joined(HERE, there, Join("o", {"key": "id"}))
    assert (problem.row, problem.value, problem.message) == (3, "b", "no row of o has this id")
    frame, problems = _joined(HERE, there, Join("o", {"key": "id"}), otherwise="none")
    assert (frame["new"].tolist(), problems) == (["1", "none", ""], [])


SEVERAL = {"id": ["a", "a", "b"], "lead": ["x", "y", "y"], "value": ["1", "2", "3"]}


def _taken(there: Cells, join: Join) -> tuple[list[str], list[Problem]]:
    here = {"key": ["p", "q"], "who": ["A", "B"]}
    tables = {"t": _table("t", here), "o": _table("o", there)}
    day = Recipe(("Start",), date=("DD.MM.YYYY",))
    settings = {
        "t": TableSettings("t.csv", columns={"begin": Recipe(("day",), join=join)}),
        "o": TableSettings("o.csv", columns={"day": day}),
    }
    done, problems = derive_tables(tables, settings)
    return done["t"].frame["begin"].tolist(), problems


def test_what_is_taken_from_a_cell_at_fault_is_a_fault_and_never_empty() -> None:
    there = {"key": ["p", "q"], "Start": ["31.12.2015", "31.31.2015"]}
    cells, problems = _taken(there, Join("o", {"key": "key"}))
    assert cells == ["2015-12-31", ""]
    told = {(p.file, p.row, p.column, p.value) for p in problems}
    assert told == {("o.csv", 3, "Start", "31.31.2015"), ("t.csv", 3, "key", "31.31.2015")}
    assert "the day that this row takes from o is at fault there" in str(problems)


def test_a_cell_at_fault_concerns_no_row_that_takes_another() -> None:
    there = {"key": ["q", "q"], "who": ["A", "B"], "Start": ["31.31.2015", "31.12.2015"]}
    cells, problems = _taken(there, Join("o", {"key": "key"}, {"who": "who"}))
    assert cells[1] == "2015-12-31"
    assert [p.row for p in problems if p.file == "t.csv"] == [2]  # "p" has no match


def test_several_matches_that_agree_are_one() -> None:
    there = {"id": ["a", "a", "b"], "value": ["1", "1", "2"]}
    assert _joined(HERE, there, Join("o", {"key": "id"}))[0]["new"].tolist() == ["1", "2", ""]


def test_further_columns_decide_between_several_matches() -> None:
    frame, problems = _joined(HERE, SEVERAL, Join("o", {"key": "id"}, {"who": "lead"}))
    assert (frame["new"].tolist(), problems) == (["1", "3", ""], [])


def test_undecided_matches_are_a_fault_that_lists_them() -> None:
    _, (problem,) = _joined(HERE, SEVERAL, Join("o", {"key": "id"}))
    assert (problem.row, problem.message) == (2, "2 values of value in o match: 1, 2")


def test_undecided_matches_can_be_a_row_each() -> None:
    frame, problems = _joined(HERE, SEVERAL, Join("o", {"key": "id"}, several="all"))
    assert problems == []
    assert frame[["key", "new", "new count"]].to_numpy().tolist() == [
        ["a", "1", "2"],
        ["a", "2", "2"],
        ["b", "3", "1"],
        ["", "", "0"],
    ]
    assert row_numbers(frame.index).tolist() == [2, 2, 3, 4]


def test_tables_that_need_each_other_in_a_circle_are_refused() -> None:
    settings = {
        "a": TableSettings("a.csv", columns={"x": Recipe(("k",), join=Join("b", {"k": "k"}))}),
        "b": TableSettings("b.csv", columns={"y": Recipe(("k",), join=Join("a", {"k": "k"}))}),
    }
    tables = {name: _table(name, {"k": ["1"]}) for name in settings}
    _, problems = derive_tables(tables, settings)
    assert any("in a circle: a → b → a" in p.message for p in problems)


# ---- in a data set -------------------------------------------------------------------------------

MAPPING = """
[dataset]
id = "m"
title = "M"

[lookups.country]
FI = "Finland"
PL = "Poland"

[tables.projects]
ignore = ["*"]

[templates.role]
set = { role = { const = "other" } }

[[entities]]
name = "who"
table = "partners"
type = "Organisation"
key = ["Partner", "Land"]
labels = { und = "Partner" }
set = { note = { column = "Land", lookup = "country" } }

[[entities]]
name = "what"
table = "partners"
type = "Project"
key = "Project"
labels = { und = "Project" }

[[statements]]
table = "partners"
type = "Participation"
key = ["Partner", "Project"]
template = "role"
set = { participant = { entity = "who" }, activity = { entity = "what" } }
when = { begin = { table = "projects", on = ["Project"], column = "Start", date = "DD.MM.YYYY" } }
evidence = { source = { const = "report" }, locator = { record = true } }
"""
PARTNERS = "Project,Partner,Land\nP,A,FI\nP,B,PL\nQ,A,FI\n"
PROJECTS = "Project,Start,Text\nP,01.02.2016,x\nQ,03.04.2017,y\x07\n"


def test_fields_take_the_same_steps_as_columns(
    towns: Callable[..., Path], read: Callable[[Path], Records]
) -> None:
    folder = towns(mapping_toml=MAPPING, partners_csv=PARTNERS, projects_csv=PROJECTS)
    for name in ("towns.csv", "links.csv"):
        (folder / name).unlink()
    values = read(folder).values
    assert sorted(values[values["property"] == "coop:begin"]["value"]) == [
        "2016-02-01",
        "2016-02-01",
        "2017-04-03",
    ]
    assert set(values[values["property"] == "skos:note"]["value"]) == {"Finland", "Poland"}


def test_faults_of_fields_name_row_and_column_of_the_file(
    towns: Callable[..., Path], problems: Callable[[Path], list[Problem]]
) -> None:
    folder = towns(
        mapping_toml=MAPPING,
        partners_csv=PARTNERS + "R,C,XX\n",
        projects_csv=PROJECTS,
    )
    for name in ("towns.csv", "links.csv"):
        (folder / name).unlink()
    assert [str(p).partition(" Did")[0] for p in problems(folder)] == [
        'partners.csv, row 5, column "Land": "XX": not in the lookup. Expected one of FI, PL',
        'partners.csv, row 5, column "Project": "R": no row of projects has this Project',
    ]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('lookup = "country"', 'lookup = "contry"', "entities[1].set.note.lookup"),
        ('date = "DD.MM.YYYY"', 'date = "DD.MM.YY"', "statements[1].when.begin.date"),
        ('table = "projects"', 'table = "projcts"', "statements[1].when.begin.table"),
        ('on = ["Project"], ', "", "statements[1].when.begin.on"),
        ('date = "DD', 'pattern = "(a", date = "DD', "statements[1].when.begin.pattern"),
        ('date = "DD', 'number = "12", date = "DD', "statements[1].when.begin.number"),
        ('date = "DD', 'factor = "2", date = "DD', "statements[1].when.begin.factor"),
        ('date = "DD', 'text = "x", date = "DD', "statements[1].when.begin.text"),
        ('date = "DD', 'several = "al", date = "DD', "statements[1].when.begin.several"),
        ('ignore = ["*"]', 'encoding = "cp12"', "tables.projects.encoding"),
        ('ignore = ["*"]', 'delimiter = ",,"', "tables.projects.delimiter"),
        ('ignore = ["*"]', 'split = { a = "" }', "tables.projects.split.a"),
        ('ignore = ["*"]', 'unpivot = { a = "x * *" }', "tables.projects.unpivot.a"),
        ('ignore = ["*"]', "columns = { a = 1 }", "tables.projects.columns.a"),
        ('ignore = ["*"]', "where = { a = { nor = 1 } }", "tables.projects.where.a"),
    ],
)
def test_faults_of_the_notation_name_their_place(
    towns: Callable[..., Path],
    problems: Callable[[Path], list[Problem]],
    old: str,
    new: str,
    place: str,
) -> None:
    folder = towns(mapping_toml=MAPPING.replace(old, new))
    assert place in [p.column for p in problems(folder)]
