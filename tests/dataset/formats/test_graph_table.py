from pathlib import Path

import networkx as nx
import pytest

from coopgraph.dataset.formats.graph_table import graph_rows
from coopgraph.dataset.formats.tables import read_table


def _graph() -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("t", label="Turku", country="Finland")
    graph.add_node("g", label="Gdynia", country="Poland")
    graph.add_edge("t", "g", since="1953", weight=2)
    graph.add_edge("t", "g", since="1999")
    return graph


def test_edges_and_nodes_of_graphml_are_tables(tmp_path: Path) -> None:
    nx.write_graphml(_graph(), tmp_path / "a.graphml")
    edges, problems = read_table("a", tmp_path / "a.graphml", "edges")
    assert problems == []
    assert edges.frame["since"].tolist() == ["1953", "1999"]
    assert edges.frame["source"].tolist() == ["t", "t"]
    nodes, _ = read_table("a", tmp_path / "a.graphml", "nodes")
    assert nodes.frame["country"].tolist() == ["Finland", "Poland"]


def test_edges_and_nodes_of_gexf_are_tables(tmp_path: Path) -> None:
    nx.write_gexf(_graph(), tmp_path / "a.gexf")
    edges, problems = read_table("a", tmp_path / "a.gexf")
    assert problems == []
    assert edges.frame["since"].tolist() == ["1953", "1999"]
    nodes, _ = read_table("a", tmp_path / "a.gexf", "nodes")
    assert nodes.frame["label"].tolist() == ["Turku", "Gdynia"]


def test_one_spell_gives_the_dates_of_an_edge() -> None:
    xml = (
        b'<gexf><graph><edges><edge source="a" target="b"><spells>'
        b'<spell start="1953" end="1960"/></spells></edge></edges></graph></gexf>'
    )
    rows, _ = graph_rows("a.gexf", xml)
    assert rows == [["source", "target", "start", "end"], ["a", "b", "1953", "1960"]]


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (BOMB + b"<gexf>&c;</gexf>", "document type or XML entities"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><gexf/>', "document type or XML entities"),
        (b"<gexf><graph/></gexf>", "there is no edge"),
        (b"<gexf>", "not readable as a graph"),
        (b"<graphml><graph><hyperedge/></graph></graphml>", "a hyperedge"),
        (
            b'<gexf><edges><edge source="a" target="b"><attvalues><attvalue for="0" value="1"/>'
            b'<attvalue for="0" value="2"/></attvalues></edge></edges></gexf>',
            "values over time",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(xml: bytes, message: str) -> None:
    _, (problem,) = graph_rows("a.gexf", xml)
    assert message in problem.message


def test_a_graph_has_no_other_sheets() -> None:
    _, (problem,) = graph_rows("a.gexf", b"", "links")
    assert problem.message == 'no sheet "links"; a graph has: edges, nodes'
