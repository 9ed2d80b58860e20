"""What each command prints, apart from how its options are read."""

import io
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from coopgraph.errors import CoopgraphError
from coopgraph.graph import Graph
from coopgraph.network.measures import rank
from coopgraph.network.paths import path
from coopgraph.network.projection import Projection
from coopgraph.pipeline import Build
from coopgraph.terminal import Terminal, columns_as_csv

__all__ = [
    "print_build",
    "print_network",
    "print_path",
    "print_query",
    "print_rank",
    "query_text",
]

GRAPH_FORMATS = ("ttl", "nt", "rdf", "jsonld")


def print_build(terminal: Terminal, made: Build) -> None:
    """Print what was built."""
    report = made.report
    for part in ("entities", "statements"):
        counts = report[part]
        assert isinstance(counts, dict)
        total = sum(n for name, n in counts.items() if name != "Statement")
        parts = ", ".join(
            f"{name} {n:,}"
            for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            if name != "Statement"
        )
        terminal.answer(f"{total:,} {part}: {parts}")
    terminal.answer(f"fingerprint {report['fingerprint']}")
    terminal.answer(f"graph in {made.folder}")


def query_text(query: str) -> str:
    """Return a query given as text, as a file name, or as ``-`` for standard input."""
    if query == "-":
        return sys.stdin.read()
    if "{" in query or "\n" in query:
        return query
    path = Path(query)
    if not path.is_file():
        raise CoopgraphError(f'"{query}" is neither a SPARQL query nor a file')
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CoopgraphError(f"{path} is not UTF-8 (byte {error.start + 1})") from None


def print_query(terminal: Terminal, graph: Graph, text: str, form: str, timeout: float) -> None:
    """Print the answer to a query in a format; the default depends on the query's form."""
    shown = form in ("", "table")
    answer = graph.store.query(
        text,
        result_format="csv" if shown or form in GRAPH_FORMATS else form,
        graph_format=form if form in GRAPH_FORMATS else "ttl",
        timeout=timeout,
    )
    if answer.kind == "graph" and form not in (*GRAPH_FORMATS, ""):
        raise CoopgraphError(f"this query makes a graph; --format {form} is for tables: use ttl")
    if answer.kind != "graph" and form in GRAPH_FORMATS:
        raise CoopgraphError(f"this query makes a table; --format {form} is for graphs: use csv")
    if answer.kind != "table" or not shown:
        sys.stdout.buffer.write(answer.content)
        return
    frame = pd.read_csv(io.BytesIO(answer.content), dtype="str", keep_default_na=False)
    terminal.table(list(frame.columns), frame.itertuples(index=False, name=None))
    terminal.note(f"{len(frame):,} row{'s' * (len(frame) != 1)}")


def print_network(terminal: Terminal, network: Projection, out: Path | None) -> None:
    """Print what a projection is and leaves out; write it where asked."""
    terminal.answer(f"{network.title}: {len(network.nodes):,} nodes, {len(network.edges):,} edges")
    terminal.answer(network.definition)
    terminal.answer(f"actor rule {network.actor_rule}; fingerprint {network.fingerprint[:12]}")
    columns = list(network.loss.columns)
    terminal.table(columns, network.loss.itertuples(index=False, name=None), "What happened to the rows")
    if out is None:
        return
    if out.suffix.lower() == ".graphml":
        write_graphml(network, out)
    elif out.suffix:
        raise CoopgraphError(f"{out}: expected a .graphml file, or a folder for CSV files")
    else:
        write_csv(network, out)
    terminal.answer(str(out))


def print_rank(terminal: Terminal, network: Projection, measure: str, top: int, form: str) -> None:
    """Print a ranking."""
    result = rank(network, measure, top=top or None)
    frame = result.values[["rank", "label", "value", "id"]]
    rows = list(frame.itertuples(index=False, name=None))
    if form == "csv":
        terminal.answer(columns_as_csv(list(frame.columns), rows))
    elif form == "json":
        content = {
            "measure": result.measure,
            "definition": result.definition,
            "parameters": dict(result.parameters),
            "projection": result.projection,
            "fingerprint": result.projection_fingerprint,
            "values": frame.to_dict("records"),
        }
        terminal.answer(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        title = f"{network.title}, by {measure}"
        terminal.table(["rank", "label", measure], [row[:3] for row in rows], title)
        terminal.note(f"{result.definition} Projection {result.projection_fingerprint[:12]}.")


def print_path(
    terminal: Terminal,
    network: Projection,
    ends: tuple[str, str],
    form: str,
    *,
    count: int = 1,
    without: Iterable[str] = (),
    types: Iterable[str] | None = None,
) -> None:
    """Print the shortest chains between two names, step by step with their sources."""
    found = path(network, *ends, count, without=without, types=types)
    if form == "json":
        terminal.answer(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        terminal.answer("\n".join(found.lines()))
    terminal.note(f"projection {found.projection} {found.projection_fingerprint[:12]}")
