"""GraphML and CSV hold all of a network, and open where they are meant to."""

import csv
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pandas as pd
import pytest

from coopgraph.errors import CoopgraphError
from coopgraph.network.projecting.contract import EDGE_COLUMNS, NODE_COLUMNS
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.export import read_graphml, write_csv, write_graphml
from tests.view.samples import MALICE, edge, hostile, node, projection, small, statement

SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def expected(values: dict[str, object]) -> dict[str, object]:
    """Attributes as GraphML holds them: nothing empty, tuples as one text."""
    joined = {k: " | ".join(v) if isinstance(v, tuple) else v for k, v in values.items()}
    return {k: v for k, v in joined.items() if v != ""}


@pytest.mark.parametrize("directed", [False, True])
def test_graphml_comes_back_as_the_same_graph(tmp_path: Path, directed: bool) -> None:
    network = small(directed=directed)
    graph = network.to_networkx()
    back = nx.read_graphml(write_graphml(network, tmp_path / "x.graphml"))
    assert type(back) is type(graph)
    assert dict(back.nodes(data=True)) == {n: expected(d) for n, d in graph.nodes(data=True)}

    def ends(edges: object) -> list[tuple[object, ...]]:
        return sorted(
            (*((u, v) if directed else sorted((u, v))), sorted(expected(d).items()))
            for u, v, d in edges
        )

    assert ends(back.edges(data=True)) == ends(graph.edges(data=True))
    assert back.graph["fingerprint"] == network.fingerprint


def test_graphml_types_its_attributes(tmp_path: Path) -> None:
    placed = node("a", "A", "Territory", lat=60.45, lon=22.27)
    network = projection([placed, node("b", "B", "Territory")])
    path = write_graphml(network, tmp_path / "x.graphml")
    types = {
        key.get("attr.name"): key.get("attr.type") for key in ET.parse(path).iter(f"{SPACE}key")
    }
    assert types["lat"] == types["lon"] == "double"
    assert types["label"] == "string"
    nodes = nx.read_graphml(path).nodes
    assert [sorted(nodes[n].keys() & {"lat", "lon"}) for n in nodes] == [["lat", "lon"], []]


def test_graphml_declares_every_attribute_once_and_names_every_edge(tmp_path: Path) -> None:
    root = ET.parse(write_graphml(small(), tmp_path / "x.graphml")).getroot()
    declared = [key.get("id") for key in root.iter(f"{SPACE}key")]
    used = {data.get("key") for data in root.iter(f"{SPACE}data")}
    assert len(declared) == len(set(declared))
    assert used <= set(declared)
    edges = [each.get("id") for each in root.iter(f"{SPACE}edge")]
    assert len(edges) == len(set(edges)) == len(small().edges)


def test_graphml_holds_any_text(tmp_path: Path) -> None:
    back = nx.read_graphml(write_graphml(hostile(), tmp_path / "x.graphml"))
    labels = {data["label"] for _, data in back.nodes(data=True)}
    for text in MALICE:
        kept = "".join(c for c in text if c not in "\x00\x01\x1b\ufffe")
        assert kept in labels


def test_graphml_is_the_same_each_time(tmp_path: Path) -> None:
    one, other = (write_graphml(small(), tmp_path / name) for name in ("a.graphml", "b.graphml"))
    assert one.read_bytes() == other.read_bytes()


def test_csv_holds_the_four_tables(tmp_path: Path) -> None:
    network = small()
    paths = write_csv(network, tmp_path / "new" / "folder")
    assert [path.name for path in paths] == [
        *("nodes.csv", "edges.csv", "statements.csv", "loss.csv")
    ]
    nodes, edges, statements, loss = (
        pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8") for path in paths
    )
    assert list(nodes.columns) == list(NODE_COLUMNS)
    assert list(edges.columns) == list(EDGE_COLUMNS)
    assert nodes["names"][0] == "Turku | Åbo | Турку"
    assert [len(nodes), len(edges), len(statements), len(loss)] == [
        *(len(network.nodes), len(network.edges), len(network.statements), len(network.loss))
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_text_becomes_a_formula(tmp_path: Path, sign: str) -> None:
    network = projection([node("a", f"{sign}cmd|' /C calc'!A0", "Territory")])
    path = write_csv(network, tmp_path)[0]
    with path.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["label"] == f"'{sign}cmd|' /C calc'!A0"
    assert row["names"].startswith("'")


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    network = projection([node("a", "A", "Territory", lat=-33.9, lon=18.4)])
    table = pd.read_csv(write_csv(network, tmp_path)[0])
    assert table["lat"][0] == -33.9


def test_for_other_programs_texts_stay_as_they_are(tmp_path: Path) -> None:
    network = projection([node("a", "=A1", "Territory")])
    table = pd.read_csv(write_csv(network, tmp_path, for_spreadsheets=False)[0])
    assert table["label"][0] == "=A1"


def test_hostile_cells_come_back_from_csv(tmp_path: Path) -> None:
    path = write_csv(hostile(), tmp_path, for_spreadsheets=False)[0]
    with path.open(encoding="utf-8", newline="") as file:
        labels = [row["label"] for row in csv.DictReader(file)]
    assert labels == [text.replace("\x00", "") for text in MALICE]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CoopgraphError, match=r"cannot make the folder .*file"):
        write_csv(small(), tmp_path / "file" / "deep")
    with pytest.raises(CoopgraphError, match="is a file, not a folder"):
        write_graphml(small(), tmp_path / "file" / "x.graphml")


def test_a_directed_edge_keeps_its_direction(tmp_path: Path) -> None:
    turned = edge("a", "b", "x") | {
        "source": node("b", "", "")["id"],
        "target": node("a", "", "")["id"],
    }
    nodes = [node("a", "A", "Territory"), node("b", "B", "Territory")]
    network = projection(nodes, [turned], [statement("x")], directed=True)
    back = nx.read_graphml(write_graphml(network, tmp_path / "x.graphml"))
    assert list(back.edges()) == [(turned["source"], turned["target"])]


@pytest.mark.parametrize("made", [small, hostile])
def test_graphml_holds_everything(tmp_path: Path, made: Callable[[], Projection]) -> None:
    network = made()
    back = read_graphml(write_graphml(network, tmp_path / "x.graphml"))
    assert back.fingerprint == network.fingerprint
    assert (back.parameters, back.credits) == (network.parameters, network.credits)
    for table in ("nodes", "edges", "statements", "loss"):
        pd.testing.assert_frame_equal(getattr(back, table), getattr(network, table))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('<node id="', '<node x="1" id="', "changed after it was written"),
        ('key="graph_coopgraph"', 'key="graph_other"', "not written by coopgraph"),
        ('{"about": {', '{"about": [', "damaged"),
        ("</graphml>", "", "no GraphML"),
        ("<graphml ", "<!DOCTYPE x [<!ENTITY e 'e'>]><graphml ", "no GraphML"),
    ],
)
def test_graphml_that_was_changed_is_refused(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    path = write_graphml(small(), tmp_path / "x.graphml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CoopgraphError, match=expected):
        read_graphml(path)


def test_graphml_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CoopgraphError, match="there is no file"):
        read_graphml(tmp_path / "x.graphml")
