"""What a row of a newer export would state stays as it was, where the row is left out."""

from pathlib import Path

import pandas as pd
import pytest

from coopgraph.importing import import_tables
from coopgraph.pipeline import build

MAPPING = """\
dataset = { id = "refused", title = "Budgets", lenient = true }
tables.projects.columns.begin = { column = "From", date = "DD.MM.YYYY" }
[[entities]]
name = "project"
type = "Project"
key = "Project"
labels.en = "Project"
[[statements]]
type = "Budget"
key = "Project"
when.begin = "begin"
[statements.set]
activity = { entity = "project" }
amount = "Sum"
currency = { const = "EUR" }
"""
HEAD = "Project,From,Sum\n"
SOUND = "Quiet Sound,01.02.2016,5\n"


@pytest.mark.parametrize("fault", ["31.31.2016,6", "01.02.2016,six", "01.02.2016,-6"])
def test_the_fault_of_a_cell_retires_nothing(fault: str, tmp_path: Path) -> None:
    mapping, export = tmp_path / "m.toml", tmp_path / "projects.csv"
    mapping.write_text(MAPPING, encoding="utf-8")
    for day, row in (("2020-01-01", "01.02.2016,6"), ("2024-01-01", fault)):
        export.write_text(f"{HEAD}{SOUND}Deep Bay,{row}\n", encoding="utf-8")
        made = import_tables(str(mapping), [str(export)], tmp_path / "mine", as_of=day)
    assert made.ledger["rows"]["rejected"] == 1
    graph = build([tmp_path / "mine"], tmp_path / "graph").folder
    told = pd.read_parquet(graph / "statements.parquet").set_index("label")
    assert told["no_longer_stated"].tolist() == ["", ""]
    assert told["as_of"].to_dict() == {
        "Budget: Deep Bay (6)": "2020-01-01",
        "Budget: Quiet Sound (5)": "2024-01-01",
    }
