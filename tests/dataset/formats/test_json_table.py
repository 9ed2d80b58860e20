import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.formats.json_table import json_rows


def _message(raw: bytes, part: str = "") -> str:
    rows, (problem,) = json_rows("a.json", raw, part)
    assert rows == []
    return problem.message


def test_numbers_keep_their_digits() -> None:
    rows, _ = json_rows("a.json", b'[{"n": 0.10, "m": 12345678901234567890, "t": true, "z": null}]')
    assert rows == [["n", "m", "t", "z"], ["0.10", "12345678901234567890", "true", ""]]


def test_a_list_is_found_in_its_record_and_by_name() -> None:
    assert json_rows("a.json", b'{"n": 1, "data": [{"id": "a"}]}')[0] == [["id"], ["a"]]
    assert json_rows("a.json", b'{"a": [], "b": [{"id": "x"}]}', "b")[0] == [["id"], ["x"]]
    assert "several lists or none (a, b)" in _message(b'{"a": [], "b": []}')


def test_a_sparql_result_has_a_column_for_each_variable() -> None:
    result = {
        "head": {"vars": ["city", "begin"]},
        "results": {
            "bindings": [
                {"city": {"type": "uri", "value": "http://www.wikidata.org/entity/Q1757"}},
                {
                    "city": {"type": "literal", "xml:lang": "fi", "value": "Turku"},
                    "begin": {"type": "bnode", "value": "t1"},
                },
            ]
        },
    }
    rows, _ = json_rows("a.json", json.dumps(result).encode())
    assert rows == [["city", "begin"], ["http://www.wikidata.org/entity/Q1757", ""], ["Turku", ""]]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"[" * 100_000, "not readable"),
        (b'[{"a": 1, "a": 2}]', 'two members "a"'),
        (b'[{"a": [{"b": 1}]}]', "a list of records inside a record"),
        (b'[{"a": ["x|y"]}]', "bars"),
        (b"[1, 2]", "expected a list of records"),
        (b'{"head": {}, "results": {"bindings": [1]}}', "SPARQL"),
        (b"{", "not readable as a table of JSON"),
        (json.dumps([{f"c{n}": 1 for n in range(2_001)}]).encode(), "more than 2,000 columns"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(raw: bytes, message: str) -> None:
    assert message in _message(raw)


NESTED = {
    "meta": [],
    "projects": [
        {
            "id": "p1",
            "consortium": {
                "partners": [{"name": "A", "in": {"code": "FI"}}, {"name": "B"}],
                "note": "x",
            },
            "themes": [{"n": 1}],
        },
        {"id": "p2", "consortium": {"partners": []}, "themes": []},
    ],
}


def test_records_in_records_give_a_row_each_with_what_is_around_them() -> None:
    raw = json.dumps(NESTED).encode()
    rows, problems = json_rows("a.json", raw, "projects.consortium.partners")
    inner = ("consortium.note", "consortium.partners.name", "consortium.partners.in.code")
    assert problems == []
    assert rows == [
        ["id", "themes", *inner],
        ["p1", '[{"n": "1"}]', "x", "A", "FI"],
        ["p1", '[{"n": "1"}]', "x", "B", ""],
        ["p2", "", "", "", ""],
    ]
    listed = json.dumps(NESTED["projects"]).encode()
    assert json_rows("a.json", listed, "consortium.partners")[0] == rows


def test_a_list_in_a_record_says_how_it_is_read() -> None:
    raw = json.dumps(NESTED).encode()
    assert 'sheet = "consortium.partners"' in _message(raw, "projects")
    assert 'no list "people"; it has: meta, projects' in _message(raw, "people")
    assert '"id" is no list of records' in _message(raw, "projects.id")


def test_a_long_text_around_many_records_is_refused() -> None:
    content = [{"text": "x" * 1_000_000, "of": [{"n": 1}] * 1_001}]
    assert "1,000,000,000 characters" in _message(json.dumps(content).encode(), "of")


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_a_problem(raw: bytes) -> None:
    rows, problems = json_rows("a.json", raw)
    assert bool(rows) != bool(problems)
