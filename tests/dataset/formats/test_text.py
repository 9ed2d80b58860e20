"""Texts that are safe to show."""

from pathlib import Path

import pytest

from coopgraph.dataset.formats.text import hidden_character, is_licence
from coopgraph.dataset.formats.toml import read_toml


@pytest.mark.parametrize("text", ["", "Åbo", "a\tb\r\nc", "Санкт-Петербург", "\u200f"])
def test_ordinary_text_has_no_hidden_character(text: str) -> None:
    assert hidden_character(text) == ""


@pytest.mark.parametrize(("text", "number"), [("\x00", "U+0000"), ("a\u202eb\x1b", "U+202E")])
def test_the_first_hidden_character_is_numbered(text: str, number: str) -> None:
    assert hidden_character(text) == number


@pytest.mark.parametrize("text", ["CC BY 4.0", "", "© Town: all rights", "http://example.org/l"])
def test_words_and_web_addresses_name_a_licence(text: str) -> None:
    assert is_licence(text)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "JavaScript :x", "ftp://example.org"])
def test_other_schemes_name_none(text: str) -> None:
    assert not is_licence(text)


def test_an_escaped_control_character_in_toml_is_named_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text('[dataset]\ntitle = "a\\u001b[31m"\n', encoding="utf-8")
    content, (problem,) = read_toml(path, "")
    assert (content, problem.column, problem.value) == ({}, "dataset.title", "U+001B")
