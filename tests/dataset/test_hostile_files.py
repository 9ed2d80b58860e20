"""Files made to exhaust the machine: each is refused with a reason, in little time and memory."""

import gzip
import random
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from coopgraph.dataset.formats.tables import read_table

LIMIT = 3_000_000_000  # bytes of address space; a process with its libraries needs half of it
SCRIPT = """
import sys
from pathlib import Path
from coopgraph.dataset.formats.tables import read_table
table, problems = read_table("t", Path(sys.argv[1]))
assert table.frame.empty and len(problems) == 1, problems
print(problems[0].message)
"""


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))


def _refusal(path: Path, seconds: float = 60) -> str:
    """Read a file in a process that may not take more memory than a laptop spares."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)],
        preexec_fn=_limited,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _line_without_end(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.write(b"id,n\n")
        file.truncate(size)  # a hole in the file: it takes no space on the disk


def _million_columns(path: Path) -> None:
    header = ",".join(f"c{n}" for n in range(1_000_000))
    path.write_text(f"{header}\n{header}\n", encoding="utf-8")


def _million_short_rows(path: Path) -> None:
    path.write_bytes(b"a\n" * 21_000_000)


def _far_cell(path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    wide = [None] * 16_383 + ["x"]
    for _ in range(1_300):
        sheet.append(wide)
    book.save(path)


def _sheet(path: Path, content: bytes) -> None:
    book = openpyxl.Workbook()
    book.save(path)
    parts = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def _zip_bomb(path: Path) -> None:
    _sheet(path, b"<x>" + b" " * 100_000_000 + b"</x>")


def _entity_bomb(path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    _sheet(path, f'<!DOCTYPE x [<!ENTITY a0 "lol">{entities}]><x>&a9;</x>'.encode())


def _dictionary_bomb(path: Path) -> None:
    text = pd.Categorical.from_codes([0] * 2_000_000, ["x" * 10_000])
    pd.DataFrame({"id": text}).to_parquet(path)


def _gap_of_rows(path: Path) -> None:
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cell = b'<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>'
    _sheet(path, b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (main, cell))


def _empty_elements(path: Path) -> None:
    """Four bytes each in the file, a hundred in memory; noise, so that they are no zip bomb."""
    noise = random.Random(1)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("content.xml", "w") as part,
    ):
        part.write(b"<office>")
        for _ in range(210):
            part.write(b"<a/>" * 100_000 + b"<!--%s-->" % noise.randbytes(4_000).hex().encode())
        part.write(b"</office>")


def _many_elements(path: Path) -> None:
    path.write_bytes(b"<graphml>" + b"<a/>" * 21_000_000 + b"</graphml>")


def _many_records(path: Path) -> None:
    path.write_bytes(b"[" + b"{}," * 11_000_000 + b"{}]")


def _deep_json(path: Path) -> None:
    path.write_bytes(b'[{"a":' * 1_000_000)


def _error_cells(path: Path) -> None:
    """A million cells that are errors, in a few bytes each."""
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    row = b"<row>" + b'<c t="e"><v>#N/A</v></c>' * 100 + b"</row>"
    noise = random.Random(2)
    rows = b"".join(row + b"<!--%s-->" % noise.randbytes(60).hex().encode() for _ in range(10_010))
    _sheet(path, b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (main, rows))


def _repeated_errors(path: Path) -> None:
    """An error that says that it is there a million times and more."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    calc = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    times = 't:number-columns-repeated="1000"'
    cell = f'<t:table-cell c:value-type="error" {times}><x:p>E</x:p></t:table-cell>'
    text = (
        f'<o:d xmlns:o="{space}:office:1.0" xmlns:t="{space}:table:1.0" '
        f'xmlns:x="{space}:text:1.0" xmlns:c="{calc}"><t:table t:name="A">'
        f'<t:table-row t:number-rows-repeated="19000">{cell}</t:table-row></t:table></o:d>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", text)


def _cyclic_entity(path: Path) -> None:
    entities = '<!ENTITY a "&b;"><!ENTITY b "&a;">'
    path.write_text(f"<!DOCTYPE graphml [{entities}]><graphml>&a;</graphml>", encoding="utf-8")


def _two_encodings(path: Path) -> None:
    line = "1,Göteborg\n"
    path.write_bytes(b"id,town\n" + line.encode() * 200_000 + line.encode("latin-1"))


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("errors.xlsx", _error_cells, "more than 1,000,000 cells without a value"),
        ("errors.ods", _repeated_errors, "more than 1,000,000 cells without a value"),
        ("cycle.graphml", _cyclic_entity, "entities"),
        ("two.csv", _two_encodings, "encod"),
        ("line.csv", lambda path: _line_without_end(path, 100_000_000), "line 2 is longer"),
        ("columns.csv", _million_columns, "1,000,000 columns; a table may have 2,000"),
        ("rows.csv", _million_short_rows, "more than 20,000,000 rows"),
        ("far.xlsx", _far_cell, "more than 20,000,000 cells"),
        ("zip.xlsx", _zip_bomb, "times its size"),
        ("entity.xlsx", _entity_bomb, "not readable as XLSX"),
        ("gap.xlsx", _gap_of_rows, "more than 1,048,576 rows, which no workbook has"),
        ("elements.ods", _empty_elements, "more than 20,000,000 elements of XML"),
        ("elements.graphml", _many_elements, "more than 20,000,000 elements of XML"),
        ("records.json", _many_records, "more than 10,000,000 records or lists"),
        ("dictionary.parquet", _dictionary_bomb, "more than 1 GB of text"),
        ("deep.json", _deep_json, "not readable as a table of JSON"),
    ],
)
def test_a_hostile_file_is_refused_in_little_memory(
    tmp_path: Path, name: str, make: Callable[[Path], None], message: str
) -> None:
    path = tmp_path / name
    make(path)
    assert message in _refusal(path)


@pytest.mark.soak
def test_a_line_of_two_gigabytes_is_refused(tmp_path: Path) -> None:
    _line_without_end(tmp_path / "line.csv", 2_000_000_000)
    assert "line 2 is longer" in _refusal(tmp_path / "line.csv")


@pytest.mark.soak
def test_a_packed_line_of_two_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "line.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(2_000):
            file.write(b"x" * 1_000_000)
    assert "line 1 is longer" in _refusal(path)


def test_a_formula_is_text_in_delimited_files_and_never_run(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('id,n\na,"=HYPERLINK(""http://x"")"\n', encoding="utf-8")
    table, problems = read_table("t", path)
    assert (table.frame.loc[2, "n"], problems) == ('=HYPERLINK("http://x")', [])
