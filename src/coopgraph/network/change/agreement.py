"""How far two or more coders agree, beyond what chance would give."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from coopgraph.errors import CoopgraphError, UndefinedMeasure
from coopgraph.network.projecting.projection import Projection
from coopgraph.vocabulary import local_name

__all__ = ["Agreement", "coding_agreement", "krippendorff_alpha"]

_CODED: Final = ("type", "begin", "end", "stage", "basis")


def krippendorff_alpha(ratings: pd.DataFrame) -> float:
    r"""Krippendorff's alpha for nominal categories.

    .. math:: \alpha = 1 - \frac{D_o}{D_e} = 1 - (n - 1)
              \frac{\sum_{c \ne k} o_{ck}}{\sum_{c \ne k} n_c n_k}

    with the coincidences :math:`o_{ck}`: each unit with *m* values gives every ordered pair of them
    the weight 1 / (*m* - 1). 1 is perfect agreement, 0 what chance would give. Any number of coders
    and missing values are allowed; units with less than two values do not count.

    Parameters
    ----------
    ratings : pandas.DataFrame
        One row a unit, one column a coder; None, NaN or an empty text where a coder gave no value.

    Returns
    -------
    float
        Alpha, at most 1.

    Raises
    ------
    UndefinedMeasure
        Where no unit has two values, or all values are the same: then nothing could disagree.

    References
    ----------
    .. [1] Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability.
       https://repository.upenn.edu/asc_papers/43

    Examples
    --------
    >>> ratings = pd.DataFrame({"Ann": ["a", "a", "b", None], "Bo": ["a", "b", "b", "a"]})
    >>> round(krippendorff_alpha(ratings), 3)
    0.444
    """
    units = [
        [value for value in row if not _missing(value)]
        for row in ratings.astype(object).to_numpy().tolist()
    ]
    units = [values for values in units if len(values) > 1]
    if not units:
        message = "Krippendorff's alpha: no unit has values of two coders. Give double-coded units."
        raise UndefinedMeasure(message)
    categories: dict[Hashable, int] = {}
    for values in units:
        for value in values:
            categories.setdefault(value, len(categories))
    if len(categories) == 1:
        message = (
            f'Krippendorff\'s alpha: all values are "{next(iter(categories))}", so that nothing '
            "could disagree. Report the share of agreement instead."
        )
        raise UndefinedMeasure(message)
    totals = np.zeros(len(categories))
    disagreed = 0.0
    for values in units:
        counts = np.bincount([categories[value] for value in values], minlength=len(categories))
        totals += counts
        disagreed += (len(values) ** 2 - float((counts**2).sum())) / (len(values) - 1)
    n = float(totals.sum())
    return 1.0 - (n - 1.0) * disagreed / float(n**2 - (totals**2).sum())


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far two codings of the same documents agree.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a field: ``field``, ``units`` that both have coded, ``share`` of them with equal
        values, ``alpha``, and a ``note`` where alpha has no value (NaN).
    units : pandas.DataFrame
        One row a unit: its ``passage`` and ``ends``, and the values of both (``type a, type b`` …).
    """

    table: pd.DataFrame
    units: pd.DataFrame


def coding_agreement(a: Projection, b: Projection) -> Agreement:
    """Compare two codings of the same documents, field by field.

    A unit is a pair of nodes at a passage (title of the source and locator), nodes known by the
    last parts of their IRIs. Where a coding has several statements of a unit, its value is all of
    their values.

    Parameters
    ----------
    a, b : Projection
        The same projection of the graphs of the two codings.

    Returns
    -------
    Agreement
        Alpha of every field; ``coded``, whether a pair is coded at a passage at all, is a share
        only, as nobody counts what neither has coded.

    Raises
    ------
    CoopgraphError
        Where the two have no passage in common.

    Examples
    --------
    >>> from coopgraph import project
    >>> towns = project(name="partnerships")
    >>> found = coding_agreement(towns, towns)
    >>> found.table["share"].to_list()[0]
    1.0
    """
    one, other = _units(a), _units(b)
    if not {key[0] for key in one} & {key[0] for key in other}:
        message = (
            "the two codings have no passage in common: titles of sources and locators must agree"
        )
        raise CoopgraphError(message)
    keys = sorted(set(one) | set(other))
    table = {"passage": [key[0] for key in keys], "ends": [" ".join(key[1]) for key in keys]}
    rows: list[tuple[str, int, float, float, str]] = []
    both = sum(key in one and key in other for key in keys)
    rows.append(("coded", len(keys), both / len(keys), float("nan"), "only what one has coded"))
    for field in _CODED:
        pair = pd.DataFrame(
            {
                "a": [one.get(key, {}).get(field) for key in keys],
                "b": [other.get(key, {}).get(field) for key in keys],
            },
            dtype=object,
        )
        table |= {f"{field} a": pair["a"].to_list(), f"{field} b": pair["b"].to_list()}
        # A field left empty by a coder who coded the unit is a value: nothing is stated.
        judged = pair[pair.notna().all(axis=1)].replace("", "not stated")
        share = float((judged["a"] == judged["b"]).mean()) if len(judged) else float("nan")
        try:
            rows.append((field, len(judged), share, krippendorff_alpha(judged), ""))
        except UndefinedMeasure as error:
            rows.append((field, len(judged), share, float("nan"), str(error)))
    columns = ["field", "units", "share", "alpha", "note"]
    return Agreement(pd.DataFrame(rows, columns=columns), pd.DataFrame(table))


def _units(projection: Projection) -> Mapping[tuple[str, tuple[str, ...]], Mapping[str, str]]:
    """Values of each field, by passage and ends."""
    ends: dict[str, set[tuple[str, ...]]] = {}
    edges = projection.edges
    columns = ("source", "target", "statements")
    for one, other, iris in zip(*(edges[name].to_list() for name in columns), strict=True):
        for iri in iris:
            ends.setdefault(iri, set()).add(tuple(sorted((local_name(one), local_name(other)))))
    found: dict[tuple[str, tuple[str, ...]], dict[str, set[str]]] = {}
    table = projection.statements
    names = ("statement", "title", "locator", *_CODED)
    for iri, title, locator, *values in zip(*(table[n].to_list() for n in names), strict=True):
        for pair in ends.get(iri, ()):
            fields = found.setdefault((f"{title}, {locator}", pair), {})
            for name, value in zip(_CODED, values, strict=True):
                fields.setdefault(name, set()).add(str(value))
    return {
        key: {name: " + ".join(sorted(filter(None, values))) for name, values in fields.items()}
        for key, fields in found.items()
    }


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or value == "" or value != value
