"""docs/ontology.md says what the ontology says."""

import datetime as dt
import re
from pathlib import Path

import pandas as pd
import pytest

from coopgraph.dates import status_column
from coopgraph.pipeline import check
from coopgraph.store.frames import Asked, statement_frame
from coopgraph.store.ontology import load_schema
from coopgraph.store.store import Store
from coopgraph.vocabulary import PREFIXES
from tools import ontology_reference


@pytest.fixture(scope="module")
def made() -> str:
    return ontology_reference.reference(Path(__file__).parents[2] / "ontology")


def test_the_document_is_up_to_date(made: str, root: Path) -> None:
    document = (root / "docs" / "ontology.md").read_text("utf-8")
    assert made == document, "run python -m tools.ontology_reference"


def test_every_class_property_and_scheme_is_there(made: str) -> None:
    schema = load_schema()
    missing = [name for name in schema.classes if f"\n| `{name}` |" not in made]
    missing += [
        name
        for name, info in schema.properties.items()
        if info.prefixed.startswith("coop:") and f"\n| `{name}` |" not in made
    ]
    missing += [name for name in schema.concepts if f"\n### {name}\n" not in made]
    assert not missing


def test_roles_are_inherited_and_required_ones_are_bold(made: str) -> None:
    twinning = next(line for line in made.splitlines() if line.startswith("| `Twinning` |"))
    assert twinning.endswith("| **`party`**, `framework`, `theme` |")


def test_every_row_has_as_many_cells_as_its_head(made: str) -> None:
    width = 0
    for line in made.splitlines():
        if line.startswith("|---"):
            width = line.count("|")
        elif line.startswith("| `"):
            assert line.replace("\\|", "").count("|") == width, line


@pytest.fixture(scope="module")
def store(root: Path) -> Store:
    made, _ = check([root / "graph_data" / "baltic-barents"], shapes=False)
    return made


GUIDE = ontology_reference.GUIDE.read_text("utf-8")
EXAMPLES = re.findall(r"^```sparql\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def _example(part: str) -> str:
    (found,) = [query for query in EXAMPLES if part in query]
    return found


@pytest.mark.parametrize("query", EXAMPLES)
def test_an_example_has_an_answer_and_the_same_on_both_engines(query: str, store: Store) -> None:
    table = store.table(query)
    assert len(table)
    assert (table != "").all(axis=None)
    result = store.to_rdflib().query(query)
    rows = sorted(tuple(map(str, row)) for row in result)
    assert rows == sorted(table.itertuples(index=False, name=None))


def test_a_thing_is_found_by_any_name(store: Store) -> None:
    assert store.table(_example("åbo"))["label"].tolist() == ["Turku"]
    upper = _example("åbo").replace("åbo", "aquaculture")
    assert store.table(upper)["label"].tolist() == ["Aquaculture"]


def test_the_example_of_labels_of_concepts_gives_one_row_a_statement(store: Store) -> None:
    table = store.table(_example("?vaihe"))
    assert not table["tie"].duplicated().any()
    assert set(table["vaihe"]) == {"voimassa"}


@pytest.mark.parametrize("day", ["1953-07-01", "1990-01-01", "2006-01-01", "2018-06-01"])
def test_the_example_of_days_says_what_the_library_says(day: str, store: Store) -> None:
    query = _example("AS ?held").replace("2006-01-01", day).replace("?what ?held", "* ", 1)
    found = store.table(query).set_index("statement")["held"].sort_index()
    frame = statement_frame(Asked(store)).drop_duplicates("statement").set_index("statement")
    expected = status_column(frame.loc[found.index], dt.date.fromisoformat(day))
    pd.testing.assert_series_equal(found, expected, check_names=False)
    assert found.nunique() > 1


def test_the_guide_lists_every_prefix(made: str) -> None:
    assert all(f"\n| `{prefix}:` | `{iri}` |\n" in made for prefix, iri in PREFIXES.items())


def test_everything_that_the_guide_calls_labelled_has_one_label(store: Store) -> None:
    query = """SELECT ?thing (COUNT(?label) AS ?labels) {
        VALUES ?class { coop:Entity coop:Statement coop:Source coop:Dataset skos:Concept }
        ?thing a ?class OPTIONAL { ?thing rdfs:label ?label }
    } GROUP BY ?thing HAVING (COUNT(?label) != 1)"""
    assert store.table(query).empty
