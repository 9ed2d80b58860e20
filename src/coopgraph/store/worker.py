"""Runs one query in a process of its own, so that a time limit can really end it.

Started by `store.limited` as a script, isolated from the user's folder and environment; it imports
nothing of coopgraph. It reads one JSON object on standard input and writes the answer to a file.
"""

import ctypes
import json
import os
import signal
import struct
import sys
from contextlib import suppress
from typing import Any, BinaryIO

import pyoxigraph as ox

__all__: list[str] = []

RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPHS = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "ttl": ox.RdfFormat.TURTLE,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
SYNTAX, FAILED, NO_GRAPH = 3, 4, 5
# For each machine: its number in the kernel's audit interface, and that of the call `socket`.
SOCKET_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


def limit(job: dict[str, Any]) -> None:
    """Bound time, memory and output by the system's own means, where it has them.

    The parent ends this process at the time limit; the alarm does when the parent is gone.
    """
    if os.name != "posix":
        return
    import resource

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, job["seconds"])
    for kind, value in (
        (resource.RLIMIT_AS, job["memory"]),
        (resource.RLIMIT_FSIZE, job["output_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


def close_network() -> None:
    """Have a Linux kernel refuse to make sockets, should a query ever get past the guard.

    A seccomp filter of six steps: another architecture or call is allowed, `socket` is refused.
    """
    if sys.platform != "linux" or os.uname().machine not in SOCKET_CALLS:
        return
    audit, call = SOCKET_CALLS[os.uname().machine]
    load, equal, leave = 0x20, 0x15, 0x06  # BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ, BPF_RET
    refuse, allow = 0x00050000 | 13, 0x7FFF0000  # SECCOMP_RET_ERRNO|EACCES, SECCOMP_RET_ALLOW
    steps = [(load, 0, 0, 4), (equal, 0, 3, audit), (load, 0, 0, 0), (equal, 0, 1, call)]
    steps += [(leave, 0, 0, refuse), (leave, 0, 0, allow)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    with suppress(AttributeError, OSError):
        prctl = ctypes.CDLL(None).prctl
        prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
        prctl(22, 2, program)  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER


def open_store(job: dict[str, Any]) -> ox.Store:
    """Open the store read-only, or load the dump where there is none."""
    if job["store"]:
        return ox.Store.read_only(job["store"])
    store = ox.Store()
    store.bulk_load(path=job["dump"], format=ox.RdfFormat.N_QUADS)
    return store


def used_prefixes(triples: list[ox.Triple], prefixes: dict[str, str]) -> dict[str, str]:
    """Return the prefixes that shorten an IRI of the triples most."""
    iris = {t.datatype if isinstance(t, ox.Literal) else t for triple in triples for t in triple}
    names = {iri.value for iri in iris if isinstance(iri, ox.NamedNode)}
    folders = {name[: max(name.rfind("/"), name.rfind("#")) + 1] for name in names}
    longest_first = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
    best = (next((p for p in longest_first if folder.startswith(p[1])), None) for folder in folders)
    return dict(sorted({found for found in best if found}))


def answer(store: ox.Store, job: dict[str, Any], out: BinaryIO) -> str:
    """Write the answer to a file; return its kind."""
    graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
    graphs = [ox.NamedNode(iri) for iri in job["default_graph"]]
    found = store.query(job["query"], prefixes=job["prefixes"], default_graph=graphs or None)
    if isinstance(found, ox.QueryTriples):
        if job["graph_format"] == "ttl":
            triples = list(found)
            used = used_prefixes(triples, job["prefixes"])
            ox.serialize(triples, out, format=ox.RdfFormat.TURTLE, prefixes=used)
        else:
            found.serialize(out, format=GRAPHS[job["graph_format"]])
        return "graph"
    if isinstance(found, ox.QuerySolutions):
        found.serialize(out, format=RESULTS[job["result_format"]])
        return "table"
    if job["result_format"] in ("csv", "tsv"):
        out.write(b"true\n" if found else b"false\n")
    else:
        found.serialize(out, format=RESULTS[job["result_format"]])
    return "boolean"


def fail(status: int, error: BaseException) -> int:
    """Say on standard error what went wrong, whatever the locale."""
    sys.stderr.buffer.write(str(error).encode(errors="replace") or type(error).__name__.encode())
    return status


def main() -> int:
    """Run the job on standard input; return the exit status."""
    job = json.load(sys.stdin)
    limit(job)
    close_network()
    try:
        store = open_store(job)
    except (OSError, ValueError, RuntimeError, SyntaxError) as error:
        return fail(NO_GRAPH, error)
    try:
        with open(job["output"], "wb") as out:  # noqa: PTH123  (no pathlib: start-up time)
            kind = answer(store, job, out)
    except SyntaxError as error:
        return fail(SYNTAX, error)
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        return fail(FAILED, error)
    sys.stdout.write(kind)
    return 0


if __name__ == "__main__":
    sys.exit(main())
