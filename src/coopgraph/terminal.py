"""What the commands print: tables, problems, progress, always on the right stream."""

import csv
import io
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

__all__ = ["Terminal", "columns_as_csv"]


def columns_as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV for programs: values are never altered.

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


class Terminal:
    """Standard output for the answer and nothing else; standard error for all that is about it."""

    def __init__(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        self.out = Console(file=sys.stdout, soft_wrap=True, highlight=False, emoji=False)
        self.err = Console(file=sys.stderr, soft_wrap=True, highlight=False, emoji=False)

    def answer(self, text: str) -> None:
        """Print plain text on standard output, exactly."""
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")

    def table(self, header: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
        """Print a table for people on standard output."""
        table = Table(title=escape(title) or None, title_justify="left", header_style="bold")
        rows = [[_shown(v) for v in row] for row in rows]
        for position, name in enumerate(header):
            numeric = all(_is_number(row[position]) for row in rows) and bool(rows)
            table.add_column(escape(name), justify="right" if numeric else "left", overflow="fold")
        for row in rows:
            table.add_row(*(escape(v) for v in row))
        wide = Console(file=sys.stdout, highlight=False, emoji=False, width=self._width())
        wide.print(table)

    def note(self, text: str) -> None:
        """Print a remark on standard error."""
        self.err.print(escape(text), style="dim")

    def problems(self, problems: Sequence[object], what: str) -> None:
        """Print every problem, then how many there are, on standard error."""
        for problem in problems:
            self.err.print(escape(str(problem)))
        count = f"{len(problems):,} problem{'s' * (len(problems) != 1)}"
        self.err.print(f"[bold]{count}[/bold]; {escape(what)}")

    def error(self, text: str) -> None:
        """Print an error on standard error."""
        self.err.print(f"[bold red]error:[/bold red] {escape(text)}")

    def _width(self) -> int | None:
        return None if sys.stdout.isatty() else 160


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    text = str(value)
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
