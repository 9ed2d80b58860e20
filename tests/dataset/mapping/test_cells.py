import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.mapping.blocks import Recipe
from coopgraph.dataset.mapping.cells import date_pattern, number_marks, pattern_groups, prepared


def _one(cell: str, **recipe: object) -> tuple[str, str]:
    return prepared(Recipe(("x",), **recipe), [cell])[cell]  # type: ignore[arg-type]


def _value(cell: str, **recipe: object) -> str:
    value, message = _one(cell, **recipe)
    assert not message
    return value


def _message(cell: str, **recipe: object) -> str:
    value, message = _one(cell, **recipe)
    assert not value
    return message


# ---- patterns ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "cell", "value"),
    [
        ("([A-Z]{2}[0-9A-Z]{3}) / .*", "DEG01 / Erfurt", "DEG01"),
        ("[A-Z0-9]+ / (?P<name>.*)", "DEG01 / Erfurt", "Erfurt"),
        ("Q[0-9]+", "Q1757", "Q1757"),
        (r"\((.*)\)", "(x)", "x"),
        ("[(](.*)[)]", "(x)", "x"),
        ("(?:a|b)(c)", "bc", "c"),
    ],
)
def test_the_group_of_a_pattern_is_the_value(pattern: str, cell: str, value: str) -> None:
    assert _value(cell, pattern=pattern) == value


def test_a_pattern_describes_the_whole_cell() -> None:
    assert _message("DEG01 x", pattern="[A-Z0-9]+") == "does not fit the pattern [A-Z0-9]+"


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a", "missing )"),
        ("(a)(b)", "several groups need names, as in (?P<code>[A-Z]+)"),
        ("(?=a)b", "invalid perl operator"),
        (r"(a)\1", "invalid escape sequence"),
        ("(?:(?:a{1000}){1000}){1000}", "invalid repetition size"),
    ],
)
def test_what_is_no_safe_pattern_is_told(pattern: str, reason: str) -> None:
    assert reason in pattern_groups(pattern)


def test_a_pattern_that_would_take_ages_elsewhere_takes_no_time() -> None:
    start = time.monotonic()
    assert _message("a" * 100_000 + "b", pattern="(?:(?:a|aa)+)+c")
    assert time.monotonic() - start < 5


# ---- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "cell", "value"),
    [
        ("1,234.5", "892,228.58", "892228.58"),
        ("1,234.5", "758394.29", "758394.29"),
        ("1,234.5", "1,000", "1000"),
        ("1.234,5", "1.234.567,80", "1234567.8"),
        ("1 234,5", "1 234,5", "1234.5"),
        ("1'234.5", "1\u2019234.5", "1234.5"),
        ("1,234.5", "\u22125", "-5"),
        ("auto", "892,228.58", "892228.58"),
        ("auto", "758394.29", "758394.29"),
        ("auto", "1.234.567", "1234567"),
        ("auto", "12,5", "12.5"),
    ],
)
def test_numbers_are_read_as_they_are_written(style: str, cell: str, value: str) -> None:
    assert _value(cell, number=style) == value


@pytest.mark.parametrize("cell", ["1,234", "1.234", "12,345"])
def test_an_ambiguous_number_is_never_guessed(cell: str) -> None:
    assert "say how numbers are written" in _message(cell, number="auto")


@pytest.mark.parametrize("cell", ["1,23.5", "1.234,5", "1,2345", "x", "1,234.", ",5", "٣", "1e5"])
def test_what_is_not_written_so_is_no_number(cell: str) -> None:
    assert _message(cell, number="1,234.5") == "not a number that is written like 1,234.5"


def test_units_are_factors() -> None:
    assert _value("1.5", number="1234.5", factor="1000") == "1500"
    assert _value("0.1", number="1234.5", factor="0.1") == "0.01"


@pytest.mark.parametrize("sample", ["1,234,5", "x", "12345", "1.234.5"])
def test_what_is_no_example_of_a_number_is_told(sample: str) -> None:
    assert number_marks(sample) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**9))
def test_python_writes_numbers_that_are_read_back(number: object) -> None:
    assert float(_value(f"{number:,}", number="1,234.5")) == float(str(number))


# ---- days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "cell", "value"),
    [
        ("YYYY/MM/DD", "2015/02/21", "2015-02-21"),
        ("DD.MM.YYYY", "1.2.1999", "1999-02-01"),
        ("MM/YYYY", "02/2015", "2015-02"),
        ("YYYY-MM-DDT00:00:00Z", "1988-01-01T00:00:00Z", "1988-01-01"),
        ("YYYY", "1953", "1953"),
        ("DD. MONTH YYYY", "5. März 1992", "1992-03-05"),
        ("DD MONTH YYYY", "1 stycznia 2016", "2016-01-01"),
        ("DD MONTH YYYY", "12 Sept. 2001", "2001-09-12"),
        ("MONTH YYYY", "tammikuu 2015", "2015-01"),
        ("DD. MONTH YYYY", "7. листопада 2020", "2020-11-07"),
    ],
)
def test_days_are_read_as_they_are_written(form: str, cell: str, value: str) -> None:
    assert _value(cell, date=(form,)) == value


def test_a_day_of_two_formats_is_taken_only_where_they_agree() -> None:
    forms = ("DD/MM/YYYY", "MM/DD/YYYY")
    assert _value("21/02/2015", date=forms) == "2015-02-21"
    assert _value("03/03/2015", date=forms) == "2015-03-03"
    assert "may be 2015-02-03 or 2015-03-02" in _message("02/03/2015", date=forms)


def test_a_month_that_languages_name_differently_is_never_guessed() -> None:
    told = _message("3 listopad 2015", date=("DD MONTH YYYY",))
    assert "may be 2015-10-03 or 2015-11-03" in told
    assert _message("3 Foo 2015", date=("DD MONTH YYYY",)) == "not a date; expected DD MONTH YYYY"


@pytest.mark.parametrize("cell", ["31.02.2015", "0.1.2015", "1.13.2015", "2015", "1.2.15"])
def test_days_that_there_are_not_are_faults(cell: str) -> None:
    assert _message(cell, date=("DD.MM.YYYY",)) == "not a date; expected DD.MM.YYYY"


@pytest.mark.parametrize(
    "form", ["DD.MM", "YY/MM/DD", "DD/YYYY", "YYYY YYYY", "%Y", "", "MM MONTH YYYY"]
)
def test_what_is_no_format_of_days_is_told(form: str) -> None:
    assert date_pattern(form) is None


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_day_is_read_back(day: dt.date) -> None:
    assert _value(day.strftime("%d.%m.%Y"), date=("DD.MM.YYYY",)) == day.isoformat()


# ---- lookups and the rest ------------------------------------------------------------------------


def test_a_value_that_is_not_in_the_lookup_gets_the_nearest() -> None:
    message = _message("coordinatr", lookup={"coordinator": "c", "participant": "p"})
    assert message == 'not in the lookup. Did you mean "coordinator"?'


def test_a_star_stands_for_all_other_values() -> None:
    assert _value("GREECE", lookup={"GREECE": "Greece", "*": "*"}) == "Greece"
    assert _value("Spain", lookup={"GREECE": "Greece", "*": "*"}) == "Spain"
    assert _value("Spain", lookup={"*": "other"}) == "other"


def test_steps_follow_each_other() -> None:
    steps = {"pattern": "€ (.*)", "number": "1.234,5", "factor": "1000", "text": "EUR *"}
    assert _value("€ 1,5", **steps) == "EUR 1500"


def test_each_part_of_a_cell_is_treated_on_its_own() -> None:
    assert _value("a; b", split=";", lookup={"a": "A", "b": "B"}) == "A;B"
    assert "not in the lookup" in _message("a; c", split=";", lookup={"a": "A"})


def test_cells_that_mean_nothing_are_empty() -> None:
    assert _one("n/a", empty=("n/a",), number="auto") == ("", "")


def test_an_empty_cell_has_a_value_by_its_own_key_only() -> None:
    assert _value("", lookup={"": "in-force", "*": "terminated"}) == "in-force"
    assert _value("2019", lookup={"": "in-force", "*": "terminated"}) == "terminated"
    assert _value("n/a", empty=("n/a",), lookup={"": "unknown"}) == "unknown"
    assert _value("", lookup={"": "2000"}, date=("YYYY",), text="in *") == "in 2000"
    assert _value("", split=";", lookup={"": "none"}) == "none"
    assert _one("", lookup={"*": "terminated"}) == ("", "")
    assert _one("", pattern="[0-9]+", date=("YYYY",), number="auto", text="x *") == ("", "")


def test_an_empty_key_is_not_expected_of_a_cell() -> None:
    message = _message("XX", lookup={"": "none", "FI": "Finland"})
    assert message == "not in the lookup. Expected one of FI"


def test_otherwise_is_the_value_of_what_does_not_fit() -> None:
    assert _value("soon", date=("YYYY",), otherwise="..") == ".."
    assert _one("soon", date=("YYYY",), otherwise="") == ("", "")
