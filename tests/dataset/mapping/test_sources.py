from pathlib import Path

import pytest

from coopgraph.dataset.mapping.sources import read_sources

GOOD = """
[report]
title = "A  report"
publisher = "Office"
language = "en"
as_of = 2018-05-17
date = 2019
url = "https://example.org/a"
"""


def _write(folder: Path, text: str | bytes) -> Path:
    data = text.encode() if isinstance(text, str) else text
    (folder / "sources.toml").write_bytes(data)
    return folder


def test_dates_and_numbers_of_toml_are_read_as_text(tmp_path: Path) -> None:
    sources, problems = read_sources(_write(tmp_path, GOOD))
    assert problems == []
    report = sources["report"]
    assert (report.as_of, report.date, report.title) == ("2018-05-17", "2019", "A report")


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ('title = "A  report"', "", "report.title", "must be given"),
        ('title = "A  report"', "title = [1]", "report.title", "must be given"),
        ("as_of = 2018-05-17", 'as_of = "2018"', "report.as_of", "expected one day"),
        ("as_of = 2018-05-17", 'as_of = "2018-02-30"', "report.as_of", "not a date"),
        ("date = 2019", 'date = "May 2831"', "report.date", "not a date"),
        ("date = 2019", 'sha256 = "12"', "report.sha256", "64 hexadecimal digits"),
        ("date = 2019", 'licens = "CC0"', "report.licens", 'Did you mean "licence"?'),
        ('"en"', '"english"', "report.language", "a language tag"),
        ("https://example.org/a", "javascript:alert(1)", "report.url", "http:// or https://"),
        ("https://example.org/a", "https://a/> <x:p> <x:o", "report.url", "http:// or https://"),
    ],
)
def test_each_fault_names_its_key(
    tmp_path: Path, old: str, new: str, column: str, words: str
) -> None:
    _, problems = read_sources(_write(tmp_path, GOOD.replace(old, new)))
    assert [(p.file, p.column) for p in problems] == [("sources.toml", column)]
    assert words in problems[0].message


def test_a_faulty_source_counts_as_known(tmp_path: Path) -> None:
    sources, problems = read_sources(_write(tmp_path, GOOD.replace('"Office"', '""')))
    assert list(sources) == ["report"]
    assert len(problems) == 1


def test_names_that_would_spoil_an_address_are_refused(tmp_path: Path) -> None:
    _, problems = read_sources(_write(tmp_path, GOOD.replace("[report]", '["a> <b"]')))
    assert "lower-case letters" in problems[0].message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x = ", "not readable as TOML"),
        (b'[a]\ntitle = "\xff"', "not UTF-8"),
        (b"a = 1", "expected a table"),
    ],
)
def test_unreadable_files_are_one_problem(tmp_path: Path, content: bytes, words: str) -> None:
    _, problems = read_sources(_write(tmp_path, content))
    assert len(problems) == 1
    assert words in problems[0].message


def test_no_file_is_a_problem(tmp_path: Path) -> None:
    _, problems = read_sources(tmp_path)
    assert "no such file" in problems[0].message
