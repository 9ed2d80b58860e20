"""The guards that every test relies on hold: network, reference data, browser."""

import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONFTEST = Path(__file__).with_name("conftest.py")
PROBE = """\
import pytest

@pytest.mark.shared
def test_marked(): ...

def test_with_the_folder(shared_dir):
    assert shared_dir.is_dir()

@pytest.mark.soak
def test_long(): ...
"""


@pytest.fixture
def probe(tmp_path: Path) -> Path:
    """A checkout in small, without reference data beside it."""
    tests = tmp_path / "checkout" / "tests"
    tests.mkdir(parents=True)
    shutil.copy(CONFTEST, tests / "conftest.py")
    (tests / "test_probe.py").write_text(PROBE, encoding="utf-8")
    (tests.parent / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n  shared: x\n  soak: x\n", encoding="utf-8"
    )
    return tests.parent


def outcome(checkout: Path, *arguments: str, **variables: str) -> str:
    """Return the closing line of pytest in a made-up checkout."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=checkout,
        env={"PATH": "/usr/bin:/bin", **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.strip().splitlines()[-1].partition(" in ")[0]


def test_no_connection_leaves_this_machine() -> None:
    with pytest.raises(RuntimeError, match="tests use no network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(RuntimeError, match="tests use no network"):
        urllib.request.urlopen("http://example.org/", timeout=1)


def test_datagrams_do_not_leave_either() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        pytest.raises(RuntimeError, match="tests use no network"),
    ):
        sender.sendto(b"x", ("192.0.2.1", 9))


def test_this_machine_may_be_talked_to() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_without_reference_data_their_tests_are_skipped(probe: Path) -> None:
    assert outcome(probe) == "2 skipped, 1 deselected"


def test_reference_data_may_be_required(probe: Path) -> None:
    assert outcome(probe, COOPGRAPH_REQUIRE_SHARED="1") == "1 deselected, 2 errors"


def test_with_reference_data_their_tests_run(probe: Path) -> None:
    (probe.parent / "shared").mkdir()
    assert outcome(probe, COOPGRAPH_REQUIRE_SHARED="1") == "2 passed, 1 deselected"


def test_soak_runs_the_long_ones(probe: Path) -> None:
    assert outcome(probe, "--soak", "-k", "long") == "1 passed, 2 deselected"


@pytest.mark.browser
def test_the_browser_opens_a_file_and_reports_what_it_asks_for(
    page: "Page", requests: list[str], tmp_path: Path
) -> None:
    html = tmp_path / "sida å.html"
    html.write_text(
        "<!doctype html><title>Å</title><script>document.title += 1 + 1</script>"
        "<img src='http://example.org/x.png'>",
        encoding="utf-8",
    )
    page.goto(html.as_uri())
    assert page.title() == "Å2"
    assert requests == ["http://example.org/x.png"]
