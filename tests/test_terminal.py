"""What is printed: the answer on standard output, all about it on standard error."""

import io
import re
import time

import pytest
from rich.console import Console

from coopgraph.errors import Problem
from coopgraph.terminal import Terminal, columns_as_csv


def test_answer_and_note_go_to_different_streams(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.answer("Turku")
    terminal.note("graph: demo")
    printed = capsys.readouterr()
    assert printed.out == "Turku\n"
    assert printed.err == "graph: demo\n"


@pytest.mark.parametrize(
    ("text", "printed"), [("", ""), ("a", "a\n"), ("a\n", "a\n"), ("[bold]a", "[bold]a\n")]
)
def test_answer_is_exact(capsys: pytest.CaptureFixture[str], text: str, printed: str) -> None:
    Terminal().answer(text)
    assert capsys.readouterr().out == printed


def test_long_notes_are_not_broken(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().note("a " * 300)
    assert capsys.readouterr().err.count("\n") == 1


def test_what_looks_like_markup_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.error("[red]Turku[/red]")
    terminal.note("[/]")
    terminal.table(["[bold]"], [["[link=x]a[/link]"]], title="[i]")
    printed = capsys.readouterr()
    assert printed.err == "error: [red]Turku[/red]\n[/]\n"
    assert "[bold]" in printed.out
    assert "[link=x]a[/link]" in printed.out


@pytest.mark.parametrize("evil", ["\x1b[2J", "\x9b31m", "a\rb", "a\x08b", "a\u202eb"])
def test_no_text_steers_the_terminal(capsys: pytest.CaptureFixture[str], evil: str) -> None:
    terminal = Terminal()
    terminal.lines([evil])
    terminal.table([evil], [[evil]], title=evil)
    terminal.note(evil)
    terminal.error(evil)
    terminal.problems([Problem("a.csv", 1, "b", evil, "wrong")], "nothing was written")
    printed = capsys.readouterr()
    unprintable = {c for c in printed.out + printed.err if not c.isprintable()}
    assert unprintable == {"\n"}


def test_problems_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [Problem("a.csv", 2, "id", "x y", "no blanks"), Problem("b.csv", message="empty")]
    Terminal().problems(problems, "nothing was written")
    assert capsys.readouterr().err.splitlines() == [
        'a.csv, row 2, column "id": "x y": no blanks',
        "b.csv: empty",
        "2 problems; nothing was written",
    ]


def test_numbers_stand_to_the_right(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().table(["name", "value"], [["Turku", 1.23456789], ["Umeå", 12]])
    lines = capsys.readouterr().out.splitlines()
    assert "│ Turku │ 1.23457 │" in lines
    assert "│ Umeå  │      12 │" in lines


def test_a_table_without_rows_has_its_header(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().table(["name"], [])
    assert "name" in capsys.readouterr().out


def test_a_long_cell_is_folded_and_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().table(["name"], [["x" * 400]])
    assert capsys.readouterr().out.count("x") == 400


def test_csv_quotes_and_alters_nothing() -> None:
    rows = [['a"b', "c,d"], ["=1+1", "é"]]
    assert columns_as_csv(["x", "y"], rows) == 'x,y\n"a""b","c,d"\n=1+1,é\n'


def test_steps_are_named_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with Terminal().steps() as (step, advance):
        step("reading [a]")
        advance(1, 2)
        step("writing")
    assert capsys.readouterr() == ("", "reading [a]\nwriting\n")


def test_steps_show_how_far_and_how_fast_where_a_person_looks() -> None:
    terminal, shown = Terminal(), io.StringIO()
    terminal.err = Console(file=shown, force_terminal=True, width=120, highlight=False)
    with terminal.steps() as (step, advance):
        step("reading [a]")
        advance(1_000, 4_000)
        time.sleep(0.05)
        advance(3_000, 4_000)
        time.sleep(0.2)
    assert "reading [a]" in shown.getvalue()
    assert "3,000/4,000" in shown.getvalue()
    assert re.search(r"\d,\d{3}/s", shown.getvalue())


def test_what_takes_long_shows_the_time_that_has_passed_where_nothing_more_is_known() -> None:
    terminal, shown = Terminal(), io.StringIO()
    terminal.err = Console(file=shown, force_terminal=True, width=120, highlight=False)
    with terminal.progress("projecting [a]"):
        time.sleep(0.2)
    assert re.search(r"projecting \[a\].*0:00:00", shown.getvalue())


def test_what_takes_long_says_nothing_where_nobody_looks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Terminal().progress("projecting") as progress:
        progress(1, 2)
    assert capsys.readouterr() == ("", "")


def test_slow_work_is_told_in_seconds_each() -> None:
    terminal, shown = Terminal(), io.StringIO()
    terminal.err = Console(file=shown, force_terminal=True, width=120, highlight=False)
    with terminal.progress("draws") as progress:
        progress(1, 5)
        time.sleep(1.1)
        progress(2, 5)
        time.sleep(0.2)
    assert "1 s each" in shown.getvalue()
