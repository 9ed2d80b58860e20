"""Each rule of the ontology makes, of small data, the triples it says, and no others."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from coopgraph.errors import QueryError, QueryRefused
from coopgraph.resources import ontology_folder
from coopgraph.store.derive import derive
from coopgraph.store.ontology import ontology_nquads
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, PREFIXES, dataset_graph

C = PREFIXES["coop"]
REAL = "coop:stage <https://w3id.org/coopgraph/vocab/stage/in-force>"
ROLE = "coop:role <https://w3id.org/coopgraph/vocab/role/"
KIND = "coop:kind <https://w3id.org/coopgraph/vocab/territory-kind/country>"
STRUCTURE = {
    "40-part-of": ":s a coop:PartOf ; coop:part :a ; coop:whole :b .",
    "41-governs": ":s a coop:Governance ; coop:authority :a ; coop:territory :b .",
    "42-office-of": ":s a coop:OfficeOf ; coop:office :a ; coop:parentBody :b .",
    "43-hosts": ":s a coop:Hosting ; coop:host :a ; coop:hosted :b .",
    "44-represents": ":s a coop:Representation ; coop:representative :a ; coop:represented :b .",
    "31-holds-post": ":s a coop:OfficeHolding ; coop:person :a ; coop:post :b .",
    "30-signed": ":s a coop:Signing ; coop:party :a ; coop:document :b .",
}
TIES = {
    "10-twinned-with": ":s a coop:Twinning ; coop:party :a, :b",
    "11-partner-of": ":s a coop:Partnership ; coop:party :a, :b",
    "12-official-relations-with": ":s a coop:OfficialRelations ; coop:party :a, :b",
    "13-cooperates-with": ":s a coop:Cooperation ; coop:party :a, :b",
    "20-member-of": ":s a coop:Membership ; coop:member :a ; coop:group :b",
    "21-participates-in": (
        f":s a coop:Participation ; {ROLE}participant> ; coop:participant :a ; coop:activity :b"
    ),
    "28-participates-in-represented": (
        ":s a coop:Participation ; coop:onBehalfOf :a ; coop:activity :b"
    ),
    "22-leads": f":s {ROLE}lead-partner> ; coop:participant :a ; coop:activity :b",
    "23-coordinates": f":s {ROLE}practical-coordinator> ; coop:participant :a ; coop:activity :b",
    "24-initiated": ":s a coop:Initiation ; coop:initiator :a ; coop:activity :b",
    "25-initiated-as-participant": f":s {ROLE}initiator> ; coop:participant :a ; coop:activity :b",
    "26-financed-recipient": ":s a coop:Funding ; coop:funder :a ; coop:recipient :b",
    "27-financed-activity": ":s a coop:Funding ; coop:funder :a ; coop:activity :b",
}
INFERRED = {
    "01-involves": (
        f":s a coop:Twinning ; coop:party :a ; coop:theme :b ; {REAL} .",
        "s involves a",
    ),
    "02-superclasses": (":a a coop:Authority .", "a type Entity"),
    "03-labels": (":a skos:prefLabel 'b'@en, 'c'@fi .", "a label b"),
    "50-in-country": (f":a coop:partOf :m . :m coop:partOf :b . :b {KIND} .", "a inCountry b"),
    "51-in-country-seat": (
        ":s a coop:Seat ; coop:seatOf :a ; coop:place :m . :m coop:inCountry :b .",
        "a inCountry b",
    ),
    "52-in-country-governs": (":a coop:governs :m . :m coop:inCountry :b .", "a inCountry b"),
    "53-in-country-office": (
        ":a coop:officeOf :m . :m coop:officeOf :n . :n coop:inCountry :b .",
        "a inCountry b",
    ),
    "54-in-country-represented": (
        ":a a coop:Organisation ; coop:represents :m . :m coop:inCountry :b .",
        "a inCountry b",
    ),
    "60-acts-for": (":a coop:governs :b .", "a actsFor b"),
    "61-acts-for-office": (":a coop:officeOf :m . :m coop:governs :b .", "a actsFor b"),
    "62-acts-for-parent": (":a coop:officeOf :m . :m coop:officeOf :b .", "a actsFor b"),
    "70-linked-with": (":a coop:memberOf :b .", "a linkedWith b"),
    "71-linked-with-signatories": (":s a coop:Signing ; coop:party :a, :b .", "a linkedWith b"),
}
SYMMETRIC = {"10-twinned-with", "11-partner-of", "12-official-relations-with", "13-cooperates-with"}
SYMMETRIC |= {"70-linked-with", "71-linked-with-signatories"}
MORE = {
    "01-involves": {"s involves b"},
    "02-superclasses": {"a type Organisation"},
    "50-in-country": {"m inCountry b", "b inCountry b"},
    "53-in-country-office": {"m inCountry b"},
    "62-acts-for-parent": {"m actsFor b"},
}
HEAD = "".join(f"@prefix {k}: <{v}> .\n" for k, v in PREFIXES.items()) + "@prefix : <x:> .\n"


def _rule(name: str, turtle: str, tmp_path: Path) -> set[str]:
    """Run one rule alone, beside the ontology; the triples it makes, in local names."""
    (tmp_path / "rules").mkdir()
    text = (ontology_folder() / "rules" / f"{name}.rq").read_text(encoding="utf-8")
    (tmp_path / "rules" / f"{name}.rq").write_text(text, encoding="utf-8")
    store = Store.from_nquads(ontology_nquads())
    parsed = ox.parse(input=HEAD + turtle, format=ox.RdfFormat.TURTLE)
    graph = ox.NamedNode(dataset_graph("small"))
    store.add(ox.Quad(q.subject, q.predicate, q.object, graph) for q in parsed)
    derive(store, tmp_path)
    made = list(store.engine.quads_for_pattern(None, None, None, ox.NamedNode(DERIVED_GRAPH)))
    return {
        " ".join(term.value.replace("#", ":").rpartition(":")[2] for term in q.triple) for q in made
    }


def _verb(name: str) -> str:
    words = name.split("-")[1:]
    for last in ("recipient", "activity", "represented"):
        words = [w for w in words if w != last]
    words = words[:1] if words[1:2] == ["as"] else words
    return words[0] + "".join(w.title() for w in words[1:])


def _own(triple: str) -> bool:
    """Concepts, which are beside every data set, have labels as well."""
    subject, verb, _ = triple.split(maxsplit=2)
    return verb != "label" or subject in ("a", "b")


def _both(name: str, triple: str) -> set[str]:
    left, verb, right = triple.split()
    return {triple, f"{right} {verb} {left}"} if name in SYMMETRIC else {triple}


@pytest.mark.parametrize("name", TIES)
def test_a_tie_of_a_real_statement_is_derived(name: str, tmp_path: Path) -> None:
    made = _rule(name, f"{TIES[name]} ; {REAL} .", tmp_path)
    assert made == _both(name, f"a {_verb(name)} b")


@pytest.mark.parametrize("role", ["target-area", "route-area", "dedicated-country"])
def test_an_area_that_an_activity_is_about_takes_no_part(role: str, tmp_path: Path) -> None:
    turtle = f":s a coop:Participation ; {ROLE}{role}> ; coop:participant :a ; coop:activity :b"
    assert _rule("21-participates-in", f"{turtle} ; {REAL} .", tmp_path) == set()


def test_a_known_country_of_a_body_is_not_overruled_by_whom_it_represents(tmp_path: Path) -> None:
    turtle = ":a a coop:Organisation ; coop:represents :m ; coop:inCountry :c . "
    assert _rule("54-in-country-represented", turtle + ":m coop:inCountry :b .", tmp_path) == set()


def test_a_source_is_labelled_with_its_title_and_a_statement_not_again(tmp_path: Path) -> None:
    turtle = ":a a coop:Source ; dcterms:title 'b' . :s rdfs:label 'c'@en ; skos:prefLabel 'c'@en ."
    made = _rule("03-labels", turtle, tmp_path)
    assert {triple for triple in made if triple.split()[0] in ("a", "s")} == {"a label b"}


@pytest.mark.parametrize("name", STRUCTURE)
def test_structure_needs_no_stage(name: str, tmp_path: Path) -> None:
    assert _rule(name, STRUCTURE[name], tmp_path) == {f"a {_verb(name)} b"}


@pytest.mark.parametrize("name", INFERRED)
def test_a_conclusion_is_drawn(name: str, tmp_path: Path) -> None:
    turtle, triple = INFERRED[name]
    expected = _both(name, triple) | MORE.get(name, set())
    assert {t for t in _rule(name, turtle, tmp_path) if _own(t)} == expected


UNREAL = [
    "coop:stage <https://w3id.org/coopgraph/vocab/stage/considered>",
    "coop:stage <https://w3id.org/coopgraph/vocab/stage/planned>",
    "coop:stage <https://w3id.org/coopgraph/vocab/stage/unknown>",
    f"{REAL} ; coop:preference <https://w3id.org/coopgraph/vocab/preference/deprecated>",
]


@pytest.mark.parametrize("standing", UNREAL, ids=["considered", "planned", "unknown", "deprecated"])
@pytest.mark.parametrize("name", [*TIES, *STRUCTURE])
def test_what_is_not_real_is_not_derived(name: str, standing: str, tmp_path: Path) -> None:
    turtle = (TIES | STRUCTURE)[name].removesuffix(" .")
    assert _rule(name, f"{turtle} ; {standing} .", tmp_path) == set()


def test_every_rule_is_tried_here() -> None:
    rules = {path.stem for path in ontology_folder().glob("rules/*.rq")}
    assert rules == {*TIES, *STRUCTURE, *INFERRED}


def test_later_rules_see_what_earlier_ones_made(derived_store: Callable[[str], Store]) -> None:
    store = derived_store(f":s a coop:Twinning ; coop:party :a, :b ; {REAL} .")
    table = store.table(f"SELECT ?p {{ GRAPH <{DERIVED_GRAPH}> {{ ?s ?p ?o }} }} ORDER BY ?p")
    verbs = table["p"].str.rpartition("#")[2].value_counts().to_dict()
    del verbs["label"]  # of the concepts
    # Three types: the classes above Twinning.
    assert verbs == {
        "type": 3,
        "cooperatesWith": 2,
        "involves": 2,
        "linkedWith": 2,
        "twinnedWith": 2,
    }


def test_deriving_twice_adds_nothing(derived_store: Callable[[str], Store]) -> None:
    store = derived_store(f":s a coop:Twinning ; coop:party :a, :b ; {REAL} .")
    before = store.nquads()
    derive(store)
    assert store.nquads() == before


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("CONSTRUCT {", QueryError),
        ("SELECT * {}", QueryError),
        ("CONSTRUCT { ?s ?p ?o } { SERVICE <x:y> { ?s ?p ?o } }", QueryRefused),
    ],
)
def test_a_rule_that_is_none_is_named(text: str, error: type[Exception], tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "77-odd.rq").write_text(text)
    with pytest.raises(error, match=r"77-odd\.rq: "):
        derive(Store.from_nquads(b""), tmp_path)


def _participations(count: int) -> Iterator[str]:
    """N-Quads of participations: some hundred projects, members, twinnings and structure."""
    graph = f"<{dataset_graph('large')}>"
    a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    stage = "<https://w3id.org/coopgraph/vocab/stage/completed>"
    lead = "<https://w3id.org/coopgraph/vocab/role/lead-partner>"
    partner = "<https://w3id.org/coopgraph/vocab/role/project-partner>"
    for i in range(count):
        yield f"<x:s{i}> {a} <{C}Participation> {graph} ."
        yield f"<x:s{i}> <{C}participant> <x:o{i % (count // 5)}> {graph} ."
        yield f"<x:s{i}> <{C}activity> <x:p{i // 5}> {graph} ."
        yield f"<x:s{i}> <{C}stage> {stage} {graph} ."
        if i % 5 == 0:
            yield f"<x:s{i}> <{C}role> {lead} {graph} ."
        else:
            yield f"<x:s{i}> <{C}role> {partner} {graph} ."


def measure(count: int) -> tuple[float, int]:
    """Seconds and triples of deriving from so many participations."""
    store = Store.from_nquads(ontology_nquads())
    store.load("\n".join(_participations(count)).encode())
    begin = time.perf_counter()
    derive(store)
    seconds = time.perf_counter() - begin
    return seconds, store.nquads().count(f"<{DERIVED_GRAPH}> .\n".encode())


@pytest.mark.soak
def test_deriving_takes_time_in_proportion_to_the_statements() -> None:
    (small, few), (large, many) = measure(10_000), measure(100_000)
    assert many == pytest.approx(10 * few, rel=0.01)
    assert large < 25 * small
