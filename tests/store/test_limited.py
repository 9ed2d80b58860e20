"""A query ends in time, within memory and size, whatever its folder, environment or parent does."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

import coopgraph
from coopgraph.errors import GraphNotFound, QueryError, QueryTimeout
from coopgraph.store.limited import Answer, columns, run_limited
from coopgraph.store.store import Store
from coopgraph.vocabulary import PREFIXES
from tests.store.conftest import Outside

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
posix = pytest.mark.skipif(os.name != "posix", reason="limits of the system are POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def _ask(store: Store, query: str, **options: object) -> Answer:
    return run_limited(
        query,
        store=store.folder,
        dump=None,
        default_graph=store.default_graph(),
        **options,  # type: ignore[arg-type]
    )


def _children(pid: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def test_a_runaway_query_ends_at_the_limit(disk: Store) -> None:
    begin = time.monotonic()
    with pytest.raises(QueryTimeout, match="ended after 1 s; narrow it down"):
        disk.query(RUNAWAY, timeout=1)
    assert time.monotonic() - begin < 2


@linux
def test_a_runaway_query_leaves_no_process(disk: Store) -> None:
    before = _children(os.getpid())
    with pytest.raises(QueryTimeout):
        disk.query(RUNAWAY, timeout=0.5)
    assert _children(os.getpid()) <= before


def _parent(disk: Store, tmp_path: Path) -> "subprocess.Popen[bytes]":
    """Start another Python that asks the runaway query with a limit of one second."""
    script = tmp_path / "asks.py"
    script.write_text(
        textwrap.dedent(f"""
            from pathlib import Path
            from coopgraph.store.store import Store
            Store.open(Path({str(disk.folder)!r})).query({RUNAWAY!r}, timeout=1)
        """),
        encoding="utf-8",
    )
    source = str(Path(coopgraph.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, str(script)],
        env=os.environ | {"PYTHONPATH": source},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@linux
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_child_does_not_outlive_an_ended_parent(
    how: signal.Signals, disk: Store, tmp_path: Path
) -> None:
    parent = _parent(disk, tmp_path)
    end = time.monotonic() + 30
    while not (children := _children(parent.pid)) and time.monotonic() < end:
        time.sleep(0.01)
    assert children
    parent.send_signal(how)
    parent.wait(10)
    # Ctrl-C ends the child at once; without its parent it ends itself soon after the limit.
    end = time.monotonic() + (0.9 if how is signal.SIGINT else 3)
    alive = children
    while alive and time.monotonic() < end:
        alive = {pid for pid in alive if _state(pid) not in ("", "Z")}
        time.sleep(0.02)
    assert not alive


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


@posix
def test_a_query_that_needs_too_much_memory_fails_in_plain_words(disk: Store) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?d"
    with pytest.raises(QueryError, match="too much memory; narrow it down") as caught:
        _ask(disk, query, memory=400 << 20, timeout=60)
    assert "Traceback" not in str(caught.value)


@posix
def test_a_huge_answer_is_cut_off(disk: Store) -> None:
    with pytest.raises(QueryError, match="its answer is too large; add a LIMIT"):
        _ask(disk, "SELECT * { ?a ?b ?c . ?d ?e ?f }", output_bytes=1 << 16)


def test_a_query_that_is_nested_too_deeply_fails(disk: Store) -> None:
    with pytest.raises(QueryError):
        disk.query("SELECT " + "(" * 200_000)


@pytest.mark.skipif(
    sys.platform != "linux" or os.uname().machine not in ("x86_64", "aarch64"),
    reason="the filter is for Linux on these machines",
)
def test_past_the_guard_the_system_refuses_the_network(disk: Store, outside: Outside) -> None:
    query = f"SELECT * {{ SERVICE <{outside.address}> {{ ?s ?p ?o }} }}"
    with pytest.raises(QueryError, match="failed"):
        _ask(disk, query)
    assert outside.asked == []


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e9])
def test_a_limit_that_is_none_is_refused(seconds: float, disk: Store) -> None:
    with pytest.raises(QueryError, match="time limit is"):
        disk.query("ASK {}", timeout=seconds)


def test_an_unknown_format_is_answered_with_the_nearest(disk: Store) -> None:
    with pytest.raises(QueryError, match=r'"jsn" is no format of an answer\. Did you mean "json"'):
        disk.query("ASK {}", result_format="jsn")
    with pytest.raises(QueryError, match="There are: ttl, nt, rdf, jsonld"):
        disk.query("ASK {}", graph_format="xlsx")


def test_what_is_not_sparql_says_where(disk: Store) -> None:
    with pytest.raises(QueryError, match=r"not a valid SPARQL query: line 1, column 18: "):
        disk.query("SELECT * { ?s ?p ")


def test_a_damaged_store_is_reported_without_local_paths(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    with pytest.raises(GraphNotFound, match=r"damaged .*run coopgraph build again") as caught:
        run_limited("ASK {}", store=folder, dump=None, default_graph=[])
    assert str(tmp_path) not in str(caught.value)


def test_a_damaged_dump_is_reported(tmp_path: Path) -> None:
    dump = tmp_path / "graph.nq"
    dump.write_text("<x:a> <x:b .\n")
    with pytest.raises(GraphNotFound, match="damaged"):
        run_limited("ASK {}", store=None, dump=dump, default_graph=[])


def test_a_hostile_folder_and_environment_are_not_used(
    disk: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyoxigraph", "json", "resource", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "json.py"))
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    assert disk.query("ASK { ?s ?p ?o }").text == "true\n"


@pytest.mark.parametrize("locale", ["C", "POSIX", "fi_FI.ISO-8859-1", ""])
def test_the_locale_does_not_matter(
    locale: str, disk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    query = 'SELECT ?s { ?s skos:prefLabel "Выборг"@en }'
    assert "vyborg" in disk.query(query).text
    with pytest.raises(QueryError, match="not a valid SPARQL query"):
        disk.query("SELECT * { ?s ?p Ж }")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("csv", ox.QueryResultsFormat.CSV),
        ("tsv", ox.QueryResultsFormat.TSV),
        ("json", ox.QueryResultsFormat.JSON),
        ("xml", ox.QueryResultsFormat.XML),
    ],
)
def test_an_answer_is_what_the_engine_writes_byte_by_byte(
    name: str, form: ox.QueryResultsFormat, disk: Store
) -> None:
    query = "SELECT ?s ?label { ?s skos:prefLabel ?label } ORDER BY ?s"
    graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
    graphs = [ox.NamedNode(g) for g in disk.default_graph()]
    solutions = disk.engine.query(query, prefixes=PREFIXES, default_graph=graphs)
    assert isinstance(solutions, ox.QuerySolutions)
    assert disk.query(query, result_format=name) == Answer(
        "table", solutions.serialize(format=form)
    )


@pytest.mark.parametrize(
    ("form", "content"),
    [("csv", b"true\n"), ("tsv", b"true\n"), ("json", b'{"head":{},"boolean":true}')],
)
def test_a_boolean_has_every_format(form: str, content: bytes, disk: Store) -> None:
    assert disk.query("ASK { ?s ?p ?o }", result_format=form) == Answer("boolean", content)


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf"])
def test_a_graph_has_every_format(form: str, disk: Store) -> None:
    answer = disk.query("CONSTRUCT WHERE { ?s skos:prefLabel ?o }", graph_format=form)
    assert answer.kind == "graph"
    formats = {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "rdf": ox.RdfFormat.RDF_XML,
    }
    assert len(list(ox.parse(input=answer.content, format=formats[form]))) == 4


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"", []),
        (b"a\r\n", []),
        (b"a\r\n\r\n1\r\n", [[""], ["1"]]),
        (b"\r\n\r\n", [[]]),
        (b'a,b\r\n"x\r\ny",\r\nNA,null\r\n', [["x\r\ny", ""], ["NA", "null"]]),
        ("a\r\nx\u2028y\x0b\r\n".encode(), [["x\u2028y\x0b"]]),
    ],
)
def test_columns_keep_every_row_and_every_character(content: bytes, rows: list[list[str]]) -> None:
    assert columns(content).to_numpy().tolist() == rows
