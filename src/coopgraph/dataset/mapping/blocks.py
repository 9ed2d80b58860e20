"""What a mapping says, as plain data: fields, blocks and table settings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Block",
    "DatasetMapping",
    "Duplicates",
    "Field",
    "Join",
    "KeyPart",
    "Not",
    "Recipe",
    "Several",
    "TableSettings",
]

Duplicates = Literal["error", "merge", "number"]
KeyPart = str | tuple[str, ...]
Several = Literal["error", "all", "none"]


class Not(tuple[str, ...]):
    """Values that a cell must not have, where a filter otherwise lists those that it may have."""

    __slots__ = ()


@dataclass(frozen=True)
class Join:
    """The row of another table that a row belongs to.

    Parameters
    ----------
    table : str
        Name of the other table; the column is taken from there.
    on : dict of str to str
        Columns here whose cells equal those of columns there.
    decide : dict of str to str
        Further such columns, where several rows match.
    several : {"error", "all", "none"}
        What is made of rows that match several others still: a fault, a row for each, or nothing.
    """

    table: str
    on: dict[str, str]
    decide: dict[str, str] = field(default_factory=dict)
    several: Several = "error"


@dataclass(frozen=True)
class Recipe:
    """How a cell is made of others: taken, emptied, extracted, looked up, read as a day or number.

    Parameters
    ----------
    columns : tuple of str
        Columns whose cells are joined; usually one.
    joiner : str
        What stands between them.
    join : Join or None
        The row of another table that the columns are those of.
    empty : tuple of str
        Cells that mean nothing, such as ``n/a``.
    split : str
        What parts the values of one cell, each of which is treated on its own.
    pattern : str
        Regular expression of the whole cell; the value is its group.
    lookup : dict of str to str or None
        What stands for each value; ``*`` for all others, and in turn for their own text. The empty
        text is an empty cell.
    text : str
        What is written around the value, for which ``*`` stands.
    date : tuple of str
        How days are written, such as ``DD.MM.YYYY``.
    number : str
        How numbers are written, such as ``1.234,5``, or ``auto``.
    factor : str
        What numbers are multiplied by.
    otherwise : str or None
        The value where a cell does not fit; a fault if None.
    optional : bool
        Whether the table may lack the columns.
    where : dict of str to tuple of str
        Only rows whose cell is one of these values are looked at.
    place : str
        Where the mapping defines the recipe, for messages.
    """

    columns: tuple[str, ...]
    joiner: str = " "
    join: Join | None = None
    empty: tuple[str, ...] = ()
    split: str = ""
    pattern: str = ""
    lookup: dict[str, str] | None = None
    date: tuple[str, ...] = ()
    number: str = ""
    factor: str = ""
    text: str = ""
    otherwise: str | None = None
    optional: bool = False
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    place: str = ""

    def inputs(self) -> set[str]:
        """Return the columns of its own table that the recipe reads."""
        if self.join:
            return {*self.join.on, *self.join.decide}
        return set(self.columns)


@dataclass(frozen=True)
class Field:
    """Where a value comes from: a column (perhaps split), a constant, an entity, the row's record.

    Parameters
    ----------
    column : str
        Header of the column.
    split : str
        What parts the values of one cell.
    const : str
        The value of every row.
    entity : str
        Name of an entity block of the same table.
    record : bool
        Whether the value, a locator, names the row by its table and the cells of its key.
    optional : bool
        Whether the table may lack the column.
    place : str
        Where the mapping defines the field, for messages.
    """

    column: str = ""
    split: str = ""
    const: str = ""
    entity: str = ""
    record: bool = False
    optional: bool = False
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class TableSettings:
    """Where a table is, and which columns and rows are passed over on purpose.

    Parameters
    ----------
    file : str
        Path inside the folder of the data set.
    sheet : str
        Sheet of a workbook; the first one when empty.
    ignore : tuple of str
        Columns that no block reads; ``*`` in a name stands for any text.
    where : dict of str to tuple of str
        The data set is about these rows only.
    optional : bool
        Whether the table may be missing, or have no rows.
    header : tuple of str
        Names of the columns of a file whose first row is no header.
    first_row : int
        The row of the header, or of the first record where `header` is given, as a spreadsheet
        numbers it; what stands above is passed over.
    encoding, delimiter : str
        Of delimited text; seen from the file when empty.
    empty : tuple of str
        Cells that mean nothing, in any column.
    unpivot : dict of str to tuple of str
        New columns, each made of several columns of the file, which become rows; ``*`` in a name
        stands for any text, and ``*`` alone for the text that it stands for.
    split : dict of str to tuple of str
        Columns of which each part of a cell gets a row, and what parts them.
    fill : tuple of str
        Columns whose empty cells have the value above, as where cells were merged.
    columns : dict of str to Recipe
        New columns, in their order.
    """

    file: str
    sheet: str = ""
    ignore: tuple[str, ...] = ()
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    optional: bool = False
    header: tuple[str, ...] = ()
    first_row: int = 1
    encoding: str = ""
    delimiter: str = ""
    empty: tuple[str, ...] = ()
    unpivot: dict[str, tuple[str, ...]] = field(default_factory=dict)
    split: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fill: tuple[str, ...] = ()
    columns: dict[str, Recipe] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """One kind of entity or statement that each row of a table makes.

    Parameters
    ----------
    where_defined : str
        Name of the block for messages, such as ``statements[3]``.
    table : str
        Name of the table.
    type : Field
        Class, as a constant or by column.
    name : str
        For entity blocks, the name by which statements of the same row refer to it.
    id : Field
        Explicit id; may be empty where `key` is given.
    key : tuple of str or of tuples of str
        Columns whose values make the stable key; of columns in a tuple the order does not matter.
    where : dict of str to tuple of str
        Only rows whose cell is one of these values.
    properties : dict of str to tuple of Field
        Property to where its values come from.
    when, evidence : dict of str to Field
        Dates and citation of a statement.
    labels : dict of str to Field
        Language tag to preferred label, for entities.
    alt, hidden : Field
        Other names, and names as misprinted, for entities.
    duplicates : {"error", "merge", "number"}
        What rows with equal keys are, for statements: a fault, one statement, or parallel ones.
    """

    where_defined: str
    table: str
    type: Field
    name: str = ""
    id: Field = Field()
    key: tuple[KeyPart, ...] = ()
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    properties: dict[str, tuple[Field, ...]] = field(default_factory=dict)
    when: dict[str, Field] = field(default_factory=dict)
    evidence: dict[str, Field] = field(default_factory=dict)
    labels: dict[str, Field] = field(default_factory=dict)
    alt: Field = Field()
    hidden: Field = Field()
    duplicates: Duplicates = "error"

    def fields(self) -> Iterator[Field]:
        """Yield every field of the block."""
        yield from (self.type, self.id, self.alt, self.hidden)
        for fields in self.properties.values():
            yield from fields
        for group in (self.when, self.evidence, self.labels):
            yield from group.values()

    def key_columns(self) -> tuple[str, ...]:
        """Return the columns of the key, one after the other."""
        parts = ((part,) if isinstance(part, str) else part for part in self.key)
        return tuple(column for part in parts for column in part)

    def sources_of(self, prop: str) -> tuple[Field, ...]:
        """Return where the values of a property of the graph come from, computed ones as well."""
        if prop in self.properties:
            return self.properties[prop]
        side = prop.removesuffix("Earliest").removesuffix("Latest")
        given = {
            **self.when,
            **self.evidence,
            "begin": self.when.get("begin") or self.when.get("date"),
            "end": self.when.get("end") or self.when.get("date"),
            "asOf": self.when.get("as_of"),
            "evidence": self.evidence.get("source"),
            "hasSource": self.evidence.get("source"),
            "asStated": self.evidence.get("as_stated"),
            "passageHash": self.evidence.get("locator"),
            "type": self.type,
            "prefLabel": next(iter(self.labels.values()), None),
            "altLabel": self.alt,
            "hiddenLabel": self.hidden,
        }
        found = given.get(side)
        return (found,) if found else ()

    def columns(self) -> set[str]:
        """Return every column that the block reads."""
        return {f.column for f in self.fields() if f.column} | {*self.key_columns(), *self.where}


@dataclass(frozen=True)
class DatasetMapping:
    """A whole mapping, checked against the ontology.

    Parameters
    ----------
    dataset : dict of str to str
        Id, title and so on.
    tables : dict of str to TableSettings
        By name.
    entities, statements : tuple of Block
        The blocks, in their order.
    ignore_files : tuple of str
        Files beside the tables that nothing reads, on purpose; ``*`` and ``?`` as in a shell.
    lenient : bool
        Whether rows at fault are left out and listed; else one fault stops everything.
    """

    dataset: dict[str, str]
    tables: dict[str, TableSettings]
    entities: tuple[Block, ...]
    statements: tuple[Block, ...]
    ignore_files: tuple[str, ...] = ()
    lenient: bool = False

    @property
    def id(self) -> str:
        """Id of the data set."""
        return self.dataset["id"]

    def column(self, block: str, prop: str) -> str:
        """Return the column that a block takes a property from; empty where it is no column.

        Parameters
        ----------
        block : str
            Name of the block, such as ``statements[3]``.
        prop : str
            Name of the property without prefix.
        """
        blocks = {b.where_defined: b for b in (*self.entities, *self.statements)}
        fields = blocks[block].sources_of(prop) if block in blocks else ()
        named = {b.name: b for b in self.entities}
        for source in fields:
            if source.column:
                return source.column
            if source.entity in named:
                other = named[source.entity]
                return other.id.column or other.key_columns()[0]
        return ""
