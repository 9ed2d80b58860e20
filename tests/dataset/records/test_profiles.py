from dataclasses import replace

import pandas as pd
import pytest

from coopgraph.dataset.mapping.values import VALUE_COLUMNS, Values
from coopgraph.dataset.records.profiles import representatives
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.dataset.records.subjects import Subjects
from coopgraph.resources import demo_dataset
from coopgraph.store.ontology import load_schema

PLANNED, AGREED = "x:planned", "x:agreed"


@pytest.fixture(scope="module")
def records() -> Records:
    return read_records(demo_dataset(), load_schema())


def _first_ones(records: Records, *rows: tuple[str, str, str, str]) -> list[str]:
    frame = pd.DataFrame(rows, columns=VALUE_COLUMNS, dtype="str")
    changed = replace(records, coded=Values.of([frame]))
    found = representatives(Subjects([changed]), [PLANNED, AGREED])
    return changed.coded.names["subject"].take(found).to_pylist()


def test_texts_do_not_matter_but_kinds_do(records: Records) -> None:
    rows = [("x:a", "p", "1", "string"), ("x:b", "p", "2", "string"), ("x:c", "p", "1", "@en")]
    assert _first_ones(records, *rows) == ["x:a", "x:c"]


def test_how_many_values_there_are_matters_and_not_how_often_one_is_said(records: Records) -> None:
    one = ("x:a", "p", "1", "string")
    assert _first_ones(records, one, one, ("x:b", "p", "2", "string")) == ["x:a"]
    two = [("x:b", "p", "1", "string"), ("x:b", "p", "2", "string")]
    assert _first_ones(records, one, *two) == ["x:a", "x:b"]


def test_what_is_named_and_classes_matter_by_themselves(records: Records) -> None:
    rows = [("x:a", "p", PLANNED, "iri"), ("x:b", "p", AGREED, "iri")]
    assert _first_ones(records, *rows) == ["x:a", "x:b"]
    others = [("x:a", "p", "x:some", "iri"), ("x:b", "p", "x:other", "iri")]
    assert _first_ones(records, *others) == ["x:a"]
    classes = [("x:a", "rdf:type", "x:some", "iri"), ("x:b", "rdf:type", "x:other", "iri")]
    assert _first_ones(records, *classes) == ["x:a", "x:b"]


def test_what_is_said_of_what_is_pointed_to_matters(records: Records) -> None:
    links = [("x:a", "p", "x:c", "iri"), ("x:b", "p", "x:d", "iri")]
    alike = [("x:c", "q", "1", "date"), ("x:d", "q", "2", "date")]
    assert _first_ones(records, *links, *alike) == ["x:a", "x:c"]
    unlike = [("x:c", "q", "1", "date"), ("x:d", "q", "2", "string")]
    assert _first_ones(records, *links, *unlike) == ["x:a", "x:b", "x:c", "x:d"]


def test_many_look_alike(records: Records) -> None:
    found = representatives(Subjects([records]), [])
    assert len(found) < len(Subjects([records])) / 2
