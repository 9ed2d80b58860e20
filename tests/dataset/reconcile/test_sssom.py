import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.dataset.reconcile.sssom import (
    COLUMNS,
    FURTHER,
    PREFIXES,
    as_text,
    compact,
    empty_decisions,
    expand_id,
    read_decisions,
    write_decisions,
)
from coopgraph.errors import InputError

ROW = {
    "subject_id": "id:mine/turku",
    "subject_label": "Turku",
    "predicate_id": "skos:exactMatch",
    "object_id": "geonames:633679",
    "mapping_justification": "semapv:LexicalMatching",
    "confidence": "0.98",
    "author_label": "coopgraph",
}
# Slots of a mapping in the published schema, SSSOM 1.0, https://mapping-commons.github.io/sssom/
SLOTS = {
    *("subject_id", "subject_label", "subject_category", "predicate_id", "predicate_label"),
    *("predicate_modifier", "object_id", "object_label", "object_category"),
    *("mapping_justification", "author_id", "author_label", "reviewer_id", "reviewer_label"),
    *("creator_id", "creator_label", "license", "subject_type", "subject_source"),
    *("subject_source_version", "object_type", "object_source", "object_source_version"),
    *("mapping_provider", "mapping_source", "mapping_cardinality", "mapping_tool"),
    *("mapping_tool_version", "mapping_date", "publication_date", "confidence", "curation_rule"),
    *("curation_rule_text", "subject_match_field", "object_match_field", "match_string"),
    *("subject_preprocessing", "object_preprocessing", "similarity_score"),
    *("similarity_measure", "see_also", "issue_tracker_item", "other", "comment"),
}
SET_SLOTS = {
    *("curie_map", "mapping_set_id", "mapping_set_version", "mapping_set_title", "license"),
    *("mapping_tool", "mapping_tool_version", "object_source_version", "comment"),
}


def frame(**changes: str) -> pd.DataFrame:
    return as_text(pd.DataFrame([ROW | changes]))


def written(folder: Path, **changes: str) -> Path:
    return write_decisions(frame(**changes), folder / "d.sssom.tsv", "Test")


def problems(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_decisions(path)
    return [str(p) for p in caught.value.problems]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert read_decisions(written(tmp_path)).iloc[0].to_dict() == frame().iloc[0].to_dict()


def test_the_same_decisions_give_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path).read_bytes() == written(tmp_path).read_bytes()


def test_only_published_slots_are_used(tmp_path: Path) -> None:
    assert set(COLUMNS) | set(FURTHER) == SLOTS
    text = written(tmp_path).read_text(encoding="utf-8")
    lines = [t[1:].partition(": ") for t in text.splitlines() if t.startswith("#")]
    # A JSON string is YAML; the prefixes stand indented below their key.
    header = {key: json.loads(value) for key, _, value in lines if value and key.strip() == key}
    prefixes = {key.strip(): value for key, _, value in lines if key.strip() != key}
    assert set(header) <= SET_SLOTS
    assert prefixes == PREFIXES
    assert header["license"].startswith("https://creativecommons.org/")


def test_the_set_has_the_id_of_its_data_set(tmp_path: Path) -> None:
    path = write_decisions(frame(), tmp_path / "d.sssom.tsv", "Test", "partners")
    text = path.read_text(encoding="utf-8")
    assert '#mapping_set_id: "https://w3id.org/coopgraph/mappings/partners"\n' in text


def test_every_prefix_in_use_is_declared(tmp_path: Path) -> None:
    row = read_decisions(written(tmp_path)).iloc[0]
    for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
        assert row[column].partition(":")[0] in PREFIXES


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-x", "@SUM(A1)"])
def test_a_spreadsheet_sees_no_formula_and_the_value_comes_back(tmp_path: Path, cell: str) -> None:
    path = written(tmp_path, subject_label=cell)
    assert f"\t'{cell}\t" in path.read_text(encoding="utf-8")
    assert read_decisions(path)["subject_label"].tolist() == [cell]


def test_a_spreadsheet_may_save_it_its_way(tmp_path: Path) -> None:
    text = written(tmp_path).read_text(encoding="utf-8")
    lines = [f'"{t}"' if t.startswith("#") else t.replace("\t", ",") for t in text.splitlines()]
    path = tmp_path / "saved.csv"
    path.write_text("\ufeff" + "\r\n".join([*lines, ",,,"]) + "\r\n", encoding="utf-8")
    assert read_decisions(path)["object_id"].tolist() == ["geonames:633679"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"predicate_id": "owl:sameAs"}, '"owl:sameAs": expected one of skos:exactMatch'),
        ({"predicate_modifier": "not"}, '"not": expected "Not" or nothing'),
        ({"confidence": "high"}, "a confidence is a number between 0 and 1"),
        ({"confidence": "1.2"}, "a confidence is a number between 0 and 1"),
        ({"object_id": ""}, "must not be empty"),
        ({"subject_label": "a\u202eb"}, "turns the direction of writing"),
    ],
)
def test_a_faulty_row_is_named(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    [problem] = problems(written(tmp_path, **changes))
    assert message in problem
    assert "row 16" in problem


def test_a_misspelt_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "d.tsv"
    path.write_text("subject_id\tpredicat_id\tobject_id\tmapping_justification\n", encoding="utf-8")
    assert problems(path) == [
        'd.tsv, row 1, column "predicat_id": no slot of SSSOM. Did you mean "predicate_id"?',
        'd.tsv, row 1, column "predicate_id": this column is missing',
    ]


@pytest.mark.parametrize("content", [b"", b"#only: comments\n", b"\xff\xfe\x00"])
def test_a_file_without_decisions_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "d.tsv"
    path.write_bytes(content)
    assert len(problems(path)) == 1


def test_ids_are_shortened_and_expanded() -> None:
    assert compact("https://w3id.org/coopgraph/id/names/a1") == "names:a1"
    assert expand_id("geonames:1") == "https://sws.geonames.org/1"
    assert compact("https://example.org/x") == expand_id("https://example.org/x")


def test_no_decisions_can_be_written(tmp_path: Path) -> None:
    path = write_decisions(empty_decisions(), tmp_path / "d.sssom.tsv", "Test")
    assert read_decisions(path).empty


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=30))
def test_any_name_survives(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("sssom")
    found = read_decisions(written(folder, subject_label=name))["subject_label"].tolist()
    assert found == [" ".join(name.split())]


@pytest.mark.parametrize("delimiter", ["\t", ";", ","])
def test_a_spreadsheet_may_part_cells_and_decimals_in_its_own_way(
    tmp_path: Path, delimiter: str
) -> None:
    path = tmp_path / "d.tsv"
    cells = {**ROW, "confidence": '"0,98"'}
    path.write_text(f"{delimiter.join(cells)}\n{delimiter.join(cells.values())}\n", "utf-8")
    assert read_decisions(path)["confidence"].tolist() == ["0.98"]


def test_a_cell_that_is_too_long_is_a_fault_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "d.tsv"
    cells = {**ROW, "subject_label": "A" * 200_000}
    path.write_text("\t".join(cells) + "\n" + "\t".join(cells.values()) + "\n", "utf-8")
    with pytest.raises(InputError, match="cannot be read: field larger"):
        read_decisions(path)


@pytest.mark.parametrize(
    "id_", ["javascript:alert(1)", "http://x/a> <b", "geonames:../../x", "geonames:x", "unheard:1"]
)
def test_an_id_that_is_no_iri_is_named(tmp_path: Path, id_: str) -> None:
    path = tmp_path / "d.tsv"
    cells = {**ROW, "object_id": id_}
    path.write_text("\t".join(cells) + "\n" + "\t".join(cells.values()) + "\n", "utf-8")
    with pytest.raises(InputError, match="expected an IRI, or an id with one of geonames"):
        read_decisions(path)
