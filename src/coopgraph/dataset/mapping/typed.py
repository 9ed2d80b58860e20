"""Values that are not entities: concepts, dates, numbers, texts, addresses; checked and typed."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Final

import pandas as pd

from coopgraph.dataset.formats.tables import Table
from coopgraph.dataset.mapping.blocks import Field
from coopgraph.dataset.mapping.frames import Faults, look_up
from coopgraph.dataset.mapping.values import Said, said
from coopgraph.dates import DateProblem, bounds
from coopgraph.names import did_you_mean
from coopgraph.vocabulary import Schema, concept_iri, is_web_address

__all__ = ["Typed", "canonical_number"]

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Digits that every engine can hold: 64-bit integers, decimals of 18 digits on either side.
DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")
INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")


def canonical_number(text: str) -> str:
    """Return a number as XSD writes it canonically, so that every engine keeps the same text.

    Parameters
    ----------
    text : str
        A decimal number.

    Returns
    -------
    str
        Without plus sign, leading zeros, and zeros at the end of the fraction.

    Examples
    --------
    >>> canonical_number("+007.50"), canonical_number("100"), canonical_number("-0.0")
    ('7.5', '100', '0')
    """
    whole, _, fraction = text.lstrip("+-").partition(".")
    number = ".".join(filter(None, (whole.lstrip("0") or "0", fraction.rstrip("0"))))
    return f"-{number}" if text.startswith("-") and number != "0" else number


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


def _decimal_fault(cell: str) -> str:
    if DECIMAL.fullmatch(cell):
        return ""
    return "not a number; expected digits with a point for decimals, such as 1776888.50"


def _integer_fault(cell: str) -> str:
    return "" if INTEGER.fullmatch(cell) else "not a whole number; expected digits such as 850"


def _address_fault(cell: str) -> str:
    if is_web_address(cell):
        return ""
    return "not an address; expected one that begins with http:// or https://"


FAULTS: Final[dict[str, Callable[[str], str]]] = {
    "date": _day_fault,
    "edtf": _edtf_fault,
    "decimal": _decimal_fault,
    "integer": _integer_fault,
    "iri": _address_fault,
}
# What the shapes say too; said here, so that it is reported together with the other faults.
RANGES: Final[dict[str, tuple[int, int | None]]] = {
    "confidence": (0, 1),
    "latitude": (-90, 90),
    "longitude": (-180, 180),
    "amount": (0, None),
    "headCount": (0, None),
    "value": (0, None),
}


def _range_fault(prop: str, cell: str) -> str:
    """Say how a text or number that can be read is out of its range."""
    if prop == "currency" and not re.fullmatch("[A-Z]{3}", cell):
        return "not a currency; expected an ISO 4217 code of three capital letters, such as EUR"
    if prop not in RANGES:
        return ""
    low, high = RANGES[prop]
    if Decimal(cell) >= low and (high is None or Decimal(cell) <= high):
        return ""
    return f"out of range; expected a number from {low} to {high}" if high else "below 0"


class Typed:
    """Turns columns of cells into records by the kind that the ontology gives a property.

    Parameters
    ----------
    schema : Schema
        What the ontology says.
    faults : Faults
        Where faults are noted.
    """

    def __init__(self, schema: Schema, faults: Faults):
        self.schema = schema
        self.faults = faults

    def plain(
        self,
        table: Table,
        field: Field,
        prop: str,
        cells: "pd.Series[str]",
        subjects: "pd.Series[str]",
    ) -> Said:
        """Return records for a concept, date, number, text or address; faulty cells are noted."""
        info = self.schema.properties[prop]
        if info.kind == "concept":
            return self.concepts(table, field, prop, info.scheme, cells, subjects)
        check = FAULTS.get(info.kind)
        if check or prop == "currency":
            reasons = {
                cell: (check(cell) if check else "") or _range_fault(prop, cell)
                for cell in cells.unique()
            }
            wrong = look_up(cells, reasons) != ""
            self.faults.note(table, cells[wrong], field, reasons.__getitem__)
            cells = cells[~wrong]
        if info.kind in ("decimal", "integer"):
            cells = look_up(cells, canonical_number)
        return said(subjects, info.prefixed, cells, info.kind)

    def concepts(
        self,
        table: Table,
        field: Field,
        prop: str,
        scheme: str,
        cells: "pd.Series[str]",
        subjects: "pd.Series[str]",
    ) -> Said:
        """Return records for concepts written as slugs of a scheme."""
        known = self.schema.concepts.get(scheme, {})
        expected = ", ".join(sorted(known)[:12]) + (" …" if len(known) > 12 else "")
        right = cells.isin(list(known))
        self.faults.note(
            table,
            cells[~right],
            field,
            lambda cell: (
                f"not in the vocabulary {scheme}."
                + (did_you_mean(cell, known) or f" Expected one of {expected}")
            ),
        )
        good = cells[right]
        iris = look_up(good, partial(concept_iri, scheme))
        return said(subjects, f"coop:{prop}", iris, "iri")
