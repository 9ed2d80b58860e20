"""The tables of a graph."""

from coopgraph.store.frames import entity_frame
from coopgraph.store.store import Store
from coopgraph.vocabulary import term_iri

SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def test_misprints_are_no_names() -> None:
    lines = [
        f"<urn:a> <{TYPE}> <{term_iri('Territory')}> <urn:g> .",
        f'<urn:a> <{SKOS}prefLabel> "Hebei"@en <urn:g> .',
        f'<urn:a> <{SKOS}hiddenLabel> "Habai" <urn:g> .',
    ]
    frame = entity_frame(Store.from_nquads("\n".join([*lines, ""]).encode()))
    assert frame.at[0, "names"] == ("Hebei",)
    assert frame.at[0, "hidden"] == ("Habai",)
