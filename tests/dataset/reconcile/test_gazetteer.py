from pathlib import Path

import platformdirs
import pyarrow as pa
import pytest

from coopgraph.dataset.reconcile import gazetteer as module
from coopgraph.dataset.reconcile.gazetteer import Gazetteer, gazetteer


def test_codes_and_romanisations_are_no_names(small: Gazetteer) -> None:
    assert not {"TKU", "PAR", "ba li"} & set(small.names["name"].to_pylist())


def test_names_are_found_by_key_and_by_loose_key(small: Gazetteer) -> None:
    assert small.having("key", ["abo"])["name"].tolist() == ["Åbo"]
    assert small.having("loose", ["stpolten"])["name"].tolist() == ["Sankt Pölten"]


def test_names_of_a_country(small: Gazetteer) -> None:
    assert set(small.in_countries(["FR"])["name"]) == {"Brest", "Paris", "Parigi"}


def test_the_capital_is_the_largest_place_of_its_name(small: Gazetteer) -> None:
    capitals = small.places[small.places["capital"]]
    assert capitals[["name", "country", "population"]].values.tolist() == [
        ["Paris", "FR", 2_138_000],
        ["Berlin", "DE", 3_426_000],
        ["Rome", "IT", 2_318_000],
        ["Zagreb", "HR", 698_000],
        ["Washington", "US", 689_000],
    ]


def test_the_whole_gazetteer() -> None:
    known = gazetteer()
    assert len(known.places) > 200_000
    assert len(known.names) > 900_000
    assert known.places["id"].is_unique
    assert known.places["lat"].between(-90, 90).all()


def test_the_index_is_kept_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Gazetteer
) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path))
    monkeypatch.setattr(module, "_from_package", lambda: small)
    fresh = gazetteer.__wrapped__
    assert fresh() is small
    assert len(list((tmp_path / "gazetteer").glob("*.parquet"))) == 2
    again = fresh()
    assert again is not small
    assert again.places.equals(small.places)
    assert again.names.equals(small.names)


@pytest.mark.parametrize("content", [b"", b"not parquet"])
def test_a_broken_index_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Gazetteer, content: bytes
) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path))
    monkeypatch.setattr(module, "_from_package", lambda: small)
    fresh = gazetteer.__wrapped__
    fresh()
    for path in (tmp_path / "gazetteer").iterdir():
        path.write_bytes(content)
    assert fresh() is small
    assert isinstance(fresh().names, pa.Table)


def test_without_a_place_to_write_it_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Gazetteer
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(blocked))
    monkeypatch.setattr(module, "_from_package", lambda: small)
    assert gazetteer.__wrapped__() is small
