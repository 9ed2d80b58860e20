"""A measure of nodes as a function of a network: what draws and droppings repeat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coopgraph.errors import CoopgraphError
from coopgraph.network.kernels.geodesics import sampled_betweenness_sums
from coopgraph.network.kernels.matrix import Floats, Network
from coopgraph.network.measures.measure import Case, Compute, Option
from coopgraph.network.measures.peers import choose, engine_version
from coopgraph.network.measures.registry import case_of, find_measure, spoken
from coopgraph.network.projecting.projection import Projection

__all__ = ["Estimate", "Function", "SampledBetweenness", "Statistic", "statistic"]

_ADDED_UP = ("degree", "strength")


@dataclass(frozen=True, eq=False)
class Estimate:
    """Values of the nodes, and how far they may be off.

    Parameters
    ----------
    values : numpy.ndarray of float
        One for each node; NaN where there is none.
    bound : numpy.ndarray of float
        The greatest error of each, at the confidence that the measure states; 0 where it is exact.
    """

    values: Floats
    bound: Floats


Function: TypeAlias = Callable[[Network], "Floats | Estimate"]


@dataclass(frozen=True)
class SampledBetweenness:
    """Betweenness estimated from some sources, as a function of a network.

    Parameters
    ----------
    pivots, seed, confidence
        As in `coopgraph.network.kernels.geodesics.sampled_betweenness_sums`.
    """

    pivots: int
    seed: int = 0
    confidence: float = 0.95

    def __call__(self, net: Network) -> Estimate:
        """Estimate, normalised as betweenness is, with bounds that hold for all nodes at once."""
        found = sampled_betweenness_sums(
            net.adjacency,
            directed=net.directed,
            pivots=self.pivots,
            seed=self.seed,
            confidence=self.confidence,
        )
        pairs = max((net.size - 1) * (net.size - 2) / (1 if net.directed else 2), 1)
        return Estimate(found.values / pairs, found.bound / pairs)


@dataclass(frozen=True, eq=False)
class Statistic:
    """A measure with its options, ready to be taken of one network after the other.

    Parameters
    ----------
    name, definition, reference : str
        What is measured.
    engine, engine_version : str
        What computes it; empty for a function of one's own.
    weighted : bool
        Whether edges count by their weights.
    options : mapping of str to str
        Options of the measure, as text.
    added_up : bool
        Whether it is the sum of the edges at each node, which needs no network.
    function : callable, optional
        A function of one's own.
    case, compute
        Otherwise, the network as a whole, and what computes the values of such a case.
    """

    name: str
    definition: str
    reference: str
    engine: str
    engine_version: str
    weighted: bool
    options: Mapping[str, str]
    added_up: bool
    function: Function | None = None
    case: Case | None = None
    compute: Compute | None = None

    def of(self, net: Network, places: npt.NDArray[np.intp] | None = None) -> Estimate:
        """Take the measure.

        Parameters
        ----------
        net : Network
            A network of the same nodes, or of some of them.
        places : numpy.ndarray of int, optional
            Which of them.

        Returns
        -------
        Estimate
            Its values, with bounds.
        """
        if self.compute is not None and self.case is not None:
            nodes = self.case.nodes if places is None else self.case.nodes.iloc[places]
            found: Floats | Estimate = self.compute(replace(self.case, net=net, nodes=nodes))
        elif self.function is not None:
            found = self.function(net)
        else:
            raise CoopgraphError(f"{self.name}: nothing computes it")
        if isinstance(found, Estimate):
            return found
        values = np.asarray(found, dtype=np.float64)
        return Estimate(values, np.zeros(len(values)))


def statistic(
    projection: Projection,
    measure: "str | Function",
    *,
    weighted: bool | None = None,
    engine: str = "auto",
    options: Mapping[str, Option] = MappingProxyType({}),
) -> Statistic:
    """Prepare a measure to be taken many times.

    Parameters
    ----------
    projection : Projection
        The network.
    measure : str or callable
        One of `coopgraph.network.measures.registry.MEASURES` whose unit is ``node``; or a function
        from a `Network` to one value a node, or to an `Estimate`, such as `SampledBetweenness`.
    weighted, engine, options
        As in `coopgraph.network.measures.registry.rank`.

    Returns
    -------
    Statistic
        The measure.

    Raises
    ------
    NameNotFound, UndefinedMeasure, CoopgraphError
        As in `coopgraph.network.measures.registry.rank`.
    """
    if not isinstance(measure, str):
        name = getattr(measure, "__name__", type(measure).__name__)
        said = {"function": repr(measure)} if isinstance(measure, SampledBetweenness) else {}
        return Statistic(name, name, "", "", "", bool(weighted), said, False, measure)
    chosen = find_measure(measure, ("node",))
    case = case_of(projection, chosen, weighted=weighted, options=options)
    used, compute = choose(measure, chosen.engines, case, engine)
    return Statistic(
        name=measure,
        definition=chosen.definition,
        reference=chosen.reference,
        engine=used,
        engine_version=engine_version(used),
        weighted=case.weighted,
        options=spoken(case.options),
        added_up=measure in _ADDED_UP and used == "scipy",
        case=case,
        compute=compute,
    )
