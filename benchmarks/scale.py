"""From tables to a ranking, beside the engine's own bulk load of the same quads, as data grow.

    python benchmarks/scale.py [--large] [PARTICIPATIONS ...]

Each size is made up (`coopgraph.dataset.generator`), and each step measured in a process of its
own: the build without and with validation, then opening, projecting and ranking, then pyoxigraph's
bulk load of the graph that came out. pySHACL runs at the smallest size only, and rdflib at a
smaller one, as they take minutes there. kglab is installed into an environment of its own, in the
folder of the benchmark, and gets the graph as N-Triples, with what follows from it. Memory is the
most that a step and its workers have held together, looked at five times a second: what processes
share counts once (the proportional set size of Linux; elsewhere the largest resident set of the
main process).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.timing import Row, markdown
from coopgraph.dataset.generator import SIZES, generate, write_generated
from coopgraph.graph import open_graph
from coopgraph.network.measures.registry import rank
from coopgraph.networks import project
from coopgraph.pipeline import build
from coopgraph.resources import ontology_folder
from coopgraph.store.check import shacl
from coopgraph.store.derive import read_rules
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, PREFIXES

DEFAULT = (SIZES["S"], SIZES["M"])
RDFLIB = 2_000  # its joins take minutes beyond
KGLAB = "kglab==1.0.1"
PROJECTION = "organisations-projects"
# The projection's query as rdflib likes it best: it works sub-selects out again and again.
PLAIN = """SELECT ?statement ?source ?target ?role WHERE {
  ?statement a coop:Participation ; coop:participant ?source ; coop:activity ?target .
  ?statement coop:role ?role . ?target a coop:Project
}"""
# What `build` reports before each of its steps, by its first word.
STEPS = {
    "reading": "read",
    "storing": "store",
    "deriving": "store",
    "loading": "store",
    "checking": "store",
    "writing": "write",
}
_BUILT = tuple(dict.fromkeys(STEPS.values()))
# Which steps tell the memory of what.
_MEMORY = {"build": "memory", "validated": "memory", "use": "memory", "load": "load memory"}
INTRODUCTION = """## From tables to a ranking, as data grow

Seconds of each step, and in brackets as a multiple of pyoxigraph's bulk load of the same quads into
a store on disk, in the same run; *work* is the time that all cores spent together. Tables are read,
turned into quads and stored with what follows from them (rules and, in a large graph, shapes are
applied slice by slice meanwhile), files written; *validated* is the whole of a build that checks
shapes and lint queries too; then the store is opened, projected to two modes and ranked by degree
and PageRank. The exponent is the slope of a line through the logarithms.
"""

Measured = dict[str, float]


def measure(sizes: Sequence[int] = ()) -> list[Row]:
    """Compare the largest size with the load, and the smallest with rdflib and pySHACL."""
    found = _measured(tuple(sizes))
    small, large = found[0], found[-1]
    everything = _everything(large)
    size = f"{large['participations']:,.0f} participations, tables to ranking"
    at_pyshacl = f"{small['participations']:,.0f} participations"
    least = _rdflib_size()
    stored = f"stored with what follows, and projected, {RDFLIB:,} participations"
    theirs = "rdflib: load, rules, the projection's query"
    rows = [
        _row(f"{size}, without validation", everything, large, 0.5),
        _row(f"{size}, validated", everything + large["validated"] - large["build"], large, 1 / 3),
        _pair(f"validation, {at_pyshacl}", small["queries"], "pySHACL", small["pyshacl"], 10),
        _pair(
            stored, least["store"] + least["open"] + least["project"], theirs, least["rdflib"], 15
        ),
        _pair(
            f"stored, {RDFLIB:,} participations",
            least["store"],
            "rdflib: load",
            least["rdflib load"],
            None,
        ),
    ]
    if "kglab" in small:  # else it could not be installed, which has been said
        seen = small["open"] + small["project"] + small["rank"]
        rows += [
            _pair(
                f"stored with what follows, projected, ranked, {at_pyshacl}",
                small["store"] + seen,
                "kglab: load of all that, query to NetworkX, PageRank",
                small["kglab"],
                None,
            ),
            _pair(
                f"projected from what is stored, ranked, {at_pyshacl}",
                seen,
                "kglab: query to NetworkX, PageRank",
                small["kglab project"] + small["kglab rank"],
                None,
            ),
        ]
    return rows


def section(sizes: Sequence[int] = ()) -> str:
    """Return all sizes as Markdown, with the fitted exponents."""
    found = _measured(tuple(sizes))
    names = [*_BUILT, "validated", "open", "project", "rank", "everything", "bulk load"]
    for one in found:
        one["everything"] = _everything(one)
    lines = [
        f"| participations | quads | {' | '.join(names)} | work | memory, GB | of the load, GB |",
        "|---" * (len(names) + 5) + "|",
    ]
    for one in found:
        cells = [f"{one[n]:,.1f} ({one[n] / one['bulk load']:.2f})" for n in names]
        size = f"{one['participations']:,.0f} | {one['quads']:,.0f}"
        work = f"{one['work']:,.0f} ({one['work'] / one['load work']:.2f})"
        memory = f"{one['memory']:.2f} | {one['load memory']:.2f}"
        lines.append(f"| {size} | {' | '.join(cells)} | {work} | {memory} |")
    if len(found) > 1:
        logs = np.log([one["participations"] for one in found])
        told = ("quads", *names, "work", "memory", "load memory")
        slopes = [np.polyfit(logs, np.log([one[n] for one in found]), 1)[0] for n in told]
        lines.append(f"| **exponent** | {' | '.join(f'{slope:.2f}' for slope in slopes)} |")
    return f"{INTRODUCTION}\n" + "\n".join(lines) + "\n"


def _row(what: str, ours: float, one: Measured, goal: float) -> Row:
    return _pair(what, ours, "pyoxigraph, load only", one["bulk load"], goal)


def _pair(what: str, ours: float, peer: str, theirs: float, goal: float | None) -> Row:
    return Row(what, ours, peer, theirs, (theirs / ours,), theirs / ours, goal)


def _everything(one: Measured) -> float:
    return sum(one[name] for name in (*_BUILT, "open", "project", "rank"))


@cache
def _measured(sizes: tuple[int, ...]) -> list[Measured]:
    """Measure each size once a run."""
    large = (SIZES["L"],) if os.environ.get("COOPGRAPH_LARGE") else ()
    chosen = sizes or (*DEFAULT, *large)
    return [_size(n, *(("pyshacl", "kglab") if n == min(chosen) else ())) for n in chosen]


def _size(participations: int, *peers: str) -> Measured:
    with tempfile.TemporaryDirectory(prefix="coopgraph-scale-") as name:
        folder = Path(name)
        write_generated(folder / "data", generate(participations))
        found: Measured = {"participations": participations}
        for step in ("build", "validated", "use", "load", *peers):
            print(f"   {participations:,} {step}", file=sys.stderr, flush=True)
            command = [sys.executable, str(Path(__file__)), "--step", step, name]
            answer, memory = _watched(command)
            if step in _MEMORY:
                found[_MEMORY[step]] = max(memory, found.get(_MEMORY[step], 0.0))
            found |= answer
            print(f"      {answer} {memory:.2f} GB", file=sys.stderr, flush=True)
        return found


@cache
def _rdflib_size() -> Measured:
    return _size(RDFLIB, "rdflib")


def _watched(command: Sequence[str]) -> tuple[Measured, float]:
    """Run a step; return its answer, and the most memory that it held, in GB."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, _held(process.pid))
            time.sleep(0.2)
        answer = json.loads(process.stdout.read()) if process.stdout else {}
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return answer, most or answer.get("resident", 0.0)


def _held(pid: int) -> float:
    """Return the proportional set size of a process and those that it started, in GB."""
    held = 0.0
    with suppress(OSError):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        sizes = [line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")]
        held = sum(map(int, sizes)) / 1e6
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text(encoding="ascii").split()
            held += sum(_held(int(child)) for child in children)
    return held


# ---- the steps, each in a process of its own -----------------------------------------------------


def _build(folder: Path, *, checked: bool = False) -> Measured:
    marks: list[tuple[str, float]] = []

    def note(text: str) -> None:
        marks.append((STEPS.get(text.split()[0].rstrip(","), ""), time.perf_counter()))

    report = build([folder / "data"], folder / "out", shapes=checked, progress=note).report
    marks.append(("", time.perf_counter()))
    found = dict.fromkeys(_BUILT, 0.0)
    for (name, start), (_, end) in pairwise(marks):
        if name:
            found[name] += end - start
    whole = {"build": marks[-1][1] - marks[0][1], "quads": sum(report["quads"].values())}
    return found | whole | _spent("work")


def _validated(folder: Path) -> Measured:
    built = _build(folder, checked=True)
    return {"validated": built["build"]} | {name: built[name] for name in ("work", "resident")}


def _use(folder: Path) -> Measured:
    start = time.perf_counter()
    graph = open_graph(folder / "out")
    graph.store.table("SELECT ?s { ?s a coop:Project } LIMIT 1")
    opened = time.perf_counter()
    network = project(graph, PROJECTION)
    projected = time.perf_counter()
    for name in ("degree", "pagerank"):
        rank(network, name)
    ranked = time.perf_counter()
    found = {"open": opened - start, "project": projected - opened, "rank": ranked - projected}
    return found | _spent("use work")


def _load(folder: Path) -> Measured:
    import pyoxigraph as ox

    start = time.perf_counter()
    store = ox.Store(str(folder / "raw"))
    store.bulk_load(path=str(folder / "out" / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    store.flush()
    found = {"bulk load": time.perf_counter() - start} | _spent("load work")
    del store
    shutil.rmtree(folder / "raw")
    return found


def _rdflib(folder: Path) -> Measured:
    """Load what is stated, apply the rules, and ask the projection's query."""
    import rdflib

    derived = f" <{DERIVED_GRAPH}> .\n".encode()
    with (folder / "out" / "graph.nq").open("rb") as file:
        stated = b"".join(line for line in file if not line.endswith(derived))
    names = dict(PREFIXES)
    start = time.perf_counter()
    data = rdflib.Dataset(default_union=True)
    data.parse(data=stated, format="nquads")
    loaded = time.perf_counter()
    made = data.graph(rdflib.URIRef(DERIVED_GRAPH))
    for rule in read_rules(ontology_folder()):
        for triple in list(data.query(rule, initNs=names)):
            made.add(triple)
    ruled = time.perf_counter()
    rows = len(data.query(PLAIN, initNs=names))
    asked = time.perf_counter()
    return {
        "rdflib load": loaded - start,
        "rdflib": asked - start,
        "rdflib rules": ruled - loaded,
        "rdflib rows": rows,
    }


def _pyshacl(folder: Path) -> Measured:
    store = Store.from_nquads((folder / "out" / "graph.nq").read_bytes())
    start = time.perf_counter()
    ours = shacl(store)
    between = time.perf_counter()
    if shacl(store, validator="pyshacl") != ours:
        raise SystemExit("the validators do not agree")
    return {"queries": between - start, "pyshacl": time.perf_counter() - between}


def _kglab(folder: Path) -> Measured:
    """Install kglab where nothing else is, and have it do its own; nothing where that fails."""
    home = folder / "kglab"
    venv.create(home, with_pip=True)
    python = str(home / ("Scripts" if os.name == "nt" else "bin") / "python")
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", KGLAB],
        capture_output=True,
        text=True,
        check=False,
    )
    if installed.returncode:
        lines = installed.stderr.strip().splitlines()
        print(f"   {KGLAB} cannot be installed: {(lines or ['?'])[-1]}", file=sys.stderr)
        return {}
    triples = folder / "graph.nt"
    with (folder / "out" / "graph.nq").open("rb") as quads, triples.open("wb") as file:
        file.writelines(line[: line.rindex(b" <")] + b" .\n" for line in quads)
    script = str(Path(__file__).with_name("kglab_peer.py"))
    done = subprocess.run(
        [python, script, str(triples)], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        print(f"   {KGLAB} cannot load, ask or rank this graph", file=sys.stderr)
        return {}
    found: Measured = json.loads(done.stdout)
    return found


def _spent(work: str) -> Measured:
    """Return the seconds that all cores have worked, and the largest resident set in GB."""
    import resource

    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    unit = 1e9 if sys.platform == "darwin" else 1e6
    spent = sum(used.ru_utime + used.ru_stime for used in (own, children))
    return {work: spent, "resident": own.ru_maxrss / unit}


_STEPS: dict[str, Callable[[Path], Measured]] = {
    "build": _build,
    "validated": _validated,
    "use": _use,
    "load": _load,
    "rdflib": _rdflib,
    "pyshacl": _pyshacl,
    "kglab": _kglab,
}


def main() -> int:
    """Measure sizes, or one step where this is the process for it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", help="participations")
    parser.add_argument("--large", action="store_true", help="a million participations as well")
    parser.add_argument("--step", choices=_STEPS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(_STEPS[options.step](Path(options.sizes[0]))))
        return 0
    if options.large:
        os.environ["COOPGRAPH_LARGE"] = "1"
    sizes = tuple(map(int, options.sizes))
    print(markdown(measure(sizes)))
    print(section(sizes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
