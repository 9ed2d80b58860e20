"""What a step rests on, in words."""

import pytest

from coopgraph.network.paths.chain import Citation, Relation


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        ("1953", "", "from 1953"),
        ("1996", "..", "from 1996 going on"),
        ("", "..", "going on"),
        ("2004", "2006", "from 2004 to 2006"),
        ("2018-05-17", "2018-05-17", "2018-05-17"),
        ("", "1999", "to 1999"),
        ("[..1990]", "", "from 1990 or before"),
        ("[1996..]", "", "from 1996 or later"),
        ("[1996,1998..2000]", "", "from 1996 or 1998 to 2000"),
    ],
)
def test_a_period_in_words(begin: str, end: str, words: str) -> None:
    relation = Relation("s", "Twinning", "", "A – B", begin, end, "", "", "stated", ())
    assert relation.sentence() == (
        f"A – B [{words}]; as stated in no source; no later evidence is held."
    )


def test_places_in_one_source_are_cited_together() -> None:
    cited = tuple(Citation("iri", "Page", "", "2018", f"block {n}", "") for n in (4, 7, 4))
    relation = Relation("s", "Twinning", "", "", "", "", "", "2018-05-17", "stated", cited)
    assert relation.sentence() == (
        "Twinning; as stated in “Page” (2018), block 4, block 7, as of 2018-05-17; "
        "no later evidence is held."
    )
