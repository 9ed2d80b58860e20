"""Parquet: columns of single values, written as people write them."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.formats.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Grid, row_grid
from coopgraph.dataset.formats.workbook import cell_text
from coopgraph.errors import Problem

__all__ = ["parquet_grid"]

MAX_TEXT: Final = 1_000_000_000  # characters that a file may hold


def parquet_grid(path: Path) -> tuple[Grid, list[Problem]]:
    """Read a Parquet file; faults are returned, not raised.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    grid : Grid
        Its columns; empty where there are problems.
    problems : list of Problem
        What is wrong with the file.
    """
    import pyarrow.parquet as pq

    empty = row_grid([])
    try:
        file = pq.ParquetFile(path)
        size = file.metadata.num_rows, file.metadata.num_columns
        if size[0] > MAX_ROWS or size[1] > MAX_COLUMNS or size[0] * size[1] > MAX_CELLS * 4:
            message = f"{size[0]:,} rows of {size[1]:,} columns; split it into several files"
            return empty, [Problem(path.name, message=message)]
        schema = file.schema_arrow
        names = [n for n in schema.names if not n.startswith("__index_level_")]
        texts = [n for n in names if pa.types.is_string(schema.field(n).type)]
        # As a dictionary, for a few bytes can stand for a long text in millions of rows.
        table = pq.ParquetFile(path, read_dictionary=texts).read(columns=names)
        columns = [_column(table[n]) for n in names]
    except (OSError, ValueError, KeyError, NotImplementedError, OverflowError) as error:
        reason = str(error).partition("\n")[0]
        return empty, [Problem(path.name, message=f"not readable as Parquet: {reason}")]
    heads = [pa.array([n], pa.large_string()) for n in names]
    full = [pa.concat_arrays([h, c]) for h, c in zip(heads, columns, strict=True)]
    return Grid(np.arange(1, len(table) + 2), full), []


def _column(column: Any) -> Any:
    """Return a column as people write its values."""
    nested = pa.types.is_nested(column.type) or pa.types.is_binary(column.type)
    if nested:
        raise ValueError("a column holds lists, records or bytes; expected single values")
    coded = column.combine_chunks()
    coded = coded if pa.types.is_dictionary(coded.type) else coded.dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    words = pa.array([cell_text(v) for v in coded.dictionary.to_pylist()], pa.large_string())
    sizes = pc.take(pc.binary_length(words), coded.indices)
    if (pc.sum(sizes).as_py() or 0) > MAX_TEXT:
        raise ValueError(f"a column holds more than {MAX_TEXT // 10**9} GB of text")
    return pc.fill_null(pc.take(words, coded.indices), "")
