"""Alpha is that of the published examples."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import CoopgraphError, UndefinedMeasure
from coopgraph.network.change.agreement import coding_agreement, krippendorff_alpha
from coopgraph.network.projecting.projection import Projection


def table(*coders: str) -> pd.DataFrame:
    """One text a coder, one letter a unit; a dot where there is no value."""
    columns = {str(i): [None if x == "." else x for x in text] for i, text in enumerate(coders)}
    return pd.DataFrame(columns, dtype=object)


# Krippendorff (2011), sections A, B and C.
@pytest.mark.parametrize(
    ("coders", "alpha"),
    [
        (["0100000010", "1110010000"], 0.095),
        (["aabbdcccedda", "babbbcccedddd"[:12]], 0.692),
        (["123321412...", "12332241 25.3".replace(" ", ""), ".3332342251.", "12332441251."], 0.743),
    ],
)
def test_published_values(coders: list[str], alpha: float) -> None:
    assert krippendorff_alpha(table(*coders)) == pytest.approx(alpha, abs=5e-4)


def test_perfect_agreement_is_one() -> None:
    assert krippendorff_alpha(table("abca", "abca")) == 1.0


def test_nothing_that_could_disagree() -> None:
    with pytest.raises(UndefinedMeasure, match='all values are "a"'):
        krippendorff_alpha(table("aaa", "aaa"))


def test_nothing_coded_twice() -> None:
    with pytest.raises(UndefinedMeasure, match="no unit has values of two coders"):
        krippendorff_alpha(table("ab..", "..ab"))


@given(st.lists(st.tuples(*[st.sampled_from(["a", "b", "c", None])] * 3), min_size=2))
def test_alpha_does_not_depend_on_the_order_of_coders_or_units(
    rows: list[tuple[str | None, ...]],
) -> None:
    ratings = pd.DataFrame(rows, dtype=object)
    try:
        alpha = krippendorff_alpha(ratings)
    except UndefinedMeasure:
        return
    assert alpha <= 1.0
    assert krippendorff_alpha(ratings.iloc[::-1, ::-1]) == pytest.approx(alpha)


def recoded(projection: Projection, **changes: str) -> Projection:
    """The same in another data set, with a statement's stage changed."""
    base, other = "/id/demo/", "/id/second/"

    def moved(frame: pd.DataFrame) -> pd.DataFrame:
        def cell(value: object) -> object:
            if isinstance(value, tuple):
                return tuple(text.replace(base, other) for text in value)
            return value.replace(base, other) if isinstance(value, str) else value

        return pd.DataFrame(
            {name: frame[name].map(cell).astype(frame[name].dtype) for name in frame.columns}
        )

    facts = moved(projection.statements)
    for name, stage in changes.items():
        facts.loc[facts["statement"].str.endswith(f"/{name}"), "stage"] = stage
    return replace(
        projection, nodes=moved(projection.nodes), edges=moved(projection.edges), statements=facts
    )


def test_two_codings_agree_field_by_field(folded: Projection) -> None:
    found = coding_agreement(folded, recoded(folded, twins="expired"))
    rows = found.table.set_index("field")
    assert rows.loc["coded", "share"] == 1.0
    assert rows.loc["type", "alpha"] == 1.0
    assert rows.loc["stage", "share"] < 1.0
    assert rows.loc["stage", "alpha"] < 1.0
    assert {"passage", "ends", "stage a", "stage b"} <= set(found.units.columns)


def test_two_codings_of_different_documents(folded: Projection) -> None:
    facts = folded.statements.assign(title="Other")
    with pytest.raises(CoopgraphError, match="no passage in common"):
        coding_agreement(folded, replace(folded, statements=facts))
