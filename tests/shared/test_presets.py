"""The presets on the whole exports: row counts balance, and known figures hold."""

import shutil
from pathlib import Path

import pytest

from coopgraph.dataset.mapping.presets import apply_preset
from coopgraph.dataset.records.ambiguous import ambiguous_sums
from coopgraph.dataset.records.records import Records, read_records
from coopgraph.store.ontology import load_schema

pytestmark = pytest.mark.shared


def _read(name: str, folder: Path, files: dict[str, Path]) -> Records:
    (folder / "published").mkdir()
    for file, path in files.items():
        shutil.copyfile(path, folder / "published" / file)
    apply_preset(name, folder / "published", folder / "mine")
    return read_records(folder / "mine", load_schema(), lenient=True)


def _types(records: Records) -> dict[str, int]:
    types = records.values[records.values["property"] == "rdf:type"].drop_duplicates()
    return {str(k): int(n) for k, n in types["value"].str.rpartition("#")[2].value_counts().items()}


def _rejected(records: Records) -> set[tuple[str, int]]:
    return {(p.file, p.row) for p in records.rejected}


@pytest.fixture(scope="module")
def keep(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Records:
    path = shared_dir / "data" / "keep-2014-2020" / "keep_2014_2020.xlsx"
    return _read("keep", tmp_path_factory.mktemp("keep"), {"keep.xlsx": path})


def test_keep_balances(keep: Records) -> None:
    assert {c.table: (c.read, c.rejected) for c in keep.ledger} == {
        "projects": (1891, 0),
        "themes": (1891, 0),
        "partners": (8621, 9),
        "calls": (138, 0),
    }
    # Three projects of the export end before they begin.
    assert {p.message for p in keep.rejected} == {"the end is before the begin"}


def test_keep_has_the_known_figures(keep: Records) -> None:
    types = _types(keep)
    assert (types["Project"], types["Programme"], types["Call"]) == (1891, 66, 138)
    assert types["Participation"] == 8621 - 9 - 1  # one partner is listed twice


def test_keep_tells_the_projects_of_a_reused_acronym_apart(keep: Records) -> None:
    values = keep.values
    approved = values[values["property"].isin(["coop:programme", "coop:activity"])]
    pairs = approved[
        approved["subject"].isin(approved[approved["property"] == "coop:programme"]["subject"])
    ].pivot_table(index="subject", columns="property", values="value", aggfunc="first")
    names = values[values["property"] == "coop:acronym"].drop_duplicates("subject")
    names = names.set_index("subject")["value"]
    keys = list(zip(pairs["coop:programme"], pairs["coop:activity"].map(names), strict=True))
    assert len(keys) == 1891
    assert len({key for key in keys if keys.count(key) > 1}) == 39
    # The lead partner decides for all of their partners.
    assert "coop:confidence" not in set(values["property"])
    (told,) = ambiguous_sums(keep.ambiguous)
    counts = {name: told[name] for name in ("keys", "rows", "decided", "alternatives", "rejected")}
    assert counts == {"keys": 39, "rows": 78, "decided": 78, "alternatives": 0, "rejected": 0}


def test_cordis_has_the_known_figures(shared_dir: Path, tmp_path: Path) -> None:
    path = shared_dir / "data" / "cordis-h2020" / "h2020.csv.gz"
    records = _read("cordis", tmp_path, {"h2020.csv.gz": path})
    assert [(c.read, c.used, c.rejected) for c in records.ledger] == [(144_726, 144_726, 0)]
    types = _types(records)
    assert (types["Project"], types["Organisation"]) == (31_451, 35_871)
    assert types["Participation"] == 144_726


def test_twin_cities_have_the_known_figures(shared_dir: Path, tmp_path: Path) -> None:
    folder = shared_dir / "data" / "twin-cities-2026"
    names = ("twin_cities.csv", "twin_cities_raw.csv")
    records = _read("twin-cities", tmp_path, {name: folder / name for name in names})
    assert {c.table: (c.read, c.rejected) for c in records.ledger} == {
        "raw": (26_114, 0),
        "geocoded": (25_917, 0),
        "raw-places": (26_114, 0),
        "places": (25_917, 0),
    }
    assert _types(records)["Twinning"] == 26_114
