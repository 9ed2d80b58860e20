"""Find the node that a person means."""

from collections.abc import Iterable

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
    """
    nodes = projection.nodes
    wanted = name.strip()
    every_name = nodes["names"].explode()
    folded = fold(wanted)
    for matches in (
        _where(nodes["id"], wanted),
        _where(nodes["label"], wanted),
        _where(every_name, wanted),
        _where(nodes["id"].str.rsplit("/", n=1).str[-1], wanted),
        *(
            (_where(column.map(fold), folded) for column in (nodes["label"], every_name))
            if folded
            else ()
        ),
    ):
        if len(matches) == 1:
            return str(nodes.at[matches[0], "id"])
        if matches:
            found = nodes.loc[matches].sort_values(["label", "id"])
            cells = zip(found["label"], found["type"], found["id"], strict=True)
            listed = "; ".join(f"{label} ({kind}) {iri}" for label, kind, iri in cells)
            message = f'"{name}" is the name of {len(found)} nodes. Give the IRI of one: {listed}'
            raise AmbiguousName(message)
    near = nearest(wanted, {*nodes["label"], *every_name})
    hint = f" Near: {', '.join(near)}." if near else ""
    message = f'No node of the projection "{projection.name}" is called "{name}".{hint}'
    raise NameNotFound(message)


def _where(column: "pd.Series[str]", wanted: str) -> list[int]:
    """Index labels of the rows with this value, each once."""
    hits: Iterable[int] = column.index[column == wanted]
    return sorted(set(hits))
