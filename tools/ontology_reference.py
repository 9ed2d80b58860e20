"""Write docs/ontology.md from the ontology's files.

Run as ``python -m tools.ontology_reference``. With ``--check`` nothing is written, and the exit
status is 1 if the document is out of date.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rdflib import RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.namespace import OWL

from coopgraph.vocabulary import PREFIXES

__all__ = ["main", "reference"]

ROOT: Final = Path(__file__).parents[1]
DOCUMENT: Final = ROOT / "docs" / "ontology.md"
GUIDE: Final = Path(__file__).with_name("ontology_guide.md")
COOP: Final = Namespace("https://w3id.org/coopgraph/ontology#")

INTRODUCTION: Final = """\
# Ontology

<!-- Made by `python -m tools.ontology_reference`; edit ontology/
     and tools/ontology_guide.md instead. -->

The terms of `https://w3id.org/coopgraph/ontology#`, prefix `coop:`, version {version}. How they are
used, and how to add one, is in [ontology/README.md](../ontology/README.md); how a table becomes
statements, in [design.md](design.md). A **role** joins a statement to what it is about; roles in
bold cannot be left out. Subclasses take the roles of their superclasses."""


class _Reader:
    """What the tables need to know of the ontology."""

    def __init__(self, graph: Graph):
        self.graph = graph
        self.classes = self._named(OWL.Class)
        kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)
        self.properties = sorted({p for kind in kinds for p in self._named(kind)})

    def _named(self, kind: URIRef) -> list[URIRef]:
        return sorted(set(_terms(self.graph.subjects(RDF.type, kind))))

    def name(self, term: URIRef) -> str:
        return str(term).removeprefix(str(COOP))

    def text(self, term: URIRef, kind: URIRef) -> str:
        """The English text, fit for a cell of a table."""
        values = self.graph.objects(term, kind)
        found = sorted(str(v) for v in values if getattr(v, "language", None) in ("en", None))
        return (found[0] if found else "").replace("|", "\\|")

    def ancestors(self, term: URIRef) -> set[URIRef]:
        return set(_terms(self.graph.transitive_objects(term, RDFS.subClassOf)))

    def below(self, ancestor: URIRef) -> list[URIRef]:
        return [c for c in self.classes if ancestor in self.ancestors(c)]

    def parent(self, term: URIRef) -> str:
        parents = _terms(self.graph.objects(term, RDFS.subClassOf))
        return ", ".join(f"`{self.name(p)}`" for p in parents)

    def roles(self, term: URIRef) -> str:
        """Roles that the class takes, required ones in bold and first."""
        line = self.ancestors(term)
        taken = {p for a in line for p in _terms(self.graph.subjects(COOP.roleOf, a))}
        required = {p for a in line for p in _terms(self.graph.objects(a, COOP.requiredRole))}
        names = sorted((p not in required, self.name(p)) for p in taken | required)
        return ", ".join(f"`{name}`" if free else f"**`{name}`**" for free, name in names)

    def kind(self, term: URIRef) -> str:
        """What the property takes."""
        scheme = self.graph.value(term, COOP.scheme)
        if scheme:
            slug = str(scheme).rpartition("/")[2]
            return f"[{slug}](#{slug})"
        kind = self.text(term, COOP.valueKind)
        target = self.graph.value(term, RDFS.range)
        if isinstance(target, URIRef) and target in COOP:
            return f"`{self.name(target)}`"
        return kind


def _terms(nodes: Iterable[object]) -> list[URIRef]:
    """Return the terms of this ontology among nodes, sorted."""
    return sorted(n for n in nodes if isinstance(n, URIRef) and n in COOP)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = list(head)
    yield ""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _guide(_: _Reader) -> Iterator[str]:
    yield ""
    rows = "\n".join(f"| `{prefix}:` | `{iri}` |" for prefix, iri in PREFIXES.items())
    yield GUIDE.read_text(encoding="utf-8").rstrip().replace("{prefixes}", rows)


def _classes(reader: _Reader) -> Iterator[str]:
    entities, statements = reader.below(COOP.Entity), reader.below(COOP.Statement)
    rest = [c for c in reader.classes if c not in {*entities, *statements}]
    for title, chosen in (("Entities", entities), ("Evidence and sources", rest)):
        yield f"\n## {title}"
        rows = (
            (f"`{reader.name(c)}`", reader.parent(c), reader.text(c, SKOS.definition))
            for c in chosen
        )
        yield from _table(("Class", "Subclass of", "Means"), rows)
    yield "\n## Statements"
    cells = (
        [f"`{reader.name(c)}`", reader.parent(c), reader.text(c, SKOS.definition), reader.roles(c)]
        for c in statements
    )
    yield from _table(("Class", "Subclass of", "Means", "Roles"), cells)


def _properties(reader: _Reader) -> Iterator[str]:
    graph = reader.graph
    roles = [p for p in reader.properties if (p, COOP.roleOf, None) in graph]
    derived = [
        p
        for p in reader.properties
        if any("derived" in str(c).lower() for c in graph.objects(p, RDFS.comment))
    ]
    others = [p for p in reader.properties if p not in {*roles, *derived}]
    for title, chosen in (("Roles", roles), ("Other properties", others)):
        yield f"\n## {title}"
        rows = (
            (f"`{reader.name(p)}`", reader.kind(p), reader.text(p, SKOS.definition)) for p in chosen
        )
        yield from _table(("Property", "Takes", "Means"), rows)
    yield "\n## Derived properties"
    yield ""
    yield "Made by the rules in `ontology/rules/` from statements of what is real; never written by"
    yield "hand."
    cells = ([f"`{reader.name(p)}`", reader.text(p, SKOS.definition)] for p in derived)
    yield from _table(("Property", "Means"), cells)


def _vocabularies(reader: _Reader) -> Iterator[str]:
    graph = reader.graph
    yield "\n## Vocabularies"
    yield ""
    yield "Tables write the slug; the IRI is `https://w3id.org/coopgraph/vocab/SCHEME/SLUG`."
    for scheme in sorted(map(str, graph.subjects(RDF.type, SKOS.ConceptScheme))):
        yield f"\n### {scheme.rpartition('/')[2]}"
        yield ""
        yield reader.text(URIRef(scheme), SKOS.definition)
        concepts = sorted(
            (reader.text(URIRef(str(c)), SKOS.notation), URIRef(str(c)))
            for c in graph.subjects(SKOS.inScheme, URIRef(scheme))
        )
        rows = (
            (f"`{slug}`", reader.text(c, SKOS.prefLabel), reader.text(c, SKOS.definition))
            for slug, c in concepts
        )
        yield from _table(("Slug", "Label", "Means"), rows)


def reference(folder: Path) -> str:
    """Return the document for the ontology in a folder."""
    graph = Graph()
    for path in (folder / "coopgraph.ttl", *sorted((folder / "vocab").glob("*.ttl"))):
        graph.parse(path, format="turtle")
    reader = _Reader(graph)
    version = next(graph.objects(URIRef(str(COOP).rstrip("#")), OWL.versionInfo), "")
    lines = [INTRODUCTION.format(version=version)]
    for part in (_guide, _classes, _properties, _vocabularies):
        lines += part(reader)
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check the document; return the exit status."""
    made = reference(ROOT / "ontology")
    if arguments != ["--check"]:
        DOCUMENT.write_text(made, encoding="utf-8")
    elif DOCUMENT.read_text(encoding="utf-8") != made:
        print("docs/ontology.md is out of date: run python -m tools.ontology_reference")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
