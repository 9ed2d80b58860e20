"""From a graph to its page: what the explorer knows beyond a projection; the page in notebooks."""

from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

from coopgraph.errors import CoopgraphError
from coopgraph.files import write_files
from coopgraph.graph import Graph, open_graph
from coopgraph.network.projecting.projection import Projection
from coopgraph.resources import ontology_folder
from coopgraph.store.details import involved_frame, name_frame
from coopgraph.view.explorer.document import explorer
from coopgraph.view.explorer.extras import Extras, Question
from coopgraph.view.explorer.place import Place, place
from coopgraph.view.explorer.still import still
from coopgraph.view.page import notebook_frame, page

__all__ = ["PageEngine", "Shown", "extras_of", "questions"]

PageEngine: TypeAlias = Literal["explorer", "pyvis"]


def extras_of(graph: Graph, network: Projection, *, sparql: bool = True) -> Extras:
    """Collect what a page says beyond a projection.

    Parameters
    ----------
    graph : Graph
        The graph that was projected.
    network : Projection
        The projection; of another graph there is nothing to say.
    sparql : bool
        Whether the page is to answer queries, for which it takes the whole graph along.

    Returns
    -------
    Extras
        Names by language, statements that make no edge, questions, and the graph itself.

    Examples
    --------
    >>> import coopgraph as cg
    >>> graph = cg.open()
    >>> extras = extras_of(graph, cg.project(graph), sparql=False)
    >>> extras.quads is None, len(extras.statements) > 1000
    (True, True)
    """
    if network.graph_fingerprint != graph.fingerprint:
        return Extras()
    return Extras(
        names=name_frame(graph.store),
        statements=graph.statements,
        involved=involved_frame(graph.store),
        questions=questions() if sparql else (),
        quads=_quads(graph) if sparql else None,
        prefixes=graph.store.prefixes() if sparql else {},
    )


def _quads(graph: Graph) -> bytes:
    path = graph.folder / "graph.nq"
    try:
        return path.read_bytes()
    except OSError as error:
        raise CoopgraphError(f"cannot read {path}: {error.strerror or error}") from error


def questions(folder: Path | None = None) -> tuple[Question, ...]:
    """Return the questions that come with coopgraph: query files whose first comment asks.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Where the files are; the packaged ones unless said.

    Returns
    -------
    tuple of Question
        In the order of their file names.

    Examples
    --------
    >>> questions()[0].title[:15]
    'When and where '
    """
    files = sorted((folder or ontology_folder() / "competency").glob("*.rq"))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in files}
    return tuple(
        Question(name, text.partition("\n")[0].removeprefix("#").strip(), text)
        for name, text in texts.items()
    )


class Shown:
    """The page of a network: a frame in a notebook; elsewhere, `write` puts it into a file.

    Parameters
    ----------
    network : Projection
        What it shows.
    graph : Graph or None
        The graph that was projected; None finds one as `open_graph` does. Only of the graph that
        the network was made of does the page say more than the network itself.
    title : str, optional
        Title of the page; the projection's own unless said.
    height : int
        Height of the frame in pixels.
    engine : {"explorer", "pyvis"}
        What draws the page.
    sparql : bool
        Whether the page answers queries; it then holds the whole graph.
    """

    def __init__(
        self,
        network: Projection,
        graph: Graph | None = None,
        *,
        title: str | None = None,
        height: int = 640,
        engine: PageEngine = "explorer",
        sparql: bool = True,
    ):
        self.network = network
        self.graph = graph
        self.title = title
        self.height = height
        self.engine = engine
        self.sparql = sparql

    def html(self) -> str:
        """Return the page, the same characters for the same network."""
        if self.engine == "pyvis":
            return page(self.network, title=self.title)
        graph = self.graph or open_graph()
        extras = extras_of(graph, self.network, sparql=self.sparql)
        return explorer(self.network, extras, title=self.title, placed=self._place)

    def write(self, out: str | Path) -> Path:
        """Write the page to a file; one that is there is replaced once the new one is complete."""
        target = Path(out)
        return write_files(target.parent, {target.name: self.html().encode()})[0]

    @cached_property
    def _place(self) -> Place:
        return place(self.network)

    def _repr_html_(self) -> str:
        return notebook_frame(self.html(), self.height)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """What a notebook keeps: the page, a picture where no page can be, and a sentence."""
        bundle = {"text/html": self._repr_html_(), "text/plain": repr(self)}
        if self.engine == "explorer":
            bundle["image/svg+xml"] = still(self.network, self._place)
        return bundle

    def __repr__(self) -> str:
        return f"<page of {self.network.title}: {len(self.network.nodes)} nodes>"
