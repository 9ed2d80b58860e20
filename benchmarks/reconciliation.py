"""How right and how fast reconciliation is: labelled names, planted dirt, names a second.

Run as ``python -m benchmarks.reconciliation``; ``--write`` puts the tables into
docs/reconciliation.md.
"""

import argparse
import random
import string
import tempfile
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii
from babel import Locale
from scipy.stats import norm

from benchmarks.timing import Row, side_by_side
from coopgraph.dataset.generator import SIZES, Dirt, generate, write_generated
from coopgraph.dataset.importing.reading import read_dataset
from coopgraph.dataset.reconcile.admin import region_name
from coopgraph.dataset.reconcile.countries import country, country_name
from coopgraph.dataset.reconcile.decisions import CLOSE
from coopgraph.dataset.reconcile.gazetteer import Gazetteer, gazetteer
from coopgraph.dataset.reconcile.organisations import same_organisations
from coopgraph.dataset.reconcile.score import distance_km
from coopgraph.dataset.reconcile.sssom import EXACT, compact
from coopgraph.dataset.reconcile.table import reconcile
from coopgraph.names import fold
from coopgraph.reconciliation import reconcile_dataset
from coopgraph.store.ontology import load_schema

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "tests" / "data" / "reconciliation" / "labels.csv"
PAIRS_OF_ORGANISATIONS = LABELS.parent / "pairs" / "organisations.csv"
PAGE = ROOT / "docs" / "reconciliation.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LANGUAGES = ("de", "fr", "it", "es", "pl", "fi", "sv", "ru", "hu", "el", "pt", "nl", "cs", "zh")

Soiling = Callable[[random.Random, str, str, list[str]], tuple[str, str]]


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
        if not s[b]:
            return "–"
        return f"{s[a] / max(s[b], 1):.3f} ({low:.3f}–{high:.3f})"

    return (
        f"| {what} | {s['names']:,.0f} | {s['matched']:,.0f} | {share('right', 'matched')} "
        f"| {share('right', 'matchable')} | {share('doubtful', 'names')} |"
    )


HEADER = [
    "| what | names | matched | precision of matches | recall | doubtful share |",
    "|---|---|---|---|---|---|",
]


PAIRS = [
    "| what | entities | pairs merged | precision of pairs | recall of pairs | doubtful share |",
    "|---|---|---|---|---|---|",
]


def labelled(path: Path = LABELS) -> list[str]:
    """Measure on the names labelled by hand."""
    labels = pd.read_csv(path, dtype="str", keep_default_na=False)
    beside = ("name", "country", "nuts", "region", "lat", "lon")
    result = reconcile(labels[[c for c in beside if c in labels.columns]])
    lines = [line(f"all ({path.stem})", scores(result, labels["geonames"].tolist()))]
    for stratum, part in labels.groupby("stratum"):
        lines.append(
            line(
                f"{path.stem}: {stratum}", scores(result.loc[part.index], part["geonames"].tolist())
            )
        )
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


DIRT: dict[str, Soiling] = {
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


@cache
def units() -> pd.DataFrame:
    """Return the units of NUTS 3, with their countries."""
    path = files("coopgraph.dataset.reconcile").joinpath("data", "nuts3.csv")
    with path.open(encoding="utf-8") as file:
        table = pd.read_csv(file, dtype={"code": "str", "name": "str"}, keep_default_na=False)
    return table.assign(country=table["code"].str[:2].replace({"EL": "GR", "UK": "GB"}))


def sample(size: int, seed: int, *, draw: str = "root", european: bool = False) -> np.ndarray:
    """Draw places: ``uniform``, or the larger ones more often, by the ``root`` of inhabitants.

    European ones are those of countries with NUTS codes, as in the exports of Interreg.
    """
    places = gazetteer().places
    people = places["population"].clip(lower=500).to_numpy()
    weight = np.sqrt(people) if draw == "root" else np.ones(len(people))
    if european:
        weight = weight * places["country"].isin(set(units()["country"])).to_numpy()
    rng = np.random.default_rng(seed)
    return rng.choice(len(places), size, replace=False, p=weight / weight.sum())


def _named(i: int) -> tuple[str, str]:
    """Return name and country of a row of the gazetteer."""
    places = gazetteer().places
    return str(places.at[i, "name"]), str(places.at[i, "country"])


def nuts_of(code: str, point: tuple[float, float]) -> str:
    """Return the unit of NUTS 3 of a country whose middle is nearest, if it may hold the point."""
    near = units()[units()["country"] == code]
    apart = [distance_km(point, p) for p in zip(near["lat"], near["lon"], strict=True)]
    best = int(np.argmin(apart)) if apart else -1
    held = best >= 0 and apart[best] <= float(near["km"].iloc[best])
    return str(near["code"].iloc[best]) if held else ""


def _beside(what: str, chosen: Sequence[int]) -> list[str]:
    """Return what stands beside each name: nothing, its region's name, or a NUTS 3 code."""
    places = gazetteer().places
    if what == "nuts":
        points = places[["lat", "lon"]].to_numpy()
        return [nuts_of(_named(i)[1], (points[i][0], points[i][1])) for i in chosen]
    if what == "region":
        known = [region_name(_named(i)[1], str(places.at[i, "admin1"])) for i in chosen]
        return ["" if name.startswith("region ") else name for name in known]
    return [""] * len(chosen)


def namesakes(chosen: Sequence[int]) -> list[bool]:
    """Tell of which places another one of the country has the main name, but for case and accents.

    Name and country do not tell these apart, whoever reads them.
    """
    places = gazetteer().places
    keys = places["country"] + " " + places["name"].map(fold)
    twice = keys.duplicated(keep=False).tolist()
    return [bool(twice[i]) for i in chosen]


def planted(
    size: int = 600,
    seed: int = 7,
    hidden: float = 0.0,
    *,
    draw: str = "root",
    european: bool = False,
    beside: str = "",
) -> list[str]:
    """Measure on places of the gazetteer with dirt, a share of them taken out of it before.

    Those that are taken out have no right answer: whatever they are matched with is wrong.
    """
    whole = gazetteer()
    chosen = sample(size, seed, draw=draw, european=european)
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
    column = _beside(beside, chosen.tolist())
    lines, total = [], dict.fromkeys(("names", "matchable", "matched", "right", "doubtful"), 0.0)
    alone, of_these = ~np.array(namesakes(chosen.tolist())), dict.fromkeys(total, 0.0)
    for what, dirt in DIRT.items():
        rng = random.Random(f"{seed} {what}")
        rows = pd.DataFrame(
            [dirt(rng, *_named(i), others.get(i, [])) for i in chosen.tolist()],
            columns=["name", "country"],
        )
        if beside:
            rows[beside] = column
        result = reconcile(rows, places=reduced)
        found = scores(result, truth)
        lines.append(line(what, found))
        total = {k: total[k] + found[k] for k in total}
        kept = [t for t, one in zip(truth, alone, strict=True) if one]
        only = scores(result[alone], kept)
        of_these = {k: of_these[k] + only[k] for k in total}
    ends = [line("all together", total), *lines]
    return [*ends, line("all together, of places without a namesake in the country", of_these)]


DRAWS = {
    "uniform, world, country": {"draw": "uniform"},
    "uniform, world, country and region": {"draw": "uniform", "beside": "region"},
    "root, world, country": {},
    "root, world, country and region": {"beside": "region"},
    "uniform, NUTS countries, country": {"draw": "uniform", "european": True},
    "root, NUTS countries, country": {"european": True},
    "root, NUTS countries, country and region": {"european": True, "beside": "region"},
    "root, NUTS countries, country and NUTS 3": {"european": True, "beside": "nuts"},
}


def draws(size: int = 200) -> list[str]:
    """Measure how much the draw and what stands beside the name matter."""
    lines = []
    for what, options in DRAWS.items():
        every, clean, *_, alone = planted(size, **options)  # type: ignore[arg-type]
        lines.append(every.replace("| all together |", f"| {what}: all dirt together |", 1))
        lines.append(clean.replace("| none |", f"| {what}: no dirt |", 1))
        lines.append(alone.replace("| all together, of", f"| {what}: all dirt, of", 1))
    return lines


# ---- Merging inside a data set -------------------------------------------------------------------


def pairs(groups: Mapping[str, Hashable], truth: Mapping[str, Hashable]) -> dict[str, float]:
    """Count pairs of entities that are one, that were merged, and both."""

    def count(keys: Sequence[Hashable]) -> int:
        return int(sum(n * (n - 1) // 2 for n in pd.Series(list(keys)).value_counts()))

    ids = sorted(truth)
    return {
        "names": len(ids),
        "matchable": count([truth[i] for i in ids]),
        "matched": count([groups[i] for i in ids]),
        "right": count([(groups[i], truth[i]) for i in ids]),
    }


def merged_organisations(size: int = SIZES["S"], seed: int = 1) -> dict[str, float]:
    """Measure which organisations of a made-up data set are merged, against its `truth.csv`.

    Three names in a hundred have a slip, and one organisation in two hundred has the name of
    another one abroad.
    """
    made = generate(size, seed=seed, dirt=Dirt(misspelt=0.03, homonyms=0.005))
    with tempfile.TemporaryDirectory() as folder:
        write_generated(Path(folder), made)
        decisions = reconcile_dataset(Path(folder))
        records = read_dataset(Path(folder), load_schema(), decided=False)
    origins = records.origins[records.origins["file"] == "participations.csv"]
    origins = origins[origins["block"].str.startswith("entities")]
    meant = made.truth.set_index("row")["organisation"]
    ids = origins["subject"].map(compact)
    truth = dict(zip(ids, origins["row"].map(meant), strict=True))
    sure = decisions[decisions["predicate_id"] == EXACT]
    stays = dict(zip(sure["subject_id"], sure["object_id"], strict=True))
    found = pairs({i: stays.get(i, i) for i in truth}, truth)
    doubtful = decisions[decisions["predicate_id"] == CLOSE]["subject_id"]
    return found | {"doubtful": doubtful[doubtful.isin(set(truth))].nunique()}


def told_organisations(path: Path = PAIRS_OF_ORGANISATIONS) -> dict[str, float]:
    """Measure on pairs of names of organisations, of which is known whether they are one.

    Each pair is looked at alone, with the towns that stand beside the names.
    """
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    sides = []
    for name, town in (("name", "town"), ("other", "other_town")):
        places = table[[town, "country"]].rename(columns={town: "name"})
        found = reconcile(places)
        known = found["geonames"].where(found["outcome"] == "matched", "")
        side = pd.DataFrame({"name": table[name], "country": table["country"]})
        sides.append(side.assign(town=known.where(known != "", table[town])))
    outcomes = []
    for pair in range(len(table)):
        both = pd.concat([side.iloc[[pair]] for side in sides]).assign(id=["a", "b"])
        judged = same_organisations(both)["outcome"].tolist()
        outcomes.append(judged[0] if judged else "none")
    outcome, same = pd.Series(outcomes), table["same"] == "yes"
    return {
        "names": len(table),
        "matchable": int(same.sum()),
        "matched": int((outcome == "matched").sum()),
        "right": int(((outcome == "matched") & same).sum()),
        "doubtful": int((outcome == "doubtful").sum()),
    }


def merged_towns(size: int = 1_000, seed: int = 2, ways: int = 3) -> dict[str, float]:
    """Measure which spellings of towns are merged: those that are matched with one place."""
    rng = random.Random(seed)
    rows: list[tuple[str, str]] = []
    truth: dict[str, Hashable] = {}
    for i in sample(size, seed, european=True).tolist():
        for kind in rng.sample(sorted(DIRT), ways):
            row = DIRT[kind](rng, *_named(i), [])
            truth[str(len(rows))] = i
            rows.append(row)
    result = reconcile(rows)
    # A district merges with nothing.
    own = (result["outcome"] != "matched") | (result["match"] == "broad")
    found = result["geonames"].tolist()
    groups = {str(n): n if own[n] else f"={found[n]}" for n in range(len(found))}
    doubtful = int((result["outcome"] == "doubtful").sum())
    return pairs(groups, truth) | {"doubtful": doubtful}


def speed(size: int = 60_000, seed: int = 3) -> str:
    """Time many names with dirt of all kinds."""
    places = gazetteer().places
    rng = random.Random(seed)
    kinds = list(DIRT.values())
    rows = [rng.choice(kinds)(rng, *_named(i), []) for i in sample(size, seed).tolist()]
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
            "\nBy draw of the places, and by what stands beside the name (200 places each):\n",
            *HEADER,
            *draws(),
            "\nMerging inside a data set (pairs of entities; the doubtful share is of entities):\n",
            *PAIRS,
            line("organisations of the generator, size S", merged_organisations()),
            line("pairs of names of organisations, by hand", told_organisations()),
            line("1,000 towns of NUTS countries, each with three kinds of dirt", merged_towns()),
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
