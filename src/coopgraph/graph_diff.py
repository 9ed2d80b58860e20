"""What two builds of a graph differ in, statement by statement, and as RDF."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from coopgraph.errors import CoopgraphError
from coopgraph.files import write_files
from coopgraph.graph import Graph
from coopgraph.graph_diff_lines import unlike_pieces
from coopgraph.graph_diff_statements import Differences, Row
from coopgraph.network.change.removal import Removal
from coopgraph.spreadsheets import guarded_frame
from coopgraph.store.store import Store

__all__ = ["GraphDiff", "diff_graphs", "removal_by_query"]

_CHANGES: Final = ("added", "changed", "renamed", "retired", "removed", "confirmed")


@dataclass(frozen=True, eq=False)
class GraphDiff:
    """What has been added to a graph, removed from it and changed in it.

    Parameters
    ----------
    before, after : str
        Fingerprints of the two graphs.
    statements : pandas.DataFrame
        ``change`` (added, removed, changed, retired: its source no longer makes it, confirmed:
        stated again for a later day and not otherwise), ``statement``, ``type``, ``label``,
        ``as_of`` (the day for which its source speaks) and, for what has changed, the ``field``
        with its values ``before`` and ``after``, one row a field.
    entities : pandas.DataFrame
        ``change`` (added, removed, renamed), ``entity``, ``type``, ``label`` (English where there
        is one) and, for what is renamed, the ``field`` with its values ``before`` and ``after``.
    added, removed : bytes
        Canonical N-Quads of the data that are in one graph only: entities, statements and evidence,
        without what is derived.
    """

    before: str
    after: str
    statements: pd.DataFrame
    entities: pd.DataFrame
    added: bytes
    removed: bytes

    @property
    def empty(self) -> bool:
        """Whether the data do not differ."""
        return not (self.added or self.removed)

    def lines(self, most: int | None = None) -> list[str]:
        """Say the differences in words, one line a statement, field or entity.

        Parameters
        ----------
        most : int, optional
            How many of these lines there are to be at the most; all by default.

        Returns
        -------
        list of str
            The lines; the last one says how many more there would be.
        """
        if self.empty:
            return ["The data of the two graphs do not differ."]
        quads = (self.added.count(b"\n"), self.removed.count(b"\n"))
        lines = [f"{quads[0]} quads added, {quads[1]} removed."]
        changes = self.statements.drop_duplicates("statement")["change"]
        for what, found in (("statements", changes), ("entities", self.entities["change"])):
            once = found.value_counts()
            counts = [f"{kind} {once[kind]:,}" for kind in _CHANGES if kind in once]
            lines += [f"{what}: {', '.join(counts)}"] if counts else []
        head = len(lines)
        told = self.statements[self.statements["change"] != "confirmed"]
        cells = (told[name].to_list() for name in Row._fields)
        for change, _, kind, label, as_of, field, old, new in zip(*cells, strict=True):
            said = f"{change}: {label or kind}" + (f" (as of {as_of})" if as_of else "")
            lines.append(f"{said}: {field}: {old or '–'} → {new or '–'}" if field else said)
        for row in self.entities.itertuples(index=False):
            named = f": {row.before} → {row.after}" if row.field else f": {row.label}"
            lines.append(f"{row.change}{named} ({row.type})")
        more = len(lines) - head - most if most is not None else 0
        if more > 0:
            lines[head + (most or 0) :] = [f"… and {more:,} more; all of them with -o FOLDER"]
        return lines

    def write(self, where: str | Path) -> list[Path]:
        """Write the differences.

        Parameters
        ----------
        where : str or pathlib.Path
            A file ``.csv`` for the table of statements; ``.trig`` for the quads in graphs whose
            names end in ``/added`` and ``/removed``; ``.rdfp`` for an RDF Patch; else a
            folder, made if it is not there.

        Returns
        -------
        list of pathlib.Path
            The file; or ``statements.csv``, ``entities.csv``, ``added.nq`` and ``removed.nq``.
            Taking away what is removed and adding what is added makes the data of the second graph
            of the first.

        Raises
        ------
        CoopgraphError
            A file cannot be written, or its name says no format that is known.

        References
        ----------
        RDF Patch: https://afs.github.io/rdf-delta/rdf-patch.html
        """
        target = Path(where)
        makers = {".csv": self.table, ".trig": self.trig, ".rdfp": self.patch}
        if target.suffix in makers and not target.is_dir():
            return write_files(target.parent, {target.name: makers[target.suffix]()})
        if target.suffix and not target.is_dir():
            known = ", ".join(makers)
            raise CoopgraphError(f"{target}: expected a file that ends in {known}, or a folder")
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"cannot make the folder {target}: {error.strerror or error}"
            raise CoopgraphError(message) from error
        tables = {"statements.csv": self.table(), "entities.csv": _csv(self.entities)}
        return write_files(target, {**tables, "added.nq": self.added, "removed.nq": self.removed})

    def table(self) -> bytes:
        """Return the differences of the statements as CSV for a spreadsheet: no cell is a formula.

        The quads of `trig` and `patch` are for programs; no value of them is altered.
        """
        return _csv(self.statements)

    def trig(self) -> bytes:
        """Return the quads as TriG: each graph ``G`` as ``G/added`` and ``G/removed``."""
        quads = _marked(self.added, "added") + _marked(self.removed, "removed")
        return Store.from_nquads(b"").trig(b"".join(sorted(quads)))

    def patch(self) -> bytes:
        """Return the quads as an RDF Patch, which a store can apply."""
        rows = [b"D " + line for line in self.removed.splitlines(keepends=True)]
        rows += [b"A " + line for line in self.added.splitlines(keepends=True)]
        names = (f"H {name} <urn:sha256:{digest}> .\n" for name, digest in self._names())
        return "".join(names).encode() + b"TX .\n" + b"".join(rows) + b"TC .\n"

    def _names(self) -> tuple[tuple[str, str], tuple[str, str]]:
        return ("previous", self.before), ("id", self.after)


def diff_graphs(before: Graph, after: Graph) -> GraphDiff:
    """Compare the data of two builds.

    A statement is the same where its IRI is, which rests on its key and not on its row: moved rows
    make no difference. The two `graph.nq` are read side by side, a piece at a time: differences
    take memory, what is the same takes none.

    Parameters
    ----------
    before, after : Graph
        The two graphs.

    Returns
    -------
    GraphDiff
        What has been added, removed and changed.

    Raises
    ------
    GraphNotFound
        If `graph.nq` of one of them is not as a build has written it.

    Examples
    --------
    >>> from coopgraph.graph import open_graph
    >>> diff_graphs(open_graph(), open_graph()).lines()
    ['The data of the two graphs do not differ.']
    """
    found = Differences()
    for pieces in unlike_pieces(before.folder / "graph.nq", after.folder / "graph.nq"):
        found.add(*pieces)
    return GraphDiff(
        before=before.fingerprint,
        after=after.fingerprint,
        statements=found.table(before.store, after.store),
        entities=found.entities(),
        added=b"".join(found.added),
        removed=b"".join(found.removed),
    )


def _csv(frame: pd.DataFrame) -> bytes:
    return guarded_frame(frame).to_csv(index=False, lineterminator="\n").encode()


def _marked(lines: bytes, mark: str) -> list[bytes]:
    """Put quads into graphs that say what is done with them."""
    end = f"/{mark}> .\n".encode()
    return [line.removesuffix(b"> .\n") + end for line in lines.splitlines(keepends=True)]


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
