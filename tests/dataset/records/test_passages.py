from pathlib import Path

import pytest

from coopgraph.dataset.records.passages import (
    passage_hash,
    passage_table,
    read_passages,
    text_blocks,
    verify_passages,
)

TEXT = "Heading\n\n  \nfirst line  \r\nsecond line\n\n\nlast"


def test_blocks_are_runs_of_lines_between_blank_ones() -> None:
    assert text_blocks(TEXT) == ["Heading", "first line\nsecond line", "last"]


def test_other_separators_are_part_of_a_line() -> None:
    assert text_blocks("one\u2028\u2028two\x0cthree") == ["one\u2028\u2028two\x0cthree"]


def test_a_table_of_hashes_is_in_reading_order_and_read_back(tmp_path: Path) -> None:
    hashes = {("a", f"block {n}"): passage_hash(str(n)) for n in (10, 9, 1)}
    (tmp_path / "passages.csv").write_text(passage_table(hashes), encoding="utf-8")
    found, problems = read_passages(tmp_path)
    assert (list(found), problems) == ([("a", f"block {n}") for n in (1, 9, 10)], [])
    assert found == hashes


def test_no_file_means_no_hashes(tmp_path: Path) -> None:
    assert read_passages(tmp_path) == ({}, [])


@pytest.mark.parametrize(
    ("rows", "row", "words"),
    [
        ("a,block 1,sha256:12\n", 2, "64 hexadecimal digits"),
        (
            f"a,block 1,{passage_hash('x')}\na,block 1,{passage_hash('y')}\n",
            3,
            "another hash for this passage",
        ),
    ],
)
def test_faulty_rows_are_reported(tmp_path: Path, rows: str, row: int, words: str) -> None:
    (tmp_path / "passages.csv").write_text(f"source,locator,hash\n{rows}", encoding="utf-8")
    _, problems = read_passages(tmp_path)
    assert [(p.row, words in p.message) for p in problems] == [(row, True)]


def test_other_columns_are_refused(tmp_path: Path) -> None:
    (tmp_path / "passages.csv").write_text("source,hash\na,b\n", encoding="utf-8")
    assert "expected the columns" in read_passages(tmp_path)[1][0].message


@pytest.mark.parametrize(
    "locator", ["block 4", "block 0", "block ²", "line 1", "block -1", "block"]
)
def test_a_locator_that_points_nowhere_is_found(locator: str) -> None:
    _, problems = verify_passages([("a", locator)], {}, {"a": TEXT})
    assert "the document has 3" in problems[0].message


def test_a_changed_passage_is_found() -> None:
    recorded = {("a", "block 1"): passage_hash("Heading"), ("a", "block 3"): passage_hash("old")}
    found, problems = verify_passages(recorded, recorded, {"a": TEXT})
    assert [p.value for p in problems] == ["block 3"]
    assert found["a", "block 3"] == passage_hash("last")


def test_sources_without_text_keep_their_hash() -> None:
    recorded = {("b", "row 1"): "sha256:1"}
    assert verify_passages(recorded, recorded, {}) == (recorded, [])
