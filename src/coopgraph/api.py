"""The public functions that join rooms: ask a graph, find a chain, show a network."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from coopgraph.graph import Graph, open_graph
from coopgraph.network.paths.chain import Paths
from coopgraph.network.paths.paths import path as find_paths
from coopgraph.network.projecting.projection import Projection
from coopgraph.networks import project
from coopgraph.showing import PageEngine, Shown
from coopgraph.view.page import page

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


def show(
    network: Projection | Graph | None = None,
    *,
    graph: Graph | None = None,
    title: str | None = None,
    height: int = 640,
    engine: PageEngine = "explorer",
    sparql: bool = True,
) -> Shown:
    """Show a network: in a notebook as an interactive frame, elsewhere through `Shown.write`.

    Parameters
    ----------
    network : Projection, Graph or None
        What to show; a graph, or None, is projected as ``all-cooperation``.
    graph : Graph, optional
        The graph that a projection was made of, if it is not the one that `open` finds. From it
        the page has names by language, statements that make no edge, and SPARQL.
    title : str, optional
        Title of the page.
    height : int
        Height of the frame in pixels.
    engine : {"explorer", "pyvis"}
        What draws the page; pyvis for up to 3,000 nodes.
    sparql : bool
        Whether the page answers queries; it then holds the whole graph.

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
        graph = network or graph or open_graph()
        network = project(graph)
    return Shown(network, graph, title=title, height=height, engine=engine, sparql=sparql)
