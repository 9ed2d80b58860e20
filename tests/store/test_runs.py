"""Sorted files are merged as if everything had been sorted at once, whatever the sizes."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from coopgraph.store.runs import Runs

LINES = st.lists(st.text("abc ", max_size=4).map(lambda text: f"{text}\n".encode()), unique=True)


@given(st.lists(LINES, max_size=5), st.integers(1, 12), st.integers(1, 40))
def test_merged_runs_are_all_lines_sorted_and_once(
    parts: list[list[bytes]], block: int, at_once: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(Path(folder), block=block, at_once=at_once)
        for part in parts:
            runs.add(b"".join(sorted(part)))
        merged = b"".join(runs.merged())
    assert merged == b"".join(sorted({line for part in parts for line in part}))


def test_pieces_are_about_as_large_as_is_asked_for(tmp_path: Path) -> None:
    runs = Runs(tmp_path, block=100, at_once=1000)
    for start in range(3):
        runs.add(b"".join(f"{n:09d}\n".encode() for n in range(start, 3000, 3)))
    pieces = list(runs.merged())
    assert b"".join(pieces) == b"".join(f"{n:09d}\n".encode() for n in range(3000))
    assert max(map(len, pieces)) < 2000


def test_merging_twice_gives_the_same(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    runs.add(b"b\n")
    assert list(runs.merged()) == list(runs.merged()) == [b"b\n"]
