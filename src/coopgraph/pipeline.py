"""Tables to a built graph: read, derive, check, write, and switch in with one atomic step."""

import json
import platform
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from coopgraph.dataset.formats.tables import Table, read_table
from coopgraph.dataset.importing.reading import read_dataset
from coopgraph.dataset.records.ledger import count_passages, count_sources, count_types
from coopgraph.dataset.records.lenient import FILE as REJECTED
from coopgraph.dataset.records.lenient import MAX_ROUNDS
from coopgraph.dataset.records.records import Records
from coopgraph.errors import InputError, Problem
from coopgraph.graph_tables import write_graph_tables
from coopgraph.pipeline_faults import locate
from coopgraph.pipeline_ledger import ledger, rejected_rows
from coopgraph.replace import replacing
from coopgraph.store.check import Validator, Violation, shacl, verify
from coopgraph.store.finished import parts_kept
from coopgraph.store.ontology import load_schema
from coopgraph.store.store import Store
from coopgraph.stored import derived_records, write_nquads
from coopgraph.vocabulary import dataset_iri

__all__ = [
    "Advance",
    "Build",
    "Progress",
    "ReadTable",
    "build",
    "check",
    "read_datasets",
    "write_graph",
]

Progress = Callable[[str], None]
Advance = Callable[[int, int], None]
ReadTable = Callable[..., tuple[Table, list[Problem]]]

_UNUSED: Final = ("02-unused-entity", "17-unused-source")  # perhaps used by a row at fault


def _quiet(_: str) -> None:
    """Report no progress."""


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True)
class Build:
    """What a build made.

    Parameters
    ----------
    folder : Path
        Where the graph is.
    report : dict
        The content of `report.json`.
    """

    folder: Path
    report: dict[str, Any]


def check(
    folders: Sequence[Path],
    *,
    shapes: bool = True,
    lenient: bool | None = None,
    validator: Validator = "queries",
    progress: Progress = _quiet,
    read: ReadTable = read_table,
    advance: Advance = _nobody,
    kept: Path | None = None,
) -> tuple[Store, list[Records]]:
    """Read data sets into a store in memory, derive, and check everything.

    Parameters
    ----------
    folders : sequence of Path
        The data sets.
    shapes : bool
        Whether to validate with SHACL and the lint queries as well.
    lenient : bool, optional
        Whether rows at fault are left out and listed in the records; as each mapping says unless
        given. If False, shapes and lint queries are applied to the other rows even where some
        cannot be read, so that all is reported at once.
    validator : str
        What applies the shapes, see `store.check.shacl`.
    progress : callable, optional
        Called with one line a step.
    read : callable
        Reads a table, as `read_table` does.
    advance : callable
        Told how many of how many are done of a step: rows read, or quads derived from and loaded.
    kept : Path, optional
        Folder in which finished parts of a large graph are kept, see `parts_kept`.

    Returns
    -------
    store : Store
        The checked graph.
    records : list of Records
        The records of each data set.

    Raises
    ------
    InputError
        With every problem that was found, each with file, row and column.

    Examples
    --------
    >>> from coopgraph.resources import demo_dataset
    >>> store, records = check([demo_dataset()], shapes=False)
    >>> len(store) > 10_000
    True
    """
    left_out: list[list[Problem]] = [[] for _ in folders]
    for _ in range(MAX_ROUNDS):
        try:
            records = _read(folders, left_out, lenient, progress, read, advance)
        except InputError as error:
            if lenient is not False or not shapes:
                raise
            further = _in_other_rows(folders, validator, progress, read)
            raise InputError([*error.problems, *further]) from None
        store, found = _examined(records, shapes, validator, progress, advance, kept)
        if not shapes:
            return store, records
        records, faults = _judge(found, records, lenient)
        if not any(faults):
            return store, records
        progress(f"{sum(map(len, faults)):,} problems; once more without the rows at fault")
        left_out = [[*out, *new] for out, new in zip(left_out, faults, strict=True)]
    raise InputError(p for out in left_out for p in out)


def _examined(
    records: list[Records],
    shapes: bool,
    validator: Validator,
    progress: Progress,
    advance: Advance = _nobody,
    kept: Path | None = None,
) -> tuple[Store, list[tuple[Violation, bool]]]:
    """Return the graph, and what is wrong with it; True marks what a lint query has found."""
    progress(f"storing {sum(len(part.coded) for part in records):,} statements of RDF")
    store, sound = derived_records(
        records,
        checked=shapes and validator == "queries",
        progress=progress,
        advance=advance,
        kept=kept,
    )
    if not shapes:
        return store, []
    progress("checking shapes and lint queries")
    shaped = shacl(store, validator=validator, note=progress, sound=sound)
    return store, [(v, False) for v in shaped] + [(v, True) for v in verify(store, sound=sound)]


def _in_other_rows(
    folders: Sequence[Path], validator: Validator, progress: Progress, read: ReadTable
) -> list[Problem]:
    """Return what is wrong besides, once the rows that cannot be read are left out."""
    progress("some rows cannot be read; checking the others")
    try:
        records = _read(folders, [()] * len(folders), True, progress, read, _nobody)
    except InputError as error:
        return list(error.problems)
    _, found = _examined(records, True, validator, progress)
    violations = [violation for violation, _ in found if violation.rule not in _UNUSED]
    rejected = [problem for part in records for problem in part.rejected]
    return [*rejected, *(located.problems[0] for located in locate(violations, records))]


def _judge(
    found: Sequence[tuple[Violation, bool]], records: Sequence[Records], lenient: bool | None
) -> tuple[list[Records], list[list[Problem]]]:
    """Say which rows are to be left out, and note what is no fault of a row.

    Where a reading is lenient, rows of statements at fault are left out, and rows of entities that
    do not fit the shapes. What the lint queries find about entities (two of one name, one that
    nothing is said about) makes no row wrong, and is counted.
    """
    forgiving = [part.mapping.lenient if lenient is None else lenient for part in records]
    faults: list[list[Problem]] = [[] for _ in records]
    noted: list[dict[str, int]] = [{} for _ in records]
    wrong: list[Problem] = []
    places = locate([violation for violation, _ in found], records)
    for (violation, lint), located in zip(found, places, strict=True):
        part = located.part if located.part >= 0 else _owner(violation.focus, records)
        if part < 0 or not forgiving[part]:
            wrong.append(located.problems[0])
        elif lint and not located.statement:
            noted[part][violation.rule] = noted[part].get(violation.rule, 0) + 1
        elif located.part < 0:
            wrong.append(located.problems[0])
        else:
            faults[part] += located.problems
    if wrong:
        raise InputError(wrong)
    parts = zip(records, noted, strict=True)
    return [replace(part, lint=dict(sorted(lint.items()))) for part, lint in parts], faults


def _owner(focus: str, records: Sequence[Records]) -> int:
    """Return the position of the data set that a node belongs to; -1 if it is none's."""
    for number, part in enumerate(records):
        if focus.startswith(dataset_iri(part.mapping.id, "")):
            return number
    return -1


def read_datasets(
    folders: Sequence[Path],
    *,
    lenient: bool | None = None,
    progress: Progress = _quiet,
    read: ReadTable = read_table,
    advance: Advance = _nobody,
) -> list[Records]:
    """Read data sets without making a graph of them: what `check` does first.

    Parameters
    ----------
    folders : sequence of Path
        The data sets.
    lenient, progress, read, advance
        See `check`.

    Returns
    -------
    list of Records
        The records of each data set: the same as those of `check` without shapes.

    Raises
    ------
    InputError
        With every problem that was found, each with file, row and column.

    Examples
    --------
    >>> from coopgraph.resources import demo_dataset
    >>> [part.mapping.id for part in read_datasets([demo_dataset()])]
    ['baltic-barents']
    """
    return _read(folders, [()] * len(folders), lenient, progress, read, advance)


def _read(
    folders: Sequence[Path],
    left_out: Sequence[Sequence[Problem]],
    lenient: bool | None,
    progress: Progress,
    read: ReadTable,
    advance: Advance,
) -> list[Records]:
    """Read every data set, without the rows that are left out."""
    schema = load_schema()
    problems: list[Problem] = []
    records: list[Records] = []
    for folder, out in zip(folders, left_out, strict=True):
        progress(f"reading {folder}")
        try:
            records.append(
                read_dataset(
                    folder, schema, lenient=lenient, left_out=out, read=read, advance=advance
                )
            )
        except InputError as error:
            prefix = f"{folder}/" if len(folders) > 1 else ""
            problems += [replace(p, file=prefix + p.file) for p in error.problems]
    problems += _same_id(records)
    if problems:
        raise InputError(problems)
    return records


def build(
    folders: Sequence[Path],
    out: Path,
    *,
    shapes: bool = True,
    lenient: bool | None = None,
    progress: Progress = _quiet,
    read: ReadTable = read_table,
    advance: Advance = _nobody,
) -> Build:
    """Build a graph from data sets.

    The graph is written to a sibling of `out` and switched in with one atomic step, so that a
    failed or killed build leaves the last good graph untouched. The same input gives the same
    bytes.

    Parameters
    ----------
    folders : sequence of Path
        The data sets.
    out : Path
        Folder of the graph: `store/`, `graph.nq` (canonical), `graph.trig`, `report.json`, and the
        tables `entities.parquet` and `statements.parquet`.
    shapes : bool
        Whether to validate with SHACL and the lint queries.
    lenient, progress, read, advance
        See `check`.

    Returns
    -------
    Build
        Folder and report.

    Raises
    ------
    InputError
        With every problem of the input; nothing is written then.

    Examples
    --------
    >>> import tempfile
    >>> from coopgraph.resources import demo_dataset
    >>> out = Path(tempfile.mkdtemp()) / "graph"
    >>> made = build([demo_dataset()], out, shapes=False)
    >>> sorted(p.name for p in made.folder.iterdir())
    ['entities.parquet', 'graph.nq', 'graph.trig', 'report.json', 'statements.parquet', 'store']
    """
    with parts_kept(out) as kept:
        store, records = check(
            folders,
            shapes=shapes,
            lenient=lenient,
            progress=progress,
            read=read,
            advance=advance,
            kept=kept,
        )
        return write_graph(store, records, out, shapes=shapes, progress=progress)


def write_graph(
    store: Store,
    records: Sequence[Records],
    out: Path,
    *,
    shapes: bool = True,
    progress: Progress = _quiet,
) -> Build:
    """Write a checked graph, in one atomic step.

    Parameters
    ----------
    store : Store
        The graph, see `check`.
    records : sequence of Records
        The records that it was made from.
    out : Path
        Folder of the graph.
    shapes : bool
        Whether it was validated with SHACL and the lint queries.
    progress : callable, optional
        Called with one line a step.

    Returns
    -------
    Build
        Folder and report.
    """
    with replacing(out) as folder:
        progress("writing")
        digest, quads = write_nquads(store, folder / "graph.nq")
        if not store.bulk:  # nobody reads a larger one, and it would double what is on the disk
            (folder / "graph.trig").write_bytes(store.trig((folder / "graph.nq").read_bytes()))
        store.write(folder / "store")
        write_graph_tables(folder, store, records, digest)
        made = _report(records, digest, quads, shapes=shapes)
        text = json.dumps(made, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        (folder / "report.json").write_text(text, encoding="utf-8")
        rejected = rejected_rows(records)
        if rejected:
            (folder / REJECTED).write_bytes(rejected)
    return Build(out, made)


def _same_id(records: Iterable[Records]) -> list[Problem]:
    """Two data sets with one id would share their IRIs."""
    seen: set[str] = set()
    problems = []
    for part in records:
        if part.mapping.id in seen:
            message = "another data set of this build has the same id"
            problems.append(Problem("mapping.toml", 0, "dataset.id", part.mapping.id, message))
        seen.add(part.mapping.id)
    return problems


def _report(
    records: Sequence[Records],
    digest: str,
    quads: dict[str, int],
    *,
    shapes: bool,
) -> dict[str, object]:
    """Return what was built, without times or paths, so that it is the same each time."""
    schema = load_schema()
    counts = {
        kind: sum((Counter(count_types(part.coded, schema, kind)) for part in records), Counter())
        for kind in ("Statement", "Entity")
    }
    counts["Statement"]["Statement"] = counts["Statement"].total()
    sources = sum((Counter(count_sources(part.coded)) for part in records), Counter())
    return {
        "coopgraph": version("coopgraph"),
        "fingerprint": digest,
        "datasets": [
            {
                "id": part.mapping.id,
                "title": part.mapping.dataset["title"],
                "rows": dict(sorted(part.counts.items())),
                "passages": count_passages(part.coded),
                "ledger": ledger(part),
            }
            for part in records
        ],
        "statements": dict(sorted(counts["Statement"].items())),
        "entities": dict(sorted(counts["Entity"].items())),
        "statements_by_source": dict(sorted(sources.items())),
        "quads": quads,
        "checked": {"tables": True, "shapes": shapes, "lint": shapes},
        "python": platform.python_version_tuple()[0] + "." + platform.python_version_tuple()[1],
        "engine": {"pyoxigraph": version("pyoxigraph")},
    }
