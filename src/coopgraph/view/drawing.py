"""The picture of a network, assembled with pyvis: nodes, lines, options, and the script that draws.

pyvis's own template links other servers, puts labels into markup and drops parallel relations, so
only its network object and the vis-network that it ships are used.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

from coopgraph.errors import CoopgraphError
from coopgraph.view.cells import Record
from coopgraph.view.layout import positions
from coopgraph.view.palette import FAMILIES, LINES

__all__ = ["MAX_NODES", "drawing", "vis_script"]

MAX_NODES: Final = 3000
"""More would neither be read nor move; the table of so many is a job for a spreadsheet."""

_FAN: Final = 5  # more parallel lines than this are told apart no longer
_BEND: Final = 0.2
_LABEL: Final = 60
_VIS: Final = ("lib", "vis-9.1.2", "vis-network.min.js")

_OPTIONS: Final[Record] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "nodes": {"chosen": False, "shape": "custom"},
    "edges": {
        "chosen": False,
        "arrowStrikethrough": False,
        "selectionWidth": 0,
        "hoverWidth": 0,
    },
    "interaction": {
        "dragNodes": True,
        "hover": True,
        "hoverConnectedEdges": False,
        "selectable": True,
        "selectConnectedEdges": False,
        "multiselect": False,
        "navigationButtons": False,
        "keyboard": {"enabled": False},
        "zoomView": False,
    },
}


def vis_script() -> str:
    """Return vis-network as pyvis ships it, without its pointer to a debugging file.

    Returns
    -------
    str
        JavaScript, its licence in front.

    Raises
    ------
    CoopgraphError
        The installed pyvis does not have it.

    Examples
    --------
    >>> "vis-network" in vis_script()[:40]
    True
    """
    found = files("pyvis").joinpath(*_VIS)
    if not found.is_file():
        raise CoopgraphError(
            f"the installed pyvis has no {'/'.join(_VIS)}: coopgraph needs pyvis 0.3.2; "
            'install it with "pip install pyvis==0.3.2"'
        )
    return found.read_text(encoding="utf-8").split("//# sourceMappingURL=")[0].rstrip()


def drawing(page: Record) -> Record:
    """Assemble what vis-network draws for the content of a page.

    Parameters
    ----------
    page : dict
        What `coopgraph.view.content.content` returns.

    Returns
    -------
    dict
        `nodes`, `edges` and `options`. Every line names the relations that it stands for.

    Raises
    ------
    CoopgraphError
        There are more nodes than a page can show.

    Examples
    --------
    >>> empty = {"things": [], "relations": [], "directed": False}
    >>> drawing(empty)["nodes"]
    []
    """
    from pyvis.network import Network

    things, relations = page["things"], page["relations"]
    if len(things) > MAX_NODES:
        raise CoopgraphError(
            f"the network has {len(things):,} nodes, and a page shows at most {MAX_NODES:,}: "
            "choose a narrower projection, or write GraphML or CSV and open it in Gephi"
        )
    # A directed pyvis network keeps parallel relations (and does not search all of them each time);
    # each line says itself whether it has arrows.
    network = Network(directed=True)
    network.options = _OPTIONS
    colours = {family.key: family.light for family in FAMILIES}
    place = positions(len(things), [(r["source"], r["target"]) for r in relations])
    for i, (thing, (x, y)) in enumerate(zip(things, place, strict=True)):
        label = " ".join(thing["label"].split()) or thing["iri"]
        network.add_node(
            i,
            label=label if len(label) <= _LABEL else label[: _LABEL - 1] + "…",
            shape="custom",
            color=colours[thing["family"]],
            size=round(min(6.0 + 2.0 * thing["degree"] ** 0.5, 22.0), 1),
            family=thing["family"],
            x=x,
            y=y,
        )
    for number, options in enumerate(_edges(relations, page["directed"])):
        ends = options.pop("ends")
        network.add_edge(*ends, id=f"e{number}", **options)
    return {"nodes": network.nodes, "edges": network.edges, "options": network.options}


def _edges(relations: Sequence[Record], directed: bool) -> Iterator[dict[str, Any]]:
    widths = {line.key: line.width for line in LINES}
    weights = [r["weight"] for r in relations if r["weight"] is not None]
    least, most = min(weights, default=0.0), max(weights, default=0.0)
    pairs: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, relation in enumerate(relations):
        ends = sorted((relation["source"], relation["target"]))
        pairs[ends[0], ends[1]].append(i)
    for pair, held in pairs.items():
        bundles = _bundles(relations, held, directed)
        for k, bundle in enumerate(bundles):
            first = relations[bundle[0]]
            strength = max((relations[i]["weight"] or least) for i in bundle)
            share = (strength - least) / (most - least) if most > least else 0.0
            yield {
                "ends": (first["source"], first["target"]),
                "relations": bundle,
                "style": first["line"],
                "double": any(relations[i]["conflict"] for i in bundle),
                "width": round(widths[first["line"]] * (1 + 2 * share**0.5), 2),
                "arrows": "to" if directed else "",
                **_curve(pair, (first["source"], first["target"]), k - (len(bundles) - 1) / 2),
            }


def _bundles(relations: Sequence[Record], held: list[int], directed: bool) -> list[list[int]]:
    """One line a relation; beyond five, one line for all of the same style and direction."""
    if len(held) <= _FAN:
        return [[i] for i in held]
    order = [line.key for line in LINES]

    def alike(i: int) -> tuple[int, int]:
        return order.index(relations[i]["line"]), relations[i]["source"] if directed else 0

    return [list(group) for _, group in groupby(sorted(held, key=alike), key=alike)]


def _curve(pair: tuple[int, int], ends: tuple[int, int], offset: float) -> Record:
    """Fan parallel lines out; "clockwise" depends on which end a line starts from."""
    if pair[0] == pair[1]:
        return {"selfReference": {"size": 30 + 10 * offset, "angle": 0.785}}
    clockwise = (offset > 0) == (ends == pair)
    # Without any bend it is a straight line; vis-network doubles lines of this type only.
    return {
        "smooth": {
            "enabled": True,
            "type": "curvedCW" if clockwise else "curvedCCW",
            "roundness": round(abs(offset) * _BEND, 2),
        }
    }
