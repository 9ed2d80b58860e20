"""Work on several cores gives the same as on one, and leaves no process behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coopgraph.errors import CoopgraphError, UndefinedMeasure
from coopgraph.parallel import in_processes, through_processes

SLOW = """
import os, sys, time
from coopgraph.parallel import in_processes

def work(piece):
    with open(sys.argv[1], "a") as file:
        file.write(f"{os.getpid()}\\n")
    while True:
        time.sleep(0.01)

in_processes(work, range(4), print, workers=2)
"""


def square(number: int) -> int:
    return number * number


def fail(number: int) -> int:
    raise UndefinedMeasure(f"no value for {number}")


def vanish(_: int) -> int:
    os._exit(7)


@pytest.mark.parametrize("workers", [1, 2, None])
def test_every_piece_is_done_once(workers: int | None) -> None:
    found: dict[int, int] = {}
    told: list[tuple[int, int]] = []

    def put(piece: int, result: int) -> None:
        assert piece not in found
        found[piece] = result

    in_processes(square, range(7), put, workers=workers, progress=lambda *done: told.append(done))
    assert found == {number: number**2 for number in range(7)}
    assert told == [(done, 7) for done in range(1, 8)]


def test_nothing_to_do() -> None:
    in_processes(square, [], print, workers=2)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_through_as_it_is(workers: int) -> None:
    with pytest.raises(UndefinedMeasure, match="no value for"):
        in_processes(fail, range(3), print, workers=workers)


def test_a_worker_that_vanishes_is_noticed() -> None:
    with pytest.raises(CoopgraphError, match=r"ended by itself \(exit code 7\)"):
        in_processes(vanish, range(3), lambda *_: None, workers=2)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_no_worker_outlives_the_run(tmp_path: Path, sent: str) -> None:
    script, pids = tmp_path / "slow.py", tmp_path / "pids"
    script.write_text(f"{SLOW}", encoding="utf-8")
    main = subprocess.Popen([sys.executable, script, pids], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not pids.exists() or len(pids.read_text().split()) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    workers = [int(pid) for pid in pids.read_text().split()]
    assert all(map(runs, workers))
    main.send_signal(getattr(signal, sent))
    begun = time.monotonic()
    main.wait(20)
    while any(map(runs, workers)) and time.monotonic() < begun + 20:
        time.sleep(0.02)
    assert not any(map(runs, workers))
    assert main.returncode != 0


def runs(pid: int) -> bool:
    """Whether a process is there and no mere entry in the table."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False)
    state = found.stdout.decode().strip()
    return bool(state) and not state.startswith("Z")


def test_a_stream_of_work_is_taken_no_faster_than_it_is_done() -> None:
    taken: list[int] = []

    def pieces() -> Iterator[int]:
        for number in range(20):
            taken.append(number)
            yield number

    results = through_processes(abs, pieces(), workers=2)
    found = [next(results) for _ in range(3)]
    assert len(taken) <= 3 + 2 + 1
    found += list(results)
    assert sorted(found) == list(range(20))


def test_a_stream_that_fails_or_is_left_ends_its_workers() -> None:
    def pieces() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        list(through_processes(abs, pieces(), workers=1))
    left = through_processes(abs, iter(range(9)), workers=2)
    next(left)
    left.close()
    assert multiprocessing.active_children() == []


def test_a_worker_that_is_gone_before_it_is_given_work_is_noticed() -> None:
    def pieces() -> Iterator[int]:
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        yield 1

    with pytest.raises(CoopgraphError, match="ended by itself"):
        list(through_processes(abs, pieces(), workers=1))


def test_an_empty_stream_gives_nothing() -> None:
    assert list(through_processes(abs, iter(()), workers=2)) == []
