from pathlib import Path

import pandas as pd
import pytest

from coopgraph.dataset.formats.tables import Table, read_table
from coopgraph.dataset.importing.reading import read_dataset
from coopgraph.dataset.reconcile.candidates import entity_names
from coopgraph.store.ontology import load_schema

SOURCES = """\
[export]
title = "Projects"
publisher = "Programme"
language = "en"
as_of = "2020-01-01"
"""
PARTNERS = """\
Partner,Country,Seat,NUTS code,Zip Code,VAT number
Alfa,Italy,Roma,ITI43,00185,IT1
Beta,Italia,Milano,ITC4C,20121,IT2
Gamma,France,Nantes,FRG01,44000,
"""
MAPPING = """\
[dataset]
id = "mine"
title = "Partners"

[tables.partners]
ignore = ["*"]

[[entities]]
table = "partners"
type = "Organisation"
key = ["Partner"]
labels = { en = "Partner" }
"""


def names(folder: Path, under: str, **files: str) -> pd.DataFrame:
    for name, text in {"sources.toml": SOURCES, **files}.items():
        ending = "" if "." in name else (".toml" if name == "mapping" else ".csv")
        (folder / f"{name}{ending}").write_text(text, encoding="utf-8")
    tables: dict[str, Table] = {}
    for path in sorted(folder.glob("*.csv")):
        table, problems = read_table(path.stem, path, "")
        assert not problems
        tables[table.file] = table
    schema = load_schema()
    found = entity_names(read_dataset(folder, schema), tables, schema, under)
    return found.set_index("name").sort_index()


def test_what_stands_beside_a_name_is_found_by_its_cells_and_headers(tmp_path: Path) -> None:
    partners = PARTNERS.replace("Seat", "Town")
    found = names(tmp_path, "Organisation", partners=partners, mapping=MAPPING)
    beside = ["country", "nuts", "town", "postcode", "identifier"]
    assert list(found.loc["Alfa", beside]) == ["Italy", "ITI43", "Roma", "00185", "IT1"]
    assert found.loc["Gamma", "identifier"] == ""
    assert found.loc["Beta", "context"] == "partners.csv, row 3"


def test_a_column_of_an_unknown_header_is_no_town(tmp_path: Path) -> None:
    found = names(tmp_path, "Organisation", partners=PARTNERS, mapping=MAPPING)
    assert set(found["town"]) == {""}


def test_a_column_of_which_few_cells_are_countries_has_none(tmp_path: Path) -> None:
    partners = PARTNERS.replace("Italy", "lead").replace("France", "partner")
    found = names(tmp_path, "Organisation", partners=partners, mapping=MAPPING)
    assert set(found["country"]) == {""}


def test_of_two_countries_beside_a_name_neither_is_taken(tmp_path: Path) -> None:
    partners = PARTNERS.replace("Seat", "Other country")
    for town, country in (("Roma", "Spain"), ("Milano", "Malta"), ("Nantes", "Italy")):
        partners = partners.replace(town, country)
    found = names(tmp_path, "Organisation", partners=partners, mapping=MAPPING)
    assert set(found["country"]) == {""}


def test_columns_that_the_block_reads_come_first(tmp_path: Path) -> None:
    partners = PARTNERS.replace("Seat", "Other country")
    for town, country in (("Roma", "Spain"), ("Milano", "Malta"), ("Nantes", "Italy")):
        partners = partners.replace(town, country)
    mapping = MAPPING.replace('key = ["Partner"]', 'key = ["Partner", "Other country"]')
    found = names(tmp_path, "Organisation", partners=partners, mapping=mapping)
    assert found["country"].to_dict() == {"Alfa": "Spain", "Beta": "Malta", "Gamma": "Italy"}


@pytest.mark.parametrize(("kind", "count"), [("settlement", 3), ("country", 0), ("region", 0)])
def test_territories_that_are_no_towns_are_left_out(tmp_path: Path, kind: str, count: int) -> None:
    mapping = MAPPING.replace("Organisation", "Territory")
    mapping += f'set = {{ kind = {{ const = "{kind}" }} }}\n'
    assert len(names(tmp_path, "Territory", partners=PARTNERS, mapping=mapping)) == count


def test_subclasses_count_and_other_classes_do_not(tmp_path: Path) -> None:
    assert len(names(tmp_path, "Organisation", partners=PARTNERS, mapping=MAPPING)) == 3
    assert names(tmp_path, "Territory").empty
    assert len(names(tmp_path, "Entity")) == 3
