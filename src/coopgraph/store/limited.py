"""A query with limits on time, memory and size of the answer, in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyoxigraph as ox

from coopgraph.errors import GraphNotFound, QueryError, QueryTimeout
from coopgraph.names import did_you_mean
from coopgraph.store.syntax import explain_syntax
from coopgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib

    AnswerValue = pd.DataFrame | bool | rdflib.Graph

__all__ = ["Answer", "arrow_columns", "columns", "run_limited"]

WORKER: Final = Path(__file__).with_name("worker.py")
RESULT_FORMATS: Final = ("csv", "tsv", "json", "xml")
GRAPH_FORMATS: Final = ("ttl", "nt", "rdf", "jsonld")
SYNTAX, NO_GRAPH = 3, 5
MAX_SECONDS: Final = 86_400.0
MAX_OUTPUT: Final = 1 << 30  # bytes
# No site folder, start-up file or environment of the user has a say; the engine is this one's own.
_START: Final = (
    "import runpy, sys; sys.path.append(sys.argv[2]); "
    "runpy.run_path(sys.argv[1], run_name='__main__')"
)
_FLAGS: Final = ("-I", "-S", "-X", "utf8", "-c", _START)


@dataclass(frozen=True)
class Answer:
    """The answer to a query.

    Parameters
    ----------
    kind : str
        ``table`` (SELECT), ``boolean`` (ASK) or ``graph`` (CONSTRUCT, DESCRIBE).
    content : bytes
        In the format that was asked for, UTF-8.
    """

    kind: str
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode()

    def value(self) -> "AnswerValue":
        """The content for Python: a table in CSV, a truth value, or a graph in N-Triples."""
        if self.kind == "boolean":
            return self.text.strip() == "true"
        if self.kind == "table":
            return columns(self.content)
        import rdflib

        return rdflib.Graph().parse(data=self.content, format="nt")


def columns(content: bytes) -> pd.DataFrame:
    r"""Read SPARQL results in CSV as columns of text.

    Parameters
    ----------
    content : bytes
        The answer to a SELECT query.

    Returns
    -------
    pandas.DataFrame
        A column a variable; an empty string where a variable is not bound.

    Examples
    --------
    >>> columns(b"a\r\n1\r\n\r\n")["a"].tolist()
    ['1', '']
    """
    if not content.partition(b"\n")[0].strip():
        return pd.DataFrame(index=range(content.count(b"\n") - 1)) if content else pd.DataFrame()
    return pd.DataFrame(arrow_columns(content).to_pandas())


def arrow_columns(content: bytes) -> pa.Table:
    r"""Read SPARQL results in CSV, of one variable or more, as columns of Arrow.

    Parameters
    ----------
    content : bytes
        The answer to a SELECT query.

    Returns
    -------
    pyarrow.Table
        A column of text a variable; an empty string where a variable is not bound.

    Examples
    --------
    >>> arrow_columns(b"a,b\r\n1,\r\n").to_pylist()
    [{'a': '1', 'b': ''}]
    """
    names = content.partition(b"\n")[0].strip().decode().split(",")
    return arrow_csv.read_csv(
        pa.BufferReader(content),
        # No solution may be larger than a block, and one thread leaves a later fork in peace.
        read_options=arrow_csv.ReadOptions(
            use_threads=False, block_size=min(len(content) + 1, MAX_OUTPUT)
        ),
        # A solution that binds nothing is a blank line.
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )


def run_limited(
    text: str,
    *,
    store: Path | None,
    dump: Path | None,
    default_graph: Sequence[str],
    prefixes: Mapping[str, str] = PREFIXES,
    result_format: str = "csv",
    graph_format: str = "ttl",
    timeout: float = 30.0,
    memory: int = 0,
    output_bytes: int = MAX_OUTPUT,
) -> Answer:
    """Run a query in a child process that is killed at the time limit.

    Parameters
    ----------
    text : str
        The query, already checked by `guard.check_query`.
    store : Path or None
        Folder of the store on disk.
    dump : Path or None
        N-Quads file to load where there is no store on disk.
    default_graph : sequence of str
        IRIs of the graphs that make the default graph; empty where the query has FROM.
    prefixes : mapping of str to str
        Namespaces by the prefixes that need not be declared; Turtle is written with them.
    result_format : str
        ``csv``, ``tsv``, ``json`` or ``xml``, for SELECT and ASK.
    graph_format : str
        ``ttl``, ``nt``, ``rdf`` or ``jsonld``, for CONSTRUCT and DESCRIBE.
    timeout : float
        Limit in seconds, loading included.
    memory : int
        Limit in bytes; four fifths of the machine's where 0.
    output_bytes : int
        Limit to the size of the answer.

    Returns
    -------
    Answer
        The answer.

    Raises
    ------
    QueryTimeout
        If the limit was reached; the child is gone.
    QueryError
        If the query is not SPARQL or failed, or a format or limit makes no sense.
    GraphNotFound
        If the store or the dump cannot be read.
    """
    _check_options(result_format, graph_format, timeout)
    with tempfile.TemporaryDirectory(prefix="coopgraph-query-") as folder:
        output = Path(folder) / "answer"
        job = {
            "store": str(store) if store else "",
            "dump": str(dump) if dump else "",
            "query": text,
            "prefixes": dict(prefixes),
            "default_graph": list(default_graph),
            "result_format": result_format,
            "graph_format": graph_format,
            "seconds": timeout + 0.5,
            "memory": memory or _memory(),
            "output_bytes": output_bytes,
            "output": str(output),
        }
        done = _run(json.dumps(job).encode(), timeout)
        if done.returncode == 0:
            return Answer(done.stdout.decode(), output.read_bytes())
        message = done.stderr.decode(errors="replace").strip()
        for path in (store, dump, output):
            message = message.replace(str(path), path.name) if path else message
        if done.returncode == NO_GRAPH:
            raise GraphNotFound(f"the graph is damaged ({message}); run coopgraph build again")
        if done.returncode == SYNTAX:
            raise QueryError(explain_syntax(text, message))
        raise QueryError(_explain(done.returncode, message))


def _run(job: bytes, timeout: float) -> "subprocess.CompletedProcess[bytes]":
    engine = str(Path(ox.__file__).parents[1])
    try:
        done = subprocess.run(  # noqa: S603  (our own worker, no shell)
            [sys.executable, *_FLAGS, str(WORKER), engine],
            input=job,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _timed_out(timeout) from None
    except OSError as error:
        raise QueryError(f"the query could not be started: {error.strerror or error}") from error
    if done.returncode == -getattr(signal, "SIGALRM", 0):
        raise _timed_out(timeout)
    return done


def _timed_out(timeout: float) -> QueryTimeout:
    return QueryTimeout(
        f"the query was ended after {timeout:g} s; narrow it down, add a LIMIT, or allow more "
        "time with --timeout"
    )


def _check_options(result_format: str, graph_format: str, timeout: float) -> None:
    for given, allowed in ((result_format, RESULT_FORMATS), (graph_format, GRAPH_FORMATS)):
        if given not in allowed:
            hint = did_you_mean(given, allowed) or f" There are: {', '.join(allowed)}."
            raise QueryError(f'"{given}" is no format of an answer.{hint}')
    if not 0 < timeout <= MAX_SECONDS:
        raise QueryError(
            f"the time limit is {timeout:g} s; give more than 0 and at most {MAX_SECONDS:,.0f}"
        )


def _memory() -> int:
    """Return the bytes that a query may take: all but a fifth, so that the machine stays alive."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 5 * 4
    except (AttributeError, ValueError, OSError):  # not a POSIX system: no limit there anyway
        return 0


def _explain(status: int, message: str) -> str:
    last = message.splitlines()[-1] if message else "no reason given"
    if status == -getattr(signal, "SIGSEGV", 0) or "overflowed its stack" in message:
        return "the query failed: it is nested too deeply"
    if "File too large" in message:
        return "the query failed: its answer is too large; add a LIMIT"
    if status < 0 or "MemoryError" in last or "allocation" in message:
        return "the query failed: it needs too much memory; narrow it down or add a LIMIT"
    return f"the query failed: {last}"
