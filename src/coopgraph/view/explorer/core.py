"""The first chunk of a page: nodes, edges and sources, all that the first picture needs."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

import numpy as np

from coopgraph.network.projecting.projection import Projection
from coopgraph.view.cells import text
from coopgraph.view.explorer.cited import Cited
from coopgraph.view.explorer.columns import Ints, days, encode, iris, ranges, texts
from coopgraph.view.explorer.container import Container
from coopgraph.view.explorer.place import Place
from coopgraph.view.palette import described
from coopgraph.view.wording import resting_on, words

__all__ = ["core"]

_GRID: Final = 65535
_DAYS: Final = {
    "beginEarliest": "begin_earliest",
    "beginLatest": "begin_latest",
    "endEarliest": "end_earliest",
    "endLatest": "end_latest",
    "asOf": "as_of",
}
_SOURCE: Final = ("iri", "title", "publisher", "date", "licence")
_SIDES: Final = {"a": 1, "b": 2}


def core(
    projection: Projection,
    cited: Cited,
    place: Place,
    *,
    title: str,
    languages: list[str],
    has_sparql: bool,
) -> bytes:
    """Write nodes, edges and sources.

    Parameters
    ----------
    projection : Projection
        A network with its statements and sources.
    cited : Cited
        Its edges in the order of the file.
    place : Place
        Where its nodes stand, and how large they may be drawn.
    title : str
        Title of the page.
    languages : list of str
        Languages that names have, most frequent first.
    has_sparql : bool
        Whether the page answers queries.

    Returns
    -------
    bytes
        A container, see docs/explorer.md.
    """
    file = Container()
    codes: dict[str, Any] = {}
    _add_nodes(file, codes, projection, place)
    _add_edges(file, codes, projection, cited)
    file.add_json("sources", [dict(zip(_SOURCE, each, strict=True)) for each in cited.sources])
    meta = {
        "version": version("coopgraph"),
        "title": title,
        "definition": text(projection.definition),
        "projection": text(projection.name),
        "directed": bool(projection.directed),
        "mode": projection.mode,
        "actorRule": text(projection.actor_rule),
        "parameters": {text(k): text(v) for k, v in projection.parameters.items()},
        "fingerprint": projection.fingerprint,
        "graphFingerprint": text(projection.graph_fingerprint),
        "credits": [
            {name: text(getattr(c, name)) for name in ("iri", "title", "publisher", "licence")}
            for c in projection.credits
        ],
        "loss": _loss(projection),
        "asStated": resting_on([each[1] or each[0] for each in cited.sources], cited.dates),
        "languages": languages,
        "measures": [{"key": key, "label": label} for key, (label, _) in place.measures.items()],
        "hasSparql": has_sparql,
        "palette": described(),
        "codes": codes,
    }
    return file.content(meta)


def _add_nodes(
    file: Container, codes: dict[str, Any], projection: Projection, place: Place
) -> None:
    nodes = projection.nodes
    file.add_json("nodes.iri", iris(nodes["id"]))
    labels = zip(texts(nodes["label"]), texts(nodes["id"]), strict=True)
    file.add_json("nodes.label", [label or iri for label, iri in labels])
    for name, say in (("type", words), ("kind", words), ("country", _country)):
        found = encode(nodes[name])
        codes[f"nodes.{name}"] = found.legend(say)
        file.add_codes(f"nodes.{name}", found.rows)
    file.add("nodes.community", np.minimum(place.community, _GRID), "u16")
    sides = [_SIDES.get(side, 0) for side in texts(nodes["side"])]
    file.add("nodes.side", np.array(sides, dtype=np.int64), "u8")
    for name in ("lat", "lon"):
        file.add(f"nodes.{name}", nodes[name].to_numpy(float), "f32")
    for name, values in (("x", place.x), ("y", place.y)):
        file.add(f"nodes.{name}", np.rint(values * _GRID), "u16")
    for key, (_, measured) in place.measures.items():
        file.add(f"nodes.measures.{key}", measured, "f32")


def _add_edges(
    file: Container, codes: dict[str, Any], projection: Projection, cited: Cited
) -> None:
    edges = projection.edges.iloc[cited.order]
    degree = np.bincount(cited.source, minlength=len(projection.nodes))
    file.add("edges.degree", degree, "u32")
    steps = np.diff(cited.target, prepend=0)
    first = (np.cumsum(degree) - degree)[degree > 0]
    steps[first] = cited.target[first]
    file.add("edges.target", steps, "u32")
    for name in ("type", "role", "stage"):
        found = encode(edges[name])
        codes[f"edges.{name}"] = found.legend(words)
        file.add_codes(f"edges.{name}", found.rows)
    basis = encode(cited.statements["basis"])
    codes["edges.basis"] = basis.legend(words)
    file.add_codes("edges.basis", basis.rows[_chosen(cited)])
    file.add("edges.weight", edges["weight"].to_numpy(float), "f32")
    for name, column in _DAYS.items():
        file.add(f"edges.{name}", days(edges[column]), "i32")
    in_conflict = np.array([bool(c) for c in texts(cited.statements["conflicts_with"])], dtype=bool)
    edge = np.repeat(np.arange(len(edges)), cited.edge_counts)
    file.add("edges.conflict", np.bincount(edge, in_conflict[cited.edge_of], len(edges)) > 0, "u8")
    counts, sources = _sources(cited)
    file.add_offsets("edges.sourceAt", counts)
    file.add_codes("edges.sourceOf", sources)


def _chosen(cited: Cited) -> Ints:
    """For each edge the statement that speaks for it: a preferred one, else the first."""
    preferred = np.array([p == "preferred" for p in texts(cited.statements["preference"])])
    edge = np.repeat(np.arange(len(cited.order)), cited.edge_counts)
    rank = ~preferred[cited.edge_of] if len(edge) else np.zeros(0, bool)
    by_rank = np.lexsort((np.arange(len(edge)), rank, edge))
    first = np.cumsum(cited.edge_counts) - cited.edge_counts
    return np.asarray(cited.edge_of[by_rank][first])


def _sources(cited: Cited) -> tuple[Ints, Ints]:
    """For each edge its sources, each once."""
    starts = np.cumsum(cited.evidence_counts) - cited.evidence_counts
    counts = cited.evidence_counts[cited.edge_of]
    rows = ranges(starts[cited.edge_of], counts)
    edge = np.repeat(np.repeat(np.arange(len(cited.order)), cited.edge_counts), counts)
    width = len(cited.sources) + 1
    pairs = np.unique(edge * width + cited.evidence["source"].to_numpy(np.int64)[rows])
    return np.bincount(pairs // width, minlength=len(cited.order)), pairs % width


def _loss(projection: Projection) -> list[Mapping[str, Any]]:
    columns = (projection.loss[name] for name in ("effect", "reason", "count", "detail"))
    effect, reason, count, detail = columns
    rows = zip(texts(effect), texts(reason), count.to_list(), texts(detail), strict=True)
    return [dict(zip(("effect", "reason", "count", "detail"), row, strict=True)) for row in rows]


def _country(country: str) -> str:
    # It may come as an IRI, of which the last part is the readable one.
    return words(country.rsplit("/", 1)[-1]).title() if "://" in country else country
