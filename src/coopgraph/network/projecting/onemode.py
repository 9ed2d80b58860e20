"""From a two-mode to a one-mode network: who shares something with whom."""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from coopgraph.network.projecting.contract import EDGE_COLUMNS
from coopgraph.network.projecting.spec import Weight

__all__ = ["one_mode"]

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
    codes = pd.Index(kept["id"]).get_indexer(edges[keep])
    shared, others = pd.factorize(edges["target" if keep == "source" else "source"])
    incidence = sparse.csr_array(
        (np.ones(len(edges)), (codes, shared)), shape=(len(kept), len(others))
    )
    incidence.sum_duplicates()
    incidence.data[:] = 1.0
    sizes = incidence.sum(axis=0)
    per_shared = 1.0 / np.maximum(sizes - 1, 1) if weight == "newman" else np.ones(len(others))
    product = sparse.triu(incidence.multiply(per_shared).tocsr() @ incidence.T, k=1).tocoo()
    order = np.lexsort((product.col, product.row))
    first, second = product.row[order], product.col[order]
    ids = kept["id"].to_numpy(object)
    joined = pd.DataFrame({"source": ids[first], "target": ids[second]}, dtype="str")
    joined["weight"] = product.data[order].astype(float)
    joined = joined.assign(role="", **dict.fromkeys(_DATES, ""))
    rows = _rows_by_pair(codes, shared, len(kept))
    used = [_used(rows[i], rows[j]) for i, j in zip(first, second, strict=True)]
    joined = joined.join(_united(edges, used))[list(EDGE_COLUMNS)]
    return kept, joined, _notes(kept, edges, joined, int((sizes == 1).sum()))


def _rows_by_pair(
    codes: npt.NDArray[np.intp], shared: npt.NDArray[np.intp], n: int
) -> list[dict[int, list[int]]]:
    """For each kept node, the rows of its edges by the node at their other end."""
    rows: list[dict[int, list[int]]] = [{} for _ in range(n)]
    for row, (kept, other) in enumerate(zip(codes.tolist(), shared.tolist(), strict=True)):
        rows[kept].setdefault(other, []).append(row)
    return rows


def _used(one: dict[int, list[int]], two: dict[int, list[int]]) -> list[int]:
    """The rows that lead from both nodes to what they share."""
    return [row for other in one.keys() & two.keys() for row in (*one[other], *two[other])]


def _united(edges: pd.DataFrame, used: list[list[int]]) -> pd.DataFrame:
    """What the edges of each pair say together."""
    types, stages, days, iris = (
        edges[column].to_list() for column in ("type", "stage", "as_of", "statements")
    )
    table = {
        "type": [" + ".join(sorted({types[row] for row in rows})) for rows in used],
        # One stage where all agree. The oldest day, for no newer one is covered by all.
        "stage": [_only({stages[row] for row in rows}) for rows in used],
        "as_of": [min(days[row] for row in rows) for rows in used],
    }
    statements = [tuple(sorted({iri for row in rows for iri in iris[row]})) for rows in used]
    frame = pd.DataFrame(table, dtype="str")
    frame["statements"] = pd.Series(statements, dtype=object)
    return frame


def _only(values: set[str]) -> str:
    return next(iter(values)) if len(values) == 1 else ""


def _notes(
    kept: pd.DataFrame, edges: pd.DataFrame, joined: pd.DataFrame, single: int
) -> list[tuple[str, int, str]]:
    """What the one-mode network no longer shows."""
    alone = len(kept) - len(set(joined["source"]).union(joined["target"]))
    return [
        ("two-mode edges projected", len(edges), f"into {len(joined)} pairs; their dates are left"),
        ("shared nodes with one member only", single, "they join nobody"),
        ("nodes that share nothing", alone, "they stay, without an edge"),
    ]
