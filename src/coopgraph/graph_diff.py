"""What two builds of a graph differ in, statement by statement, and as RDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from coopgraph.errors import CoopgraphError
from coopgraph.files import write_files
from coopgraph.graph import Graph
from coopgraph.network.change.removal import Removal
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, ONTOLOGY_GRAPH, VOCABULARY_GRAPH

__all__ = ["GraphDiff", "diff_graphs", "removal_by_query"]

_NOT_DATA: Final = (DERIVED_GRAPH, ONTOLOGY_GRAPH, VOCABULARY_GRAPH)
_COLUMNS: Final = ("change", "statement", "type", "label", "as_of", "field", "before", "after")
_OWN: Final = """SELECT ?s ?p ?o {
  GRAPH ?g { ?s a coop:Statement ; ?p ?o FILTER(?p != coop:evidence) } }"""
_EVIDENCE: Final = """SELECT ?s ?p ?o {
  GRAPH ?g { ?s a coop:Statement ; coop:evidence ?e . ?e ?p ?o FILTER(?p != rdf:type) } }"""


@dataclass(frozen=True, eq=False)
class GraphDiff:
    """What has been added to a graph, removed from it and changed in it.

    Parameters
    ----------
    before, after : str
        Fingerprints of the two graphs.
    statements : pandas.DataFrame
        ``change`` (added, removed, changed), ``statement``, ``type``, ``label``, ``as_of`` (the day
        for which its source speaks) and, for what has changed, the ``field`` with its values
        ``before`` and ``after``, one row a field.
    added, removed : bytes
        Canonical N-Quads of the data that are in one graph only: entities, statements and evidence,
        without what is derived.
    """

    before: str
    after: str
    statements: pd.DataFrame
    added: bytes
    removed: bytes

    @property
    def empty(self) -> bool:
        """Whether the data do not differ."""
        return not (self.added or self.removed)

    def lines(self) -> list[str]:
        """Say the differences in words, one line a statement or field."""
        if self.empty:
            return ["The data of the two graphs do not differ."]
        quads = (len(self.added.splitlines()), len(self.removed.splitlines()))
        lines = [f"{quads[0]} quads added, {quads[1]} removed."]
        cells = (self.statements[name].to_list() for name in _COLUMNS)
        for change, _, kind, label, as_of, field, old, new in zip(*cells, strict=True):
            said = f"{change}: {label or kind}" + (f" (as of {as_of})" if as_of else "")
            lines.append(f"{said}: {field}: {old or '–'} → {new or '–'}" if field else said)
        return lines

    def write(self, folder: str | Path) -> list[Path]:
        """Write the differences.

        Parameters
        ----------
        folder : str or pathlib.Path
            Where to; made if it is not there.

        Returns
        -------
        list of pathlib.Path
            ``statements.csv``, ``added.nq`` and ``removed.nq``. Taking away what is in the one
            file and adding what is in the other makes the data of the second graph of the first.

        Raises
        ------
        CoopgraphError
            A file cannot be written.
        """
        target = Path(folder)
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"cannot make the folder {target}: {error.strerror or error}"
            raise CoopgraphError(message) from error
        table = self.statements.to_csv(index=False, lineterminator="\n")
        files = {"statements.csv": table.encode(), "added.nq": self.added}
        return write_files(target, {**files, "removed.nq": self.removed})


def diff_graphs(before: Graph, after: Graph) -> GraphDiff:
    """Compare the data of two builds.

    A statement is the same where its IRI is, which rests on its key and not on its row: moved rows
    make no difference.

    Parameters
    ----------
    before, after : Graph
        The two graphs.

    Returns
    -------
    GraphDiff
        What has been added, removed and changed.

    Examples
    --------
    >>> from coopgraph.graph import open_graph
    >>> diff_graphs(open_graph(), open_graph()).lines()
    ['The data of the two graphs do not differ.']
    """
    one, other = _fields(before.store), _fields(after.store)
    rows: list[tuple[str, ...]] = []
    for iri in one.keys() | other.keys():
        old, new = one.get(iri), other.get(iri)
        known = new or old or {}
        head = (iri, known.get("type", ""), known.get("label", ""), known.get("asOf", ""))
        if old is None or new is None:
            rows.append(("added" if old is None else "removed", *head, "", "", ""))
            continue
        for field in sorted(old.keys() | new.keys()):
            values = old.get(field, ""), new.get(field, "")
            if values[0] != values[1]:
                rows.append(("changed", *head, field, *values))
    table = pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str")
    lines = [_data(graph.store) for graph in (before, after)]
    return GraphDiff(
        before=before.fingerprint,
        after=after.fingerprint,
        statements=table.sort_values(["change", "label", "statement", "field"], ignore_index=True),
        added=b"".join(sorted(lines[1] - lines[0])),
        removed=b"".join(sorted(lines[0] - lines[1])),
    )


def removal_by_query(graph: Graph, text: str, *, neighbours: bool = False) -> Removal:
    """Choose what a scenario takes out by a SPARQL query.

    Parameters
    ----------
    graph : Graph
        The graph that is asked.
    text : str
        A SELECT query with a variable ``?statement`` or ``?node``, or both.
    neighbours : bool
        Take out the neighbours of the nodes instead of these.

    Returns
    -------
    Removal
        The choice.

    Raises
    ------
    CoopgraphError
        Where the query has neither variable, or finds nothing.
    QueryRefused, QueryError, QueryTimeout
        See `coopgraph.errors`.

    Examples
    --------
    >>> from coopgraph.graph import open_graph
    >>> chosen = removal_by_query(open_graph(), "SELECT ?statement { ?statement a coop:Twinning }")
    >>> len(chosen.ids) > 0
    True
    """
    answer = graph.store.query(text).value()
    names = [n for n in ("statement", "node") if isinstance(answer, pd.DataFrame) and n in answer]
    if not isinstance(answer, pd.DataFrame) or not names:
        message = "the query chooses nothing: it must be a SELECT with ?statement or ?node"
        raise CoopgraphError(message)
    ids = {str(iri) for name in names for iri in answer[name].to_list() if iri}
    if not ids:
        raise CoopgraphError("the query finds nothing to take out")
    return Removal(ids=tuple(sorted(ids)), neighbours=neighbours)


def _fields(store: Store) -> Mapping[str, Mapping[str, str]]:
    """Values of every property of each statement and its evidence, as text."""
    found: dict[str, dict[str, set[str]]] = {}
    for query, prefix in ((_OWN, ""), (_EVIDENCE, "evidence: ")):
        table = store.table(query)
        cells = (table[name].to_list() for name in ("s", "p", "o"))
        for iri, prop, value in zip(*cells, strict=True):
            name, short = prefix + _local(prop), _local(value) if _concept(value) else value
            found.setdefault(iri, {}).setdefault(name, set()).add(short)
    for fields in found.values():
        fields["type"] = fields.get("type", set()) - {"Statement"}
    return {
        iri: {name: " | ".join(sorted(values)) for name, values in fields.items()}
        for iri, fields in found.items()
    }


def _concept(value: str) -> bool:
    """Whether it is a term or concept, whose last part says enough."""
    return value.startswith((ONTOLOGY_GRAPH, VOCABULARY_GRAPH))


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _data(store: Store) -> set[bytes]:
    """Lines of the N-Quads of the data."""
    graphs = [graph for graph in store.graphs() if graph not in _NOT_DATA]
    ends = tuple(f"<{graph}> .\n".encode() for graph in graphs)
    return {line for line in store.nquads().splitlines(keepends=True) if line.endswith(ends)}
