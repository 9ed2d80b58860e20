"""Run every benchmark side by side with its peers and print the ratios.

    python benchmarks/run.py [--write] [NAME ...]

A benchmark is a module of this folder with `measure() -> list[Row]`. With --write, the table goes
to docs/benchmarks.md as well.
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

`make bench` prints these ratios: each pair is measured in one run, in turn, on the same data, and
the median of the runs is compared. A ratio above 1 says that coopgraph is faster. Made by
`python benchmarks/run.py --write`; times depend on the machine, ratios less so.
"""


def main() -> int:
    """Run the benchmarks that were named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="benchmarks to run; all by default")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args()
    every = sorted(p.stem for p in HERE.glob("*.py") if p.stem not in ("run", "timing", "__init__"))
    unknown = set(options.names) - set(every)
    if unknown:
        parser.error(
            f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(every)}"
        )
    rows: list[Row] = []
    for name in options.names or every:
        print(f"== {name}", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"benchmarks.{name}").measure()
    table = markdown(rows)
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
