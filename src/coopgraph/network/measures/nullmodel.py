"""Null models: whether a value is more than the degrees alone would give."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.matrix import Floats, Network, pairs
from coopgraph.network.measures.measure import Case, Option
from coopgraph.network.measures.peers import choose, engine_version
from coopgraph.network.measures.registry import case_of, find_measure
from coopgraph.network.measures.rewiring import curveball, swap_edges
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result
from coopgraph.parallel import Progress, in_processes

__all__ = ["null_model", "rewired"]

_FLAT: Final = 1e-12


def null_model(
    projection: Projection,
    measure: str,
    *,
    samples: int = 200,
    seed: int = 0,
    swaps: float = 10.0,
    engine: str = "auto",
    workers: int | None = None,
    progress: Progress | None = None,
    **options: Option,
) -> Result:
    r"""Compare a measure with that of random networks in which every node keeps its degree.

    One-mode networks are rewired by exchanging the ends of pairs of edges, two-mode ones by trades
    (see `rewired`); a network without parallel edges stays without. The z-score is
    :math:`(x - \bar{x}) / s` over the samples, and p the share of samples with a value as great or
    greater, the observed one included: :math:`(1 + \#\{x_s \ge x\}) / (1 + S)`.

    Parameters
    ----------
    projection : Projection
        The network.
    measure : str
        One of `MEASURES` whose unit is ``node`` or ``network``, and that does not use weights: a
        rewired edge has none of its own.
    samples : int
        How many random networks; 2 or more.
    seed : int
        Where random numbers start; 0 or more. Each sample has its own beginning, so more samples
        continue fewer.
    swaps : float
        Exchanges tried for each edge, or trades for each two nodes of the first side.
    engine : str
        As in `rank`.
    workers : int, optional
        Number of processes; one a core unless said. The result does not depend on it.
    progress : callable, optional
        Called with the number of samples done, and of all.
    **options
        Options of the measure, as in `rank`.

    Returns
    -------
    Result
        ``id, label, value, mean, sd, z, p``: one row a node, or one for the network. Where the
        samples do not differ, z is NaN. A sample on which the measure has no value is left out,
        and the parameters say how many there were.

    Raises
    ------
    NameNotFound
        Where there is no such measure or option.
    UndefinedMeasure
        Where the measure has no value on this network, or on fewer than two samples.

    Examples
    --------
    >>> import coopgraph as cg
    >>> network = cg.project(name="partnerships")
    >>> result = cg.null_model(network, "transitivity", samples=10, seed=1)
    >>> float(result.values.loc[0, "value"])
    0.0
    """
    chosen = find_measure(measure, ("node", "network"))
    if samples < 2 or seed < 0 or not 0 < swaps < np.inf:
        said = f"samples is {samples}, seed {seed} and swaps {swaps}"
        raise UndefinedMeasure(f"{said}; expected 2 or more, 0 or more, and a number above 0")
    weighted = False if chosen.weights != "never" else None
    if measure == "strength" or options.get("distance") is not None:
        message = f"{measure}: a rewired edge has no weight. Use degree, or distances in steps."
        raise UndefinedMeasure(message)
    case = case_of(projection, chosen, weighted=weighted, options=options)
    used, compute = choose(measure, chosen.engines, case, engine)
    observed = compute(case)
    found: list[Floats | None] = [None] * samples

    def put(number: int, values: Floats | None) -> None:
        found[number] = values

    work = _Sample(case, measure, used, swaps, seed)
    in_processes(work, range(samples), put, workers=workers, progress=progress)
    drawn = [values for values in found if values is not None]
    lost = samples - len(drawn)
    if len(drawn) < 2:
        message = f"{measure} has no value on {lost} of {samples} random networks: no z-score"
        raise UndefinedMeasure(message)
    values = _frame(case, chosen.unit, measure)
    parameters = {
        **projection.parameters,
        "null model": "curveball" if projection.mode == "two-mode" else "degree-preserving swaps",
        "samples": str(samples),
        "swaps": f"{swaps:g}",
        "nodes": str(case.net.size),
    }
    if lost:
        parameters["samples without a value"] = str(lost)
    return Result(
        values=_compared(values, observed, np.array(drawn)),
        measure=measure,
        definition=f"{chosen.definition} Compared with random networks of the same degrees.",
        parameters=parameters,
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
        title=projection.title,
        engine=used,
        engine_version=engine_version(used),
        seed=seed,
        reference=f"{chosen.reference}; Maslov and Sneppen 2002; Strona et al. 2014",
    )


@dataclass(frozen=True, eq=False)
class _Sample:
    """From the number of a sample to its values; None where the measure has none."""

    case: Case
    measure: str
    engine: str
    swaps: float
    seed: int

    def __call__(self, number: int) -> Floats | None:
        source = np.random.SeedSequence(self.seed, spawn_key=(number,))
        net = rewired(self.case, swaps=self.swaps, random=np.random.default_rng(source))
        compute = find_measure(self.measure).engines[self.engine].compute  # by name: it is pickled
        try:
            return compute(replace(self.case, net=net))
        except UndefinedMeasure:
            return None


def rewired(case: Case, *, swaps: float = 10.0, random: np.random.Generator) -> Network:
    """Draw a random network in which every node keeps its degree.

    Parameters
    ----------
    case : Case
        The network, its edges counted, not weighed.
    swaps : float
        As in `null_model`.
    random : numpy.random.Generator
        Where random numbers come from.

    Returns
    -------
    Network
        A new network: directed where the old one is, in- and out-degrees kept apart then; a node
        of a two-mode network stays on its side.
    """
    net = case.net
    one, two = pairs(net)
    number = np.asarray(net.adjacency[one, two], dtype=int).ravel() if len(one) else one
    simple = bool((number <= 1).all())
    source, target = (
        np.repeat(one, number).astype(np.int64),
        np.repeat(two, number).astype(np.int64),
    )
    if case.mode == "two-mode":
        # Put side a first: an undirected pair is in order of places.
        first = np.asarray(case.nodes["side"].to_numpy(object) == "a")[source]
        source, target = np.where(first, source, target), np.where(first, target, source)
    if case.mode == "two-mode" and simple:
        source, target = curveball(source, target, trades=swaps / 2, random=random)
    else:
        sided = net.directed or case.mode == "two-mode"
        source, target = swap_edges(
            source, target, directed=sided, simple=simple, swaps=swaps, random=random
        )
    return _network(source, target, net)


def _network(
    source: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    target: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    net: Network,
) -> Network:
    if not net.directed:
        back = source != target
        source, target = np.r_[source, target[back]], np.r_[target, source[back]]
    ends = (np.ones(len(source)), (source, target))
    adjacency = sparse.csr_array(ends, shape=net.adjacency.shape)
    adjacency.sum_duplicates()
    return Network(adjacency, net.directed)


def _frame(case: Case, unit: str, measure: str) -> pd.DataFrame:
    if unit == "network":
        return pd.DataFrame({"id": [measure], "label": [measure.replace("-", " ")]}, dtype="str")
    ids, labels = case.nodes["id"].to_numpy(object), case.nodes["label"].to_numpy(object)
    return pd.DataFrame({"id": ids, "label": labels}).astype("str")


def _compared(table: pd.DataFrame, observed: Floats, drawn: Floats) -> pd.DataFrame:
    """Values beside what chance gives, the greatest z-score first."""
    mean, spread = drawn.mean(axis=0), drawn.std(axis=0, ddof=1)
    scale = np.maximum(np.abs(mean), np.abs(observed))
    some = spread > _FLAT * np.maximum(scale, _FLAT)
    empty = np.full(len(observed), np.nan)
    margin = _FLAT * np.maximum(scale, 1e-300)
    table["value"], table["mean"], table["sd"] = observed, mean, spread
    table["z"] = np.divide(observed - mean, spread, where=some, out=empty)
    table["p"] = (1 + (drawn >= observed - margin).sum(axis=0)) / (1 + len(drawn))
    undefined = np.isnan(observed) | np.isnan(mean)
    table.loc[undefined, ["z", "p"]] = np.nan
    order = table.assign(missing=table["z"].isna())
    keys = ["missing", "z", "value", "label", "id"]
    rising = [True, False, False, True, True]
    return order.sort_values(keys, ascending=rising, ignore_index=True).drop(columns="missing")
