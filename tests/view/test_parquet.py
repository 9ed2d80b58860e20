"""A network is the same after it was a file."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError
from coopgraph.network.projecting.credit import Credit
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.cx2 import read_cx2, write_cx2
from coopgraph.view.parquet import read_parquet, write_parquet
from tests.view.samples import edge, hostile, node, projection, small, statement

CREDIT = (Credit("https://example.org/d", "Sample data", "Authors", "CC BY 4.0"),)


def same(one: Projection, other: Projection) -> None:
    assert one.fingerprint == other.fingerprint
    for name in ("title", "definition", "directed", "mode", "actor_rule", "credits"):
        assert getattr(one, name) == getattr(other, name)
    assert dict(one.parameters) == dict(other.parameters)
    for name in ("nodes", "edges", "statements", "loss"):
        table = getattr(one, name).reset_index(drop=True)
        pd.testing.assert_frame_equal(table, getattr(other, name), check_exact=True)


def through_parquet(network: Projection, folder: Path) -> Projection:
    write_parquet(network, folder / "p")
    return read_parquet(folder / "p")


def through_cx2(network: Projection, folder: Path) -> Projection:
    return read_cx2(write_cx2(network, folder / "x.cx2"))


WAYS = [through_parquet, through_cx2]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "network",
    [
        small(credits=CREDIT, parameters={"as_of": "2018", "stages": "all"}),
        small(directed=True),
        hostile(),
        projection([]),
        projection([node("a", "A", "Territory", lat=60.45, lon=-0.1)]),
    ],
)
def test_graph_to_file_to_graph_is_identical(
    tmp_path: Path, way: object, network: Projection
) -> None:
    same(network, way(network, tmp_path))  # type: ignore[operator]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@st.composite
def networks(draw: st.DrawFn) -> Projection:
    keys = draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5, unique=True))
    number = st.one_of(st.just(float("nan")), st.floats(-180, 180))
    nodes = [
        node(key, draw(texts), draw(texts), *draw(st.lists(texts, max_size=2)), lat=draw(number))
        for key in keys
    ]
    pairs = draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=6))
    confidence = st.one_of(texts, st.none(), st.floats(0, 1), st.tuples(texts))
    facts = [
        statement(f"s{i}", confidence=draw(confidence), note=draw(texts)) for i in range(len(pairs))
    ]
    edges = [
        edge(*pair, f"s{i}", type=draw(texts), weight=draw(st.floats(1e-9, 1e9)))
        for i, pair in enumerate(pairs)
    ]
    return projection(nodes, edges, facts, title=draw(texts))


@pytest.mark.parametrize("way", WAYS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(network=networks())
def test_any_network_comes_back(tmp_path: Path, way: object, network: Projection) -> None:
    same(network, way(network, tmp_path))  # type: ignore[operator]


def test_parquet_opens_in_other_programs(tmp_path: Path) -> None:
    paths = write_parquet(small(credits=CREDIT), tmp_path)
    table = pq.read_table(paths[0])
    assert table.column("names").to_pylist()[0] == ["Turku", "Åbo", "Турку"]
    metadata = table.schema.metadata
    assert b"Licence: CC BY 4.0" in metadata[b"credit"]
    assert json.loads(metadata[b"coopgraph"])["fingerprint"] == small().fingerprint
    assert pd.read_parquet(paths[1])["weight"].dtype == "float64"


def test_cx2_has_the_aspects_of_the_format(tmp_path: Path) -> None:
    network = small(credits=CREDIT)
    content = json.loads(write_cx2(network, tmp_path / "x.cx2").read_text("utf-8"))
    assert content[0] == {"CXVersion": "2.0", "hasFragments": False}
    assert content[-1] == {"status": [{"success": True}]}
    aspects = {name: items for part in content[2:-1] for name, items in part.items()}
    counts = {item["name"]: item["elementCount"] for item in content[1]["metaData"]}
    assert counts == {name: len(items) for name, items in aspects.items()}
    declared = aspects["attributeDeclarations"][0]
    for kind in ("nodes", "edges"):
        used = {name for element in aspects[kind] for name in element["v"]}
        assert used <= set(declared[kind])
    assert declared["nodes"]["names"] == {"d": "list_of_string"}
    ids = {element["id"] for element in aspects["nodes"]}
    assert all({element["s"], element["t"]} <= ids for element in aspects["edges"])
    assert "Licence: CC BY 4.0" in aspects["networkAttributes"][0]["credit"][0]


def test_a_file_that_was_changed_is_not_taken_for_the_graph(tmp_path: Path) -> None:
    path = write_cx2(small(), tmp_path / "x.cx2")
    path.write_text(path.read_text("utf-8").replace("Turku", "Turkku"), "utf-8")
    with pytest.raises(CoopgraphError, match="was changed after it was written"):
        read_cx2(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is no CX2 file"),
        ("{}", "expected a list of aspects"),
        ("[]", "was not written by coopgraph"),
        ('[{"coopgraphAbout": [{}]}]', "is damaged"),
    ],
)
def test_what_is_no_cx2(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "x.cx2"
    path.write_text(content, "utf-8")
    with pytest.raises(CoopgraphError, match=message):
        read_cx2(path)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(CoopgraphError, match="there is no"):
        read_cx2(tmp_path / "x.cx2")
    with pytest.raises(CoopgraphError, match=r"there is no .*nodes\.parquet"):
        read_parquet(tmp_path)


def test_what_is_no_parquet_of_coopgraph(tmp_path: Path) -> None:
    write_parquet(small(), tmp_path)
    (tmp_path / "loss.parquet").write_bytes(b"PAR1")
    with pytest.raises(CoopgraphError, match="is no Parquet file"):
        read_parquet(tmp_path)
    for name in ("nodes", "edges", "statements", "loss"):
        pd.DataFrame({"a": [1]}).to_parquet(tmp_path / f"{name}.parquet")
    with pytest.raises(CoopgraphError, match="were not written by coopgraph"):
        read_parquet(tmp_path)


def test_files_of_two_networks_do_not_mix(tmp_path: Path) -> None:
    write_parquet(small(), tmp_path / "a")
    write_parquet(replace(small(), title="Other"), tmp_path / "b")
    (tmp_path / "b" / "loss.parquet").replace(tmp_path / "a" / "loss.parquet")
    with pytest.raises(CoopgraphError, match="are of different networks"):
        read_parquet(tmp_path / "a")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CoopgraphError, match="cannot make the folder"):
        write_parquet(small(), tmp_path / "file" / "deep")
