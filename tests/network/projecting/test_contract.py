"""A breach of the contract of a projection is named, with its place."""

import pandas as pd
import pytest

from coopgraph.errors import InputError
from tests.network import builders as make


def broken(table: str, **columns: object) -> dict[str, pd.DataFrame]:
    good = make.network([("a", "b"), ("b", "c")])
    return {table: getattr(good, table).assign(**columns)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (broken("edges", target=["b", "x"]), 'edges, row 3, column "target": "x": no node has'),
        (broken("edges", weight=[1.0, 0.0]), 'column "weight": "0.0": expected a number above 0'),
        (broken("edges", weight=["1", "2"]), 'column "weight": "1": expected a number above 0'),
        (broken("edges", stage=["", None]), 'row 3, column "stage": .* expected text'),
        (broken("edges", statements=["s0", "s1"]), "expected a tuple of one or more texts"),
        (broken("edges", source=["b", "b"], target=["a", "c"]), "the source is the smaller id"),
        (broken("nodes", id=["a", "b", "b"]), "the id occurs twice"),
        (broken("nodes", lat=[1.0, 2.0, float("inf")]), "expected decimal degrees"),
        (broken("statements", statement=["s0", "s9"]), '"s1": an edge rests on this statement'),
        ({"mode": "three-mode"}, "expected one-mode or two-mode"),
        ({"mode": "two-mode"}, "every source stands on side a"),
    ],
)
def test_a_breach_of_the_contract_is_named(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        make.network([("a", "b"), ("b", "c")], **changes)  # type: ignore[arg-type]


def test_a_missing_column_is_named_with_the_likely_one() -> None:
    edges = make.network([("a", "b")]).edges.rename(columns={"weight": "weights"})
    with pytest.raises(
        InputError, match=r'column "weight": the column is missing\. Did you mean "w'
    ):
        make.network([("a", "b")], edges=edges)


def test_a_statement_joins_a_pair_once_in_a_role() -> None:
    edges = make.network([("a", "b"), ("a", "b")]).edges
    edges["statements"] = pd.Series([("s0",), ("s0",)], dtype=object)
    with pytest.raises(InputError, match="joins this pair twice"):
        make.network([("a", "b"), ("a", "b")], edges=edges)


def test_a_loss_report_adds_up() -> None:
    entries = [("read", "rows", 3, ""), ("kept", "edges", 1, ""), ("merged", "same", 1, "")]
    loss = pd.DataFrame(entries, columns=["effect", "reason", "count", "detail"])
    with pytest.raises(InputError, match="3 rows read, but 2 kept, dropped or merged"):
        make.network([("a", "b")], loss=loss)
