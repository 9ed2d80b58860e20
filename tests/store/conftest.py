"""What the tests of the store share: a small graph, every backend over it, and a server outside."""

import http.server
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from coopgraph.store.derive import derive
from coopgraph.store.ontology import ontology_nquads
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, ONTOLOGY_GRAPH, PREFIXES, VOCABULARY_GRAPH

G = "https://w3id.org/coopgraph/graph/"
C = PREFIXES["coop"]
ID = PREFIXES["id"] + "small/"
XSD = PREFIXES["xsd"]
SKOS = PREFIXES["skos"]
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
STAGE = "<https://w3id.org/coopgraph/vocab/stage/in-force>"

NAMES = {
    "umea": "Umeå",
    "turku": "Turku",
    "vyborg": "Выборг",
    "odd": 'a "b", c\\d\n\r\t\u2028\x85😀',
}
BUDGETS = {"p1": "100.5", "p2": "99", "p3": "1000000000000000.1"}


def small() -> bytes:
    """Two data sets, derived triples, vocabulary and ontology, of some 40 quads."""
    a, b = f"<{G}a>", f"<{G}b>"
    lines = []
    for name, label in NAMES.items():
        text = label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        text = text.replace("\r", "\\r").replace("\t", "\\t")
        lines += [
            f'<{ID}{name}> <{SKOS}prefLabel> "{text}"@en {a} .',
            f"<{ID}{name}> {RDF_TYPE} <{C}Territory> {a} .",
        ]
    lines.append(f'<{ID}vyborg> <{SKOS}altLabel> "Viipuri"@fi {b} .')
    for i, (left, right) in enumerate([("umea", "turku"), ("turku", "vyborg")], start=1):
        lines += [
            f"<{ID}s{i}> {RDF_TYPE} <{C}Twinning> {b} .",
            f"<{ID}s{i}> <{C}party> <{ID}{left}> {b} .",
            f"<{ID}s{i}> <{C}party> <{ID}{right}> {b} .",
            f"<{ID}s{i}> <{C}stage> {STAGE} {b} .",
            f'<{ID}s{i}> <{C}beginEarliest> "19{i}4-02-03"^^<{XSD}date> {b} .',
        ]
    for name, amount in BUDGETS.items():
        lines.append(f'<{ID}{name}> <{C}amount> "{amount}"^^<{XSD}decimal> {a} .')
    lines.append(f'<{ID}p1> <{C}value> "12"^^<{XSD}integer> {a} .')
    lines.append(f'{STAGE} <{SKOS}notation> "in-force" <{VOCABULARY_GRAPH}> .')
    lines.append(
        f"<{C}Twinning> <{PREFIXES['rdfs']}subClassOf> <{C}Cooperation> <{ONTOLOGY_GRAPH}> ."
    )
    for left, right in (("umea", "turku"), ("turku", "umea")):
        lines.append(f"<{ID}{left}> <{C}twinnedWith> <{ID}{right}> <{DERIVED_GRAPH}> .")
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture(scope="session")
def nquads() -> bytes:
    """The N-Quads of the small graph, in no order."""
    return small()


@pytest.fixture(scope="session")
def memory(nquads: bytes) -> Store:
    return Store.from_nquads(nquads)


@pytest.fixture(scope="session")
def disk(memory: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("graph ä") / "store"
    memory.write(folder)
    return Store.open(folder)


Value = str | Decimal


def by_value(text: str) -> Value:
    """A number is what it is worth, however an engine writes it; anything else is its text."""
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
        try:
            return round(Decimal(text), 9).normalize()
        except InvalidOperation:
            return Decimal(text).normalize()
    return text


Ask = Callable[[str], list[tuple[Value, ...]]]


def _asks(store: Store) -> Ask:
    def ask(query: str) -> list[tuple[Value, ...]]:
        rows = store.table(query).itertuples(index=False, name=None)
        return sorted((tuple(by_value(str(v)) for v in row) for row in rows), key=str)

    return ask


def asks_rdflib(store: Store) -> Ask:
    dataset = store.to_rdflib()

    def ask(query: str) -> list[tuple[Value, ...]]:
        result = dataset.query(query)
        # Not by iteration: rdflib leaves out a solution that binds nothing.
        rows = [
            tuple(by_value(str(solution.get(v, ""))) for v in result.vars or ())
            for solution in result.bindings
        ]
        return sorted(rows, key=str)

    return ask


@pytest.fixture(params=["memory", "disk", "rdflib"])
def ask(request: pytest.FixtureRequest, memory: Store, disk: Store) -> Ask:
    """Ask a SELECT query of the small graph on every backend; sorted rows, compared by value."""
    if request.param == "rdflib":
        return asks_rdflib(memory)
    return _asks(memory if request.param == "memory" else disk)


@pytest.fixture(scope="session")
def derived_store() -> Callable[[str], Store]:
    """Make a store as `pipeline` does, from Turtle in the namespace of an example."""
    import pyoxigraph as ox

    background = ontology_nquads()
    prefixes = "".join(f"@prefix {k}: <{v}> .\n" for k, v in PREFIXES.items())
    prefixes += f"@prefix : <{ID}> .\n"

    def make(turtle: str) -> Store:
        store = Store.from_nquads(background)
        graph = ox.NamedNode(G + "small")
        parsed = ox.parse(input=prefixes + turtle, format=ox.RdfFormat.TURTLE)
        store.add(ox.Quad(*q.triple, graph) for q in parsed)
        derive(store)
        return store

    return make


@dataclass
class Outside:
    """A server on this machine that stands for the network."""

    address: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def outside() -> Iterator[Outside]:
    """A real server that answers any query with nothing, and remembers who asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.end_headers()
            self.wfile.write(b'{"head":{"vars":[]},"results":{"bindings":[]}}')

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Outside(f"http://127.0.0.1:{server.server_port}/", asked)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def graph_folder(tmp_path: Path, nquads: bytes) -> Path:
    """A folder that holds the small graph as a build leaves it: store and dump."""
    folder = tmp_path / "out"
    folder.mkdir()
    Store.from_nquads(nquads).write(folder / "store")
    (folder / "graph.nq").write_bytes(nquads)
    return folder
