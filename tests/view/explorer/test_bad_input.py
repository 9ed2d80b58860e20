"""Networks that are hard to show, and browsers that cannot: a sentence, never a blank page."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.view.explorer.document import write_explorer
from tests.view.explorer.conftest import Visit
from tests.view.samples import edge, node, projection, small, statement

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]

NO_WEBGL = """
const own = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith("webgl") ? null : own.call(this, kind, ...rest);
};
"""


def test_no_nodes(visit: Open) -> None:
    shown = visit("empty")
    assert "This network has no things" in shown.page.locator("#stage").inner_text()
    for name in ("Map", "Table"):
        shown.tab(name)
        assert shown.page.locator("#stage").inner_text().strip()


def test_one_node(visit: Open) -> None:
    shown = visit("one")
    shown.search("aland")
    shown.page.locator("#search").press("Enter")
    assert shown.title == "Åland"
    assert "no" in shown.details.inner_text().lower()


def test_no_dates(visit: Open) -> None:
    shown = visit("one")
    assert "so there is no timeline" in shown.page.locator("body").inner_text()


def test_no_coordinates(visit: Open) -> None:
    shown = visit("small", "#view=map")
    assert "Nothing in this network has coordinates" in shown.page.locator("#stage").inner_text()
    shown.page.get_by_role("button", name="Open the network").click()
    assert shown.page.get_by_role("tab", name="Network").get_attribute("aria-selected") == "true"


def test_all_in_one_place_on_the_map(visit: Open, tmp_path: Path) -> None:
    nodes = [node(key, key.upper(), "Territory", lat=60.0, lon=20.0) for key in "abcdef"]
    edges = [edge("a", key, f"s{key}") for key in "bcdef"]
    network = projection(nodes, edges, [statement(f"s{key}") for key in "bcdef"])
    shown = visit(write_explorer(network, tmp_path / "place.html"), "#view=map")
    shown.settled()
    assert "All 5 statements and 6 things shown." in shown.hidden


def test_nothing_passes_the_filters(visit: Open) -> None:
    shown = visit("small", "#f.type=Lighthouse&alone=0")
    assert "Nothing passes the filters." in shown.page.locator("#stage").inner_text()
    shown.page.locator("#stage").get_by_role("button", name="Show all").click()
    assert shown.hidden.startswith("All 24")


def test_a_hub_with_fifty_thousand_links(visit: Open, tmp_path: Path) -> None:
    count = 50_000
    nodes = [node("hub", "Hub", "Territory")]
    nodes += [node(f"n{i:05}", f"Leaf {i}", "Organisation") for i in range(count)]
    edges = [edge("hub", f"n{i:05}", "all") for i in range(count)]
    network = projection(nodes, edges, [statement("all")])
    shown = visit(write_explorer(network, tmp_path / "hub.html"))
    shown.search("hub")
    shown.page.locator("#search").press("Enter")
    assert shown.title == "Hub"
    assert "50,000" in shown.details.inner_text()
    shown.search("leaf 49999")
    assert shown.hits()[0].startswith("Leaf 49999")


def test_without_webgl_there_is_the_table_and_a_sentence(visit: Open) -> None:
    shown = visit("small", script=NO_WEBGL)
    notice = shown.page.locator("#stage [role=alert]")
    assert "does not give the page WebGL" in notice.inner_text()
    notice.get_by_role("button", name="Open the table").click()
    assert "Turku" in shown.page.get_by_role("grid").inner_text()


def test_a_lost_drawing_context_can_be_resumed(visit: Open) -> None:
    shown = visit("small")
    shown.page.evaluate(
        """() => { for (const canvas of document.querySelectorAll("#stage canvas")) {
          const gl = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
          gl?.getExtension("WEBGL_lose_context")?.loseContext(); } }"""
    )
    notice = shown.page.locator("#stage [role=alert]")
    notice.get_by_role("button", name="Resume").click()
    notice.wait_for(state="hidden")


def test_a_browser_too_old_to_unpack_says_so(visit: Open) -> None:
    shown = visit("small", script="delete window.DecompressionStream", wait=False)
    assert "too old" in shown.page.locator("#boot").inner_text()


def test_directed_relations_are_read_from_their_source(visit: Open) -> None:
    shown = visit("directed")
    shown.search("Turku")
    shown.page.locator("#search").press("Enter")
    text = shown.details.inner_text()
    assert "← Saint Petersburg" in text
    assert small(directed=True).directed
