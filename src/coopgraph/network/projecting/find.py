"""Find the node that a person means."""

import unicodedata
from collections.abc import Iterable, Iterator

import pandas as pd

from coopgraph.errors import AmbiguousName, NameNotFound
from coopgraph.names import fold, nearest
from coopgraph.network.projecting.projection import Projection

__all__ = ["find"]


def find(projection: Projection, name: str) -> str:
    """Find a node by any of its names.

    Looked for in this order, and the first place with a match decides: IRI, label, any other name
    (in all languages, and of what is folded into the node), end of the IRI; then labels and names
    again without case, accents, script and punctuation; then names as misprinted in a source.

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
        Where no node has the name; the message says whether the graph has it, and otherwise gives
        the nearest names of the same script.
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
    for matches in _places(projection, wanted):
        if len(matches) == 1:
            return str(nodes.at[matches[0], "id"])
        if matches:
            found = nodes.loc[matches].sort_values(["label", "id"])
            cells = zip(found["label"], found["type"], found["id"], strict=True)
            listed = "; ".join(f"{label} ({kind}) {iri}" for label, kind, iri in cells)
            message = f'"{name}" is the name of {len(found)} nodes. Give the IRI of one: {listed}'
            raise AmbiguousName(message)
    message = f'No node of the projection "{projection.name}" is called "{name}".'
    raise NameNotFound(f"{message}{_hint(projection, wanted)}")


def _hint(projection: Projection, wanted: str) -> str:
    """Whether the graph has the name elsewhere; where not, which names are near."""
    labels = {names[0] for _, names in _spelt(projection.spellings.items(), wanted)}
    if labels:
        known = ", ".join(sorted(labels)[:3])
        return f" The graph has {known}, but no edge here leads to it: try another projection."
    names = {*projection.nodes["label"], *projection.nodes["names"].explode()}
    # Between scripts, likeness of two short names is chance.
    scripts = _scripts(wanted)
    near = nearest(wanted, {one for one in names if _scripts(str(one)) & scripts})
    return f" Near: {', '.join(near)}." if near else ""


def _spelt(
    entities: Iterable[tuple[str, tuple[str, ...]]], wanted: str
) -> list[tuple[str, tuple[str, ...]]]:
    """Entities that are written so; without case and accents only where none is exactly."""
    held = [(iri, names) for iri, names in entities if names]
    exact = [(iri, names) for iri, names in held if wanted == iri or wanted in names]
    folded = fold(wanted)
    if exact or not folded:
        return exact
    return [(iri, names) for iri, names in held if folded in map(fold, names)]


def _scripts(text: str) -> set[str]:
    """Scripts of the letters of a text, such as LATIN."""
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()}


def _places(projection: Projection, wanted: str) -> Iterator[list[int]]:
    """Index labels of the nodes that match, one way of matching after the other."""
    nodes = projection.nodes
    names = nodes["names"].explode()
    yield _where(nodes["id"], wanted)
    yield _where(nodes["label"], wanted)
    yield _where(names, wanted)
    yield _where(nodes["id"].str.rsplit("/", n=1).str[-1], wanted)
    if folded := fold(wanted):
        yield _where(nodes["label"].map(fold), folded)
        yield _where(names.map(fold), folded)
    spellings, members = projection.spellings, nodes["members"].explode()
    inside = ((iri, spellings.get(iri, ())) for iri in members)
    written = {iri for iri, _ in _spelt(inside, wanted)}
    yield sorted(set(members.index[members.isin(written)]))


def _where(column: "pd.Series[str]", wanted: str) -> list[int]:
    """Index labels of the rows with this value, each once."""
    return sorted(set(column.index[column == wanted]))
