"""Tables as the mapping wants them: rows and columns made of those of the files.

In this order: cells that mean nothing are emptied, rows that are not meant are left out, columns
become rows, cells are split into rows, and columns are made of columns, perhaps of other tables.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, TypeAlias

import pandas as pd

from coopgraph.dataset.formats.grid import STAR, starred
from coopgraph.dataset.formats.tables import PARTS, Table, row_numbers
from coopgraph.dataset.mapping.blocks import Block, Join, Recipe, TableSettings
from coopgraph.dataset.mapping.cells import prepared
from coopgraph.dataset.mapping.frames import look_up, select_rows
from coopgraph.dataset.records.ambiguous import Ambiguity, ambiguities
from coopgraph.errors import Problem

__all__ = ["FileColumns", "derive_tables", "file_columns"]

UNIT: Final = "\x1f"  # white space to Python, so that no cell of a table can hold it
COUNT: Final = " count"
SHOWN: Final = 5  # candidates named in a message
MAPPING: Final = "mapping.toml"

# By table and column: the cells at fault, which are empty in the table, as they stood in the file.
Faulty: TypeAlias = dict[tuple[str, str], "pd.Series[str]"]


# ---- which columns of a file are read ------------------------------------------------------------


@dataclass(frozen=True)
class FileColumns:
    """The columns that the mapping takes from a file.

    Parameters
    ----------
    needed : frozenset of str
        Columns by name.
    optional : frozenset of str
        Those of them that the file may lack.
    patterns : tuple of str
        Names with ``*``, which columns may fit.
    """

    needed: frozenset[str]
    optional: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()

    def reads(self, column: str) -> bool:
        """Tell whether a column is read."""
        return column in self.needed or any(starred(p, column) is not None for p in self.patterns)


def file_columns(
    name: str, tables: Mapping[str, TableSettings], blocks: Sequence[Block]
) -> FileColumns:
    """Return which columns a table must have, before the mapping makes others of them.

    Parameters
    ----------
    name : str
        Name of the table.
    tables : mapping of str to TableSettings
        All tables, which may take columns from this one.
    blocks : sequence of Block
        The blocks that read this table.

    Examples
    --------
    >>> settings = TableSettings("a.csv", columns={"code": Recipe(("NUTS3",), pattern="[A-Z0-9]+")})
    >>> sorted(file_columns("a", {"a": settings}, []).needed)
    ['NUTS3']
    """
    settings = tables[name]
    made = set(settings.unpivot)
    listed = [c for several in settings.unpivot.values() for c in several]
    needed = {c for c in listed if STAR not in c} | (set(settings.split) - made)
    needed |= set(settings.fill)
    maybe: set[str] = set()
    sure = set(needed)
    for column, recipe in settings.columns.items():
        (maybe if recipe.optional else sure).update(recipe.inputs() - made)
        made |= {column, column + COUNT}
    for recipe in chain.from_iterable(other.columns.values() for other in tables.values()):
        if recipe.join and recipe.join.table == name:
            targets = {*recipe.join.on.values(), *recipe.join.decide.values(), *recipe.columns}
            sure |= targets - made
    for block in blocks:
        fields = {f.column: f.optional for f in block.fields() if f.column}
        maybe |= {c for c, optional in fields.items() if optional and c not in made}
        fixed = {c for c, optional in fields.items() if not optional}
        sure |= (fixed | {*block.key_columns(), *block.where}) - made
    sure |= set(settings.where) - made
    patterns = tuple(c for c in listed if STAR in c and c != STAR)
    return FileColumns(frozenset(sure | maybe), frozenset(maybe - sure), patterns)


# ---- tables in the order in which they need each other -------------------------------------------


def derive_tables(
    tables: Mapping[str, Table],
    settings: Mapping[str, TableSettings],
    ambiguous: list[Ambiguity] | None = None,
) -> tuple[dict[str, Table], list[Problem]]:
    """Return tables with the rows and columns that the mapping makes.

    Parameters
    ----------
    tables : mapping of str to Table
        The tables as they are in their files.
    settings : mapping of str to TableSettings
        What the mapping says of them.
    ambiguous : list of Ambiguity, optional
        Takes up keys that stand for several rows of another table.

    Returns
    -------
    tables : dict of str to Table
        The tables, in the same order.
    problems : list of Problem
        Cells that cannot be read as the mapping says; they are empty in the tables.

    Examples
    --------
    >>> raw = Table("t", "t.csv", pd.DataFrame({"Start": ["12.02.2015"]}, index=[2], dtype="str"))
    >>> recipe = Recipe(("Start",), date=("DD.MM.YYYY",))
    >>> done, _ = derive_tables({"t": raw}, {"t": TableSettings("t.csv", columns={"d": recipe})})
    >>> done["t"].frame.loc[2, "d"]
    '2015-02-12'
    """
    done: dict[str, Table] = {}
    problems: list[Problem] = []
    waiting: list[str] = []
    faulty: Faulty = {}

    def derive(name: str) -> None:
        if name in done or name not in tables:
            return
        if name in waiting:
            circle = " → ".join([*waiting[waiting.index(name) :], name])
            message = f"tables take columns from each other in a circle: {circle}"
            problems.append(Problem(MAPPING, column=f"tables.{name}", message=message))
            return
        waiting.append(name)
        for recipe in settings[name].columns.values():
            if recipe.join and recipe.join.table != name:
                derive(recipe.join.table)
        maker = _Maker(tables[name], settings[name], done, faulty)
        done[name] = maker.table()
        problems.extend(maker.problems)
        if ambiguous is not None:
            ambiguous.extend(maker.ambiguous)
        waiting.pop()

    for name in tables:
        derive(name)
    return {name: done[name] for name in tables if name in done}, problems


@dataclass
class _Maker:
    """Makes the rows and columns of one table."""

    raw: Table
    settings: TableSettings
    others: Mapping[str, Table]
    faulty: Faulty
    problems: list[Problem] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    ambiguous: list[Ambiguity] = field(default_factory=list)

    def table(self) -> Table:
        frame, settings = self.raw.frame, self.settings
        if settings.empty:
            frame = frame.mask(frame.isin(list(settings.empty)), "").astype("str")
        first = {c: v for c, v in settings.where.items() if c in frame.columns}
        frame = select_rows(frame, first)
        if settings.unpivot:
            frame = self.unpivoted(frame)
        for column, marks in settings.split.items():
            for mark in marks if column in frame.columns else ():
                frame = _split(frame, column, mark)
        if settings.columns:
            frame = frame.copy(deep=False)
        for name, recipe in settings.columns.items():
            frame = self.column(frame, name, recipe)
        later = {c: v for c, v in settings.where.items() if c not in first and c in frame.columns}
        return Table(self.raw.name, self.raw.file, select_rows(frame, later), self.made)

    def source(self, column: str) -> str:
        """Return the column of the file that a column is made of."""
        return self.made.get(column, column)

    def note(self, rows: "pd.Index[int]", column: str, value: str, message: str) -> None:
        numbers = dict.fromkeys(row_numbers(rows).tolist())
        self.problems += [Problem(self.raw.file, n, column, value, message) for n in numbers]

    # ---- rows --------------------------------------------------------------------------------

    def unpivoted(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a row for each group of columns that has a value."""
        wanted = self.settings.unpivot
        groups: dict[str, dict[str, str]] = {}
        for new, names in wanted.items():
            self.made[new] = names[0] if names != (STAR,) else new
            for position, name in enumerate(names):
                if STAR not in name:
                    groups.setdefault(f"{UNIT}{position}", {})[new] = name
                    continue
                fits = {c: starred(name, c) for c in frame.columns if name != STAR}
                for column, text in fits.items():
                    if text is not None:
                        groups.setdefault(text, {})[new] = column
        if not groups:
            message = "no column of the table fits"
            self.problems.append(
                Problem(MAPPING, column=f"tables.{self.raw.name}.unpivot", message=message)
            )
            return frame
        used = {c for group in groups.values() for c in group.values()}
        rest = frame.drop(columns=[c for c in used if c in frame.columns])
        parts = []
        for text, group in groups.items():
            cells = {
                new: frame[group[new]] if group.get(new) in frame.columns else ""
                for new in wanted
                if wanted[new] != (STAR,)
            }
            part = rest.assign(**cells)
            part = part[(part[list(cells)] != "").any(axis="columns")]
            shown = next(iter(group.values())) if text.startswith(UNIT) else text
            stars = {new: shown for new in wanted if wanted[new] == (STAR,)}
            parts.append(part.assign(**stars))
        return _numbered(pd.concat(parts).sort_index(kind="stable").astype("str"))

    # ---- columns -----------------------------------------------------------------------------

    def column(self, frame: pd.DataFrame, name: str, recipe: Recipe) -> pd.DataFrame:
        """Add one column; rows may become several where a join says so."""
        inputs = list(recipe.join.on if recipe.join else recipe.columns)
        shown = self.source(inputs[0])
        if recipe.join:
            frame, cells = self.joined(frame, name, recipe, recipe.join)
            cells = self.sound(cells, name, shown, recipe)
        else:
            cells = self.text(frame, recipe)
        chosen = cells if not recipe.where else cells[select_rows(frame, recipe.where).index]
        default = recipe.lookup is not None and "" in recipe.lookup
        filled = chosen if default else chosen[chosen != ""]
        known = prepared(recipe, filled.drop_duplicates().tolist())
        wrong = {cell: message for cell, (_, message) in known.items() if message}
        if wrong:
            faulty = filled[filled.isin(list(wrong))]
            self.keep_apart(name, faulty)
            for cell, rows in faulty.groupby(faulty, sort=False).groups.items():
                self.note(rows, shown, str(cell), wrong[str(cell)])
        values = look_up(filled, {cell: value for cell, (value, _) in known.items()})
        if len(values) < len(frame):
            values = values.reindex(frame.index, fill_value="")
        frame[name] = values.astype("str")
        self.made[name] = name if recipe.join else shown
        return frame

    def sound(
        self, cells: "pd.Series[str]", name: str, shown: str, recipe: Recipe
    ) -> "pd.Series[str]":
        """Return cells taken from another table, those empty that are at fault there."""
        faulty = cells[cells.str.startswith(UNIT)].str.removeprefix(UNIT)
        if faulty.empty:
            return cells
        join = recipe.join.table if recipe.join else ""
        message = f"the {recipe.columns[0]} that this row takes from {join} is at fault there"
        for cell, rows in faulty.groupby(faulty, sort=False).groups.items():
            self.note(rows, shown, str(cell), message)
        self.keep_apart(name, faulty)
        return cells.where(~cells.index.isin(faulty.index), "").astype("str")

    def keep_apart(self, name: str, faulty: "pd.Series[str]") -> None:
        """Remember cells at fault: to be taken for empty ones, they would be lost silently."""
        known = self.faulty.get((self.raw.name, name))
        self.faulty[self.raw.name, name] = faulty if known is None else pd.concat([known, faulty])

    def text(self, frame: pd.DataFrame, recipe: Recipe) -> "pd.Series[str]":
        present = [c for c in recipe.columns if c in frame.columns]
        if not present:
            return pd.Series("", index=frame.index, dtype="str")
        if len(present) == 1:
            return frame[present[0]]
        cells = frame[present[0]]
        for column in present[1:]:
            other = frame[column]
            between = ((cells != "") & (other != "")).map({True: recipe.joiner, False: ""})
            cells = cells + between.astype("str") + other
        return cells.astype("str")

    def joined(
        self, frame: pd.DataFrame, name: str, recipe: Recipe, join: Join
    ) -> tuple[pd.DataFrame, "pd.Series[str]"]:
        """Return a column of the other table's rows that match."""
        other = frame if join.table == self.raw.name else None
        if other is None and join.table not in self.others:
            return frame, pd.Series("", index=frame.index, dtype="str")  # noted where it is read
        other = self.others[join.table].frame if other is None else other
        target = recipe.columns[0]
        faulty = self.faulty.get((join.table, target))
        if faulty is not None:
            other = other.assign(**{target: _marked(other[target], faulty)})
        keys = _keys(frame, list(join.on))
        found = _values(other, list(join.on.values()), target)
        values = keys.map(found)
        unclear = values.map(len, na_action="ignore").fillna(0) > 1
        candidates = values[unclear]
        if join.decide and unclear.any():
            here = [*join.on, *join.decide]
            there = [*join.on.values(), *join.decide.values()]
            finer = _keys(frame[unclear], here).map(_values(other, there, target)).dropna()
            values = values.where(~values.index.isin(finer.index), finer.reindex(values.index))
            unclear = values.map(len, na_action="ignore").fillna(0) > 1
        shown = self.source(next(iter(join.on)))
        empty = (frame[list(join.on)] == "").all(axis="columns")
        missing = values.isna() & ~empty
        if recipe.where:
            meant = frame.index.isin(select_rows(frame, recipe.where).index)
            missing, unclear = missing & meant, unclear & meant
            candidates = candidates[candidates.index.isin(frame.index[meant])]
        self.ambiguous += ambiguities(
            (self.raw.name, name), (join, target), frame, candidates, values
        )
        if recipe.otherwise is not None:
            values = values.where(
                ~missing, pd.Series([(recipe.otherwise,)] * len(values), values.index)
            )
        else:
            self.unmatched(frame[missing], shown, join)
        if join.several == "error":
            for cell, rows in _groups(values[unclear]):
                told = ", ".join(map(str.strip, cell[:SHOWN])) + (" …" if len(cell) > SHOWN else "")
                message = f"{len(cell)} values of {target} in {join.table} match: {told}"
                self.note(rows, shown, "", message)
        if join.several == "all":
            filled = values.map(lambda v: v if isinstance(v, tuple) else ("",))
            counts = values.map(len, na_action="ignore").fillna(0).astype("int64").astype("str")
            wide = frame.assign(**{UNIT: filled, name + COUNT: counts}).explode(UNIT)
            self.made[name + COUNT] = shown
            wide = _numbered(wide)
            return wide.drop(columns=UNIT), wide[UNIT].astype("str")
        cells = values.map(lambda v: v[0] if isinstance(v, tuple) and len(v) == 1 else "")
        return frame, cells.astype("str")

    def unmatched(self, frame: pd.DataFrame, shown: str, join: Join) -> None:
        if frame.empty:
            return
        told = frame[list(join.on)].agg(" | ".join, axis="columns")
        for cell, rows in told.groupby(told, sort=False).groups.items():
            message = f"no row of {join.table} has this {' and '.join(join.on.values())}"
            self.note(rows, shown, str(cell), message)


def _split(frame: pd.DataFrame, column: str, mark: str) -> pd.DataFrame:
    """Return a row for each part of a cell."""
    if not frame[column].str.contains(mark, regex=False).any():
        return frame
    parts = _parts(frame[column], mark)
    return _numbered(frame.assign(**{column: parts}).explode(column).astype({column: "str"}))


def _parts(cells: "pd.Series[str]", mark: str) -> "pd.Series[list[str]]":
    """Return the parts of each cell; a cell without any has one empty part."""
    known = {
        cell: [p for p in map(str.strip, cell.split(mark)) if p] or [""]
        for cell in cells.drop_duplicates().tolist()
    }
    return cells.map(known)


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows with numbers that are unique, and still tell the row of the file."""
    rows = pd.Series(row_numbers(frame.index).to_numpy())
    parts = rows.groupby(rows).cumcount()
    frame = frame.copy(deep=False)
    frame.index = pd.Index((rows + parts * PARTS).to_numpy())
    return frame


def _marked(cells: "pd.Series[str]", faulty: "pd.Series[str]") -> "pd.Series[str]":
    """Put cells at fault back where they are empty, marked; rows may have become several since."""
    empty = cells.index[cells == ""]
    known = (UNIT + faulty).to_dict()
    rows = zip(empty.tolist(), row_numbers(empty).tolist(), strict=True)
    found = {row: known.get(row, known.get(number, "")) for row, number in rows}
    return pd.Series(found, dtype="str").reindex(cells.index).fillna(cells).astype("str")


def _keys(frame: pd.DataFrame, columns: Collection[str]) -> "pd.Series[str]":
    parts = [frame[c] for c in columns]
    keys = parts[0]
    for part in parts[1:]:
        keys = keys + UNIT + part
    return keys.astype("str")


def _values(frame: pd.DataFrame, columns: list[str], target: str) -> dict[str, tuple[str, ...]]:
    """Return the distinct values of a column for each key."""
    pairs = pd.DataFrame({"key": _keys(frame, columns), "value": frame[target]}).drop_duplicates()
    found: dict[str, tuple[str, ...]] = {}
    for key, value in zip(pairs["key"].tolist(), pairs["value"].tolist(), strict=True):
        found[key] = (*found.get(key, ()), value)
    return found


def _groups(values: Any) -> list[tuple[tuple[str, ...], "pd.Index[int]"]]:
    return list(values.groupby(values, sort=False).groups.items())
