"""What kglab makes of a graph: load, query, network, PageRank.

    PYTHON benchmarks/kglab_peer.py GRAPH.nt

Run by `benchmarks/scale.py` with the Python of an environment in which kglab is installed; nothing
of coopgraph is there. Prints seconds as JSON.
"""

import json
import sys
import time

import kglab
import networkx as nx

# Who takes part in what, as kglab asks for it: a subject and an object.
QUERY = """PREFIX coop: <https://w3id.org/coopgraph/ontology#>
SELECT ?subject ?object WHERE {
  ?statement a coop:Participation ; coop:participant ?subject ; coop:activity ?object .
}"""


def main() -> None:
    """Go through the steps."""
    start = time.perf_counter()
    graph = kglab.KnowledgeGraph(name="benchmark")
    graph.load_rdf(sys.argv[1], format="nt")
    loaded = time.perf_counter()
    part = kglab.SubgraphMatrix(graph, QUERY)
    network = part.build_nx_graph(nx.DiGraph(), bipartite=True)
    projected = time.perf_counter()
    nx.pagerank(network.to_undirected())
    ranked = time.perf_counter()
    found = {
        "kglab load": loaded - start,
        "kglab project": projected - loaded,
        "kglab rank": ranked - projected,
        "kglab": ranked - start,
        "kglab edges": network.number_of_edges(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
