"""Two builds differ in what was edited, and in nothing else."""

from pathlib import Path

import pandas as pd
import pytest

import coopgraph.graph
from coopgraph.dataset.mapping.template import init
from coopgraph.errors import CoopgraphError
from coopgraph.graph import Graph, open_graph
from coopgraph.graph_diff import diff_graphs, removal_by_query
from coopgraph.network.change.scenario import scenario
from coopgraph.networks import project
from coopgraph.pipeline import build
from coopgraph.store.store import Store


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Graph, Graph, pd.DataFrame]:
    """The starter, and the starter with rows turned round, one edited, and one taken out."""
    folder = tmp_path_factory.mktemp("diff")
    found = []
    for name in ("old", "new"):
        init(folder / name)
        path = folder / name / "cooperation.csv"
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        others = [table.assign(type=kind) for kind in ("Partnership", "Cooperation")]
        table = pd.concat([table, *others], ignore_index=True)
        table.to_csv(path, index=False)
        if name == "new":
            changed = table.iloc[::-1].copy()
            changed.iloc[0, changed.columns.get_loc("stage")] = "terminated"
            changed.iloc[:-1].to_csv(path, index=False)
        mapping = folder / name / "mapping.toml"
        mapping.write_text(
            mapping.read_text("utf-8").replace(f'id = "{name}"', 'id = "starter"'), "utf-8"
        )
        graph = build([folder / name], folder / f"{name}-graph", shapes=False).folder
        found.append(open_graph(graph))
    return found[0], found[1], table


def test_lines_may_be_limited(graphs: tuple[Graph, Graph, pd.DataFrame]) -> None:
    found = diff_graphs(*graphs[:2])
    whole = found.lines()
    head = next(n for n, line in enumerate(whole) if "quads" not in line and ":" in line)
    told = [line for line in whole if line.startswith(("added: ", "removed: ", "changed: "))]
    assert len(told) > 1
    short = found.lines(1)
    assert short[-2:] == [told[0], f"… and {len(told) - 1} more; all of them with -o FOLDER"]
    assert short[:head] == whole[:head]


def test_moved_rows_make_no_difference(graphs: tuple[Graph, Graph, pd.DataFrame]) -> None:
    old, new, _ = graphs
    found = diff_graphs(old, new)
    counts = found.statements.drop_duplicates("statement")["change"].value_counts().to_dict()
    assert counts == {"changed": 1, "removed": 1}
    changed = found.statements[found.statements["change"] == "changed"]
    assert "stage" in changed["field"].to_list()
    row = changed.set_index("field").loc["stage"]
    assert row["after"] == "terminated"
    assert row["as_of"] != ""
    assert (found.before, found.after) == (old.fingerprint, new.fingerprint)


def test_the_quads_lead_from_the_one_to_the_other(
    graphs: tuple[Graph, Graph, pd.DataFrame], tmp_path: Path
) -> None:
    old, new, _ = graphs
    found = diff_graphs(old, new)
    paths = found.write(tmp_path / "diff")
    assert [path.name for path in paths] == [
        *("statements.csv", "entities.csv", "added.nq", "removed.nq")
    ]
    before, after = (set(graph.store.nquads().splitlines(keepends=True)) for graph in (old, new))
    data = {line for line in after if b"/graph/starter> ." in line}
    moved = (before - set(found.removed.splitlines(keepends=True))) | set(
        found.added.splitlines(keepends=True)
    )
    assert {line for line in moved if b"/graph/starter> ." in line} == data
    Store.from_nquads(found.added)  # it is RDF


def test_a_graph_does_not_differ_from_itself(graphs: tuple[Graph, Graph, pd.DataFrame]) -> None:
    found = diff_graphs(graphs[0], graphs[0])
    assert found.empty
    assert found.lines() == ["The data of the two graphs do not differ."]


def test_the_differences_in_words(graphs: tuple[Graph, Graph, pd.DataFrame]) -> None:
    lines = diff_graphs(graphs[0], graphs[1]).lines()
    assert lines[0].endswith(" removed.")
    assert any("stage: " in line and line.endswith("→ terminated") for line in lines)


@pytest.fixture(scope="module")
def demo() -> Graph:
    """The packaged demo graph, whatever lies in the working folder."""
    return coopgraph.graph._demo()


def test_a_scenario_by_query(demo: Graph) -> None:
    chosen = removal_by_query(demo, "SELECT ?statement { ?statement a coop:Twinning }")
    found = scenario(project(demo, "partnerships"), chosen)
    assert "Twinning" not in set(found.after.edges["type"])
    assert set(found.removed["kind"]) == {"statement"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ASK { ?s ?p ?o }", "must be a SELECT"),
        ("SELECT ?s { ?s a coop:Twinning }", "must be a SELECT"),
        ("SELECT ?node { ?node a coop:Nothing }", "finds nothing"),
    ],
)
def test_a_query_that_chooses_nothing(
    graphs: tuple[Graph, Graph, pd.DataFrame], text: str, message: str
) -> None:
    with pytest.raises(CoopgraphError, match=message):
        removal_by_query(graphs[0], text)


def test_a_network_carries_its_credits(demo: Graph) -> None:
    found = project(demo, "partnerships").credits
    assert [each.iri for each in found] == ["https://w3id.org/coopgraph/graph/baltic-barents"]
    assert found[0].licence == "https://creativecommons.org/licenses/by/4.0/"


def test_entities_that_are_new_gone_or_renamed(tmp_path: Path) -> None:
    found = []
    towns = {
        "old": "id,label,country\na,Turku,FI\nb,Oulu,FI\nc,Umeå,SE\n",
        "new": "id,label,country\na,Åbo,FI\nc,Umeå,SE\nd,Tartu,EE\n",
    }
    for name, text in towns.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "towns.csv").write_text(text, encoding="utf-8")
        (folder / "mapping.toml").write_text(
            """[dataset]
id = "towns"
title = "Towns"
[tables.towns]
ignore = ["country"]
[[entities]]
table = "towns"
type = "Territory"
id = "id"
labels = { en = "label" }
set = { kind = { const = "city" } }
""",
            encoding="utf-8",
        )
        (folder / "sources.toml").write_text("", encoding="utf-8")
        graph = build([folder], tmp_path / f"{name}-graph", shapes=False).folder
        found.append(open_graph(graph))
    difference = diff_graphs(*found)
    rows = difference.entities[["change", "type", "label", "before", "after"]]
    assert rows.to_numpy().tolist() == [
        ["added", "Territory", "Tartu", "", ""],
        ["removed", "Territory", "Oulu", "", ""],
        ["renamed", "Territory", "Åbo", "Turku", "Åbo"],
    ]
    assert difference.statements.empty
    assert difference.lines()[1:] == [
        "entities: added 1, renamed 1, removed 1",
        "added: Tartu (Territory)",
        "removed: Oulu (Territory)",
        "renamed: Turku → Åbo (Territory)",
    ]
    with pytest.raises(CoopgraphError, match=r"is a data set; build it with coopgraph build .*old"):
        open_graph(tmp_path / "old")
