"""Older formats hold what they can, and tell what they cannot."""

from pathlib import Path

import networkx as nx
import pytest

from coopgraph.network.projecting.credit import Credit
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.classic import write_dl, write_gml, write_pajek
from tests.view.samples import edge, hostile, node, projection, small, statement

CREDIT = (Credit("https://example.org/d", "Sample data", "Authors", "CC BY 4.0"),)


def two_mode(**more: object) -> Projection:
    nodes = [
        node("p", "Project", "Project", side="b"),
        node("a", "A", "Territory", side="a"),
        node("b", "B", "Territory", side="a"),
    ]
    ends = {"target": node("p", "", "")["id"]}
    edges = [
        edge("a", "p", "x") | {"source": node("a", "", "")["id"]} | ends,
        edge("b", "p", "y") | {"source": node("b", "", "")["id"]} | ends,
    ]
    return projection(nodes, edges, [statement("x"), statement("y")], mode="two-mode", **more)


def test_pajek_comes_back_as_the_same_structure(tmp_path: Path) -> None:
    network = small()
    export = write_pajek(network, tmp_path / "x.net")
    back = nx.read_pajek(export.path, encoding="utf-8-sig")
    assert set(back) == set(network.nodes["label"])
    assert back.number_of_edges() == len(network.edges)
    labels = sorted(data["l"] for _, _, data in back.edges(data=True))
    assert labels == sorted(network.edges["type"])


def test_pajek_puts_side_a_first(tmp_path: Path) -> None:
    text = write_pajek(two_mode(), tmp_path / "x.net").path.read_text("utf-8-sig")
    assert text.splitlines()[1:] == [
        *("*Vertices 3 2", '1 "A"', '2 "B"', '3 "Project"', "*Edges", "1 3 1", "2 3 1")
    ]


def test_pajek_has_arcs_for_directed_edges(tmp_path: Path) -> None:
    text = write_pajek(small(directed=True), tmp_path / "x.net").path.read_text("utf-8-sig")
    assert "*Arcs" in text
    assert "*Edges" not in text


def test_gml_comes_back_as_the_same_structure(tmp_path: Path) -> None:
    network = small()
    export = write_gml(network, tmp_path / "x.gml")
    back = nx.read_gml(export.path)
    assert isinstance(back, nx.MultiGraph)
    assert {data["iri"]: label for label, data in back.nodes(data=True)} == dict(
        zip(network.nodes["id"], network.nodes["label"], strict=True)
    )
    assert sorted(data["statements"] for _, _, data in back.edges(data=True)) == sorted(
        network.edges["statements"].map(" ".join)
    )
    assert back.graph["fingerprint"] == network.fingerprint


def test_gml_is_plain_ascii_and_holds_numbers(tmp_path: Path) -> None:
    nodes = [node("a", 'Åbo & "Turku"', "Territory", lat=60.45, lon=-1e-7)]
    path = write_gml(projection(nodes), tmp_path / "x.gml").path
    assert path.read_bytes().isascii()
    data = nx.read_gml(path).nodes['Åbo & "Turku"'.replace('"', "'")]
    assert (data["lat"], data["lon"]) == (60.45, -1e-7)


def test_dl_is_an_edge_list_in_both_directions(tmp_path: Path) -> None:
    nodes = [node("a", "Turku", "Territory"), node("b", "Saint Petersburg", "Territory")]
    edges = [edge("a", "b", "x"), edge("a", "b", "y")]
    network = projection(nodes, edges, [statement("x"), statement("y")])
    export = write_dl(network, tmp_path / "x.dl")
    assert export.path.read_text("utf-8").splitlines() == [
        *("DL N=2", "FORMAT = EDGELIST1", "LABELS:", '"Turku"', '"Saint Petersburg"', "DATA:"),
        *("1 2 2", "2 1 2"),
    ]
    lost = export.lost.set_index("what")["count"]
    assert lost["parallel edges"] == 1
    assert "long labels" not in lost


def test_dl_of_two_modes_numbers_rows_and_columns(tmp_path: Path) -> None:
    lines = write_dl(two_mode(), tmp_path / "x.dl").path.read_text("utf-8").splitlines()
    assert lines[:2] == ["DL NR=2, NC=1", "FORMAT = EDGELIST2"]
    assert lines[-2:] == ["1 1 1", "2 1 1"]


@pytest.mark.parametrize("write", [write_pajek, write_gml, write_dl])
def test_licence_and_credit_travel_along(tmp_path: Path, write: object) -> None:
    export = write(small(credits=CREDIT), tmp_path / "x.out")  # type: ignore[operator]
    notes = export.notes.read_text("utf-8")
    assert "Data: Sample data, Authors. Licence: CC BY 4.0. https://example.org/d" in notes
    assert "Source: Annual report on partners (2018-12-31), Region of Kainuu." in notes
    for line in export.lines():
        assert line in notes


def test_what_is_lost_is_counted(tmp_path: Path) -> None:
    network = small()
    lost = write_gml(network, tmp_path / "x.gml").lost.set_index("what")["count"]
    assert lost.to_dict() == {
        "nodes: names": 4,
        "statements with their evidence": len(network.statements),
        **({"loss report": len(network.loss)} if len(network.loss) else {}),
    }


def test_nodes_with_one_label_are_told_apart(tmp_path: Path) -> None:
    nodes = [
        node("k1", "Kainuu", "Territory"),
        node("k2", "Kainuu", "Authority"),
        node("k3", "Kainuu", "Authority"),
        node("k4", "", "Office"),
    ]
    export = write_gml(projection(nodes), tmp_path / "x.gml")
    assert set(nx.read_gml(export.path)) == {
        "Kainuu (Territory)",
        "Kainuu (k2)",
        "Kainuu (k3)",
        "(Office)",
    }
    assert export.lost.set_index("what").loc["labels as they are", "count"] == 4


@pytest.mark.parametrize("write", [write_pajek, write_gml, write_dl])
def test_hostile_texts_break_no_line(tmp_path: Path, write: object) -> None:
    network = hostile()
    export = write(network, tmp_path / "x.out")  # type: ignore[operator]
    assert export.path.stat().st_size > 0
    if write is write_gml:
        assert len(nx.read_gml(export.path)) == len(network.nodes)
