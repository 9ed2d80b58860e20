"""Places are computed: the same every time, apart, and near what is near on the network."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from coopgraph.view.layout import positions


@st.composite
def networks(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    count = draw(st.integers(1, 14))
    node = st.integers(0, count - 1)
    return count, draw(st.lists(st.tuples(node, node), max_size=30))


@given(networks())
def test_every_node_has_a_place_of_its_own(network: tuple[int, list[tuple[int, int]]]) -> None:
    count, pairs = network
    place = positions(count, pairs)
    assert len(place) == count
    assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) > 15 for a, b in combinations(place, 2))


@given(networks())
def test_the_same_network_gets_the_same_places(network: tuple[int, list[tuple[int, int]]]) -> None:
    assert positions(*network) == positions(*network)


@given(networks())
def test_direction_repetition_and_loops_play_no_part(
    network: tuple[int, list[tuple[int, int]]],
) -> None:
    count, pairs = network
    turned = [(b, a) for a, b in pairs] + pairs + [(0, 0)]
    assert positions(count, turned) == positions(count, pairs)


def test_nothing_has_no_place() -> None:
    assert positions(0, []) == []


def test_the_picture_is_centred() -> None:
    assert positions(1, []) == [(0, 0)]
    x, y = zip(*positions(30, [(0, i) for i in range(1, 30)]), strict=True)
    assert abs(min(x) + max(x)) <= 1
    assert abs(min(y) + max(y)) <= 1


def test_a_chain_is_drawn_in_order() -> None:
    x = [point[0] for point in positions(6, [(i, i + 1) for i in range(5)])]
    assert x in (sorted(x), sorted(x, reverse=True))


def test_leaves_of_a_hub_surround_it() -> None:
    place = positions(41, [(0, i) for i in range(1, 41)])
    hub, leaves = place[0], place[1:]
    assert {(x > hub[0], y > hub[1]) for x, y in leaves} == {
        (a, b) for a in (True, False) for b in (True, False)
    }


def test_two_parts_do_not_overlap() -> None:
    place = positions(20, [(i, i + 1) for i in range(9)] + [(i, i + 1) for i in range(10, 19)])
    one, other = place[:10], place[10:]
    apart_down = min(max(y for _, y in one), max(y for _, y in other)) < max(
        min(y for _, y in one), min(y for _, y in other)
    )
    apart_across = min(max(x for x, _ in one), max(x for x, _ in other)) < max(
        min(x for x, _ in one), min(x for x, _ in other)
    )
    assert apart_down or apart_across


def test_a_large_network_is_placed_by_its_pivots() -> None:
    place = positions(1300, [(i, i // 2) for i in range(1, 1300)])
    assert len(set(place)) == 1300
