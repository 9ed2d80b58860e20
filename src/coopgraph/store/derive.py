"""Derivation: the binary triples that the rules of the ontology make of real statements."""

from pathlib import Path

from coopgraph.errors import QueryError, QueryRefused
from coopgraph.resources import ontology_folder
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH

__all__ = ["derive"]


def derive(store: Store, folder: Path | None = None) -> None:
    """Run the rules in the order of their names and add what they make to the derived graph.

    Parameters
    ----------
    store : Store
        The store; each rule sees the data and what the rules before it made.
    folder : Path, optional
        Folder of the ontology; the packaged one by default.

    Raises
    ------
    QueryError
        If a rule is not a valid CONSTRUCT query; the message names its file.

    Examples
    --------
    >>> derive(Store.from_nquads(b""))
    """
    store.settle()
    for path in sorted((folder or ontology_folder()).glob("rules/*.rq")):
        try:
            store.derive(path.read_text(encoding="utf-8"), DERIVED_GRAPH)
        except (QueryError, QueryRefused) as error:
            raise type(error)(f"{path.name}: {error}") from None
    store.settle()
