"""What held at some time of a period, for how many days, and networks of it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.dates import DateProblem, bounds, split_interval, status_column
from coopgraph.errors import CoopgraphError
from coopgraph.network.kernels.matrix import Floats
from coopgraph.network.projecting.again import base_of, made_again
from coopgraph.network.projecting.loss import tally
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.projecting.subset import with_loss, without

__all__ = [
    "Certainty",
    "Period",
    "days_held",
    "duration_weighted",
    "during",
    "held_during",
    "periods_of",
]

Certainty: TypeAlias = Literal["certain", "possible"]

_OPEN: Final = ("", "..")
_FIRST: Final = np.datetime64("0001-01-01")
_LAST: Final = np.datetime64("9999-12-31")


@dataclass(frozen=True, order=True)
class Period:
    """A span of days, both ends included.

    Parameters
    ----------
    first, last : datetime.date
        Its ends.
    name : str
        What it is called.

    Raises
    ------
    CoopgraphError
        Where it ends before it begins.
    """

    first: dt.date
    last: dt.date
    name: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CoopgraphError(f"a period cannot end ({self.last}) before it begins")

    @property
    def label(self) -> str:
        """Its name, or its days."""
        if self.name or self.first == self.last:
            return self.name or self.first.isoformat()
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    @classmethod
    def of(cls, text: str, name: str = "") -> "Period":
        """Read a period: a year, a month, a day, or two of them with a slash between.

        Parameters
        ----------
        text : str
            Such as ``2014`` or ``2014/2020``.
        name : str
            What it is called; the text unless said.

        Returns
        -------
        Period
            From the first day of the one to the last of the other.

        Raises
        ------
        CoopgraphError
            Where it is no date, or has no end.

        Examples
        --------
        >>> period = Period.of("2014/2020")
        >>> print(period.first, period.last)
        2014-01-01 2020-12-31
        """
        try:
            begin, end = split_interval(text)
            first, last = bounds(begin)[0], bounds(end)[1]
        except DateProblem as error:
            raise CoopgraphError(f"period: {error}") from None
        if first is None or last is None:
            raise CoopgraphError(f"period {text}: expected a begin and an end, such as 2014/2020")
        return cls(first, last, name or text)


def periods_of(
    given: Iterable[int | str | dt.date | Period] | Mapping[str, str],
) -> list[Period]:
    """Read periods, however they are given.

    Parameters
    ----------
    given : iterable or mapping
        Years, days, periods, or texts as `Period.of` reads them; of a mapping, by their names.

    Returns
    -------
    list of Period
        In the order given.

    Raises
    ------
    CoopgraphError
        Where one is no period, or there is none.

    Examples
    --------
    >>> [period.label for period in periods_of({"first": "2000/2006"})]
    ['first']
    >>> [str(period.last) for period in periods_of(range(2004, 2006))]
    ['2004-12-31', '2005-12-31']
    """
    if isinstance(given, Mapping):
        found = [Period.of(text, name) for name, text in given.items()]
    else:
        found = [_period(item) for item in given]
    if not found:
        raise CoopgraphError("no period is given; expected years, days, or spans like 2014/2020")
    return found


def _period(item: int | str | dt.date | Period) -> Period:
    if isinstance(item, Period):
        return item
    if isinstance(item, dt.date):
        return Period(item, item, item.isoformat())
    return Period.of(f"{item:04}" if isinstance(item, int) else item)


def held_during(edges: pd.DataFrame, period: Period) -> "pd.Series[str]":
    """Tell whether each edge held at some time of a period.

    For a period of one day this is `coopgraph.dates.status_column`. For a longer one: ``no`` where
    it ended before or began after it for certain; ``unknown`` where no begin is known, or no end is
    stated and what is left of the period is after the day for which the source speaks;
    ``certain`` where it held on some day of the period whatever its begin and end were, within
    their bounds; ``possible`` otherwise.

    Parameters
    ----------
    edges : pandas.DataFrame
        With the columns of dates of a projection.
    period : Period
        The period.

    Returns
    -------
    pandas.Series of str
        The status, on the index of the edges.

    Examples
    --------
    >>> columns = ["begin_earliest", "begin_latest", "end_earliest", "end_latest", "as_of", "end"]
    >>> year = ["2005-01-01", "2005-12-31", "2005-01-01", "2005-12-31", "", "2005"]
    >>> table = pd.DataFrame([year], columns=columns)
    >>> held_during(table, Period.of("2005"))[0], held_during(table, Period.of("2005-03"))[0]
    ('certain', 'possible')
    """
    if period.first == period.last:
        return status_column(edges, period.first)
    first, last = period.first.isoformat(), period.last.isoformat()
    # ISO dates sort as text, and the empty one before all of them.
    begin, begun = edges["begin_earliest"], edges["begin_latest"]
    ending, ended = edges["end_earliest"], edges["end_latest"]
    open_ = edges["end"].isin(_OPEN)
    no = (begin > last) | ((ended != "") & (ended < first))
    told = edges["as_of"]
    unknown = ((begin == "") & (begun == "")) | (
        open_ & ((told < first) | (told < begin) | (told == ""))
    )
    by = told.where(open_ & (told < last), last)
    # It cannot end before it begins, so that a begin within the period is enough.
    lasting = open_ | (ending >= first) | (begin >= first)
    certain = (begun != "") & (begun <= by) & lasting
    choices = [mask.to_numpy(bool) for mask in (no, unknown, certain)]
    status = np.select(choices, ["no", "unknown", "certain"], "possible")
    return pd.Series(status, index=edges.index, dtype="str")


def days_held(edges: pd.DataFrame, period: Period, status: Certainty = "certain") -> Floats:
    """Count the days of a period on which each edge held.

    A day counts as `coopgraph.dates.status_on` says: for ``certain`` days that are certain, for
    ``possible`` these and the possible ones. So an edge without a known begin has no days, one
    without a stated end has days up to the day for which its source speaks, and vague dates count
    from their latest begin to their earliest end for certain, and from their earliest begin (or
    that of the period, if it is not known) to their latest end possibly.

    Parameters
    ----------
    edges : pandas.DataFrame
        With the columns of dates of a projection.
    period : Period
        The period.
    status : {"certain", "possible"}
        Which days count.

    Returns
    -------
    numpy.ndarray of float
        Number of days of each edge.

    Examples
    --------
    >>> columns = ["begin_earliest", "begin_latest", "end_earliest", "end_latest", "as_of", "end"]
    >>> row = ["2004-12-31", "2005-01-02", "", "", "2005-01-10", ""]
    >>> table = pd.DataFrame([row], columns=columns)
    >>> [days_held(table, Period.of("2005"), s)[0] for s in ("certain", "possible")]
    [np.float64(9.0), np.float64(10.0)]
    """
    certain = status == "certain"
    begin = _days(edges["begin_latest" if certain else "begin_earliest"])
    end = _days(edges["end_earliest" if certain else "end_latest"])
    told = _days(edges["as_of"])
    open_ = edges["end"].isin(_OPEN).to_numpy(bool)
    known = ((edges["begin_earliest"] != "") | (edges["begin_latest"] != "")).to_numpy(bool)
    missing = np.isnat(begin)
    begin = np.where(missing, _LAST if certain else _FIRST, begin)
    # Without a stated end only what the source speaks of; a bound may be known even so.
    nothing = np.isnat(end)
    end = np.where(nothing, np.where(certain & ~open_, _FIRST, _LAST), end)
    if certain:
        end = np.where(open_, _LAST, end)
    end = np.where(open_, np.minimum(end, np.where(np.isnat(told), _FIRST, told)), end)
    first = np.maximum(begin, np.datetime64(period.first))
    last = np.minimum(end, np.datetime64(period.last))
    if certain:  # beyond its latest end it does not hold, whatever else is said
        latest = _days(edges["end_latest"])
        last = np.minimum(last, np.where(np.isnat(latest), _LAST, latest))
        earliest = _days(edges["begin_earliest"])
        first = np.maximum(first, np.where(np.isnat(earliest), _FIRST, earliest))
    days = (last - first) / np.timedelta64(1, "D") + 1
    return np.where(known, np.maximum(days, 0.0), 0.0)


def during(
    projection: Projection,
    period: Period,
    status: Certainty = "certain",
    *,
    shared: Projection | None = None,
    keep_nodes: bool = False,
) -> Projection:
    """Give the network of what held at some time of a period.

    Parameters
    ----------
    projection : Projection
        The network, of all days.
    period : Period
        The period, or a day.
    status : {"certain", "possible"}
        What certainly held, or also what possibly did.
    shared : Projection, optional
        The two-mode network behind a one-mode one.
    keep_nodes : bool
        Whether nodes without an edge stay.

    Returns
    -------
    Projection
        The network; the loss report says what did not hold, or not for certain.

    Raises
    ------
    CoopgraphError
        Where the network is one of a day itself, or has no dates.

    Examples
    --------
    >>> from coopgraph import project
    >>> towns = project(name="partnerships")
    >>> len(during(towns, Period.of("1960")).edges) < len(towns.edges)
    True
    """
    base = _whole(projection, shared)
    found = base
    held = held_during(base.edges, period)
    for name in ("no", "unknown", *(("possible",) if status == "certain" else ())):
        left = (held == name).to_numpy(bool)
        held = held[~left].reset_index(drop=True)
        found = without(found, edges=left, reason=f"held in {period.label}: {name}", parameters={})
    return made_again(projection, _dated(found, period, status, keep_nodes=keep_nodes))


def duration_weighted(
    projection: Projection,
    period: Period,
    status: Certainty = "certain",
    *,
    keep_nodes: bool = False,
) -> Projection:
    """Give the network whose weights are the days that its edges held in a period.

    Days count as in `days_held`. An edge without any day is left out, and the loss report says
    why: no known begin, or no day of the period for certain (or possibly).

    Parameters
    ----------
    projection : Projection
        The network, of all days.
    period : Period
        The period.
    status : {"certain", "possible"}
        Which days count.
    keep_nodes : bool
        Whether nodes without an edge stay.

    Returns
    -------
    Projection
        The network. The weights that it had do not enter.

    Raises
    ------
    CoopgraphError
        Where the network is one of a day itself, or has no dates.

    Examples
    --------
    >>> from coopgraph import project
    >>> towns = project(name="partnerships")
    >>> found = duration_weighted(towns, Period.of("2000"))
    >>> found.edges["weight"].max()
    np.float64(366.0)
    """
    base = _whole(projection, None)
    days = days_held(base.edges, period, status)
    edges = base.edges
    unknown = ((edges["begin_earliest"] == "") & (edges["begin_latest"] == "")).to_numpy(bool)
    word = "certainly" if status == "certain" else "possibly"
    found = without(base, edges=unknown, reason="days held: no begin is known", parameters={})
    none = days[~unknown] == 0
    found = without(
        found, edges=none, reason=f"days held: {word} none of {period.label}", parameters={}
    )
    left = days[~unknown][~none]
    open_ = found.edges[found.edges["end"].isin(_OPEN)]
    note = (
        "days held: no end is stated, counted up to the day of the source",
        len(open_),
        tally(open_["type"]),
    )
    found = replace(
        found,
        edges=found.edges.assign(weight=left),
        loss=with_loss(found, (), [note]),
        parameters={**found.parameters, "weight": f"days held {word}"},
    )
    return _dated(found, period, status, keep_nodes=keep_nodes)


def _whole(projection: Projection, shared: Projection | None) -> Projection:
    """The network whose edges have dates, if it is not one of a day already."""
    base = base_of(projection, shared)
    if "as_of" in base.parameters:
        message = (
            f'"{base.name}" holds only what held on {base.parameters["as_of"]}. '
            "Project the graph without a day (as_of) to look at other times."
        )
        raise CoopgraphError(message)
    return base


def _dated(
    projection: Projection, period: Period, status: Certainty, *, keep_nodes: bool
) -> Projection:
    """Name the period among the parameters; leave out nodes that had an edge, and have none."""
    edges = projection.edges
    ends = set(edges["source"]).union(edges["target"])
    alone = [iri for iri in projection.nodes["id"] if iri not in ends]
    said = {
        "as_of": period.label,
        "status": "certain" if status == "certain" else "certain or possible",
    }
    return without(
        projection,
        edges=np.zeros(len(edges), dtype=np.bool_),
        nodes=() if keep_nodes else alone,
        reason=f"no edge held in {period.label}",
        parameters=said,
    )


def _days(column: "pd.Series[str]") -> npt.NDArray[np.datetime64]:
    """Dates as numbers; NaT where there is none."""
    texts = ["NaT" if cell == "" else cell for cell in column.to_list()]
    return np.array(texts, dtype="datetime64[D]")
