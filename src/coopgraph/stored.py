"""Records to a store, in memory or on disk, and a store to the files of a built graph."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Final

from coopgraph.dataset.records.quads import canonical, quads
from coopgraph.dataset.records.records import Records
from coopgraph.dataset.records.slices import Slice, slices
from coopgraph.store.check import NOTHING, Sound
from coopgraph.store.derive import apply_rules, derive
from coopgraph.store.ontology import ontology_nquads
from coopgraph.store.parts import Parts
from coopgraph.store.store import Store
from coopgraph.vocabulary import dataset_graph

__all__ = ["IN_MEMORY", "derived_records", "store_records", "write_nquads"]

# A graph of more records is built on disk: in memory a quad takes some 600 bytes.
IN_MEMORY: Final = 1_000_000
_CHUNK: Final = 500_000
SLICE: Final = 100_000
_WORKERS: Final = 2


def _quiet(_: str) -> None:
    """Report no progress."""


def store_records(records: Sequence[Records]) -> Store:
    """Load data sets, the ontology and the vocabularies into a store in memory.

    Parameters
    ----------
    records : sequence of Records
        The data sets.

    Returns
    -------
    Store
        The store.

    Examples
    --------
    >>> store = store_records([])
    >>> store.graphs()
    ['https://w3id.org/coopgraph/ontology', 'https://w3id.org/coopgraph/vocab']
    """
    store = Store.from_nquads(_background())
    for part in records:
        graph = dataset_graph(part.mapping.id)
        for start in range(0, len(part.values), _CHUNK):
            chunk = part.values.iloc[start : start + _CHUNK]
            store.load(canonical(quads(chunk, graph)))
    return store


def _background() -> bytes:
    return b"".join(sorted(set(ontology_nquads().splitlines(keepends=True))))


def derived_records(
    records: Sequence[Records],
    *,
    checked: bool = True,
    in_memory: int = IN_MEMORY,
    size: int = SLICE,
    progress: Callable[[str], None] = _quiet,
) -> tuple[Store, Sound]:
    """Load data sets into a store with what follows from them, in memory or on disk.

    A graph on disk is made in slices: each is a small store in memory, to which the rules are
    applied, and the checks that concern a node and what it points to. What needs the whole graph is
    asked of the store on disk.

    Parameters
    ----------
    records : sequence of Records
        The data sets.
    checked : bool
        Whether slices are checked as well.
    in_memory : int
        How many records a store in memory may have.
    size : int
        How many quads a slice has, roughly.
    progress : callable, optional
        Called with one line a step.

    Returns
    -------
    store : Store
        The store.
    sound : Sound
        The checks that are known to find nothing.

    Examples
    --------
    >>> derived_records([], checked=False)[1]
    Sound(shapes=frozenset(), lint=frozenset())
    """
    if sum(len(part.values) for part in records) <= in_memory:
        store = store_records(records)
        progress("deriving")
        derive(store)
        return store, NOTHING
    background = _background()
    store = Store.create()
    store.load(background)
    found: list[Sound] = []
    with ThreadPoolExecutor(_WORKERS) as pool:
        # In a thread: the parser's exceptions remember their callers, and would keep the store.
        parts = pool.submit(Parts, background, checked=checked).result()

        def examine(one: Slice) -> tuple[bytes, bytes, Sound]:
            return (one.home, *parts.examine(one.home + one.around))

        for home, derived, sound in _ahead(pool, examine, slices(records, size)):
            store.load(home)
            store.load(derived)
            found.append(sound)
    progress("deriving")
    apply_rules(store, parts.whole)
    store.settle()
    found.append(parts.late(store))
    return store, reduce(and_, found)


def _ahead(
    pool: ThreadPoolExecutor,
    ask: Callable[[Slice], tuple[bytes, bytes, Sound]],
    items: Iterable[Slice],
) -> Iterator[tuple[bytes, bytes, Sound]]:
    """Give answers in the order of what is asked about, no more at a time than have workers."""
    waiting: deque[Future[tuple[bytes, bytes, Sound]]] = deque()
    for item in items:
        if len(waiting) >= _WORKERS:
            yield waiting.popleft().result()
        waiting.append(pool.submit(ask, item))
        del item
    while waiting:
        yield waiting.popleft().result()


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
