"""Communities: groups of nodes with more ties among them than chance would give."""

from itertools import combinations
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from coopgraph.errors import CoopgraphError, NameNotFound, UndefinedMeasure
from coopgraph.names import did_you_mean
from coopgraph.network.kernels.matrix import Floats, Network, network
from coopgraph.network.measures.measure import Case
from coopgraph.network.measures.partitions import (
    ari,
    co_assignment,
    in_order_of_size,
    modularity,
    nmi,
)
from coopgraph.network.measures.peers import engine_version, installed, to_networkx
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result

__all__ = ["Method", "communities", "partitions"]

Method: TypeAlias = Literal["louvain", "leiden"]

_ENGINES: Final = {"louvain": ("networkx", "scikit-network"), "leiden": ("scikit-network",)}
_MODULES: Final = {"networkx": "networkx", "scikit-network": "sknetwork"}
_REFERENCES: Final = {
    "louvain": "Blondel et al. 2008",
    "leiden": "Traag, Waltman and van Eck 2019",
}


def communities(
    projection: Projection,
    method: Method = "louvain",
    *,
    runs: int = 20,
    seed: int = 0,
    resolution: float = 1.0,
    weighted: bool = True,
    engine: str = "auto",
) -> Result:
    """Find communities, and say how far they depend on chance.

    The method is run from several seeds, and the partition with the greatest modularity is given.
    How alike the runs are (mean NMI and ARI over all pairs of them) stands in the parameters; for
    each node, how often the members of its community are with it in the other runs. Where these are
    low, the communities are not to be relied on one by one.

    Parameters
    ----------
    projection : Projection
        The network. Parallel edges add up; in a directed network modularity follows the direction.
    method : {"louvain", "leiden"}
        How modularity is made great. Leiden needs scikit-network, an optional package.
    runs : int
        How many times, from the seeds ``seed``, ``seed + 1``, …
    seed : int
        The first seed.
    resolution : float
        The greater, the smaller are the communities.
    weighted : bool
        Whether edges count by their weights.
    engine : str
        ``auto``, ``networkx`` or ``scikit-network``.

    Returns
    -------
    Result
        ``id, label, community, value``: communities from 1, the largest first; the value is the
        mean share of the community's other members with which the node is in a run.

    Raises
    ------
    NameNotFound
        Where there is no such method or engine.
    CoopgraphError
        Where the engine is not installed.
    UndefinedMeasure
        Where the network has no edges.

    Examples
    --------
    >>> import coopgraph as cg
    >>> result = cg.communities(cg.project(), runs=2, seed=1)
    >>> len(result.values) == len(cg.project().nodes)
    True
    """
    used = _engine(method, engine)
    if runs < 1:
        raise UndefinedMeasure(f"runs is {runs}; expected 1 or more")
    net = network(projection, weighted=weighted)
    if net.adjacency.nnz == 0:
        raise UndefinedMeasure("communities: the network has no edges. Choose one that has.")
    found = partitions(
        net, method, seeds=range(seed, seed + runs), resolution=resolution, engine=used
    )
    scores = [modularity(net, labels, resolution=resolution) for labels in found]
    best = int(np.argmax(scores))
    labels = in_order_of_size(found[best])
    alike = [(nmi(a, b), ari(a, b)) for a, b in combinations(found, 2)]
    mean = np.mean(alike, axis=0) if alike else np.array([np.nan, np.nan])
    values = _table(projection, labels, co_assignment(labels, found))
    return Result(
        values=values,
        measure=f"communities ({method})",
        definition=(
            "Partition of the nodes with the greatest modularity among several runs; the value of "
            "a node is the mean share of its community's other members that are with it in a run."
        ),
        parameters={
            **projection.parameters,
            "weighted": "yes" if weighted else "no",
            "resolution": f"{resolution:g}",
            "runs": str(runs),
            "communities": str(int(labels.max()) + 1),
            "modularity": f"{scores[best]:.6f}",
            "lowest modularity of a run": f"{min(scores):.6f}",
            "mean NMI of two runs": f"{mean[0]:.4f}" if alike else "one run only",
            "mean ARI of two runs": f"{mean[1]:.4f}" if alike else "one run only",
            "nodes": str(net.size),
        },
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
        title=projection.title,
        engine=used,
        engine_version=engine_version(used),
        seed=seed,
        reference=_REFERENCES[method],
    )


def _table(projection: Projection, labels: npt.NDArray[np.intp], values: Floats) -> pd.DataFrame:
    """The nodes by community, the surest members first."""
    table = pd.DataFrame(
        {
            "id": projection.nodes["id"].to_numpy(object),
            "label": projection.nodes["label"].to_numpy(object),
            "community": labels + 1,
            "value": values,
        }
    ).astype({"id": "str", "label": "str", "community": "int64"})
    order = ["community", "value", "label", "id"]
    return table.sort_values(order, ascending=[True, False, True, True], ignore_index=True)


def partitions(
    net: Network,
    method: Method,
    *,
    seeds: range,
    resolution: float = 1.0,
    engine: str = "auto",
) -> npt.NDArray[np.intp]:
    """Find a partition from each of some seeds.

    Parameters
    ----------
    net : Network
        The network.
    method, resolution, engine
        As in `communities`.
    seeds : range
        The seeds.

    Returns
    -------
    numpy.ndarray of int
        One row a seed: the community of each node.
    """
    used = _engine(method, engine)
    run = _by_networkx if used == "networkx" else _by_scikit
    return np.array([run(net, method, seed, resolution) for seed in seeds], dtype=np.intp)


def _engine(method: str, engine: str) -> str:
    """The engine that is used."""
    if method not in _ENGINES:
        hint = did_you_mean(method, _ENGINES)
        raise NameNotFound(f'There is no method "{method}"; there are louvain, leiden.{hint}')
    able = _ENGINES[method]
    if engine not in ("auto", *able):
        hint = did_you_mean(engine, able)
        raise NameNotFound(f'{method} has no engine "{engine}"; it has {", ".join(able)}.{hint}')
    for name in able if engine == "auto" else (engine,):
        if installed(_MODULES[name]):
            return name
    message = (
        f"{method} needs {able[-1]}, which is not installed: pip install scikit-network, or use "
        'method="louvain"'
    )
    raise CoopgraphError(message)


def _by_networkx(net: Network, method: str, seed: int, resolution: float) -> npt.NDArray[np.intp]:
    from networkx.algorithms import community

    graph = to_networkx(Case(net, pd.DataFrame()))
    labels = np.zeros(net.size, dtype=np.intp)
    found = community.louvain_communities(graph, resolution=resolution, seed=seed)
    for number, members in enumerate(found):
        labels[list(members)] = number
    return labels


def _by_scikit(net: Network, method: str, seed: int, resolution: float) -> npt.NDArray[np.intp]:
    from sknetwork import clustering  # type: ignore[import-untyped]

    kind = clustering.Leiden if method == "leiden" else clustering.Louvain
    finder = kind(resolution=resolution, random_state=seed, shuffle_nodes=True)
    # It knows sparse matrices, not arrays.
    matrix = sparse.csr_matrix(net.adjacency)
    return np.asarray(finder.fit_predict(matrix), dtype=np.intp)
