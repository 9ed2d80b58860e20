"""One graph gives one answer on every backend, survives every format, and fails in plain words."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError, GraphNotFound, QueryError, QueryRefused
from coopgraph.store.store import Store
from coopgraph.vocabulary import (
    BASE,
    DERIVED_GRAPH,
    ONTOLOGY_GRAPH,
    PREFIXES,
    VOCABULARY_GRAPH,
    dataset_graph,
)
from tests.store.conftest import ID, NAMES, SKOS, Ask, C, G, by_value

# rdflib warns of its own use of what it has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

# Every query has an answer that is worked out by hand from the small graph.
CORPUS: dict[str, tuple[str, list[tuple[object, ...]]]] = {
    "labels": (
        'SELECT ?l { ?s a coop:Territory ; skos:prefLabel ?l FILTER(LANG(?l) = "en") }',
        [(name,) for name in NAMES.values()],
    ),
    "distinct subjects": (
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a coop:Territory }",
        [("4",)],
    ),
    "unbound": (
        "SELECT ?s ?alt { ?s a coop:Territory OPTIONAL { ?s skos:altLabel ?alt } }",
        [(f"{ID}{n}", "Viipuri" if n == "vyborg" else "") for n in NAMES],
    ),
    "nothing but unbound": (
        "SELECT ?alt { ?s coop:party ?p OPTIONAL { ?s skos:altLabel ?alt } }",
        [("",)] * 4,
    ),
    "sum of decimals": (
        "SELECT (SUM(?a) AS ?n) { ?s coop:amount ?a FILTER(?a < 1000) }",
        [("199.5",)],
    ),
    "mean of decimals": (
        "SELECT (AVG(?a) AS ?n) { ?s coop:amount ?a FILTER(?a < 1000) }",
        [("99.75",)],
    ),
    "largest and least": (
        "SELECT (MAX(?a) AS ?m) (MIN(?a) AS ?n) { ?s coop:amount ?a }",
        [("1000000000000000.1", "99")],
    ),
    "numbers compare by value": (
        "SELECT ?s { ?s coop:amount ?a FILTER(?a = 100.5) }",
        [(f"{ID}p1",)],
    ),
    "arithmetic": ("SELECT (?v * 2 + 1 AS ?n) { ?s coop:value ?v }", [("25",)]),
    "dates compare": (
        'SELECT ?d { ?s coop:beginEarliest ?d FILTER(?d < "1920-01-01"^^xsd:date) }',
        [("1914-02-03",)],
    ),
    "year of a date": (
        "SELECT (YEAR(?d) AS ?y) { ?s coop:beginEarliest ?d } ORDER BY ?d",
        [("1914",), ("1924",)],
    ),
    "sequence path": (
        f"SELECT ?l {{ <{ID}s1> coop:party/skos:prefLabel ?l }}",
        [("Umeå",), ("Turku",)],
    ),
    "path of one or more": (
        f"SELECT DISTINCT ?t {{ <{ID}umea> (^coop:party/coop:party)+ ?t }}",
        [(f"{ID}{n}",) for n in ("umea", "turku", "vyborg")],
    ),
    "inverse path": (f"SELECT ?s {{ <{ID}turku> ^coop:party ?s }}", [(f"{ID}s1",), (f"{ID}s2",)]),
    "grouping": (
        "SELECT ?p (COUNT(?s) AS ?n) { ?s coop:party ?p } GROUP BY ?p HAVING(COUNT(?s) > 1)",
        [(f"{ID}turku", "2")],
    ),
    "negation": (
        "SELECT ?t { ?t a coop:Territory FILTER NOT EXISTS { ?s coop:party ?t } }",
        [(f"{ID}odd",)],
    ),
    "minus": (
        "SELECT ?t { ?t a coop:Territory MINUS { ?s coop:party ?t } }",
        [(f"{ID}odd",)],
    ),
    "union": (
        f"SELECT ?x {{ {{ <{ID}s1> coop:stage ?x }} UNION {{ <{ID}p1> coop:value ?x }} }}",
        [("https://w3id.org/coopgraph/vocab/stage/in-force",), ("12",)],
    ),
    "values and bind": (
        'SELECT ?x ?y { VALUES ?x { 1 2 } BIND(CONCAT("n", STR(?x)) AS ?y) }',
        [("1", "n1"), ("2", "n2")],
    ),
    "total order and limit": (
        "SELECT ?l { ?s skos:prefLabel ?l FILTER(STRLEN(?l) < 7) } ORDER BY DESC(STR(?l)) LIMIT 2",
        [("Выборг",), ("Umeå",)],
    ),
    "text functions": (
        'SELECT (UCASE(?l) AS ?u) { ?s skos:prefLabel ?l FILTER(CONTAINS(?l, "å")) }',
        [("UMEÅ",)],
    ),
    "subquery": (
        "SELECT ?l ?n { { SELECT ?p (COUNT(*) AS ?n) { ?s coop:party ?p } GROUP BY ?p } "
        "?p skos:prefLabel ?l FILTER(?n = 2) }",
        [("Turku", "2")],
    ),
    "named graph": (
        f"SELECT ?o {{ GRAPH <{DERIVED_GRAPH}> {{ <{ID}umea> ?p ?o }} }}",
        [(f"{ID}turku",)],
    ),
    "graphs of a triple": (
        f"SELECT ?g ?p {{ GRAPH ?g {{ <{ID}vyborg> ?p ?o FILTER(ISLITERAL(?o)) }} }}",
        [(f"{G}a", f"{SKOS}prefLabel"), (f"{G}b", f"{SKOS}altLabel")],
    ),
    "derived triples are seen": (
        f"SELECT ?o {{ <{ID}umea> coop:twinnedWith ?o }}",
        [(f"{ID}turku",)],
    ),
    "the vocabulary is seen": (
        "SELECT ?n { ?c skos:notation ?n }",
        [("in-force",)],
    ),
    "the ontology is not": ("SELECT ?c { ?c rdfs:subClassOf ?d }", []),
}


@pytest.mark.parametrize("name", CORPUS)
def test_every_backend_gives_the_answer(name: str, ask: Ask) -> None:
    query, answer = CORPUS[name]
    expected = sorted((tuple(by_value(str(v)) for v in row) for row in answer), key=str)
    assert ask(query) == expected


@pytest.mark.parametrize("name", CORPUS)
def test_a_query_within_limits_gives_the_same(name: str, disk: Store) -> None:
    query, answer = CORPUS[name]
    if name in ("labels", "path of one or more", "unbound", "sum of decimals"):
        assert len(disk.query(query, result_format="tsv").text.splitlines()) > len(answer)


def test_a_table_has_the_variables_as_columns(memory: Store) -> None:
    frame = memory.table("SELECT ?s ?none { ?s coop:value ?v }")
    assert frame.columns.tolist() == ["s", "none"]
    assert frame.to_numpy().tolist() == [[f"{ID}p1", ""]]


def test_a_table_without_variables_has_rows(memory: Store) -> None:
    assert memory.table("SELECT * {}").shape == (1, 0)


def test_from_chooses_the_graphs(memory: Store) -> None:
    query = f"SELECT ?c FROM <{ONTOLOGY_GRAPH}> {{ ?c rdfs:subClassOf ?d }}"
    assert memory.table(query)["c"].tolist() == [f"{C}Twinning"]
    assert memory.query(query).text == f"c\r\n{C}Twinning\r\n"


def test_a_graph_in_memory_can_be_asked_within_limits(nquads: bytes) -> None:
    assert Store.from_nquads(nquads).query("ASK { ?s coop:party ?p }").text == "true\n"


def test_only_select_makes_a_table_and_only_construct_makes_triples(memory: Store) -> None:
    with pytest.raises(QueryError, match="a SELECT query was expected"):
        memory.table("ASK {}")
    with pytest.raises(QueryError, match="a CONSTRUCT query was expected"):
        memory.derive(["SELECT * {}"], DERIVED_GRAPH)
    with pytest.raises(QueryError, match=r"not a valid SPARQL query: line 1, "):
        memory.table("SELECT * {")


# ---- formats -------------------------------------------------------------------------------------


def _set(content: bytes | str, form: ox.RdfFormat) -> set[ox.Quad]:
    return set(ox.parse(input=content, format=form))


@pytest.mark.parametrize("form", ["N_QUADS", "TRIG", "JSON_LD"])
def test_a_round_trip_of_the_data_set_loses_nothing(form: str, memory: Store) -> None:
    kind = getattr(ox.RdfFormat, form)
    content = memory.engine.dump(format=kind)
    assert content is not None
    assert _set(content, kind) == set(memory.engine)


@pytest.mark.parametrize("form", ["trig", "nquads", "json-ld"])
def test_a_round_trip_through_rdflib_loses_nothing(form: str, memory: Store) -> None:
    content = memory.to_rdflib().serialize(format=form)
    again = rdflib.Dataset(default_union=True)
    again.parse(data=content, format=form)
    copy = memory.to_rdflib()
    assert rdflib.compare.isomorphic(_triples(again), _triples(copy))
    names = {str(g.identifier) for g in again.graphs() if len(g)}
    assert names == set(memory.default_graph())


def _triples(dataset: rdflib.Graph) -> rdflib.Graph:
    """Return the union; decimals as Turtle writes them, for rdflib puts a point in all of them."""
    graph = rdflib.Graph()
    for s, p, o in dataset.triples((None, None, None)):
        if isinstance(o, rdflib.Literal) and o.datatype == rdflib.XSD.decimal:
            o = rdflib.Literal(str(by_value(str(o))), datatype=rdflib.XSD.string)
        graph.add((s, p, o))
    return graph


@pytest.mark.parametrize("form", ["turtle", "xml", "nt"])
def test_a_round_trip_of_the_union_loses_nothing(form: str, memory: Store) -> None:
    copy = memory.to_rdflib()
    union = rdflib.Graph()
    for triple in copy.triples((None, None, None)):
        union.add(triple)
    again = rdflib.Graph().parse(data=union.serialize(format=form), format=form)
    assert rdflib.compare.isomorphic(_triples(again), _triples(copy))


def test_trig_is_the_same_graph_with_short_names(memory: Store) -> None:
    assert _set(memory.trig(), ox.RdfFormat.TRIG) == set(memory.engine)
    assert b"coop:party" in memory.trig()


def test_nquads_are_canonical(nquads: bytes, memory: Store) -> None:
    content = memory.nquads()
    lines = content.split(b"\n")[:-1]
    assert lines == sorted(set(lines), key=bytes.decode)
    dataset = ox.Dataset(ox.parse(input=nquads, format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    canonical = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS)
    assert canonical is not None
    assert lines == sorted(canonical.split(b"\n")[:-1])


def test_nquads_do_not_depend_on_the_order_of_loading(nquads: bytes) -> None:
    lines = nquads.splitlines(keepends=True)
    store = Store.from_nquads(b"".join(lines[::-1][::2]))
    store.load(b"".join(lines[::-1][1::2]))
    assert store.nquads() == Store.from_nquads(nquads).nquads()


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@given(st.sets(TEXT, max_size=8))
def test_any_text_survives_nquads_trig_and_tables(texts: set[str]) -> None:
    graph = ox.NamedNode("x:g")
    store = Store(ox.Store())
    store.add(
        ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.Literal(text), graph) for text in texts
    )
    assert set(Store.from_nquads(store.nquads()).engine) == set(store.engine)
    assert _set(store.trig(), ox.RdfFormat.TRIG) == set(store.engine)
    assert set(store.table("SELECT ?o { ?s ?p ?o }")["o"]) == texts


def test_big_literals_and_language_tags_survive(tmp_path: Path) -> None:
    big = "ä" * 3_000_000
    store = Store(ox.Store())
    for value in (ox.Literal(big), ox.Literal("x", language="zh-hant-tw")):
        store.add([ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), value, ox.NamedNode("x:g"))])
    store.write(tmp_path / "store")
    query = "SELECT ?o (LANG(?o) AS ?l) { ?s ?p ?o } ORDER BY DESC(LANG(?o))"
    rows = Store.open(tmp_path / "store").table(query).to_numpy().tolist()
    assert rows == [["x", "zh-hant-tw"], [big, ""]]


# ---- on disk -------------------------------------------------------------------------------------


def test_the_store_on_disk_is_the_store_in_memory(memory: Store, disk: Store) -> None:
    assert set(disk.engine) == set(memory.engine)
    assert disk.nquads() == memory.nquads()
    assert disk.graphs() == memory.graphs()
    assert len(disk) == len(memory)


def test_it_opens_in_a_moment(disk: Store) -> None:
    assert disk.folder is not None
    begin = time.perf_counter()
    Store.open(disk.folder).table("SELECT ?s { ?s coop:value ?v }")
    assert time.perf_counter() - begin < 1


def test_readers_do_not_shut_each_other_out(disk: Store) -> None:
    assert disk.folder is not None
    code = (
        "import sys, pyoxigraph as ox; s = ox.Store.read_only(sys.argv[1]); "
        "print(len(s), flush=True); sys.stdin.read(); print(len(s))"
    )
    command = [sys.executable, "-c", code, str(disk.folder)]
    readers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    first = [reader.stdout.readline() for reader in readers if reader.stdout]
    second = [reader.communicate("")[0] for reader in readers]
    assert first == second == [f"{len(disk)}\n"] * 3


def test_an_empty_store_has_empty_answers(tmp_path: Path) -> None:
    store = Store.from_nquads(b"")
    store.write(tmp_path / "store")
    for empty in (store, Store.open(tmp_path / "store")):
        assert (len(empty), empty.graphs(), empty.nquads()) == (0, [], b"")
        assert empty.table("SELECT ?s { ?s ?p ?o }").shape == (0, 1)
        assert empty.query("SELECT ?s { ?s ?p ?o }").text == "s\r\n"
        assert len(empty.to_rdflib()) == 0
        assert not empty.trig().strip() or b"prefix" in empty.trig()


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _cut(folder: Path) -> None:
    for path in folder.glob("*.sst"):
        path.write_bytes(path.read_bytes()[:50])


def _garble(folder: Path) -> None:
    (folder / "CURRENT").write_bytes(b"\0")


@pytest.mark.parametrize("harm", [_remove, _cut, _garble])
def test_a_damaged_store_is_reported(harm: Callable[[Path], None], graph_folder: Path) -> None:
    harm(graph_folder / "store")
    with pytest.raises(GraphNotFound, match="coopgraph build"):
        Store.open(graph_folder / "store")


def test_no_store_is_reported_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(GraphNotFound, match="there is no store in"):
        Store.open(tmp_path / "none")
    with pytest.raises(CoopgraphError):
        Store.open(Path(__file__))
    assert not (tmp_path / "none").exists()


def test_a_damaged_dump_is_reported_with_its_name() -> None:
    with pytest.raises(GraphNotFound, match=r"graph\.nq is not N-Quads: .*line 2"):
        Store.from_nquads(b"<x:a> <x:b> <x:c> .\n<x:a> <x:b", Path("/somewhere/graph.nq"))
    with pytest.raises(GraphNotFound, match="the content is not N-Quads"):
        Store.from_nquads(b"\xff\xfe")


# ---- rdflib --------------------------------------------------------------------------------------


def test_the_copy_takes_the_graphs_that_are_asked_for(memory: Store) -> None:
    copy = memory.to_rdflib([ONTOLOGY_GRAPH])
    assert [str(s) for s in copy.subjects(rdflib.RDFS.subClassOf)] == [f"{C}Twinning"]
    assert len(list(memory.to_rdflib([DERIVED_GRAPH]).quads())) == 2


def test_an_object_that_is_the_name_of_a_graph_is_no_graph() -> None:
    store = Store.from_nquads(b"<x:a> <x:p> <x:g> .\n<x:b> <x:p> <x:c> <x:g> .\n")
    assert [str(s) for s in store.to_rdflib(["x:g"]).subjects()] == ["x:b"]


def test_a_store_of_the_default_graph_only_is_copied_too() -> None:
    copy = Store.from_nquads(b'<x:a> <x:p> "1" .\n').to_rdflib()
    assert [str(row[0]) for row in copy.query("SELECT ?o { ?s ?p ?o }")] == ["1"]


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda d: d.query("SELECT * { SERVICE <x:y> { ?s ?p ?o } }"), "SERVICE is refused"),
        (lambda d: d.query(f"SELECT * FROM <{DERIVED_GRAPH}> {{ ?s ?p ?o }}"), "FROM is refused"),
        (lambda d: d.update("LOAD <http://127.0.0.1:9/>"), "an update is refused"),
    ],
)
def test_the_copy_never_fetches_anything(
    call: Callable[[Any], object], match: str, memory: Store
) -> None:
    with pytest.raises(QueryRefused, match=match):
        call(memory.to_rdflib())


def test_the_copy_answers_prepared_queries(memory: Store) -> None:
    from rdflib.plugins.sparql import prepareQuery

    prepared = prepareQuery(f"SELECT ?v {{ ?s <{C}value> ?v }}")
    assert [int(row[0]) for row in memory.to_rdflib().query(prepared)] == [12]
    reaching = prepareQuery("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    with pytest.raises(QueryRefused):
        memory.to_rdflib().query(reaching)


def test_the_copy_knows_the_prefixes(memory: Store) -> None:
    known = dict(memory.to_rdflib().namespaces())
    assert known["skos"] == rdflib.URIRef(SKOS)
    assert {prefix: str(known[prefix]) for prefix in memory.prefixes()} == memory.prefixes()


# ---- prefixes ------------------------------------------------------------------------------------

ROLES = f"{PREFIXES['vocab']}role"


def _store_of(*datasets: str) -> Store:
    lines = [f"<{ID}x> <x:p> <x:o> <{dataset_graph(name)}> ." for name in datasets]
    scheme = f"<{ROLES}> <{PREFIXES['rdf']}type> <{SKOS}ConceptScheme> <{VOCABULARY_GRAPH}> ."
    return Store.from_nquads("\n".join([*lines, scheme]).encode())


def test_each_data_set_and_each_vocabulary_has_a_prefix() -> None:
    own = {"role": f"{ROLES}/", "small": ID, "two-words": f"{PREFIXES['id']}two-words/"}
    assert _store_of("small", "two-words", "derived").prefixes() == PREFIXES | own


def test_a_data_set_takes_no_prefix_away_and_none_that_is_no_name() -> None:
    assert _store_of("coop", "id", "role", "2018").prefixes() == PREFIXES | {"role": f"{ROLES}/"}


def test_queries_and_from_know_the_prefixes(memory: Store) -> None:
    store = Store.from_nquads(memory.nquads() + _store_of("small").nquads())
    query = "SELECT ?label { small:turku skos:prefLabel ?label }"
    assert store.table(query)["label"].tolist() == ["Turku"]
    assert store.query(query).text == "label\r\nTurku\r\n"
    assert [str(row[0]) for row in store.to_rdflib().query(query)] == ["Turku"]
    with pytest.raises(QueryRefused, match=f"FROM <{ID}a> is not a graph of this store"):
        store.query("SELECT * FROM small:a { ?s ?p ?o }")


@pytest.mark.parametrize("prefix", ["small", "role", "skos"])
def test_a_prefix_that_a_query_declares_takes_precedence(prefix: str) -> None:
    store = _store_of("small")
    store.load(f"<{G}mine/a> <x:p> <x:o> <{dataset_graph('small')}> .".encode())
    query = f"PREFIX {prefix}: <{G}mine/> SELECT ?o {{ {prefix}:a ?p ?o }}"
    assert store.table(query)["o"].tolist() == ["x:o"]
    assert store.query(query).text == "o\r\nx:o\r\n"
    assert [str(row[0]) for row in store.to_rdflib().query(query)] == ["x:o"]
    named = f"PREFIX {prefix}: <{BASE}graph/> SELECT ?o FROM {prefix}:small {{ <{ID}x> ?p ?o }}"
    assert store.query(named).text == "o\r\nx:o\r\n"


def test_files_use_the_prefixes() -> None:
    store = _store_of("small")
    assert b"small:x <x:p> <x:o>" in store.trig()
    assert _set(store.trig(), ox.RdfFormat.TRIG) == set(store.engine)
    text = store.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o . small:x ?p ?o }").text
    assert text.splitlines() == [f"@prefix small: <{ID}> .", "small:x <x:p> <x:o> ."]
