"""Made-up data are the same each time, realistic, and as dirty as was asked for."""

from pathlib import Path

from coopgraph.dataset.generator import DIRTY, Dirt, generate, write_generated
from coopgraph.dataset.records.records import read_records
from coopgraph.store.ontology import load_schema


def test_the_same_arguments_generate_the_same_data(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_generated(tmp_path / name, generate(500, seed=3, dirt=DIRTY))
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_tables_as_parquet_give_the_same_graph(tmp_path: Path) -> None:
    values = []
    for table_format in ("csv", "parquet"):
        folder = tmp_path / table_format
        write_generated(folder, generate(200), table_format=table_format)
        found = read_records(folder, load_schema()).values
        values.append(set(found[found["property"] != "coop:locator"].itertuples(index=False)))
    assert {v for v in values[0] if "evidence" not in v[0] + v[2]} == {
        v for v in values[1] if "evidence" not in v[0] + v[2]
    }


def test_dirt_is_as_much_as_was_asked_for_and_known() -> None:
    made = generate(4000, dirt=Dirt(misspelt=0.05, duplicates=0.02, homonyms=0.01))
    rows, truth = made.tables["participations"], made.truth
    assert len(rows) == len(truth) == 4080
    assert (truth["fault"] == "duplicate").sum() == 80
    wrong = truth["fault"] == "misspelt"
    assert wrong.sum() == 200
    assert (rows["partner"][wrong] != truth["name"][wrong]).all()
    meant = truth["fault"].isin(["", "homonym"])
    assert (rows["partner"][meant] == truth["name"][meant]).all()
    names = truth.groupby("name")["organisation"].nunique()
    assert names.max() >= 2
    assert (names > 1).sum() > 0


def test_few_organisations_take_part_often_and_most_seldom() -> None:
    counts = generate(20_000).tables["participations"]["partner"].value_counts()
    assert counts.iloc[0] > 100 * counts.median()
    assert len(counts) > 3_000
