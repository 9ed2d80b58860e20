"""Values that are not entities: concepts, dates, numbers, texts and addresses, checked and typed."""

import re
from collections.abc import Callable

import pandas as pd

from coopgraph.dataset.frames import Faults, value_frame
from coopgraph.dataset.tables import Table
from coopgraph.dates import DateProblem, bounds
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import Schema, concept_iri

__all__ = ["Typed"]

DAY = re.compile(r"\d{4}-\d\d-\d\d")
DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?")
INTEGER = re.compile(r"[+-]?\d+")
ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")


def _edtf_fault(cell: str) -> str:
    try:
        bounds(cell)
    except DateProblem as error:
        return str(error)
    return ""


def _day_fault(cell: str) -> str:
    if not DAY.fullmatch(cell):
        return "expected one day such as 2018-12-31"
    return _edtf_fault(cell)


def _number_fault(pattern: re.Pattern[str], example: str) -> Callable[[str], str]:
    def fault(cell: str) -> str:
        return "" if pattern.fullmatch(cell) else f"not a number; expected one such as {example}"

    return fault


def _address_fault(cell: str) -> str:
    return "" if ADDRESS.fullmatch(cell) else "expected an address that begins with https://"


FAULTS: dict[str, Callable[[str], str]] = {
    "date": _day_fault,
    "edtf": _edtf_fault,
    "decimal": _number_fault(DECIMAL, "1776888.50"),
    "integer": _number_fault(INTEGER, "850"),
    "iri": _address_fault,
}


class Typed:
    """Turns columns of cells into records by the kind that the ontology gives a property."""

    def __init__(self, schema: Schema, faults: Faults):
        self.schema = schema
        self.faults = faults

    def plain(
        self,
        table: Table,
        column: str,
        prop: str,
        cells: "pd.Series[str]",
        subjects: "pd.Series[str]",
    ) -> pd.DataFrame:
        """Return records for a concept, date, number, text or address; faulty cells are noted."""
        info = self.schema.properties[prop]
        if info.kind == "concept":
            return self.concepts(table, column, prop, info.scheme, cells, subjects)
        check = FAULTS.get(info.kind)
        if check:
            reasons = {cell: check(cell) for cell in cells.unique()}
            faulty = cells[cells.map(reasons) != ""]
            self.faults.note(table, faulty, column, lambda cell: reasons[cell])
            cells = cells.drop(faulty.index)
        return value_frame(subjects, info.prefixed, cells, info.kind)

    def concepts(
        self,
        table: Table,
        column: str,
        prop: str,
        scheme: str,
        cells: "pd.Series[str]",
        subjects: "pd.Series[str]",
    ) -> pd.DataFrame:
        """Return records for concepts written as slugs of a scheme."""
        known = self.schema.concepts.get(scheme, {})
        unknown = cells[~cells.isin(list(known))]
        self.faults.note(
            table,
            unknown,
            column,
            lambda cell: f"not in the vocabulary {scheme}."
            + (did_you_mean(cell, known) or f" It has: {', '.join(sorted(known)[:12])} …"),
        )
        good = cells[cells.isin(list(known))]
        iris = good.map({slug: concept_iri(scheme, slug) for slug in good.unique()})
        return value_frame(subjects, f"coop:{prop}", iris, "iri")
