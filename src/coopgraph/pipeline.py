"""Tables to a built graph: read, derive, check, write, and switch in with one atomic step."""

import hashlib
import json
import platform
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from coopgraph.dataset.quads import nquads, quads
from coopgraph.dataset.records import Records, read_records
from coopgraph.errors import InputError, Problem
from coopgraph.replace import replacing
from coopgraph.store.check import Violation, shacl, verify
from coopgraph.store.derive import derive
from coopgraph.store.ontology import load_schema, ontology_nquads
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, dataset_graph, term_iri

__all__ = ["Build", "build", "check", "fingerprint"]

Progress = Callable[[str], None]


def _quiet(_: str) -> None:
    """Report no progress."""


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


def fingerprint(content: bytes) -> str:
    """Return the fingerprint of a graph: the SHA-256 of its canonical N-Quads.

    Parameters
    ----------
    content : bytes
        The canonical N-Quads.

    Returns
    -------
    str
        64 hexadecimal digits.

    Examples
    --------
    >>> fingerprint(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def check(
    folders: Sequence[Path], *, shapes: bool = True, progress: Progress = _quiet
) -> tuple[Store, list[Records]]:
    """Read data sets into a store in memory, derive, and check everything.

    Parameters
    ----------
    folders : sequence of Path
        The data sets.
    shapes : bool
        Whether to validate with SHACL and the lint queries as well.
    progress : callable, optional
        Called with one line a step.

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
    schema = load_schema()
    problems: list[Problem] = []
    records: list[Records] = []
    for folder in folders:
        progress(f"reading {folder}")
        try:
            records.append(read_records(folder, schema))
        except InputError as error:
            prefix = f"{folder}/" if len(folders) > 1 else ""
            problems += [replace(p, file=prefix + p.file) for p in error.problems]
    problems += _same_id(records)
    if problems:
        raise InputError(problems)
    store = Store.from_nquads(ontology_nquads())
    for part in records:
        store.load(nquads(quads(part.values, dataset_graph(part.mapping.id))).encode())
    progress(f"deriving from {len(store):,} statements of RDF")
    derive(store)
    if shapes:
        progress("checking shapes and lint queries")
        found = _locate([*shacl(store), *verify(store)], records)
        if found:
            raise InputError(found)
    return store, records


def build(
    folders: Sequence[Path],
    out: Path,
    *,
    shapes: bool = True,
    progress: Progress = _quiet,
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
        Folder of the graph: `store/`, `graph.nq` (canonical), `graph.trig` and `report.json`.
    shapes : bool
        Whether to validate with SHACL and the lint queries.
    progress : callable, optional
        Called with one line a step.

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
    ['graph.nq', 'graph.trig', 'report.json', 'store']
    """
    store, records = check(folders, shapes=shapes, progress=progress)
    with replacing(out) as folder:
        content = store.nquads()
        progress(f"writing {len(store):,} quads")
        (folder / "graph.nq").write_bytes(content)
        (folder / "graph.trig").write_bytes(store.trig(content))
        store.write(folder / "store")
        made = _report(store, records, fingerprint(content), shapes=shapes)
        text = json.dumps(made, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        (folder / "report.json").write_text(text, encoding="utf-8")
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


def _locate(found: Iterable[Violation], records: Sequence[Records]) -> list[Problem]:
    """Turn violations into problems with the file, row and column that the node comes from."""
    return [_problem(violation, records) for violation in found]


def _problem(violation: Violation, records: Sequence[Records]) -> Problem:
    message = f"{violation.message} [{violation.rule}]"
    for part in records:
        values = part.values
        cites = (values["property"] == "coop:evidence") & (values["value"] == violation.focus)
        subject = next(iter(values.loc[cites, "subject"]), violation.focus)
        places = part.origins[part.origins["subject"] == subject]
        if not places.empty:
            file, row, block = places.iloc[0][["file", "row", "block"]].tolist()
            column = part.mapping.column(block, _property(violation, values))
            return Problem(file, int(row), column, violation.value, message)
    return Problem("graph", 0, "", violation.value or violation.focus, message)


def _property(violation: Violation, values: pd.DataFrame) -> str:
    """Return the name of the property at fault; empty where it cannot be told."""
    path = violation.path
    if "://" not in path:  # one of several, which a blank node lists
        same = (values["subject"] == violation.focus) & (values["value"] == violation.value)
        path = next(iter(values.loc[same, "property"]), "")
    return re.split("[#/:]", path)[-1]


def _report(
    store: Store, records: Sequence[Records], digest: str, *, shapes: bool
) -> dict[str, object]:
    """Return what was built, without times or paths, so that it is the same each time."""
    by_type = store.table(
        "SELECT ?type (COUNT(DISTINCT ?s) AS ?n) WHERE { GRAPH ?g { ?s a ?type } "
        f"FILTER(?g != <{DERIVED_GRAPH}>) }} GROUP BY ?type ORDER BY ?type"
    )
    prefix = term_iri("")
    counts = {
        t.removeprefix(prefix): int(n)
        for t, n in zip(by_type["type"], by_type["n"], strict=True)
        if t.startswith(prefix)
    }
    schema = load_schema()
    statements = {k: v for k, v in counts.items() if schema.is_a(k, "Statement")}
    graphs = store.table(
        "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    )
    sources = store.table(
        "SELECT ?source (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s coop:evidence/oa:hasSource ?source } "
        "GROUP BY ?source ORDER BY ?source"
    )
    return {
        "coopgraph": version("coopgraph"),
        "fingerprint": digest,
        "datasets": [
            {
                "id": part.mapping.id,
                "title": part.mapping.dataset["title"],
                "rows": dict(sorted(part.counts.items())),
                "passages": len(part.cited),
            }
            for part in records
        ],
        "statements": statements,
        "entities": {k: v for k, v in counts.items() if schema.is_a(k, "Entity")},
        "statements_by_source": dict(zip(sources["source"], map(int, sources["n"]), strict=True)),
        "quads": dict(zip(graphs["g"], map(int, graphs["n"]), strict=True)),
        "checked": {"tables": True, "shapes": shapes, "lint": shapes},
        "python": platform.python_version_tuple()[0] + "." + platform.python_version_tuple()[1],
        "engine": {"pyoxigraph": version("pyoxigraph")},
    }
