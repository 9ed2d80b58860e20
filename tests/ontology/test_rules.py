"""The rules make what the definitions say, of real statements only, and alike on both engines."""

import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, Graph, Namespace
from rdflib.plugins.sparql import prepareQuery

ONTOLOGY = Path(__file__).parents[2] / "ontology"
BASE = "https://w3id.org/coopgraph/"
COOP = Namespace(BASE + "ontology#")
RULES = sorted(ONTOLOGY.glob("rules/*.rq"))
VALID = sorted(ONTOLOGY.glob("examples/valid/*.ttl"))
REAL = ["agreed", "completed", "expired", "in-force", "suspended", "terminated", "withdrawn"]
UNREAL = ["considered", "planned", "unknown"]
PREFIXES = """
@prefix : <https://w3id.org/coopgraph/id/example/> .
@prefix coop: <https://w3id.org/coopgraph/ontology#> .
@prefix preference: <https://w3id.org/coopgraph/vocab/preference/> .
@prefix role: <https://w3id.org/coopgraph/vocab/role/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix stage: <https://w3id.org/coopgraph/vocab/stage/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix territory-kind: <https://w3id.org/coopgraph/vocab/territory-kind/> .
"""


@pytest.fixture
def derived(built: Callable) -> Callable[[str], set[tuple[str, str, str]]]:
    """Derive from Turtle; what everything has is left out: `involves`, types and labels."""

    def run(body: str) -> set[tuple[str, str, str]]:
        made = built(PREFIXES + body).derive().derived()
        return {triple for triple in made if triple[1] not in ("involves", "type", "label")}

    return run


def _both(left: str, prop: str, right: str) -> set[tuple[str, str, str]]:
    return {(left, prop, right), (right, prop, left)}


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.stem)
def test_a_rule_is_a_documented_construct_query(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"\d\d-[a-z-]+$", path.stem)
    assert re.match(r"# [A-Z].+\.\n", text)
    assert prepareQuery(text).algebra.name == "ConstructQuery"
    assert isinstance(ox.Store().query(text), ox.QueryTriples)


def test_run_order_is_unambiguous() -> None:
    numbers = [path.stem[:2] for path in RULES]
    assert numbers == sorted(set(numbers))


def test_involves_lists_every_role_that_holds_entities(terms: Graph) -> None:
    text = (ONTOLOGY / "rules" / "01-involves.rq").read_text(encoding="utf-8")
    block = re.search(r"VALUES \?role \{(.*?)\}", text, re.DOTALL)
    assert block is not None
    listed = re.findall(r"coop:(\w+)", block[1])
    roles = {
        str(role).removeprefix(COOP)
        for role in terms.subjects(COOP.roleOf)
        if str(terms.value(role, COOP.valueKind)) == "entity"
    }
    assert listed == sorted(roles)


def test_rules_speak_of_terms_that_the_ontology_has(terms: Graph) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in RULES)
    for name in set(re.findall(r"coop:(\w+)", text)):
        assert (COOP[name], RDF.type, None) in terms, name


@pytest.mark.parametrize(
    ("class_", "prop"),
    [
        ("Twinning", "twinnedWith"),
        ("Partnership", "partnerOf"),
        ("OfficialRelations", "officialRelationsWith"),
    ],
)
def test_parties_are_tied_both_ways_and_cooperate(
    class_: str, prop: str, derived: Callable
) -> None:
    made = derived(f":s a coop:{class_} ; coop:party :a, :b ; coop:stage stage:in-force .")
    expected = [_both("a", p, "b") for p in (prop, "cooperatesWith", "linkedWith")]
    assert made == set().union(*expected)


def test_every_pair_of_many_parties_is_tied(derived: Callable) -> None:
    made = derived(":s a coop:Cooperation ; coop:party :a, :b, :c ; coop:stage stage:completed .")
    assert len([t for t in made if t[1] == "cooperatesWith"]) == 6


@pytest.mark.parametrize("stage", REAL)
def test_what_is_or_was_real_is_derived(stage: str, derived: Callable) -> None:
    assert derived(f":s a coop:Twinning ; coop:party :a, :b ; coop:stage stage:{stage} .")


@pytest.mark.parametrize("stage", UNREAL)
@pytest.mark.parametrize(
    "statement",
    [
        "coop:Twinning ; coop:party :a, :b",
        "coop:Cooperation ; coop:party :a, :b",
        "coop:Participation ; coop:participant :a ; coop:activity :b ; coop:role role:lead-partner",
        "coop:Membership ; coop:member :a ; coop:group :b",
        "coop:Initiation ; coop:initiator :a ; coop:activity :b",
        "coop:Grant ; coop:funder :a ; coop:recipient :b",
        "coop:Signing ; coop:party :a, :b ; coop:document :d",
        "coop:Election ; coop:person :a ; coop:post :b",
        "coop:PartOf ; coop:part :a ; coop:whole :b",
        "coop:Governance ; coop:authority :a ; coop:territory :b",
        "coop:OfficeOf ; coop:office :a ; coop:parentBody :b",
    ],
)
def test_what_is_not_real_is_not_derived(stage: str, statement: str, derived: Callable) -> None:
    assert derived(f":s a {statement} ; coop:stage stage:{stage} .") == set()


def test_what_is_deprecated_is_not_derived(derived: Callable) -> None:
    made = derived(
        ":s a coop:Twinning ; coop:party :a, :b ; coop:stage stage:in-force ;"
        " coop:preference preference:deprecated ."
    )
    assert made == set()


@pytest.mark.parametrize(
    "statement",
    [
        "coop:Twinning ; coop:party :a, :b",
        "coop:Participation ; coop:participant :a ; coop:activity :b ; coop:role role:lead-partner",
        "coop:PartOf ; coop:part :a ; coop:whole :b",
        "coop:Hosting ; coop:host :a ; coop:hosted :b",
    ],
)
def test_what_a_source_no_longer_states_is_not_derived(statement: str, derived: Callable) -> None:
    real = f":s a {statement} ; coop:stage stage:in-force"
    assert derived(f"{real} .")
    assert derived(f"{real} ; coop:noLongerStatedAsOf '2026-01-31'^^xsd:date .") == set()


def test_a_thing_without_an_english_name_is_called_by_the_first_of_the_others(
    built: Callable,
) -> None:
    body = ":a a coop:Territory ; skos:prefLabel 'Åbo'@sv, 'Abo'@fr, 'Turku'@fi ."
    store = built(PREFIXES + body).derive()
    query = "SELECT ?l { <https://w3id.org/coopgraph/id/example/a> rdfs:label ?l }"
    assert [
        row[0]
        for row in store.select("PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> " + query)
    ] == ["Abo"]


def test_a_tie_without_a_stage_is_not_derived_but_structure_is(derived: Callable) -> None:
    assert derived(":s a coop:Cooperation ; coop:party :a, :b .") == set()
    assert derived(":s a coop:PartOf ; coop:part :a ; coop:whole :b .") == {("a", "partOf", "b")}


def test_whatever_is_only_considered_still_involves_its_parties(built: Callable) -> None:
    body = ":s a coop:Cooperation ; coop:party :a, :b ; coop:stage stage:considered ."
    made = built(PREFIXES + body).derive().derived()
    found = {t for t in made if t[1] not in ("type", "label")}
    assert found == {("s", "involves", "a"), ("s", "involves", "b")}


def test_participation_leads_and_coordinates_by_role(derived: Callable) -> None:
    made = derived(
        ":s a coop:Participation ; coop:participant :a ; coop:activity :p ;"
        " coop:role role:lead-partner ; coop:stage stage:completed ."
        ":t a coop:Participation ; coop:participant :b ; coop:activity :p ;"
        " coop:role role:practical-coordinator ; coop:stage stage:completed ."
        ":u a coop:Participation ; coop:participant :c ; coop:activity :p ;"
        " coop:role role:project-partner ; coop:stage stage:completed ."
    )
    assert {t for t in made if t[1] in ("leads", "coordinates")} == {
        ("a", "leads", "p"),
        ("b", "coordinates", "p"),
    }
    assert {t[0] for t in made if t[1] == "participatesIn"} == {"a", "b", "c"}
    # Partners in one project are linked through it, not with each other.
    assert ("a", "linkedWith", "b") not in made


def test_whoever_is_represented_takes_part_too(derived: Callable) -> None:
    made = derived(
        ":s a coop:Participation ; coop:participant :team ; coop:onBehalfOf :region ;"
        " coop:activity :match ; coop:role role:participant ; coop:stage stage:completed ."
    )
    assert {t for t in made if t[1] == "participatesIn"} == {
        ("team", "participatesIn", "match"),
        ("region", "participatesIn", "match"),
    }
    assert ("match", "linkedWith", "region") in made


def test_a_delegation_is_in_the_country_of_whom_it_represents(derived: Callable) -> None:
    made = derived(
        ":china coop:kind territory-kind:country . :delegation a coop:Organisation ."
        ":s a coop:PartOf ; coop:part :hebei ; coop:whole :china ."
        ":t a coop:Representation ; coop:representative :delegation ; coop:represented :hebei ."
    )
    assert ("delegation", "inCountry", "china") in made


def test_everything_is_also_of_the_classes_above_its_own(built: Callable) -> None:
    body = ":s a coop:Twinning . :b a coop:Authority . :e a coop:Event . :t a coop:Theme ."
    made = built(PREFIXES + body).derive().derived()
    assert {triple for triple in made if triple[1] == "type"} == {
        ("s", "type", "Cooperation"),
        ("s", "type", "Relation"),
        ("s", "type", "Statement"),
        ("b", "type", "Organisation"),
        ("b", "type", "Entity"),
        ("e", "type", "Entity"),
        ("t", "type", "Entity"),
    }


def test_a_class_that_is_stated_is_not_derived_again(built: Callable) -> None:
    body = ":s a coop:Twinning, coop:Relation, coop:Statement . :b a coop:Entity ."
    made = built(PREFIXES + body).derive().derived()
    assert {triple for triple in made if triple[1] == "type"} == {("s", "type", "Cooperation")}


def test_what_is_only_planned_has_its_classes_too(built: Callable) -> None:
    made = built(PREFIXES + ":s a coop:Grant ; coop:stage stage:planned .").derive().derived()
    assert {t[2] for t in made if t[1] == "type"} == {"Funding", "Relation", "Statement"}


def test_a_chain_of_parts_gives_the_country_but_no_shortcut(derived: Callable) -> None:
    made = derived(
        ":finland coop:kind territory-kind:country ."
        ":s a coop:PartOf ; coop:part :sotkamo ; coop:whole :kainuu ."
        ":t a coop:PartOf ; coop:part :kainuu ; coop:whole :finland ."
    )
    assert made == {
        ("sotkamo", "partOf", "kainuu"),
        ("kainuu", "partOf", "finland"),
        ("sotkamo", "inCountry", "finland"),
        ("kainuu", "inCountry", "finland"),
        ("finland", "inCountry", "finland"),
    }


def test_a_seat_counts_before_what_a_body_governs_or_belongs_to(derived: Callable) -> None:
    made = derived(
        ":germany coop:kind territory-kind:country . :russia coop:kind territory-kind:country ."
        ":s a coop:Governance ; coop:authority :senate ; coop:territory :germany ."
        ":t a coop:OfficeOf ; coop:office :bureau ; coop:parentBody :senate ."
        ":u a coop:Seat ; coop:seatOf :bureau ; coop:place :russia ."
        ":v a coop:OfficeOf ; coop:office :desk ; coop:parentBody :senate ."
    )
    assert {t for t in made if t[1] == "inCountry" and t[0] != t[2]} == {
        ("senate", "inCountry", "germany"),
        ("bureau", "inCountry", "russia"),
        ("desk", "inCountry", "germany"),
    }


def test_authorities_and_their_offices_act_for_the_territory(derived: Callable) -> None:
    made = derived(
        ":s a coop:Governance ; coop:authority :council ; coop:territory :kainuu ."
        ":t a coop:OfficeOf ; coop:office :board ; coop:parentBody :council ."
        ":u a coop:OfficeOf ; coop:office :section ; coop:parentBody :board ."
    )
    assert {t[::2] for t in made if t[1] == "actsFor"} == {
        ("council", "kainuu"),
        ("board", "kainuu"),
        ("section", "kainuu"),
    }


def test_offices_without_a_territory_act_for_the_topmost_body(derived: Callable) -> None:
    made = derived(
        ":t a coop:OfficeOf ; coop:office :secretariat ; coop:parentBody :union ."
        ":u a coop:OfficeOf ; coop:office :desk ; coop:parentBody :secretariat ."
    )
    assert {t[::2] for t in made if t[1] == "actsFor"} == {
        ("secretariat", "union"),
        ("desk", "union"),
    }


def test_signatories_of_one_signing_are_linked(derived: Callable) -> None:
    made = derived(":s a coop:Signing ; coop:document :d ; coop:party :a, :b .")
    assert made == {("a", "signed", "d"), ("b", "signed", "d")} | _both("a", "linkedWith", "b")


def test_money_links_the_funder_with_recipient_and_activity(derived: Callable) -> None:
    made = derived(
        ":s a coop:Grant ; coop:funder :a ; coop:recipient :b ; coop:activity :p ;"
        " coop:stage stage:agreed ."
    )
    assert {t for t in made if t[1] == "financed"} == {
        ("a", "financed", "b"),
        ("a", "financed", "p"),
    }
    assert ("b", "linkedWith", "p") not in made


@pytest.mark.parametrize("path", VALID, ids=lambda p: p.stem)
def test_both_engines_derive_the_same(path: Path, built: Callable) -> None:
    made = built(path.read_text(encoding="utf-8")).derive().derived()
    dataset = rdflib.Dataset(default_union=True)
    dataset.graph(BASE + "graph/example").parse(path)
    dataset.graph(BASE + "ontology").parse(ONTOLOGY / "coopgraph.ttl")
    for vocabulary in sorted(ONTOLOGY.glob("vocab/*.ttl")):
        dataset.graph(BASE + "vocab").parse(vocabulary)
    here = dataset.graph(BASE + "graph/derived")
    for rule in RULES:
        for triple in dataset.query(rule.read_text(encoding="utf-8")):
            here.add(triple)
    cut = {tuple(str(t).replace("#", "/").rpartition("/")[2] for t in triple) for triple in here}
    assert cut == made
