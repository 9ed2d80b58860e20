"""Map and table, driven as a person would and read as a person would."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.network.projecting.projection import Projection
from tests.view.explorer.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]

# Where a thing stands on the map, in pixels of the window.
_WHERE = """(label) => {
  const { page } = coopgraph;
  const { view } = page.picture();
  const box = view.element.getBoundingClientRect();
  const node = page.core.nodes.label.indexOf(label);
  const { x, y, eye } = view;
  return [box.left + x[node] * eye.scale + eye.left, box.top + y[node] * eye.scale + eye.top];
}"""


# ---- map


def test_things_without_a_place_are_listed(visit: Open, demo: Projection) -> None:
    shown = visit("demo", "#view=map")
    unplaced = int(demo.nodes["lat"].isna().sum())
    placed = demo.nodes["lat"].notna().sum()
    on_map = set(demo.nodes.loc[demo.nodes["lat"].notna(), "id"])
    lines = int((demo.edges["source"].isin(on_map) & demo.edges["target"].isin(on_map)).sum())
    assert shown.hidden == (
        f"On the map: {lines} of 370 statements and {placed} of 214 things. "
        f"Without a place: {unplaced} things, with {370 - lines} statements."
    )
    shown.page.locator("details.unplaced summary").click()
    assert shown.page.locator("details.unplaced li").count() >= min(unplaced, 50)


def test_the_map_has_the_same_selection(visit: Open) -> None:
    shown = visit("demo")
    shown.search("Umeå")
    shown.page.locator("#search").press("Enter")
    shown.tab("Map")
    assert shown.title == "Umeå"
    assert "view=map" in shown.hash
    shown.page.locator("#stage .host canvas").first.wait_for()


def test_gathered_things_part_when_they_are_clicked(visit: Open) -> None:
    shown = visit("demo", "#view=map")
    camera = """() => {
      const { page } = coopgraph;
      return page.picture().view.camera().split(",").map(Number);
    }"""
    shown.settled()
    scales = [shown.page.evaluate(camera)[2]]
    for _ in range(3):
        shown.settled()
        x, y = shown.page.evaluate(_WHERE, "Leningrad Oblast")
        shown.page.mouse.click(x, y)
        scales.append(shown.page.evaluate(camera)[2])
    assert scales[0] < scales[1] < scales[2] == scales[3]
    assert scales[3] > 50 * scales[0]
    assert shown.title == "2 things selected"  # they share one place: nothing parts them


def test_what_is_chosen_leads_those_gathered_around_it(visit: Open) -> None:
    shown = visit("demo", "#view=map&cam=0.5,0.3,0.9&sel=baltic-barents/vyborg")
    shown.page.get_by_role("banner").get_by_role("button", name="Export").click()
    with shown.page.expect_download() as waiting:
        shown.page.get_by_role("dialog").get_by_role("button", name="SVG").click()
    svg = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert re.search(r"Vyborg \+\d+", svg)
    assert not re.search(r"Leningrad Oblast \+\d+", svg)


# ---- table


@pytest.mark.parametrize("width", [1400, 1280])
def test_numbers_and_titles_of_the_table_are_not_cut(visit: Open, width: int) -> None:
    shown = visit("demo", "#view=table", width=width, height=900)
    cut = shown.page.evaluate(
        """() => [...document.querySelectorAll(".th span, .td.is-number bdi")]
        .filter((e) => e.scrollWidth > e.clientWidth + 1)
        .map((e) => e.textContent)"""
    )
    assert cut == []
    grid = shown.page.get_by_role("grid")
    assert grid.evaluate("(e) => e.scrollWidth - e.clientWidth") == 0


def test_a_wide_table_follows_the_keys_sideways(visit: Open) -> None:
    shown = visit("demo", "#view=table&tab=edges")
    grid = shown.page.get_by_role("grid")
    grid.locator("[tabindex='0']").focus()
    shown.page.keyboard.press("ArrowDown")
    shown.page.keyboard.press("End")
    last = shown.page.locator(".td:focus")
    last.wait_for()
    frame, box = grid.bounding_box(), last.bounding_box()
    assert frame
    assert box
    assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    shown.page.keyboard.press("Home")
    assert grid.evaluate("(e) => e.scrollLeft") == 0


def test_the_table_sorts_filters_and_is_read_by_rows(visit: Open, demo: Projection) -> None:
    shown = visit("demo", "#view=table")
    grid = shown.page.get_by_role("grid")
    heads = grid.get_by_role("columnheader")
    heads.first.click()
    assert heads.first.get_attribute("aria-sort") == "ascending"
    first = grid.get_by_role("row").nth(1).inner_text()
    heads.first.click()
    assert heads.first.get_attribute("aria-sort") == "descending"
    assert grid.get_by_role("row").nth(1).inner_text() > first
    shown.page.get_by_label("Filter rows").fill("umea")
    assert re.search(r"\d+ rows?", shown.page.locator(".toolbar [role=status]").inner_text())
    assert "Umeå" in grid.inner_text()


def test_the_table_is_saved_as_csv(visit: Open, demo: Projection) -> None:
    shown = visit("demo", "#view=table")
    with shown.page.expect_download() as waiting:
        shown.page.get_by_role(
            "button", name=re.compile("download|csv", re.IGNORECASE)
        ).last.click()
    content = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert len(rows) == 215
    cells = {cell for row in rows for cell in row}
    assert set(demo.nodes["id"]) | set(demo.nodes["label"]) <= cells
