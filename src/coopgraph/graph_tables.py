"""The entities and statements of a built graph as Parquet files, beside the quads.

A build writes what `coopgraph.store.frames` would ask the store for, term by term: a network of a
million edges is there in a tenth of the time. Other programs read the files as they are.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from coopgraph.dataset.records.records import Records
from coopgraph.dataset.records.told import Recorded
from coopgraph.store.frames import country_table, entity_frame, statement_frame
from coopgraph.store.store import Store

__all__ = ["read_graph_table", "write_graph_tables"]

Name = Literal["entities", "statements"]

_KEY: Final = b"coopgraph"
_FORMAT: Final = "1"  # another number when columns change: older files are not read then


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
    told = Recorded(records)
    frames = {"statements": statement_frame(told)}
    frames["entities"] = entity_frame(told, country_table(store))
    for name, frame in frames.items():
        table = pa.Table.from_pandas(frame, preserve_index=False)
        table = table.replace_schema_metadata({_KEY: _mark(fingerprint)})
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


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


def _mark(fingerprint: str) -> bytes:
    return f"{_FORMAT} {fingerprint}".encode()
