"""What a graph holds as plain tables: its entities, its statements with their evidence, its actors.

These are the columns that the rooms to the right of the store work with; no RDF leaves this room.
"""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, term_iri

__all__ = ["actor_frame", "entity_frame", "statement_frame"]

_STATEMENT_TEXT: Final = {
    "label": "rdfs:label",
    "begin": "coop:begin",
    "end": "coop:end",
    "begin_earliest": "coop:beginEarliest",
    "begin_latest": "coop:beginLatest",
    "end_earliest": "coop:endEarliest",
    "end_latest": "coop:endLatest",
    "as_of": "coop:asOf",
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
        all languages), ``hidden`` (tuple: names as misprinted, to be found but never shown),
        sorted by id.

    Examples
    --------
    >>> entity_frame(Store.from_nquads(b"")).columns.tolist()
    ['id', 'label', 'type', 'kind', 'country', 'lat', 'lon', 'names', 'hidden']
    """
    prefix = term_iri("")
    frame = store.table(
        f"SELECT ?id ?type ?label ?foreign {{ GRAPH ?g {{ ?id a ?type }} "
        f"FILTER(?g != <{DERIVED_GRAPH}>) FILTER(STRSTARTS(STR(?type), STR(coop:))) "
        '?id skos:prefLabel ?label BIND(LANG(?label) != "en" AS ?foreign) } '
        "ORDER BY ?id ?foreign ?label"
    ).drop_duplicates("id")
    frame["type"] = frame["type"].str.removeprefix(prefix)
    frame = frame.sort_values("id", ignore_index=True)
    frame["kind"] = _filled(frame["id"], _slugs(store, "coop:kind"))
    countries = store.table(
        "SELECT ?s ?o { ?s coop:inCountry ?c . ?c skos:prefLabel ?o "
        'FILTER(LANG(?o) = "en") } ORDER BY ?s ?o'
    )
    frame["country"] = _filled(frame["id"], _joined(countries))
    points = store.table(
        "SELECT ?s ?lat ?lon { ?l coop:territory ?s ; coop:latitude ?lat ; coop:longitude ?lon } "
        "ORDER BY ?s ?lat ?lon"
    ).drop_duplicates("s")
    for column in ("lat", "lon"):
        values = dict(zip(points["s"], points[column].astype(float), strict=True))
        frame[column] = frame["id"].map(values).astype(float)
    shown = "skos:prefLabel skos:altLabel coop:acronym"
    for column, properties in (("names", shown), ("hidden", "skos:hiddenLabel")):
        found = store.table(
            f"SELECT DISTINCT ?s ?o {{ VALUES ?p {{ {properties} }} ?s ?p ?o }} ORDER BY ?s ?o"
        )
        grouped = found.groupby("s")["o"].agg(tuple).to_dict()
        frame[column] = [grouped.get(i, ()) for i in frame["id"]]
    return frame[["id", "label", "type", "kind", "country", "lat", "lon", "names", "hidden"]]


def statement_frame(store: Store) -> pd.DataFrame:
    """Return the statements of a graph, one row for each evidence of each.

    Parameters
    ----------
    store : Store
        The graph.

    Returns
    -------
    pandas.DataFrame
        Columns of the Projection contract's ``statements`` and the four computed bounds, sorted by
        statement, source and locator; empty strings where something is not stated.

    Examples
    --------
    >>> "locator" in statement_frame(Store.from_nquads(b"")).columns
    True
    """
    frame = store.table(
        "SELECT ?statement ?type ?evidence ?source { "
        "GRAPH ?g { ?statement a coop:Statement, ?type } ?statement coop:evidence ?evidence . "
        "?evidence oa:hasSource ?source FILTER(?type != coop:Statement) }"
    )
    frame["type"] = frame["type"].str.removeprefix(term_iri(""))
    for column, prop in _STATEMENT_TEXT.items():
        frame[column] = _filled(frame["statement"], _texts(store, prop))
    for column, prop in _STATEMENT_CONCEPTS.items():
        frame[column] = _filled(frame["statement"], _slugs(store, prop))
    conflicts = _joined(store.table("SELECT ?s ?o { ?s coop:conflictsWith ?o } ORDER BY ?s ?o"))
    frame["conflicts_with"] = _filled(frame["statement"], conflicts)
    for column, prop in _EVIDENCE_TEXT.items():
        frame[column] = _filled(frame["evidence"], _texts(store, prop))
    for column, prop in _SOURCE_TEXT.items():
        frame[column] = _filled(frame["source"], _texts(store, prop))
    # Block 9 comes before block 14.
    frame["place"] = pd.to_numeric(frame["locator"].str.extract(r"(\d{1,9})$")[0])
    order = ["statement", "source", "place", "locator"]
    return frame.sort_values(order, ignore_index=True).drop(columns=["evidence", "place"])


def actor_frame(store: Store) -> pd.DataFrame:
    """Return which actor each authority and office acts for, by the actor rule ``territory``.

    Examples
    --------
    >>> actor_frame(Store.from_nquads(b"")).columns.tolist()
    ['entity', 'actor']
    """
    return store.table(
        "SELECT ?entity ?actor { ?entity coop:actsFor ?actor } ORDER BY ?entity ?actor"
    )


def _filled(keys: "pd.Series[str]", found: Mapping[str, str]) -> "pd.Series[str]":
    """Return what was found for each key; an empty string where nothing was."""
    return pd.Series([found.get(key, "") for key in keys], index=keys.index, dtype="str")


def _texts(store: Store, prop: str) -> dict[str, str]:
    return _joined(store.table(f"SELECT ?s ?o {{ ?s {prop} ?o }} ORDER BY ?s ?o"))


def _slugs(store: Store, prop: str) -> dict[str, str]:
    found = _texts(store, prop)
    return {subject: iri.rpartition("/")[2] for subject, iri in found.items()}


def _joined(frame: pd.DataFrame) -> dict[str, str]:
    """Map subjects to their value; the rare several ones are joined."""
    if not frame["s"].duplicated().any():
        return dict(zip(frame["s"], frame["o"], strict=True))
    return dict(frame.drop_duplicates().groupby("s", sort=False)["o"].agg(" | ".join))
