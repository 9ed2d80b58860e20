"""Names of a data set or of a table, reconciled: what they mean, as decisions to be reviewed."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from coopgraph.dataset.formats.tables import Table, read_table
from coopgraph.dataset.importing.imports import EARLIER
from coopgraph.dataset.importing.reading import read_dataset
from coopgraph.dataset.reconcile.answers import with_decided
from coopgraph.dataset.reconcile.candidates import entity_names
from coopgraph.dataset.reconcile.decisions import decisions_of, doubtful_first, pair_decisions
from coopgraph.dataset.reconcile.groups import FACTS, grouped
from coopgraph.dataset.reconcile.organisations import (
    PAIR_COLUMNS,
    comparable,
    same_organisations,
)
from coopgraph.dataset.reconcile.review import by_people, replayed, reviewed, with_people
from coopgraph.dataset.reconcile.sssom import (
    EXACT,
    FILE,
    compact,
    empty_decisions,
    read_decisions,
)
from coopgraph.dataset.reconcile.table import reconcile
from coopgraph.dataset.records.records import Records
from coopgraph.errors import InputError, Problem
from coopgraph.names import did_you_mean
from coopgraph.store.ontology import load_schema
from coopgraph.vocabulary import Schema

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
        tables[_place(args[1], folder) + table.file] = whole
        return table, problems

    schema = load_schema()
    records = read_dataset(folder, schema, read=remembering, decided=False)
    before = _before(decisions or folder / FILE)
    places = entity_names(records, tables, schema, PLACES)
    found = decisions_of(reconcile(places, progress=progress))
    organisations = _organisations(records, tables, schema)
    names = pd.concat([places, organisations])
    pointed = records.values.loc[records.values["kind"] == "iri", "value"]
    mentions = pointed.map(compact).value_counts()
    pairs, members = _pairs(found, before, places, organisations, mentions, progress)

    def grouping(people: pd.DataFrame) -> pd.DataFrame:
        """Group by what is alike and by what people said; these rows come first in a file."""
        return pd.concat([pair_decisions(grouped(pairs, members, people), names), found])

    # A row that was edited without a name shows by what the matcher makes of the signed ones.
    kept = by_people(grouping(before[reviewed(before)]), before)
    return with_people(doubtful_first(grouping(kept)), kept)


def _place(path: Path, folder: Path) -> str:
    """Return where a table of an earlier export lies, as the origins of records have it."""
    inside = path.relative_to(folder).parts
    return "/".join([*inside[:2], ""]) if inside[0] == EARLIER else ""


def _organisations(records: Records, tables: Mapping[str, Table], schema: Schema) -> pd.DataFrame:
    """Return the organisations; where their town is known, by its id: Rome and Roma are one."""
    frame = entity_names(records, tables, schema, ORGANISATIONS)
    towns = reconcile(frame[["town", "country"]].rename(columns={"town": "name"}))
    known = towns["geonames"].where(towns["outcome"] == "matched", "").replace("", None)
    return frame.assign(town=known.fillna(frame["town"]))


def _pairs(
    found: pd.DataFrame,
    before: pd.DataFrame,
    places: pd.DataFrame,
    organisations: pd.DataFrame,
    mentions: "pd.Series[int]",
    progress: Progress,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the pairs that are or may be one, and the members with what tells them apart."""
    towns = places[["id", "type"]].assign(id=places["id"].map(compact)).drop_duplicates("id")
    sure = replayed(found, before)
    sure = sure[
        (sure["predicate_id"] == EXACT)
        & (sure["predicate_modifier"] == "")
        & sure["object_id"].str.startswith("geonames:")
        & sure["subject_id"].isin(towns["id"])
    ].drop_duplicates("subject_id")
    sure = sure.set_index("subject_id")
    towns["spelling"] = towns["id"].map(pd.to_numeric(sure["confidence"]).fillna(1.0))
    towns["geonames"] = towns["id"].map(sure["object_id"])
    towns["mentions"] = towns["id"].map(mentions).fillna(0)
    firms = comparable(organisations).assign(type=organisations["type"], spelling=1.0)
    firms["id"] = firms["id"].map(compact)
    firms["mentions"] = firms["id"].map(mentions).fillna(0)
    alike = same_organisations(organisations.assign(id=firms["id"]), progress)
    members = pd.concat([towns, firms]).reindex(
        columns=["id", "type", "spelling", "mentions", *FACTS]
    )
    members["spelling"] = members["spelling"].fillna(0.0)
    # As objects: where nothing is matched with a place, that column is one of numbers.
    members = members.astype(dict.fromkeys(FACTS, "object")).fillna("")
    return pd.concat([alike, _same_places(towns)]), members


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
        name unless given), ``nuts``, ``region``, ``lat``, ``lon`` and ``id``.
    sheet : str, optional
        Sheet of a workbook.
    decisions : Path, optional
        A file of earlier decisions.
    progress : callable, optional
        Called with what is done and in all.

    Returns
    -------
    result : pandas.DataFrame
        See `coopgraph.dataset.reconcile.table.reconcile`; the index is the row of the table. What
        people decided is answered as they did.
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
    result = reconcile(names, progress=progress)
    found = replayed(decisions_of(result), _before(decisions))
    return with_decided(result, found), found


def _before(path: Path | None) -> pd.DataFrame:
    return read_decisions(path) if path is not None and path.is_file() else empty_decisions()


def _same_places(towns: pd.DataFrame) -> pd.DataFrame:
    """Pair the entities of a class that are matched with one place."""
    rows = []
    order = ["spelling", "mentions", "id"]
    ordered = towns.sort_values(order, ascending=[False, False, True])
    for (place, _), group in ordered.dropna().groupby(["geonames", "type"], sort=True):
        first, *others = zip(group["id"], group["spelling"], strict=True)
        for id_, spelling in others:
            confidence = round(first[1] * spelling, 4)
            rows.append((id_, first[0], "matched", confidence, f"both are {place}"))
    return pd.DataFrame(rows, columns=PAIR_COLUMNS)
