"""What a graph holds as plain tables: its entities, its statements with their evidence, its actors.

These are the columns that the rooms to the right of the store work with; no RDF leaves this room.

The engine is asked one property at a time, and never to join or to sort: it looks every term up
again for each row and each comparison. Columns of Arrow are joined and sorted here, many times
faster, without a Python object a cell. The records that a graph is made from tell the same
(`coopgraph.dataset.records.told`), and much sooner: a build asks them, and keeps the answers.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, term_iri

__all__ = [
    "Asked",
    "Told",
    "actor_frame",
    "country_table",
    "dataset_frame",
    "entity_frame",
    "statement_frame",
]

_ONTOLOGY: Final = term_iri("")
_STATEMENT: Final = term_iri("Statement")
_WORKERS: Final = 2  # each holds all values of a property in memory
_STATEMENT_TEXT: Final = {
    "label": "rdfs:label",
    "begin": "coop:begin",
    "end": "coop:end",
    "begin_earliest": "coop:beginEarliest",
    "begin_latest": "coop:beginLatest",
    "end_earliest": "coop:endEarliest",
    "end_latest": "coop:endLatest",
    "as_of": "coop:asOf",
    "no_longer_stated": "coop:noLongerStatedAsOf",
    "confidence": "coop:confidence",
    "note": "skos:note",
}
_STATEMENT_CONCEPTS: Final = {
    "stage": "coop:stage",
    "basis": "coop:basis",
    "preference": "coop:preference",
}
_SOURCE_TEXT: Final = {
    "title": "dcterms:title",
    "publisher": "dcterms:publisher",
    "source_date": "dcterms:date",
    "licence": "dcterms:license",
}
_NAMES: Final = {
    "names": ("skos:prefLabel", "skos:altLabel", "coop:acronym"),
    "hidden": ("skos:hiddenLabel",),
}
_EVIDENCE_TEXT: Final = {"locator": "coop:locator", "as_stated": "coop:asStated"}


class Told(Protocol):
    """What data sets say, as tables of texts in no order."""

    @property
    def classes(self) -> pa.Table:
        """Things ``id`` and the classes ``type`` that are stated of them; evidence is left out."""

    def labels(self) -> pa.Table:
        """Return things ``id``, their names ``label``, and whether a name is ``foreign``."""

    def pairs(self, *properties: str) -> pa.Table:
        """Return subjects ``s`` and values ``o`` of properties, which have prefixed names."""


class Asked:
    """What data sets say, as a store answers.

    Parameters
    ----------
    store : Store
        The graph.

    Examples
    --------
    >>> Asked(Store.from_nquads(b"<x:a> <x:p> <x:b> <x:g> .")).pairs("<x:p>").to_pylist()
    [{'s': 'x:a', 'o': 'x:b'}]
    """

    def __init__(self, store: Store):
        self.store = store

    @cached_property
    def classes(self) -> pa.Table:
        """What is stated only: the store also holds what follows."""
        return self.store.arrow(
            f"SELECT ?id ?type {{ GRAPH ?g {{ ?id a ?type }} FILTER(?g != <{DERIVED_GRAPH}>) "
            "FILTER(?type NOT IN (coop:Evidence, oa:SpecificResource)) }"
        )

    def labels(self) -> pa.Table:
        """Return things, their names, and whether a name is not English."""
        return self.store.arrow(
            "SELECT ?id ?label ?foreign "
            '{ ?id skos:prefLabel ?label BIND(LANG(?label) != "en" AS ?foreign) }'
        )

    def pairs(self, *properties: str) -> pa.Table:
        """Return subjects and values of properties."""
        return self.store.arrow(f"SELECT ?s ?o {{ ?s {'|'.join(properties)} ?o }}")


def country_table(store: Store) -> pa.Table:
    """Return entities ``s`` and the countries ``c`` that they are in, which follows from the rest.

    Examples
    --------
    >>> country_table(Store.from_nquads(b"")).column_names
    ['s', 'c']
    """
    return store.arrow("SELECT ?s ?c { ?s coop:inCountry ?c }")


def entity_frame(told: Told, countries: pa.Table) -> pd.DataFrame:
    """Return the entities of a graph.

    Parameters
    ----------
    told : Told
        What data sets say.
    countries : pyarrow.Table
        Which countries they are in, see `country_table`.

    Returns
    -------
    pandas.DataFrame
        Columns ``id`` (IRI), ``label`` (English where there is one), ``type``, ``kind``,
        ``country`` (label), ``lat`` and ``lon`` (degrees; NaN where not known), ``names`` (tuple,
        all languages, sorted), ``hidden`` (tuple: names as misprinted, to be found but never
        shown), sorted by id.

    Examples
    --------
    >>> store = Store.from_nquads(b"")
    >>> entity_frame(Asked(store), country_table(store)).columns.tolist()
    ['id', 'label', 'type', 'kind', 'country', 'lat', 'lon', 'names', 'hidden']
    """
    labels = told.labels()
    types = told.classes.filter(pc.starts_with(told.classes["type"], _ONTOLOGY))
    types = types.filter(pc.not_equal(types["type"], _STATEMENT))
    found = labels.join(types, "id", join_type="inner")
    table = _first(_sorted(found, "id", "foreign", "label", "type"), "id")
    ids = table["id"]
    english = labels.filter(pc.equal(labels["foreign"], "false"))
    english = english.rename_columns(["c", "o", "foreign"])
    countries = countries.join(english, "c", join_type="inner")
    cells = {
        "id": ids,
        "label": table["label"],
        "type": _terms(table["type"]),
        "kind": _slugs(_filled(ids, told.pairs("coop:kind"))),
        "country": _filled(ids, countries),
    }
    points = _points(told)
    place = pc.index_in(ids, value_set=points["s"])
    degrees = {name: pc.cast(points[name].take(place), pa.float64()) for name in ("lat", "lon")}
    tuples = {name: _tuples(ids, told.pairs(*paths)) for name, paths in _NAMES.items()}
    numbers = {name: pd.Series(found.to_pandas(), dtype=float) for name, found in degrees.items()}
    return pd.DataFrame({**_text(cells), **numbers, **tuples}, copy=False)


def _points(told: Told) -> pa.Table:
    """Return the place ``s`` of each territory, of several the first: ``lat`` and ``lon``."""
    table = told.pairs("coop:territory").rename_columns(["l", "s"])
    for name, path in (("lat", "coop:latitude"), ("lon", "coop:longitude")):
        degrees = told.pairs(path).rename_columns(["l", name])
        table = table.join(degrees, "l", join_type="inner")
    return _first(_sorted(table, "s", "lat", "lon"), "s")


def statement_frame(told: Told) -> pd.DataFrame:
    """Return the statements of a graph, one row for each evidence of each.

    Parameters
    ----------
    told : Told
        What data sets say.

    Returns
    -------
    pandas.DataFrame
        Columns of the Projection contract's ``statements``, the four computed bounds, and
        ``no_longer_stated`` (the day of the export in which the statement is no more), sorted by
        statement, source and locator; empty strings where something is not stated. Of several
        values, which are rare, all are there, sorted and joined by `` | ``.

    Examples
    --------
    >>> "locator" in statement_frame(Asked(Store.from_nquads(b""))).columns
    True
    """
    types = told.classes
    every = pc.equal(types["type"], _STATEMENT)
    made = types.filter(every)
    types = types.filter(pc.invert(every))
    types = types.filter(pc.is_in(types["id"], value_set=made["id"]))
    cited = told.pairs("coop:evidence").rename_columns(["id", "evidence"])
    sources = told.pairs("oa:hasSource").rename_columns(["evidence", "source"])
    table = types.join(cited, "id", join_type="inner").join(sources, "evidence", join_type="inner")
    table = table.rename_columns({"id": "statement"})
    locators = _filled(table["evidence"], told.pairs(_EVIDENCE_TEXT["locator"]))
    # Block 9 comes before block 14.
    number = pc.struct_field(pc.extract_regex(locators, "(?P<number>[0-9]{1,9})$"), "number")
    table = table.append_column("locator", locators)
    table = table.append_column("number", pc.cast(number, pa.int64()))
    table = _sorted(table, "statement", "source", "number", "locator")
    own = table["statement"]
    cells = {
        "statement": own,
        "type": _terms(table["type"]),
        "source": table["source"],
        **_all_filled(told, own, _STATEMENT_TEXT),
        **{n: _slugs(found) for n, found in _all_filled(told, own, _STATEMENT_CONCEPTS).items()},
        "conflicts_with": _filled(own, told.pairs("coop:conflictsWith")),
        "locator": table["locator"],
        "as_stated": _filled(table["evidence"], told.pairs(_EVIDENCE_TEXT["as_stated"])),
        **_all_filled(told, table["source"], _SOURCE_TEXT),
    }
    return pd.DataFrame(_text(cells), copy=False)


def actor_frame(store: Store) -> pd.DataFrame:
    """Return which actor each authority and office acts for, by the actor rule ``territory``.

    Examples
    --------
    >>> actor_frame(Store.from_nquads(b"")).columns.tolist()
    ['entity', 'actor']
    """
    found = store.arrow("SELECT ?entity ?actor { ?entity coop:actsFor ?actor }")
    return pd.DataFrame(_sorted(found, "entity", "actor").to_pandas())


def dataset_frame(store: Store) -> pd.DataFrame:
    """Return the data sets of a graph, each with the name of its own graph.

    Examples
    --------
    >>> dataset_frame(Store.from_nquads(b"")).columns.tolist()
    ['iri', 'title', 'publisher', 'licence']
    """
    found = store.arrow(
        """SELECT ?iri ?title ?publisher ?licence {
          GRAPH ?iri { ?iri a coop:Dataset
            OPTIONAL { ?iri dcterms:title ?title }
            OPTIONAL { ?iri dcterms:publisher ?publisher }
            OPTIONAL { ?iri dcterms:license ?licence } } }"""
    )
    return pd.DataFrame(_sorted(found, "iri", "title", "publisher", "licence").to_pandas())


def _all_filled(
    told: Told, keys: pa.ChunkedArray, paths: Mapping[str, str]
) -> dict[str, pa.ChunkedArray]:
    """Return what several properties have for each key, asked for at the same time."""
    with ThreadPoolExecutor(_WORKERS) as pool:
        found = pool.map(lambda path: _filled(keys, told.pairs(path)), paths.values())
        return dict(zip(paths, found, strict=True))


def _filled(keys: pa.ChunkedArray, found: pa.Table) -> pa.ChunkedArray:
    """Return what was found for each key; an empty string where nothing was."""
    if len(pc.unique(found["s"])) < len(found):
        found = _joined(found)
    place = pc.index_in(keys, value_set=found["s"])
    return pc.fill_null(found["o"].take(place), "")


def _joined(found: pa.Table) -> pa.Table:
    """Make one value of the rare several ones of a subject."""
    rows = pd.DataFrame(_sorted(found, "s", "o").to_pandas()).drop_duplicates()
    once = rows.groupby("s", sort=False)["o"].agg(" | ".join)
    return pa.table({"s": once.index.to_list(), "o": once.to_list()})


def _tuples(keys: pa.ChunkedArray, found: pa.Table) -> "pd.Series[Any]":
    """Return all that was found for each key, sorted; an empty tuple where nothing was."""
    rows = _sorted(found, "s", "o")
    values: dict[str, dict[str, None]] = {}
    for subject, value in zip(rows["s"].to_pylist(), rows["o"].to_pylist(), strict=True):
        values.setdefault(subject, {})[value] = None
    return pd.Series([tuple(values.get(key, ())) for key in keys.to_pylist()], dtype=object)


def _slugs(iris: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the last part of each IRI of a concept."""
    return _each(iris, lambda iri: iri.rpartition("/")[2])


def _terms(iris: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the local name of each class of the ontology."""
    return _each(iris, lambda iri: iri.removeprefix(_ONTOLOGY))


def _each(texts: pa.ChunkedArray, change: Callable[[str], str]) -> pa.ChunkedArray:
    """Return texts of which there are few different ones, changed."""
    codes = texts.combine_chunks().dictionary_encode()
    changed = [change(text) for text in codes.dictionary.to_pylist()]
    return pa.chunked_array([pa.array(changed, pa.string()).take(codes.indices)])


def _sorted(table: pa.Table, *columns: str) -> pa.Table:
    """Return the rows sorted by code point; what is missing comes last."""
    return table.take(pc.sort_indices(table, sort_keys=[(c, "ascending") for c in columns]))


def _first(table: pa.Table, column: str) -> pa.Table:
    """Return the first of the rows with the same value in a column."""
    codes = pc.index_in(table[column], value_set=table[column])  # the first place of each
    return table.filter(pc.equal(codes, pa.array(np.arange(len(table), dtype=np.int32))))


def _text(cells: dict[str, pa.ChunkedArray]) -> "dict[str, pd.Series[str]]":
    return {name: pd.Series(column.to_pandas()) for name, column in cells.items()}
