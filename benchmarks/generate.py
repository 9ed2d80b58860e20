"""Write made-up cooperation data, for benchmarks and trials.

python -m benchmarks.generate FOLDER [--size S|M|L|NUMBER] [--dirty] [--seed N] [--parquet]
"""

import argparse
import sys
from pathlib import Path

from coopgraph.dataset.generator import CLEAN, DIRTY, SIZES, generate, write_generated


def main() -> int:
    """Write a data set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="S", help="S, M, L or a number of participations")
    parser.add_argument("--dirty", action="store_true", help="with errors, listed in truth.csv")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--parquet", action="store_true", help="Parquet instead of CSV")
    options = parser.parse_args()
    size = SIZES.get(options.size) or int(options.size)
    made = generate(size, seed=options.seed, dirt=DIRTY if options.dirty else CLEAN)
    write_generated(options.folder, made, table_format="parquet" if options.parquet else "csv")
    print(f"{len(made.tables['participations']):,} participations in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
