"""What is wrong with a graph is led back to every row that it comes from."""

from pathlib import Path

from coopgraph.dataset.mapping.presets import preset_folder
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.pipeline_faults import locate
from coopgraph.store.check import Violation
from coopgraph.store.ontology import load_schema
from coopgraph.vocabulary import expand

ROWS = "Lindhavn\tFjernby\nFjernby\tLindhavn\nSund\tLindhavn\n"


def cities(folder: Path) -> Records:
    with preset_folder("sister-cities") as preset:
        for path in preset.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
    (folder / "cities").mkdir()
    (folder / "cities" / "cities.csv").write_text(ROWS, encoding="utf-8")
    return read_records(folder, load_schema())


def subject(records: Records, prop: str, value: str) -> str:
    values = records.values
    return str(values[(values["property"] == prop) & (values["value"] == value)]["subject"].iloc[0])


def test_a_merged_statement_comes_from_all_of_its_rows(tmp_path: Path) -> None:
    records = cities(tmp_path)
    statement = subject(records, "rdfs:label", "Twinning: Fjernby – Lindhavn")
    violation = Violation(statement, expand("coop:party"), "", "Party", "Wrong.")
    (found,) = locate([violation], [records])
    assert [(p.file, p.row, p.column) for p in found.problems] == [
        ("cities.csv", 1, "city"),
        ("cities.csv", 2, "city"),
    ]
    assert (found.part, found.statement) == (0, True)
    assert found.problems[0].message == "Wrong. [Party]"


def test_evidence_is_at_fault_where_its_statement_is(tmp_path: Path) -> None:
    records = cities(tmp_path)
    evidence = subject(records, "coop:locator", "cities.csv, record Sund | Lindhavn")
    (found,) = locate([Violation(evidence, "", "", "Locator", "Wrong.")], [records])
    assert [p.row for p in found.problems] == [3]
    assert found.statement


def test_an_entity_is_at_fault_in_every_row_that_describes_it(tmp_path: Path) -> None:
    records = cities(tmp_path)
    entity = subject(records, "skos:prefLabel", "Lindhavn")
    (found,) = locate([Violation(entity, expand("coop:kind"), "", "Kind", "Wrong.")], [records])
    assert {p.row for p in found.problems} == {1, 2, 3}
    assert not found.statement


def test_what_comes_from_no_row_is_the_graphs(tmp_path: Path) -> None:
    (found,) = locate([Violation("x:y", "", "", "Rule", "Wrong.")], [cities(tmp_path)])
    assert [str(p) for p in found.problems] == ['graph: "x:y": Wrong. [Rule]']
    assert found.part == -1
    assert locate([], []) == []
