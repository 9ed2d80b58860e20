from pathlib import Path

import pytest
from typer.testing import CliRunner

from coopgraph.cli import app
from coopgraph.dataset.reconcile.review import with_review
from coopgraph.dataset.reconcile.sssom import FILE, write_decisions
from coopgraph.errors import InputError
from coopgraph.pipeline import check
from coopgraph.reconciliation import reconcile_dataset, reconcile_table

FILES = {
    "partners.csv": """\
Project,Partner,Country,Town,Postcode
Clean Strait,Alfa S.r.l.,Italy,Roma,00185
Clean Strait,Stadt Halle,Germany,Halle,
Green Strait,ALFA Srl,Italia,Rome,185
Green Strait,Alfa srl,Italia,Bari,
""",
    "towns.csv": """\
one,one_country,other,other_country
Turku,Finland,Saint-Petersburg,Russia
Åbo,Suomi,Gdańsk,Poland
Gdansk,Polska,Halle,Germany
Brest,,Kyiv,Ukraine
""",
    "sources.toml": """\
[export]
title = "Projects"
publisher = "Programme"
language = "en"
as_of = "2020-01-01"
""",
    "mapping.toml": """\
[dataset]
id = "mine"
title = "Partners of projects"

[tables.partners]
ignore = ["Town", "Postcode"]

[[entities]]
name = "project"
table = "partners"
type = "Project"
key = "Project"
labels = { en = "Project" }

[[entities]]
name = "partner"
table = "partners"
type = "Organisation"
key = ["Partner", "Country"]
labels = { en = "Partner" }

[[entities]]
name = "one"
table = "towns"
type = "Territory"
key = ["one", "one_country"]
labels = { en = "one" }

[[entities]]
name = "other"
table = "towns"
type = "Territory"
key = ["other", "other_country"]
labels = { en = "other" }

[[statements]]
table = "towns"
type = "Twinning"
key = [["one", "other"]]
evidence = { source = { const = "export" }, locator = { record = true } }
[statements.set]
party = [{ entity = "one" }, { entity = "other" }]
stage = { const = "in-force" }
basis = { const = "stated" }

[[statements]]
table = "partners"
type = "Participation"
key = ["Project", "Partner", "Country"]
evidence = { source = { const = "export" }, locator = "Project" }
[statements.set]
participant = { entity = "partner" }
activity = { entity = "project" }
role = { const = "project-partner" }
stage = { const = "completed" }
basis = { const = "stated" }
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_towns_and_organisations_of_a_data_set(folder: Path) -> None:
    found = reconcile_dataset(folder)
    brief = found[["subject_label", "predicate_id", "object_label"]].values.tolist()
    assert ["Åbo", "skos:exactMatch", "Turku"] in brief
    assert ["Gdansk", "skos:exactMatch", "Gdańsk"] in brief
    assert ["Kyiv", "skos:exactMatch", "Kyiv"] in brief
    assert ["Brest", "skos:closeMatch", "Brest"] in brief
    firms = found[found["subject_category"] == "Organisation"]
    # The town and the post code stand in columns that nothing maps.
    assert firms["predicate_id"].value_counts().to_dict() == {
        "skos:exactMatch": 1,
        "skos:closeMatch": 2,
    }


def test_each_decision_names_the_rows_that_it_comes_from(folder: Path) -> None:
    found = reconcile_dataset(folder)
    brest = found[found["subject_label"] == "Brest"]
    assert set(brest["other"]) == {"rows: towns.csv, row 5"}


def test_the_built_graph_follows_the_decisions_and_keeps_them_apart_again(folder: Path) -> None:
    def territories() -> int:
        store, _ = check([folder], shapes=False)
        rows = store.table("SELECT ?t { ?t a coop:Territory ; skos:prefLabel ?name }")
        return len(rows)

    assert territories() == 8
    found = reconcile_dataset(folder)
    path = write_decisions(found, folder / FILE, "Test")
    assert territories() == 6
    # A second look sees the tables as they are, and finds the same.
    assert reconcile_dataset(folder).equals(found)
    turku = found[found["object_label"] == "Turku"].iloc[0]["object_id"]
    assert turku.startswith("id:mine/")
    rejected = with_review(found, "Åbo", turku, "Ann", accept=False)
    write_decisions(rejected, path, "Test")
    assert territories() == 7


def test_the_rows_of_a_table(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("Town,Land\nTurku,Suomi\n,Suomi\nHalle,Deutschland\n", encoding="utf-8")
    result, decisions = reconcile_table(path, {"name": "Town", "country": "Land"})
    assert result["outcome"].to_dict() == {2: "matched", 3: "none", 4: "doubtful"}
    assert decisions["other"].iloc[-1] == "rows: names.csv, row 2"


def test_a_column_country_is_taken_if_there_is_one(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,country\nBrest,Belarus\n", encoding="utf-8")
    assert reconcile_table(path, {"name": "name"})[0]["geonames"].tolist() == ["629634"]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("Town,Country\nTurku,Suomi\n", encoding="utf-8")
    with pytest.raises(InputError, match="no such column; the table has: Town, Country"):
        reconcile_table(path, {"name": "Twon"})


def test_what_an_earlier_export_says_stands_beside_its_own_rows(
    folder: Path, tmp_path: Path
) -> None:
    """Both exports have a file of one name; the rows of the older one are others."""
    new = tmp_path / "new"
    new.mkdir()
    rows = FILES["partners.csv"].splitlines(keepends=True)
    (new / "partners.csv").write_text("".join([rows[0], *rows[2:]]), encoding="utf-8")
    (new / "towns.csv").write_text(FILES["towns.csv"], encoding="utf-8")
    made = tmp_path / "made"
    mapping = folder / "mapping.toml"
    for place, day in ((folder, "2020-01-01"), (new, "2021-01-01")):
        files = [f"{name}={place / name}.csv" for name in ("partners", "towns")]
        options = ["-o", str(made), "--as-of", day]
        result = CliRunner().invoke(app, ["import", str(mapping), *files, *options])
        assert result.exit_code in (0, 3), result.output
    found = reconcile_dataset(made)
    firms = found[found["subject_category"] == "Organisation"]
    assert (firms["predicate_id"] == "skos:exactMatch").sum() == 1
    assert (
        firms.loc[firms["predicate_id"] == "skos:exactMatch", "comment"]
        .iloc[0]
        .endswith("same postcode; same town")
    )


def test_what_a_person_decided_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,country\nHalle,Germany\n", encoding="utf-8")
    _, found = reconcile_table(path, {"name": "name"})
    said = with_review(found, "Halle", "geonames:2911522", "Ann", accept=True)
    decisions = write_decisions(said, tmp_path / "d.tsv", "Test")
    result, _ = reconcile_table(path, {"name": "name"}, decisions=decisions)
    assert result[["outcome", "geonames"]].values.tolist() == [["matched", "2911522"]]
