"""How a mapping writes recipes: columns made of columns. The notation, checked."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Protocol

from coopgraph.dataset.mapping.blocks import Join, Recipe, Several
from coopgraph.dataset.mapping.cells import date_pattern, number_marks, pattern_groups
from coopgraph.names import did_you_mean

__all__ = ["JOIN_KEYS", "RECIPE_KEYS", "RecipeReader", "is_recipe"]

JOIN_KEYS: Final = ("table", "on", "decide", "several")
STEP_KEYS: Final = (
    *("empty", "pattern", "lookup", "date", "number", "factor", "text", "otherwise"),
)
RECIPE_KEYS: Final = ("columns", "joiner", *JOIN_KEYS, *STEP_KEYS)
SEVERAL: Final[tuple[Several, ...]] = ("error", "all", "none")
MAX_PATTERN: Final = 1_000  # characters


class _Notes(Protocol):
    """What a recipe reader needs of the reader of the mapping."""

    def add(self, where: str, value: object, message: str) -> None: ...
    def known(self, entry: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None: ...
    def text(self, entry: Mapping[str, Any], key: str, where: str) -> str: ...
    def texts(self, entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]: ...
    def flag(self, entry: Mapping[str, Any], key: str, where: str) -> bool: ...
    def table(self, entry: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]: ...


def is_recipe(entry: Mapping[str, Any]) -> bool:
    """Tell whether a field says more than where its value is.

    Parameters
    ----------
    entry : mapping
        The field as TOML has it.

    Examples
    --------
    >>> is_recipe({"column": "Start", "date": "YYYY/MM/DD"}), is_recipe({"column": "Start"})
    (True, False)
    """
    return any(key in entry for key in RECIPE_KEYS)


class RecipeReader:
    """Reads recipes; what is ill-formed is noted.

    Parameters
    ----------
    notes : _Notes
        The reader of the mapping.
    lookups : mapping of str to mapping of str to str
        The tables of values that recipes may name.
    """

    def __init__(self, notes: _Notes, lookups: Mapping[str, Mapping[str, str]]):
        self.notes = notes
        self.lookups = lookups

    def recipes(self, name: str, entry: Any, place: str) -> dict[str, Recipe]:
        """Return the columns that an entry makes: one, or one for each named group.

        Parameters
        ----------
        name : str
            Name of the column.
        entry : mapping
            The recipe as TOML has it.
        place : str
            Where it stands in the mapping.
        """
        if not isinstance(entry, Mapping):
            self.notes.add(place, entry, 'expected a table such as { column = "x", … }')
            return {}
        self.notes.known(entry, ("column", "split", "optional", *RECIPE_KEYS), place)
        recipe = self.recipe(entry, place)
        groups = pattern_groups(recipe.pattern) if recipe.pattern else ()
        if not groups or isinstance(groups, str):
            return {name: recipe}
        return {
            f"{name}.{group}": replace(recipe, pattern=_only(recipe.pattern, group))
            for group in groups
        }

    def recipe(self, entry: Mapping[str, Any], place: str) -> Recipe:
        """Return one recipe."""
        notes = self.notes
        several = notes.texts(entry, "columns", place)
        column = notes.text(entry, "column", place)
        if bool(column) == bool(several):
            notes.add(place, "", "expected either column or columns, and not empty")
        split = entry.get("split", "")
        joiner = entry.get("joiner", " ")
        for key, value in (("split", split), ("joiner", joiner)):
            if not isinstance(value, str):
                notes.add(f"{place}.{key}", value, "expected a text in quotation marks")
        return Recipe(
            columns=several or (column,),
            joiner=str(joiner),
            join=self.join(entry, place),
            empty=notes.texts(entry, "empty", place),
            split=str(split),
            pattern=self.pattern(entry, place),
            lookup=self.lookup(entry, place),
            date=self.dates(entry, place),
            number=self.number(entry, place),
            factor=self.factor(entry, place),
            text=self.around(entry, place),
            otherwise=notes.text(entry, "otherwise", place) if "otherwise" in entry else None,
            optional=notes.flag(entry, "optional", place),
            place=place,
        )

    def join(self, entry: Mapping[str, Any], place: str) -> Join | None:
        """Return where in another table the column is."""
        notes = self.notes
        table = notes.text(entry, "table", place)
        if not table:
            for key in JOIN_KEYS:
                if key in entry:
                    notes.add(f"{place}.{key}", "", "needs the table that it is about")
            return None
        on, decide = self.pairs(entry, "on", place), self.pairs(entry, "decide", place)
        if not on:
            message = 'expected the columns that are equal, as in on = ["Project"]'
            notes.add(f"{place}.on", "", message)
        if "columns" in entry:
            notes.add(f"{place}.columns", "", "one column is taken from another table; use column")
        value = notes.text(entry, "several", place) or "error"
        chosen = next((s for s in SEVERAL if s == value), None)
        if chosen is None:
            hint = did_you_mean(value, SEVERAL)
            message = f"expected one of {', '.join(SEVERAL)}.{hint}"
            notes.add(f"{place}.several", value, message)
        return Join(table, on, decide, chosen or "error")

    def pairs(self, entry: Mapping[str, Any], key: str, place: str) -> dict[str, str]:
        """Return columns here and there; a list stands for columns of the same names."""
        value = entry.get(key, {})
        if isinstance(value, (list, str)):
            return {name: name for name in self.notes.texts(entry, key, place)}
        found = self.notes.table(entry, key, place)
        return {here: self.notes.text(found, here, f"{place}.{key}") for here in found}

    def pattern(self, entry: Mapping[str, Any], place: str) -> str:
        """Return the regular expression."""
        value = entry.get("pattern", "")
        where = f"{place}.pattern"
        if not isinstance(value, str) or len(value) > MAX_PATTERN:
            self.notes.add(where, str(value), "expected a short text in quotation marks")
            return ""
        groups = pattern_groups(value) if value else ()
        if isinstance(groups, str):
            self.notes.add(where, value, f"not a regular expression of RE2: {groups}")
            return ""
        return value

    def lookup(self, entry: Mapping[str, Any], place: str) -> dict[str, str] | None:
        """Return the values of a named lookup, or of one that is written on the spot."""
        if "lookup" not in entry:
            return None
        if isinstance(entry["lookup"], Mapping):
            found = entry["lookup"]
            where = f"{place}.lookup"
            return {" ".join(k.split()): self.notes.text(found, k, where) for k in found}
        name = self.notes.text(entry, "lookup", place)
        if name not in self.lookups:
            hint = did_you_mean(name, self.lookups)
            self.notes.add(f"{place}.lookup", name, f"no [lookups.…] has this name.{hint}")
        return dict(self.lookups.get(name, {}))

    def dates(self, entry: Mapping[str, Any], place: str) -> tuple[str, ...]:
        """Return how days are written."""
        formats = self.notes.texts(entry, "date", place)
        for form in formats:
            if not date_pattern(form):
                message = (
                    "expected YYYY, MM (or MONTH, for its name) and DD, each once, as in "
                    "DD.MM.YYYY or YYYY/MM"
                )
                self.notes.add(f"{place}.date", form, message)
        return tuple(f for f in formats if date_pattern(f))

    def number(self, entry: Mapping[str, Any], place: str) -> str:
        """Return how numbers are written."""
        value = self.notes.text(entry, "number", place)
        if value and value != "auto" and not number_marks(value):
            message = 'expected "auto", or 1234.5 as the numbers are written, such as "1.234,5"'
            self.notes.add(f"{place}.number", value, message)
            return ""
        return value

    def around(self, entry: Mapping[str, Any], place: str) -> str:
        """Return what is written around the value."""
        value = self.notes.text(entry, "text", place)
        if value and value.count("*") != 1:
            message = 'expected a text with one *, which stands for the value, as in "PIC *"'
            self.notes.add(f"{place}.text", value, message)
            return ""
        return value

    def factor(self, entry: Mapping[str, Any], place: str) -> str:
        """Return what numbers are multiplied by."""
        value = str(entry.get("factor", ""))
        try:
            if value and not Decimal(value).is_finite():
                raise InvalidOperation
        except InvalidOperation:
            self.notes.add(f"{place}.factor", value, "expected a number, such as 1000")
            return ""
        if value and not entry.get("number"):
            self.notes.add(f"{place}.factor", value, "needs number: how the cells are written")
        return value


def _only(pattern: str, group: str) -> str:
    """Return a pattern with one group that is taken, the others being only matched."""
    return re.sub(r"\(\?P<([^>]+)>", lambda m: m[0] if m[1] == group else "(?:", pattern)
