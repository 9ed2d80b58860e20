"""Time two ways of doing one thing in turn, and compare their medians."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One comparison: seconds of coopgraph and of a peer, medians over the runs."""

    what: str
    ours: float
    peer: str
    theirs: float
    runs: int

    @property
    def ratio(self) -> float:
        """How many times faster coopgraph is."""
        return self.theirs / self.ours


def side_by_side(
    what: str, ours: Callable[[], object], peer: str, theirs: Callable[[], object], runs: int = 5
) -> Row:
    """Run both in turn, so that whatever else the machine does hits both."""
    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(runs):
        for name, call in (("ours", ours), ("theirs", theirs)):
            start = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - start)
    median = {name: statistics.median(values) for name, values in times.items()}
    return Row(what, median["ours"], peer, median["theirs"], runs)


def markdown(rows: Iterable[Row]) -> str:
    """Return the comparisons as a table."""
    lines = ["| What | coopgraph | Peer | Peer's time | Ratio |", "|---|---|---|---|---|"]
    lines += [
        f"| {r.what} | {r.ours * 1000:,.0f} ms | {r.peer} | {r.theirs * 1000:,.0f} ms "
        f"| {r.ratio:,.1f}× |"
        for r in rows
    ]
    return "\n".join(lines) + "\n"
