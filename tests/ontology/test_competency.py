"""The competency questions: each query has the answer beside it, on Oxigraph and on rdflib."""

import csv
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coopgraph.pipeline import check
from coopgraph.store.store import Store

if TYPE_CHECKING:
    import rdflib

ROOT = Path(__file__).parents[2]
QUERIES = sorted((ROOT / "ontology" / "competency").glob("*.rq"))
GIVEN = 24  # questions that the graph was made to answer; the others are the project's own

Cell = Decimal | str
Answer = tuple[list[str], list[tuple[Cell, ...]]]

every_query = pytest.mark.parametrize("path", QUERIES, ids=lambda p: p.stem)


@pytest.fixture(scope="session")
def store() -> Store:
    """The graph of the five documents, made once."""
    graph, _ = check([ROOT / "graph_data" / "baltic-barents"], shapes=False)
    return graph


@pytest.fixture(scope="session")
def dataset(store: Store) -> "rdflib.Dataset":
    return store.to_rdflib()


def _cell(text: str) -> Cell:
    """A number by its value, anything else as NFC text."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return unicodedata.normalize("NFC", text)


def _answer(columns: list[str], rows: list[list[str]]) -> Answer:
    return columns, [tuple(_cell(text) for text in row) for row in rows]


def _expected(path: Path) -> Answer:
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return _answer(header, rows)


def _head(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("#").strip() for line in lines[:2] if line.startswith("# ")]


def _code(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


@every_query
def test_oxigraph_gives_the_answer(path: Path, store: Store) -> None:
    table = store.table(path.read_text(encoding="utf-8"))
    assert _answer(list(table.columns), table.to_numpy().tolist()) == _expected(path)


@every_query
def test_rdflib_gives_the_answer(path: Path, dataset: "rdflib.Dataset") -> None:
    result = dataset.query(path.read_text(encoding="utf-8"))
    names = result.vars or []
    found = [[str(row.get(name, "")) for name in names] for row in result.bindings]
    columns, rows = _answer([str(name) for name in names], found)
    expected_columns, expected_rows = _expected(path)
    assert columns == expected_columns
    # SPARQL leaves the order of literals of other datatypes, such as EDTF, to the engine.
    assert sorted(rows, key=str) == sorted(expected_rows, key=str)


@every_query
def test_a_query_opens_with_question_and_answer(path: Path) -> None:
    question, answer = _head(path)
    assert re.search(r"\?( |$)", question) or question.startswith("List ")
    assert answer


@every_query
def test_an_answer_is_not_empty(path: Path) -> None:
    _, rows = _expected(path)
    assert rows


@every_query
def test_an_answer_names_its_source(path: Path) -> None:
    columns, rows = _expected(path)
    cited = columns.index("source")
    assert any(row[cited] for row in rows)


@every_query
def test_the_order_of_an_answer_is_total(path: Path) -> None:
    order = re.findall(r"^ORDER BY (.+)$", _code(path), flags=re.MULTILINE)
    assert len(order) == 1
    columns, rows = _expected(path)
    named = re.findall(r"\?(\w+)", order[0])
    places = [columns.index(name) for name in named if name in columns]
    keys = [tuple(row[place] for place in places) for row in rows]
    assert len(set(keys)) == len(keys)


@every_query
def test_a_query_declares_its_prefixes(path: Path) -> None:
    code = re.sub(r'"[^"]*"|<[^\s>]*>', "", _code(path))
    declared = set(re.findall(r"PREFIX (\w+):", code))
    used = set(re.findall(r"(?<![\w?])(\w+):[\w-]", code))
    assert used == declared


def test_every_answer_has_a_query_and_every_query_an_answer() -> None:
    answers = {path.stem for path in (ROOT / "ontology" / "competency").glob("*.csv")}
    assert answers == {path.stem for path in QUERIES}


def test_the_given_questions_and_twenty_more_are_there() -> None:
    numbers = [int(path.stem.split("-")[0]) for path in QUERIES]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= GIVEN + 20


@pytest.mark.shared
def test_the_given_questions_come_first_and_word_for_word(shared_dir: Path) -> None:
    text = (shared_dir / "competency.md").read_text(encoding="utf-8")
    given = re.findall(r"^\d+\. (.+)$", text, flags=re.MULTILINE)
    assert [_head(path)[0] for path in QUERIES[: len(given)]] == given
