"""Names of a data set or of a table, reconciled: what they mean, as decisions to be reviewed."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from coopgraph.dataset.reading import read_dataset
from coopgraph.dataset.reconcile.candidates import entity_names
from coopgraph.dataset.reconcile.decisions import (
    decisions_of,
    doubtful_first,
    pair_decisions,
    replayed,
)
from coopgraph.dataset.reconcile.organisations import same_organisations
from coopgraph.dataset.reconcile.sssom import FILE, empty_decisions, read_decisions
from coopgraph.dataset.reconcile.table import reconcile
from coopgraph.dataset.tables import Table, read_table
from coopgraph.errors import InputError, Problem
from coopgraph.names import did_you_mean
from coopgraph.store.ontology import load_schema

__all__ = ["reconcile_dataset", "reconcile_table"]

PLACES: Final = "Territory"
ORGANISATIONS: Final = "Organisation"

Progress = Callable[[int, int], None]


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def reconcile_dataset(
    folder: Path, *, decisions: Path | None = None, progress: Progress = _nobody
) -> pd.DataFrame:
    """Find which entities of a data set are one, and which place of GeoNames each town is.

    Decisions that people made in the file are kept, see `replayed`; those in force do not hide an
    entity from being looked at: the tables are read as they are.

    Parameters
    ----------
    folder : Path
        Folder of the data set.
    decisions : Path, optional
        The file of decisions; ``decisions.sssom.tsv`` in the folder unless given.
    progress : callable, optional
        Called with what is done and in all.

    Returns
    -------
    pandas.DataFrame
        The decisions as SSSOM, the doubtful ones first.

    Raises
    ------
    InputError
        The data set or the file of decisions is faulty.

    Examples
    --------
    >>> from coopgraph.resources import demo_dataset
    >>> found = reconcile_dataset(demo_dataset())
    >>> "skos:exactMatch" in set(found["predicate_id"])
    True
    """
    tables: dict[str, Table] = {}

    def remembering(*args: Any, **options: Any) -> tuple[Table, list[Problem]]:
        table, problems = read_table(*args, **options)
        whole = table
        if options.get("skip"):  # a column that no block reads may tell which town it is
            whole, _ = read_table(*args, **{**options, "skip": ()})
        tables[table.file] = whole
        return table, problems

    schema = load_schema()
    records = read_dataset(folder, schema, read=remembering, decided=False)
    places = entity_names(records, tables, schema, PLACES)
    found = decisions_of(reconcile(places, progress=progress))
    organisations = entity_names(records, tables, schema, ORGANISATIONS)
    towns = reconcile(organisations[["town", "country"]].rename(columns={"town": "name"}))
    # Rome and Roma are one town: where it is known, its id speaks for it.
    known = towns["geonames"].where(towns["outcome"] == "matched", "").replace("", None)
    organisations["town"] = known.fillna(organisations["town"])
    whole = pd.concat(
        [
            pair_decisions(same_organisations(organisations, progress), organisations),
            pair_decisions(_same_places(found), places),
            found,
        ]
    )
    whole = doubtful_first(whole)
    return replayed(whole, _before(decisions or folder / FILE))


def reconcile_table(
    table: Path,
    columns: Mapping[str, str],
    *,
    sheet: str = "",
    decisions: Path | None = None,
    progress: Progress = _nobody,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the places that the names in a column of a table mean.

    Parameters
    ----------
    table : Path
        CSV, TSV, XLSX or Parquet.
    columns : mapping of str to str
        Which column has the ``name``, and where there are such, the ``country`` (a column of that
        name unless given), ``nuts``, ``lat``, ``lon`` and ``id``.
    sheet : str, optional
        Sheet of a workbook.
    decisions : Path, optional
        A file of earlier decisions.
    progress : callable, optional
        Called with what is done and in all.

    Returns
    -------
    result : pandas.DataFrame
        See `coopgraph.dataset.reconcile.table.reconcile`; the index is the row of the table.
    decisions : pandas.DataFrame
        The decisions as SSSOM, with those that people made before.

    Raises
    ------
    InputError
        The table cannot be read, or lacks a column.
    """
    read, problems = read_table(table.stem, table, sheet)
    if problems:
        raise InputError(problems)
    frame = read.frame
    if "country" not in columns and "country" in frame.columns:
        columns = {**columns, "country": "country"}
    missing = [c for c in columns.values() if c not in frame.columns]
    if missing:
        there = f"no such column; the table has: {', '.join(frame.columns)}."
        raise InputError(
            Problem(
                read.file,
                1,
                column,
                message=there + did_you_mean(column, frame.columns),
            )
            for column in missing
        )
    names = pd.DataFrame({name: frame[column] for name, column in columns.items()})
    names["context"] = [f"{read.file}, row {row}" for row in names.index]
    result = reconcile(names[names["name"] != ""], progress=progress)
    return result, replayed(decisions_of(result), _before(decisions))


def _before(path: Path | None) -> pd.DataFrame:
    return read_decisions(path) if path is not None and path.is_file() else empty_decisions()


def _same_places(found: pd.DataFrame) -> pd.DataFrame:
    """Pair the entities that are matched with one place: the best spelt of them stays."""
    sure = found[
        (found["predicate_id"] == "skos:exactMatch")
        & found["object_id"].str.startswith("geonames:")
    ]
    rows = []
    ordered = sure.sort_values(["confidence", "subject_id"], ascending=[False, True])
    for place, group in ordered.groupby("object_id", sort=True):
        first, *others = group.to_dict("records")
        for other in others:
            if other["subject_category"] != first["subject_category"]:
                continue
            confidence = float(first["confidence"]) * float(other["confidence"])
            words = f"both are {place}"
            rows.append((other["subject_id"], first["subject_id"], "matched", confidence, words))
    return pd.DataFrame(rows, columns=["subject", "object", "outcome", "confidence", "evidence"])
