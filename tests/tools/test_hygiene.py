"""The hygiene check catches what it is for, and leaves the ordinary alone.

Bad examples are put together from pieces, so that this file itself is clean.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tools import hygiene

SLASH = "/"
AT = "@"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"see {SLASH}work/main/x.py", "path of a machine"),
        (f'open("{SLASH}root/data.csv")', "path of a machine"),
        (f"{SLASH}home/anna/graph", "path of a machine"),
        (f"{SLASH}Users/anna", "path of a machine"),
        ("C:\\" + "Users\\anna", "path of a machine"),
        ("https://" + "pypi" + ".org/project/x", "host of a package index"),
        ("files.python" + "hosted.org", "host of a package index"),
        ("--extra-" + "index-url https://example.org", "package index option"),
        ('"resolved"' + ': "https://example.org/x.tgz"', "address that a package was taken from"),
    ],
)
def test_catches_anywhere(text: str, complaint: str) -> None:
    found = list(hygiene.problems_in("docs/x.md", f"first line\n{text}\n"))
    assert len(found) == 1
    line, problem = found[0]
    assert line == 2
    assert problem.startswith(complaint)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/work/main",
        "https://example.org/root/x and https://example.org/home/anna",
        "the folder src/work/root/home is relative",
        "paths such as ../shared or ~/work",
        "the issue was resolved: see the changelog",
        "a twin-town/home-town pair",
    ],
)
def test_leaves_the_ordinary_alone(text: str) -> None:
    assert list(hygiene.problems_in("docs/x.md", text)) == []


@pytest.mark.parametrize(
    "text",
    [
        f"anna{AT}example.org",
        "anna.b (at) example.org",
        "+358 2 123 " + "4567",
        "00358 2 123 " + "4567",
        "(812) 123-" + "45-67",
        "090-16 " + "10 00",
        "123-" + "45-67",
        "tel.: " + "12345",
        "Phone: " + "12345",
    ],
)
def test_catches_contact_data_in_the_data_only(text: str) -> None:
    row = f'id,label\nx,"{text}"\n'
    assert [line for line, _ in hygiene.problems_in("graph_data/demo/people.csv", row)] == [2]
    assert list(hygiene.problems_in("src/coopgraph/names.py", row)) == []


@pytest.mark.parametrize(
    "text",
    [
        "2018-05-17",
        "2018-05-28/2018-05-31",
        "[..2005-12]",
        "60.4518,22.2666",
        "1 000 000 EUR",
        "sha256:0012345678901234567890",
        "Leningrad Region@en | Ленобласть@ru",
        "2004-2006",
        "2014-2020 and 2021-2027",
        "more than 3,200",
        "2005/06",
        "block 4 | block 17",
        "https://example.org/press/2018-09-12",
    ],
)
def test_takes_dates_numbers_and_labels_for_what_they_are(text: str) -> None:
    assert list(hygiene.problems_in("graph_data/demo/x.csv", f"x,{text},y\n")) == []


@pytest.mark.parametrize(
    "name",
    [
        "build/graph.nq",
        "dist/x.whl",
        "page.html",
        "src/coopgraph/__pycache__/x.pyc",
        ".venv/bin/python",
        "src/coopgraph.egg-info/PKG-INFO",
        "notebooks/.ipynb_checkpoints/01.ipynb",
    ],
)
def test_knows_a_product(name: str) -> None:
    assert hygiene.generated(name)


@pytest.mark.parametrize("name", ["src/coopgraph/view/build/page.html", "docs/x.md", "Makefile"])
def test_knows_a_source(name: str) -> None:
    assert not hygiene.generated(name)


@pytest.mark.skipif(not shutil.which("git"), reason="no git here")
def test_reads_what_git_tracks_or_would_track(tmp_path: Path) -> None:
    folder = tmp_path / "väg med blanksteg"
    (folder / "graph_data").mkdir(parents=True)
    (folder / "graph_data" / "å.csv").write_text(f"anna{AT}example.org\n", encoding="utf-8")
    (folder / ".gitignore").write_text("secret.txt\n", encoding="utf-8")
    (folder / "secret.txt").write_text(f"{SLASH}root/x\n", encoding="utf-8")
    (folder / "dist").mkdir()
    (folder / "dist" / "x.tar").write_text("x", encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    assert hygiene.check(folder) == [
        "dist/x.tar: generated, must not be tracked",
        f"graph_data/å.csv:1: e-mail address: anna{AT}example.org",
    ]
    assert hygiene.main([str(folder)]) == 1


def test_works_without_git(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "x.md").write_text(f"{SLASH}root/x\n", encoding="utf-8")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "x").write_text("made", encoding="utf-8")
    assert hygiene.check(tmp_path) == [f"docs/x.md:1: path of a machine: {SLASH}root/x"]


def test_refuses_text_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes("Umeå".encode("latin-1"))
    assert "not UTF-8" in hygiene.check(tmp_path)[0]
