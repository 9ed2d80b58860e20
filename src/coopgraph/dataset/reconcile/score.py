"""How sure a name means a place: the score, its parts in words, and the three outcomes.

``confidence = spelling x reading x country x share``; `docs/reconciliation.md` explains it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

__all__ = [
    "BASE",
    "FOLDED_WEIGHT",
    "MAIN_BEGINS",
    "MAIN_EXACT",
    "MAIN_FOLDED",
    "MAIN_LOOSE",
    "MATCHED",
    "OTHER_EXACT",
    "OTHER_FOLDED",
    "OTHER_LOOSE",
    "OTHER_NAME_WEIGHT",
    "OTHER_SPELLING",
    "OTHER_UNKNOWN",
    "SHARE",
    "SLIP_SHARE",
    "TOWN",
    "UNKNOWN",
    "Candidate",
    "Evidence",
    "Match",
    "Outcome",
    "decide",
    "distance_km",
]

Outcome = Literal["matched", "doubtful", "none"]

MATCHED: Final = 0.85
SHARE: Final = 0.95
SLIP_SHARE: Final = 0.98
TOWN: Final = 15_000
TOWN_ALLOWANCE: Final = 0.02  # a town needs that much less of the weight than a village
MAIN_EXACT: Final = 1.0
MAIN_FOLDED: Final = 0.98
OTHER_EXACT: Final = 0.97
OTHER_FOLDED: Final = 0.95
MAIN_LOOSE: Final = 0.91
MAIN_BEGINS: Final = 0.88
OTHER_LOOSE: Final = 0.88
# An alternative name counts less among homonyms: GeoNames collects old and rare ones too.
OTHER_NAME_WEIGHT: Final = 0.1
FOLDED_WEIGHT: Final = 0.5
OTHER_SPELLING: Final = 0.02  # where the accents as written are another place's
OTHER_UNKNOWN: Final = 0.8
UNKNOWN: Final = 5_000  # inhabitants where GeoNames knows none: towns of China among them
BASE: Final = 200  # added to the inhabitants
PART_KM: Final = 20.0
SAME_KM: Final = 3.0
PART_RATIO: Final = 5.0
MOST_CANDIDATES: Final = 5
EARTH_KM: Final = 6371.0


@dataclass(frozen=True)
class Evidence:
    """What speaks for or against a candidate, as one factor and its reason.

    Parameters
    ----------
    factor : float
        Between 0 and 1.
    words : str
        The reason.
    """

    factor: float
    words: str


@dataclass(frozen=True)
class Candidate:
    """A place that a name may mean.

    Parameters
    ----------
    place : int
        Row of the gazetteer.
    spelling : float
        How well the name agrees.
    weight : float
        Its weight among homonyms.
    lat, lon : float
        Where it is.
    evidence : tuple of Evidence
        Every factor of the confidence, with its reason.
    town : bool
        Whether it has 15,000 inhabitants.
    decisive : bool
        Whether something other than its size sets it apart from its homonyms: it is the capital
        of the stated country, or lies where a hint or coordinates say.
    confidence : float
        Product of all factors, with its share among the homonyms.
    name : str
        The folded name that differs from the one asked about by slips; empty where none does.
    """

    place: int
    spelling: float
    weight: float
    lat: float
    lon: float
    evidence: tuple[Evidence, ...] = ()
    decisive: bool = False
    town: bool = False
    confidence: float = 0.0
    name: str = ""

    def reasons(self) -> str:
        """Return the evidence in one line."""
        return "; ".join(e.words for e in self.evidence if e.words)


@dataclass(frozen=True)
class Match:
    """What a name was found to mean.

    Parameters
    ----------
    outcome : str
        ``matched``, ``doubtful`` or ``none``.
    candidates : tuple of Candidate
        The best first; of a match the first is meant.
    why : str
        Why it is not automatic; empty if it is.
    broader : bool
        Whether the first candidate is the town around the district that is named.
    """

    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()
    why: str = ""
    broader: bool = False


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two points (latitude, longitude) in kilometres.

    Examples
    --------
    >>> round(distance_km((60.45, 22.27), (59.94, 30.31)))
    448
    """
    (lat1, lon1), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    inner = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(inner)))


def decide(
    candidates: Sequence[Candidate],
    *,
    country_known: bool,
    broader: bool = False,
    why: str = "",
    least_share: float = SHARE,
) -> Match:
    """Weigh the candidates against each other.

    Homonyms share the trust: a candidate keeps the share of its weight among all places of its
    name, but for those that are parts of it (the same name, within 20 km, a fifth of its size at
    most). Without a country any homonym makes the name doubtful, whatever the sizes. Where
    something other than size speaks for some of them, these are the only homonyms.

    Parameters
    ----------
    candidates : sequence of Candidate
        One a place.
    country_known : bool
        Whether the country is stated and understood.
    broader : bool
        See `Match`.
    why : str
        A reason against every candidate, found before.
    least_share : float
        What share of the weight of all homonyms is enough; a town whose name has no slips needs
        two hundredths less.

    Returns
    -------
    Match
        The outcome with at most five candidates.

    Examples
    --------
    >>> brest = [Candidate(1, 1.0, 144_000, 48.4, -4.5), Candidate(2, 1.0, 340_000, 52.1, 23.7)]
    >>> decide(brest, country_known=False).outcome
    'doubtful'
    >>> decide(brest[:1], country_known=True).outcome
    'matched'
    """
    if not candidates:
        return Match("none", why=why or "no place of this name is known")
    top = max(candidates, key=lambda c: (c.decisive, c.weight, -c.place))
    rivals = [
        c
        for c in candidates
        if c is not top and c.decisive >= top.decisive and not _is_part(c, top)
    ]
    total = top.weight + sum(c.weight for c in rivals)
    scored = [_scored(c, c.weight / total if c is top or c in rivals else 0.0) for c in candidates]
    scored.sort(key=lambda c: (-c.confidence, -c.weight, c.place))
    best = next(c for c in scored if c.place == top.place)
    ordered = (best, *(c for c in scored if c.place != top.place))[:MOST_CANDIDATES]
    if rivals and not country_known:
        why = why or f"{len(rivals) + 1} places of this name, and no country"
    share = top.weight / total
    if rivals and share < least_share - TOWN_ALLOWANCE * (top.town and not top.name):
        why = why or f"{len(rivals) + 1} places of this name in the country"
    if not why and best.confidence < MATCHED:
        why = f"confidence {best.confidence:.2f} is below {MATCHED}"
    if not why:
        return Match("matched", ordered, broader=broader)
    capped = tuple(replace(c, confidence=min(c.confidence, MATCHED - 0.01)) for c in ordered)
    return Match("doubtful", capped, why, broader)


def _is_part(small: Candidate, large: Candidate) -> bool:
    if small.name != large.name:
        return False
    apart = distance_km((small.lat, small.lon), (large.lat, large.lon))
    return apart <= SAME_KM or (apart <= PART_KM and large.weight >= PART_RATIO * small.weight)


def _scored(candidate: Candidate, share: float) -> Candidate:
    confidence = candidate.spelling * math.prod(e.factor for e in candidate.evidence)
    evidence = candidate.evidence
    if share < 1:
        confidence *= share
        evidence = (*evidence, Evidence(share, f"{share:.1%} of the weight of its homonyms"))
    return replace(candidate, confidence=round(confidence, 4), evidence=evidence)
