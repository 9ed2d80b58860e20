r"""Brokerage between groups: who passes on what to whom, across which border.

A node *j* brokers from *i* to *k* where edges lead from *i* to *j* and from *j* to *k*, and none
from *i* to *k*. By the groups of the three, Gould and Fernandez (1989) tell five roles.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from coopgraph.errors import UndefinedMeasure
from coopgraph.network.kernels.attributes import Groups, groups_of
from coopgraph.network.kernels.matrix import Floats, Network, network, ties
from coopgraph.network.measures.peers import engine_version
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result

__all__ = ["ROLES", "Chance", "brokerage", "role_counts", "role_expectations"]

ROLES: Final = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")
_DEFINITION: Final = (
    "Number of pairs of nodes i and k without an edge from i to k that the node j joins, edges "
    "leading from i to j and from j to k, by the groups of the three: coordinator (all in one), "
    "consultant or itinerant broker (i and k in one, j in another), gatekeeper (j and k in one, i "
    "in another), representative (i and j in one, k in another), liaison (in three). "
)
_UNDIRECTED: Final = (
    "Without directions each pair counts once, and gatekeeper and representative are one role. "
)
_EXPECTED: Final = (
    "Expected values and z-scores are exact for groups dealt out anew among the other nodes, the "
    "ties and the node's own group staying as they are."
)


def brokerage(projection: Projection, attribute: str | Mapping[str, str]) -> Result:
    r"""Count the brokerage roles of every node, with what chance would give.

    Parallel edges count once, and self-loops not at all. Nodes whose group is not known are left
    out, with their edges. With :math:`t_j` open pairs at *j* and the groups of all others dealt out
    at random, :math:`E_j = t_j P(\text{role})`; the variance also takes the pairs of pairs that
    share a node, so that it is exact too: no simulation, no seed.

    Parameters
    ----------
    projection : Projection
        The network.
    attribute : str or mapping of str to str
        The groups: a column of the nodes (country, type, kind, side, …), or the group of each node
        by its IRI.

    Returns
    -------
    Result
        ``id, label, group, value`` (all roles together) and ``rank``, and for each role its
        count, ``ROLE expected`` and ``ROLE z``. Where chance has no spread (no open pairs, or no
        other group), z is NaN.

    Raises
    ------
    NameNotFound
        Where there is no such attribute.
    UndefinedMeasure
        Where no node has a known group.

    Examples
    --------
    >>> import coopgraph as cg
    >>> result = cg.brokerage(cg.project(), "country")
    >>> result.values.loc[0, "label"]
    'Leningrad Oblast'

    References
    ----------
    Gould, R. V. and Fernandez, R. M. (1989). Structures of mediation: a formal approach to
    brokerage in transaction networks. Sociological Methodology 19, 89-126.
    """
    groups = groups_of(projection.nodes, attribute)
    known = groups.known
    if len(known) == 0:
        raise UndefinedMeasure("brokerage: the network has no nodes")
    net, groups = network(projection).part(known), groups.part(known)
    nodes = projection.nodes.iloc[known]
    roles = _roles(net.directed)
    counts = role_counts(net, groups)
    chance = role_expectations(net, groups)
    table = pd.DataFrame(
        {
            "id": nodes["id"].to_numpy(object),
            "label": nodes["label"].to_numpy(object),
            "group": [groups.labels[code] for code in groups.codes],
            "value": sum(counts[role] for role in roles),
        }
    ).astype({"id": "str", "label": "str", "group": "str", "value": "float64"})
    table["rank"] = table["value"].rank(method="min", ascending=False).astype("int64")
    for role in roles:
        table[role] = counts[role]
        table[f"{role} expected"] = chance[role].mean
        table[f"{role} z"] = chance[role].score(counts[role])
    left = len(projection.nodes) - len(known)
    return Result(
        values=table.sort_values(["rank", "label", "id"], ignore_index=True),
        measure="brokerage",
        definition=_DEFINITION + ("" if net.directed else _UNDIRECTED) + _EXPECTED,
        parameters={
            **projection.parameters,
            "attribute": groups.name,
            "groups": str(len(groups.labels)),
            "direction": "followed" if net.directed else "none",
            "nodes": str(net.size),
            "left out without a group": str(left),
        },
        projection=projection.name,
        projection_fingerprint=projection.fingerprint,
        title=projection.title,
        engine="scipy",
        engine_version=engine_version("scipy"),
        reference="Gould and Fernandez 1989",
    )


def role_counts(net: Network, groups: Groups) -> dict[str, Floats]:
    """Count the roles of every node.

    Parameters
    ----------
    net : Network
        The network.
    groups : Groups
        The group of each node, all of them known.

    Returns
    -------
    dict of str to numpy.ndarray
        Counts by role; in an undirected network without ``representative``.

    Examples
    --------
    A broker of Finland between two of Sweden who have no tie of their own:

    >>> ends = ([1.0] * 4, ([0, 1, 1, 2], [1, 0, 2, 1]))
    >>> net = Network(sparse.csr_array(ends, shape=(3, 3)), directed=False)
    >>> groups = Groups("country", np.array([1, 0, 1]), ("FI", "SE"))
    >>> {role: int(count[1]) for role, count in role_counts(net, groups).items()}
    {'coordinator': 0, 'consultant': 1, 'gatekeeper': 0, 'liaison': 0}
    """
    single = ties(net)
    table = single.tocoo()
    same = groups.codes[table.row] == groups.codes[table.col]
    inner, outer = _chosen(table, same), _chosen(table, ~same)
    into, out = _sums(inner, 0), _sums(inner, 1)
    into_other, out_other = _sums(outer, 0), _sums(outer, 1)
    both = _sums(inner.multiply(inner.T), 1)
    both_other = _sums(outer.multiply(outer.T), 1)
    members = sparse.csr_array(groups.table())
    alike = _sums((outer.T @ members).multiply(outer @ members), 1)  # i and k of one group
    unlike = into_other * out_other - alike
    alike = alike - both_other
    counts = {
        "coordinator": into * out - both - _closed(inner, inner, inner),
        "consultant": alike - _closed(outer, outer, inner),
        "gatekeeper": into_other * out - _closed(outer, inner, outer),
        "representative": into * out_other - _closed(inner, outer, outer),
        "liaison": unlike - _closed(outer, outer, outer),
    }
    if not net.directed:
        del counts["representative"]
        for role in ("coordinator", "consultant", "liaison"):
            counts[role] = counts[role] / 2
    return counts


@dataclass(frozen=True, eq=False)
class Chance:
    """Mean and variance of a count where groups are dealt out at random."""

    mean: Floats
    variance: Floats

    def score(self, counts: Floats) -> Floats:
        """Give the z-score of counts, NaN where there is no spread."""
        spread = np.sqrt(np.maximum(self.variance, 0.0))
        known = spread > 1e-9 * np.maximum(self.mean, 1.0)
        empty = np.full(len(counts), np.nan)
        return np.asarray(np.divide(counts - self.mean, spread, where=known, out=empty))


def role_expectations(net: Network, groups: Groups) -> dict[str, Chance]:
    """Mean and variance of the roles of every node, its own group given, the others' at random.

    Parameters
    ----------
    net, groups
        As in `role_counts`.

    Returns
    -------
    dict of str to Chance
        By role.
    """
    overlaps = _overlaps(net)
    sizes = np.bincount(groups.codes, minlength=len(groups.labels)).astype(float)
    roles = _roles(net.directed)
    means = {role: np.zeros(net.size) for role in roles}
    squares = {role: np.zeros(net.size) for role in roles}
    for code in range(len(groups.labels)):
        own = groups.codes == code
        others = sizes.copy()
        others[code] -= 1
        chances = _chances(others, code, directed=net.directed)
        for role in roles:
            first, *rest = chances[role]
            means[role][own] = overlaps[0][own] * first
            pairs = zip(overlaps, (first, *rest), strict=True)
            squares[role][own] = sum(number[own] * chance for number, chance in pairs)
    return {role: Chance(means[role], squares[role] - means[role] ** 2) for role in roles}


def _roles(directed: bool) -> tuple[str, ...]:
    return ROLES if directed else tuple(role for role in ROLES if role != "representative")


def _chosen(
    table: sparse.coo_array, kept: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> sparse.csr_array:
    ends = (table.row[kept], table.col[kept])
    return sparse.csr_array((table.data[kept], ends), shape=table.shape)


def _sums(matrix: sparse.csr_array, axis: int) -> Floats:
    return np.asarray(matrix.sum(axis=axis), dtype=float)


def _closed(first: sparse.csr_array, second: sparse.csr_array, third: sparse.csr_array) -> Floats:
    """For each j, pairs with i to j in `first`, j to k in `second`, and i to k in `third`."""
    return _sums((first.T @ third).multiply(second), 1)


def _overlaps(net: Network) -> tuple[Floats, ...]:
    """For each broker the number of pairs of its open pairs, by what two of them have in common.

    Directed: the same; the reverse; the source; the target; the end of one being the begin of the
    other; nothing. Undirected: the same; one node; nothing.
    """
    single = ties(net)
    if not net.directed:
        around = _sums(single, 1)[:, None]
        shared = (single @ single).multiply(single)
        # Row j, column i: open pairs of j with i in them.
        ends = sparse.csr_array(single.multiply(around - 1) - shared)
        total = _sums(ends, 1) / 2
        one = _sums(ends.multiply(ends), 1) - _sums(ends, 1)
        return total, one, total**2 - total - one
    back = sparse.csr_array(single.T)
    mutual = sparse.csr_array(single.multiply(back))
    out, into = _sums(single, 1)[:, None], _sums(single, 0)[:, None]
    # Row j, column i: open pairs at j that begin at i; and that end at k.
    begins = sparse.csr_array(back.multiply(out) - mutual - (single @ back).multiply(back))
    stops = sparse.csr_array(single.multiply(into) - mutual - (back @ single).multiply(single))
    total = _sums(begins, 1)
    source = _sums(begins.multiply(begins), 1) - total
    target = _sums(stops.multiply(stops), 1) - total
    joined = sparse.csr_array(single + back)
    joined.data[:] = 1.0
    equal = _sums(mutual, 1)
    reverse = equal * (equal - 1) - _sums((mutual @ joined).multiply(mutual), 1)
    chain = 2 * (_sums(begins.multiply(stops), 1) - reverse)
    rest = total**2 - total - reverse - source - target - chain
    return total, reverse, source, target, chain, rest


def _chances(others: Floats, code: int, *, directed: bool) -> dict[str, tuple[float, ...]]:
    """Chance that open pairs have a role, one and two at once, in the order of `_overlaps`.

    The numbers are ordered choices of different nodes: of `own` in the broker's group, of `out`
    in the other groups, whose sizes are `m`.
    """
    own, sizes = float(others[code]), np.delete(others, code).tolist()
    out = float(sum(sizes))
    two = sum(_falling(m, 2) for m in sizes)
    three = sum(_falling(m, 3) for m in sizes)
    # Two pairs, each within a group: four of one, or two and two of different ones.
    twice = two**2 + sum(_falling(m, 4) - _falling(m, 2) ** 2 for m in sizes)
    unlike = _falling(out, 2) - two
    # One node, and two of other groups than its own.
    fork = sum(m * _falling(out - m, 2) for m in sizes)
    apart = _falling(out, 4) - 2 * two * _falling(out - 2, 2) + twice
    n = own + out
    a2, a3, a4 = (_falling(own, size) for size in (2, 3, 4))
    cross, in_out, out_in = own * out, own * _falling(out, 2), out * a2
    split = a2 * _falling(out, 2)
    ways: dict[str, tuple[float, ...]]
    if directed:
        ways = {
            "coordinator": (a2, a2, a3, a3, a3, a4),
            "consultant": (two, two, three, three, three, twice),
            "gatekeeper": (cross, 0.0, out_in, in_out, 0.0, split),
            "representative": (cross, 0.0, in_out, out_in, 0.0, split),
            "liaison": (unlike, unlike, fork, fork, fork, apart),
        }
        drawn: tuple[int, ...] = (2, 2, 3, 3, 3, 4)
    else:
        ways = {
            "coordinator": (a2, a3, a4),
            "consultant": (two, three, twice),
            "gatekeeper": (2 * cross, in_out + out_in, 4 * split),
            "liaison": (unlike, fork, apart),
        }
        drawn = (2, 3, 4)
    total = [max(_falling(n, size), 1.0) for size in drawn]
    return {
        role: tuple(count / whole for count, whole in zip(counts, total, strict=True))
        for role, counts in ways.items()
    }


def _falling(x: float, size: int) -> float:
    """Ordered choices of `size` different ones of x: x (x-1) (x-2) …, 0 where x is too small."""
    return float(prod(max(x - step, 0.0) for step in range(size)))
