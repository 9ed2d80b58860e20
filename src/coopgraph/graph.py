"""A built graph, found and opened."""

import atexit
import hashlib
import json
import os
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pandas as pd
import platformdirs

from coopgraph.dataset.mapping.reader import FILE as MAPPING
from coopgraph.errors import CoopgraphError, GraphNotFound
from coopgraph.graph_tables import read_graph_table
from coopgraph.network.projecting.credit import Credit
from coopgraph.network.projecting.known import Known, known
from coopgraph.pipeline import build
from coopgraph.resources import demo_dataset, ontology_folder
from coopgraph.store.frames import (
    Asked,
    actor_frame,
    country_table,
    dataset_frame,
    entity_frame,
    statement_frame,
)
from coopgraph.store.store import Store

__all__ = ["Graph", "open_graph"]

ENVIRONMENT: Final = "COOPGRAPH_GRAPH"
DEFAULT: Final = "build"
PARTS: Final = ("report.json", "graph.nq", "store")


@dataclass(frozen=True)
class Graph:
    """A built graph.

    Parameters
    ----------
    store : Store
        The store, to be asked.
    fingerprint : str
        SHA-256 of the canonical N-Quads.
    origin : str
        Where it was found, in words.
    folder : Path
        Its folder.
    """

    store: Store
    fingerprint: str
    origin: str
    folder: Path

    def __str__(self) -> str:
        return f"{self.origin} (fingerprint {self.fingerprint[:12]})"

    # A built graph does not change: what projections share is read once.
    @cached_property
    def entities(self) -> pd.DataFrame:
        """Its entities, see `store.frames.entity_frame`."""
        known = read_graph_table(self.folder, "entities", self.fingerprint)
        return entity_frame(self._asked, country_table(self.store)) if known is None else known

    @cached_property
    def statements(self) -> pd.DataFrame:
        """Its statements with their evidence, see `store.frames.statement_frame`."""
        known = read_graph_table(self.folder, "statements", self.fingerprint)
        return statement_frame(self._asked) if known is None else known

    @cached_property
    def _asked(self) -> Asked:
        return Asked(self.store)

    @cached_property
    def actors(self) -> pd.DataFrame:
        """Who acts for whom, see `store.frames.actor_frame`."""
        return actor_frame(self.store)

    @cached_property
    def known(self) -> Known:
        """These three, checked and in numbers, for projections."""
        return known(self.entities, self.statements, self.actors)

    @cached_property
    def credits(self) -> tuple[Credit, ...]:
        """Its data sets, with their licences."""
        rows = dataset_frame(self.store).itertuples(index=False, name=None)
        return tuple(Credit(*map(str, row)) for row in rows)


def open_graph(folder: str | Path | None = None) -> Graph:
    """Open a built graph for reading.

    Parameters
    ----------
    folder : str or Path, optional
        Folder that `coopgraph build` made. When not given: ``$COOPGRAPH_GRAPH``, then ``./build``,
        then the packaged demo graph (built on first use).

    Returns
    -------
    Graph
        The graph.

    Raises
    ------
    GraphNotFound
        If the folder holds no built graph.

    Examples
    --------
    >>> graph = open_graph()
    >>> len(graph.fingerprint)
    64
    """
    if folder is not None:
        return _open(Path(folder), str(folder))
    if os.environ.get(ENVIRONMENT):
        named = os.environ[ENVIRONMENT]
        return _open(Path(named), f"{named}, from ${ENVIRONMENT}")
    if (Path(DEFAULT) / "report.json").is_file():
        return _open(Path(DEFAULT), f"./{DEFAULT}")
    return _demo()


def _open(folder: Path, origin: str) -> Graph:
    try:
        if not folder.is_dir():
            raise GraphNotFound(f"there is no folder {folder}; make a graph with coopgraph build")
        missing = [name for name in PARTS if not (folder / name).exists()]
        if missing:
            made = "make one with coopgraph build"
            if (folder / MAPPING).is_file():
                made = (
                    f"it is a data set; build it with coopgraph build {shlex.quote(str(folder))} "
                    "-o GRAPH, and name that folder"
                )
            message = f"{folder} is not a built graph: it has no {missing[0]}; {made}"
            raise GraphNotFound(message)
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        digest = str(report["fingerprint"])
        store = Store.open(folder / "store", folder / "graph.nq")
    except OSError as error:
        raise GraphNotFound(f"{folder} cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError) as error:
        message = f"{folder} is damaged (report.json: {error}); run coopgraph build again"
        raise GraphNotFound(message) from error
    return Graph(store, digest, origin, folder)


def _demo() -> Graph:
    """Open the packaged demo graph; it is built once into the user's cache."""
    origin = "the packaged demo graph baltic-barents"
    name = f"demo-{version('coopgraph')}-{_digest()[:12]}"
    cached = platformdirs.user_cache_path("coopgraph", appauthor=False) / name
    with suppress(GraphNotFound):
        return _open(cached, origin)
    try:
        build([demo_dataset()], cached, shapes=False)
        return _open(cached, origin)
    except CoopgraphError:
        # No cache can be written here, or another process is at it: a copy of our own will do.
        own = tempfile.TemporaryDirectory(prefix="coopgraph-demo-", ignore_cleanup_errors=True)
        atexit.register(own.cleanup)
        folder = Path(own.name) / name
        build([demo_dataset()], folder, shapes=False)
        return _open(folder, origin)


def _digest() -> str:
    """Return a digest of everything that the demo graph is made of."""
    digest = hashlib.sha256()
    for path in _ingredients():
        digest.update(f"{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _ingredients() -> Iterator[Path]:
    yield from sorted(p for p in demo_dataset().iterdir() if p.suffix in (".csv", ".toml"))
    for room in ("dataset", "store"):  # a checkout changes while its version does not
        yield from sorted((Path(__file__).parent / room).rglob("*.py"))
    for pattern in ("coopgraph.ttl", "vocab/*.ttl", "alignments/*.ttl", "rules/*.rq"):
        yield from sorted(ontology_folder().glob(pattern))
