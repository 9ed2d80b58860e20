"""Corrections of an older export that hold for a newer one, which repeats the faults.

A correction holds for the row that has the same cells in the columns of the keys, and the same
faulty ones; where the file has no such columns, for the row that is the same in all its cells.
Where more rows are like that than were corrected alike, it is not known which are meant.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from coopgraph.dataset.formats.tables import read_table, whole_rows
from coopgraph.dataset.mapping.blocks import DatasetMapping, TableSettings
from coopgraph.dataset.records.corrections import (
    CORRECTED,
    MARKS,
    corrections_of,
    way_to_read,
)
from coopgraph.spreadsheets import spreadsheet_csv

__all__ = ["Carried", "carried_corrections"]

_Row: TypeAlias = list[str]
_Key: TypeAlias = tuple[str, ...]


class Carried(NamedTuple):
    """What became of corrections.

    Parameters
    ----------
    files : dict of str to bytes
        The corrections of the newer export, by path in its folder.
    held : int
        The rows that they correct.
    lost : dict of str to list of int
        The corrections that hold for no row, by path in the folder of the older export.
    """

    files: dict[str, bytes]
    held: int
    lost: dict[str, list[int]]


class _Fault(NamedTuple):
    """By what a row is known again: the cells of its key, and the faulty ones."""

    key: _Key
    columns: tuple[int, ...]
    cells: _Key


def carried_corrections(
    older: Path, mapping: DatasetMapping, newer: Path, newer_mapping: DatasetMapping
) -> Carried:
    """Return the corrections of an older export that hold for a newer one.

    Parameters
    ----------
    older, newer : Path
        The folders of the two exports.
    mapping, newer_mapping : DatasetMapping
        Their mappings.

    Returns
    -------
    Carried
        The corrections, with the numbers of the rows of the newer export.

    Raises
    ------
    InputError
        If a list of corrections cannot be read.
    """
    files: dict[str, bytes] = {}
    lost: dict[str, list[int]] = {}
    held = 0
    for name, settings in mapping.tables.items():
        path = f"{CORRECTED}/{name}.csv"
        if not (older / path).is_file():
            continue
        told = corrections_of(older, name, {name: settings})
        fixed = dict(zip(told.index.tolist(), told.to_numpy().tolist(), strict=True))
        header = [str(column) for column in told.columns]
        found: dict[int, _Row] = {}
        known: set[int] = set()
        own = newer_mapping.tables.get(name)
        if own and _header(newer, own) == header:
            _, rows = whole_rows(older / settings.file, numbers=fixed, **way_to_read(settings))
            keys = _keys(newer_mapping, own, header)
            found, known = _found(rows, fixed, _Newer(newer, own, keys))
        if found:
            lines = [(name, row, "", *found[row]) for row in sorted(found)]
            files[path] = spreadsheet_csv([*MARKS, *header], lines)
        held += len(found)
        lost |= {path: sorted(set(fixed) - known)} if set(fixed) - known else {}
    return Carried(files, held, lost)


class _Newer:
    """The rows of the newer export.

    Parameters
    ----------
    folder : Path
        Its folder.
    settings : TableSettings
        The table.
    keys : sequence of int
        The columns of the keys; none where all cells are the key.
    """

    def __init__(self, folder: Path, settings: TableSettings, keys: Sequence[int]):
        self.path, self.settings, self.keys = folder / settings.file, settings, keys

    def key(self, row: _Row) -> _Key:
        """Return what a row is known by; rows of other lengths are other rows."""
        cells = [row[place] for place in self.keys] if self.keys else row
        return (str(len(row)), *cells)

    def like(self, wanted: Collection[_Key]) -> Iterator[tuple[int, _Row]]:
        """Give the rows that have one of some keys."""
        how = way_to_read(self.settings)
        read, problems = read_table("newer", self.path, keep_sound=True, **how)
        frame = read.frame
        keys = self.keys or range(frame.shape[1])
        # Where no row could be read, there are no columns either.
        for position, place in enumerate(keys if len(frame) else (), start=1):
            cells = {key[position] for key in wanted if position < len(key)}
            frame = frame[frame.iloc[:, place].isin(cells)]
        unread = whole_rows(self.path, numbers={problem.row for problem in problems}, **how)[1]
        for number, *row in frame.itertuples(name=None):
            if self.key(row) in wanted:
                yield int(number), row
        yield from ((number, row) for number, row in unread.items() if self.key(row) in wanted)


def _header(folder: Path, settings: TableSettings) -> list[str]:
    path = folder / settings.file
    return whole_rows(path, numbers=(), **way_to_read(settings))[0] if path.is_file() else []


def _keys(mapping: DatasetMapping, settings: TableSettings, header: Sequence[str]) -> list[int]:
    """Return where the cells of the keys are; nothing where not all are cells of the file."""
    wanted = {
        column
        for block in (*mapping.entities, *mapping.statements)
        if way_to_read(mapping.tables[block.table]) == way_to_read(settings)
        and mapping.tables[block.table].file == settings.file
        for column in (*block.key_columns(), *([block.id.column] if block.id.column else []))
    }
    if settings.fill or not wanted <= set(header):
        return []
    return sorted(header.index(column) for column in wanted)


def _found(
    rows: dict[int, _Row], fixed: dict[int, _Row], newer: _Newer
) -> tuple[dict[int, _Row], set[int]]:
    """Return the corrected rows of the newer export, and the corrections that hold."""
    faults: dict[_Fault, list[int]] = defaultdict(list)
    for number, row in rows.items():
        whole = len(row) != len(fixed[number])  # it has too many cells, all perhaps misplaced
        columns = [i for i, cell in enumerate(row) if whole or cell != fixed[number][i]]
        fault = _Fault(newer.key(row), tuple(columns), tuple(row[i] for i in columns))
        faults[fault].append(number)
    by_key: dict[_Key, list[_Fault]] = defaultdict(list)
    for fault in faults:
        by_key[fault.key].append(fault)
    like: dict[_Fault, dict[int, _Row]] = defaultdict(dict)
    for number, row in newer.like(by_key):
        for fault in by_key[newer.key(row)]:
            if tuple(row[i] for i in fault.columns) == fault.cells:
                like[fault][number] = row
    meant = {fault: hits for fault, hits in like.items() if len(hits) <= len(faults[fault])}
    claims = Counter(number for hits in meant.values() for number in hits)
    found: dict[int, _Row] = {}
    known: set[int] = set()
    for fault, hits in meant.items():
        first, *others = (fixed[number] for number in faults[fault])
        alike = all(other[i] == first[i] for other in others for i in fault.columns[: len(first)])
        if not alike or any(claims[number] > 1 for number in hits):
            continue
        known.update(faults[fault])
        for number, row in hits.items():
            cells = enumerate(zip(row, first, strict=False))
            found[number] = [new if i in fault.columns else old for i, (old, new) in cells]
    return found, known
