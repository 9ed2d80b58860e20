"""Names by language, and whom statements are about."""

from coopgraph.store.details import involved_frame, name_frame
from coopgraph.store.store import Store

PREFIX = "http://www.w3.org/2004/02/skos/core#"
COOP = "https://w3id.org/coopgraph/ontology#"
QUADS = f"""
<x:turku> <{PREFIX}prefLabel> "Turku"@en <x:g> .
<x:turku> <{PREFIX}prefLabel> "\\u00C5bo"@sv <x:g> .
<x:turku> <{PREFIX}altLabel> "Abo" <x:g> .
<x:turku> <{PREFIX}hiddenLabel> "Turkku" <x:g> .
<x:eu> <{PREFIX}prefLabel> "European Union"@en <x:g> .
<x:eu> <{COOP}acronym> "EU" <x:g> .
<x:s2> <{COOP}involves> <x:turku> <x:g> .
<x:s1> <{COOP}involves> <x:turku> <x:g> .
<x:s1> <{COOP}involves> <x:eu> <x:g> .
"""


def test_names_have_languages_and_no_misprints() -> None:
    frame = name_frame(Store.from_nquads(QUADS.encode()))
    assert list(frame.itertuples(index=False, name=None)) == [
        ("x:eu", "European Union", "en"),
        ("x:turku", "Turku", "en"),
        ("x:turku", "Åbo", "sv"),
        ("x:eu", "EU", ""),
        ("x:turku", "Abo", ""),
    ]


def test_statements_lead_to_all_that_they_involve() -> None:
    frame = involved_frame(Store.from_nquads(QUADS.encode()))
    assert list(frame.itertuples(index=False, name=None)) == [
        ("x:s1", "x:eu"),
        ("x:s1", "x:turku"),
        ("x:s2", "x:turku"),
    ]


def test_what_is_said_twice_is_one_row() -> None:
    again = QUADS + QUADS.replace("<x:g>", "<x:h>")
    for frame in (name_frame, involved_frame):
        one, other = (frame(Store.from_nquads(text.encode())) for text in (QUADS, again))
        assert one.equals(other)
