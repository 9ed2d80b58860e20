"""Which statements hold: seeded draws of all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from coopgraph.errors import CoopgraphError
from coopgraph.network.kernels.matrix import Floats

__all__ = ["Evidence", "Flags"]

Flags = npt.NDArray[np.bool_]

_ENUMERATED: Final = 12  # statements in conflict with one another of which all subsets are listed


@dataclass(frozen=True)
class _Knot:
    """Statements tied by conflicts: the sets of them that can hold together, with their chances."""

    places: tuple[int, ...]
    states: Flags
    chances: Floats


@dataclass(frozen=True, eq=False)
class Evidence:
    """Statements with the probability of each to hold.

    Parameters
    ----------
    table : pandas.DataFrame
        A row a statement: ``statement``, ``probability`` and what made it.
    conflicts : tuple of (int, int)
        Rows of statements that cannot both hold.
    """

    table: pd.DataFrame
    conflicts: tuple[tuple[int, int], ...] = ()

    @property
    def probability(self) -> Floats:
        """Probability of each statement, before conflicts are considered."""
        return self.table["probability"].to_numpy(float)

    def perturbed(self, probability: Floats) -> "Evidence":
        """Give the same statements with other probabilities.

        Parameters
        ----------
        probability : numpy.ndarray of float
            One for each row.

        Returns
        -------
        Evidence
            With the same conflicts.
        """
        return replace(self, table=self.table.assign(probability=probability))

    def draw(self, numbers: Iterable[int], *, seed: int) -> Flags:
        """Draw which statements hold.

        Draw number *i* depends on the seed and on *i* alone: more draws continue fewer, and the
        order or the process in which they are made does not matter.

        Parameters
        ----------
        numbers : iterable of int
            Numbers of the draws, from 0.
        seed : int
            Where the random numbers start, from 0.

        Returns
        -------
        numpy.ndarray of bool
            One row a draw, one column a statement.

        Raises
        ------
        CoopgraphError
            Where the seed is below 0.

        Examples
        --------
        >>> table = pd.DataFrame({"statement": ["a", "b"], "probability": [1.0, 0.5]})
        >>> held = Evidence(table).draw(range(1000), seed=1)
        >>> held[:, 0].all(), round(held[:, 1].mean(), 1)
        (np.True_, np.float64(0.5))
        """
        if seed < 0:
            raise CoopgraphError(f"seed is {seed}; expected a whole number from 0")
        probability = self.probability
        chosen = [
            np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(i,))).random(
                len(probability)
            )
            for i in numbers
        ]
        chance = np.array(chosen).reshape(len(chosen), len(probability))
        held: Flags = chance < probability
        for knot in self._knots:
            state = np.searchsorted(knot.chances, chance[:, knot.places[0]], side="right")
            held[:, knot.places] = knot.states[np.minimum(state, len(knot.states) - 1)]
        return held

    @cached_property
    def marginal(self) -> Floats:
        """Probability of each statement to hold, conflicts considered."""
        found = self.probability.copy()
        for knot in self._knots:
            found[list(knot.places)] = np.diff(knot.chances, prepend=0.0) @ knot.states
        return found

    @cached_property
    def _knots(self) -> tuple[_Knot, ...]:
        """The conflicts, sorted into what hangs together."""
        if not self.conflicts:
            return ()
        one, other = np.array(self.conflicts).T
        n = len(self.table)
        ties = sparse.csr_array((np.ones(len(one)), (one, other)), shape=(n, n))
        _, labels = csgraph.connected_components(ties, directed=False)
        knots = []
        for label in np.unique(labels[one]):
            places = tuple(int(place) for place in np.flatnonzero(labels == label))
            knot = _knot(places, self.probability[list(places)], set(self.conflicts))
            if knot is not None:
                knots.append(knot)
        return tuple(knots)


def _knot(places: tuple[int, ...], p: Floats, conflicts: set[tuple[int, int]]) -> _Knot | None:
    """The sets that can hold together; None where those beyond doubt are in conflict."""
    m = len(places)
    if m <= _ENUMERATED:
        states = (np.arange(2**m)[:, None] >> np.arange(m)) & 1 > 0
        clash = np.zeros(len(states), dtype=np.bool_)
        for i, j in combinations(range(m), 2):
            if (places[i], places[j]) in conflicts:
                clash |= states[:, i] & states[:, j]
        states = states[~clash]
    else:  # too many to list: at most one of them holds
        states = np.vstack([np.zeros((1, m), dtype=np.bool_), np.eye(m, dtype=np.bool_)])
    weight = np.where(states, p, 1.0 - p).prod(axis=1)
    if not weight.any():
        return None
    return _Knot(places, states, np.cumsum(weight / weight.sum()))
