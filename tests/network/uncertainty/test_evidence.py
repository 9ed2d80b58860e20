"""A statement is as likely as its basis, stage, preference and independent sources make it."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopgraph.errors import InputError
from coopgraph.network.projecting.projection import Projection
from coopgraph.network.uncertainty.evidence import EvidenceModel, read_evidence_model
from tests.network import builders as make


def cited(*facts: dict[str, str], pairs: list[tuple[str, str]] | None = None) -> Projection:
    """Edges with statements s0, s1, …, whose cells are given; a fact may name its `statement`."""
    edges = pairs or [("a", f"b{place}") for place in range(len(facts))]
    empty = make.network(edges)
    table = pd.DataFrame(
        [
            {
                **dict.fromkeys(empty.statements.columns, ""),
                "statement": f"s{place}",
                "basis": "stated",
                "stage": "in-force",
                "source": "paper",
                **fact,
            }
            for place, fact in enumerate(facts)
        ]
    )
    return make.network(edges, statements=table)


def chances(projection: Projection, model: EvidenceModel | None = None) -> list[float]:
    table = (model or EvidenceModel()).weigh(projection).table
    return [round(p, 6) for p in table["probability"]]


def test_the_basis_gives_the_chance_of_one_source() -> None:
    facts = [{"basis": basis} for basis in ("stated", "computed", "interpreted")]
    assert chances(cited(*facts)) == [0.95, 0.9, 0.8]


def test_the_coders_confidence_takes_the_place_of_the_basis() -> None:
    facts = [{"basis": "interpreted", "confidence": "0.6"}]
    assert chances(cited(*facts)) == [0.6]
    assert chances(cited(*facts), EvidenceModel(use_confidence=False)) == [0.8]


def test_stage_and_preference_are_factors() -> None:
    facts = [{"stage": "agreed"}, {"stage": "planned"}, {"preference": "deprecated"}]
    assert chances(cited(*facts)) == [0.855, 0.38, 0.0]


def test_a_second_source_halves_nothing_but_doubt() -> None:
    twice = cited({"statement": "s0"}, {"statement": "s0", "source": "book"}, pairs=[("a", "b")])
    assert chances(twice) == [0.9975]


def test_sources_of_one_publisher_count_once() -> None:
    facts = [{"statement": "s0", "source": s, "publisher": "City"} for s in ("paper", "book")]
    projection = cited(*facts, pairs=[("a", "b")])
    assert chances(projection) == [0.95]
    assert chances(projection, EvidenceModel(independent="source")) == [0.9975]


def test_more_sources_do_not_carry_out_a_plan() -> None:
    facts = [{"statement": "s0", "source": s, "stage": "planned"} for s in ("paper", "book")]
    assert chances(cited(*facts, pairs=[("a", "b")])) == [0.399]


def test_another_statement_of_the_same_edge_corroborates() -> None:
    facts = [{"begin": "1953"}, {"source": "book"}]
    projection = cited(*facts, pairs=[("a", "b"), ("a", "b")])
    assert chances(projection) == [0.9975, 0.9975]
    assert chances(projection, EvidenceModel(corroboration="statement")) == [0.95, 0.95]


@pytest.mark.parametrize(
    "other", [{"begin": "1999"}, {"conflicts_with": "s0"}, {"source": "paper"}]
)
def test_other_dates_conflicts_and_the_same_source_do_not(other: dict[str, str]) -> None:
    facts = [{"begin": "1953"}, {"begin": "1953", "source": "book", **other}]
    assert chances(cited(*facts, pairs=[("a", "b"), ("a", "b")])) == [0.95, 0.95]


def test_a_preferred_statement_overrules_the_one_in_conflict() -> None:
    facts = [{"preference": "preferred", "conflicts_with": "s1"}, {"preference": "normal"}]
    evidence = EvidenceModel().weigh(cited(*facts))
    assert evidence.table["preference"].to_list() == ["preferred", "overruled"]
    assert evidence.conflicts == ((0, 1),)


def test_in_the_certain_model_everything_holds() -> None:
    facts = [{"basis": "interpreted", "stage": "planned", "confidence": "0.3"}]
    assert chances(cited(*facts), EvidenceModel.certain()) == [1.0]


@settings(max_examples=20)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.floats(0, 1))
def test_one_more_source_never_makes_it_less_likely(given_: list[float], more: float) -> None:
    def chance(confidences: list[float]) -> float:
        facts = [
            {"begin": "1953", "source": f"source-{place}", "confidence": repr(r)}
            for place, r in enumerate(confidences)
        ]
        return chances(cited(*facts, pairs=[("a", "b")] * len(facts)))[0]

    assert chance([*given_, more]) >= chance(given_)


def test_values_that_the_model_does_not_know_are_named_together() -> None:
    projection = cited({"basis": "statd"}, {"confidence": "often"})
    with pytest.raises(InputError) as caught:
        EvidenceModel().weigh(projection)
    text = str(caught.value)
    assert "statd" in text
    assert 'Did you mean "stated"' in text
    assert "often" in text


# ---- from a file


def test_a_file_changes_what_it_names(tmp_path: Path) -> None:
    file = tmp_path / "evidence.toml"
    text = 'corroboration = "statement"\n[basis]\nstated = 0.99\n[stage]\nagreed = 0.7\n'
    file.write_text(text, encoding="utf-8")
    model = read_evidence_model(file)
    assert (model.basis["stated"], model.basis["interpreted"]) == (0.99, 0.8)
    assert model.parameters() == {
        "basis stated": "0.99",
        "stage agreed": "0.7",
        "corroboration": "statement",
    }


def test_everything_wrong_with_a_file_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "evidence.toml"
    text = 'bassis = 1\nindependent = "author"\nstage = 2\n[basis]\nstated = 1.5\n'
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_evidence_model(file)
    assert [problem.column for problem in caught.value.problems] == [
        "basis.stated",
        "bassis",
        "independent",
        "stage",
    ]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_evidence_model(tmp_path / "none.toml")


def test_the_default_model_says_so() -> None:
    assert EvidenceModel().parameters() == {"evidence model": "default"}
