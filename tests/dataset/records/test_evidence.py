"""Each citation is a node with source, place and wording; what is not cited is a fault."""

from collections.abc import Callable
from pathlib import Path

from coopgraph.dataset.records.records import Records
from coopgraph.errors import Problem

HEAD = "parties,source,locator\n"


def said(records: Records, prop: str) -> list[str]:
    return sorted(records.values[records.values["property"] == prop]["value"])


def test_two_places_are_two_pieces_of_evidence(
    towns: Callable[..., Path], read: Callable[[Path], Records]
) -> None:
    links = HEAD + "aby | beby,report,block 1\naby | ceby,report,block 2\n"
    records = read(towns(links_csv=links))
    assert said(records, "coop:locator") == ["block 1", "block 2"]
    assert len(set(said(records, "coop:evidence"))) == 2
    assert [iri.rpartition("/")[2] for iri in said(records, "oa:hasSource")] == ["report"] * 2


def test_a_record_is_cited_by_its_key(
    towns: Callable[..., Path], read: Callable[[Path], Records]
) -> None:
    folder = towns(links_csv="parties,source\naby | beby,report\n")
    text = (folder / "mapping.toml").read_text("utf-8")
    text = text.replace('locator = "locator"', "locator = { record = true }")
    text = text.replace('["parties", "locator"]', '["parties", "source"]')
    (folder / "mapping.toml").write_text(text, encoding="utf-8")
    assert said(read(folder), "coop:locator") == ["links.csv, record aby | beby | report"]


def test_what_is_not_cited_is_a_fault(
    towns: Callable[..., Path], problems: Callable[[Path], list[Problem]]
) -> None:
    links = HEAD + "aby | beby,,block 1\naby | ceby,report,\nbeby | ceby,raport,block 3\n"
    found = [(p.row, p.column, p.value) for p in problems(towns(links_csv=links))]
    assert found == [(2, "source", ""), (3, "locator", ""), (4, "source", "raport")]
    assert 'Did you mean "report"' in problems(towns(links_csv=links))[2].message
