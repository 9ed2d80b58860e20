"""Tables that have been read once are remembered, so that a run that was ended goes on from there.

What is remembered is found by the content of the file, never by its name or date.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pandas as pd

from coopgraph.dataset.formats.tables import Table, read_table
from coopgraph.dataset.formats.workbook import LastWorkbook
from coopgraph.errors import Problem
from coopgraph.files import write_files

__all__ = ["RememberedTables", "sha256_of"]

_FORM: Final = 2  # to be raised whenever tables are read otherwise
_NAME: Final = re.compile(r"[0-9a-f]{64}\.(?:parquet|json)")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a"
    >>> _ = path.write_bytes(b"")
    >>> sha256_of(path)[:8]
    'e3b0c442'
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class RememberedTables:
    r"""Reads tables as `read_table` does, each content once.

    Parameters
    ----------
    folder : Path
        Where tables are remembered; made when there is one to be.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.csv").write_text("id\nx\n", encoding="utf-8")
    >>> one, _ = RememberedTables(folder / "kept")("a", folder / "a.csv")
    >>> other, _ = RememberedTables(folder / "kept")("a", folder / "a.csv")
    >>> one.frame.equals(other.frame), len(list((folder / "kept").iterdir()))
    (True, 2)
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._here: dict[str, tuple[Table, list[Problem]]] = {}
        self._contents: dict[Path, str] = {}
        self._last = LastWorkbook()

    def __call__(
        self, name: str, path: Path, sheet: str = "", **options: Any
    ) -> tuple[Table, list[Problem]]:
        """Read a table, see `read_table`."""
        if not path.is_file():
            return read_table(name, path, sheet, **options)
        key = self._key(path, sheet, options)
        found = self._here.get(key) or self._find(key)
        if found is None:
            found = read_table(name, path, sheet, **options, last=self._last)
            self._keep(key, *found)
        self._here[key] = found
        table, problems = found
        return Table(name, table.file, table.frame), list(problems)

    def _key(self, path: Path, sheet: str, options: Mapping[str, Any]) -> str:
        if path not in self._contents:
            self._contents[path] = sha256_of(path)
        how = (_FORM, version("coopgraph"), path.name, sheet, sorted(options.items()))
        return hashlib.sha256(f"{self._contents[path]} {how!r}".encode()).hexdigest()

    def _find(self, key: str) -> tuple[Table, list[Problem]] | None:
        try:
            said = json.loads((self.folder / f"{key}.json").read_bytes())
            frame = pd.read_parquet(self.folder / f"{key}.parquet").astype("str")
            problems = [Problem(**problem) for problem in said["problems"]]
            return Table("", said["file"], frame), problems
        except (OSError, ValueError, KeyError, TypeError):  # not there, or not ours
            return None

    def _keep(self, key: str, table: Table, problems: list[Problem]) -> None:
        said = {"file": table.file, "problems": [asdict(problem) for problem in problems]}
        contents = {
            f"{key}.parquet": table.frame.to_parquet(compression="zstd"),
            f"{key}.json": json.dumps(said).encode(),
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        write_files(self.folder, contents)

    def forget(self) -> None:
        """Remove what is remembered on the disk, and the folder if it has nothing else."""
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            if _NAME.fullmatch(path.name) or path.suffix == ".part":
                path.unlink(missing_ok=True)
        if not any(self.folder.iterdir()):
            self.folder.rmdir()
