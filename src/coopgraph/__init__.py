"""Dated, cited knowledge graphs and networks of territorial cooperation.

>>> import coopgraph as cg
>>> graph = cg.open()
>>> network = cg.project(graph, "partnerships")
>>> print(cg.path(network, "Turku", "Saint Petersburg").lines()[0])
Turku — Saint Petersburg (1 step)

Functions over plain data: `build` and `check` read data sets, `open` finds a built graph, `query`
asks it, `project` makes a `Projection` of it, which `rank`, `path`, `scenario` and `series`
analyse, `diff` compares, `show` draws and `export` writes.
"""

from coopgraph.api import page, path, query, show
from coopgraph.dataset.mapping.template import init
from coopgraph.dataset.reconcile.table import reconcile
from coopgraph.errors import CoopgraphError
from coopgraph.graph import Graph
from coopgraph.graph import open_graph as open  # noqa: A004  (cg.open, as the field says)
from coopgraph.graph_diff import diff_graphs
from coopgraph.importing import Import, import_tables
from coopgraph.network.change.agreement import Agreement, coding_agreement, krippendorff_alpha
from coopgraph.network.change.difference import Difference, diff
from coopgraph.network.change.period import Period, duration_weighted, during
from coopgraph.network.change.removal import Removal
from coopgraph.network.change.robustness import Robustness, robustness
from coopgraph.network.change.scenario import Scenario, scenario
from coopgraph.network.change.timeline import changes, series
from coopgraph.network.measures.backbone import backbone
from coopgraph.network.measures.brokerage import brokerage
from coopgraph.network.measures.communities import communities
from coopgraph.network.measures.nullmodel import null_model
from coopgraph.network.measures.registry import MEASURES, describe, rank
from coopgraph.network.measures.sampled import sampled_betweenness
from coopgraph.network.paths.chain import Paths
from coopgraph.network.paths.ego import common_neighbours, ego, why
from coopgraph.network.paths.paths import all_paths
from coopgraph.network.projecting.find import find
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.result import Result
from coopgraph.network.uncertainty.draws import Draws, uncertainty
from coopgraph.network.uncertainty.evidence import EvidenceModel, read_evidence_model
from coopgraph.network.uncertainty.stability import case_dropping, without_each_source
from coopgraph.networks import project, projection_names, shared_projection
from coopgraph.pipeline import Build, build, check
from coopgraph.reconciliation import reconcile_dataset
from coopgraph.view.export import write_csv, write_graphml
from coopgraph.view.figures import draw
from coopgraph.view.formats import export, read_network
from coopgraph.view.page import write_page

__all__ = [
    "MEASURES",
    "Agreement",
    "Build",
    "CoopgraphError",
    "Difference",
    "Draws",
    "EvidenceModel",
    "Graph",
    "Import",
    "Paths",
    "Period",
    "Projection",
    "Removal",
    "Result",
    "Robustness",
    "Scenario",
    "all_paths",
    "backbone",
    "brokerage",
    "build",
    "case_dropping",
    "changes",
    "check",
    "coding_agreement",
    "common_neighbours",
    "communities",
    "describe",
    "diff",
    "diff_graphs",
    "draw",
    "duration_weighted",
    "during",
    "ego",
    "export",
    "find",
    "import_tables",
    "init",
    "krippendorff_alpha",
    "null_model",
    "open",
    "page",
    "path",
    "project",
    "projection_names",
    "query",
    "rank",
    "read_evidence_model",
    "read_network",
    "reconcile",
    "reconcile_dataset",
    "robustness",
    "sampled_betweenness",
    "scenario",
    "series",
    "shared_projection",
    "show",
    "uncertainty",
    "why",
    "without_each_source",
    "write_csv",
    "write_graphml",
    "write_page",
]
