"""When statements hold: dates as stated, the bounds that follow, and the day they speak for."""

from collections.abc import Iterator, Mapping

import pandas as pd

from coopgraph.dataset.mapping.blocks import Field
from coopgraph.dataset.mapping.frames import Faults, always, look_up, single_values
from coopgraph.dataset.mapping.sources import Source
from coopgraph.dataset.mapping.typed import Typed
from coopgraph.dataset.mapping.values import Said, said
from coopgraph.dataset.records.statement_rows import NOWHERE, StatementRows
from coopgraph.dates import DateProblem, bounds, split_interval

__all__ = ["as_of_values", "date_values"]


def date_values(rows: StatementRows, faults: Faults) -> Iterator[Said]:
    """Give dates as stated and their computed bounds; what cannot be read is noted.

    Parameters
    ----------
    rows : StatementRows
        The rows.
    faults : Faults
        Where faults are noted.

    Yields
    ------
    Said
        The records.
    """
    when = rows.block.when
    whole = when.get("date", NOWHERE)
    spans = _valid(rows, whole, faults, interval=True)
    sides = {cell: split_interval(cell) for cell in spans.unique()}
    known: dict[str, pd.Series[str]] = {}
    for position, side in enumerate(("begin", "end")):
        where = when.get(side, NOWHERE)
        cells = _valid(rows, where, faults, interval=False)
        both = cells[cells.index.isin(spans.index)]
        message = "give either a date or a begin and an end, not both"
        faults.note(rows.table, both, where, always(message))
        parts = look_up(spans, {cell: found[position] for cell, found in sides.items()})
        cells = pd.concat([cells, parts[parts != ""]])
        cells = cells[~cells.index.duplicated()]
        earliest, latest = _bounds(cells)
        yield said(rows.iris, f"coop:{side}", cells, "edtf")
        for name, values in (("Earliest", earliest), ("Latest", latest)):
            yield said(rows.iris, f"coop:{side}{name}", values[values != ""], "date")
        known[side] = earliest if side == "begin" else latest
    # As text, also where no row has the one or the other.
    late = known["end"][known["end"] != ""].astype("str")
    early = known["begin"].reindex(late.index, fill_value="").astype("str")
    where = when.get("end", NOWHERE)
    turned = single_values(rows.frame, where).reindex(late.index)[late < early]
    faults.note(rows.table, turned, where, always("the end is before the begin"))


def _valid(
    rows: StatementRows, where: Field, faults: Faults, *, interval: bool
) -> "pd.Series[str]":
    """Return the date expressions of a field that can be read; the others are noted."""
    cells = single_values(rows.frame, where)
    cells = cells[cells != ""]
    reasons: dict[str, str] = {}
    for cell in cells.unique():
        try:
            bounds(cell)
        except DateProblem as error:
            reasons[cell] = str(error)
        if not interval and "/" in cell:
            reasons[cell] = "an interval; expected one date, with begin and end in two columns"
    wrong = cells.isin(list(reasons))
    faults.note(rows.table, cells[wrong], where, reasons.__getitem__)
    return cells[~wrong]


def _bounds(cells: "pd.Series[str]") -> tuple["pd.Series[str]", "pd.Series[str]"]:
    """Return the first and the last day that each date may mean; empty where there is none."""
    found = {cell: bounds(cell) for cell in cells.unique()}
    earliest = {cell: first.isoformat() for cell, (first, _) in found.items() if first}
    latest = {cell: last.isoformat() for cell, (_, last) in found.items() if last}
    return look_up(cells, earliest), look_up(cells, latest)


def as_of_values(
    rows: StatementRows, sources: Mapping[str, Source], typed: Typed
) -> Iterator[Said]:
    """Give the day up to which each statement speaks: the row's own, else its source's.

    Parameters
    ----------
    rows : StatementRows
        The rows.
    sources : mapping of str to Source
        The sources that they cite.
    typed : Typed
        Reads the cells.

    Yields
    ------
    Said
        The records.
    """
    where = rows.block.when.get("as_of", NOWHERE)
    cells = single_values(rows.frame, where)
    yield typed.plain(rows.table, where, "asOf", cells[cells != ""], rows.iris)
    cited = single_values(rows.frame, rows.block.evidence["source"])[cells == ""]
    default = look_up(cited, {s.id: s.as_of for s in sources.values()})
    yield said(rows.iris, "coop:asOf", default[default != ""], "date")
