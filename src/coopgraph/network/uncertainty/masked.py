"""A network of which only some statements hold, without projecting anew."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from coopgraph.errors import CoopgraphError
from coopgraph.network.kernels.matrix import Floats, Network, network
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.uncertainty.holding import Flags

__all__ = ["MaskedNetwork", "masked_network"]

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class MaskedNetwork:
    """A network as a function of the statements that hold.

    All nodes stay, also where no edge is left at them.

    Parameters
    ----------
    statements : tuple of str
        IRIs of the statements, in the order of the masks.
    size : int
        Number of nodes.
    directed : bool
        Whether edges have a direction.
    source, target : numpy.ndarray of int
        Places of the ends of each edge; of a two-mode network behind a one-mode one, the node that
        stays and the thing that is shared.
    value : numpy.ndarray of float
        What each edge counts.
    supports : scipy.sparse.csr_array
        Row an edge, column a statement: what each edge rests on; one that holds is enough.
    shared : str
        Empty, or how a one-mode edge is weighed: ``one``, ``count`` or ``newman``.
    """

    statements: tuple[str, ...]
    size: int
    directed: bool
    source: Places
    target: Places
    value: Floats
    supports: sparse.csr_array
    shared: str = ""

    def edges(self, held: Flags) -> Flags:
        """Tell which edges are there.

        Parameters
        ----------
        held : numpy.ndarray of bool
            Which statements hold; one row a draw.

        Returns
        -------
        numpy.ndarray of bool
            One row a draw, one column an edge.
        """
        if self._single is not None:
            return np.asarray(held[:, self._single])
        return np.asarray(self.supports @ held.T.astype(np.float32) > 0).T

    def at(self, held: Flags) -> Network:
        """Give the network in which these statements hold.

        Parameters
        ----------
        held : numpy.ndarray of bool
            One entry a statement.

        Returns
        -------
        Network
            Its adjacency, with all nodes.
        """
        present = self.edges(held[None, :])[0]
        if self.shared:
            return Network(self._one_mode(present), directed=False)
        frame, slot, edge, value = self._frame
        data = np.bincount(slot, weights=value * present[edge], minlength=len(frame.indices))
        kept = data > 0
        ends = np.concatenate([[0], np.cumsum(kept)])[frame.indptr]
        matrix = sparse.csr_array((data[kept], frame.indices[kept], ends), shape=frame.shape)
        return Network(matrix, self.directed)

    def degrees(self, held: Flags) -> Floats:
        """Sum what the edges at each node count, for many draws at once.

        Parameters
        ----------
        held : numpy.ndarray of bool
            One row a draw.

        Returns
        -------
        numpy.ndarray of float
            One row a draw, one column a node; a self-loop counts twice.

        Raises
        ------
        CoopgraphError
            For a one-mode network, whose edges are no sum.
        """
        if self.shared:
            raise CoopgraphError("degrees of a one-mode network are found draw by draw")
        return np.asarray(self._incidence @ self.edges(held).T.astype(np.float64)).T

    @property
    def linear(self) -> bool:
        """Whether degrees are a sum over statements, so that `degrees` is there."""
        return not self.shared

    @cached_property
    def _single(self) -> Places | None:
        """The one statement of each edge; None where some edge has several."""
        if (np.diff(self.supports.indptr) == 1).all():
            return self.supports.indices.astype(np.int64)
        return None

    @cached_property
    def _incidence(self) -> sparse.csr_array:
        edges = np.arange(len(self.source))
        rows, columns = np.concatenate([self.source, self.target]), np.tile(edges, 2)
        value = np.tile(self.value, 2)
        return sparse.csr_array((value, (rows, columns)), shape=(self.size, len(edges)))

    @cached_property
    def _frame(self) -> tuple[sparse.csr_array, Places, Places, Floats]:
        """The full adjacency; and slot, edge and value of all that is added up in it."""
        row, column, edge = self.source, self.target, np.arange(len(self.source))
        if not self.directed:
            back = np.flatnonzero(row != column)
            row, column, edge = (
                np.concatenate([row, column[back]]),
                np.concatenate([column, row[back]]),
                np.concatenate([edge, back]),
            )
        key, slot = np.unique(row * self.size + column, return_inverse=True)
        indptr = np.searchsorted(key, np.arange(self.size + 1) * self.size)
        indices = (key % max(self.size, 1)).astype(np.int32)
        shape = (self.size, self.size)
        ones = np.ones(len(key))
        frame = sparse.csr_array((ones, indices, indptr.astype(np.int32)), shape=shape)
        return frame, slot.astype(np.int64), edge, self.value[edge]

    def _one_mode(self, present: Flags) -> sparse.csr_array:
        """Join the nodes that share something."""
        ends = (self.source[present], self.target[present])
        shape = (self.size, int(self.target.max(initial=-1)) + 1)
        incidence = sparse.csr_array((np.ones(len(ends[0])), ends), shape=shape)
        incidence.sum_duplicates()
        incidence.data[:] = 1.0
        per = np.ones(shape[1])
        if self.shared == "newman":
            per /= np.maximum(incidence.sum(axis=0) - 1, 1)
        product = sparse.coo_array(incidence @ sparse.diags_array(per) @ incidence.T)
        row, column = product.coords
        kept = row != column
        data = np.ones(kept.sum()) if self.shared == "one" else product.data[kept]
        return sparse.csr_array((data, (row[kept], column[kept])), shape=product.shape)


def masked_network(
    projection: Projection, *, weighted: bool = False, shared: Projection | None = None
) -> MaskedNetwork:
    """Prepare a projection to be looked at with only some of its statements.

    Parameters
    ----------
    projection : Projection
        The network.
    weighted : bool
        Whether edges count by their weights.
    shared : Projection, optional
        The two-mode network that a one-mode projection was made of, with the same actors, stages
        and day. An edge of the one-mode network needs a statement at both its ends, which only the
        two-mode one still tells.

    Returns
    -------
    MaskedNetwork
        With all statements, it is the network of the projection.

    Raises
    ------
    CoopgraphError
        Where `shared` is missing, or is not what the projection was made of.
    """
    side = projection.parameters.get("one_mode", "")
    if side and shared is None:
        message = (
            f'"{projection.name}" was made one-mode, so its edges no longer tell which statements '
            "each of them needs. Give the two-mode projection too (shared), or analyse that one."
        )
        raise CoopgraphError(message)
    base = shared if side and shared is not None else projection
    keep, other = ("target", "source") if side == "target" else ("source", "target")
    nodes = pd.Index(projection.nodes["id"])
    source = nodes.get_indexer(base.edges[keep])
    ends = base.edges[other]
    target = pd.factorize(ends)[0] if side else nodes.get_indexer(ends)
    plain = not weighted or bool(side)
    made = MaskedNetwork(
        statements=tuple(base.statements["statement"].drop_duplicates().to_list()),
        size=len(nodes),
        directed=projection.directed,
        source=source.astype(np.int64),
        target=target.astype(np.int64),
        value=np.ones(len(source)) if plain else base.edges["weight"].to_numpy(float),
        supports=_supports(base),
        shared=(projection.parameters.get("weight", "count") if weighted else "one")
        if side
        else "",
    )
    if side:
        _check_shared(made, projection, weighted=weighted)
    return made


def _supports(projection: Projection) -> sparse.csr_array:
    """Row an edge, column a statement."""
    facts = pd.Index(projection.statements["statement"].drop_duplicates())
    cited = projection.edges["statements"].to_list()
    rows = np.repeat(np.arange(len(cited)), [len(iris) for iris in cited])
    columns = facts.get_indexer([iri for iris in cited for iri in iris])
    shape = (len(cited), len(facts))
    return sparse.csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


def _check_shared(made: MaskedNetwork, projection: Projection, *, weighted: bool) -> None:
    """Whether the two-mode network with all its statements gives the one-mode one."""
    fits = bool((made.source >= 0).all())
    if fits:
        whole = made.at(np.ones(len(made.statements), dtype=np.bool_)).adjacency
        apart = abs(whole - network(projection, weighted=weighted).adjacency)
        fits = bool(apart.nnz == 0 or apart.max() < 1e-9)
    if not fits:
        message = f'the two-mode network given is not the one that "{projection.name}" was made of'
        raise CoopgraphError(message)
