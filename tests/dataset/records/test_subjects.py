"""Subjects are numbered over all data sets; what is said about each is found by its number."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coopgraph.dataset.mapping.values import Values, constant_values
from coopgraph.dataset.records.records import Records
from coopgraph.dataset.records.subjects import Subjects

GRAPH = "https://w3id.org/coopgraph/graph/towns"


@pytest.fixture
def told(
    towns: Callable[..., Path], read: Callable[[Path], Records]
) -> Callable[..., list[Records]]:
    """Records with one data set's mapping, and what is said there."""
    records = read(towns())

    def make(*parts: list[tuple[str, str, str, str]]) -> list[Records]:
        return [replace(records, coded=Values.of([constant_values(part)])) for part in parts]

    return make


SAID = [
    ("x:s", "coop:party", "x:a", "iri"),
    ("x:s", "coop:evidence", "x:e", "iri"),
    ("x:a", "skos:prefLabel", "x:s", "string"),
    ("x:e", "coop:locator", "p. 1", "string"),
]


def test_what_points_to_what(told: Callable[..., list[Records]]) -> None:
    subjects = Subjects(told(SAID))
    assert len(subjects) == 3
    assert subjects.pointed(np.array([0])).tolist() == [1, 2]
    assert subjects.pointed(np.array([1])).tolist() == []  # a text is no node


def test_one_data_set_points_into_another(told: Callable[..., list[Records]]) -> None:
    subjects = Subjects(told([("x:t", "coop:party", "x:a", "iri")], SAID))
    assert subjects.pointed(np.array([0])).tolist() == [2]
    assert subjects.lines(np.array([0, 2])).count(b"\n") == 2


def test_what_is_said_is_sorted_and_may_be_chosen(told: Callable[..., list[Records]]) -> None:
    subjects = Subjects(told(SAID))
    lines = subjects.lines(np.array([0, 1, 2])).splitlines()
    assert lines == sorted(lines)
    party = "https://w3id.org/coopgraph/ontology#party"
    assert subjects.lines(np.array([0, 1, 2]), [party]) == (
        f"<x:s> <{party}> <x:a> <{GRAPH}> .\n".encode()
    )


def test_evidence_is_at_home_with_the_first_that_cites_it(
    told: Callable[..., list[Records]],
) -> None:
    other = [("x:late", "coop:evidence", "x:e", "iri"), ("x:late", "skos:note", "n", "string")]
    homes = Subjects(told([*SAID, *other])).homes(1)
    assert homes[0] == homes[2] != homes[3]
    assert len(set(Subjects(told(SAID)).homes(1000))) == 1


def test_nothing_has_no_subjects() -> None:
    assert len(Subjects([])) == 0
    assert Subjects([]).homes(10).tolist() == []
