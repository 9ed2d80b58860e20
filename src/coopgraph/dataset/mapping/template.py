"""A new data set: tables, codebook and mapping to fill in with a spreadsheet."""

import re
from importlib.resources import files
from pathlib import Path

from coopgraph.errors import CoopgraphError
from coopgraph.names import slug

__all__ = ["init"]


def init(folder: Path, title: str = "") -> list[str]:
    """Make a data set with one example row a table; it builds as it is.

    Parameters
    ----------
    folder : Path
        A new or empty folder; its name becomes the id of the data set.
    title : str
        Title of the data set; made from the folder's name when not given.

    Returns
    -------
    list of str
        Names of the files that were written.

    Raises
    ------
    CoopgraphError
        If the folder is not empty or cannot be written; nothing is written then.

    Examples
    --------
    >>> import tempfile
    >>> "mapping.toml" in init(Path(tempfile.mkdtemp()) / "my-region")
    True
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CoopgraphError(f"{folder} exists and is not empty; name a new folder")
    identifier = slug(folder.resolve().name) or "my-data"
    words = title or folder.resolve().name
    values = {
        "DATASET_ID": identifier,
        "DATASET_TITLE": re.sub(r'["\\\x00-\x1f\x7f]', " ", words).strip() or identifier,
    }
    starter = sorted(files("coopgraph.dataset").joinpath("starter").iterdir(), key=lambda f: f.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in starter:
            text = file.read_text(encoding="utf-8")
            for name, value in values.items():
                text = text.replace(name, value)
            (folder / file.name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CoopgraphError(f"cannot write {folder}: {error.strerror}") from None
    return [file.name for file in starter]
