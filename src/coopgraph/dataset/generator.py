"""Made-up cooperation data of any size, with dirt whose truth is known.

Projects with partners from towns in many countries, and twin towns: the shapes of real exports
(few organisations take part in many projects, most in one or two), none of their content.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from coopgraph.dataset.generator_names import (
    misspelt,
    organisation_names,
    read_words,
    town_names,
)
from coopgraph.files import write_files

__all__ = ["CLEAN", "DIRTY", "SIZES", "Dirt", "Generated", "generate", "write_generated"]

# Participations: what fits a test, the size of CORDIS' Horizon 2020, and the largest aimed at.
SIZES: Final = {"S": 10_000, "M": 150_000, "L": 1_000_000}
# As in keep.eu and CORDIS: partners a project, organisations a participation.
PARTNERS: Final = 4.6
ORGANISATIONS: Final = 0.25
ZIPF: Final = 0.8  # exponent of the number of participations by rank
FIRST_YEAR, LAST_YEAR = 1996, 2020


@dataclass(frozen=True)
class Dirt:
    """How much of the rows is dirty.

    Parameters
    ----------
    misspelt : float
        Share of rows whose partner's name has one typing error.
    duplicates : float
        Share of rows that are there once more.
    homonyms : float
        Share of organisations that have the name of another one, of another country.
    """

    misspelt: float = 0.0
    duplicates: float = 0.0
    homonyms: float = 0.0


CLEAN: Final = Dirt()
DIRTY: Final = Dirt(misspelt=0.03, duplicates=0.01, homonyms=0.005)


@dataclass(frozen=True)
class Generated:
    """Made-up data.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        The tables of a data set: ``countries``, ``towns``, ``programmes``, ``projects``,
        ``participations`` and ``twinnings``.
    truth : pandas.DataFrame
        What the dirt hides, a row for each row of ``participations``: ``row`` (its number in the
        file, where the header is row 1), ``organisation`` (which one is meant), ``name`` (as it
        ought to be written), ``fault`` (``misspelt``, ``duplicate``, ``homonym`` or empty).
    """

    tables: dict[str, pd.DataFrame]
    truth: pd.DataFrame


def generate(participations: int, *, seed: int = 0, dirt: Dirt = CLEAN) -> Generated:
    """Make cooperation data up.

    Participation follows Zipf's law: the organisation of rank r takes part in proportion to
    r ** -0.8. The same arguments give the same data.

    Parameters
    ----------
    participations : int
        How many participations, without duplicates; at least 100.
    seed : int
        Seed of the random numbers.
    dirt : Dirt
        How much of it is dirty.

    Returns
    -------
    Generated
        The tables and the truth about them.

    Examples
    --------
    >>> made = generate(1000, dirt=DIRTY)
    >>> len(made.tables["participations"]), len(made.truth)
    (1010, 1010)
    """
    rng = np.random.default_rng(seed)
    words = read_words()
    towns = _towns(max(60, round(participations**0.5 * 4)), words, rng)
    names = [f"{s} {p} Programme" for p, s in product(words["landscapes"], words["sides"])]
    programmes = pd.DataFrame({"id": [f"programme-{n:02d}" for n in range(len(names))]})
    programmes["name"] = names
    projects = _projects(max(30, round(participations / PARTNERS)), programmes, words, rng)
    organisations = _organisations(
        max(40, round(participations * ORGANISATIONS)), towns, dirt.homonyms, words, rng
    )
    rows, truth = _participations(participations, projects, organisations, dirt, rng)
    tables = {
        "countries": pd.DataFrame(words["countries"].items(), columns=["code", "country"]),
        "towns": towns,
        "programmes": programmes,
        "projects": projects.drop(columns=["begin", "end"]),
        "participations": rows,
        "twinnings": _twinnings(max(20, participations // 50), towns, rng),
    }
    return Generated(tables, truth)


def write_generated(
    folder: Path, generated: Generated, *, table_format: str = "csv", dataset: str = "generated"
) -> None:
    """Write made-up data as an ordinary data set, and beside it `truth.csv`.

    Parameters
    ----------
    folder : Path
        The folder; made if it is not there.
    generated : Generated
        What `generate` returns.
    table_format : str
        ``csv`` or ``parquet``.
    dataset : str
        Id of the data set.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_generated(folder, generate(100))
    >>> sorted(p.name for p in folder.glob("p*.csv"))
    ['participations.csv', 'programmes.csv', 'projects.csv']
    """
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    named = "".join(
        f'[tables.{name}]\nfile = "{name}.{table_format}"\n'
        + ('ignore = ["nuts"]\n\n' if name == "participations" else "\n")
        for name in generated.tables
    )
    texts = {}
    for file in ("mapping.toml", "sources.toml"):
        text = files("coopgraph.dataset").joinpath("generated", file).read_text(encoding="utf-8")
        texts[file] = text.replace("DATASET", dataset).replace("TABLE_FILES\n", named).encode()
    write_files(folder, texts)
    for name, frame in {**generated.tables, "truth": generated.truth}.items():
        table = pa.Table.from_pandas(frame, preserve_index=False)
        if table_format == "csv" or name == "truth":
            pc.write_csv(table, folder / f"{name}.csv")
        else:
            pq.write_table(table, folder / f"{name}.parquet")


def _take(words: Sequence[str], positions: Any) -> Any:
    return np.asarray(words, dtype=object)[positions]


def _weights(count: int, exponent: float) -> Any:
    weights = np.arange(1, count + 1, dtype=float) ** -exponent
    return weights / weights.sum()


def _each(kinds: int, count: int, exponent: float, rng: np.random.Generator) -> Any:
    """Draw one of so many kinds, the first ones more often; each is there once at least."""
    drawn = rng.choice(kinds, count, p=_weights(kinds, exponent))
    drawn[:kinds] = np.arange(min(kinds, count))
    return drawn


def _towns(count: int, words: Mapping[str, Any], rng: np.random.Generator) -> pd.DataFrame:
    """Towns with a country, a NUTS-like code, and a point on a rough map of Europe."""
    countries = words["countries"]
    country = _each(len(countries), count, 0.6, rng)
    codes = _take([*countries], country)
    digits = rng.integers(0, 1000, count)
    centre = np.random.default_rng(0).uniform((36, -9), (68, 30), (len(countries), 2))[country]
    points = centre + rng.normal(0, 1.2, (count, 2))
    return pd.DataFrame(
        {
            "town": town_names(count, words, rng),
            "country": _take([*countries.values()], country),
            "nuts": [f"{code}{number:03d}" for code, number in zip(codes, digits, strict=True)],
            "latitude": np.char.mod("%.4f", points[:, 0]),
            "longitude": np.char.mod("%.4f", points[:, 1]),
        }
    )


def _projects(
    count: int, programmes: pd.DataFrame, words: Mapping[str, Any], rng: np.random.Generator
) -> pd.DataFrame:
    begin = rng.integers(FIRST_YEAR * 12, LAST_YEAR * 12, count)
    end = begin + rng.integers(11, 48, count)
    names = town_names(count, words, rng)
    return pd.DataFrame(
        {
            "project": [f"p{n:07d}" for n in range(count)],
            "acronym": [f"{w[:6].upper()}-{n % 97}" for n, w in enumerate(names)],
            "title": [f"{w} {n}: a cooperation" for n, w in enumerate(names)],
            "programme": _take(
                programmes["id"].tolist(),
                _each(len(programmes), count, 0.7, rng),
            ),
            "begin": [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in begin.tolist()],
            "end": [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in end.tolist()],
        }
    )


def _organisations(
    count: int,
    towns: pd.DataFrame,
    homonyms: float,
    words: Mapping[str, Any],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Organisations in the order of how much they take part in."""
    town = rng.choice(len(towns), count, p=_weights(len(towns), 0.5))
    frame = towns.iloc[town][["town", "country", "nuts"]].reset_index(drop=True)
    frame["name"] = organisation_names(frame["town"].tolist(), words, rng)
    later = rng.choice(np.arange(count // 2, count), round(count * homonyms), replace=False)
    other = rng.integers(0, count // 2, len(later))
    country = frame["country"].to_numpy()
    abroad = country[later] != country[other]
    names = frame["name"].to_numpy().copy()
    names[later[abroad]] = names[other[abroad]]
    frame["name"] = names
    frame["homonym"] = False
    frame.loc[np.r_[later[abroad], other[abroad]], "homonym"] = True
    return frame


def _pairs(count: int, projects: int, organisations: int, rng: np.random.Generator) -> Any:
    """Draw distinct pairs of project and organisation, in the order of the projects."""
    weights = _weights(organisations, ZIPF)
    sizes = rng.geometric(1 / PARTNERS, projects).astype(float)
    found = np.empty(0, np.int64)
    while len(found) < count:
        project = rng.choice(projects, count, p=sizes / sizes.sum())
        partner = rng.choice(organisations, count, p=weights)
        found = np.unique(np.concatenate([found, project * np.int64(organisations) + partner]))
    found = np.sort(rng.permutation(found)[:count])
    return found // organisations, found % organisations


def _participations(
    count: int,
    projects: pd.DataFrame,
    organisations: pd.DataFrame,
    dirt: Dirt,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    project, partner = _pairs(count, len(projects), len(organisations), rng)
    lead = np.r_[True, project[1:] != project[:-1]]
    faults = np.where(_take(organisations["homonym"].tolist(), partner), "homonym", "")
    faults = faults.astype(object)
    names = _take(organisations["name"].tolist(), partner)
    wrong = rng.choice(count, round(count * dirt.misspelt), replace=False)
    names[wrong] = [misspelt(name, rng) for name in names[wrong]]
    faults[wrong] = "misspelt"
    again = rng.choice(count, round(count * dirt.duplicates), replace=False)
    order = np.r_[np.arange(count), again]
    faults = np.r_[faults, np.full(len(again), "duplicate", object)]
    if len(again):
        shuffled = rng.permutation(len(order))
        order, faults = order[shuffled], faults[shuffled]
    rows = pd.DataFrame({"project": projects["project"].to_numpy()[project[order]]})
    rows["role"] = np.where(lead, "lead-partner", "project-partner")[order]
    rows["partner"] = names[order]
    for column in ("town", "country", "nuts"):
        rows[column] = organisations[column].to_numpy()[partner[order]]
    for column in ("begin", "end"):
        rows[column] = projects[column].to_numpy()[project[order]]
    truth = pd.DataFrame(
        {
            "row": np.arange(2, len(order) + 2),
            "organisation": partner[order],
            "name": organisations["name"].to_numpy()[partner[order]],
            "fault": faults,
        }
    )
    return rows, truth


def _twinnings(count: int, towns: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Pairs of towns, the larger ones more often, most of them of two countries."""
    weights = _weights(len(towns), 0.4)
    drawn = rng.choice(len(towns), (count * 2, 2), p=weights)
    drawn = np.unique(np.sort(drawn[drawn[:, 0] != drawn[:, 1]], axis=1), axis=0)
    drawn = rng.permutation(drawn)[:count]
    names = towns["town"].to_numpy()
    since = rng.integers(1947, 2020, len(drawn)).astype(str)
    return pd.DataFrame({"one": names[drawn[:, 0]], "other": names[drawn[:, 1]], "since": since})
