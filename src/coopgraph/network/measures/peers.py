"""Networks as other libraries know them, and what each of them computes by our definitions.

A library is used for a measure only in the cases where it honours the definition; `simple_only` and
the like say why it does not.
"""

from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coopgraph.errors import CoopgraphError
from coopgraph.network.kernels.matrix import Floats, entries, pairs
from coopgraph.network.measures.measure import Case, Compute, Engine

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "by_igraph",
    "by_networkit",
    "by_networkx",
    "by_rustworkx",
    "choose",
    "engine_version",
    "function_of_networkx",
    "installed",
    "no_distance",
    "simple_only",
    "to_networkx",
    "undirected_only",
]

# What each engine is, as a package; coopgraph's own compiled kernels count as numba.
_PACKAGES: Final[Mapping[str, str]] = {
    "scipy": "scipy",
    "numba": "numba",
    "networkx": "networkx",
    "networkit": "networkit",
    "rustworkx": "rustworkx",
    "igraph": "igraph",
}


def installed(engine: str) -> bool:
    """Tell whether an engine can be used here, without loading it."""
    return find_spec(_PACKAGES.get(engine, engine)) is not None


def engine_version(engine: str) -> str:
    """Give the version of an engine."""
    try:
        return version(_PACKAGES.get(engine, engine))
    except PackageNotFoundError:
        return ""


def function_of_networkx(name: str, /, **fixed: Any) -> Callable[[Any, Mapping[str, Any]], Any]:
    """Return a function of NetworkX with fixed arguments, as an engine has it."""

    def function(graph: Any, _: Mapping[str, Any]) -> Any:
        import networkx as nx

        return getattr(nx, name)(graph, **fixed)

    return function


def simple_only(case: Case) -> str:
    """Say that a library takes parallel edges for one."""
    if not case.weighted and (case.net.adjacency.data > 1).any():
        return "it takes parallel edges for one, but they are distinct shortest paths"
    return ""


def undirected_only(case: Case) -> str:
    """Say that an engine has no direction."""
    return "it takes undirected networks only" if case.net.directed else ""


def no_distance(case: Case) -> str:
    """Say that an engine counts steps only."""
    return "it counts steps, and has no other distance" if case.options.get("distance") else ""


def to_networkx(case: Case, *, by: str = "weight") -> "nx.Graph[int]":
    """Give a simple graph of places; `by` holds the number of parallel edges or their weight.

    Parameters
    ----------
    case : Case
        The network.
    by : str
        Name of the attribute.

    Returns
    -------
    networkx.Graph or DiGraph
        A new graph; `length` holds the inverse of the attribute.
    """
    import networkx as nx

    graph: nx.Graph[int] = nx.DiGraph() if case.net.directed else nx.Graph()
    graph.add_nodes_from(range(case.net.size))
    source, target = pairs(case.net)
    values = entries(case.net.adjacency, source, target)
    for u, v, value in zip(source.tolist(), target.tolist(), values.tolist(), strict=True):
        graph.add_edge(u, v, **{by: value, "length": 1.0 / value})
    return graph


def by_networkx(
    function: Callable[["nx.Graph[int]", Mapping[str, Any]], Any],
    *,
    refuses: Callable[[Case], str] = lambda _: "",
    loops: bool = True,
    edges: bool = False,
) -> Engine:
    """Make an engine of a function of a NetworkX graph and the options.

    Parameters
    ----------
    function : callable
        Gives a mapping of nodes, or of pairs of them, to values; or one number.
    refuses : callable
        As of `Engine`.
    loops : bool
        Whether the graph keeps its self-loops.
    edges : bool
        Whether the values are those of edges.

    Returns
    -------
    Engine
        It is taken only when asked for.
    """

    def compute(case: Case) -> Floats:
        import networkx as nx

        graph = to_networkx(case)
        if not loops:
            graph.remove_edges_from(list(nx.selfloop_edges(graph)))
        found = function(graph, case.options)
        if not isinstance(found, Mapping):
            return np.array([float(found)])
        if edges:
            source, target = pairs(case.net)
            ends = zip(source.tolist(), target.tolist(), strict=True)
            return np.array([found.get((u, v), found.get((v, u), 0.0)) for u, v in ends])
        return np.array([found[place] for place in range(case.net.size)], dtype=float)

    return Engine(compute, refuses=refuses)


def by_networkit(
    function: Callable[[Any, Any], Any],
    *,
    refuses: Callable[[Case], str] = lambda _: "",
) -> Engine:
    """Make an engine of a function of NetworKit and its graph, without self-loops and weights.

    Parameters
    ----------
    function : callable
        From the library and a graph to a list.
    refuses : callable
        As of `Engine`.

    Returns
    -------
    Engine
        It is taken only when asked for.
    """

    def compute(case: Case) -> Floats:
        import networkit as nk  # type: ignore[import-untyped]

        n = case.net.size
        if n == 0:
            return np.zeros(0)
        source, target = pairs(case.net)
        kept = source != target
        graph = nk.Graph(n, weighted=False, directed=case.net.directed)
        graph.addEdges((source[kept].astype(np.uint64), target[kept].astype(np.uint64)))
        return np.asarray(function(nk, graph), dtype=float)

    return Engine(compute, refuses=refuses)


def by_rustworkx(
    function: Callable[[Any, Mapping[str, Any]], Any],
    *,
    refuses: Callable[[Case], str] = lambda _: "",
    loops: bool = False,
) -> Engine:
    """Make an engine of a function of a rustworkx graph whose edges hold their numbers.

    Parameters
    ----------
    function, refuses, loops
        As of `by_networkx`.

    Returns
    -------
    Engine
        It is taken only when asked for.
    """

    def compute(case: Case) -> Floats:
        import rustworkx as rx

        kind = rx.PyDiGraph if case.net.directed else rx.PyGraph
        graph = kind(multigraph=False)
        graph.add_nodes_from(list(range(case.net.size)))
        source, target = pairs(case.net)
        values = entries(case.net.adjacency, source, target)
        graph.add_edges_from(
            [
                (u, v, value)
                for u, v, value in zip(
                    source.tolist(), target.tolist(), values.tolist(), strict=True
                )
                if loops or u != v
            ]
        )
        found = function(graph, case.options)
        return np.array([found[place] for place in range(case.net.size)], dtype=float)

    return Engine(compute, refuses=refuses)


def by_igraph(
    function: Callable[[Any, Mapping[str, Any]], Any],
    *,
    refuses: Callable[[Case], str] = lambda _: "",
) -> Engine:
    """Make an engine of a function of an igraph graph whose edges have a `length`, no self-loops.

    Parameters
    ----------
    function, refuses
        As of `by_networkx`.

    Returns
    -------
    Engine
        It is taken only when asked for.
    """

    def compute(case: Case) -> Floats:
        import igraph as ig  # type: ignore[import-untyped]

        if case.net.size == 0:
            return np.zeros(0)
        source, target = pairs(case.net)
        kept = source != target
        ends = np.column_stack([source[kept], target[kept]])
        values = entries(case.net.adjacency, source[kept], target[kept])
        if not case.weighted:  # to igraph, as to us, parallel edges are distinct paths
            ends = np.repeat(ends, values.astype(np.intp), axis=0)
        graph = ig.Graph(case.net.size, ends.tolist(), directed=case.net.directed)
        if case.weighted:
            graph.es["length"] = 1.0 / values
        return np.asarray(function(graph, case.options), dtype=float)

    return Engine(compute, refuses=refuses)


def choose(
    name: str, engines: Mapping[str, Engine], case: Case, wanted: str
) -> tuple[str, Compute]:
    """Choose the engine of a measure for a case.

    Parameters
    ----------
    name : str
        The measure.
    engines : mapping of str to Engine
        Its engines.
    case : Case
        What is measured.
    wanted : str
        An engine, or ``auto``.

    Returns
    -------
    engine : str
        The one that is used.
    compute : callable
        What it computes with.

    Raises
    ------
    CoopgraphError
        Where the engine is not installed, or does not honour the definition here.
    """
    if wanted != "auto":
        if wanted not in engines:
            message = f'{name} has no engine "{wanted}"; it has auto, {", ".join(engines)}'
            raise CoopgraphError(message)
        if not installed(wanted):
            raise CoopgraphError(f'the engine "{wanted}" is not installed; use auto')
        reason = engines[wanted].refuses(case)
        if reason:
            message = f'the engine "{wanted}" does not honour the definition of {name}: {reason}. '
            raise CoopgraphError(message + "Use auto.")
        return wanted, engines[wanted].compute
    fit = [
        (engine.from_size if engine.from_size is not None else -1, -place, key)
        for place, (key, engine) in enumerate(engines.items())
        if (engine.from_size is None or engine.from_size <= case.net.size)
        and not engine.refuses(case)
        and installed(key)
    ]
    if not fit:
        raise CoopgraphError(f"{name}: no engine is installed that honours its definition here")
    chosen = max(fit)[2]
    return chosen, engines[chosen].compute
