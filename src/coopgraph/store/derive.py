"""Derivation: the binary triples that the rules of the ontology make of real statements."""

from pathlib import Path

import pyoxigraph as ox

from coopgraph.errors import QueryError, QueryRefused
from coopgraph.resources import ontology_folder
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH

__all__ = ["derive"]


def derive(store: Store, folder: Path | None = None) -> int:
    """Run the rules in the order of their names and add what they make to the derived graph.

    Parameters
    ----------
    store : Store
        The store; each rule sees the data and what the rules before it made.
    folder : Path, optional
        Folder of the ontology; the packaged one by default.

    Returns
    -------
    int
        Number of derived triples.

    Raises
    ------
    QueryError
        If a rule is not a valid CONSTRUCT query; the message names its file.

    Examples
    --------
    >>> derive(Store.from_nquads(b""))
    0
    """
    graph = ox.NamedNode(DERIVED_GRAPH)
    for path in sorted((folder or ontology_folder()).glob("rules/*.rq")):
        try:
            triples = store.construct(path.read_text(encoding="utf-8"))
        except (QueryError, QueryRefused) as error:
            raise type(error)(f"{path.name}: {error}") from None
        store.add(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    return sum(1 for _ in store.engine.quads_for_pattern(None, None, None, graph))
