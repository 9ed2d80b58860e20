"""A query with limits on time, memory and size of the answer, in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coopgraph.errors import QueryError, QueryTimeout
from coopgraph.vocabulary import PREFIXES

__all__ = ["Answer", "run_limited"]

WORKER: Final = Path(__file__).with_name("worker.py")
SYNTAX: Final = 3
MAX_OUTPUT: Final = 4 << 30  # bytes


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


def run_limited(
    text: str,
    *,
    store: Path | None,
    dump: Path | None,
    default_graph: Sequence[str],
    result_format: str = "csv",
    graph_format: str = "ttl",
    timeout: float = 30.0,
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
    result_format : str
        ``csv``, ``tsv``, ``json`` or ``xml``, for SELECT and ASK.
    graph_format : str
        ``ttl``, ``nt``, ``rdf`` or ``jsonld``, for CONSTRUCT and DESCRIBE.
    timeout : float
        Limit in seconds, loading included.

    Returns
    -------
    Answer
        The answer.

    Raises
    ------
    QueryTimeout
        If the limit was reached; the child is gone.
    QueryError
        If the query is not SPARQL or failed.
    """
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with tempfile.TemporaryDirectory(prefix="coopgraph-query-") as folder:
        output = Path(folder) / "answer"
        job = {
            "store": str(store) if store else "",
            "dump": str(dump) if dump else "",
            "query": text,
            "prefixes": PREFIXES,
            "default_graph": list(default_graph),
            "result_format": result_format,
            "graph_format": graph_format,
            "memory": int(pages * 0.8),
            "output_bytes": MAX_OUTPUT,
            "output": str(output),
        }
        try:
            done = subprocess.run(  # noqa: S603  (our own worker, no shell)
                [sys.executable, "-I", str(WORKER)],
                input=json.dumps(job).encode(),
                capture_output=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise QueryTimeout(
                f"the query was ended after {timeout:g} s; narrow it down, add a LIMIT, or "
                "allow more time with --timeout"
            ) from None
        if done.returncode:
            raise QueryError(_explain(done))
        return Answer(done.stdout.decode(), output.read_bytes())


def _explain(done: "subprocess.CompletedProcess[bytes]") -> str:
    message = done.stderr.decode(errors="replace").strip()
    if done.returncode == SYNTAX:
        return f"not a valid SPARQL query: {message}"
    if done.returncode < 0:
        return f"the query was ended by signal {-done.returncode}: it needed too much memory or output"
    return f"the query failed: {message.splitlines()[-1] if message else 'no reason given'}"
