"""Loading, asking, projecting and drawing, against the libraries that one would use by hand."""

import io
import tempfile
from pathlib import Path

import networkx as nx
import pandas as pd
import pyoxigraph as ox
import rdflib
from pyvis.network import Network

from benchmarks.timing import Row, side_by_side
from coopgraph.graph import open_graph
from coopgraph.networks import project, read_projection
from coopgraph.store.store import Store
from coopgraph.view.page import page

QUERY = """
SELECT ?label ?title ?locator WHERE {
  ?s a coop:Participation ; rdfs:label ?label ; coop:evidence ?e .
  ?e oa:hasSource/dcterms:title ?title ; coop:locator ?locator
} ORDER BY ?label ?title ?locator
"""


def measure() -> list[Row]:
    """Compare on the demo graph."""
    graph = open_graph()
    content = (graph.folder / "graph.nq").read_bytes()
    as_rdflib = graph.store.to_rdflib()
    network = project(graph)
    spec = read_projection("all-cooperation")

    def by_rdflib() -> None:
        list(as_rdflib.query(QUERY))

    def raw_engine() -> None:
        names = [ox.NamedNode(g) for g in graph.store.default_graph()]
        from coopgraph.vocabulary import PREFIXES

        answer = graph.store.engine.query(spec.query, prefixes=PREFIXES, default_graph=names)
        assert isinstance(answer, ox.QuerySolutions)
        pd.read_csv(io.BytesIO(answer.serialize(format=ox.QueryResultsFormat.CSV) or b""))

    def edge_list() -> None:
        nx.from_pandas_edgelist(
            network.edges, edge_attr=True, create_using=nx.MultiGraph, edge_key="statements"
        )

    def pyvis_page() -> None:
        drawn = Network()
        graph_ = network.to_networkx()
        for node, values in graph_.nodes(data=True):
            drawn.add_node(node, label=values["label"])
        for source, target in graph_.edges():
            drawn.add_edge(source, target)
        drawn.generate_html(str(Path(tempfile.gettempdir()) / "x.html"))

    def load_rdflib() -> None:
        rdflib.Dataset().parse(data=content.decode(), format="nquads")

    return [
        side_by_side(
            "load the demo graph", lambda: Store.from_nquads(content), "rdflib", load_rdflib, 3
        ),
        side_by_side(
            "a query with citations", lambda: graph.store.table(QUERY), "rdflib", by_rdflib, 3
        ),
        side_by_side(
            "project all cooperation", lambda: project(graph), "pyoxigraph alone", raw_engine
        ),
        side_by_side(
            "to a NetworkX multigraph", network.to_networkx, "from_pandas_edgelist", edge_list
        ),
        side_by_side(
            "the page, with all citations", lambda: page(network), "pyvis, without", pyvis_page, 3
        ),
    ]
