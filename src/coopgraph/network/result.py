"""A result: values with all that is needed to cite them, to repeat them and to print them."""

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd

from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.files import write_files
from coopgraph.names import did_you_mean
from coopgraph.spreadsheets import guarded_frame

__all__ = ["Result"]

_LATEX: Final[Mapping[int, str]] = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
        "\n": " ",
        "\r": " ",
    }
)
_MARKDOWN: Final[Mapping[int, str]] = str.maketrans(
    {sign: f"\\{sign}" for sign in "\\`*_[]|~"}
    | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": " ", "\r": " "}
)
_FIGURES: Final = "coopgraph.figures"  # group of entry points
# Columns that a printed table leaves out unless they are asked for: IRIs, and details of draws.
_UNPRINTED: Final = ("id", "source", "target", "median", "share", "rank_median", "rank_share")
# What the columns of results hold, where their names do not say it.
_COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "low": "{low} and {high}: bounds of the interval of the value",
        "rank_low": "{rank_low} and {rank_high}: bounds of the interval of the rank",
        "share": "{share}: of the draws within the bounds",
        "top": "{top}: probability of a rank up to the number named",
        "group": "{group}: nodes of one number are not told apart",
        "sampling_error": "{sampling_error}: of the measure itself, not in the interval",
        "undefined": "{undefined}: share of the draws without a value",
        "before": "{before}: the value in the other network",
        "rank_change": "{rank_change}: ranks won",
        "possible": "{value}: of what certainly held; {possible}: of what possibly did",
        "mean": "{mean} and {sd}: of the random networks",
        "z": "{z}: how many sd the value is above their mean",
    }
)


@dataclass(frozen=True, eq=False)
class Result:
    """Values of a measure, with all that is needed to cite and to repeat them.

    Parameters
    ----------
    values : pandas.DataFrame
        One row for each node, edge or figure: ``id, label, value`` and more; of a ranking ``rank``,
        the greatest value first.
    measure, definition : str
        What was measured.
    parameters : mapping of str to str
        How it was measured, the parameters of the projection included.
    projection, projection_fingerprint : str
        On which network.
    tied_left_out : int
        Number of nodes that `values` leaves out although they have the rank of its last one.
    title : str
        What the projection is called.
    engine, engine_version : str
        What computed the values.
    seed : int, optional
        Where random numbers start, if any are drawn.
    reference : str
        Where the measure comes from.

    Examples
    --------
    >>> table = pd.DataFrame({"rank": [1], "label": ["Turku & Åbo"], "value": [0.25]})
    >>> result = Result(table, "closeness", "Nearness to all.", {"weighted": "no"}, "towns", "f0")
    >>> print(result.to_markdown())
    | rank | label | value |
    |-----:|:------|------:|
    | 1 | Turku &amp; Åbo | 0.2500 |
    <BLANKLINE>
    closeness: Nearness to all. Network towns (f0); weighted: no.
    """

    values: pd.DataFrame
    measure: str
    definition: str
    parameters: Mapping[str, str]
    projection: str
    projection_fingerprint: str
    tied_left_out: int = field(default=0)
    title: str = ""
    engine: str = ""
    engine_version: str = ""
    seed: int | None = None
    reference: str = ""

    def provenance(self) -> dict[str, Any]:
        """Give everything but the values, as plain data.

        Returns
        -------
        dict
            Measure, definition, reference, parameters, seed, engine, projection, fingerprint.
        """
        return {
            "measure": self.measure,
            "definition": self.definition,
            "reference": self.reference,
            "parameters": dict(self.parameters),
            "seed": self.seed,
            "engine": self.engine,
            "engine_version": self.engine_version,
            "projection": self.projection,
            "title": self.title,
            "fingerprint": self.projection_fingerprint,
            "tied_left_out": self.tied_left_out,
        }

    def note(self) -> str:
        """Say in words what the values are and how they were found.

        Returns
        -------
        str
            A note to put under a table.
        """
        made = [f"Network {self.title or self.projection} ({self.projection_fingerprint[:12]})"]
        made += [f"{name}: {value}" for name, value in self.parameters.items() if value]
        if self.engine:
            made.append(f"computed by {self.engine} {self.engine_version}".rstrip())
        if self.seed is not None:
            made.append(f"seed {self.seed}")
        if self.tied_left_out:
            made.append(f"{self.tied_left_out} more have the last rank")
        said = [f"{self.measure}: {self.definition}", "; ".join(made) + "."]
        if self.reference:
            said.append(f"Reference: {self.reference}.")
        return " ".join(said)

    def to_csv(self, path: str | Path | None = None, *, for_spreadsheets: bool = True) -> str:
        """Write the values as CSV with all digits, the provenance in comment lines before them.

        Read back with ``pandas.read_csv(path, comment="#")``, unless a name has a ``#`` in it
        (then skip the first lines, whose number is that of the lines that begin with one).

        Parameters
        ----------
        path : str or Path, optional
            Where to write; nowhere unless said.
        for_spreadsheets : bool
            Put an apostrophe before a text that a spreadsheet would run as a formula; `to_json`
            alters nothing.

        Returns
        -------
        str
            What was written.
        """
        head = [
            f"# {name}: {json.dumps(value, ensure_ascii=False)}"
            for name, value in self.provenance().items()
        ]
        body = io.StringIO()
        values = guarded_frame(self.values) if for_spreadsheets else self.values
        values.to_csv(body, index=False, lineterminator="\n")
        return _written("\n".join([*head, body.getvalue()]), path)

    def to_json(self, path: str | Path | None = None) -> str:
        """Write values and provenance as JSON; a value that is not defined is null.

        Parameters
        ----------
        path : str or Path, optional
            Where to write; nowhere unless said.

        Returns
        -------
        str
            What was written.
        """
        cells = {name: map(_plain, self.values[name].to_list()) for name in self.values.columns}
        rows = [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]
        content = {**self.provenance(), "values": rows}
        text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
        return _written(text + "\n", path)

    def to_markdown(
        self,
        path: str | Path | None = None,
        *,
        top: int | None = None,
        digits: int = 4,
        columns: Iterable[str] | Mapping[str, str] | None = None,
    ) -> str:
        """Write a Markdown table with a note under it.

        Parameters
        ----------
        path : str or Path, optional
            Where to write; nowhere unless said.
        top : int, optional
            How many rows; all unless said.
        digits : int
            Significant digits of numbers; in a ranking, of the greatest of its column.
        columns : iterable or mapping of str, optional
            Which columns, and what to call them; all but IRIs, medians and shares of draws unless
            said.

        Returns
        -------
        str
            What was written.

        Raises
        ------
        NameNotFound
            Where there is no such column.
        """
        names, numeric, rows = self._cells(top, digits, columns)
        sides = ["-" * max(len(name) + 1, 3) + ":" for name in names]
        lefts = [":" + "-" * max(len(name) + 1, 3) for name in names]
        rule = [side if right else left for side, left, right in zip(sides, lefts, numeric)]  # noqa: B905
        head = "| " + " | ".join(names) + " |"
        body = ["| " + " | ".join(c.translate(_MARKDOWN) for c in row) + " |" for row in rows]
        note = self._under(columns).translate(_MARKDOWN)
        return _written("\n".join([head, "|" + "|".join(rule) + "|", *body, "", note]), path)

    def to_latex(
        self,
        path: str | Path | None = None,
        *,
        top: int | None = None,
        digits: int = 4,
        columns: Iterable[str] | Mapping[str, str] | None = None,
        caption: str = "",
        label: str = "",
    ) -> str:
        r"""Write a table for a paper, with the rules of ``booktabs`` and a note under it.

        Parameters
        ----------
        path : str or Path, optional
            Where to write; nowhere unless said.
        top : int, optional
            How many rows; all unless said.
        digits, columns
            As of `to_markdown`.
        caption : str
            Caption; the network and the measure unless said.
        label : str
            What ``\ref`` calls it; ``tab:`` and the measure unless said.

        Returns
        -------
        str
            What was written: a ``table`` that needs ``\usepackage{booktabs}`` and UTF-8.
        """
        names, numeric, rows = self._cells(top, digits, columns)
        said = caption or f"{self.title or self.projection}, by {self.measure}"
        lines = [
            r"\begin{table}",
            r"\centering",
            rf"\caption{{{said.translate(_LATEX)}}}",
            rf"\label{{{label or f'tab:{self.measure}'}}}",
            rf"\begin{{tabular}}{{{''.join('r' if right else 'l' for right in numeric)}}}",
            r"\toprule",
            " & ".join(name.translate(_LATEX) for name in names) + r" \\",
            r"\midrule",
            *(" & ".join(cell.translate(_LATEX) for cell in row) + r" \\" for row in rows),
            r"\bottomrule",
            r"\end{tabular}",
            "",
            r"\smallskip",
            rf"\footnotesize {self._under(columns).translate(_LATEX)}",
            r"\end{table}",
            "",
        ]
        return _written("\n".join(lines), path)

    def plot(self, path: str | Path | None = None, **options: Any) -> Any:
        """Draw the values: a rank plot, with intervals where the table has them.

        Parameters
        ----------
        path : str or Path, optional
            Where to write the picture; its ending names the format (.svg, .png, .pdf).
        **options
            As of `coopgraph.view.figures.draw`.

        Returns
        -------
        matplotlib.figure.Figure
            The figure.

        Raises
        ------
        CoopgraphError
            Where Matplotlib is not installed.
        """
        # The room of views draws, and this room does not know it: an entry point joins them.
        for entry in entry_points(group=_FIGURES, name="result"):
            return entry.load()(self, path, **options)
        message = (
            "no drawing is installed for results: install coopgraph[plot] again, or use "
            "coopgraph.view.figures.draw"
        )
        raise CoopgraphError(message)

    def _columns(self, wanted: Iterable[str] | Mapping[str, str] | None) -> dict[str, str]:
        """The columns of a printed table, and what they are called."""
        there = list(self.values.columns)
        if wanted is None:
            names = [name for name in there if name not in _UNPRINTED]
            return {name: name for name in sorted(names, key=lambda name: name != "rank")}
        called = dict(wanted) if isinstance(wanted, Mapping) else {name: name for name in wanted}
        for name in called:
            if name not in there:
                hint = did_you_mean(name, there)
                raise NameNotFound(f'no column "{name}"; there are {", ".join(there)}.{hint}')
        return called

    def _under(self, wanted: Iterable[str] | Mapping[str, str] | None) -> str:
        """The note, and what the columns above it hold."""
        shown = self._columns(wanted)
        called = {name: name for name in self.values.columns} | shown
        said = [_COLUMNS[name].format_map(called) for name in shown if name in _COLUMNS]
        return f"{self.note()} Columns: {'; '.join(said)}." if said else self.note()

    def _cells(
        self, top: int | None, digits: int, wanted: Iterable[str] | Mapping[str, str] | None
    ) -> tuple[list[str], list[bool], list[tuple[str, ...]]]:
        """Names, whether numbers, and text of the columns of a printed table."""
        frame = self.values if top is None else self.values.head(top)
        columns = self._columns(wanted)
        numeric = [pd.api.types.is_numeric_dtype(frame[name].dtype) for name in columns]
        # Values of one measure have one precision; those of several have each their own.
        even = "rank" in frame.columns
        cells = [_texts(frame[name].to_list(), digits, even=even) for name in columns]
        return list(columns.values()), numeric, list(zip(*cells, strict=True))


def _texts(cells: list[Any], digits: int, *, even: bool) -> list[str]:
    """Cells as a reader wants them."""
    numbers = [abs(float(c)) for c in cells if isinstance(c, float | np.floating) and c == c and c]
    if not even or not numbers or all(n.is_integer() for n in numbers):
        return [_shown(cell, digits) for cell in cells]
    places = max(digits - 1 - int(np.floor(np.log10(max(numbers)))), 0)
    if min(numbers) < 0.5 * 10**-places:
        return [_shown(cell, digits) for cell in cells]
    return [
        f"{cell:,.{places}f}"
        if isinstance(cell, float | np.floating) and cell == cell
        else _shown(cell, digits)
        for cell in cells
    ]


def _shown(cell: Any, digits: int) -> str:
    """A cell by itself."""
    if not isinstance(cell, float | np.floating):
        return str(cell)
    number = float(cell)
    if np.isnan(number):
        return "–"
    if number.is_integer() and abs(number) < 1e15:
        return f"{number:,.0f}"
    return f"{number:.{digits}g}"


def _plain(cell: Any) -> Any:
    """A cell as JSON knows it."""
    if isinstance(cell, float) and not np.isfinite(cell):
        return None
    return cell.item() if isinstance(cell, np.generic) else cell


def _written(text: str, path: str | Path | None) -> str:
    if path is not None:
        target = Path(path)
        write_files(target.parent, {target.name: text.encode()})
    return text
