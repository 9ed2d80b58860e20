"""Figures of results for a paper: ranks with intervals, distributions, beside what chance gives.

Matplotlib draws them (``pip install coopgraph[plot]``), without a screen and without touching its
global state. The same result gives the same file.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.names import did_you_mean
from coopgraph.network.result import Result
from coopgraph.view.curves import clock, curve, over_time, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Form", "draw"]

Form: TypeAlias = Literal["rank", "distribution", "curve", "clock", "series"]
_INK: Final = "#1b4965"
_PALE: Final = "#8fb8cf"
_INTERVALS: Final = (("low", "high"), ("lower", "upper"))
# What each form needs; the first that fits is drawn unless another is asked for.
_NEEDS: Final[Mapping[Form, frozenset[str]]] = MappingProxyType(
    {
        "curve": frozenset({"share", "removed", "value"}),
        "clock": frozenset({"period", "rank", "value"}),
        "series": frozenset({"period", "value"}),
        "rank": frozenset({"label", "value"}),
        "distribution": frozenset({"value"}),
    }
)
# A file without a date, and with the same ids on every run.
_METADATA: Final[Mapping[str, Mapping[str, str | None]]] = MappingProxyType(
    {
        ".svg": {"Date": None, "Creator": "coopgraph"},
        ".pdf": {"CreationDate": None, "ModDate": None, "Creator": "coopgraph", "Producer": None},
        ".png": {"Software": "coopgraph"},
    }
)
_STYLE: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "svg.hashsalt": "coopgraph",
        "svg.fonttype": "none",
        "pdf.fonttype": 42,
        "font.family": ["DejaVu Sans"],
        "font.size": 9,
        "text.usetex": False,
        "text.parse_math": False,
        "axes.unicode_minus": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
)


def draw(
    result: Result,
    path: str | Path | None = None,
    *,
    form: Form | None = None,
    top: int | None = None,
    title: str | None = None,
) -> "Figure":
    """Draw a result.

    Parameters
    ----------
    result : Result
        What to draw: a ranking, or figures of a network.
    path : str or Path, optional
        Where to write the picture: .svg, .pdf or .png; nowhere unless said.
    form : {"rank", "distribution", "curve", "clock", "series"}, optional
        ``rank``: the first rows as points, with intervals where the table has the columns ``low``
        and ``high`` (or ``lower`` and ``upper``), and with ``mean`` and ``sd`` of a null model
        beside them. ``distribution``: the share of nodes with a value as great or greater, on
        logarithmic axes. ``curve``: what is left of the largest component while nodes leave, of
        `robustness`. ``clock``: ranks over time around a dial, the first in its centre [1]_, and
        ``series``: values over time, both of `series`. Unless said, what fits the table.
    top : int, optional
        How many rows a rank plot shows, 20 unless said; how many nodes a clock, 8 unless said.
    title : str, optional
        A title instead of the network's.

    Returns
    -------
    matplotlib.figure.Figure
        The figure.

    Raises
    ------
    CoopgraphError
        Where Matplotlib is not installed, there is nothing to draw, or the file's ending is
        unknown.
    NameNotFound
        Where there is no such form.

    References
    ----------
    .. [1] Batty, M. (2006). Rank clocks. Nature 444, 592–596.

    Examples
    --------
    >>> from coopgraph import project, rank
    >>> figure = draw(rank(project(name="partnerships"), "degree"))
    >>> figure.axes[0].get_title(loc="left")
    'Territories by partnership and twinning'
    """
    chosen = _form(result, form)
    ending = Path(path).suffix.lower() if path is not None else ""
    if path is not None and ending not in _METADATA:
        raise CoopgraphError(f"{path}: expected a file that ends in {', '.join(_METADATA)}")
    if not result.values["value"].notna().any():
        raise CoopgraphError(f"{result.measure}: there are no values to draw")
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        message = "figures need Matplotlib, which is not installed: pip install coopgraph[plot]"
        raise CoopgraphError(message) from None
    style: Any = {**mpl.rcParamsDefault, **_STYLE}
    style.pop("backend", None)
    with mpl.rc_context(style):
        figure = _drawn(Figure(figsize=(6.0, 4.0), layout="constrained"), result, chosen, top)
        figure.axes[0].set_title(title or result.title or result.projection, loc="left")
        figure.supxlabel(_credit(result), x=0.01, ha="left", fontsize=6, color="#555555")
        if path is not None:
            figure.savefig(path, metadata=dict(_METADATA[ending]), dpi=200)
    return figure


def _form(result: Result, wanted: Form | None) -> Form:
    """The form that is asked for, or the first that the table has the columns for."""
    if wanted is not None and wanted not in _NEEDS:
        hint = did_you_mean(wanted, _NEEDS)
        raise NameNotFound(f'There is no form "{wanted}"; there are {", ".join(_NEEDS)}.{hint}')
    there = set(result.values.columns)
    if result.measure == "description" and len(result.values) > 1:
        message = (
            "figures of a whole network have no common scale: draw one at a time, or write .csv, "
            ".md or .tex"
        )
        raise CoopgraphError(message)
    if wanted is None:
        return next(form for form, needed in _NEEDS.items() if needed <= there)
    missing = sorted(_NEEDS[wanted] - there)
    if missing:
        message = f"{result.measure} has no column {', '.join(missing)}, which a {wanted} needs"
        raise CoopgraphError(message)
    return wanted


def _drawn(figure: "Figure", result: Result, form: Form, top: int | None) -> "Figure":
    table = result.values[result.values["value"].notna()]
    if form == "clock":
        clock(figure.add_subplot(projection="polar"), result.values, top or 8)
        figure.set_size_inches(7.2, 4.8)
    elif form == "series":
        over_time(figure.add_subplot(), result.values, result.measure)
        figure.set_size_inches(7.2, 4.0)
    elif form == "curve":
        curve(figure.add_subplot(), table)
    elif form == "distribution":
        _distribution(figure.add_subplot(), table["value"].to_numpy(float), result.measure)
    else:
        shown = table.head(top or 20)
        figure.set_size_inches(6.0, 0.9 + 0.24 * len(shown))
        _ranks(figure.add_subplot(), shown, result)
    return figure


def _ranks(axes: "Axes", table: pd.DataFrame, result: Result) -> None:
    """Points from above to below, the first row on top."""
    places = np.arange(len(table))[::-1]
    values = table["value"].to_numpy(float)
    interval = next((pair for pair in _INTERVALS if set(pair) <= set(table.columns)), None)
    if interval:
        low, high = (table[name].to_numpy(float) for name in interval)
        axes.hlines(places, low, high, color=_PALE, linewidth=3, zorder=1, label=_interval(result))
    if {"mean", "sd"} <= set(table.columns):
        mean, spread = table["mean"].to_numpy(float), table["sd"].to_numpy(float)
        axes.errorbar(
            mean, places, xerr=2 * spread, fmt="|", color=_PALE, zorder=1, label="chance ± 2 sd"
        )
    dot = "as stated" if interval else "value"
    axes.plot(values, places, "o", color=_INK, markersize=4, zorder=2, label=dot)
    ranks = table["rank"].to_list() if "rank" in table.columns else [""] * len(table)
    names = [
        f"{short(str(label))}  {rank}".rstrip()
        for label, rank in zip(table["label"], ranks, strict=True)
    ]
    axes.set_yticks(places, names)
    axes.set_ylim(-0.7, len(table) - 0.3)
    axes.set_xlabel(result.measure)
    axes.grid(axis="x", color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)
    if interval or "sd" in table.columns:
        axes.legend(loc="lower right", frameon=False, fontsize=7)


def _distribution(axes: "Axes", values: "np.ndarray[Any, np.dtype[np.float64]]", name: str) -> None:
    """Share of the nodes with a value as great or greater."""
    positive = np.sort(values[values > 0])
    if len(positive) == 0:
        raise CoopgraphError(f"{name}: no value is above 0, so that there is no distribution")
    points, first = np.unique(positive, return_index=True)
    share = (len(positive) - first) / len(values)
    axes.loglog(points, share, "o", color=_INK, markersize=3)
    axes.set_xlabel(name)
    axes.set_ylabel("share of nodes with as much or more")
    axes.grid(color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)


def _interval(result: Result) -> str:
    """What the interval is called; results that do not say their level have 95 %."""
    level = result.parameters.get("level", 0.95)
    return f"{100 * float(level):g} % interval"


def _credit(result: Result) -> str:
    """What the figure rests on, in one line."""
    engine = f"{result.engine} {result.engine_version}".strip()
    seed = "" if result.seed is None else f"seed {result.seed}"
    parts = [f"projection {result.projection_fingerprint[:12]}", engine, seed]
    return ", ".join(part for part in parts if part)
