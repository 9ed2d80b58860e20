"""A network with its sources: two tables, where they come from, and what they leave out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from coopgraph.errors import InputError
from coopgraph.network.projecting.contract import (
    EDGE_COLUMNS,
    NODE_COLUMNS,
    Mode,
    check_tables,
    edge_keys,
)
from coopgraph.network.projecting.credit import Credit

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Projection"]


@dataclass(frozen=True, eq=False)
class Projection:
    """A network made from the graph, every edge of it with its statements.

    The tables are checked when it is made and are not to be changed afterwards.

    Parameters
    ----------
    name, title, definition : str
        What the network is called, and in words what its nodes and edges are.
    directed : bool
        Whether an edge leads from its source to its target only. In an undirected one-mode
        projection the source is the smaller IRI.
    mode : {"one-mode", "two-mode"}
        In a two-mode projection every edge leads from a node of side ``a`` to one of side ``b``.
    actor_rule : str
        Which entities are one node: ``as-stated`` or ``territory``.
    graph_fingerprint : str
        Fingerprint of the graph that was projected.
    nodes, edges, statements, loss : pandas.DataFrame
        Tables with the columns of `NODE_COLUMNS`, `EDGE_COLUMNS`, `STATEMENT_COLUMNS` and
        `LOSS_COLUMNS`. In `loss` the effects are ``read``, ``kept``, ``dropped``, ``merged`` (rows
        of the query's result: read = kept + dropped + merged) and ``note`` (other units).
    parameters : mapping of str to str
        What else made it so: stages, day, status, weight, the side kept.
    credits : tuple of Credit
        The data sets behind it, with their licences; they travel with every export.
    spellings : mapping of str to tuple of str
        For every entity of the graph, in the network or not, its label and all other names,
        misprints too. For search only: never shown, never exported, not in the fingerprint.

    Raises
    ------
    InputError
        Where a table breaks the contract; every breach is listed.
    """

    name: str
    title: str
    definition: str
    directed: bool
    mode: Mode
    actor_rule: str
    graph_fingerprint: str
    nodes: pd.DataFrame
    edges: pd.DataFrame
    statements: pd.DataFrame
    loss: pd.DataFrame
    parameters: Mapping[str, str] = field(default_factory=dict)
    credits: tuple[Credit, ...] = ()
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tables = (self.nodes, self.edges, self.statements, self.loss)
        problems = check_tables(
            f"projection {self.name}", *tables, directed=self.directed, mode=self.mode
        )
        if problems:
            raise InputError(problems)

    @property
    def multigraph(self) -> bool:
        """Whether two nodes may have parallel edges: not after a one-mode projection."""
        return "one_mode" not in self.parameters

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over name, rules, graph fingerprint, nodes and edges, in hexadecimal digits."""
        digest = sha256()
        head = [self.name, str(self.directed), self.mode, self.actor_rule, self.graph_fingerprint]
        _feed(digest.update, head)
        for frame, columns in ((self.nodes, NODE_COLUMNS), (self.edges, EDGE_COLUMNS)):
            for column in columns:
                _feed(digest.update, [column, str(len(frame))])
                _feed(digest.update, _plain(frame[column]))
        return digest.hexdigest()

    def to_networkx(self, *, multigraph: bool | None = None) -> "nx.Graph[str]":
        """Give the network as a NetworkX graph.

        Nodes are IRIs; nodes and edges have the columns of the tables as attributes, but for
        coordinates that are not known. The key of a parallel edge is its statement's IRI (several:
        joined by blanks), followed by the role where one statement joins the pair in two roles.

        Parameters
        ----------
        multigraph : bool, optional
            Whether parallel edges stay apart; unless said, as `Projection.multigraph`.
            Where they are not kept apart, NetworkX keeps the last one.

        Returns
        -------
        networkx.Graph, MultiGraph, DiGraph or MultiDiGraph
            A new graph; its own attributes name the projection and its fingerprint.
        """
        import networkx as nx

        multi = self.multigraph if multigraph is None else multigraph
        classes: dict[tuple[bool, bool], type[nx.Graph[str]]] = {
            (False, False): nx.Graph,
            (False, True): nx.DiGraph,
            (True, False): nx.MultiGraph,
            (True, True): nx.MultiDiGraph,
        }
        graph = classes[multi, self.directed]()
        graph.graph.update(
            name=self.name,
            title=self.title,
            definition=self.definition,
            mode=self.mode,
            actor_rule=self.actor_rule,
            graph_fingerprint=self.graph_fingerprint,
            fingerprint=self.fingerprint,
        )
        graph.add_nodes_from(
            (values["id"], {k: v for k, v in values.items() if k != "id" and v == v})
            for values in _records(self.nodes, NODE_COLUMNS)
        )
        sources, targets = self.edges["source"].to_list(), self.edges["target"].to_list()
        data = _records(self.edges, [c for c in EDGE_COLUMNS if c not in ("source", "target")])
        if isinstance(graph, nx.MultiGraph):
            keys = edge_keys(self.edges)
            graph.add_edges_from(zip(sources, targets, keys, data, strict=True))  # type: ignore[arg-type]
        else:
            graph.add_edges_from(zip(sources, targets, data, strict=True))
        return graph


def _records(frame: pd.DataFrame, columns: Iterable[str]) -> Iterable[dict[str, Any]]:
    """Rows as dictionaries, column by column: many times faster than row by row."""
    names = list(columns)
    cells = (frame[name].to_list() for name in names)
    return (dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True))


def _plain(column: "pd.Series[Any]") -> Iterable[str]:
    """Cells as texts that are the same on every machine."""
    cells = column.to_list()
    kinds = set(map(type, cells))
    if kinds <= {str}:
        return cells
    if kinds == {tuple}:
        return map("\x1e".join, cells)
    return map(_text, cells)


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "\x1e".join(value)
    return repr(float(value)) if isinstance(value, int | float) else str(value)


def _feed(update: Callable[[bytes], object], values: Iterable[str]) -> None:
    """Hash values so that no two lists of values read the same."""
    update("\x1f".join(values).encode() + b"\x1d")
