"""What a measure is: its definition in words, and the functions that compute it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.network.kernels.matrix import Network
from coopgraph.network.projecting.contract import Mode

__all__ = ["Case", "Compute", "Engine", "Measure", "Option", "Unit", "Values", "of", "with_sums"]

Unit: TypeAlias = Literal["node", "edge", "network"]
Values: TypeAlias = npt.NDArray[np.float64]
Option: TypeAlias = str | float | int | bool | Mapping[str, str] | None

_NO_OPTIONS: Final[Mapping[str, Option]] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Case:
    """What a measure is taken of, and how.

    Parameters
    ----------
    net : Network
        The network in numbers: parallel edges counted, or weights added up.
    nodes : pandas.DataFrame
        Its nodes, in the same order.
    mode : {"one-mode", "two-mode"}
        Whether it has sides.
    weighted : bool
        Whether the numbers of `net` are weights.
    options : mapping
        Options of the measure, complete.
    """

    net: Network
    nodes: pd.DataFrame
    mode: Mode = "one-mode"
    weighted: bool = False
    options: Mapping[str, Option] = field(default_factory=lambda: _NO_OPTIONS)


Compute: TypeAlias = Callable[[Case], Values]


@dataclass(frozen=True)
class Engine:
    """One way to compute a measure.

    Parameters
    ----------
    compute : callable
        From a case to the values.
    from_size : int, optional
        Number of nodes from which ``auto`` takes it; None where it is only taken when asked for.
    refuses : callable, optional
        Says why it does not honour the definition in a case; empty where it does.
    """

    compute: Compute
    from_size: int | None = None
    refuses: Callable[[Case], str] = field(default=lambda _: "")


@dataclass(frozen=True)
class Measure:
    """A measure of nodes, of edges or of a whole network.

    Parameters
    ----------
    name : str
        What it is called.
    definition : str
        What it is, in one or two sentences.
    formula : str
        The same as a formula, in LaTeX.
    unit : {"node", "edge", "network"}
        What has a value: each node, each pair of nodes with an edge, or the network.
    engines : mapping of str to Engine
        How it is computed, by the name of the engine.
    weights : {"never", "optional", "default"}
        Whether it can use the weights of edges, and does so unless told otherwise.
    strong : bool
        Whether a directed network must be strongly connected for it.
    normalisation, on_weights, on_direction, on_disconnected, on_parallel : str
        How it is scaled, and what it makes of weights, of direction, of networks that are not
        connected, and of parallel edges.
    reference : str
        Where it comes from.
    options : mapping
        Its own options, with what they are unless said.
    mode : {"", "one-mode", "two-mode"}
        The only mode that it is for; empty for both.
    required : tuple of str
        Options that must be given.
    """

    name: str
    definition: str
    formula: str
    unit: Unit
    engines: Mapping[str, Engine]
    weights: Literal["never", "optional", "default"] = "never"
    strong: bool = False
    normalisation: str = "none"
    on_weights: str = "ignored"
    on_direction: str = "ignored"
    on_disconnected: str = "defined"
    on_parallel: str = "count each"
    reference: str = ""
    options: Mapping[str, Option] = field(default_factory=lambda: _NO_OPTIONS)
    mode: Mode | Literal[""] = ""
    required: tuple[str, ...] = ()

    def describe(self) -> str:
        """Say everything about the measure, in lines of text.

        Returns
        -------
        str
            Definition, formula, normalisation, treatment of weights, direction, disconnected
            networks and parallel edges, options, engines and reference.
        """
        said = {
            "formula": self.formula,
            "normalisation": self.normalisation,
            "weights": self.on_weights,
            "direction": self.on_direction,
            "disconnected": self.on_disconnected,
            "parallel edges": self.on_parallel,
            "options": ", ".join(f"{name}={value}" for name, value in self.options.items()),
            "engines": ", ".join(self.engines),
            "reference": self.reference,
        }
        lines = [f"{name}: {text}" for name, text in said.items() if text]
        return "\n".join([f"{self.name}: {self.definition}", *lines])


def of(function: Callable[..., Any], *options: str) -> Compute:
    """Make a function of a network one of a case.

    Parameters
    ----------
    function : callable
        From a `Network`, and options by name, to values.
    *options : str
        The options that it takes.

    Returns
    -------
    callable
        From a `Case` to an array of floats.
    """

    def compute(case: Case) -> Values:
        chosen = {name: case.options[name] for name in options}
        return np.asarray(function(case.net, **chosen), dtype=np.float64)

    return compute


def with_sums(measure: Measure, total: Callable[[Case], float]) -> Measure:
    """Give a measure that is divided by a total the option ``normalized``: if not, it is the sum.

    Parameters
    ----------
    measure : Measure
        Its engines compute normalised values.
    total : callable
        What they were divided by.

    Returns
    -------
    Measure
        The same with the option, which is true unless said.
    """

    def scaled(compute: Compute) -> Compute:
        def sums(case: Case) -> Values:
            values = compute(case)
            return values if case.options["normalized"] else values * total(case)

        return sums

    engines = {k: replace(e, compute=scaled(e.compute)) for k, e in measure.engines.items()}
    return replace(measure, engines=engines, options={**measure.options, "normalized": True})
