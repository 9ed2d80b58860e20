"""Networks as Parquet files, and back without loss."""

import io
import json
from pathlib import Path
from typing import Any, Final

from coopgraph.errors import CoopgraphError
from coopgraph.files import write_files
from coopgraph.network.projecting.credit import credit_lines
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.packing import TABLES, Packed, Sort, about, pack, rebuilt

__all__ = ["read_parquet", "write_parquet"]

_KEY: Final = b"coopgraph"
_CREDIT: Final = b"credit"


def write_parquet(projection: Projection, folder: str | Path) -> list[Path]:
    """Write a network as four Parquet files, from which `read_parquet` makes it again.

    Texts of one cell are a list. The metadata of each file hold everything else about the network
    (``coopgraph``, as JSON), and whom to credit on which licence (``credit``).

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    folder : str or pathlib.Path
        Where to; made if it is not there. Tables of earlier runs are replaced.

    Returns
    -------
    list of pathlib.Path
        ``nodes.parquet``, ``edges.parquet``, ``statements.parquet`` and ``loss.parquet``.

    Raises
    ------
    CoopgraphError
        A file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph import project
    >>> network = project(name="partnerships")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = write_parquet(network, folder)
    ...     read_parquet(folder).fingerprint == network.fingerprint
    True
    """
    target = Path(folder)
    tables = {name: pack(getattr(projection, name)) for name in TABLES}
    known = json.dumps(about(projection, tables), ensure_ascii=False)
    credit = "\n".join(credit_lines(projection.credits, projection.statements))
    files = {f"{name}.parquet": _parquet(packed, known, credit) for name, packed in tables.items()}
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot make the folder {target}: {error.strerror or error}; name another one"
        raise CoopgraphError(message) from error
    return write_files(target, files)


def read_parquet(folder: str | Path) -> Projection:
    """Read a network that `write_parquet` wrote.

    Parameters
    ----------
    folder : str or pathlib.Path
        The folder.

    Returns
    -------
    Projection
        The network as it was.

    Raises
    ------
    CoopgraphError
        A file is missing, is no Parquet, or has been changed.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    cells: dict[str, dict[str, list[Any]]] = {}
    said: dict[str, bytes] = {}
    for name in TABLES:
        path = Path(folder) / f"{name}.parquet"
        try:
            # Through a handle of our own: the file of a path that is no Parquet would stay open.
            table = pq.read_table(io.BytesIO(path.read_bytes()))
        except FileNotFoundError:
            message = f"there is no {path}; name a folder that was written as Parquet"
            raise CoopgraphError(message) from None
        except OSError as error:
            raise CoopgraphError(f"cannot read {path}: {error.strerror or error}") from error
        except pa.ArrowInvalid as error:
            raise CoopgraphError(f"{path} is no Parquet file: {error}") from None
        said[name] = (table.schema.metadata or {}).get(_KEY, b"")
        cells[name] = table.to_pydict()
    if len(set(said.values())) > 1:
        raise CoopgraphError(f"the files in {folder} are of different networks; write them again")
    try:
        known = json.loads(said["nodes"])
    except ValueError:
        message = f"the files in {folder} were not written by coopgraph: they name no network"
        raise CoopgraphError(message) from None
    return rebuilt(str(folder), known, cells)


def _parquet(packed: Packed, known: str, credit: str) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds: dict[Sort, pa.DataType] = {
        "string": pa.string(),
        "json": pa.string(),
        "double": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "list_of_string": pa.list_(pa.string()),
    }
    arrays = [
        pa.array(packed.cells[name], type=kinds[column.sort])
        for name, column in packed.columns.items()
    ]
    table = pa.Table.from_arrays(arrays, names=list(packed.columns))
    table = table.replace_schema_metadata({_KEY: known.encode(), _CREDIT: credit.encode()})
    written = io.BytesIO()
    pq.write_table(table, written)
    return written.getvalue()
