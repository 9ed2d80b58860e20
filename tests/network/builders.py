"""Small tables made by hand, as the store would hand them to the network room."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from coopgraph.dates import bounds
from coopgraph.network.projecting.contract import (
    EDGE_COLUMNS,
    LOSS_COLUMNS,
    NODE_COLUMNS,
    STATEMENT_COLUMNS,
)
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.projecting.spec import ProjectionSpec

BASE = "https://w3id.org/coopgraph/id/demo/"


def iri(name: str) -> str:
    return BASE + name if name else ""


def spec(**changes: Any) -> ProjectionSpec:
    values = {
        "name": "demo",
        "title": "Demo",
        "definition": "Territories, joined by statements.",
        "directed": False,
        "mode": "one-mode",
        "actor": "as-stated",
    }
    return ProjectionSpec(**{**values, **changes})


def rows(*triples: Sequence[str], **columns: Sequence[Any]) -> pd.DataFrame:
    """Rows of a query: statement, source, target as short names."""
    frame = pd.DataFrame(
        [[iri(f"statement/{s}"), iri(u), iri(v)] for s, u, v in triples],
        columns=["statement", "source", "target"],
        dtype="str",
    )
    return frame.assign(**columns)


def entities(*names: str | tuple[str, str, str]) -> pd.DataFrame:
    """Entities by short name, or by short name, type and label."""
    full = [
        n if isinstance(n, tuple) else (n, "Territory", n.replace("-", " ").title()) for n in names
    ]
    return pd.DataFrame(
        {
            "id": [iri(name) for name, _, _ in full],
            "label": [label for _, _, label in full],
            "type": [kind for _, kind, _ in full],
            "kind": [""] * len(full),
            "country": [""] * len(full),
            "lat": [float("nan")] * len(full),
            "lon": [float("nan")] * len(full),
            "names": pd.Series([(label,) for _, _, label in full], dtype=object),
        }
    ).astype(dict.fromkeys(("id", "label", "type", "kind", "country"), "str"))


def statements(*facts: dict[str, str]) -> pd.DataFrame:
    """Statements with evidence; `statement` is a short name, the rest has defaults."""
    table = []
    for fact in facts:
        full = {
            **dict.fromkeys(STATEMENT_COLUMNS, ""),
            "type": "Twinning",
            "stage": "in-force",
            "basis": "stated",
            "preference": "normal",
            "as_of": "2018-05-17",
            "source": iri("source/paper"),
            "title": "Paper",
            "source_date": "2018-05-17",
            "locator": "block 4",
            **fact,
        }
        full["label"] = full["label"] or f"headline of {fact['statement']}"
        full["statement"] = iri(f"statement/{fact['statement']}")
        for end in ("begin", "end"):
            earliest, latest = bounds(full[end])
            full[f"{end}_earliest"] = earliest.isoformat() if earliest else ""
            full[f"{end}_latest"] = latest.isoformat() if latest else ""
        table.append(full)
    columns = [*STATEMENT_COLUMNS, "begin_earliest", "begin_latest", "end_earliest", "end_latest"]
    return pd.DataFrame(table, columns=columns, dtype="str")


def fold_table(*pairs: tuple[str, str]) -> pd.DataFrame:
    table = [(iri(entity), iri(actor)) for entity, actor in pairs]
    return pd.DataFrame(table, columns=["entity", "actor"], dtype="str")


def network(
    pairs: Iterable[tuple[str, str]],
    *,
    directed: bool = False,
    isolates: Iterable[str] = (),
    weights: Sequence[float] = (),
    **changes: Any,
) -> Projection:
    """A projection with these edges, each with a statement of its own; ids are the bare names."""
    pairs = [pair if directed else (min(pair), max(pair)) for pair in pairs]
    names = sorted({*isolates, *(end for pair in pairs for end in pair)})
    facts = [f"s{i}" for i in range(len(pairs))]
    node_table = pd.DataFrame({column: [""] * len(names) for column in NODE_COLUMNS}).assign(
        id=names, label=names, lat=float("nan"), lon=float("nan")
    )
    node_table["names"] = pd.Series([(name,) for name in names], dtype=object)
    node_table["members"] = pd.Series([(name,) for name in names], dtype=object)
    edge_table = pd.DataFrame({column: [""] * len(pairs) for column in EDGE_COLUMNS}).assign(
        source=[u for u, _ in pairs],
        target=[v for _, v in pairs],
        weight=pd.Series(list(weights) or [1.0] * len(pairs), dtype=float),
    )
    edge_table["statements"] = pd.Series([(fact,) for fact in facts], dtype=object)
    fact_table = pd.DataFrame({column: [""] * len(facts) for column in STATEMENT_COLUMNS})
    fact_table["statement"] = facts
    values: dict[str, Any] = {
        "name": "test",
        "title": "Test",
        "definition": "A network made for a test.",
        "directed": directed,
        "mode": "one-mode",
        "actor_rule": "as-stated",
        "graph_fingerprint": "none",
        "nodes": node_table,
        "edges": edge_table,
        "statements": fact_table,
        "loss": pd.DataFrame({column: [] for column in LOSS_COLUMNS}).astype({"count": int}),
    }
    return Projection(**{**values, **changes})
