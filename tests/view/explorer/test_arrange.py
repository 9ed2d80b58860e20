"""Where nodes stand: communities apart, nobody on another, the same each time."""

import numpy as np
import pytest
from scipy.sparse import coo_array, csr_array
from scipy.spatial import cKDTree

from coopgraph.view.explorer.arrange import arrange
from coopgraph.view.explorer.communities import communities
from coopgraph.view.explorer.inside import begin


def network(count: int, pairs: np.ndarray) -> csr_array:
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    half = coo_array((np.ones(len(pairs)), pairs.T), shape=(count, count)).tocsr()
    both = csr_array(half + half.T)
    both.data[:] = 1.0
    return both


def planted(
    groups: int = 12, size: int = 100, outside: float = 0.05
) -> tuple[csr_array, np.ndarray]:
    """Groups whose members mostly know each other."""
    random = np.random.default_rng(1)
    count = groups * size
    own = np.arange(count) // size
    one = np.repeat(np.arange(count), 4)
    other = np.where(
        random.random(len(one)) < outside,
        random.integers(0, count, len(one)),
        own[one] * size + random.integers(0, size, len(one)),
    )
    return network(count, np.column_stack([one, other])), own


def test_planted_groups_are_found() -> None:
    joined, own = planted()
    found = communities(joined)
    assert len(np.unique(found)) == 12
    largest = [np.bincount(found[own == group]).max() for group in range(12)]
    assert min(largest) >= 98


def test_communities_are_numbered_by_size() -> None:
    pairs = np.array([[0, 1], [2, 3], [3, 4], [4, 2]])
    assert communities(network(6, pairs)).tolist() == [1, 1, 0, 0, 0, 2]


def test_machine_code_and_interpreter_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    joined, _ = planted(6, 60)
    compiled = communities(joined)
    monkeypatch.setattr("coopgraph.view.explorer.communities._COMPILED", 10**9)
    assert (communities(joined) == compiled).all()


def test_groups_stand_apart() -> None:
    joined, own = planted()
    points = arrange(joined, communities(joined))
    middle = np.array([points[own == group].mean(axis=0) for group in range(12)])
    nearest = cKDTree(middle).query(points)[1]
    assert (nearest == own).mean() > 0.97


def test_a_community_shows_its_own_shape() -> None:
    count = 600  # a long strip: each knows the next three
    one = np.repeat(np.arange(count), 3)
    other = np.minimum(one + np.tile([1, 2, 3], count), count - 1)
    strip = network(count, np.column_stack([one, other]))
    points = arrange(strip, np.zeros(count, dtype=np.int64))
    along = np.abs(np.diff(points[::50], axis=0)).sum(axis=1)
    ends = np.sqrt(((points[0] - points[-1]) ** 2).sum())
    assert ends > 0.5 * np.ptp(points, axis=0).max()
    assert along.max() < 0.5 * ends


def test_members_begin_inside_their_discs() -> None:
    joined, own = planted(5, 80)
    home = np.column_stack([np.arange(5) * 10.0, np.zeros(5)])
    points = begin(joined, own, home, np.full(5, 4.0))
    away = np.sqrt(((points - home[own]) ** 2).sum(axis=1))
    assert away.max() < 4.0
    assert np.bincount(own[away > 2.0], minlength=5).min() > 40  # the disc is filled


def test_nobody_stands_on_another() -> None:
    joined, _ = planted()
    points = arrange(joined, communities(joined))
    apart = cKDTree(points).query(points, k=2)[0][:, 1]
    assert np.quantile(apart, 0.01) > 0.15 * np.median(apart)


def test_parts_and_single_nodes_stand_beside_each_other() -> None:
    joined, _ = planted()
    pairs = np.array([[1200, 1201], [1202, 1203]])
    table = joined.tocoo()
    all_pairs = np.vstack([np.column_stack(table.coords), pairs])
    points = arrange(network(1250, all_pairs), communities(network(1250, all_pairs)))
    low, high = points[:1200].min(axis=0), points[:1200].max(axis=0)
    rest = points[1200:]
    assert not ((rest > low) & (rest < high)).all(axis=1).any()
    singles = points[1204:]
    assert len(np.unique(singles.round(6), axis=0)) == 46
    assert len(np.unique(singles[:, 1].round(6))) < 10  # in rows


def test_it_is_the_same_each_time() -> None:
    joined, _ = planted()
    found = communities(joined)
    assert (arrange(joined, found) == arrange(joined, found)).all()


def test_a_hub_with_very_many_links() -> None:
    count = 50_001
    pairs = np.column_stack([np.zeros(count - 1, dtype=int), np.arange(1, count)])
    joined = network(count, pairs)
    points = arrange(joined, communities(joined))
    assert np.isfinite(points).all()
    assert len(np.unique(points.round(3), axis=0)) > 0.99 * count


@pytest.mark.parametrize("count", [0, 1, 2, 700])
def test_without_any_edge(count: int) -> None:
    joined = csr_array((count, count))
    points = arrange(joined, communities(joined))
    assert points.shape == (count, 2)
    assert len(np.unique(points, axis=0)) == count
