"""The tables of a graph, once for all its projections."""

import pandas as pd
import pytest

from coopgraph.errors import InputError
from coopgraph.network.projecting.known import fold_actors, known
from tests.network import builders as make


def test_entities_and_facts_are_there_once_and_in_order() -> None:
    facts = make.statements({"statement": "t"}, {"statement": "s"}, {"statement": "t"})
    tables = known(make.entities("b", "a", "b"), facts, make.fold_table())
    assert tables.entities["id"].to_list() == [make.iri("a"), make.iri("b")]
    assert tables.facts["statement"].to_list() == [make.iri("statement/s"), make.iri("statement/t")]
    assert tables.fact.tolist() == [1, 0, 1]


def test_a_table_without_a_column_is_refused() -> None:
    with pytest.raises(InputError, match=r'table of entities, column "kind": the column is miss'):
        known(make.entities("a").drop(columns="kind"), make.statements(), make.fold_table())


def test_folding_follows_a_chain_and_stops_in_a_circle() -> None:
    steps = make.fold_table(("a", "b"), ("b", "c"), ("d", "e"), ("e", "d"))
    ids = pd.Series([make.iri(name) for name in "abcde"])
    assert fold_actors(steps, ids) == {make.iri("a"): make.iri("c"), make.iri("b"): make.iri("c")}


def test_who_acts_for_several_is_ambiguous_and_stays() -> None:
    fold = make.fold_table(("b", "a"), ("b", "c"), ("d", "a"))
    tables = known(make.entities("a", "b", "c", "d"), make.statements(), fold)
    assert tables.ambiguous == [make.iri("b")]
    assert tables.acts_for.tolist() == [0, 1, 2, 0]
    assert tables.inside == {make.iri("a"): [make.iri("d")]}
