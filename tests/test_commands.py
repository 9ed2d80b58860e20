"""What the commands print, in each format."""

import csv
import io
import json
from pathlib import Path

import pytest

import coopgraph.graph
from coopgraph.commands import (
    print_build,
    print_network,
    print_path,
    print_query,
    print_rank,
    query_text,
)
from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.graph import Graph
from coopgraph.network.measures.registry import rank
from coopgraph.network.projecting.projection import Projection
from coopgraph.networks import project
from coopgraph.pipeline import Build
from coopgraph.terminal import Terminal

TWINNINGS = "SELECT ?tie { ?s a coop:Twinning ; rdfs:label ?tie } ORDER BY ?tie"


@pytest.fixture(scope="module")
def demo() -> Graph:
    """The packaged demo graph, whatever lies in the working folder."""
    return coopgraph.graph._demo()


@pytest.fixture(scope="module")
def network(demo: Graph) -> Projection:
    return project(demo, "partnerships")


def test_a_built_graph_is_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    report = {
        "entities": {"Territory": 2, "Office": 1},
        "statements": {"PartOf": 1, "Twinning": 1200, "Statement": 1201},
        "fingerprint": "ab12",
    }
    print_build(Terminal(), Build(Path("out"), report))
    assert capsys.readouterr().out.splitlines() == [
        "3 entities: Territory 2, Office 1",
        "1,201 statements: Twinning 1,200, PartOf 1",
        "fingerprint ab12",
        "graph in out",
    ]


@pytest.mark.parametrize(
    "query",
    ["ASK {}", "DESCRIBE <https://example.org/a>", "prefix a: <b>\nASK {}", "select*{?s ?p ?o}"],
)
def test_a_query_may_stand_on_the_command_line(query: str) -> None:
    assert query_text(query) == query


def test_a_query_may_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "select towns.rq"
    path.write_bytes(b"\xef\xbb\xbfASK {}")
    assert query_text(str(path)) == "ASK {}"


def test_what_is_neither_query_nor_file_is_refused() -> None:
    with pytest.raises(CoopgraphError, match=r'"towns\.rq" is neither a SPARQL query nor a file'):
        query_text("towns.rq")


def test_a_query_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.rq"
    path.write_bytes("ASK { ?s ?p 'Umeå' }".encode("latin-1"))
    with pytest.raises(CoopgraphError, match=r"a\.rq is not UTF-8 \(byte 17\)"):
        query_text(str(path))


def test_csv_is_the_answer_and_nothing_else(
    demo: Graph, capsys: pytest.CaptureFixture[str]
) -> None:
    print_query(Terminal(), demo, TWINNINGS, "csv", 30)
    printed = capsys.readouterr()
    assert list(csv.reader(io.StringIO(printed.out))) == [
        ["tie"],
        ["Twinning: Turku – Saint Petersburg"],
        ["Twinning: Umeå – Petrozavodsk"],
    ]
    assert printed.err == ""


def test_json_is_sparql_json(demo: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    print_query(Terminal(), demo, TWINNINGS, "json", 30)
    answer = json.loads(capsys.readouterr().out)
    assert answer["head"]["vars"] == ["tie"]
    assert len(answer["results"]["bindings"]) == 2


@pytest.mark.parametrize(
    ("form", "begins"), [("tsv", "?tie\n"), ("xml", "<?xml"), ("table", "┏"), ("", "┏")]
)
def test_other_formats_of_a_table(
    demo: Graph, capsys: pytest.CaptureFixture[str], form: str, begins: str
) -> None:
    print_query(Terminal(), demo, TWINNINGS, form, 30)
    printed = capsys.readouterr().out
    assert printed.startswith(begins)
    assert "Twinning: Umeå – Petrozavodsk" in printed
    assert printed.endswith("\n")


@pytest.mark.parametrize("form", ["", "ttl", "nt", "rdf", "jsonld"])
def test_formats_of_a_graph(demo: Graph, capsys: pytest.CaptureFixture[str], form: str) -> None:
    query = "CONSTRUCT { ?a coop:twinnedWith ?b } WHERE { ?a coop:twinnedWith ?b }"
    print_query(Terminal(), demo, query, form, 30)
    assert "twinnedWith" in capsys.readouterr().out


def test_a_truth_value_is_printed_as_such(demo: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    print_query(Terminal(), demo, "ASK { ?s a coop:Twinning }", "", 30)
    assert capsys.readouterr().out == "true\n"


@pytest.mark.parametrize(
    ("query", "form", "advice"),
    [
        ("ASK {}", "ttl", "use csv"),
        (TWINNINGS, "jsonld", "use csv"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1", "csv", "use ttl"),
    ],
)
def test_a_format_that_does_not_fit_the_query(
    demo: Graph, query: str, form: str, advice: str
) -> None:
    with pytest.raises(CoopgraphError, match=advice):
        print_query(Terminal(), demo, query, form, 30)


def test_iris_in_a_table_may_be_pasted_into_a_query(
    demo: Graph, capsys: pytest.CaptureFixture[str]
) -> None:
    query = (
        "SELECT ?town ?kind { ?town a ?kind FILTER(STRENDS(STR(?town), '/turku')) } ORDER BY ?kind"
    )
    print_query(Terminal(), demo, query, "table", 30)
    printed = capsys.readouterr().out
    assert "baltic-barents:turku" in printed
    assert "coop:Territory" in printed
    print_query(Terminal(), demo, r"ASK { id:baltic-barents\/turku a coop:Territory }", "", 30)
    assert capsys.readouterr().out == "true\n"


def test_a_network_says_what_it_is_and_leaves_out(
    network: Projection, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    print_network(Terminal(), network, None)
    printed = capsys.readouterr().out
    assert printed.startswith("Territories by partnership and twinning: ")
    assert network.definition in printed
    assert network.fingerprint[:12] in printed
    assert "statements not in the query: Participation" in printed


def test_graphml_is_written(
    network: Projection, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    print_network(Terminal(), network, tmp_path / "ties.graphml")
    assert (tmp_path / "ties.graphml").read_bytes().startswith(b"<?xml")
    assert capsys.readouterr().out.splitlines()[-1] == str(tmp_path / "ties.graphml")


def test_csv_files_are_written(network: Projection, tmp_path: Path) -> None:
    print_network(Terminal(), network, tmp_path / "ties")
    assert {"nodes.csv", "edges.csv"} <= {p.name for p in (tmp_path / "ties").iterdir()}


def test_another_kind_of_file_is_refused_at_once(
    network: Projection, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(CoopgraphError, match=r"expected a \.graphml file, or a folder"):
        print_network(Terminal(), network, tmp_path / "ties.xlsx")
    assert capsys.readouterr().out == ""


def test_a_ranking_for_people(network: Projection, capsys: pytest.CaptureFixture[str]) -> None:
    result = rank(network, "degree", 2)
    print_rank(Terminal(), result, network.title, "table")
    printed = capsys.readouterr()
    assert "Territories by partnership and twinning, by degree" in printed.out
    assert "│ Leningrad Oblast │" in printed.out
    assert result.definition in printed.err


def test_a_ranking_for_programs(network: Projection, capsys: pytest.CaptureFixture[str]) -> None:
    result = rank(network, "pagerank", 3)
    print_rank(Terminal(), result, network.title, "csv")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [float(row["value"]) for row in rows] == list(result.values["value"])
    print_rank(Terminal(), result, network.title, "json")
    content = json.loads(capsys.readouterr().out)
    assert content["fingerprint"] == network.fingerprint
    assert [row["id"] for row in content["values"]] == list(result.values["id"])


def test_a_path_for_people_and_programs(
    network: Projection, capsys: pytest.CaptureFixture[str]
) -> None:
    print_path(Terminal(), network, ("Turku", "Pietari"), "text")
    printed = capsys.readouterr()
    assert printed.out.startswith("Turku — Saint Petersburg (1 step)\n1. ")
    assert "“Turku process”, block 4" in printed.out
    assert printed.err == f"projection partnerships {network.fingerprint[:12]}\n"
    print_path(Terminal(), network, ("Turku", "Pietari"), "json")
    content = json.loads(capsys.readouterr().out)
    relation = content["paths"][0]["steps"][0]["relations"][0]
    assert relation["citations"][0]["locator"] == "block 4"


def test_a_name_that_is_missing_on_a_day_is_explained(demo: Graph) -> None:
    then = project(demo, as_of="1955-01-01")
    with pytest.raises(NameNotFound, match="only what is certain to have held on 1955-01-01"):
        print_path(Terminal(), then, ("Umeå", "Turku"), "text")
