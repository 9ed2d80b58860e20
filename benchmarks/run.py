"""Run every benchmark side by side with its peers and print the ratios.

    python benchmarks/run.py [--write] [--large] [NAME ...]

A benchmark is a module of this folder with `measure() -> list[Row]`, and perhaps `notes() -> str`
for what has no peer. With --write, the table goes to docs/benchmarks.md as well.
"""

import argparse
import importlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.timing import Row, markdown  # noqa: E402  (the folder is no package elsewhere)

INTRODUCTION = """# Benchmarks

`make bench` prints these ratios: each pair is measured in one run, in turn, on the same data. A
ratio above 1 says that coopgraph is faster: the median over the runs, and the least and greatest.
*Of work* is the same ratio of the time that all cores spent together. Made by
`python benchmarks/run.py --write`; times depend on the machine, ratios less so.

- *First projection*: of a graph that was just opened. The engine alone runs the same queries and
  writes the answers as CSV: the projection's own, and those for the entities and the statements
  with their evidence, without which no edge could be cited. *Projection*: of a graph that was asked
  before; the engine runs the projection's query. The goal, within 1.5 times the engine's time, is a
  ratio of 0.67. Small graphs show what pandas takes for any table, some hundredths of a second.
- *One-mode projection*: NetworkX gives pairs and weights. coopgraph gives also which statements
  each edge rests on, which is most of its work; both are shown.
- *Measures of 340,000 edges*: to the same digits, NetworkX with `tol` 1e-12 divided by the nodes.
"""

GROWTH = """A store on disk of as many participations as edges is opened, projected for the first
time and ranked by PageRank. The exponent is the slope of a line through the logarithms: 1 grows as
n, and n log n has about 1.08 over this range; `--large` adds a million.
"""


def main() -> int:
    """Run the benchmarks that were named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="benchmarks to run; all by default")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--large", action="store_true", help="a million participations as well")
    options = parser.parse_args()
    if options.large:
        os.environ["COOPGRAPH_LARGE"] = "1"
    every = sorted(
        p.stem
        for p in HERE.glob("*.py")
        if p.stem not in ("run", "timing", "made", "generate", "__init__")
    )
    unknown = set(options.names) - set(every)
    if unknown:
        parser.error(
            f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(every)}"
        )
    rows: list[Row] = []
    growth = sections = ""
    for name in options.names or every:
        print(f"== {name}", file=sys.stderr, flush=True)
        module = importlib.import_module(f"benchmarks.{name}")
        if hasattr(module, "measure"):
            rows += module.measure()
        if hasattr(module, "notes"):
            growth += module.notes()
        if hasattr(module, "section"):
            sections += f"\n{module.section()}"
    table = markdown(rows)
    if growth:
        table += f"\n## As networks grow\n\n{GROWTH}\n{growth}"
    table += sections
    print(table)
    if options.write:
        cores = os.cpu_count()
        peers = ", ".join(
            f"{p} {version(p)}" for p in ("pyoxigraph", "rdflib", "networkx", "pyvis")
        )
        machine = (
            f"Python {platform.python_version()}, {cores} cores, {platform.system()}; {peers}."
        )
        text = f"{INTRODUCTION}\n{table}\n{machine}\n"
        (HERE.parent / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
