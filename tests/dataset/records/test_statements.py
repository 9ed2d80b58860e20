from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.dataset.records.records import Records
from coopgraph.errors import Problem

Towns = Callable[..., Path]
Read = Callable[[Path], Records]
Problems = Callable[[Path], list[Problem]]

HEAD = "id,parties,stage,confidence,begin,end,as_of,source,locator\n"


def _links(*rows: str) -> str:
    return HEAD + "".join(f"{row}\n" for row in rows)


@pytest.mark.parametrize(
    ("row", "column", "value", "words"),
    [
        ("a,aby | bebi,,,,,,report,b", "parties", "bebi", "Did you mean"),
        (
            "a,aby | javascript:alert(1),,,,,,report,b",
            "parties",
            "javascript:alert(1)",
            "no entity",
        ),
        ("a,,,,,,,report,b", "parties", "", "must not be empty: a"),
        ("a, | ,,,,,,report,b", "parties", "", "must not be empty: a"),
        ("a,aby | beby,in-forc,,,,,report,b", "stage", "in-forc", 'Did you mean "in-force"?'),
        ("a,aby | beby,,high,,,,report,b", "confidence", "high", "not a number"),
        ("a,aby | beby,,,2018-02-30,,,report,b", "begin", "2018-02-30", "is not a date"),
        ("a,aby | beby,,,May 2831,,,report,b", "begin", "May 2831", "is not a date"),
        ("a,aby | beby,,,1996/1999,,,report,b", "begin", "1996/1999", "an interval"),
        ("a,aby | beby,,,1999,1996,,report,b", "end", "1996", "the end is before the begin"),
        ("a,aby | beby,,,,,2018,report,b", "as_of", "2018", "one day such as 2018-12-31"),
        ("a,aby | beby,,,,,,raport,b", "source", "raport", 'Did you mean "report"?'),
        ("a,aby | beby,,,,,,,b", "source", "", "every statement is cited"),
        ("a,aby | beby,,,,,,report,", "locator", "", "every statement is cited"),
        ("A b,aby | beby,,,,,,report,b", "id", "A b", "lower-case letters"),
    ],
)
def test_each_faulty_cell_is_one_problem_with_its_place(
    towns: Towns, problems: Problems, row: str, column: str, value: str, words: str
) -> None:
    (problem,) = problems(towns(links_csv=_links("ok,aby | beby,,,,,,report,a", row)))
    found = (problem.file, problem.row, problem.column, problem.value)
    assert found == ("links.csv", 3, column, value)
    assert words in problem.message


def test_a_statement_that_is_there_twice_names_the_first(towns: Towns, problems: Problems) -> None:
    rows = (",aby | beby,,,,,,report,a", ",beby | aby,in-force,,,,,report,a")
    (problem,) = problems(towns(links_csv=_links(*rows)))
    assert str(problem) == (
        "links.csv, row 3: the same statement as links.csv, row 2 (equal parties, locator): "
        'delete one, or give it an id; or set "duplicates" in the mapping'
    )


def test_an_id_that_is_there_twice_names_the_first(towns: Towns, problems: Problems) -> None:
    rows = ("x,aby | beby,,,,,,report,a", "x,aby | ceby,,,,,,report,a")
    (problem,) = problems(towns(links_csv=_links(*rows)))
    assert (problem.column, problem.value) == ("id", "x")
    assert "already used in links.csv, row 2" in problem.message


def test_a_name_of_two_entities_asks_for_an_id(towns: Towns, problems: Problems) -> None:
    (problem,) = problems(
        towns(
            towns_csv="id,label\naby,Aby\nbeby,Same\nceby,same\n",
            links_csv=_links("a,aby | Same,,,,,,report,b"),
        )
    )
    assert problem.message.endswith("write one of the ids: beby, ceby")


def test_the_day_of_the_source_holds_unless_the_row_has_its_own(towns: Towns, read: Read) -> None:
    rows = ("a,aby | beby,,,,,,report,a", "b,aby | ceby,,,,,2011-05-06,report,b")
    values = read(towns(links_csv=_links(*rows))).values
    days = values[(values["property"] == "coop:asOf") & values["subject"].str.contains("/statem")]
    assert days["value"].tolist() == ["2011-05-06", "2020-01-01"]


def test_an_interval_in_one_column_gives_begin_and_end(towns: Towns, read: Read) -> None:
    mapping = (towns() / "mapping.toml").read_text("utf-8")
    mapping = mapping.replace('when = { begin = "begin?", end = "end?"', 'when = { date = "begin"')
    rows = [
        f"{n},aby | beby,,,{cell},,,report,{n}"
        for n, cell in enumerate(["1996/..", "1996/1999", "2018-05", "/1999"])
    ]
    folder = towns(mapping_toml=mapping.replace("as_of?", "as_of"), links_csv=_drop_end(rows))
    values = read(folder).values
    stated = values[values["property"].isin(["coop:begin", "coop:end"])]
    found = {
        (s.rpartition("/")[2], p.removeprefix("coop:"), v)
        for s, p, v in zip(stated["subject"], stated["property"], stated["value"], strict=True)
    }
    assert found == {
        ("0", "begin", "1996"),
        ("0", "end", ".."),
        ("1", "begin", "1996"),
        ("1", "end", "1999"),
        ("2", "begin", "2018-05"),
        ("2", "end", "2018-05"),
        ("3", "end", "1999"),
    }


def _drop_end(rows: list[str]) -> str:
    lines = [line.split(",") for line in [HEAD.strip(), *rows]]
    return "".join(",".join([*cells[:5], *cells[6:]]) + "\n" for cells in lines)


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ("three,,,,,four,", "three", "", ""),
        (",,,,four,report", ",,,,fourr,report", "conflicts_with", 'Did you mean "four"?'),
        (",,,,four,report", ",,,,three,report", "conflicts_with", "the statement's own id"),
        ("Hosting", "Hostin", "type", 'Did you mean "Hosting"?'),
        ("Occurrence,strait-forum,", "Occurrence,,", "subject", "must not be empty"),
        (
            "Governance,municipality-of-elva,elva",
            "Governance,elva,elva",
            "subject",
            "is a Territory",
        ),
    ],
)
def test_faults_of_facts_name_their_cell(
    mini: Path, problems: Problems, old: str, new: str, column: str, words: str
) -> None:
    path = mini / "facts.csv"
    text = path.read_text("utf-8")
    if old not in text:
        return
    path.write_text(text.replace(old, new), encoding="utf-8")
    (problem,) = problems(mini)
    assert (problem.file, problem.column) == ("facts.csv", column)
    assert words in problem.message


def test_a_role_that_a_class_does_not_take_is_not_lost(mini: Path, problems: Problems) -> None:
    mapping = mini / "mapping.toml"
    text = mapping.read_text("utf-8").replace(
        'where = { type = "Occurrence" }', 'where = { type = ["Occurrence", "Hosting"] }'
    )
    text = text.replace('where = { type = "Hosting" }', 'where = { type = "None" }')
    mapping.write_text(text, encoding="utf-8")
    messages = {p.message for p in problems(mini)}
    assert "a hosting has no event; empty the cell" in {m.lower() for m in messages}
    assert any("which this block does not set" in m for m in messages)


def test_evidence_without_a_hash_is_found_where_there_are_hashes(
    towns: Towns, problems: Problems
) -> None:
    (problem,) = problems(
        towns(passages_csv=f"source,locator,hash\nreport,block 9,sha256:{'0' * 64}\n")
    )
    assert (problem.column, problem.value) == ("locator", "block 1")
    assert "passages.csv has no hash" in problem.message
