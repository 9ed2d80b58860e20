"""One door to all formats of networks: the ending of a file names the format."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from coopgraph.errors import CoopgraphError
from coopgraph.names import did_you_mean
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.classic import Export, write_dl, write_gml, write_pajek
from coopgraph.view.cx2 import read_cx2, write_cx2
from coopgraph.view.export import read_graphml, write_csv, write_graphml
from coopgraph.view.gexf import write_gexf
from coopgraph.view.parquet import read_parquet, write_parquet

__all__ = ["FORMATS", "export", "format_of", "read_network"]

FORMATS: Final[Mapping[str, str]] = {
    "graphml": "GraphML, for Gephi, yEd and NetworkX",
    "gexf": "GEXF 1.3 with time, for Gephi",
    "cx2": "CX2, for Cytoscape and NDEx, without loss",
    "parquet": "a folder of Parquet files, without loss",
    "csv": "a folder of CSV files",
    "net": "Pajek",
    "gml": "GML",
    "dl": "UCINET DL",
}
_WHOLE: Final[Mapping[str, Callable[[Projection, Path], Path]]] = {
    "graphml": write_graphml,
    "gexf": write_gexf,
    "cx2": write_cx2,
}
_LOSSY: Final[Mapping[str, Callable[[Projection, Path], Export]]] = {
    "net": write_pajek,
    "gml": write_gml,
    "dl": write_dl,
}
_FOLDERS: Final[Mapping[str, Callable[[Projection, Path], list[Path]]]] = {
    "parquet": write_parquet,
    "csv": write_csv,
}


def export(
    projection: Projection, path: str | Path, format: str | None = None
) -> tuple[list[Path], list[str]]:
    """Write a network in any format.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    path : str or pathlib.Path
        Where to: a file; for CSV and Parquet a folder.
    format : str, optional
        One of `FORMATS`; unless said, what the path ends in, and CSV where it has no ending.

    Returns
    -------
    paths : list of pathlib.Path
        The files.
    lost : list of str
        What the format cannot hold, one line each.

    Raises
    ------
    CoopgraphError
        There is no such format, or a file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph import project
    >>> network = project(name="partnerships")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths, lost = export(network, Path(folder) / "towns.net")
    >>> [path.name for path in paths], len(lost) > 5
    (['towns.net', 'towns.net.txt'], True)
    """
    target = Path(path)
    name = format_of(target, format)
    if name in _WHOLE:
        return [_WHOLE[name](projection, target)], []
    if name in _FOLDERS:
        return _FOLDERS[name](projection, target), []
    found = _LOSSY[name](projection, target)
    return [found.path, found.notes], found.lines()


def format_of(path: Path, format: str | None = None) -> str:
    """Give the format in which `export` writes a file: that which is asked for, or its ending.

    Parameters
    ----------
    path : pathlib.Path
        The file or folder.
    format : str, optional
        As of `export`.

    Returns
    -------
    str
        One of `FORMATS`.

    Raises
    ------
    CoopgraphError
        There is no such format.
    """
    name = format or path.suffix.removeprefix(".").lower() or "csv"
    if name not in FORMATS:
        hint = did_you_mean(name, FORMATS)
        raise CoopgraphError(f'there is no format "{name}"; there are {", ".join(FORMATS)}.{hint}')
    return name


def read_network(path: str | Path) -> Projection:
    """Read a network that was written without loss.

    Parameters
    ----------
    path : str or pathlib.Path
        A CX2 or GraphML file, or a folder of Parquet files.

    Returns
    -------
    Projection
        The network as it was.

    Raises
    ------
    CoopgraphError
        It is missing, of another format, or was changed.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph import project
    >>> network = project(name="partnerships")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths, lost = export(network, Path(folder) / "towns.cx2")
    ...     read_network(paths[0]).fingerprint == network.fingerprint
    True
    """
    target = Path(path)
    if target.suffix.lower() == ".cx2":
        return read_cx2(target)
    if target.suffix.lower() == ".graphml":
        return read_graphml(target)
    if target.is_dir():
        return read_parquet(target)
    message = (
        f"cannot read {target}: expected a .cx2 or .graphml file, or a folder of Parquet files"
    )
    raise CoopgraphError(message)
