"""Presets: mappings of tables that others publish, ready to be laid beside their files."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from coopgraph.dataset.formats.toml import read_toml
from coopgraph.dataset.mapping.reader import FILE
from coopgraph.errors import CoopgraphError, InputError, NameNotFound, Problem
from coopgraph.names import did_you_mean

__all__ = ["apply_preset", "preset_folder", "preset_names"]

FOLDER: Final = "presets"


def preset_names() -> dict[str, str]:
    """Return the presets: the titles of the data sets that they make, by name.

    Examples
    --------
    >>> preset_names()["sister-cities"]
    'Sister cities of the world'
    """
    found = {}
    with as_file(files("coopgraph.dataset").joinpath(FOLDER)) as folder:
        for path in sorted(p for p in folder.iterdir() if (p / FILE).is_file()):
            content, _ = read_toml(path / FILE, "")
            found[path.name] = str(content["dataset"]["title"])
    return found


@contextmanager
def preset_folder(name: str) -> Iterator[Path]:
    """Give the folder of a preset, which has its mapping and sources.

    Examples
    --------
    >>> with preset_folder("sister-cities") as folder:
    ...     sorted(path.name for path in folder.iterdir())
    ['mapping.toml', 'sources.toml']
    """
    with as_file(files("coopgraph.dataset").joinpath(FOLDER, name)) as folder:
        yield folder


def apply_preset(name: str, tables: Path, folder: Path) -> list[str]:
    r"""Make a data set of published tables: copy them, with the preset's mapping and sources.

    What was copied is the user's to edit. A preset holds no code: `build` reads the folder as it
    reads any other.

    Parameters
    ----------
    name : str
        Name of the preset, see `preset_names`.
    tables : Path
        Folder with the published files, named as their publisher names them.
    folder : Path
        A new or empty folder for the data set.

    Returns
    -------
    list of str
        The files that were written, relative to the folder.

    Raises
    ------
    NameNotFound
        If there is no such preset; the message gives the nearest names.
    CoopgraphError
        If the folder is not empty or cannot be written.
    InputError
        With every table that the mapping names and the folder of tables lacks; nothing is written
        then.

    Examples
    --------
    >>> import tempfile
    >>> published = Path(tempfile.mkdtemp())
    >>> (published / "cities").mkdir()
    >>> _ = (published / "cities/cities.csv").write_text("Turku\tGdynia\n", encoding="utf-8")
    >>> apply_preset("sister-cities", published, published / "mine")
    ['cities/cities.csv', 'mapping.toml', 'sources.toml']
    """
    known = preset_names()
    if name not in known:
        hint = did_you_mean(name, known) or f" There are: {', '.join(known)}."
        raise NameNotFound(f'no preset is called "{name}".{hint}')
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CoopgraphError(f"{folder} exists and is not empty; name a new folder")
    with as_file(files("coopgraph.dataset").joinpath(FOLDER, name)) as preset:
        content, _ = read_toml(preset / FILE, "")
        settings = content["tables"].values()
        wanted = {table["file"] for table in settings if not table.get("optional")}
        there = {t["file"] for t in settings if (tables / t["file"]).is_file()}
        missing = sorted(wanted - there) or sorted(
            {t["file"] for t in settings} if not there else ()
        )
        if missing:
            message = f"no such file in {tables}; the preset {name} reads it"
            raise InputError([Problem(file, message=message) for file in missing])
        copies = {p.name: p for p in sorted(preset.iterdir()) if p.is_file()}
        copies |= {file: tables / file for file in there}
        try:
            for file, path in copies.items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, folder / file)
        except OSError as error:
            raise CoopgraphError(f"cannot write {folder}: {error.strerror}") from None
    return sorted(copies)
