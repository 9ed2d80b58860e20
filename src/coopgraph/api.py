"""The public functions that join rooms: ask a graph, find a chain, show a network."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from coopgraph.graph import Graph, open_graph
from coopgraph.network.paths.chain import Paths
from coopgraph.network.paths.paths import path as find_paths
from coopgraph.network.projecting.projection import Projection
from coopgraph.networks import project
from coopgraph.view.page import notebook_frame, page, write_page

if TYPE_CHECKING:
    from coopgraph.store.limited import AnswerValue

__all__ = ["Shown", "page", "path", "query", "show"]


def query(graph: Graph | None, text: str, *, timeout: float = 30.0) -> "AnswerValue":
    """Answer a SPARQL query.

    Parameters
    ----------
    graph : Graph or None
        The graph; None finds one as `open` does.
    text : str
        The query; the prefixes coop, id, vocab, skos, oa … need not be declared.
    timeout : float
        Limit in seconds, after which the query is really ended.

    Returns
    -------
    pandas.DataFrame, bool or rdflib.Graph
        For SELECT a column of text a variable (empty where not bound), for ASK the answer, for
        CONSTRUCT and DESCRIBE a graph.

    Raises
    ------
    QueryRefused, QueryError, QueryTimeout
        See `coopgraph.errors`.

    Examples
    --------
    >>> query(None, "ASK { ?statement a coop:Twinning }")
    True
    """
    store = (graph or open_graph()).store
    return store.query(text, graph_format="nt", timeout=timeout).value()


def path(
    network: Projection | Graph | None,
    source: str,
    target: str,
    k: int = 1,
    *,
    without: Iterable[str] = (),
    types: Iterable[str] | None = None,
) -> Paths:
    """Find the shortest chains between two names, each step with its statements and sources.

    Parameters
    ----------
    network : Projection, Graph or None
        Where to look; a graph, or None, is projected as ``all-cooperation``.
    source, target : str
        Any name in any language, or an IRI.
    k : int
        How many chains to give at most, shortest first.
    without : iterable of str
        Names of nodes to keep away from.
    types : iterable of str, optional
        Types of statements to walk along; all unless said.

    Returns
    -------
    Paths
        The chains, or the sizes of the components that keep the two apart.

    Raises
    ------
    NameNotFound, AmbiguousName
        If a name means nothing, or several things.

    Examples
    --------
    >>> found = path(project(name="partnerships"), "Åbo", "Pietari")
    >>> [node.label for node in found.paths[0].nodes]
    ['Turku', 'Saint Petersburg']
    """
    if not isinstance(network, Projection):
        network = project(network)
    return find_paths(network, source, target, k, without=without, types=types)


class Shown:
    """A page in a notebook; elsewhere, `write` puts it into a file."""

    def __init__(self, network: Projection, title: str | None = None, height: int = 640):
        self.network = network
        self.title = title
        self.height = height

    def _repr_html_(self) -> str:
        return notebook_frame(page(self.network, title=self.title), self.height)

    def __repr__(self) -> str:
        return f"<page of {self.network.title}: {len(self.network.nodes)} nodes>"

    def write(self, out: str | Path) -> Path:
        """Write the page to a file."""
        return write_page(self.network, out, title=self.title)


def show(
    network: Projection | Graph | None = None, *, title: str | None = None, height: int = 640
) -> Shown:
    """Show a network: in a notebook as an interactive frame, elsewhere through `Shown.write`.

    Parameters
    ----------
    network : Projection, Graph or None
        What to show; a graph, or None, is projected as ``all-cooperation``.
    title : str, optional
        Title of the page.
    height : int
        Height of the frame in pixels.

    Returns
    -------
    Shown
        What a notebook displays.

    Examples
    --------
    >>> show(project(name="partnerships"))
    <page of Territories by partnership and twinning: ... nodes>
    """
    if not isinstance(network, Projection):
        network = project(network)
    return Shown(network, title, height)
