import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.vocabulary import (
    ClassInfo,
    PropertyInfo,
    Schema,
    concept_iri,
    dataset_graph,
    dataset_iri,
    expand,
    is_language,
    is_web_address,
    record_key,
    term_iri,
)


def test_addresses_are_as_designed() -> None:
    base = "https://w3id.org/coopgraph/"
    assert term_iri("Twinning") == expand("Twinning") == f"{base}ontology#Twinning"
    assert concept_iri("stage", "in-force") == f"{base}vocab/stage/in-force"
    assert dataset_iri("d", "source", "s") == f"{base}id/d/source/s"
    assert dataset_graph("d") == f"{base}graph/d"


def test_an_unknown_prefix_is_an_error() -> None:
    with pytest.raises(KeyError):
        expand("nope:x")


def test_the_key_of_a_record_is_settled() -> None:
    assert record_key("demo", "Twinning", "turku|saint-petersburg") == "9d467f728c810410"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_no_other_parting_of_the_same_text_has_the_key(parts: list[str]) -> None:
    text = "".join(parts)
    if parts != [text]:
        assert record_key(*parts) != record_key(text)
    assert len(record_key(*parts)) == 16


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org:8080/a/b%20c?x=1&y=(2)#top",
        "https://sv.wikipedia.org/wiki/Umeå",
        "https://пример.рф/путь?q=ä/?",
    ],
)
def test_web_addresses(text: str) -> None:
    assert is_web_address(text)
    ox.NamedNode(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "//example.org",
        "https://",
        "https:///x",
        "https://user:password@example.org",
        "https://example.org/a b",
        "https://example.org/\n",
        'https://example.org/"',
        "https://example.org/> <x:p> <x:o",
        "https://example.org/%zz",
        "https://example.org/#a#b",
        "https://example.org/[x]",
        "https://example.org/\ue000",
    ],
)
def test_what_is_no_web_address(text: str) -> None:
    assert not is_web_address(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), st.sampled_from("/?#.:"))
def test_every_engine_reads_what_is_an_address(text: str, mark: str) -> None:
    address = f"https://example.org{mark}{text}"
    if is_web_address(address):
        assert ox.NamedNode(address).value == address


@given(st.from_regex(r"[A-Za-z]{1,4}(-[A-Za-z0-9]{1,5}){0,2}", fullmatch=True))
def test_every_engine_reads_what_is_a_language(tag: str) -> None:
    if is_language(tag):
        assert ox.Literal("x", language=tag).language == tag.lower()


def test_a_schema_answers_by_ancestors() -> None:
    classes = {
        "A": ClassInfo("A", "a", frozenset({"A"})),
        "B": ClassInfo("B", "b", frozenset({"A", "B"})),
    }
    schema = Schema(classes, {}, {})
    assert schema.below("A") == ["A", "B"]
    assert (schema.is_a("B", "A"), schema.is_a("A", "B"), schema.is_a("C", "A")) == (
        True,
        False,
        False,
    )


def test_a_property_may_be_a_term_of_another_vocabulary() -> None:
    assert PropertyInfo("note", "string", term="skos:note").prefixed == "skos:note"
    assert PropertyInfo("party", "entity").prefixed == "coop:party"
