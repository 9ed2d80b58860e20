"""What is said of a relation: its statements, who says so, and whether anything later is held."""

from coopgraph.view.content import content
from coopgraph.view.relations import relations_of
from tests.view.samples import ID, edge, node, projection, small, statement

PAIR = [node("a", "A", "Territory"), node("b", "B", "Territory")]


def sentences(*, second_type: str = "Twinning") -> list[str]:
    """Two statements on one pair, one older than the other."""
    network = projection(
        PAIR,
        [edge("a", "b", "old", type="Twinning"), edge("a", "b", "new", type=second_type)],
        [statement("old", as_of="2005-12-31"), statement("new", as_of="2018-12-31")],
    )
    _, statements, _ = relations_of(network)
    return [each["evidence"][0]["sentence"].partition("; ")[2] for each in statements]


def test_an_older_statement_says_that_later_evidence_is_held() -> None:
    assert sentences() == [
        "later evidence is held, of 2018-12-31.",
        "no later evidence is held.",
    ]


def test_evidence_on_another_kind_of_relation_is_no_later_evidence() -> None:
    assert sentences(second_type="Partnership") == ["no later evidence is held."] * 2


def test_two_sources_of_one_statement_are_both_named_with_their_dates() -> None:
    relations, statements, sources = relations_of(small())
    twinning = statements[relations[0]["statements"][0]]
    assert [each["sentence"] for each in twinning["evidence"]] == [
        "As stated in City web page, Twin towns, 2013-01-01; no later evidence is held.",
        "As stated in Programme leaflet, 2005-12-31; later evidence is held, of 2013-01-01.",
    ]
    assert [sources[each["source"]]["publisher"] for each in twinning["evidence"]] == [
        *("City of Turku", "Joint Secretariat")
    ]


def test_dates_are_given_as_stated_and_with_their_bounds() -> None:
    relations, statements, _ = relations_of(small())
    twinning = statements[relations[0]["statements"][0]]
    assert twinning["begin"] == "1953 (between 1953-01-01 and 1953-12-31)"
    assert twinning["end"] == "stated to go on (..); nothing is claimed after 2013-01-01"
    assert relations[1]["when"] == "begin no later than 1990-12-31"


def test_bounds_of_another_date_are_not_borrowed() -> None:
    network = projection(
        PAIR,
        [edge("a", "b", "x", begin="1990", begin_earliest="1990-01-01", begin_latest="1990-12-31")],
        [statement("x", begin="1995")],
    )
    assert relations_of(network)[1][0]["begin"] == "1995"


def test_a_conflict_names_the_other_statement_and_marks_the_relation() -> None:
    relations, statements, _ = relations_of(small())
    grant = next(each for each in statements if each["label"] == "grant")
    assert grant["conflicts"] == ["agreed"]
    assert grant["basis"] == "interpreted, confidence 0.7"
    assert sum(relation["conflict"] for relation in relations) == 2


def test_several_conflicts_in_one_cell_are_told_apart() -> None:
    held = statement("x", conflicts_with=f"{ID}statement/y | {ID}statement/z")
    network = projection(PAIR, [edge("a", "b", "x")], [held, statement("y", label="Why")])
    assert relations_of(network)[1][0]["conflicts"] == ["Why", f"{ID}statement/z"]


def test_a_relation_of_several_statements_shows_each() -> None:
    network = projection(
        PAIR, [edge("a", "b", "x", "y", weight=2.0)], [statement("x"), statement("y")]
    )
    relations, statements, _ = relations_of(network)
    assert [statements[i]["label"] for i in relations[0]["statements"]] == ["x", "y"]


def test_the_legend_has_a_row_for_what_occurs_and_no_other() -> None:
    shown = content(small())
    assert {f["label"]: f["count"] for f in shown["families"]}["Call, Programme"] == 2
    assert sum(f["count"] for f in shown["families"]) == 17
    assert sum(line["count"] for line in shown["lines"]) == len(shown["relations"])
    assert "ended (expired, withdrawn)" in [line["label"] for line in shown["lines"]]
    assert [f["key"] for f in content(projection(PAIR))["families"]] == ["territory"]


def test_no_completed_relation_is_called_ended() -> None:
    shown = content(small())
    labels = {line["key"]: line["label"] for line in shown["lines"]}
    completed = [relation for relation in shown["relations"] if relation["slug"] == "completed"]
    assert len(completed) == 4
    assert not [each for each in completed if "ended" in labels[each["line"]] + each["stage"]]


def test_a_misprint_is_found_but_not_shown() -> None:
    network = projection(PAIR, spellings={PAIR[0]["id"]: ("A", "Nürland")})
    thing = content(network)["things"][0]
    assert "nurland" in thing["key"].split("\n")
    assert thing["names"] == []
    assert content(network)["letters"] == {"ü": "u"}


def test_the_page_says_from_when_its_statements_are() -> None:
    assert content(small())["held"] == ["2005-12-31", "2018-12-31"]
    assert content(projection(PAIR))["held"] == []


def test_names_fold_as_the_search_folds_them() -> None:
    shown = content(small())
    assert "umea" in next(t["key"] for t in shown["things"] if t["label"] == "Umeå").split("\n")
    assert shown["letters"]["å"] == "a"
    assert shown["letters"]["п"] == "p"


def test_folded_members_are_named() -> None:
    folded = node("a", "A", "Territory", members=(ID + "a", ID + "council"))
    assert content(projection([folded]))["things"][0]["members"] == [ID + "council"]


def test_the_loss_report_counts_what_was_left_out() -> None:
    assert content(small())["lost"] == 3
    assert content(small())["loss"][2]["detail"] == "Governance 3"
