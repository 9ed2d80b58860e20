"""A first mapping of a table that nobody here has seen, to be edited; every guess says why."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import pandas as pd

from coopgraph.dataset.formats.preview import Preview, preview
from coopgraph.dataset.formats.tables import read_table
from coopgraph.dataset.mapping.guesses import MAX_ROLES, Guess, guessed
from coopgraph.errors import InputError
from coopgraph.names import fold, slug

__all__ = ["sketch", "sketch_sources"]

LEADS: Final = frozenset({"lead", "lead partner", "leader", "yes", "true", "1", "lp"})
NAMING: Final = ("place", "participant", "name", "text")
PAIRS: Final = (
    *(("source", "target"), ("from", "to"), ("city", "partner"), ("one", "other")),
    *(("a", "b"), ("city1", "city2"), ("town1", "town2"), ("partner1", "partner2")),
)


def sketch(path: Path, sheet: str = "") -> str:
    r"""Write a first `mapping.toml` for a table.

    What a column is, is guessed from its name and its cells. Columns of which nothing can be made,
    and those that look like addresses of persons, are ignored, with the guess beside them. So is
    the sheet, a title above the header, and the encoding where UTF-8 it is not. What is as it would
    be without being written is not written.

    Parameters
    ----------
    path : Path
        The table, in any format that `read_table` reads.
    sheet : str
        Sheet of a workbook; that with most cells when empty.

    Returns
    -------
    str
        The mapping. With `sketch_sources` beside it, it can be read.

    Raises
    ------
    InputError
        If the table cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "partners.csv"
    >>> _ = path.write_text("Project,Partner,Start\nClean Strait,Lindhavn,12.03.2016\n")
    >>> print(sketch(path).partition("[[statements]]")[2])
    <BLANKLINE>
    type = "Participation"
    key = ["Project", "Partner", "Start"]
    set.participant = { entity = "participant" }
    set.activity = { entity = "activity" }
    set.role = { const = "participant" }
    set.stage = { const = "agreed" }   # or another stage
    when = { begin = { column = "Start", date = "DD.MM.YYYY" } }   # cells are dates
    <BLANKLINE>
    """
    seen = preview(path, sheet)
    table, problems = read_table(
        "table",
        path,
        seen.sheet,
        first_row=seen.first_row,
        keep_sound=True,
        encoding=seen.encoding,
    )
    if table.frame.empty:
        raise InputError(problems)
    return _Sketch(path, seen, table.frame, len({p.row for p in problems})).text()


def sketch_sources(path: Path) -> str:
    """Write a first `sources.toml` for a table.

    Parameters
    ----------
    path : Path
        The table.

    Examples
    --------
    >>> print(sketch_sources(Path("my partners.csv")))
    [export]
    title = "my partners.csv"   # what the table is called
    publisher = "unknown"   # who publishes it
    language = "und"
    as_of = "2000-01-01"   # EDIT: the day for which it speaks
    <BLANKLINE>
    """
    return (
        f"[export]\ntitle = {_quoted(path.name)}   # what the table is called\n"
        'publisher = "unknown"   # who publishes it\nlanguage = "und"\n'
        'as_of = "2000-01-01"   # EDIT: the day for which it speaks\n'
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    """Keep a comment one: the name of a sheet may have anything in it."""
    return "".join(c if c.isprintable() else " " for c in text)


def _field(column: str) -> str:
    """Write a column as a field; a question mark at its end would make it optional."""
    return f"{{ column = {_quoted(column)} }}" if column.endswith("?") else _quoted(column)


@dataclass
class _Sketch:
    """Collects the parts of a mapping."""

    path: Path
    seen: Preview
    frame: pd.DataFrame
    faulty: int = 0
    used: set[str] = field(default_factory=set)
    made: list[str] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)
    entities: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)

    def text(self) -> str:
        self.name = slug(self.path.name.partition(".")[0]) or "table"
        self.guesses = guessed(self.frame)
        pair = self.pair()
        participant = self.one("participant", "place", "name")
        activity = max(self.of("activity"), key=lambda g: g.distinct, default=None)
        ids = sorted(self.of("id"), key=lambda g: g.distinct)
        if not (activity or participant) and len(ids) > 1 and self.one("role"):
            activity, participant = ids[:2]
        if pair:
            self.pairs(*pair)
        elif activity and participant and activity != participant:
            self.participations(activity, participant)
        else:
            self.list_of(participant or activity or self.one("id", "text", "country"))
        return "\n".join([*self.head(), *self.table(), *self.blocks])

    def head(self) -> list[str]:
        about = f"id = {_quoted(self.name)}, title = {_quoted(self.path.name)}"
        about += ', lenient = true, duplicates = "merge"'
        return [
            "# A first mapping, made from the columns of the table. Every guess is to be checked.",
            "# Rows at fault are left out and listed; rows with equal keys are one statement.",
            f"dataset = {{ {about} }}",
            "# What the rows name; labels by language, und where it is not known.",
            "entities = [",
            *self.entities,
            "]",
            "",
        ]

    def table(self) -> list[str]:
        """Return what is said of the table and its columns."""
        lines = [f"[tables.{self.name}]"]
        if self.path.name != f"{self.name}.csv":
            lines.append(f"file = {_quoted(self.path.name)}")
        lines += self.how()
        rest = [g for g in self.guesses if g.column not in self.used]
        if rest:
            lines.append('ignore = ["*"]   # all columns that nothing reads:')
            lines += [f"#   {_quoted(g.column)}: {_note(g)}" for g in rest]
        if self.needed:
            rows = ", ".join(f'{_quoted(c)} = {{ not = "" }}' for c in dict.fromkeys(self.needed))
            lines.append(f"where = {{ {rows} }}   # rows without these are left out")
        return [*lines, *self.made, ""]

    def how(self) -> list[str]:
        """Return what the table's file needs to be read."""
        seen = self.seen
        lines = []
        if seen.sheet:
            several = f"   # of: {', '.join(seen.sheets)}" if seen.sheets else ""
            lines.append(f"sheet = {_quoted(seen.sheet)}{_one_line(several)}")
        lines += [f"# {_one_line(sheet)}" for sheet in seen.unread]
        if seen.first_row > 1:
            lines.append(f"first_row = {seen.first_row}   # the header")
        if seen.encoding:
            lines.append(f"encoding = {_quoted(seen.encoding)}   # the likeliest of several")
        if self.faulty:
            lines.append(f"# {self.faulty} rows cannot be read, and are left out")
        return lines

    # ---- choosing ----------------------------------------------------------------------------

    def of(self, *kinds: str) -> list[Guess]:
        ordered = (g for kind in kinds for g in self.guesses if g.kind == kind)
        return [g for g in ordered if g.filled and g.column not in self.used]

    def one(self, *kinds: str) -> Guess | None:
        return next(iter(self.of(*kinds)), None)

    def pair(self) -> tuple[Guess, Guess] | None:
        """Return two columns that name the two sides of an edge."""
        by_name = {fold(g.column).replace(" ", ""): g for g in self.guesses if g.filled}
        for one, other in PAIRS:
            if one in by_name and other in by_name and by_name[one].kind != "begin":
                return by_name[one], by_name[other]
        for left, right in pairwise(g for g in self.guesses if g.kind in NAMING and g.filled):
            if left.kind != right.kind:
                continue
            sets = [set(self.frame[g.column]) - {""} for g in (left, right)]
            common = len(sets[0] & sets[1])
            smaller = min(map(len, sets))
            alike = left.kind == "place" and _head(left.column) == _head(right.column)
            if smaller > 1 and (common >= 0.3 * smaller or alike) and smaller > 0.02 * left.filled:
                return left, right
        return None

    def beside(self, kind: str, guess: Guess) -> Guess | None:
        """Return the column of a kind that has the same number at its end, or none."""
        end = re.findall(r"[0-9]+$", guess.column)
        for found in self.guesses:
            if found.kind == kind and found.filled and re.findall(r"[0-9]+$", found.column) == end:
                # A country that follows another name is of that, not of one further left.
                left = [g for g in self.guesses[: self.guesses.index(found)] if g.kind in NAMING]
                between = left[left.index(guess) + 1 :] if guess in left else []
                return None if guess.kind in {g.kind for g in between} else found
        return None

    # ---- blocks ------------------------------------------------------------------------------

    def entity(
        self, name: str, type_: str, guess: Guess, *more: Guess, country: bool = True
    ) -> None:
        key = [*(g.column for g in more), guess.column]
        # Who names no country is there nevertheless.
        if guess.filled < len(self.frame) and guess.kind != "country":
            self.needed.append(guess.column)
        beside = self.beside("country", guess) if country and guess.kind != "country" else None
        if beside:
            key.append(beside.column)
        self.used.update(key)
        parts = [
            f"name = {_quoted(name)}",
            f'type = "{type_}"',
            f"key = [{', '.join(map(_quoted, key))}]",
            f"labels = {{ en = {_field(guess.column)} }}",
        ]
        if type_ == "Territory":
            kind = "country" if guess.kind == "country" else "city"
            parts.append(f'set = {{ kind = {{ const = "{kind}" }} }}')
        self.entities += [
            f"  # {_one_line(_quoted(guess.column))}: {_note(guess)}",
            f"  {{ {', '.join(parts)} }},",
        ]

    def when(self) -> list[str]:
        """Return the dates of a statement, read where they need it."""
        found = {}
        reasons = []
        for side in ("begin", "end"):
            guess = self.one(side)
            if guess:
                self.used.add(guess.column)
                found[side] = _read(guess, "date")
                reasons.append(guess.reason)
        told = ", ".join(f"{side} = {field}" for side, field in found.items())
        why = "; ".join(dict.fromkeys(reasons))
        return [f"when = {{ {told} }}   # {why}"] if found else []

    def statement(self, type_: str, key: str, said: Sequence[str], lines: Sequence[str]) -> None:
        self.blocks += [
            "[[statements]]",
            f'type = "{type_}"',
            f"key = {key}",
            *(f"set.{field}" for field in said),
            *lines,
            "",
        ]

    def pairs(self, one: Guess, other: Guess) -> None:
        type_ = "Organisation" if "participant" in (one.kind, other.kind) else "Territory"
        self.entity("one", type_, one)
        self.entity("other", type_, other)
        names = []
        for side, guess in (("one", one), ("other", other)):
            beside = self.beside("country", guess)
            if beside:  # of two towns and two countries, which is where counts
                both = f"[{_quoted(guess.column)}, {_quoted(beside.column)}]"
                self.made.append(f'columns.{side} = {{ columns = {both}, joiner = " | " }}')
            names.append(side if beside else guess.column)
        sides = ", ".join(map(_quoted, names))
        days = [g.column for g in (self.one("begin"), self.one("end")) if g]
        when = self.when()
        key = f"[[{sides}]{''.join(f', {_quoted(day)}' for day in days)}]   # in either order"
        said = ['party = [{ entity = "one" }, { entity = "other" }]', _stage("in-force")]
        self.statement("Twinning" if type_ == "Territory" else "Partnership", key, said, when)

    def participations(self, activity: Guess, participant: Guess) -> None:
        series = "Project" if "programme" not in fold(activity.column) else "Programme"
        wider = [g for g in self.of("activity") if g != activity and g.filled == len(self.frame)]
        wider = wider[:1]  # one name may be used in several programmes
        self.entity("activity", series, activity, *wider, country=False)
        type_ = "Territory" if participant.kind == "place" else "Organisation"
        self.entity("participant", type_, participant)
        country = self.beside("country", participant)
        role = next((g for g in self.of("role") if g.distinct <= MAX_ROLES), None)
        key = [g.column for g in (*wider, activity, participant, country) if g]
        said = ['participant = { entity = "participant" }', 'activity = { entity = "activity" }']
        if role and role.filled == len(self.frame):
            self.used.add(role.column)
            key.append(role.column)
            values = self.frame[role.column].drop_duplicates().tolist()
            told = [f"{_quoted(v)} = {_quoted(_role(v))}" for v in values]
            table = ", ".join(told)
            said.append(f"role = {{ column = {_quoted(role.column)}, lookup = {{ {table} }} }}")
        else:
            said.append('role = { const = "participant" }')
        said.append(_stage("agreed"))
        key += [g.column for g in (self.one("begin"), self.one("end")) if g]
        when = self.when()
        self.statement("Participation", f"[{', '.join(map(_quoted, key))}]", said, when)
        if country:
            self.entity("country", "Territory", country, country=False)
            some = f'where = {{ {_quoted(country.column)} = {{ not = "" }} }}'
            seat = 'set = { seatOf = { entity = "participant" }, place = { entity = "country" } }'
            lines = [seat] if country.filled == len(self.frame) else [seat, some]
            names = f"[{_quoted(participant.column)}, {_quoted(country.column)}]"
            self.statement("Seat", names, [], lines)

    def list_of(self, guess: Guess | None) -> None:
        chosen = guess or self.guesses[0]
        type_ = {"activity": "Project", "place": "Territory", "country": "Territory"}
        self.entity("thing", type_.get(chosen.kind, "Organisation"), chosen)


def _head(column: str) -> str:
    """Return the word that says what a column is: the last one of its name."""
    return (fold(column).split() or [""])[-1]


def _note(guess: Guess) -> str:
    note = guess.reason
    if guess.kind not in ("text", "email") and guess.kind not in note:
        note += f" ({guess.kind})"
    if guess.kind == "email":
        note += "; not for a public graph"
    return f"{note}; {guess.distinct} different"


def _role(value: str) -> str:
    """Return the role that a cell may mean."""
    if fold(value) in LEADS:
        return "lead-partner"
    known = {"participant": "participant", "coordinator": "coordinator"}
    return known.get(fold(value), "project-partner")


def _stage(stage: str) -> str:
    return f'stage = {{ const = "{stage}" }}   # or another stage'


def _read(guess: Guess, step: str) -> str:
    """Return the field of a column, with the steps by which it is read."""
    if not guess.form and not guess.void:
        return _field(guess.column)
    recipe = f"column = {_quoted(guess.column)}"
    recipe += f", {step} = {_quoted(guess.form)}" if guess.form else ""
    recipe += f", empty = [{', '.join(map(_quoted, guess.void))}]" if guess.void else ""
    return f"{{ {recipe} }}"
