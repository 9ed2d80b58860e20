"""Dated, cited knowledge graphs and networks of territorial cooperation.

>>> import coopgraph as cg
>>> graph = cg.open()
>>> network = cg.project(graph, "partnerships")
>>> print(cg.path(network, "Turku", "Saint Petersburg").lines()[0])
Turku — Saint Petersburg (1 step)

Functions over plain data: `build` and `check` read data sets, `open` finds a built graph, `query`
asks it, `project` makes a `Projection` of it, which `rank` and `path` analyse and `show` draws.
"""

from coopgraph.api import page, path, query, show
from coopgraph.dataset.template import init
from coopgraph.errors import CoopgraphError
from coopgraph.graph import Graph
from coopgraph.graph import open_graph as open  # noqa: A004  (cg.open, as the field says)
from coopgraph.network.backbone import backbone
from coopgraph.network.brokerage import brokerage
from coopgraph.network.chain import Paths
from coopgraph.network.communities import communities
from coopgraph.network.find import find
from coopgraph.network.measures import MEASURES, describe, rank
from coopgraph.network.nullmodel import null_model
from coopgraph.network.projection import Projection
from coopgraph.network.result import Result
from coopgraph.network.sampled import sampled_betweenness
from coopgraph.networks import project, projection_names
from coopgraph.pipeline import Build, build, check
from coopgraph.view.export import write_csv, write_graphml
from coopgraph.view.page import write_page

__all__ = [
    "MEASURES",
    "Build",
    "CoopgraphError",
    "Graph",
    "Paths",
    "Projection",
    "Result",
    "backbone",
    "brokerage",
    "build",
    "check",
    "communities",
    "describe",
    "find",
    "init",
    "null_model",
    "open",
    "page",
    "path",
    "project",
    "projection_names",
    "query",
    "rank",
    "sampled_betweenness",
    "show",
    "write_csv",
    "write_graphml",
    "write_page",
]
