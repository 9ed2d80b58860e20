"""The store: one graph in Oxigraph, in memory or on disk, with rdflib at the edges."""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyoxigraph as ox

from coopgraph.errors import GraphNotFound, QueryError, QueryRefused
from coopgraph.store.bulk import Bulk
from coopgraph.store.guard import check_query, from_graphs
from coopgraph.store.limited import Answer, arrow_columns, columns, run_limited
from coopgraph.store.syntax import explain_syntax
from coopgraph.vocabulary import DERIVED_GRAPH, ONTOLOGY_GRAPH, PREFIXES, dataset_graph, expand

if TYPE_CHECKING:
    import rdflib

__all__ = ["Store"]

# Left out of files that people read: with each data set and vocabulary its own, nothing needs them.
_NOT_IN_FILES: Final = ("id", "vocab", "sh")
_PREFIX: Final = re.compile(r"[a-z][a-z0-9-]*")
_TYPE: Final = ox.NamedNode(expand("rdf:type"))
_SCHEME: Final = ox.NamedNode(expand("skos:ConceptScheme"))

_GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


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
    bulk : Bulk, optional
        Where the graph is too large for memory: what loads it.

    Examples
    --------
    >>> store = Store.from_nquads(b'<x:a> <x:p> "1" <x:g> .')
    >>> store.table("SELECT ?o { ?s ?p ?o }")["o"].tolist()
    ['1']
    """

    def __init__(
        self,
        engine: ox.Store,
        folder: Path | None = None,
        dump: Path | None = None,
        bulk: Bulk | None = None,
    ):
        self.engine = engine
        self.folder = folder
        self.dump = dump
        self.bulk = bulk

    @classmethod
    def from_nquads(
        cls, content: bytes, dump: Path | None = None, *, trusted: bool = False
    ) -> "Store":
        """Load N-Quads into memory.

        Parameters
        ----------
        content : bytes
            The N-Quads, UTF-8.
        dump : Path, optional
            The file that they come from.
        trusted : bool
            Whether addresses and languages need not be looked at, which saves a quarter of the
            time.

        Returns
        -------
        Store
            The store.

        Raises
        ------
        GraphNotFound
            If the content is not N-Quads.
        """
        engine = ox.Store()
        try:
            engine.bulk_load(input=content, format=ox.RdfFormat.N_QUADS, lenient=trusted)
        except (SyntaxError, ValueError) as error:
            where = dump.name if dump else "the content"
            raise GraphNotFound(f"{where} is not N-Quads: {error}") from None
        return cls(engine, dump=dump)

    @classmethod
    def from_bulk(
        cls, bulk: Bulk, advance: Callable[[int, int], None] = lambda _done, _total: None
    ) -> "Store":
        r"""Load a graph that is too large for memory.

        Parameters
        ----------
        bulk : Bulk
            The graph; its files go when the store goes.
        advance : callable, optional
            Told how many quads of how many have been loaded.

        Returns
        -------
        Store
            The store, on disk.

        Examples
        --------
        >>> bulk = Bulk()
        >>> bulk.add(b"<x:a> <x:p> <x:b> <x:g> .\n")
        >>> Store.from_bulk(bulk).graphs()
        ['x:g']
        """
        return cls(bulk.load(advance), bulk=bulk)

    @classmethod
    def open(cls, folder: Path, dump: Path | None = None) -> "Store":
        """Open a store on disk for reading; any number of processes may do so at once.

        Parameters
        ----------
        folder : Path
            The folder that `write` made.
        dump : Path, optional
            N-Quads of the same graph.

        Returns
        -------
        Store
            The store.

        Raises
        ------
        GraphNotFound
            If there is no store in the folder, or it is damaged.
        """
        try:
            return cls(ox.Store.read_only(str(folder)), folder, dump)
        except FileNotFoundError:
            raise GraphNotFound(
                f"there is no store in {folder}; make one with coopgraph build"
            ) from None
        except (OSError, RuntimeError) as error:
            reason = str(error).partition("\n")[0].replace(str(folder), folder.name)
            raise GraphNotFound(
                f"the store in {folder} is damaged ({reason}); run coopgraph build again"
            ) from None

    def write(self, folder: Path) -> None:
        """Write the store to a folder that is not there yet."""
        if self.bulk:
            self.engine.backup(str(folder))
            return
        target = ox.Store(str(folder))
        target.bulk_load(
            input=self.engine.dump(format=ox.RdfFormat.N_QUADS), format=ox.RdfFormat.N_QUADS
        )
        target.optimize()
        target.flush()
        del target  # closes the files

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(g.value for g in self.engine.named_graphs())

    def default_graph(self) -> list[str]:
        """Return the IRIs of the graphs that a query sees by default."""
        return [g for g in self.graphs() if g != ONTOLOGY_GRAPH]

    def prefixes(self) -> dict[str, str]:
        """Return the namespaces by the prefixes that a query of this graph need not declare.

        Those of `vocabulary.PREFIXES`; one a vocabulary, so that ``role:lead-partner`` is a
        concept; one a data set, named by its id, so that ``baltic-barents:turku`` is a thing in
        it. Of equal names the first in this order holds. A query that declares a prefix of its own
        overrides it.

        Examples
        --------
        >>> quad = "<x:a> <x:p> <x:b> <https://w3id.org/coopgraph/graph/demo> ."
        >>> Store.from_nquads(quad.encode()).prefixes()["demo"]
        'https://w3id.org/coopgraph/id/demo/'
        """
        start = dataset_graph("")
        datasets = {g.removeprefix(start) for g in self.graphs() if g.startswith(start)}
        datasets -= {DERIVED_GRAPH.removeprefix(start)}
        found = (q.subject for q in self.engine.quads_for_pattern(None, _TYPE, _SCHEME, None))
        vocab = PREFIXES["vocab"]
        schemes = {s.value.removeprefix(vocab) for s in found if isinstance(s, ox.NamedNode)}
        own = {name: f"{PREFIXES['id']}{name}/" for name in sorted(datasets)}
        own |= {name: f"{vocab}{name}/" for name in sorted(schemes)}
        return {k: v for k, v in own.items() if _PREFIX.fullmatch(k)} | PREFIXES

    def load(self, content: bytes) -> None:
        """Add N-Quads."""
        self.engine.bulk_load(input=content, format=ox.RdfFormat.N_QUADS)

    def derive(self, queries: Sequence[str], graph: str) -> None:
        """Add the triples of trusted CONSTRUCT queries to a graph.

        Parameters
        ----------
        queries : sequence of str
            The queries; none sees what another one makes. What `prefixes` gives need not be
            declared.
        graph : str
            IRI of the graph.

        Raises
        ------
        QueryError
            If a query is not SPARQL, or not a CONSTRUCT query.

        Examples
        --------
        >>> store = Store.from_nquads(b"<x:a> <x:p> <x:b> <x:g> .")
        >>> store.derive(["CONSTRUCT { ?o <x:q> ?s } WHERE { ?s <x:p> ?o }"], "x:derived")
        >>> store.graphs()
        ['x:derived', 'x:g']
        """
        name = ox.NamedNode(graph)
        asked = [partial(self.check_rule, query) for query in queries]
        try:
            triples = ox.RdfFormat.N_TRIPLES
            for content in [ask().serialize(format=triples) for ask in asked]:
                if content:
                    self.engine.bulk_load(content, triples, to_graph=name, lenient=True)
        except (OSError, RuntimeError) as error:
            raise QueryError(f"the query failed: {error}") from None

    def check_rule(self, query: str) -> ox.QueryTriples:
        """Return the answer of a trusted CONSTRUCT query, which is worked out when it is read.

        Raises
        ------
        QueryError
            If it is not SPARQL, or not a CONSTRUCT query.
        """
        answer = self._run(query)
        if not isinstance(answer, ox.QueryTriples):
            raise QueryError("a CONSTRUCT query was expected here")
        return answer

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
            The query; what `prefixes` gives need not be declared.

        Returns
        -------
        pandas.DataFrame
            A column a variable; an empty string where a variable is not bound.

        Raises
        ------
        QueryError
            If the query is not SPARQL, or not a SELECT query.
        """
        return columns(self._csv(query))

    def arrow(self, query: str) -> pa.Table:
        """Return the same as `table`, of one variable or more, as columns of Arrow.

        Parameters
        ----------
        query : str
            The query; what `prefixes` gives need not be declared.

        Returns
        -------
        pyarrow.Table
            A column of text a variable; an empty string where a variable is not bound.

        Raises
        ------
        QueryError
            As `table`.

        Examples
        --------
        >>> store = Store.from_nquads(b'<x:a> <x:p> "1" <x:g> .')
        >>> store.arrow("SELECT ?o { ?s ?p ?o }").to_pylist()
        [{'o': '1'}]
        """
        return arrow_columns(self._csv(query))

    def _csv(self, query: str) -> bytes:
        answer = self._run(query)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("a SELECT query was expected here")
        try:
            return answer.serialize(format=ox.QueryResultsFormat.CSV) or b""
        except (OSError, RuntimeError) as error:
            raise QueryError(f"the query failed: {error}") from None

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
            The query; what `prefixes` gives need not be declared.
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
        prefixes = self.prefixes()
        check_query(query, self.graphs(), prefixes)
        with tempfile.TemporaryDirectory(prefix="coopgraph-graph-") as folder:
            dump = self.dump
            if not self.folder and not dump:
                dump = Path(folder) / "graph.nq"
                dump.write_bytes(self.nquads())
            return run_limited(
                query,
                store=self.folder,
                dump=dump,
                default_graph=[] if from_graphs(query, prefixes) else self.default_graph(),
                prefixes=prefixes,
                result_format=result_format,
                graph_format=graph_format,
                timeout=timeout,
            )

    def canonical(self) -> Iterator[bytes]:
        """Give the canonical N-Quads of everything in pieces of many lines."""
        if self.bulk:
            yield from self.bulk.canonical()
        else:
            yield self.nquads()

    def nquads(self) -> bytes:
        """Return the canonical N-Quads of everything: lines sorted by code point."""
        content = self.engine.dump(format=ox.RdfFormat.N_QUADS) or b""
        # As bytes: in UTF-8 they sort by code point, and only a line feed ends a line.
        return b"".join(sorted(content.splitlines(keepends=True)))

    def trig(self, content: bytes | None = None) -> bytes:
        """Return the same as TriG, in the order of the canonical N-Quads.

        Parameters
        ----------
        content : bytes, optional
            What `nquads` gives, where it is at hand.

        Returns
        -------
        bytes
            UTF-8.
        """
        lines = self.nquads() if content is None else content
        quads = ox.parse(input=lines, format=ox.RdfFormat.N_QUADS)
        prefixes = {k: v for k, v in self.prefixes().items() if k not in _NOT_IN_FILES}
        content = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=prefixes)
        return content or b""

    def to_rdflib(self, graphs: Sequence[str] | None = None) -> "rdflib.Dataset":
        """Return the same data as an `rdflib.Dataset` whose default graph is the union.

        Its `query` refuses what `Store.query` refuses, because rdflib fetches what ``SERVICE`` and
        ``FROM`` name. Graphs taken out of the copy are plain rdflib.

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
        dataset = _local_dataset()(default_union=True)
        for prefix, iri in self.prefixes().items():
            dataset.bind(prefix, iri, replace=True)
        wanted = self.default_graph() if graphs is None else graphs
        names = _graph_names(wanted) or [ox.DefaultGraph()]
        quads = (q for g in names for q in self.engine.quads_for_pattern(None, None, None, g))
        content = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        dataset.parse(data=content, format="nquads")
        return dataset

    def _run(self, query: str) -> object:
        prefixes = self.prefixes()
        check_query(query, self.graphs(), prefixes)
        chosen = [] if from_graphs(query, prefixes) else self.default_graph()
        graphs = _graph_names(chosen) or None
        try:
            return self.engine.query(query, prefixes=prefixes, default_graph=graphs)
        except SyntaxError as error:
            raise QueryError(explain_syntax(query, str(error))) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query failed: {error}") from None


def _graph_names(graphs: Iterable[str]) -> list[_GraphName]:
    return [ox.NamedNode(g) for g in graphs]


@cache
def _local_dataset() -> "type[rdflib.Dataset]":
    """Return a Dataset that never fetches anything; rdflib is loaded only where it is wanted."""
    import rdflib

    class LocalDataset(rdflib.Dataset):
        """A Dataset whose queries see what it holds, and nothing else."""

        def query(self, query_object: Any, *args: Any, **kwargs: Any) -> "rdflib.query.Result":
            prepared = getattr(query_object, "_original_args", (query_object,))
            text = str(prepared[0])
            if from_graphs(text):
                raise QueryRefused(
                    "FROM is refused on a copy: rdflib would fetch the graph from the network. "
                    "Choose the graphs with to_rdflib(graphs=[...])."
                )
            check_query(text, ())
            return super().query(query_object, *args, **kwargs)

        def update(self, *_args: Any, **_kwargs: Any) -> None:
            raise QueryRefused(
                "an update is refused: the copy shows a built graph. Change it with add and "
                "remove, or copy it to an rdflib.Dataset of your own."
            )

    return LocalDataset
