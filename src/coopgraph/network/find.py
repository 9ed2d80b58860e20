"""Find the node that a person means."""

from collections.abc import Iterator

import pandas as pd

from coopgraph.errors import AmbiguousName, NameNotFound
from coopgraph.names import fold, nearest
from coopgraph.network.projection import Projection

__all__ = ["find"]


def find(projection: Projection, name: str) -> str:
    """Find a node by any of its names.

    Looked for in this order, and the first place with a match decides: IRI, label, any other name
    (in all languages, and of what is folded into the node), end of the IRI; then labels and names
    again without case, accents, script and punctuation.

    Parameters
    ----------
    projection : Projection
        Where to look.
    name : str
        What to look for.

    Returns
    -------
    str
        The node's IRI.

    Raises
    ------
    NameNotFound
        Where no node has the name; the message gives the nearest names.
    AmbiguousName
        Where several nodes have the name; the message lists them.

    Examples
    --------
    >>> import coopgraph as cg
    >>> find(cg.project(name="partnerships"), "Åbo").rpartition("/")[2]
    'turku'
    """
    nodes = projection.nodes
    wanted = name.strip()
    for matches in _places(nodes, wanted):
        if len(matches) == 1:
            return str(nodes.at[matches[0], "id"])
        if matches:
            found = nodes.loc[matches].sort_values(["label", "id"])
            cells = zip(found["label"], found["type"], found["id"], strict=True)
            listed = "; ".join(f"{label} ({kind}) {iri}" for label, kind, iri in cells)
            message = f'"{name}" is the name of {len(found)} nodes. Give the IRI of one: {listed}'
            raise AmbiguousName(message)
    near = nearest(wanted, {*nodes["label"], *nodes["names"].explode()})
    hint = f" Near: {', '.join(near)}." if near else ""
    message = f'No node of the projection "{projection.name}" is called "{name}".{hint}'
    raise NameNotFound(message)


def _places(nodes: pd.DataFrame, wanted: str) -> Iterator[list[int]]:
    """Index labels of the nodes that match, one way of matching after the other."""
    names = nodes["names"].explode()
    yield _where(nodes["id"], wanted)
    yield _where(nodes["label"], wanted)
    yield _where(names, wanted)
    yield _where(nodes["id"].str.rsplit("/", n=1).str[-1], wanted)
    if folded := fold(wanted):
        yield _where(nodes["label"].map(fold), folded)
        yield _where(names.map(fold), folded)


def _where(column: "pd.Series[str]", wanted: str) -> list[int]:
    """Index labels of the rows with this value, each once."""
    return sorted(set(column.index[column == wanted]))
