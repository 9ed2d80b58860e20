"""Runs one query in a process of its own, so that a time limit can really end it.

Started by `store.limited` as a script, isolated from the user's folder and environment; it imports
nothing of coopgraph. It reads one JSON object on standard input and writes the answer to a file.
"""

import json
import resource
import sys
from contextlib import suppress

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
SYNTAX, FAILED = 3, 4


def open_store(job: dict[str, str]) -> ox.Store:
    """Open the store read-only, or load the dump where there is none."""
    if job["store"]:
        return ox.Store.read_only(job["store"])
    store = ox.Store()
    store.bulk_load(path=job["dump"], format=ox.RdfFormat.N_QUADS)
    return store


def main() -> int:
    """Run the job on standard input; return the exit status."""
    job = json.load(sys.stdin)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["output_bytes"], job["output_bytes"]))
    graphs = [ox.NamedNode(iri) for iri in job["default_graph"]]
    try:
        answer = open_store(job).query(
            job["query"], prefixes=job["prefixes"], default_graph=graphs or None
        )
        with open(job["output"], "wb") as out:  # noqa: PTH123  (no pathlib: start-up time)
            out.write(b"")
            if isinstance(answer, ox.QueryTriples):
                answer.serialize(out, format=GRAPHS[job["graph_format"]])
                kind = "graph"
            else:
                form = RESULTS[job["result_format"]]
                boolean = isinstance(answer, ox.QueryBoolean)
                kind = "boolean" if boolean else "table"
                if boolean and job["result_format"] in ("csv", "tsv"):
                    out.write(b"true\n" if answer else b"false\n")
                else:
                    answer.serialize(out, format=form)
    except SyntaxError as error:
        sys.stderr.write(str(error))
        return SYNTAX
    except (OSError, ValueError, MemoryError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return FAILED
    sys.stdout.write(kind)
    return 0


if __name__ == "__main__":
    sys.exit(main())
