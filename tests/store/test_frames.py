"""The tables of a graph."""

from collections.abc import Callable

import pandas as pd
import pytest

from coopgraph.resources import demo_dataset
from coopgraph.store import frames
from coopgraph.store.frames import Asked, actor_frame, country_table, dataset_frame
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH, term_iri

SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

# Every property of a statement by its column, and how it is asked for the long way.
WAYS = {
    "label": "rdfs:label",
    "begin": "coop:begin",
    "end": "coop:end",
    "begin_earliest": "coop:beginEarliest",
    "begin_latest": "coop:beginLatest",
    "end_earliest": "coop:endEarliest",
    "end_latest": "coop:endLatest",
    "as_of": "coop:asOf",
    "confidence": "coop:confidence",
    "note": "skos:note",
    "stage": "coop:stage",
    "basis": "coop:basis",
    "preference": "coop:preference",
    "conflicts_with": "coop:conflictsWith",
    "locator": "coop:evidence/coop:locator",
    "as_stated": "coop:evidence/coop:asStated",
    "title": "coop:evidence/oa:hasSource/dcterms:title",
    "publisher": "coop:evidence/oa:hasSource/dcterms:publisher",
    "source_date": "coop:evidence/oa:hasSource/dcterms:date",
    "licence": "coop:evidence/oa:hasSource/dcterms:license",
    "source": "coop:evidence/oa:hasSource",
}
SEVERAL = """
:a a coop:Territory ; skos:prefLabel "Umeå"@sv, "Umea"@en ; skos:altLabel "Umea"@en .
:b a coop:Territory ; skos:prefLabel "Турку"@ru, "Åbo"@sv .
:one a coop:Statement, coop:Twinning ; coop:party :a, :b ; skos:note "second", "first" ;
  coop:conflictsWith :two, :one ; coop:stage <https://w3id.org/coopgraph/vocab/stage/agreed> ;
  coop:evidence :e14, :e9, :elsewhere .
:two a coop:Statement, coop:Partnership ; coop:evidence :last .
:bare a coop:Statement, coop:Partnership .
:e14 oa:hasSource :paper ; coop:locator "block 14" .
:e9 oa:hasSource :paper ; coop:locator "block 9" ; coop:asStated "a, \\"b\\"\\nc" .
:elsewhere oa:hasSource :book ; coop:locator "annex" .
:last oa:hasSource :paper .
:paper dcterms:title "Paper" . :book dcterms:title "Book" .
"""


def entity_frame(store: Store) -> pd.DataFrame:
    return frames.entity_frame(Asked(store), country_table(store))


def statement_frame(store: Store) -> pd.DataFrame:
    return frames.statement_frame(Asked(store))


@pytest.fixture(scope="module")
def demo() -> Store:
    from coopgraph.pipeline import check

    return check([demo_dataset()], shapes=False)[0]


@pytest.mark.parametrize("column", WAYS)
def test_a_column_holds_what_a_query_of_its_own_finds(demo: Store, column: str) -> None:
    frame = statement_frame(demo)
    found = demo.table(
        f"SELECT DISTINCT ?s ?o {{ ?s a coop:Statement ; coop:evidence [] ; {WAYS[column]} ?o }}"
    )
    if column in ("stage", "basis", "preference"):
        found["o"] = found["o"].str.rpartition("/")[2]
    expected = set(found.itertuples(index=False, name=None))
    cells = frame.loc[frame[column] != "", ["statement", column]]
    assert set(cells.itertuples(index=False, name=None)) == expected


def test_every_statement_has_a_row_for_each_evidence(demo: Store) -> None:
    found = demo.table("SELECT ?s { ?s a coop:Statement ; coop:evidence ?e } ORDER BY ?s")
    assert statement_frame(demo)["statement"].to_list() == found["s"].to_list()


def test_entities_are_those_of_a_query(demo: Store) -> None:
    found = demo.table(
        f"SELECT DISTINCT ?id ?type {{ GRAPH ?g {{ ?id a ?type }} FILTER(?g != <{DERIVED_GRAPH}>) "
        "?id skos:prefLabel ?label FILTER(STRSTARTS(STR(?type), STR(coop:))) } ORDER BY ?id"
    )
    frame = entity_frame(demo)
    assert frame["id"].to_list() == found["id"].to_list()
    assert frame["type"].to_list() == found["type"].str.rpartition("#")[2].to_list()
    labels = demo.table(
        'SELECT ?id ?label { ?id skos:prefLabel ?label FILTER(LANG(?label) = "en") }'
    )
    english = dict(labels.itertuples(index=False, name=None))
    assert frame["label"].to_list() == [english[iri] for iri in frame["id"]]


def test_evidence_is_in_the_order_of_sources_and_blocks(
    derived_store: Callable[[str], Store],
) -> None:
    frame = statement_frame(derived_store(SEVERAL))
    rows = frame[["type", "title", "locator"]].itertuples(index=False, name=None)
    assert list(rows) == [
        ("Twinning", "Book", "annex"),
        ("Twinning", "Paper", "block 9"),
        ("Twinning", "Paper", "block 14"),
        ("Partnership", "Paper", ""),
    ]
    assert frame["as_stated"].to_list() == ["", 'a, "b"\nc', "", ""]


def test_several_values_are_sorted_and_joined(derived_store: Callable[[str], Store]) -> None:
    first = statement_frame(derived_store(SEVERAL)).iloc[0]
    assert first["note"] == "first | second"
    assert [iri.rpartition("/")[2] for iri in first["conflicts_with"].split(" | ")] == [
        "one",
        "two",
    ]
    assert first["stage"] == "agreed"


def test_names_are_sorted_and_the_label_is_english_where_there_is_one(
    derived_store: Callable[[str], Store],
) -> None:
    frame = entity_frame(derived_store(SEVERAL))
    assert frame["label"].to_list() == ["Umea", "Åbo"]
    assert frame["names"].to_list() == [("Umea", "Umeå"), ("Åbo", "Турку")]


def test_an_empty_graph_has_empty_tables() -> None:
    store = Store.from_nquads(b"")
    for make in (actor_frame, dataset_frame, entity_frame, statement_frame):
        frame = make(store)
        assert isinstance(frame, pd.DataFrame)
        assert frame.empty


def test_misprints_are_no_names() -> None:
    lines = [
        f"<urn:a> <{TYPE}> <{term_iri('Territory')}> <urn:g> .",
        f'<urn:a> <{SKOS}prefLabel> "Hebei"@en <urn:g> .',
        f'<urn:a> <{SKOS}hiddenLabel> "Habai" <urn:g> .',
    ]
    frame = entity_frame(Store.from_nquads("\n".join([*lines, ""]).encode()))
    assert frame.at[0, "names"] == ("Hebei",)
    assert frame.at[0, "hidden"] == ("Habai",)
