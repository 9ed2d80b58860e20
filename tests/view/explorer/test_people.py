"""The page for everybody: keyboard alone, screen readers, contrast, phones, wishes about motion."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.view.explorer.conftest import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
VIEWS = ("network", "map", "table", "query")


def violations(shown: Visit) -> list[tuple[str, list[str]]]:
    """What axe-core finds: rule, and the elements that break it."""
    response: dict[str, Any] = Axe().run(shown.page).response
    return [
        (rule["id"], [n["html"][:160] for n in rule["nodes"]]) for rule in response["violations"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(visit: Open, view: str, scheme: str) -> None:
    shown = visit("demo", f"#view={view}", color_scheme=scheme)
    assert violations(shown) == []
    shown.search("Kainuu")
    shown.page.locator("#search").press("Enter")
    shown.details.locator(".relation summary").first.click()
    assert violations(shown) == []


@pytest.mark.parametrize("name", ["Export", "Cite", "Help and keys"])
def test_axe_finds_nothing_in_dialogs(visit: Open, name: str) -> None:
    shown = visit("demo")
    shown.page.get_by_role("banner").get_by_role("button", name=name).click()
    shown.page.get_by_role("dialog").wait_for()
    assert violations(shown) == []


def test_axe_finds_nothing_on_a_phone(visit: Open) -> None:
    shown = visit("demo", width=390, height=844, has_touch=True)
    assert violations(shown) == []


def test_axe_finds_nothing_in_an_empty_page(visit: Open) -> None:
    assert violations(visit("empty")) == []


def focused(shown: Visit) -> str:
    return str(
        shown.page.evaluate(
            "(document.activeElement.innerText || document.activeElement.getAttribute('aria-label')"
            " || document.activeElement.id || '').trim()"
        )
    )


def tab_to(shown: Visit, wanted: str, most: int = 80) -> None:
    """Press Tab until something with this name has the focus."""
    for _ in range(most):
        shown.page.keyboard.press("Tab")
        if re.search(wanted, focused(shown)):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def test_a_whole_task_by_keyboard_alone(visit: Open) -> None:
    """Search, node, path, source."""
    shown = visit("demo")
    keyboard = shown.page.keyboard
    keyboard.press("/")
    keyboard.type("umea")
    keyboard.press("Enter")
    assert focused(shown) == "Umeå"
    tab_to(shown, r"^Path$")
    keyboard.press("Enter")
    assert "Now pick the other end" in shown.details.inner_text()
    shown.page.evaluate("document.activeElement.blur()")
    keyboard.press("/")
    keyboard.press("Control+a")
    keyboard.type("turku")
    keyboard.press("Enter")
    assert re.search(r"Umeå and Turku are \d steps? apart\.", shown.details.inner_text())
    assert focused(shown) == "Path"
    tab_to(shown, r"as of \d{4}-\d{2}-\d{2}")
    keyboard.press("Enter")
    expect(shown.details).to_contain_text("As stated in")
    tab_to(shown, r"^(?!Umeå|Turku).*(report|document|page|Kainuu|Programme|Initiative|Leningrad)")
    assert shown.page.evaluate("document.activeElement.closest('.path') !== null")


def test_the_picture_is_one_tab_stop_and_arrows_walk_it(visit: Open) -> None:
    shown = visit("small")
    shown.search("Kainuu")
    shown.page.locator("#search").press("Enter")
    group = shown.page.get_by_role("group", name="The picture as buttons")
    stops = group.locator("button[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    assert focused(shown) == "Kainuu"
    shown.page.keyboard.press("ArrowRight")
    neighbour = focused(shown)
    assert neighbour != "Kainuu"
    shown.page.keyboard.press("Enter")
    assert shown.title == neighbour
    shown.page.keyboard.press("Backspace")
    assert shown.title == "Kainuu"


def test_one_sentence_is_said_for_an_action(visit: Open) -> None:
    shown = visit("demo")
    said = shown.page.locator("#said")
    assert said.get_attribute("aria-live") == "polite"
    shown.search("Kainuu")
    shown.page.locator("#search").press("Enter")
    expect(said).to_have_text(re.compile(r"^Kainuu, \d+ statements?\.$"))


def test_letters_do_nothing_while_typing(visit: Open) -> None:
    shown = visit("demo")
    shown.page.locator("#search").click()
    shown.page.keyboard.type("2 3 f p l")
    assert shown.page.get_by_role("tab", name="Network").get_attribute("aria-selected") == "true"


def test_escape_closes_the_topmost_then_clears(visit: Open) -> None:
    shown = visit("small")
    shown.search("Kainuu")
    shown.page.locator("#search").press("Enter")
    shown.page.get_by_role("banner").get_by_role("button", name="Cite").click()
    shown.page.get_by_role("dialog").wait_for()
    shown.page.keyboard.press("Escape")
    shown.page.get_by_role("dialog").wait_for(state="hidden")
    assert shown.title == "Kainuu"
    shown.page.keyboard.press("Escape")
    assert shown.title == "Who cooperates with whom"


def test_a_phone_has_no_sideways_scroll_and_a_tall_picture(visit: Open) -> None:
    shown = visit("demo", width=390, height=844, has_touch=True)
    assert shown.page.evaluate("document.documentElement.scrollWidth") == 390
    box = shown.page.locator("#stage .host").bounding_box()
    assert box
    assert box["height"] >= 0.45 * 844


@pytest.mark.parametrize(("width", "least"), [(1280, 24), (390, 24)])
def test_targets_are_large_enough(visit: Open, width: int, least: int) -> None:
    shown = visit("demo", width=width, height=844)
    small = shown.page.evaluate(
        """(least) => [...document.querySelectorAll("button, select, input[type=checkbox]")]
        .filter((e) => e.checkVisibility())
        .filter((e) => !e.classList.contains("inline") && !e.closest(".roving") && e.tabIndex >= 0)
        .map((e) => [(e.closest("label") ?? e).getBoundingClientRect(), e.outerHTML.slice(0, 90)])
        .filter(([r]) => r.width > 0 && (r.height < least - 0.5 || r.width < least - 0.5))
        .map(([r, h]) => [h, r.width, r.height])""",
        least,
    )
    assert small == []


def test_focus_can_be_seen(visit: Open) -> None:
    shown = visit("demo")
    for _ in range(4):
        shown.page.keyboard.press("Tab")
        width = shown.page.evaluate(
            "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
        )
        assert width >= 2


def test_names_can_be_read_in_another_language(visit: Open) -> None:
    shown = visit("demo", "#lang=ru")
    shown.search("Umeå")
    shown.page.locator("#search").press("Enter")
    assert shown.title == "Умео"
