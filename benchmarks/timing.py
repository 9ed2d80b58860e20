"""Time two ways of doing one thing in turn, and compare them run by run."""

import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One comparison.

    Parameters
    ----------
    what : str
        What was done.
    ours, theirs : float
        Seconds of coopgraph and of the peer, medians over the runs.
    peer : str
        What it is compared with.
    ratios : tuple of float
        How many times faster coopgraph was, of each run.
    work : float
        The same of the time that all cores spent on it, the median: what it takes on a machine
        that does other things too, where several cores do not help.
    goal : float
        The ratio that is asked for; 0 where there is none.
    """

    what: str
    ours: float
    peer: str
    theirs: float
    ratios: tuple[float, ...]
    work: float
    goal: float = 0.0

    @property
    def ratio(self) -> float:
        """How many times faster coopgraph is: the median over the runs."""
        return statistics.median(self.ratios)


def side_by_side(
    what: str,
    ours: Callable[[], object],
    peer: str,
    theirs: Callable[[], object],
    runs: int = 5,
    *,
    goal: float = 0.0,
) -> Row:
    """Run both in turn, so that whatever else the machine does hits both."""
    times: dict[str, list[tuple[float, float]]] = {"ours": [], "theirs": []}
    for _ in range(runs):
        for name, call in (("ours", ours), ("theirs", theirs)):
            gc.collect()  # what the other left behind is not this one's to tidy up
            start, spent = time.perf_counter(), _spent()
            call()
            times[name].append((time.perf_counter() - start, _spent() - spent))
    wall, work = zip(
        *(
            (their_wall / our_wall, their_work / max(our_work, 1e-9))
            for (our_wall, our_work), (their_wall, their_work) in zip(
                times["ours"], times["theirs"], strict=True
            )
        ),
        strict=True,
    )
    ours_, theirs_ = (statistics.median(wall for wall, _ in times[n]) for n in ("ours", "theirs"))
    row = Row(what, ours_, peer, theirs_, wall, statistics.median(work), goal)
    print(f"   {markdown([row]).splitlines()[-1]}", file=sys.stderr, flush=True)
    return row


def _spent() -> float:
    """Seconds that all cores have worked for this process and those that it has ended."""
    try:
        import resource
    except ImportError:  # Windows
        return time.process_time()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def markdown(rows: Iterable[Row]) -> str:
    """Return the comparisons as a table."""
    lines = [
        "| What | coopgraph | Peer | Peer's time | Ratio | Least–greatest | Of work | Goal |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.what} | {r.ours * 1000:,.0f} ms | {r.peer} | {r.theirs * 1000:,.0f} ms "
        f"| {_times(r.ratio)} | {_times(min(r.ratios))}–{_times(max(r.ratios))} "
        f"| {_times(r.work)} | {f'≥ {_times(r.goal)}' if r.goal else ''} |"
        for r in rows
    ]
    return "\n".join(lines) + "\n"


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}×" if ratio >= 100 else f"{ratio:,.1f}×" if ratio >= 2 else f"{ratio:.2f}×"
