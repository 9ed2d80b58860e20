"""Tables that lie in the folder of a data set but that its mapping does not read."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from coopgraph.dataset.formats.tables import is_table
from coopgraph.dataset.mapping.blocks import DatasetMapping
from coopgraph.dataset.records.passages import FILE as PASSAGES
from coopgraph.errors import Problem
from coopgraph.names import did_you_mean, nearest

__all__ = ["unread_tables"]

# What coopgraph itself writes beside the tables.
WRITTEN: Final = frozenset({"rejected.csv", "ambiguous.csv", "ledger.json", "decisions.sssom.tsv"})


def unread_tables(folder: Path, mapping: DatasetMapping) -> tuple[list[Problem], set[str]]:
    """Note the tables that nothing reads: one of another name would be left out silently.

    Parameters
    ----------
    folder : Path
        Folder of the data set. It is searched, and the folders in it that have its tables.
    mapping : DatasetMapping
        The mapping.

    Returns
    -------
    problems : list of Problem
        One a file, with the table that may be meant.
    meant : set of str
        Names of the tables that are missing and whose file has such another name.
    """
    files = {name: folder / settings.file for name, settings in mapping.tables.items()}
    known = [path for path in (*files.values(), folder / PASSAGES) if path.exists()]
    missing = {mapping.tables[n].file: n for n, path in files.items() if not path.exists()}
    folders = {folder, *(path.parent for path in files.values() if path.parent.is_dir())}
    problems = []
    meant: set[str] = set()
    for path in sorted(path for place in folders for path in place.iterdir()):
        file = path.relative_to(folder).as_posix()
        if (
            not is_table(path)
            or path.name.startswith((".", "~$"))  # a spreadsheet's lock file among them
            or file in WRITTEN
            or any(fnmatchcase(file, pattern) for pattern in mapping.ignore_files)
            or not path.is_file()
            or any(path.samefile(other) for other in known)
        ):
            continue
        near = _near(file, missing)
        meant.update(missing[other] for other in near)
        message = f"the mapping does not read this file.{_advice(file, near, missing)}"
        problems.append(Problem(file, message=message))
    return problems, meant


def _near(file: str, missing: dict[str, str]) -> list[str]:
    """Return the missing file that this one may be: of its name in another format, or like it."""
    stem = file.rpartition(".")[0].casefold()
    same = [other for other in missing if other.rpartition(".")[0].casefold() == stem]
    return same[:1] or list(nearest(file, list(missing), 1))


def _advice(file: str, near: list[str], missing: dict[str, str]) -> str:
    if not near:
        return " Write a block for it, move it elsewhere, or name it in ignore_files of [dataset]."
    hint = did_you_mean(file, near) or f' Did you mean "{near[0]}"?'
    setting = f'write file = "{file}" under [tables.{missing[near[0]]}].'
    same_format = file.rpartition(".")[2] == near[0].rpartition(".")[2]
    return f"{hint} Rename it, or {setting}" if same_format else f"{hint} If so, {setting}"
