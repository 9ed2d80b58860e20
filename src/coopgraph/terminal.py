"""What the commands print: tables, problems, progress, always on the right stream."""

import csv
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

__all__ = ["Terminal", "columns_as_csv"]

SHORT: Final = 24  # characters
WIDTH: Final = 160


def columns_as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV for programs: values are never altered.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    rows : iterable of sequence
        The rows.

    Returns
    -------
    str
        The text, each line ended by a line feed.

    Examples
    --------
    >>> print(columns_as_csv(["id", "value"], [["a", 0.5]]), end="")
    id,value
    a,0.5
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


class _Console(Console):
    """A console that leaves it to the command line what to do when a reader has gone."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class _Done(ProgressColumn):
    """How much of how much is done, where that is told."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.completed:,.0f}/{task.total:,.0f}" if task.total else "")


class _Rate(ProgressColumn):
    """How much is done a second, or how long one takes."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        if not speed:
            return Text("")
        return Text(f"{speed:,.0f}/s" if speed >= 1 else f"{1 / speed:,.0f} s each")


class Terminal:
    """Standard output for the answer and nothing else; standard error for all that is about it."""

    def __init__(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        self.err = _Console(file=sys.stderr, soft_wrap=True, highlight=False, emoji=False)

    def answer(self, text: str) -> None:
        """Print text on standard output exactly, ended by a line feed."""
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")

    def lines(self, lines: Iterable[str]) -> None:
        """Print lines for people on standard output."""
        for line in lines:
            self.answer(_shown(line) + "\n")

    def table(
        self, header: Sequence[str], rows: Iterable[Sequence[object]], title: str = ""
    ) -> None:
        """Print a table for people on standard output."""
        if title:
            self.lines([title])
        table = Table()
        cells = [[_shown(v) for v in row] for row in rows]
        for position, name in enumerate(header):
            numeric = bool(cells) and all(_is_number(row[position]) for row in cells)
            short = name == "id" and all(len(row[position]) <= SHORT for row in cells)
            table.add_column(
                escape(_shown(name)),
                justify="right" if numeric else "left",
                overflow="fold",
                no_wrap=short,  # to be copied in one piece
            )
        for row in cells:
            table.add_row(*map(escape, row))
        # Where nobody looks at it now, a table need not fit a window.
        width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH
        _Console(file=sys.stdout, highlight=False, emoji=False, width=width).print(table)

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[int, int], None]]:
        """Show what is done on standard error while it lasts, where a person looks at it.

        Parameters
        ----------
        what : str
            What is done.

        Yields
        ------
        callable
            It is told how much of how much is done, for a bar with rate and time left; if it never
            is, only the time that has passed is shown.
        """
        with self._bar() as bar:
            task = bar.add_task(escape(_shown(what)), total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    def _bar(self) -> Progress:
        columns = (
            *(SpinnerColumn(), TextColumn("{task.description}"), BarColumn()),
            *(_Done(), _Rate(), TimeElapsedColumn(), TimeRemainingColumn()),
        )
        hidden = not self.err.is_terminal
        return Progress(*columns, console=self.err, transient=True, disable=hidden)

    @contextmanager
    def steps(self) -> Iterator[tuple[Callable[[str], None], Callable[[int, int], None]]]:
        """Name the steps of a long run on standard error, with a bar where a person looks at it.

        Yields
        ------
        tuple of callable
            The first is told the next step; the second how much of how much of it is done, for
            which the bar shows rate and time left.
        """
        with self._bar() as bar:
            tasks = [bar.add_task("", total=None, visible=False)]

            def step(text: str) -> None:
                self.note(text)
                bar.remove_task(tasks.pop())
                tasks.append(bar.add_task(escape(_shown(text)), total=None))

            def advance(done: int, total: int) -> None:
                bar.update(tasks[-1], completed=done, total=total)

            yield step, advance

    def note(self, text: str) -> None:
        """Print a remark on standard error."""
        self.err.print(escape(_shown(text)), style="dim")

    def problems(self, problems: Sequence[object], what: str) -> None:
        """Print every problem, then how many there are, on standard error."""
        for problem in problems:
            self.err.print(escape(_shown(problem)))
        count = f"{len(problems):,} problem{'s' * (len(problems) != 1)}"
        self.err.print(f"[bold]{count}[/bold]; {escape(what)}")

    def error(self, text: str) -> None:
        """Print an error on standard error."""
        lines = "\n".join(map(_shown, text.splitlines()))
        self.err.print(f"[bold red]error:[/bold red] {escape(lines)}")


def _shown(value: object) -> str:
    """Write a value so that it cannot steer the terminal."""
    if isinstance(value, float):
        return f"{value:.6g}"
    return "".join(c if c.isprintable() else "\ufffd" for c in str(value))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
