"""What stands beside a name, held against where its candidates lie."""

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from coopgraph.dataset.reconcile.admin import region_abroad, regions
from coopgraph.dataset.reconcile.areas import areas_named
from coopgraph.dataset.reconcile.countries import country
from coopgraph.dataset.reconcile.gazetteer import Gazetteer
from coopgraph.dataset.reconcile.queries import Asked
from coopgraph.dataset.reconcile.score import TOWN, distance_km
from coopgraph.dataset.reconcile.spelling import Reading, is_region_word, region_word

__all__ = ["CLOSE_KM", "Hit", "Kept", "Surroundings"]

NEAR_KM: Final = 60.0
CLOSE_KM: Final = 25.0
FAR_KM: Final = 100.0
CLEARLY_KM: Final = 5.0
PART_KM: Final = 15.0
CITY: Final = 100_000
LARGE: Final = 50_000

Rows = Mapping[str, Sequence[tuple[int, bool, str]]]


class Hit(NamedTuple):
    """A name of the gazetteer that agrees with a reading; with slips, `name` is that name."""

    place: int
    main: bool
    spelling: float
    weight: float
    words: str
    name: str = ""


class Kept(NamedTuple):
    """What is left of the candidates.

    Parameters
    ----------
    hits : list of Hit
        Those that nothing beside the name contradicts; all of them if it contradicts every one.
    decisive : dict of int to str
        What speaks for a place, by row of the gazetteer.
    why : str
        What contradicts them all, or nothing.
    """

    hits: list[Hit]
    decisive: dict[int, str]
    why: str = ""


class Surroundings:
    """Where places lie, and what territories are called.

    Parameters
    ----------
    gazetteer : Gazetteer
        The places.
    by_key : mapping of str to sequence of (int, bool, str)
        The places that have a folded name: row, whether it is the main name, the name.
    keys : mapping of str to str
        Folded names of the texts asked about.
    """

    def __init__(self, gazetteer: Gazetteer, by_key: Rows, keys: Mapping[str, str]):
        places = gazetteer.places
        self.by_key = by_key
        self.keys = keys
        self.countries: list[str] = places["country"].tolist()
        self.admin1: list[str] = places["admin1"].tolist()
        self.population: list[int] = places["population"].tolist()
        self.points = list(zip(places["lat"].tolist(), places["lon"].tolist(), strict=True))

    def kept(self, asked: Asked, way: Reading, hits: list[Hit]) -> Kept:
        """Keep the candidates that agree with hints, NUTS code and coordinates."""
        kept = self._by_hints(asked, way, hits)
        if not kept.why:
            kept = self._by_code(asked, kept)
        return self._by_point(asked, kept)

    def _by_hints(self, asked: Asked, way: Reading, hits: list[Hit]) -> Kept:
        decisive: dict[int, str] = {}
        own = self.keys[way.name]
        for hint in (*way.hints, *asked.hints):
            if self.keys[hint] == own and not asked.country.code:
                continue  # of the homonyms, one may have given its name to a region
            own_hint = hint in way.hints
            if way.agreed == "same" and own_hint:
                agreeing = [h for h in hits if self._is_named(h, hint)]
            elif way.agreed == "inside" and own_hint:
                agreeing = [h for h in hits if self._is_inside(h, hint)]
                agreeing = [h for h in agreeing if h.main or self.population[h.place] >= TOWN]
            elif way.agreed == "part" and own_hint:
                agreeing = [h for h in hits if asked.country.code and self._has_part(h, hint)]
            else:
                agreeing = [h for h in hits if self._agrees(h, hint, own)]
            if agreeing:
                hits = agreeing
                decisive |= {h.place: f'agrees with "{hint}"' for h in agreeing}
                continue
            beside = country(hint, slips=False) if len(hint) > 2 else None
            if beside and beside.code:
                inside = [h for h in hits if self.countries[h.place] == beside.code]
                if not inside:
                    return Kept(hits, {}, f'"{hint}" contradicts the country')
                hits = inside
            elif is_region_word(hint):
                return Kept(hits, {}, f'"{hint}" names another kind of territory')
            elif self.keys[hint] != own and self._is_elsewhere(hint, asked.country.code):
                return Kept(hits, {}, f'none of its places is near or in "{hint}"')
            elif way.agreed and hint in way.hints:
                return Kept(hits, {}, f'"{hint}" is not known')
        return Kept(hits, {p: w for p, w in decisive.items() if p in {h.place for h in hits}})

    def _is_named(self, hit: Hit, name: str) -> bool:
        return any(place == hit.place for place, _, _ in self.by_key.get(self.keys[name], ()))

    def _is_inside(self, hit: Hit, hint: str) -> bool:
        """Tell whether a hint is a territory around a place, or a large town near it."""
        code, point = self.countries[hit.place], self.points[hit.place]
        if self.admin1[hit.place] in regions(code, hint):
            return True
        if any(area.holds(point) for area in areas_named(code, hint)):
            return True
        return country(hint, slips=False).code == code or any(
            self.countries[place] == code
            and place != hit.place
            and self.population[place] >= max(LARGE, self.population[hit.place])
            and distance_km(self.points[place], point) <= NEAR_KM
            for place, _, _ in self.by_key.get(self.keys[hint], ())
        )

    def _has_part(self, hit: Hit, hint: str) -> bool:
        """Tell whether a hint may be a part of a city: one close by, or not known elsewhere."""
        if self.population[hit.place] < CITY or country(hint, slips=False).code:
            return False
        code, point = self.countries[hit.place], self.points[hit.place]
        rows = self.by_key.get(self.keys[hint], ())
        known = [p for p, _, _ in rows if self.countries[p] == code or self.population[p] >= TOWN]
        if known:
            return any(
                self.population[p] < self.population[hit.place]
                and distance_km(self.points[p], point) <= PART_KM
                for p in known
            )
        return not (regions(code, hint) or areas_named(code, hint))

    def _agrees(self, hit: Hit, hint: str, own: str) -> bool:
        """Tell whether a hint is where a place lies, a town nearby, or its other name."""
        code = self.countries[hit.place]
        if self.admin1[hit.place] in regions(code, hint):
            return True
        point = self.points[hit.place]
        if any(area.holds(point) for area in areas_named(code, hint)):
            return True
        key = self.keys[hint]
        word = region_word(hint)
        if word:  # "Viljandi county": the town that the county is named after
            key = " ".join(t for t in key.split() if t != word)
        elif key == own:
            return False
        return any(
            place == hit.place
            or (
                self.countries[place] == code
                and distance_km(self.points[place], point)
                <= (NEAR_KM if self.population[place] >= self.population[hit.place] else PART_KM)
            )
            for place, _, _ in self.by_key.get(key, ())
        )

    def _is_elsewhere(self, hint: str, code: str) -> bool:
        """Tell whether a hint is known, so that its silence about every candidate counts."""
        if regions(code, hint) or areas_named(code, hint):
            return True
        if code and region_abroad(hint):
            return True
        return not region_word(hint) and any(
            main and (not code or self.countries[place] == code)
            for place, main, _ in self.by_key.get(self.keys[hint], ())
        )

    def _by_code(self, asked: Asked, kept: Kept) -> Kept:
        """Keep what lies in the unit of NUTS 3, else in the division of the country."""
        area, region = asked.query.area, asked.query.region
        if area is not None:
            inside = [h for h in kept.hits if area.holds(self.points[h.place])]
            if inside:
                reasons = {h.place: "lies in the unit of the NUTS code" for h in inside}
                return Kept(inside, kept.decisive | reasons)
        if not region:
            return kept
        inside = [h for h in kept.hits if self.admin1[h.place] in region]
        if not inside:
            return Kept(kept.hits, {}, "the region stated is another one")
        return Kept(inside, kept.decisive | {h.place: "lies in the region" for h in inside})

    def _by_point(self, asked: Asked, kept: Kept) -> Kept:
        """Keep the places that lie where the coordinates say."""
        point = (asked.query.lat, asked.query.lon)
        if not math.isfinite(point[0]) or not kept.hits:
            return kept
        apart = {h.place: distance_km(point, self.points[h.place]) for h in kept.hits}
        near = [h for h in kept.hits if apart[h.place] <= FAR_KM]
        if not near:
            far = f"its places are over {FAR_KM:.0f} km from the coordinates"
            return kept._replace(why=kept.why or far)
        least = min(apart[h.place] for h in near)
        if least > CLOSE_KM:
            return kept._replace(hits=near)
        # Whatever else agrees with the rest: what is about as near as the nearest is meant.
        most = min(CLOSE_KM, max(CLEARLY_KM, 3 * least))
        close = [h.place for h in near if apart[h.place] <= most]
        reasons = {place: f"{apart[place]:.0f} km from the coordinates" for place in close}
        return Kept(near, reasons, kept.why)

    def beyond(self, asked: Asked, hits: Sequence[Hit]) -> bool:
        """Tell whether code or coordinates say where it is, and no candidate is there."""
        return bool(asked.query.area or math.isfinite(asked.query.lat)) and not any(
            self.there(asked, hit.place) for hit in hits
        )

    def there(self, asked: Asked, place: int) -> bool:
        """Tell whether a place lies where code or coordinates say."""
        point = (asked.query.lat, asked.query.lon)
        if math.isfinite(point[0]):
            return distance_km(point, self.points[place]) <= CLOSE_KM
        return asked.query.area is not None and asked.query.area.holds(self.points[place])
