"""What a graph says beyond its networks: names by language, and whom each statement is about."""

import pandas as pd
import pyarrow as pa

from coopgraph.store.store import Store

__all__ = ["involved_frame", "name_frame"]


def name_frame(store: Store) -> pd.DataFrame:
    """Return the names of entities, each with its language.

    Parameters
    ----------
    store : Store
        The graph.

    Returns
    -------
    pandas.DataFrame
        Columns ``entity`` (IRI), ``name`` and ``language`` (a tag; empty where none is stated),
        preferred names first. Names as misprinted in a source are not among them.

    Examples
    --------
    >>> name_frame(Store.from_nquads(b"")).columns.tolist()
    ['entity', 'name', 'language']
    """
    query = "SELECT ?entity ?name (LANG(?name) AS ?language) { ?entity %s ?name }"
    frames = []
    for properties in (["skos:prefLabel"], ["skos:altLabel", "coop:acronym"]):
        found = pa.concat_tables(store.arrow(query % name) for name in properties)
        frames.append(_once(found, "entity", "language", "name"))
    return pd.concat(frames, ignore_index=True)


def involved_frame(store: Store) -> pd.DataFrame:
    """Return who and what each statement is about, in any role.

    Parameters
    ----------
    store : Store
        The graph.

    Returns
    -------
    pandas.DataFrame
        Columns ``statement`` and ``entity``, sorted.

    Examples
    --------
    >>> involved_frame(Store.from_nquads(b"")).columns.tolist()
    ['statement', 'entity']
    """
    found = store.arrow("SELECT ?statement ?entity { ?statement coop:involves ?entity }")
    return _once(found, "statement", "entity")


def _once(table: pa.Table, *columns: str) -> pd.DataFrame:
    """Return the different rows, sorted by code point: the engine would do it much later."""
    different = table.group_by(list(columns)).aggregate([]).select(table.column_names)
    ordered = different.sort_by([(column, "ascending") for column in columns])
    return pd.DataFrame(ordered.to_pandas())
