"""A network as a picture that does not move: what stands in for the page where no script runs."""

import html
from typing import Final

import numpy as np

from coopgraph.network.projecting.projection import Projection
from coopgraph.view.explorer.columns import encode, texts
from coopgraph.view.explorer.place import Floats, Place
from coopgraph.view.markup import clean
from coopgraph.view.palette import FAMILIES, TOKENS, family_of

__all__ = ["still"]

_WIDE, _HIGH, _MARGIN = 960, 600, 30
_LINES: Final = 5000  # heavier edges first; more would be one grey spot of many megabytes
_SHAPES: Final = 3000
_LABELS: Final = 25
_LETTERS: Final = 40


def still(projection: Projection, place: Place) -> str:
    """Draw a network as SVG: edges, nodes by type, and the names of the most connected.

    Parameters
    ----------
    projection : Projection
        The network.
    place : Place
        Where its nodes stand.

    Returns
    -------
    str
        SVG of 960 by 600 pixels, without scripts; of a large network the heaviest 5,000 edges and
        the 3,000 most connected nodes, which it says.

    Examples
    --------
    >>> from coopgraph import project
    >>> from coopgraph.view.explorer.place import place
    >>> network = project(name="partnerships")
    >>> still(network, place(network))[:4]
    '<svg'
    """
    x, y = _scaled(place)
    nodes, edges = projection.nodes, projection.edges
    degree = place.measures["degree"][1]
    shown = np.sort(np.argsort(-degree, kind="stable")[:_SHAPES])
    heavy = np.sort(np.argsort(-edges["weight"].to_numpy(float), kind="stable")[:_LINES])
    rows = {iri: i for i, iri in enumerate(nodes["id"].to_list())}
    ends = ([rows[iri] for iri in edges[end].iloc[heavy]] for end in ("source", "target"))
    lines = "".join(
        f"M{x[a]:.1f} {y[a]:.1f}L{x[b]:.1f} {y[b]:.1f}" for a, b in zip(*ends, strict=True)
    )
    title = html.escape(clean(projection.title or projection.name))
    left_out = len(nodes) - len(shown), len(edges) - len(heavy)
    note = (
        f"{left_out[0]:,} nodes and {left_out[1]:,} edges are not drawn." if any(left_out) else ""
    )
    ground, ink, edge = (TOKENS[name][0] for name in ("background", "text", "edge"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" '
        f'height="{_HIGH}" role="img"><title>{title}</title><desc>{note}</desc>'
        f'<rect width="100%" height="100%" fill="{ground}"/>'
        f'<path d="{lines}" stroke="{edge}" stroke-opacity="0.4" fill="none"/>'
        f"{_glyphs(texts(nodes['type']), shown.tolist(), x, y, degree)}"
        f'<g font-family="system-ui, sans-serif" font-size="11" fill="{ink}" stroke="{ground}" '
        f'stroke-width="3" paint-order="stroke" text-anchor="middle">'
        f"{_labels(texts(nodes['label']), x, y, degree)}</g></svg>"
    )


def _scaled(place: Place) -> tuple[Floats, Floats]:
    """Fit the places into the picture, in its middle."""
    wide, high = (float(v.max(initial=0.0) - v.min(initial=1.0)) for v in (place.x, place.y))
    inner = _WIDE - 2 * _MARGIN, _HIGH - 2 * _MARGIN
    scale = min(inner[0] / wide if wide > 0 else 1.0, inner[1] / high if high > 0 else 1.0)
    x = _WIDE / 2 + (place.x - (place.x.max(initial=0.0) - wide / 2)) * scale
    y = _HIGH / 2 - (place.y - (place.y.max(initial=0.0) - high / 2)) * scale
    return x, y


def _radius(degree: float) -> float:
    return min(2.0 + float(degree**0.5), 14.0)


def _glyphs(types: list[str], shown: list[int], x: Floats, y: Floats, degree: Floats) -> str:
    """Nodes of one family together, each told by colour and shape."""
    kinds = encode(types)
    family = {i: family_of(name).key for i, name in enumerate(kinds.values)}
    parts = []
    for each in FAMILIES:
        own = [i for i in shown if family[int(kinds.rows[i])] == each.key]
        uses = "".join(
            f'<path d="{each.ink}" transform="translate({x[i]:.1f} {y[i]:.1f}) '
            f'scale({_radius(degree[i]):.2f})"/>'
            for i in own
        )
        if uses:
            parts.append(f'<g fill="{each.light}" fill-rule="evenodd">{uses}</g>')
    return "".join(parts)


def _labels(labels: list[str], x: Floats, y: Floats, degree: Floats) -> str:
    """Names of the most connected nodes, none over another."""
    boxes: list[tuple[float, float, float, float]] = []
    parts = []
    for i in np.argsort(-degree, kind="stable")[: 4 * _LABELS].tolist():
        label = " ".join(clean(labels[i]).split())
        label = label if len(label) <= _LETTERS else label[: _LETTERS - 1] + "…"
        half, top = 3.2 * len(label), float(y[i]) - _radius(degree[i]) - 14
        box = (float(x[i]) - half, float(x[i]) + half, top, top + 14)
        free = all(box[0] > b[1] or box[1] < b[0] or box[2] > b[3] or box[3] < b[2] for b in boxes)
        if free and box[0] > 0 and box[1] < _WIDE and box[2] > 0 and len(boxes) < _LABELS:
            boxes.append(box)
            parts.append(f'<text x="{x[i]:.1f}" y="{top + 11:.1f}">{html.escape(label)}</text>')
    return "".join(parts)
