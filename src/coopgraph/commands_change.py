"""What the commands about change print: scenarios, robustness and differences."""

import json
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from coopgraph.graph_diff import GraphDiff
from coopgraph.network.change.agreement import Agreement
from coopgraph.network.change.difference import Difference
from coopgraph.network.change.robustness import Robustness
from coopgraph.network.change.scenario import Scenario
from coopgraph.terminal import Terminal, columns_as_csv

__all__ = ["print_agreement", "print_differences", "print_robustness", "print_scenario"]

MOST: Final = 50  # lines of differences on a terminal
_RANKS: Final = {
    "label": "label",
    "rank_before": "rank before",
    "rank": "rank after",
    "rank_change_low": "rise from",
    "rank_change_high": "rise to",
    "before": "before",
    "value": "after",
}
_FIGURES: Final = {
    "label": "figure",
    "before": "before",
    "value": "after",
    "change": "change",
    "change_low": "change from",
    "change_high": "change to",
}
_DIFFERENCES: Final = ("change", "id", "label", "field", "before", "after")


def print_scenario(terminal: Terminal, found: Scenario, top: int, form: str) -> None:
    """Print what a removal does to a network."""
    shown = top or len(found.before.nodes)
    ranks = found.ranks.values.head(shown)
    if form == "csv":
        _csv(terminal, ranks)
    elif form == "json":
        parts = {
            "removed": _records(found.removed),
            "cut_off": _records(found.cut_off),
            "figures": json.loads(found.figures.to_json()),
            "ranks": json.loads(found.ranks.to_json()),
        }
        terminal.answer(json.dumps(parts, ensure_ascii=False, indent=2))
    else:
        terminal.lines(found.lines(shown))
        if "change_low" in ranks.columns:  # the intervals, which the lines do not give
            _table(terminal, found.figures.values, _FIGURES, found.before.title)
            _table(terminal, ranks, _RANKS, f"Ranks by {found.ranks.measure} of all that stay")
    terminal.note(f"projection {found.before.name} {found.before.fingerprint[:12]}")


def print_robustness(terminal: Terminal, found: Robustness, form: str) -> None:
    """Print how fast a network falls apart; as CSV, the curves."""
    if form == "csv":
        _csv(terminal, found.curves.values)
    elif form == "json":
        parts = {"summary": found.summary, "curves": found.curves}
        said = {name: json.loads(result.to_json()) for name, result in parts.items()}
        terminal.answer(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        columns = {"label": "who leaves first", "value": "R", "low": "from", "high": "to"}
        _table(terminal, found.summary.values, columns, f"{found.summary.title}: robustness")
    terminal.note(found.summary.note())


def print_differences(
    terminal: Terminal, data: GraphDiff | None, networks: Difference | None, form: str
) -> None:
    """Print what two graphs, two networks, or both differ in."""
    if form == "table":
        terminal.lines(data.lines(MOST) if data else ())
        terminal.lines(networks.lines() if networks else ())
        return
    tables = []
    if data:
        tables.append(("data", data.statements.rename(columns={"statement": "id"})))
        tables.append(("entities", data.entities.rename(columns={"entity": "id"})))
    if networks:
        tables += [(w, getattr(networks, w)) for w in ("nodes", "edges", "statements")]
    rows = [table[list(_DIFFERENCES)].assign(what=what) for what, table in tables]
    frame = pd.concat(rows, ignore_index=True)[["what", *_DIFFERENCES]]
    if form == "csv":
        _csv(terminal, frame)
        return
    said: dict[str, Any] = {"differences": _records(frame)}
    if networks:
        said |= {"ranks": json.loads(networks.ranks.to_json())}
    terminal.answer(json.dumps(said, ensure_ascii=False, indent=2))


def print_agreement(
    terminal: Terminal, networks: Difference, agreement: Agreement, form: str
) -> None:
    """Print how far two codings agree, and where they do not."""
    if form == "csv":
        _csv(terminal, agreement.table)
    elif form == "json":
        said = {"agreement": _records(agreement.table), "units": _records(agreement.units)}
        terminal.answer(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        terminal.lines(networks.lines())
        columns = {"field": "field", "units": "units", "share": "share equal", "alpha": "alpha"}
        table = agreement.table.astype(object).where(agreement.table.notna(), "")
        _table(terminal, table, {**columns, "note": "note"}, "Agreement (Krippendorff's alpha)")


def _table(terminal: Terminal, frame: pd.DataFrame, columns: Mapping[str, str], title: str) -> None:
    """Print the columns that are there, under the names for people."""
    own = [name for name in columns if name in frame.columns]
    rows = frame[own].itertuples(index=False, name=None)
    terminal.table([columns[name] for name in own], rows, title)


def _csv(terminal: Terminal, frame: pd.DataFrame) -> None:
    rows = frame.itertuples(index=False, name=None)
    terminal.answer(columns_as_csv(list(frame.columns), rows))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain data; what has no value is null."""
    content: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", double_precision=15))
    return content
