"""GEXF is valid, and its spells are the time that statements speak of."""

import datetime as dt
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from coopgraph import project
from coopgraph.dates import status_column
from coopgraph.network.projecting.credit import Credit
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.gexf import write_gexf
from tests.view.samples import MALICE, edge, hostile, node, projection, small, statement

SPACE = "{http://gexf.net/1.3}"
CREDIT = (Credit("https://example.org/d", "Sample data", "Authors", "CC BY 4.0"),)
DATES = ("begin_earliest", "begin_latest", "end_earliest", "end_latest", "as_of", "end")


def dated(**dates: str) -> Projection:
    nodes = [node("a", "A", "Territory"), node("b", "B", "Territory")]
    full = {**dict.fromkeys(DATES, ""), **dates}
    return projection(nodes, [edge("a", "b", "x", **full)], [statement("x")])


def spells(path: Path) -> list[dict[str, str]]:
    return [each.attrib for each in ET.parse(path).iter(f"{SPACE}spell")]


def held(path: Path) -> list[tuple[str, str, str]]:
    found = [each for each in ET.parse(path).iter(f"{SPACE}attvalue") if each.get("for") == "held"]
    return [(e.get("value", ""), e.get("start", ""), e.get("end", "")) for e in found]


@pytest.mark.shared
@pytest.mark.parametrize(
    "network",
    [
        small(credits=CREDIT),
        small(directed=True),
        hostile(),
        projection([]),
        small(parameters={"one_mode": "source"}),
        dated(begin_earliest="1953-01-01", begin_latest="1953-12-31", as_of="2013-01-01"),
    ],
)
@pytest.mark.parametrize("which", ["possible", "certain"])
def test_gexf_is_valid(tmp_path: Path, shared_dir: Path, network: Projection, which: str) -> None:
    schema = etree.XMLSchema(etree.parse(str(shared_dir / "conformance" / "gexf" / "gexf.xsd")))
    path = write_gexf(network, tmp_path / "x.gexf", spells=which)  # type: ignore[arg-type]
    schema.assertValid(etree.parse(str(path)))


@pytest.mark.shared
def test_the_demo_graph_as_gexf_is_valid(tmp_path: Path, shared_dir: Path) -> None:
    schema = etree.XMLSchema(etree.parse(str(shared_dir / "conformance" / "gexf" / "gexf.xsd")))
    schema.assertValid(etree.parse(str(write_gexf(project(), tmp_path / "x.gexf"))))


def test_parallel_edges_stay_apart(tmp_path: Path) -> None:
    network = small()
    root = ET.parse(write_gexf(network, tmp_path / "x.gexf")).getroot()
    edges = list(root.iter(f"{SPACE}edge"))
    assert len({each.get("id") for each in edges}) == len(edges) == len(network.edges)
    assert sorted(each.get("kind", "") for each in edges) == sorted(network.edges["type"])


def test_an_end_that_is_not_known_lasts_as_long_as_the_source_speaks(tmp_path: Path) -> None:
    network = dated(begin_earliest="1953-01-01", begin_latest="1953-12-31", as_of="2013-01-01")
    path = write_gexf(network, tmp_path / "x.gexf")
    assert spells(path) == [{"start": "1953-01-01", "end": "2013-01-01"}]
    assert held(path) == [
        ("possible", "1953-01-01", "1953-12-30"),
        ("certain", "1953-12-31", "2013-01-01"),
    ]
    path = write_gexf(network, tmp_path / "x.gexf", spells="certain")
    assert spells(path) == [{"start": "1953-12-31", "end": "2013-01-01"}]


def test_an_edge_of_which_no_time_is_known_has_no_spell(tmp_path: Path) -> None:
    for network in (dated(), dated(begin_earliest="2000-01-01", begin_latest="2000-01-01")):
        path = write_gexf(network, tmp_path / "x.gexf")
        assert spells(path) == []
        flags = [e.get("value") for e in ET.parse(path).iter(f"{SPACE}attvalue")]
        assert "no" in flags


def test_a_vague_year_is_never_certain(tmp_path: Path) -> None:
    year = {"begin_earliest": "2005-01-01", "begin_latest": "2005-12-31", "end": "2005"}
    network = dated(**year, end_earliest="2005-01-01", end_latest="2005-12-31")
    assert held(write_gexf(network, tmp_path / "x.gexf")) == [
        ("possible", "2005-01-01", "2005-12-31")
    ]


START = dt.date(2000, 1, 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=4, max_size=4).map(sorted),
    st.sampled_from(["", "..", "stated"]),
    st.one_of(st.none(), st.integers(0, 40)),
    st.integers(0, 40),
)
def test_time_held_is_that_of_the_status(
    tmp_path: Path, bounds: list[int], end: str, told: int | None, number: int
) -> None:
    def day(number: int) -> str:
        return (START + dt.timedelta(days=number)).isoformat()

    values = dict(zip(DATES, map(day, bounds), strict=False))
    if end != "stated":
        values |= {"end_earliest": "", "end_latest": ""}
    values |= {"end": end, "as_of": "" if told is None else day(told)}
    wanted = status_column(pd.DataFrame([values], dtype="str"), START + dt.timedelta(days=number))
    found = "none"
    for state, first, last in held(write_gexf(dated(**values), tmp_path / "x.gexf")):
        if first <= day(number) <= (last or "9"):
            assert found == "none"
            found = state
    status = wanted.iloc[0]
    assert found == (status if status in ("certain", "possible") else "none")


def test_networkx_reads_nodes_and_attributes(tmp_path: Path) -> None:
    network = projection([node("a", "A", "Territory", lat=60.45, lon=22.27, country="Finland")])
    path = write_gexf(network, tmp_path / "x.gexf")
    text = path.read_text("utf-8").replace("1.3", "1.2").replace("http://gexf.net/1.2",
        "http://www.gexf.net/1.2draft")  # fmt: skip
    path.write_text(text.replace('mode="dynamic"', 'mode="static"'), "utf-8")
    data = nx.read_gexf(path).nodes[network.nodes["id"][0]]
    assert (data["lat"], data["country"], data["label"]) == (60.45, "Finland", "A")


def test_licence_and_credit_travel_along(tmp_path: Path) -> None:
    root = ET.parse(write_gexf(small(credits=CREDIT), tmp_path / "x.gexf")).getroot()
    about = root.findtext(f"{SPACE}meta/{SPACE}description") or ""
    assert "Data: Sample data, Authors. Licence: CC BY 4.0. https://example.org/d" in about
    assert small().fingerprint in about


def test_gexf_holds_any_text(tmp_path: Path) -> None:
    root = ET.parse(write_gexf(hostile(), tmp_path / "x.gexf")).getroot()
    found = {e.get("value") for e in root.iter(f"{SPACE}attvalue")}
    assert len(list(root.iter(f"{SPACE}node"))) == len(MALICE)
    assert found
