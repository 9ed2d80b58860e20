"""Loops that no array operation expresses, as machine code on all cores.

A kernel is a plain function over numbers and arrays, so it can be read, typed and tested as such.
Numba, heavy to import, is loaded when the first kernel is wanted, never before. Threads are
Python's own: they survive a fork, need no library, and an interrupt reaches the one that waits.
"""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar, cast

from coopgraph.parallel import cores

__all__ = ["compiled", "in_order"]

A = ParamSpec("A")
P = TypeVar("P")
R = TypeVar("R")


def compiled(function: Callable[A, R]) -> Callable[A, R]:
    """Give a kernel as machine code that runs without the interpreter's lock.

    It is compiled for the types of its first call, a second or so, and kept on disk beside the
    module, or in the user's own cache where that folder is read-only; later processes load it.

    Parameters
    ----------
    function : callable
        One self-contained function of numbers and arrays.

    Returns
    -------
    callable
        The same function, compiled.
    """
    return cast(Callable[A, R], _dispatcher(function))


@cache
def _dispatcher(function: Callable[..., object]) -> object:
    from numba import njit

    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # there is no folder that Numba may write to
        return njit(nogil=True)(function)


def in_order(
    pieces: Iterable[P],
    work: Callable[[P], R],
    put: Callable[[P, R], None],
    *,
    workers: int | None = None,
) -> None:
    """Work on pieces in threads, and put the results away in the order of the pieces.

    An interrupt, or an error in one piece, ends it as soon as the pieces under way are done.

    Parameters
    ----------
    pieces : iterable
        What is to be done. It is read as needed; a few results at most wait to be put away.
    work : callable
        From a piece to its result, in any thread.
    put : callable
        Takes each piece and its result, in the calling thread.
    workers : int, optional
        Number of threads; one a core unless said.

    Examples
    --------
    >>> in_order([3, 1, 2], lambda piece: piece * 10, print, workers=2)
    3 30
    1 10
    2 20
    """
    threads = cores() if workers is None else max(1, workers)
    waiting: deque[tuple[P, Future[R]]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="coopgraph")
    try:
        for piece in pieces:
            waiting.append((piece, pool.submit(work, piece)))
            if len(waiting) > 2 * threads:
                done, future = waiting.popleft()
                put(done, future.result())
        while waiting:
            done, future = waiting.popleft()
            put(done, future.result())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
