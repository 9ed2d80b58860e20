import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import count

import pytest

from coopgraph.network.kernels.jit import compiled, in_order


def test_importing_the_kernels_does_not_import_numba() -> None:
    code = (
        "import sys, coopgraph.network.kernels.geodesics, coopgraph.network.kernels.distances; "
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_kernel_that_cannot_be_kept_on_disk_is_compiled_all_the_same() -> None:
    space: dict[str, object] = {}
    exec("def twice(x):\n    return 2 * x", space)  # in no file, so there is no place for a cache
    assert compiled(space["twice"])(21) == 42


def test_results_are_put_away_in_the_order_of_the_pieces() -> None:
    first_may_end = threading.Event()

    def work(piece: int) -> int:
        if piece == 0:
            first_may_end.wait(10)
        else:
            first_may_end.set()
        return piece * piece

    done: list[tuple[int, int]] = []
    in_order(range(9), work, lambda piece, result: done.append((piece, result)), workers=2)
    assert done == [(piece, piece * piece) for piece in range(9)]


def test_an_error_in_a_piece_ends_the_work() -> None:
    done: list[int] = []

    def work(piece: int) -> int:
        if piece == 3:
            raise ZeroDivisionError
        return piece

    with pytest.raises(ZeroDivisionError):
        in_order(count(), work, lambda piece, _: done.append(piece), workers=2)
    assert done == [0, 1, 2]


def test_pieces_are_read_as_they_are_needed() -> None:
    ahead: list[int] = []
    read = 0

    def pieces() -> Iterator[int]:
        nonlocal read
        for piece in range(100):
            read += 1
            yield piece

    in_order(pieces(), lambda p: p, lambda p, _: ahead.append(read - p), workers=2)
    assert max(ahead) <= 6
