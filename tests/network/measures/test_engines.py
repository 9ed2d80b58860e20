"""Every engine that a measure has gives the same numbers, on every sort of network."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError, UndefinedMeasure
from coopgraph.network.measures.peers import choose, engine_version, installed
from coopgraph.network.measures.registry import MEASURES, case_of, describe, rank
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make


def _random(directed: bool, *, multi: bool = False, loops: bool = False) -> Projection:
    made = np.random.default_rng(7)
    ends = [(f"n{u:02}", f"n{v:02}") for u, v in made.integers(0, 40, (90, 2)).tolist()]
    pairs = [pair for pair in ends if loops or pair[0] != pair[1]]
    if not multi:
        pairs = sorted(set(pairs) if directed else {(min(p), max(p)) for p in pairs})
    weights = (1 + made.integers(0, 8, len(pairs)) / 2).tolist()
    return make.network(pairs, directed=directed, weights=weights)


KARATE = [(f"{u:02}", f"{v:02}") for u, v in nx.karate_club_graph().edges()]
NETWORKS = {
    "simple": lambda: make.network(KARATE),
    "directed": lambda: _random(True),
    "directed ring": lambda: make.network([*KARATE, *((v, u) for u, v in KARATE)], directed=True),
    "weighted": lambda: _random(False),
    "multi": lambda: _random(False, multi=True),
    "directed multi": lambda: _random(True, multi=True),
    "disconnected": lambda: make.network([*KARATE, ("x", "y"), ("y", "z")], isolates=["alone"]),
    "self-loop": lambda: _random(False, multi=True, loops=True),
    "directed self-loop": lambda: _random(True, multi=True, loops=True),
    "two nodes": lambda: make.network([("a", "b")]),
    "empty": lambda: make.network([]),
    "single node": lambda: make.network([], isolates=["a"]),
}
OPTIONS = {"katz": {"alpha": 0.01}}
SEVERAL = [name for name, measure in MEASURES.items() if len(measure.engines) > 1]


def _agree(projection: Projection, name: str, **how: object) -> int:
    """Compare all engines that honour the definition here; give their number."""
    measure = MEASURES[name]
    weighted = bool(how.pop("weighted", False)) or None
    case = case_of(projection, measure, weighted=weighted, options={**OPTIONS.get(name, {}), **how})
    found = {}
    for engine in measure.engines:
        if measure.engines[engine].refuses(case):
            continue
        found[engine] = choose(name, measure.engines, case, engine)[1](case)
    first = next(iter(found.values()))
    for engine, values in found.items():
        assert values == pytest.approx(first, abs=1e-9, nan_ok=True), engine
    return len(found)


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize("kind", NETWORKS)
def test_engines_agree(kind: str, name: str) -> None:
    try:
        engines = _agree(NETWORKS[kind](), name)
    except UndefinedMeasure:
        assert kind not in ("simple", "directed ring")
    else:
        assert engines > 1 or kind not in ("simple", "two nodes") or name == "katz"


@pytest.mark.parametrize("name", [name for name in SEVERAL if MEASURES[name].weights == "optional"])
@pytest.mark.parametrize("kind", ["weighted", "directed multi", "self-loop"])
def test_engines_agree_with_weights(kind: str, name: str) -> None:
    _agree(NETWORKS[kind](), name, weighted=True)


@pytest.mark.parametrize("name", ["betweenness", "edge-betweenness", "closeness", "harmonic"])
@pytest.mark.parametrize("kind", ["weighted", "directed multi", "self-loop", "empty"])
def test_engines_agree_on_distances(kind: str, name: str) -> None:
    assert _agree(NETWORKS[kind](), name, distance="inverse") >= 1


nodes = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(nodes, nodes), max_size=16), st.booleans())
@settings(max_examples=25)
def test_engines_agree_on_whatever_comes(pairs: list[tuple[str, str]], directed: bool) -> None:
    projection = make.network(pairs, directed=directed, isolates="ah")
    for name in SEVERAL:
        try:
            _agree(projection, name)
        except UndefinedMeasure:
            continue


def test_an_engine_that_does_not_honour_the_definition_is_refused() -> None:
    double = make.network([("a", "b"), ("a", "b"), ("b", "c")])
    with pytest.raises(CoopgraphError, match=r"takes parallel edges for one.*Use auto"):
        rank(double, "betweenness", engine="networkx")


def test_an_engine_that_a_measure_has_not() -> None:
    with pytest.raises(CoopgraphError, match='degree has no engine "gephi"; it has auto, scipy'):
        rank(make.network(KARATE), "degree", engine="gephi")


def test_auto_takes_machine_code_for_large_networks() -> None:
    star = make.network([("hub", f"n{i:03}") for i in range(400)])
    assert rank(star, "closeness").engine == "numba"
    assert rank(make.network(KARATE), "closeness").engine == "scipy"


def test_a_result_names_its_engine() -> None:
    result = rank(make.network(KARATE), "degree", engine="networkx")
    assert (result.engine, result.engine_version) == ("networkx", nx.__version__)
    assert describe(make.network(KARATE), "density").engine.startswith("scipy ")


def test_what_is_not_there_has_no_version() -> None:
    assert not installed("no_such_engine")
    assert engine_version("no_such_engine") == ""


@pytest.mark.parametrize("name", ["betweenness", "edge-betweenness", "harmonic"])
@pytest.mark.parametrize("kind", ["directed", "multi", "disconnected", "empty", "single node"])
def test_engines_agree_on_sums(kind: str, name: str) -> None:
    assert _agree(NETWORKS[kind](), name, normalized=False) > 1


@pytest.mark.parametrize("unreachable", ["share", "ignore", "n"])
@pytest.mark.parametrize("kind", ["directed", "disconnected", "two nodes", "empty", "single node"])
def test_engines_agree_on_nodes_out_of_reach(kind: str, unreachable: str) -> None:
    assert _agree(NETWORKS[kind](), "closeness", unreachable=unreachable) > 1
