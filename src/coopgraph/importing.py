"""Imports: an export and a preset or mapping become a data set, checked, with its ledger."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypedDict

from coopgraph.dataset.formats.memory import RememberedTables
from coopgraph.dataset.formats.toml import read_toml
from coopgraph.dataset.importing.imports import (
    EARLIER,
    RECORD,
    Export,
    assign_files,
    day_of,
    digests,
    keep_earlier,
    read_export,
    suffix_of,
    text_digest,
    with_lenience,
    with_table_file,
    written_sources,
)
from coopgraph.dataset.mapping.presets import preset_folder, preset_names
from coopgraph.dataset.mapping.reader import FILE as MAPPING
from coopgraph.dataset.mapping.reader import read_mapping
from coopgraph.dataset.mapping.sources import FILE as SOURCES
from coopgraph.dataset.records.ambiguous import FILE as AMBIGUOUS
from coopgraph.dataset.records.ambiguous import ambiguous_csv
from coopgraph.dataset.records.carried import carried_corrections
from coopgraph.dataset.records.corrections import (
    CORRECTED,
    REJECTED_ROWS,
    is_of_rejected_rows,
    merged_corrections,
    rejected_tables,
)
from coopgraph.dataset.records.lenient import FILE as REJECTED
from coopgraph.dataset.records.records import Records
from coopgraph.errors import CoopgraphError, InputError, NameNotFound, Problem
from coopgraph.names import did_you_mean
from coopgraph.pipeline import (
    Advance,
    Build,
    Progress,
    ReadTable,
    check,
    read_datasets,
    write_graph,
)
from coopgraph.pipeline_ledger import FILE as LEDGER
from coopgraph.pipeline_ledger import ledger, ledger_bytes, rejected_rows
from coopgraph.replace import replacing
from coopgraph.store.finished import parts_kept
from coopgraph.store.ontology import load_schema

__all__ = ["Import", "import_tables"]

_LISTED: Final = 5  # corrections that a note names


@dataclass(frozen=True)
class Import:
    """What an import made.

    Parameters
    ----------
    folder : Path
        The data set.
    ledger : dict
        What became of every row, see `coopgraph.pipeline_ledger.ledger`.
    rejected : tuple of Problem
        Why rows were left out.
    corrigible : tuple of str
        Files in the folder with the rejected rows, to be corrected and imported.
    notes : tuple of str
        What a person should know.
    built : Build or None
        The graph, where one was asked for.
    """

    folder: Path
    ledger: dict[str, Any]
    rejected: tuple[Problem, ...] = ()
    corrigible: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    built: Build | None = None


class _Reading(TypedDict):
    """How tables are read, see `coopgraph.pipeline.check`."""

    lenient: bool
    progress: Progress
    read: ReadTable
    advance: Advance


@dataclass
class _Plan:
    """What is imported: a template, the files, and their days."""

    template: str
    mapping: str
    sources: dict[str, Any]
    given: Sequence[str]
    as_of: str
    retrieved: str
    strict: bool
    corrections: Sequence[Path] = ()
    notes: list[str] = field(default_factory=list)


def _quiet(_: str) -> None:
    """Report no progress."""


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def import_tables(
    template: str,
    files: Sequence[str | Path],
    folder: Path,
    *,
    strict: bool = False,
    as_of: str = "",
    retrieved: str = "",
    shapes: bool = True,
    graph: Path | None = None,
    progress: Callable[[str], None] = _quiet,
    advance: Callable[[int, int], None] = _nobody,
) -> Import:
    r"""Make a data set of published tables, or bring one up to date with a newer export.

    Rows at fault, and rows that rest on them, are left out and listed in `rejected.csv`; they lie
    whole in `rejected/`, a file for each table. Such a file, corrected, is imported into the same
    folder, where its rows take the place of those that were rejected. The folder is made whole or
    not at all. Where it holds an older export already, that is kept in `earlier/`: what it states
    and the newer one does not stays in the graph, marked. The same files, days and mapping give the
    same bytes.

    Parameters
    ----------
    template : str
        Name of a preset, or path of a mapping; may be empty where the files are rejected rows.
    files : sequence of str or Path
        The export: files, folders, or ``TABLE=FILE``; or rejected rows, corrected.
    folder : Path
        The data set: a new folder, or one that an import has made.
    strict : bool
        Whether any fault stops the import.
    as_of : str
        The day (ISO 8601) for which the export speaks; that of the preset's sources, or
        `retrieved`, unless given. A newer export must have a later one.
    retrieved : str
        The day on which it was fetched; the last on which a file was written, unless given.
    shapes : bool
        Whether to validate with SHACL and the lint queries.
    graph : Path, optional
        Folder to build the graph in.
    progress : callable, optional
        Called with one line a step.
    advance : callable, optional
        Told how many rows of how many have been read.

    Returns
    -------
    Import
        Folder, ledger and what was rejected.

    Raises
    ------
    NameNotFound
        If there is no such preset or mapping.
    InputError
        With every fault that is not that of a row, or, if strict, with every fault, each with the
        file as it was given; nothing is written then.
    CoopgraphError
        If the folder is somebody else's, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> place = Path(tempfile.mkdtemp())
    >>> _ = (place / "cities.csv").write_text("Turku\tGdynia\n", encoding="utf-8")
    >>> made = import_tables("sister-cities", [place / "cities.csv"], place / "mine")
    >>> made.ledger["rows"]["read"], made.ledger["statements"]["by_type"]
    (1, {'Twinning': 1})
    """
    given = [str(file) for file in files]
    plan = _plan(template, given, folder, strict, as_of, retrieved)
    remembered = RememberedTables(folder.absolute().with_name(f".{folder.name}.import"))
    try:
        with parts_kept(folder) as kept, replacing(folder, allow=_allow) as new:
            export = _stage(plan, folder, new)
            try:
                how = _Reading(
                    lenient=not plan.strict,
                    progress=lambda text: progress(text.replace(str(new), str(folder))),
                    read=remembered,
                    advance=advance,
                )
                if shapes or graph:
                    store, (part,) = check([new], shapes=shapes, kept=kept, **how)
                else:  # nothing is asked of a graph
                    store, (part,) = None, read_datasets([new], **how)
            except InputError as error:
                raise InputError(export.named(error.problems)) from None
            found = ledger(part)
            corrigible = _write_lists(new, part, export, found)
    except Exception:  # but not where somebody ends the run, and goes on later
        remembered.forget()
        raise
    remembered.forget()
    built = None
    if graph and store is not None:
        built = write_graph(store, [part], graph, shapes=shapes, progress=progress)
    return Import(folder, found, part.rejected, corrigible, tuple(plan.notes), built)


def _write_lists(
    new: Path, part: Records, export: Export, found: dict[str, Any]
) -> tuple[str, ...]:
    """Write the ledger, and what it refers to; return the files of rejected rows."""
    contents: dict[str, bytes] = {LEDGER: ledger_bytes(found)}
    if part.rejected:
        contents[REJECTED] = rejected_rows([part])
    if part.ambiguous:
        contents[AMBIGUOUS] = ambiguous_csv(part.ambiguous)
    whole = rejected_tables(new, part.mapping, export.own(part.rejected))
    for name, content in (contents | whole).items():
        (new / name).parent.mkdir(exist_ok=True)
        _write(new / name, content)
    return tuple(whole)


def _allow(target: Path) -> None:
    """Refuse to replace anything that no import has made."""
    if not target.exists():
        return
    if not target.is_dir():
        raise CoopgraphError(f"{target} is a file; name a folder for the data set with -o")
    if any(target.iterdir()) and not (target / RECORD).is_file():
        raise CoopgraphError(
            f"{target} is not empty, and no import has made it; name a new folder with -o"
        )


def _plan(
    template: str, given: Sequence[str], folder: Path, strict: bool, as_of: str, retrieved: str
) -> _Plan:
    """Find the mapping and the sources; those of the folder stay where somebody has edited them."""
    rows = [Path(text) for text in given if is_of_rejected_rows(Path(text))]
    if rows or not template:
        return _corrections(rows, given, folder, strict, as_of)
    with _template(template) as path:
        mapping = _text(path)
        content: dict[str, Any] = {}
        if (path.parent / SOURCES).is_file():
            content, problems = read_toml(path.parent / SOURCES, "")
            if problems:
                raise InputError(problems)
        name = template if template in preset_names() else path.name
    plan = _Plan(name, mapping, content, given, as_of, retrieved, strict)
    export = read_export(folder) if folder.is_dir() else None
    if export is None:
        return plan
    own = _text(folder / MAPPING)
    if export.template == name and text_digest(own) != export.mapping:
        plan.mapping = own
        plan.notes.append(f"{folder / MAPPING} has been edited since the last import; it is kept")
    if (folder / SOURCES).is_file():
        plan.sources, problems = read_toml(folder / SOURCES, "")
        if problems:
            raise InputError(problems)
    return plan


def _corrections(
    rows: Sequence[Path], given: Sequence[str], folder: Path, strict: bool, as_of: str
) -> _Plan:
    """Plan to take corrected rows into the export that a folder holds."""
    if len(rows) < len(given) or not rows:
        message = "import the corrected rows by themselves, and a newer export by itself"
        raise CoopgraphError(message)
    export = read_export(folder) if folder.is_dir() else None
    if export is None:
        message = f"{folder} holds no import; name the data set from which the rows were rejected"
        raise CoopgraphError(message)
    if as_of not in ("", export.as_of):
        message = f"the rows are those of the export of {export.as_of}; leave --as-of out"
        raise CoopgraphError(message)
    sources, problems = read_toml(folder / SOURCES, "")
    if problems:
        raise InputError(problems)
    mapping = _text(folder / MAPPING)
    return _Plan(
        *(export.template, mapping, sources, (), export.as_of, export.retrieved, strict, rows)
    )


@contextmanager
def _template(template: str) -> Iterator[Path]:
    """Give the mapping that is meant: of a preset, or a file."""
    known = preset_names()
    if template in known:
        with preset_folder(template) as folder:
            yield folder / MAPPING
    elif Path(template).is_file():
        yield Path(template)
    elif (Path(template) / MAPPING).is_file():
        yield Path(template) / MAPPING
    else:
        hint = did_you_mean(template, known) or f" Presets: {', '.join(known)}."
        raise NameNotFound(f'"{template}" is neither a preset nor a mapping file.{hint}')


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "not UTF-8; save the file with the encoding UTF-8"
        raise InputError([Problem(path.name, message=message)]) from None


def _stage(plan: _Plan, folder: Path, new: Path) -> Export:
    """Write the data set into its new folder, with all that the old one has besides."""
    old = read_export(folder) if folder.is_dir() else None
    if old is not None:
        shutil.copytree(folder, new, symlinks=True, copy_function=_link, dirs_exist_ok=True)
    schema = load_schema()
    _write(new / MAPPING, plan.mapping)
    mapping = read_mapping(new, schema)
    if old is not None and plan.corrections:
        return _take_corrections(plan, folder, new, old)
    paths = assign_files(mapping, plan.given)
    given = {file: path.name for file, path in paths.items()}
    text = plan.mapping if plan.strict else with_lenience(plan.mapping)
    for file in sorted(paths):
        suffix = suffix_of(paths[file])
        if not file.lower().endswith(suffix.lower()):
            renamed = file.removesuffix(suffix_of(Path(file))) + suffix.lower()
            text = with_table_file(text, mapping, file, renamed)
            paths[renamed] = paths.pop(file)
            given[renamed] = given.pop(file)
    contents = digests(paths)
    retrieved = plan.retrieved or (
        old.retrieved if old and old.files == contents else day_of(list(paths.values()))
    )
    newer = old is not None and old.files != contents
    as_of = plan.as_of or (old.as_of if old and not newer else "")
    if old is not None and newer:
        as_of = _later(as_of, old, folder)
        plan.notes.append(f"the export of {old.as_of} is kept in {keep_earlier(folder, new, old)}")
        for file in {*old.files, REJECTED, LEDGER}:
            (new / file).unlink(missing_ok=True)
        shutil.rmtree(new / CORRECTED, ignore_errors=True)
    _clear(new)
    _write(new / MAPPING, text)
    mapping = read_mapping(new, schema)
    sources, day = written_sources(
        plan.sources, mapping, contents, as_of=as_of, retrieved=retrieved
    )
    _write(new / SOURCES, sources)
    for file, path in paths.items():
        (new / file).parent.mkdir(parents=True, exist_ok=True)
        (new / file).unlink(missing_ok=True)
        shutil.copyfile(path, new / file)
    called = {f: name for f, name in given.items() if name != f.rpartition("/")[2]}
    export = Export(plan.template, day, retrieved, text_digest(text), contents, called)
    _write(new / RECORD, export.text())
    if old is not None and newer:
        _carry_corrections(plan, folder, new, old.as_of)
    return export


def _carry_corrections(plan: _Plan, folder: Path, new: Path, day: str) -> None:
    """Let corrections hold where a newer export repeats the faults, and say where they do not."""
    schema = load_schema()
    made = carried_corrections(folder, read_mapping(folder, schema), new, read_mapping(new, schema))
    for name, content in made.files.items():
        (new / CORRECTED).mkdir(exist_ok=True)
        _write(new / name, content)
    if made.held:
        plan.notes.append(f"corrections of {day} that hold still: {made.held:,}")
    for name, rows in made.lost.items():
        listed = ", ".join(map(str, rows[:_LISTED])) + (", …" if len(rows) > _LISTED else "")
        plan.notes.append(
            f"{folder / EARLIER / day / name} corrects rows that the new export does not repeat: "
            f"{listed}; if it has rejected rows for them, correct these as well"
        )


def _take_corrections(plan: _Plan, folder: Path, new: Path, old: Export) -> Export:
    """Put corrected rows beside the export; all else stays as it is."""
    mapping = read_mapping(new, load_schema())
    files, count = merged_corrections(plan.corrections, folder, mapping)
    _clear(new)
    (new / CORRECTED).mkdir(exist_ok=True)
    for name, content in files.items():
        _write(new / name, content)
    if not any((new / CORRECTED).iterdir()):
        (new / CORRECTED).rmdir()
    plan.notes.append(f"rows corrected: {count:,}")
    return old


def _clear(new: Path) -> None:
    """Remove what the last import has listed."""
    for name in (REJECTED, AMBIGUOUS):
        (new / name).unlink(missing_ok=True)
    shutil.rmtree(new / REJECTED_ROWS, ignore_errors=True)


def _later(as_of: str, old: Export, folder: Path) -> str:
    """Return the day of a newer export; it must be known, and later."""
    if as_of > old.as_of:
        return as_of
    said = f"{as_of} is not later" if as_of else "its day is not known"
    raise CoopgraphError(
        f"{folder} holds an export that speaks for {old.as_of}, and this one differs, but {said}; "
        "say for which day it speaks, with --as-of"
    )


def _write(path: Path, content: str | bytes) -> None:
    path.unlink(missing_ok=True)  # it may be one file with that of the old folder
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def _link(source: str, target: str) -> str:
    """Give a file a second name; copy it where the file system cannot."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
