"""Backbones: the edges that are stronger than chance would make them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from coopgraph.errors import NameNotFound, UndefinedMeasure
from coopgraph.names import did_you_mean
from coopgraph.network.kernels.bipartite import CellModel, cell_probabilities, shared_tails
from coopgraph.network.kernels.matrix import Floats
from coopgraph.network.projecting.contract import among
from coopgraph.network.projecting.onemode import one_mode
from coopgraph.network.projecting.projection import Projection

__all__ = ["backbone", "disparity"]

BackboneMethod: TypeAlias = Literal["disparity", "sdsm"]

_METHODS: Final[Mapping[str, str]] = {"disparity": "one-mode", "sdsm": "two-mode"}


def backbone(
    projection: Projection,
    method: BackboneMethod | None = None,
    *,
    alpha: float = 0.05,
    keep: Literal["source", "target"] = "source",
    cells: CellModel = "bicm",
) -> Projection:
    r"""Reduce a network to the edges that are stronger than chance would make them.

    ``disparity`` (one-mode, weighted; Serrano, Boguñá and Vespignani 2009): an edge of weight *w*
    at a node with *k* neighbours and strength *s* stays if :math:`(1 - w/s)^{k-1} < \alpha` at one
    of its ends. Parallel edges stand or fall together, by the sum of their weights; in a directed
    network out-edges of the source are compared, and in-edges of the target.

    ``sdsm`` (two-mode; Neal 2014; Neal, Domagalski and Sagan 2021): two nodes of the side that is
    kept are joined if they share more nodes of the other side than in random two-mode networks
    with, on average, the same degrees: the number shared is a sum of independent trials
    (Poisson-binomial) with chance :math:`p_{ik} p_{jk}`, and its upper tail is below alpha. The
    result is one-mode.

    Parameters
    ----------
    projection : Projection
        The network.
    method : {"disparity", "sdsm"}, optional
        As above; unless said, the one for the mode of the network.
    alpha : float
        Level of significance of each edge, without a correction for their number.
    keep : {"source", "target"}
        With ``sdsm``, the side that stays.
    cells : {"bicm", "chi-square"}
        With ``sdsm``, chance of each edge of a random two-mode network: of maximal entropy
        (Saracco et al. 2015), or the product of the degrees by the number of edges.

    Returns
    -------
    Projection
        All nodes, the edges that stay with their statements, and in the loss report what was left
        out.

    Raises
    ------
    NameNotFound
        Where there is no such method.
    UndefinedMeasure
        Where the method is not for such a network, or alpha is not between 0 and 1.

    Examples
    --------
    >>> import coopgraph as cg
    >>> network = cg.project(name="organisations-by-shared-projects")
    >>> kept = cg.backbone(network, "disparity", alpha=0.5)
    >>> len(kept.edges) <= len(network.edges)
    True
    """
    chosen = method or ("sdsm" if projection.mode == "two-mode" else "disparity")
    if chosen not in _METHODS:
        hint = did_you_mean(chosen, _METHODS)
        raise NameNotFound(f'There is no method "{chosen}"; there are disparity, sdsm.{hint}')
    if not 0 < alpha < 1:
        raise UndefinedMeasure(f"alpha is {alpha}; expected a level between 0 and 1, say 0.05")
    if _METHODS[chosen] != projection.mode:
        other = "sdsm" if chosen == "disparity" else "disparity"
        message = (
            f'{chosen} is for {_METHODS[chosen]} networks, and "{projection.name}" is '
            f"{projection.mode}: use {other}."
        )
        raise UndefinedMeasure(message)
    if chosen == "disparity":
        return _reduced(projection, projection.edges, disparity(projection), chosen, alpha, {})
    whole, chances = _shared(projection, keep, cells)
    more = {"one_mode": keep, "weight": "count", "cells": cells}
    return _reduced(whole, whole.edges, chances, chosen, alpha, more)


def disparity(projection: Projection) -> Floats:
    """Chance that an edge is as strong as it is where a node's strength is split at random.

    Parameters
    ----------
    projection : Projection
        A one-mode network.

    Returns
    -------
    numpy.ndarray of float
        For each row of its edges, the smaller chance of the two ends; 1 at a node with one
        neighbour, and for a self-loop.

    Examples
    --------
    See `backbone`.
    """
    table = pd.DataFrame(
        {
            "u": projection.edges["source"].to_numpy(object),
            "v": projection.edges["target"].to_numpy(object),
            "w": projection.edges["weight"].to_numpy(float),
        }
    )
    single = table[table["u"] != table["v"]].groupby(["u", "v"], as_index=False)["w"].sum()
    if projection.directed:
        ends = (single.assign(end=single["u"]), single.assign(end=single["v"]))
        chances = [_chances(part) for part in ends]
    else:
        halved = [single.assign(end=single["u"]), single.assign(end=single["v"])]
        both = pd.concat(halved, ignore_index=True)
        halves = _chances(both)
        chances = [halves[: len(single)], halves[len(single) :]]
    single["p"] = np.minimum(*chances) if len(single) else np.zeros(0)
    found = table.merge(single[["u", "v", "p"]], on=["u", "v"], how="left")["p"].fillna(1.0)
    return found.to_numpy(float)


def _chances(halves: pd.DataFrame) -> Floats:
    """One end of each edge: (1 - share of the strength) to the power of neighbours less one."""
    groups = halves.groupby("end")["w"]
    share = halves["w"] / groups.transform("sum")
    return np.asarray(np.power(1 - share, groups.transform("size") - 1), dtype=float)


def _shared(
    projection: Projection, keep: Literal["source", "target"], cells: CellModel
) -> tuple[Projection, Floats]:
    """The one-mode network of a two-mode one, and for each edge the chance of as many shared."""
    nodes, edges, notes = one_mode(projection.nodes, projection.edges, keep=keep)
    other = "target" if keep == "source" else "source"
    single = projection.edges[[keep, other]].drop_duplicates()
    own, others = pd.factorize(single[keep])[0], pd.factorize(single[other])[0]
    names = pd.Index(pd.unique(single[keep]))
    chance = cell_probabilities(own, others, cells)
    first, second = (names.get_indexer(pd.Index(edges[end])) for end in ("source", "target"))
    tails = shared_tails(chance, first, second, edges["weight"].to_numpy(float))
    cited = {iri for iris in edges["statements"] for iri in iris}
    facts = projection.statements
    loss = pd.DataFrame(
        [("note", *note) for note in notes if note[1]], columns=list(projection.loss.columns)
    )
    whole = replace(
        projection,
        mode="one-mode",
        directed=False,
        nodes=nodes,
        edges=edges,
        statements=facts[among(facts["statement"], cited)].reset_index(drop=True),
        loss=_joined(projection.loss, loss),
    )
    return whole, tails


def _reduced(
    projection: Projection,
    edges: pd.DataFrame,
    chances: Floats,
    method: str,
    alpha: float,
    more: Mapping[str, str],
) -> Projection:
    """Keep the edges with a small chance, and say what was left out."""
    kept = chances < alpha
    rest = edges[kept].reset_index(drop=True)
    joined = set(rest["source"]).union(rest["target"])
    cited = {iri for iris in rest["statements"] for iri in iris}
    facts = projection.statements
    said = f"{method}, alpha {alpha:g}"
    rows = [
        ("note", "edges left out of the backbone", int((~kept).sum()), f"{said}; {len(rest)} stay"),
        (
            "note",
            "nodes without an edge in the backbone",
            len(projection.nodes) - len(joined),
            "they stay",
        ),
    ]
    loss = pd.DataFrame([row for row in rows if row[2]], columns=list(projection.loss.columns))
    return replace(
        projection,
        name=f"{projection.name}-backbone",
        title=f"{projection.title}, backbone",
        definition=f"{projection.definition} Only edges that are significant ({said}).",
        edges=rest,
        statements=facts[among(facts["statement"], cited)].reset_index(drop=True),
        loss=_joined(projection.loss, loss),
        parameters={**projection.parameters, **more, "backbone": method, "alpha": f"{alpha:g}"},
    )


def _joined(one: pd.DataFrame, two: pd.DataFrame) -> pd.DataFrame:
    types = {"effect": "str", "reason": "str", "count": "int64", "detail": "str"}
    return pd.concat([one.astype(types), two.astype(types)], ignore_index=True)
