"""A projection as sparse matrices, with one place for each node."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.distances import distance_sums
from coopgraph.network.kernels.jit import compiled
from coopgraph.network.projecting.projection import Projection

__all__ = [
    "Floats",
    "Network",
    "Steps",
    "components",
    "components_compiled",
    "entries",
    "largest_component",
    "network",
    "pairs",
    "symmetric",
    "ties",
]

Floats = npt.NDArray[np.float64]

_LARGE: Final = 200_000  # entries from which machine code is worth its loading
_COMPILED: Final = 300  # nodes from which it is worth that for distances


class Steps(NamedTuple):
    """Distances, in steps, between the nodes of a network of which one reaches the other.

    Parameters
    ----------
    total, longest : float
        Their sum, and the longest of them.
    pairs : int
        Their number.
    """

    total: float
    longest: float
    pairs: int


@dataclass(frozen=True, eq=False)
class Network:
    """A network in numbers.

    Parameters
    ----------
    adjacency : scipy.sparse.csr_array
        Entry *ij* is the number of parallel edges from *i* to *j*, or the sum of their weights.
        An undirected network has a symmetric matrix. A self-loop stands on the diagonal, once.
    directed : bool
        Whether edges have a direction.
    """

    adjacency: sparse.csr_array
    directed: bool

    @property
    def size(self) -> int:
        """Number of nodes."""
        return int(self.adjacency.shape[0])

    def part(self, places: npt.NDArray[np.intp]) -> "Network":
        """Give the network that these nodes make among themselves."""
        return Network(self.adjacency[places][:, places].tocsr(), self.directed)

    @cached_property
    def core(self) -> "Network":
        """The largest component, if directed the largest strong one; searched for once."""
        return self.part(largest_component(self, strong=True))

    @cached_property
    def steps(self) -> Steps:
        """The distances, which several measures are made of; searched for once."""
        if self.size < _COMPILED:
            distance = csgraph.shortest_path(
                self.adjacency, directed=True, unweighted=True, method="D"
            )
            joined = distance[np.isfinite(distance)]
            return Steps(float(joined.sum()), float(joined.max()), len(joined) - self.size)
        found = distance_sums(self.adjacency, directed=self.directed)
        longest = float(found.eccentricity.max())
        return Steps(float(found.far.sum()), longest, int(found.reached.sum()))


def network(projection: Projection, *, weighted: bool = False) -> Network:
    """Put a projection into numbers, in the order of its table of nodes.

    Parameters
    ----------
    projection : Projection
        The network.
    weighted : bool
        Whether to add up the weights of parallel edges, or to count the edges.

    Returns
    -------
    Network
        Its adjacency.
    """
    places = pd.Index(projection.nodes["id"])
    # With places of 32 bits SciPy makes a matrix of such, half of which is to be read.
    source = places.get_indexer(projection.edges["source"]).astype(np.int32)
    target = places.get_indexer(projection.edges["target"]).astype(np.int32)
    value = projection.edges["weight"].to_numpy(float) if weighted else np.ones(len(source))
    if not projection.directed:
        back = source != target
        source, target, value = (
            np.r_[source, target[back]],
            np.r_[target, source[back]],
            np.r_[value, value[back]],
        )
    shape = (len(places), len(places))
    adjacency = sparse.csr_array((value, (source, target)), shape=shape)
    adjacency.sum_duplicates()
    return Network(adjacency, projection.directed)


def components(net: Network, *, strong: bool = False) -> npt.NDArray[np.intp]:
    """Number the component of every node.

    Parameters
    ----------
    net : Network
        The network.
    strong : bool
        In a directed network, whether each node of a component must reach each other one;
        otherwise the direction is ignored.

    Returns
    -------
    numpy.ndarray of int
        The component of each node, from 0; unless they are strong, in order of their first nodes.
    """
    if net.size == 0:
        return np.zeros(0, dtype=np.intp)
    if net.adjacency.nnz >= _LARGE and not (strong and net.directed):
        return components_compiled(net)
    # In a symmetric matrix strong components are components, and found without its transpose.
    connection: Literal["weak", "strong"] = "strong" if strong or not net.directed else "weak"
    _, labels = csgraph.connected_components(net.adjacency, True, connection)
    if strong and net.directed:
        return labels.astype(np.intp)
    return pd.factorize(labels)[0].astype(np.intp)


def components_compiled(net: Network) -> npt.NDArray[np.intp]:
    """Number the component of every node as `components` does, directions ignored.

    Parameters
    ----------
    net : Network
        The network.

    Returns
    -------
    numpy.ndarray of int
        The component of each node, from 0, in order of their first nodes.

    References
    ----------
    Tarjan, R. E., and van Leeuwen, J. (1984). Worst-case analysis of set union algorithms. Journal
    of the ACM 31, 245-281: paths are halved; the smaller place becomes the root.
    """
    indptr = net.adjacency.indptr.astype(np.int32, copy=False)
    return compiled(_united)(indptr, net.adjacency.indices.astype(np.int32, copy=False))


def _united(indptr: npt.NDArray[np.int32], indices: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """Unite the sets of the two ends of each entry, and number the sets."""
    n = len(indptr) - 1
    above = np.arange(n)
    for i in range(n):
        root = i
        while above[root] != root:
            above[root] = above[above[root]]
            root = above[root]
        for at in range(indptr[i], indptr[i + 1]):
            other = int(indices[at])
            while above[other] != other:
                above[other] = above[above[other]]
                other = above[other]
            if other < root:
                above[root] = other
                root = other
            elif root < other:
                above[other] = root
    count = 0
    for i in range(n):  # what is above a node has its number already
        if above[i] == i:
            above[i] = count
            count += 1
        else:
            above[i] = above[above[i]]
    return above


def largest_component(net: Network, *, strong: bool = False) -> npt.NDArray[np.intp]:
    """Places of the nodes in the largest component.

    Parameters
    ----------
    net : Network
        The network.
    strong : bool
        As in `components`.

    Returns
    -------
    numpy.ndarray of int
        The places, in order.

    Raises
    ------
    UndefinedMeasure
        Where several components are equally large.
    """
    labels = components(net, strong=strong)
    sizes = np.bincount(labels)
    if len(sizes) == 0:
        return labels
    largest = np.flatnonzero(sizes == sizes.max())
    if len(largest) > 1:
        message = (
            f"there is no largest component: {len(largest)} of them have {sizes.max()} nodes each. "
            "Choose a projection or a day that connects more."
        )
        raise UndefinedMeasure(message)
    return np.flatnonzero(labels == largest[0])


def pairs(net: Network) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Places of the two ends of each pair with an edge, in order; self-loops included.

    Parameters
    ----------
    net : Network
        The network.

    Returns
    -------
    source, target : numpy.ndarray of int
        In an undirected network the source has the smaller place.
    """
    matrix = net.adjacency if net.directed else sparse.triu(net.adjacency)
    table = sparse.csr_array(matrix).tocoo()
    order = np.lexsort((table.col, table.row))
    return table.row[order].astype(np.intp), table.col[order].astype(np.intp)


def entries(
    matrix: sparse.csr_array, row: npt.NDArray[np.intp], column: npt.NDArray[np.intp]
) -> Floats:
    """Values of some cells of a matrix.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array
        The matrix.
    row, column : numpy.ndarray of int
        Where the cells are.

    Returns
    -------
    numpy.ndarray of float
        One value a cell, 0 where nothing is stored.
    """
    if len(row) == 0:  # SciPy gives a matrix for no cells, not an array
        return np.zeros(0)
    return np.asarray(matrix[row, column], dtype=float).ravel()


def ties(net: Network) -> sparse.csr_array:
    """Give a matrix of ones where an edge leads to another node, however many there are.

    Parameters
    ----------
    net : Network
        The network.

    Returns
    -------
    scipy.sparse.csr_array
        A new array of floats, without a diagonal.
    """
    table = net.adjacency.tocoo()
    kept = (table.row != table.col) & (table.data != 0)
    ends = (table.row[kept], table.col[kept])
    return sparse.csr_array((np.ones(int(kept.sum())), ends), shape=table.shape)


def symmetric(net: Network) -> sparse.csr_array:
    """Give a matrix of ones where nodes are joined, whatever the direction; as `ties` otherwise.

    Parameters
    ----------
    net : Network
        The network.

    Returns
    -------
    scipy.sparse.csr_array
        A symmetric array of floats.
    """
    single = ties(net)
    if not net.directed:
        return single
    both = sparse.csr_array(single + single.T)
    both.data[:] = 1.0
    return both
