"""The page of the explorer: written here, decoded in Python, opened in Chromium."""

import pytest

import coopgraph.graph
from coopgraph.graph import Graph
from coopgraph.network.projecting.projection import Projection
from coopgraph.networks import project
from coopgraph.showing import extras_of
from coopgraph.view.explorer.document import explorer
from coopgraph.view.explorer.extras import Extras


@pytest.fixture(scope="session")
def demo_graph() -> Graph:
    """The packaged demo graph."""
    return coopgraph.graph._demo()


@pytest.fixture(scope="session")
def demo(demo_graph: Graph) -> Projection:
    """All cooperation in it."""
    return project(demo_graph)


@pytest.fixture(scope="session")
def demo_extras(demo_graph: Graph, demo: Projection) -> Extras:
    """What the graph says besides."""
    return extras_of(demo_graph, demo)


@pytest.fixture(scope="session")
def demo_page(demo: Projection, demo_extras: Extras) -> str:
    """Its page."""
    return explorer(demo, demo_extras)
