"""A benchmark writes its own section of the page, and no other."""

from benchmarks.run import INTRODUCTION, TITLES, renewed


def test_a_section_is_renewed_and_the_others_stay() -> None:
    page = renewed(renewed("# An old page\n", "large", "## Large\n\nold"), "graph", "## Graph\n")
    page = renewed(page, "large", "## Large\n\nnew\n")
    assert page == (
        f"{INTRODUCTION}\n<!-- measured: graph -->\n## Graph\n\n"
        "<!-- measured: large -->\n## Large\n\nnew\n"
    )
    assert renewed(page, "large", "## Large\n\nnew\n") == page


def test_sections_stand_in_one_order() -> None:
    page = ""
    for name in reversed(TITLES):
        page = renewed(page, name, f"## {name}\n")
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(TITLES)
