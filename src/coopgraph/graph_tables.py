"""The entities and statements of a built graph as Parquet files, beside the quads.

A build writes what `coopgraph.store.frames` would ask the store for, term by term: a network of a
million edges is there in a tenth of the time. Other programs read the files as they are.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from coopgraph.dataset.records.records import Records
from coopgraph.dataset.records.told import Recorded, about_entities, about_statements
from coopgraph.memory import give_back
from coopgraph.store.frames import country_table, entity_frame, statement_frame
from coopgraph.store.store import Store

__all__ = ["read_graph_table", "write_graph_tables"]

Name = Literal["entities", "statements"]

PORTION: Final = 100_000  # statements
_KEY: Final = b"coopgraph"
_FORMAT: Final = "2"  # another number when columns change: older files are not read then


def write_graph_tables(
    folder: Path, store: Store, records: Sequence[Records], fingerprint: str
) -> None:
    """Write the tables of a graph.

    Parameters
    ----------
    folder : Path
        Where to.
    store : Store
        The graph.
    records : sequence of Records
        What it was made from.
    fingerprint : str
        Fingerprint of the graph.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_graph_tables(folder, Store.from_nquads(b""), [], "a1")
    >>> len(read_graph_table(folder, "statements", "a1"))
    0
    """
    give_back()  # what loading the store has used
    entities = entity_frame(about_entities(records), country_table(store))
    _write(folder / "entities.parquet", [entities], fingerprint)
    give_back()
    # In portions: the texts of a million statements take gigabytes while they are put together.
    portions = map(statement_frame, about_statements(records, PORTION))
    _write(folder / "statements.parquet", portions, fingerprint)


def read_graph_table(folder: Path, name: Name, fingerprint: str) -> pd.DataFrame | None:
    """Read a table of a graph.

    Parameters
    ----------
    folder : Path
        Folder of the graph.
    name : {"entities", "statements"}
        Which table.
    fingerprint : str
        Fingerprint of the graph.

    Returns
    -------
    pandas.DataFrame or None
        As `entity_frame` and `statement_frame` give it; None where there is no such table, or it is
        of another graph.

    Examples
    --------
    >>> read_graph_table(Path("/nowhere"), "entities", "a1") is None
    True
    """
    try:
        with pq.ParquetFile(folder / f"{name}.parquet") as file:
            if (file.schema_arrow.metadata or {}).get(_KEY) != _mark(fingerprint):
                return None
            table = file.read()
    except (OSError, pa.ArrowException):
        return None
    frame = table.to_pandas()
    for column in ("names", "hidden") if name == "entities" else ():
        frame[column] = pd.Series([tuple(c) for c in table[column].to_pylist()], dtype=object)
    return pd.DataFrame(frame)


def _write(path: Path, portions: Iterable[pd.DataFrame], fingerprint: str) -> None:
    """Write frames one below the other."""
    empty = statement_frame(Recorded([]))
    frames = iter(portions)
    first = _table(next(frames, empty), fingerprint)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as file:
        file.write_table(first)
        for frame in frames:
            file.write_table(_table(frame, fingerprint))


def _table(frame: pd.DataFrame, fingerprint: str) -> pa.Table:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return table.replace_schema_metadata({_KEY: _mark(fingerprint)})


def _mark(fingerprint: str) -> bytes:
    return f"{_FORMAT} {fingerprint}".encode()
