"""From a two-mode to a one-mode network: who shares something with whom."""

from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.network.projecting.codes import Codes, coded, places, sorting
from coopgraph.network.projecting.contract import EDGE_COLUMNS
from coopgraph.network.projecting.spec import Weight

__all__ = ["Pairs", "one_mode", "shared_pairs"]

_DATES: Final = ("begin", "end", "begin_earliest", "begin_latest", "end_earliest", "end_latest")


def one_mode(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    *,
    keep: Literal["source", "target"],
    weight: Weight = "count",
) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[str, int, str]]]:
    r"""Join the nodes of one side that share a node of the other.

    With the incidence matrix :math:`B` (1 where a kept node *i* has an edge to *k*, however many),
    the weight is :math:`(BB^T)_{ij}`, the number of shared nodes, for ``count``; and
    :math:`\sum_k B_{ik} B_{jk} / (d_k - 1)` with :math:`d_k` the number of kept nodes at *k* for
    ``newman`` [1]_: the more there are at one thing, the less it says of any two of them.

    Parameters
    ----------
    nodes, edges : pandas.DataFrame
        Tables of a two-mode projection.
    keep : {"source", "target"}
        The side that stays.
    weight : {"count", "newman"}
        The weight of an edge.

    Returns
    -------
    nodes : pandas.DataFrame
        The side that stays, those without any edge included.
    edges : pandas.DataFrame
        One edge a pair, with the statements of both ends about every shared node. It has no dates:
        two dated statements make it, and the day is chosen before projecting.
    notes : list of (str, int, str)
        Entries for the loss report.

    References
    ----------
    .. [1] Newman, M. E. J. (2001). Scientific collaboration networks. II. Physical Review E 64,
       016132.
    """
    kept = nodes[nodes["side"] == ("a" if keep == "source" else "b")]
    kept = kept.sort_values("id", ignore_index=True)
    kept["side"] = ""
    ends = places(edges[keep], kept["id"])
    shared, _ = coded(edges["target" if keep == "source" else "source"])
    pairs = shared_pairs(ends, shared, newman=weight == "newman")
    table = {
        "source": kept["id"].iloc[pairs.first].reset_index(drop=True),
        "target": kept["id"].iloc[pairs.second].reset_index(drop=True),
        "weight": pairs.weight,
        **_united(edges, pairs),
    }
    # With pairs or without, a text is a text.
    nothing = pd.Series([""] * len(pairs.first), dtype="str")
    joined = pd.DataFrame({**dict.fromkeys(("role", *_DATES), nothing), **table})
    joined = joined[list(EDGE_COLUMNS)]
    return kept, joined, _notes(len(kept), len(edges), pairs)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of nodes that share something, in order.

    Parameters
    ----------
    first, second : numpy.ndarray of int
        The two nodes, the smaller number first.
    weight : numpy.ndarray of float
        How much they share.
    rows, others : numpy.ndarray of int
        For each thing that a pair shares the row of the one and of the other, pair after pair.
    starts : numpy.ndarray of int
        Where in `rows` each pair begins.
    single : int
        Number of shared things with one member only.
    """

    first: Codes
    second: Codes
    weight: npt.NDArray[np.float64]
    rows: Codes
    others: Codes
    starts: Codes
    single: int


def shared_pairs(ends: Codes, shared: Codes, *, newman: bool = False) -> Pairs:
    """Find the nodes that share something: each two members of each thing, grouped by pair.

    Parameters
    ----------
    ends : numpy.ndarray of int
        The node of each row.
    shared : numpy.ndarray of int
        The thing of each row that its node takes part in.
    newman : bool
        Whether a thing counts 1/(its members - 1), instead of 1.

    Returns
    -------
    Pairs
        The pairs in order of their numbers.

    Examples
    --------
    >>> found = shared_pairs(np.array([0, 1, 2, 0, 1]), np.array([0, 0, 0, 1, 1]))
    >>> found.first.tolist(), found.second.tolist(), found.weight.tolist()
    ([0, 0, 1], [1, 2, 2], [2.0, 1.0, 1.0])
    """
    # Rows of a thing side by side, in order of their nodes; each is joined to those behind it.
    order = sorting(shared, ends)
    node, thing = ends[order], shared[order]
    close = np.searchsorted(thing, thing, side="right")
    behind = close - np.arange(len(order)) - 1
    left = np.repeat(np.arange(len(order)), behind)
    right = np.arange(len(left)) - np.repeat(np.cumsum(behind) - behind, behind) + left + 1
    if not _first(thing, node).all():
        # Some node takes part in a thing twice. It is not its own partner.
        other = node[left] != node[right]
        left, right = left[other], right[other]
    turn = sorting(node[left], node[right])
    left, right = left[turn], right[turn]
    new = _first(node[left], node[right])
    starts = np.flatnonzero(new)
    # A pair shares a thing once, however many rows there are.
    once = new | _first(thing[left])
    members = np.bincount(thing[_first(thing, node)])
    per_thing = 1.0 / np.maximum(members - 1, 1) if newman else np.ones(len(members))
    shares = np.where(once, per_thing[thing[left]], 0.0) if len(left) else np.zeros(0)
    return Pairs(
        first=node[left[starts]],
        second=node[right[starts]],
        weight=np.add.reduceat(shares, starts) if len(starts) else np.zeros(0),
        rows=order[left],
        others=order[right],
        starts=starts,
        single=int((members == 1).sum()),
    )


def _first(*columns: Codes) -> npt.NDArray[np.bool_]:
    """Which rows differ from the one before."""
    new = np.ones(len(columns[0]), dtype=np.bool_)
    new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return new


def _united(edges: pd.DataFrame, pairs: Pairs) -> "dict[str, pd.Series[Any]]":
    """What the edges of each pair say together."""
    kinds, names = coded(edges["type"])
    least, most = _range(kinds, pairs)
    types = names.iloc[least].to_numpy(object)
    for pair in np.flatnonzero(least != most).tolist():
        types[pair] = " + ".join(names.iloc[np.unique(kinds[_rows(pairs, pair)])])
    # One stage where all agree. The oldest day, for no newer one is covered by all.
    stage, stages = coded(edges["stage"])
    least, most = _range(stage, pairs)
    agreed = np.where(least == most, stages.iloc[least].to_numpy(object), "")
    day, days = coded(edges["as_of"])
    return {
        "type": pd.Series(types, dtype="str"),
        "stage": pd.Series(agreed, dtype="str"),
        "as_of": days.iloc[_range(day, pairs)[0]].reset_index(drop=True),
        "statements": _statements(edges, pairs),
    }


def _range(codes: Codes, pairs: Pairs) -> tuple[Codes, Codes]:
    """The least and the greatest number among the rows of each pair."""
    if len(pairs.starts) == 0:
        return pairs.starts, pairs.starts
    one, other = codes[pairs.rows], codes[pairs.others]
    least = np.minimum.reduceat(np.minimum(one, other), pairs.starts)
    return least, np.maximum.reduceat(np.maximum(one, other), pairs.starts)


def _rows(pairs: Pairs, pair: int) -> Codes:
    """The rows of one pair."""
    bounds = np.append(pairs.starts, len(pairs.rows))[pair : pair + 2]
    part = slice(int(bounds[0]), int(bounds[1]))
    return np.concatenate([pairs.rows[part], pairs.others[part]])


def _statements(edges: pd.DataFrame, pairs: Pairs) -> "pd.Series[Any]":
    """The statements of all rows of each pair, each once, in order."""
    cells = edges["statements"].to_list()
    lengths = np.fromiter(map(len, cells), dtype=np.intp, count=len(cells))
    code, iris = coded(pd.Series(list(chain.from_iterable(cells)), dtype="str"))
    starts = np.cumsum(lengths) - lengths
    pair = np.repeat(
        np.arange(len(pairs.starts)), np.diff(np.append(pairs.starts, len(pairs.rows)))
    )
    both, pair = np.concatenate([pairs.rows, pairs.others]), np.concatenate([pair, pair])
    many = lengths[both]
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    cited = code[np.repeat(starts[both], many) + within]
    key = np.sort(np.repeat(pair, many) * len(iris) + cited)
    key = key[_first(key)]
    owner, text = np.divmod(key, max(len(iris), 1))
    names = iris.to_numpy(object)[text]
    found = np.empty(len(pairs.starts), dtype=object)
    number = np.bincount(owner, minlength=len(found))
    first = np.cumsum(number) - number
    # Tuples of one length at a time are made without a loop.
    for length in np.unique(number).tolist():
        at = np.flatnonzero(number == length)
        columns = [names[first[at] + step].tolist() for step in range(length)]
        found[at] = np.fromiter(zip(*columns, strict=True), dtype=object, count=len(at))
    return pd.Series(found, dtype=object)


def _notes(kept: int, edges: int, pairs: Pairs) -> list[tuple[str, int, str]]:
    """What the one-mode network no longer shows."""
    joined = len(np.unique(np.concatenate([pairs.first, pairs.second])))
    into = f"into {len(pairs.first)} pairs; their dates are left"
    return [
        ("two-mode edges projected", edges, into),
        ("shared nodes with one member only", pairs.single, "they join nobody"),
        ("nodes that share nothing", kept - joined, "they stay, without an edge"),
    ]
