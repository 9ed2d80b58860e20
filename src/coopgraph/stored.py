"""Records to a store, in memory or on disk, and a store to the files of a built graph."""

import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial, reduce
from operator import and_
from pathlib import Path
from typing import Final

import numpy as np

from coopgraph.dataset.records.quads import canonical
from coopgraph.dataset.records.records import Records
from coopgraph.dataset.records.slices import examples, slices
from coopgraph.dataset.records.subjects import Subjects
from coopgraph.memory import give_back
from coopgraph.parallel import through_processes
from coopgraph.store.bulk import Bulk
from coopgraph.store.check import NOTHING, Sound
from coopgraph.store.derive import derive
from coopgraph.store.dump import Dump
from coopgraph.store.finished import Finished
from coopgraph.store.ontology import ontology_nquads
from coopgraph.store.parts import Part, Parts
from coopgraph.store.store import Store
from coopgraph.vocabulary import dataset_graph

__all__ = ["IN_MEMORY", "derived_records", "store_records", "write_nquads"]

# A graph of more records is built on disk: in memory a quad takes some 600 bytes.
IN_MEMORY: Final = 1_000_000
_CHUNK: Final = 500_000
SLICE: Final = 100_000


def _quiet(_: str) -> None:
    """Report no progress."""


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


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
        for start in range(0, len(part.coded), _CHUNK):
            rows = np.arange(start, min(start + _CHUNK, len(part.coded)), dtype=np.int32)
            store.load(canonical(part.coded, graph, rows))
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
    advance: Callable[[int, int], None] = _nobody,
    kept: Path | None = None,
) -> tuple[Store, Sound]:
    """Load data sets into a store with what follows from them, in memory or on disk.

    A graph on disk is made in slices, on all cores: each is a small store in memory, to which the
    rules are applied, and the checks that concern a node and what it points to. Rules that need the
    whole graph get what they look at; other checks are asked of the store on disk.

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
    advance : callable, optional
        Told how many quads of how many a step has done, where the graph is made on disk.
    kept : Path, optional
        Folder in which finished slices are kept, for a run after this one has been ended.

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
    if sum(len(part.coded) for part in records) <= in_memory:
        store = store_records(records)
        progress("deriving")
        derive(store)
        return store, NOTHING
    bulk, sound = _sliced(records, checked, size, progress, advance, kept)
    give_back()
    progress("loading")
    return Store.from_bulk(bulk, advance), sound


def _sliced(
    records: Sequence[Records],
    checked: bool,
    size: int,
    progress: Callable[[str], None],
    advance: Callable[[int, int], None],
    kept: Path | None,
) -> tuple[Bulk, Sound]:
    """Return what is said and what follows from it, ready to be loaded, and what is sound."""
    background = _background()
    with ThreadPoolExecutor(1) as pool:
        # In a thread: the parser's exceptions remember their callers, and would keep the store.
        parts = pool.submit(Parts, background, checked=checked).result()
    subjects = Subjects(records)
    bulk = Bulk()
    bulk.add(background)
    total = sum(len(part.coded) for part in records)
    waiting: deque[int] = deque()

    def handed_out() -> Iterator[bytes]:
        for one in slices(subjects, size, parts.properties):
            bulk.add(one.home)
            waiting.append(one.home.count(b"\n"))
            yield one.seen

    found: list[Part] = []
    sound = parts.compare(examples(subjects, parts.named).seen)
    progress("deriving, slice by slice")
    examine: Callable[[bytes], Part] = parts.examine
    if kept is not None:
        examine = partial(Finished(kept, background, checked=checked).through, examine)
    done = 0
    for part in through_processes(examine, handed_out()):
        bulk.add(part.derived)
        found.append(part._replace(derived=b""))
        done += waiting.popleft()
        advance(done, total)
    progress("deriving what rests on several slices")
    found.append(parts.finish(part.needed for part in found))
    bulk.add(found[-1].derived)
    return bulk, reduce(and_, (part.sound for part in found), sound)


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
    if store.bulk:
        made = store.bulk.dump
        try:
            path.hardlink_to(made.path)
        except OSError:  # it is on another disk
            shutil.copyfile(made.path, path)
    else:
        with Dump(path) as made:
            for piece in store.canonical():
                made.add(piece)
    return made.digest, dict(sorted(made.counts.items()))
