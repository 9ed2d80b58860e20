"""The front matter of a projection file is read, or every mistake in it is named."""

import pytest

from coopgraph.errors import InputError
from coopgraph.network.projecting.spec import parse_spec

GOOD = """\
#+ title = "Twin towns"
#+ definition = "Territories, joined by twinnings."
#+ directed = false
#+ mode = "one-mode"
#+ actor = "territory"
#+
#+ stages = ["in-force", "completed"]
# an ordinary comment
SELECT ?statement ?source ?target WHERE {}
"""


def test_a_good_file_is_read() -> None:
    spec = parse_spec("twins", GOOD)
    assert (spec.name, spec.title, spec.directed, spec.mode, spec.actor) == (
        "twins",
        "Twin towns",
        False,
        "one-mode",
        "territory",
    )
    assert spec.stages == ("in-force", "completed")
    assert spec.weight == "one"
    assert spec.query == GOOD


def test_one_mode_counts_unless_said() -> None:
    text = GOOD.replace('mode = "one-mode"', 'mode = "two-mode"\n#+ one_mode = "source"')
    assert parse_spec("twins", text).weight == "count"


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse_spec("twins", "\ufeff" + GOOD).title == "Twin towns"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("actor =", "acter =", 'row 5, column "acter": unknown key; .* Did you mean "actor"'),
        ("#+ actor", "# actor", 'column "actor": the key is missing'),
        ("false", '"false"', 'row 3, column "directed": "false": expected true or false'),
        ('"one-mode"', '"onemode"', 'column "mode": "onemode": .* Did you mean "one-mode"'),
        ('"Twin towns"', '""', 'column "title": expected a text'),
        ('"Twin towns"', "Twin", "row 1: no TOML"),
        ("#+ stages", '#+ one_mode = "source"\n#+ stages', 'only a query with mode = "two-mode"'),
        ("#+ stages", '#+ weight = "newman"\n#+ stages', "only with one_mode"),
        ('["in-force", "completed"]', '"in-force"', "expected a list such as"),
    ],
)
def test_a_mistake_is_named_with_its_place(before: str, after: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_spec("twins", GOOD.replace(before, after, 1))


def test_an_unknown_stage_is_named_where_stages_are_known() -> None:
    with pytest.raises(InputError, match=r'unknown stage\. Did you mean "completed"'):
        parse_spec(
            "t", GOOD.replace("completed", "complete"), known_stages=["in-force", "completed"]
        )


def test_a_weight_must_fit_one_mode() -> None:
    text = GOOD.replace(
        'mode = "one-mode"', 'mode = "two-mode"\n#+ one_mode = "source"\n#+ weight = "query"'
    )
    with pytest.raises(InputError, match="expected count or newman"):
        parse_spec("twins", text)


def test_all_mistakes_come_together() -> None:
    text = GOOD.replace("actor =", "acter =").replace("false", "1")
    with pytest.raises(InputError) as caught:
        parse_spec("twins", text)
    assert [problem.column for problem in caught.value.problems] == ["actor", "directed", "acter"]


def test_a_file_without_front_matter_says_what_is_missing() -> None:
    with pytest.raises(InputError, match="begins with its front matter"):
        parse_spec("twins", "SELECT * {}")
