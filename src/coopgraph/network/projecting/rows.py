"""The rows of a projection's query as columns of numbers."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from coopgraph.network.projecting.codes import Codes

__all__ = ["MISSING", "Rows"]

MISSING = -2  # the place of an end that is not stated; -1 is that of one that is no entity


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of which each will be an edge, or be left out.

    Parameters
    ----------
    fact, source, target : numpy.ndarray of int
        Places of the statement and of the two ends in the tables of a graph; negative where they
        are not there.
    stated_source, stated_target : numpy.ndarray of int
        The ends before any of them was folded into its actor.
    role : numpy.ndarray of int
        Place of the role among all roles.
    weight : numpy.ndarray of float
        Strength.
    type : numpy.ndarray of str
        Type of the statement; empty where it is not known.
    """

    fact: Codes
    source: Codes
    target: Codes
    stated_source: Codes
    stated_target: Codes
    role: Codes
    weight: npt.NDArray[np.float64]
    type: npt.NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.fact)

    def at(self, kept: "npt.NDArray[Any]") -> "Rows":
        """Give some of the rows, by their places or by a mask."""
        return Rows(*(getattr(self, column.name)[kept] for column in fields(self)))
