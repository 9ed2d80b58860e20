from pathlib import Path

import pytest

from coopgraph import resources


def test_ontology_and_demo_data_are_found() -> None:
    assert (resources.ontology_folder() / "coopgraph.ttl").is_file()
    for name in ("mapping.toml", "sources.toml"):
        assert (resources.demo_dataset() / name).is_file()


def test_packaged_files_come_before_those_of_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_data").mkdir()
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "resources.py"))
    assert resources.ontology_folder() == tmp_path / "_data" / "ontology"
