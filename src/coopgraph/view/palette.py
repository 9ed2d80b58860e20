"""Colours, glyphs and line styles of the pictures: one place for canvas, legend and style sheet.

A type of thing is told by colour *and* shape, so that neither alone is needed; lightness varies
with hue, so that the colours stay apart under the common forms of colour blindness. Relations are
neutral in colour: their line says how real they are, as of the date of their source.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final

__all__ = [
    "FAMILIES",
    "LINES",
    "TOKENS",
    "Family",
    "Line",
    "described",
    "family_of",
    "line_of",
    "stylesheet",
]


def _disc(radius: float) -> str:
    return f"M{radius} 0A{radius} {radius} 0 1 1 -{radius} 0A{radius} {radius} 0 1 1 {radius} 0Z"


def _polygon(*points: tuple[float, float]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


def _square(half: float) -> str:
    return _polygon((-half, -half), (half, -half), (half, half), (-half, half))


_TRIANGLE: Final = ((0, -1.15), (1.1, 0.8), (-1.1, 0.8))
_PENTAGON: Final = ((0, -1.08), (1.03, -0.33), (0.64, 0.88), (-0.64, 0.88), (-1.03, -0.33))
_HEXAGON: Final = (
    (-1.05, 0),
    (-0.53, -0.91),
    (0.53, -0.91),
    (1.05, 0),
    (0.53, 0.91),
    (-0.53, 0.91),
)
_STAR: Final = (
    *((0, -1.25), (0.32, -0.44), (1.19, -0.39), (0.52, 0.17), (0.74, 1.01)),
    *((0, 0.54), (-0.74, 1.01), (-0.52, 0.17), (-1.19, -0.39), (-0.32, -0.44)),
)
_CROSS: Final = (
    *((-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4)),
    *((0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4)),
)


@dataclass(frozen=True)
class Family:
    """Types of things that share one glyph and one row of the legend.

    Parameters
    ----------
    key : str
        Name in style sheets.
    label : str
        Name in the legend.
    types : tuple of str
        Local names of the classes.
    light, dark : str
        Colour on the light and on the dark background.
    outline : str
        SVG path of the silhouette, in a box of about -1 to 1.
    ink : str
        SVG path, filled by the even-odd rule, of the coloured part.
    """

    key: str
    label: str
    types: tuple[str, ...]
    light: str
    dark: str
    outline: str
    ink: str


def _hollow(outline: str, hole: str) -> tuple[str, str]:
    return outline, outline + hole


def _solid(outline: str) -> tuple[str, str]:
    return outline, outline


FAMILIES: Final = (
    Family("territory", "Territory", ("Territory",), "#2955d3", "#5196df", *_solid(_disc(1))),
    Family(
        *("authority", "Authority", ("Authority",), "#c87f2c", "#ee8448"),
        *_hollow(_disc(1), _disc(0.56)),
    ),
    Family(
        *("organisation", "Organisation", ("Organisation",), "#2a9f9a", "#3ed0c8"),
        *_hollow(_disc(1.05), _disc(0.76) + _disc(0.42)),
    ),
    Family(
        *("office", "Office", ("Office",), "#13161b", "#e3f1fb"),
        *_solid(_polygon(*((x, -y) for x, y in _TRIANGLE))),
    ),
    Family(
        *("programme", "Programme, series or call", ("Programme", "ProgrammeSeries", "Call")),
        *("#a03272", "#aa678e", *_solid(_square(0.9))),
    ),
    Family(
        *("project", "Project or initiative"),
        ("Project", "Initiative", "Activity", "ActivitySeries"),
        # A hollow square is too like a ring at small sizes: the bar inside tells them apart.
        *("#72630a", "#f2cf3b"),
        *_hollow(_square(0.95), _polygon((-0.55, -0.55), (0.55, -0.55), (0.55, 0), (-0.55, 0))),
    ),
    Family(
        *("document", "Agreement or document"),
        ("Document", "Agreement", "Strategy", "LegalAct"),
        *("#602b1e", "#b9402b"),
        *_solid(_polygon((0, -1.2), (1.05, 0), (0, 1.2), (-1.05, 0))),
    ),
    Family("event", "Event", ("Event",), "#200885", "#7456e0", *_solid(_polygon(*_TRIANGLE))),
    Family(
        *("person", "Person in a public office", ("Person",), "#4b535c", "#a3acb7"),
        *_solid(_polygon(*_PENTAGON)),
    ),
    Family(
        *("post", "Public post", ("Post",), "#4b535c", "#a3acb7"),
        *_hollow(_polygon(*_PENTAGON), _polygon(*((x * 0.5, y * 0.5) for x, y in _PENTAGON))),
    ),
    Family("award", "Award", ("Award",), "#c87f2c", "#ee8448", *_solid(_polygon(*_STAR))),
    Family("theme", "Theme", ("Theme",), "#72630a", "#f2cf3b", *_solid(_polygon(*_CROSS))),
    Family("other", "Other", (), "#565e67", "#a3acb7", *_solid(_polygon(*_HEXAGON))),
)
"""Every family, in the order of the legend; the last takes the types that no other names."""


@dataclass(frozen=True)
class Line:
    """How a relation of certain stages is drawn.

    Parameters
    ----------
    key : str
        Name of the style.
    label : str
        Its name in the legend, to be followed by the date of the source.
    stages : tuple of str
        Slugs of the stages; an empty slug stands for a stage that is not stated.
    width : float
        Width in pixels.
    dashes : tuple of float
        Lengths of strokes and gaps in pixels; empty is a solid line.
    opacity : float
        From 0 to 1.
    tick : bool
        A tick across the line says that it has ended.
    """

    key: str
    label: str
    stages: tuple[str, ...]
    width: float
    dashes: tuple[float, ...] = ()
    opacity: float = 1.0
    tick: bool = False


# What is completed has taken place; nobody says with it that it has ended.
_ENDED: Final = ("terminated", "expired", "withdrawn")
_TOOK_PLACE: Final = "took place; whether it goes on is not said"
LINES: Final = (
    Line("in-force", "in force", ("in-force",), 1.6),
    Line("agreed", "agreed", ("agreed",), 1.0),
    Line("suspended", "suspended", ("suspended",), 1.2, (12, 6), 0.8),
    Line("took-place", _TOOK_PLACE, ("completed",), 2.4, opacity=0.5),
    Line("ended", "ended", _ENDED, 1.4, opacity=0.35, tick=True),
    Line("planned", "planned", ("planned",), 1.2, (6, 4)),
    Line("considered", "only considered", ("considered",), 1.4, (0.5, 4), 0.6),
    Line("unknown", "stage not stated", ("unknown", ""), 1.1, (7, 3, 0.5, 3)),
)
"""Every line style, the most real first; the last takes the stages that no other names."""

TOKENS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "background": ("#ffffff", "#14181d"),
        "panel": ("#f6f7f9", "#1b2026"),
        "rule": ("#d5d9de", "#353d46"),
        "control": ("#767d86", "#7c8692"),
        "text": ("#1a1d21", "#e8ebef"),
        "muted": ("#565e67", "#a3acb7"),
        "link": ("#0f62a8", "#7dbdf7"),
        "focus": ("#0a5bd6", "#9ccbff"),
        "edge": ("#767d86", "#7c8692"),
    }
)
"""Colours of the page: name to light and dark."""


def family_of(type_name: str) -> Family:
    """Return the family that a type of thing belongs to.

    Parameters
    ----------
    type_name : str
        Local name of a class; one that no family names belongs to the last family.

    Returns
    -------
    Family
        Glyph, colours and legend label.

    Examples
    --------
    >>> family_of("Call").label, family_of("Lighthouse").key
    ('Programme, series or call', 'other')
    """
    return next((family for family in FAMILIES if type_name in family.types), FAMILIES[-1])


def line_of(stage: str) -> Line:
    """Return how a relation of a stage is drawn.

    Parameters
    ----------
    stage : str
        Slug of a stage, or nothing.

    Returns
    -------
    Line
        Width, dashes, opacity and legend label.

    Examples
    --------
    >>> line_of("withdrawn").key, line_of("considered").dashes, line_of("").key
    ('ended', (0.5, 4), 'unknown')
    """
    return next((line for line in LINES if stage in line.stages), LINES[-1])


def described() -> dict[str, Any]:
    """Return families, lines and tokens as plain values, for a page that draws for itself.

    Returns
    -------
    dict
        ``families``, ``lines`` and ``tokens``.

    Examples
    --------
    >>> described()["families"][0]["key"], described()["tokens"]["text"]
    ('territory', ('#1a1d21', '#e8ebef'))
    """
    return {
        "families": [asdict(family) for family in FAMILIES],
        "lines": [asdict(line) for line in LINES],
        "tokens": dict(TOKENS),
    }


def stylesheet() -> str:
    """Return the colours as custom properties of a style sheet, light, dark and for print.

    Returns
    -------
    str
        CSS: ``--text`` and the like for the page, ``--c-territory`` and the like for the families.

    Examples
    --------
    >>> print(stylesheet().splitlines()[0][:34])
    :root{color-scheme:light dark;--ba
    """
    light, dark = (_properties(dark) for dark in (False, True))
    fills = "".join(f".g-{family.key}{{fill:var(--c-{family.key})}}" for family in FAMILIES)
    return (
        f":root{{color-scheme:light dark;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        f"@media print{{:root{{color-scheme:light;{light}}}}}\n"
        f"{fills}\n"
    )


def _properties(dark: bool) -> str:
    named: Iterable[tuple[str, str]] = (
        *((name, pair[dark]) for name, pair in TOKENS.items()),
        *((f"c-{f.key}", f.dark if dark else f.light) for f in FAMILIES),
    )
    return ";".join(f"--{name}:{colour}" for name, colour in named)
