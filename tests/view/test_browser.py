"""The page in a real Chromium: what a reader sees, clicks, types and is told."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coopgraph.view.page import notebook_frame
from coopgraph.view.palette import family_of
from tests.view.conftest import Watched
from tests.view.samples import MALICE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Open = Callable[..., Watched]

pytestmark = pytest.mark.browser

PIXEL = """([x, y]) => {
  const canvas = document.querySelector("#canvas canvas");
  const ratio = canvas.width / canvas.clientWidth;
  const pixel = canvas.getContext("2d").getImageData(x * ratio, y * ratio, 1, 1);
  return Array.from(pixel.data).slice(0, 3);
}"""


# What the last drawing wrote, and where on the canvas.
RECORD_LABELS = """() => {
  window.labels = [];
  const drawn = CanvasRenderingContext2D.prototype;
  const { clearRect, fillText } = drawn;
  drawn.clearRect = function (...all) { window.labels = []; return clearRect.apply(this, all); };
  drawn.fillText = function (text, x, y) {
    const { a, d, e, f } = this.getTransform();
    const half = this.measureText(text).width / 2;
    const { width, height } = this.canvas;
    const [left, right, top] = [a * (x - half) + e, a * (x + half) + e, d * y + f];
    window.labels.push({ text, left, right, top, bottom: top + 12, width, height });
    return fillText.call(this, text, x, y);
  };
}"""


def labels(path: Path) -> list[str]:
    """Labels of the things of a page, in order."""
    data = re.search(r'id="data">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert data
    return [thing["label"] for thing in json.loads(data[1])["things"]]


def colour(hexadecimal: str) -> list[int]:
    return [int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5)]


def test_it_opens_from_a_folder_and_asks_for_nothing(opened: Open) -> None:
    shown = opened("small")
    shown.page.wait_for_timeout(300)
    assert shown.requests == [shown.address]
    assert shown.page.locator("h1").inner_text() == "Who cooperates with whom"
    assert shown.page.locator("#boot").count() == 0
    assert "as of 2005-12-31 to 2018-12-31" in shown.page.locator("#lead").inner_text()


def test_a_clicked_thing_shows_its_statements_and_sources(opened: Open) -> None:
    shown = opened("small")
    shown.click("thingAt(0)")
    text = shown.details()
    for part in ("Turku", "Territory · municipality · Finland", "Åbo", "Турку"):
        assert part in text
    shown.page.get_by_text("Twinning with Saint Petersburg").click()
    text = shown.details()
    assert "As stated in City web page, Twin towns, 2013-01-01; no later evidence is held." in text
    for part in ("in force as of 2013-01-01", "City of Turku", "block 4", "“1953”"):
        assert part in text


def test_a_clicked_line_shows_its_statements_and_sources(opened: Open) -> None:
    shown = opened("small")
    shown.click("lineAt(0)")
    text = shown.details()
    assert "Saint Petersburg – Turku" in text
    for part in (
        "Twinning",
        "1953 (between 1953-01-01 and 1953-12-31)",
        "Basis",
        "Programme leaflet",
    ):
        assert part in text
    assert text.count("As stated in") == 2


def test_parallel_relations_can_be_clicked_apart(opened: Open) -> None:
    shown = opened("small")
    shown.click("lineAt(0)")
    assert "Official relations" not in shown.details()
    shown.click("lineAt(1)")
    assert "Official relations" in shown.details()
    assert "Twinning" not in shown.details()


def test_a_bundled_line_shows_all_that_it_stands_for(opened: Open) -> None:
    shown = opened("small")
    bundle = shown.page.evaluate(
        'JSON.parse(document.getElementById("data").textContent).network.edges'
        ".findIndex((edge) => edge.relations.length === 5)"
    )
    shown.click(f"lineAt({bundle})")
    assert "5 relations" in shown.details()
    assert shown.page.locator("#details .relation").count() == 5


def test_what_was_considered_is_never_shown_as_current(opened: Open) -> None:
    shown = opened("small")
    shown.page.evaluate("coopgraph.select({relations: [2]})")
    text = shown.details()
    assert "only considered as of 2005-12-31" in text
    assert "in force" not in text


def test_conflict_confidence_and_note_are_told(opened: Open) -> None:
    shown = opened("small")
    shown.page.evaluate("coopgraph.select({relations: [4]})")
    text = shown.details()
    assert "sources conflict" in text
    assert "interpreted, confidence 0.7" in text
    assert re.search(r"Conflicts with\s+agreed", text)
    shown.page.evaluate("coopgraph.select({relations: [2]})")
    assert "An idea of the time." in shown.details()


def test_the_legend_is_true_to_the_picture(opened: Open) -> None:
    for scheme, theme in (("light", "light"), ("dark", "dark")):
        shown = opened("large", color_scheme=scheme)
        spot = shown.page.evaluate("coopgraph.thingAt(0)")
        wanted = colour(getattr(family_of("Territory"), theme))
        assert shown.page.evaluate(PIXEL, [spot["x"], spot["y"]]) == wanted
        glyph = shown.page.locator("#legend .g-territory")
        fill = glyph.evaluate("(path) => getComputedStyle(path).fill")
        assert [int(part) for part in re.findall(r"\d+", fill)] == wanted


def test_the_picture_follows_a_change_of_theme(opened: Open) -> None:
    shown = opened("large", color_scheme="light")
    shown.page.emulate_media(color_scheme="dark")
    shown.page.wait_for_timeout(200)
    spot = shown.page.evaluate("coopgraph.thingAt(0)")
    assert shown.page.evaluate(PIXEL, [spot["x"], spot["y"]]) == colour(family_of("Territory").dark)


def test_filters_hide_and_say_so(opened: Open) -> None:
    shown = opened("small")
    assert shown.page.locator("#status").inner_text() == (
        "Everything is shown: 17 things and 24 relations."
    )
    shown.page.get_by_label("only considered").uncheck()
    shown.page.get_by_label("Event").uncheck()
    assert shown.page.locator("#status").inner_text() == (
        "20 of 24 relations and 16 of 17 things shown. Hidden: 1 thing (Event); "
        "3 relations (only considered); 1 relation (an end is hidden)."
    )
    shown.click("lineAt(2)")
    assert "only considered" not in shown.details()
    shown.page.get_by_role("button", name="Show all").click()
    assert "Everything is shown" in shown.page.locator("#status").inner_text()
    assert shown.page.get_by_label("only considered").is_checked()


def test_search_finds_a_thing_by_any_spelling_in_any_script(opened: Open) -> None:
    page = opened("small").page
    for name, spellings in {
        "Umeå": ["umea", "Uumaja", "UMEÅ", "ume"],
        "Saint Petersburg": ["Санкт-петербург", "pietari", "saint peters", "petersburg"],
    }.items():
        for typed in spellings:
            page.locator("#search").fill(typed)
            assert name in page.locator("#found li").first.inner_text(), typed


def test_search_says_when_there_is_nothing(opened: Open) -> None:
    shown = opened("small")
    shown.page.locator("#search").fill("Atlantis")
    assert shown.page.locator("#found").is_hidden()
    assert "No thing in this network" in shown.page.locator("#found-none").inner_text()


def test_all_of_it_can_be_done_with_the_keyboard(opened: Open) -> None:
    page = opened("small").page
    focused = "document.activeElement.id || document.activeElement.textContent"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Skip to the search"
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == "search"
    page.keyboard.type("petersbu")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == "details-title"
    assert "Saint Petersburg, Territory, 10 relations." in page.locator("#say").inner_text()
    relation = page.locator("#details summary", has_text="Twinning with Turku")
    for _ in range(40):
        if relation.evaluate("(node) => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "no later evidence is held" in page.locator("#details").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#details-title").inner_text() == "Turku"
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == "canvas"


def test_arrow_keys_walk_the_picture(opened: Open) -> None:
    page = opened("small").page
    page.locator("#canvas").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#details-title").inner_text() == "Saint Petersburg"
    start = page.evaluate("coopgraph.thingAt(2)")
    partners = {"Turku": 0, "Kainuu": 3, "Forum of partners": 11}
    page.keyboard.press("ArrowDown")
    reached = partners[page.locator("#details-title").inner_text()]
    page.evaluate("coopgraph.select(null, 'picture')")
    assert page.evaluate(f"coopgraph.thingAt({reached})")["y"] > start["y"] - 400
    page.keyboard.press("Escape")
    assert page.locator("#details-title").inner_text() == "What this shows"


def test_the_table_reaches_every_statement(opened: Open) -> None:
    page = opened("small").page
    page.get_by_role("tab", name="Table").click()
    assert page.locator("#rows th").count() == 17
    row = page.locator("#rows tr", has_text="Umeå")
    row.get_by_role("button", name="4 relations").click()
    page.locator("#rows .more:visible").get_by_role("button", name="planned as of").click()
    assert (
        "As stated in Annual report on partners, 2018-12-31"
        in page.locator("#details").inner_text()
    )
    page.get_by_role("columnheader", name="Relations").get_by_role("button").click()
    assert "Saint Petersburg" in page.locator("#rows tr").first.inner_text()
    assert page.locator("th[aria-sort]").inner_text().startswith("Relations")


def test_back_returns_to_what_was_selected_before(opened: Open) -> None:
    shown = opened("small")
    shown.click("thingAt(0)")
    shown.click("thingAt(1)")
    shown.page.get_by_role("button", name="Back").click()
    assert shown.page.locator("#details-title").inner_text() == "Turku"
    shown.page.get_by_role("button", name="Close").click()
    assert "Most connected" in shown.details()


def test_the_foot_tells_rule_fingerprint_sources_and_losses(opened: Open) -> None:
    page = opened("small").page
    text = page.locator("footer").inner_text()
    for part in ("as stated: a territory", "Two things are connected", "0" * 64, "CC BY 4.0"):
        assert part in text
    assert "self-loop" not in text
    page.get_by_text("Loss report: 3 rows").click()
    assert "self-loop after folding" in page.locator("footer").inner_text()


def test_no_hostile_text_runs_or_becomes_markup(opened: Open, pages: dict[str, Path]) -> None:
    shown = opened("hostile")
    page = shown.page
    for i, label in enumerate(labels(pages["hostile"])):
        page.evaluate(f"coopgraph.select({{thing: {i}}})")
        assert page.locator("#details-title").text_content() == label
        page.evaluate(f"coopgraph.select({{relations: [{i}]}})")
        assert "As stated in" in shown.details()
        page.locator("#search").fill(label[:50])
    page.get_by_role("tab", name="Table").click()
    for button in page.locator("#rows button[aria-expanded]").all():
        button.click()
    page.locator("#loss summary").click()
    assert page.evaluate("window.hacked") is None
    assert (
        page.evaluate("document.querySelectorAll('img, iframe, svg[onload], script[src]').length")
        == 0
    )
    targets = page.evaluate("Array.from(document.querySelectorAll('a[href]'), (a) => a.href)")
    assert all(target.startswith(("https://", "http://", "file://")) for target in targets)
    assert page.title().startswith(MALICE[0])


def test_links_lead_out_only_to_the_web_and_say_nothing_of_the_reader(opened: Open) -> None:
    page = opened("small").page
    page.evaluate("coopgraph.select({relations: [0]})")
    for link in page.locator("#details a, footer a").all():
        assert re.match(r"https?://", link.get_attribute("href") or "")
        assert link.get_attribute("rel") == "noopener noreferrer"
    assert page.locator("meta[name=referrer]").get_attribute("content") == "no-referrer"


def test_on_a_phone_everything_fits_and_details_rise_from_below(opened: Open) -> None:
    shown = opened("large", width=390, height=844, has_touch=True, is_mobile=True)
    page = shown.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    shown.click("thingAt(0)")
    sheet = page.locator("#details").bounding_box()
    assert sheet
    assert sheet["y"] + sheet["height"] == pytest.approx(844, abs=2)
    assert 300 < sheet["height"] < 500
    x, y = shown.at("thingAt(0)")
    assert 0 < x < 390
    assert 0 < y < sheet["y"]
    page.get_by_role("button", name="Taller").click()
    taller = page.locator("#details").bounding_box()
    assert taller
    assert taller["height"] > 700
    page.get_by_role("button", name="Close").click()
    page.get_by_role("tab", name="Table").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("name", ["small", "large"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_label_is_cut_at_the_edge_of_the_picture(opened: Open, name: str, width: int) -> None:
    page = opened(name, width=width, height=844).page
    page.evaluate(RECORD_LABELS)
    page.locator("#zoom-all").click()
    for _ in range(100):  # the policy of the page lets no text be run that would wait inside it
        if page.evaluate("() => window.labels.length > 5"):
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)  # the picture moves for a quarter of a second
    cut = page.evaluate(
        "labels.filter((l) => l.left < 0 || l.right > l.width || l.top < 0 || l.bottom > l.height)"
    )
    assert cut == []


@pytest.mark.parametrize("width", [1280, 390])
def test_every_control_is_named_and_large_enough(opened: Open, width: int) -> None:
    page = opened("small", width=width).page
    page.evaluate("coopgraph.select({thing: 2})")
    page.locator(".legend details").evaluate("(box) => { box.open = true; }")
    controls = page.locator(
        "main button, main summary, header input, .legend label, footer summary"
    )
    small = []
    for control in controls.all():
        box = control.bounding_box()
        if box and (box["width"] < 24 or box["height"] < 24):
            small.append((control.inner_text(), box))
        name = control.get_attribute("aria-label") or control.inner_text()
        assert name or control.get_attribute("id") == "search"
    assert small == []


def test_focus_can_be_seen(opened: Open) -> None:
    page = opened("small").page
    for _ in range(3):
        page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineWidth"
    assert page.evaluate(outline) == "3px"


def test_an_empty_network_says_so(opened: Open) -> None:
    shown = opened("empty")
    assert "There is nothing to draw" in shown.page.locator("#message").inner_text()
    assert shown.page.locator("#status").inner_text() == "Nothing is shown."
    assert "no row of the query was left out" in shown.page.locator("#loss summary").inner_text()


def test_one_thing_is_drawn_and_explained(opened: Open) -> None:
    shown = opened("one")
    assert "One thing and no relation" in shown.page.locator("#message").inner_text()
    shown.click("thingAt(0)")
    assert "No relation of this thing" in shown.details()


def test_directed_relations_are_read_from_their_source(opened: Open) -> None:
    shown = opened("directed")
    shown.page.evaluate("coopgraph.select({relations: [0]})")
    assert "Saint Petersburg → Turku" in shown.details()
    shown.page.evaluate("coopgraph.select({thing: 0})")
    assert "Twinning ← Saint Petersburg" in shown.details()
    assert "Arrows: from source to target." in shown.page.locator("#legend").inner_text()


def test_the_wheel_scrolls_the_page_until_the_picture_is_touched(opened: Open) -> None:
    shown = opened("small")
    page = shown.page
    x, y = shown.at("thingAt(0)")
    page.mouse.move(x, y)
    page.mouse.wheel(0, 100)
    page.wait_for_timeout(150)
    assert page.evaluate("scrollY") > 0
    page.evaluate("scrollTo(0, 0)")
    page.mouse.click(*shown.at("thingAt(0)"))
    before = shown.at("thingAt(3)")
    page.mouse.wheel(0, -100)
    page.wait_for_timeout(150)
    assert page.evaluate("scrollY") == 0
    assert shown.at("thingAt(3)") != before


def test_zoom_buttons_change_the_view_at_once_where_motion_is_unwelcome(opened: Open) -> None:
    shown = opened("small", reduced_motion="reduce")
    before = shown.at("thingAt(0)")
    shown.page.get_by_role("button", name="Zoom in").click()
    assert shown.at("thingAt(0)") != before
    shown.page.get_by_role("button", name="All").click()
    assert shown.at("thingAt(0)") == pytest.approx(before, abs=2)


def test_in_print_there_are_picture_and_table_on_white(opened: Open) -> None:
    page = opened("small", color_scheme="dark").page
    page.emulate_media(media="print")
    assert page.locator("#canvas").is_visible()
    assert page.locator("#rows").is_visible()
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_without_a_canvas_the_table_takes_over(browser: "Browser", pages: dict[str, Path]) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(pages["small"].as_uri())
    assert page.locator("#rows th").count() == 17
    assert page.locator("#panel-table").is_visible()
    page.get_by_role("tab", name="Picture").click()
    assert "The picture cannot be drawn" in page.locator("#message").inner_text()
    page.get_by_role("tab", name="Table").click()
    page.get_by_role("button", name="Turku").first.click()
    assert page.locator("#details-title").inner_text() == "Turku"
    context.close()


def test_without_scripts_a_sentence_says_what_to_do(
    browser: "Browser", pages: dict[str, Path]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["small"].as_uri())
    assert "has not been drawn" in page.locator("#boot").inner_text()
    assert page.locator("h1").inner_text() == "Who cooperates with whom"
    context.close()


def test_a_file_that_was_cut_off_says_so(
    browser: "Browser", pages: dict[str, Path], tmp_path: Path
) -> None:
    whole = pages["small"].read_bytes()
    cut = tmp_path / "cut.html"
    cut.write_bytes(whole[: len(whole) - 5000])
    context = browser.new_context()
    page = context.new_page()
    page.goto(cut.as_uri())
    assert "the file is incomplete" in page.locator("#boot").inner_text()
    context.close()


def test_it_works_in_the_frame_of_a_notebook(
    browser: "Browser", pages: dict[str, Path], tmp_path: Path
) -> None:
    notebook = tmp_path / "notebook.html"
    frame = notebook_frame(pages["small"].read_text(encoding="utf-8"))
    notebook.write_text(f'<!doctype html><meta charset="utf-8">{frame}', encoding="utf-8")
    context = browser.new_context(viewport={"width": 900, "height": 700})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(notebook.as_uri())
    inside = page.frame_locator("iframe")
    inside.locator("#search").fill("umea")
    inside.locator("#search").press("Enter")
    assert inside.locator("#details-title").inner_text() == "Umeå"
    inside.locator("a.skip").first.focus()
    page.keyboard.press("Enter")
    assert inside.locator("#details-title").inner_text() == "Umeå"
    assert set(asked) <= {notebook.as_uri(), "about:srcdoc"}
    context.close()


def test_a_name_typed_in_full_comes_first(opened: Open) -> None:
    page = opened("small").page
    page.locator("#search").fill("Kainuu")
    assert page.locator("#found li").all_inner_texts() == [
        *("Kainuu Territory", "Regional Council of Kainuu Authority")
    ]
    page.locator("#search").fill("kolarctic")
    assert page.locator("#found li").first.inner_text() == "Kolarctic Programme"
