"""Shortest paths counted the slow and plain way, as an oracle that shares no code."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st
from scipy import sparse

Edges = list[tuple[int, int]]


@st.composite
def multigraphs(draw: st.DrawFn, most: int = 9) -> tuple[int, Edges]:
    """Nodes and edges: loops, parallel edges, parts, nothing at all."""
    n = draw(st.integers(0, most))
    if n == 0:
        return 0, []
    node = st.integers(0, n - 1)
    return n, draw(st.lists(st.tuples(node, node), max_size=2 * n))


@st.composite
def cacti(draw: st.DrawFn) -> tuple[int, Edges]:
    """Trees, cycles and cliques that hang together at cut vertices, numbered at random."""
    n, edges = 1, []
    for size, kind, place in draw(
        st.lists(
            st.tuples(
                st.integers(1, 4), st.sampled_from(["path", "cycle", "clique"]), st.floats(0, 1)
            ),
            max_size=6,
        )
    ):
        ring = [int(place * (n - 1)), *range(n, n + size)]
        n += size
        edges += list(pairwise(ring))
        if kind == "cycle":
            edges.append((ring[-1], ring[0]))
        if kind == "clique":
            edges += [(u, v) for i, u in enumerate(ring) for v in ring[i + 2 :]]
    edges += draw(st.lists(st.sampled_from(edges), max_size=3)) if edges else []
    names = draw(st.permutations(range(n)))
    return n, [(names[u], names[v]) for u, v in edges]


def adjacency(n: int, edges: Iterable[tuple[int, int]], *, directed: bool) -> sparse.csr_array:
    """Numbers of parallel edges; a loop stands on the diagonal once."""
    table = np.zeros((n, n))
    for u, v in edges:
        table[u, v] += 1
        if not directed and u != v:
            table[v, u] += 1
    return sparse.csr_array(table)


def distances_and_paths(matrix: sparse.csr_array) -> tuple[list[list[int]], list[list[int]]]:
    """Distance (-1 where there is none) and number of shortest paths of every pair."""
    table = matrix.toarray().astype(int)
    n = len(table)
    distances, paths = [], []
    for s in range(n):
        distance, number = [-1] * n, [0] * n
        distance[s], number[s] = 0, 1
        level = 0
        while level in distance:
            for u in range(n):
                for v in range(n):
                    if distance[u] == level and u != v and table[u, v]:
                        if distance[v] < 0:
                            distance[v] = level + 1
                        if distance[v] == level + 1:
                            number[v] += number[u] * int(table[u, v])
            level += 1
        distances.append(distance)
        paths.append(number)
    return distances, paths


def betweenness(matrix: sparse.csr_array, *, directed: bool) -> list[float]:
    """Sum over pairs of the share of their shortest paths through a node, by definition."""
    d, p = distances_and_paths(matrix)
    n = len(d)
    values = [Fraction(0)] * n
    for s in range(n):
        for t in range(n):
            for v in range(n):
                inside = v not in (s, t) and s != t and d[s][v] >= 0 and d[v][t] >= 0
                if inside and d[s][v] + d[v][t] == d[s][t]:
                    values[v] += Fraction(p[s][v] * p[v][t], p[s][t])
    return [float(value if directed else value / 2) for value in values]


def edge_betweenness(matrix: sparse.csr_array, *, directed: bool) -> np.ndarray:
    """The same for the edges from u to v together."""
    d, p = distances_and_paths(matrix)
    table = matrix.toarray().astype(int)
    n = len(d)
    values = np.zeros((n, n))
    for s in range(n):
        for t in range(n):
            for u, v in zip(*np.nonzero(table), strict=True):
                joined = u != v and d[s][u] >= 0 and d[v][t] >= 0
                if joined and d[s][u] + 1 + d[v][t] == d[s][t]:
                    share = Fraction(p[s][u] * int(table[u, v]) * p[v][t], p[s][t])
                    values[u, v] += float(share)
    return values if directed else (values + values.T) / 2
