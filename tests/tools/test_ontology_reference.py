"""docs/ontology.md says what the ontology says."""

from pathlib import Path

import pytest

from coopgraph.store.ontology import load_schema
from tools import ontology_reference


@pytest.fixture(scope="module")
def made() -> str:
    return ontology_reference.reference(Path(__file__).parents[2] / "ontology")


def test_the_document_is_up_to_date(made: str, root: Path) -> None:
    document = (root / "docs" / "ontology.md").read_text("utf-8")
    assert made == document, "run python -m tools.ontology_reference"


def test_every_class_property_and_scheme_is_there(made: str) -> None:
    schema = load_schema()
    missing = [name for name in schema.classes if f"\n| `{name}` |" not in made]
    missing += [
        name
        for name, info in schema.properties.items()
        if info.prefixed.startswith("coop:") and f"\n| `{name}` |" not in made
    ]
    missing += [name for name in schema.concepts if f"\n### {name}\n" not in made]
    assert not missing


def test_roles_are_inherited_and_required_ones_are_bold(made: str) -> None:
    twinning = next(line for line in made.splitlines() if line.startswith("| `Twinning` |"))
    assert twinning.endswith("| **`party`**, `framework`, `theme` |")


def test_every_row_has_as_many_cells_as_its_head(made: str) -> None:
    width = 0
    for line in made.splitlines():
        if line.startswith("|---"):
            width = line.count("|")
        elif line.startswith("| `"):
            assert line.replace("\\|", "").count("|") == width, line
