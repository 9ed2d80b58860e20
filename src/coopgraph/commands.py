"""What each command prints, apart from how its options are read."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import pandas as pd

from coopgraph.errors import CoopgraphError, NameNotFound
from coopgraph.graph import Graph
from coopgraph.network.measures.registry import MEASURES, Result
from coopgraph.network.paths.chain import Paths
from coopgraph.network.paths.ego import CommonNeighbours, Why
from coopgraph.network.paths.paths import path
from coopgraph.network.projecting.projection import Projection
from coopgraph.pipeline import Build
from coopgraph.store.limited import columns
from coopgraph.terminal import Terminal, columns_as_csv
from coopgraph.view.export import write_csv, write_graphml
from coopgraph.view.formats import export

__all__ = [
    "Connection",
    "print_build",
    "print_description",
    "print_export",
    "print_network",
    "print_path",
    "print_query",
    "print_rank",
    "print_series",
    "query_text",
    "writable",
    "write_result",
]

# What is found about two nodes.
Connection: TypeAlias = Paths | Why | CommonNeighbours

# Columns of a ranking that has intervals, and what they are called in a table.
INTERVALS: Final = {
    "low": "from",
    "high": "to",
    "rank_low": "rank from",
    "rank_high": "rank to",
    "top": "in top 10",
    "group": "group",
}
SERIES: Final = {
    "period": "period",
    "label": "label",
    "value": "certainly",
    "possible": "possibly",
    "rank": "rank",
    "rank_possible": "rank, possibly",
    "note": "note",
}
# Formats of a result, by the ending of the file.
_RESULTS: Final[Mapping[str, Callable[[Result, Path], object]]] = MappingProxyType(
    {
        ".csv": Result.to_csv,
        ".json": Result.to_json,
        ".md": Result.to_markdown,
        ".tex": Result.to_latex,
        ".svg": Result.plot,
        ".pdf": Result.plot,
        ".png": Result.plot,
    }
)
GRAPH_FORMATS: Final = ("ttl", "nt", "rdf", "jsonld")
_LOCAL: Final = re.compile(r"\w[\w-]*(?:/\w[\w-]*)*")
_FORM: Final = re.compile(r"\s*(?:base|prefix|select|ask|construct|describe)\b", re.IGNORECASE)


def print_build(terminal: Terminal, made: Build) -> None:
    """Print what was built."""
    report = made.report
    for part in ("entities", "statements"):
        counts = {name: n for name, n in report[part].items() if name != "Statement"}
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        parts = ", ".join(f"{name} {n:,}" for name, n in ranked)
        terminal.answer(f"{sum(counts.values()):,} {part}: {parts}")
    terminal.answer(f"fingerprint {report['fingerprint']}")
    terminal.answer(f"graph in {made.folder}")


def query_text(query: str) -> str:
    """Return a query given as text, as a file name, or as ``-`` for standard input."""
    if query == "-":
        name, content = "standard input", sys.stdin.buffer.read()
    elif "{" in query or "\n" in query or _FORM.match(query):
        return query
    elif Path(query).is_file():
        name, content = query, Path(query).read_bytes()
    else:
        raise CoopgraphError(f'"{query}" is neither a SPARQL query nor a file')
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CoopgraphError(f"{name} is not UTF-8 (byte {error.start + 1})") from None


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
        terminal.answer(answer.text)
        return
    frame = columns(answer.content)
    # The longest first: it is the nearest.
    prefixes = sorted(graph.store.prefixes().items(), key=lambda item: (-len(item[1]), item[0]))
    rows = frame.itertuples(index=False, name=None)
    shortened = (tuple(_short(value, prefixes) for value in row) for row in rows)
    terminal.table(list(frame.columns), shortened)
    terminal.note(f"{len(frame):,} row{'s' * (len(frame) != 1)}")


def _short(value: str, prefixes: Iterable[tuple[str, str]]) -> str:
    """Write an IRI of a known vocabulary with its prefix, as it may stand in a query."""
    for prefix, namespace in prefixes:
        if value.startswith(namespace) and _LOCAL.fullmatch(value, len(namespace)):
            return f"{prefix}:{value[len(namespace) :]}".replace("/", r"\/")
    return value


def print_network(terminal: Terminal, network: Projection, out: Path | None) -> None:
    """Print what a projection is and leaves out; write it where asked."""
    if out is not None and out.suffix and not _is_graphml(out) and not out.is_dir():
        raise CoopgraphError(f"{out}: expected a .graphml file, or a folder for CSV files")
    sizes = f"{len(network.nodes):,} nodes, {len(network.edges):,} edges"
    terminal.lines([f"{network.title}: {sizes}", network.definition])
    terminal.answer(f"actor rule {network.actor_rule}; fingerprint {network.fingerprint[:12]}")
    columns = list(network.loss.columns)
    terminal.table(
        columns, network.loss.itertuples(index=False, name=None), "What happened to the rows"
    )
    if out is not None:
        write_graphml(network, out) if _is_graphml(out) else write_csv(network, out)
        terminal.lines([str(out)])


def _is_graphml(out: Path) -> bool:
    return out.suffix.lower() == ".graphml"


def print_rank(terminal: Terminal, result: Result, title: str, form: str) -> None:
    """Print a ranking, with intervals where it has them."""
    extra = [name for name in INTERVALS if name in result.values.columns]
    frame = result.values[["rank", "label", "value", *extra, "id"]]
    if form == "csv":
        rows = frame.itertuples(index=False, name=None)
        terminal.answer(columns_as_csv(list(frame.columns), rows))
    elif form == "json":
        terminal.answer(result.to_json())
    else:
        header = ["rank", "label", result.measure, *(INTERVALS[name] for name in extra)]
        rows = frame.drop(columns="id").itertuples(index=False, name=None)
        terminal.table(header, rows, f"{title}, by {result.measure}")
        if result.tied_left_out:
            terminal.note(f"{result.tied_left_out:,} more have the rank of the last one")
        how = _chosen(result)
        terminal.note(f"{result.definition}{how} Projection {result.projection_fingerprint[:12]}.")


def _chosen(result: Result) -> str:
    """The options that differ from what the definition says unless told otherwise."""
    usual = MEASURES[result.measure].options if result.measure in MEASURES else {}
    said = [
        f"{name}={value}"
        for name, value in result.parameters.items()
        if name in usual and value != str(usual[name])
    ]
    return f" Here {', '.join(said)}." if said else ""


def writable(out: Path | None) -> Path | None:
    """Refuse a file that `write_result` cannot write, before a long run and not after it."""
    if out is None:
        return None
    if out.suffix.lower() not in _RESULTS:
        raise CoopgraphError(f"{out}: expected a file that ends in {', '.join(_RESULTS)}")
    if not out.parent.is_dir():
        message = f"cannot write {out.name}: the folder {out.parent} does not exist: make it first"
        raise CoopgraphError(message)
    return out


def write_result(terminal: Terminal, result: Result, out: Path | None) -> None:
    """Write a result to a file, in the format that its name ends in."""
    if out is None:
        return
    writable(out)
    _RESULTS[out.suffix.lower()](result, out)
    terminal.note(f"written: {out}")


def print_series(terminal: Terminal, results: Sequence[Result], form: str) -> None:
    """Print measures over time."""
    if form == "json":
        said = [json.loads(result.to_json()) for result in results]
        terminal.answer(json.dumps(said, ensure_ascii=False, indent=2))
        return
    frames = [result.values.assign(measure=result.measure) for result in results]
    frame = pd.concat(frames, ignore_index=True)
    if form == "csv":
        rows = frame.itertuples(index=False, name=None)
        terminal.answer(columns_as_csv(list(frame.columns), rows))
    else:
        for result in results:
            own = [name for name in SERIES if name in result.values.columns]
            if "rank" not in own:  # a figure of the whole network, whose label is the period
                own.remove("label")
            if not result.values["note"].any():
                own.remove("note")
            table = result.values[own].astype(object)
            rows = table.where(table.notna(), "").itertuples(index=False, name=None)
            terminal.table([SERIES[name] for name in own], rows, result.measure)
    for result in results:
        terminal.note(f"{result.definition} Projection {result.projection_fingerprint[:12]}.")


def print_description(terminal: Terminal, result: Result, title: str, form: str) -> None:
    """Print figures of a whole network."""
    if form == "json":
        terminal.answer(result.to_json())
        return
    frame = result.values[["label", "value", "note"]]
    rows = list(frame.fillna("").itertuples(index=False, name=None))
    if form == "csv":
        terminal.answer(columns_as_csv(list(frame.columns), rows))
    else:
        terminal.table(["figure", "value", "note"], rows, title)
    terminal.note(f"projection {result.projection} {result.projection_fingerprint[:12]}")


def print_path(
    terminal: Terminal,
    network: Projection,
    ends: tuple[str, str],
    form: str,
    ask: Callable[[Projection, str, str], Connection] = path,
) -> None:
    """Print what joins two names, with the sources: unless said, the shortest chain."""
    try:
        found = ask(network, *ends)
    except NameNotFound as error:
        day, status = (network.parameters.get(name, "") for name in ("as_of", "status"))
        hint = f" It has only what is {status} to have held on {day}." if day else ""
        raise NameNotFound(f"{error}{hint}") from None
    if form == "json":
        terminal.answer(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        terminal.lines(found.lines())
    terminal.note(f"projection {network.name} {network.fingerprint[:12]}")


def print_export(terminal: Terminal, network: Projection, out: Path, form: str | None) -> None:
    """Write a network in a format; print the files, and what the format cannot hold."""
    paths, lost = export(network, out, form)
    terminal.lines(map(str, paths))
    for line in lost:
        terminal.note(line)
