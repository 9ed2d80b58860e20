"""Do 95 % intervals hold the truth in 95 % of cases? A study with planted truth.

    python benchmarks/uncertainty.py [--replications 1000] [--draws 1000] [--seed 1] [--write]

An analyst has a network, its statements and the evidence model, and computes intervals from draws.
Then the truth is drawn: every statement holds or not, by the evidence model (or by another one, of
which the analyst does not know). A replication asks for each node whether its value and its rank in
the true network lie in the intervals. With --write, the table goes to docs/uncertainty.md, where
everything is explained. `measure()` compares 200 draws with 200 single rankings.
"""

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.timing import Row, side_by_side  # noqa: E402  (the folder is no package elsewhere)
from coopgraph.network.kernels.geodesics import betweenness_sums  # noqa: E402
from coopgraph.network.kernels.matrix import Floats, Network  # noqa: E402
from coopgraph.network.measures.registry import rank  # noqa: E402
from coopgraph.network.projecting.contract import (  # noqa: E402
    EDGE_COLUMNS,
    LOSS_COLUMNS,
    NODE_COLUMNS,
    STATEMENT_COLUMNS,
)
from coopgraph.network.projecting.projection import Projection  # noqa: E402
from coopgraph.network.uncertainty.draws import draw_values, uncertainty  # noqa: E402
from coopgraph.network.uncertainty.evidence import EvidenceModel  # noqa: E402
from coopgraph.network.uncertainty.holding import Evidence  # noqa: E402
from coopgraph.network.uncertainty.intervals import competition_ranks, spans  # noqa: E402
from coopgraph.network.uncertainty.masked import MaskedNetwork, masked_network  # noqa: E402
from coopgraph.network.uncertainty.statistic import Function, Statistic, statistic  # noqa: E402
from coopgraph.networks import project  # noqa: E402
from coopgraph.parallel import cores, in_processes  # noqa: E402


def betweenness(net: Network) -> Floats:
    """Betweenness on one core, as the processes share out the cores."""
    return betweenness_sums(net.adjacency, directed=net.directed, workers=1)


MEASURES: Mapping[str, str | Function] = {"degree": "degree", "betweenness": betweenness}
TOP = 10
BEGIN, END = "<!-- study -->", "<!-- end of study -->"


def zipf_network(nodes: int = 300, edges: int = 600, seed: int = 0) -> Projection:
    """Make a network as cooperation networks are: few names occur often, most once or twice.

    Both ends of an edge are drawn with probabilities as 1/rank; each edge has a statement with a
    basis, a stage and sometimes a confidence, and one of eight sources.
    """
    random = np.random.default_rng(seed)
    chance = 1 / np.arange(1, nodes + 1)
    ends = random.choice(nodes, size=(2 * edges, 2), p=chance / chance.sum())
    ends = np.sort(ends[ends[:, 0] != ends[:, 1]][:edges], axis=1)
    # As in a projection, there are no nodes without an edge.
    ends = np.unique(ends, return_inverse=True)[1].reshape(ends.shape)
    nodes = int(ends.max()) + 1
    wide, wider = max(4, len(str(nodes))), max(5, len(str(len(ends))))  # in order as texts, too
    names = np.array([f"n{place:0{wide}d}" for place in range(nodes)], dtype=object)
    facts = [f"s{place:0{wider}d}" for place in range(len(ends))]
    node_table = pd.DataFrame({column: [""] * nodes for column in NODE_COLUMNS}).assign(
        id=names, label=names, lat=np.nan, lon=np.nan
    )
    for column in ("names", "members"):
        node_table[column] = pd.Series([(name,) for name in names], dtype=object)
    edge_table = pd.DataFrame({column: [""] * len(ends) for column in EDGE_COLUMNS}).assign(
        source=names[ends[:, 0]], target=names[ends[:, 1]], weight=1.0
    )
    edge_table["statements"] = pd.Series([(fact,) for fact in facts], dtype=object)

    def drawn(choices: list[str], chances: list[float]) -> list[str]:
        return [str(one) for one in random.choice(choices, size=len(ends), p=chances)]

    fact_table = pd.DataFrame({column: [""] * len(ends) for column in STATEMENT_COLUMNS}).assign(
        statement=facts,
        basis=drawn(["stated", "computed", "interpreted"], [0.65, 0.05, 0.3]),
        stage=drawn(["in-force", "completed", "agreed"], [0.55, 0.35, 0.1]),
        confidence=drawn(["", "0.9", "0.8", "0.7", "0.6"], [0.7, 0.1, 0.1, 0.05, 0.05]),
        source=drawn([f"source-{place}" for place in range(8)], [1 / 8] * 8),
    )
    loss = pd.DataFrame({column: [] for column in LOSS_COLUMNS}).astype({"count": int})
    return Projection(
        name="zipf",
        title="Generated",
        definition="Ends drawn as 1/rank.",
        directed=False,
        mode="one-mode",
        actor_rule="as-stated",
        graph_fingerprint="none",
        nodes=node_table,
        edges=edge_table,
        statements=fact_table,
        loss=loss,
    )


# ---- how the truth comes about


def _shifted(probability: Floats, shift: "Floats | float") -> Floats:
    """Add to the log-odds; what is certain stays so."""
    inner = np.clip(probability, 1e-12, 1 - 1e-12)
    moved = 1 / (1 + np.exp(-(np.log(inner / (1 - inner)) + shift)))
    return np.where((probability > 0) & (probability < 1), moved, probability)


Shift = Callable[
    [np.random.Generator, "np.ndarray[tuple[int], np.dtype[np.intp]]"], "Floats | float"
]

# What the log-odds of each statement really are, less what the analyst takes them to be.
TRUTHS: Mapping[str, Shift] = {
    "right": lambda random, sources: 0.0,
    "noisy": lambda random, sources: random.normal(0, 0.5, len(sources)),
    "too sure": lambda random, sources: -0.7,
    "too timid": lambda random, sources: 0.7,
    "by source": lambda random, sources: random.normal(0, 0.7, int(sources.max()) + 1)[sources],
}
SAID: Mapping[str, str] = {
    "right": "the model is right",
    "noisy": "log-odds of each statement off by a normal error, sd 0.5",
    "too sure": "the model is too sure: log-odds 0.7 too high (0.95 is really 0.90)",
    "too timid": "the model is too timid: log-odds 0.7 too low (0.90 is really 0.95)",
    "by source": "errors come in sources: log-odds of each source off together, sd 0.7",
}


@dataclass(frozen=True)
class Replicator:
    """One analyst with draws of its own, and some truths for it, under every model of truth."""

    masked: MaskedNetwork
    evidence: Evidence
    sources: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    top: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    what: Statistic
    draws: int
    truths: int
    seed: int

    def __call__(self, analyst: int) -> dict[tuple[str, str, str], float]:
        """Share of the nodes whose truth lies in the interval: by truth, what, and which nodes."""
        seeds = [int(s) for s in np.random.SeedSequence((self.seed, analyst)).generate_state(2)]
        drawn = self._values(self.evidence, self.draws, seeds[0])
        ranks = competition_ranks(drawn).astype(float)
        tolerance = 1e-9 * np.abs(drawn).max()
        random = np.random.default_rng(seeds[1])
        varying = np.ptp(drawn, axis=0) > tolerance
        found: dict[tuple[str, str, str], float] = {}
        low, high, promised = spans(drawn)
        bounds = {
            "value": (low, high),
            "rank": spans(ranks)[:2],
            "value by quantiles": tuple(np.quantile(drawn, (0.025, 0.975), axis=0)),
        }
        for truth, shift in TRUTHS.items():
            hits: dict[str, list[Floats]] = {what: [] for what in bounds}
            for number in range(self.truths):
                probability = _shifted(self.evidence.probability, shift(random, self.sources))
                true_values = self._values(
                    self.evidence.perturbed(probability), 1, seeds[1], first=number
                )
                true_ranks = competition_ranks(true_values).astype(float)
                for what, (low, high) in bounds.items():
                    held = (true_ranks if what == "rank" else true_values)[0]
                    hits[what].append((held >= low - tolerance) & (held <= high + tolerance))
            found[truth, "promised", "all"] = float(promised.mean())
            for what, inside in hits.items():
                share = np.mean(inside, axis=0)
                found[truth, what, "all"] = float(share.mean())
                found[truth, what, "varying"] = float(share[varying].mean())
                found[truth, what, "top"] = float(share[self.top].mean())
        return found

    def _values(self, evidence: Evidence, count: int, seed: int, first: int = 0) -> Floats:
        numbers = range(first, first + count)
        return draw_values(self.masked, evidence, self.what, numbers, seed=seed, workers=1)[0]


def study(
    projection: Projection,
    measure: str | Function,
    *,
    analysts: int,
    truths: int = 1,
    draws: int = 1000,
    seed: int = 1,
    workers: int | None = None,
) -> pd.DataFrame:
    """Coverage of the intervals, in per cent, with its Monte-Carlo standard error.

    There are analysts × truths replications under every model of truth. The standard error is that
    of the mean over analysts, each of whom has draws of its own.
    """
    masked, what = masked_network(projection), statistic(projection, measure)
    evidence = EvidenceModel().weigh(projection)
    first_source = projection.statements.drop_duplicates("statement")["source"]
    observed = what.of(masked.at(np.ones(len(evidence.table), dtype=np.bool_))).values
    replicator = Replicator(
        masked=masked,
        evidence=evidence,
        sources=pd.factorize(first_source)[0],
        top=np.argsort(-observed, kind="stable")[:TOP],
        what=what,
        draws=draws,
        truths=truths,
        seed=seed,
    )
    rows: list[dict[tuple[str, str, str], float]] = []
    in_processes(replicator, range(analysts), lambda _, found: rows.append(found), workers=workers)
    table = 100 * pd.DataFrame(rows)
    table.columns = pd.MultiIndex.from_tuples(list(rows[0]), names=["truth", "what", "nodes"])
    result = pd.DataFrame({"coverage": table.mean(), "error": table.sem()})
    return result.reset_index()


def studies(replications: int, draws: int, seed: int) -> str:
    """All studies as a Markdown table."""
    networks = {
        "five documents": project(name="all-cooperation"),
        "generated (Zipf)": zipf_network(seed=seed),
    }
    lines = [
        "| network | measure | truth | value, all | promised | value, not certain "
        "| value, top ten | rank, all | rank, top ten | value by quantiles, all |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, projection in networks.items():
        for measure_name, taken_of in MEASURES.items():
            # Degrees are quick: each replication has an analyst of its own.
            truths = 1 if measure_name == "degree" else 20
            analysts = -(-replications // truths)
            begun = time.perf_counter()
            found = study(
                projection, taken_of, analysts=analysts, truths=truths, draws=draws, seed=seed
            )
            taken = time.perf_counter() - begun
            print(f"{name}, {measure_name}: {taken:.0f} s", file=sys.stderr, flush=True)
            cell = found.set_index(["truth", "what", "nodes"])
            wanted = [("value", "all"), ("promised", "all"), ("value", "varying")]
            wanted += [
                ("value", "top"),
                ("rank", "all"),
                ("rank", "top"),
                ("value by quantiles", "all"),
            ]
            for truth in TRUTHS:
                shown = [_percent(*cell.loc[(truth, *key)]) for key in wanted]
                lines.append(f"| {name} | {measure_name} | {truth} | {' | '.join(shown)} |")
    sizes = "; ".join(
        f"{name}: {len(p.nodes)} nodes, {len(p.edges)} edges" for name, p in networks.items()
    )
    said = [f"- *{truth}*: {text}." for truth, text in SAID.items()]
    head = (
        f"Coverage of 95 % intervals in per cent ± Monte-Carlo standard error; {replications} "
        f"replications each, {draws} draws an analyst, seed {seed}. {sizes}."
    )
    return "\n".join([head, "", *lines, "", *said]) + "\n"


def _percent(coverage: float, error: float) -> str:
    return f"{coverage:.1f} ± {error:.1f}"


def measure() -> list[Row]:
    """Compare 200 draws, all cores at work, with 200 single rankings divided by the cores.

    The single rankings are kept on one core, as some measures use all of them by themselves.
    """
    network, count = zipf_network(3_000, 9_000), cores()
    rows = []
    for name in ("degree", "closeness", "betweenness"):

        def drawn(name: str = name) -> None:
            uncertainty(network, name, draws=200, seed=1).table()

        def singles(name: str = name) -> None:
            with one_core():
                for _ in range(round(200 / count)):
                    rank(network, name)

        rank(network, name)  # loads machine code
        what = f"200 draws of {name}, intervals included"
        rows.append(side_by_side(what, drawn, "200 single rankings / cores", singles, 3))
    return rows


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """Keep this process on one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def main() -> int:
    """Print the study."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put it into docs/uncertainty.md")
    options = parser.parse_args()
    text = studies(options.replications, options.draws, options.seed)
    print(text)
    if options.write:
        page = HERE.parent / "docs" / "uncertainty.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        page.write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
