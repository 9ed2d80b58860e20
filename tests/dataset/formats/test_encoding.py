import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.formats.encoding import decoded, is_encoding

RUSSIAN = "Правительство Калининградской области\nГород Петрозаводск и Выборг\n" * 4
GREEK = "Δήμος Θεσσαλονίκης και Περιφέρεια Κρήτης\n" * 5


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-8"])
def test_byte_order_marks_and_utf8_tell_the_encoding(encoding: str) -> None:
    assert decoded("id,Åbo\n".encode(encoding)).text == "id,Åbo\n"


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (GREEK, "iso8859-7")])
def test_much_text_of_one_script_tells_its_encoding(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)).text == text


def test_little_text_is_never_guessed() -> None:
    found = decoded("Umeå, Malmö".encode("cp1252"))
    assert found.message.startswith("not UTF-8; save the file with the encoding UTF-8")
    assert found.text == "Ume"


def test_the_mapping_says_what_the_bytes_do_not() -> None:
    assert decoded("Łódź".encode("cp1250"), "cp1250").text == "Łódź"


def test_a_wrong_encoding_of_the_mapping_is_reported_where_it_fails() -> None:
    found = decoded(b"ab\x81", "cp1252")
    assert (found.message, found.text) == ("not cp1252, as the mapping says", "ab")


def test_two_encodings_in_one_file_are_told_from_one() -> None:
    lines = ["Åbo\n".encode()] * 5 + ["Umeå\n".encode("cp1252")]
    assert "two encodings in one file" in decoded(b"".join(lines)).message


@pytest.mark.parametrize("name", ["hex", "rot13", "zip", "nothing", "undefined"])
def test_what_is_no_encoding_of_text_is_not_taken(name: str) -> None:
    assert not is_encoding(name)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_a_message(raw: bytes) -> None:
    found = decoded(raw)
    assert bool(found.message) == bool(found.broken)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decoded(text.encode()).text == text.removeprefix("\ufeff")


def test_western_europe_is_named_where_nothing_tells_encodings_apart() -> None:
    towns = "ville;année\nOrléans;août 1946\nBesançon;février 1959\nNîmes;décembre 1967\n"
    assert decoded(towns.encode("cp1252")).likely == "cp1252"
    polish = "miasto;kraj\nŁódź;Zgierz\nBiałystok;Świętochłowice\nŻory;Gdańsk i Wąbrzeźno\n"
    assert decoded(polish.encode("cp1250")).likely == "cp1250"
