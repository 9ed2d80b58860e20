"""The page is closed to the world, whatever is in it: watched in a real Chromium."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.view.conftest import WATCH
from tests.view.explorer.conftest import Pages, Visit
from tests.view.samples import MALICE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
VIEWS = ("Network", "Map", "Table", "Query")


def test_it_asks_for_nothing_in_any_view(visit: Open) -> None:
    shown = visit("demo")
    for name in VIEWS:
        shown.tab(name)
        shown.page.locator(f"#stage.is-{name.lower()}").wait_for()
        shown.settled()
    assert shown.requests == []
    assert shown.page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)") == []


@pytest.mark.parametrize(
    ("attempt", "directive"),
    [
        ("fetch('https://example.org/')", "connect-src"),
        (
            "new Promise((yes, no) => { const i = new Image(); i.onload = yes; i.onerror = no;"
            " i.src = 'https://example.org/x.png'; })",
            "img-src",
        ),
        (
            "new Promise((yes, no) => { const s = document.createElement('script'); s.onload = yes;"
            " s.onerror = no; s.src = 'https://example.org/x.js'; document.head.append(s); })",
            "script-src-elem",
        ),
        (
            "new Promise((yes, no) => { const s = document.createElement('script');"
            " s.textContent = 'window.hacked = 1'; document.head.append(s);"
            " window.hacked ? yes() : no(); })",
            "script-src-elem",
        ),
        (
            "new Promise((yes, no) => { const w = new WebSocket('wss://example.org/');"
            " w.onopen = yes; w.onerror = no; })",
            "connect-src",
        ),
        (
            "new Promise((yes, no) => setTimeout(() => {"
            " try { new Function('return 1')(); yes(); } catch { no(); } }))",
            "script-src",
        ),
        (
            "new Promise((yes, no) => { const b = document.createElement('b');"
            " b.setAttribute('onclick', 'window.hacked = 1'); b.click();"
            " window.hacked ? yes() : no(); })",
            "script-src-attr",
        ),
    ],
)
def test_its_policy_stops_what_it_does_not_do(
    browser: "Browser", explorer_pages: Pages, attempt: str, directive: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    answered: list[str] = []
    page.on("requestfinished", lambda request: answered.append(request.url))
    page.add_init_script(WATCH)
    page.goto(explorer_pages["light"].as_uri())
    page.locator("html[data-ready]").wait_for(state="attached")
    # What is evaluated from here is not under the policy; what it starts is.
    done = page.evaluate(
        f"""async () => {{
          const told = new Promise((done) => addEventListener("securitypolicyviolation", done));
          const done = await ({attempt}).then(() => true, () => false);
          await Promise.race([told, new Promise((late) => setTimeout(late, 5000))]);
          return done;
        }}"""
    )
    assert done is False
    assert [one.split()[0] for one in page.evaluate("violations")] == [directive]
    assert set(answered) <= {page.url}
    context.close()


def test_it_is_utf8_whatever_the_locale(visit: Open) -> None:
    shown = visit("demo", locale="ja-JP")
    assert shown.page.evaluate("document.characterSet") == "UTF-8"
    assert shown.page.evaluate("document.documentElement.lang") == "en"
    shown.search("umea")
    assert shown.hits()[0].startswith("Umeå")


def test_malice_is_shown_as_text_and_nothing_runs(visit: Open) -> None:
    shown = visit("hostile")
    page = shown.page
    for text in (MALICE[0], MALICE[1], MALICE[6]):
        page.locator("#search").fill(text)
        page.locator("#search").press("Enter")
        assert text in shown.details.inner_text()
    for summary in page.locator("#details summary").all():
        summary.click()
    for name in ("Map", "Table", "Network"):
        shown.tab(name)
        shown.settled()
    shown.tab("Table")
    page.locator(".table-view .segments button").last.click()
    for name in ("Export", "Cite", "Help and keys"):
        page.get_by_role("banner").get_by_role("button", name=name).click()
        page.get_by_role("dialog").wait_for()
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
    page.get_by_role("button", name="Why?").click()
    page.get_by_role("dialog").wait_for()
    assert page.evaluate("window.hacked") is None
    assert (
        page.evaluate("document.querySelectorAll('#app img, #app iframe, #app script').length") == 0
    )


def test_every_text_of_the_corpus_is_readable_somewhere(visit: Open) -> None:
    shown = visit("hostile")
    labels = shown.core()["nodes.label"]
    assert set(labels) == set(MALICE)
    shown.tab("Table")
    found = shown.page.locator("#stage").inner_text()
    for text in (MALICE[0], MALICE[4], MALICE[7], MALICE[11]):
        assert text[:40] in found


def test_links_lead_out_only_to_the_web(visit: Open) -> None:
    shown = visit("hostile")
    page = shown.page
    for i in range(len(MALICE)):
        page.locator("#search").fill(MALICE[i][:50])
        page.locator("#search").press("Enter")
        for summary in page.locator("#details summary").all():
            summary.click()
        links = page.eval_on_selector_all(
            "a[href]", "all => all.map((a) => a.getAttribute('href'))"
        )
        assert all(link.startswith(("http://", "https://", "#", "blob:")) for link in links)
    relations = page.eval_on_selector_all("a[href^=http]", "all => all.map((a) => a.rel)")
    assert all("noopener" in rel for rel in relations)


def test_a_file_that_was_cut_off_says_so(
    visit: Open, explorer_pages: Pages, tmp_path: Path
) -> None:
    whole = explorer_pages["demo"].read_bytes()
    for share in (0.999, 0.5, 0.13):
        cut = tmp_path / f"cut-{share}.html"
        cut.write_bytes(whole[: int(len(whole) * share)])
        shown = visit(cut, wait=False)
        assert "This file is not complete" in shown.page.locator("#boot").inner_text()


def test_a_changed_chunk_says_so(visit: Open, explorer_pages: Pages, tmp_path: Path) -> None:
    text = explorer_pages["small"].read_text(encoding="utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text(text.replace('id="chunk-core">H4sI', 'id="chunk-core">H4sX'), "utf-8")
    shown = visit(broken, wait=False)
    shown.page.locator("#boot", has_text="This file is not complete").wait_for()
    shown.messages.clear()  # the error is on the console too, for whoever looks there


def test_without_scripts_a_sentence_says_what_to_do(
    browser: "Browser", explorer_pages: Pages
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(explorer_pages["small"].as_uri())
    assert page.locator("h1").inner_text() == "Who cooperates with whom"
    assert "no later evidence is held" in page.locator("main").inner_text()
    assert "scripts are not allowed to run" in page.locator("#boot").inner_text()
    context.close()
