import pandas as pd
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.mapping.values import VALUE_COLUMNS, Values
from coopgraph.dataset.records.quads import canonical, escape, literal

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def _lines(*rows: tuple[str, str, str, str]) -> str:
    frame = pd.DataFrame(rows, columns=VALUE_COLUMNS, dtype="str")
    return canonical(Values.of([frame]), "http://x/g").decode()


@pytest.mark.parametrize(
    ("kind", "term"),
    [
        ("iri", "<http://x/v>"),
        ("string", '"http://x/v"'),
        ("@sv", '"http://x/v"@sv'),
        ("date", '"http://x/v"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("edtf", '"http://x/v"^^<http://id.loc.gov/datatypes/edtf/EDTF>'),
    ],
)
def test_each_kind_is_written_as_its_term(kind: str, term: str) -> None:
    line = _lines(("http://x/s", "coop:party", "http://x/v", kind))
    start = "<http://x/s> <https://w3id.org/coopgraph/ontology#party>"
    assert line == f"{start} {term} <http://x/g> .\n"
    if kind != "iri":
        assert literal("http://x/v", kind) == term


def test_a_quad_is_there_once() -> None:
    row = ("http://x/s", "skos:note", "a", "string")
    assert _lines(row, row).count("\n") == 1


def test_no_records_are_no_quads() -> None:
    assert _lines() == ""


def test_lines_are_in_the_order_of_code_points() -> None:
    texts = ["b", "B", "å", "\U0001f600", "\uffee", "a b", "a", 'a"', "a!"]
    text = _lines(*[("http://x/s", "skos:note", t, "string") for t in texts])
    lines = text.splitlines(keepends=True)
    assert lines == sorted(lines)
    assert len(lines) == len(texts)


@given(st.lists(st.tuples(TEXT, st.sampled_from(["string", "@en", "edtf"])), min_size=1))
def test_oxigraph_reads_the_same_quads_and_writes_the_same_lines(
    rows: list[tuple[str, str]],
) -> None:
    written = _lines(*[("http://x/s", "skos:note", text, kind) for text, kind in rows])
    parsed = list(ox.parse(written.encode(), format=ox.RdfFormat.N_QUADS))
    assert {str(q.object.value) for q in parsed} == {text for text, _ in rows}
    assert len(set(parsed)) == len(parsed) == len(set(rows))
    dataset = ox.Dataset(parsed)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    again = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").decode()
    assert sorted(again.split("\n")) == sorted(written.split("\n"))


KINDS = st.sampled_from(["string", "@en", "@en-gb", "date", "edtf"])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["x:a", "x:a-b", "x:ab", "x:a.b"]),
            st.sampled_from(["coop:party", "coop:partOf", "skos:note"]),
            st.text('ab "-@^', max_size=3),
            KINDS,
        )
    )
)
def test_lines_sort_as_their_terms_do(rows: list[tuple[str, str, str, str]]) -> None:
    lines = _lines(*rows).splitlines(keepends=True)
    assert lines == sorted(set(lines))
    one_by_one = {_lines(row) for row in rows}
    assert set(lines) == one_by_one


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_rdflib_reads_the_same_texts(texts: list[str]) -> None:
    written = _lines(*[("http://x/s", "skos:note", t, "@en") for t in texts])
    graph = rdflib.Dataset()
    graph.parse(data=written, format="nquads")
    assert {str(o) for _, _, o, _ in graph.quads()} == set(texts)
    assert not [n for quad in graph.quads() for n in quad if isinstance(n, rdflib.BNode)]


@given(TEXT)
def test_one_literal_and_a_column_of_them_are_escaped_alike(text: str) -> None:
    line = _lines(("http://x/s", "skos:note", text, "string"))
    assert literal(text, "string") == f'"{escape(text)}"'
    assert f" {literal(text, 'string')} <http://x/g> .\n" in line


@given(TEXT)
def test_an_escaped_text_is_one_line_without_bare_quotes(text: str) -> None:
    found = escape(text)
    assert "\n" not in found
    assert '"' not in found.replace("\\\\", "").replace('\\"', "")
