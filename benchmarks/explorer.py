"""The explorer beside pyvis, gravis, ipysigma and a bare sigma.js page of the same data.

By itself, ``python benchmarks/explorer.py``, it only writes pages. Opening and dragging take
Chromium without a graphics card (software WebGL). Needs ``pip install gravis ipysigma`` and the
packages of the page (``python tools/explorer_page.py --check`` fetches them). ipysigma's page loads
its script from a network, so only writing it is measured.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.timing import Row, markdown, side_by_side
from coopgraph.network.projecting.contract import (
    EDGE_COLUMNS,
    LOSS_COLUMNS,
    NODE_COLUMNS,
    STATEMENT_COLUMNS,
    Kind,
)
from coopgraph.network.projecting.projection import Projection
from coopgraph.networks import project
from coopgraph.view.explorer.document import write_explorer

ID = "https://w3id.org/coopgraph/id/made/"
MODULES = Path(__file__).parents[1] / "explorer" / "node_modules"
_EMPTY: Mapping[Kind, Any] = {
    "text": "",
    "number": 1.0,
    "coordinate": float("nan"),
    "texts": (),
    "count": 0,
    "any": float("nan"),
}
_PAN = 12  # pixels, each of so many steps
_STEPS = 6
_SIZES = (1_000, 5_000, 20_000, 100_000)  # nodes, with three times as many edges
_FIRST = """
import sys, time
from pathlib import Path
from benchmarks.explorer import made, write_explorer
network = made(5_000, 15_000)
begin = time.perf_counter()
write_explorer(network, Path(sys.argv[1]))
print(time.perf_counter() - begin)
"""
_TYPES = ("Territory", "Authority", "Organisation", "Project", "Event")

# The picture stands when a frame after the first drawing is done.
_STANDS = """() => new Promise((done) => {
  const wait = () => performance.getEntriesByName("coopgraph-drawn").length || window.drawn
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(true)))
    : requestAnimationFrame(wait);
  wait();
})"""
_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_SETTLED = "() => window.settled"
_WATCH_PYVIS = """const timer = setInterval(() => {
  if (!window.network || !network.once) return;
  clearInterval(timer);
  for (const name of ["stabilizationIterationsDone", "stabilized"]) {
    network.once(name, () => { window.settled = true; });
  }
}, 1);"""


def frame(count: int, columns: Mapping[str, Kind], **known: Any) -> pd.DataFrame:
    """Make a table of the contract; columns that are not given are empty."""
    table = pd.DataFrame(
        {
            name: known[name] if name in known else [_EMPTY[kind]] * count
            for name, kind in columns.items()
        }
    )
    return table.astype({name: "str" for name, kind in columns.items() if kind == "text"})


@cache
def made(nodes: int, edges: int) -> Projection:
    """Make a network of communities, each edge with a statement and its evidence."""
    draw = np.random.default_rng(1)
    community = np.sort(draw.integers(0, max(3, nodes // 300), nodes))
    source = draw.integers(0, nodes, edges)
    near = np.clip(source + draw.integers(-150, 150, edges), 0, nodes - 1)
    target = np.where(draw.random(edges) < 0.1, draw.integers(0, nodes, edges), near)
    target = np.where(source == target, (target + 1) % nodes, target)
    ids = np.array([f"{ID}{i:06d}" for i in range(nodes)])
    ends = np.sort(np.column_stack([source, target]), axis=1)
    keys = [f"{ID}statement/{i:06d}" for i in range(edges)]
    years = [f"{year}-01-01" for year in draw.integers(1990, 2020, edges)]
    return Projection(
        name="made",
        title="Made for a benchmark",
        definition="An edge is a statement.",
        directed=False,
        mode="one-mode",
        actor_rule="as-stated",
        graph_fingerprint="0" * 64,
        nodes=frame(
            nodes,
            NODE_COLUMNS,
            id=ids,
            label=[f"Region {i} of {c}" for i, c in enumerate(community)],
            type=[_TYPES[i % 5] for i in range(nodes)],
            country=[f"Country {c % 40}" for c in community],
            names=[(f"Region {i}",) for i in range(nodes)],
            members=[(each,) for each in ids],
        ),
        edges=frame(
            edges,
            EDGE_COLUMNS,
            source=ids[ends[:, 0]],
            target=ids[ends[:, 1]],
            type=["Twinning"] * edges,
            stage=["in-force"] * edges,
            begin=[year[:4] for year in years],
            begin_earliest=years,
            begin_latest=years,
            statements=[(key,) for key in keys],
        ),
        statements=frame(
            edges,
            STATEMENT_COLUMNS,
            statement=keys,
            type=["Twinning"] * edges,
            label=[f"Twinning {i}" for i in range(edges)],
            stage=["in-force"] * edges,
            basis=["stated"] * edges,
            preference=["normal"] * edges,
            source=[f"{ID}source/{i % 50}" for i in range(edges)],
            title=[f"Report {i % 50}" for i in range(edges)],
            locator=[f"row {i}" for i in range(edges)],
        ),
        loss=frame(0, LOSS_COLUMNS),
    )


def write_pyvis(network: Projection, path: Path) -> None:
    """Write what a user of pyvis would: labels and titles, everything in one file."""
    from pyvis.network import Network

    page = Network(cdn_resources="in_line")
    page.add_nodes(network.nodes["id"].to_list(), label=network.nodes["label"].to_list())
    for source, target, kind in network.edges[["source", "target", "type"]].itertuples(index=False):
        page.add_edge(source, target, title=kind)
    path.write_text(page.generate_html(), encoding="utf-8")


def write_gravis(network: Projection, path: Path) -> None:
    """Write gravis' page."""
    import gravis

    path.unlink(missing_ok=True)
    gravis.vis(network.to_networkx()).export_html(str(path))


def write_ipysigma(network: Projection, path: Path) -> None:
    """Write ipysigma's page, which loads its script from a network."""
    from ipysigma import Sigma

    Sigma.write_html(network.to_networkx(), str(path))


def write_sigma(network: Projection, path: Path) -> None:
    """Write a bare page of sigma.js and graphology with the same nodes, edges and places."""
    draw = np.random.default_rng(1)
    places = draw.random((len(network.nodes), 2)).round(4).tolist()
    index = {iri: i for i, iri in enumerate(network.nodes["id"])}
    data = {
        "nodes": [
            [label, x, y] for label, (x, y) in zip(network.nodes["label"], places, strict=True)
        ],
        "edges": [
            [index[s], index[t]]
            for s, t in network.edges[["source", "target"]].itertuples(index=False)
        ],
    }
    scripts = "".join(
        f"<script>{(MODULES / name).read_text(encoding='utf-8')}</script>"
        for name in ("graphology/dist/graphology.umd.min.js", "sigma/dist/sigma.min.js")
    )
    path.write_text(
        f"""<!doctype html><meta charset="utf-8">
<style>html,body,#box{{margin:0;height:100%}}</style>
<div id="box"></div>{scripts}<script>
const data = {json.dumps(data)};
const graph = new graphology.MultiGraph();
data.nodes.forEach(([label, x, y], i) => graph.addNode(i, {{label, x, y, size: 3}}));
data.edges.forEach(([s, t]) => graph.addEdge(s, t));
const renderer = new Sigma(graph, document.getElementById("box"));
renderer.once("afterRender", () => {{ window.drawn = true; }});
renderer.refresh();
</script>""",
        encoding="utf-8",
    )


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium with WebGL in software."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    flags = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=flags)
        yield started
        started.close()


def opened(started: Browser, path: Path, stands: str) -> Page:
    """Open a page and wait until its picture stands."""
    page = started.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(180_000)
    if stands is _SETTLED:
        page.add_init_script(_WATCH_PYVIS)
    page.goto(path.as_uri())
    if stands is _SETTLED:
        page.wait_for_function(stands)
    else:
        page.evaluate(stands)
    return page


def opening(started: Browser, path: Path, stands: str = _STANDS) -> Callable[[], None]:
    """Return a call that opens a page, waits for its picture, and closes it."""
    return lambda: opened(started, path, stands).close()


def panning(page: Page) -> Callable[[], None]:
    """Return a call that drags the picture and waits for each frame."""

    def pan() -> None:
        page.mouse.move(640, 400)
        page.mouse.down()
        for step in range(_STEPS):
            page.mouse.move(640 + _PAN * (step + 1), 400)
            page.evaluate(_FRAME)
        page.mouse.up()
        page.evaluate(_FRAME)

    return pan


def _afresh(network: Projection) -> Projection:
    """The network, without the fingerprint that an earlier page has left with it."""
    network.__dict__.pop("fingerprint", None)
    return network


def section() -> str:
    """How the time to write a page grows, and what the first page takes, as Markdown."""
    lines = ["| nodes | edges | s | s of CPU | MB |", "|---|---|---|---|---|"]
    found = []
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "page.html"
        for nodes in _SIZES:
            network = made(nodes, 3 * nodes)
            write_explorer(network, page)
            runs = []
            for _ in range(3):
                start, spent = time.perf_counter(), time.process_time()
                write_explorer(_afresh(network), page)
                runs.append((time.perf_counter() - start, time.process_time() - spent))
            found.append([statistics.median(each) for each in zip(*runs, strict=True)])
            wall, work = found[-1]
            size = page.stat().st_size / 1e6
            lines.append(f"| {nodes:,} | {3 * nodes:,} | {wall:.2f} | {work:.2f} | {size:.1f} |")
        first, compiled = _first(page, {}), _first(page, {"NUMBA_CACHE_DIR": name})
    slopes = np.polyfit(np.log(_SIZES), np.log(found), 1)[0]
    lines.append(f"| **exponent** | | {slopes[0]:.2f} | {slopes[1]:.2f} | |")
    return (
        "## Writing a page as networks grow\n\n" + "\n".join(lines) + "\n\nThe first page of 5,000 "
        f"nodes in a new process takes {first:.1f} s, which loads machine code; on a machine where "
        f"none has been compiled yet, {compiled:.1f} s.\n"
    )


def _first(page: Path, environment: Mapping[str, str]) -> float:
    """Seconds that the first page takes in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _FIRST, str(page)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
        env=os.environ | environment,
    )
    return float(done.stdout)


def _writing(folder: Path) -> list[Row]:
    network, page = made(5_000, 15_000), folder / "page.html"
    write_explorer(network, page)  # loads machine code
    peers = (
        ("pyvis", write_pyvis, 20.0),
        ("gravis", write_gravis, 0),
        ("ipysigma", write_ipysigma, 0),
    )
    return [
        side_by_side(
            "write a page of 5,000 nodes and 15,000 edges",
            lambda: write_explorer(_afresh(network), page),
            name,
            lambda write=write: write(network, folder / "peer.html"),
            runs=3,
            goal=goal,
        )
        for name, write, goal in peers
    ]


def _demo(started: Browser, folder: Path) -> Row:
    ours, theirs = folder / "demo.html", folder / "pyvis.html"
    network = project()
    write_explorer(network, ours)
    write_pyvis(network, theirs)
    what = "open the graph of five documents (pyvis: until it has settled)"
    calls = opening(started, ours), opening(started, theirs, _SETTLED)
    return side_by_side(what, calls[0], "pyvis", calls[1], runs=3, goal=10)


def _large(
    started: Browser, folder: Path, nodes: int, edges: int, goals: tuple[float, float]
) -> list[Row]:
    network = made(nodes, edges)
    ours, theirs = folder / f"ours-{nodes}.html", folder / f"sigma-{nodes}.html"
    write_explorer(network, ours)
    write_sigma(network, theirs)
    size = f"{nodes:,} nodes and {edges:,} edges"
    rows = [
        side_by_side(
            f"open {size}, until the picture stands",
            opening(started, ours),
            "bare sigma.js",
            opening(started, theirs),
            runs=3,
            goal=goals[0],
        )
    ]
    pages = [opened(started, path, _STANDS) for path in (ours, theirs)]
    calls = [panning(page) for page in pages]
    for call in calls:
        call()
    rows.append(
        side_by_side(f"drag {size}", calls[0], "bare sigma.js", calls[1], runs=3, goal=goals[1])
    )
    for page in pages:
        page.close()
    return rows


def measure() -> list[Row]:
    """Write and open pages, in turn with the peers."""
    with tempfile.TemporaryDirectory() as name, browser() as started:
        folder = Path(name)
        return [
            *_writing(folder),
            _demo(started, folder),
            *_large(started, folder, 10_000, 30_000, (1, 3)),
            *_large(started, folder, 100_000, 300_000, (5, 0)),
        ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(markdown(_writing(Path(place))))
    print(section())
