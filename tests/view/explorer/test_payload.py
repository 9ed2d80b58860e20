"""What a page carries: decoded as the documentation says, it is the network with its sources."""

import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.graph import Graph
from coopgraph.names import fold
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.explorer.detail import _folded
from coopgraph.view.explorer.document import explorer
from coopgraph.view.explorer.extras import Extras
from tests.view.explorer.decoder import Chunk, chunks, edges, opened
from tests.view.samples import edge, hostile, large, node, projection, small, statement


@pytest.fixture(scope="module")
def demo_core(demo_page: str) -> Chunk:
    return opened(chunks(demo_page)["core"])


@pytest.fixture(scope="module")
def demo_detail(demo_page: str) -> Chunk:
    return opened(chunks(demo_page)["detail"])


def both(network: Projection, extras: Extras | None = None) -> tuple[Chunk, Chunk]:
    found = chunks(explorer(network, extras))
    return opened(found["core"]), opened(found["detail"])


def test_nodes_are_those_of_the_network(demo: Projection, demo_core: Chunk) -> None:
    assert demo_core.iris("nodes.iri") == demo.nodes["id"].to_list()
    assert demo_core["nodes.label"] == demo.nodes["label"].to_list()
    for name in ("type", "kind", "country"):
        assert demo_core.texts(f"nodes.{name}") == demo.nodes[name].to_list()
    for name in ("lat", "lon"):
        wanted = demo.nodes[name].to_numpy(np.float32)
        np.testing.assert_array_equal(demo_core[f"nodes.{name}"], wanted)
    assert demo_core["nodes.x"].max() == 65535 or demo_core["nodes.y"].max() == 65535


def test_edges_are_those_of_the_network(demo: Projection, demo_core: Chunk) -> None:
    iri = demo_core.iris("nodes.iri")
    table = demo.edges
    wanted = sorted(
        zip(table["source"], table["target"], table["type"], table["stage"], strict=True)
    )
    found = [
        (iri[a], iri[b], kind, stage)
        for (a, b), kind, stage in zip(
            edges(demo_core),
            demo_core.texts("edges.type"),
            demo_core.texts("edges.stage"),
            strict=True,
        )
    ]
    assert sorted(found) == wanted
    assert [(iri.index(a), iri.index(b)) for a, b, *_ in found] == sorted(edges(demo_core))


def test_each_edge_leads_to_its_statements_and_sources(
    demo: Projection, demo_core: Chunk, demo_detail: Chunk
) -> None:
    iri, statement = demo_core.iris("nodes.iri"), demo_detail.iris("statements.iri")
    rests = demo_detail.lists("detail.edgeAt", "detail.edgeOf")
    found = {
        (iri[a], iri[b], role, tuple(statement[i] for i in held))
        for (a, b), role, held in zip(
            edges(demo_core), demo_core.texts("edges.role"), rests, strict=True
        )
    }
    table = demo.edges
    cells = (table[name] for name in ("source", "target", "role", "statements"))
    assert found == set(zip(*cells, strict=True))
    sources = demo_core["sources"]
    cited = demo_core.lists("edges.sourceAt", "edges.sourceOf")
    by_statement = demo.statements.groupby("statement")["source"].agg(set)
    for held, own in zip(rests, cited, strict=True):
        wanted = set().union(*(by_statement[statement[i]] for i in held))
        assert {sources[s]["iri"] for s in own} == wanted


def test_each_statement_has_all_its_evidence(demo: Projection, demo_detail: Chunk) -> None:
    statement = demo_detail.iris("statements.iri")
    rows = demo_detail.lists("detail.evidenceAt")
    locators, stated = (demo_detail.texts(f"evidence.{n}") for n in ("locator", "asStated"))
    found = {
        (iri, locators[row], stated[row])
        for iri, held in zip(statement, rows, strict=True)
        for row in held
    }
    cells = (demo.statements[name] for name in ("statement", "locator", "as_stated"))
    used = {iri for held in demo.edges["statements"] for iri in held}
    assert {row for row in zip(*cells, strict=True) if row[0] in used} <= found


def test_statements_without_an_edge_are_with_their_nodes(
    demo_graph: Graph, demo: Projection, demo_core: Chunk, demo_detail: Chunk
) -> None:
    iri, statement = demo_core.iris("nodes.iri"), demo_detail.iris("statements.iri")
    also = demo_detail.lists("detail.alsoAt", "detail.alsoOf")
    drawn = {s for held in demo.edges["statements"] for s in held}
    members = dict(zip(demo.nodes["id"], demo.nodes["members"], strict=True))
    asked = demo_graph.store.table(
        "SELECT DISTINCT ?entity ?statement { ?statement coop:involves ?entity ; coop:evidence ?e }"
    )
    about = asked.groupby("entity")["statement"].agg(set).to_dict()
    for one, held in zip(iri, also, strict=True):
        wanted = set().union(*(about.get(member, set()) for member in members[one])) - drawn
        assert {statement[i] for i in held} == wanted
    assert sum(map(len, also)) > 300
    stages = demo_detail.texts("statements.stage")
    assert "considered" in {stages[i] for held in also for i in held}


def test_names_have_their_languages(demo_core: Chunk, demo_detail: Chunk) -> None:
    row = demo_core["nodes.label"].index("Turku")
    held = demo_detail.lists("names.at")[row]
    languages = demo_detail.texts("names.language")
    found = [(demo_detail["names.text"][i], languages[i]) for i in held]
    assert found[0] == ("Turku", "en")
    assert ("Åbo", "sv") in found
    assert demo_core.meta["languages"][0] == "en"


def test_misprints_are_found_and_never_shown(demo: Projection, demo_detail: Chunk) -> None:
    shown = set(demo_detail["names.text"])
    misprinted = {
        name
        for members in demo.nodes["members"]
        for member in members
        for name in demo.spellings.get(member, ())
    } - shown
    assert misprinted
    assert all(f"|{fold(name)}|" in demo_detail["search.text"] for name in misprinted)


def test_a_line_of_the_search_is_a_node(demo_core: Chunk, demo_detail: Chunk) -> None:
    starts, text = demo_detail["search.start"], demo_detail["search.text"]
    assert text.isascii()
    assert starts[-1] == len(text)
    lines = [text[a:b] for a, b in pairwise(starts)]
    for label, line in zip(demo_core["nodes.label"], lines, strict=True):
        assert line.startswith(f"|{fold(label)}|")
        assert line.endswith("|\n")


@given(st.lists(st.text() | st.text(alphabet="aZ '-\n\t\x00é")))
def test_names_are_folded_together_as_alone(names: list[str]) -> None:
    assert _folded(names) == {name: fold(name) for name in names}


def test_bounds_are_those_of_the_graph(
    demo_graph: Graph, demo_detail: Chunk, demo_core: Chunk
) -> None:
    known = demo_graph.statements.drop_duplicates("statement").set_index("statement")
    iri = demo_detail.iris("statements.iri")
    for name, column in (("beginEarliest", "begin_earliest"), ("endLatest", "end_latest")):
        wanted = [
            int((np.datetime64(day) - np.datetime64("1970-01-01")).astype(int)) if day else -(2**31)
            for day in known.loc[iri, column]
        ]
        assert demo_detail[f"statements.{name}"].tolist() == wanted


def test_bounds_come_from_the_edges_where_there_is_no_graph() -> None:
    _, detail = both(small())
    row = detail.texts("statements.label").index("Turku and Saint Petersburg are twin towns")
    assert detail["statements.beginEarliest"][row] == -6209  # 1953-01-01
    assert detail["statements.endEarliest"][row] == -(2**31)


def test_a_sentence_says_whether_later_evidence_is_held() -> None:
    _, detail = both(small())
    row = detail.texts("statements.label").index("Turku and Saint Petersburg are twin towns")
    held = detail.lists("detail.evidenceAt")[row]
    assert [detail.texts("evidence.sentence")[i] for i in held] == [
        "As stated in City web page, Twin towns, 2013-01-01; no later evidence is held.",
        "As stated in Programme leaflet, 2005-12-31; later evidence is held, of 2013-01-01.",
    ]


def test_later_evidence_counts_where_another_statement_has_it() -> None:
    nodes = [node("a", "A", "Territory"), node("b", "B", "Territory")]
    both_edges = [edge("a", "b", "old", type="Twinning"), edge("a", "b", "new", type="Twinning")]
    statements = [statement("old", as_of="2005-01-01"), statement("new", as_of="2010-01-01")]
    _, detail = both(projection(nodes, both_edges, statements))
    stated = "As stated in Annual report on partners, "
    assert detail.texts("evidence.sentence") == [
        f"{stated}2005-01-01; later evidence is held, of 2010-01-01.",
        f"{stated}2010-01-01; no later evidence is held.",
    ]


def test_conflicts_are_marked_on_edges_and_named_by_statements() -> None:
    core, detail = both(small())
    iri, conflicts = detail.iris("statements.iri"), detail["statements.conflicts"]
    named = {iri[int(row)].rpartition("/")[2]: held for row, held in conflicts.items()}
    assert {key: [h.rpartition("/")[2] for h in held] for key, held in named.items()} == {
        "grant": ["agreed"],
        "agreed": ["grant"],
    }
    assert int(core["edges.conflict"].sum()) == 2


def test_a_preferred_statement_gives_the_basis_of_an_edge() -> None:
    nodes = [node("a", "A", "Territory"), node("b", "B", "Territory")]
    statements = [statement("one", basis="computed"), statement("two", preference="preferred")]
    core, _ = both(projection(nodes, [edge("a", "b", "one", "two")], statements))
    assert core.texts("edges.basis") == ["stated"]


def test_labels_are_in_words(demo_core: Chunk) -> None:
    codes = demo_core.meta["codes"]
    said = dict(zip(*codes["edges.type"].values(), strict=True))
    assert said["OfficialRelations"] == "Official relations"
    assert dict(zip(*codes["edges.stage"].values(), strict=True))["in-force"] == "in force"


def test_what_the_page_says_about_the_whole(demo: Projection, demo_core: Chunk) -> None:
    meta = demo_core.meta
    assert meta["fingerprint"] == demo.fingerprint
    assert meta["graphFingerprint"] == demo.graph_fingerprint
    assert meta["credits"][0]["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert meta["asStated"].startswith("As stated in ")
    assert meta["asStated"].endswith("; no later evidence is held.")
    assert pd.DataFrame(meta["loss"])["count"].tolist() == demo.loss["count"].tolist()
    assert meta["hasSparql"] is True
    assert [m["key"] for m in meta["measures"]] == ["degree", "betweenness"]


def test_questions_and_prefixes_travel_with_the_graph(
    demo_graph: Graph, demo_page: str, demo_detail: Chunk
) -> None:
    assert len(demo_detail["queries"]) == 64
    assert demo_detail["queries"][0]["title"].startswith("When and where was the new cooperation")
    assert demo_detail.meta["prefixes"] == demo_graph.store.prefixes()
    assert chunks(demo_page)["sparql"] == (demo_graph.folder / "graph.nq").read_bytes()


def test_without_sparql_there_is_no_trace_of_it(demo: Projection) -> None:
    page = explorer(demo)
    assert set(chunks(page)) == {"core", "map110", "detail"}
    assert json.loads(json.dumps(opened(chunks(page)["core"]).meta))["hasSparql"] is False


def test_two_modes_have_sides(demo_graph: Graph) -> None:
    from coopgraph.networks import project

    network = project(demo_graph, "organisations-projects")
    core, _ = both(network)
    sides = {"a": 1, "b": 2}
    assert core["nodes.side"].tolist() == [sides[side] for side in network.nodes["side"]]


def test_an_edge_that_rests_on_several_statements_has_no_dates(demo_graph: Graph) -> None:
    from coopgraph.networks import project

    core, detail = both(project(demo_graph, "organisations-by-shared-projects"))
    assert max(map(len, detail.lists("detail.edgeAt", "detail.edgeOf"))) > 1
    assert set(core["edges.beginEarliest"].tolist()) == {-(2**31)}


@pytest.mark.parametrize("network", [projection([]), projection([node("a", "Å", "Territory")])])
def test_nothing_and_next_to_nothing(network: Projection) -> None:
    core, detail = both(network)
    assert len(core["nodes.x"]) == len(network.nodes)
    assert core.meta["asStated"] == "No source is cited."
    assert detail["detail.alsoAt"].tolist() == [0] * (len(network.nodes) + 1)


def test_malice_is_data() -> None:
    network = hostile()
    core, detail = both(network)
    assert core["nodes.label"] == network.nodes["label"].to_list()
    assert sorted(detail.texts("statements.note")) == sorted(network.statements["note"])


def test_the_same_network_gives_the_same_bytes() -> None:
    assert explorer(large()).encode() == explorer(large()).encode()
