"""Many pieces of work on all cores, each in a process of its own that never outlives the run.

Processes rather than threads: a measure of a small network is mostly Python, which threads would
only take turns at; and so is the engine, where it works out an answer.
"""

import contextlib
import gc
import math
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Final, Generic, TypeAlias, TypeVar

from coopgraph.errors import CoopgraphError

__all__ = ["Progress", "cores", "in_processes", "through_processes"]

P = TypeVar("P")
R = TypeVar("R")
Progress: TypeAlias = Callable[[int, int], object]

_PROBE: Final = 0.1  # seconds of work done here first, to see whether processes are worth it
# Seconds of work left that are, as starting a process takes some hundredths, or some seconds.
_WORTH_FORK: Final = 0.5
_WORTH_SPAWN: Final = 5.0
# A fork is ready at once and needs no pickling; it is safe here, as the child only computes and
# never returns. Elsewhere the system's own libraries do not bear it.
_FORKS: Final = sys.platform == "linux"
_PATIENCE: Final = 0.3  # seconds in which the exit code of a worker that is gone comes in


def cores() -> int:
    """Number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_processes(
    work: Callable[[P], R],
    pieces: Sequence[P],
    put: Callable[[P, R], object],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Do pieces of work on several cores.

    An interrupt, or an error in one piece, ends all workers at once.

    Parameters
    ----------
    work : callable
        From a piece to its result. Where processes cannot be forked (macOS, Windows), it and the
        pieces are pickled, and a script must guard its own code by
        ``if __name__ == "__main__":``.
    pieces : sequence
        What is to be done.
    put : callable
        Takes each piece and its result, in this process, in no certain order.
    workers : int, optional
        Number of processes; one a core unless said, and none where all is soon done. With one, no
        process is started.
    progress : callable, optional
        Called after each piece with the number of those done, and of all.

    Raises
    ------
    CoopgraphError
        Where a worker ends by itself, and whatever `work` raises.

    Examples
    --------
    >>> in_processes(abs, [-3], print, workers=1)
    -3 3
    """
    count = cores() if workers is None else max(1, workers)
    done = 0

    def deliver(number: int, result: R) -> None:
        nonlocal done
        put(pieces[number], result)
        done += 1
        if progress:
            progress(done, len(pieces))

    if count == 1 or workers is None:
        limit = math.inf if count == 1 else _WORTH_FORK if _FORKS else _WORTH_SPAWN
        begun = time.perf_counter()
        for number, piece in enumerate(pieces):
            spent = time.perf_counter() - begun
            if spent > _PROBE and spent / number * (len(pieces) - number) > limit:
                break
            deliver(number, work(piece))
    if done == len(pieces):
        return
    rest = zip(range(done, len(pieces)), pieces[done:], strict=True)
    for number, result in _by_team(work, rest, min(count, len(pieces) - done)):
        deliver(number, result)


def through_processes(
    work: Callable[[P], R], pieces: Iterable[P], *, workers: int | None = None
) -> Iterator[R]:
    """Do a stream of work on several cores, in bounded memory.

    A piece is taken from the stream when a worker is about to be free, and no earlier.

    Parameters
    ----------
    work : callable
        See `in_processes`.
    pieces : iterable
        What is to be done; it is gone through in this process, while others work.
    workers : int, optional
        Number of processes; one a core unless said.

    Yields
    ------
    object
        The results, in no certain order.

    Raises
    ------
    CoopgraphError
        Where a worker ends by itself, and whatever `work` raises.

    Examples
    --------
    >>> sorted(through_processes(abs, iter([-3, 2]), workers=1))
    [2, 3]
    """
    for _, result in _by_team(work, enumerate(pieces), workers or cores()):
        yield result


def _by_team(
    work: Callable[[P], R], pieces: Iterator[tuple[int, P]], count: int
) -> Iterator[tuple[int, R]]:
    """Give numbers and results as they come, and leave no process behind."""
    team = _Team[P, R](work)
    try:
        with _interrupt_held():
            team.start(count)
        yield from team.results(pieces)
    finally:
        team.end()


@dataclass
class _Worker:
    """A process and our end of the line to it."""

    process: BaseProcess
    line: "Connection[Any, Any]"


class _Team(Generic[P, R]):
    """The processes of one run."""

    def __init__(self, work: Callable[[P], R]) -> None:
        self.work = work
        self.workers: list[_Worker] = []
        self.lifeline: Connection[Any, Any] | None = None

    def start(self, count: int) -> None:
        """Start the processes."""
        context = multiprocessing.get_context("fork" if _FORKS else "spawn")
        # Only this process holds the writing end: its readers see at once when it is gone.
        reader, self.lifeline = context.Pipe(duplex=False)
        inherited = self.lifeline if _FORKS else None
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(  # type: ignore[attr-defined]
                target=_serve,
                args=(self.work, theirs, reader, inherited),
                daemon=True,
                name="coopgraph",
            )
            process.start()
            theirs.close()
            self.workers.append(_Worker(process, ours))
        reader.close()

    def results(self, pieces: Iterator[tuple[int, P]]) -> Iterator[tuple[int, R]]:
        """Hand out numbered pieces, and give back number and result as they come."""
        busy: dict[Connection[Any, Any], _Worker] = {}
        for worker in self.workers:
            piece = next(pieces, None)
            if piece is not None:
                _send(worker, piece)
                busy[worker.line] = worker
        ahead = next(pieces, None)  # so that no worker waits until it is made
        while busy:
            ready = set(wait(list(busy)))
            for line in [line for line in busy if line in ready]:
                worker = busy.pop(line)
                try:
                    number, result, error = worker.line.recv()
                except (EOFError, OSError):
                    raise CoopgraphError(_ended(worker.process)) from None
                if error is not None:
                    raise error
                if ahead is not None:
                    _send(worker, ahead)
                    busy[line] = worker
                yield number, result
                del result
                ahead = next(pieces, None)

    def end(self) -> None:
        """End all processes, whatever they do."""
        for worker in self.workers:
            worker.process.kill()  # it holds nothing that it would have to put in order
        for worker in self.workers:
            worker.process.join()
            worker.line.close()
            worker.process.close()
        if self.lifeline is not None:
            self.lifeline.close()


def _send(worker: _Worker, piece: object) -> None:
    try:
        worker.line.send(piece)
    except OSError:  # it has died since
        raise CoopgraphError(_ended(worker.process)) from None


def _ended(process: BaseProcess) -> str:
    process.join(_PATIENCE)
    return (
        f"a worker process ended by itself (exit code {process.exitcode}); perhaps memory ran out. "
        "Try fewer workers; with one, everything is done in this process."
    )


def _serve(
    work: Callable[[Any], Any],
    line: "Connection[Any, Any]",
    lifeline: "Connection[Any, Any]",
    inherited: "Connection[Any, Any] | None",
) -> None:
    """Work until told to stop, or until the main process is gone."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process hears it, and ends this one
    if inherited is not None:  # or this process would hold its own lifeline
        inherited.close()
    threading.Thread(target=_end_with_main, args=(lifeline,), daemon=True).start()
    gc.freeze()
    try:
        while True:
            number, piece = line.recv()
            try:
                answer: tuple[int, Any, Exception | None] = (number, work(piece), None)
            except Exception as error:  # noqa: BLE001  (handed on, raised in the main process)
                answer = (number, None, _portable(error))
            line.send(answer)
    except (EOFError, OSError):
        return


def _end_with_main(lifeline: "Connection[Any, Any]") -> None:
    """End this process, whatever it does, when the main one is gone."""
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv()
    os._exit(1)


def _portable(error: Exception) -> Exception:
    """The error, or one that says the same where it would not survive the way."""
    try:
        again = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own bytes)
        if type(again) is type(error) and str(again) == str(error):
            return error
    except Exception:  # noqa: BLE001, S110  (an error may do anything when it is pickled)
        pass
    return CoopgraphError(f"{type(error).__name__}: {error}")


@contextlib.contextmanager
def _interrupt_held() -> Iterator[None]:
    """Keep an interrupt waiting until all processes are known, and so can be ended."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
