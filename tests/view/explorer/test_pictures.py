"""What is drawn, as far as a program can tell: contexts given back, files of pictures."""

import html
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.view.explorer.conftest import STILL, Pages, Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
SVG = "{http://www.w3.org/2000/svg}"
_LISTEN = """
window.drawing = [];
const given = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  const context = given.call(this, kind, ...more);
  if (kind === "webgl2" && context && !drawing.includes(context)) drawing.push(context);
  return context;
};
"""
_ALIVE = "() => (window.drawing ?? []).some((context) => !context.isContextLost())"


def test_of_many_frames_only_those_in_view_keep_a_drawing_context(
    visit: Open, explorer_pages: Pages, tmp_path: Path
) -> None:
    content = html.escape(explorer_pages["small"].read_text(encoding="utf-8"))
    frame = f'<iframe width="900" height="800" sandbox="allow-scripts" srcdoc="{content}"></iframe>'
    path = tmp_path / "frames.html"
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><title>n</title>{frame * 4}', encoding="utf-8"
    )
    page = visit(path, wait=False, script=_LISTEN).page
    frames = [page.frame_locator("iframe").nth(i) for i in range(4)]

    def only_alive(number: int) -> bool:
        """Whether of the first and the last only one comes to have a context, when it is seen."""
        page.locator("iframe").nth(number).scroll_into_view_if_needed()
        # A browser lets a frame that was never seen wait.
        frames[number].locator("html[data-ready]").wait_for(state="attached")
        until = time.monotonic() + 30
        while time.monotonic() < until:
            alive = [frames[i].locator("html").evaluate(_ALIVE) for i in (0, 3)]
            if alive == [number == 0, number == 3]:
                return True
            page.wait_for_timeout(50)
        return False

    assert only_alive(0)
    assert only_alive(3)
    assert only_alive(0)
    # Going away and coming back is no fault that anybody needs to hear of.
    assert frames[0].locator(".notice").count() == 0


def _saved(shown: Visit, kind: str) -> bytes:
    shown.page.get_by_role("button", name="Export").click()
    with shown.page.expect_download() as download:
        shown.page.get_by_role("dialog").get_by_role("button", name=kind).first.click()
    shown.page.keyboard.press("Escape")
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("view", ["network", "map"])
def test_svg_of_a_view_has_title_legend_and_fingerprint(visit: Open, view: str) -> None:
    shown = visit("demo", f"#view={view}")
    content = _saved(shown, "SVG")
    root = ET.fromstring(content)
    words = [element.text or "" for element in root.iter(f"{SVG}text")]
    assert root.findtext(f"{SVG}title") == "All cooperation"
    assert any(re.match(r"Territory \(\d+\)", word) for word in words)
    assert any("Fingerprint" in word for word in words)
    assert "Leningrad Oblast" in " ".join(words)


def test_the_same_view_gives_the_same_file(visit: Open) -> None:
    first, second = (_saved(visit("small", STILL), "SVG") for _ in range(2))
    assert first == second


def test_the_legend_of_a_filtered_view_counts_what_is_drawn(visit: Open) -> None:
    content = _saved(visit("small", "#f.type=-Territory"), "SVG").decode()
    assert ">Territory (" not in content
    assert "Authority (1)" in content


def test_hostile_labels_are_text_in_a_picture(visit: Open) -> None:
    root = ET.fromstring(_saved(visit("hostile"), "SVG"))
    allowed = {"svg", "title", "desc", "path", "text", "clipPath", "rect", "g"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    attributes: set[Any] = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.lower().startswith("on") or "href" in name}


def test_png_is_of_print_quality(visit: Open) -> None:
    content = _saved(visit("small"), "PNG")
    assert content.startswith(b"\x89PNG")
    width = int.from_bytes(content[16:20], "big")
    assert width == 3200
