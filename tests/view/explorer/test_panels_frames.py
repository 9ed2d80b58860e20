"""The page in frames, as notebooks show it: no origin, no address, little room, several at once."""

import html
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.view.explorer.conftest import Pages, Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


@pytest.fixture
def notebook(explorer_pages: Pages, tmp_path: Path) -> Path:
    """Two pages in one, each in a frame that may run scripts and nothing else."""
    frames = [
        f'<iframe title="{name}" width="900" height="600" sandbox="allow-scripts" '
        f'srcdoc="{html.escape(explorer_pages[name].read_text(encoding="utf-8"))}"></iframe>'
        for name in ("light", "small")
    ]
    path = tmp_path / "notebook.html"
    path.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>n</title>{"".join(frames)}',
        encoding="utf-8",
    )
    return path


def test_several_frames_work_each_for_itself(visit: Open, notebook: Path) -> None:
    shown = visit(notebook, wait=False)
    first, second = (shown.page.frame_locator(f"iframe[title={n}]") for n in ("light", "small"))
    for frame, typed, title in ((first, "umea", "Umeå"), (second, "maritour", "MARITOUR")):
        frame.locator("html[data-ready]").wait_for(state="attached")
        frame.locator("#search").fill(typed)
        frame.locator("#search").press("Enter")
        frame.locator("#details-title", has_text=title).wait_for()
    assert first.locator("#details-title").inner_text() == "Umeå"


def test_back_works_where_a_frame_has_no_address(visit: Open, notebook: Path) -> None:
    shown = visit(notebook, wait=False)
    frame = shown.page.frame_locator("iframe[title=small]")
    frame.locator("html[data-ready]").wait_for(state="attached")
    before = shown.page.url
    frame.get_by_role("tab", name="Table").click()
    frame.locator(".tr", has_text="Umeå").first.click()
    frame.locator("#details-title", has_text="Umeå").wait_for()
    frame.get_by_role("button", name="← Back").click()
    frame.locator("#details-title", has_text="Who cooperates").wait_for()
    frame.get_by_role("button", name="← Back").click()
    frame.locator("#tab-network[aria-selected=true]").wait_for()
    assert shown.page.url == before


def test_a_small_frame_keeps_picture_search_and_status_in_sight(visit: Open) -> None:
    shown = visit("small", width=640, height=420)
    for selector in ("#search", "#stage .host", "#hidden-line"):
        box = shown.page.locator(selector).bounding_box()
        assert box
        assert box["y"] + box["height"] <= 420
    host = shown.page.locator("#stage .host").bounding_box()
    assert host
    assert host["height"] >= 150
