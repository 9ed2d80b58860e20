"""Write the explorer's table of letters, so that a query folds in the page as names fold here.

Run as ``python -m tools.fold_table``. The page lower-cases, takes this table's spelling of a
letter, and drops accents of any other; `coopgraph.names.fold` is the rule.
"""

import re
import unicodedata
from pathlib import Path

from anyascii import anyascii

TARGET = Path(__file__).parents[1] / "explorer" / "src" / "fold-table.ts"

_RANGES = (
    *((0x00A0, 0x0250), (0x02B0, 0x0300), (0x0370, 0x0600), (0x0620, 0x0653)),
    *((0x10D0, 0x1100), (0x1E00, 0x2000), (0x2010, 0x2040)),
)


def _folded(letter: str) -> str:
    latin = anyascii(unicodedata.normalize("NFC", letter.casefold())).replace("'", "").lower()
    return re.sub("[^a-z0-9]+", "_", latin)


def _plain(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    kept = "".join(part for part in parts if not unicodedata.category(part).startswith("M"))
    return kept if re.fullmatch("[a-z0-9]*", kept) else "_"


def table() -> str:
    """Letters whose folding is more than taking off an accent, each before its Latin spelling."""
    letters = (chr(code) for low, high in _RANGES for code in range(low, high))
    composed = (c for c in letters if c == c.lower() and unicodedata.normalize("NFC", c) == c)
    return " ".join(c + _folded(c) for c in composed if c.strip() and _folded(c) != _plain(c))


def module() -> str:
    """The TypeScript file."""
    return (
        "// Written by tools/fold_table.py; coopgraph.names.fold is the rule.\n"
        "/** A letter, then its Latin spelling; `_` parts words. */\n"
        f'export const LETTERS =\n  "{table()}";\n'
    )


if __name__ == "__main__":
    TARGET.write_text(module(), encoding="utf-8")
