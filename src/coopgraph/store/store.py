"""The store: one graph in Oxigraph, in memory or on disk, with rdflib at the edges."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyoxigraph as ox

from coopgraph.errors import QueryError
from coopgraph.store.guard import check_query, from_graphs
from coopgraph.store.limited import Answer, run_limited
from coopgraph.vocabulary import ONTOLOGY_GRAPH, PREFIXES

if TYPE_CHECKING:
    import rdflib

__all__ = ["Store"]

# Prefixes of the files that people read; `id:` is left out: it would need escapes for every slash.
_FILE_PREFIXES: Final = {k: v for k, v in PREFIXES.items() if k not in ("id", "vocab", "sh")}


class Store:
    """A graph that answers SPARQL.

    The default graph of a query is everything but the ontology: the data sets, what is derived from
    them, and the vocabularies. A query with ``FROM`` chooses its own.

    Parameters
    ----------
    engine : pyoxigraph.Store
        The engine.
    folder : Path, optional
        Folder of the store on disk, where it has one.
    dump : Path, optional
        The N-Quads file that the store was loaded from.

    Examples
    --------
    >>> store = Store.from_nquads(b'<x:a> <x:p> "1" <x:g> .')
    >>> store.table("SELECT ?o { ?s ?p ?o }")["o"].tolist()
    ['1']
    """

    def __init__(self, engine: ox.Store, folder: Path | None = None, dump: Path | None = None):
        self.engine = engine
        self.folder = folder
        self.dump = dump

    @classmethod
    def from_nquads(cls, content: bytes, dump: Path | None = None) -> "Store":
        """Load N-Quads into memory."""
        engine = ox.Store()
        engine.bulk_load(input=content, format=ox.RdfFormat.N_QUADS)
        return cls(engine, dump=dump)

    @classmethod
    def open(cls, folder: Path, dump: Path | None = None) -> "Store":
        """Open a store on disk for reading; any number of processes may do so at once."""
        return cls(ox.Store.read_only(str(folder)), folder, dump)

    def write(self, folder: Path) -> None:
        """Write the store to an empty folder on disk."""
        target = ox.Store(str(folder))
        target.bulk_load(input=self.nquads(), format=ox.RdfFormat.N_QUADS)
        target.optimize()
        target.flush()
        del target  # closes the files

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(g.value for g in self.engine.named_graphs())

    def default_graph(self) -> list[str]:
        """Return the IRIs of the graphs that a query sees by default."""
        return [g for g in self.graphs() if g != ONTOLOGY_GRAPH]

    def load(self, content: bytes) -> None:
        """Add N-Quads."""
        self.engine.bulk_load(input=content, format=ox.RdfFormat.N_QUADS)

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads."""
        self.engine.bulk_extend(quads)

    def __len__(self) -> int:
        return len(self.engine)

    def table(self, query: str) -> pd.DataFrame:
        """Return the solutions of a trusted SELECT query as columns of text.

        Parameters
        ----------
        query : str
            The query; prefixes of `vocabulary.PREFIXES` need not be declared.

        Returns
        -------
        pandas.DataFrame
            A column a variable; an empty string where a variable is not bound.

        Raises
        ------
        QueryError
            If the query is not SPARQL, or not a SELECT query.
        """
        answer = self._run(query)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("a SELECT query was expected here")
        content = answer.serialize(format=ox.QueryResultsFormat.CSV)
        return pd.read_csv(io.BytesIO(content or b""), dtype="str", keep_default_na=False)

    def construct(self, query: str) -> list[ox.Triple]:
        """Return the triples of a trusted CONSTRUCT query."""
        answer = self._run(query)
        if not isinstance(answer, ox.QueryTriples):
            raise QueryError("a CONSTRUCT query was expected here")
        return list(answer)

    def query(
        self,
        query: str,
        *,
        result_format: str = "csv",
        graph_format: str = "ttl",
        timeout: float = 30.0,
    ) -> Answer:
        """Answer a query of a user, checked and within limits.

        Parameters
        ----------
        query : str
            The query; prefixes of `vocabulary.PREFIXES` need not be declared.
        result_format : str
            ``csv``, ``tsv``, ``json`` or ``xml``, for SELECT and ASK.
        graph_format : str
            ``ttl``, ``nt``, ``rdf`` or ``jsonld``, for CONSTRUCT and DESCRIBE.
        timeout : float
            Limit in seconds.

        Returns
        -------
        Answer
            The answer.

        Raises
        ------
        QueryRefused, QueryError, QueryTimeout
            See `coopgraph.errors`.
        """
        check_query(query, self.graphs())
        if not self.folder and not self.dump:
            raise QueryError("only a graph that was built to a folder can be asked")
        return run_limited(
            query,
            store=self.folder,
            dump=self.dump,
            default_graph=[] if from_graphs(query) else self.default_graph(),
            result_format=result_format,
            graph_format=graph_format,
            timeout=timeout,
        )

    def nquads(self) -> bytes:
        """Return the canonical N-Quads of everything: lines sorted by code point."""
        content = self.engine.dump(format=ox.RdfFormat.N_QUADS) or b""
        lines = content.decode().splitlines(keepends=True)
        return "".join(sorted(lines)).encode()

    def trig(self) -> bytes:
        """Return the same as TriG, in the order of the canonical N-Quads."""
        quads = ox.parse(input=self.nquads(), format=ox.RdfFormat.N_QUADS)
        content = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=_FILE_PREFIXES)
        return content or b""

    def to_rdflib(self, graphs: Sequence[str] | None = None) -> "rdflib.Dataset":
        """Return the same data as an `rdflib.Dataset` whose default graph is the union.

        Parameters
        ----------
        graphs : sequence of str, optional
            The graphs to copy; those of `default_graph` when not given, so that a query has the
            same answer on both engines.

        Returns
        -------
        rdflib.Dataset
            A copy.
        """
        import rdflib

        wanted = set(self.default_graph() if graphs is None else graphs)
        dataset = rdflib.Dataset(default_union=True)
        for prefix, iri in PREFIXES.items():
            dataset.bind(prefix, iri, replace=True)
        lines = [
            line
            for line in self.nquads().decode().splitlines(keepends=True)
            if line.rsplit("<", 1)[-1].removesuffix("> .\n") in wanted
        ]
        dataset.parse(data="".join(lines), format="nquads")
        return dataset

    def _run(self, query: str) -> object:
        graphs = [ox.NamedNode(g) for g in self.default_graph()]
        try:
            return self.engine.query(query, prefixes=PREFIXES, default_graph=graphs or None)
        except SyntaxError as error:
            raise QueryError(f"not a valid SPARQL query: {error}") from None
