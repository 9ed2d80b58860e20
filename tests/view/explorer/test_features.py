"""Each feature of the page, driven as a person would and read as a person would."""

import csv
import io
import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coopgraph.network.measures.registry import rank
from coopgraph.network.paths.paths import path
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.explorer.document import write_explorer
from tests.view.explorer.conftest import STILL, Visit
from tests.view.samples import edge, node, projection, statement

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def check(shown: Visit, label: str) -> None:
    """Click the box of a filter."""
    shown.page.locator(".facet label", has_text=re.compile(rf"^\s*{label}\b")).click()


def changes(shown: Visit, before: bytes) -> bool:
    """Whether the picture becomes another one, within some seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        shown.settled()
        if shown.page.locator("#stage .host").screenshot() != before:
            return True
    return False


# ---- network


def test_a_clicked_thing_shows_names_statements_and_sources(visit: Open) -> None:
    shown = visit("small", STILL)
    shown.page.mouse.click(*shown.at("Turku"))
    assert shown.title == "Turku"
    text = shown.details.inner_text()
    for part in (
        "Territory · municipality · Finland",
        "Åbo",
        "Турку",
        "Twinning",
        "Saint Petersburg",
    ):
        assert part in text
    shown.details.locator(".relation summary", has_text="1953").click()
    text = shown.details.inner_text()
    for part in (
        "As stated in City web page, Twin towns, 2013-01-01; no later evidence is held.",
        "As stated in Programme leaflet, 2005-12-31; later evidence is held, of 2013-01-01.",
        "City of Turku",
        "block 4",
        "“1953”",
        "in force as of 2013-01-01",
        "1953 (between 1953-01-01 and 1953-12-31)",
    ):
        assert part in text


def test_a_clicked_line_shows_its_statement(visit: Open) -> None:
    shown = visit("small", STILL)
    labels = shown.core()["nodes.label"]
    from tests.view.explorer.decoder import edges

    wanted = {labels.index("SKBIC"), labels.index("Barents bureau")}
    edge = next(i for i, ends in enumerate(edges(shown.core())) if set(ends) == wanted)
    shown.page.mouse.click(*shown.between(edge))
    assert set(shown.title.split(" – ")) == {"SKBIC", "Barents bureau"}


def test_what_was_considered_is_never_shown_as_current(visit: Open) -> None:
    shown = visit("small")
    shown.search("umea")
    shown.page.locator("#search").press("Enter")
    summary = shown.details.locator(".relation summary", has_text="considered")
    assert "only considered as of 2005-12-31" in summary.inner_text()


def test_hovering_names_the_neighbourhood(visit: Open) -> None:
    shown = visit("small", STILL)
    host = shown.page.locator("#stage .host")
    before = host.screenshot()
    shown.page.mouse.move(*shown.at("MARITOUR"))
    expect(shown.page.locator("#stage .picture")).to_have_css("cursor", "pointer")
    assert changes(shown, before)
    shown.page.mouse.move(5, 5)


def test_shift_adds_to_the_selection_and_the_ground_clears_it(visit: Open) -> None:
    shown = visit("small", STILL)
    shown.page.mouse.click(*shown.at("Turku"))
    shown.page.keyboard.down("Shift")
    shown.page.mouse.click(*shown.at("Kainuu"))
    shown.page.keyboard.up("Shift")
    assert shown.title == "2 things selected"
    box = shown.page.locator("#stage .host").bounding_box()
    assert box
    shown.page.mouse.click(box["x"] + 4, box["y"] + 4)
    assert shown.title == "Who cooperates with whom"


def test_a_lasso_selects_what_it_surrounds(visit: Open) -> None:
    shown = visit("small", STILL)
    shown.page.get_by_role("button", name="Select by drawing around").click()
    box = shown.page.locator("#stage .host").bounding_box()
    assert box
    left, top = box["x"] + 3, box["y"] + 3
    right, bottom = left + box["width"] - 60, top + box["height"] - 6
    shown.page.mouse.move(left, top)
    shown.page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top)):
        shown.page.mouse.move(x, y, steps=6)
    shown.page.mouse.up()
    assert re.match(r"1[5-7] things selected", shown.title)


def test_focus_keeps_what_is_within_some_steps(visit: Open, demo: Projection) -> None:
    shown = visit("demo")
    shown.search("Kostomuksha")
    shown.page.locator("#search").press("Enter")
    shown.details.get_by_role("button", name="Focus").click()
    iri = demo.nodes.set_index("label").loc["Kostomuksha", "id"]
    graph = demo.to_networkx()
    assert f"{1 + len(set(graph.neighbors(iri)))} of 214 things shown" in shown.hidden
    shown.details.get_by_role("button", name="2 steps").click()
    import networkx as nx

    two = nx.ego_graph(nx.Graph(graph), iri, 2)
    assert f"{len(two)} of 214 things shown" in shown.hidden
    assert "focus" in shown.hash


def test_a_shortest_path_with_its_citations(visit: Open, demo: Projection) -> None:
    shown = visit("demo")
    shown.search("Umeå")
    shown.page.locator("#search").press("Enter")
    shown.details.get_by_role("button", name="Path").click()
    assert "Now pick the other end" in shown.details.inner_text()
    shown.search("Turku")
    shown.page.locator("#search").press("Enter")
    length = len(path(demo, "Umeå", "Turku").paths[0].steps)
    text = shown.details.inner_text()
    assert f"Umeå and Turku are {length} steps apart." in text
    for summary in shown.details.locator(".path .relation summary").all():
        if not summary.locator("xpath=..").get_attribute("open"):
            summary.click()
    text = shown.details.locator(".path").inner_text()
    assert text.count("As stated in") >= length
    assert "Locator" in text or "block" in text


def test_size_and_colour_follow_any_measure(visit: Open) -> None:
    shown = visit("small", STILL)
    before = shown.page.locator("#stage .host").screenshot()
    shown.page.locator("summary", has_text="Appearance").click()
    shown.page.get_by_label("Size").select_option("betweenness")
    shown.page.get_by_label("Colour").select_option("community")
    assert "size=betweenness" in shown.hash
    assert "colour=community" in shown.hash
    assert "Community 1" in shown.page.locator("#filters").inner_text()
    assert changes(shown, before)


def test_names_language_and_theme_are_chosen(visit: Open) -> None:
    shown = visit("demo", "#sel=baltic-barents/umea", color_scheme="light")
    shown.page.locator("summary", has_text="Appearance").click()
    shown.page.get_by_label("Names in").select_option(label="Russian")
    expect(shown.page.locator("#details-title")).to_have_text("Умео")
    shown.page.get_by_label("Theme").select_option("dark")
    expect(shown.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert "lang=ru" in shown.hash
    shown.page.go_back()
    shown.page.go_back()
    expect(shown.page.locator("#details-title")).to_have_text("Umeå")


def test_widths_follow_the_weight_where_there_is_one(visit: Open, tmp_path: Path) -> None:
    nodes = [node(key, key.upper(), "Territory") for key in "abc"]
    edges = [edge("a", "b", "s", weight=2.0), edge("b", "c", "s", weight=18.0)]
    network = projection(nodes, edges, [statement("s")])
    shown = visit(write_explorer(network, tmp_path / "weights.html"), STILL)
    before = shown.page.locator("#stage .host").screenshot()
    shown.page.locator("summary", has_text="Appearance").click()
    shown.page.get_by_label("Line width").select_option("weight")
    assert changes(shown, before)
    legend = shown.page.locator("section.legend", has_text="Line width")
    assert legend.locator("span:has(path)").all_inner_texts() == ["2", "18"]
    widths = legend.locator("path").evaluate_all(
        "all => all.map((one) => Number(one.getAttribute('stroke-width')))"
    )
    assert (widths[1] - 0.8) / (widths[0] - 0.8) == pytest.approx(3)
    other = visit("small")
    other.page.locator("summary", has_text="Appearance").click()
    assert other.page.get_by_label("Line width").locator("option").count() == 1


def test_a_double_click_focuses(visit: Open) -> None:
    shown = visit("small", STILL)
    shown.page.mouse.dblclick(*shown.at("Turku"))
    shown.page.locator("#hidden-line", has_text="outside the focus").wait_for()
    assert shown.title == "Turku"
    assert re.search("focus=[^&]*turku:1", shown.hash)


def test_the_most_connected_are_those_of_coopgraph(visit: Open, demo: Projection) -> None:
    shown = visit("demo")
    first = rank(demo, "degree", 3).values
    text = shown.details.inner_text()
    for label, value in zip(first["label"], first["value"], strict=True):
        assert re.search(rf"{re.escape(label)}\s+{int(value)}\b", text)


# ---- search


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("umea", "Umeå"),
        ("ABO", "Turku"),
        ("выборг", "Vyborg"),
        ("Pietari", "Saint Petersburg"),
        ("Habai", "Hebei"),
        ("kostomuk", "Kostomuksha"),
    ],
)
def test_search_finds_any_spelling(visit: Open, typed: str, found: str) -> None:
    shown = visit("demo")
    shown.search(typed)
    assert any(hit.startswith(found) for hit in shown.hits()[:3])


def test_a_misprint_is_found_but_not_shown(visit: Open) -> None:
    shown = visit("demo")
    shown.search("habai")
    assert "habai" not in shown.page.get_by_role("listbox").inner_text().lower()


def test_a_search_without_a_hit_says_so(visit: Open) -> None:
    shown = visit("demo")
    shown.search("xyzzy")
    assert "No name contains “xyzzy”." in shown.page.locator(".hits.none").inner_text()


# ---- filters


def test_a_filter_says_what_it_hides_in_every_view(visit: Open) -> None:
    shown = visit("demo")
    assert shown.hidden == "All 370 statements and 214 things shown."
    check(shown, "Membership")
    assert "355 of 370 statements" in shown.hidden
    assert "15 Membership" in shown.hidden
    shown.tab("Table")
    shown.page.locator(".table-view .segments button").last.click()
    assert "355" in shown.page.locator(".toolbar").inner_text()
    assert "355 of 370" in shown.hidden
    shown.page.get_by_role("button", name="Show all").click()
    assert shown.hidden.startswith("All 370")


def test_only_keeps_one_value(visit: Open) -> None:
    shown = visit("demo")
    row = shown.page.locator(".facet .row", has_text="Twinning")
    row.hover()
    row.get_by_role("button", name="Only Twinning").click()
    assert shown.hidden.startswith("2 of 370 statements")


def test_reasons_add_up_and_the_loss_report_is_one_click_away(
    visit: Open, demo: Projection
) -> None:
    shown = visit("demo")
    check(shown, "Membership")
    check(shown, "agreed")
    shown.page.get_by_role("button", name="Why?").click()
    dialog = shown.page.get_by_role("dialog")
    rows = dialog.locator("table").first.locator("tbody tr")
    counts = [int(text) for text in rows.locator("td:nth-child(2)").all_inner_texts()]
    total = int(dialog.locator("tfoot td").first.inner_text())
    assert sum(counts) == total
    assert f"{370 - total} of 370" in shown.hidden
    loss = dialog.locator("table").last.inner_text()
    for count in demo.loss["count"]:
        assert f"{count:,}" in loss


# ---- time


def test_a_window_of_time_keeps_what_may_have_held(visit: Open, demo: Projection) -> None:
    shown = visit("demo")
    shown.page.get_by_role("textbox", name="From").fill("1953")
    shown.page.get_by_role("textbox", name="To").fill("1960")
    shown.page.get_by_role("textbox", name="To").press("Enter")
    shown.page.get_by_label(re.compile("undated")).uncheck()
    edges = demo.edges
    begun = (edges["begin_earliest"] <= "1960-12-31") & (
        (edges["begin_earliest"] != "") | (edges["begin_latest"] != "")
    )
    ended = (edges["end_latest"] != "") & (edges["end_latest"] < "1953-01-01")
    shown_edges = int(re.match(r"([\d,]+) of", shown.hidden)[1].replace(",", ""))  # type: ignore[index]
    assert 0 < shown_edges <= int((begun & ~ended).sum())
    assert "t=1953..1960" in shown.hash
    assert "undated=0" in shown.hash


def test_a_vague_date_is_only_possible(visit: Open) -> None:
    shown = visit("small", "#t=1960&undated=0")
    shown.search("Turku")
    shown.page.locator("#search").press("Enter")
    official = shown.details.locator(".relation", has_text="no later than 1990-12-31")
    assert official.locator("abbr").inner_text() == "?"
    twinning = shown.details.locator(".relation summary", has_text="1953")
    assert twinning.locator("abbr").count() == 0


def test_play_moves_the_window(visit: Open) -> None:
    shown = visit("demo", reduced_motion="no-preference")
    shown.page.get_by_role("button", name="Play").click()
    first = shown.page.get_by_role("textbox", name="From")
    last = shown.page.get_by_role("textbox", name="To")
    expect(last).not_to_have_value("2020")
    expect(first).not_to_have_value("1953")
    assert re.search(r"t=\d{4}", shown.hash)
    shown.page.get_by_role("button", name="Pause").click()


# ---- SPARQL


def test_a_question_is_answered_from_the_graph_in_the_file(visit: Open) -> None:
    shown = visit("demo", "#view=query")
    query = "SELECT ?tie { ?s a coop:Twinning ; rdfs:label ?tie } ORDER BY ?tie"
    shown.page.get_by_label("SPARQL query").fill(query)
    shown.page.get_by_role("button", name="Run").click()
    shown.page.get_by_role("grid").wait_for()
    assert "Twinning: Umeå – Petrozavodsk" in shown.page.get_by_role("grid").inner_text()


def test_a_competency_question_is_chosen_and_answered(visit: Open) -> None:
    shown = visit("demo", "#view=query")
    questions = shown.page.get_by_label(re.compile("Questions"))
    title = "How much did the municipal board of Umeå grant to SKBIC, for which year and purpose?"
    questions.select_option(label=title)
    shown.page.get_by_role("button", name="Run").click()
    answer = shown.page.get_by_role("grid", name="Answer")
    answer.wait_for()
    for part in ("163000", "SEK", "2020"):
        assert answer.get_by_role("gridcell", name=part, exact=True).count() >= 1


def test_the_example_questions_can_be_asked_and_shown(visit: Open) -> None:
    shown = visit("demo", "#view=query")
    select = shown.page.get_by_role("combobox").last
    assert select.locator("option").count() == 65
    shown.page.get_by_label("SPARQL query").fill(
        "SELECT ?a ?s { ?s a coop:Twinning ; coop:party ?a }"
    )
    shown.page.get_by_role("button", name="Run").click()
    show = shown.page.get_by_role("button", name=re.compile("in the network"))
    show.click()
    assert "sel=" in shown.hash
    assert shown.page.get_by_role("tab", name="Network").get_attribute("aria-selected") == "true"


@pytest.mark.parametrize(
    ("query", "said"),
    [("SELECT * {", ""), ("SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }", "")],
)
def test_a_wrong_query_is_told(visit: Open, query: str, said: str) -> None:
    shown = visit("demo", "#view=query")
    shown.page.get_by_label("SPARQL query").fill(query)
    shown.page.get_by_role("button", name="Run").click()
    problem = shown.page.locator("#stage [role=alert]")
    problem.wait_for()
    assert "not answered" in problem.inner_text()
    assert said in problem.inner_text()


def test_a_runaway_query_is_stopped(visit: Open) -> None:
    shown = visit("demo", "#view=query")
    shown.page.get_by_label("SPARQL query").fill(
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    )
    shown.page.get_by_role("button", name="Run").click()
    shown.page.get_by_text("Running …").wait_for()
    shown.page.get_by_role("button", name="Stop").click()
    shown.page.get_by_text("Stopped. Nothing was answered.").first.wait_for()


def test_without_sparql_there_is_no_such_view(visit: Open) -> None:
    shown = visit("light")
    assert shown.page.get_by_role("tab").all_inner_texts() == ["Network", "Map", "Table"]


# ---- address


def test_an_address_restores_a_view_and_back_works(visit: Open) -> None:
    shown = visit("demo")
    shown.search("Kainuu")
    shown.page.locator("#search").press("Enter")
    check(shown, "Membership")
    shown.tab("Table")
    address = shown.page.evaluate("location.hash")
    again = visit("demo", address)
    assert again.title == "Kainuu"
    assert again.hidden == shown.hidden
    assert again.page.get_by_role("tab", name="Table").get_attribute("aria-selected") == "true"
    shown.page.go_back()
    assert shown.page.get_by_role("tab", name="Network").get_attribute("aria-selected") == "true"
    shown.page.go_back()
    assert shown.hidden.startswith("All 370")


def test_an_address_of_something_else_says_so(visit: Open) -> None:
    shown = visit("demo", "#sel=baltic-barents/atlantis&x-future=1")
    assert "not in this file" in shown.details.get_by_role("alert").inner_text()
    shown.tab("Map")
    assert "x-future=1" in shown.hash


# ---- export


def test_a_citation_names_data_licence_and_fingerprint(visit: Open, demo: Projection) -> None:
    shown = visit("demo")
    shown.page.get_by_role("banner").get_by_role("button", name="Cite").click()
    text = shown.page.get_by_role("dialog").locator("textarea").input_value()
    for part in (demo.fingerprint[:12], demo.graph_fingerprint[:12], demo.credits[0].licence):
        assert part in text


@pytest.mark.parametrize("view", ["network", "map"])
def test_a_picture_is_saved_with_its_legend(visit: Open, view: str) -> None:
    shown = visit("demo", f"#view={view}&f.stage=-agreed&colour=betweenness")
    shown.page.get_by_role("banner").get_by_role("button", name="Export").click()
    dialog = shown.page.get_by_role("dialog")
    with shown.page.expect_download() as waiting:
        dialog.get_by_role("button", name="SVG").click()
    svg = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert svg.startswith(("<svg", "<?xml"))
    assert "Hidden: 33 agreed (stage)." in svg
    assert "Colour: Betweenness" in svg
    assert ("Without a place: 144 things" in svg) is (view == "map")
    parts = ("Leningrad Oblast", "Territory", "in force", "Size: relations", "completed")
    for part in (*parts, "no later evidence is held"):
        assert part in svg
    with shown.page.expect_download() as waiting:
        dialog.get_by_role("button", name="PNG").click()
    png = Path(waiting.value.path()).read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20], "big") >= 2000  # print quality


def test_statements_are_saved_with_their_sources(visit: Open, demo: Projection) -> None:
    shown = visit("demo")
    shown.page.get_by_role("banner").get_by_role("button", name="Export").click()
    with shown.page.expect_download() as waiting:
        shown.page.get_by_role("button", name="Statements and sources").click()
    content = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    used = {iri for held in demo.edges["statements"] for iri in held}
    assert len(rows) - 1 >= len(used)
    assert used <= {cell for row in rows for cell in row}


def test_the_page_and_python_agree_on_every_edge(visit: Open, demo: Projection) -> None:
    shown = visit("demo", "#view=table&tab=edges")
    with shown.page.expect_download() as waiting:
        shown.page.get_by_role(
            "button", name=re.compile("download|csv", re.IGNORECASE)
        ).last.click()
    content = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(content)))
    assert len(rows) == len(demo.edges), json.dumps(header)
