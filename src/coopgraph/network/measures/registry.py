"""Measures of a network, one definition each, and ranks by them.

Definitions are those of NetworkX where it has one, with one exception: parallel edges are distinct
shortest paths. (NetworkX ignores them; studies of multigraphs count them.) Where NetworkX gives a
number, so does coopgraph; where it raises an error or gives NaN, `UndefinedMeasure` says what to
do. A weight is a strength, never a distance: where a measure can use a distance,
``distance="inverse"`` names the conversion.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.errors import NameNotFound, UndefinedMeasure
from coopgraph.names import did_you_mean
from coopgraph.network.kernels.attributes import attribute_name
from coopgraph.network.kernels.matrix import (
    Floats,
    Network,
    largest_component,
    network,
    pairs,
)
from coopgraph.network.measures.central import central_measures
from coopgraph.network.measures.measure import Case, Measure, Option
from coopgraph.network.measures.network_wide import network_measures
from coopgraph.network.measures.peers import choose, engine_version
from coopgraph.network.measures.structural import structural_measures
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result

__all__ = ["MEASURES", "Measure", "Result", "case_of", "describe", "find_measure", "rank", "spoken"]

# A network in numbers, and its nodes, given whether it is weighted, and, if only the largest
# component is to be measured, whether that is a strong one.
_InNumbers: TypeAlias = Callable[[bool, bool | None], tuple[Network, pd.DataFrame]]

_TIE: Final = 1e-12
# What an option may be, where not everything is.
_CHOICES: Final[Mapping[str, tuple[Option, ...]]] = MappingProxyType(
    {
        "distance": (None, "inverse"),
        "components": ("error", "each"),
        "disconnected": ("error", "largest", "pairs"),
        "unreachable": ("share", "ignore", "n"),
        "normalized": (True, False),
    }
)

MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        measure.name: measure
        for measures in (central_measures(), structural_measures(), network_measures())
        for measure in measures
    }
)


def rank(
    projection: Projection,
    measure: str,
    top: int | None = None,
    *,
    weighted: bool | None = None,
    largest: bool = False,
    engine: str = "auto",
    **options: Option,
) -> Result:
    """Rank the nodes, or the edges, of a network by a measure.

    The greatest value has rank 1; equal values (to 1e-12 of the greatest) share a rank, and the
    next one comes after them all (1, 2, 2, 4). Equal ones are in order of their labels. Nodes for
    which the measure has no value are left out, and the parameters say how many there are.

    Parameters
    ----------
    projection : Projection
        The network.
    measure : str
        One of `MEASURES` whose unit is ``node`` or ``edge``. The value of an edge is that of each
        of its parallels, and stands once.
    top : int, optional
        How many nodes to give; all unless said.
    weighted : bool, optional
        Whether edges count by their weights. Unless said, only strength and PageRank do so.
    largest : bool
        Whether to measure the largest component only, as a network of its own.
    engine : str
        What computes the values: ``auto``, or one that the measure has (`Measure.engines`).
    **options
        Options of the measure (`Measure.options`): ``distance``, ``components``, ``damping``,
        ``alpha``, ``beta``, ``attribute``.

    Returns
    -------
    Result
        The values and ranks.

    Raises
    ------
    NameNotFound
        Where there is no such measure, option or attribute.
    UndefinedMeasure
        Where the measure has no value on this network.
    CoopgraphError
        Where the engine is not installed, or does not honour the definition here.

    Examples
    --------
    >>> [name for name, measure in MEASURES.items() if measure.unit == "edge"]
    ['edge-betweenness', 'bridge']
    """
    chosen = find_measure(measure, ("node", "edge"))
    if top is not None and top < 1:
        raise UndefinedMeasure(f"top is {top}; expected 1 or more")
    case = case_of(projection, chosen, weighted=weighted, largest=largest, options=options)
    used, compute = choose(measure, chosen.engines, case, engine)
    values = compute(case)
    table = _edge_table(case) if chosen.unit == "edge" else _node_table(case)
    table["value"] = values
    defined = ~np.isnan(values)
    ranked = _ranked(table[defined])
    shown = ranked if top is None else ranked.head(top)
    last = shown["rank"].max() if len(shown) else 0
    parameters = _parameters(projection, case, largest=largest)
    if not defined.all():
        parameters["without a value"] = str(int((~defined).sum()))
    return Result(
        values=shown.reset_index(drop=True),
        measure=measure,
        definition=chosen.definition,
        parameters=parameters,
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
        tied_left_out=int((ranked["rank"] == last).sum() - (shown["rank"] == last).sum()),
        title=projection.title,
        engine=used,
        engine_version=engine_version(used),
        reference=chosen.reference,
    )


def describe(
    projection: Projection,
    measures: str | Iterable[str] | None = None,
    *,
    weighted: bool | None = None,
    largest: bool = False,
    engine: str = "auto",
    **options: Option,
) -> Result:
    """Describe a whole network by figures.

    Parameters
    ----------
    projection : Projection
        The network.
    measures : str or iterable of str, optional
        Some of `MEASURES` whose unit is ``network``; unless said, all that fit the network and
        need no attribute, distances being those of the largest component.
    weighted, largest, engine
        As in `rank`.
    **options
        Options of the measures: ``disconnected``, ``attribute``.

    Returns
    -------
    Result
        ``id, label, value, note``: one row a measure. Where no measure is named, one that has no
        value on this network has NaN and a note that says why.

    Raises
    ------
    NameNotFound
        Where there is no such measure, option or attribute.
    UndefinedMeasure
        Where a measure that is named has no value on this network.

    Examples
    --------
    >>> import coopgraph as cg
    >>> figures = cg.describe(cg.project(name="partnerships"), "components").values
    >>> figures["id"].tolist()
    ['components']
    """
    named = measures is not None
    if measures is None:
        chosen = _fitting(projection, options)
        options = {"disconnected": "largest", **options}
    else:
        names = [measures] if isinstance(measures, str) else list(measures)
        chosen = [find_measure(name, ("network",)) for name in names]
    _known_options(options, {name for item in chosen for name in item.options}, "describe")
    rows: list[tuple[str, str, float, str]] = []
    engines: dict[str, None] = {}
    made = cache(partial(_in_numbers, projection))  # what measures share is computed once
    for item in chosen:
        own = {name: value for name, value in options.items() if name in item.options}
        try:
            count = weighted if item.weights != "never" else None
            case = case_of(
                projection, item, weighted=count, largest=largest, options=own, made=made
            )
            used, compute = choose(item.name, item.engines, case, engine)
            value, note = float(compute(case)[0]), ""
            engines[f"{used} {engine_version(used)}"] = None
        except UndefinedMeasure as error:
            if named:
                raise
            value, note = np.nan, str(error)
        rows.append((item.name, item.definition, value, note))
    table = pd.DataFrame(rows, columns=["id", "label", "value", "note"])
    table["label"] = table["id"].str.replace("-", " ")
    return Result(
        values=table.astype({"id": "str", "label": "str", "note": "str", "value": float}),
        measure="description",
        definition=" ".join(f"{name}: {text}" for name, text, _, _ in rows),
        parameters={
            **projection.parameters,
            **spoken(options),
            "component": "largest" if largest else "all",
            "nodes": str(len(projection.nodes)),
        },
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
        title=projection.title,
        engine=", ".join(engines),
    )


def find_measure(name: str, units: Iterable[str] = ("node", "edge", "network")) -> Measure:
    """Find a measure by its name.

    Parameters
    ----------
    name : str
        Such as ``closeness``.
    units : iterable of str
        What it may measure.

    Returns
    -------
    Measure
        The measure.

    Raises
    ------
    NameNotFound
        Where there is none; the message gives the nearest names.
    """
    units = tuple(units)
    fit = {key: measure for key, measure in MEASURES.items() if measure.unit in units}
    if name in fit:
        return fit[name]
    if name in MEASURES:
        unit = MEASURES[name].unit
        measured = f'"{name}" measures {"an" if unit == "edge" else "a"} {unit}'
        if "edge" in units or units == ("network",):  # what rank and describe take
            raise NameNotFound(f"{measured}: use {'describe' if unit == 'network' else 'rank'}.")
        raise NameNotFound(f"{measured}; expected a measure of a {' or a '.join(units)}.")
    hint = did_you_mean(name, fit)
    raise NameNotFound(f'There is no measure "{name}"; there are {", ".join(fit)}.{hint}')


def case_of(
    projection: Projection,
    measure: Measure,
    *,
    weighted: bool | None = None,
    largest: bool = False,
    options: Mapping[str, Option] = MappingProxyType({}),
    made: _InNumbers | None = None,
) -> Case:
    """Put a network and options into the form in which a measure is computed.

    Parameters
    ----------
    projection : Projection
        The network.
    measure : Measure
        What is to be measured.
    weighted, largest, options
        As in `rank`.
    made : callable, optional
        Gives the network in numbers, where several measures share it.

    Returns
    -------
    Case
        The network in numbers, with complete options.

    Raises
    ------
    NameNotFound
        Where the measure has no such option.
    UndefinedMeasure
        Where the measure is not for such a network.
    """
    complete = _complete(measure, options)
    if measure.mode and measure.mode != projection.mode:
        message = (
            f'{measure.name} is for {measure.mode} networks, and "{projection.name}" is '
            f"{projection.mode}. Choose another measure or projection."
        )
        raise UndefinedMeasure(message)
    if weighted and measure.weights == "never":
        message = f"{measure.name} counts steps; a weight is a strength, not the length of a step"
        if "distance" in measure.options:
            message += '. Name the conversion to use it: distance="inverse".'
        elif "betweenness" not in measure.name:
            message = f"{measure.name} makes no use of weights"
        raise UndefinedMeasure(message)
    use = measure.weights == "default" if weighted is None else weighted
    use = use or complete.get("distance") is not None
    made = made or partial(_in_numbers, projection)
    net, nodes = made(use, measure.strong if largest else None)
    return Case(net, nodes, projection.mode, use, complete)


def _in_numbers(
    projection: Projection, weighted: bool, strong: bool | None
) -> tuple[Network, pd.DataFrame]:
    """Return a network in numbers, and its nodes: the largest component, or unless said all."""
    net = network(projection, weighted=weighted)
    if strong is None:
        return net, projection.nodes
    places = largest_component(net, strong=strong)
    return net.part(places), projection.nodes.iloc[places]


def _complete(measure: Measure, options: Mapping[str, Option]) -> Mapping[str, Option]:
    """The options given, checked, and the rest as they are unless said."""
    _known_options(options, set(measure.options), measure.name)
    for name in measure.required:
        if options.get(name) is None:
            message = (
                f"{measure.name} needs an {name}: a column of the nodes such as country, type or "
                "kind, or a mapping of their IRIs to groups"
            )
            raise UndefinedMeasure(message)
    for name, value in options.items():
        if name in _CHOICES and value not in _CHOICES[name]:
            fit = " or ".join(str(choice) for choice in _CHOICES[name])
            hint = did_you_mean(str(value), [str(choice) for choice in _CHOICES[name]])
            raise NameNotFound(f'{name} is "{value}"; expected {fit}.{hint}')
        usual = measure.options[name]
        number = isinstance(usual, float) or name == "alpha"
        if number and value is not None and not isinstance(value, int | float):
            raise NameNotFound(f'{name} is "{value}"; expected a number')
    return {**measure.options, **options}


def _known_options(options: Iterable[str], known: Iterable[str], name: str) -> None:
    known = sorted(known)
    for option in options:
        if option not in known:
            hint = did_you_mean(option, known)
            has = f"it has {', '.join(known)}" if known else "it has none"
            raise NameNotFound(f'{name} has no option "{option}"; {has}.{hint}')


def _fitting(projection: Projection, options: Mapping[str, Option]) -> list[Measure]:
    """The measures of a network that say something about this one."""
    return [
        measure
        for measure in MEASURES.values()
        if measure.unit == "network"
        and measure.mode in ("", projection.mode)
        and (projection.directed or measure.name != "strong-components")
        and all(name in options for name in measure.required)
    ]


def _parameters(projection: Projection, case: Case, *, largest: bool) -> dict[str, str]:
    return {
        **projection.parameters,
        **spoken(case.options),
        "weighted": "yes" if case.weighted else "no",
        "component": "largest" if largest else "all",
        "nodes": str(case.net.size),
    }


def spoken(options: Mapping[str, Option]) -> dict[str, str]:
    """Give options as text, those left out that are nothing or go without saying."""
    return {
        name: attribute_name(value) if isinstance(value, Mapping) else str(value)
        for name, value in options.items()
        if value not in (None, True, "share")
    }


def _node_table(case: Case) -> pd.DataFrame:
    ids, labels = case.nodes["id"].to_numpy(object), case.nodes["label"].to_numpy(object)
    return pd.DataFrame({"id": ids, "label": labels}).astype("str")


def _edge_table(case: Case) -> pd.DataFrame:
    """Pairs with an edge; the id is both IRIs, parted by a blank."""
    one, two = pairs(case.net)
    ids, labels = case.nodes["id"].to_numpy(object), case.nodes["label"].to_numpy(object)
    sign = "→" if case.net.directed else "—"
    ends = zip(ids[one], ids[two], labels[one], labels[two], strict=True)
    rows = [(f"{u} {v}", f"{a} {sign} {b}", u, v) for u, v, a, b in ends]
    return pd.DataFrame(rows, columns=["id", "label", "source", "target"]).astype("str")


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Values in order, with competition ranks."""
    table = table.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    table["rank"] = _competition(table["value"].to_numpy(float))
    first = [name for name in ("id", "label", "value", "rank") if name in table.columns]
    rest = [name for name in table.columns if name not in first]
    return table.sort_values(["rank", "label", "id"], ignore_index=True)[[*first, *rest]]


def _competition(descending: Floats) -> npt.NDArray[np.int64]:
    """Ranks 1, 2, 2, 4 of values in falling order."""
    ranks = np.ones(len(descending), dtype=np.int64)
    margin = _TIE * np.abs(descending).max(initial=0.0)
    first = 0
    for place in range(1, len(descending)):
        if descending[first] - descending[place] > margin:
            first = place
        ranks[place] = first + 1
    return ranks
