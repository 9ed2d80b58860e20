"""A part of a network that is a network itself, and says what it leaves out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.network.projecting.contract import LOSS_COLUMNS, among
from coopgraph.network.projecting.loss import tally
from coopgraph.network.projecting.projection import Projection

__all__ = ["with_loss", "without"]


def without(
    projection: Projection,
    *,
    edges: npt.NDArray[np.bool_],
    reason: str,
    nodes: Iterable[str] | None = None,
    parameters: Mapping[str, str] | None = None,
) -> Projection:
    """Leave edges and nodes out of a network.

    Edges of a node that is left out are left out too. Statements that no edge rests on any more
    leave the table.

    Parameters
    ----------
    projection : Projection
        The network.
    edges : numpy.ndarray of bool
        Which edges to leave out, in their order.
    reason : str
        Why, for the loss report.
    nodes : iterable of str, optional
        Which nodes to leave out; unless said, none.
    parameters : mapping of str to str, optional
        What to add to the parameters of the network; the reason unless said.

    Returns
    -------
    Projection
        The rest.
    """
    table, left = projection.edges, set(() if nodes is None else nodes)
    out = np.asarray(edges, dtype=np.bool_)
    at_node = (among(table["source"], left) | among(table["target"], left)).to_numpy(bool) & ~out
    kept = table[~(out | at_node)].reset_index(drop=True)
    gone = projection.nodes[among(projection.nodes["id"], left)]
    entries = [
        (reason, int(out.sum()), tally(table.loc[out, "type"])),
        (f"{reason}: its node is left out", int(at_node.sum()), tally(table.loc[at_node, "type"])),
    ]
    notes = [(f"{reason}: nodes left out", len(gone), tally(gone["type"]))]
    if parameters is None:
        before = projection.parameters.get("left out", "")
        parameters = {"left out": f"{before}; {reason}" if before else reason}
    return replace(
        projection,
        nodes=projection.nodes[~among(projection.nodes["id"], left)].reset_index(drop=True),
        edges=kept,
        statements=_cited(projection.statements, kept),
        loss=with_loss(projection, entries, notes),
        parameters={**projection.parameters, **parameters},
    )


def with_loss(
    projection: Projection,
    edges: Iterable[tuple[str, int, str]],
    notes: Iterable[tuple[str, int, str]] = (),
) -> pd.DataFrame:
    """Continue the loss report of a network.

    Where every row that it kept is an edge, edges left out count as rows dropped. Elsewhere (after
    a one-mode projection, whose edges are made of several rows) they are noted.

    Parameters
    ----------
    projection : Projection
        The network from which something is left out.
    edges, notes : iterable of (str, int, str)
        Reason, count and detail; of edges, and of anything else.

    Returns
    -------
    pandas.DataFrame
        The new report.
    """
    loss = projection.loss
    lost = [entry for entry in edges if entry[1]]
    kept = loss["effect"] == "kept"
    dropped = 0
    effect = "note"
    if kept.sum() == 1 and int(loss.loc[kept, "count"].sum()) == len(projection.edges):
        effect, dropped = "dropped", sum(count for _, count, _ in lost)
    rows = [(effect, *entry) for entry in lost]
    rows += [("note", *entry) for entry in notes if entry[1]]
    more = pd.DataFrame(rows, columns=list(LOSS_COLUMNS)).astype(
        {"effect": "str", "reason": "str", "count": "int64", "detail": "str"}
    )
    before = loss.assign(count=loss["count"].where(~kept, loss["count"] - dropped))
    if before.empty or more.empty:  # pandas cannot tell the types of an empty table
        return more if before.empty else before
    return pd.concat([before, more], ignore_index=True)


def _cited(statements: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """The statements that edges rest on."""
    cited = {iri for iris in edges["statements"] for iri in iris}
    return statements[among(statements["statement"], cited)].reset_index(drop=True)
