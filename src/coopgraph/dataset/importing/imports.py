"""A data set made of a mapping and the files of an export: which file is which table, what it says.

The folder has the tables, `mapping.toml`, `sources.toml` with digests and days, and `import.toml`,
by which the next import knows what is there. Earlier exports are kept in `earlier/DAY`.
"""

import datetime as dt
import hashlib
import json
import re
import shutil
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any, Final

from coopgraph.dataset.formats.memory import sha256_of
from coopgraph.dataset.formats.toml import read_toml
from coopgraph.dataset.mapping.blocks import DatasetMapping
from coopgraph.dataset.mapping.reader import FILE as MAPPING
from coopgraph.dataset.mapping.sources import FILE as SOURCES
from coopgraph.dataset.records.corrections import CORRECTED
from coopgraph.dataset.records.lenient import FILE as REJECTED
from coopgraph.errors import CoopgraphError, InputError, Problem
from coopgraph.names import nearest

__all__ = [
    "EARLIER",
    "RECORD",
    "Export",
    "assign_files",
    "day_of",
    "digests",
    "is_day",
    "is_inside",
    "keep_earlier",
    "read_export",
    "suffix_of",
    "text_digest",
    "toml_text",
    "with_lenience",
    "with_table_file",
    "written_sources",
]

RECORD: Final = "import.toml"
EARLIER: Final = "earlier"
PACKED: Final = (".gz", ".bz2", ".xz", ".zst", ".zip")
# The ways to write a table of TOML, and where a setting goes.
_LENIENCE: Final = {
    r"(?m)^([ \t]*\[[ \t]*dataset[ \t]*\][^\n]*)$": "\\1\nlenient = true",
    r"(?m)^([ \t]*dataset[ \t]*=[ \t]*\{)": r"\1 lenient = true,",
    r"(?m)^([ \t]*dataset[ \t]*\.)": r"dataset.lenient = true\n\1",
}
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Export:
    """What an import has noted of the export that a folder holds.

    Parameters
    ----------
    template : str
        Name of the preset, or of the mapping file.
    as_of, retrieved : str
        The day for which the export speaks, and the day on which it was fetched (ISO 8601).
    mapping : str
        SHA-256 of the mapping as it was written, by which edits are known.
    files : dict of str to str
        SHA-256 of each table's file, by its path in the folder.
    given : dict of str to str
        How the files were called, where that is otherwise than in the folder.
    """

    template: str
    as_of: str
    retrieved: str
    mapping: str
    files: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the content of `import.toml`."""
        about = {
            "template": self.template,
            "as_of": self.as_of,
            "retrieved": self.retrieved,
            "mapping_sha256": self.mapping,
        }
        head = "# Written by coopgraph import, for the next import into this folder.\n"
        tables = {"export": about, "files": dict(sorted(self.files.items()))}
        if self.given:
            tables["given"] = dict(sorted(self.given.items()))
        return head + toml_text(tables)

    def named(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems with files called as they were given."""
        names = {file.rpartition("/")[2]: name for file, name in self.given.items()}
        return [replace(p, file=_renamed(p.file, names)) for p in problems]

    def own(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems with files called as they are in the folder."""
        names = {name: file.rpartition("/")[2] for file, name in self.given.items()}
        return [replace(p, file=_renamed(p.file, names)) for p in problems]


def _renamed(label: str, names: Mapping[str, str]) -> str:
    """Return what problems call a file, with its sheet, under another name."""
    for name, other in names.items():
        if label == name or label.startswith(f"{name} ["):
            return other + label[len(name) :]
    return label


def read_export(folder: Path) -> Export | None:
    """Read what an import has noted; None where no import has made the folder.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> noted = Export("keep", "2026-01-01", "2026-02-01", "ab", {"keep.xlsx": "cd"})
    >>> _ = (folder / RECORD).write_text(noted.text(), encoding="utf-8")
    >>> read_export(folder) == noted
    True
    """
    if not (folder / RECORD).is_file():
        return None
    content, problems = read_toml(folder / RECORD, "")
    about, files, given = (content.get(key, {}) for key in ("export", "files", "given"))
    texts = [about.get(key) for key in ("template", "as_of", "retrieved", "mapping_sha256")]
    sound = all(isinstance(text, str) for text in (*texts, *files.values(), *given.values()))
    # Files are moved by these names, and the day names a folder: neither may lead elsewhere.
    if problems or not (sound and is_day(str(texts[1])) and all(map(is_inside, files))):
        message = "not as an import has written it; put it back, or import into a new folder"
        raise InputError(problems or [Problem(RECORD, message=message)])
    template, as_of, retrieved, mapping = map(str, texts)
    return Export(template, as_of, retrieved, mapping, files, given)


def toml_text(content: Mapping[str, Mapping[str, str]]) -> str:
    r"""Write tables of texts as TOML.

    Examples
    --------
    >>> print(toml_text({"a": {"b c": 'x "y"'}}), end="")
    [a]
    "b c" = "x \"y\""
    """
    lines = []
    for name, table in content.items():
        lines += ["", f"[{_key(name)}]"]
        lines += [f"{_key(key)} = {_quoted(text)}" for key, text in table.items()]
    return "\n".join(lines[1:]) + "\n"


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text)


def _quoted(text: str) -> str:
    # A text of JSON is one of TOML, except for this character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# ---- which file is which table -------------------------------------------------------------------


def assign_files(mapping: DatasetMapping, given: Sequence[str]) -> dict[str, Path]:
    """Say which file each table of a mapping is read from.

    A folder has the files under the names that the mapping gives. A file is that of its name, or
    the one that is left over; ``TABLE=FILE`` says it.

    Parameters
    ----------
    mapping : DatasetMapping
        The mapping.
    given : sequence of str
        Files, folders, or ``TABLE=FILE``.

    Returns
    -------
    dict of str to Path
        The file of each path that the mapping names, optional ones only where they are there.

    Raises
    ------
    InputError
        With every table that has no file, and every file that is no table's.
    """
    tables = {name: settings.file for name, settings in mapping.tables.items()}
    optional = {s.file for s in mapping.tables.values() if s.optional}
    wanted = sorted(set(tables.values()))
    found: dict[str, Path] = {}
    loose: list[Path] = []
    problems = [
        Problem(MAPPING, column=f"tables.{name}.file", value=file, message="leads elsewhere")
        for name, file in tables.items()
        if not is_inside(file)
    ]
    for text in given:
        path, name = Path(text), text.partition("=")[0]
        if path.is_dir():
            found |= {file: path / file for file in wanted if (path / file).is_file()}
        elif path.is_file():
            loose.append(path)
        elif "=" in text and (name in tables or name in wanted):
            path = Path(text.partition("=")[2])
            found[tables.get(name, name)] = path
            if not path.is_file():
                problems.append(Problem(str(path), message="no such file"))
        else:
            problems.append(Problem(text, message="no such file or folder"))
    for path in loose:
        same = [f for f in wanted if PurePath(f).name.casefold() == path.name.casefold()]
        if same and same[0] not in found:
            found[same[0]] = path
    rest = [path for path in loose if path not in found.values()]
    open_ = [file for file in wanted if file not in found and file not in optional]
    if len(rest) == len(open_) == 1:
        found[open_[0]] = rest.pop()
        open_ = []
    names = ", ".join(sorted(tables))
    if not problems:
        problems += [
            Problem(str(path), message=f"which table is it? Write TABLE=FILE; tables: {names}")
            for path in rest
        ]
        problems += [
            Problem(file, message=f"no file is given for this table{_guess(file, given)}")
            for file in open_
        ]
    if problems:
        raise InputError(problems)
    return found


def _guess(file: str, given: Sequence[str]) -> str:
    """Say which file of a folder may be meant."""
    for text in given:
        if Path(text).is_dir():
            names = [p.name for p in Path(text).iterdir() if p.is_file()]
            near = nearest(PurePath(file).name, names, 1)
            stem = next(iter(near), "")
            return f'; did you mean "{stem}"? Then write {file}={Path(text) / stem}' if stem else ""
    return ""


# ---- what the folder says ------------------------------------------------------------------------


def with_table_file(text: str, mapping: DatasetMapping, old: str, new: str) -> str:
    """Return a mapping in which tables are read from a file of another name.

    Parameters
    ----------
    text : str
        The mapping.
    mapping : DatasetMapping
        The same as data.
    old, new : str
        Path of the file in the folder, before and after.

    Returns
    -------
    str
        The mapping; comments and order stay.

    Raises
    ------
    InputError
        If the mapping is written in a way that cannot be edited.
    """
    names = [name for name, settings in mapping.tables.items() if settings.file == old]
    for written in (f'"{old}"', f"'{old}'"):
        text = re.sub(rf"(\bfile\s*=\s*){re.escape(written)}", _replacement(new), text)
    content = tomllib.loads(text)
    for name in names:
        if "file" not in content.get("tables", {}).get(name, {}):
            text = _with_file(text, name, _quoted(new))
    content = _parsed(text)
    if any(content.get("tables", {}).get(name, {}).get("file") != new for name in names):
        message = f'write file = "{new}" for it'
        raise InputError([Problem(MAPPING, column=f"tables.{names[0]}", message=message)])
    return text


def _with_file(text: str, name: str, file: str) -> str:
    """Write which file a table is, where the mapping says something of the table, or at its end."""
    key = f"(?:{re.escape(name)}|{re.escape(_quoted(name))})"
    for place, form in (
        (rf"^\[tables\.{key}\]", "{0}\nfile = {1}"),
        (rf"^tables\.{key}\s*=\s*\{{(?=\s*\}})", "{0} file = {1}"),
        (rf"^tables\.{key}\s*=\s*\{{", "{0} file = {1},"),
        (rf"^tables\.{key}\.", "{0}file = {1}\n{0}"),
    ):
        found = re.search(place, text, re.MULTILINE)
        if found:
            written = form.format(found[0], file)
            return f"{text[: found.start()]}{written}{text[found.end() :]}"
    return f"{text}\n[tables.{_key(name)}]\nfile = {file}\n"


def _replacement(new: str) -> Any:
    return lambda found: f"{found[1]}{_quoted(new)}"


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def with_lenience(text: str) -> str:
    r"""Return a mapping that says that rows at fault are left out, unless it says something of it.

    Examples
    --------
    >>> print(with_lenience('[dataset]\nid = "a"'))
    [dataset]
    lenient = true
    id = "a"
    """
    content = _parsed(text)
    if "lenient" in content.get("dataset", {}):
        return text
    wanted = content | {"dataset": content.get("dataset", {}) | {"lenient": True}}
    for form, put in _LENIENCE.items():
        edited = re.sub(form, put, text, count=1)
        if _parsed(edited) == wanted:
            return edited
    message = "write lenient = true here, or import with --strict"
    raise InputError([Problem(MAPPING, column="dataset", message=message)])


def written_sources(
    content: Mapping[str, Any],
    mapping: DatasetMapping,
    files: Mapping[str, str],
    *,
    as_of: str,
    retrieved: str,
) -> tuple[str, str]:
    """Return `sources.toml` of an export.

    Parameters
    ----------
    content : mapping
        What is known of the sources; empty where nothing is.
    mapping : DatasetMapping
        The mapping, whose statements say which source they cite.
    files : mapping of str to str
        SHA-256 of the files, by path.
    as_of : str
        The day for which the export speaks; if empty, that of the sources, else `retrieved`.
    retrieved : str
        The day on which it was fetched.

    Returns
    -------
    text : str
        The content of the file.
    as_of : str
        The day for which the export speaks.
    """
    cited: dict[str, set[str]] = {}
    for block in mapping.statements:
        source = block.evidence["source"].const
        if source:
            cited.setdefault(source, set()).add(mapping.tables[block.table].file)
    sources: dict[str, dict[str, str]] = {
        key: {name: str(value) for name, value in entry.items()}
        for key, entry in content.items()
        if isinstance(entry, Mapping)
    }
    told = mapping.dataset
    days = [entry["as_of"] for key, entry in sources.items() if key in cited and "as_of" in entry]
    day = as_of or max(days, default=retrieved)
    for key, read in sorted(cited.items()):
        publisher = told["publisher"] or told["title"]
        general = {"title": told["title"], "publisher": publisher}
        general["language"] = told["language"] or "und"
        if told["licence"]:
            general["licence"] = told["licence"]
        entry = {**general, **sources.get(key, {}), "as_of": day, "retrieved": retrieved}
        if len(read) == 1:
            (file,) = read
            entry |= {"file": file, "sha256": files[file]} if file in files else {}
        sources[key] = entry
    return toml_text(sources), day


def is_inside(file: str) -> bool:
    """Tell whether a path is relative and stays below where it starts.

    Examples
    --------
    >>> is_inside("sub/a.csv"), is_inside("../a.csv"), is_inside("/a.csv")
    (True, False, False)
    """
    paths = (PurePosixPath(file), PureWindowsPath(file))
    return all(not (path.anchor or ".." in path.parts) and path.parts for path in paths)


def is_day(text: str) -> bool:
    """Tell whether a text is a day such as 2026-01-31.

    Examples
    --------
    >>> is_day("2026-01-31"), is_day("2026-02-30"), is_day("2026")
    (True, False, False)
    """
    try:
        return bool(_DAY.fullmatch(text) and dt.date.fromisoformat(text))
    except ValueError:
        return False


def day_of(paths: Sequence[Path]) -> str:
    """Return the last day on which one of the files was written: that of a download, mostly."""
    newest = max(path.stat().st_mtime for path in paths)
    return dt.datetime.fromtimestamp(newest, dt.UTC).date().isoformat()


def keep_earlier(folder: Path, new: Path, export: Export) -> str:
    """Put the export that a folder holds among the earlier ones of a new folder.

    Parameters
    ----------
    folder : Path
        Folder of the data set as it was.
    new : Path
        The folder that takes its place.
    export : Export
        What the old one holds.

    Returns
    -------
    str
        Where it is now, relative to the new folder; that is a data set of its own.

    Raises
    ------
    CoopgraphError
        If an export of that day is there already.
    """
    kept = new / EARLIER / export.as_of
    if kept.exists():
        message = f"{EARLIER}/{export.as_of} is there already; give another day with --as-of"
        raise CoopgraphError(message)
    for name in (MAPPING, SOURCES, RECORD, REJECTED, *export.files):
        (kept / name).parent.mkdir(parents=True, exist_ok=True)
        if (folder / name).is_file():
            shutil.copy2(folder / name, kept / name)
    if (folder / CORRECTED).is_dir():
        shutil.copytree(folder / CORRECTED, kept / CORRECTED)
    return kept.relative_to(new).as_posix()


def digests(paths: Mapping[str, Path]) -> dict[str, str]:
    """Return the SHA-256 of each file."""
    return {file: sha256_of(path) for file, path in sorted(paths.items())}


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text.

    Examples
    --------
    >>> text_digest("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def suffix_of(path: Path) -> str:
    """Return the ending of a file's name by which its format is known.

    Examples
    --------
    >>> suffix_of(Path("a.b.csv.gz")), suffix_of(Path("A.XLSX"))
    ('.csv.gz', '.XLSX')
    """
    several = path.suffixes[-2:] if path.suffix.lower() in PACKED else path.suffixes[-1:]
    return "".join(several)
