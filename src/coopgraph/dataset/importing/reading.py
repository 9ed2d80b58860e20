"""A whole data set: the export that its folder holds, and the earlier ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from coopgraph.dataset.formats.tables import Table, read_table
from coopgraph.dataset.importing.history import EarlierExport, with_earlier
from coopgraph.dataset.importing.imports import EARLIER, Export, read_export
from coopgraph.dataset.reconcile.merging import with_decisions
from coopgraph.dataset.records.lenient import FILE as REJECTED
from coopgraph.dataset.records.lenient import read_rejected
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.errors import InputError, Problem
from coopgraph.vocabulary import Schema

__all__ = ["read_dataset"]


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def read_dataset(
    folder: Path,
    schema: Schema,
    *,
    lenient: bool | None = None,
    left_out: Sequence[Problem] = (),
    read: Callable[..., tuple[Table, list[Problem]]] = read_table,
    advance: Callable[[int, int], None] = _nobody,
    decided: bool = True,
) -> Records:
    """Read a data set with the earlier exports that imports have kept in its folder.

    Parameters
    ----------
    folder, schema, lenient, left_out, read, advance
        See `read_records`.
    decided : bool
        Whether the decisions of reconciliation in the folder are applied.

    Returns
    -------
    Records
        The records, see `with_earlier` and `with_decisions`.

    Raises
    ------
    InputError
        See `read_records`.

    Examples
    --------
    >>> from coopgraph.resources import demo_dataset
    >>> from coopgraph.store.ontology import load_schema
    >>> read_dataset(demo_dataset(), load_schema()).changes is None
    True
    """
    newest = read_records(
        folder,
        schema,
        lenient=lenient,
        left_out=[p for p in left_out if not p.file.startswith(f"{EARLIER}/")],
        read=read,
        advance=advance,
    )
    export = read_export(folder)
    if export is None:
        return with_decisions(newest, folder) if decided else newest
    newest = _as_given(newest, export)
    if not (folder / EARLIER).is_dir():
        return with_decisions(newest, folder) if decided else newest
    earlier: list[EarlierExport] = []
    for path in sorted((folder / EARLIER).iterdir(), reverse=True):
        noted = read_export(path) if path.is_dir() else None
        if noted is None:
            continue
        place = f"{EARLIER}/{path.name}"
        # What was left out when it was imported is left out still.
        own = noted.own(read_rejected(path / REJECTED)) + [
            replace(p, file=p.file.removeprefix(f"{place}/"))
            for p in left_out
            if p.file.startswith(f"{place}/")
        ]
        try:
            records = read_records(path, schema, lenient=True, left_out=own, read=read)
        except InputError as error:
            problems = [replace(p, file=f"{place}/{p.file}") for p in error.problems]
            raise InputError(problems) from None
        earlier.append(EarlierExport(place, noted.as_of, records))
    whole = with_earlier(newest, export.as_of, earlier)
    return with_decisions(whole, folder) if decided else whole


def _as_given(records: Records, export: Export) -> Records:
    """Return records that call the files as whoever imported them does."""
    if not export.given:
        return records
    ledger = tuple(
        replace(count, file=export.given.get(count.file, count.file)) for count in records.ledger
    )
    rejected = tuple(sorted(export.named(records.rejected)))
    return replace(records, ledger=ledger, rejected=rejected)
