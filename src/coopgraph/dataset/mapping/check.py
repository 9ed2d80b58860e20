"""The mapping against the ontology, and its blocks against each other."""

from typing import Final

from coopgraph.dataset.mapping.blocks import Block, DatasetMapping, Field
from coopgraph.errors import Problem
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import BORROWED, STANDING, Schema, is_language

__all__ = ["FILE", "check_mapping"]

FILE: Final = "mapping.toml"
COMMON: Final = STANDING | {p.name for p in BORROWED}
# What the ontology says of statements, evidence and sources only.
NOT_OF_ENTITIES: Final = STANDING | {
    *("begin", "beginEarliest", "beginLatest", "end", "endEarliest", "endLatest", "asOf"),
    *("evidence", "locator", "passageHash", "asStated", "retrieved", "sha256", "table"),
}


def check_mapping(mapping: DatasetMapping, schema: Schema) -> list[Problem]:
    """Return what does not fit the ontology, and which blocks do not fit each other.

    Parameters
    ----------
    mapping : DatasetMapping
        The mapping as it is written.
    schema : Schema
        What the ontology says.
    """
    checker = _Checker(schema)
    for block in mapping.entities:
        checker.block(block, "Entity", "entity")
        checker.entity(block)
    for block in mapping.statements:
        checker.block(block, "Statement", "statement")
        checker.statement(block)
    checker.joins(mapping)
    return checker.problems


class _Checker:
    """Compares blocks with the ontology and with each other, and collects what does not fit."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.problems: list[Problem] = []
        self.names: dict[str, Block] = {}
        self.roles = frozenset[str]().union(*(info.roles for info in schema.classes.values()))

    def add(self, where: str, value: str, message: str) -> None:
        self.problems.append(Problem(FILE, column=where, value=value, message=message))

    def joins(self, mapping: DatasetMapping) -> None:
        """Check that columns are taken from tables that there are."""
        for settings in mapping.tables.values():
            for recipe in settings.columns.values():
                if recipe.join and recipe.join.table not in mapping.tables:
                    hint = did_you_mean(recipe.join.table, mapping.tables)
                    message = f"no such table; it needs [tables.{recipe.join.table}].{hint}"
                    self.add(f"{recipe.place}.table", recipe.join.table, message)

    def block(self, block: Block, ancestor: str, noun: str) -> None:
        where = block.where_defined
        if not block.table:
            self.add(where, "", 'must name its table, as in table = "partners"')
        if not block.type.column and not self.schema.is_a(block.type.const, ancestor):
            known = self.schema.below(ancestor)
            hint = (
                did_you_mean(block.type.const, known) or f" There are: {', '.join(sorted(known))}."
            )
            self.add(f"{where}.type", block.type.const, f"no such class of {noun}.{hint}")
        if not block.id.column and not block.key:
            message = 'must have an id or a key, as in key = ["participant", "activity"]'
            self.add(where, "", message)

    def entity(self, block: Block) -> None:
        where = block.where_defined
        if block.name in self.names:
            self.add(f"{where}.name", block.name, "another entity block has this name")
        if block.name:
            self.names[block.name] = block
        if not block.labels:
            self.add(where, "", 'must have a name, as in labels = { en = "partner" }')
        for tag in block.labels:
            if not is_language(tag):
                message = "not a language tag; expected one such as en, fi, zh-hant or und"
                self.add(f"{where}.labels", tag, message)
        possible = [
            name
            for name, info in self.schema.properties.items()
            if name not in self.roles | NOT_OF_ENTITIES and info.kind != "entity"
        ]
        for prop in block.properties:
            if prop not in possible:
                hint = did_you_mean(prop, possible) or f" It takes: {', '.join(sorted(possible))}."
                self.add(f"{where}.set", prop, f"an entity has no such property.{hint}")
        for found in block.fields():
            if found.entity:
                self.add(found.place, found.entity, "only statements refer to entities")

    def statement(self, block: Block) -> None:
        where = block.where_defined
        info = self.schema.classes.get(block.type.const)
        roles = info.roles if info else self.roles
        for prop, sources in block.properties.items():
            if prop not in roles | COMMON:
                expected = ", ".join(sorted(roles)) if info else "see the ontology"
                hint = did_you_mean(prop, roles | COMMON) or f" It takes: {expected}."
                name = info.name if info else "a statement"
                self.add(f"{where}.set", prop, f"{name} has no such property.{hint}")
            for source in sources:
                if source.entity and prop in roles | COMMON:
                    self.reference(block, prop, source)
        if info:
            for prop in sorted(info.required - set(block.properties)):
                self.add(f"{where}.set", prop, f"must be set: a {info.label} needs it")
        if block.duplicates != "error" and not block.key:
            message = "says what equal keys mean, but the block has no key"
            self.add(f"{where}.duplicates", block.duplicates, message)
        others = (block.type, block.id, *block.when.values(), *block.evidence.values())
        for found in others:
            if found.entity:
                self.add(found.place, found.entity, "expected a column or a constant here")

    def reference(self, block: Block, prop: str, source: Field) -> None:
        """Check a role that takes the entity of the same row."""
        target = self.names.get(source.entity)
        wanted = self.schema.ranges.get(prop, "Entity")
        if target is None:
            hint = did_you_mean(source.entity, self.names)
            self.add(source.place, source.entity, f"no entity block has this name.{hint}")
        elif self.schema.properties[prop].kind != "entity" or prop == "conflictsWith":
            kind = self.schema.properties[prop].kind
            message = f"{prop} takes a {kind}" if kind != "entity" else f"{prop} takes ids"
            self.add(source.place, source.entity, message)
        elif target.table != block.table:
            message = f"this entity block reads another table, {target.table}"
            self.add(source.place, source.entity, message)
        elif self.schema.is_a(target.type.const, "Entity") and not self.schema.is_a(
            target.type.const, wanted
        ):
            message = f"is a {target.type.const}, but {prop} takes a {wanted}"
            self.add(source.place, source.entity, message)
