"""A mapping that does not fit the ontology is told so, with what it may have meant."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coopgraph.errors import Problem


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ('"Territory"', '"Teritory"', "entities[1].type", 'Did you mean "Territory"'),
        ('"Twinning"', '"Twining"', "statements[1].type", 'Did you mean "Twinning"'),
        ("labels = { en", "labels = { english", "entities[1].labels", "not a language tag"),
        ("note = ", "nte = ", "entities[1].set", "an entity has no such property"),
        ("party = ", "partner = ", "statements[1].set", "has no such property"),
        (
            'column = "parties", split = "|"',
            'entity = "town"',
            "statements[1].set.party",
            "no entity block has this name",
        ),
        ('table = "links"\n', "", "statements[1]", "must name its table"),
    ],
)
def test_each_fault_says_where_it_is(
    towns: Callable[..., Path],
    problems: Callable[[Path], list[Problem]],
    old: str,
    new: str,
    column: str,
    words: str,
) -> None:
    folder = towns()
    text = (folder / "mapping.toml").read_text("utf-8")
    assert old in text
    (folder / "mapping.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [p for p in problems(folder) if p.column == column]
    assert any(words in p.message for p in found), problems(folder)
    assert {p.file for p in found} == {"mapping.toml"}
