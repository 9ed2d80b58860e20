"""What a graph holds as plain tables: its entities, its statements with their evidence, its actors.

These are the columns that the rooms to the right of the store work with; no RDF leaves this room.

The engine is asked one property at a time, and never to join or to sort: it looks every term up
again for each row and each comparison. Columns of Arrow are joined and sorted here, many times
faster, without a Python object a cell.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, term_iri

__all__ = ["actor_frame", "dataset_frame", "entity_frame", "statement_frame"]

_ONTOLOGY: Final = term_iri("")
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
_EVIDENCE_TEXT: Final = {"locator": "coop:locator", "as_stated": "coop:asStated"}


def entity_frame(store: Store) -> pd.DataFrame:
    """Return the entities of a graph.

    Parameters
    ----------
    store : Store
        The graph.

    Returns
    -------
    pandas.DataFrame
        Columns ``id`` (IRI), ``label`` (English where there is one), ``type``, ``kind``,
        ``country`` (label), ``lat`` and ``lon`` (degrees; NaN where not known), ``names`` (tuple,
        all languages, sorted), ``hidden`` (tuple: names as misprinted, to be found but never
        shown), sorted by id.

    Examples
    --------
    >>> entity_frame(Store.from_nquads(b"")).columns.tolist()
    ['id', 'label', 'type', 'kind', 'country', 'lat', 'lon', 'names', 'hidden']
    """
    labels = store.arrow(
        "SELECT ?id ?label ?foreign "
        '{ ?id skos:prefLabel ?label BIND(LANG(?label) != "en" AS ?foreign) }'
    )
    types = _classes(store)
    types = types.filter(pc.starts_with(types["type"], _ONTOLOGY))
    found = labels.join(types, "id", join_type="inner")
    table = _first(_sorted(found, "id", "foreign", "label", "type"), "id")
    ids = table["id"]
    english = labels.filter(pc.equal(labels["foreign"], "false"))
    english = english.rename_columns(["c", "o", "foreign"])
    countries = store.arrow("SELECT ?s ?c { ?s coop:inCountry ?c }")
    countries = countries.join(english, "c", join_type="inner")
    points = store.arrow(
        "SELECT ?s ?lat ?lon { ?l coop:territory ?s ; coop:latitude ?lat ; coop:longitude ?lon }"
    )
    points = _first(_sorted(points, "s", "lat", "lon"), "s")
    place = pc.index_in(ids, value_set=points["s"])
    degrees = {name: pc.cast(points[name].take(place), pa.float64()) for name in ("lat", "lon")}
    cells = {
        "id": ids,
        "label": table["label"],
        "type": _terms(table["type"]),
        "kind": _slugs(_filled(ids, _pairs(store, "coop:kind"))),
        "country": _filled(ids, countries),
    }
    shown = "skos:prefLabel|skos:altLabel|coop:acronym"
    tuples = {
        name: _tuples(ids, _pairs(store, properties))
        for name, properties in (("names", shown), ("hidden", "skos:hiddenLabel"))
    }
    numbers = {name: pd.Series(found.to_pandas(), dtype=float) for name, found in degrees.items()}
    return pd.DataFrame({**_text(cells), **numbers, **tuples}, copy=False)


def statement_frame(store: Store) -> pd.DataFrame:
    """Return the statements of a graph, one row for each evidence of each.

    Parameters
    ----------
    store : Store
        The graph.

    Returns
    -------
    pandas.DataFrame
        Columns of the Projection contract's ``statements``, the four computed bounds, and
        ``no_longer_stated`` (the day of the export in which the statement is no more), sorted by
        statement, source and locator; empty strings where something is not stated. Of several
        values, which are rare, all are there, sorted and joined by `` | ``.

    Examples
    --------
    >>> "locator" in statement_frame(Store.from_nquads(b"")).columns
    True
    """
    made = store.arrow("SELECT ?id { ?id a coop:Statement }")
    types = _classes(store)
    types = types.filter(pc.is_in(types["id"], value_set=made["id"]))
    cited = store.arrow("SELECT ?id ?evidence { ?id coop:evidence ?evidence }")
    sources = store.arrow("SELECT ?evidence ?source { ?evidence oa:hasSource ?source }")
    table = types.join(cited, "id", join_type="inner").join(sources, "evidence", join_type="inner")
    table = table.rename_columns({"id": "statement"})
    locators = _filled(table["evidence"], _pairs(store, _EVIDENCE_TEXT["locator"]))
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
        **_all_filled(store, own, _STATEMENT_TEXT),
        **{n: _slugs(found) for n, found in _all_filled(store, own, _STATEMENT_CONCEPTS).items()},
        "conflicts_with": _filled(own, _pairs(store, "coop:conflictsWith")),
        "locator": table["locator"],
        "as_stated": _filled(table["evidence"], _pairs(store, _EVIDENCE_TEXT["as_stated"])),
        **_all_filled(store, table["source"], _SOURCE_TEXT),
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


def _classes(store: Store) -> pa.Table:
    """Entities and statements with the classes that are stated of them."""
    return store.arrow(
        f"SELECT ?id ?type {{ GRAPH ?g {{ ?id a ?type }} FILTER(?g != <{DERIVED_GRAPH}>) "
        "FILTER(?type NOT IN (coop:Statement, coop:Evidence, oa:SpecificResource)) }"
    )


def _pairs(store: Store, path: str) -> pa.Table:
    """Subjects ``s`` and values ``o`` of a property, in no order."""
    return store.arrow(f"SELECT ?s ?o {{ ?s {path} ?o }}")


def _all_filled(
    store: Store, keys: pa.ChunkedArray, paths: Mapping[str, str]
) -> dict[str, pa.ChunkedArray]:
    """Return what several properties have for each key, asked for at the same time."""
    with ThreadPoolExecutor(_WORKERS) as pool:
        found = pool.map(lambda path: _filled(keys, _pairs(store, path)), paths.values())
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
