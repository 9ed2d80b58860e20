"""The order of rows decides nothing, and neither does a second run."""

from pathlib import Path

import pandas as pd

from coopgraph.dataset.formats.tables import read_table
from coopgraph.dataset.generator import Dirt, generate, write_generated
from coopgraph.dataset.reconcile.table import reconcile
from coopgraph.reconciliation import reconcile_dataset

SAMPLE = Path(__file__).parents[3] / "notebooks" / "data" / "keep-sample" / "keep.xlsx"


def test_towns_of_the_keep_sample_are_decided_alike_in_any_order() -> None:
    read, _ = read_table("keep", SAMPLE, "Partners")
    rows = read.frame[["Town", "Country"]].set_axis(["name", "country"], axis="columns")
    rows["nuts"] = read.frame["NUTS3 (or equivalent)"].str.split(" ").str[0]
    found = reconcile(rows)
    assert (found["outcome"] == "matched").mean() > 0.9
    assert found.equals(reconcile(rows))
    shuffled = reconcile(rows.sample(frac=1, random_state=3))
    assert found.equals(shuffled.loc[found.index])


def test_entities_of_a_data_set_merge_alike_in_any_order(tmp_path: Path) -> None:
    made = generate(400, seed=2, dirt=Dirt(misspelt=0.1, homonyms=0.02))
    decided = []
    for folder in ("one", "other"):
        write_generated(tmp_path / folder, made, dataset="made")
        decided.append(tmp_path / folder)
    path = tmp_path / "other" / "participations.csv"
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows.sample(frac=1, random_state=5).to_csv(path, index=False)
    # What differs is which row a name was read in.
    one, other = (reconcile_dataset(folder).drop(columns="other") for folder in decided)
    columns = list(one.columns)
    assert "skos:exactMatch" in set(one["predicate_id"])
    one, other = (f.sort_values(columns, ignore_index=True) for f in (one, other))
    assert one.equals(other)
