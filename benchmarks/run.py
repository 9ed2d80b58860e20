"""Run every benchmark side by side with its peers and print the ratios.

    python benchmarks/run.py [--write] [--large] [NAME ...]

A benchmark is a module of this folder with `measure() -> list[Row]`, and perhaps `section() -> str`
for what has no peer. With --write, what was measured takes its place in docs/benchmarks.md; the
sections of other benchmarks stay.
"""

import argparse
import importlib
import os
import platform
import re
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.timing import markdown  # noqa: E402  (the folder is no package elsewhere)

PAGE = HERE.parent / "docs" / "benchmarks.md"
# In the order of the page.
TITLES: Mapping[str, str] = {
    "graph": "Loading, asking, drawing",
    "projecting": "From a store to a network, and from two modes to one",
    "betweenness": "Exact betweenness and distances",
    "large": "Measures of 340,000 edges",
    "uncertainty": "Draws of a ranking",
    "scaling": "As networks grow",
    "scale": "From tables to a ranking",
    "explorer": "The explorer's page",
    "reconciliation": "Reconciliation",
}
PEERS = ("pyoxigraph", "rdflib", "networkx", "pyvis")
MARK = re.compile(r"<!-- measured: (\w+) -->\n")
INTRODUCTION = """# Benchmarks

`make bench` prints these ratios: each pair is measured in one run, in turn, on the same data. A
ratio above 1 says that coopgraph is faster: the median over the runs, and the least and greatest.
*Of work* is the same ratio of the time that all cores spent together. Made by
`python benchmarks/run.py --write`, or one section by `--write NAME`; times depend on the machine,
ratios less so.

- *First projection*: of a graph that was just opened. The engine alone runs the same queries and
  writes the answers as CSV: the projection's own, and those for the entities and the statements
  with their evidence, without which no edge could be cited. *Projection*: of a graph that was asked
  before; the engine runs the projection's query. The goal, within 1.5 times the engine's time, is a
  ratio of 0.67. Small graphs show what tables take whatever their size, a hundredth of a second.
- *One-mode projection*: NetworkX gives pairs and weights. coopgraph gives also which statements
  each edge rests on, which is most of its work; both are shown.
- *Measures of 340,000 edges*: to the same digits, NetworkX with `tol` 1e-12 divided by the nodes.
"""


def main() -> int:
    """Run the benchmarks that were named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help=f"of {', '.join(TITLES)}; all by default")
    parser.add_argument("--write", action="store_true", help="write into docs/benchmarks.md")
    parser.add_argument("--large", action="store_true", help="scale: a million participations too")
    options = parser.parse_args()
    if options.large:
        os.environ["COOPGRAPH_LARGE"] = "1"
    unknown = set(options.names) - set(TITLES)
    if unknown:
        parser.error(
            f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(TITLES)}"
        )
    for name in options.names or TITLES:
        print(f"== {name}", file=sys.stderr, flush=True)
        text = measured(name)
        print(text, flush=True)
        if options.write:  # at once: what comes next may fail
            page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
            PAGE.write_text(renewed(page, name, text), encoding="utf-8")
    return 0


def measured(name: str) -> str:
    """Run one benchmark, and return its section of the page."""
    module = importlib.import_module(f"benchmarks.{name}")
    parts = [f"## {TITLES[name]}\n"]
    rows = module.measure() if hasattr(module, "measure") else []
    if rows:
        parts.append(markdown(rows))
    if hasattr(module, "section"):
        parts.append(re.sub("^## ", "### ", module.section(), flags=re.MULTILINE))
    peers = ", ".join(f"{peer} {version(peer)}" for peer in PEERS)
    machine = f"{os.cpu_count()} cores, {platform.system()}"
    parts.append(f"Python {platform.python_version()}, {machine}; {peers}.\n")
    return "\n".join(parts)


def renewed(page: str, name: str, text: str) -> str:
    """Put a section in its place, in the order of `TITLES`; the others stay as they are."""
    _, *pieces = MARK.split(page)
    sections = dict(zip(pieces[::2], pieces[1::2], strict=True)) | {name: text}
    kept = (f"<!-- measured: {n} -->\n{sections[n].strip()}\n" for n in TITLES if n in sections)
    return "\n".join([INTRODUCTION, *kept])


if __name__ == "__main__":
    sys.exit(main())
