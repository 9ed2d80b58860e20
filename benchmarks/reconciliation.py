"""How right and how fast reconciliation is: labelled names, planted dirt, names a second.

Run as ``python -m benchmarks.reconciliation``; ``--write`` puts the tables into
docs/reconciliation.md.
"""

import argparse
import random
import string
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii
from babel import Locale
from scipy.stats import norm

from benchmarks.timing import Row, side_by_side
from coopgraph.dataset.reconcile.countries import country, country_name
from coopgraph.dataset.reconcile.gazetteer import Gazetteer, gazetteer
from coopgraph.dataset.reconcile.table import reconcile
from coopgraph.names import fold

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "tests" / "data" / "reconciliation" / "labels.csv"
PAGE = ROOT / "docs" / "reconciliation.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LANGUAGES = ("de", "fr", "it", "es", "pl", "fi", "sv", "ru", "hu", "el", "pt", "nl", "cs", "zh")

Dirt = Callable[[random.Random, str, str, list[str]], tuple[str, str]]


def wilson(right: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of a share (E. B. Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    z = float(norm.ppf(0.5 + level / 2))
    share = right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * (share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def scores(result: pd.DataFrame, truth: Sequence[str]) -> dict[str, float]:
    """Count what is matched, rightly matched, matchable and doubtful."""
    true = pd.Series(list(truth), index=result.index)
    matched = result["outcome"] == "matched"
    return {
        "names": len(result),
        "matchable": int(true.str.isdigit().sum()),
        "matched": int(matched.sum()),
        "right": int((matched & (result["geonames"] == true)).sum()),
        "doubtful": int((result["outcome"] == "doubtful").sum()),
    }


def line(what: str, s: dict[str, float]) -> str:
    """Write one line of a table."""

    def share(a: str, b: str) -> str:
        low, high = wilson(int(s[a]), int(s[b]))
        return f"{s[a] / max(s[b], 1):.3f} ({low:.3f}–{high:.3f})"

    return (
        f"| {what} | {s['names']:,.0f} | {s['matched']:,.0f} | {share('right', 'matched')} "
        f"| {share('right', 'matchable')} | {share('doubtful', 'names')} |"
    )


HEADER = [
    "| what | names | matched | precision of matches | recall | doubtful share |",
    "|---|---|---|---|---|---|",
]


def labelled(path: Path = LABELS) -> list[str]:
    """Measure on the names labelled by hand."""
    labels = pd.read_csv(path, dtype="str", keep_default_na=False)
    result = reconcile(labels[["name", "country"]])
    lines = [line(f"all ({path.stem})", scores(result, labels["geonames"]))]
    for stratum, part in labels.groupby("stratum"):
        lines.append(line(str(stratum), scores(result.loc[part.index], part["geonames"])))
    return lines


# ---- Planted dirt --------------------------------------------------------------------------------


def _slip(rng: random.Random, text: str) -> str:
    at = rng.randrange(1, len(text)) if len(text) > 1 else 0
    letter = rng.choice(string.ascii_lowercase)
    match rng.randrange(4):
        case 0:
            return text[:at] + letter + text[at:]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + letter + text[at + 1 :]
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]


def _script(rng: random.Random, name: str, others: list[str]) -> str:
    foreign = sorted(o for o in others if not anyascii(o[:1]).isascii() or ord(o[0]) > 0x36F)
    return rng.choice(foreign) if foreign else name


def _umlauts(name: str) -> str:
    written = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"}
    return "".join(written.get(c, c) for c in name.replace("Ö", "Oe").replace("Ü", "Ue"))


def _abroad(rng: random.Random, code: str) -> str:
    return str(Locale.parse(rng.choice(LANGUAGES)).territories.get(code, code))


WORDS = {
    "DE": "Stadt {}", "IT": "Comune di {}", "PL": "Gmina {}", "SE": "{} kommun",
    "DK": "{} Kommune", "FR": "Ville de {}", "ES": "Ayuntamiento de {}", "CZ": "Město {}",
    "SI": "Občina {}", "HR": "Grad {}", "NL": "Gemeente {}", "RO": "Municipiul {}",
    "PT": "Câmara Municipal de {}",
}  # fmt: skip
POST = {"FR": "{} Cedex 2", "DE": "D-10{0:0>3.0f} {1}", "CZ": "{} 6", "HU": "{} XIII. kerület"}


def _post(rng: random.Random, name: str, code: str) -> str:
    number = rng.randrange(1000, 99999)
    if code == "FR":
        return f"{name} Cedex {rng.randrange(1, 20)}"
    return rng.choice(
        [f"{number} {name}", f"{code}-{number} {name}", f"{name} {rng.randrange(1, 12)}"]
    )


DIRT: dict[str, Dirt] = {
    "none": lambda r, n, c, o: (n, country_name(c)),
    "capitals": lambda r, n, c, o: (r.choice([n.upper(), n.lower()]), country_name(c)),
    "accents lost": lambda r, n, c, o: (anyascii(n), country_name(c)),
    "umlauts written out": lambda r, n, c, o: (_umlauts(n), country_name(c)),
    "another script": lambda r, n, c, o: (_script(r, n, o), country_name(c)),
    "blanks and dashes": lambda r, n, c, o: (
        f"  {n.replace('-', ' – ' if r.random() < 0.1 else ' ').replace(' ', '  ')} ",
        country_name(c),
    ),
    "one slip": lambda r, n, c, o: (_slip(r, n), country_name(c)),
    "two slips": lambda r, n, c, o: (_slip(r, _slip(r, n)), country_name(c)),
    "word for a municipality": lambda r, n, c, o: (
        WORDS.get(c, "Municipality of {}").format(n),
        country_name(c),
    ),
    "post code, district, CEDEX": lambda r, n, c, o: (_post(r, n, c), country_name(c)),
    "country in another language": lambda r, n, c, o: (n, _abroad(r, c)),
    "code of the country": lambda r, n, c, o: (n, c),
    "slip in the country": lambda r, n, c, o: (n, _slip(r, country_name(c))),
    "columns swapped": lambda r, n, c, o: (country_name(c), n),
    "country missing": lambda r, n, c, o: (n, ""),
    "accents lost, slip, country abroad": lambda r, n, c, o: (_slip(r, anyascii(n)), _abroad(r, c)),
}


def sample(size: int, seed: int) -> np.ndarray:
    """Draw places, the larger ones more often: by the root of their inhabitants."""
    places = gazetteer().places
    weight = np.sqrt(places["population"].clip(lower=500).to_numpy())
    rng = np.random.default_rng(seed)
    return rng.choice(len(places), size, replace=False, p=weight / weight.sum())


def planted(size: int = 600, seed: int = 7, hidden: float = 0.0) -> list[str]:
    """Measure on places of the gazetteer with dirt, a share of them taken out of it before.

    Those that are taken out have no right answer: whatever they are matched with is wrong.
    """
    whole = gazetteer()
    chosen = sample(size, seed)
    unknown = chosen[: int(hidden * size)]
    mask = pc.is_in(whole.names["place"], value_set=pa.array(unknown.astype("int32")))
    reduced = Gazetteer(whole.places, whole.names.filter(pc.invert(mask)))
    others: dict[int, list[str]] = {}
    kept = whole.names.filter(
        pc.is_in(whole.names["place"], value_set=pa.array(chosen.astype("int32")))
    )
    for place, name in zip(kept["place"].to_pylist(), kept["name"].to_pylist(), strict=True):
        others.setdefault(place, []).append(name)
    places = whole.places
    gone = set(unknown.tolist())
    truth = ["none" if i in gone else str(places.at[i, "id"]) for i in chosen.tolist()]
    lines, total = [], dict.fromkeys(("names", "matchable", "matched", "right", "doubtful"), 0.0)
    for what, dirt in DIRT.items():
        rng = random.Random(f"{seed} {what}")
        rows = [
            dirt(rng, places.at[i, "name"], places.at[i, "country"], others.get(i, []))
            for i in chosen.tolist()
        ]
        found = scores(reconcile(rows, places=reduced), truth)
        lines.append(line(what, found))
        total = {k: total[k] + found[k] for k in total}
    return [line("all together", total), *lines]


def speed(size: int = 60_000, seed: int = 3) -> str:
    """Time many names with dirt of all kinds."""
    places = gazetteer().places
    rng = random.Random(seed)
    kinds = list(DIRT.values())
    rows = [
        rng.choice(kinds)(rng, places.at[i, "name"], places.at[i, "country"], [])
        for i in sample(size, seed).tolist()
    ]
    start, busy = time.perf_counter(), time.process_time()
    reconcile(rows)
    took, busy = time.perf_counter() - start, time.process_time() - busy
    return (
        f"{size:,} names with dirt of all kinds, against {len(places):,} places: {took:.0f} s, "
        f"{size / took:,.0f} names a second; {busy:.0f} s of processor time, "
        f"{size / busy:,.0f} names a second of it."
    )


def measure() -> list[Row]:
    """Compare with rapidfuzz alone: the nearest of all names of the country, name by name."""
    from rapidfuzz import fuzz, process

    known = gazetteer()
    places = known.places
    chosen = sample(300, 1).tolist()
    rows = [(str(places.at[i, "name"]), str(places.at[i, "country"])) for i in chosen]
    keys = {c: sorted(set(known.in_countries([c])["key"])) for c in {c for _, c in rows}}

    def plain() -> None:
        for name, code in rows:
            process.extractOne(fold(name), keys[code], scorer=fuzz.ratio)

    country("France")
    what = "reconciliation of 300 names with 235,000 places"
    return [side_by_side(what, lambda: reconcile(rows), "rapidfuzz extractOne", plain, runs=3)]


def main() -> int:
    """Print the tables, and write them if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write docs/reconciliation.md")
    parser.add_argument("--names", type=int, default=60_000, help="names for the speed")
    options = parser.parse_args()
    text = "\n".join(
        [
            "Labelled by hand:\n",
            *HEADER,
            *(row for path in sorted(LABELS.parent.glob("*.csv")) for row in labelled(path)),
            "\nPlanted dirt on 600 places of the gazetteer:\n",
            *HEADER,
            *planted(600, hidden=0.0),
            "\nThe same, a tenth of the places taken out of the gazetteer before:\n",
            *HEADER,
            planted(600, hidden=0.1)[0],
            "\n" + speed(options.names),
        ]
    )
    print(text)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
