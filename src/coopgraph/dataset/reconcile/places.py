"""Names of towns to places of the gazetteer."""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import pandas as pd

from coopgraph.dataset.reconcile.admin import regions
from coopgraph.dataset.reconcile.countries import also, country, country_name
from coopgraph.dataset.reconcile.gazetteer import Gazetteer
from coopgraph.dataset.reconcile.queries import Asked, Query, asked_of, comparable
from coopgraph.dataset.reconcile.score import (
    BASE,
    FOLDED_WEIGHT,
    MAIN_EXACT,
    MAIN_FOLDED,
    MAIN_LOOSE,
    OTHER_EXACT,
    OTHER_FOLDED,
    OTHER_LOOSE,
    OTHER_NAME_WEIGHT,
    OTHER_SPELLING,
    OTHER_UNKNOWN,
    SHARE,
    SLIP_SHARE,
    UNKNOWN,
    Candidate,
    Evidence,
    Match,
    decide,
    distance_km,
    slip_score,
)
from coopgraph.dataset.reconcile.slips import near_names
from coopgraph.dataset.reconcile.spelling import (
    Reading,
    is_region_word,
    loose,
    region_word,
)
from coopgraph.names import fold

__all__ = ["match_places"]

NEAR_KM: Final = 60.0
CLOSE_KM: Final = 25.0
FAR_KM: Final = 100.0
SHORTEST_ALONE: Final = 5
LONG: Final = 9


class _Hit(NamedTuple):
    """A name of the gazetteer that agrees with a reading."""

    place: int
    main: bool
    spelling: float
    weight: float
    words: str


def match_places(
    queries: Sequence[Query],
    gazetteer: Gazetteer,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Match]:
    """Find the place that each name means.

    Parameters
    ----------
    queries : sequence of Query
        The names; equal ones are looked up once.
    gazetteer : Gazetteer
        Where to look.
    progress : callable, optional
        Called with the number of distinct names done and in all.

    Returns
    -------
    list of Match
        One a query, in the same order.

    Examples
    --------
    >>> from coopgraph.dataset.reconcile.gazetteer import gazetteer
    >>> from coopgraph.dataset.reconcile.queries import Query
    >>> found = match_places([Query("Åbo", "Finnland"), Query("Brest")], gazetteer())
    >>> [m.outcome for m in found]
    ['matched', 'doubtful']
    >>> int(gazetteer().places.at[found[0].candidates[0].place, "id"])
    633679
    """
    distinct = list(dict.fromkeys(map(comparable, queries)))
    asked = [asked_of(query) for query in distinct]
    matcher = _Matcher(gazetteer, asked)
    answers: list[Match | None] = []
    for number, one in enumerate(asked):
        answers.append(matcher.exact(one))
        if number % 500 == 0:
            progress(number, len(asked))
    open_ = [n for n, answer in enumerate(answers) if answer is None]
    done = len(asked) - len(open_)
    by_country = sorted(open_, key=lambda n: asked[n].country.code)
    for code, numbers in groupby(by_country, key=lambda n: asked[n].country.code):
        group = list(numbers)
        for n, match in zip(group, matcher.inexact(code, [asked[n] for n in group]), strict=True):
            answers[n] = match
        done += len(group)
        progress(done, len(asked))
    found = {q: a for q, a in zip(distinct, answers, strict=True) if a is not None}
    return [found[comparable(query)] for query in queries]


class _Matcher:
    """Answers queries; holds the gazetteer's rows that they can mean."""

    def __init__(self, gazetteer: Gazetteer, asked: Iterable[Asked]):
        self.gazetteer = gazetteer
        places = gazetteer.places
        self.countries: list[str] = places["country"].tolist()
        self.admin1: list[str] = places["admin1"].tolist()
        self.names: list[str] = places["name"].tolist()
        self.population: list[int] = places["population"].tolist()
        self.capital: list[bool] = places["capital"].tolist()
        self.points = list(zip(places["lat"].tolist(), places["lon"].tolist(), strict=True))
        texts = {t for a in asked for w in a.readings for t in (w.name, *w.hints)}
        self.keys = {text: fold(text) or text for text in texts}
        parents = {" ".join(k.split()[:-1]) for t, k in self.keys.items() if region_word(t)}
        wanted = sorted({*self.keys.values(), *parents} - {""})
        self.by_key = _rows(gazetteer.having("key", wanted), "key")
        looses = sorted({loose(key) for key in self.keys.values()})
        self.by_loose = _rows(gazetteer.having("loose", looses), "loose")

    def exact(self, asked: Asked) -> Match | None:
        """Answer by a name that is written alike; None where there is none."""
        code = asked.country.code
        for codes in ((code,), also(code)) if code else ((),):
            if code and not codes:
                continue
            for way in self._ordered(asked, codes):
                hits = self._hits(way, codes)
                if hits:
                    return self._weigh(asked, way, hits)
        return None

    def _ordered(self, asked: Asked, codes: tuple[str, ...]) -> Iterable[Reading]:
        """Give the readings; a district that the gazetteer lists comes before its town."""
        ways = [way for way in asked.readings if not way.partial]
        if ways and ways[0].district:
            whole = [way for way in ways if not way.how]
            listed = [h for way in whole for h in self._hits(way, codes)]
            if any(h.main and h.spelling == MAIN_EXACT for h in listed):
                return [*whole, *ways]
        return ways

    def _hits(self, way: Reading, codes: tuple[str, ...]) -> list[_Hit]:
        key = self.keys[way.name]
        written = way.name.casefold()
        found = [
            self._hit(place, main, exact=name.casefold() == written)
            for place, main, name in self.by_key.get(key, ())
            if not codes or self.countries[place] in codes
        ]
        if not way.name.isascii() and any(h.words.endswith("as written") for h in found):
            # Whoever writes the accents means the place that has them.
            found = [
                h
                if h.words.endswith("as written")
                else h._replace(weight=h.weight * OTHER_SPELLING)
                for h in found
            ]
        if found or not codes:
            return found
        return [
            _Hit(
                place,
                main,
                MAIN_LOOSE if main else OTHER_LOOSE,
                self._weight(place, main) * FOLDED_WEIGHT,
                f'like "{name}" but for connecting words or umlauts written out',
            )
            for place, main, name in self.by_loose.get(loose(key), ())
            if self.countries[place] in codes
        ]

    def _hit(self, place: int, main: bool, *, exact: bool) -> _Hit:
        if main:
            spelling, what = (MAIN_EXACT if exact else MAIN_FOLDED), "main name"
        elif self.population[place]:
            spelling, what = (OTHER_EXACT if exact else OTHER_FOLDED), "other name"
        else:  # the seat of a municipality often bears its name as another one
            spelling, what = OTHER_UNKNOWN, "other name of a place of unknown size"
        weight = self._weight(place, main) * (1 if exact else FOLDED_WEIGHT)
        how = "as written" if exact else "but for case, accents or script"
        return _Hit(place, main, spelling, weight, f"{what} {how}")

    def _weight(self, place: int, main: bool) -> float:
        people = self.population[place]
        return ((people + BASE) if people else UNKNOWN) * (1 if main else OTHER_NAME_WEIGHT)

    def _weigh(
        self, asked: Asked, way: Reading, hits: Iterable[_Hit], why: str = "", share: float = SHARE
    ) -> Match:
        best: dict[int, _Hit] = {}
        for hit in hits:
            held = best.get(hit.place)
            if held is None or (hit.spelling, hit.weight) > (held.spelling, held.weight):
                best[hit.place] = hit
        chosen = list(best.values())
        reasons, why = self._reasons(asked, way), why
        chosen, decisive, told = self._by_hints(asked, way, chosen)
        chosen, decisive, told = self._by_point(asked, chosen, decisive, told)
        why = why or told or self._against(asked, way, chosen)
        candidates = [
            Candidate(
                place=hit.place,
                spelling=hit.spelling,
                weight=hit.weight,
                lat=self.points[hit.place][0],
                lon=self.points[hit.place][1],
                evidence=(Evidence(1.0, hit.words), *reasons, *self._standing(asked, hit)),
                decisive=hit.place in decisive
                or (self.capital[hit.place] and self.countries[hit.place] == asked.country.code),
            )
            for hit in chosen
        ]
        known = bool(asked.country.code) or bool(decisive)
        return decide(
            candidates, country_known=known, broader=way.district, why=why, least_share=share
        )

    def _reasons(self, asked: Asked, way: Reading) -> list[Evidence]:
        code = asked.country.code
        given = []
        if code:
            factor = 1.0 if asked.country.exact else 0.97
            how = "" if asked.country.exact else f' read from "{asked.query.country}"'
            given.append(Evidence(factor, f"country {country_name(code)}{how}"))
        else:
            given.append(Evidence(0.93, "no country"))
        if asked.swapped:
            given.append(Evidence(0.97, "columns of name and country swapped"))
        if way.how:
            given.append(Evidence(way.factor, way.how))
        return given

    def _standing(self, asked: Asked, hit: _Hit) -> list[Evidence]:
        code = self.countries[hit.place]
        if asked.country.code and code != asked.country.code:
            if code in also(asked.country.code):
                return [Evidence(0.96, f"listed under {country_name(code)}")]
            return [Evidence(0.6, f"lies in {country_name(code)}")]
        if self.capital[hit.place]:
            return [Evidence(1.0, "capital of the country")]
        return []

    def _by_hints(
        self, asked: Asked, way: Reading, hits: list[_Hit]
    ) -> tuple[list[_Hit], set[int], str]:
        """Keep the places that the hints agree with."""
        decisive: set[int] = set()
        for hint in way.hints:
            beside = country(hint, slips=False)
            if beside.code and len(hint) > 2:
                kept = [h for h in hits if self.countries[h.place] == beside.code]
                if not kept:
                    return hits, decisive, f'"{hint}" contradicts the country'
                hits = kept
                continue
            agreeing = [h for h in hits if self._agrees(h, hint, asked)]
            if agreeing:
                hits = agreeing
                decisive |= {h.place for h in agreeing}
            elif is_region_word(hint):
                return hits, decisive, f'"{hint}" names another kind of territory'
            elif not region_word(hint) and self._is_elsewhere(hint, asked.country.code):
                return hits, decisive, f'none of its places is near or in "{hint}"'
        if asked.query.region:
            agreeing = [h for h in hits if self.admin1[h.place] in asked.query.region]
            if not agreeing:
                return hits, decisive, "the region stated is another one"
            return agreeing, decisive | {h.place for h in agreeing}, ""
        return hits, decisive, ""

    def _agrees(self, hit: _Hit, hint: str, asked: Asked) -> bool:
        code = self.countries[hit.place]
        if self.admin1[hit.place] in regions(code, hint):
            return True
        key = self.keys[hint]
        word = region_word(hint)
        if word:  # "Viljandi county": the town that the county is named after
            key = " ".join(t for t in key.split() if t != word)
        return any(
            place == hit.place
            or (
                self.countries[place] == code
                and self.population[place] >= self.population[hit.place]
                and distance_km(self.points[place], self.points[hit.place]) <= NEAR_KM
            )
            for place, _, _ in self.by_key.get(key, ())
        )

    def _is_elsewhere(self, hint: str, code: str) -> bool:
        """Tell whether a hint is known, so that its silence about every candidate counts."""
        if regions(code, hint):
            return True
        return any(
            main and (not code or self.countries[place] == code)
            for place, main, _ in self.by_key.get(self.keys[hint], ())
        )

    def _by_point(
        self, asked: Asked, hits: list[_Hit], decisive: set[int], why: str
    ) -> tuple[list[_Hit], set[int], str]:
        """Keep the places that lie where the coordinates say."""
        point = (asked.query.lat, asked.query.lon)
        if not math.isfinite(point[0]) or not hits:
            return hits, decisive, why
        apart = {h.place: distance_km(point, self.points[h.place]) for h in hits}
        near = [h for h in hits if apart[h.place] <= FAR_KM]
        if not near:
            return (
                hits,
                decisive,
                why or f"its places are over {FAR_KM:.0f} km from the coordinates",
            )
        close = {h.place for h in near if apart[h.place] <= CLOSE_KM}
        nearest = min(near, key=lambda h: apart[h.place]).place
        return near, decisive | ({nearest} & close), why

    def _against(self, asked: Asked, way: Reading, hits: list[_Hit]) -> str:
        """Say why even a lone candidate is not enough."""
        if way.partial:
            return "only a part of the name is known"
        exact_main = any(h.main and h.spelling >= MAIN_FOLDED for h in hits)
        word = region_word(way.name)
        if word and not (exact_main and not way.how):
            return f'"{word}" names another kind of territory'
        named = regions(asked.country.code, way.name)
        if named and not any(self.admin1[h.place] in named or self.capital[h.place] for h in hits):
            return "it is the name of a region, in which no such place lies"
        if exact_main:
            return ""
        meant = country(way.name, slips=False)
        if meant.code and not any(self.capital[h.place] for h in hits):
            return "it is the name of a country"
        if not asked.country.code and len(self.keys[way.name]) < SHORTEST_ALONE:
            return "a short name without a country"
        return ""

    def inexact(self, code: str, asked: Sequence[Asked]) -> list[Match]:
        """Answer what no name is written like: by slips of the pen, else by places elsewhere."""
        found: dict[str, list[tuple[int, bool, str, int]]] = {}
        if code:
            names = self.gazetteer.in_countries([code])
            wanted = {self.keys[w.name] for a in asked for w in a.readings if not w.partial}
            found = near_names(sorted(wanted), names)
        return [self._inexact(one, found) for one in asked]

    def _inexact(self, asked: Asked, found: dict[str, list[tuple[int, bool, str, int]]]) -> Match:
        best: tuple[float, Reading, list[_Hit]] | None = None
        for way in (w for w in asked.readings if not w.partial):
            key = self.keys[way.name]
            hits = []
            for place, main, name, slips in found.get(key, ()):
                spelling = slip_score(slips, len(key), self.population[place])
                if name[:1] != key[:1] and len(key) < LONG:
                    spelling = min(spelling, 0.8)  # a slip in the first letter is rare
                weight = self._weight(place, main) * 0.05**slips
                words = f'{slips} slip{"s" * (slips > 1)} from "{name}"'
                hits.append(_Hit(place, main, spelling, weight, words))
            if hits:
                score = max(h.spelling for h in hits) * way.factor
                if best is None or score > best[0]:
                    best = (score, way, hits)
        if best:
            return self._weigh(asked, best[1], best[2], share=SLIP_SHARE)
        code = asked.country.code
        for way in asked.readings:
            hits = self._hits(way, (code,) if code and way.partial else ())
            if hits:
                why = f"no such place in {country_name(code)}" if code else ""
                return self._weigh(asked, way, hits, "" if way.partial else why)
        return Match("none", why="no place of this name is known")


def _rows(frame: pd.DataFrame, column: str) -> dict[str, list[tuple[int, bool, str]]]:
    found: dict[str, list[tuple[int, bool, str]]] = {}
    rows = zip(
        frame[column].tolist(),
        frame["place"].tolist(),
        frame["main"].tolist(),
        frame["name"].tolist(),
        strict=True,
    )
    for key, place, main, name in rows:
        found.setdefault(key, []).append((place, main, name))
    return found
