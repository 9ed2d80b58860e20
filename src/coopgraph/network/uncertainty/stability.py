"""What if facts are missing? Stability of a measure when cases, or whole sources, are left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from coopgraph.errors import CoopgraphError
from coopgraph.network.kernels.matrix import Floats, Network
from coopgraph.network.measures.measure import Option
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.uncertainty.holding import Flags
from coopgraph.network.uncertainty.intervals import competition_ranks
from coopgraph.network.uncertainty.masked import MaskedNetwork, masked_network
from coopgraph.network.uncertainty.statistic import Function, Statistic, statistic
from coopgraph.parallel import Progress, in_processes

__all__ = ["Stability", "case_dropping", "without_each_source"]

Cases: TypeAlias = Literal["statement", "node", "source"]

_LEVELS: Final = tuple(round(0.05 * step, 2) for step in range(1, 20))


@dataclass(frozen=True, eq=False)
class Stability:
    """How far a measure stays the same when cases are dropped.

    Parameters
    ----------
    coefficient : float
        The CS-coefficient; 0 where not even the smallest share can be dropped.
    table : pandas.DataFrame
        A row a share: ``dropped`` (the share), ``cases`` (how many), ``correlation`` (median over
        the draws), ``low`` (the correlation that is exceeded with the probability `certainty`),
        ``probability`` (of a correlation above the threshold).
    cases : str
        What a case is.
    threshold, certainty : float
        As asked for.
    seed, draws : int
        Where the random numbers start, and how many draws there are for each share.
    """

    coefficient: float
    table: pd.DataFrame
    cases: str
    threshold: float
    certainty: float
    seed: int
    draws: int


def case_dropping(
    projection: Projection,
    measure: str | Function = "degree",
    *,
    cases: Cases = "statement",
    draws: int = 250,
    levels: Sequence[float] = _LEVELS,
    threshold: float = 0.7,
    certainty: float = 0.95,
    correlation: Literal["pearson", "spearman"] = "pearson",
    seed: int = 0,
    weighted: bool | None = None,
    engine: str = "auto",
    shared: Projection | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    **options: Option,
) -> Stability:
    """Find the CS-coefficient: how many cases can be dropped before a measure becomes another one.

    It is the greatest share of cases that can be dropped at random such that, with a probability of
    more than 0.95, the values that are left correlate with the original ones by more than 0.7 [1]_.
    It should be above 0.25, better above 0.5. It is about facts that are missing at random; what
    sources keep silent about together is not at random (see `without_each_source`).

    Parameters
    ----------
    projection, measure, weighted, engine, shared, seed, workers, **options
        As in `coopgraph.network.uncertainty.draws.uncertainty`.
    cases : {"statement", "node", "source"}
        What is dropped: statements; nodes with all their edges, the correlation being over the
        nodes that are left (Costenbader and Valente 2003 [2]_); or sources with what only they say.
    draws : int
        How many draws for each share.
    levels : sequence of float
        Shares to try. Of *m* cases the whole number nearest to the share is dropped, and the share
        is that number by *m*.
    threshold, certainty : float
        The correlation, and the probability of exceeding it.
    correlation : {"pearson", "spearman"}
        Which; between values that do not vary it is 0.
    progress : callable, optional
        Called with the number of draws done, and of all.

    Returns
    -------
    Stability
        The coefficient and what it was read from.

    Raises
    ------
    CoopgraphError
        Where a share is not between 0 and 1, or no draw is asked for.

    References
    ----------
    .. [1] Epskamp, S., Borsboom, D., Fried, E. I. (2018). Estimating psychological networks and
       their accuracy: a tutorial paper. Behavior Research Methods 50, 195–212.
    .. [2] Costenbader, E., Valente, T. W. (2003). The stability of centrality measures when
       networks are sampled. Social Networks 25, 283–307.

    Examples
    --------
    >>> from coopgraph import project
    >>> found = case_dropping(project(name="partnerships"), draws=20, levels=[0.1, 0.3], seed=1)
    >>> 0 <= found.coefficient <= 0.3
    True
    """
    wrong = [level for level in levels if not 0 < level < 1]
    if wrong or draws < 1:
        given = f"a share of {wrong[0]}" if wrong else f"{draws} draws"
        raise CoopgraphError(f"{given} cannot be dropped; expected shares in (0, 1), draws from 1")
    what = statistic(projection, measure, weighted=weighted, engine=engine, options=options)
    masked = masked_network(projection, weighted=what.weighted, shared=shared)
    base = shared if masked.shared and shared is not None else projection
    attests = _attests(base, masked)
    total = {"statement": len(masked.statements), "node": masked.size, "source": len(attests)}
    whole = masked.at(np.ones(len(masked.statements), dtype=np.bool_))
    observed = what.of(whole).values
    size = total[cases]
    work = _Dropping(masked, what, cases, attests, correlation, size, seed, whole, observed)
    numbers = sorted({round(level * size) for level in levels} - {0, size})
    found = {dropped: np.zeros(draws) for dropped in numbers}
    pieces = [(dropped, number) for dropped in numbers for number in range(draws)]

    def put(piece: tuple[int, int], value: float) -> None:
        found[piece[0]][piece[1]] = value

    in_processes(work, pieces, put, workers=workers, progress=progress)
    table = pd.DataFrame(
        [
            {
                "dropped": dropped / size,
                "cases": dropped,
                "correlation": float(np.median(found[dropped])),
                "low": float(np.quantile(found[dropped], 1 - certainty)),
                "probability": float(np.mean(found[dropped] > threshold)),
            }
            for dropped in numbers
        ],
        columns=["dropped", "cases", "correlation", "low", "probability"],
    )
    stable = table.loc[table["probability"] > certainty, "dropped"]
    coefficient = float(stable.max()) if len(stable) else 0.0
    return Stability(coefficient, table, cases, threshold, certainty, seed, draws)


def without_each_source(
    projection: Projection,
    measure: str | Function = "degree",
    *,
    weighted: bool | None = None,
    engine: str = "auto",
    shared: Projection | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    **options: Option,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Leave out one source after the other, with all that only it says.

    Parameters
    ----------
    projection, measure, weighted, engine, shared, workers, **options
        As in `coopgraph.network.uncertainty.draws.uncertainty`.
    progress : callable, optional
        Called with the number of sources done, and of all.

    Returns
    -------
    nodes : pandas.DataFrame
        A row a node, the best first: ``id``, ``label``, ``value``, ``rank``; ``sources``, how many
        attest its edges; ``rests_on``, the source without which its rank falls furthest (of equal
        ones, its value), with ``title``; ``value_without`` and ``rank_without`` that source;
        ``one_source``, whether every one of its edges rests on a single source.
    ranks : pandas.DataFrame
        Rank of each node (row, by IRI) without each source (column).

    Notes
    -----
    A node that loses all its edges stays in the network and is ranked with its value there.

    Examples
    --------
    >>> from coopgraph import project
    >>> nodes, ranks = without_each_source(project(name="partnerships"))
    >>> bool(nodes["one_source"].any())
    True
    """
    what = statistic(projection, measure, weighted=weighted, engine=engine, options=options)
    masked = masked_network(projection, weighted=what.weighted, shared=shared)
    base = shared if masked.shared and shared is not None else projection
    attests = _attests(base, masked)
    work = _Without(masked, what, attests)
    values = np.zeros((len(attests), masked.size))

    def put(piece: int, found: Floats) -> None:
        values[piece] = found

    in_processes(work, range(len(attests)), put, workers=workers, progress=progress)
    everything = np.ones(len(masked.statements), dtype=np.bool_)
    observed = what.of(masked.at(everything)).values
    ranks, rank = competition_ranks(values), competition_ranks(observed[None, :])[0]
    lacking = values - observed
    supporting = _supporting(masked, attests)
    # The source without which the rank is worst, then the value lowest; among those that attest it.
    worst = np.array(
        [
            min(range(len(attests)), key=lambda s: (-int(ranks[s, i]), lacking[s, i], s))
            for i in range(masked.size)
        ],
        dtype=np.intp,
    )
    names = base.statements.drop_duplicates("source", ignore_index=True)[["source", "title"]]
    place = np.arange(masked.size)
    table = projection.nodes[["id", "label"]].assign(value=observed, rank=rank)
    if len(attests):
        table = table.assign(
            sources=supporting.sum(axis=0),
            rests_on=names["source"].to_numpy(object)[worst],
            title=names["title"].to_numpy(object)[worst],
            value_without=values[worst, place],
            rank_without=ranks[worst, place],
            one_source=supporting.sum(axis=0) == 1,
        )
    columns = names["source"].to_list()
    return (
        table.sort_values(["rank", "label", "id"], ignore_index=True),
        pd.DataFrame(ranks.T, index=pd.Index(projection.nodes["id"]), columns=columns),
    )


@dataclass(frozen=True, eq=False)
class _Without:
    """What a worker does: measure without one source."""

    masked: MaskedNetwork
    what: Statistic
    attests: Flags

    def __call__(self, source: int) -> Floats:
        held: Flags = np.asarray(np.delete(self.attests, source, axis=0).any(axis=0))
        return self.what.of(self.masked.at(held)).values


@dataclass(frozen=True, eq=False)
class _Dropping:
    """What a worker does: drop cases, measure, and correlate."""

    masked: MaskedNetwork
    what: Statistic
    cases: Cases
    attests: Flags
    correlation: str
    total: int
    seed: int
    whole: Network
    observed: Floats

    def __call__(self, piece: tuple[int, int]) -> float:
        dropped, number = piece
        # Of one draw the first cases are dropped, whatever their number: shares differ smoothly.
        sequence = np.random.SeedSequence(self.seed, spawn_key=(number,))
        gone = np.random.default_rng(sequence).permutation(self.total)[:dropped]
        kept = np.ones(self.total, dtype=np.bool_)
        kept[gone] = False
        if self.cases == "node":
            places = np.flatnonzero(kept)
            found = self.what.of(self.whole.part(places), places).values
            return _correlation(found, self.observed[places], self.correlation)
        held = kept
        if self.cases == "source":
            held = np.asarray(self.attests[kept].any(axis=0))
        found = self.what.of(self.masked.at(held)).values
        return _correlation(found, self.observed, self.correlation)


def _attests(projection: Projection, masked: MaskedNetwork) -> Flags:
    """Row a source, column a statement: which source attests which statement."""
    rows = projection.statements
    source, names = pd.factorize(rows["source"])
    place = pd.Index(masked.statements).get_indexer(pd.Index(rows["statement"]))
    attests = np.zeros((len(names), len(masked.statements)), dtype=np.bool_)
    attests[source, place] = True
    return attests


def _supporting(masked: MaskedNetwork, attests: Flags) -> Flags:
    """Row a source, column a node: which source attests an edge at which node."""
    edges = masked.edges(attests)
    found = np.zeros((len(attests), masked.size), dtype=np.bool_)
    ends = (masked.source,) if masked.shared else (masked.source, masked.target)
    for source, present in enumerate(edges):
        for end in ends:
            found[source, end[present]] = True
    return found


def _correlation(one: Floats, other: Floats, method: str) -> float:
    """Correlation of two rows of values, where both are known; 0 where one does not vary."""
    known = np.isfinite(one) & np.isfinite(other)
    one, other = one[known], other[known]
    if method == "spearman":
        from scipy.stats import rankdata  # slow to load, for one option

        one, other = rankdata(one), rankdata(other)
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
