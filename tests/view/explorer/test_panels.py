"""What the panels of the explorer do, against what coopgraph says in Python."""

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from coopgraph.dates import status_column
from coopgraph.names import fold
from coopgraph.network.projecting.projection import Projection
from coopgraph.view.palette import TOKENS
from tests.view.explorer.conftest import STILL, Visit
from tests.view.explorer.test_people import violations
from tools import fold_table

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]

STATUS = """([first, last]) => {
  const { page } = coopgraph;
  page.set({ time: [first, last] }, "replace");
  const { source, target } = page.core.edges;
  const { iri } = page.core.nodes;
  const statements = (e) => page.detail.statementsOfEdge(e).map((one) => one.iri).join(" ");
  return Array.from(page.result.status, (code, e) =>
    [iri[source[e]], iri[target[e]], statements(e), code]);
}"""
PRINTED = "window.print = () => { document.documentElement.dataset.printed = 1; };"
NAMES = ("no", "unknown", "possible", "certain", "unknown")


def addressed(shown: Visit, pattern: str) -> None:
    """The address comes to say something; corrections are written a little later."""
    shown.page.wait_for_url(lambda url: re.search(pattern, unquote(url)) is not None)


def selected(shown: Visit, typed: str) -> None:
    shown.search(typed)
    shown.page.locator("#search").press("Enter")


def test_the_table_of_letters_is_the_one_of_coopgraph() -> None:
    assert fold_table.TARGET.read_text(encoding="utf-8") == fold_table.module()


def test_every_name_in_any_spelling_finds_its_thing(visit: Open, demo: Projection) -> None:
    shown = visit("demo")
    names: set[tuple[str, str]] = {
        (name, row["id"])
        for row in demo.nodes.to_dict("records")
        for member in row["members"]
        for name in (row["label"], *row["names"], *demo.spellings.get(member, ()))
        if fold(name)
    }
    asked = sorted(names)
    found = shown.page.evaluate(
        "(names) => names.map((name) => coopgraph.page.search.find(name, 500)"
        ".map((node) => coopgraph.page.core.nodes.iri[node]))",
        [name for name, _ in asked],
    )
    lost = [name for (name, iri), hits in zip(asked, found, strict=True) if iri not in hits]
    assert lost == []


@pytest.mark.parametrize(
    "day", ["1953-06-01", "1990-01-01", "2005-12-31", "2018-05-17", "2021-01-01"]
)
def test_what_held_on_a_day_is_what_coopgraph_says(visit: Open, demo: Projection, day: str) -> None:
    number = (dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days
    answers = visit("demo").page.evaluate(STATUS, [number, number])
    said = {(s, t, k): NAMES[code] for s, t, k, code in answers}
    wanted = status_column(demo.edges, dt.date.fromisoformat(day))
    for row, status in zip(demo.edges.to_dict("records"), wanted, strict=True):
        key = (row["source"], row["target"], " ".join(row["statements"]))
        assert said[key] == status, key


def test_a_reason_can_be_undone_alone(visit: Open) -> None:
    shown = visit("demo", "#f.relation=-Membership&f.stage=-agreed")
    shown.page.get_by_role("button", name="Why?").click()
    dialog = shown.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Show again: Membership (kind of statement)").click()
    assert "f.relation" not in shown.hash
    assert "f.stage" in shown.hash
    assert "33 agreed (stage)" in shown.hidden
    shown.page.keyboard.press("Escape")
    shown.details.get_by_role("button", name="← Back").click()
    shown.page.locator("#hidden-line", has_text="15 Membership").wait_for()


def test_a_range_of_a_measure_hides_things_with_their_statements(
    visit: Open, demo: Projection
) -> None:
    shown = visit("demo")
    shown.page.locator("summary", has_text="Numbers").click()
    slider = shown.page.get_by_role("slider", name=re.compile("at least")).first
    slider.focus()
    slider.press("ArrowRight")
    assert re.search(r"[1-9]\d* of 370 statements", shown.hidden)
    assert "out of range" in shown.hidden
    addressed(shown, r"r\.\w+=")


def test_things_without_a_shown_statement_can_be_left_out(visit: Open) -> None:
    shown = visit("demo", "#f.relation=Twinning&alone=0")
    assert shown.hidden.startswith("2 of 370 statements and 4 of 214 things shown.")


def test_a_hidden_thing_is_found_and_says_that_it_is_hidden(visit: Open) -> None:
    shown = visit("demo", "#f.type=-Territory")
    selected(shown, "umea")
    assert shown.title == "Umeå"
    assert "A filter hides this thing from the picture." in shown.details.inner_text()


def test_colours_other_than_types_have_a_legend_of_their_own(visit: Open) -> None:
    shown = visit("demo", "#colour=country")
    legend = shown.page.locator("section.legend").first
    assert re.search(r"Russia\s+33", legend.inner_text())
    assert "all others" in legend.inner_text()


@pytest.mark.parametrize(("theme", "side"), [("light", 0), ("dark", 1)])
def test_the_page_has_the_colours_of_the_palette(visit: Open, theme: str, side: int) -> None:
    shown = visit("demo", f"#theme={theme}")
    root = shown.page.locator("html")
    root.and_(shown.page.locator(f"[data-theme={theme}]")).wait_for()
    for name, pair in TOKENS.items():
        value = root.evaluate(
            "(root, name) => getComputedStyle(root).getPropertyValue(name).trim()", f"--{name}"
        )
        assert re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", value) == pair[side], name


def test_sizes_have_a_legend_that_ends_with_the_greatest(visit: Open, demo: Projection) -> None:
    sizes = visit("demo").page.locator(".sizes").first.inner_text().split()
    ends = [*demo.edges["source"], *demo.edges["target"]]
    assert int(sizes[-1]) == max(ends.count(iri) for iri in set(ends))


def test_a_path_tells_each_way_that_is_as_short(visit: Open) -> None:
    shown = visit("demo", "#path=baltic-barents/turku,baltic-barents/kainuu")
    path = shown.details.locator(".path")
    total = re.search(r"Path 1 of (\d+), all as short", path.inner_text())
    assert total
    before = path.locator(".steps").inner_text()
    path.get_by_role("button", name="Next path").click()
    path.get_by_text(f"Path 2 of {total[1]}").wait_for()
    assert path.locator(".steps").inner_text() != before
    addressed(shown, "nth=1")
    path.get_by_role("button", name="Close path").click()
    path.wait_for(state="detached")


def test_what_is_hidden_is_no_way(visit: Open) -> None:
    ends = "path=baltic-barents/turku,baltic-barents/kainuu"
    shown = visit("demo", f"#{ends}&f.relation=Twinning")
    assert "No path leads from Turku to Kainuu over what is shown." in shown.details.inner_text()


def test_also_stated_lists_what_no_line_shows(visit: Open) -> None:
    shown = visit("demo")
    selected(shown, "Leningrad Oblast")
    also = shown.details.locator("details.also")
    also.locator("summary").first.click()
    also.get_by_text("only considered as of").first.wait_for()


def test_where_sources_conflict_both_say_so(visit: Open) -> None:
    shown = visit("demo")
    shown.details.get_by_role("button", name="Where do the sources conflict?").click()
    shown.details.locator("button.go .line").first.wait_for()
    shown.details.locator(".plain button.go:has(.when)").first.click()
    relation = shown.details.locator(".relation").first
    assert "sources conflict" in relation.locator("summary").inner_text()
    assert "Conflicts with" in shown.details.inner_text()


def test_the_table_is_walked_and_sorted_with_keys(visit: Open, demo: Projection) -> None:
    shown = visit("demo", "#view=table&tab=nodes")
    grid = shown.page.get_by_role("grid")
    assert grid.get_attribute("aria-rowcount") == "215"
    assert grid.locator("[tabindex='0']").count() == 1
    grid.locator("[tabindex='0']").focus()
    keys = shown.page.keyboard
    keys.press("End")
    keys.press("Home")
    grid.get_by_role("columnheader").first.locator("button:focus").wait_for()
    grid.get_by_role("button", name="Statements").focus()
    for direction in ("ascending", "descending"):
        keys.press("Enter")
        grid.locator(f"[aria-sort={direction}]").wait_for()
    keys.press("ArrowDown")
    keys.press("Home")
    shown.page.locator(".td:focus", has_text="Leningrad Oblast").wait_for()
    keys.press("Enter")
    assert shown.title == "Leningrad Oblast"
    keys.press("Control+End")
    shown.page.locator(".tr[aria-rowindex='215'] .td:focus").wait_for()
    addressed(shown, "sort=-relations")


def test_a_copied_table_is_csv(visit: Open) -> None:
    shown = visit(
        "demo",
        "#view=table&tab=edges&rows=twinning",
        permissions=["clipboard-read", "clipboard-write"],
    )
    shown.page.get_by_role("button", name="Copy CSV").click()
    shown.page.locator("#said", has_text="Copied.").wait_for(state="attached")
    lines = shown.page.evaluate("navigator.clipboard.readText()").strip().split("\r\n")
    assert lines[0].startswith("from,relation,to,role,begin,end,")
    assert len(lines) == 3
    assert "Umeå" in lines[1] + lines[2]


def test_an_answer_is_still_there_after_a_look_at_the_network(visit: Open) -> None:
    shown = visit("demo", "#view=query&sparql=ASK%20%7B%20%3Fs%20a%20coop:Twinning%20%7D")
    shown.page.get_by_role("button", name="Run").click()
    shown.page.get_by_role("grid", name="Answer").wait_for()
    shown.tab("Network")
    shown.tab("Query")
    assert "true" in shown.page.get_by_role("grid", name="Answer").inner_text()


def test_the_brush_moves_by_keys_and_says_where_it_is(visit: Open) -> None:
    shown = visit("demo")
    grip = shown.page.get_by_role("slider", name="Begin of the window")
    grip.focus()
    grip.press("Shift+ArrowRight")
    expect(grip).to_have_attribute("aria-valuetext", "1958")
    expect(shown.page.get_by_label("From", exact=True)).to_have_value("1958")
    shown.page.get_by_role("button", name="All time").click()
    assert shown.hidden.startswith("All 370")


def test_the_brush_is_drawn_with_a_pointer(visit: Open) -> None:
    shown = visit("demo")
    box = shown.page.locator(".brush").bounding_box()
    assert box
    y = box["y"] + 30
    shown.page.mouse.move(box["x"] + 0.5 * box["width"], y)
    shown.page.mouse.down()
    shown.page.mouse.move(box["x"] + 0.7 * box["width"], y, steps=5)
    shown.page.mouse.up()
    shown.page.locator("#hidden-line", has_text="did not hold then").wait_for()
    first = int(shown.page.get_by_label("From", exact=True).input_value())
    last = int(shown.page.get_by_label("To", exact=True).input_value())
    assert 1983 <= first <= 1989
    assert 1996 <= last <= 2002


def test_a_date_that_is_none_is_told_and_changes_nothing(visit: Open) -> None:
    shown = visit("demo")
    field = shown.page.get_by_label("From", exact=True)
    field.fill("yesterday")
    field.press("Enter")
    assert "Write a year" in shown.page.locator(".timeline").inner_text()
    assert shown.hidden.startswith("All 370")


def test_with_less_motion_time_goes_step_by_step(visit: Open) -> None:
    shown = visit("demo", reduced_motion="reduce")
    step = shown.page.get_by_role("button", name="One step on")
    step.click()
    first = shown.page.get_by_label("To", exact=True).input_value()
    step.click()
    second = shown.page.get_by_label("To", exact=True).input_value()
    assert int(second) > int(first)


def test_a_long_text_is_cut_and_can_be_read_whole(visit: Open) -> None:
    shown = visit("hostile")
    selected(shown, "xxxxxxxx")
    more = shown.page.locator("#details-title").get_by_role("button", name=re.compile("show all"))
    more.click()
    assert len(shown.title) >= 10_000


def test_paper_has_the_picture_with_its_legend_and_then_the_sources(visit: Open) -> None:
    shown = visit("small", STILL, script=PRINTED)
    selected(shown, "Turku")
    shown.page.get_by_role("banner").get_by_role("button", name="Export").click()
    shown.page.get_by_role("dialog").get_by_role("button", name="Print").click()
    shown.page.locator(".print img").wait_for(state="attached")
    shown.page.emulate_media(media="print")
    paper = shown.page.locator(".print")
    paper.locator("img").wait_for()
    assert "City web page, Twin towns" in paper.inner_text()
    assert not shown.page.locator("#search").is_visible()
    shown.page.locator("html[data-printed]").wait_for(state="attached")


def test_single_keys_can_be_switched_off(visit: Open) -> None:
    shown = visit("demo")
    shown.page.keyboard.press("3")
    shown.page.locator("#tab-table[aria-selected=true]").wait_for()
    shown.page.keyboard.press("?")
    shown.page.get_by_label("Single keys act").uncheck()
    shown.page.keyboard.press("Escape")
    shown.page.evaluate("document.activeElement.blur()")
    shown.page.keyboard.press("1")
    assert shown.page.get_by_role("tab", name="Table").get_attribute("aria-selected") == "true"


def test_an_address_typed_into_the_open_page_is_followed(visit: Open) -> None:
    shown = visit("demo")
    shown.page.evaluate("location.hash = '#sel=baltic-barents/umea&focus=baltic-barents/umea:2'")
    shown.page.locator("#details-title", has_text="Umeå").wait_for()
    assert "outside the focus" in shown.hidden


def test_a_statement_has_an_address(visit: Open) -> None:
    shown = visit("demo")
    selected(shown, "Petrozavodsk")
    twinning = shown.details.locator(".relation", has_text="Umeå").first
    if twinning.get_attribute("open") is None:
        twinning.locator("summary").click()
    link = twinning.locator(".statement > .iri a").get_attribute("href")
    assert link
    short = link.removeprefix("https://w3id.org/coopgraph/id/")
    again = visit("demo", f"#sel={short}")
    again.page.locator("#details-title", has_text="Umeå").wait_for()
    assert "Petrozavodsk" in again.title


@pytest.mark.parametrize(
    "address",
    [
        "#sel=baltic-barents/kainuu&f.stage=-agreed&t=2000..2010",
        "#path=baltic-barents/turku,baltic-barents/kainuu&f.stage=-agreed",
        "#sel=baltic-barents/turku,baltic-barents/umea&colour=country&width=weight",
        "#view=table&tab=edges&t=1990..2010&sort=-begin&theme=dark",
        "#f.type=&lang=ru",
    ],
)
def test_axe_finds_nothing_in_states_that_filters_make(visit: Open, address: str) -> None:
    shown = visit("demo", address)
    assert violations(shown) == []
    shown.page.get_by_role("button", name="Why?").click()
    shown.page.get_by_role("dialog").wait_for()
    assert violations(shown) == []
