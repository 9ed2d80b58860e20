"""A one-mode network made again after something was left out of the two-mode one behind it."""

from collections.abc import Collection
from dataclasses import replace
from typing import Literal, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.errors import CoopgraphError
from coopgraph.network.projecting.contract import among
from coopgraph.network.projecting.onemode import one_mode
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.projecting.spec import Weight
from coopgraph.network.projecting.subset import with_loss

__all__ = ["base_of", "made_again", "without_statements"]


def base_of(projection: Projection, shared: Projection | None) -> Projection:
    """Give the network whose edges are dated statements: the one itself, or the one behind it.

    Parameters
    ----------
    projection : Projection
        The network.
    shared : Projection, optional
        The two-mode network that a one-mode one was made of.

    Returns
    -------
    Projection
        One of the two.

    Raises
    ------
    CoopgraphError
        Where `shared` is missing, or is not what the network was made of.
    """
    if projection.multigraph:
        return projection
    if shared is None:
        message = (
            f'"{projection.name}" was made one-mode: its edges rest on several statements each and '
            "have no dates. Give the two-mode projection that it was made of too (shared)."
        )
        raise CoopgraphError(message)
    if (
        shared.mode != "two-mode"
        or shared.graph_fingerprint != projection.graph_fingerprint
        or not among(projection.nodes["id"], shared.nodes["id"]).all()
    ):
        message = f'"{shared.name}" is not the two-mode network behind "{projection.name}"'
        raise CoopgraphError(message)
    return shared


def made_again(projection: Projection, base: Projection) -> Projection:
    """Make a network of what is left of its base.

    Parameters
    ----------
    projection : Projection
        The network as it was.
    base : Projection
        What is left of the network that `base_of` gave.

    Returns
    -------
    Projection
        The base itself, or a new one-mode network of it.
    """
    if projection.multigraph:
        return base
    keep = cast(Literal["source", "target"], projection.parameters["one_mode"])
    weight = cast(Weight, projection.parameters.get("weight", "count"))
    nodes, edges, notes = one_mode(base.nodes, base.edges, keep=keep, weight=weight)
    cited = {iri for iris in edges["statements"] for iri in iris}
    own = {name: text for name, text in base.parameters.items() if name != "weight"}
    left = among(base.statements["statement"], cited)
    return replace(
        projection,
        nodes=nodes,
        edges=edges,
        statements=base.statements[left].reset_index(drop=True),
        loss=with_loss(base, (), notes),
        parameters={**projection.parameters, **own},
    )


def without_statements(
    base: Projection, gone: Collection[str]
) -> tuple[Projection, npt.NDArray[np.bool_]]:
    """Take statements from the edges of a network.

    Parameters
    ----------
    base : Projection
        The network.
    gone : collection of str
        IRIs of the statements.

    Returns
    -------
    base : Projection
        The network, in which edges that rest on others too no longer name them.
    bare : numpy.ndarray of bool
        Which edges have no other; they are as they were.
    """
    before = base.edges["statements"].to_list()
    left = [tuple(iri for iri in iris if iri not in gone) for iris in before]
    kept = [new or old for new, old in zip(left, before, strict=True)]
    edges = base.edges.assign(statements=pd.Series(kept, index=base.edges.index, dtype=object))
    return replace(base, edges=edges), np.array([not iris for iris in left], dtype=np.bool_)
