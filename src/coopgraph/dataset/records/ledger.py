"""The ledger of a reading: what became of every row, in sums that must agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.dataset.mapping.values import Codes, Values, distinct
from coopgraph.dataset.records.entities import Described
from coopgraph.vocabulary import Schema, term_iri

__all__ = [
    "Changes",
    "Decisions",
    "TableCount",
    "cited_passages",
    "count_passages",
    "count_rows",
    "count_sources",
    "count_types",
]

Numbers: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class TableCount:
    """What became of the rows of one table.

    Parameters
    ----------
    table, file, sheet : str
        Name in the mapping, file, and sheet of a workbook.
    read : int
        Rows in the table, without the header and rows that are blank.
    used : int
        Rows that make a statement or describe an entity first.
    merged : int
        Rows that say again what an earlier row says, and were merged with it.
    empty : int
        Rows that say nothing: every part of the key is empty.
    filtered : int
        Rows that the mapping leaves out by `where`.
    rejected : int
        Rows at fault, which are left out.
    unread : tuple of str
        Columns that the mapping does not read.
    corrected : int
        Rows that somebody has corrected since the import; they are counted above as well.

    Raises
    ------
    ValueError
        If the rows read are not the sum of the others: a row would have been lost silently.

    Examples
    --------
    >>> TableCount("towns", "towns.csv", read=3, used=2, rejected=1).read
    3
    >>> TableCount("towns", "towns.csv", read=3, used=2)
    Traceback (most recent call last):
    ...
    ValueError: the ledger of towns.csv does not balance: 3 rows read, 2 accounted for
    """

    table: str
    file: str
    sheet: str = ""
    read: int = 0
    used: int = 0
    merged: int = 0
    empty: int = 0
    filtered: int = 0
    rejected: int = 0
    unread: tuple[str, ...] = ()
    corrected: int = 0

    def __post_init__(self) -> None:
        told = self.used + self.merged + self.empty + self.filtered + self.rejected
        if told != self.read:
            message = f"{self.read:,} rows read, {told:,} accounted for"
            raise ValueError(f"the ledger of {self.file} does not balance: {message}")


@dataclass(frozen=True)
class Changes:
    """What a newer export says of what earlier ones said.

    Parameters
    ----------
    entities : frozenset of str
        Entities that earlier exports name.
    added, changed, confirmed : int
        Statements that only the newer export makes, that it makes otherwise, and that it makes
        again.
    retired, retired_before : int
        Statements that the newer export no longer makes, and that the one before it no longer
        made; they stay, marked.
    kept : int
        Statements whose row in the newer export is rejected; they stay as they were.
    """

    entities: frozenset[str] = frozenset()
    added: int = 0
    changed: int = 0
    confirmed: int = 0
    retired: int = 0
    retired_before: int = 0
    kept: int = 0


@dataclass(frozen=True)
class Decisions:
    """How many entities reconciliation has decided about.

    Parameters
    ----------
    matched : int
        Entities that are taken for one that is known.
    doubtful : int
        Entities that may be one that is known; nobody has decided.
    known : int
        Those of both kinds that earlier exports name.
    """

    matched: int = 0
    doubtful: int = 0
    known: int = 0


def count_rows(
    table: str, rows: Numbers, telling: Numbers, first: Any, described: Iterable[Described]
) -> dict[str, int]:
    """Count the rows of a table that are used, merged with others, or empty.

    Parameters
    ----------
    table : str
        Name of the table.
    rows : numpy.ndarray of int
        Its rows, without those that are filtered or rejected; each once, in order.
    telling : numpy.ndarray of int
        Its rows that make statements, once for each.
    first : numpy.ndarray of bool
        Whether these are the first to make it.
    described : iterable of Described
        The rows that describe entities.

    Returns
    -------
    dict of str to int
        ``used``, ``merged`` and ``empty``.

    Examples
    --------
    >>> count_rows("t", np.array([2, 3, 4]), np.array([2, 3]), np.array([True, False]), [])
    {'used': 1, 'merged': 1, 'empty': 1}
    """
    naming = [block.firsts for block in described if block.table == table]
    named = distinct(np.concatenate([np.empty(0, np.int64), *(s.index for s in naming)]))
    firsts = distinct(np.concatenate([np.empty(0, np.int64), *naming]))
    firsts = np.setdiff1d(firsts, distinct(telling), assume_unique=True)
    used = _among(np.concatenate([telling[first], firsts]), rows)
    said = _among(np.concatenate([telling, named]), rows)
    return {"used": used, "merged": said - used, "empty": len(rows) - said}


def _among(numbers: Numbers, rows: Numbers) -> int:
    """Count the rows that are among some numbers."""
    return len(np.intersect1d(distinct(numbers), rows, assume_unique=True))


def count_types(values: Values, schema: Schema, ancestor: str) -> dict[str, int]:
    """Count the entities or statements of records by their classes.

    Parameters
    ----------
    values : Values
        The records.
    schema : Schema
        What the ontology says.
    ancestor : str
        ``Entity`` or ``Statement``.

    Returns
    -------
    dict of str to int
        By local name of the class, in alphabetical order.

    Examples
    --------
    >>> from coopgraph.dataset.mapping.values import constant_values
    >>> from coopgraph.store.ontology import load_schema
    >>> said = constant_values([("x:t", "rdf:type", "coop:Territory", "term")])
    >>> count_types(Values.of([said]), load_schema(), "Entity")
    {'Territory': 1}
    """
    prefix = term_iri("")
    _, classes = _pairs(values, "rdf:type")
    counts = dict(zip(*np.unique(classes, return_counts=True), strict=True))
    iris = values.names["value"].take(pa.array(list(counts), pa.int64())).to_pylist()
    names = {iri.removeprefix(prefix): int(n) for iri, n in zip(iris, counts.values(), strict=True)}
    return {
        name: names[name]
        for name in sorted(names)
        if name != ancestor and name in schema.classes and schema.is_a(name, ancestor)
    }


def count_sources(values: Values) -> dict[str, int]:
    """Count the statements of records by the sources that they cite.

    Parameters
    ----------
    values : Values
        The records.

    Returns
    -------
    dict of str to int
        By IRI of the source, sorted.

    Examples
    --------
    >>> from coopgraph.dataset.mapping.values import constant_values
    >>> said = constant_values([("x:s", "coop:evidence", "x:e", "iri"),
    ...                         ("x:e", "oa:hasSource", "x:paper", "iri")])
    >>> count_sources(Values.of([said]))
    {'x:paper': 1}
    """
    statements, cited = _pairs(values, "coop:evidence")
    nodes, sources = _pairs(values, "oa:hasSource")
    named = values.names["subject"].take(pa.array(nodes))
    places = pc.index_in(values.names["value"].take(pa.array(cited)), value_set=named)
    found = pd.DataFrame({"statement": statements, "place": places.to_numpy(False)}).dropna()
    found["source"] = sources[found["place"].to_numpy(dtype=np.int64)]
    counts = found.drop_duplicates(["statement", "source"])["source"].value_counts()
    iris = values.names["value"].take(pa.array(counts.index)).to_pylist()
    return dict(sorted(zip(iris, counts.tolist(), strict=True)))


def count_passages(values: Values) -> int:
    """Count the passages that are cited: pairs of a source and a locator, each once.

    Examples
    --------
    >>> from coopgraph.dataset.mapping.values import constant_values
    >>> said = constant_values([("x:e", "oa:hasSource", "x:paper", "iri"),
    ...                         ("x:e", "coop:locator", "block 4", "string")])
    >>> count_passages(Values.of([said]))
    1
    """
    return len(_passages(values))


def cited_passages(values: Values, start: str) -> frozenset[tuple[str, str]]:
    """Return the passages that are cited.

    Parameters
    ----------
    values : Values
        The records.
    start : str
        What the IRIs of sources begin with.

    Returns
    -------
    frozenset of (str, str)
        Sources, without that, and locators.

    Examples
    --------
    >>> from coopgraph.dataset.mapping.values import constant_values
    >>> said = constant_values([("x:e", "oa:hasSource", "x:paper", "iri"),
    ...                         ("x:e", "coop:locator", "block 4", "string")])
    >>> cited_passages(Values.of([said]), "x:")
    frozenset({('paper', 'block 4')})
    """
    columns = _passages(values)
    texts = (values.names["value"].take(pa.array(columns[c])).to_pylist() for c in columns)
    return frozenset((iri.removeprefix(start), place) for iri, place in zip(*texts, strict=True))


def _passages(values: Values) -> pd.DataFrame:
    """Return the codes of ``source`` and ``locator`` of what is cited, each pair once."""
    sources, locators = (
        pd.Series(cited, index=nodes)
        for nodes, cited in (_pairs(values, p) for p in ("oa:hasSource", "coop:locator"))
    )
    found = pd.DataFrame({"locator": locators})
    found["source"] = sources.reindex(found.index)
    return found[["source", "locator"]].dropna().astype(np.int64).drop_duplicates()


def _pairs(values: Values, prop: str) -> tuple[Codes, Codes]:
    """Return the codes of subjects and values that a property connects, each pair once."""
    rows = values.codes["property"] == values.code("property", prop)
    pairs = pd.DataFrame({"subject": values.codes["subject"][rows]})
    pairs["value"] = values.codes["value"][rows]
    pairs = pairs.drop_duplicates()
    return pairs["subject"].to_numpy(), pairs["value"].to_numpy()
