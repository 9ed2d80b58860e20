"""A table of names to places: one row in, one row out, with the outcome and its reasons."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from coopgraph.dataset.reconcile.admin import region_name
from coopgraph.dataset.reconcile.areas import area_of_code
from coopgraph.dataset.reconcile.countries import country_name
from coopgraph.dataset.reconcile.gazetteer import Gazetteer, gazetteer
from coopgraph.dataset.reconcile.nuts import nuts
from coopgraph.dataset.reconcile.places import match_places
from coopgraph.dataset.reconcile.queries import Query
from coopgraph.dataset.reconcile.score import Candidate, Match
from coopgraph.errors import CoopgraphError

__all__ = ["RESULT_COLUMNS", "Names", "reconcile"]

RESULT_COLUMNS: Final = [
    *("name", "country", "outcome", "geonames", "label", "in_country", "latitude"),
    *("longitude", "population", "confidence", "match", "why", "evidence", "candidates"),
]
TEXT_COLUMNS: Final = ("id", "name", "country", "nuts", "region", "type", "context")

Names = pd.DataFrame | Iterable[str | Sequence[str] | Mapping[str, object]]


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def reconcile(
    names: Names,
    *,
    places: Gazetteer | None = None,
    progress: Callable[[int, int], None] = _nobody,
) -> pd.DataFrame:
    """Find the place of the gazetteer that each name means.

    A name is *matched* only where the evidence leaves one place; *doubtful* where there are
    candidates; else *none*. Homonyms are never told apart by their size alone across countries,
    and inside a country only where one has 95 % of the weight of all that bear the name.

    Parameters
    ----------
    names : pandas.DataFrame or iterable
        With a column ``name``, and where known ``country`` (any spelling, language or code),
        ``nuts`` (a NUTS code), ``region`` (a state, province or county, as written), ``lat`` and
        ``lon`` (degrees), ``id`` and ``context`` (where the row comes from, for the reader). Or an
        iterable of names, of (name, country) pairs, or of mappings with these keys.
    places : Gazetteer, optional
        Where to look; GeoNames from 500 inhabitants unless given.
    progress : callable, optional
        Called with the distinct names done and in all.

    Returns
    -------
    pandas.DataFrame
        The rows of `names` in their order and with their index; its columns, and ``outcome``
        (``matched``, ``doubtful``, ``none``), ``geonames`` (id as text, empty unless matched),
        ``label``, ``in_country``, ``latitude``, ``longitude``, ``population`` of the place,
        ``confidence`` (0 to 1, of the best candidate), ``match`` (``exact``, or ``broad`` where
        the name is of a district of the place), ``why`` (why it is not matched), ``evidence`` (the
        parts of the confidence, in words) and ``candidates``
        (tuple of up to five (GeoNames id, label, confidence, where it is and why), best first).

    Raises
    ------
    CoopgraphError
        There is no column ``name``.

    Examples
    --------
    >>> found = reconcile([("Turku", "Suomi"), ("Brest", ""), ("Brest", "Frankreich")])
    >>> found[["outcome", "geonames"]].values.tolist()
    [['matched', '633679'], ['doubtful', ''], ['matched', '3030300']]
    """
    frame = _as_frame(names)
    known = places or gazetteer()
    queries = _queries(frame)
    matches = match_places(queries, known, progress)
    return _result(frame, matches, known)


def _as_frame(names: Names) -> pd.DataFrame:
    """Return a frame with at least the columns name and country, cells of text trimmed."""
    if isinstance(names, pd.DataFrame):
        frame = names.copy()
    else:
        rows = [_row(name) for name in names]
        frame = pd.DataFrame(rows) if rows else pd.DataFrame(columns=["name", "country"])
    if "name" not in frame.columns:
        found = ", ".join(map(str, frame.columns))
        raise CoopgraphError(f'there is no column "name" to reconcile; the table has: {found}')
    if "country" not in frame.columns:
        frame["country"] = ""
    for column in TEXT_COLUMNS:
        if column in frame.columns:
            frame[column] = frame[column].astype("object").where(frame[column].notna(), "")
            frame[column] = frame[column].map(str).str.strip()
    return frame


def _row(given: str | Sequence[str] | Mapping[str, object]) -> Mapping[str, object]:
    if isinstance(given, Mapping):
        return given
    if isinstance(given, str):
        return {"name": given, "country": ""}
    return dict(zip(("name", "country"), given, strict=False))


def _queries(frame: pd.DataFrame) -> list[Query]:
    count = len(frame)
    codes, besides = (
        frame[c].tolist() if c in frame.columns else [""] * count for c in ("nuts", "region")
    )
    points = [
        pd.to_numeric(frame[c], errors="coerce").tolist()
        if c in frame.columns
        else [math.nan] * count
        for c in ("lat", "lon")
    ]
    queries = []
    for name, country, code, beside, lat, lon in zip(
        frame["name"].tolist(), frame["country"].tolist(), codes, besides, *points, strict=True
    ):
        unit = nuts(code) if code else None
        where = country or (unit.country if unit else "")
        region = unit.admin1 if unit else frozenset()
        area = area_of_code(unit.code) if unit else None
        queries.append(Query(name, where, float(lat), float(lon), region, area, beside))
    return queries


def _candidate(
    candidate: Candidate, columns: Mapping[str, list[Any]]
) -> tuple[str, str, float, str]:
    at = candidate.place
    code, people = columns["country"][at], columns["population"][at]
    region = region_name(code, columns["admin1"][at])
    where = ", ".join(part for part in (region, country_name(code)) if part)
    size = f"{people:,} inhabitants" if people else "inhabitants unknown"
    words = f"{where}; {size}; {candidate.reasons()}"
    return str(columns["id"][at]), str(columns["name"][at]), candidate.confidence, words


def _result(frame: pd.DataFrame, matches: Sequence[Match], known: Gazetteer) -> pd.DataFrame:
    columns = {c: known.places[c].tolist() for c in known.places.columns}
    rows: list[tuple[object, ...]] = []
    for match in matches:
        best = match.candidates[0] if match.candidates else None
        sure = match.outcome == "matched" and best is not None
        at = best.place if best is not None else -1
        listed = tuple(_candidate(c, columns) for c in match.candidates)
        reasons = best.reasons() if best is not None else ""
        rows.append(
            (
                match.outcome,
                str(columns["id"][at]) if sure else "",
                columns["name"][at] if sure else "",
                columns["country"][at] if sure else "",
                columns["lat"][at] if sure else math.nan,
                columns["lon"][at] if sure else math.nan,
                columns["population"][at] if sure else 0,
                best.confidence if best is not None else 0.0,
                ("broad" if match.broader else "exact") if sure else "",
                match.why,
                reasons,
                listed,
            )
        )
    made = pd.DataFrame(rows, columns=RESULT_COLUMNS[2:], index=frame.index)
    kept = frame.drop(columns=[c for c in made.columns if c in frame.columns])
    return pd.concat([kept, made], axis="columns")
