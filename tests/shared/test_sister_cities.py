"""The published figures on sister cities (Kaltenbrunner et al. 2013), by the ordinary route.

The authors' files go through the packaged presets: mapping, graph, projection, measure. What they
print is rounded: betweenness to two decimals, figures to twelve digits.
"""

import csv
from pathlib import Path

import pandas as pd
import pytest

from coopgraph.dataset.mapping.presets import apply_preset
from coopgraph.graph import Graph, open_graph
from coopgraph.network.measures.measure import Option
from coopgraph.network.measures.registry import describe, rank
from coopgraph.network.projecting.projection import Projection
from coopgraph.networks import project
from coopgraph.pipeline import build

pytestmark = pytest.mark.shared

DIGITS = 5e-11  # twelve digits are printed; the authors' arithmetic has its own last ones


@pytest.fixture(scope="module")
def published(shared_dir: Path) -> Path:
    return shared_dir / "data" / "sister-cities-2013"


def _built(name: str, published: Path, folder: Path) -> Graph:
    apply_preset(name, published, folder / "data")
    # Shapes are for data that people code; on large exports they take minutes.
    return open_graph(build([folder / "data"], folder / "graph", shapes=False).folder)


@pytest.fixture(scope="module")
def city_graph(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return _built("sister-cities", published, tmp_path_factory.mktemp("cities"))


@pytest.fixture(scope="module")
def cities(city_graph: Graph) -> Projection:
    return project(city_graph, "partnerships")


@pytest.fixture(scope="module")
def countries(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Projection:
    folder = tmp_path_factory.mktemp("countries")
    graph = _built("sister-city-countries", published, folder)
    return project(graph, folder / "data" / "countries.rq")


def _published(path: Path, index: str | None = None) -> pd.DataFrame:
    return pd.read_csv(
        path, sep="\t", quoting=csv.QUOTE_NONE, index_col=index, keep_default_na=False
    )


def _figures(network: Projection, *names: str) -> dict[str, float]:
    values = describe(network, names).values
    return dict(zip(values["id"], values["value"], strict=True))


def _by_label(network: Projection, measure: str, **options: Option) -> "pd.Series[float]":
    return rank(network, measure, **options).values.set_index("label")["value"]


def test_every_line_is_cited_and_mutual_ones_make_one_statement(city_graph: Graph) -> None:
    counted = city_graph.store.table(
        "SELECT (COUNT(DISTINCT ?s) AS ?statements) (COUNT(*) AS ?lines) "
        "{ ?s a coop:Twinning ; coop:evidence ?e }"
    )
    assert counted.iloc[0].tolist() == ["15225", "19761"]


def test_cities_as_a_whole(cities: Projection, published: Path) -> None:
    table = _published(published / "cities" / "cities_graph.csv").iloc[0]
    found = _figures(
        cities,
        *("nodes", "edges", "largest-component", "transitivity", "density"),
        *("degree-assortativity", "degree-gini"),
    )
    assert (found["nodes"], found["edges"]) == (11_618, 15_225)
    assert found["largest-component"] * found["nodes"] == pytest.approx(7128, abs=1e-6)
    assert found["transitivity"] == pytest.approx(0.10745134442, rel=DIGITS)
    assert found["degree-assortativity"] == pytest.approx(0.340689344671, rel=DIGITS)
    assert found["density"] == pytest.approx(2.25611864935e-4, rel=DIGITS)
    assert found["degree-gini"] == pytest.approx(0.507736951382, rel=DIGITS)
    assert found["transitivity"] == pytest.approx(table["clustering"], rel=DIGITS)


@pytest.mark.parametrize(("measure", "column"), [("degree", "degree"), ("core", "k")])
def test_degree_and_core_of_every_city(
    cities: Projection, published: Path, measure: str, column: str
) -> None:
    table = _published(published / "cities" / "cities_nodes.csv", "node")
    found = _by_label(cities, measure)
    assert len(found) == 11_618
    assert found.reindex(table.index).eq(table[column]).all()


def test_betweenness_of_every_city(cities: Projection, published: Path) -> None:
    table = _published(published / "cities" / "cities_nodes.csv", "node")
    found = _by_label(cities, "betweenness", normalized=False)
    unlike = (found.reindex(table.index) - table["betweeness"]).abs()
    assert unlike.max() < 0.01


def test_distances_of_cities_by_the_authors_own_definitions(
    cities: Projection, published: Path
) -> None:
    # Their mean is over all pairs that are connected, in any component; their closeness counts a
    # city out of reach as if it were as far as there are cities.
    table = _published(published / "cities" / "cities_graph.csv").iloc[0]
    mean = describe(cities, "mean-distance", disconnected="pairs").values["value"].iloc[0]
    assert mean == pytest.approx(table["avg_d_gc"], rel=DIGITS)
    theirs = _published(published / "cities" / "cities_nodes.csv", "node")["closeness"]
    found = _by_label(cities, "closeness", unreachable="n")
    assert (found.reindex(theirs.index) - theirs).abs().max() < 1e-9


def test_countries_as_a_whole(countries: Projection, published: Path) -> None:
    table = _published(published / "countries" / "countries_graph.csv").iloc[0]
    found = _figures(
        countries,
        *("nodes", "edges", "transitivity", "mean-distance", "density"),
        *("degree-assortativity", "degree-gini"),
    )
    assert (found["nodes"], found["edges"]) == (209, 18_784)
    assert found["transitivity"] == pytest.approx(0.427468932619, rel=DIGITS)
    assert found["mean-distance"] == pytest.approx(2.12311372838, rel=DIGITS)
    assert found["density"] == pytest.approx(table["density"], rel=DIGITS)
    assert found["degree-assortativity"] == pytest.approx(table["assortativity"], rel=DIGITS)
    assert found["degree-gini"] == pytest.approx(table["gini_degree"], rel=DIGITS)


def test_twinnings_inside_a_country_are_reported_not_drawn(countries: Projection) -> None:
    loops = countries.loss[countries.loss["reason"] == "self-loop in the result"]
    assert loops["count"].tolist() == [680]


def test_betweenness_of_countries_counts_parallel_edges(
    countries: Projection, published: Path
) -> None:
    table = _published(published / "countries" / "countries_nodes.csv", "node")
    found = _by_label(countries, "betweenness", normalized=False)
    assert found["USA"] == pytest.approx(9855.74, abs=0.005)
    assert found["UK"] == pytest.approx(2268.32, abs=0.005)
    assert found["France"] == pytest.approx(1946.26, abs=0.005)
    assert (found.reindex(table.index) - table["betweeness"]).abs().max() < 0.01


@pytest.mark.parametrize(
    ("measure", "column"), [("degree", "degree"), ("core", "k"), ("closeness", "closeness")]
)
def test_degree_core_and_closeness_of_every_country(
    countries: Projection, published: Path, measure: str, column: str
) -> None:
    table = _published(published / "countries" / "countries_nodes.csv", "node")
    found = _by_label(countries, measure).reindex(table.index)
    assert (found - table[column]).abs().max() < 1e-9
