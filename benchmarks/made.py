"""Graphs of any size for the benchmarks: participations of organisations in projects.

They have what a built graph has: stated and derived types, labels, dates with their bounds, stage,
basis, confidence, notes, and evidence with a source and a passage. Organisations occur as 1/rank, a
project has eight participations on average.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyoxigraph as ox

from coopgraph.graph import Graph
from coopgraph.network.kernels.jit import in_order
from coopgraph.store.ontology import ontology_nquads
from coopgraph.store.store import Store
from coopgraph.vocabulary import (
    DERIVED_GRAPH,
    PREFIXES,
    concept_iri,
    dataset_graph,
    expand,
    term_iri,
)

DATASET = "made"
_PART = 300_000  # lines
_ROLES = ("lead-partner", "project-partner", "associated-partner")
_STAGES = ("in-force", "completed", "agreed")
_BASES = ("stated", "computed", "interpreted")


def graph(
    participations: int, *, per_project: int = 8, seed: int = 1, folder: Path | None = None
) -> Graph:
    """Make a graph.

    Parameters
    ----------
    participations : int
        Number of statements.
    per_project : int
        Participations a project, on average; a sixth as many organisations as participations.
    seed : int
        Where the draws start.
    folder : Path, optional
        Where to put its store; in memory unless said.

    Returns
    -------
    Graph
        The graph.
    """
    digest, parts = sha256(), nquads(participations, per_project=per_project, seed=seed)
    engine = ox.Store(str(folder)) if folder else ox.Store()
    _fill(engine, parts, digest.update)
    store = Store(engine)
    if folder:  # as a build leaves it, and a reader finds it
        engine.optimize()
        engine.flush()
        del engine, store  # closes the files
        store = Store.open(folder)
    return Graph(store, digest.hexdigest(), "made for a benchmark", folder or Path())


def _fill(engine: ox.Store, parts: Iterable[bytes], seen: Callable[[bytes], object]) -> None:
    def load(content: bytes) -> None:
        engine.bulk_load(input=content, format=ox.RdfFormat.N_QUADS)

    def contents() -> Iterator[bytes]:
        for content in itertools.chain([ontology_nquads()], parts):
            seen(content)
            yield content

    # Two at once: the engine works without the interpreter's lock.
    in_order(contents(), load, lambda *_: None, workers=2)


def nquads(participations: int, *, per_project: int = 8, seed: int = 1) -> Iterator[bytes]:
    """The N-Quads of such a graph, without ontology and vocabulary, part by part."""
    n, random = participations, np.random.default_rng(seed)
    n_projects, n_bodies = max(n // per_project, 2), max(n // 6, 3)
    # A body takes part in a project once: draws that repeat are moved to the next body.
    chance = 1 / (np.arange(n_bodies) + 10)
    body = random.choice(n_bodies, size=n, p=chance / chance.sum())
    project = random.integers(0, n_projects, size=n)
    own, graph_name = PREFIXES["id"] + f"{DATASET}/", f"<{dataset_graph(DATASET)}>"
    inferred = f"<{DERIVED_GRAPH}>"

    def term(name: str) -> str:
        return f"<{expand(name) if ':' in name else term_iri(name)}>"

    kind, label, preferred = term("rdf:type"), term("rdfs:label"), term("skos:prefLabel")
    lines: list[str] = []
    put = lines.append

    def thing(iri: str, classes: tuple[str, ...], name: str) -> None:
        put(f"{iri} {kind} {term(classes[0])} {graph_name} .")
        for other in classes[1:]:
            put(f"{iri} {kind} {term(other)} {inferred} .")
        put(f'{iri} {preferred} "{name}"@en {graph_name} .')
        put(f'{iri} {label} "{name}"@en {inferred} .')

    for b in range(n_bodies):
        thing(f"<{own}body-{b:07d}>", ("Organisation", "Actor", "Entity"), f"Body {b}")
    for p in range(n_projects):
        thing(f"<{own}project-{p:07d}>", ("Project", "Activity", "Entity"), f"Project {p}")
    sources = max(5, n // 1000)
    for place in range(sources):
        iri = f"<{own}source/source-{place}>"
        put(f"{iri} {kind} {term('Source')} {graph_name} .")
        put(f'{iri} {term("dcterms:title")} "Report {place} on cooperation"@en {graph_name} .')
        put(f'{iri} {term("dcterms:publisher")} "Publisher {place % 7}" {graph_name} .')
        put(f'{iri} {term("dcterms:date")} "2018-05-17"^^{term("xsd:date")} {graph_name} .')
        put(f"{iri} {term('dcterms:license')} <https://example.org/licence> {graph_name} .")
    day, edtf = term("xsd:date"), f"<{PREFIXES['edtf']}EDTF>"
    fixed = {
        name: term(name)
        for names in (
            ["participant", "activity", "role", "begin", "beginEarliest", "beginLatest", "asOf"],
            ["basis", "stage", "confidence", "evidence", "involves", "locator", "passageHash"],
        )
        for name in names
    }
    statement_types = [(term("Participation"), graph_name), (term("Statement"), graph_name)]
    statement_types.append((term("Relation"), inferred))
    year, stage = random.integers(1990, 2018, size=n), random.integers(0, 3, size=n)
    basis, role = random.integers(0, 3, size=n), random.integers(0, 3, size=n)
    source, block = random.integers(0, sources, size=n), random.integers(1, 60, size=n)
    has_source, note = term("oa:hasSource"), term("skos:note")
    has_evidence, evidence_type = fixed["evidence"], term("Evidence")
    rows = zip(
        *(x.tolist() for x in (body, project, year, stage, basis, role, source, block)), strict=True
    )
    for i, (b, p, y, st, ba, ro, so, bl) in enumerate(rows):
        if len(lines) > _PART:
            yield "\n".join([*lines, ""]).encode()
            lines.clear()
        s, e = f"<{own}statement/{i:016x}>", f"<{own}evidence/{i:016x}>"
        who, what = f"<{own}body-{b:07d}>", f"<{own}project-{p:07d}>"
        for one, where in statement_types:
            put(f"{s} {kind} {one} {where} .")
        put(f'{s} {label} "Participation: Body {b} – Project {p}"@en {graph_name} .')
        put(f"{s} {fixed['participant']} {who} {graph_name} .")
        put(f"{s} {fixed['activity']} {what} {graph_name} .")
        put(f"{s} {fixed['involves']} {who} {inferred} .")
        put(f"{s} {fixed['involves']} {what} {inferred} .")
        put(f"{s} {fixed['role']} <{concept_iri('role', _ROLES[ro])}> {graph_name} .")
        put(f'{s} {fixed["begin"]} "{y}"^^{edtf} {graph_name} .')
        put(f'{s} {fixed["beginEarliest"]} "{y}-01-01"^^{day} {graph_name} .')
        put(f'{s} {fixed["beginLatest"]} "{y}-12-31"^^{day} {graph_name} .')
        put(f'{s} {fixed["asOf"]} "2018-05-17"^^{day} {graph_name} .')
        put(f"{s} {fixed['basis']} <{concept_iri('basis', _BASES[ba])}> {graph_name} .")
        put(f"{s} {fixed['stage']} <{concept_iri('stage', _STAGES[st])}> {graph_name} .")
        if ba == 2:
            put(f'{s} {fixed["confidence"]} "0.9"^^{term("xsd:decimal")} {graph_name} .')
            put(f'{s} {note} "Row {i}: read as a participation."@en {graph_name} .')
        put(f"{s} {has_evidence} {e} {graph_name} .")
        put(f"{e} {kind} {evidence_type} {graph_name} .")
        put(f"{e} {has_source} <{own}source/source-{so}> {graph_name} .")
        put(f'{e} {fixed["locator"]} "block {bl}" {graph_name} .')
        put(f'{e} {fixed["passageHash"]} "{i * 2654435761 % 2**64:016x}" {graph_name} .')
    yield "\n".join([*lines, ""]).encode()
