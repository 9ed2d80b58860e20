"""Lines in figures: networks that fall apart, values and ranks over time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.projections.polar import PolarAxes

__all__ = ["clock", "curve", "over_time", "short"]

# Okabe and Ito's colours, told apart by colour-blind readers too; dashes tell lines apart in print.
_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")
_DASHES: Final = ("-", "--", "-.", ":")
_WIDTH: Final = 40  # characters of a name
_GRID: Final = "#dddddd"


def short(label: str) -> str:
    """Cut a long name between words.

    Examples
    --------
    >>> short("Foreign partner regions of Leningrad Oblast (21, not listed as such)")
    'Foreign partner regions of Leningrad…'
    """
    if len(label) <= _WIDTH:
        return label
    cut = label[: _WIDTH - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;(") + "…"


def curve(axes: "Axes", table: pd.DataFrame) -> None:
    """Draw the share of the nodes in the largest component against the share that has left."""
    for (name, part), style in zip(table.groupby("label", sort=False), _styles(), strict=False):
        share = part["share"].to_numpy(float)
        if (part["high"] > part["low"]).any():
            axes.fill_between(
                share, part["low"], part["high"], color=style["color"], alpha=0.15, linewidth=0
            )
        axes.plot(share, part["value"].to_numpy(float), label=str(name), **style)
    axes.set(xlim=(0, 1), ylim=(0, 1.02))
    axes.set_xlabel("share of the nodes that have left")
    axes.set_ylabel("share of all nodes in the largest component")
    axes.grid(color=_GRID, linewidth=0.5)
    axes.legend(title="who leaves first", frameon=False)


def over_time(axes: "Axes", table: pd.DataFrame, measure: str) -> None:
    """Draw values over periods: of what certainly held as lines, what possibly did as shades."""
    periods = list(dict.fromkeys(table["period"]))
    places = {period: place for place, period in enumerate(periods)}
    names = table["label"] if "rank" in table.columns else pd.Series(measure, index=table.index)
    for (name, part), style in zip(table.groupby(names, sort=False), _styles(), strict=False):
        at = part["period"].map(places).to_numpy(float)
        value, possible = part["value"].to_numpy(float), part["possible"].to_numpy(float)
        axes.fill_between(at, value, possible, color=style["color"], alpha=0.15, linewidth=0)
        axes.plot(at, value, marker="o", markersize=3, label=short(str(name)), **style)
    _periods(axes, periods)
    axes.set_ylabel(measure)
    axes.grid(color=_GRID, linewidth=0.5)
    _legend(axes, "certainly; shaded: possibly")


def clock(axes: "Axes", table: pd.DataFrame, top: int) -> None:
    """Draw ranks around a dial of periods, the first rank in the centre.

    The nodes drawn are those whose best rank is best; a line breaks where a node has no rank, and
    runs along the rim where its rank is far behind.
    """
    dial = cast("PolarAxes", axes)
    periods = list(dict.fromkeys(table["period"]))
    angles = {p: 2 * np.pi * place / len(periods) for place, p in enumerate(periods)}
    best = table.groupby("label", sort=False)["rank"].min().dropna()
    chosen = best.sort_values(kind="stable").index[:top]
    worst = float(np.nanmin([2.0 * top, table.loc[table["label"].isin(chosen), "rank"].max()]))
    for name, style in zip(chosen, _styles(), strict=False):
        part = table[table["label"] == name]
        ranks = np.minimum(part["rank"].to_numpy(float), worst)
        at = part["period"].map(angles).to_numpy(float)
        dial.plot(at, ranks, marker="o", markersize=2.5, label=short(str(name)), **style)
    dial.set_theta_zero_location("N")
    dial.set_theta_direction(-1)
    step = -(-len(periods) // 16)
    dial.set_xticks(list(angles.values())[::step], [str(period) for period in periods[::step]])
    dial.set_ylim(0, worst + 0.5)
    rings = sorted({1, *np.linspace(1, worst, 4).round().astype(int).tolist()})
    behind = bool((table.loc[table["label"].isin(chosen), "rank"] > worst).any())
    dial.set_yticks(rings, [*map(str, rings[:-1]), f"{rings[-1]}{'+' if behind else ''}"])
    dial.set_rlabel_position(180 / max(len(periods), 1))
    dial.grid(color=_GRID, linewidth=0.5)
    _legend(dial, "rank, 1 in the centre")


def _legend(axes: "Axes", title: str) -> None:
    """Put names beside the picture, where they hide nothing."""
    axes.figure.legend(loc="outside right center", title=title, frameon=False, fontsize=7)


def _periods(axes: "Axes", periods: list[Any]) -> None:
    step = -(-len(periods) // 12)
    axes.set_xticks(range(0, len(periods), step), [str(period) for period in periods[::step]])


def _styles() -> Iterator[dict[str, Any]]:
    """One line after the other, first by colour, then by dash."""
    while True:
        for dash in _DASHES:
            for colour in _COLOURS:
                yield {"color": colour, "linestyle": dash, "linewidth": 1.4}
