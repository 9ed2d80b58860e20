"""How fast a network falls apart when its nodes leave, by chance or one chosen after the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.errors import CoopgraphError, UndefinedMeasure
from coopgraph.network.change.soundness import largest_sizes
from coopgraph.network.kernels.matrix import Floats, Network, network
from coopgraph.network.measures.measure import Case, Measure
from coopgraph.network.measures.peers import choose
from coopgraph.network.measures.registry import case_of, find_measure
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result
from coopgraph.parallel import Progress, in_processes

__all__ = ["Robustness", "robustness"]

_RANDOM: Final = "random"


@dataclass(frozen=True, eq=False)
class Robustness:
    """Curves of how a network falls apart.

    Parameters
    ----------
    curves : Result
        ``id, label`` (the strategy), ``removed`` (nodes that have left), ``share`` (of all nodes),
        ``value`` (size of the largest component by the number of all nodes), and ``low, high`` of
        the random runs.
    summary : Result
        ``id, label, value, low, high``: the robustness R of each strategy.
    """

    curves: Result
    summary: Result


def robustness(
    projection: Projection,
    by: Iterable[str] = ("degree", "betweenness", _RANDOM),
    *,
    runs: int = 100,
    recalculate: int = 0,
    seed: int = 0,
    level: float = 0.95,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Robustness:
    r"""Follow the largest component while all nodes leave, one after the other.

    The robustness is :math:`R = \frac{1}{N} \sum_{Q=1}^{N} s(Q)` with :math:`s(Q)` the share of
    all nodes in the largest component after *Q* have left [1]_: between :math:`1/N` for a star
    whose centre leaves first and 1/2 for a complete network, about.

    Parameters
    ----------
    projection : Projection
        The network; the direction of edges is ignored.
    by : iterable of str
        Measures of nodes, of which the greatest leaves first (of equal ones, the first by label),
        and ``random``.
    runs : int
        How many random orders.
    recalculate : int
        How many times a measure is taken anew of what is left, at even distances; unless said, it
        is taken once, of the whole.
    seed : int
        Where the random numbers start.
    level : float
        Share of the random runs between ``low`` and ``high``.
    workers : int, optional
        Number of processes; one a core unless said.
    progress : callable, optional
        Called with the number of random runs done, and of all.

    Returns
    -------
    Robustness
        The curves, and R.

    Raises
    ------
    NameNotFound
        Where there is no such measure.
    UndefinedMeasure
        Where the network has no nodes, or a measure no value.
    CoopgraphError
        Where a number makes no sense.

    References
    ----------
    .. [1] Schneider, C. M., Moreira, A. A., Andrade, J. S., Havlin, S., & Herrmann, H. J. (2011).
       Mitigation of malicious attacks on networks. PNAS 108(10), 3838–3841.

    Examples
    --------
    >>> from coopgraph import project
    >>> towns = project(name="partnerships")
    >>> found = robustness(towns, ["degree", "random"], runs=10)
    >>> by_degree, by_chance = found.summary.values["value"]
    >>> bool(by_degree < by_chance)
    True
    """
    if runs < 1 or recalculate < 0 or seed < 0 or not 0 < level < 1:
        message = "expected runs from 1, recalculate and seed from 0, and a level between 0 and 1"
        raise CoopgraphError(message)
    if projection.nodes.empty:
        raise UndefinedMeasure("robustness: the network has no nodes")
    net = network(projection)
    chosen = list(dict.fromkeys([by] if isinstance(by, str) else by))
    items = {name: find_measure(name, ("node",)) for name in chosen if name != _RANDOM}
    tails = (1 - level) / 2
    curves, summary = [], []
    for name in chosen:
        if name in items:
            order = _order(projection, items[name], recalculate)
            runs_of = largest_sizes(net, order)[None, :] / net.size
        else:
            runs_of = _random(net, runs, seed, workers, progress) / net.size
        scores = runs_of[:, 1:].mean(axis=1)
        low, high = np.quantile(runs_of, [tails, 1 - tails], axis=0)
        curves.append(_curve(name, runs_of.mean(axis=0), low, high))
        ends = np.quantile(scores, [tails, 1 - tails])
        summary.append((name, name, float(scores.mean()), float(ends[0]), float(ends[1])))
    said = {"recalculated": str(recalculate)} if recalculate else {}
    if _RANDOM in chosen:
        said |= {"random runs": str(runs), "level": f"{level:g}"}
    table = pd.DataFrame(summary, columns=["id", "label", "value", "low", "high"])
    text = "Share of all nodes in the largest component while nodes leave, one after the other"
    return Robustness(
        curves=_result(projection, pd.concat(curves, ignore_index=True), f"{text}.", said, seed),
        summary=_result(projection, table, f"{text}: mean over all numbers left.", said, seed),
    )


def _order(projection: Projection, item: Measure, recalculate: int) -> npt.NDArray[np.intp]:
    """Places of the nodes, the first to leave first."""
    case = case_of(projection, item)
    labels = pd.Series(projection.nodes["label"].to_numpy(object))
    ids = pd.Series(projection.nodes["id"].to_numpy(object))
    alphabet = np.empty(len(ids), dtype=np.intp)
    alphabet[np.lexsort((ids.rank(), labels.rank()))] = np.arange(len(ids))
    left = np.arange(len(ids))
    size = -(-len(left) // (recalculate + 1))
    order: list[npt.NDArray[np.intp]] = []
    while len(left):
        values = _values(case, item, left)
        falling = left[np.lexsort((alphabet[left], -values))]
        order.append(falling[:size])
        left = np.sort(falling[size:])
    return np.concatenate(order)


def _values(case: Case, item: Measure, left: npt.NDArray[np.intp]) -> Floats:
    """The measure, of what is left; a hair's breadth is no difference."""
    part = Case(case.net.part(left), case.nodes.iloc[left], case.mode, case.weighted, case.options)
    _, compute = choose(item.name, item.engines, part, "auto")
    values = np.nan_to_num(compute(part), nan=-np.inf)
    greatest = np.abs(values[np.isfinite(values)]).max(initial=0.0)
    return np.round(values / greatest, 11) if greatest else values


@dataclass(frozen=True, eq=False)
class _Run:
    """From the number of a run to the sizes in it."""

    net: Network
    seed: int

    def __call__(self, number: int) -> Floats:
        source = np.random.SeedSequence(self.seed, spawn_key=(number,))
        return largest_sizes(self.net, np.random.default_rng(source).permutation(self.net.size))


def _random(
    net: Network, runs: int, seed: int, workers: int | None, progress: Progress | None
) -> Floats:
    found = np.zeros((runs, net.size + 1))

    def put(number: int, sizes: Floats) -> None:
        found[number] = sizes

    in_processes(_Run(net, seed), range(runs), put, workers=workers, progress=progress)
    return found


def _curve(name: str, value: Floats, low: Floats, high: Floats) -> pd.DataFrame:
    count = np.arange(len(value))
    table = pd.DataFrame({"removed": count, "share": count / (len(value) - 1), "value": value})
    table = table.assign(low=low, high=high)
    table.insert(0, "label", name)
    table.insert(0, "id", name)
    return table


def _result(
    projection: Projection, values: pd.DataFrame, text: str, said: dict[str, str], seed: int
) -> Result:
    return Result(
        values=values,
        measure="robustness",
        definition=text,
        parameters={**projection.parameters, **said},
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
        title=projection.title,
        seed=seed,
        reference="Schneider, Moreira, Andrade, Havlin & Herrmann (2011)",
    )
