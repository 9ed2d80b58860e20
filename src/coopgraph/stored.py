"""Records to a store, in memory or on disk, and a store to the files of a built graph."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from coopgraph.dataset.records.quads import canonical, quads
from coopgraph.dataset.records.records import Records
from coopgraph.store.ontology import ontology_nquads
from coopgraph.store.store import Store
from coopgraph.vocabulary import dataset_graph

__all__ = ["IN_MEMORY", "store_records", "write_nquads"]

# A graph of more records is built on disk: in memory a quad takes some 600 bytes.
IN_MEMORY: Final = 1_000_000
_CHUNK: Final = 500_000


def store_records(records: Sequence[Records], *, in_memory: int = IN_MEMORY) -> Store:
    """Load data sets, the ontology and the vocabularies into a store.

    Parameters
    ----------
    records : sequence of Records
        The data sets.
    in_memory : int
        How many records a store in memory may have; one on disk takes more of them.

    Returns
    -------
    Store
        The store; one on disk loads while the caller goes on, see `Store.settle`.

    Examples
    --------
    >>> store = store_records([])
    >>> store.graphs()
    ['https://w3id.org/coopgraph/ontology', 'https://w3id.org/coopgraph/vocab']
    """
    background = b"".join(sorted(set(ontology_nquads().splitlines(keepends=True))))
    small = sum(len(part.values) for part in records) <= in_memory
    store = Store.from_nquads(background) if small else Store.create()
    if not small:
        store.load(background)
    for part in records:
        graph = dataset_graph(part.mapping.id)
        for start in range(0, len(part.values), _CHUNK):
            chunk = part.values.iloc[start : start + _CHUNK]
            store.load(canonical(quads(chunk, graph)))
    return store


def write_nquads(store: Store, path: Path) -> tuple[str, dict[str, int]]:
    """Write the canonical N-Quads of a store.

    Parameters
    ----------
    store : Store
        The store.
    path : Path
        The file.

    Returns
    -------
    fingerprint : str
        SHA-256 of the file.
    counts : dict of str to int
        Quads by graph, sorted.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "graph.nq"
    >>> write_nquads(Store.from_nquads(b"<x:a> <x:p> <x:b> <x:g> ."), path)[1]
    {'x:g': 1}
    """
    digest = hashlib.sha256()
    counts = dict.fromkeys(store.graphs(), 0)
    with path.open("wb") as file:
        for piece in store.canonical():
            file.write(piece)
            digest.update(piece)
            for graph in counts:
                # Line feeds in literals are escaped, so that this is the end of a quad.
                counts[graph] += piece.count(f" <{graph}> .\n".encode())
    return digest.hexdigest(), counts
