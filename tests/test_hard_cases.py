"""The twelve hardest cases, from the rows of a table to exact triples."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from coopgraph.dataset.records.quads import canonical
from coopgraph.dataset.records.records import read_records
from coopgraph.store.ontology import load_schema
from coopgraph.vocabulary import PREFIXES, dataset_graph

Facts = Callable[[str], set[tuple[str, str]]]
SHORT = {
    "https://w3id.org/coopgraph/id/mini/statement/": "s:",
    "https://w3id.org/coopgraph/id/mini/evidence/": "e:",
    "https://w3id.org/coopgraph/id/mini/": ":",
    **{iri: f"{prefix}:" for prefix, iri in PREFIXES.items() if prefix != "id"},
}


def _short(term: object) -> str:
    if isinstance(term, ox.Literal):
        plain = f"{PREFIXES['xsd']}string"
        mark = f"@{term.language}" if term.language else f"^^{_curie(term.datatype.value)}"
        return f'"{term.value}"' + ("" if term.datatype.value == plain else mark)
    assert isinstance(term, ox.NamedNode)
    return _curie(term.value)


def _curie(iri: str) -> str:
    base = next((b for b in SHORT if iri.startswith(b)), "")
    return SHORT[base] + iri.removeprefix(base) if base else iri


@pytest.fixture(scope="module")
def triples() -> list[tuple[str, str, str]]:
    folder = Path(__file__).parent / "dataset" / "mini"
    records = read_records(folder, load_schema())
    text = canonical(records.coded, dataset_graph("mini"))
    parsed = ox.parse(text, format=ox.RdfFormat.N_QUADS)
    return [(_short(q.subject), _short(q.predicate), _short(q.object)) for q in parsed]


@pytest.fixture
def facts(triples: list[tuple[str, str, str]]) -> Facts:
    """What a node says, but for its evidence node."""

    def about(subject: str) -> set[tuple[str, str]]:
        return {(p, o) for s, p, o in triples if s == subject and p != "coop:evidence"}

    return about


@pytest.fixture
def evidence(triples: list[tuple[str, str, str]]) -> Callable[[str], list[dict[str, str]]]:
    """What the evidence nodes of a statement say."""

    def of(statement: str) -> list[dict[str, str]]:
        nodes = [o for s, p, o in triples if s == statement and p == "coop:evidence"]
        return [{p: o for s, p, o in triples if s == node} for node in sorted(nodes)]

    return of


def _statement(type_: str, label: str, *more: tuple[str, str]) -> set[tuple[str, str]]:
    return {
        ("rdf:type", f"coop:{type_}"),
        ("rdf:type", "coop:Statement"),
        ("rdfs:label", f'"{label}"@en'),
        *more,
    }


REPORT = ("coop:asOf", '"2020-01-01"^^xsd:date')
PAGE = ("coop:asOf", '"2018-12-31"^^xsd:date')
STATED = ("coop:basis", "vocab:basis/stated")
COMPUTED = ("coop:basis", "vocab:basis/computed")
IN_FORCE = ("coop:stage", "vocab:stage/in-force")
COMPLETED = ("coop:stage", "vocab:stage/completed")


def test_a_vague_begin_has_a_latest_day_only(facts: Facts) -> None:
    assert facts("s:vague") == _statement(
        "Twinning",
        "Twinning: Lindhavn – Fjernby",
        ("coop:party", ":lindhavn"),
        ("coop:party", ":fjernby"),
        ("coop:begin", '"[..1990]"^^edtf:EDTF'),
        ("coop:beginLatest", '"1990-12-31"^^xsd:date'),
        IN_FORCE,
        COMPUTED,
        REPORT,
    )


def test_a_computed_begin_keeps_what_was_stated(
    facts: Facts, evidence: Callable[[str], list[dict[str, str]]]
) -> None:
    assert facts("s:anniversary") == _statement(
        "Twinning",
        "Twinning: Lindhavn – Elva",
        ("coop:party", ":lindhavn"),
        ("coop:party", ":elva"),
        ("coop:begin", '"1988"^^edtf:EDTF'),
        ("coop:beginEarliest", '"1988-01-01"^^xsd:date'),
        ("coop:beginLatest", '"1988-12-31"^^xsd:date'),
        IN_FORCE,
        COMPUTED,
        PAGE,
    )
    cited = evidence("s:anniversary")
    assert {e["coop:locator"] for e in cited} == {'"block 3"', '"block 5"'}
    assert {e["coop:asStated"] for e in cited} == {'"30th anniversary"'}
    assert {e["oa:hasSource"] for e in cited} == {":source/page"}


def test_a_damaged_date_is_interpreted_with_a_confidence(
    facts: Facts, evidence: Callable[[str], list[dict[str, str]]]
) -> None:
    assert facts("s:damaged") == _statement(
        "Occurrence",
        "Occurrence: Strait Forum – Lindhavn",
        ("coop:event", ":strait-forum"),
        ("coop:place", ":lindhavn"),
        ("coop:begin", '"2018-05-28"^^edtf:EDTF'),
        ("coop:beginEarliest", '"2018-05-28"^^xsd:date'),
        ("coop:beginLatest", '"2018-05-28"^^xsd:date'),
        ("coop:end", '"2018-05-31"^^edtf:EDTF'),
        ("coop:endEarliest", '"2018-05-31"^^xsd:date'),
        ("coop:endLatest", '"2018-05-31"^^xsd:date'),
        ("coop:basis", "vocab:basis/interpreted"),
        ("coop:confidence", '"0.8"^^xsd:decimal'),
        COMPLETED,
        PAGE,
    )
    assert [e["coop:asStated"] for e in evidence("s:damaged")] == ['"May 2831"']


def test_what_is_only_considered_says_so_and_has_no_date(
    triples: list[tuple[str, str, str]], facts: Facts
) -> None:
    (node,) = {s for s, p, o in triples if (p, o) == ("coop:stage", "vocab:stage/considered")}
    assert facts(node) == _statement(
        "Partnership",
        "Partnership: Fjernby – Elva",
        ("coop:party", ":fjernby"),
        ("coop:party", ":elva"),
        ("coop:stage", "vocab:stage/considered"),
        STATED,
        PAGE,
    )


def test_one_of_two_calls_is_said_without_choosing(facts: Facts) -> None:
    assert facts("s:either") == _statement(
        "Approval",
        "Approval: Clean Strait (Call 8 or Call 9, the source does not say which)",
        ("coop:activity", ":clean-strait"),
        ("coop:callOneOf", ":call-8"),
        ("coop:callOneOf", ":call-9"),
        COMPLETED,
        STATED,
        REPORT,
    )


def test_a_conflict_is_two_statements_that_point_at_each_other(facts: Facts) -> None:
    three, four = facts("s:three"), facts("s:four")
    assert ("coop:conflictsWith", "s:four") in three
    assert ("coop:conflictsWith", "s:three") in four
    initiators = {o for p, o in three if p == "coop:initiator"}
    assert initiators == {":lindhavn", ":fjernby", ":elva"}
    assert {o for p, o in four if p == "coop:initiator"} - initiators == {":norrland"}


def test_a_claimed_count_is_a_statement_of_its_own(facts: Facts) -> None:
    assert facts("s:claimed") == _statement(
        "Count",
        f"{_label('Count')}: Lindhavn ({_concept('counted', 'partner-regions')}, "
        f"{_concept('comparator', 'more-than')}, 21)",
        ("coop:about", ":lindhavn"),
        ("coop:counted", "vocab:counted/partner-regions"),
        ("coop:comparator", "vocab:comparator/more-than"),
        ("coop:value", '"21"^^xsd:integer'),
        IN_FORCE,
        STATED,
        REPORT,
    )


def _label(name: str) -> str:
    return load_schema().classes[name].label


def _concept(scheme: str, slug: str) -> str:
    return load_schema().concepts[scheme][slug]


def test_two_near_names_stay_two_things(facts: Facts) -> None:
    assert ("skos:prefLabel", '"Municipality of Elva"@en') in facts(":municipality-of-elva")
    region = facts(":municipality-of-elva-region")
    assert region == {
        ("rdf:type", "coop:Authority"),
        ("coop:kind", "vocab:organisation-kind/regional-authority"),
        ("skos:prefLabel", '"Municipality of Elva Region"@en'),
    }


def test_acting_on_behalf_of_another_names_both(facts: Facts) -> None:
    assert facts("s:behalf") == _statement(
        "Participation",
        "Participation: Municipality of Elva – Clean Strait "
        f"({_concept('role', 'project-partner')})",
        ("coop:participant", ":municipality-of-elva"),
        ("coop:activity", ":clean-strait"),
        ("coop:onBehalfOf", ":municipality-of-elva-region"),
        ("coop:role", "vocab:role/project-partner"),
        COMPLETED,
        STATED,
        REPORT,
    )


def test_territory_authority_and_office_are_three_things(facts: Facts) -> None:
    assert {("coop:authority", ":municipality-of-elva"), ("coop:territory", ":elva")} <= facts(
        "s:governs"
    )
    assert {
        ("coop:office", ":town-office-of-lindhavn"),
        ("coop:parentBody", ":municipality-of-elva"),
    } <= facts("s:office")
    kinds = (":elva", ":municipality-of-elva", ":town-office-of-lindhavn")
    assert [dict(facts(k))["rdf:type"] for k in kinds] == [
        "coop:Territory",
        "coop:Authority",
        "coop:Office",
    ]


def test_a_missing_lead_country_is_left_open(facts: Facts) -> None:
    missing, given = facts("s:no-country"), facts("s:country")
    assert not [o for p, o in missing if p == "coop:leadCountry"]
    assert ("coop:participant", ":town-office-of-lindhavn") in missing  # found by its label
    assert ("coop:leadCountry", ":norrland") in given


def test_hosting_secretariat_and_coordination_are_three_statements(facts: Facts) -> None:
    secretariat = ":secretariat-of-the-strait-council"
    assert {("coop:host", ":lindhavn"), ("coop:hosted", secretariat)} <= facts("s:hosting")
    assert {("coop:office", secretariat), ("coop:parentBody", ":strait-council")} <= facts(
        "s:secretariat"
    )
    assert {
        ("coop:participant", secretariat),
        ("coop:activity", ":strait-process"),
        ("coop:role", "vocab:role/coordinator"),
    } <= facts("s:coordination")


def test_names_keep_language_and_misprints(facts: Facts) -> None:
    assert facts(":lindhavn") == {
        ("rdf:type", "coop:Territory"),
        ("coop:kind", "vocab:territory-kind/city"),
        ("skos:prefLabel", '"Lindhavn"@en'),
        ("skos:prefLabel", '"Lintusatama"@fi'),
        ("skos:altLabel", '"Linden Haven"'),
        ("skos:altLabel", '"Линдхавн"@ru'),
        ("skos:hiddenLabel", '"Lindhaven"'),
    }
