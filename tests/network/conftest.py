"""A small network of territories, their authorities and projects, made by hand."""

import pandas as pd
import pytest

from coopgraph.network.projecting.assemble import assemble
from coopgraph.network.projecting.known import known
from coopgraph.network.projecting.projection import Projection
from tests.network import builders as make


@pytest.fixture
def entity_table() -> pd.DataFrame:
    table = make.entities(
        "turku",
        ("saint-petersburg", "Territory", "Saint Petersburg"),
        ("umea", "Territory", "Umeå"),
        "petrozavodsk",
        "kainuu",
        "kostomuksha",
        ("city-of-turku", "Authority", "City of Turku"),
        ("turku-office", "Office", "Turku Office"),
    )
    names = {
        "saint-petersburg": ("Saint Petersburg", "Санкт-Петербург", "Pietari"),
        "umea": ("Umeå", "Uumaja"),
    }
    for name, spellings in names.items():
        row = table.index[table["id"] == make.iri(name)][0]
        table.at[row, "names"] = spellings
    return table


@pytest.fixture
def statement_table() -> pd.DataFrame:
    return make.statements(
        {"statement": "twins", "begin": "1953", "label": "Twin towns Turku and Saint Petersburg"},
        {"statement": "twins", "begin": "1953", "label": "Twin towns Turku and Saint Petersburg",
         "source": make.iri("source/page"), "title": "Page", "source_date": "",
         "locator": "block 9"},
        {"statement": "talks", "type": "Cooperation", "stage": "completed", "begin": "2010",
         "end": "2012", "as_of": "2013-01-01"},
        {"statement": "three", "type": "Partnership", "begin": "[..1990]", "basis": "computed"},
        {"statement": "idea", "type": "Partnership", "stage": "considered"},
        {"statement": "wrong", "preference": "deprecated"},
        {"statement": "pair", "type": "Partnership", "begin": "2000", "end": ".."},
        {"statement": "member", "type": "Membership"},
    )  # fmt: skip


@pytest.fixture
def query_rows() -> pd.DataFrame:
    return make.rows(
        ("twins", "turku", "saint-petersburg"),
        ("twins", "saint-petersburg", "turku"),
        ("talks", "city-of-turku", "saint-petersburg"),
        ("three", "umea", "petrozavodsk"),
        ("three", "petrozavodsk", "turku"),
        ("three", "umea", "turku"),
        ("idea", "kainuu", "turku"),
        ("wrong", "kainuu", "turku"),
        ("pair", "kainuu", "kostomuksha"),
    )


@pytest.fixture
def fold_steps() -> pd.DataFrame:
    return make.fold_table(("city-of-turku", "turku"), ("turku-office", "city-of-turku"))


@pytest.fixture
def demo(
    query_rows: pd.DataFrame,
    entity_table: pd.DataFrame,
    statement_table: pd.DataFrame,
    fold_steps: pd.DataFrame,
) -> Projection:
    """All of the above, each entity a node of its own."""
    return assemble(
        make.spec(),
        query_rows,
        known(entity_table, statement_table, fold_steps),
        graph_fingerprint="g",
    )


@pytest.fixture
def folded(
    query_rows: pd.DataFrame,
    entity_table: pd.DataFrame,
    statement_table: pd.DataFrame,
    fold_steps: pd.DataFrame,
) -> Projection:
    """The same with every authority folded into its territory."""
    spec = make.spec(actor="territory")
    return assemble(
        spec,
        query_rows,
        known(entity_table, statement_table, fold_steps),
        graph_fingerprint="g",
    )
