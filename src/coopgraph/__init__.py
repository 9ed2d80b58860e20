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

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
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

# Each name is imported from its module when it is first asked for: a program that needs one room
# of the package does not wait for the others.
_HOMES: Final = {
    "MEASURES": "coopgraph.network.measures.registry",
    "Agreement": "coopgraph.network.change.agreement",
    "Build": "coopgraph.pipeline",
    "CoopgraphError": "coopgraph.errors",
    "Difference": "coopgraph.network.change.difference",
    "Draws": "coopgraph.network.uncertainty.draws",
    "EvidenceModel": "coopgraph.network.uncertainty.evidence",
    "Graph": "coopgraph.graph",
    "Import": "coopgraph.importing",
    "Paths": "coopgraph.network.paths.chain",
    "Period": "coopgraph.network.change.period",
    "Projection": "coopgraph.network.projecting.projection",
    "Removal": "coopgraph.network.change.removal",
    "Result": "coopgraph.network.result",
    "Robustness": "coopgraph.network.change.robustness",
    "Scenario": "coopgraph.network.change.scenario",
    "all_paths": "coopgraph.network.paths.paths",
    "backbone": "coopgraph.network.measures.backbone",
    "brokerage": "coopgraph.network.measures.brokerage",
    "build": "coopgraph.pipeline",
    "case_dropping": "coopgraph.network.uncertainty.stability",
    "changes": "coopgraph.network.change.timeline",
    "check": "coopgraph.pipeline",
    "coding_agreement": "coopgraph.network.change.agreement",
    "common_neighbours": "coopgraph.network.paths.ego",
    "communities": "coopgraph.network.measures.communities",
    "describe": "coopgraph.network.measures.registry",
    "diff": "coopgraph.network.change.difference",
    "diff_graphs": "coopgraph.graph_diff",
    "draw": "coopgraph.view.figures",
    "duration_weighted": "coopgraph.network.change.period",
    "during": "coopgraph.network.change.period",
    "ego": "coopgraph.network.paths.ego",
    "export": "coopgraph.view.formats",
    "find": "coopgraph.network.projecting.find",
    "import_tables": "coopgraph.importing",
    "init": "coopgraph.dataset.mapping.template",
    "krippendorff_alpha": "coopgraph.network.change.agreement",
    "null_model": "coopgraph.network.measures.nullmodel",
    "open": "coopgraph.graph",
    "page": "coopgraph.api",
    "path": "coopgraph.api",
    "project": "coopgraph.networks",
    "projection_names": "coopgraph.networks",
    "query": "coopgraph.api",
    "rank": "coopgraph.network.measures.registry",
    "read_evidence_model": "coopgraph.network.uncertainty.evidence",
    "read_network": "coopgraph.view.formats",
    "reconcile": "coopgraph.dataset.reconcile.table",
    "reconcile_dataset": "coopgraph.reconciliation",
    "robustness": "coopgraph.network.change.robustness",
    "sampled_betweenness": "coopgraph.network.measures.sampled",
    "scenario": "coopgraph.network.change.scenario",
    "series": "coopgraph.network.change.timeline",
    "shared_projection": "coopgraph.networks",
    "show": "coopgraph.api",
    "uncertainty": "coopgraph.network.uncertainty.draws",
    "why": "coopgraph.network.paths.ego",
    "without_each_source": "coopgraph.network.uncertainty.stability",
    "write_csv": "coopgraph.view.export",
    "write_graphml": "coopgraph.view.export",
    "write_page": "coopgraph.view.page",
}
_NAMED_THERE: Final = {"open": "open_graph"}

if not TYPE_CHECKING:  # else a checker would take any name for one of the package

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(_HOMES[name]), _NAMED_THERE.get(name, name))
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
