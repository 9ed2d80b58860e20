"""Colours can be told apart and read; shapes and lines say what the legend says."""

import re

import pytest

from coopgraph.view.palette import FAMILIES, LINES, TOKENS, family_of, line_of, stylesheet

CLASSES = (
    *("Territory", "Authority", "Organisation", "Office", "Programme", "ProgrammeSeries", "Call"),
    *("Project", "Initiative", "Activity", "ActivitySeries", "Document", "Agreement", "Strategy"),
    *("LegalAct", "Event", "Person", "Post", "Award", "Theme"),
)
STAGES = (
    *("considered", "planned", "agreed", "in-force", "suspended", "withdrawn", "terminated"),
    *("expired", "completed", "unknown", ""),
)


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["background", "panel"])
@pytest.mark.parametrize("ink", ["text", "muted", "link"])
def test_text_has_the_contrast_of_wcag_aa(theme: int, ground: str, ink: str) -> None:
    assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["focus", "control", "edge"])
def test_controls_and_lines_have_the_contrast_of_graphics(theme: int, ink: str) -> None:
    for ground in ("background", "panel"):
        assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= 3


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.key)
def test_glyphs_stand_out_from_both_backgrounds(family: object) -> None:
    assert contrast(family.light, TOKENS["background"][0]) >= 3
    assert contrast(family.dark, TOKENS["background"][1]) >= 3


def test_no_two_families_share_a_shape() -> None:
    assert len({family.ink for family in FAMILIES}) == len(FAMILIES)


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_of_the_ontology_has_a_family(name: str) -> None:
    assert name in family_of(name).types


def test_a_class_that_is_not_known_is_still_drawn() -> None:
    assert family_of("Lighthouse") is FAMILIES[-1]


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_exactly_one_line_style(stage: str) -> None:
    assert [line.key for line in LINES if stage in line.stages] == [line_of(stage).key]


def test_what_is_only_considered_is_dotted_and_faint() -> None:
    line = line_of("considered")
    assert line.dashes[0] < 1 < line.dashes[1]
    assert line.opacity == 0.6


def test_what_took_place_is_not_said_to_have_ended() -> None:
    line = line_of("completed")
    assert line.label == "took place; whether it goes on is not said"
    assert not line.tick


@pytest.mark.parametrize("stage", ["terminated", "expired", "withdrawn"])
def test_what_has_ended_is_faint_and_has_a_tick(stage: str) -> None:
    assert line_of(stage).tick
    assert line_of(stage).opacity == 0.35


def test_only_what_is_in_force_or_agreed_is_a_full_line() -> None:
    full = [line.key for line in LINES if not line.dashes and line.opacity == 1]
    assert full == ["in-force", "agreed"]


def test_no_two_styles_look_the_same() -> None:
    assert len({(line.width, line.dashes, line.opacity, line.tick) for line in LINES}) == len(LINES)


def test_the_style_sheet_names_every_colour_in_both_themes() -> None:
    sheet = stylesheet()
    for family in FAMILIES:
        assert f"--c-{family.key}:{family.light}" in sheet
        assert f"--c-{family.key}:{family.dark}" in sheet
    assert re.search(r"prefers-color-scheme:dark\){:root{--background:#14181d", sheet)
