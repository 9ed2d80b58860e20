"""Names of towns to places of the gazetteer."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import pandas as pd

from coopgraph.dataset.reconcile.abbreviations import expands
from coopgraph.dataset.reconcile.admin import regions
from coopgraph.dataset.reconcile.areas import areas_named
from coopgraph.dataset.reconcile.countries import also, country_name, country_names
from coopgraph.dataset.reconcile.gazetteer import Gazetteer
from coopgraph.dataset.reconcile.queries import Asked, Query, asked_of, comparable
from coopgraph.dataset.reconcile.score import (
    BASE,
    FOLDED_WEIGHT,
    MAIN_BEGINS,
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
    TOWN,
    UNKNOWN,
    Candidate,
    Evidence,
    Match,
    decide,
)
from coopgraph.dataset.reconcile.slips import (
    LIKELY,
    cut_short,
    kind_of_slip,
    letters_of,
    near_names,
    slip_score,
    strangeness,
)
from coopgraph.dataset.reconcile.spelling import (
    MUNICIPALITY,
    Reading,
    loose,
    loosely_same,
    region_word,
)
from coopgraph.dataset.reconcile.surroundings import Hit, Surroundings
from coopgraph.names import fold

__all__ = ["match_places"]

SHORTEST_NAME: Final = 4  # shorter ones are abbreviations as well
SHORTEST_ALONE: Final = 5
LONG: Final = 8
DOUBT: Final = 0.84
LATIN: Final = 0x250  # letters before it are Latin ones, with and without accents


class _Near(NamedTuple):
    """What is near the names that no name of a country is written like.

    Parameters
    ----------
    slips : dict
        As `near_names` returns it.
    short : dict
        As `cut_short` returns it.
    letters : frozenset of str
        As `letters_of` returns it.
    """

    slips: dict[str, list[tuple[int, bool, str, int]]]
    short: dict[str, tuple[int, str]]
    letters: frozenset[str]


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
        asked = list(asked)
        texts = {t for a in asked for w in a.readings for t in (w.name, *w.hints)}
        texts |= {hint for a in asked for hint in a.hints}
        self.keys = {text: fold(text) or text for text in texts}
        parents = {" ".join(k.split()[:-1]) for t, k in self.keys.items() if region_word(t)}
        wanted = sorted({*self.keys.values(), *parents} - {""})
        self.by_key = _rows(gazetteer.having("key", wanted), "key")
        looses = sorted({loose(key) for key in self.keys.values()})
        self.by_loose = _rows(gazetteer.having("loose", looses), "loose")
        self.around = Surroundings(gazetteer, self.by_key, self.keys)
        self.points = self.around.points
        self.in_full: dict[tuple[str, str], list[tuple[int, bool, str]]] = {}
        self._expand([a for a in asked if a.words and a.country.code])
        self.mains: dict[str, dict[str, list[tuple[int, str]]]] = {}

    def exact(self, asked: Asked) -> Match | None:
        """Answer by a name that is written alike; None where there is none."""
        code = asked.country.code
        for codes in ((code,), also(code)) if code else ((),):
            if code and not codes:
                continue
            for number, way in enumerate(self._ordered(asked, codes)):
                hits = self._written(way, codes)
                if not hits and number == 0:
                    hits = self._in_full(asked)
                hits = hits or self._loosely(way, codes)
                if hits and code in codes:  # Saint-Denis lies in France, and in Réunion
                    hits += [h for h in self._written(way, also(code)) if also(code) and h.main]
                if hits and self.around.beyond(asked, hits):
                    hits = self._longer(asked, way, codes) or hits
                if hits:
                    match = self._weigh(asked, way, hits)
                    if not way.agreed or match.outcome == "matched":
                        return match
        return None

    def _expand(self, asked: Sequence[Asked]) -> None:
        """Look abbreviated names up, country by country."""
        by_country = sorted(asked, key=lambda a: a.country.code)
        for code, group in groupby(by_country, key=lambda a: a.country.code):
            names = self.gazetteer.in_countries([code])
            whole = {
                one.name: max((w for w, short in one.words if not short), key=len) for one in group
            }
            by_word: dict[str, list[str]] = {word: [] for word in whole.values()}
            for key in names["key"].drop_duplicates().tolist():
                for word in by_word.keys() & key.split():
                    by_word[word].append(key)
            words = {one.name: one.words for one in asked if one.name in whole}
            full = {n: expands(words[n], by_word[word]) for n, word in whole.items()}
            wanted = {key for keys in full.values() for key in keys}
            rows = _rows(names[names["key"].isin(wanted)], "key")
            for name, keys in full.items():
                self.in_full[code, name] = [row for key in keys for row in rows[key]]

    def _in_full(self, asked: Asked) -> list[Hit]:
        return [
            Hit(
                place,
                main,
                MAIN_LOOSE if main else OTHER_LOOSE,
                self._weight(place, main),
                f'abbreviated "{name}"',
            )
            for place, main, name in self.in_full.get((asked.country.code, asked.name), ())
        ]

    def _longer(self, asked: Asked, way: Reading, codes: tuple[str, ...]) -> list[Hit]:
        """Give the places whose names go on after this one, where code or coordinates say."""
        key = self.keys[way.name]
        first = key.split(" ")[0]
        found = []
        for code in codes:
            if code not in self.mains:
                self.mains[code] = self._main_names(code)
            found += [
                Hit(
                    place,
                    True,
                    MAIN_BEGINS,
                    self._weight(place, True),
                    f'"{self.names[place]}" begins so',
                )
                for place, name in self.mains[code].get(first, ())
                if name.startswith(key + " ") and self.around.there(asked, place)
            ]
        return found

    def _main_names(self, code: str) -> dict[str, list[tuple[int, str]]]:
        frame = self.gazetteer.in_countries([code])
        found: dict[str, list[tuple[int, str]]] = {}
        main = frame[frame["main"]]
        for place, key in zip(main["place"].tolist(), main["key"].tolist(), strict=True):
            found.setdefault(key.split(" ")[0], []).append((place, key))
        return found

    def _ordered(self, asked: Asked, codes: tuple[str, ...]) -> Iterable[Reading]:
        """Give the readings; a district that the gazetteer lists comes before its town."""
        ways = [way for way in asked.readings if not way.partial]
        if ways and ways[0].district:
            whole = [way for way in ways if not way.how]
            listed = [h for way in whole for h in self._hits(way, codes)]
            if any(h.main and h.spelling == MAIN_EXACT for h in listed):
                return [*whole, *ways]
        return ways

    def _hits(self, way: Reading, codes: tuple[str, ...]) -> list[Hit]:
        return self._written(way, codes) or self._loosely(way, codes)

    def _written(self, way: Reading, codes: tuple[str, ...]) -> list[Hit]:
        key = self.keys[way.name]
        written = way.name.casefold()
        found = [
            self._hit(place, main, exact=name.casefold() == written)
            for place, main, name in self.by_key.get(key, ())
            if not codes or self.countries[place] in codes
        ]
        accents = not way.name.isascii() and all(ord(c) < LATIN for c in way.name)
        if accents and any(h.words.endswith("as written") for h in found):
            # Whoever writes the accents means the place that has them.
            found = [
                h
                if h.words.endswith("as written")
                else h._replace(weight=h.weight * OTHER_SPELLING)
                for h in found
            ]
        return found

    def _loosely(self, way: Reading, codes: tuple[str, ...]) -> list[Hit]:
        rows = self.by_loose.get(loose(self.keys[way.name]), ()) if codes else ()
        return [
            Hit(
                place,
                main,
                MAIN_LOOSE if main else OTHER_LOOSE,
                self._weight(place, main) * FOLDED_WEIGHT,
                f'like "{name}" but for connecting words or umlauts written out',
            )
            for place, main, name in rows
            if self.countries[place] in codes and loosely_same(way.name, name)
        ]

    def _hit(self, place: int, main: bool, *, exact: bool) -> Hit:
        if main:
            spelling, what = (MAIN_EXACT if exact else MAIN_FOLDED), "main name"
        elif self.population[place]:
            spelling, what = (OTHER_EXACT if exact else OTHER_FOLDED), "other name"
        else:  # the seat of a municipality often bears its name as another one
            spelling, what = OTHER_UNKNOWN, "other name of a place of unknown size"
        weight = self._weight(place, main) * (1 if exact else FOLDED_WEIGHT)
        how = "as written" if exact else "but for case, accents or script"
        return Hit(place, main, spelling, weight, f"{what} {how}")

    def _weight(self, place: int, main: bool) -> float:
        people = self.population[place]
        return ((people + BASE) if people else UNKNOWN) * (1 if main else OTHER_NAME_WEIGHT)

    def _weigh(
        self, asked: Asked, way: Reading, hits: Iterable[Hit], why: str = "", share: float = SHARE
    ) -> Match:
        best: dict[int, Hit] = {}
        for hit in hits:
            held = best.get(hit.place)
            if held is None or (hit.spelling, hit.weight) > (held.spelling, held.weight):
                best[hit.place] = hit
        reasons = self._reasons(asked, way)
        chosen, decisive, told = self.around.kept(asked, way, list(best.values()))
        why = why or told or self._against(asked, way, chosen, known=bool(decisive))
        candidates = [
            Candidate(
                place=hit.place,
                spelling=hit.spelling,
                weight=hit.weight,
                town=self.population[hit.place] >= TOWN,
                lat=self.points[hit.place][0],
                lon=self.points[hit.place][1],
                name=hit.name,
                evidence=(
                    Evidence(1.0, hit.words),
                    *reasons,
                    *self._standing(asked, hit),
                    *(Evidence(1.0, decisive[p]) for p in (hit.place,) if p in decisive),
                ),
                decisive=hit.place in decisive
                or (self.capital[hit.place] and self.countries[hit.place] == asked.country.code),
            )
            for hit in chosen
        ]
        return decide(
            candidates,
            country_known=bool(asked.country.code),
            broader=way.district,
            why=why,
            least_share=share,
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

    def _standing(self, asked: Asked, hit: Hit) -> list[Evidence]:
        code = self.countries[hit.place]
        if asked.country.code and code != asked.country.code:
            if code in also(asked.country.code):
                return [Evidence(0.96, f"listed under {country_name(code)}")]
            return [Evidence(0.6, f"lies in {country_name(code)}")]
        if self.capital[hit.place]:
            return [Evidence(1.0, "capital of the country")]
        return []

    def _against(self, asked: Asked, way: Reading, hits: list[Hit], *, known: bool) -> str:
        """Say why even a lone candidate is not enough."""
        if way.partial:
            return "only a part of the name is known"
        if not asked.country.code and len(self.keys[way.name]) < SHORTEST_NAME:
            return "a short name without a country"
        exact_main = any(h.main and h.spelling >= MAIN_FOLDED for h in hits)
        word = region_word(way.name)
        if word and not (exact_main and not way.how):
            return f'"{word}" names another kind of territory'
        code = asked.country.code
        canton = way.how == MUNICIPALITY and bool(regions(code, asked.name))  # "Basel-Stadt"
        if not known and (canton or self._is_a_region(code, way.name, hits)):
            return "it is the name of a region, in which no such place lies"
        if exact_main:
            return ""
        meant = country_names().get(self.keys[way.name])
        if meant and not any(self.capital[h.place] for h in hits):
            return "it is the name of a country"
        if not asked.country.code and len(self.keys[way.name]) < SHORTEST_ALONE:
            return "a short name without a country"
        return ""

    def _is_a_region(self, code: str, name: str, hits: Iterable[Hit]) -> bool:
        named, areas = regions(code, name), areas_named(code, name)
        return bool(named or areas) and not any(
            self.admin1[h.place] in named
            or self.capital[h.place]
            or any(area.holds(self.points[h.place]) for area in areas)
            for h in hits
        )

    def inexact(self, code: str, asked: Sequence[Asked]) -> list[Match]:
        """Answer what no name is written like: by slips of the pen, else by places elsewhere."""
        near = _Near({}, {}, frozenset())
        if code:
            names = self.gazetteer.in_countries([code])
            wanted = {
                self.keys[w.name]
                for a in asked
                for w in a.readings
                if not w.partial and not w.agreed
            }
            found = near_names(sorted(wanted), names)
            short = cut_short(sorted(wanted - set(found)), names)
            near = _Near(found, short, letters_of(names))
        return [self._inexact(one, near) for one in asked]

    def _inexact(self, asked: Asked, near: _Near) -> Match:
        best: tuple[float, Reading, list[Hit]] | None = None
        for way in (w for w in asked.readings if not w.partial and not w.agreed):
            key = self.keys[way.name]
            hits = []
            for place, main, name, slips in near.slips.get(key, ()):
                there = self.around.there(asked, place)
                kind = kind_of_slip(key, name, slips)
                size = self.population[place]
                strange = strangeness(key, name, near.letters)
                spelling = slip_score(slips, kind, len(key), strange, size, there=there)
                if not main and size < TOWN and not there:
                    spelling = min(spelling, DOUBT)  # rare names are near to many
                weight = self._weight(place, main) * 0.05**slips * LIKELY[kind]
                words = f'{slips} slip{"s" * (slips > 1)} from "{name}"'
                hits.append(Hit(place, main, spelling, weight, words, name))
            if hits:
                score = max(h.spelling for h in hits) * way.factor
                if best is None or score > best[0]:
                    best = (score, way, hits)
        if best:
            return self._weigh(asked, best[1], best[2], share=SLIP_SHARE)
        for way in (w for w in asked.readings if not w.partial and not w.agreed):
            key = self.keys[way.name]
            place, name = near.short.get(key, (-1, ""))
            if place >= 0 and (len(key) >= LONG or self.population[place] >= TOWN):
                words = f'cut short, of "{name}"'
                hit = Hit(place, True, MAIN_BEGINS, self._weight(place, True), words)
                return self._weigh(asked, way, [hit])
        code = asked.country.code
        for way in sorted(asked.readings, key=lambda w: bool(w.agreed)):
            hits = self._hits(way, (code,) if code and (way.partial or way.agreed) else ())
            if hits:
                why = f"no such place in {country_name(code)}" if code else ""
                why = "" if way.partial or way.agreed else why
                return self._weigh(asked, way, hits, why)
        return Match("none", why="no place of this name is known" if asked.readings else "no name")


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
