"""From a graph to a projection: a query file run, its rows assembled into a network."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from coopgraph.dates import DateProblem, bounds
from coopgraph.errors import CoopgraphError, NameNotFound, QueryError
from coopgraph.graph import Graph, open_graph
from coopgraph.memory import give_back
from coopgraph.names import did_you_mean
from coopgraph.network.projecting.assemble import Certainty, assemble
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.projecting.spec import ProjectionSpec, parse_spec
from coopgraph.resources import ontology_folder

__all__ = [
    "DEFAULT_PROJECTION",
    "one_day",
    "project",
    "projection_names",
    "read_projection",
    "shared_projection",
]

DEFAULT_PROJECTION = "all-cooperation"
COLUMNS = ("statement", "source", "target")


def projection_names() -> dict[str, str]:
    """Return the packaged projections: their titles by name.

    Examples
    --------
    >>> projection_names()["partnerships"]
    'Territories by partnership and twinning'
    """
    files = sorted((ontology_folder() / "projections").glob("*.rq"))
    return {p.stem: parse_spec(p.stem, p.read_text(encoding="utf-8")).title for p in files}


def read_projection(name: str | Path) -> ProjectionSpec:
    """Read a projection: a packaged one by its name, or any query file by its path.

    Parameters
    ----------
    name : str or Path
        Such as ``partnerships``, or the path of a `.rq` file.

    Returns
    -------
    ProjectionSpec
        What it says about itself, with its query.

    Raises
    ------
    NameNotFound
        If there is neither; the message gives the nearest names.

    Examples
    --------
    >>> read_projection("partnerships").actor
    'territory'
    """
    path = Path(name)
    if path.suffix != ".rq":
        folder = ontology_folder() / "projections"
        if str(name) not in {p.stem for p in folder.glob("*.rq")}:
            known = projection_names()
            hint = did_you_mean(str(name), known) or f" There are: {', '.join(known)}."
            raise NameNotFound(f'no projection is called "{name}".{hint}')
        path = folder / f"{name}.rq"
    if not path.is_file():
        raise NameNotFound(f"there is no file {path}")
    try:
        return parse_spec(path.stem, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise CoopgraphError(f"{path} is not UTF-8 (byte {error.start + 1})") from None


def project(
    graph: Graph | None = None,
    name: str | Path = DEFAULT_PROJECTION,
    *,
    as_of: str | dt.date | None = None,
    status: Certainty = "certain",
    stages: Sequence[str] = (),
) -> Projection:
    """Project a graph to a network.

    Parameters
    ----------
    graph : Graph, optional
        The graph; found as `open_graph` does when not given.
    name : str or Path
        A packaged projection or a query file, see `read_projection`.
    as_of : str or datetime.date, optional
        Keep only what held on this day.
    status : {"certain", "possible"}
        With `as_of`: what certainly held, or also what possibly did.
    stages : sequence of str, optional
        Stages of which a statement makes an edge; those of the projection when not given.

    Returns
    -------
    Projection
        The network, each edge with its statements, and the loss report.

    Raises
    ------
    NameNotFound
        If there is no such projection.
    InputError
        If its front matter is wrong.
    QueryRefused, QueryError
        If its query reaches outside the store, or does not give what a projection needs.

    Examples
    --------
    >>> network = project(name="partnerships")
    >>> network.to_networkx().is_multigraph()
    True
    """
    return _projected(graph or open_graph(), read_projection(name), as_of, status, stages)


def shared_projection(
    graph: Graph | None = None,
    name: str | Path = DEFAULT_PROJECTION,
    *,
    as_of: str | dt.date | None = None,
    status: Certainty = "certain",
    stages: Sequence[str] = (),
) -> Projection | None:
    """Project a graph to the two-mode network behind a one-mode one.

    Scenarios, draws and comparisons of days need it, as they take dated statements out, and an edge
    between two that share a project rests on several.

    Parameters
    ----------
    graph : Graph, optional
        The graph; found as `open_graph` does when not given.
    name : str or Path
        A packaged projection or a query file, see `read_projection`.
    as_of, status, stages
        As in `project`.

    Returns
    -------
    Projection or None
        The network; None where the projection is not made one-mode, and there is none behind it.

    Raises
    ------
    NameNotFound, InputError, QueryRefused, QueryError
        As in `project`.

    Examples
    --------
    >>> shared = shared_projection(name="organisations-by-shared-projects")
    >>> shared.mode, shared_projection(name="partnerships")
    ('two-mode', None)
    """
    spec = read_projection(name)
    if not spec.one_mode:
        return None
    behind = replace(spec, name=f"{spec.name}, two-mode", one_mode="", weight="one")
    return _projected(graph or open_graph(), behind, as_of, status, stages)


def _projected(
    graph: Graph,
    spec: ProjectionSpec,
    as_of: str | dt.date | None,
    status: Certainty,
    stages: Sequence[str],
) -> Projection:
    known = graph.known
    return assemble(
        spec,
        _rows(graph, spec),
        known,
        graph_fingerprint=graph.fingerprint,
        as_of=None if as_of is None else one_day(as_of),
        status=status,
        stages=stages,
        credits=graph.credits,
    )


def _rows(graph: Graph, spec: ProjectionSpec) -> pd.DataFrame:
    """Return what a projection's query finds."""
    rows = graph.store.table(spec.query)
    missing = [c for c in COLUMNS if c not in rows.columns]
    if missing:
        raise QueryError(
            f"{spec.name}.rq must select ?statement ?source ?target; it lacks ?{missing[0]}"
        )
    give_back()
    return rows


def one_day(text: str | dt.date, what: str = "as of") -> dt.date:
    """Read one day.

    Parameters
    ----------
    text : str or datetime.date
        Such as ``2018-12-31``.
    what : str
        What the day is, for the message.

    Returns
    -------
    datetime.date
        The day.

    Raises
    ------
    CoopgraphError
        If it is no day.

    Examples
    --------
    >>> one_day("2018-12-31")
    datetime.date(2018, 12, 31)
    """
    if isinstance(text, dt.date):
        return text
    try:
        first, last = bounds(text)
    except DateProblem as error:
        raise CoopgraphError(f"{what}: {error}") from None
    if first is None or first != last:
        raise CoopgraphError(f"{what} {text}: expected one day such as 2018-12-31")
    return first
