import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.formats.delimited import delimited_grid

CELL = st.text(st.sampled_from('ab "\n;,\té'), max_size=5)


def _rows(raw: bytes, **options: object) -> list[list[str]]:
    grid, problems = delimited_grid("a.csv", raw, **options)  # type: ignore[arg-type]
    assert not problems
    return [grid.row(n) for n in range(len(grid.numbers))]


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6))
def test_columns_at_once_are_what_the_rows_are_one_by_one(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["x", "y", "z"], *rows])
    found = _rows(out.getvalue().encode())
    filled = [row for row in found if "".join(row).strip()]
    assert filled == [["x", "y", "z"], *(row for row in rows if "".join(row).strip())]


def test_numbers_of_rows_count_blank_lines() -> None:
    grid, _ = delimited_grid("a.csv", b"id,n\na,1\n\nb,2\n")
    cells = dict(zip(grid.numbers.tolist(), grid.columns[0].to_pylist(), strict=True))
    assert (cells[2], cells[4]) == ("a", "b")


def test_a_delimiter_can_be_said() -> None:
    assert _rows(b"a:b,c\n1:2,3\n", delimiter=":") == [["a", "b,c"], ["1", "2,3"]]


def test_an_encoding_can_be_said() -> None:
    assert _rows("id\nŁódź\n".encode("cp1250"), encoding="cp1250") == [["id"], ["Łódź"]]


def test_text_of_utf16_is_read_by_its_mark() -> None:
    assert _rows("id;n\nå;1\n".encode("utf-16")) == [["id", "n"], ["å", "1"]]


def test_two_encodings_are_refused_with_the_row() -> None:
    raw = b"id,n\n" + "Åbo,1\n".encode() * 6 + "Umeå,2\n".encode("cp1252")
    _, (problem,) = delimited_grid("a.csv", raw)
    assert (problem.row, problem.column) == (8, "id")
    assert "two encodings in one file" in problem.message


@pytest.mark.parametrize("raw", [b'a,b\nx"y,1\n', b'a,b\n"x"y,1\n', b"a,b\rx,1\r", b'a,b\n"x,1\n'])
def test_what_is_irregular_is_read_as_python_reads_it(raw: bytes) -> None:
    grid, problems = delimited_grid("a.csv", raw)
    try:
        expected = list(csv.reader(io.StringIO(raw.decode(), newline=""), strict=True))
    except csv.Error:
        assert len(problems) == 1
    else:
        assert [grid.row(n) for n in range(len(grid.numbers))] == expected
