"""The ending of a file names its format."""

from pathlib import Path

import pytest

from coopgraph.errors import CoopgraphError
from coopgraph.view.formats import FORMATS, export, read_network
from tests.view.samples import small


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written(tmp_path: Path, name: str) -> None:
    paths, lost = export(small(), tmp_path / f"x.{name}")
    assert all(path.stat().st_size for path in paths)
    assert bool(lost) == (name in ("net", "gml", "dl"))


@pytest.mark.parametrize("name", ["x.cx2", "x.graphml", "x.parquet"])
def test_what_is_written_without_loss_is_read(tmp_path: Path, name: str) -> None:
    export(small(), tmp_path / name)
    assert read_network(tmp_path / name).fingerprint == small().fingerprint


def test_a_path_without_an_ending_is_a_folder_of_csv(tmp_path: Path) -> None:
    paths, _ = export(small(), tmp_path / "tables")
    assert paths[0].name == "nodes.csv"


def test_a_format_may_be_named(tmp_path: Path) -> None:
    paths, _ = export(small(), tmp_path / "tables", "parquet")
    assert paths[0].name == "nodes.parquet"


def test_an_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(CoopgraphError, match=r'no format "gefx".*Did you mean "gexf"'):
        export(small(), tmp_path / "x.gefx")
    with pytest.raises(CoopgraphError, match=r"expected a \.cx2 or \.graphml file"):
        read_network(tmp_path / "x.gml")
