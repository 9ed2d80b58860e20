import gzip
import zipfile
from pathlib import Path

import pytest

from coopgraph.dataset.formats import packed
from coopgraph.dataset.formats.packed import TooLarge, archive_fault, file_bytes, kind


def test_packed_files_are_known_by_what_they_hold() -> None:
    assert [kind(Path(name)) for name in ("a.csv.gz", "a.XLSX", "a.gz", "a")] == [
        ".csv",
        ".xlsx",
        "",
        "",
    ]


def test_a_packed_file_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"id\nx\n"))
    assert file_bytes(path, lines=True) == b"id\nx\n"


def test_a_packed_bomb_is_refused_before_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(1_001):
            file.write(b"a,b\n" * 250_000)
    assert path.stat().st_size < 10_000_000
    with pytest.raises(TooLarge, match=r"unpacks to more than 1 GB"):
        file_bytes(path)


def test_an_endless_line_is_refused_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id\nx\n" + b"y" * 17_000_000)
    with pytest.raises(TooLarge, match="line 3 is longer than 16 MB"):
        file_bytes(path, lines=True)
    assert len(file_bytes(path)) == 17_000_005


def test_what_is_not_packed_as_its_name_says_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(b"id\nx\n")
    with pytest.raises(OSError, match="gzip"):
        file_bytes(path)
    path.write_bytes(gzip.compress(b"id\nx\n" * 1000)[:-12])
    with pytest.raises(OSError, match="not readable as gzip"):
        file_bytes(path)


def test_a_workbook_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 50_000_000)
    assert "times its size" in archive_fault(path)


def test_a_workbook_of_very_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "MAX_PARTS", 3)
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(4):
            archive.writestr(str(number), "")
    assert archive_fault(path) == "4 files in one workbook; expected 3 at most"
